//! A journey through three renders: the studio learns from the balance what the account pays, and takes it by one key.

use cuecard::domain::{Dialect, RateBasis, RenderStage};
use cuecard::sandbox::{Billing, Options, ServicePolicy};

use crate::support::end_to_end::{
    EndToEnd, MAX_RENDER_DURATION, sandbox_config, start_paused_sandbox, temp_home, with_dialect,
};

#[tokio::test]
async fn three_renders_correct_the_rate() {
    let policy = ServicePolicy { billing: Billing::WebPlan, ..ServicePolicy::default() };
    let sandbox = start_paused_sandbox(Options { policy, ..Options::default() }).await;
    let home = temp_home();
    let config = with_dialect(Dialect::V3, sandbox_config(home.path(), &sandbox));
    let mut studio = EndToEnd::ready(config, None).await;
    studio.write_small_video();
    for (count, title) in [(1, "Alpha"), (2, "Beta"), (3, "Gamma")] {
        studio.press("e<C-u>").press(title).press("<Enter><C-r><Enter>");
        studio
            .wait_for_render("it was accepted", |row| row.title == title && row.stage == RenderStage::Pending)
            .await;
        sandbox.advance(MAX_RENDER_DURATION);
        studio
            .wait_until("its charge is known", |app| {
                let charged = app.studio.spend.history.renders.iter().filter(|past| past.charge.is_some());
                charged.count() == count
            })
            .await;
    }
    let paid: f64 = sandbox.report().paid.iter().map(|paid| paid.cost).sum();
    let booked =
        |studio: &EndToEnd| studio.app.studio.spend.totals.unit_totals(studio.app.studio.rate.unit).total;
    assert!((booked(&studio) - paid).abs() < 1e-6, "{} of {paid}", booked(&studio));
    studio.press("m").wait_for_text("a uses the paid one").await;
    assert!(studio.screen().contains("the published rate is 20 credits/min"), "{}", studio.screen());
    studio.press("a");
    studio.wait_until("it is accepted", |app| app.studio.rate.basis == RateBasis::Paid).await;
    assert!(!studio.screen().contains("a uses the paid"), "{}", studio.screen());
    studio.quit().await;
}
