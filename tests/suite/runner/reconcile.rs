//! Reconciliation with the service's video list, and idempotent resends after it.

use cuecard::domain::{
    ApiVersion, KnownDuplicates, PhotoId, PictureKeySource, RenderStage, Settings, SpendingLimits, VideoSpec,
    VoiceId,
};
use cuecard::runtime::{Config, Runner};
use cuecard::studio::{ActiveAccount, Reconciliation, RenderReply, RenderRequest, Reply, Request};
use jiff::tz::TimeZone;
use jiff::{SignedDuration, Timestamp};

use crate::support::runner_harness::{RunnerHarness, config, new_render, new_v3_render};
use crate::support::scripted_server::{self as server, ScriptedServer};

#[tokio::test]
async fn cyclic_list_pages_are_read_once_and_prove_nothing() {
    let page = |next: &str| {
        let spec =
            r#"{"video_id":"other","video_title":"Other","status":"completed","created_at":4000000000}"#;
        server::ScriptedReply::json(
            200,
            format!(r#"{{"code":100,"data":{{"videos":[{spec}],"token":"{next}"}}}}"#),
        )
    };
    let server =
        ScriptedServer::start(vec![server::ScriptedReply::Reset, page("a"), page("b"), page("a"), page("b")])
            .await;
    let home = tempfile::tempdir().unwrap();
    let settings = Settings {
        api_version: Some(ApiVersion::V2),
        picture_key_source: Some(PictureKeySource::Id),
        ..Settings::default()
    };
    let config = Config { settings, ..config(&home, ActiveAccount::Sandbox, server.base.clone()) };
    let (runner, _answers) = Runner::new(config);
    let spec = new_render(PhotoId::new("p"), VoiceId::new("v"));
    let replies = runner.request_to_end(Request::Render(RenderRequest::Submit(Box::new(spec)))).await;
    let lost = replies.last();
    assert!(
        matches!(lost, Some(Reply::Render(RenderReply::Changed(row))) if row.stage == RenderStage::Unconfirmed),
        "{replies:?}"
    );
    let replies = runner.request_to_end(Request::Render(RenderRequest::Reconcile)).await;
    let settled = Reply::Render(RenderReply::Reconciled(Ok(Reconciliation {
        is_listing_supported: true,
        found: 0,
        awaiting_listing: 1,
    })));
    assert_eq!(replies.last(), Some(&settled), "{replies:?}");
    let lines: Vec<String> =
        server.requests()[1..].iter().map(server::RecordedRequest::request_line).collect();
    let first = "GET /v1/video.list?limit=100";
    assert_eq!(lines, [first.to_owned(), format!("{first}&token=a"), format!("{first}&token=b")]);
}

/// Inserts an unconfirmed v3 render that was sent this many hours ago.
async fn insert_unconfirmed_render(harness: &RunnerHarness, hours: i64) {
    let new_render = harness.new_render().await;
    let spec = VideoSpec { title: format!("Sent {hours} h ago"), ..new_render.spec.clone() };
    let sent = Timestamp::now() - SignedDuration::from_hours(hours);
    let mut ledger = harness.open_ledger(sent);
    let new = new_v3_render(&spec, &new_render, harness.v3_client().submission(&spec, None).body);
    let limits = SpendingLimits::from_settings(&Settings::default(), TimeZone::UTC);
    let id = ledger.enqueue(&[new], KnownDuplicates::None, &limits, sent).unwrap().ids[0];
    ledger.claim(id, 0, &limits, sent).unwrap();
    ledger.mark_unconfirmed(id, "no answer", sent).unwrap();
}

#[tokio::test]
async fn an_old_unconfirmed_render_is_resent_only_if_the_video_list_lacks_it() {
    let settings = Settings { api_version: Some(ApiVersion::V3), ..Settings::default() };
    for (hours, lists, paid) in [(1, false, 1), (12, false, 0), (12, true, 1), (24, true, 0)] {
        let harness = RunnerHarness::with_config(|setup| setup.settings = settings.clone()).await;
        insert_unconfirmed_render(&harness, hours).await;
        if !lists {
            harness.sandbox.fault("404@GET /v3/videos".parse().unwrap());
        }
        harness.runner.request_to_end(Request::Render(RenderRequest::Reconcile)).await;
        assert_eq!(harness.sandbox.report().paid.len(), paid, "{hours} h, lists: {lists}");
    }
}
