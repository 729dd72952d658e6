//! Queued, resent and unconfirmed renders in the runner.

use cuecard::domain::{QueueOwner, Render, RenderId, RenderStage};
use cuecard::runtime::Runner;
use cuecard::studio::{Reconciliation, RenderReply, RenderRequest, ReorderDirection, Reply, Request};
use tokio::sync::mpsc::UnboundedReceiver;

use crate::support::calls::SUBMIT_CALL;
use crate::support::runner_harness::{RunnerHarness, ledger_renders, run_request};
use crate::support::wait::WAIT_TIMEOUT;

#[tokio::test]
async fn a_rate_limited_render_is_requeued_and_resent_unchanged() {
    let harness = RunnerHarness::new().await;
    harness.sandbox.fault("429-retry-after:1@/v2/video/av4/generate".parse().unwrap());
    let row = harness.submit().await;
    assert_eq!((row.stage, row.queue_entry.owner), (RenderStage::Queued, QueueOwner::ThisProcess));
    assert!(
        row.note.as_ref().unwrap().contains("No video was created; it is sent again automatically at"),
        "{row:?}"
    );
    assert!(
        row.queue_entry.retry_at.unwrap().duration_since(row.requested_at).as_secs() >= 2,
        "at least the Retry-After of the service"
    );
    let (rows, rest) = harness.run_request(Request::Render(RenderRequest::TrySend(row.id))).await;
    assert!(rest.is_empty());
    assert_eq!(
        rows.iter().map(|row| row.stage).collect::<Vec<_>>(),
        [RenderStage::Sending, RenderStage::Pending]
    );
    let ledger = harness.sandbox.report();
    assert_eq!((ledger.requests.of(SUBMIT_CALL).received, ledger.paid.len()), (2, 1));
    assert_eq!(ledger.paid[0].request["video_title"], "Launch");
}

#[tokio::test]
async fn the_daily_limit_refuses_a_render() {
    let harness = RunnerHarness::new().await;
    harness.sandbox.fault("429-daily-limit:1".parse().unwrap());
    assert_eq!(harness.submit().await.stage, RenderStage::Refused);
    assert_eq!(harness.sandbox.report().requests.of(SUBMIT_CALL).received, 1);
}

#[tokio::test]
async fn an_unconfirmed_video_is_found_by_reconciliation() {
    let harness = RunnerHarness::new().await;
    harness.sandbox.fault("reset-recorded:1".parse().unwrap());
    let row = harness.submit().await;
    assert_eq!(row.stage, RenderStage::Unconfirmed);
    let (rows, rest) = harness.run_request(Request::Render(RenderRequest::Reconcile)).await;
    assert_eq!(
        rest,
        [Reply::Render(RenderReply::Reconciled(Ok(Reconciliation {
            is_listing_supported: true,
            found: 1,
            awaiting_listing: 0
        })))]
    );
    let paid = &harness.sandbox.report().paid[0];
    assert_eq!(
        (rows[0].stage, rows[0].video_id.as_ref().unwrap().as_str()),
        (RenderStage::Pending, &*paid.video_id)
    );
    let (rows, rest) = harness.run_request(Request::Render(RenderRequest::Reconcile)).await;
    assert_eq!((rows.len(), rest.len()), (0, 1));
    assert_eq!(harness.sandbox.report().requests.of(SUBMIT_CALL).received, 1, "it is not sent again");
}

