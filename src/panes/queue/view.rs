//! The drawing of the queue: two rows per render, and notes about the selected one.

use jiff::{SignedDuration, Timestamp};
use ratatui::layout::Rect;
use ratatui::style::Style;

use super::QueuePane;
use super::list::QueueList;
use crate::domain::{
    DownloadProgress, Render, RenderStage, SortOrder, format_age, format_bytes, matched_word_chars,
};
use crate::panes::render_actions::{credit_shortage_text, recovery_text, remaining_duration, usual_duration};
use crate::panes::stage_label::{stage_symbol, stage_text};
use crate::panes::{DrawContext, add_transfer_bar, empty_state};
use crate::studio::{Remote, RenderQueue, Studio};
use crate::widgets::{
    StyledLine, draw_highlighted_text, format_clock, sparkline, visible_rows, width, wrap, wrap_styled,
};

const PANE_TITLE: &str = "4 Queue";

impl QueuePane {
    pub(super) fn draw(&self, ctx: &mut DrawContext<'_>, area: Rect) {
        let studio = ctx.studio;
        let note = title_note(&self.list, studio, area.width);
        let inner = ctx.draw_frame(PANE_TITLE, &note, area);
        match &studio.queue.ledger_read {
            Remote::Failed(error) => return empty_state::draw_error(error, ctx, inner),
            Remote::Loading(since) if studio.queue.renders.is_empty() => {
                return empty_state::draw_loading("the queue", *since, ctx, inner);
            }
            _ => {}
        }
        if studio.queue.renders.is_empty() && studio.queue.submitting_titles().next().is_none() {
            let lines = [
                ("Nothing rendered yet.".to_owned(), ctx.theme.bold()),
                ("Ctrl-r renders the video, after showing its price.".to_owned(), ctx.theme.plain()),
            ];
            ctx.draw_lines(&lines, inner);
            return;
        }
        let inner = draw_spend(ctx, inner);
        let inner = draw_footer(self, ctx, inner);
        draw_list(&self.list, ctx, inner);
    }
}

fn draw_list(list: &QueueList, ctx: &mut DrawContext<'_>, area: Rect) {
    let area = list.filter.draw(ctx, area);
    if list.visible_rows().is_empty() {
        empty_state::draw_no_matches(ctx, area);
    }
    let query = list.filter.text();
    let shown = visible_rows(list.visible_rows().len(), list.cursor(), (area.height / 2).into());
    list.drawn_rows.record(area, &shown, 2);
    for (y, index) in (area.y..).step_by(2).zip(shown) {
        let Some(render) = ctx.studio.queue.renders.get(list.visible_rows()[index]) else { continue };
        let is_selected = index == list.cursor();
        draw_row(render, query, is_selected, ctx, Rect { y, height: 2, ..area });
    }
}

/// The number of renders, their sort order, and how many are in progress: as much as fits, the last always.
fn title_note(list: &QueueList, studio: &Studio, columns: u16) -> String {
    let all = studio.queue.renders.len();
    if all == 0 {
        return String::new();
    }
    let count = list.filter.count_text(list.visible_rows().len(), all);
    let sort = list.sort().label();
    let (progress, brief_progress) = match studio.queue.in_flight_count() {
        0 => (String::new(), String::new()),
        count => (format!("{count} in progress"), format!("◐ {count}")),
    };
    // The default order goes first.
    let rest = match (list.filter.is_filtered(), list.sort()) {
        (_, SortOrder::Newest) => [[&*count, "", &*progress], [&*count, "", &*brief_progress]],
        (false, _) => [[&*count, sort, &*brief_progress], ["", sort, &*brief_progress]],
        (true, _) => [[&*count, sort, &*brief_progress], [&*count, "", &*brief_progress]],
    };
    let choices = [[&*count, sort, &*progress], rest[0], rest[1], ["", "", &*brief_progress]];
    let joined = choices
        .map(|parts| parts.into_iter().filter(|part| !part.is_empty()).collect::<Vec<_>>().join(" · "));
    // The corners of the frame, and a blank on both sides of the name and of the note.
    let note_columns = usize::from(columns).saturating_sub(6 + PANE_TITLE.len());
    joined.into_iter().find(|note| width(note) <= note_columns).unwrap_or_default()
}

