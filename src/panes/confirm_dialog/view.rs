//! The drawing of a confirmation dialog.

use ratatui::layout::Rect;
use ratatui::style::Style;

use super::body_scroll::BodyScroll;
use super::dialog::ConfirmDialog;
use super::input_guard::InputGuard;
use super::line::DialogLine;
use crate::panes::DrawContext;
use crate::widgets::{Theme, draw_buttons, wrap_styled};

const MAX_DIALOG_COLUMNS: u16 = 66;
/// What a dialog says while its input guard is closed.
const INPUT_BLOCKED_NOTE: &str = "wait a moment …";

impl ConfirmDialog {
    pub(super) fn draw(&self, ctx: &mut DrawContext<'_>, area: Rect) {
        let columns = MAX_DIALOG_COLUMNS.min(area.width);
        let text_columns = usize::from(columns.saturating_sub(4));
        let lines: Vec<(String, Style)> = self
            .body_lines(ctx.studio)
            .iter()
            .flat_map(|line| wrapped_line(line, text_columns, ctx.theme))
            .collect();
        let rows = u16::try_from(lines.len()).unwrap_or(u16::MAX).saturating_add(5);
        let is_open = self.input_guard.as_ref().is_none_or(InputGuard::is_open);
        let note = if is_open { "" } else { INPUT_BLOCKED_NOTE };
        let inner = ctx.draw_overlay_frame((self.title, note), (columns, rows), area);
        draw_body(&lines, &self.scroll, ctx, inner);
        let labels: Vec<&str> = self.answers.iter().map(|answer| answer.label).collect();
        let last = Rect { y: inner.bottom().saturating_sub(1), height: inner.height.min(1), ..inner };
        draw_buttons(&labels, self.selected, ctx.theme, last, ctx.buf);
    }
}

/// The rows of a line. A warning has a mark, since colors alone carry no meaning.
fn wrapped_line(line: &DialogLine, columns: usize, theme: Theme) -> Vec<(String, Style)> {
    let (text, style) = match line {
        DialogLine::Gap => (String::new(), theme.plain()),
        DialogLine::Text(text) => (text.clone(), theme.plain()),
        DialogLine::Warning(text) => (format!("! {text}"), theme.warning()),
    };
    wrap_styled(&text, columns, style).collect()
}

/// Draws the body above the buttons. Gaps go first where there is little room; what has no room is counted and can be scrolled
/// to.
fn draw_body(lines: &[(String, Style)], scroll: &BodyScroll, ctx: &mut DrawContext<'_>, inner: Rect) {
    let is_tight = usize::from(inner.height) < lines.len() + 3;
    let top = inner.y + u16::from(!is_tight);
    let bottom = inner.bottom().saturating_sub(if is_tight { 1 } else { 2 });
    let all: Vec<(&str, Style)> = lines
        .iter()
        .map(|(text, style)| (text.as_str(), *style))
        .filter(|(text, _)| !is_tight || !text.is_empty())
        .collect();
    let capacity = usize::from(bottom.saturating_sub(top));
    let visible = scroll.visible(all.len(), capacity);
    let shown = all.into_iter().skip(visible.first).take(visible.count);
    // Nobody agrees to what is hidden without a word.
    let note = visible.note.as_deref().map(|note| (note, ctx.theme.plain()));
    for (y, (text, style)) in (top..bottom).zip(shown.chain(note)) {
        ctx.draw_text(Rect { y, ..inner }, text, style);
    }
}
