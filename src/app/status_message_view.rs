//! The message rows: what just happened, or else the next step.

use ratatui::buffer::Buffer;
use ratatui::layout::Rect;
use ratatui::style::Style;
use ratatui::widgets::{Clear, Widget};

use super::next_step::next_step;
use super::{App, PaneId};
use crate::command::{Scope, TABLE_READ_SCOPES};
use crate::domain::{ValidationIssue, text};
use crate::panes::add_transfer_bar;
use crate::studio::{Severity, StatusMessage};
use crate::widgets::{StyledLine, draw_text, fit, width, wrap};

/// Rows of one message.
const MAX_MESSAGE_ROWS: usize = 4;
/// The end of a message that has more rows.
const CUT_HINT: &str = "… · F6 shows all of it";

/// A row, its style, and whether it belongs to a message before the last one.
type MessageRow = (String, Style, bool);

/// Draws the messages, or else the next step.
pub(super) fn draw_messages(
    app: &App,
    issues: &[ValidationIssue],
    mut rows: Vec<MessageRow>,
    area: Rect,
    buf: &mut Buffer,
) {
    if area.height == 0 {
        return;
    }
    Clear.render(area, buf);
    if rows.is_empty() {
        return if app.studio.uploads.is_empty() {
            draw_next_step(app, issues, area, buf);
        } else {
            draw_uploads(app, area, buf);
        };
    }
    let mut area = area;
    if has_upload_row(app) && area.height > 1 {
        area.height -= 1;
        draw_uploads(app, Rect { y: area.bottom(), height: 1, ..area }, buf);
    }
    let capacity = usize::from(area.height);
    // The end of the last message says what to do: earlier messages give way.
    let old_rows = rows.iter().filter(|(_, _, is_old)| *is_old).count();
    rows.drain(..rows.len().saturating_sub(capacity).min(old_rows));
    let is_cut = rows.len() > capacity;
    rows.truncate(capacity);
    if let Some((last, ..)) = rows.last_mut().filter(|_| is_cut) {
        *last = cut_row(last, usize::from(area.width).saturating_sub(2));
    }
    for (y, (line, style, _)) in (area.y..).zip(&rows) {
        draw_text(buf, Rect { y, ..area }, &format!(" {line}"), *style);
    }
}

/// How many rows the messages need, with that of an upload.
pub(super) fn count_rows(app: &App, rows: &[MessageRow]) -> u16 {
    let count = rows.len() + usize::from(!rows.is_empty() && has_upload_row(app));
    u16::try_from(count).unwrap_or(u16::MAX)
}

/// Whether an upload has a row of its own below a message.
fn has_upload_row(app: &App) -> bool {
    let has_room = |top: Scope| top == Scope::Welcome || makes_room(top);
    !app.studio.uploads.is_empty() && app.overlays.last().is_none_or(|top| has_room(top.scope()))
}

/// The rows of all messages on a screen of this width.
pub(super) fn message_rows(app: &App, width: u16) -> Vec<MessageRow> {
    let Some(message) = &app.studio.status_line.current else { return Vec::new() };
    let columns = usize::from(width).saturating_sub(2);
    let top = app.overlays.last().map(|top| top.scope());
    // Other overlays leave one row.
    if top.is_some_and(|top| top != Scope::Welcome && !makes_room(top)) {
        let (text, style) = format_message(app, message);
        return vec![(fit(&text, columns).into_owned(), style, false)];
    }
    let rows = |message: &StatusMessage, is_old: bool| {
        let (text, style) = format_message(app, message);
        let mut rows = wrap(&text, columns);
        if rows.len() > MAX_MESSAGE_ROWS {
            rows.truncate(MAX_MESSAGE_ROWS);
            if let Some(last) = rows.last_mut() {
                *last = cut_row(last, columns);
            }
        }
        rows.into_iter().map(move |row| (row, style, is_old)).collect::<Vec<_>>()
    };
    let before = app.studio.status_line.unread.iter().flat_map(|message| rows(message, true));
    before.chain(rows(message, false)).collect()
}

/// The last row of a message that goes on, with the key that shows it.
fn cut_row(row: &str, columns: usize) -> String {
    let row = row.trim_end_matches(CUT_HINT);
    let room = columns.saturating_sub(width(CUT_HINT) + 1);
    let cut = format!("{} {CUT_HINT}", fit(row, room).trim_end_matches(['…', ' ']));
    fit(&cut, columns).into_owned()
}

/// Whether an overlay is drawn smaller, so that a message has all of its rows.
pub(super) fn makes_room(overlay: Scope) -> bool {
    TABLE_READ_SCOPES.contains(&overlay) || overlay == Scope::RecordingScene
}

/// Draws how much of a file was sent: of the one that was begun first, and how many there are more.
fn draw_uploads(app: &App, area: Rect, buf: &mut Buffer) {
    let uploads = &app.studio.uploads;
    let Some(upload) = uploads.values().next() else { return };
    let columns = usize::from(area.width);
    let name = text::single_line(&upload.name);
    let more = match uploads.len() - 1 {
        0 => String::new(),
        more => format!("and {more} more "),
    };
    let line = StyledLine::new();
    let line = line.add(
        format!(" uploading {} {more}", fit(&name, (columns / 3).saturating_sub(more.len()))),
        app.theme.plain(),
    );
    let transfer = (upload.sent_bytes, upload.total_bytes);
    add_transfer_bar(line, transfer, (columns / 4).min(24), app.theme).draw_left(area, buf);
}

/// Draws the next step, by keys that work here.
fn draw_next_step(app: &App, issues: &[ValidationIssue], area: Rect, buf: &mut Buffer) {
    let is_writing = app.focus == PaneId::Script && app.scope().takes_text();
    let is_shown = |step: &(&str, &str)| app.overlays.is_empty() && !(is_writing && step.0 == "3");
    let Some((keys, action)) = next_step(&app.studio, issues, app.focus).filter(is_shown) else { return };
    let keys = app.focus_path().key_sequence(keys);
    if keys.is_empty() {
        return;
    }
    StyledLine::new()
        .add(" Next: ", app.theme.dim())
        .add(keys, app.theme.focus())
        .add(format!(" {action}"), app.theme.plain())
        .draw_left(area, buf);
}

/// The text of a message with the mark of its severity, and its style.
pub(super) fn format_message(app: &App, message: &StatusMessage) -> (String, Style) {
    let theme = app.theme;
    let (symbol, style) = match message.severity {
        Severity::Info => ("", theme.plain()),
        Severity::Success => ("✓ ", theme.success()),
        Severity::Warning => ("⚑ ", theme.warning()),
        Severity::Error => ("✗ ", theme.error()),
    };
    // A key of the focused pane is left out.
    let keys = message.key_hint.as_ref().map(|hint| (app.focus_path().key_sequence(hint.keys), &hint.action));
    let hint = keys
        .filter(|(keys, _)| !keys.is_empty())
        .map(|(keys, description)| format!(" · {keys} {description}"));
    (format!("{symbol}{}{}", text::single_line(&message.text), hint.unwrap_or_default()), style)
}
