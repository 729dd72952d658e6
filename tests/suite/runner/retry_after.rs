//! `Retry-After`: every program with the same ledger waits.

use std::time::Duration;

use cuecard::domain::{Error, ErrorKind, RenderId};
use cuecard::studio::{
    AccountReply, AccountRequest, CatalogReply, CatalogRequest, RenderReply, RenderRequest, Reply, Request,
};
use jiff::Timestamp;

use crate::support::calls::{BALANCE_CALL, STATUS_CALL, SUBMIT_CALL, VIDEO_LIST_CALL, VOICES_CALL};
use crate::support::runner_harness::RunnerHarness;

const HOUR: Duration = Duration::from_hours(1);

/// A harness that returns waits over one second as errors.
async fn harness_with_short_retry_after_limit() -> RunnerHarness {
    RunnerHarness::with_config(|setup| setup.retry_policy.max_retry_after = Duration::from_secs(1)).await
}

/// Why a request was not done.
fn refusal_error(reply: Reply) -> Option<Error> {
    match reply {
        Reply::Catalog(CatalogReply::PhotosLoaded(Err(fault)) | CatalogReply::VoicesLoaded(Err(fault)))
        | Reply::Account(AccountReply::BalanceLoaded(Err(fault)))
        | Reply::Render(
            RenderReply::PollFailed(_, fault)
            | RenderReply::SubmitFailed(fault)
            | RenderReply::Reconciled(Err(fault))
            | RenderReply::ActionFailed(_, fault)
            | RenderReply::SendFailed(_, fault),
        ) => Some(fault),
        _ => None,
    }
}

#[tokio::test]
async fn retry_after_is_stored_in_the_ledger() {
    let harness = harness_with_short_retry_after_limit().await;
    let before = Timestamp::now();
    harness.sandbox.fault("429-retry-after:1@/v2/voices".parse().unwrap());
    let Reply::Catalog(CatalogReply::VoicesLoaded(Err(error))) =
        harness.request(Request::Catalog(CatalogRequest::LoadVoices)).await
    else {
        panic!("it was busy")
    };
    assert_eq!((error.kind, error.http_status), (ErrorKind::RateLimited, Some(429)));
    let held = harness.open_ledger(before).remaining_retry_after(before).unwrap();
    assert!(held >= Duration::from_secs(2), "{held:?}");
}

#[tokio::test]
async fn no_program_sends_requests_before_retry_after_has_passed() {
    let harness = harness_with_short_retry_after_limit().await;
    let new_render = harness.new_render().await;
    let rows = harness
        .runner
        .request_to_end(Request::Render(RenderRequest::Submit(Box::new(new_render.clone()))))
        .await;
    let video = rows.iter().rev().find_map(|reply| match reply {
        Reply::Render(RenderReply::Changed(row)) => row.video_id.clone(),
        _ => None,
    });
    harness.sandbox.fault("reset:1@/v2/video/av4/generate".parse().unwrap());
    harness.runner.request_to_end(Request::Render(RenderRequest::Submit(Box::new(new_render.clone())))).await;
    // The first balance request is answered from the API version detection.
    harness.runner.request_to_end(Request::Account(AccountRequest::LoadBalance)).await;
    harness.open_ledger(Timestamp::now()).set_retry_after(HOUR, Timestamp::now()).unwrap();
    let before = harness.sandbox.report().requests;
    let (second, _answers) =
        harness.second_runner(|setup| setup.retry_policy.max_retry_after = Duration::from_secs(1));
    for runner in [&harness.runner, &second] {
        for request in [
            Request::Catalog(CatalogRequest::LoadPhotos),
            Request::Catalog(CatalogRequest::LoadVoices),
            Request::Account(AccountRequest::LoadBalance),
            Request::Render(RenderRequest::Poll { render: RenderId(1), video: video.clone().unwrap() }),
            Request::Render(RenderRequest::Reconcile),
            Request::Render(RenderRequest::Submit(Box::new(new_render.clone()))),
            Request::Render(RenderRequest::SendAsNewRender(RenderId(2))),
        ] {
            let about = format!("{request:?}");
            let faults: Vec<Error> =
                runner.request_to_end(request).await.into_iter().filter_map(refusal_error).collect();
            let [error] = &faults[..] else { panic!("{about}: {faults:?}") };
            if !matches!(error.kind, ErrorKind::NotAllowed | ErrorKind::AlreadyRendered) {
                assert_eq!(
                    (error.kind, error.http_status),
                    (ErrorKind::RateLimited, None),
                    "{about}: {error}"
                );
                assert!(error.retry_after > Some(HOUR / 2), "{about}: {error:?}");
                assert!(
                    error.summary().contains("the service accepts no requests for another"),
                    "{about}: {error}"
                );
            }
        }
    }
    let after = harness.sandbox.report().requests;
    for path in [VOICES_CALL, SUBMIT_CALL, STATUS_CALL, VIDEO_LIST_CALL, BALANCE_CALL] {
        assert_eq!(after.of(path).received, before.of(path).received, "{path}");
    }
}
