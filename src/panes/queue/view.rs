//! What the queue looks like: two lines a render, and what there is to say about the one under the cursor.

use jiff::Timestamp;
use ratatui::buffer::Buffer;
use ratatui::layout::Rect;
use ratatui::style::Style;

use super::Queue;
use crate::domain::{Delivery, Money, Render, Stage, Usual, age};
use crate::panes::{DrawContext, status};
use crate::studio::{Loading, Queue as State, Studio};
use crate::widgets::{Frame, Line, bar, clock, frame, put, spark, window, wrap};

pub(super) fn view(pane: &Queue, studio: &Studio, ctx: &DrawContext, area: Rect, buf: &mut Buffer) {
    let note = match (studio.queue.in_flight(), studio.queue.renders.len()) {
        (0, 0) => String::new(),
        (0, all) => all.to_string(),
        (flying, _) => format!("{flying} in flight"),
    };
    let room = frame(Frame { name: "4 Queue", note: &note, focused: ctx.focused }, ctx.theme, area, buf);
    match &studio.queue.ledger {
        Loading::Failed(fault) => return status::fault(fault, ctx, room, buf),
        Loading::Waiting(since) if studio.queue.renders.is_empty() => {
            return status::waiting("the queue", *since, ctx, room, buf);
        }
        _ => {}
    }
    if studio.queue.renders.is_empty() {
        let lines = [
            ("Nothing rendered yet.".to_owned(), ctx.theme.strong()),
            ("Ctrl-r renders the film, after showing its price.".to_owned(), ctx.theme.plain()),
        ];
        status::say(&lines, room, buf);
        return;
    }
    let room = spent(studio, ctx, room, buf);
    let room = about(pane, studio, ctx, room, buf);
    let place = pane.place(studio);
    let shown = window(studio.queue.renders.len(), place, (room.height / 2).into());
    for (y, index) in (room.y..).step_by(2).zip(shown) {
        row(studio, &studio.queue.renders[index], index == place, ctx, Rect { y, height: 2, ..room }, buf);
    }
}

/// What is to be said about the render under the cursor, and about trouble, at the bottom; returns the room above.
fn about(pane: &Queue, studio: &Studio, ctx: &DrawContext, room: Rect, buf: &mut Buffer) -> Rect {
    let mut lines: Vec<(String, Style)> = Vec::new();
    let wide = room.width.saturating_sub(1).into();
    if let Some(fault) = &studio.queue.trouble {
        lines.extend(
            wrap(&format!("Asking failed; it goes on. {}", fault.what()), wide)
                .into_iter()
                .map(|l| (l, ctx.theme.warn())),
        );
    }
    if let Some(render) = pane.under_cursor(studio) {
        if let Some(note) = &render.note {
            let style = if render.stage == Stage::Completed { ctx.theme.warn() } else { ctx.theme.bad() };
            lines.extend(wrap(note, wide).into_iter().map(|l| (l, style)));
        }
        if let Some(target) = State::target(render) {
            lines.extend(wrap(&target.text(), wide).into_iter().take(3).map(|l| (l, ctx.theme.plain())));
        }
    }
    let most = room.height.saturating_sub(4).min(8);
    let height = u16::try_from(lines.len()).unwrap_or(most).min(most);
    if height == 0 {
        return room;
    }
    let top = room.bottom() - height;
    put(
        buf,
        room.x,
        top - 1,
        room.width,
        &ctx.theme.symbol("─", "-").repeat(room.width.into()),
        ctx.theme.dim(),
    );
    for (y, (text, style)) in (top..room.bottom()).zip(lines) {
        put(buf, room.x, y, room.width, &text, style);
    }
    Rect { height: room.height - height - 1, ..room }
}

/// What was spent today, and on the days before, in the last row; returns the room above.
fn spent(studio: &Studio, ctx: &DrawContext, room: Rect, buf: &mut Buffer) -> Rect {
    let (today, days) = studio.spent(ctx.now);
    if room.height < 8 || days.iter().all(|day| *day <= 0.0) {
        return room;
    }
    let last = Rect { y: room.bottom() - 1, height: 1, ..room };
    let left = Line::new()
        .add("spent today ", ctx.theme.dim())
        .add(format!("~{}", today.brief()), ctx.theme.plain());
    let taken = left.left(last, buf);
    let plot = Line::new().add("7 days ", ctx.theme.dim()).add(spark(&days, ctx.theme), ctx.theme.accent());
    plot.right(last, taken, buf);
    Rect { height: room.height - 1, ..room }
}

