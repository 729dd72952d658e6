//! The help overlay: all keys, those of the focused scope first; also shows other long texts.

use ratatui::layout::Rect;

use super::scroll::ScrollPosition;
use super::{DrawContext, Navigate, Pane, PaneInput};
use crate::command::{COMMAND_ROWS, CommandRow, Key, Scope, TEXT_KEYS, rows_in_scope};
use crate::studio::Studio;
use crate::widgets::{StyledLine, width, wrap_code};

/// The symbols of the screen, with their meaning.
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
const MAX_OVERLAY_COLUMNS: u16 = 84;
const KEY_COLUMNS: u16 = 22;

/// A scrollable text.
#[derive(Debug)]
pub struct HelpOverlay {
    title: &'static str,
    /// The text to wrap again after a resize; empty for help.
    text: String,
    lines: Vec<HelpLine>,
    scroll: ScrollPosition,
}

#[derive(Debug)]
enum HelpLine {
    Heading(String),
    Definition(String, &'static str),
    Text(String),
}

impl HelpOverlay {
    /// The keys of a scope, then those of the other scopes.
    pub fn from_scope(scope: Scope, screen: Rect) -> Self {
        let mut lines = vec![HelpLine::Heading(format!("{} (here)", scope.title()))];
        lines.extend(rows_in_scope(scope).filter(|row| !row.scopes.is_empty()).map(key_line));
        let text_keys = || {
            let keys = TEXT_KEYS.iter().map(|(keys, what)| HelpLine::Definition((*keys).to_owned(), what));
            std::iter::once(HelpLine::Heading("Text".to_owned())).chain(keys)
        };
        if scope == Scope::SceneText {
            lines.extend(text_keys());
        }
        lines.push(HelpLine::Heading("Everywhere".to_owned()));
        lines.extend(COMMAND_ROWS.iter().filter(|row| row.scopes.is_empty()).map(key_line));
        for other in [
            Scope::Photos,
            Scope::Voices,
            Scope::Scenes,
            Scope::OptionPicker,
            Scope::Find,
            Scope::Replacement,
            Scope::SceneText,
            Scope::Queue,
            Scope::RenderDetails,
            Scope::Filter,
            Scope::CatalogFilter,
            Scope::MotionBank,
            Scope::TableRead,
        ] {
            if other != scope {
                lines.push(HelpLine::Heading(other.title().to_owned()));
                lines.extend(rows_in_scope(other).filter(|row| !row.scopes.is_empty()).map(key_line));
            }
        }
        if scope != Scope::SceneText {
            lines.extend(text_keys());
        }
        lines.push(HelpLine::Heading("Symbols".to_owned()));
        lines.extend(
            SYMBOLS.iter().map(|(symbol, meaning)| HelpLine::Definition((*symbol).to_owned(), meaning)),
        );
        Self {
            title: "Keys",
            text: String::new(),
            lines,
            scroll: ScrollPosition::new(MAX_OVERLAY_COLUMNS, screen),
        }
    }

    /// A long text in place of help.
    pub fn from_text(title: &'static str, text: &str, screen: Rect) -> Self {
        let scroll = ScrollPosition::new(MAX_OVERLAY_COLUMNS, screen);
        Self { title, text: text.to_owned(), lines: wrap_lines(text, &scroll), scroll }
    }
}

/// The text, wrapped to the overlay.
fn wrap_lines(text: &str, scroll: &ScrollPosition) -> Vec<HelpLine> {
    let columns = usize::from(scroll.text_area().width).max(1);
    wrap_code(text, columns).into_iter().map(HelpLine::Text).collect()
}

fn key_line(row: &'static CommandRow) -> HelpLine {
    let keys: Vec<String> = row.keys.iter().map(Key::to_string).collect();
    HelpLine::Definition(if keys.is_empty() { "in commands".to_owned() } else { keys.join(" ") }, row.help)
}

impl Pane for HelpOverlay {
    fn scope(&self) -> Scope {
        Scope::ScrollOnly
    }

    fn update(&mut self, _: &mut Studio, input: PaneInput) -> Option<Navigate> {
        self.scroll.update_or_close(&input, self.lines.len())
    }

    fn resize(&mut self, screen: Rect) {
        self.scroll.resize(screen);
        if !self.text.is_empty() {
            self.lines = wrap_lines(&self.text, &self.scroll);
        }
    }

    fn view(&self, ctx: &mut DrawContext<'_>, area: Rect) {
        let (inner, first) = self.scroll.draw_frame(self.title, self.lines.len(), ctx, area);
        for (y, entry) in (inner.y..inner.bottom()).zip(&self.lines[first..]) {
            let line = Rect { y, height: 1, ..inner };
            match entry {
                HelpLine::Heading(title) => {
                    ctx.draw_text(Rect { y, ..inner }, title, ctx.theme.bold());
                }
                HelpLine::Text(text) => {
                    ctx.draw_text(Rect { y, ..inner }, text, ctx.theme.plain());
                }
                HelpLine::Definition(keys, help) => draw_definition(keys, help, ctx, line),
            }
        }
    }
}

/// Draws keys or a symbol, with their meaning.
fn draw_definition(keys: &str, help: &str, ctx: &mut DrawContext<'_>, line: Rect) {
    let blanks = usize::from(KEY_COLUMNS).saturating_sub(width(keys)).max(1);
    let row = StyledLine::new().add("  ", ctx.theme.plain()).add(keys, ctx.theme.focus());
    row.add(" ".repeat(blanks), ctx.theme.plain()).add(help, ctx.theme.plain()).draw_left(line, ctx.buf);
}
