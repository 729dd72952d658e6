//! Picture keys: look-ups that fail, refusals that are about something else, and renders that waited in the queue.

use cuecard::domain::{Api, AssetKey, Dialect, KeyAttempt, KeySource, PhotoId, Settings, Stage, VoiceId};
use cuecard::runtime::{Runner, Setup};
use cuecard::sandbox::{PictureKeys, ServicePolicy};
use cuecard::store::{self, Ledger, Paths};
use cuecard::studio::{Account, Order, Reply, Request};
use jiff::Timestamp;
use serde_json::{Value, json};

use super::{World, order, setup};
use crate::wire::sample;
use crate::wire::server::{self, Server};

const PHOTO: &str = "0e7d";
const KEY: &str = "image/5c1e/original";
const GENERATE: &str = "POST /v2/video/av4/generate";

/// What comes of a render that is answered so; where a key is remembered, it is of an own upload.
async fn submit(answers: Vec<server::Reply>, remembered: Option<&str>) -> (Server, Vec<Reply>) {
    let server = Server::start(answers).await;
    let home = tempfile::tempdir().unwrap();
    let setup = setup(&home, Account::Sandbox, server.base.clone());
    let settings = Settings { api: Some(Api::V2), dialect: Some(Dialect::Scenes), ..Settings::default() };
    if let Some(key) = remembered {
        let (path, now) = (Paths::under(home.path()).ledger(), Timestamp::now());
        let mut ledger = Ledger::open(&path, &store::Account::sandbox(), now).unwrap().ledger;
        let (photo, key) = (PhotoId::new(PHOTO), AssetKey::new(key));
        ledger.keep_picture_key(&photo, &key, KeySource::Upload, now).unwrap();
    }
    let (runner, _answers) = Runner::new(Setup { settings, ..setup });
    let order = Order { may_upload: true, ..order(PhotoId::new(PHOTO), VoiceId::new("v")) };
    let replies = runner.call(Request::Submit(Box::new(order))).await;
    (server, replies)
}

fn refusal(message: &str) -> server::Reply {
    server::Reply::json(400, json!({"error": {"code": "invalid_parameter", "message": message}}).to_string())
}

fn details(picture: Option<&str>) -> server::Reply {
    server::Reply::json(200, json!({"data": {"id": PHOTO, "image_url": picture}, "error": null}).to_string())
}

fn made() -> server::Reply {
    server::Reply::json(200, sample("av4_generate_ok"))
}

/// The keys that were sent, in order.
fn keys(server: &Server) -> Vec<String> {
    let paid = server.heard().into_iter().filter(|heard| heard.line() == GENERATE);
    let key = |body: Vec<u8>| {
        serde_json::from_slice::<Value>(&body).unwrap()["image_key"].as_str().unwrap().to_owned()
    };
    paid.map(|heard| key(heard.body)).collect()
}

fn last_row(replies: &[Reply]) -> (i64, Stage, String) {
    let row = |reply: &Reply| if let Reply::Render(row) = reply { Some(row.clone()) } else { None };
    let row = replies.iter().rev().find_map(row).unwrap();
    (row.id.0, row.stage, row.note.clone().unwrap_or_default())
}

#[tokio::test]
async fn details_that_cannot_be_read_leave_the_id() {
    let not_found = json!({"error": {"code": "avatar_not_found", "message": "avatar look not found"}});
    for answer in [
        server::Reply::json(404, not_found.to_string()),
        server::Reply::html(404),
        server::Reply::json(500, "{}"),
        server::Reply::Reset,
        details(None),
    ] {
        let (server, replies) = submit(vec![answer.clone(), made()], None).await;
        assert_eq!(last_row(&replies).1, Stage::Pending, "{answer:?} {replies:?}");
        assert_eq!(keys(&server), [PHOTO], "{answer:?}");
        assert_eq!(server.heard().len(), 2, "{answer:?}");
    }
}

#[tokio::test]
async fn a_remembered_key_is_followed_by_the_details_and_the_id_in_one_row() {
    let picture = format!("https://files2.heygen.ai/{KEY}?Expires=1");
    let refused = || refusal("image_key is invalid: image not found");
    let answers = vec![refused(), details(Some(&picture)), refused(), made()];
    let (server, replies) = submit(answers, Some("image/a11e/original")).await;
    assert_eq!(keys(&server), ["image/a11e/original", KEY, PHOTO]);
    assert_eq!((last_row(&replies).0, last_row(&replies).1), (1, Stage::Pending), "{replies:?}");
    let is_refused = |reply: &Reply| matches!(reply, Reply::Render(row) if row.stage == Stage::Refused);
    assert!(!replies.iter().any(is_refused), "what another key follows is no news: {replies:?}");
}

