//! A journey through a queue of several videos: the right one is found, opened, and counted.

use cuecard::app::App;
use cuecard::domain::{Dialect, RenderStage};
use cuecard::sandbox::Options;

use crate::support::dialect_matrix;
use crate::support::end_to_end::{
    EndToEnd, MAX_RENDER_DURATION, sandbox_config, start_paused_sandbox, temp_home, with_dialect,
};

#[test]
fn a_video_in_a_queue_of_three_is_found_opened_and_counted() {
    dialect_matrix::for_each_dialect_async(Dialect::ALL, async |dialect| {
        let (home, sandbox) = (temp_home(), start_paused_sandbox(Options::default()).await);
        let mut studio =
            EndToEnd::ready(with_dialect(dialect, sandbox_config(home.path(), &sandbox)), None).await;
        studio.write_small_video();
        for title in ["Gamma", "Beta", "Alpha"] {
            studio.press("e<C-u>").press(title).press("<Enter><C-r><Enter>");
            studio
                .wait_for_render("it was accepted", |row| {
                    row.title == title && row.stage == RenderStage::Pending
                })
                .await;
        }
        sandbox.advance(MAX_RENDER_DURATION);
        studio
            .wait_until("all videos are here", |app| {
                let rows = &app.studio.queue.renders;
                rows.len() == 3 && rows.iter().all(|row| row.video_path.is_some())
            })
            .await;

        studio.press("4tt/.mp4");
        let screen = studio.screen();
        assert!(screen.contains("3/3 · by title"), "{screen}");
        let place = |title: &str| screen.find(&format!("✓ {title}")).unwrap();
        assert!(place("Alpha") < place("Beta") && place("Beta") < place("Gamma"), "{screen}");
        studio.press("<C-u>beta<Enter>");
        assert!(studio.screen().contains("1/3 · by title"), "{}", studio.screen());
        studio.press("<Enter>");
        let opened = |text: &str| text.starts_with("Opened") && text.contains("beta-");
        studio
            .wait_until("it is open", |app| {
                app.studio.status_line.current.as_ref().is_some_and(|message| opened(&message.text))
            })
            .await;
        studio.press("<Esc>y");
        let copied = studio
            .app
            .studio
            .status_line
            .current
            .as_ref()
            .map(|message| message.text.clone())
            .unwrap_or_default();
        assert!(copied.starts_with("Copied") && copied.contains("beta-"), "its place is kept: {copied}");

        // They were rendered at the same time: together they cost what the balance lost of its 412 credits.
        let lost = |app: &App| {
            let balance = app.studio.account.balance.ready().copied().flatten();
            412.0 - balance.map_or(412.0, |balance| balance.remaining.amount)
        };
        studio.press("m");
        studio
            .wait_until("all that was spent is told", |app| {
                let sums = app.studio.spend.totals.unit_totals(app.studio.rate.unit);
                sums.projects.first().is_some_and(|sum| sum.render_count == 3)
                    && lost(app) > 0.0
                    && (sums.total - lost(app)).abs() < 1e-6
            })
            .await;
        let all = lost(&studio.app);
        let sums = studio.app.studio.spend.totals.unit_totals(studio.app.studio.rate.unit);
        let screen = studio.screen();
        assert!(screen.contains(&format!("today ~{}", sums.to_money(all).to_compact_string())), "{screen}");
        assert!(screen.contains("no project file"), "{screen}");
        studio.press("<Esc>");
        studio.quit().await;
    });
}