fn row(studio: &Studio, render: &Render, under: bool, ctx: &DrawContext, area: Rect, buf: &mut Buffer) {
    let theme = ctx.theme;
    let (symbol, style) = mark(render.stage, ctx);
    let stuck = studio.is_stuck(render, ctx.now);
    let word = if stuck { format!("{}, stuck?", word(render)) } else { word(render) };
    let first = Rect { height: 1, ..area };
    let word_width = u16::try_from(crate::widgets::width(&word)).unwrap_or(0);
    let title_room = area.width.saturating_sub(word_width + 4);
    put(buf, area.x, area.y, 1, symbol, style);
    let title_style = if under { theme.strong() } else { theme.plain() };
    put(buf, area.x + 2, area.y, title_room, &render.title, title_style);
    Line::new().add(word, style).right(first, 2, buf);
    if under && ctx.focused {
        buf.set_style(first.intersection(buf.area), theme.cursor());
    }
    let second = Rect { x: area.x + 2, y: area.y + 1, width: area.width.saturating_sub(2), height: 1 };
    match studio.queue.deliveries.get(&render.id) {
        Some(delivery) => arriving(delivery, ctx, second, buf),
        None => {
            put(buf, second.x, second.y, second.width, &details(studio, render, ctx), theme.dim());
        }
    }
}

fn mark(stage: Stage, ctx: &DrawContext) -> (&'static str, Style) {
    let theme = ctx.theme;
    match stage {
        Stage::Queued | Stage::Pending => (theme.symbol("○", "o"), theme.accent()),
        Stage::Sending | Stage::Processing => (theme.symbol("◐", "*"), theme.accent()),
        Stage::Completed => (theme.symbol("✓", "+"), theme.good()),
        Stage::Unconfirmed => ("?", theme.warn()),
        Stage::Failed | Stage::Refused => (theme.symbol("✗", "x"), theme.bad()),
        Stage::Cancelled => ("-", theme.dim()),
    }
}

/// Our word, and the service's own beside it where it says something else.
fn word(render: &Render) -> String {
    let stage = render.stage.word();
    match render.word.as_deref() {
        Some(own) if own != stage && !own.is_empty() && !render.stage.is_over() => format!("{stage} ({own})"),
        _ => stage.to_owned(),
    }
}

fn details(studio: &Studio, render: &Render, ctx: &DrawContext) -> String {
    let mut parts = Vec::new();
    if render.stage.is_over() {
        parts.extend(render.duration.map(clock));
        parts.extend(render.ended.map(|ended| time(ended, ctx)));
    } else {
        parts.push(age(ctx.now.duration_since(render.asked)));
        parts.extend(studio.usual(render).map(usually));
    }
    parts.push(format!("~{}", cost(render).brief()));
    if let Some(name) = render.file.as_ref().and_then(|file| file.file_name()) {
        parts.push(name.to_string_lossy().into_owned());
    }
    parts.join(" · ")
}

/// How long such renders took: the shortest to the longest.
fn usually(usual: Usual) -> String {
    let (low, high) = (usual.shortest.as_secs(), usual.longest.as_secs());
    if high < 120 {
        return format!("usually {low} to {high} s");
    }
    format!("usually {} to {} m", low / 60, (high + 59) / 60)
}

/// What it cost by its estimate, or by its real length where that is known.
fn cost(render: &Render) -> Money {
    let longer = render.duration.filter(|_| render.seconds > 0.0).map_or(1.0, |real| real / render.seconds);
    Money::new(render.cost.amount * longer, render.cost.unit)
}

/// The time of day, with the day where that is not today.
fn time(at: Timestamp, ctx: &DrawContext) -> String {
    let (at, now) = (ctx.offset.to_datetime(at), ctx.offset.to_datetime(ctx.now));
    let form = if at.date() == now.date() { "%H:%M" } else { "%-d %b %H:%M" };
    at.strftime(form).to_string()
}

fn arriving(delivery: &Delivery, ctx: &DrawContext, area: Rect, buf: &mut Buffer) {
    let megabytes = |bytes: u64| format!("{}.{} MB", bytes / 1_000_000, bytes / 100_000 % 10);
    let Some(total) = delivery.total.filter(|total| *total > 0) else {
        put(
            buf,
            area.x,
            area.y,
            area.width,
            &format!("arriving {}", megabytes(delivery.received)),
            ctx.theme.dim(),
        );
        return;
    };
    #[expect(clippy::cast_precision_loss, reason = "a part of a bar")]
    let part = delivery.received as f64 / total as f64;
    let (full, empty) = bar(usize::from(area.width).saturating_sub(20).min(24), part, ctx.theme);
    let text = format!(" {} of {}", megabytes(delivery.received), megabytes(total));
    Line::new()
        .add(full, ctx.theme.accent())
        .add(empty, ctx.theme.dim())
        .add(text, ctx.theme.dim())
        .left(area, buf);
}
