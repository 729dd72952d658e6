//! A refusal of a video in parts: accepted parts are not paid again.

use cuecard::domain::{
    ApiVersion, Dialect, MultiSceneMode, PhotoId, PictureKeySource, Project, RenderStage, Scene, ScenePaces,
    Settings, Speaker, SpokenLanguage, VideoSpec, VoiceId,
};
use cuecard::runtime::{Config, Runner};
use cuecard::studio::{ActiveAccount, NewRender, RenderReply, RenderRequest, Reply, Request};

use tempfile::TempDir;

use crate::support::runner_harness::{config, new_render};
use crate::support::scripted_client::sample;
use crate::support::scripted_server::{self as server, ScriptedServer};

/// A runner that sends each scene as a video of its own.
fn runner(home: &TempDir, server: &ScriptedServer) -> Runner {
    let setup = config(home, ActiveAccount::Sandbox, server.base.clone());
    let settings = Settings {
        api_version: Some(ApiVersion::V2),
        dialect: Some(Dialect::Flat),
        multi_scene_mode: MultiSceneMode::Separate,
        picture_key_source: Some(PictureKeySource::Id),
        ..Settings::default()
    };
    Runner::new(Config { settings, ..setup }).0
}

async fn submit(runner: &Runner, order: NewRender) -> Vec<Reply> {
    let order = NewRender { shown_dialect: Dialect::Flat, ..order };
    runner.request_to_end(Request::Render(RenderRequest::Submit(Box::new(order)))).await
}

/// What comes of a video of three parts that is answered so.
async fn submit_in_three_parts(answers: Vec<server::ScriptedReply>) -> (ScriptedServer, Vec<Reply>) {
    let server = ScriptedServer::start(answers).await;
    let home = tempfile::tempdir().unwrap();
    let runner = runner(&home, &server);
    let whole = new_render(PhotoId::new("p"), VoiceId::new("v"));
    let spec = VideoSpec {
        scenes: vec![Scene::new("One."), Scene::new("Two."), Scene::new("Three.")],
        ..whole.spec
    };
    let replies = submit(&runner, NewRender { spec, ..whole }).await;
    (server, replies)
}

/// The stages that the parts end in.
fn final_stages(replies: &[Reply]) -> Vec<RenderStage> {
    let mut rows = std::collections::BTreeMap::new();
    for reply in replies {
        if let Reply::Render(RenderReply::Changed(row)) = reply {
            rows.insert(row.id.0, row.stage);
        }
    }
    rows.into_values().collect()
}

fn refusal_reply(message: &str) -> server::ScriptedReply {
    let body = serde_json::json!({"error": {"code": "invalid_parameter", "message": message}});
    server::ScriptedReply::json(400, body.to_string())
}

#[tokio::test]
async fn alternatives_are_offered_only_if_no_part_was_created() {
    let made = || server::ScriptedReply::json(200, sample("av4_generate_ok"));
    for message in ["image_key not found", "scenes is invalid: field required"] {
        let (server, replies) = submit_in_three_parts(vec![made(), refusal_reply(message)]).await;
        assert_eq!(
            final_stages(&replies),
            [RenderStage::Pending, RenderStage::Refused, RenderStage::Canceled],
            "{message}"
        );
        assert!(
            replies.iter().all(|reply| matches!(reply, Reply::Render(RenderReply::Changed(_)))),
            "{replies:?}"
        );
        assert_eq!(server.requests().len(), 2);

        let (server, replies) = submit_in_three_parts(vec![refusal_reply(message)]).await;
        assert_eq!(
            final_stages(&replies),
            [RenderStage::Refused, RenderStage::Canceled, RenderStage::Canceled],
            "{message}"
        );
        let offer = replies.last().unwrap();
        assert!(
            matches!(
                offer,
                Reply::Render(RenderReply::PictureKeysRefused(..) | RenderReply::DialectRefused(_))
            ),
            "{offer:?}"
        );
        let paid = server.requests().iter().filter(|heard| heard.request_line().starts_with("POST")).count();
        assert_eq!(paid, 1);
    }
}

#[tokio::test]
async fn each_part_has_the_share_of_the_estimate_that_its_voice_has() {
    let reply = || server::ScriptedReply::json(200, sample("av4_generate_ok"));
    let server = ScriptedServer::start(vec![reply(), reply()]).await;
    let home = tempfile::tempdir().unwrap();
    let whole = new_render(PhotoId::new("p"), VoiceId::new("English"));
    let speaker =
        Speaker { name: "Marco".into(), voice: Some(VoiceId::new("Spanish")), ..Speaker::default() };
    let by_marco = Scene { speaker: Some("Marco".into()), ..Scene::new("OK amigo") };
    let spec = VideoSpec {
        speakers: vec![speaker],
        scenes: vec![Scene::new("OK amigo"), by_marco],
        ..whole.spec.clone()
    };
    let paces = ScenePaces::new(&Project::from(&spec), None, |id| SpokenLanguage::from_name(id.as_str()));
    let total = whole.estimated_seconds;
    let replies = submit(&runner(&home, &server), NewRender { spec, paces, ..whole }).await;
    let mut seconds = std::collections::BTreeMap::new();
    for reply in &replies {
        if let Reply::Render(RenderReply::Changed(row)) = reply {
            seconds.insert(row.id.0, row.estimated_seconds);
        }
    }
    let seconds: Vec<f64> = seconds.into_values().collect();
    assert!(seconds.len() == 2 && seconds[1] > seconds[0] + 0.05, "{seconds:?}");
    assert!((seconds.iter().sum::<f64>() - total).abs() < 1e-9, "{seconds:?}");
}
