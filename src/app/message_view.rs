//! The rows of messages: what just happened, or else what is still to be done.

use ratatui::buffer::Buffer;
use ratatui::layout::Rect;
use ratatui::style::Style;
use ratatui::widgets::{Clear, Widget};

use super::next::next_step;
use super::{App, PaneId};
use crate::command::Scope;
use crate::domain::text;
use crate::studio::{News, Tone};
use crate::widgets::{Line, fit, wrap};

/// Rows that one message takes at most.
const MAX_MESSAGE_ROWS: usize = 4;

/// A row of a message, its style, and whether it was told before the last message.
type Row = (String, Style, bool);

/// Draws what just happened, or else what is still to be done.
pub(super) fn view(app: &App, mut told: Vec<Row>, area: Rect, buf: &mut Buffer) {
    if area.height == 0 {
        return;
    }
    Clear.render(area, buf);
    if told.is_empty() {
        return next(app, area, buf);
    }
    let room = usize::from(area.height);
    // The end of the last message says what to do: what is told before it gives way.
    told.drain(..told.len().saturating_sub(room).min(told.iter().filter(|(_, _, is_old)| *is_old).count()));
    let is_cut = told.len() > room;
    told.truncate(room);
    if let Some((last, ..)) = told.last_mut().filter(|_| is_cut) {
        last.push_str(" …");
    }
    for (y, (line, style, _)) in (area.y..).zip(&told) {
        Line::new().add(" ", *style).add(line.as_str(), *style).left(Rect { y, height: 1, ..area }, buf);
    }
}

/// The rows of all messages on a screen of this width.
pub(super) fn told(app: &App, width: u16) -> Vec<Row> {
    let Some(news) = &app.studio.news else { return Vec::new() };
    let room = usize::from(width).saturating_sub(2);
    // Behind a window is no room but the one row.
    if app.overlays.last().is_some_and(|top| top.scope() != Scope::Welcome) {
        let (text, style) = marked(app, news);
        return vec![(fit(&text, room).into_owned(), style, false)];
    }
    let rows = |news: &News, is_old: bool| {
        let (text, style) = marked(app, news);
        let mut rows = wrap(&text, room);
        if rows.len() > MAX_MESSAGE_ROWS {
            rows.truncate(MAX_MESSAGE_ROWS);
            if let Some(last) = rows.last_mut() {
                *last = fit(&format!("{last} …"), room).into_owned();
            }
        }
        rows.into_iter().map(move |row| (row, style, is_old)).collect::<Vec<_>>()
    };
    let before = app.studio.unread_news.iter().flat_map(|news| rows(news, true));
    before.chain(rows(news, false)).collect()
}

/// The next step, by keys that work here.
fn next(app: &App, area: Rect, buf: &mut Buffer) {
    let writes = app.focus == PaneId::Scenes && app.scope().takes_text();
    let is_told = |step: &(&str, &str)| app.overlays.is_empty() && !(writes && step.0 == "3");
    let Some((keys, what)) = next_step(&app.studio, app.focus).filter(is_told) else { return };
    let keys = app.way().key_sequence(keys);
    if keys.is_empty() {
        return;
    }
    Line::new()
        .add(" Next: ", app.theme.dim())
        .add(keys, app.theme.focus())
        .add(format!(" {what}"), app.theme.plain())
        .left(area, buf);
}

/// News with the mark of its tone, and the style that goes with it.
fn marked(app: &App, news: &News) -> (String, Style) {
    let theme = app.theme;
    let (mark, style) = match news.tone {
        Tone::Info => ("", theme.plain()),
        Tone::Good => ("✓ ", theme.good()),
        Tone::Warn => ("⚑ ", theme.warn()),
        Tone::Bad => ("✗ ", theme.bad()),
    };
    // One that leads to the focused pane says nothing.
    let keys = news.hint.as_ref().map(|hint| (app.way().key_sequence(hint.keys), &hint.does));
    let hint = keys.filter(|(keys, _)| !keys.is_empty()).map(|(keys, does)| format!(" · {keys} {does}"));
    (format!("{mark}{}{}", text::line(&news.text), hint.unwrap_or_default()), style)
}
