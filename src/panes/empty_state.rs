//! What a pane shows without a list: loading, an error, no account, or no match.

use jiff::Timestamp;
use ratatui::layout::Rect;

use super::DrawContext;
use crate::domain::{Error, ErrorKind, text};

/// Draws an error: what failed, what to do, and the key for it.
pub(super) fn draw_error(error: &Error, ctx: &mut DrawContext<'_>, area: Rect) {
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
    if let Some(response) = error.unrecognized_response() {
        lines.push((format!("The service said: {}", text::single_line(response)), theme.dim()));
    }
    ctx.draw_lines(&lines, area);
}

/// Draws that no account is connected.
pub(super) fn draw_no_account(ctx: &mut DrawContext<'_>, area: Rect) {
    let lines = [
        ("No account yet.".to_owned(), ctx.theme.bold()),
        (
            format!("{} chooses the sandbox or an API key.", ctx.focus_path.key_sequence("a")),
            ctx.theme.plain(),
        ),
    ];
    ctx.draw_lines(&lines, area);
}

/// Draws that a list is loading, or how often its request was retried.
pub(super) fn draw_loading_or_retrying(
    subject: &str,
    since: Timestamp,
    ctx: &mut DrawContext<'_>,
    area: Rect,
) {
    if ctx.studio.connection_retries == 0 {
        return draw_loading(subject, since, ctx, area);
    }
    let text = format!("No connection; trying again ({})", ctx.studio.connection_retries);
    ctx.draw_lines(&[(text, ctx.theme.warning())], area);
}

/// Draws that nothing matches the filter.
pub(super) fn draw_no_matches(ctx: &mut DrawContext<'_>, area: Rect) {
    let text = "Nothing matches. Esc clears the filter.".to_owned();
    ctx.draw_lines(&[(text, ctx.theme.plain())], area);
}

/// Draws that a list is loading, with the seconds from the second one on.
pub(super) fn draw_loading(subject: &str, since: Timestamp, ctx: &mut DrawContext<'_>, area: Rect) {
    let seconds = ctx.now.duration_since(since).as_secs();
    let age = if seconds >= 2 { format!(" {seconds} s") } else { String::new() };
    ctx.draw_lines(&[(format!("Loading {subject} …{age}"), ctx.theme.dim())], area);
}
