//! A video with a stock avatar, by keyboard.

use cuecard::domain::Dialect;
use cuecard::sandbox::{Options, Sandbox};
use serde_json::{Value, json};

use crate::support::end_to_end::{
    API_KEY, EndToEnd, MAX_RENDER_DURATION, api_key_config, start_paused_sandbox, temp_home, with_dialect,
};

/// Waits until the render that was sent is finished and downloaded; returns its request.
async fn wait_for_video(studio: &mut EndToEnd, sandbox: &Sandbox) -> Value {
    studio
        .wait_until("it is sent", |app| app.studio.queue.renders.iter().any(|row| row.video_id.is_some()))
        .await;
    sandbox.advance(MAX_RENDER_DURATION);
    studio.wait_for_render("the video is here", |row| row.video_path.is_some()).await;
    sandbox.report().paid[0].request.clone()
}

#[tokio::test]
async fn a_stock_avatar_of_an_old_engine_speaks_without_what_it_refuses() {
    let (home, sandbox) = (temp_home(), start_paused_sandbox(Options::default()).await);
    let config = with_dialect(Dialect::V3, api_key_config(home.path(), &sandbox.base_url(), None));
    let mut studio = EndToEnd::ready(config, None).await;
    studio.press("1S");
    studio
        .wait_until("all stock avatars are listed", |app| {
            let stock = &app.studio.catalog.stock;
            !stock.is_loading() && stock.photos.len() == 3_000
        })
        .await;
    // Photo looks come first, and the last one is an old studio avatar.
    studio.press("G");
    studio.wait_for_text("Avatar III").await;
    studio.press("<Enter>2<Enter>3<Enter>Hello there, and welcome.<Tab>Avatar waves<Esc><C-r>");
    for line in ["! v3: no motion prompts for a studio avatar on Avatar III;", ": no published rate for a"] {
        assert!(studio.screen().contains(line), "{line}\n{}", studio.screen());
    }
    studio.press("<Enter>4");
    let request = wait_for_video(&mut studio, &sandbox).await;
    assert_eq!(request["engine"], json!({ "type": "avatar_iii" }));
    assert_eq!((request.get("motion_prompt"), request.get("expressiveness")), (None, None));
    assert!(request["avatar_id"].as_str().unwrap().contains("_public_"), "{request}");
    studio.assert_api_key_absent(API_KEY);
    studio.quit().await;
}

#[tokio::test]
async fn a_digital_twin_of_the_account_is_listed_and_speaks() {
    let (home, sandbox) = (temp_home(), start_paused_sandbox(Options::default()).await);
    let config = with_dialect(Dialect::V3, api_key_config(home.path(), &sandbox.base_url(), None));
    let mut studio = EndToEnd::ready(config, None).await;
    studio.press("1/tom, recorded");
    studio.wait_for_text("no consent").await;
    studio.press("<Esc>1/ada, recorded");
    studio.wait_for_text("digital twin").await;
    studio.press("<Enter>2<Enter>3<Enter>Hello there.<Esc><C-r><Enter>4");
    let request = wait_for_video(&mut studio, &sandbox).await;
    assert_eq!(request["engine"], json!({ "type": "avatar_iv" }));
    assert_eq!(request.get("expressiveness"), None);
    studio.quit().await;
}
