//! A journey through a queue of several videos: the right one is found, opened, and counted.

use cuecard::domain::{Dialect, Stage};
use cuecard::sandbox::Options;

use super::play::{LONG, Play, embedded, home, sandbox, speaking};
use crate::forms;

#[test]
fn one_of_several_videos_is_found_opened_and_counted() {
    forms::play(Dialect::ALL, async |dialect| {
        let (home, sandbox) = (home(), sandbox(Options::default()).await);
        let mut play = Play::ready(speaking(dialect, embedded(home.path(), &sandbox)), None).await;
        play.write_small_video();
        for title in ["Gamma", "Beta", "Alpha"] {
            play.press("e<C-u>").press(title).press("<Enter><C-r><Enter>");
            play.until_row("it was accepted", |row| row.title == title && row.stage == Stage::Pending).await;
        }
        sandbox.advance(LONG);
        play.until("all videos are here", |app| {
            let rows = &app.studio.queue.renders;
            rows.len() == 3 && rows.iter().all(|row| row.file.is_some())
        })
        .await;

        play.press("4tt/.mp4");
        let screen = play.screen();
        assert!(screen.contains("3/3 · by title"), "{screen}");
        let place = |title: &str| screen.find(&format!("✓ {title}")).unwrap();
        assert!(place("Alpha") < place("Beta") && place("Beta") < place("Gamma"), "{screen}");
        play.press("<C-u>beta<Enter>");
        assert!(play.screen().contains("1/3 · by title"), "{}", play.screen());
        play.press("<Enter>");
        let opened = |text: &str| text.starts_with("Opened") && text.contains("beta-");
        play.until("it is open", |app| app.studio.news.as_ref().is_some_and(|news| opened(&news.text))).await;
        play.press("<Esc>y");
        let copied = play.app.studio.news.as_ref().map(|news| news.text.clone()).unwrap_or_default();
        assert!(copied.starts_with("Copied") && copied.contains("beta-"), "its place is kept: {copied}");

        let all: f64 = play.rows().await.iter().map(|row| row.real_cost().amount).sum();
        play.press("m");
        play.until("all that was spent is told", |app| {
            let sums = app.studio.sums.unit(app.studio.rate.unit);
            sums.projects.first().is_some_and(|sum| sum.renders == 3) && (sums.total - all).abs() < 1e-9
        })
        .await;
        let sums = play.app.studio.sums.unit(play.app.studio.rate.unit);
        let screen = play.screen();
        assert!(screen.contains(&format!("today ~{}", sums.money(all).brief())), "{screen}");
        assert!(screen.contains("no project file"), "{screen}");
        play.press("<Esc>");
        play.leave().await;
    });
}
