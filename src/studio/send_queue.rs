//! Queued and unconfirmed renders, and the actions on them.

use jiff::{SignedDuration, Timestamp};

use super::state::{LedgerWatch, take_due};
use super::{
    Effect, MessageExpiry, Reconciliation, RenderRequest, ReorderDirection, Request, Severity, StatusMessage,
    Studio,
};
use crate::domain::{Error, ErrorKind, QueueOwner, Render, RenderId, Stage};

impl Studio {
    /// Sends a render that was left from before.
    pub fn send_queued(&mut self, id: RenderId) -> Vec<Effect> {
        self.queue.sends_in_flight.insert(id);
        vec![self.request(Request::Render(RenderRequest::SendQueued(id)))]
    }

    /// Takes back a render that waits.
    pub fn cancel_render(&mut self, id: RenderId) -> Vec<Effect> {
        let title =
            self.queue.render(id).map_or_else(|| format!("render {id}"), |render| render.title.clone());
        self.report(Severity::Info, format!("Canceling {title}: it was not sent"));
        vec![self.request(Request::Render(RenderRequest::Cancel(id)))]
    }

    /// Sends a render once more, as a new take.
    pub fn send_as_new_render(&mut self, id: RenderId) -> Vec<Effect> {
        vec![self.request(Request::Render(RenderRequest::SendAsNewRender(id)))]
    }

    /// Sends a render once more with its key.
    pub fn resend_idempotently(&mut self, id: RenderId) -> Vec<Effect> {
        vec![self.request(Request::Render(RenderRequest::ResendIdempotently(id)))]
    }

    /// Takes a render off the list; its video, on the service or here, stays.
    pub fn remove_from_list(&mut self, id: RenderId) -> Vec<Effect> {
        vec![self.request(Request::Render(RenderRequest::RemoveFromList(id)))]
    }

    /// Moves a waiting render before or behind its neighbour.
    pub fn reorder_render(&mut self, id: RenderId, to: ReorderDirection) -> Vec<Effect> {
        vec![self.request(Request::Render(RenderRequest::Reorder(id, to)))]
    }

    /// Renders that this program will send by itself, in their order.
    pub(super) fn waiting_renders(&self) -> impl Iterator<Item = &Render> {
        let ours =
            |row: &&Render| row.stage == Stage::Queued && row.queue_slot.owner == QueueOwner::ThisProcess;
        let mut waiting: Vec<&Render> = self.queue.renders.iter().filter(ours).collect();
        waiting.sort_by_key(|row| row.queue_slot.position);
        waiting.into_iter().filter(|row| !self.queue.sends_in_flight.contains(&row.id))
    }

    /// When a waiting render is tried again; `None` where it goes as soon as another one ends.
    pub(super) fn next_send_attempt(&self, row: &Render) -> Option<Timestamp> {
        let schedule = &self.queue.schedule;
        let due = row
            .queue_slot
            .retry_at
            .map(|due| schedule.resends.get(&row.id).map_or(due, |moved| due.min(*moved)));
        due.max(schedule.send_retries.get(&row.id).copied())
    }

    /// How many more renders may be on their way. One that is lost for a day takes no room.
    pub(super) fn free_slots(&self) -> usize {
        let young = |row: &Render| self.now.duration_since(row.started_at()) < SignedDuration::from_hours(24);
        let flies = |row: &&Render| {
            (row.stage.is_in_flight() && young(row)) || self.queue.sends_in_flight.contains(&row.id)
        };
        match self.settings.concurrency {
            0 => usize::MAX,
            most => most.saturating_sub(self.queue.renders.iter().filter(flies).count()),
        }
    }

    /// Sends what waits, as far as there is room.
    pub(super) fn send_due_renders(&mut self) -> Vec<Effect> {
        let now = self.now;
        let due = |row: &&Render| self.next_send_attempt(row).is_none_or(|at| at <= now);
        let ids: Vec<RenderId> =
            self.waiting_renders().filter(due).take(self.free_slots()).map(|row| row.id).collect();
        self.queue.sends_in_flight.extend(&ids);
        ids.into_iter().map(|id| self.request(Request::Render(RenderRequest::TrySend(id)))).collect()
    }

    /// Notes what a changed row means for those that are being sent, or wait.
    pub(super) fn track_send(&mut self, render: &Render, before: Option<Stage>) {
        let (id, stage) = (render.id, render.stage);
        let is_new =
            before.is_none() && stage == Stage::Queued && render.queue_slot.owner == QueueOwner::ThisProcess;
        if is_new {
            // Who wrote it down sends it too.
            self.queue.sends_in_flight.insert(id);
        } else if stage != Stage::Sending && self.queue.sends_in_flight.remove(&id) && stage == Stage::Queued
        {
            let again = self.now + self.queue.poll_interval.max;
            self.queue.schedule.send_retries.insert(id, again);
        }
        if stage != Stage::Queued {
            self.queue.schedule.send_retries.remove(&id);
        }
        match render.queue_slot.retry_at {
            Some(due) => self.queue.schedule.resends.insert(id, due),
            None => self.queue.schedule.resends.remove(&id),
        };
        if before.is_some_and(Stage::is_in_flight) && !stage.is_in_flight() {
            // There is room for another one.
            self.queue.schedule.send_retries.clear();
        }
    }

