//! The drawing of forms in overlays: labeled rows with a text field or an option, and a note below.

use std::ops::Range;

use ratatui::layout::Rect;
use ratatui::style::Style;

use super::DrawContext;
use crate::widgets::{LineEditor, visible_rows, wrap};

/// Divides a form into the range of its visible rows, their area, and the area of the note below. In a small area the
/// gaps go first, then the note is cut, then the rows scroll with the focused one.
pub(super) fn split_form(
    area: Rect,
    rows: usize,
    focused_row: usize,
    note_rows: usize,
) -> (Range<usize>, Rect, Rect) {
    let height = usize::from(area.height);
    let cells = |count: usize| u16::try_from(count).unwrap_or(u16::MAX);
    let gap_rows = usize::from(height >= rows + note_rows + 2);
    let note_rows = note_rows.min(height.saturating_sub(rows.min(2)));
    let shown =
        visible_rows(rows, focused_row, rows.min(height - note_rows - gap_rows.min(height - note_rows)));
    let form = Rect { y: area.y + cells(gap_rows), height: cells(shown.len()), ..area };
    let note_y = (form.bottom() + cells(gap_rows)).min(area.bottom() - cells(note_rows).min(area.height));
    (shown, form, Rect { y: note_y, height: cells(note_rows), ..area })
}

const LABEL_COLUMNS: u16 = 14;

/// The value of a row: a text field, or the word of an option.
pub(super) enum FormValue<'a> {
    Text(&'a LineEditor),
    Choice(String),
}

/// A form in an overlay: labeled rows, with a note below.
pub(super) struct FormView<'a> {
    pub(super) title: &'static str,
    pub(super) max_columns: u16,
    /// Rows that the overlay has room for, if it has fewer.
    pub(super) min_rows: usize,
    pub(super) rows: Vec<(&'static str, FormValue<'a>)>,
    pub(super) focused_row: usize,
    pub(super) note: (String, Style),
}

pub(super) fn draw_form(form: &FormView<'_>, ctx: &mut DrawContext<'_>, area: Rect) {
    let columns = form.max_columns.min(area.width);
    let note = wrap(&form.note.0, usize::from(columns.saturating_sub(4)));
    let height = form.rows.len().max(form.min_rows) + note.len() + 5;
    let size = (columns, u16::try_from(height).unwrap_or(u16::MAX));
    let inner = ctx.draw_overlay_frame((form.title, "Tab · Enter · Esc"), size, area);
    let (shown, rows, below) = split_form(inner, form.rows.len(), form.focused_row, note.len());
    for (y, index) in (rows.y..rows.bottom()).zip(shown) {
        let (label, value) = &form.rows[index];
        let is_focused = index == form.focused_row;
        let row = Rect { y, height: 1, ..inner };
        ctx.draw_text(Rect { width: LABEL_COLUMNS, ..row }, label, ctx.label_style(is_focused));
        let field = Rect { x: row.x + LABEL_COLUMNS, width: row.width.saturating_sub(LABEL_COLUMNS), ..row };
        match value {
            FormValue::Text(editor) => editor.draw(is_focused, field, ctx.buf),
            FormValue::Choice(word) => {
                let style = if is_focused { ctx.theme.cursor() } else { ctx.theme.plain() };
                ctx.draw_text(field, &format!("‹ {word} ›"), style);
            }
        }
    }
    draw_note(&note, form.note.1, ctx, below);
}

/// Draws the note of a form, as far as there is room.
pub(super) fn draw_note(note: &[String], style: Style, ctx: &mut DrawContext<'_>, area: Rect) {
    for (y, line) in (area.y..area.bottom()).zip(note) {
        ctx.draw_text(Rect { y, ..area }, line, style);
    }
}
