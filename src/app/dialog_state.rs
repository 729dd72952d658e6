//! The state of dialogs: those that wait, and the input that they wait for.

use std::collections::VecDeque;

use jiff::Timestamp;

use crate::panes::Pane;

/// Waiting dialogs, and the input that they wait for.
#[derive(Debug, Default)]
pub(super) struct DialogState {
    /// Unsolicited dialogs that wait until the user stops typing.
    pub(super) waiting: VecDeque<Box<dyn Pane>>,
    /// The timer that fires once the user has stopped typing; `None` where no input came lately.
    pub(super) typing_timer: Option<u64>,
    last_timer: u64,
    pub(super) last_input: Timestamp,
    /// Whether the key that is handled now is Enter, which also answers dialogs.
    pub(super) is_enter: bool,
}

impl DialogState {
    pub(super) fn next_timer(&mut self) -> u64 {
        self.last_timer += 1;
        self.last_timer
    }
}
