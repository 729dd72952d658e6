//! A video in parts that meets a refusal: what was made of it is not made, and paid for, again.

use cuecard::domain::{
    Api, Dialect, KeySource, PhotoId, Scene, Settings, Several, Stage, VideoSpec, VoiceId,
};
use cuecard::runtime::{Runner, Setup};
use cuecard::studio::{Account, Order, Reply, Request};

use super::{order, setup};
use crate::wire::sample;
use crate::wire::server::{self, Server};

/// What comes of a video of three parts that is answered so.
async fn submit(answers: Vec<server::Reply>) -> (Server, Vec<Reply>) {
    let server = Server::start(answers).await;
    let home = tempfile::tempdir().unwrap();
    let setup = setup(&home, Account::Sandbox, server.base.clone());
    let settings = Settings {
        api: Some(Api::V2),
        dialect: Some(Dialect::Flat),
        several: Several::Apart,
        picture_key: Some(KeySource::Id),
        ..Settings::default()
    };
    let (runner, _answers) = Runner::new(Setup { settings, ..setup });
    let whole = order(PhotoId::new("p"), VoiceId::new("v"));
    let spec = VideoSpec {
        scenes: vec![Scene::new("One."), Scene::new("Two."), Scene::new("Three.")],
        ..whole.spec
    };
    let replies = runner.call(Request::Submit(Box::new(Order { spec, shown: Dialect::Flat, ..whole }))).await;
    (server, replies)
}

/// The stages that the parts end in.
fn stages(replies: &[Reply]) -> Vec<Stage> {
    let mut rows = std::collections::BTreeMap::new();
    for reply in replies {
        if let Reply::Render(row) = reply {
            rows.insert(row.id.0, row.stage);
        }
    }
    rows.into_values().collect()
}

fn refusal(message: &str) -> server::Reply {
    let body = serde_json::json!({"error": {"code": "invalid_parameter", "message": message}});
    server::Reply::json(400, body.to_string())
}

#[tokio::test]
async fn another_way_is_offered_only_where_nothing_of_the_video_was_made() {
    let made = || server::Reply::json(200, sample("av4_generate_ok"));
    for message in ["image_key not found", "scenes is invalid: field required"] {
        let (server, replies) = submit(vec![made(), refusal(message)]).await;
        assert_eq!(stages(&replies), [Stage::Pending, Stage::Refused, Stage::Cancelled], "{message}");
        assert!(replies.iter().all(|reply| matches!(reply, Reply::Render(_))), "{replies:?}");
        assert_eq!(server.heard().len(), 2);

        let (server, replies) = submit(vec![refusal(message)]).await;
        assert_eq!(stages(&replies), [Stage::Refused, Stage::Cancelled, Stage::Cancelled], "{message}");
        let offer = replies.last().unwrap();
        assert!(matches!(offer, Reply::PictureKey(..) | Reply::Misfit(_)), "{offer:?}");
        let paid = server.heard().iter().filter(|heard| heard.line().starts_with("POST")).count();
        assert_eq!(paid, 1);
    }
}
