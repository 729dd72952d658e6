//! An emotion in v3: the sibling voice is taken on the page, and speaks its scene alone.

use cuecard::domain::Dialect;
use cuecard::sandbox::Options;
use serde_json::Value;

use crate::support::end_to_end::{
    API_KEY, EndToEnd, api_key_config, start_paused_sandbox, temp_home, with_dialect,
};

#[tokio::test]
async fn a_taken_sibling_voice_speaks_its_scene() {
    let (home, sandbox) = (temp_home(), start_paused_sandbox(Options::default()).await);
    let config = with_dialect(Dialect::V3, api_key_config(home.path(), &sandbox.base_url(), None));
    let mut studio = EndToEnd::ready(config, None).await;
    studio.press("1<Enter>2/mateo friendly<Enter>3<Enter>Hola a todos.<Esc>nHoy es el gran día.");
    studio.press("<A-e>excited<Enter>");
    assert!(
        studio.screen().contains("v3 has no emotions: Mateo - Excited has this one"),
        "{}",
        studio.screen()
    );
    studio.press("<A-a><Esc><C-r>");
    assert!(!studio.screen().contains("! v3: no emotions"), "{}", studio.screen());
    studio.press("<Enter>4");
    let is_sent = |app: &cuecard::app::App| app.studio.queue.renders.iter().any(|row| row.video_id.is_some());
    studio.wait_until("it is sent", is_sent).await;
    let id_of = |name: &str| {
        let voices = &studio.app.studio.catalog.voices.ready().unwrap().voices;
        voices.iter().find(|voice| voice.name == name).unwrap().id.to_string()
    };
    let request = &sandbox.report().paid[0].request;
    let voice = |scene: usize| -> &Value { &request["scenes"][scene]["input"]["voice_id"] };
    assert_eq!((voice(0), voice(1)), (&id_of("Mateo - Friendly").into(), &id_of("Mateo - Excited").into()));
    assert_eq!(request["scenes"][0]["input"]["avatar_id"], request["scenes"][1]["input"]["avatar_id"]);
    studio.assert_api_key_absent(API_KEY);
    studio.quit().await;

    // Another project of the account.
    let config = with_dialect(Dialect::V3, api_key_config(home.path(), &sandbox.base_url(), None));
    let mut studio = EndToEnd::ready(config, None).await;
    studio.press("1<Enter>2/mateo serious<Enter>3<Enter>Buenos días.<A-e>excited<Enter>");
    let offered = "v3 has no emotions; chosen earlier: Mateo - Excited";
    studio
        .wait_until("the earlier choice is offered", |app| !app.studio.spend.history.renders.is_empty())
        .await;
    assert!(studio.screen().contains(offered), "{}", studio.screen());
    studio.quit().await;
}
