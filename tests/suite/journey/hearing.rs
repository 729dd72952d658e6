//! A video that is heard before it is paid for, by keyboard.

use cuecard::domain::{Dialect, RenderStage};
use cuecard::sandbox::{Billing, Options, ServicePolicy};

use crate::support::calls::SPEECH_CALL;
use crate::support::end_to_end::{
    API_KEY, EndToEnd, MAX_RENDER_DURATION, api_key_config, start_paused_sandbox, temp_home, with_dialect,
};

#[tokio::test]
async fn a_video_that_was_heard_costs_what_its_price_said() {
    let policy = ServicePolicy { billing: Billing::Wallet, ..ServicePolicy::default() };
    let sandbox = start_paused_sandbox(Options { policy, ..Options::default() }).await;
    let home = temp_home();
    let config = || with_dialect(Dialect::V3, api_key_config(home.path(), &sandbox.base_url(), None));
    let project = Some(home.path().join("heard.toml"));
    let mut studio = EndToEnd::ready(config(), project.clone()).await;
    studio.write_small_video().press("nToday we ship it, at last.<Esc>g<C-s>");
    studio.wait_until("it is saved", |app| !app.studio.project_state.is_unsaved()).await;
    studio.press("<A-j>").wait_for_text("The service speaks 2 scenes").await;
    studio.press("<Left><Enter>");
    studio.wait_until("both are spoken", |app| !app.studio.speech.is_speaking()).await;
    studio.wait_for_text("♪").await;
    assert_eq!(sandbox.report().requests.of(SPEECH_CALL).accepted, 2);
    studio.press("<Esc><A-i>").wait_for_text("Scene 1 of 2").await;
    studio.press("<Esc><C-r>");
    assert!(
        studio.screen().contains("exactly $0.") && !studio.screen().contains("Measure"),
        "{}",
        studio.screen()
    );
    studio.press("<Enter>");
    let row = studio.wait_for_stage(RenderStage::Pending).await;
    sandbox.advance(MAX_RENDER_DURATION);
    let row =
        studio.wait_for_render("it is here", |done| done.id == row.id && done.actual_seconds.is_some()).await;
    let paid = &sandbox.report().paid[0];
    assert!((row.estimated_seconds - paid.duration).abs() < 1e-6, "{row:?} {paid:?}");
    assert!((row.estimated_cost.amount - paid.cost).abs() < 1e-6, "{row:?} {paid:?}");
    let spoken = sandbox.report().requests.of(SPEECH_CALL);
    assert_eq!(spoken.received, 2, "a second hearing is free");
    let speech = 0.000_667 * paid.duration;
    let left = sandbox.report().credits;
    studio
        .wait_until("the spend is known", |app| {
            let total = app.studio.spend.totals.unit_totals(app.studio.rate.unit).total;
            (total - paid.cost - speech).abs() < 1e-4
        })
        .await;
    assert!(left > 0.0);
    let past = &studio.app.studio.spend.history.renders[0];
    assert!(past.has_exact_scene && past.voice_id.is_some(), "it does not calibrate the voice: {past:?}");
    studio.assert_api_key_absent(API_KEY);
    studio.quit().await;

    let mut studio = EndToEnd::ready(config(), project).await;
    studio.wait_for_text("=$0.").await;
    assert_eq!(sandbox.report().requests.of(SPEECH_CALL).received, 2, "it is kept when the program ends");
    studio.quit().await;
}
