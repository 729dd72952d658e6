//! The rows of the queue, and a count of their changes.

use std::collections::{HashMap, HashSet};
use std::ops::Deref;

use crate::domain::{Render, RenderId, Seen, Stage};

/// All renders of the account, newest first. Only what is here can change them, so that whoever keeps something that
/// was derived from them can tell by [`Rows::changes`] when it is old.
#[derive(Debug, Default)]
pub struct Rows {
    all: Vec<Render>,
    changes: u64,
    in_flight: usize,
    /// Renders that were taken off the list, and when: an older list may still have them.
    gone: HashMap<RenderId, Seen>,
}

impl Rows {
    /// Grows with each change, also from one account to the next.
    pub fn changes(&self) -> u64 {
        self.changes
    }

    /// Renders that are being sent, or worked on by the service.
    pub fn in_flight(&self) -> usize {
        self.in_flight
    }

    /// The renders that are [in flight](Self::in_flight), and those that may be.
    pub(super) fn under_way(&self) -> HashSet<RenderId> {
        let flies = |row: &&Render| {
            matches!(row.stage, Stage::Sending | Stage::Unconfirmed) || row.stage.is_running()
        };
        self.all.iter().filter(flies).map(|row| row.id).collect()
    }

    /// The place of a render among the rows.
    pub fn place(&self, id: RenderId) -> Option<usize> {
        self.all.iter().position(|row| row.id == id)
    }

    /// Takes the list for all there is; what was seen after it was read stays as it is.
    pub(super) fn read(&mut self, mut list: Vec<Render>) {
        let Some(seen) = list.first().map(|row| row.seen) else { return self.clear() };
        let newer = std::mem::take(&mut self.all).into_iter().filter(|row| row.seen.is_after(seen));
        list.retain(|row| !self.is_gone(row));
        for row in newer.collect::<Vec<_>>().into_iter().rev() {
            put(&mut list, row);
        }
        self.gone.retain(|_, gone| gone.is_after(seen));
        self.all = list;
        self.changed();
    }

    /// Begins anew, for another account.
    pub(super) fn clear(&mut self) {
        self.all.clear();
        self.gone.clear();
        self.changed();
    }

    /// Whether it was taken off the list after this was read.
    fn is_gone(&self, render: &Render) -> bool {
        self.gone.get(&render.id).is_some_and(|gone| gone.is_after(render.seen))
    }

    /// Puts a row in its place, or in front where it is new; gives the stage that it had.
    pub(super) fn put(&mut self, render: Render) -> Option<Stage> {
        let before = put(&mut self.all, render);
        self.changed();
        before
    }

    pub(super) fn remove(&mut self, id: RenderId, seen: Seen) {
        self.gone.insert(id, seen);
        self.all.retain(|row| row.id != id);
        self.changed();
    }

    fn changed(&mut self) {
        let flies = |row: &&Render| row.stage == Stage::Sending || row.stage.is_running();
        self.in_flight = self.all.iter().filter(flies).count();
        self.changes += 1;
    }
}

fn put(rows: &mut Vec<Render>, render: Render) -> Option<Stage> {
    let row = rows.iter_mut().find(|row| row.id == render.id);
    let before = row.as_ref().map(|row| row.stage);
    match row {
        Some(row) => *row = render,
        None => rows.insert(0, render),
    }
    before
}

impl Deref for Rows {
    type Target = [Render];

    fn deref(&self) -> &[Render] {
        &self.all
    }
}
