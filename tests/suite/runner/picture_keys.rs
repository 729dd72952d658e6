//! Picture keys: look-ups that fail, refusals that are about something else, and renders that waited in the queue.

use cuecard::domain::{
    ApiVersion, Dialect, PhotoId, PictureKey, PictureKeyAttempt, PictureKeySource, RenderStage, Settings,
    VoiceId,
};
use cuecard::runtime::{Config, Runner};
use cuecard::sandbox::{PictureKeys, ServicePolicy};
use cuecard::store::{self, Ledger, Paths};
use cuecard::studio::{ActiveAccount, NewRender, RenderReply, RenderRequest, Reply, Request};
use jiff::Timestamp;
use serde_json::{Value, json};

use crate::support::calls::{SUBMIT_CALL, UPLOAD_CALL};
use crate::support::runner_harness::{RunnerHarness, config, new_render};
use crate::support::scripted_client::sample;
use crate::support::scripted_server::{self as server, ScriptedServer};

const PHOTO: &str = "0e7d";
const KEY: &str = "image/5c1e/original";

/// Submits a render to a service with these replies; `remembered` is a stored upload key.
async fn submit(
    answers: Vec<server::ScriptedReply>,
    remembered: Option<&str>,
) -> (ScriptedServer, Vec<Reply>) {
    let server = ScriptedServer::start(answers).await;
    let home = tempfile::tempdir().unwrap();
    let setup = config(&home, ActiveAccount::Sandbox, server.base.clone());
    let settings =
        Settings { api_version: Some(ApiVersion::V2), dialect: Some(Dialect::Scenes), ..Settings::default() };
    if let Some(key) = remembered {
        let (path, now) = (Paths::with_root(home.path()).ledger(), Timestamp::now());
        let mut ledger = Ledger::open(&path, &store::AccountId::sandbox(), now).unwrap().ledger;
        let (photo, key) = (PhotoId::new(PHOTO), PictureKey::new(key));
        ledger.save_picture_key(&photo, &key, PictureKeySource::Upload, now).unwrap();
    }
    let (runner, _answers) = Runner::new(Config { settings, ..setup });
    let new_render = NewRender { may_upload: true, ..new_render(PhotoId::new(PHOTO), VoiceId::new("v")) };
    let replies = runner.request_to_end(Request::Render(RenderRequest::Submit(Box::new(new_render)))).await;
    (server, replies)
}

fn refusal_reply(message: &str) -> server::ScriptedReply {
    server::ScriptedReply::json(
        400,
        json!({"error": {"code": "invalid_parameter", "message": message}}).to_string(),
    )
}

fn photo_details_reply(picture: Option<&str>) -> server::ScriptedReply {
    server::ScriptedReply::json(
        200,
        json!({"data": {"id": PHOTO, "image_url": picture}, "error": null}).to_string(),
    )
}

fn accepted_reply() -> server::ScriptedReply {
    server::ScriptedReply::json(200, sample("av4_generate_ok"))
}

/// The keys that were sent, in order.
fn sent_picture_keys(server: &ScriptedServer) -> Vec<String> {
    let paid = server.requests().into_iter().filter(|heard| heard.request_line() == SUBMIT_CALL);
    let key = |body: Vec<u8>| {
        serde_json::from_slice::<Value>(&body).unwrap()["image_key"].as_str().unwrap().to_owned()
    };
    paid.map(|heard| key(heard.body)).collect()
}

fn last_row(replies: &[Reply]) -> (i64, RenderStage, String) {
    let row = |reply: &Reply| {
        if let Reply::Render(RenderReply::Changed(row)) = reply { Some(row.clone()) } else { None }
    };
    let row = replies.iter().rev().find_map(row).unwrap();
    (row.id.0, row.stage, row.note.clone().unwrap_or_default())
}

