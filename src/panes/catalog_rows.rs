//! The rows of a catalog: what photos and voices draw alike.

use ratatui::layout::Rect;

use super::DrawContext;
use crate::domain::UnresolvedName;
use crate::widgets::draw_highlighted_text;

/// Draws that the chosen id is not in the list, or that the project's name for it cannot be resolved; returns the area
/// below.
pub(super) fn draw_unlisted_notice(
    id: &str,
    unresolved: Option<UnresolvedName>,
    ctx: &mut DrawContext<'_>,
    area: Rect,
) -> Rect {
    let (text, style) = if let Some(unresolved) = unresolved {
        (format!("✗ {unresolved}"), ctx.theme.error())
    } else {
        (format!("✓ {} is not in this list; it is sent unchanged", short_id(id)), ctx.theme.warning())
    };
    let taken = ctx.draw_lines(&[(text, style)], Rect { height: area.height.min(3), ..area });
    Rect { y: area.y + taken, height: area.height - taken, ..area }
}

pub(super) fn short_id(id: &str) -> String {
    crate::domain::text::truncate(id, 12)
}

/// Draws a name with its matched characters, the cursor, and a mark if the project has it.
pub(super) fn draw_name_row(
    name: &str,
    marks: &[usize],
    is_selected: bool,
    is_chosen: bool,
    ctx: &mut DrawContext<'_>,
    area: Rect,
) {
    let theme = ctx.theme;
    let style = if is_selected && !ctx.is_focused { theme.bold() } else { theme.plain() };
    let marker = if is_selected { "›" } else { " " };
    ctx.draw_text(area, marker, if ctx.is_focused { theme.plain() } else { theme.focus() });
    let start = area.x + 2;
    let name_area = Rect { x: start, width: area.width.saturating_sub(4), height: 1, ..area };
    draw_highlighted_text(ctx.buf, name_area, name, style, (marks, theme.focus()));
    if is_chosen {
        ctx.draw_text(Rect::new(area.right().saturating_sub(2), area.y, 1, 1), "✓", theme.success());
    }
    if is_selected && ctx.is_focused {
        ctx.draw_cursor(area);
    }
}
