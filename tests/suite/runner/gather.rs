//! Many renders of the newer generation on their way: how often the service is asked about them.

use std::time::Duration;

use cuecard::domain::{Api, Limits, Render, RenderId, Settings, Stage, VideoSpec};
use cuecard::studio::{Reply, Request};
use jiff::Timestamp;
use jiff::tz::TimeZone;

use super::{World, keyed};

const MANY: usize = 60;
const BULK: &str = "GET /v3/videos/statuses";
const ALONE: &str = "GET /v3/videos/<id>";
/// Questions of one round at the most, each about many: on a busy machine some come too late for the first one.
const FEW: u64 = 5;
/// Longer than any render takes.
const LONG: Duration = Duration::from_mins(15);

async fn world() -> World {
    let settings = Settings { api: Some(Api::V3), ..Settings::default() };
    World::with(|setup| setup.settings = settings).await
}

/// So many videos on the service, and a ledger that knows them.
async fn fill(world: &World, many: usize) {
    let (client, order) = (world.client(), world.order().await);
    let mut ledger = world.ledger(Timestamp::now());
    for number in 0..many {
        let spec = VideoSpec { title: format!("Video {number}"), ..order.spec.clone() };
        let submission = client.submission(&spec, None);
        let new = keyed(&spec, &order, submission.body.clone());
        let limits = Limits::of(&Settings::default(), TimeZone::UTC);
        let now = Timestamp::now();
        let id = ledger.order(&[new], Some(RenderId(i64::MAX)), &limits, now).unwrap()[0];
        ledger.claim(id, 0, &limits, now).unwrap();
        ledger.accepted(id, &client.submit(&submission).await.unwrap(), now).unwrap();
    }
}

async fn rows(world: &World) -> Vec<Render> {
    let Some(Reply::Renders(Ok(rows))) = world.runner.call(Request::Renders).await.into_iter().next() else {
        panic!("no ledger");
    };
    rows
}

/// Asks about all that is on its way at the same time; gives the replies.
async fn ask(world: &World) -> Vec<Reply> {
    let rows = rows(world).await;
    let running = rows.into_iter().filter(|row| row.stage.is_running());
    let asked = running.map(|row| Request::Ask { render: row.id, video: row.video.unwrap() });
    let answers: Vec<_> = asked.map(|request| world.runner.ask(request)).collect();
    let mut replies = Vec::new();
    for mut answer in answers {
        replies.push(answer.recv().await.unwrap());
    }
    replies
}

fn count(world: &World, call: &str) -> u64 {
    world.sandbox.ledger().requests.of(call).received
}

/// All questions that were asked.
fn questions(world: &World) -> u64 {
    count(world, BULK) + count(world, ALONE)
}

fn stages(replies: &[Reply], stage: Stage) -> usize {
    let at = |reply: &&Reply| matches!(reply, Reply::Render(row) if row.stage == stage);
    replies.iter().filter(at).count()
}

#[tokio::test]
async fn sixty_renders_are_one_question_until_their_links_are_there() {
    let world = world().await;
    fill(&world, MANY).await;
    assert_eq!(stages(&ask(&world).await, Stage::Pending), MANY);
    assert!(questions(&world) <= FEW, "{}", questions(&world));
    let before = rows(&world).await;
    ask(&world).await;
    assert!(questions(&world) <= 2 * FEW, "{}", questions(&world));
    assert_eq!(rows(&world).await, before);
    let alone = count(&world, ALONE);

    world.sandbox.advance(LONG);
    let replies = ask(&world).await;
    assert_eq!(stages(&replies, Stage::Completed), MANY, "{replies:?}");
    assert!(count(&world, BULK) <= 3 * FEW);
    assert_eq!(count(&world, ALONE) - alone, u64::try_from(MANY).unwrap(), "each for its link, once");
    assert!(rows(&world).await.iter().all(|row| row.url.is_some() && row.duration.is_some()));
}

#[tokio::test]
async fn a_hundred_are_one_question_and_the_rest_another() {
    let world = world().await;
    fill(&world, 101).await;
    assert_eq!(stages(&ask(&world).await, Stage::Pending), 101);
    assert!((2..=FEW).contains(&questions(&world)), "{}", questions(&world));
}

#[tokio::test]
async fn one_render_is_asked_about_by_itself() {
    let world = world().await;
    fill(&world, 1).await;
    assert_eq!(stages(&ask(&world).await, Stage::Pending), 1);
    assert_eq!((count(&world, BULK), count(&world, ALONE)), (0, 1));
}

#[tokio::test]
async fn where_many_cannot_be_asked_about_each_is() {
    let world = world().await;
    fill(&world, 6).await;
    world.sandbox.fault(format!("404@{BULK}").parse().unwrap());
    for round in 1..3 {
        assert_eq!(stages(&ask(&world).await, Stage::Pending), 6);
        assert_eq!((count(&world, BULK), count(&world, ALONE)), (1, 6 * round), "not there is remembered");
    }
    world.sandbox.advance(LONG);
    assert_eq!(stages(&ask(&world).await, Stage::Completed), 6);
    assert_eq!(count(&world, BULK), 1);
}

#[tokio::test]
async fn a_service_that_fails_is_told_for_each_and_asked_no_oftener() {
    let world = world().await;
    fill(&world, 5).await;
    world.sandbox.fault("500@GET /v3/videos".parse().unwrap());
    let replies = ask(&world).await;
    let ids = |reply: &Reply| if let Reply::NotAsked(id, _) = reply { Some(*id) } else { None };
    let told: Vec<RenderId> = replies.iter().filter_map(ids).collect();
    assert_eq!(told.len(), 5, "{replies:?}");
    assert!(questions(&world) < 5, "each question is tried twice: {}", questions(&world));
}

#[tokio::test]
async fn a_video_that_is_gone_and_one_that_failed_are_told_as_ever() {
    let world = world().await;
    world.sandbox.fault("failed:1".parse().unwrap());
    fill(&world, 3).await;
    let gone = rows(&world).await[0].clone();
    world.sandbox.advance(LONG);
    world.client().delete_video(gone.video.as_ref().unwrap()).await.unwrap();
    let replies = ask(&world).await;
    let lost = replies.iter().any(|reply| matches!(reply, Reply::NotAsked(id, _) if *id == gone.id));
    assert!(lost, "{replies:?}");
    assert_eq!((stages(&replies, Stage::Failed), stages(&replies, Stage::Completed)), (1, 1), "{replies:?}");
    assert_eq!(count(&world, ALONE), 2, "the failure came with its reason");
    let failed = rows(&world).await.into_iter().find(|row| row.stage == Stage::Failed).unwrap();
    assert!(failed.note.is_some(), "{failed:?}");
    let Reply::Details(_, Ok(details)) = world.ask(Request::Details(failed.id)).await else { panic!() };
    let reply = details.events.last().and_then(|event| event.reply.clone());
    assert!(reply.is_some_and(|reply| reply.contains("code")), "{details:?}");
}