#[tokio::test]
async fn unreadable_photo_details_fall_back_to_the_photo_id() {
    let not_found = json!({"error": {"code": "avatar_not_found", "message": "avatar look not found"}});
    for answer in [
        server::ScriptedReply::json(404, not_found.to_string()),
        server::ScriptedReply::html(404),
        server::ScriptedReply::json(500, "{}"),
        server::ScriptedReply::Reset,
        photo_details_reply(None),
    ] {
        let (server, replies) = submit(vec![answer.clone(), accepted_reply()], None).await;
        assert_eq!(last_row(&replies).1, RenderStage::Pending, "{answer:?} {replies:?}");
        assert_eq!(sent_picture_keys(&server), [PHOTO], "{answer:?}");
        assert_eq!(server.requests().len(), 2, "{answer:?}");
    }
}

#[tokio::test]
async fn after_a_stored_key_the_details_and_the_id_are_tried_in_one_render() {
    let picture = format!("https://files2.heygen.ai/{KEY}?Expires=1");
    let refused = || refusal_reply("image_key is invalid: image not found");
    let answers = vec![refused(), photo_details_reply(Some(&picture)), refused(), accepted_reply()];
    let (server, replies) = submit(answers, Some("image/a11e/original")).await;
    assert_eq!(sent_picture_keys(&server), ["image/a11e/original", KEY, PHOTO]);
    assert_eq!((last_row(&replies).0, last_row(&replies).1), (1, RenderStage::Pending), "{replies:?}");
    let is_refused = |reply: &Reply| matches!(reply, Reply::Render(RenderReply::Changed(row)) if row.stage == RenderStage::Refused);
    assert!(!replies.iter().any(is_refused), "what another key follows is no news: {replies:?}");
}

#[tokio::test]
async fn a_failed_upload_reports_every_key_that_was_tried() {
    let png = |format| {
        let mut file = std::io::Cursor::new(Vec::new());
        image::DynamicImage::new_rgb8(8, 8).write_to(&mut file, format).unwrap();
        file.into_inner()
    };
    let picture =
        server::ScriptedReply::new(200, &[("Content-Type", "image/png")], png(image::ImageFormat::Png));
    for (media, upload) in
        [(server::ScriptedReply::html(403), None), (picture, Some(refusal_reply("the image is broken")))]
    {
        let media = ScriptedServer::start(vec![media]).await;
        let shown = format!("{}/talking_photo/x/y.png", media.base);
        let mut answers = vec![
            photo_details_reply(Some(&shown)),
            refusal_reply("image_key not found"),
            photo_details_reply(Some(&shown)),
        ];
        answers.extend(upload.clone());
        let (server, replies) = submit(answers, None).await;
        let Some(Reply::Render(RenderReply::PictureKeysRefused(unknown))) = replies.last() else {
            panic!("{replies:?}")
        };
        let sources: Vec<PictureKeySource> =
            unknown.render.key_attempts.iter().map(|attempt| attempt.source).collect();
        assert_eq!(sources, [PictureKeySource::Details, PictureKeySource::Id, PictureKeySource::Upload]);
        assert!(!unknown.can_upload);
        let (_, stage, note) = last_row(&replies);
        assert_eq!((stage, sent_picture_keys(&server)), (RenderStage::Refused, vec![PHOTO.to_owned()]));
        assert!(note.contains(&PictureKeyAttempt::summarize(&unknown.render.key_attempts)), "{note}");
        assert_eq!(
            upload.is_some(),
            server.requests().iter().any(|heard| heard.request_line() == UPLOAD_CALL)
        );
    }
}

