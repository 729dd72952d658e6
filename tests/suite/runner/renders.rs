//! Renders: submitted once, polled, downloaded, previewed.

use std::time::Duration;

use cuecard::domain::{Dialect, ErrorKind, PhotoId, PictureKeySource, RenderStage, Settings, VoiceId};
use cuecard::runtime::Runner;
use cuecard::studio::{
    ActiveAccount, DownloadReply, DownloadRequest, NewRender, ProjectReply, ProjectRequest, RenderReply,
    RenderRequest, Reply, Request,
};
use serde_json::Value;

use crate::support::calls::{SUBMIT_CALL, UPLOAD_CALL};
use crate::support::dialect_matrix;
use crate::support::runner_harness::{RunnerHarness, config, new_render};
use crate::support::scripted_server as server;

#[tokio::test]
async fn a_render_goes_from_submission_to_a_video_file() {
    let harness = RunnerHarness::new().await;
    let rows = harness.submit_rows(harness.new_render().await).await;
    let stages: Vec<RenderStage> = rows.iter().map(|row| row.stage).collect();
    assert_eq!(stages, [RenderStage::Queued, RenderStage::Sending, RenderStage::Pending]);

    assert!(harness.poll(&rows[2]).await.stage.is_running());
    harness.sandbox.advance(Duration::from_hours(1));
    let done = harness.poll(&rows[2]).await;
    assert_eq!(done.stage, RenderStage::Completed, "{done:?}");

    let folder = harness.home.path().join("videos");
    let deliver = Request::Download(DownloadRequest::Video {
        render: done.id,
        url: done.video_url.clone().unwrap(),
        title: done.title.clone(),
        folder: Some(folder.clone()),
    });
    let replies = harness.runner.request_to_end(deliver.clone()).await;
    let Some(Reply::Render(RenderReply::Changed(row))) = replies.last() else { panic!("{replies:?}") };
    let Reply::Download(DownloadReply::Progress(_, delivery)) = &replies[0] else { panic!("{replies:?}") };
    let file = row.video_path.clone().unwrap();
    let bytes = std::fs::read(&file).unwrap();
    assert_eq!(delivery.total_bytes, Some(bytes.len() as u64));
    assert_eq!(&bytes[4..8], b"ftyp");
    assert!(file.starts_with(&folder) && file.to_string_lossy().contains("launch-"), "{file:?}");

    assert_eq!(row.subtitles.path, Some(file.with_extension("ass")));

    // A second delivery creates no second file.
    harness.runner.request_to_end(deliver).await;
    assert_eq!(std::fs::read_dir(&folder).unwrap().count(), 2);
    assert_eq!(harness.ledger_renders().await[0].video_path, Some(file));
    assert_eq!(harness.sandbox.report().paid.len(), 1);
}

#[tokio::test]
async fn nothing_is_sent_that_cannot_be_recorded() {
    let harness = RunnerHarness::new().await;
    // A file where the folder should be, so that even root cannot write there.
    std::fs::write(harness.home.path().join("data"), "").unwrap();
    let new_render = harness.new_render().await;
    match harness.request(Request::Render(RenderRequest::Submit(Box::new(new_render)))).await {
        Reply::Render(RenderReply::SubmitFailed(error)) => assert_eq!(error.kind, ErrorKind::File),
        other => panic!("{other:?}"),
    }
    assert_eq!(harness.sandbox.report().requests.of(SUBMIT_CALL).received, 0);
}

#[tokio::test]
async fn a_failed_status_request_is_reported_as_a_poll_error() {
    let harness = RunnerHarness::new().await;
    let rows = harness.submit_rows(harness.new_render().await).await;
    harness.sandbox.fault("500@/v1/video_status".parse().unwrap());
    let request =
        Request::Render(RenderRequest::Poll { render: rows[2].id, video: rows[2].video_id.clone().unwrap() });
    match harness.request(request).await {
        Reply::Render(RenderReply::PollFailed(id, error)) => {
            assert_eq!((id, error.kind), (rows[2].id, ErrorKind::ServiceFailure))
        }
        other => panic!("{other:?}"),
    }
}

/// The body of a request that is shown.
fn request_body(text: &str) -> Value {
    serde_json::from_str(text.split_once('\n').unwrap().1).unwrap()
}

#[tokio::test]
async fn the_request_preview_matches_the_sent_request() {
    for (wanted, dialect) in [
        (None, Dialect::Scenes),
        (None, Dialect::Flat),
        (None, Dialect::V3),
        (Some(PictureKeySource::Details), Dialect::Scenes),
        (Some(PictureKeySource::Id), Dialect::Scenes),
        (Some(PictureKeySource::Upload), Dialect::Scenes),
    ] {
        let api = Some(dialect.api_version());
        let settings = Settings {
            picture_key_source: wanted,
            dialect: Some(dialect),
            api_version: api,
            ..Settings::default()
        };
        let harness = RunnerHarness::with_config(|setup| setup.settings = settings).await;
        let new_render = NewRender { shown_dialect: dialect, ..harness.new_render().await };
        let shown = async || {
            let request =
                Request::Project(ProjectRequest::BuildRequestPreview(Box::new(new_render.spec.clone())));
            let Reply::Project(ProjectReply::RequestPreviewBuilt(text)) = harness.request(request).await
            else {
                panic!()
            };
            let call = dialect_matrix::submit_call(dialect);
            assert!(text.starts_with(&format!("{call}\n{{")), "{text}");
            request_body(&text)
        };
        let before = shown().await;
        let uploads = || harness.sandbox.report().requests.of(UPLOAD_CALL).received;
        assert_eq!((harness.sandbox.report().paid.len(), uploads()), (0, 0), "{wanted:?}");
        harness
            .runner
            .request_to_end(Request::Render(RenderRequest::Submit(Box::new(new_render.clone()))))
            .await;
        let sent = harness.sandbox.report().paid[0].request.clone();
        if wanted == Some(PictureKeySource::Upload) {
            assert_eq!(before["image_key"], "(the picture key that an upload will give)");
            assert_ne!(sent["image_key"], before["image_key"]);
        } else {
            assert_eq!(before, sent, "{wanted:?} {dialect:?}");
        }
        assert_eq!(shown().await, sent, "the stored key is shown now");
    }
}

#[tokio::test]
async fn the_request_preview_does_not_invent_an_unknown_picture_key() {
    let photo = server::ScriptedReply::json(404, r#"{"error":{"code":"avatar_not_found","message":"gone"}}"#);
    for (wanted, shown) in
        [(None, "p"), (Some(PictureKeySource::Details), "(no picture key: the service gives none)")]
    {
        let server = server::ScriptedServer::start(vec![photo.clone(); 4]).await;
        let home = tempfile::tempdir().unwrap();
        let mut setup = config(&home, ActiveAccount::Sandbox, server.base.clone());
        (setup.settings.dialect, setup.settings.picture_key_source) = (Some(Dialect::Scenes), wanted);
        let (runner, _answers) = Runner::new(setup);
        let spec = new_render(PhotoId::new("p"), VoiceId::new("v")).spec;
        let replies = runner
            .request_to_end(Request::Project(ProjectRequest::BuildRequestPreview(Box::new(spec))))
            .await;
        let [Reply::Project(ProjectReply::RequestPreviewBuilt(text))] = &replies[..] else {
            panic!("{replies:?}")
        };
        let key = request_body(text)["image_key"].as_str().unwrap().to_owned();
        assert_eq!(key, shown, "{text}");
        assert!(server.requests().iter().all(|heard| heard.request_line().starts_with("GET ")));
    }
}
