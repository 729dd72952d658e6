//! The list of renders, with a counter of its changes.

use std::cell::OnceCell;
use std::collections::{HashMap, HashSet};
use std::ops::Deref;
use std::path::Path;

use crate::domain::{ReadSequence, Render, RenderId, RenderStage};

/// All renders of the account, newest first. Every change passes through this type and raises its
/// [revision](RenderList::revision), so that values derived from the list can tell when they are stale.
#[derive(Debug, Default)]
pub struct RenderList {
    renders: Vec<Render>,
    revision: u64,
    in_flight_count: usize,
    /// Removed renders, and when: an older list may still have them.
    removed: HashMap<RenderId, ReadSequence>,
    /// Computed on first use after a change.
    predecessors: OnceCell<HashMap<RenderId, Predecessor>>,
}

/// The render before another one, among those of its project or title.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(in crate::studio) enum Predecessor {
    /// It is the oldest of them.
    None,
    /// The index of the next older one.
    At(usize),
}

impl RenderList {
    /// The render before this one among those of its project or title; `None` where there is no other.
    pub(in crate::studio) fn predecessor(&self, id: RenderId) -> Option<Predecessor> {
        self.predecessors.get_or_init(|| find_predecessors(&self.renders)).get(&id).copied()
    }

    /// Grows with each change, also from one account to the next.
    pub fn revision(&self) -> u64 {
        self.revision
    }

    /// Renders in flight.
    pub fn in_flight_count(&self) -> usize {
        self.in_flight_count
    }

    /// The renders that are in flight, and the unconfirmed ones.
    pub(in crate::studio) fn possibly_in_flight(&self) -> HashSet<RenderId> {
        let may_be = |row: &&Render| row.stage.is_in_flight() || row.stage == RenderStage::Unconfirmed;
        self.renders.iter().filter(may_be).map(|row| row.id).collect()
    }

    /// The index of a render.
    pub fn position(&self, id: RenderId) -> Option<usize> {
        self.renders.iter().position(|row| row.id == id)
    }

    /// Replaces the list; rows and removals that are newer than it stay.
    pub(in crate::studio) fn merge(&mut self, mut list: Vec<Render>) {
        let Some(snapshot) = list.first().map(|row| row.read_sequence) else { return self.clear() };
        let newer = std::mem::take(&mut self.renders)
            .into_iter()
            .filter(|row| row.read_sequence.is_newer_than(snapshot));
        list.retain(|row| !self.is_removed(row));
        for row in newer.collect::<Vec<_>>().into_iter().rev() {
            upsert(&mut list, row);
        }
        self.removed.retain(|_, removal| removal.is_newer_than(snapshot));
        self.renders = list;
        self.refresh_derived();
    }

    /// Removes all, for another account.
    pub(in crate::studio) fn clear(&mut self) {
        self.renders.clear();
        self.removed.clear();
        self.refresh_derived();
    }

    /// Whether it was removed after this row was read.
    fn is_removed(&self, render: &Render) -> bool {
        self.removed.get(&render.id).is_some_and(|removal| removal.is_newer_than(render.read_sequence))
    }

    /// Replaces a row, or inserts a new one in front; returns the stage before.
    pub(in crate::studio) fn upsert(&mut self, render: Render) -> Option<RenderStage> {
        let before = upsert(&mut self.renders, render);
        self.refresh_derived();
        before
    }

    pub(in crate::studio) fn remove(&mut self, id: RenderId, snapshot: ReadSequence) {
        self.removed.insert(id, snapshot);
        self.renders.retain(|row| row.id != id);
        self.refresh_derived();
    }

    fn refresh_derived(&mut self) {
        self.in_flight_count = self.renders.iter().filter(|row| row.stage.is_in_flight()).count();
        self.revision += 1;
        self.predecessors.take();
    }
}

/// Visits the rows from the oldest to the newest, to look each project and title up once.
fn find_predecessors(rows: &[Render]) -> HashMap<RenderId, Predecessor> {
    // The text of a path is quicker to hash than the path.
    let path = |index: usize| rows[index].project_path.as_deref().map(Path::as_os_str);
    let (mut titles, mut paths) = (HashMap::new(), HashMap::new());
    let mut all = HashMap::new();
    for (index, row) in rows.iter().enumerate().rev() {
        let same_title = titles.insert(row.title.as_str(), index);
        let same_path = path(index).and_then(|path| paths.insert(path, index));
        if let Some(older) = same_title.into_iter().chain(same_path).min() {
            all.insert(row.id, Predecessor::At(older));
        }
    }
    for (index, row) in rows.iter().enumerate() {
        let newest = [titles.get(row.title.as_str()), path(index).and_then(|path| paths.get(path))];
        if newest.into_iter().flatten().any(|newest| *newest != index) {
            all.entry(row.id).or_insert(Predecessor::None);
        }
    }
    all
}

fn upsert(rows: &mut Vec<Render>, render: Render) -> Option<RenderStage> {
    let row = rows.iter_mut().find(|row| row.id == render.id);
    let before = row.as_ref().map(|row| row.stage);
    match row {
        Some(row) => *row = render,
        None => rows.insert(0, render),
    }
    before
}

impl Deref for RenderList {
    type Target = [Render];

    fn deref(&self) -> &[Render] {
        &self.renders
    }
}
