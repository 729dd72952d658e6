//! What is looked for in the service's list of server, and what is sent once more after that.

use cuecard::domain::{Api, KeySource, Limits, PhotoId, Settings, Stage, VideoSpec, VoiceId};
use cuecard::runtime::{Runner, Setup};
use cuecard::studio::{Account, Reply, Request, Settled};
use jiff::tz::TimeZone;
use jiff::{SignedDuration, Timestamp};

use super::{World, keyed, order, setup};
use crate::wire::server::{self, Server};

#[tokio::test]
async fn pages_that_name_each_other_are_read_once_and_prove_nothing() {
    let page = |next: &str| {
        let spec =
            r#"{"video_id":"other","video_title":"Other","status":"completed","created_at":4000000000}"#;
        server::Reply::json(200, format!(r#"{{"code":100,"data":{{"videos":[{spec}],"token":"{next}"}}}}"#))
    };
    let server = Server::start(vec![server::Reply::Reset, page("a"), page("b"), page("a"), page("b")]).await;
    let home = tempfile::tempdir().unwrap();
    let settings = Settings { api: Some(Api::V2), picture_key: Some(KeySource::Id), ..Settings::default() };
    let setup = Setup { settings, ..setup(&home, Account::Sandbox, server.base.clone()) };
    let (runner, _answers) = Runner::new(setup);
    let spec = order(PhotoId::new("p"), VoiceId::new("v"));
    let replies = runner.call(Request::Submit(Box::new(spec))).await;
    let lost = replies.last();
    assert!(matches!(lost, Some(Reply::Render(row)) if row.stage == Stage::Unconfirmed), "{replies:?}");
    let replies = runner.call(Request::Settle).await;
    let settled = Reply::Settled(Ok(Settled { lists: true, found: 0, young: 1 }));
    assert_eq!(replies.last(), Some(&settled), "{replies:?}");
    let lines: Vec<String> = server.heard()[1..].iter().map(server::Heard::line).collect();
    let first = "GET /v1/video.list?limit=100";
    assert_eq!(lines, [first.to_owned(), format!("{first}&token=a"), format!("{first}&token=b")]);
}

/// A video of the newer generation that was sent so many hours ago, as the clock says, and that nobody confirmed.
async fn lost(world: &World, hours: i64) {
    let order = world.order().await;
    let spec = VideoSpec { title: format!("Sent {hours} h ago"), ..order.spec.clone() };
    let sent = Timestamp::now() - SignedDuration::from_hours(hours);
    let mut ledger = world.ledger(sent);
    let new = keyed(&spec, &order, world.client().submission(&spec, None).body);
    let id = ledger.begin(&new, sent).unwrap();
    let limits = Limits::of(&Settings::default(), TimeZone::UTC);
    ledger.claim(id, 0, &limits, sent).unwrap();
    ledger.unconfirmed(id, "no answer", sent).unwrap();
}

#[tokio::test]
async fn what_may_be_older_than_it_seems_is_sent_once_more_only_where_the_service_does_not_list_it() {
    let settings = Settings { api: Some(Api::V3), ..Settings::default() };
    for (hours, lists, paid) in [(1, false, 1), (12, false, 0), (12, true, 1), (24, true, 0)] {
        let world = World::with(|setup| setup.settings = settings.clone()).await;
        lost(&world, hours).await;
        if !lists {
            world.sandbox.fault("404@GET /v3/videos".parse().unwrap());
        }
        world.runner.call(Request::Settle).await;
        assert_eq!(world.sandbox.ledger().paid.len(), paid, "{hours} h, lists: {lists}");
    }
}
