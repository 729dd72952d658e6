//! The voice of past renders, from requests of every dialect.

use cuecard::domain::{Dialect, Scene, Settings};
use cuecard::studio::{NewRender, RenderReply, RenderRequest, Reply, Request};

use crate::support::runner_harness::RunnerHarness;

#[tokio::test]
async fn the_voice_of_a_past_render_is_read_from_every_dialect() {
    for dialect in Dialect::ALL.iter().copied() {
        for scenes in [1, 3] {
            let settings = Settings {
                api_version: Some(dialect.api_version()),
                dialect: Some(dialect),
                ..Settings::default()
            };
            let harness = RunnerHarness::with_config(|setup| setup.settings = settings).await;
            let mut new_render = NewRender { shown_dialect: dialect, ..harness.new_render().await };
            new_render.spec.scenes = vec![Scene::new("Hello."); scenes];
            let voice = new_render.spec.voice.clone();
            harness.runner.request_to_end(Request::Render(RenderRequest::Submit(Box::new(new_render)))).await;
            let history = harness.runner.request_to_end(Request::Render(RenderRequest::LoadHistory)).await;
            let [Reply::Render(RenderReply::HistoryLoaded(Ok(history)))] = &history[..] else {
                panic!("{history:?}")
            };
            let voices: Vec<_> = history.renders.iter().map(|past| past.voice_id.as_ref()).collect();
            assert_eq!(voices, [voice.as_ref()], "{dialect:?}, {scenes}");
        }
    }
}
