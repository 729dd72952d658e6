//! Failures as the service words them, from its answer to the sentence that the user reads.

use cuecard::domain::{RenderStage, VideoId};
use serde_json::{Value, json};

use super::v2::video_spec;
use crate::support::scripted_client::{API_KEY, sample, scripted_service, submit_video};
use crate::support::scripted_server::ScriptedReply;

/// How a video is, where the service says so of one.
async fn video_progress(body: impl AsRef<[u8]>) -> cuecard::domain::VideoDetails {
    let (_server, client) = scripted_service(vec![ScriptedReply::json(200, body)]).await;
    client.progress(&VideoId::new("v")).await.unwrap()
}

/// A failed video with this error, in the form of the sample.
fn failed_status_body(error: &Value) -> String {
    let mut body: Value = serde_json::from_slice(&sample("video_status_failed_enum_code")).unwrap();
    body["data"]["error"] = error.clone();
    body.to_string()
}

#[tokio::test]
async fn every_form_of_failure_is_explained_in_plain_words() {
    let short =
        "Credits ran out while rendering. Top up the account or shorten the script, then render again.";
    let too_long = "The video is too long for the plan. Shorten the script, or upgrade the plan.";
    for (error, note) in [
        (json!({"code": "MOVIO_PAYMENT_INSUFFICIENT_CREDIT", "message": "x", "detail": "y"}), short),
        (json!("Insufficient credit. This operation requires 'api' credits."), short),
        (json!("Insufficient credit. This operation requires 'plan_credit' or 'api' credits."), short),
        (
            json!({"code": 40119, "message": "Video is too long (> 3600.0s). Please shorten your script."}),
            too_long,
        ),
        (json!({"code": "400150"}), too_long),
        (
            json!({"code": "VOICE_PROVIDER_ERROR"}),
            "The voice provider did not respond. Render again in a few minutes, or choose another voice.",
        ),
        (
            json!("Text cannot be empty"),
            "The service cannot speak the script. Write plain sentences in every scene.",
        ),
        (json!("Rendering failed"), "Rendering failed"),
        (json!({"code": 499_999, "message": "Something else"}), "499999: Something else"),
        (json!({"code": "BRAND_NEW"}), "BRAND_NEW"),
        (json!({}), "The service gave no reason."),
        (Value::Null, "The service gave no reason."),
    ] {
        let progress = video_progress(failed_status_body(&error)).await;
        assert_eq!(
            (progress.stage, progress.note().as_deref()),
            (RenderStage::Failed, Some(note)),
            "{error}"
        );
    }
}

#[tokio::test]
async fn a_failure_keeps_the_reply_without_secrets() {
    let whole = sample("video_status_failed_enum_code");
    let kept = video_progress(&whole).await.failure.unwrap().response.unwrap();
    assert_eq!(kept, String::from_utf8(whole).unwrap().trim());
    let secret = json!(format!("no {API_KEY} at https://f.example/a?Expires=1&Signature=s3cr3t"));
    let text = video_progress(failed_status_body(&secret)).await;
    let shown = format!("{text:?}");
    assert!(!shown.contains(API_KEY) && !shown.contains("s3cr3t"), "{shown}");
    assert!(text.failure.unwrap().response.unwrap().contains("[key] at https://f.example/a?…"));
    let fine = video_progress(sample("video_status_processing")).await;
    assert_eq!((fine.failure, fine.stage), (None, RenderStage::Processing));
}

#[tokio::test]
async fn a_completed_video_with_an_error_has_a_warning() {
    let mut body: Value = serde_json::from_slice(&sample("video_status_completed")).unwrap();
    body["data"]["error"] =
        json!({"code": "MOVIO_PAYMENT_INSUFFICIENT_CREDIT", "message": "Insufficient credit."});
    let progress = video_progress(body.to_string()).await;
    assert_eq!(progress.stage, RenderStage::Completed);
    assert!(progress.note().unwrap().contains("the video may have a watermark"), "{progress:?}");
    let reply = progress.failure.unwrap().response.unwrap();
    assert!(reply.contains("video_url") && !reply.contains("Signature="), "{reply}");
}

#[tokio::test]
async fn a_refusal_states_the_reason_and_the_next_step() {
    for (status, code, message, text) in [
        (
            400,
            "celebrity_content",
            "",
            "The service sees a celebrity in the photo. Choose another photo. No video was created.",
        ),
        (
            400,
            "invalid_parameter",
            "script must be at most 5000 characters",
            "A text of the project is too long: script must be at most 5000 characters. Shorten the named text, or split it into two scenes. No video was created.",
        ),
        (
            400,
            "internal_error",
            "This avatar does not support unlimited mode",
            "The service's engine does not accept this photo: This avatar does not support unlimited mode. Choose another. No video was created.",
        ),
        (
            400,
            "internal_error",
            "Oops",
            "The service refused the render: internal_error: Oops. Fix what the response names, then retry.",
        ),
    ] {
        let body = json!({"data": null, "error": {"code": code, "message": message}}).to_string();
        let (server, client) = scripted_service(vec![ScriptedReply::json(status, body)]).await;
        let error = submit_video(&client, &video_spec()).await.unwrap_err();
        assert_eq!(error.to_string(), text);
        assert!(error.response.unwrap().contains(code));
        assert_eq!(server.requests().len(), 1);
    }
}
