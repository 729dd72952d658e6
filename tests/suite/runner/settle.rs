//! What is looked for in a list of films that does not end as it should.

use cuecard::domain::{Api, KeySource, PhotoId, Settings, Stage, VoiceId};
use cuecard::runtime::{Runner, Setup};
use cuecard::studio::{Account, Reply, Request, Settled};

use super::{order, setup};
use crate::wire::server::{self, Server};

#[tokio::test]
async fn pages_that_name_each_other_are_read_once_and_prove_nothing() {
    let page = |next: &str| {
        let film =
            r#"{"video_id":"other","video_title":"Other","status":"completed","created_at":4000000000}"#;
        server::Reply::json(200, format!(r#"{{"code":100,"data":{{"videos":[{film}],"token":"{next}"}}}}"#))
    };
    let server = Server::start(vec![server::Reply::Reset, page("a"), page("b"), page("a"), page("b")]).await;
    let home = tempfile::tempdir().unwrap();
    let settings = Settings { api: Some(Api::V2), picture_key: Some(KeySource::Id), ..Settings::default() };
    let setup = Setup { settings, ..setup(&home, Account::Sandbox, server.base.clone()) };
    let (runner, _answers) = Runner::new(setup);
    let film = order(PhotoId::new("p"), VoiceId::new("v"));
    let replies = runner.call(Request::Submit(Box::new(film))).await;
    let lost = replies.last();
    assert!(matches!(lost, Some(Reply::Render(row)) if row.stage == Stage::Unconfirmed), "{replies:?}");
    let replies = runner.call(Request::Settle).await;
    let settled = Reply::Settled(Ok(Settled { lists: true, found: 0, young: 1 }));
    assert_eq!(replies.last(), Some(&settled), "{replies:?}");
    let lines: Vec<String> = server.heard()[1..].iter().map(server::Heard::line).collect();
    let first = "GET /v1/video.list?limit=100";
    assert_eq!(lines, [first.to_owned(), format!("{first}&token=a"), format!("{first}&token=b")]);
}
