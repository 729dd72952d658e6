//! What a pane shows without a list: loading, an error, or that it is empty.

use jiff::Timestamp;
use ratatui::buffer::Buffer;
use ratatui::layout::Rect;
use ratatui::style::Style;

use super::DrawContext;
use crate::domain::{Error, ErrorKind, text};
use crate::studio::Studio;
use crate::widgets::{draw_text, wrap};

/// Draws wrapped lines from the top of the area; returns the rows that they take.
pub(super) fn draw_lines(lines: &[(String, Style)], area: Rect, buf: &mut Buffer) -> u16 {
    let mut y = area.y;
    for (text, style) in lines {
        for line in wrap(text, area.width.saturating_sub(1).into()) {
            if y >= area.bottom() {
                return area.height;
            }
            draw_text(buf, Rect { y, ..area }, &line, *style);
            y += 1;
        }
    }
    y - area.y
}

/// Draws an error: what failed, what to do, and the key for it.
pub(super) fn draw_error(error: &Error, ctx: &DrawContext, area: Rect, buf: &mut Buffer) {
    let theme = ctx.theme;
    let mut lines = vec![
        (error.summary(), theme.error()),
        (error.next_step().to_owned(), theme.plain()),
        (
            if error.kind == ErrorKind::ApiKey {
                format!("{} enters another API key", ctx.focus_path.key_sequence("a"))
            } else {
                format!("{} reloads the list", ctx.pane_key_sequence("R"))
            },
            theme.focus(),
        ),
    ];
    if let Some(reply) = error.unrecognized_reply() {
        lines.push((format!("The service said: {}", text::single_line(reply)), theme.dim()));
    }
    draw_lines(&lines, area, buf);
}

/// Draws that no account is connected.
pub(super) fn draw_no_account(ctx: &DrawContext, area: Rect, buf: &mut Buffer) {
    let lines = [
        ("No account yet.".to_owned(), ctx.theme.bold()),
        (
            format!("{} chooses the sandbox or an API key.", ctx.focus_path.key_sequence("a")),
            ctx.theme.plain(),
        ),
    ];
    draw_lines(&lines, area, buf);
}

/// Draws that a list is loading, or how often its request was retried.
pub(super) fn draw_loading_or_retrying(
    what: &str,
    since: Timestamp,
    studio: &Studio,
    ctx: &DrawContext,
    area: Rect,
    buf: &mut Buffer,
) {
    if studio.connection_retries == 0 {
        return draw_loading(what, since, ctx, area, buf);
    }
    let text = format!("No connection; trying again ({})", studio.connection_retries);
    draw_lines(&[(text, ctx.theme.warning())], area, buf);
}

/// Draws that nothing matches the filter.
pub(super) fn draw_no_matches(ctx: &DrawContext, area: Rect, buf: &mut Buffer) {
    let text = "Nothing matches. Esc clears the filter.".to_owned();
    draw_lines(&[(text, ctx.theme.plain())], area, buf);
}

/// Draws that a list is loading, with the seconds from the second one on.
pub(super) fn draw_loading(what: &str, since: Timestamp, ctx: &DrawContext, area: Rect, buf: &mut Buffer) {
    let seconds = ctx.now.duration_since(since).as_secs();
    let age = if seconds >= 2 { format!(" {seconds} s") } else { String::new() };
    draw_lines(&[(format!("Loading {what} …{age}"), ctx.theme.dim())], area, buf);
}
