//! The help overlay: every key, those of the pane in front first; also shows other long texts.

use ratatui::buffer::Buffer;
use ratatui::layout::Rect;

use super::{DrawContext, Navigate, Pane, PaneInput, PaneOutcome};
use crate::command::{COMMAND_ROWS, Command, Key, Scope, rows_in_scope};
use crate::studio::Studio;
use crate::widgets::{Frame, StyledLine, clear_centered, draw_frame, draw_text, width, wrap_code};

/// The signs of the screen, and what they mean.
const SYMBOLS: [(&str, &str); 9] = [
    ("›", "Selected"),
    ("✓", "In the video; in the queue: completed"),
    ("♪", "Has a sample"),
    ("○ ◐", "Queued; being sent or rendered"),
    ("? ✗", "Unconfirmed; refused or failed"),
    ("●", "Unsaved changes"),
    ("⚑", "Needs attention"),
    ("cr ~", "Credits; an estimate"),
    ("v2 v3", "The API version, or the dialect of the request"),
];
/// Columns of the overlay.
const MAX_OVERLAY_COLUMNS: usize = 84;
/// Cells for the keys.
const KEY_COLUMNS: u16 = 22;

/// A text that only scrolls.
#[derive(Debug)]
pub struct HelpOverlay {
    title: &'static str,
    /// The text that the lines are made of, where it is one.
    text: String,
    lines: Vec<HelpLine>,
    first_line: usize,
    /// Rows of text that are seen at a time.
    visible_rows: usize,
}

#[derive(Debug)]
enum HelpLine {
    Heading(String),
    Definition(String, &'static str),
    Text(String),
}

impl HelpOverlay {
    /// The keys that hold in a scope, then those of the other scopes.
    /// `height` is that of the screen.
    pub fn from_scope(scope: Scope, height: u16) -> Self {
        let mut lines = vec![HelpLine::Heading(format!("{} (here)", scope.title()))];
        lines.extend(rows_in_scope(scope).filter(|row| !row.scopes.is_empty()).map(key_line));
        lines.push(HelpLine::Heading("Everywhere".to_owned()));
        lines.extend(COMMAND_ROWS.iter().filter(|row| row.scopes.is_empty()).map(key_line));
        for other in [
            Scope::Photos,
            Scope::Voices,
            Scope::Scenes,
            Scope::SceneOption,
            Scope::SceneText,
            Scope::Queue,
            Scope::RenderDetails,
            Scope::Filter,
        ] {
            if other != scope {
                lines.push(HelpLine::Heading(other.title().to_owned()));
                lines.extend(rows_in_scope(other).filter(|row| !row.scopes.is_empty()).map(key_line));
            }
        }
        lines.push(HelpLine::Heading("Signs".to_owned()));
        lines.extend(SYMBOLS.iter().map(|(sign, meaning)| HelpLine::Definition((*sign).to_owned(), meaning)));
        Self { title: "Keys", text: String::new(), lines, first_line: 0, visible_rows: visible_rows(height) }
    }

    /// Any other text.
    pub fn from_text(title: &'static str, text: &str, screen: Rect) -> Self {
        let lines = wrap_lines(text, screen.width);
        Self { title, text: text.to_owned(), lines, first_line: 0, visible_rows: visible_rows(screen.height) }
    }

    fn scroll_to(&mut self, to: usize) {
        self.first_line = to.min(self.lines.len().saturating_sub(self.visible_rows));
    }
}

/// The lines of a text in the overlay on a screen of this width.
fn wrap_lines(text: &str, columns: u16) -> Vec<HelpLine> {
    let room = usize::from(columns).min(MAX_OVERLAY_COLUMNS).saturating_sub(4).max(1);
    wrap_code(text, room).into_iter().map(HelpLine::Text).collect()
}

/// Rows of text in the overlay on a screen of this height: without its frame, the footer, and a row above and below.
fn visible_rows(height: u16) -> usize {
    usize::from(height.saturating_sub(5)).max(1)
}

fn key_line(row: &'static crate::command::CommandRow) -> HelpLine {
    let keys: Vec<String> = row.keys.iter().map(Key::to_string).collect();
    HelpLine::Definition(if keys.is_empty() { "in commands".to_owned() } else { keys.join(" ") }, row.help)
}

impl Pane for HelpOverlay {
    fn scope(&self) -> Scope {
        Scope::ScrollOnly
    }

    fn update(&mut self, _: &mut Studio, input: PaneInput) -> PaneOutcome {
        match input {
            PaneInput::Command(Command::Up) => self.scroll_to(self.first_line.saturating_sub(1)),
            PaneInput::Command(Command::Down) => self.scroll_to(self.first_line + 1),
            PaneInput::Command(Command::PageUp) => {
                self.scroll_to(self.first_line.saturating_sub(self.visible_rows))
            }
            PaneInput::Command(Command::PageDown) => self.scroll_to(self.first_line + self.visible_rows),
            PaneInput::Command(Command::Top) => self.scroll_to(0),
            PaneInput::Command(Command::Bottom) => self.scroll_to(usize::MAX),
            PaneInput::Command(Command::Back) | PaneInput::Key(_) => {
                return PaneOutcome::navigate(Navigate::Close);
            }
            _ => {}
        }
        PaneOutcome::default()
    }

    fn resize(&mut self, screen: Rect) {
        self.visible_rows = visible_rows(screen.height);
        if !self.text.is_empty() {
            self.lines = wrap_lines(&self.text, screen.width);
        }
        self.scroll_to(self.first_line);
    }

    fn view(&self, _: &Studio, ctx: &DrawContext, area: Rect, buf: &mut Buffer) {
        let place = clear_centered(area, 84, area.height.saturating_sub(2).max(3), buf);
        let more = self.first_line + usize::from(place.height.saturating_sub(2)) < self.lines.len();
        let note = if more { "↓ more · Esc" } else { "Esc" };
        let room = draw_frame(Frame { name: self.title, note, focused: true }, ctx.theme, place, buf);
        for (y, entry) in (room.y..room.bottom()).zip(&self.lines[self.first_line.min(self.lines.len())..]) {
            let line = Rect { y, height: 1, ..room };
            match entry {
                HelpLine::Heading(title) => {
                    draw_text(buf, room.x, y, room.width, title, ctx.theme.bold());
                }
                HelpLine::Text(text) => {
                    draw_text(buf, room.x, y, room.width, text, ctx.theme.plain());
                }
                HelpLine::Definition(keys, help) => draw_definition(keys, help, ctx, line, buf),
            }
        }
    }
}

/// Keys or a sign, and what they do or mean.
fn draw_definition(keys: &str, help: &str, ctx: &DrawContext, line: Rect, buf: &mut Buffer) {
    let gap = usize::from(KEY_COLUMNS).saturating_sub(width(keys)).max(1);
    let row = StyledLine::new().add("  ", ctx.theme.plain()).add(keys, ctx.theme.focus());
    row.add(" ".repeat(gap), ctx.theme.plain()).add(help, ctx.theme.plain()).draw_left(line, buf);
}