/// Draws notes about the selected render and about errors at the bottom; returns the area above.
fn draw_footer(pane: &QueuePane, ctx: &mut DrawContext<'_>, area: Rect) -> Rect {
    let studio = ctx.studio;
    let mut lines: Vec<(String, Style)> = Vec::new();
    let max_rows = usize::from(area.height.saturating_sub(4).min(8));
    let columns = area.width.saturating_sub(1).into();
    for title in studio.queue.submitting_titles() {
        let message = format!("Preparing to send {title} …");
        lines.extend(wrap_styled(&message, columns, ctx.theme.plain()));
    }
    if let Some(error) = &studio.queue.last_poll_error {
        lines.extend(wrap_styled(
            &format!("The status check failed and is retried. {}", error.summary()),
            columns,
            ctx.theme.warning(),
        ));
    }
    if let Some(render) = pane.selected_render(studio) {
        if let Some(distinction) = studio.distinction(render) {
            let message = format!("#{} {}", render.id, distinction.text());
            lines.extend(wrap_styled(message.trim(), columns, ctx.theme.plain()));
        }
        let after = hint_lines(render, ctx, columns);
        if let Some(note) = &render.note {
            let style = match render.stage {
                RenderStage::Queued | RenderStage::Completed => ctx.theme.warning(),
                _ => ctx.theme.error(),
            };
            // The hints say where the whole note is shown.
            let rows = max_rows.saturating_sub(lines.len() + after.len()).max(1);
            lines.extend(truncate_lines(wrap(note, columns), rows).into_iter().map(|l| (l, style)));
        }
        lines.extend(after);
    }
    let height = u16::try_from(lines.len().min(max_rows)).unwrap_or_default();
    if height == 0 {
        return area;
    }
    let top = area.bottom() - height;
    ctx.draw_rule(Rect { y: top - 1, ..area });
    for (y, (text, style)) in (top..area.bottom()).zip(lines) {
        ctx.draw_text(Rect { y, ..area }, &text, style);
    }
    Rect { height: area.height - height - 1, ..area }
}

/// The hints below a render's note: the missing credit, what to do, and where the video is.
fn hint_lines(render: &Render, ctx: &DrawContext<'_>, columns: usize) -> Vec<(String, Style)> {
    let mut lines = Vec::new();
    if let Some(figures) = credit_shortage_text(render, ctx.studio) {
        lines.extend(wrap_styled(&figures, columns, ctx.theme.plain()));
    }
    if matches!(render.stage, RenderStage::Failed | RenderStage::Refused | RenderStage::Unconfirmed) {
        let hint = match render.stage {
            RenderStage::Unconfirmed => {
                let (reload, details) = (ctx.pane_key_sequence("R"), ctx.pane_key_sequence("d"));
                format!("{reload} {} · {details} shows what happened", recovery_text(render, ctx.now))
            }
            _ => format!("{} shows what the service said, and what to do next", ctx.pane_key_sequence("d")),
        };
        lines.extend(wrap_styled(&hint, columns, ctx.theme.focus()));
    }
    if let Some(target) = RenderQueue::open_target(render) {
        lines.extend(wrap_styled(&target.text(), columns, ctx.theme.plain()).take(3));
    }
    lines
}

/// The first lines, with an ellipsis if there are more.
fn truncate_lines(mut lines: Vec<String>, max_rows: usize) -> Vec<String> {
    if lines.len() > max_rows {
        lines.truncate(max_rows);
        if let Some(last) = lines.last_mut() {
            last.push('…');
        }
    }
    lines
}

/// Draws the spend of today and the days before in the last row; returns the area above.
fn draw_spend(ctx: &mut DrawContext<'_>, area: Rect) -> Rect {
    let Some(recent) = ctx.studio.recent_spend(ctx.now).filter(|_| area.height >= 8) else {
        return area;
    };
    let last = Rect { y: area.bottom() - 1, height: 1, ..area };
    let left = StyledLine::new()
        .add("spent today ", ctx.theme.dim())
        .add(recent.describe_today(), ctx.theme.plain());
    let used_columns = left.draw_left(last, ctx.buf);
    let plot = StyledLine::new()
        .add("m", ctx.theme.focus())
        .add(" 7 days ", ctx.theme.dim())
        .add(sparkline(&recent.days), ctx.theme.accent());
    plot.draw_right(last, used_columns, ctx.buf);
    Rect { height: area.height - 1, ..area }
}

