//! Rows of the ledger that arrive late, or that another program changed.

use cuecard::domain::{ReadSequence, Render, RenderId, RenderStage};
use cuecard::studio::{AccountRequest, Effect, RenderReply, Reply, Request};

use super::QueueHarness;
use crate::support::app_harness::render;

/// A render with this ledger read sequence.
fn render_read_at(row: Render, look: u64) -> Render {
    Render { read_sequence: ReadSequence(look), ..row }
}

#[test]
fn a_stale_list_that_arrives_late_does_not_undo_newer_stages() {
    let pending = |id, look| render_read_at(render(id, "Launch", RenderStage::Pending, id), look);
    let (mut queue, _) = QueueHarness::new(0, vec![pending(2, 1), pending(1, 1)]);
    queue.update_render(render_read_at(render(2, "Launch", RenderStage::Failed, 2), 3));
    queue.update_render(pending(3, 4));
    queue.reply(Reply::Render(RenderReply::RemovedFromList(RenderId(1), ReadSequence(5))));
    let stages = |queue: &QueueHarness| -> Vec<_> {
        queue.studio.queue.renders.iter().map(|row| (row.id.0, row.stage)).collect()
    };
    queue.reply(Reply::Render(RenderReply::Loaded(Ok(vec![pending(2, 2), pending(1, 2)]))));
    assert_eq!(stages(&queue), [(3, RenderStage::Pending), (2, RenderStage::Failed)]);
    // A newer list replaces the rows.
    queue.reply(Reply::Render(RenderReply::Loaded(Ok(vec![pending(2, 6), pending(1, 6)]))));
    assert_eq!(stages(&queue), [(2, RenderStage::Pending), (1, RenderStage::Pending)]);
}

#[test]
fn a_stale_row_that_arrives_late_does_not_undo_a_newer_stage() {
    let row = |stage, look| render_read_at(render(1, "Launch", stage, 1), look);
    let (mut queue, _) = QueueHarness::new(0, vec![row(RenderStage::Failed, 3)]);
    queue.update_render(row(RenderStage::Processing, 2));
    assert_eq!(queue.studio.queue.renders[0].stage, RenderStage::Failed);
    // A row that could not be recorded (sequence 0) is shown until the next ledger read.
    queue.update_render(row(RenderStage::Pending, 0));
    assert_eq!(queue.studio.queue.renders[0].stage, RenderStage::Pending);
    queue.reply(Reply::Render(RenderReply::Loaded(Ok(vec![row(RenderStage::Failed, 4)]))));
    assert_eq!(queue.studio.queue.renders[0].stage, RenderStage::Failed);
}

#[test]
fn a_finish_seen_by_another_program_also_notifies_the_user() {
    let (mut queue, effects) = QueueHarness::new(0, vec![render(1, "Launch", RenderStage::Completed, 9)]);
    let calls = |effects: &[Effect]| -> Vec<String> {
        let call =
            |effect: &Effect| if let Effect::Notify(text) = effect { Some(text.clone()) } else { None };
        effects.iter().filter_map(call).collect()
    };
    assert!(calls(&effects).is_empty(), "it was over before this program began");
    let rows = |stage| {
        Reply::Render(RenderReply::Loaded(Ok(vec![
            render(2, "Reel", stage, 2),
            render(1, "Launch", RenderStage::Completed, 9),
        ])))
    };
    assert!(calls(&queue.reply(rows(RenderStage::Processing))).is_empty());
    let effects = queue.reply(rows(RenderStage::Completed));
    assert_eq!(calls(&effects), ["Reel is finished"]);
    assert!(queue.status_message().contains("Reel is finished"), "{}", queue.status_message());
    assert!(
        effects.iter().any(|effect| matches!(
            effect,
            Effect::Request(_, Request::Account(AccountRequest::LoadBalance))
        )),
        "{effects:?}"
    );
    assert!(calls(&queue.reply(rows(RenderStage::Completed))).is_empty(), "once");
    // The reply to the own poll arrives after the list.
    let effects = queue.update_render(render(2, "Reel", RenderStage::Completed, 2));
    assert!(calls(&effects).is_empty(), "{effects:?}");
}
