//! Sends, retries and reconciles renders, and shares ledger and poll lease with other processes.

use jiff::{SignedDuration, Timestamp};

use super::state::{LedgerWatch, take_due};
use super::{Effect, Reconciliation, RenderRequest, ReorderDirection, Severity, Studio};
use crate::domain::{Error, ErrorKind, QueueOwner, Render, RenderId, RenderStage, SendMode};

impl Studio {
    /// Sends a render of the queue, or sends it again.
    pub fn send_render(&mut self, id: RenderId, mode: SendMode) {
        if mode == SendMode::FromQueue {
            self.queue.sends_in_flight.insert(id);
        }
        self.request(RenderRequest::send(id, mode));
    }

    /// Cancels a queued render.
    pub fn cancel_render(&mut self, id: RenderId) {
        let title =
            self.queue.render(id).map_or_else(|| format!("render {id}"), |render| render.title.clone());
        self.report(Severity::Info, format!("Canceling {title}: it was not sent"));
        self.request(RenderRequest::Cancel(id));
    }

    /// Removes a render from the list; its video stays, on the service and on disk.
    pub fn remove_from_list(&mut self, id: RenderId) {
        self.request(RenderRequest::RemoveFromList(id));
    }

    /// Moves a queued render before or behind its neighbor.
    pub fn reorder_render(&mut self, id: RenderId, to: ReorderDirection) {
        self.request(RenderRequest::Reorder(id, to));
    }

    /// Queued renders that this process sends, in their order.
    pub(super) fn waiting_renders(&self) -> impl Iterator<Item = &Render> {
        let mut waiting: Vec<&Render> =
            self.queue.renders.iter().filter(|row| row.is_queued_here()).collect();
        waiting.sort_by_key(|row| row.queue_entry.position);
        waiting.into_iter().filter(|row| !self.queue.sends_in_flight.contains(&row.id))
    }

    /// When a queued render is tried again; `None`: as soon as a slot is free.
    pub(super) fn next_send_attempt(&self, row: &Render) -> Option<Timestamp> {
        let schedule = &self.queue.schedule;
        let due = row
            .queue_entry
            .retry_at
            .map(|due| schedule.postponed_sends.get(&row.id).map_or(due, |moved| due.min(*moved)));
        due.max(schedule.slot_retries.get(&row.id).copied())
    }

    /// How many more renders may be in flight. One that started a day ago takes no slot.
    pub(super) fn free_slots(&self) -> usize {
        let is_recent =
            |row: &Render| self.now.duration_since(row.started_at()) < SignedDuration::from_hours(24);
        let takes_slot = |row: &&Render| {
            (row.stage.is_in_flight() && is_recent(row)) || self.queue.sends_in_flight.contains(&row.id)
        };
        match self.settings.concurrency {
            0 => usize::MAX,
            max_count => max_count.saturating_sub(self.queue.renders.iter().filter(takes_slot).count()),
        }
    }

    /// Sends due renders, as far as slots are free.
    pub(super) fn send_due_renders(&mut self) {
        let now = self.now;
        let due = |row: &&Render| self.next_send_attempt(row).is_none_or(|at| at <= now);
        let ids: Vec<RenderId> =
            self.waiting_renders().filter(due).take(self.free_slots()).map(|row| row.id).collect();
        self.queue.sends_in_flight.extend(&ids);
        for id in ids {
            self.request(RenderRequest::TrySend(id));
        }
    }

    /// Tracks what a changed row means for renders that are sent or queued.
    pub(super) fn track_send(&mut self, render: &Render, before: Option<RenderStage>) {
        let (id, stage) = (render.id, render.stage);
        if before.is_none() && render.is_queued_here() {
            // The task that recorded it sends it too.
            self.queue.sends_in_flight.insert(id);
        } else if stage != RenderStage::Sending
            && self.queue.sends_in_flight.remove(&id)
            && stage == RenderStage::Queued
        {
            let retry_at = self.now + self.queue.poll_interval.max;
            self.queue.schedule.slot_retries.insert(id, retry_at);
        }
        if stage != RenderStage::Queued {
            self.queue.schedule.slot_retries.remove(&id);
        }
        match render.queue_entry.retry_at {
            Some(due) => self.queue.schedule.postponed_sends.insert(id, due),
            None => self.queue.schedule.postponed_sends.remove(&id),
        };
        if before.is_some_and(RenderStage::is_in_flight) && !stage.is_in_flight() {
            // A slot is free.
            self.queue.schedule.slot_retries.clear();
        }
    }

