//! The interface of panes and overlays: the trait, its input, and what drawing needs.

use jiff::Timestamp;
use ratatui::buffer::Buffer;
use ratatui::layout::Rect;

use super::confirm_dialog::InputGuard;
use super::focus_path::FocusPath;
use super::outcome::PaneOutcome;
use crate::command::{Command, Key, Scope};
use crate::studio::Studio;
use crate::widgets::Theme;

/// An input of the focused pane or overlay.
#[derive(Debug, Clone, PartialEq)]
pub enum PaneInput {
    /// The command of a key in this scope.
    Command(Command),
    /// A key without a command in this scope.
    Key(Key),
    /// Text that was pasted, or typed faster than the screen is drawn.
    Text(String),
}

/// What drawing needs beside the state of the pane and the studio.
#[derive(Debug, Clone, Copy)]
pub struct DrawContext {
    pub now: Timestamp,
    pub theme: Theme,
    /// Whether this pane or overlay has the focus.
    pub is_focused: bool,
    /// Whether this pane has the focus once all overlays are closed.
    pub is_active: bool,
    /// Rows of the pane that a status message of several rows covers.
    pub reserved_rows: u16,
    /// The key that focuses this pane.
    pub pane_key: char,
    /// The focus, for hints that name keys.
    pub focus_path: FocusPath,
}

impl DrawContext {
    /// The key sequence for `keys` in this pane, from the current focus.
    pub(crate) fn pane_key_sequence(&self, keys: &str) -> String {
        self.focus_path.key_sequence(&format!("{} {keys}", self.pane_key))
    }
}

/// A pane or an overlay: its scope of keys, its update, and its drawing.
pub trait Pane: std::fmt::Debug {
    fn scope(&self) -> Scope;
    /// Whether a command of this scope has an effect now; the footer shows only those.
    fn is_available(&self, studio: &Studio, command: Command) -> bool {
        self.unavailable_reason(studio, command).is_none()
    }
    /// Why a command of this scope has no effect now, in a few words.
    fn unavailable_reason(&self, _studio: &Studio, _command: Command) -> Option<&'static str> {
        None
    }
    /// Takes the new size of the screen; for overlays that scroll.
    fn resize(&mut self, _screen: Rect) {}
    /// Recalculates the price after the dialect or the rate changed; for price dialogs.
    fn refresh_price(&mut self, _studio: &Studio) {}
    /// The input guard of a dialog about money.
    fn input_guard(&mut self) -> Option<&mut InputGuard> {
        None
    }
    /// Selects the answer of a dialog that does nothing.
    fn select_dismiss(&mut self) {}
    fn update(&mut self, studio: &mut Studio, input: PaneInput) -> PaneOutcome;
    fn view(&self, studio: &Studio, ctx: &DrawContext, area: Rect, buf: &mut Buffer);
}
