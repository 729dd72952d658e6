//! The filter of a list: its text field, the keys that it shares with the cursor, and its drawing.

use ratatui::layout::Rect;

use super::pane::{DrawContext, PaneInput};
use super::text_keys;
use crate::command::Command;
use crate::domain::format_number;
use crate::widgets::LineEditor;

#[derive(Debug)]
pub(super) struct FilterInput {
    pub(super) editor: LineEditor,
    /// Whether typed text goes into the filter.
    pub(super) is_typing: bool,
}

impl Default for FilterInput {
    /// The filter of a pane, which takes keys from `/` on.
    fn default() -> Self {
        Self { editor: LineEditor::new(""), is_typing: false }
    }
}

/// The list below a filter: the cursor, and the number of rows.
#[derive(Debug, Clone, Copy)]
pub(super) struct ListExtent {
    pub(super) cursor: usize,
    pub(super) count: usize,
    /// Rows that a page key moves.
    pub(super) page_rows: usize,
}

/// What an input changes in a list with a filter.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum FilterChange {
    /// The cursor goes to this row.
    Cursor(usize),
    /// An empty filter takes the keys.
    Started,
    /// The text of the filter changed.
    Query,
    /// The filter was dropped.
    Cleared,
    /// Nothing in the list.
    Unchanged,
}

impl ListExtent {
    fn moved_cursor(self, command: Command) -> Option<usize> {
        let (cursor, last) = (self.cursor, self.count.saturating_sub(1));
        Some(match command {
            Command::Up => cursor.saturating_sub(1),
            Command::Down => (cursor + 1).min(last),
            Command::PageUp => cursor.saturating_sub(self.page_rows),
            Command::PageDown => (cursor + self.page_rows).min(last),
            Command::Top => 0,
            Command::Bottom => last,
            _ => return None,
        })
    }
}

impl FilterInput {
    pub(super) fn text(&self) -> &str {
        self.editor.text()
    }

    pub(super) fn is_empty(&self) -> bool {
        self.editor.is_empty()
    }

    pub(super) fn is_filtered(&self) -> bool {
        self.is_typing || !self.editor.is_empty()
    }

    /// The number of rows: of how many, where a filter holds some back.
    pub(super) fn count_text(&self, matches: usize, all: usize) -> String {
        let all = format_number(all);
        if self.is_filtered() { format!("{}/{all}", format_number(matches)) } else { all }
    }

    /// Handles an input; `None` where it is for somebody else.
    pub(super) fn update(&mut self, input: &PaneInput, list: ListExtent) -> Option<FilterChange> {
        match input {
            PaneInput::Command(Command::Filter) => {
                self.is_typing = true;
                Some(if self.is_empty() { FilterChange::Started } else { FilterChange::Unchanged })
            }
            PaneInput::Command(Command::Confirm) => {
                self.is_typing = false;
                Some(FilterChange::Unchanged)
            }
            PaneInput::Command(Command::Back) if !self.is_filtered() => None,
            PaneInput::Command(Command::Back) => {
                self.is_typing = false;
                self.editor = LineEditor::new("");
                Some(FilterChange::Cleared)
            }
            PaneInput::Command(command) => list.moved_cursor(*command).map(FilterChange::Cursor),
            PaneInput::Key(_) | PaneInput::Text(_) if !self.is_typing => None,
            PaneInput::Key(key) => Some(query_change(text_keys::handle_key(&mut self.editor, *key))),
            PaneInput::Text(text) => Some(query_change(text_keys::insert_pasted(&mut self.editor, text))),
        }
    }

    /// Draws the filter above a list, while there is one; returns the area of the list.
    pub(super) fn draw(&self, ctx: &mut DrawContext<'_>, area: Rect) -> Rect {
        if !self.is_filtered() || area.height < 2 {
            return area;
        }
        ctx.draw_text(area, "/ ", ctx.theme.focus());
        let field = Rect { x: area.x + 2, width: area.width.saturating_sub(2), height: 1, ..area };
        self.editor.draw(ctx.is_focused && self.is_typing, field, ctx.buf);
        Rect { y: area.y + 1, height: area.height - 1, ..area }
    }
}

/// What a key or a pasted text changed; `edit` is none where the text stays.
fn query_change(edit: Option<crate::studio::EditKind>) -> FilterChange {
    edit.map_or(FilterChange::Unchanged, |_| FilterChange::Query)
}
