//! Dialogs about money: when they open, and which input reaches them.

use std::collections::VecDeque;

use jiff::{SignedDuration, Timestamp};

use super::App;
use crate::command::{Command, Scope};
use crate::panes::Pane;
use crate::panes::confirm_dialog::{ConfirmDialog, InputGuard, UNSOLICITED_QUIET_PERIOD};
use crate::studio::{About, Effect, News, Timer, Tone};

/// What is told while a dialog waits.
const WAITS: &str = "A dialog is waiting; it opens when you stop typing";

/// What a dialog about money may wait for.
#[derive(Debug, Default)]
pub(super) struct Dialogs {
    /// Dialogs that came by themselves and wait until the user stops typing.
    waiting: VecDeque<Box<dyn Pane>>,
    /// The number of the timer that tells that the user has stopped typing; none where no input came lately.
    typing: Option<u64>,
    /// The number of the last timer.
    timer: u64,
    last_input: Timestamp,
    /// Whether the key that is handled now is Enter, which also answers dialogs.
    pub(super) is_enter: bool,
}

impl Dialogs {
    fn next_timer(&mut self) -> u64 {
        self.timer += 1;
        self.timer
    }

    /// Restarts the wait for a pause in the user's typing.
    fn wait_for_pause(&mut self) -> Effect {
        let timer = self.next_timer();
        self.typing = Some(timer);
        Effect::Wake(UNSOLICITED_QUIET_PERIOD, Timer::Dialog(timer))
    }
}

impl App {
    /// The screen shows what the app is now. The runtime calls it after each frame.
    pub fn drawn(&mut self) -> Vec<Effect> {
        let Some((top, covered)) = self.overlays.split_last_mut() else { return Vec::new() };
        covered.iter_mut().filter_map(|overlay| overlay.input_guard()).for_each(InputGuard::block);
        let Some(gate) = top.input_guard() else { return Vec::new() };
        let timer = self.dialogs.next_timer();
        let wait = gate.frame_drawn(timer);
        wait.map(|wait| Effect::Wake(wait, Timer::Dialog(timer))).into_iter().collect()
    }

    /// Opens a dialog that the user asked for. Where Enter opened it, Enter held too long must not pay.
    pub(super) fn open_dialog(&mut self, mut dialog: ConfirmDialog) {
        if self.dialogs.is_enter && dialog.input_guard().is_some() {
            dialog.select_dismiss();
        }
        self.overlays.push(Box::new(dialog));
    }

    /// Opens a dialog that comes by itself, once the user has stopped typing.
    pub(super) fn open_unasked(&mut self, dialog: ConfirmDialog) -> Option<Effect> {
        self.dialogs.waiting.push_back(Box::new(dialog));
        if !self.shows_prices() {
            self.too_small();
        }
        let since = self.studio.now().duration_since(self.dialogs.last_input).abs();
        if since >= SignedDuration::try_from(UNSOLICITED_QUIET_PERIOD).unwrap_or(SignedDuration::MAX) {
            self.dialogs.typing = None;
            return None;
        }
        if self.studio.news.is_none() {
            self.studio.announce(News::new(Tone::Warn, WAITS).about(About::Dialog));
        }
        Some(self.dialogs.wait_for_pause())
    }

    /// Opens the next dialog that waits, where nothing stands in its way.
    pub(super) fn open_waiting(&mut self) {
        let is_asking = self.overlays.iter().any(|overlay| overlay.scope() == Scope::Dialog);
        if is_asking || self.dialogs.typing.is_some() || !self.shows_prices() {
            return;
        }
        let Some(dialog) = self.dialogs.waiting.pop_front() else { return };
        self.studio.end_news(&About::Dialog);
        self.overlays.push(dialog);
    }

    /// Videos are sent in another form, or cost otherwise, from now on.
    pub(super) fn terms_changed(&mut self) {
        let waiting = self.dialogs.waiting.iter_mut();
        self.overlays.iter_mut().chain(waiting).for_each(|overlay| overlay.refresh_price(&self.studio));
    }

    /// What the open dialogs say of a price has changed: they are read anew before they are answered.
    pub(super) fn shut_gates(&mut self) {
        self.overlays.iter_mut().filter_map(|overlay| overlay.input_guard()).for_each(InputGuard::block);
    }

    /// A timer of the dialogs fired.
    pub(super) fn dialog_timer(&mut self, timer: u64) {
        if self.dialogs.typing == Some(timer) {
            self.dialogs.typing = None;
        }
        if let Some(gate) = self.overlays.last_mut().and_then(|overlay| overlay.input_guard()) {
            gate.timer_fired(timer);
        }
    }

    /// Notes that input came; dialogs that wait go on waiting.
    pub(super) fn input_came(&mut self, now: Timestamp) -> Option<Effect> {
        self.dialogs.last_input = now;
        let waits = !self.dialogs.waiting.is_empty();
        waits.then(|| self.dialogs.wait_for_pause())
    }

    /// Whether input may go on to where the keys go. A dialog about money keeps out what was not meant for it, or makes
    /// way for it. `command` is what the input means in the dialog, `is_text` whether it types something.
    pub(super) fn admits(&mut self, command: Option<Command>, is_text: bool) -> Admission {
        let takes_text = self.scope_below().takes_text();
        let Some(top) = self.overlays.last_mut() else { return Admission::Goes };
        let Some(gate) = top.input_guard() else { return Admission::Goes };
        match command {
            Some(Command::Redraw) => return Admission::Goes,
            Some(Command::Quit) if !is_text => return Admission::Goes,
            _ => {}
        }
        if gate.passes_input_through() && (!gate.is_open() || (is_text && takes_text)) {
            return self.step_aside();
        }
        match command {
            Some(Command::Leave) => return Admission::Goes,
            Some(Command::Accept) if gate.is_open() => return Admission::Goes,
            Some(Command::Earlier | Command::Later) if gate.is_open() => {
                gate.selection_changed();
                return Admission::Goes;
            }
            Some(Command::Accept | Command::Earlier | Command::Later) => {}
            _ => top.select_dismiss(),
        }
        if let Some(gate) = top.input_guard() {
            gate.block();
        }
        Admission::Dropped
    }

    /// Hides the dialog on top until the user stops typing.
    fn step_aside(&mut self) -> Admission {
        if let Some(mut dialog) = self.overlays.pop() {
            if let Some(gate) = dialog.input_guard() {
                gate.block();
            }
            self.dialogs.waiting.push_front(dialog);
        }
        Admission::Below(self.dialogs.wait_for_pause())
    }

    /// The scope of what the top overlay covers.
    fn scope_below(&self) -> Scope {
        let below = self.overlays.len().checked_sub(2).and_then(|at| self.overlays.get(at));
        below.map_or_else(|| self.panes.get(self.focus).scope(), |overlay| overlay.scope())
    }
}

/// What becomes of an input.
#[derive(Debug)]
pub(super) enum Admission {
    /// It goes where the keys go.
    Goes,
    /// The dialog made way: it goes to what was below.
    Below(Effect),
    Dropped,
}
