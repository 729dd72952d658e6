//! Status errors of an accepted video: commands never claim that none was created, and print no HTML.

use cuecard::domain::Dialect;

use crate::support::cli_harness::{CliHarness, paused_options};
use crate::support::scripted_server::{ScriptedReply, ScriptedServer};

const NOT_CREATED_TEXT: &str = "No video was created";
const BALANCE: &str = r#"{"error":null,"data":{"remaining_quota":6000,"details":{"api":6000}}}"#;
const PHOTOS: &str = r#"{"error":null,"data":{"avatars":[],"talking_photos":[]}}"#;

/// A service that accepts one video, then sends these replies.
async fn harness_with_accepted_render(replies: Vec<ScriptedReply>) -> (ScriptedServer, CliHarness) {
    let (quota, photos) = (ScriptedReply::json(200, BALANCE), ScriptedReply::json(200, PHOTOS));
    let taken = ScriptedReply::json(200, r#"{"error":null,"data":{"video_id":"v1"}}"#);
    let server = ScriptedServer::start([vec![quota, photos, taken], replies].concat()).await;
    let cli = CliHarness::new(paused_options()).await;
    cli.pin_dialect(Dialect::Scenes);
    cli.write_file(
        "video.toml",
        "photo = \"0123456789abcdef\"\nvoice = \"123456789abcdef0\"\n[[scene]]\nscript = \"Hello.\"\n",
    );
    let ran = cli.run_against(&server.base, &["render", "video.toml", "--yes"]);
    assert_eq!((ran.exit_code, ran.stdout.as_str()), (0, "v1\n"), "{ran:?}");
    (server, cli)
}

#[tokio::test(flavor = "multi_thread")]
async fn status_errors_of_an_accepted_video_never_say_none_was_created() {
    let forbidden = "denies this API key access to the video (HTTP 403)";
    let page = "<!DOCTYPE html>\n<HTML><head><TITLE>No way</TITLE></head><body>x</body></HTML>";
    let cases = [
        (403, r#"{"code":400562,"message":"forbidden"}"#, forbidden),
        (403, r#"{"error":{"code":"forbidden","message":"no"}}"#, forbidden),
        (403, r#"{"error":{"code":"resource_access_denied","message":"no"}}"#, forbidden),
        (403, page, "(HTTP 403): an HTML page: No way"),
        (404, r#"{"code":40104,"message":"Video not found"}"#, "The service has no such video"),
        (404, r#"{"error":{"code":"whatever","message":"gone"}}"#, "It may be deleted"),
        (
            402,
            r#"{"error":{"code":"insufficient_credit","message":"Insufficient credit"}}"#,
            "Not enough credits",
        ),
        (
            400,
            r#"{"error":{"code":"invalid_parameter","message":"image_key not found"}}"#,
            "refused the video",
        ),
        // The last one is given again and again: there is no such endpoint in any generation.
        (404, page, "no endpoint for the video"),
    ];
    let twice = |(status, body, _): &(u16, &str, &str)| vec![ScriptedReply::json(*status, body); 2];
    let credit = r#"{"error":{"code":"insufficient_credit","message":"Insufficient credit"}}"#;
    let refusal = vec![
        ScriptedReply::json(200, BALANCE),
        ScriptedReply::json(200, PHOTOS),
        ScriptedReply::json(402, credit),
    ];
    let replies = refusal.into_iter().chain(cases.iter().flat_map(twice)).collect();
    let (server, cli) = harness_with_accepted_render(replies).await;
    let ran = cli.run_against(&server.base, &["render", "video.toml", "--yes", "--again"]);
    assert!(ran.exit_code == 1 && ran.stderr.contains(NOT_CREATED_TEXT), "a refusal says it: {ran:?}");
    for (status, body, text) in cases {
        for words in [&["status", "1"][..], &["queue"]] {
            let ran = cli.run_against(&server.base, words);
            assert!(ran.exit_code == 1 && ran.stderr.contains(text), "{status} {body}: {ran:?}");
            for untrue in [NOT_CREATED_TEXT, "<"] {
                assert!(!ran.stderr.contains(untrue), "{status} {body}: {untrue}: {ran:?}");
            }
            assert!(
                words[0] == "status" || ran.stdout.contains("pending"),
                "it is still in progress: {ran:?}"
            );
        }
    }
    let error = cli.run_against(&server.base, &["status", "1", "--json"]).json_error();
    assert_eq!(error["kind"], "endpoint");
    assert!(!error.to_string().contains('<'), "{error}");
}
