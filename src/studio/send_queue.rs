//! Queued and unconfirmed renders, and the actions on them.

use jiff::{SignedDuration, Timestamp};

use super::state::{LedgerWatch, take_due};
use super::{
    Effect, MessageExpiry, Reconciliation, RenderRequest, ReorderDirection, Request, Severity, StatusMessage,
    Studio,
};
use crate::domain::{Error, ErrorKind, QueueOwner, Render, RenderId, SendMode, Stage};

impl Studio {
    /// Sends a render of the queue, or sends it again.
    pub fn send_render(&mut self, id: RenderId, mode: SendMode) -> Vec<Effect> {
        if mode == SendMode::FromQueue {
            self.queue.sends_in_flight.insert(id);
        }
        vec![self.request(Request::Render(RenderRequest::send(id, mode)))]
    }

    /// Cancels a queued render.
    pub fn cancel_render(&mut self, id: RenderId) -> Vec<Effect> {
        let title =
            self.queue.render(id).map_or_else(|| format!("render {id}"), |render| render.title.clone());
        self.report(Severity::Info, format!("Canceling {title}: it was not sent"));
        vec![self.request(Request::Render(RenderRequest::Cancel(id)))]
    }

    /// Removes a render from the list; its video stays, on the service and on disk.
    pub fn remove_from_list(&mut self, id: RenderId) -> Vec<Effect> {
        vec![self.request(Request::Render(RenderRequest::RemoveFromList(id)))]
    }

    /// Moves a queued render before or behind its neighbor.
    pub fn reorder_render(&mut self, id: RenderId, to: ReorderDirection) -> Vec<Effect> {
        vec![self.request(Request::Render(RenderRequest::Reorder(id, to)))]
    }

    /// Queued renders that this process sends, in their order.
    pub(super) fn waiting_renders(&self) -> impl Iterator<Item = &Render> {
        let mut waiting: Vec<&Render> =
            self.queue.renders.iter().filter(|row| row.is_queued_here()).collect();
        waiting.sort_by_key(|row| row.queue_slot.position);
        waiting.into_iter().filter(|row| !self.queue.sends_in_flight.contains(&row.id))
    }

    /// When a queued render is tried again; `None`: as soon as a slot is free.
    pub(super) fn next_send_attempt(&self, row: &Render) -> Option<Timestamp> {
        let schedule = &self.queue.schedule;
        let due = row
            .queue_slot
            .retry_at
            .map(|due| schedule.resends.get(&row.id).map_or(due, |moved| due.min(*moved)));
        due.max(schedule.send_retries.get(&row.id).copied())
    }

    /// How many more renders may be in flight. One that started a day ago takes no slot.
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

    /// Sends due renders, as far as slots are free.
    pub(super) fn send_due_renders(&mut self) -> Vec<Effect> {
        let now = self.now;
        let due = |row: &&Render| self.next_send_attempt(row).is_none_or(|at| at <= now);
        let ids: Vec<RenderId> =
            self.waiting_renders().filter(due).take(self.free_slots()).map(|row| row.id).collect();
        self.queue.sends_in_flight.extend(&ids);
        ids.into_iter().map(|id| self.request(Request::Render(RenderRequest::TrySend(id)))).collect()
    }

    /// Tracks what a changed row means for renders that are sent or queued.
    pub(super) fn track_send(&mut self, render: &Render, before: Option<Stage>) {
        let (id, stage) = (render.id, render.stage);
        if before.is_none() && render.is_queued_here() {
            // The task that recorded it sends it too.
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
            // A slot is free.
            self.queue.schedule.send_retries.clear();
        }
    }

    pub(super) fn handle_send_failed(&mut self, id: RenderId, error: &Error) -> Vec<Effect> {
        self.queue.sends_in_flight.remove(&id);
        let again = self.now + self.queue.poll_interval.max;
        self.queue.schedule.send_retries.insert(id, again);
        // Another process or request took it first: its row shows the outcome.
        if error.kind != ErrorKind::Internal {
            self.report(Severity::Error, format!("Not sent. {error}"));
        }
        self.queue.schedule.poll_lease = Some(self.now);
        self.run_due_work()
    }

    /// A user action on a render failed: it takes no slot.
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

    /// Watches the ledger for changes of other processes.
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

    /// Stops the watch: another account's ledger is used.
    pub(super) fn stop_watching_ledger(&mut self) -> Vec<Effect> {
        match std::mem::replace(&mut self.queue.ledger_watch, LedgerWatch::Off) {
            LedgerWatch::Off => Vec::new(),
            LedgerWatch::Requested(id) | LedgerWatch::Active(id) => vec![Effect::Cancel(id)],
        }
    }

    /// Another process may have changed the ledger.
    pub(super) fn handle_ledger_changed(&mut self) -> Vec<Effect> {
        if let LedgerWatch::Requested(id) = self.queue.ledger_watch {
            self.queue.ledger_watch = LedgerWatch::Active(id);
        }
        vec![self.request(Request::Render(RenderRequest::AcquirePollLease))]
    }

    /// Syncs with other processes, while a render is open that they may change.
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
        // An active watch may fail: the ledger is read all the same, less often.
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
        // In doubt, two processes poll.
        let asks = turn.unwrap_or(true);
        let did = std::mem::replace(&mut self.queue.holds_poll_lease, asks);
        let mut effects = Vec::new();
        if asks && !did {
            let now = self.now;
            self.queue.schedule.polls.values_mut().for_each(|at| *at = (*at).min(now));
            // Downloads that the other process did not finish.
            effects.extend(self.download_missing());
        }
        effects.extend(self.run_due_work());
        effects
    }
}
