//! A line of the overview with the key that leads on from it.

use ratatui::layout::Rect;

use crate::panes::DrawContext;
use crate::widgets::StyledLine;

/// Draws a line, with `key` as it is pressed from the current focus at the right.
pub(super) fn draw_line_with_key(line: &StyledLine<'_>, key: &str, ctx: &mut DrawContext<'_>, area: Rect) {
    if area.height == 0 {
        return;
    }
    let key = StyledLine::new().add(ctx.focus_path.key_sequence(key), ctx.theme.focus());
    let key_columns = u16::try_from(key.width()).unwrap_or(0);
    let text_area = Rect { width: area.width.saturating_sub(key_columns + 1), ..area };
    let used_columns = line.draw_left(text_area, ctx.buf);
    key.draw_right(area, used_columns, ctx.buf);
}
