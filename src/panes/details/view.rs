//! What the overlay about a render looks like.

use ratatui::buffer::Buffer;
use ratatui::layout::Rect;
use ratatui::style::Style;

use super::DetailsOverlay;
use super::content::{DetailsLine, LineStyle, build_lines};
use crate::panes::DrawContext;
use crate::studio::Studio;
use crate::widgets::{self, Frame, clear_centered, draw_frame, inner_area};

/// Columns of the overlay at most.
const MAX_OVERLAY_COLUMNS: u16 = 104;

impl DetailsOverlay {
    pub(super) fn draw(&self, studio: &Studio, ctx: &DrawContext, area: Rect, buf: &mut Buffer) {
        let place = clear_centered(area, MAX_OVERLAY_COLUMNS, overlay_rows(area.height), buf);
        let lines = build_lines(self, studio, ctx.now, inner_area(place).width.into());
        let height = usize::from(inner_area(place).height);
        let top = self.first_line.min(lines.len().saturating_sub(height));
        let more = top + height < lines.len();
        let note = if more { "↓ more · Esc" } else { "Esc" };
        let title = studio.queue.render(self.render_id).map_or("A render", |row| row.title.as_str());
        let room = draw_frame(Frame { name: title, note, focused: true }, ctx.theme, place, buf);
        for (y, line) in (room.y..room.bottom()).zip(&lines[top..]) {
            draw_line(line, ctx, Rect { y, height: 1, ..room }, buf);
        }
    }
}

fn draw_line(line: &DetailsLine, ctx: &DrawContext, area: Rect, buf: &mut Buffer) {
    let label = widgets::StyledLine::new().add(line.label.as_str(), ctx.theme.dim());
    label.add(line.text.as_str(), line_style(line.style, ctx)).draw_left(area, buf);
}

fn line_style(look: LineStyle, ctx: &DrawContext) -> Style {
    match look {
        LineStyle::Plain => ctx.theme.plain(),
        LineStyle::Title => ctx.theme.bold(),
        LineStyle::Label => ctx.theme.dim(),
        LineStyle::Error => ctx.theme.error(),
        LineStyle::Warning => ctx.theme.warning(),
        LineStyle::NextStep => ctx.theme.focus(),
    }
}

/// Rows of the overlay where this many are free: the line of news below it stays in sight.
fn overlay_rows(free: u16) -> u16 {
    free.saturating_sub(2).max(3)
}

/// The room for text on a screen of this size, without the footer.
pub(super) fn text_area(screen: Rect) -> Rect {
    let free = screen.height.saturating_sub(u16::from(screen.height >= 3));
    inner_area(Rect::new(0, 0, MAX_OVERLAY_COLUMNS.min(screen.width), overlay_rows(free).min(free)))
}
