//! Dialogs that wait until the user stops typing, and the timers of the wait.

use std::collections::VecDeque;

use jiff::Timestamp;

use crate::panes::Pane;
use crate::panes::confirm_dialog::UNSOLICITED_QUIET_PERIOD;
use crate::studio::{Effect, Timer};

/// What a dialog about money may wait for.
#[derive(Debug, Default)]
pub(super) struct DialogQueue {
    /// Dialogs that came by themselves and wait until the user stops typing.
    pub(super) waiting: VecDeque<Box<dyn Pane>>,
    /// The number of the timer that tells that the user has stopped typing; none where no input came lately.
    pub(super) typing_timer: Option<u64>,
    /// The number of the last timer.
    last_timer: u64,
    pub(super) last_input: Timestamp,
    /// Whether the key that is handled now is Enter, which also answers dialogs.
    pub(super) is_enter: bool,
}

impl DialogQueue {
    pub(super) fn next_timer(&mut self) -> u64 {
        self.last_timer += 1;
        self.last_timer
    }

    /// Restarts the wait for a pause in the user's typing.
    pub(super) fn restart_typing_timer(&mut self) -> Effect {
        let timer = self.next_timer();
        self.typing_timer = Some(timer);
        Effect::StartTimer(UNSOLICITED_QUIET_PERIOD, Timer::Dialog(timer))
    }
}
