//! Videos: sent once, followed, brought here.

use std::time::Duration;

use cuecard::domain::{Dialect, FaultKind, KeySource, PhotoId, Render, Settings, Stage, VoiceId};
use cuecard::runtime::Runner;
use cuecard::studio::{Account, Order, Reply, Request};
use serde_json::Value;

use super::{World, order, setup};
use crate::wire::server;

const PAID: &str = "POST /v2/video/av4/generate";

/// The rows that a submission goes through.
pub(super) async fn submit(world: &World, order: Order) -> Vec<Render> {
    let replies = world.runner.call(Request::Submit(Box::new(order))).await;
    let row = |reply| match reply {
        Reply::Render(row) => *row,
        other => panic!("{other:?}"),
    };
    replies.into_iter().map(row).collect()
}

pub(super) async fn follow(world: &World, row: &Render) -> Render {
    let request = Request::Ask { render: row.id, video: row.video.clone().unwrap() };
    match world.ask(request).await {
        Reply::Render(row) => *row,
        other => panic!("{other:?}"),
    }
}

async fn ledger(world: &World) -> Vec<Render> {
    match world.ask(Request::Renders).await {
        Reply::Renders(Ok(rows)) => rows,
        other => panic!("{other:?}"),
    }
}

#[tokio::test]
async fn a_video_goes_from_the_wish_to_the_file() {
    let world = World::new().await;
    let rows = submit(&world, world.order().await).await;
    let stages: Vec<Stage> = rows.iter().map(|row| row.stage).collect();
    assert_eq!(stages, [Stage::Queued, Stage::Sending, Stage::Pending]);

    assert!(follow(&world, &rows[2]).await.stage.is_running());
    world.sandbox.advance(Duration::from_hours(1));
    let done = follow(&world, &rows[2]).await;
    assert_eq!(done.stage, Stage::Completed, "{done:?}");

    let folder = world.home.path().join("videos");
    let deliver = Request::Deliver {
        render: done.id,
        url: done.url.clone().unwrap(),
        title: done.title.clone(),
        folder: Some(folder.clone()),
    };
    let replies = world.runner.call(deliver.clone()).await;
    let Some(Reply::Render(row)) = replies.last() else { panic!("{replies:?}") };
    let Reply::Delivery(_, delivery) = &replies[0] else { panic!("{replies:?}") };
    let file = row.file.clone().unwrap();
    let bytes = std::fs::read(&file).unwrap();
    assert_eq!(delivery.total, Some(bytes.len() as u64));
    assert_eq!(&bytes[4..8], b"ftyp");
    assert!(file.starts_with(&folder) && file.to_string_lossy().contains("launch-"), "{file:?}");

    assert_eq!(row.subtitles.file, Some(file.with_extension("ass")));

    // Once more is not another file.
    world.runner.call(deliver).await;
    assert_eq!(std::fs::read_dir(&folder).unwrap().count(), 2);
    assert_eq!(ledger(&world).await[0].file, Some(file));
    assert_eq!(world.sandbox.ledger().paid.len(), 1);
}

#[tokio::test]
async fn an_answer_that_is_lost_leaves_the_video_unconfirmed() {
    let world = World::new().await;
    let order = world.order().await;
    world.sandbox.fault("reset-recorded:1".parse().unwrap());
    let rows = submit(&world, order).await;
    assert_eq!(rows.last().unwrap().stage, Stage::Unconfirmed, "{rows:?}");
    assert_eq!(world.sandbox.ledger().requests.of(PAID).received, 1);
    assert_eq!(ledger(&world).await[0].stage, Stage::Unconfirmed);
}

#[tokio::test]
async fn a_refusal_says_why() {
    let world = World::new().await;
    let order = world.order().await;
    world.sandbox.fault("402:1".parse().unwrap());
    let rows = submit(&world, order).await;
    let last = rows.last().unwrap();
    assert_eq!(last.stage, Stage::Refused);
    assert!(last.note.as_ref().unwrap().contains("credit"), "{last:?}");
}