    pub(super) fn handle_send_failed(&mut self, id: RenderId, error: &Error) -> Vec<Effect> {
        self.queue.sends_in_flight.remove(&id);
        let again = self.now + self.queue.poll_interval.max;
        self.queue.schedule.send_retries.insert(id, again);
        // Another program, or another request, took it first: its row says how that went.
        if error.kind != ErrorKind::Internal {
            self.report(Severity::Error, format!("Not sent. {error}"));
        }
        self.queue.schedule.poll_lease = Some(self.now);
        self.run_due_work()
    }

    /// What the user wanted of a render could not be done: it takes no room from others.
    pub(super) fn handle_action_failed(&mut self, id: RenderId, error: &Error) -> Vec<Effect> {
        self.queue.sends_in_flight.remove(&id);
        self.report(Severity::Error, error.to_string());
        self.run_due_work()
    }

    pub(super) fn reconcile_if_due(&mut self) -> Vec<Effect> {
        if !take_due(&mut self.queue.schedule.reconcile, self.now) {
            return Vec::new();
        }
        if self.queue.is_reconciling {
            self.queue.schedule.reconcile = Some(self.now + self.queue.poll_interval.min);
            return Vec::new();
        }
        self.queue.is_reconciling = true;
        vec![self.request(Request::Render(RenderRequest::Reconcile))]
    }

    pub(super) fn handle_reconciled(&mut self, outcome: &Result<Reconciliation, Error>) -> Vec<Effect> {
        self.queue.is_reconciling = false;
        let again = match outcome {
            Ok(Reconciliation { found, awaiting_listing: young, is_listing_supported: lists }) => {
                if *found > 0 {
                    let what = "An unconfirmed render was found on the service";
                    self.show_message(
                        StatusMessage::new(Severity::Success, what).with_expiry(MessageExpiry::AfterTimeout),
                    );
                }
                *lists && *young > 0
            }
            Err(_) => true,
        };
        if again && self.queue.schedule.reconcile.is_none() {
            self.queue.schedule.reconcile = Some(self.now + self.queue.poll_interval.max);
        }
        self.run_due_work()
    }

    /// Wants to be told what other programs do to the ledger.
    pub(super) fn watch_ledger(&mut self) -> Vec<Effect> {
        if self.queue.ledger_watch != LedgerWatch::Off {
            return Vec::new();
        }
        let effect = self.request(Request::Render(RenderRequest::WatchLedger));
        if let Effect::Request(id, _) = &effect {
            self.queue.ledger_watch = LedgerWatch::Requested(*id);
        }
        vec![effect]
    }

    /// The ledger is another account's from now on.
    pub(super) fn stop_watching_ledger(&mut self) -> Vec<Effect> {
        match std::mem::replace(&mut self.queue.ledger_watch, LedgerWatch::Off) {
            LedgerWatch::Off => Vec::new(),
            LedgerWatch::Requested(id) | LedgerWatch::Active(id) => vec![Effect::Cancel(id)],
        }
    }

    /// Another program may have changed the ledger.
    pub(super) fn handle_ledger_changed(&mut self) -> Vec<Effect> {
        if let LedgerWatch::Requested(id) = self.queue.ledger_watch {
            self.queue.ledger_watch = LedgerWatch::Active(id);
        }
        vec![self.request(Request::Render(RenderRequest::AcquirePollLease))]
    }

    /// Looks at what other programs did, while something goes on that they may have to do with.
    pub(super) fn acquire_poll_lease_if_due(&mut self) -> Vec<Effect> {
        let open = |row: &Render| match row.stage {
            Stage::Queued => row.queue_slot.owner != QueueOwner::Unowned,
            Stage::Sending | Stage::Unconfirmed => true,
            stage => stage.is_running(),
        };
        if !self.queue.renders.iter().any(open) {
            self.queue.schedule.poll_lease = None;
            return Vec::new();
        }
        // What is told by itself is looked at all the same, in case that fails.
        let told = self.queue.holds_poll_lease || matches!(self.queue.ledger_watch, LedgerWatch::Active(_));
        let gap = if told { self.queue.poll_interval.max } else { self.queue.poll_interval.min };
        let next = self.now + gap;
        if !take_due(&mut self.queue.schedule.poll_lease, self.now) {
            // Never later than the interval of now demands.
            let at = self.queue.schedule.poll_lease.map(|at| at.min(next));
            self.queue.schedule.poll_lease = at.or(Some(self.now + self.queue.poll_interval.min));
            return Vec::new();
        }
        self.queue.schedule.poll_lease = Some(next);
        vec![self.request(Request::Render(RenderRequest::AcquirePollLease))]
    }

    pub(super) fn handle_poll_lease(&mut self, turn: Result<bool, Error>) -> Vec<Effect> {
        // In doubt, two programs ask.
        let asks = turn.unwrap_or(true);
        let did = std::mem::replace(&mut self.queue.holds_poll_lease, asks);
        let mut effects = Vec::new();
        if asks && !did {
            let now = self.now;
            self.queue.schedule.polls.values_mut().for_each(|at| *at = (*at).min(now));
            // What the other program did not bring here to its end.
            effects.extend(self.download_missing());
        }
        effects.extend(self.run_due_work());
        effects
    }
}
