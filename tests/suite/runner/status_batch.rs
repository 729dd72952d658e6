//! Batched v3 status requests.

use std::time::Duration;

use cuecard::domain::{
    ApiVersion, KnownDuplicates, RenderId, RenderStage, Settings, SpendingLimits, VideoSpec,
};
use cuecard::studio::{RenderReply, RenderRequest, Reply, Request};
use jiff::Timestamp;
use jiff::tz::TimeZone;

use crate::support::calls::{BATCH_CALL, SINGLE_CALL};
use crate::support::runner_harness::{RunnerHarness, new_v3_render};

const RENDER_COUNT: usize = 60;
/// Upper bound of status requests per round: on a busy machine, late ids need a second batch.
const MAX_POLL_REQUESTS: u64 = 5;
/// Longer than any render takes.
const MAX_RENDER_DURATION: Duration = Duration::from_mins(15);

async fn v3_harness() -> RunnerHarness {
    let settings = Settings { api_version: Some(ApiVersion::V3), ..Settings::default() };
    RunnerHarness::with_config(|setup| setup.settings = settings).await
}

/// So many videos on the service, and a ledger that knows them.
async fn submit_renders(harness: &RunnerHarness, many: usize) {
    let (client, order) = (harness.v3_client(), harness.new_render().await);
    let mut ledger = harness.open_ledger(Timestamp::now());
    for number in 0..many {
        let spec = VideoSpec { title: format!("Video {number}"), ..order.spec.clone() };
        let submission = client.submission(&spec, None);
        let new = new_v3_render(&spec, &order, submission.body.clone());
        let limits = SpendingLimits::from_settings(&Settings::default(), TimeZone::UTC);
        let now = Timestamp::now();
        let id = ledger.enqueue(&[new], KnownDuplicates::All, &limits, now).unwrap().ids[0];
        ledger.claim(id, 0, &limits, now).unwrap();
        ledger.record_acceptance(id, &client.submit(&submission).await.unwrap(), now).unwrap();
    }
}

/// Polls all renders in progress concurrently; returns the replies.
async fn poll_all(harness: &RunnerHarness) -> Vec<Reply> {
    let rows = harness.ledger_renders().await;
    let running = rows.into_iter().filter(|row| row.stage.is_running());
    let asked = running
        .map(|row| Request::Render(RenderRequest::Poll { render: row.id, video: row.video_id.unwrap() }));
    let answers: Vec<_> = asked.map(|request| harness.runner.request(request)).collect();
    let mut replies = Vec::new();
    for mut answer in answers {
        replies.push(answer.recv().await.unwrap());
    }
    replies
}

fn received_requests(harness: &RunnerHarness, call: &str) -> u64 {
    harness.sandbox.report().requests.of(call).received
}

/// All questions that were asked.
fn status_requests(harness: &RunnerHarness) -> u64 {
    received_requests(harness, BATCH_CALL) + received_requests(harness, SINGLE_CALL)
}

fn count_in_stage(replies: &[Reply], stage: RenderStage) -> usize {
    let at = |reply: &&Reply| matches!(reply, Reply::Render(RenderReply::Changed(row)) if row.stage == stage);
    replies.iter().filter(at).count()
}

#[tokio::test]
async fn sixty_renders_are_polled_in_one_batch_until_their_links_exist() {
    let harness = v3_harness().await;
    submit_renders(&harness, RENDER_COUNT).await;
    assert_eq!(count_in_stage(&poll_all(&harness).await, RenderStage::Pending), RENDER_COUNT);
    assert!(status_requests(&harness) <= MAX_POLL_REQUESTS, "{}", status_requests(&harness));
    let before = harness.ledger_renders().await;
    poll_all(&harness).await;
    assert!(status_requests(&harness) <= 2 * MAX_POLL_REQUESTS, "{}", status_requests(&harness));
    assert_eq!(harness.ledger_renders().await, before);
    let alone = received_requests(&harness, SINGLE_CALL);

    harness.sandbox.advance(MAX_RENDER_DURATION);
    let replies = poll_all(&harness).await;
    assert_eq!(count_in_stage(&replies, RenderStage::Completed), RENDER_COUNT, "{replies:?}");
    assert!(received_requests(&harness, BATCH_CALL) <= 3 * MAX_POLL_REQUESTS);
    assert_eq!(
        received_requests(&harness, SINGLE_CALL) - alone,
        u64::try_from(RENDER_COUNT).unwrap(),
        "each for its link, once"
    );
    assert!(
        harness
            .ledger_renders()
            .await
            .iter()
            .all(|row| row.video_url.is_some() && row.actual_seconds.is_some())
    );
}

