//! The picture key of a render: a command finds the one that the service takes, and says what it tried.

use cuecard::sandbox::PictureKeys;

use crate::support::calls::{SUBMIT_CALL, UPLOAD_CALL};
use crate::support::cli_harness::CliHarness;
use crate::support::service_policy::{paid_picture_key, picture_key_policy};

fn submit_requests(cli: &CliHarness) -> u64 {
    cli.sandbox.report().requests.of(SUBMIT_CALL).received
}

#[tokio::test(flavor = "multi_thread")]
async fn a_render_is_accepted_once_under_every_picture_key_policy() {
    for (keys, first, uploads) in [
        (PictureKeys::Id, 2, 0),
        (PictureKeys::Strict, 1, 0),
        (PictureKeys::Loose, 1, 0),
        (PictureKeys::Hidden, 2, 1),
    ] {
        let cli = CliHarness::with_policy(picture_key_policy(keys)).await;
        let project = cli.write_project();
        let ran = cli.run(&["render", &project, "--yes", "--wait", "--json"]);
        assert_eq!((ran.exit_code, ran.stderr.as_str()), (0, ""), "{keys:?}");
        assert!(ran.json_lines().iter().all(|row| row["id"] == 1 && row["status"] != "refused"), "{ran:?}");
        assert_eq!((cli.sandbox.report().paid.len(), submit_requests(&cli)), (1, first), "{keys:?}");
        let again = cli.run(&["render", &project, "--yes", "--again"]);
        assert_eq!(again.exit_code, 0, "{again:?}");
        assert_eq!((cli.sandbox.report().paid.len(), submit_requests(&cli)), (2, first + 1), "{keys:?}");
        assert_eq!(paid_picture_key(&cli.sandbox, 0), paid_picture_key(&cli.sandbox, 1), "{keys:?}");
        assert_eq!(
            paid_picture_key(&cli.sandbox, 0).starts_with("image/"),
            keys != PictureKeys::Id,
            "{keys:?}"
        );
        assert_eq!(cli.sandbox.report().requests.of(UPLOAD_CALL).received, uploads, "{keys:?}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn an_error_names_the_keys_that_were_tried_and_the_next_step() {
    let cli = CliHarness::with_policy(picture_key_policy(PictureKeys::Hidden)).await;
    let project = cli.write_project();
    let error = cli.run(&["render", &project, "--yes", "--picture-key", "id", "--json"]).json_error();
    assert_eq!((&error["kind"], &error["status"]), (&"picture_key".into(), &400.into()));
    let message = error["message"].as_str().unwrap();
    assert!(message.contains("picture key: id ") && message.contains("image not found"), "{message}");
    assert!(error["hint"].as_str().unwrap().contains("--picture-key auto"), "{error}");
    let ran = cli.run(&["render", &project, "--yes", "--picture-key", "details"]);
    assert_eq!(ran.exit_code, 1, "{ran:?}");
    assert!(ran.stderr.contains("details (the details have no picture key)"), "{ran:?}");

    // No key at all leads to a render: this photo is unknown to the service.
    let text = std::fs::read_to_string(&project).unwrap();
    let photo = text.lines().find_map(|line| line.strip_prefix("photo = ")).unwrap();
    let project = cli.write_file("other.toml", &text.replace(photo, "\"0123456789abcdef0123456789abcdef\""));
    let error = cli.run(&["render", &project, "--yes", "--json"]).json_error();
    let message = error["message"].as_str().unwrap();
    let at = |word: &str| message.find(word).unwrap_or_else(|| panic!("{word} in {message}"));
    assert!(at("details (") < at("; id ") && at("; id ") < at("; upload ("), "{message}");
    assert!(error["hint"].as_str().unwrap().contains("Choose another photo"), "{error}");
    assert!(cli.sandbox.report().paid.is_empty());
    let note = cli.run(&["queue", "--json"]).json()[0]["note"].as_str().unwrap().to_owned();
    assert!(note.contains("; id ") && note.contains("; upload ("), "{note}");
}

#[tokio::test(flavor = "multi_thread")]
async fn an_error_of_a_queued_render_names_the_tried_keys_and_a_hint() {
    let cli = CliHarness::with_policy(picture_key_policy(PictureKeys::Hidden)).await;
    let project = cli.write_project();
    let text = std::fs::read_to_string(&project).unwrap();
    let photo = text.lines().find_map(|line| line.strip_prefix("photo = ")).unwrap();
    let project = cli.write_file("other.toml", &text.replace(photo, "\"0123456789abcdef0123456789abcdef\""));
    assert_eq!(cli.run(&["render", &project, "--yes", "--picture-key", "id"]).exit_code, 1);
    let error = cli.run(&["queue", "send", "1", "--yes", "--json"]).json_error();
    let message = error["message"].as_str().unwrap();
    assert!(message.contains("picture key: id ") && message.contains("Choose the photo again"), "{error}");
    assert!(cli.sandbox.report().paid.is_empty());
}
