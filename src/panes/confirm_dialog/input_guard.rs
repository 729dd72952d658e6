//! The input guard of a dialog about money: it decides which input may answer the dialog.

use std::time::Duration;

/// Time without input before a dialog that the user opened takes keys.
const USER_OPENED_QUIET_PERIOD: Duration = Duration::from_millis(300);
/// Time without input before an unsolicited dialog takes keys.
pub const UNSOLICITED_QUIET_PERIOD: Duration = Duration::from_secs(1);

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum GuardState {
    /// The dialog changed since it was last drawn, or input came that was not meant for it.
    Blocked,
    /// The dialog is drawn; the timer with this number opens the guard.
    Waiting(u64),
    /// Another answer is selected, which is not drawn yet.
    SelectionChanged,
    Open,
}

/// A guard that opens after its dialog was drawn and no input came for a while, so that keys typed ahead, a repeating
/// key and pasted text answer nothing.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct InputGuard {
    state: GuardState,
    quiet_period: Duration,
    passes_input_through: bool,
}

impl InputGuard {
    /// The guard of a dialog that the user opened.
    pub fn user_opened() -> Self {
        Self {
            state: GuardState::Blocked,
            quiet_period: USER_OPENED_QUIET_PERIOD,
            passes_input_through: false,
        }
    }

    /// The guard of an unsolicited dialog: input goes on to the focused pane until it opens.
    pub fn unsolicited() -> Self {
        Self {
            state: GuardState::Blocked,
            quiet_period: UNSOLICITED_QUIET_PERIOD,
            passes_input_through: true,
        }
    }

    /// The guard of an open dialog whose price changed.
    pub fn price_changed() -> Self {
        Self { passes_input_through: false, ..Self::unsolicited() }
    }

    pub fn is_open(&self) -> bool {
        self.state == GuardState::Open
    }

    /// Whether input goes to the focused pane while the guard is closed.
    pub fn passes_input_through(&self) -> bool {
        self.passes_input_through
    }

    /// Closes the guard; the wait starts again with the next frame.
    pub fn block(&mut self) {
        self.state = GuardState::Blocked;
    }

    /// Closes the guard until the selected answer is drawn.
    pub fn selection_changed(&mut self) {
        self.state = GuardState::SelectionChanged;
    }

    /// Notes that the dialog was drawn. Returns the duration of the timer to start with this number, if one is needed.
    pub fn frame_drawn(&mut self, timer: u64) -> Option<Duration> {
        match self.state {
            GuardState::Blocked => {
                self.state = GuardState::Waiting(timer);
                Some(self.quiet_period)
            }
            GuardState::SelectionChanged => {
                self.state = GuardState::Open;
                None
            }
            GuardState::Waiting(_) | GuardState::Open => None,
        }
    }

    /// Opens the guard if it waits for this timer.
    pub fn timer_fired(&mut self, timer: u64) {
        if self.state == GuardState::Waiting(timer) {
            self.state = GuardState::Open;
        }
    }
}
