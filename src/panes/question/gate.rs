//! The gate of a dialog about money: it decides which input may answer the dialog.

use std::time::Duration;

/// Quiet time before a dialog that the user opened takes keys.
const QUIET: Duration = Duration::from_millis(300);
/// Quiet time before a dialog that came by itself takes keys.
pub const UNASKED_QUIET: Duration = Duration::from_secs(1);

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum State {
    /// The dialog has changed since it was last drawn, or input came that was not meant for it.
    Shut,
    /// It is on the screen; the timer of this number opens the gate.
    Waiting(u64),
    /// Another answer is chosen, which is not drawn yet.
    Moved,
    Open,
}

/// A gate opens once its dialog was drawn and no input has come since for a while: what was on its way already, a key
/// that repeats and pasted text answer nothing.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Gate {
    state: State,
    quiet: Duration,
    steps_aside: bool,
}

impl Gate {
    /// The gate of a dialog that the user opened.
    pub fn asked() -> Self {
        Self { state: State::Shut, quiet: QUIET, steps_aside: false }
    }

    /// The gate of a dialog that came by itself: input that is not meant for it goes on to where the user works.
    pub fn unasked() -> Self {
        Self { state: State::Shut, quiet: UNASKED_QUIET, steps_aside: true }
    }

    /// The gate of an open dialog whose price changed by itself.
    pub fn changed() -> Self {
        Self { steps_aside: false, ..Self::unasked() }
    }

    pub fn is_open(&self) -> bool {
        self.state == State::Open
    }

    /// Whether the dialog makes way for input that is not meant for it.
    pub fn steps_aside(&self) -> bool {
        self.steps_aside
    }

    /// Starts the wait again from the next frame.
    pub fn shut(&mut self) {
        self.state = State::Shut;
    }

    /// Another answer was chosen: it must be drawn before it is given.
    pub fn moved(&mut self) {
        self.state = State::Moved;
    }

    /// The dialog was drawn. Returns how long the timer of this number is to run, where one is needed.
    pub fn drawn(&mut self, timer: u64) -> Option<Duration> {
        match self.state {
            State::Shut => {
                self.state = State::Waiting(timer);
                Some(self.quiet)
            }
            State::Moved => {
                self.state = State::Open;
                None
            }
            State::Waiting(_) | State::Open => None,
        }
    }

    /// The timer of this number fired.
    pub fn fired(&mut self, timer: u64) {
        if self.state == State::Waiting(timer) {
            self.state = State::Open;
        }
    }
}
