//! What the overlay about a render looks like.

use ratatui::buffer::Buffer;
use ratatui::layout::Rect;
use ratatui::style::Style;

use super::Details;
use super::lines::{Line, Look, lines};
use crate::panes::DrawContext;
use crate::studio::Studio;
use crate::widgets::{self, Frame, centre, frame, inside};

/// Columns of the overlay at most.
const WIDE: u16 = 104;

pub(super) fn view(pane: &Details, studio: &Studio, ctx: &DrawContext, area: Rect, buf: &mut Buffer) {
    let place = centre(area, WIDE, rows(area.height), buf);
    let lines = lines(pane, studio, ctx.now, inside(place).width.into());
    let height = usize::from(inside(place).height);
    let top = pane.top.min(lines.len().saturating_sub(height));
    let more = top + height < lines.len();
    let note = if more { "↓ more · Esc" } else { "Esc" };
    let title = studio.queue.render(pane.render).map_or("A render", |row| row.title.as_str());
    let room = frame(Frame { name: title, note, focused: true }, ctx.theme, place, buf);
    for (y, line) in (room.y..room.bottom()).zip(&lines[top..]) {
        draw(line, ctx, Rect { y, height: 1, ..room }, buf);
    }
}

fn draw(line: &Line, ctx: &DrawContext, area: Rect, buf: &mut Buffer) {
    let label = widgets::Line::new().add(line.label.as_str(), ctx.theme.dim());
    label.add(line.text.as_str(), style(line.look, ctx)).left(area, buf);
}

fn style(look: Look, ctx: &DrawContext) -> Style {
    match look {
        Look::Plain => ctx.theme.plain(),
        Look::Title => ctx.theme.strong(),
        Look::Label => ctx.theme.dim(),
        Look::Bad => ctx.theme.bad(),
        Look::Warn => ctx.theme.warn(),
        Look::Step => ctx.theme.focus(),
    }
}

/// Rows of the overlay where this many are free: the line of news below it stays in sight.
fn rows(free: u16) -> u16 {
    free.saturating_sub(2).max(3)
}

/// The room for text on a screen of this size, without the footer.
pub(super) fn room(screen: Rect) -> Rect {
    let free = screen.height.saturating_sub(u16::from(screen.height >= 3));
    inside(Rect::new(0, 0, WIDE.min(screen.width), rows(free).min(free)))
}
