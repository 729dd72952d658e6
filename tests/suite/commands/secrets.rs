//! What a service says of the API key, as commands show and keep it: not at all.

use cuecard::domain::Dialect;
use serde_json::json;

use crate::support::cli_harness::{API_KEY, CliHarness, contains_text, paused_options};
use crate::support::scripted_server::{ScriptedReply, ScriptedServer};

#[tokio::test(flavor = "multi_thread")]
async fn the_api_key_is_in_no_name_link_id_or_file() {
    let (head, tail) = API_KEY.split_at(7);
    let photos = json!({ "error": null, "data": { "talking_photos": [
        { "talking_photo_id": "a", "talking_photo_name": format!("Ana {API_KEY}") },
        { "talking_photo_id": "b", "talking_photo_name": format!("Bea {head}\u{200b}{tail}") },
        { "talking_photo_id": "c", "talking_photo_name": format!("Cleo {head}\u{301}{}", tail.to_uppercase()) },
        { "talking_photo_id": "d", "talking_photo_name": "Dora",
          "preview_image_url": format!("https://f.example/{API_KEY}/a.webp?k={}", API_KEY.replace('-', "%2D")) },
        { "talking_photo_id": format!("id-{API_KEY}"), "talking_photo_name": "Eve" },
    ] } });
    let server = ScriptedServer::start(vec![ScriptedReply::json(200, photos.to_string())]).await;
    let cli = CliHarness::new(paused_options()).await;
    cli.pin_dialect(Dialect::Scenes);
    for words in [&["photos"][..], &["photos", "--json"]] {
        let ran = cli.run_against(&server.base, words);
        let covered = ran.stdout.matches("[key]").count();
        assert_eq!((ran.exit_code, covered), (0, if words.len() == 1 { 4 } else { 6 }), "{ran:?}");
        let seen: String = ran.stdout.to_lowercase().chars().filter(char::is_ascii).collect();
        assert!(!seen.contains(API_KEY) && !seen.contains(&API_KEY.replace('-', "%2d")), "{seen}");
    }
    assert!(!contains_text(cli.home.path(), API_KEY));
}

#[tokio::test(flavor = "multi_thread")]
async fn the_api_key_is_redacted_in_errors_in_every_encoding() {
    let (head, tail) = API_KEY.split_at(7);
    let escaped = API_KEY.chars().fold(String::new(), |text, c| text + &format!("\\u{:04x}", u32::from(c)));
    for said in [
        format!("{head}\u{200b}{tail}"),
        format!("{head}\\u00ad{tail}"),
        format!("{head}\\n{tail}"),
        format!("{head}\u{e0001}{tail}"),
        API_KEY.to_uppercase(),
        escaped,
        API_KEY.replace('-', "%2D"),
    ] {
        let body = format!("{{\"code\":400123456,\"message\":\"The key {said} is bad\"}}");
        let server = ScriptedServer::start(vec![ScriptedReply::json(400, &body)]).await;
        let cli = CliHarness::new(paused_options()).await;
        cli.pin_dialect(Dialect::Scenes);
        for words in [&["voices"][..], &["voices", "--json"]] {
            let ran = cli.run_against(&server.base, words);
            assert!(ran.exit_code == 1 && ran.stderr.contains("[key] is bad"), "{said}: {ran:?}");
            let seen: String = ran.stderr.to_lowercase().chars().filter(char::is_ascii_graphic).collect();
            assert!(!seen.contains(API_KEY), "{said}: {seen}");
        }
    }
}