#[tokio::test]
async fn nothing_is_sent_that_cannot_be_written_down() {
    let world = World::new().await;
    // A file where the folder should be, so that even root cannot write there.
    std::fs::write(world.home.path().join("data"), "").unwrap();
    let order = world.order().await;
    match world.ask(Request::Submit(Box::new(order))).await {
        Reply::NotSubmitted(fault) => assert_eq!(fault.kind, FaultKind::File),
        other => panic!("{other:?}"),
    }
    assert_eq!(world.sandbox.ledger().requests.of(PAID).received, 0);
}

#[tokio::test]
async fn a_video_that_is_not_known_cannot_be_asked_about() {
    let world = World::new().await;
    let rows = submit(&world, world.order().await).await;
    world.sandbox.fault("500@/v1/video_status".parse().unwrap());
    let request = Request::Ask { render: rows[2].id, video: rows[2].video.clone().unwrap() };
    match world.ask(request).await {
        Reply::NotAsked(id, fault) => assert_eq!((id, fault.kind), (rows[2].id, FaultKind::Service)),
        other => panic!("{other:?}"),
    }
}

#[tokio::test]
async fn what_is_sent_can_be_seen_before() {
    let world = World::new().await;
    let order = world.order().await;
    let Reply::Preview(text) = world.ask(Request::Preview(Box::new(order.spec))).await else { panic!() };
    assert!(text.starts_with("POST /v2/video/av4/generate\n{") && text.contains("Today we ship"), "{text}");
}

/// The body of a request that is shown.
fn body(text: &str) -> Value {
    serde_json::from_str(text.split_once('\n').unwrap().1).unwrap()
}

#[tokio::test]
async fn the_request_that_is_shown_is_the_one_that_is_sent() {
    for (wanted, dialect) in [
        (None, Dialect::Scenes),
        (None, Dialect::Flat),
        (None, Dialect::V3),
        (Some(KeySource::Details), Dialect::Scenes),
        (Some(KeySource::Id), Dialect::Scenes),
        (Some(KeySource::Upload), Dialect::Scenes),
    ] {
        let api = Some(dialect.api());
        let settings = Settings { picture_key: wanted, dialect: Some(dialect), api, ..Settings::default() };
        let world = World::with(|setup| setup.settings = settings).await;
        let order = Order { shown: dialect, ..world.order().await };
        let shown = async || {
            let request = Request::Preview(Box::new(order.spec.clone()));
            let Reply::Preview(text) = world.ask(request).await else { panic!() };
            body(&text)
        };
        let before = shown().await;
        let uploads = || world.sandbox.ledger().requests.of("POST /v1/asset").received;
        assert_eq!((world.sandbox.ledger().paid.len(), uploads()), (0, 0), "{wanted:?}");
        world.runner.call(Request::Submit(Box::new(order.clone()))).await;
        let sent = world.sandbox.ledger().paid[0].request.clone();
        if wanted == Some(KeySource::Upload) {
            assert_eq!(before["image_key"], "(the key that the picture gets when it is uploaded)");
            assert_ne!(sent["image_key"], before["image_key"]);
        } else {
            assert_eq!(before, sent, "{wanted:?} {dialect:?}");
        }
        assert_eq!(shown().await, sent, "what is remembered by now");
    }
}

#[tokio::test]
async fn a_key_that_nobody_knows_is_not_made_up() {
    let photo = server::Reply::json(404, r#"{"error":{"code":"avatar_not_found","message":"gone"}}"#);
    for (wanted, shown) in
        [(None, "p"), (Some(KeySource::Details), "(no key: the service tells none for this photo)")]
    {
        let server = server::Server::start(vec![photo.clone(); 4]).await;
        let home = tempfile::tempdir().unwrap();
        let mut setup = setup(&home, Account::Sandbox, server.base.clone());
        (setup.settings.dialect, setup.settings.picture_key) = (Some(Dialect::Scenes), wanted);
        let (runner, _answers) = Runner::new(setup);
        let spec = order(PhotoId::new("p"), VoiceId::new("v")).spec;
        let replies = runner.call(Request::Preview(Box::new(spec))).await;
        let [Reply::Preview(text)] = &replies[..] else { panic!("{replies:?}") };
        let key = body(text)["image_key"].as_str().unwrap().to_owned();
        assert_eq!(key, shown, "{text}");
        assert!(server.heard().iter().all(|heard| heard.line().starts_with("GET ")));
    }
}
