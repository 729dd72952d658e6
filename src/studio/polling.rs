//! When renders are polled, and what is shown while the service does not respond.

use jiff::SignedDuration;

use super::{Effect, Remote, RenderRequest, Severity, Studio, Timer};
use crate::domain::{ApiVersion, Error, ErrorKind, RenderId, RenderStage, format_age};

/// Status requests in flight at a time on v2, where each is about one render.
const MAX_STATUS_REQUESTS: usize = 16;
/// Renders polled at a time on v3, where one request is about many.
const MAX_BATCHED_RENDERS: usize = 100;
/// The delay between two status requests while the service's daily limit is used up.
const DAILY_LIMIT_DELAY: SignedDuration = SignedDuration::from_mins(10);

impl Studio {
    fn mark_unreachable(&mut self) {
        if self.queue.unreachable_since.is_none() {
            self.queue.unreachable_since = Some(self.now);
            let message = "The service is unreachable. The renders continue there, and polling is retried";
            self.report(Severity::Warning, message);
        }
    }

    /// The service responds: ends an outage, if there was one.
    pub(super) fn mark_reachable(&mut self) {
        self.queue.last_poll_error = None;
        if let Some(since) = self.queue.unreachable_since.take() {
            let duration = format_age(self.now.duration_since(since));
            let message = format!("The service is reachable again after {duration}");
            self.report_event(message);
        }
    }

    /// A timer fired: does everything that is due.
    pub(super) fn handle_poll_timer(&mut self) {
        if let Some(jump) = self.queue.schedule.complete_timer(self.now) {
            self.report_clock_jump(jump);
        }
        self.run_due_work()
    }

    /// Detects a sleep of the machine at once; the timers of the queue may fire long after it.
    pub(super) fn check_for_sleep(&mut self) {
        let Some(jump) = self.queue.schedule.detect_sleep(self.now) else { return };
        self.report_clock_jump(jump);
        self.run_due_work()
    }

    /// Reports a sleep or a changed clock once, where renders are in flight.
    fn report_clock_jump(&mut self, jump: SignedDuration) {
        if jump.is_negative() {
            self.queue.unreachable_since =
                self.queue.unreachable_since.and_then(|since| since.checked_add(jump).ok());
        }
        let duration = format_age(jump.abs());
        let renders = match self.queue.in_flight_count() {
            0 => return,
            1 => "1 render".to_owned(),
            many => format!("{many} renders"),
        };
        self.report(
            Severity::Info,
            if jump.is_negative() {
                format!("The clock was set back {duration}; polling {renders} continues")
            } else {
                format!("Back after {duration}: checking {renders}")
            },
        );
    }

    /// Starts everything that is due, and arms the next timer.
    pub(super) fn run_due_work(&mut self) {
        self.poll_due_renders();
        self.send_due_renders();
        self.reconcile_if_due();
        self.acquire_poll_lease_if_due();
        self.retry_downloads_if_due();
        self.load_history_if_due();
        let has_free_slot = self.free_slots() > 0;
        let waiting = self.waiting_renders().filter(|_| has_free_slot);
        let tries: Vec<_> = waiting.filter_map(|row| self.next_send_attempt(row)).collect();
        // At the limit, the replies to the polls in flight lead here again.
        let may_poll =
            self.queue.holds_poll_lease() && self.queue.polls_in_flight.len() < self.max_concurrent_polls();
        if let Some(wait) = self.queue.schedule.arm_timer(self.now, tries.into_iter(), may_poll) {
            self.emit(Effect::StartTimer(wait, Timer::Poll));
        }
    }

    fn max_concurrent_polls(&self) -> usize {
        match self.account.dialect.api_version() {
            ApiVersion::V2 => MAX_STATUS_REQUESTS,
            ApiVersion::V3 => MAX_BATCHED_RENDERS,
        }
    }

    fn poll_due_renders(&mut self) {
        if !self.queue.holds_poll_lease() {
            return;
        }
        for id in self.queue.schedule.due_polls(self.now) {
            if self.queue.polls_in_flight.len() >= self.max_concurrent_polls() {
                break;
            }
            self.queue.schedule.polls.remove(&id);
            let video = self.queue.render(id).and_then(|render| render.video_id.clone());
            if let Some(video) = video.filter(|_| self.queue.polls_in_flight.insert(id)) {
                self.request(RenderRequest::Poll { render: id, video });
            }
        }
    }

    pub(super) fn handle_poll_failed(&mut self, id: RenderId, error: Error) {
        self.queue.polls_in_flight.remove(&id);
        let retry_after = SignedDuration::try_from(error.retry_after.unwrap_or_default()).unwrap_or_default();
        let max_interval = SignedDuration::try_from(self.queue.poll_interval.max).unwrap_or_default();
        let is_daily_limit = error.kind == ErrorKind::DailyLimit;
        let wait = retry_after.max(if is_daily_limit { DAILY_LIMIT_DELAY } else { max_interval });
        let until = self.now.saturating_add(wait).unwrap_or(self.now);
        if self.queue.render(id).is_some_and(|render| self.needs_polling(render)) {
            self.queue.schedule.polls.insert(id, until);
        }
        if is_daily_limit || !retry_after.is_zero() {
            self.queue.schedule.postpone_polls(until);
        }
        self.report_poll_error(&error);
        self.handle_link_renewal_failed(id, &error);
        self.schedule_download_retry(id, &error);
        self.queue.last_poll_error = Some(error);
        self.run_due_work()
    }

    /// Requests are retried for want of a connection, one of them `retry_count` times; 0 once it is back.
    pub(super) fn handle_retrying(&mut self, retry_count: usize) {
        self.connection_retries = retry_count;
        if retry_count > 0 && !self.queue.polls_in_flight.is_empty() {
            self.mark_unreachable();
        }
    }

    /// Reports an error that stops all polling, once.
    fn report_poll_error(&mut self, error: &Error) {
        if is_connection_error(error) {
            self.mark_unreachable();
        } else if error.kind == ErrorKind::DailyLimit
            && self.queue.last_poll_error.as_ref().is_none_or(|before| before.kind != error.kind)
        {
            self.report(Severity::Warning, error.summary());
        }
    }

    /// Polls every running render now, reconciles unconfirmed ones, and loads the ledger again if that failed.
    pub fn refresh_now(&mut self) {
        if self.queue.ledger_read.error().is_some() {
            self.queue.ledger_read = Remote::Loading(self.now);
            self.request(RenderRequest::LoadAll);
            return;
        }
        for at in self.queue.schedule.polls.values_mut() {
            *at = self.now;
        }
        if self.queue.renders.iter().any(|row| row.stage == RenderStage::Unconfirmed) {
            self.queue.schedule.reconcile = Some(self.now);
        }
        self.queue.schedule.poll_lease = Some(self.now);
        self.queue.requested_downloads.clear();
        self.queue.delayed_downloads.clear();
        self.download_missing();
        self.run_due_work();
    }
}

/// Whether the service was not reached at all.
fn is_connection_error(error: &Error) -> bool {
    matches!(error.kind, ErrorKind::NoConnection | ErrorKind::TimedOut | ErrorKind::Interrupted)
}
