//! Submissions, the list of renders, and what follows when one changes or ends.

use std::collections::HashSet;

use super::state::{PendingSubmission, jitter};
use super::{
    Effect, MessageExpiry, MessageTopic, NewRender, Overlay, Remote, RenderReply, RenderRequest, Reply,
    RequestId, Severity, StatusMessage, Studio,
};
use crate::domain::{Error, KnownDuplicates, PastRender, Render, RenderId, RenderStage, VideoSpec};

impl Studio {
    pub(super) fn handle_render_reply(&mut self, reply: RenderReply) {
        match reply {
            RenderReply::Loaded(result) => self.handle_renders_loaded(result),
            RenderReply::Changed(render) => self.handle_render_changed(&render),
            RenderReply::SubmitFailed(error) => self.report(Severity::Error, format!("Not sent. {error}")),
            RenderReply::SendFailed(render, error) => self.handle_send_failed(render, &error),
            RenderReply::ActionFailed(render, error) => self.handle_action_failed(render, &error),
            RenderReply::PictureKeysRefused(refusal) => self.handle_picture_keys_refused(refusal),
            RenderReply::DialectRefused(refusal) => self.emit(Effect::Open(Overlay::ChooseDialect(refusal))),
            RenderReply::ReconfirmationNeeded(render, dialect) => {
                self.handle_reconfirmation_needed(render, dialect);
            }
            RenderReply::RemovedFromList(render, sequence) => self.queue.renders.remove(render, sequence),
            RenderReply::Reconciled(result) => self.handle_reconciled(&result),
            RenderReply::LedgerChanged => self.handle_ledger_changed(),
            RenderReply::PollLease(result) => self.handle_poll_lease(result),
            RenderReply::PollFailed(render, error) => self.handle_poll_failed(render, error),
            RenderReply::HistoryLoaded(result) => self.handle_history_loaded(result),
            RenderReply::DetailsLoaded(render, result) => self.handle_details_loaded(render, result),
            // Requested by the command line alone.
            RenderReply::VideoPolled(..) | RenderReply::LoadedByIdempotencyKey(..) => {}
        }
    }

    /// A new render of the video, with its estimate.
    pub fn prepare_render(&self, spec: VideoSpec) -> NewRender {
        let paces = self.scene_paces().as_ref().clone();
        let path = self.project_state.path.clone();
        NewRender { paces, ..NewRender::new(spec, path, &self.estimate(), self.account.dialect) }
    }

    /// The renders of this very video that did not fail, also those removed from the list, and the stage of the newest.
    pub fn previous_renders(&self, spec: &VideoSpec) -> Option<(KnownDuplicates, RenderStage)> {
        let hash = spec.content_hash();
        if self.queue.pending_submissions.iter().any(|other| other.content_hash == hash) {
            // It has no id yet.
            return Some((KnownDuplicates::All, RenderStage::Sending));
        }
        let listed = Render::newest_billable_of(&self.queue.renders, spec).map(|row| (row.id, row.stage));
        // The history may have an older stage of a listed render.
        let is_removed = |past: &&PastRender| self.queue.render(past.render_id).is_none();
        let removed = self.spend.history.billable_renders_of(spec).find(is_removed);
        let removed = removed.map(|past| (past.render_id, past.stage));
        let newest = listed.into_iter().chain(removed).max_by_key(|(id, _)| *id);
        newest.map(|(id, stage)| (KnownDuplicates::UpTo(id), stage))
    }

    /// Sends a confirmed render, unless one of its photos has to be looked up first.
    pub fn submit(&mut self, mut render: NewRender) {
        if let Some(reason) = self.complete_look_profiles(&mut render.spec) {
            let message = StatusMessage::new(Severity::Error, format!("Not sent: {reason}"));
            return self.show_message(message.with_topic(MessageTopic::UnknownPhoto));
        }
        self.report(Severity::Info, format!("Sending {} …", render.spec.title));
        let (hash, title) = (render.spec.content_hash(), render.spec.title.clone());
        let request = self.request(RenderRequest::Submit(Box::new(render)));
        self.queue.pending_submissions.push(PendingSubmission { request, content_hash: hash, title });
    }

    /// A submission has a row now, or failed.
    pub(super) fn clear_pending_submission(&mut self, id: RequestId, reply: &Reply) {
        let is_its = matches!(
            reply,
            Reply::Render(
                RenderReply::Changed(_)
                    | RenderReply::SubmitFailed(_)
                    | RenderReply::PictureKeysRefused(..)
                    | RenderReply::ReconfirmationNeeded(..)
                    | RenderReply::DialectRefused(_)
            ) | Reply::TaskFailed(_)
        );
        self.queue.pending_submissions.retain(|other| !(is_its && other.request == id));
    }

    fn handle_renders_loaded(&mut self, result: Result<Vec<Render>, Error>) {
        let is_first = self.queue.ledger_read.ready().is_none();
        match result {
            Ok(renders) => self.merge_renders(renders, is_first),
            Err(error) => self.queue.ledger_read = Remote::Failed(error),
        }
        self.arm_tick();
        // What other programs sent was spent too.
        if !is_first {
            self.load_history();
        }
    }

    fn merge_renders(&mut self, renders: Vec<Render>, is_first: bool) {
        let has_new_unconfirmed = self.has_new_unconfirmed(&renders);
        let before = self.queue.renders.possibly_in_flight();
        self.queue.renders.merge(renders);
        self.queue.ledger_read = Remote::Ready(());
        self.schedule_polls();
        if has_new_unconfirmed && (is_first || self.queue.holds_poll_lease()) {
            self.queue.schedule.reconcile = Some(self.now);
        }
        self.watch_ledger();
        self.report_ended_elsewhere(&before);
        self.download_missing();
        self.run_due_work();
    }

