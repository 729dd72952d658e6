//! v2 renders after the end of v2: polling, reconciliation, resends.

use std::time::Duration;

use cuecard::domain::{ApiVersion, Dialect, Render, RenderStage, Settings};
use cuecard::heygen::RetryPolicy;
use cuecard::sandbox::{ServicePolicy, Sunset};
use cuecard::studio::{
    AccountReply, CatalogReply, CatalogRequest, Reconciliation, RenderReply, RenderRequest, Reply, Request,
};

use crate::support::calls::{BATCH_CALL, SINGLE_CALL, STATUS_CALL, SUBMIT_CALL};
use crate::support::runner_harness::RunnerHarness;
use crate::support::wait::WAIT_TIMEOUT;

const RENDER_COUNT: usize = 4;

async fn harness_with_api_version(api: Option<ApiVersion>) -> RunnerHarness {
    let settings = Settings { api_version: api, concurrency: 0, ..Settings::default() };
    RunnerHarness::with_config(|setup| setup.settings = settings).await
}

fn set_sunset(harness: &RunnerHarness, sunset: Sunset) {
    harness.sandbox.set_policy(ServicePolicy { sunset, ..ServicePolicy::default() });
}

/// Polls the renders concurrently; returns the number of v2, batch and single status requests.
async fn poll_all(harness: &RunnerHarness, rows: &[Render]) -> [u64; 3] {
    let count = || {
        [STATUS_CALL, BATCH_CALL, SINGLE_CALL].map(|call| harness.sandbox.report().requests.of(call).received)
    };
    let before = count();
    let ask = |row: &Render| {
        Request::Render(RenderRequest::Poll { render: row.id, video: row.video_id.clone().unwrap() })
    };
    let answers: Vec<_> = rows.iter().map(|row| harness.runner.request(ask(row))).collect();
    for mut answer in answers {
        let Some(Reply::Render(RenderReply::Changed(row))) = answer.recv().await else { panic!("no row") };
        assert_eq!(
            (row.stage, row.dialect),
            (RenderStage::Pending, Some(Dialect::Scenes)),
            "it keeps its dialect"
        );
    }
    let after = count();
    [0, 1, 2].map(|at| after[at] - before[at])
}

#[tokio::test]
async fn a_slow_api_version_detection_does_not_delay_the_lists() {
    let first = Duration::from_millis(50);
    let retry_policy = RetryPolicy {
        api_version_timeout: first,
        response_timeout: Duration::from_hours(1),
        ..RetryPolicy::default()
    };
    let harness = RunnerHarness::with_config(|setup| setup.retry_policy = retry_policy).await;
    harness.sandbox.fault("timeout:1@/v2/user/remaining_quota".parse().unwrap());
    let voices =
        tokio::time::timeout(WAIT_TIMEOUT, harness.request(Request::Catalog(CatalogRequest::LoadVoices)))
            .await;
    assert!(matches!(voices, Ok(Reply::Catalog(CatalogReply::VoicesLoaded(Ok(_))))), "{voices:?}");
    // What could not be found out is found out when it matters.
    set_sunset(&harness, Sunset::Gone);
    assert!(matches!(
        harness.request(Request::Catalog(CatalogRequest::LoadVoices)).await,
        Reply::Catalog(CatalogReply::VoicesLoaded(Ok(_)))
    ));
}

#[tokio::test]
async fn renders_of_an_ended_api_version_are_polled_in_one_batch() {
    for (api, sunset) in [(None, Sunset::Gone), (None, Sunset::Unknown), (Some(ApiVersion::V2), Sunset::Gone)]
    {
        let harness = harness_with_api_version(api).await;
        let mut rows = Vec::new();
        for _ in 0..RENDER_COUNT {
            rows.push(harness.submit().await);
        }
        assert_eq!(poll_all(&harness, &rows).await, [4, 0, 0], "{api:?}");
        set_sunset(&harness, sunset);
        let _finds_it_out = poll_all(&harness, &rows[..1]).await;
        let [status, bulk, alone] = poll_all(&harness, &rows).await;
        assert_eq!((status, alone), (0, 0), "{api:?} {sunset:?}");
        assert!((1..=2).contains(&bulk), "{api:?} {sunset:?}: {bulk}");
    }
}

#[tokio::test]
async fn an_unconfirmed_video_is_found_after_its_api_version_has_ended() {
    for (api, sunset) in [(None, Sunset::Gone), (None, Sunset::Unknown), (Some(ApiVersion::V2), Sunset::Gone)]
    {
        let harness = harness_with_api_version(api).await;
        harness.sandbox.fault("reset-recorded:1".parse().unwrap());
        assert_eq!(harness.submit().await.stage, RenderStage::Unconfirmed);
        set_sunset(&harness, sunset);
        let (rows, rest) = harness.run_request(Request::Render(RenderRequest::Reconcile)).await;
        let settled = Reply::Render(RenderReply::Reconciled(Ok(Reconciliation {
            is_listing_supported: true,
            found: 1,
            awaiting_listing: 0,
        })));
        assert_eq!(rest.last(), Some(&settled), "{api:?} {sunset:?}");
        let spoken = rest.iter().any(|reply| {
            matches!(reply, Reply::Account(AccountReply::DialectDetected(Dialect::V3, Some(_))))
        });
        assert_eq!(spoken, api.is_none(), "{rest:?}");
        let row = rows.last().unwrap();
        assert_eq!((row.stage, row.dialect), (RenderStage::Pending, Some(Dialect::Scenes)));
        assert_eq!(row.video_id.as_ref().unwrap().as_str(), harness.sandbox.report().paid[0].video_id);
    }
}

#[tokio::test]
async fn resending_a_queued_render_reports_the_end_of_its_api_version() {
    for (fault, left) in [("429-retry-after:1", RenderStage::Queued), ("402:1", RenderStage::Refused)] {
        let harness = harness_with_api_version(None).await;
        harness.sandbox.fault(format!("{fault}@{SUBMIT_CALL}").parse().unwrap());
        let row = harness.submit().await;
        assert_eq!(row.stage, left);
        set_sunset(&harness, Sunset::Gone);
        let again = if left == RenderStage::Queued {
            Request::Render(RenderRequest::TrySend(row.id))
        } else {
            Request::Render(RenderRequest::SendAsNewRender(row.id))
        };
        let (rows, rest) = harness.run_request(again).await;
        assert_eq!(rows.last().unwrap().stage, RenderStage::Refused, "it keeps its dialect");
        let [Reply::Account(AccountReply::DialectDetected(Dialect::V3, Some(notice)))] = &rest[..] else {
            panic!("{rest:?}")
        };
        assert!(notice.text.contains("cuecard now uses v3"), "{notice:?}");
        assert!(harness.sandbox.report().paid.is_empty());
    }
}
