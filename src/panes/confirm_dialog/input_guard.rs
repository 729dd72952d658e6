//! The gate of a dialog about money: it decides which input may answer the dialog.

use std::time::Duration;

/// Quiet time before a dialog that the user opened takes keys.
const USER_OPENED_QUIET_PERIOD: Duration = Duration::from_millis(300);
/// Quiet time before a dialog that came by itself takes keys.
pub const UNSOLICITED_QUIET_PERIOD: Duration = Duration::from_secs(1);

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum GuardState {
    /// The dialog has changed since it was last drawn, or input came that was not meant for it.
    Blocked,
    /// It is on the screen; the timer of this number opens the gate.
    Waiting(u64),
    /// Another answer is chosen, which is not drawn yet.
    SelectionChanged,
    Open,
}

/// A gate opens once its dialog was drawn and no input has come since for a while: what was on its way already, a key
/// that repeats and pasted text answer nothing.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct InputGuard {
    state: GuardState,
    quiet_period: Duration,
    passes_input_through: bool,
}

impl InputGuard {
    /// The gate of a dialog that the user opened.
    pub fn user_opened() -> Self {
        Self {
            state: GuardState::Blocked,
            quiet_period: USER_OPENED_QUIET_PERIOD,
            passes_input_through: false,
        }
    }

    /// The gate of a dialog that came by itself: input that is not meant for it goes on to where the user works.
    pub fn unsolicited() -> Self {
        Self {
            state: GuardState::Blocked,
            quiet_period: UNSOLICITED_QUIET_PERIOD,
            passes_input_through: true,
        }
    }

    /// The gate of an open dialog whose price changed by itself.
    pub fn price_changed() -> Self {
        Self { passes_input_through: false, ..Self::unsolicited() }
    }

    pub fn is_open(&self) -> bool {
        self.state == GuardState::Open
    }

    /// Whether the dialog makes way for input that is not meant for it.
    pub fn passes_input_through(&self) -> bool {
        self.passes_input_through
    }

    /// Starts the wait again from the next frame.
    pub fn block(&mut self) {
        self.state = GuardState::Blocked;
    }

    /// Another answer was chosen: it must be drawn before it is given.
    pub fn selection_changed(&mut self) {
        self.state = GuardState::SelectionChanged;
    }

    /// The dialog was drawn. Returns how long the timer of this number is to run, where one is needed.
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

    /// The timer of this number fired.
    pub fn timer_fired(&mut self, timer: u64) {
        if self.state == GuardState::Waiting(timer) {
            self.state = GuardState::Open;
        }
    }
}