    /// Polls at once what runs and has no poll scheduled, and no longer polls what ended.
    fn schedule_polls(&mut self) {
        let running = self.queue.renders.iter().filter(|row| self.needs_polling(row));
        let running: HashSet<_> = running.map(|row| row.id).collect();
        self.queue.schedule.polls.retain(|id, _| running.contains(id));
        for id in running.difference(&self.queue.polls_in_flight) {
            self.queue.schedule.polls.entry(*id).or_insert(self.now);
        }
    }

    /// Reports renders that were in flight, and ended according to another program.
    fn report_ended_elsewhere(&mut self, before: &HashSet<RenderId>) {
        let ended = |row: &&Render| before.contains(&row.id);
        let ended: Vec<Render> = self.queue.renders.iter().filter(ended).cloned().collect();
        for row in &ended {
            self.report_ended(row);
        }
    }

    /// Whether one of these is newly unconfirmed.
    fn has_new_unconfirmed(&self, renders: &[Render]) -> bool {
        let unconfirmed_ids = |rows: &[Render]| -> HashSet<RenderId> {
            rows.iter().filter(|row| row.stage == RenderStage::Unconfirmed).map(|row| row.id).collect()
        };
        !unconfirmed_ids(renders).is_subset(&unconfirmed_ids(&self.queue.renders))
    }

    fn handle_render_changed(&mut self, render: &Render) {
        // The history is derived from the ledger: read it again once something may have been spent.
        let affects_history = !render.stage.is_in_flight();
        // A newer row may have arrived first.
        let newer = self.queue.render(render.id);
        let newer = newer.filter(|row| row.read_sequence.is_newer_than(render.read_sequence)).cloned();
        self.apply_render_change(newer.as_ref().unwrap_or(render));
        self.run_due_work();
        self.arm_tick();
        if affects_history {
            self.load_history();
        }
    }

    fn apply_render_change(&mut self, render: &Render) {
        let (id, stage) = (render.id, render.stage);
        let before = self.queue.renders.upsert(render.clone());
        if self.queue.polls_in_flight.remove(&id) || self.queue.requested_downloads.contains(&id) {
            self.mark_reachable();
        }
        self.track_send(render, before);
        self.schedule_next_poll(render);
        self.handle_link_renewed(render);
        self.track_download(render);
        if before != Some(stage) {
            self.handle_stage_change(render);
        } else if render.is_delivery_pending()
            && (render.video_path.is_none() || self.queue.requested_downloads.contains(&id))
        {
            self.download(render);
        }
    }

    fn schedule_next_poll(&mut self, render: &Render) {
        if !self.needs_polling(render) {
            self.queue.schedule.polls.remove(&render.id);
            return;
        }
        let interval = self.queue.poll_interval.at_age(self.now.duration_since(render.started_at()));
        let due = self.now + interval + jitter(interval, render.id, self.now);
        self.queue.schedule.polls.insert(render.id, due);
    }

    /// Whether it is polled: it runs, or it has just ended and its link is still missing.
    pub(super) fn needs_polling(&self, render: &Render) -> bool {
        render.stage.is_running() || render.awaits_link(self.now)
    }

    fn handle_stage_change(&mut self, render: &Render) {
        let title = &render.title;
        let note = render.note.clone().unwrap_or_default();
        match render.stage {
            RenderStage::Pending if !note.is_empty() => {
                self.report(Severity::Error, format!("{title} was accepted. {note}"))
            }
            RenderStage::Pending => {
                let accepted = StatusMessage::new(Severity::Success, format!("{title} was accepted"));
                self.show_message(
                    accepted.with_key_hint("4", "shows the queue").with_expiry(MessageExpiry::AfterTimeout),
                );
            }
            RenderStage::Refused => self.report(Severity::Error, format!("{title} was refused. {note}")),
            RenderStage::Unconfirmed => {
                self.queue.schedule.reconcile = Some(self.now + self.queue.poll_interval.min);
                self.report(Severity::Error, format!("{title} may have been sent. {note}"));
            }
            RenderStage::Queued if render.queue_entry.retry_at.is_some() => {
                self.report(Severity::Warning, format!("{title}: {note}"))
            }
            RenderStage::Completed => {
                self.report_ended(render);
                self.download(render);
            }
            RenderStage::Failed => self.report_ended(render),
            RenderStage::Queued | RenderStage::Sending | RenderStage::Processing | RenderStage::Canceled => {}
        }
    }

    /// Notifies the user of a finished or failed render, and reads the balance again.
    fn report_ended(&mut self, render: &Render) {
        let title = &render.title;
        let (message, call) = match render.stage {
            RenderStage::Completed => {
                let done = StatusMessage::new(Severity::Success, format!("{title} is finished"));
                (done.with_key_hint("4", "shows it").with_expiry(MessageExpiry::AfterTimeout), "is finished")
            }
            RenderStage::Failed => {
                let note = render.note.as_deref().unwrap_or_default();
                (StatusMessage::new(Severity::Error, format!("{title} failed. {note}")), "failed")
            }
            _ => return,
        };
        self.show_message(message);
        self.emit(Effect::Notify(format!("{title} {call}")));
        self.load_balance();
    }
}