#[tokio::test]
async fn a_hundred_renders_fit_one_batch_and_the_rest_another() {
    let harness = v3_harness().await;
    submit_renders(&harness, 101).await;
    assert_eq!(count_in_stage(&poll_all(&harness).await, RenderStage::Pending), 101);
    assert!((2..=MAX_POLL_REQUESTS).contains(&status_requests(&harness)), "{}", status_requests(&harness));
}

#[tokio::test]
async fn a_single_render_is_polled_without_a_batch() {
    let harness = v3_harness().await;
    submit_renders(&harness, 1).await;
    assert_eq!(count_in_stage(&poll_all(&harness).await, RenderStage::Pending), 1);
    assert_eq!((received_requests(&harness, BATCH_CALL), received_requests(&harness, SINGLE_CALL)), (0, 1));
}

#[tokio::test]
async fn without_the_batch_endpoint_each_render_is_polled_alone() {
    let harness = v3_harness().await;
    submit_renders(&harness, 6).await;
    harness.sandbox.fault(format!("404@{BATCH_CALL}").parse().unwrap());
    for round in 1..3 {
        assert_eq!(count_in_stage(&poll_all(&harness).await, RenderStage::Pending), 6);
        assert_eq!(
            (received_requests(&harness, BATCH_CALL), received_requests(&harness, SINGLE_CALL)),
            (1, 6 * round),
            "the missing endpoint is remembered"
        );
    }
    harness.sandbox.advance(MAX_RENDER_DURATION);
    assert_eq!(count_in_stage(&poll_all(&harness).await, RenderStage::Completed), 6);
    assert_eq!(received_requests(&harness, BATCH_CALL), 1);
}

#[tokio::test]
async fn a_failed_batch_is_reported_for_each_render_without_more_requests() {
    let harness = v3_harness().await;
    submit_renders(&harness, 5).await;
    harness.sandbox.fault("500@GET /v3/videos".parse().unwrap());
    let replies = poll_all(&harness).await;
    let ids = |reply: &Reply| {
        if let Reply::Render(RenderReply::PollFailed(id, _)) = reply { Some(*id) } else { None }
    };
    let text: Vec<RenderId> = replies.iter().filter_map(ids).collect();
    assert_eq!(text.len(), 5, "{replies:?}");
    assert!(status_requests(&harness) < 5, "each question is tried twice: {}", status_requests(&harness));
}

#[tokio::test]
async fn a_batch_reports_missing_and_failed_videos_with_their_reasons() {
    let harness = v3_harness().await;
    harness.sandbox.fault("failed:1".parse().unwrap());
    submit_renders(&harness, 3).await;
    let gone = harness.ledger_renders().await[0].clone();
    harness.sandbox.advance(MAX_RENDER_DURATION);
    harness.v3_client().delete_video(gone.video_id.as_ref().unwrap()).await.unwrap();
    let replies = poll_all(&harness).await;
    let lost = replies
        .iter()
        .any(|reply| matches!(reply, Reply::Render(RenderReply::PollFailed(id, _)) if *id == gone.id));
    assert!(lost, "{replies:?}");
    assert_eq!(
        (count_in_stage(&replies, RenderStage::Failed), count_in_stage(&replies, RenderStage::Completed)),
        (1, 1),
        "{replies:?}"
    );
    assert_eq!(received_requests(&harness, SINGLE_CALL), 2, "the failure came with its reason");
    let failed =
        harness.ledger_renders().await.into_iter().find(|row| row.stage == RenderStage::Failed).unwrap();
    assert!(failed.note.is_some(), "{failed:?}");
    let Reply::Render(RenderReply::DetailsLoaded(_, Ok(details))) =
        harness.request(Request::Render(RenderRequest::LoadDetails(failed.id))).await
    else {
        panic!()
    };
    let reply = details.events.last().and_then(|event| event.response.clone());
    assert!(reply.is_some_and(|reply| reply.contains("code")), "{details:?}");
}
