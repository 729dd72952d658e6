//! The help overlay: every key, those of the pane in front first; also shows other long texts.

use ratatui::buffer::Buffer;
use ratatui::layout::Rect;

use super::{DrawContext, Go, Input, Pane, Turn};
use crate::command::{Command, Key, ROWS, Scope, rows};
use crate::studio::Studio;
use crate::widgets::{Frame, Line, centre, frame, put, width, wrap_code};

/// The signs of the screen, and what they mean.
const SIGNS: [(&str, &str); 9] = [
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
const WIDE: usize = 84;
/// Cells for the keys.
const KEYS: u16 = 22;

/// A text that only scrolls.
#[derive(Debug)]
pub struct Help {
    title: &'static str,
    /// The text that the lines are made of, where it is one.
    text: String,
    lines: Vec<Entry>,
    top: usize,
    /// Rows of text that are seen at a time.
    page: usize,
}

#[derive(Debug)]
enum Entry {
    Title(String),
    Row(String, &'static str),
    Text(String),
}

impl Help {
    /// The keys that hold in a scope, then those of the other scopes.
    /// `height` is that of the screen.
    pub fn keys(scope: Scope, height: u16) -> Self {
        let mut lines = vec![Entry::Title(format!("{} (here)", scope.title()))];
        lines.extend(rows(scope).filter(|row| !row.scopes.is_empty()).map(entry));
        lines.push(Entry::Title("Everywhere".to_owned()));
        lines.extend(ROWS.iter().filter(|row| row.scopes.is_empty()).map(entry));
        for other in [
            Scope::Photos,
            Scope::Voices,
            Scope::Scenes,
            Scope::Choice,
            Scope::Text,
            Scope::Queue,
            Scope::Details,
            Scope::Filter,
        ] {
            if other != scope {
                lines.push(Entry::Title(other.title().to_owned()));
                lines.extend(rows(other).filter(|row| !row.scopes.is_empty()).map(entry));
            }
        }
        lines.push(Entry::Title("Signs".to_owned()));
        lines.extend(SIGNS.iter().map(|(sign, meaning)| Entry::Row((*sign).to_owned(), meaning)));
        Self { title: "Keys", text: String::new(), lines, top: 0, page: page(height) }
    }

    /// Any other text.
    pub fn text(title: &'static str, text: &str, screen: Rect) -> Self {
        let lines = wrapped(text, screen.width);
        Self { title, text: text.to_owned(), lines, top: 0, page: page(screen.height) }
    }

    fn scroll(&mut self, to: usize) {
        self.top = to.min(self.lines.len().saturating_sub(self.page));
    }
}

/// The lines of a text in the overlay on a screen of this width.
fn wrapped(text: &str, columns: u16) -> Vec<Entry> {
    let room = usize::from(columns).min(WIDE).saturating_sub(4).max(1);
    wrap_code(text, room).into_iter().map(Entry::Text).collect()
}

/// Rows of text in the overlay on a screen of this height: without its frame, the footer, and a row above and below.
fn page(height: u16) -> usize {
    usize::from(height.saturating_sub(5)).max(1)
}

fn entry(row: &'static crate::command::Row) -> Entry {
    let keys: Vec<String> = row.keys.iter().map(Key::to_string).collect();
    Entry::Row(if keys.is_empty() { "in commands".to_owned() } else { keys.join(" ") }, row.help)
}

impl Pane for Help {
    fn scope(&self) -> Scope {
        Scope::Reader
    }

    fn update(&mut self, _: &mut Studio, input: Input) -> Turn {
        match input {
            Input::Command(Command::Up) => self.scroll(self.top.saturating_sub(1)),
            Input::Command(Command::Down) => self.scroll(self.top + 1),
            Input::Command(Command::PageUp) => self.scroll(self.top.saturating_sub(self.page)),
            Input::Command(Command::PageDown) => self.scroll(self.top + self.page),
            Input::Command(Command::Top) => self.scroll(0),
            Input::Command(Command::Bottom) => self.scroll(usize::MAX),
            Input::Command(Command::Leave) | Input::Key(_) => return Turn::go(Go::Close),
            _ => {}
        }
        Turn::default()
    }

    fn resized(&mut self, screen: Rect) {
        self.page = page(screen.height);
        if !self.text.is_empty() {
            self.lines = wrapped(&self.text, screen.width);
        }
        self.scroll(self.top);
    }

    fn view(&self, _: &Studio, ctx: &DrawContext, area: Rect, buf: &mut Buffer) {
        let place = centre(area, 84, area.height.saturating_sub(2).max(3), buf);
        let more = self.top + usize::from(place.height.saturating_sub(2)) < self.lines.len();
        let note = if more { "↓ more · Esc" } else { "Esc" };
        let room = frame(Frame { name: self.title, note, focused: true }, ctx.theme, place, buf);
        for (y, entry) in (room.y..room.bottom()).zip(&self.lines[self.top.min(self.lines.len())..]) {
            let line = Rect { y, height: 1, ..room };
            match entry {
                Entry::Title(title) => {
                    put(buf, room.x, y, room.width, title, ctx.theme.strong());
                }
                Entry::Text(text) => {
                    put(buf, room.x, y, room.width, text, ctx.theme.plain());
                }
                Entry::Row(keys, help) => row(keys, help, ctx, line, buf),
            }
        }
    }
}

/// Keys or a sign, and what they do or mean.
fn row(keys: &str, help: &str, ctx: &DrawContext, line: Rect, buf: &mut Buffer) {
    let gap = usize::from(KEYS).saturating_sub(width(keys)).max(1);
    let row = Line::new().add("  ", ctx.theme.plain()).add(keys, ctx.theme.focus());
    row.add(" ".repeat(gap), ctx.theme.plain()).add(help, ctx.theme.plain()).left(line, buf);
}
