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

/// What the root hands to the pane where the keys go.
#[derive(Debug, Clone, PartialEq)]
pub enum PaneInput {
    /// A key that means a command here.
    Command(Command),
    /// A key that means none.
    Key(Key),
    /// Pasted or quickly typed text.
    Text(String),
}

/// What drawing needs beside the pane's own state.
#[derive(Debug, Clone, Copy)]
pub struct DrawContext {
    pub now: Timestamp,
    pub theme: Theme,
    /// Whether the keys go to this pane.
    pub is_focused: bool,
    /// Whether this is the pane where the keys go once no overlay is open.
    pub is_active: bool,
    /// Rows of the pane that a message of several rows takes for now.
    pub reserved_rows: u16,
    /// The key that leads to this pane.
    pub pane_key: char,
    /// Where the keys go once no overlay is open.
    pub focus_path: FocusPath,
}

impl DrawContext {
    /// The keys that press `keys` in this pane, from where the keys go.
    pub(crate) fn pane_key_sequence(&self, keys: &str) -> String {
        self.focus_path.key_sequence(&format!("{} {keys}", self.pane_key))
    }
}

/// Three functions: where the keys go, what an input does, what it looks like.
pub trait Pane: std::fmt::Debug {
    fn scope(&self) -> Scope;
    /// Whether a command that works here would come to something now; the footer names no other.
    fn is_available(&self, studio: &Studio, command: Command) -> bool {
        self.unavailable_reason(studio, command).is_none()
    }
    /// Why a command that works here would come to nothing now, in a few words.
    fn unavailable_reason(&self, _studio: &Studio, _command: Command) -> Option<&'static str> {
        None
    }
    /// The screen has another size; for overlays that scroll.
    fn resize(&mut self, _screen: Rect) {}
    /// Videos are sent in another form, or cost otherwise, from now on; for questions about that.
    fn refresh_price(&mut self, _studio: &Studio) {}
    /// The gate of a dialog about money, which keeps input out that was not meant for it.
    fn input_guard(&mut self) -> Option<&mut InputGuard> {
        None
    }
    /// Chooses the answer of a dialog that does nothing.
    fn select_dismiss(&mut self) {}
    fn update(&mut self, studio: &mut Studio, input: PaneInput) -> PaneOutcome;
    fn view(&self, studio: &Studio, ctx: &DrawContext, area: Rect, buf: &mut Buffer);
}
