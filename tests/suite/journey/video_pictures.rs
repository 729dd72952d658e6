//! A video whose photo is a picture file, by keyboard.

use cuecard::app::App;
use cuecard::domain::Dialect;
use cuecard::sandbox::{Billing, CallCount, Options, ServicePolicy};
use serde_json::json;

use crate::support::calls::CREATE_AVATAR_CALL;
use crate::support::end_to_end::{
    API_KEY, EndToEnd, MAX_RENDER_DURATION, api_key_config, start_paused_sandbox, temp_home, with_dialect,
};
use crate::support::files::write_picture;

#[tokio::test]
async fn a_picture_is_used_in_place_of_a_photo_and_speaks() {
    let policy = ServicePolicy { billing: Billing::Wallet, ..ServicePolicy::default() };
    let (home, sandbox) = (temp_home(), start_paused_sandbox(Options { policy, ..Options::default() }).await);
    let picture = write_picture(&home.path().join("Uncle Bob.png"), 90);
    let config = with_dialect(Dialect::V3, api_key_config(home.path(), &sandbox.base_url(), None));
    let mut studio = EndToEnd::ready(config, None).await;
    studio.press("1w<Up><Left><Down>").press(&picture).press("<Enter>");
    for line in ["The photo costs $1.00 (API price page).", "the picture itself costs nothing"] {
        assert!(studio.screen().contains(line), "{line}\n{}", studio.screen());
    }
    studio.press("<Left><Enter>2<Enter>3<Enter>Hello there, and welcome.<Esc>");
    let is_read = |app: &App| app.studio.catalog.known_looks.values().any(|look| look.ready().is_some());
    studio.wait_until("the picture is read", is_read).await;
    studio.press("<C-r>");
    assert!(studio.screen().contains("│ Uncle Bob.png · "), "{}", studio.screen());
    studio.press("<Enter>4");
    studio
        .wait_until("it is sent", |app| app.studio.queue.renders.iter().any(|row| row.video_id.is_some()))
        .await;
    sandbox.advance(MAX_RENDER_DURATION);
    let row = studio.wait_for_render("the video is here", |row| row.video_path.is_some()).await;
    let report = sandbox.report();
    let [paid] = &report.paid[..] else { panic!("one video was paid") };
    assert_eq!(
        (&paid.request["type"], &paid.request["image"]["type"]),
        (&json!("image"), &json!("asset_id"))
    );
    let expected = row.estimated_cost.amount * row.actual_seconds.unwrap() / row.estimated_seconds;
    assert!((paid.cost - expected).abs() < 0.001, "{row:?} {}", paid.cost);
    assert_eq!(report.requests.of(CREATE_AVATAR_CALL), CallCount::default(), "no photo was made");
    studio.assert_api_key_absent(API_KEY);
    studio.quit().await;
}
