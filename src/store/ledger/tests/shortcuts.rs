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
        self.change(at, |change| insert_render(change, new))
    }

    /// Begins to send a render, without a time of its first sending.
    pub(super) fn mark_sending(&mut self, id: RenderId, at: Timestamp) -> Result<(), Error> {
        self.transition(id, Transition::to(RenderStage::Sending), at)
    }

    /// Puts a render back, to be sent by the user alone.
    pub(super) fn requeue(&mut self, id: RenderId, note: &str, at: Timestamp) -> Result<(), Error> {
        self.transition(id, Transition::noted(RenderStage::Queued, note), at)
    }
}
