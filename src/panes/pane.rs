//! The interface of panes and overlays: the trait, its input, and what drawing needs.

use jiff::Timestamp;
use ratatui::buffer::Buffer;
use ratatui::layout::{Position, Rect};
use ratatui::style::Style;

use super::confirm_dialog::InputGuard;
use super::focus_path::FocusPath;
use super::navigate::Navigate;
use crate::command::{Command, Key, MouseEvent, MouseEventKind, Scope};
use crate::studio::Studio;
use crate::widgets::{FrameTitle, Theme, clear_centered, draw_frame, draw_text, wrap};

/// Rows of a list that a step of the wheel moves.
const WHEEL_ROWS: usize = 3;

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

/// What drawing needs beside the state of the pane: the studio, the buffer, the time and the focus.
#[derive(Debug)]
pub struct DrawContext<'a> {
    pub studio: &'a Studio,
    pub buf: &'a mut Buffer,
    pub now: Timestamp,
    pub theme: Theme,
    /// Whether this pane or overlay has the focus.
    pub is_focused: bool,
    /// Whether the overview is beside the script.
    pub shows_overview: bool,
    /// Rows of the pane that a status message of several rows covers.
    pub reserved_rows: u16,
    /// The key that focuses this pane.
    pub pane_key: char,
    /// The focus, for hints that name keys.
    pub focus_path: FocusPath,
}

impl DrawContext<'_> {
    /// The key sequence for `keys` in this pane, from the current focus.
    pub(super) fn pane_key_sequence(&self, keys: &str) -> String {
        self.focus_path.key_sequence(&format!("{} {keys}", self.pane_key))
    }

    /// Draws text in the first row of an area; returns the cells that it takes.
    pub(super) fn draw_text(&mut self, area: Rect, text: &str, style: Style) -> u16 {
        draw_text(self.buf, area, text, style)
    }

    /// Draws secondary text in the last row of an area, and takes the row from it.
    pub(super) fn draw_last_row(&mut self, text: &str, area: &mut Rect) {
        area.height -= 1;
        self.draw_text(Rect { y: area.bottom(), ..*area }, text, self.theme.dim());
    }

    /// Draws a horizontal rule in the first row of an area.
    pub(super) fn draw_rule(&mut self, area: Rect) {
        self.draw_text(area, &"─".repeat(area.width.into()), self.theme.dim());
    }

    /// Draws wrapped lines from the top of the area; returns the rows that they take.
    pub(super) fn draw_lines(&mut self, lines: &[(String, Style)], area: Rect) -> u16 {
        let mut y = area.y;
        for (text, style) in lines {
            for line in wrap(text, area.width.saturating_sub(1).into()) {
                if y >= area.bottom() {
                    return area.height;
                }
                self.draw_text(Rect { y, ..area }, &line, *style);
                y += 1;
            }
        }
        y - area.y
    }

    /// The style of a field's label.
    pub(super) fn label_style(&self, is_focused: bool) -> Style {
        if is_focused { self.theme.focus() } else { self.theme.dim() }
    }

    /// Reverses a row, as the one under the cursor.
    pub(super) fn draw_cursor(&mut self, row: Rect) {
        self.buf.set_style(row.intersection(self.buf.area), self.theme.cursor());
    }

    /// Draws the frame of a pane or overlay; returns the area inside it.
    pub(super) fn draw_frame(&mut self, name: &str, note: &str, area: Rect) -> Rect {
        draw_frame(FrameTitle { name, note, focused: self.is_focused }, self.theme, area, self.buf)
    }

    /// Draws the frame of an overlay of this size in the middle of the area; returns the area inside it.
    pub(super) fn draw_overlay_frame(
        &mut self,
        (name, note): (&str, &str),
        (columns, rows): (u16, u16),
        area: Rect,
    ) -> Rect {
        let frame_area = clear_centered(area, columns, rows, self.buf);
        self.draw_frame(name, note, frame_area)
    }
}

/// A pane or an overlay: its scope of keys, its update, and its drawing.
pub trait Pane: std::fmt::Debug {
    fn scope(&self) -> Scope;
    /// How often Esc is pressed until letters are commands of the pane.
    fn escape_count(&self) -> usize {
        usize::from(self.scope().takes_text())
    }
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
    /// Prepares the next frame of an overlay: requests what it shows, and starts its timers. Called after each message
    /// while no other overlay covers it.
    fn prepare_frame(&mut self, _studio: &mut Studio, _theme: Theme) {}
    /// A timer of the table read fired; `due` is its time.
    fn timer_fired(&mut self, _now: Timestamp, _due: Timestamp) {}
    fn update(&mut self, studio: &mut Studio, input: PaneInput) -> Option<Navigate>;
    /// Selects what is drawn at a cell of the screen; for lists.
    fn select_at(&mut self, _studio: &Studio, _cell: Position) {}
    /// Handles the mouse over the pane; in lists a press selects a row, and the wheel moves the cursor. Returns the command
    /// that a press is for.
    fn handle_mouse(&mut self, studio: &mut Studio, event: MouseEvent) -> Option<Command> {
        let command = match event.kind {
            MouseEventKind::WheelUp => Command::Up,
            MouseEventKind::WheelDown => Command::Down,
            MouseEventKind::Drag => return None,
            _ => {
                self.select_at(studio, Position::new(event.column, event.row));
                return None;
            }
        };
        for _ in 0..WHEEL_ROWS {
            self.update(studio, PaneInput::Command(command));
        }
        None
    }
    fn view(&self, ctx: &mut DrawContext<'_>, area: Rect);
}