    pub(super) fn handle_send_failed(&mut self, id: RenderId, error: &Error) {
        self.queue.sends_in_flight.remove(&id);
        let retry_at = self.now + self.queue.poll_interval.max;
        self.queue.schedule.slot_retries.insert(id, retry_at);
        // Another process or request took it first: its row shows the outcome.
        if error.kind != ErrorKind::NotAllowed {
            self.report(Severity::Error, format!("Not sent. {error}"));
        }
        self.queue.schedule.poll_lease = Some(self.now);
        self.run_due_work()
    }

    /// A user action on a render failed: it takes no slot.
    pub(super) fn handle_action_failed(&mut self, id: RenderId, error: &Error) {
        self.queue.sends_in_flight.remove(&id);
        self.report(Severity::Error, error.to_string());
        self.run_due_work()
    }

    pub(super) fn reconcile_if_due(&mut self) {
        if !take_due(&mut self.queue.schedule.reconcile, self.now) {
            return;
        }
        if self.queue.is_reconciling {
            self.queue.schedule.reconcile = Some(self.now + self.queue.poll_interval.min);
            return;
        }
        self.queue.is_reconciling = true;
        self.request(RenderRequest::Reconcile);
    }

    pub(super) fn handle_reconciled(&mut self, outcome: &Result<Reconciliation, Error>) {
        self.queue.is_reconciling = false;
        let is_retried = match outcome {
            Ok(Reconciliation { found, awaiting_listing, is_listing_supported }) => {
                if *found > 0 {
                    let message = "An unconfirmed render was found on the service";
                    self.report_event(message);
                }
                *is_listing_supported && *awaiting_listing > 0
            }
            Err(_) => true,
        };
        if is_retried && self.queue.schedule.reconcile.is_none() {
            self.queue.schedule.reconcile = Some(self.now + self.queue.poll_interval.max);
        }
        self.run_due_work()
    }

    /// Watches the ledger for changes of other processes.
    pub(super) fn watch_ledger(&mut self) {
        if self.queue.ledger_watch != LedgerWatch::Off {
            return;
        }
        self.queue.ledger_watch = LedgerWatch::Requested(self.request(RenderRequest::WatchLedger));
    }

    /// Stops the watch: another account's ledger is used.
    pub(super) fn stop_watching_ledger(&mut self) {
        match std::mem::replace(&mut self.queue.ledger_watch, LedgerWatch::Off) {
            LedgerWatch::Off => {}
            LedgerWatch::Requested(id) | LedgerWatch::Active(id) => self.emit(Effect::Cancel(id)),
        }
    }

    /// Another process may have changed the ledger.
    pub(super) fn handle_ledger_changed(&mut self) {
        if let LedgerWatch::Requested(id) = self.queue.ledger_watch {
            self.queue.ledger_watch = LedgerWatch::Active(id);
        }
        self.request(RenderRequest::AcquirePollLease);
    }

    /// Syncs with other processes, while a render is open that they may change.
    pub(super) fn acquire_poll_lease_if_due(&mut self) {
        let open = |row: &Render| match row.stage {
            RenderStage::Queued => row.queue_entry.owner != QueueOwner::Unowned,
            RenderStage::Sending | RenderStage::Unconfirmed => true,
            stage => stage.is_running(),
        };
        if !self.queue.renders.iter().any(open) {
            self.queue.schedule.poll_lease = None;
            return;
        }
        // An active watch may fail: the ledger is read all the same, less often.
        let is_watched =
            self.queue.holds_poll_lease() || matches!(self.queue.ledger_watch, LedgerWatch::Active(_));
        let interval = self.queue.poll_interval;
        let next = self.now + if is_watched { interval.max } else { interval.min };
        if !take_due(&mut self.queue.schedule.poll_lease, self.now) {
            // Never later than the interval of now demands.
            let at = self.queue.schedule.poll_lease.map(|at| at.min(next));
            self.queue.schedule.poll_lease = at.or(Some(self.now + self.queue.poll_interval.min));
            return;
        }
        self.queue.schedule.poll_lease = Some(next);
        self.request(RenderRequest::AcquirePollLease);
    }

    pub(super) fn handle_poll_lease(&mut self, lease: Result<bool, Error>) {
        // In doubt, two processes poll.
        let is_polled_elsewhere = !lease.unwrap_or(true);
        let was_polled_elsewhere =
            std::mem::replace(&mut self.queue.is_polled_elsewhere, is_polled_elsewhere);
        if was_polled_elsewhere && !is_polled_elsewhere {
            let now = self.now;
            self.queue.schedule.polls.values_mut().for_each(|at| *at = (*at).min(now));
            // Downloads that the other process did not finish.
            self.download_missing();
        }
        self.run_due_work();
    }
}
