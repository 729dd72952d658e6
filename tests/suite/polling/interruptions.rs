//! Polling through outages, sleep, clock changes and the daily limit.

use cuecard::domain::{Error, ErrorKind, QueueOwner, Render, RenderId, RenderStage};
use cuecard::studio::{Effect, Reconciliation, RenderReply, RenderRequest, Reply, Request, Timer};
use jiff::SignedDuration;

use super::{QueueHarness, polled_renders, queued_render, sent_renders};
use crate::support::app_harness::{fixed_now, render};

#[test]
fn a_network_outage_and_its_end_are_each_reported_once() {
    let (mut queue, _) = QueueHarness::new(0, vec![render(1, "Launch", RenderStage::Pending, 1)]);
    let gone = || {
        Reply::Render(RenderReply::PollFailed(
            RenderId(1),
            Error::new("the video", ErrorKind::NoConnection, ""),
        ))
    };
    queue.reply(gone());
    assert!(queue.status_message().starts_with("The service is unreachable"));
    queue.studio.status_line.current = None;
    for _ in 0..100 {
        assert_eq!(polled_renders(&queue.fire_poll_timer(60)), [1]);
        queue.reply(gone());
    }
    assert_eq!(queue.status_message(), "");
    assert_eq!(polled_renders(&queue.fire_poll_timer(60)), [1]);
    queue.update_render(render(1, "Launch", RenderStage::Pending, 1));
    assert_eq!(queue.status_message(), "The service is reachable again after 1 h 41 m");
}

#[test]
fn a_clock_jump_delays_no_poll() {
    let (mut queue, _) = QueueHarness::new(0, vec![render(1, "Launch", RenderStage::Pending, 1)]);
    queue.update_render(render(1, "Launch", RenderStage::Processing, 1));
    let mut effects = queue.fire_poll_timer(-90_000);
    effects.extend(queue.fire_poll_timer(3));
    assert_eq!(polled_renders(&effects), [1], "set back by a day");
    assert_eq!(queue.status_message(), "The clock was set back 1 d; polling 1 render continues");
    queue.update_render(render(1, "Launch", RenderStage::Processing, 1));
    assert_eq!(polled_renders(&queue.fire_poll_timer(300_000)), [1], "asleep for days");
    assert_eq!(queue.status_message(), "Back after 3 d: checking 1 render");
}

#[test]
fn polling_resumes_after_sleep_and_says_so_once() {
    let rows: Vec<Render> = (1..=3).map(|id| render(id, "Launch", RenderStage::Pending, 1)).collect();
    let (mut queue, _) = QueueHarness::new(0, rows.clone());
    for row in rows {
        queue.update_render(row);
    }
    queue.studio.status_line.current = None;
    // The screen's tick timer notices it first.
    queue.now += SignedDuration::from_secs(2 * 3600 + 10 * 60 + 10);
    let mut ids = polled_renders(&queue.fire_timer(Timer::Tick));
    ids.sort_unstable();
    assert_eq!(ids, [1, 2, 3]);
    assert_eq!(queue.status_message(), "Back after 2 h 10 m: checking 3 renders");
    queue.studio.status_line.current = None;
    assert!(polled_renders(&queue.fire_poll_timer(4)).is_empty(), "they are being polled");
    assert_eq!(queue.status_message(), "", "reported once");
}

#[test]
fn sleep_is_not_reported_when_nothing_is_in_progress() {
    let (mut queue, _) = QueueHarness::new(0, vec![render(1, "Launch", RenderStage::Unconfirmed, 1)]);
    queue.reply(Reply::Render(RenderReply::Reconciled(Ok(Reconciliation {
        is_listing_supported: true,
        found: 0,
        awaiting_listing: 1,
    }))));
    let effects = queue.fire_poll_timer(8 * 3600);
    assert!(
        effects
            .iter()
            .any(|effect| matches!(effect, Effect::Request(_, Request::Render(RenderRequest::Reconcile)))),
        "{effects:?}"
    );
    queue.reply(Reply::Render(RenderReply::Reconciled(Ok(Reconciliation {
        is_listing_supported: true,
        found: 0,
        awaiting_listing: 1,
    }))));
    queue.fire_poll_timer(-8 * 3600);
    assert_eq!(queue.status_message(), "");
}

#[test]
fn setting_the_clock_back_does_not_shorten_a_reported_outage() {
    let (mut queue, _) = QueueHarness::new(0, vec![render(1, "Launch", RenderStage::Pending, 1)]);
    queue.reply(Reply::Render(RenderReply::PollFailed(
        RenderId(1),
        Error::new("the video", ErrorKind::NoConnection, ""),
    )));
    queue.fire_poll_timer(40);
    queue.reply(Reply::Render(RenderReply::PollFailed(
        RenderId(1),
        Error::new("the video", ErrorKind::TimedOut, ""),
    )));
    queue.fire_poll_timer(-3600 + 30);
    queue.update_render(render(1, "Launch", RenderStage::Pending, 1));
    assert_eq!(queue.status_message(), "The service is reachable again after 1 m 10 s");
}

#[test]
fn the_daily_limit_is_reported_once_and_slows_polling() {
    let rows = vec![render(2, "Two", RenderStage::Pending, 1), render(1, "One", RenderStage::Pending, 1)];
    let (mut queue, _) = QueueHarness::new(0, rows);
    queue.reply(Reply::Render(RenderReply::PollFailed(
        RenderId(1),
        Error::new("the video", ErrorKind::DailyLimit, ""),
    )));
    assert!(queue.status_message().contains("daily limit"), "{}", queue.status_message());
    queue.studio.status_line.current = None;
    queue.reply(Reply::Render(RenderReply::PollFailed(
        RenderId(2),
        Error::new("the video", ErrorKind::DailyLimit, ""),
    )));
    assert_eq!(queue.status_message(), "");
    for _ in 0..19 {
        assert!(polled_renders(&queue.fire_poll_timer(30)).is_empty());
    }
    assert_eq!(polled_renders(&queue.fire_poll_timer(31)), [1, 2]);
}

#[test]
fn setting_the_clock_back_does_not_delay_a_retry() {
    let (mut queue, _) = QueueHarness::new(0, Vec::new());
    queue.update_render(queued_render(1, QueueOwner::ThisProcess));
    let mut row = queued_render(1, QueueOwner::ThisProcess);
    row.queue_entry.retry_at = Some(fixed_now() + SignedDuration::from_secs(20));
    let effects = queue.update_render(row.clone());
    assert_eq!(sent_renders(&effects), [0; 0]);
    // A day back, five seconds later.
    assert_eq!(sent_renders(&queue.fire_poll_timer(5 - 24 * 3600)), [0; 0]);
    assert_eq!(sent_renders(&queue.fire_poll_timer(40)), [1]);
}