#[tokio::test]
async fn an_upload_that_fails_ends_with_all_that_was_tried() {
    let png = |format| {
        let mut file = std::io::Cursor::new(Vec::new());
        image::DynamicImage::new_rgb8(8, 8).write_to(&mut file, format).unwrap();
        file.into_inner()
    };
    let picture = server::Reply::new(200, &[("Content-Type", "image/png")], png(image::ImageFormat::Png));
    for (media, upload) in [(server::Reply::html(403), None), (picture, Some(refusal("the image is broken")))]
    {
        let media = Server::start(vec![media]).await;
        let shown = format!("{}/talking_photo/x/y.png", media.base);
        let mut answers = vec![details(Some(&shown)), refusal("image_key not found"), details(Some(&shown))];
        answers.extend(upload.clone());
        let (server, replies) = submit(answers, None).await;
        let Some(Reply::PictureKey(unknown)) = replies.last() else { panic!("{replies:?}") };
        let sources: Vec<KeySource> = unknown.order.tried.iter().map(|attempt| attempt.source).collect();
        assert_eq!(sources, [KeySource::Details, KeySource::Id, KeySource::Upload]);
        assert!(!unknown.awaits_upload);
        let (_, stage, note) = last_row(&replies);
        assert_eq!((stage, keys(&server)), (Stage::Refused, vec![PHOTO.to_owned()]));
        assert!(note.contains(&KeyAttempt::list(&unknown.order.tried)), "{note}");
        assert_eq!(upload.is_some(), server.heard().iter().any(|heard| heard.line() == "POST /v1/asset"));
    }
}

#[tokio::test]
async fn a_refusal_for_another_reason_and_an_answer_that_proves_nothing_end_the_attempts() {
    let other = refusal("scenes.0.script must be at most 5000 characters");
    let (server, replies) = submit(vec![server::Reply::json(500, "{}"), other], None).await;
    assert_eq!((last_row(&replies).1, keys(&server).len()), (Stage::Refused, 1), "{replies:?}");
    let picture = format!("https://files2.heygen.ai/{KEY}?Expires=1");
    for unclear in [
        server::Reply::json(500, "{}"),
        server::Reply::html(404),
        server::Reply::cut(400, "{\"error\": {\"code\""),
        server::Reply::json(200, json!({"error": {"message": "image_key not found"}}).to_string()),
    ] {
        let answers = vec![details(Some(&picture)), refusal("image_key not found"), unclear.clone()];
        let (server, replies) = submit(answers, None).await;
        assert_eq!(last_row(&replies).1, Stage::Unconfirmed, "{unclear:?} {replies:?}");
        assert_eq!(keys(&server), [KEY, PHOTO], "{unclear:?}");
        assert!(replies.iter().all(|reply| !matches!(reply, Reply::PictureKey(_))), "{replies:?}");
    }
}

#[tokio::test]
async fn a_render_that_waited_goes_on_to_the_next_key_too() {
    let world = World::with(|setup| setup.settings.concurrency = 1).await;
    world.sandbox.set_policy(ServicePolicy { picture_keys: PictureKeys::Id, ..ServicePolicy::default() });
    let order = world.order().await;
    world.runner.call(Request::Submit(Box::new(order.clone()))).await;
    let replies = world.runner.call(Request::Submit(Box::new(order))).await;
    let (waiting, stage, _) = last_row(&replies);
    assert_eq!(stage, Stage::Queued, "{replies:?}");
    let rows = world.ledger(Timestamp::now()).renders().unwrap();
    let first = rows.iter().find(|row| row.stage == Stage::Pending).unwrap();
    world.sandbox.set_policy(ServicePolicy { picture_keys: PictureKeys::Strict, ..ServicePolicy::default() });
    world.sandbox.advance(std::time::Duration::from_hours(1));
    super::renders::follow(&world, first).await;
    let id = rows.iter().find(|row| row.id.0 == waiting).unwrap().id;
    let replies = world.runner.call(Request::Send(id)).await;
    assert_eq!(last_row(&replies).1, Stage::Pending, "{replies:?}");
    let paid = world.sandbox.ledger().paid;
    assert!(
        paid.len() == 2 && paid[1].request["image_key"].as_str().unwrap().starts_with("image/"),
        "{paid:?}"
    );
}

#[tokio::test]
async fn an_upload_that_was_agreed_to_is_made_for_a_render_that_waited() {
    let world = World::with(|setup| setup.settings.concurrency = 1).await;
    world.sandbox.set_policy(ServicePolicy { picture_keys: PictureKeys::Id, ..ServicePolicy::default() });
    let order = Order { may_upload: true, ..world.order().await };
    world.runner.call(Request::Submit(Box::new(order.clone()))).await;
    let replies = world.runner.call(Request::Submit(Box::new(order))).await;
    let waiting = last_row(&replies);
    assert_eq!(waiting.1, Stage::Queued, "{replies:?}");
    let rows = world.ledger(Timestamp::now()).renders().unwrap();
    let first = rows.iter().find(|row| row.stage == Stage::Pending).unwrap();
    world.sandbox.advance(std::time::Duration::from_hours(1));
    super::renders::follow(&world, first).await;
    // By now the service takes the key of an upload and no other.
    world.sandbox.set_policy(ServicePolicy { picture_keys: PictureKeys::Hidden, ..ServicePolicy::default() });
    let id = rows.iter().find(|row| row.id.0 == waiting.0).unwrap().id;
    let replies = world.runner.call(Request::Send(id)).await;
    assert_eq!(last_row(&replies).1, Stage::Pending, "{replies:?}");
    assert_eq!(world.sandbox.ledger().requests.of("POST /v1/asset").accepted, 1);
}
