//! Transitions without the checks of the callers, to bring renders into any stage.

use super::super::submit::insert_render;
use super::super::transitions::Transition;
use super::*;

impl Ledger {
    /// Queues a render, whatever the caps and its duplicates.
    pub(super) fn enqueue_unchecked(
        &mut self,
        new: &NewRenderRecord,
        at: Timestamp,
    ) -> Result<RenderId, Error> {
        let (account, writer) = (self.account_row_id, self.registration.name().to_owned());
        self.transact(|change| insert_render(change, account, &writer, new, at))
    }

    /// Begins to send a render, without a time of its first sending.
    pub(super) fn mark_sending(&mut self, id: RenderId, at: Timestamp) -> Result<(), Error> {
        self.transition_with(id, Transition { to: Stage::Sending, note: None, retry_at: None }, at)
    }

    /// Puts a render back, to be sent by the user alone.
    pub(super) fn requeue(&mut self, id: RenderId, note: &str, at: Timestamp) -> Result<(), Error> {
        let step = Transition { to: Stage::Queued, note: Some(note.into()), retry_at: None };
        self.transition_with(id, step, at)
    }
}