fn draw_row(render: &Render, query: &str, is_selected: bool, ctx: &mut DrawContext<'_>, area: Rect) {
    let (studio, theme) = (ctx.studio, ctx.theme);
    let (symbol, style) = stage_symbol(render.stage, ctx.theme);
    let is_stuck = studio.is_stuck(render, ctx.now);
    let stage = if is_stuck { format!("{}, stuck?", stage_text(render)) } else { stage_text(render) };
    let first = Rect { height: 1, ..area };
    let stage_columns = u16::try_from(width(&stage)).unwrap_or(0);
    let title_columns = area.width.saturating_sub(stage_columns + 4);
    ctx.draw_text(Rect { width: 1, ..area }, symbol, style);
    let title_style = if is_selected { theme.bold() } else { theme.plain() };
    let title = Rect { x: area.x + 2, width: title_columns, ..first };
    let marks = matched_word_chars(&render.title, query);
    let distinction = studio.distinction(render);
    let number = distinction.as_ref().map_or_else(String::new, |_| format!(" #{}", render.id));
    let number_columns = u16::try_from(width(&number)).unwrap_or(0);
    let name_area = Rect { width: title.width.saturating_sub(number_columns), ..title };
    let used_columns =
        draw_highlighted_text(ctx.buf, name_area, &render.title, title_style, (&marks, theme.found()));
    ctx.draw_text(Rect::new(title.x + used_columns, title.y, number_columns, 1), &number, theme.dim());
    StyledLine::new().add(stage, style).draw_right(first, 2, ctx.buf);
    if is_selected && ctx.is_focused {
        ctx.draw_cursor(first);
    }
    let second = Rect { x: area.x + 2, y: area.y + 1, width: area.width.saturating_sub(2), height: 1 };
    if let Some(download) = studio.queue.download_progress.get(&render.id) {
        return draw_download(download, ctx, second);
    }
    let mut summary = summary_text(render, ctx, usize::from(second.width));
    let difference = distinction.filter(|_| !render.stage.is_failure()).map(|distinction| distinction.text());
    if let Some(difference) = difference.filter(|text| !text.is_empty()) {
        summary = format!("{summary} · {difference}");
    }
    ctx.draw_text(second, &summary, theme.dim());
}

fn summary_text(render: &Render, ctx: &DrawContext<'_>, columns: usize) -> String {
    let cost = format!("~{}", render.cost_by_length().to_compact_string());
    if !render.stage.is_terminal() {
        return progress_text(render, &cost, ctx, columns);
    }
    let mut parts = Vec::new();
    if let Some(note) = render.note.as_ref().filter(|_| render.stage.is_failure()) {
        parts.extend(render.ended_at.map(|ended| format_time(ended, ctx)));
        parts.push(note.clone());
        return parts.join(" · ");
    }
    parts.extend(render.plausible_seconds().map(format_clock));
    parts.extend(render.ended_at.map(|ended| format_time(ended, ctx)));
    parts.push(cost);
    // The longest part comes last, since it is cut first.
    if let Some(name) = render.video_path.as_ref().and_then(|file| file.file_name()) {
        parts.push(format!("{}{}", name.to_string_lossy(), subtitle_suffix(render)));
    }
    parts.join(" · ")
}

/// Age, cost and remaining time, in the longest form that fits.
fn progress_text(render: &Render, cost: &str, ctx: &DrawContext<'_>, columns: usize) -> String {
    let age = ctx.now.duration_since(render.requested_at);
    let (age, brief_age) = (format_age(age), format_brief_age(age));
    let Some(typical) = ctx.studio.typical_duration(render) else { return format!("{age} · {cost}") };
    let running = render.stage.is_running().then(|| ctx.now.duration_since(render.started_at()));
    let time =
        running.map_or_else(|| usual_duration(typical), |running| remaining_duration(typical, running));
    let choices =
        [(&age, &time.full), (&brief_age, &time.full), (&age, &time.brief), (&brief_age, &time.brief)]
            .map(|(age, time)| format!("{age} · {cost} · {time}"));
    choices.iter().find(|text| width(text) <= columns).unwrap_or(&choices[3]).clone()
}

/// The age without seconds beside minutes: `4 m`, not `4 m 12 s`.
fn format_brief_age(age: SignedDuration) -> String {
    match age.as_mins() {
        minutes @ 1..60 => format!("{minutes} m"),
        _ => format_age(age),
    }
}

/// The extension of the subtitle file of a video: ` + .ass`.
fn subtitle_suffix(render: &Render) -> String {
    let ending = render.subtitles.path.as_ref().and_then(|file| file.extension());
    ending.map_or_else(String::new, |ending| format!(" + .{}", ending.to_string_lossy()))
}

/// The local time to the minute, with the day if that is not today.
fn format_time(at: Timestamp, ctx: &DrawContext<'_>) -> String {
    let zone = &ctx.studio.environment.time_zone;
    let (at, now) = (zone.to_datetime(at), zone.to_datetime(ctx.now));
    let format = if at.date() == now.date() { "%H:%M" } else { "%-d %b %H:%M" };
    at.strftime(format).to_string()
}

fn draw_download(progress: &DownloadProgress, ctx: &mut DrawContext<'_>, area: Rect) {
    let Some(total) = progress.total_bytes.filter(|total| *total > 0) else {
        ctx.draw_text(
            area,
            &format!("downloading {}", format_bytes(progress.received_bytes)),
            ctx.theme.dim(),
        );
        return;
    };
    let columns = usize::from(area.width).saturating_sub(20).min(24);
    let line = add_transfer_bar(StyledLine::new(), (progress.received_bytes, total), columns, ctx.theme);
    line.draw_left(area, ctx.buf);
}
