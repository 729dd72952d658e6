//! The four panes, and which of them has the focus.

use crate::panes::{Direction, Pane, cycle, photos, queue, script, voices};

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum PaneId {
    Photos,
    Voices,
    Script,
    Queue,
}

impl PaneId {
    pub const ALL: [Self; 4] = [Self::Photos, Self::Voices, Self::Script, Self::Queue];

    /// The key that focuses the pane.
    pub(super) fn key(self) -> char {
        match self {
            Self::Photos => '1',
            Self::Voices => '2',
            Self::Script => '3',
            Self::Queue => '4',
        }
    }

    pub(super) fn neighbor(self, direction: Direction) -> Self {
        cycle(&Self::ALL, &self, direction)
    }
}

/// The four panes.
#[derive(Debug, Default)]
pub(super) struct Panes {
    pub(super) photos: photos::PhotosPane,
    pub(super) voices: voices::VoicesPane,
    pub(super) script: script::ScriptPane,
    pub(super) queue: queue::QueuePane,
}

impl Panes {
    pub(super) fn get(&self, id: PaneId) -> &dyn Pane {
        match id {
            PaneId::Photos => &self.photos,
            PaneId::Voices => &self.voices,
            PaneId::Script => &self.script,
            PaneId::Queue => &self.queue,
        }
    }

    pub(super) fn get_mut(&mut self, id: PaneId) -> &mut dyn Pane {
        match id {
            PaneId::Photos => &mut self.photos,
            PaneId::Voices => &mut self.voices,
            PaneId::Script => &mut self.script,
            PaneId::Queue => &mut self.queue,
        }
    }
}