#[tokio::test]
async fn an_unrelated_refusal_or_an_unclear_reply_ends_the_key_attempts() {
    let other = refusal_reply("scenes.0.script must be at most 5000 characters");
    let (server, replies) = submit(vec![server::ScriptedReply::json(500, "{}"), other], None).await;
    assert_eq!(
        (last_row(&replies).1, sent_picture_keys(&server).len()),
        (RenderStage::Refused, 1),
        "{replies:?}"
    );
    let picture = format!("https://files2.heygen.ai/{KEY}?Expires=1");
    for unclear in [
        server::ScriptedReply::json(500, "{}"),
        server::ScriptedReply::html(404),
        server::ScriptedReply::truncated(400, "{\"error\": {\"code\""),
        server::ScriptedReply::json(200, json!({"error": {"message": "image_key not found"}}).to_string()),
    ] {
        let answers =
            vec![photo_details_reply(Some(&picture)), refusal_reply("image_key not found"), unclear.clone()];
        let (server, replies) = submit(answers, None).await;
        assert_eq!(last_row(&replies).1, RenderStage::Unconfirmed, "{unclear:?} {replies:?}");
        assert_eq!(sent_picture_keys(&server), [KEY, PHOTO], "{unclear:?}");
        assert!(
            replies.iter().all(|reply| !matches!(reply, Reply::Render(RenderReply::PictureKeysRefused(_)))),
            "{replies:?}"
        );
    }
}

#[tokio::test]
async fn a_queued_render_also_tries_the_next_key() {
    let harness = RunnerHarness::with_config(|setup| setup.settings.concurrency = 1).await;
    harness.sandbox.set_policy(ServicePolicy { picture_keys: PictureKeys::Id, ..ServicePolicy::default() });
    let new_render = harness.new_render().await;
    harness.runner.request_to_end(Request::Render(RenderRequest::Submit(Box::new(new_render.clone())))).await;
    let replies =
        harness.runner.request_to_end(Request::Render(RenderRequest::Submit(Box::new(new_render)))).await;
    let (waiting, stage, _) = last_row(&replies);
    assert_eq!(stage, RenderStage::Queued, "{replies:?}");
    let rows = harness.open_ledger(Timestamp::now()).renders().unwrap();
    let first = rows.iter().find(|row| row.stage == RenderStage::Pending).unwrap();
    harness
        .sandbox
        .set_policy(ServicePolicy { picture_keys: PictureKeys::Strict, ..ServicePolicy::default() });
    harness.sandbox.advance(std::time::Duration::from_hours(1));
    harness.poll(first).await;
    let id = rows.iter().find(|row| row.id.0 == waiting).unwrap().id;
    let replies = harness.runner.request_to_end(Request::Render(RenderRequest::TrySend(id))).await;
    assert_eq!(last_row(&replies).1, RenderStage::Pending, "{replies:?}");
    let paid = harness.sandbox.report().paid;
    assert!(
        paid.len() == 2 && paid[1].request["image_key"].as_str().unwrap().starts_with("image/"),
        "{paid:?}"
    );
}

#[tokio::test]
async fn a_confirmed_upload_is_made_for_a_queued_render() {
    let harness = RunnerHarness::with_config(|setup| setup.settings.concurrency = 1).await;
    harness.sandbox.set_policy(ServicePolicy { picture_keys: PictureKeys::Id, ..ServicePolicy::default() });
    let new_render = NewRender { may_upload: true, ..harness.new_render().await };
    harness.runner.request_to_end(Request::Render(RenderRequest::Submit(Box::new(new_render.clone())))).await;
    let replies =
        harness.runner.request_to_end(Request::Render(RenderRequest::Submit(Box::new(new_render)))).await;
    let waiting = last_row(&replies);
    assert_eq!(waiting.1, RenderStage::Queued, "{replies:?}");
    let rows = harness.open_ledger(Timestamp::now()).renders().unwrap();
    let first = rows.iter().find(|row| row.stage == RenderStage::Pending).unwrap();
    harness.sandbox.advance(std::time::Duration::from_hours(1));
    harness.poll(first).await;
    // Now the service accepts only upload keys.
    harness
        .sandbox
        .set_policy(ServicePolicy { picture_keys: PictureKeys::Hidden, ..ServicePolicy::default() });
    let id = rows.iter().find(|row| row.id.0 == waiting.0).unwrap().id;
    let replies = harness.runner.request_to_end(Request::Render(RenderRequest::TrySend(id))).await;
    assert_eq!(last_row(&replies).1, RenderStage::Pending, "{replies:?}");
    assert_eq!(harness.sandbox.report().requests.of(UPLOAD_CALL).accepted, 1);
}
