//! Dialogs: when they open, and which input reaches them.

use jiff::{SignedDuration, Timestamp};

use super::App;
use crate::command::{Command, Scope};
use crate::panes::Pane;
use crate::panes::confirm_dialog::{ConfirmDialog, InputGuard, UNSOLICITED_QUIET_PERIOD};
use crate::studio::{Effect, MessageTopic, Severity, Timer};

/// Shown while a dialog waits.
const WAITING_DIALOG_TEXT: &str = "A dialog is waiting; it opens when you stop typing";

impl App {
    /// Notes that the present state is on the screen. The runtime calls it after each frame.
    pub fn handle_frame_drawn(&mut self) -> Vec<Effect> {
        let Some((top, covered)) = self.overlays.split_last_mut() else { return Vec::new() };
        covered.iter_mut().filter_map(|overlay| overlay.input_guard()).for_each(InputGuard::block);
        let Some(guard) = top.input_guard() else { return Vec::new() };
        let timer = self.dialogs.next_timer();
        let wait = guard.frame_drawn(timer);
        wait.map(|wait| Effect::StartTimer(wait, Timer::Dialog(timer))).into_iter().collect()
    }

    /// Opens a dialog that the user asked for. If Enter opened it, a held Enter must not confirm it.
    pub(super) fn open_dialog(&mut self, mut dialog: ConfirmDialog) {
        if self.dialogs.is_enter && dialog.input_guard().is_some() {
            dialog.select_dismiss();
        }
        self.open_overlay(dialog);
    }

    /// Opens an unsolicited dialog once the user has stopped typing.
    pub(super) fn queue_dialog(&mut self, dialog: ConfirmDialog) {
        self.dialogs.waiting.push_back(Box::new(dialog));
        if !self.can_show_prices() {
            self.report_small_window();
        }
        let since = self.studio.now().duration_since(self.dialogs.last_input).abs();
        if since >= SignedDuration::try_from(UNSOLICITED_QUIET_PERIOD).unwrap_or(SignedDuration::MAX) {
            self.dialogs.typing_timer = None;
            return;
        }
        if self.studio.status_line.current.is_none() {
            self.studio.report_about(MessageTopic::WaitingDialog, Severity::Warning, WAITING_DIALOG_TEXT);
        }
        self.restart_typing_timer();
    }

    /// Opens the next waiting dialog, unless another is open or the user types.
    pub(super) fn open_next_dialog(&mut self) {
        let is_asking = self.overlays.iter().any(|overlay| overlay.scope() == Scope::Dialog);
        if is_asking || self.dialogs.typing_timer.is_some() || !self.can_show_prices() {
            return;
        }
        let Some(dialog) = self.dialogs.waiting.pop_front() else { return };
        self.studio.dismiss_topic(&MessageTopic::WaitingDialog);
        self.overlays.push(dialog);
    }

    /// The dialect or a rate changed: updates the prices in dialogs.
    pub(super) fn refresh_prices(&mut self) {
        let waiting = self.dialogs.waiting.iter_mut();
        self.overlays.iter_mut().chain(waiting).for_each(|overlay| overlay.refresh_price(&self.studio));
    }

    /// The price in the open dialogs changed: input is blocked until it can be read.
    pub(super) fn block_input_guards(&mut self) {
        self.overlays.iter_mut().filter_map(|overlay| overlay.input_guard()).for_each(InputGuard::block);
    }

    /// A timer of the dialogs fired.
    pub(super) fn handle_dialog_timer(&mut self, timer: u64) {
        if self.dialogs.typing_timer == Some(timer) {
            self.dialogs.typing_timer = None;
        }
        if let Some(guard) = self.overlays.last_mut().and_then(|overlay| overlay.input_guard()) {
            guard.timer_fired(timer);
        }
    }

    /// Records input; waiting dialogs go on waiting.
    pub(super) fn record_input(&mut self, now: Timestamp) {
        self.dialogs.last_input = now;
        if !self.dialogs.waiting.is_empty() {
            self.restart_typing_timer();
        }
    }

    /// Restarts the wait for a pause in the user's typing.
    fn restart_typing_timer(&mut self) {
        let timer = self.dialogs.next_timer();
        self.dialogs.typing_timer = Some(timer);
        self.studio.emit(Effect::StartTimer(UNSOLICITED_QUIET_PERIOD, Timer::Dialog(timer)));
    }

    /// Decides whether an input reaches the dialog on top, is dropped by its guard, or goes to what is below while the
    /// dialog waits again. `command` is what the input means in the dialog; `is_text` is whether it types something.
    pub(super) fn route_input(&mut self, command: Option<Command>, is_text: bool) -> InputRoute {
        let takes_text = self.covered_scope().takes_text();
        let Some(top) = self.overlays.last_mut() else { return InputRoute::Forward };
        let Some(guard) = top.input_guard() else { return InputRoute::Forward };
        match command {
            Some(Command::Redraw) => return InputRoute::Forward,
            Some(Command::Quit) if !is_text => return InputRoute::Forward,
            _ => {}
        }
        if guard.passes_input_through() && (!guard.is_open() || (is_text && takes_text)) {
            return self.requeue_dialog();
        }
        match command {
            Some(Command::Back) => return InputRoute::Forward,
            // Reading on is no answer.
            Some(Command::Up | Command::Down | Command::PageUp | Command::PageDown) => {
                return InputRoute::Forward;
            }
            Some(Command::Confirm | Command::CleanScript) if guard.is_open() => return InputRoute::Forward,
            Some(Command::Previous | Command::Next) if guard.is_open() => {
                guard.selection_changed();
                return InputRoute::Forward;
            }
            Some(Command::Confirm | Command::Previous | Command::Next) => {}
            _ => top.select_dismiss(),
        }
        if let Some(guard) = top.input_guard() {
            guard.block();
        }
        InputRoute::Drop
    }

    /// Hides the dialog on top until the user stops typing.
    fn requeue_dialog(&mut self) -> InputRoute {
        if let Some(mut dialog) = self.overlays.pop() {
            if let Some(guard) = dialog.input_guard() {
                guard.block();
            }
            self.dialogs.waiting.push_front(dialog);
        }
        self.restart_typing_timer();
        InputRoute::Forward
    }

    /// The scope of what the top overlay covers.
    fn covered_scope(&self) -> Scope {
        let below = self.overlays.len().checked_sub(2).and_then(|at| self.overlays.get(at));
        below.map_or_else(|| self.panes.get(self.focus).scope(), |overlay| overlay.scope())
    }
}

/// Where an input goes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum InputRoute {
    /// To the focused pane, or the overlay that is on top now.
    Forward,
    Drop,
}
