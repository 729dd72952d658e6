//! The latest renders in the overview: those in progress with a bar against the usual duration, then those that ended.

use ratatui::layout::Rect;

use super::key_line::draw_line_with_key;
use crate::domain::{Render, RenderStage, format_age};
use crate::panes::DrawContext;
use crate::panes::stage_label::{stage_symbol, stage_text};
use crate::widgets::{StyledLine, fit, format_clock, progress_bar, width};

/// Draws the renders in progress and the newest others, as many as fit.
pub(super) fn draw_renders(ctx: &mut DrawContext<'_>, area: Rect) {
    if area.height == 0 {
        return;
    }
    let studio = ctx.studio;
    let title = match (studio.queue.renders.len(), studio.queue.in_flight_count()) {
        (0, _) => "Nothing rendered yet".to_owned(),
        (all, 0) => format!("Queue ({all})"),
        (all, in_flight) => format!("Queue ({all}) · ◐ {in_flight}"),
    };
    draw_line_with_key(&StyledLine::new().add(title, ctx.theme.dim()), "4", ctx, area);
    let (in_flight, others): (Vec<&Render>, Vec<&Render>) =
        studio.queue.renders.iter().partition(|render| render.stage.is_in_flight());
    let mut y = area.y + 1;
    for render in in_flight.into_iter().chain(others) {
        if y >= area.bottom() {
            return;
        }
        let rest = Rect { y, height: area.bottom() - y, ..area };
        y += draw_render(render, ctx, rest);
    }
}

/// Draws a render; returns the rows that it takes: two while it is in progress.
fn draw_render(render: &Render, ctx: &mut DrawContext<'_>, area: Rect) -> u16 {
    let (symbol, style) = stage_symbol(render.stage, ctx.theme);
    let outcome = outcome_text(render);
    let title_columns = usize::from(area.width).saturating_sub(width(&outcome) + 3);
    let line = StyledLine::new()
        .add(format!("{symbol} "), style)
        .add(fit(&render.title, title_columns), ctx.theme.plain());
    let used_columns = line.draw_left(area, ctx.buf);
    StyledLine::new().add(outcome, ctx.theme.dim()).draw_right(area, used_columns, ctx.buf);
    if !render.stage.is_in_flight() || area.height < 2 {
        return 1;
    }
    draw_progress(render, ctx, Rect { x: area.x + 2, y: area.y + 1, height: 1, width: area.width - 2 });
    2
}

/// The length of a video, or the stage.
fn outcome_text(render: &Render) -> String {
    let seconds = render.plausible_seconds().filter(|_| render.stage == RenderStage::Completed);
    seconds.map_or_else(|| stage_text(render), format_clock)
}

/// Draws the age of a render, with a bar against the usual duration where there is one.
fn draw_progress(render: &Render, ctx: &mut DrawContext<'_>, area: Rect) {
    let age = format_age(ctx.now.duration_since(render.requested_at));
    let mut line = StyledLine::new();
    if let Some(part) = usual_part(render, ctx) {
        let columns = usize::from(area.width).saturating_sub(width(&age) + 1);
        let (full, empty) = progress_bar(columns, part);
        line = line.add(full, ctx.theme.accent()).add(empty, ctx.theme.dim());
    }
    let used_columns = line.draw_left(area, ctx.buf);
    StyledLine::new().add(age, ctx.theme.dim()).draw_right(area, used_columns, ctx.buf);
}

/// How much of the usual duration a running render has taken (0 to 1); `None` where there is no usual duration.
fn usual_part(render: &Render, ctx: &DrawContext<'_>) -> Option<f64> {
    if !render.stage.is_running() {
        return None;
    }
    let usual = ctx.studio.typical_duration(render)?.median.as_secs_f64();
    let running = ctx.now.duration_since(render.started_at()).as_secs_f64();
    (usual > 0.0).then(|| (running / usual).clamp(0.0, 1.0))
}
