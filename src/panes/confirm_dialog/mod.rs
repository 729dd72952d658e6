//! The confirmation dialog: asks before something happens.

mod body_scroll;
mod dialog;
mod input_guard;
mod line;
mod price_lines;
mod unsolicited;
mod view;

use ratatui::layout::Rect;

use dialog::{AnswerOutcome, DialogAnswer};

use super::cycle::{Direction, cycle_index};
use super::{Action, DrawContext, Navigate, Pane, PaneInput};
use crate::command::{Command, Key, Scope};
use crate::studio::Studio;

pub use dialog::ConfirmDialog;
pub use input_guard::{InputGuard, UNSOLICITED_QUIET_PERIOD};

fn is_scrolling(command: Command) -> bool {
    matches!(command, Command::Up | Command::Down | Command::PageUp | Command::PageDown)
}

impl ConfirmDialog {
    /// Gives an answer; measuring leaves the dialog open.
    fn give_answer(&mut self, index: usize, studio: &mut Studio) -> Option<Navigate> {
        match self.answers[index].outcome.clone() {
            AnswerOutcome::Perform(action) => Some(Navigate::perform(*action)),
            AnswerOutcome::Measure(inputs) => {
                self.is_measuring = true;
                studio.measure_speech(inputs);
                None
            }
        }
    }
}

impl ConfirmDialog {
    /// The index of the answer that cleans the scripts.
    fn cleaning_answer(&self) -> Option<usize> {
        let cleans = AnswerOutcome::Perform(Box::new(Action::RenderCleaned));
        self.answers.iter().position(|answer| answer.outcome == cleans)
    }
}

impl Pane for ConfirmDialog {
    fn scope(&self) -> Scope {
        Scope::Dialog
    }

    fn refresh_price(&mut self, studio: &Studio) {
        if let Some(render) = self.new_render.take() {
            // A guard that waits for the user to stop typing goes on waiting.
            let mut guard = self
                .input_guard
                .take()
                .filter(InputGuard::passes_input_through)
                .unwrap_or_else(InputGuard::price_changed);
            guard.block();
            let is_measured = self.is_measuring && render.shown_dialect == studio.account.dialect;
            let dialog = if is_measured {
                Self::confirm_render(studio, studio.reprice(*render))
            } else {
                Self::confirm_new_price(studio, *render)
            };
            *self = Self { input_guard: Some(guard), ..dialog };
        }
    }

    fn is_available(&self, _: &Studio, command: Command) -> bool {
        if command == Command::CleanScript && self.cleaning_answer().is_none() {
            return false;
        }
        match &self.input_guard {
            Some(guard) if !guard.is_open() => {
                let is_harmless = command == Command::Back || is_scrolling(command);
                is_harmless && !guard.passes_input_through()
            }
            _ => true,
        }
    }

    fn input_guard(&mut self) -> Option<&mut InputGuard> {
        self.input_guard.as_mut()
    }

    fn select_dismiss(&mut self) {
        let dismiss = self
            .answers
            .iter()
            .position(|answer| answer.outcome == AnswerOutcome::Perform(Box::new(Action::Dismiss)));
        self.selected = dismiss.unwrap_or(self.selected);
    }

    fn update(&mut self, studio: &mut Studio, input: PaneInput) -> Option<Navigate> {
        let count = self.answers.len();
        match input {
            PaneInput::Command(command) if is_scrolling(command) => {
                self.scroll.update(command);
            }
            PaneInput::Command(Command::Next) => {
                self.selected = cycle_index(count, self.selected, Direction::Next);
            }
            PaneInput::Command(Command::Previous) => {
                self.selected = cycle_index(count, self.selected, Direction::Previous);
            }
            PaneInput::Command(Command::Confirm) => {
                return self.give_answer(self.selected, studio);
            }
            PaneInput::Command(Command::CleanScript) => {
                let answer = self.cleaning_answer()?;
                return self.give_answer(answer, studio);
            }
            PaneInput::Command(Command::Back) => return Some(Navigate::perform(Action::Dismiss)),
            PaneInput::Key(key) => {
                let has_letter = |answer: &DialogAnswer| answer.letter.map(Key::char) == Some(key);
                if let Some(index) = self.answers.iter().position(has_letter) {
                    return self.give_answer(index, studio);
                }
            }
            _ => {}
        }
        None
    }

    fn view(&self, ctx: &mut DrawContext<'_>, area: Rect) {
        self.draw(ctx, area);
    }
}