#[tokio::test]
async fn title_tags_distinguish_videos_of_the_same_title() {
    let harness = RunnerHarness::with_config(|setup| setup.settings.title_tag = true).await;
    let new_render = harness.new_render().await;
    harness.sandbox.fault("reset-recorded:2".parse().unwrap());
    let send = async || {
        let (rows, _) =
            harness.run_request(Request::Render(RenderRequest::Submit(Box::new(new_render.clone())))).await;
        rows.last().unwrap().clone()
    };
    let lost = [send().await, send().await];
    assert!(
        lost.iter().all(|row| row.stage == RenderStage::Unconfirmed && row.title == "Launch"),
        "{lost:?}"
    );
    let paid = harness.sandbox.report().paid;
    assert!(paid.iter().all(|paid| paid.title.starts_with("Launch ·")) && paid[0].title != paid[1].title);
    let (rows, _) = harness.run_request(Request::Render(RenderRequest::Reconcile)).await;
    for (row, paid) in lost.iter().zip(&paid) {
        let found = rows.iter().find(|found| found.id == row.id).unwrap();
        assert_eq!((found.video_id.as_ref().unwrap().as_str(), &*found.title), (&*paid.video_id, "Launch"));
    }
}

#[tokio::test]
async fn an_unconfirmed_render_can_be_sent_again_once_by_the_user() {
    let harness = RunnerHarness::new().await;
    harness.sandbox.fault("reset:1@/v2/video/av4/generate".parse().unwrap());
    let row = harness.submit().await;
    let (rows, rest) = harness.run_request(Request::Render(RenderRequest::Reconcile)).await;
    assert_eq!(
        rest,
        [Reply::Render(RenderReply::Reconciled(Ok(Reconciliation {
            is_listing_supported: true,
            found: 0,
            awaiting_listing: 1
        })))],
        "{rows:?}"
    );
    let (rows, _) = harness.run_request(Request::Render(RenderRequest::SendAsNewRender(row.id))).await;
    let (old, new) = (&rows[0], rows.last().unwrap());
    assert_eq!(
        (old.lineage.resent_as, new.lineage.resend_of, new.stage),
        (Some(new.id), Some(row.id), RenderStage::Pending)
    );
    let (rows, rest) = harness.run_request(Request::Render(RenderRequest::SendAsNewRender(row.id))).await;
    assert!(
        rows.is_empty() && matches!(rest[..], [Reply::Render(RenderReply::ActionFailed(..))]),
        "once is once: {rest:?}"
    );
    assert_eq!(harness.sandbox.report().paid.len(), 1);
    let (_, rest) = harness.run_request(Request::Render(RenderRequest::RemoveFromList(row.id))).await;
    assert!(
        matches!(rest[..], [Reply::Render(RenderReply::RemovedFromList(id, seen))] if id == row.id && seen.is_newer_than(row.read_sequence)),
        "{rest:?}"
    );
    assert_eq!(harness.ledger_renders().await.len(), 1);
}

#[tokio::test]
async fn renders_over_the_limit_wait_in_a_queue_that_can_be_reordered() {
    let harness = RunnerHarness::with_config(|setup| setup.settings.concurrency = 1).await;
    let first = harness.submit().await;
    let (second, third) = (harness.submit().await, harness.submit().await);
    for row in [&second, &third] {
        assert_eq!(row.stage, RenderStage::Queued);
        assert!(row.note.as_ref().unwrap().contains("the limit is 1"), "{row:?}");
    }
    let moved =
        harness.request(Request::Render(RenderRequest::Reorder(third.id, ReorderDirection::Earlier))).await;
    let Reply::Render(RenderReply::Loaded(Ok(rows))) = moved else { panic!("{moved:?}") };
    let place = |id: RenderId| rows.iter().find(|row| row.id == id).unwrap().queue_entry.position;
    assert!(place(third.id) < place(second.id));
    let (rows, _) = harness.run_request(Request::Render(RenderRequest::Cancel(second.id))).await;
    assert_eq!(rows[0].stage, RenderStage::Canceled);
    harness.sandbox.advance(std::time::Duration::from_mins(15));
    let ask = Request::Render(RenderRequest::Poll { render: first.id, video: first.video_id.unwrap() });
    assert_eq!(harness.run_request(ask).await.0[0].stage, RenderStage::Completed);
    let (rows, _) = harness.run_request(Request::Render(RenderRequest::TrySend(third.id))).await;
    assert_eq!(rows.last().unwrap().stage, RenderStage::Pending);
    assert_eq!(harness.sandbox.report().paid.len(), 2);
}

