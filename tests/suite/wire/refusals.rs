//! Every known refusal of the service by code and number, at submission and at polling: message and next step.

use cuecard::domain::{CreationState, Dialect, Error, ErrorKind, RenderStage, VideoId};
use serde_json::{Value, json};

use super::v2::video_spec;
use crate::support::scripted_client::{sample, scripted_service, submit_video};
use crate::support::scripted_server::ScriptedReply;

/// HTTP status, word, the number that older endpoints have for it (or 0), what is said, and the next step.
type KnownRefusal = (u16, &'static str, u64, &'static str, &'static str);

const KNOWN_REFUSALS: &[KnownRefusal] = &[
    (
        402,
        "insufficient_credit",
        0,
        "Not enough credits",
        "Top up the account or shorten the script, then render again.",
    ),
    (
        402,
        "trial_limit_exceeded",
        0,
        "The trial is used up",
        "Choose a plan at app.heygen.com, then render again.",
    ),
    (402, "subscription_required", 0, NOT_IN_PLAN, UPGRADE_STEP),
    (402, "plan_upgrade_required", 0, NOT_IN_PLAN, UPGRADE_STEP),
    (403, "TIER_NOT_SUPPORT", 400_599, NOT_IN_PLAN, UPGRADE_STEP),
    (
        400,
        "RESOLUTION_NOT_ALLOWED",
        0,
        "The plan does not allow this size",
        "Choose a smaller one, or upgrade the plan.",
    ),
    (
        429,
        "trial_video_limit_exceeded",
        400_664,
        "The daily limit is reached",
        "Try again tomorrow, or upgrade the plan.",
    ),
    (429, "quota_exceeded", 0, "The daily limit is reached", "Try again tomorrow, or upgrade the plan."),
    (
        400,
        "MOVIO_VIDEO_IS_TOO_LONG",
        400_150,
        "The video is too long for the plan",
        "Shorten the script, or upgrade the plan.",
    ),
    (400, "script_too_short", 400_165, "The video is too short", "Write more, then render again."),
    (413, "payload_too_large", 0, "The request is too large", "Shorten the script, or render it in parts."),
    (
        400,
        "tts_text_invalid",
        40_039,
        "The service cannot speak the script",
        "Write plain sentences in every scene.",
    ),
    (
        400,
        "TTS_LANGUAGE_ERROR",
        400_634,
        "The voice does not speak the language of the script",
        "Choose another voice.",
    ),
    (
        400,
        "TTS_PAID_VOICE_ERR",
        400_551,
        "The voice needs a higher plan",
        "Choose another voice, or upgrade the plan.",
    ),
    (404, "voice_not_found", 400_116, "The voice is gone", "Choose another."),
    (403, "voice_not_usable", 0, "The account may not use this voice", "Choose another."),
    (404, "avatar_not_found", 400_144, "The photo is gone", "Choose another."),
    (400, "avatar_not_usable", 400_685, "The account may not use this photo", "Choose another."),
    (400, "avatar_expired", 0, "The photo has expired on the service", "Choose another, or upload it again."),
    (
        400,
        "avatar_consent_required",
        0,
        "The person in the photo has not consented yet",
        "Get their consent at app.heygen.com, then render again.",
    ),
    (400, "no_face", 0, "No face was found in the photo", "Choose another."),
    (400, "NO_FACE_ERROR", 40_004, "No face was found in the photo", "Choose another."),
    (400, "TOO_MANY_FACES_ERROR", 40_005, "More than one face is in the photo", "Choose another."),
    (400, "BAD_QUALITY_IMAGE", 40_006, "The photo is not good enough", "Choose a larger or sharper one."),
    (
        400,
        "BLOCKED_WORDS_DETECTED",
        400_105,
        "The script has words that the service blocks",
        "Change the script.",
    ),
    (400, "CELEBRITY_CONTENT", 400_625, "The service sees a celebrity in the photo", "Choose another photo."),
    (400, "content_policy_violation", 401_003, STOPPED_BY_MODERATION, "Change script or photo."),
    (400, "MODERATION_POLICY_VIOLATED", 401_003, STOPPED_BY_MODERATION, "Change script or photo."),
    (400, "INAPPROPRIATE_CONTENT", 400_168, STOPPED_BY_MODERATION, "Change script or photo."),
    (400, "download_failed", 0, "The service could not fetch a file of the project", RETRY_LATER_STEP),
    (404, "asset_not_found", 0, "A picture or audio file of the project is gone", "Choose the photo again."),
    (
        403,
        "phone_verification_required",
        0,
        "The account's phone number is not confirmed",
        "Confirm it at app.heygen.com, then render again.",
    ),
    (
        403,
        "insufficient_api_key_scope",
        0,
        "The API key lacks this permission",
        "Add it at app.heygen.com/settings?nav=API, or use another API key.",
    ),
    (403, "resource_access_denied", 400_562, OTHER_ACCOUNT, "Choose a photo and a voice of this account."),
    (403, "forbidden", 400_562, OTHER_ACCOUNT, "Choose a photo and a voice of this account."),
    (403, "USER_BLOCKED", 400_631, "The service has blocked the account", "Contact support."),
    (
        404,
        "resource_not_found",
        0,
        "Something that the project uses is gone",
        "Choose photo and voice again.",
    ),
    (409, "resource_not_ready", 0, "The photo is not ready yet", RETRY_LATER_STEP),
];
const NOT_IN_PLAN: &str = "The account's plan does not include this";
const UPGRADE_STEP: &str = "Upgrade the plan, or change the project.";
const STOPPED_BY_MODERATION: &str = "The service's moderation blocked it";
const OTHER_ACCOUNT: &str = "Something in the project belongs to another account";
const RETRY_LATER_STEP: &str = "Render again in a few minutes.";
/// Contains words that must not influence the classification.
const SERVICE_MESSAGE: &str = "The photo, its script and its image_key cannot be used.";
const DOCS_URL: &str = "https://developers.heygen.com/docs/error-codes#x";

/// How a video is refused that is sent in this dialect and answered so.
async fn render_error(dialect: Dialect, status: u16, body: &Value) -> Error {
    let (server, client) = scripted_service(vec![ScriptedReply::json(status, body.to_string())]).await;
    let client = client.with_dialect(dialect);
    let fault = client.submit(&client.submission(&video_spec(), None)).await.unwrap_err();
    assert_eq!(server.requests().len(), 1, "a paid request is sent once");
    fault
}

fn v3_error_body(code: &str, message: &str, param: Option<&str>) -> Value {
    json!({"error": {"code": code, "message": message, "param": param, "doc_url": DOCS_URL}})
}

#[tokio::test]
async fn a_known_refusal_states_reason_and_step_in_every_api_version() {
    for (status, word, number, what, step) in KNOWN_REFUSALS {
        let text = format!("{what}: {SERVICE_MESSAGE} {step} No video was created.");
        let v2 = json!({"data": null, "error": {"code": word, "message": SERVICE_MESSAGE}});
        let mut answers = vec![
            (Dialect::V3, v3_error_body(word, SERVICE_MESSAGE, None)),
            (Dialect::Scenes, v2.clone()),
            (Dialect::Generate, v2),
        ];
        if *number > 0 {
            answers.push((Dialect::Scenes, json!({"code": number, "message": SERVICE_MESSAGE})));
        }
        for (dialect, body) in answers {
            let error = render_error(dialect, *status, &body).await;
            assert_eq!(error.to_string(), text, "{dialect:?} {body}");
            assert_eq!((error.http_status, error.creation), (Some(*status), CreationState::NotCreated));
            assert!(error.response.unwrap().contains(SERVICE_MESSAGE));
        }
    }
}

#[tokio::test]
async fn a_later_failure_states_the_same_reason_and_step() {
    for (_, word, number, what, step) in KNOWN_REFUSALS {
        let what = if *word == "insufficient_credit" { "Credits ran out while rendering" } else { what };
        let text = format!("{what}. {step}");
        let mut older = vec![json!({"code": word, "message": SERVICE_MESSAGE, "detail": null})];
        if *number > 0 {
            older.extend([
                json!({"code": number, "message": SERVICE_MESSAGE}),
                json!({"code": number.to_string()}),
            ]);
        }
        let mut bodies = Vec::new();
        for error in older {
            let mut body: Value = serde_json::from_slice(&sample("video_status_failed_enum_code")).unwrap();
            body["data"]["error"] = error;
            bodies.push((Dialect::Flat, body));
        }
        let mut body: Value = serde_json::from_slice(&sample("v3_video_completed")).unwrap();
        for (field, value) in
            [("status", json!("failed")), ("video_url", Value::Null), ("failure_code", json!(word))]
        {
            body["data"][field] = value;
        }
        body["data"]["failure_message"] = json!(SERVICE_MESSAGE);
        bodies.push((Dialect::V3, body));
        for (dialect, body) in bodies {
            let (_server, client) = scripted_service(vec![ScriptedReply::json(200, body.to_string())]).await;
            let progress = client.with_dialect(dialect).progress(&VideoId::new("v")).await.unwrap();
            assert_eq!(
                (progress.stage, progress.note()),
                (RenderStage::Failed, Some(text.clone())),
                "{word} {dialect:?}"
            );
        }
    }
}

#[tokio::test]
async fn a_conflict_or_gateway_error_may_have_created_the_video() {
    let look = "It may have been created: check on the service before you send it again.";
    for (status, code, text) in [
        (409, "request_in_progress", "The same request is already in progress: Wait"),
        (504, "gateway_timeout", "The service failed for the render (HTTP 504): Wait"),
        (503, "service_unavailable", "The service failed for the render (HTTP 503): Wait"),
        (500, "voice_provider_error", "The service failed for the render (HTTP 500): Wait"),
    ] {
        let error = render_error(Dialect::V3, status, &v3_error_body(code, "Wait", None)).await;
        assert_eq!((error.to_string(), error.creation), (format!("{text}. {look}"), CreationState::Unknown));
    }
}

#[tokio::test]
async fn a_refusal_names_the_screen_field_and_keeps_the_docs_url() {
    let long = "must be at most 5000 characters";
    for (dialect, body, text) in [
        (
            Dialect::V3,
            v3_error_body("invalid_parameter", &format!("script {long}"), Some("scenes.1.input.script")),
            "A text of the project is too long (script of scene 2): script must be at most 5000 characters",
        ),
        (
            Dialect::V3,
            v3_error_body("invalid_parameter", "it holds odd characters", Some("scenes[1].input.script")),
            "The service refused the render (script of scene 2): it holds odd characters",
        ),
        (
            Dialect::V3,
            v3_error_body("content_policy_violation", "No", Some("scenes.0.input.script")),
            "The service's moderation blocked it (script of scene 1): No",
        ),
        (Dialect::V3, v3_error_body("voice_not_found", "", Some("voice_id")), "The voice is gone (voice)"),
        (
            Dialect::V3,
            v3_error_body("brand_new", "What now", Some("wings")),
            "The service refused the render (wings): brand_new: What now",
        ),
        (
            Dialect::Generate,
            json!({"data": null, "error": {"code": "invalid_parameter", "message": format!("video_inputs.2.voice.input_text {long}")}}),
            "A text of the project is too long (script of scene 3): video_inputs.2.voice.input_text must be at most 5000 characters",
        ),
    ] {
        let fault = render_error(dialect, 400, &body).await;
        assert_eq!(fault.summary(), text);
        assert_eq!(fault.response.unwrap().contains(DOCS_URL), dialect == Dialect::V3);
    }
    let whole: Value = serde_json::from_slice(&sample("error_v3_invalid_parameter")).unwrap();
    let fault = render_error(Dialect::V3, 400, &whole).await;
    assert_eq!(fault.field.as_deref(), Some("script"));
    let page = "https://developers.heygen.com/docs/error-codes#invalid-parameter";
    assert_eq!(fault.doc_url().as_deref(), Some(page));
    assert!(fault.response.unwrap().contains("docs/error-codes#invalid-parameter"));
}

#[tokio::test]
async fn an_unknown_code_shows_code_message_and_reply() {
    for (status, code, message, kind, text) in [
        (
            400,
            "brand_new",
            "What now",
            ErrorKind::Refused,
            "The service refused the render: brand_new: What now",
        ),
        (
            402,
            "wallet_frozen",
            "Ask us",
            ErrorKind::InsufficientCredit,
            "Not enough credits, or not in the plan: wallet_frozen: Ask us",
        ),
        (404, "lost_it", "Ask us", ErrorKind::NotFound, "Not found: the render: lost_it: Ask us"),
        (429, "odd_quota", "Ask us", ErrorKind::DailyLimit, "The daily limit is reached: odd_quota: Ask us"),
        (
            500,
            "meltdown",
            "Ask us",
            ErrorKind::ServiceFailure,
            "The service failed for the render (HTTP 500): meltdown: Ask us",
        ),
        (
            401,
            "odd_key",
            "Ask us",
            ErrorKind::ApiKey,
            "The service does not accept the API key: odd_key: Ask us",
        ),
        (
            400,
            "odd_form",
            "scenes is invalid: extra fields not permitted",
            ErrorKind::Dialect,
            "The service does not accept this dialect: odd_form: scenes is invalid: extra fields not permitted",
        ),
        (
            400,
            "odd_picture",
            "image_key not found",
            // Where photos go by their ids there is no key that could be another one.
            ErrorKind::NotFound,
            "Not found: the render: odd_picture: image_key not found",
        ),
    ] {
        let error = render_error(Dialect::V3, status, &v3_error_body(code, message, None)).await;
        assert_eq!((error.kind, error.summary().as_str()), (kind, text));
        assert_eq!(error.doc_url().as_deref(), Some(DOCS_URL));
        assert!(error.response.is_some_and(|reply| reply.contains(code) && reply.contains(message)));
    }
    let body = json!({"data": null, "error": {"code": "odd_picture", "message": "image_key not found"}});
    let error = render_error(Dialect::Scenes, 400, &body).await;
    assert_eq!(
        error.summary(),
        "The service does not know this picture key: odd_picture: image_key not found"
    );
    let error = render_error(Dialect::V3, 401, &v3_error_body("unauthorized", "Unauthorized", None)).await;
    assert_eq!(
        error.summary(),
        "The service does not accept the API key: Unauthorized",
        "a known code adds nothing"
    );
}

#[tokio::test]
async fn an_error_of_an_ended_api_version_names_the_next_step() {
    let own = "The endpoint may have ended: use --api auto, or api = \"auto\" in config.toml. If that fails too, check HEYGEN_API_BASE. No video was created.";
    let gone: Value = serde_json::from_slice(&sample("error_legacy_gone_410")).unwrap();
    let page: Value = serde_json::from_slice(&sample("error_html_404")).unwrap();
    let html = "The response was a web page: check on the service first. If the video is not there, the endpoint may have ended: render the project again, with api = \"auto\" in config.toml or --api auto.";
    let page = page["body"].as_str().unwrap().to_owned();
    for (status, body, step) in [(410, gone.to_string(), own), (404, page, html)] {
        let (_server, client) = scripted_service(vec![ScriptedReply::json(status, body)]).await;
        let error = submit_video(&client, &video_spec()).await.unwrap_err();
        assert_eq!(error.kind, ErrorKind::EndpointNotFound);
        assert_eq!(
            error.to_string(),
            format!("The service has no endpoint for the render (HTTP {status}). {step}")
        );
    }
}
