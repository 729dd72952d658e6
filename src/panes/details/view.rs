//! The drawing of the details overlay.

use ratatui::layout::Rect;
use ratatui::style::Style;

use super::DetailsOverlay;
use super::content::{DetailsLine, LineStyle};
use crate::panes::DrawContext;
use crate::widgets::StyledLine;

impl DetailsOverlay {
    pub(super) fn draw(&self, ctx: &mut DrawContext<'_>, area: Rect) {
        let title = ctx.studio.queue.render(self.render_id).map_or("A render", |row| row.title.as_str());
        let lines = self.lines(ctx.studio, ctx.now);
        let (inner, first) = self.scroll.draw_frame(title, lines.len(), ctx, area);
        for (y, line) in (inner.y..inner.bottom()).zip(&lines[first..]) {
            draw_line(line, ctx, Rect { y, height: 1, ..inner });
        }
    }
}

fn draw_line(line: &DetailsLine, ctx: &mut DrawContext<'_>, area: Rect) {
    let label = StyledLine::new().add(line.label.as_str(), ctx.theme.dim());
    label.add(line.text.as_str(), line_style(line.style, ctx)).draw_left(area, ctx.buf);
}

fn line_style(style: LineStyle, ctx: &DrawContext<'_>) -> Style {
    match style {
        LineStyle::Plain => ctx.theme.plain(),
        LineStyle::Title => ctx.theme.bold(),
        LineStyle::Label => ctx.theme.dim(),
        LineStyle::Error => ctx.theme.error(),
        LineStyle::Warning => ctx.theme.warning(),
        LineStyle::NextStep => ctx.theme.focus(),
    }
}