/// Waits for a ledger change that changes the rows.
#[cfg(target_os = "linux")]
async fn wait_for_change(runner: &Runner, stirs: &mut UnboundedReceiver<Reply>) -> Vec<Render> {
    loop {
        let stirred = tokio::time::timeout(WAIT_TIMEOUT, stirs.recv()).await;
        assert_eq!(
            stirred,
            Ok(Some(Reply::Render(RenderReply::LedgerChanged))),
            "no ledger change was reported"
        );
        if let Some(Reply::Render(RenderReply::Loaded(Ok(rows)))) =
            runner.request_to_end(Request::Render(RenderRequest::AcquirePollLease)).await.into_iter().next()
        {
            return rows;
        }
    }
}

#[cfg(target_os = "linux")]
#[tokio::test]
async fn ledger_changes_by_another_program_are_reported() {
    let harness = RunnerHarness::with_config(|setup| setup.settings.concurrency = 1).await;
    let (other, _answers) = harness.second_runner(|_| {});
    let mut stirs = other.request(Request::Render(RenderRequest::WatchLedger));
    assert_eq!(stirs.recv().await, Some(Reply::Render(RenderReply::LedgerChanged)));
    other.request_to_end(Request::Render(RenderRequest::LoadAll)).await;
    let new_render = harness.new_render().await;
    harness.runner.request_to_end(Request::Render(RenderRequest::Submit(Box::new(new_render)))).await;
    let mut rows = wait_for_change(&other, &mut stirs).await;
    while rows[0].stage != RenderStage::Pending {
        rows = wait_for_change(&other, &mut stirs).await;
    }
    let waits = harness.submit().await;
    assert_eq!(waits.stage, RenderStage::Queued);
    let RunnerHarness { runner, .. } = harness;
    drop(runner);
    while rows[0].queue_entry.owner != QueueOwner::Unowned || rows[0].id != waits.id {
        rows = wait_for_change(&other, &mut stirs).await;
    }
}

#[tokio::test]
async fn a_render_left_by_an_earlier_run_is_sent_only_by_the_user() {
    let harness = RunnerHarness::with_config(|setup| setup.settings.concurrency = 1).await;
    harness.submit().await;
    let left = harness.submit().await;
    let (other, _answers) = harness.second_runner(|_| {});
    assert!(matches!(
        run_request(&other, Request::Render(RenderRequest::SendQueued(left.id))).await.1[..],
        [Reply::Render(RenderReply::ActionFailed(..))]
    ));
    assert_eq!(
        other.request_to_end(Request::Render(RenderRequest::AcquirePollLease)).await.last(),
        Some(&Reply::Render(RenderReply::PollLease(Ok(true))))
    );
    let RunnerHarness { sandbox, runner, home, .. } = harness;
    drop(runner);
    let rows = ledger_renders(&other).await;
    assert_eq!(rows[0].queue_entry.owner, QueueOwner::OtherProcess, "it is not cleared up by reading");
    let replies = other.request_to_end(Request::Render(RenderRequest::AcquirePollLease)).await;
    let Reply::Render(RenderReply::Loaded(Ok(rows))) = &replies[0] else { panic!("{replies:?}") };
    let (holder, note) = (rows[0].queue_entry.owner, rows[0].note.as_deref());
    assert_eq!((holder, note), (QueueOwner::Unowned, Some("queued earlier: send it?")));
    assert_eq!(sandbox.report().paid.len(), 1);
    let (rows, _) = run_request(&other, Request::Render(RenderRequest::SendQueued(left.id))).await;
    assert_eq!(rows.last().unwrap().stage, RenderStage::Pending);
    assert_eq!(sandbox.report().paid.len(), 2);
    drop(home);
}
