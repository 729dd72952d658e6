//! Renders of the older generation after its end: how they are asked about, looked for, and sent.

use std::time::Duration;

use cuecard::domain::{Api, Dialect, Render, Settings, Stage};
use cuecard::heygen::Patience;
use cuecard::sandbox::{ServicePolicy, Sunset};
use cuecard::studio::{Order, Reply, Request, Settled};

use super::World;

const STATUS: &str = "GET /v1/video_status.get";
const BULK: &str = "GET /v3/videos/statuses";
const ALONE: &str = "GET /v3/videos/<id>";
const PAID: &str = "POST /v2/video/av4/generate";
const MANY: usize = 4;

async fn world(api: Option<Api>) -> World {
    let settings = Settings { api, concurrency: 0, ..Settings::default() };
    World::with(|setup| setup.settings = settings).await
}

fn end(world: &World, sunset: Sunset) {
    world.sandbox.set_policy(ServicePolicy { sunset, ..ServicePolicy::default() });
}

/// The rows that a request leads to, and what else is replied.
async fn done(world: &World, request: Request) -> (Vec<Render>, Vec<Reply>) {
    let (mut rows, mut rest) = (Vec::new(), Vec::new());
    for reply in world.runner.call(request).await {
        match reply {
            Reply::Render(row) => rows.push(*row),
            other => rest.push(other),
        }
    }
    (rows, rest)
}

async fn submit(world: &World) -> Render {
    let order = Order { shown: Dialect::Scenes, ..world.order().await };
    let (mut rows, rest) = done(world, Request::Submit(Box::new(order))).await;
    assert!(rest.is_empty(), "{rest:?}");
    rows.pop().unwrap()
}

/// Asks about them at the same time; gives how often the service was asked: as before, together, and one by one.
async fn round(world: &World, rows: &[Render]) -> [u64; 3] {
    let count = || [STATUS, BULK, ALONE].map(|call| world.sandbox.ledger().requests.of(call).received);
    let before = count();
    let ask = |row: &Render| Request::Ask { render: row.id, video: row.video.clone().unwrap() };
    let answers: Vec<_> = rows.iter().map(|row| world.runner.ask(ask(row))).collect();
    for mut answer in answers {
        let Some(Reply::Render(row)) = answer.recv().await else { panic!("no row") };
        assert_eq!((row.stage, row.dialect), (Stage::Pending, Some(Dialect::Scenes)), "it keeps its form");
    }
    let after = count();
    [0, 1, 2].map(|at| after[at] - before[at])
}

#[tokio::test]
async fn a_service_that_is_slow_to_say_what_it_speaks_holds_no_list_up() {
    let first = Duration::from_millis(50);
    let patience = Patience { first, answer: Duration::from_hours(1), ..Patience::default() };
    let world = World::with(|setup| setup.patience = patience).await;
    world.sandbox.fault("timeout:1@/v2/user/remaining_quota".parse().unwrap());
    let voices = tokio::time::timeout(Duration::from_secs(20), world.ask(Request::Voices)).await;
    assert!(matches!(voices, Ok(Reply::Voices(Ok(_)))), "{voices:?}");
    // What could not be found out is found out when it matters.
    end(&world, Sunset::Gone);
    assert!(matches!(world.ask(Request::Voices).await, Reply::Voices(Ok(_))));
    let seconds = Patience::default().first.as_secs();
    assert!((5..=8).contains(&seconds), "long enough for a slow line, and no longer");
}

#[tokio::test]
async fn renders_whose_generation_has_ended_are_asked_about_together() {
    for (api, sunset) in [(None, Sunset::Gone), (None, Sunset::Unknown), (Some(Api::V2), Sunset::Gone)] {
        let world = world(api).await;
        let mut rows = Vec::new();
        for _ in 0..MANY {
            rows.push(submit(&world).await);
        }
        assert_eq!(round(&world, &rows).await, [4, 0, 0], "{api:?}");
        end(&world, sunset);
        let _finds_it_out = round(&world, &rows[..1]).await;
        let [status, bulk, alone] = round(&world, &rows).await;
        assert_eq!((status, alone), (0, 0), "{api:?} {sunset:?}");
        assert!((1..=2).contains(&bulk), "{api:?} {sunset:?}: {bulk}");
    }
}

#[tokio::test]
async fn a_video_that_nobody_confirmed_is_found_where_its_generation_has_ended() {
    for (api, sunset) in [(None, Sunset::Gone), (None, Sunset::Unknown), (Some(Api::V2), Sunset::Gone)] {
        let world = world(api).await;
        world.sandbox.fault("reset-recorded:1".parse().unwrap());
        assert_eq!(submit(&world).await.stage, Stage::Unconfirmed);
        end(&world, sunset);
        let (rows, rest) = done(&world, Request::Settle).await;
        let settled = Reply::Settled(Ok(Settled { lists: true, found: 1, young: 0 }));
        assert_eq!(rest.last(), Some(&settled), "{api:?} {sunset:?}");
        let spoken = rest.iter().any(|reply| matches!(reply, Reply::Speaks(Dialect::V3, Some(_))));
        assert_eq!(spoken, api.is_none(), "{rest:?}");
        let row = rows.last().unwrap();
        assert_eq!((row.stage, row.dialect), (Stage::Pending, Some(Dialect::Scenes)));
        assert_eq!(row.video.as_ref().unwrap().as_str(), world.sandbox.ledger().paid[0].video_id);
    }
}

#[tokio::test]
async fn a_video_of_the_queue_that_meets_the_end_tells_it() {
    for (fault, left) in [("429-retry-after:1", Stage::Queued), ("402:1", Stage::Refused)] {
        let world = world(None).await;
        world.sandbox.fault(format!("{fault}@{PAID}").parse().unwrap());
        let row = submit(&world).await;
        assert_eq!(row.stage, left);
        end(&world, Sunset::Gone);
        let again = if left == Stage::Queued { Request::Send(row.id) } else { Request::SendAgain(row.id) };
        let (rows, rest) = done(&world, again).await;
        assert_eq!(rows.last().unwrap().stage, Stage::Refused, "it keeps its form");
        let [Reply::Speaks(Dialect::V3, Some(notice))] = &rest[..] else { panic!("{rest:?}") };
        assert!(notice.words.contains("cuecard speaks v3 from now on"), "{notice:?}");
        assert!(world.sandbox.ledger().paid.is_empty());
    }
}
