//! What the whole screen looks like: header, tabs, panes, messages, footer, overlays.

use jiff::Timestamp;
use ratatui::buffer::Buffer;
use ratatui::layout::{Position, Rect};

use super::layout::Layout;
use super::{App, PaneId, message_view as message};
use crate::command::{Command, Scope, rows};
use crate::domain::{Api, Dialect, text};
use crate::panes::{DrawContext, FocusPath};
use crate::studio::{Account, Loading, Studio};
use crate::widgets::{Line, dim, finish, fit, hints, width};

/// Columns of the header's left part beside the video's name.
const UNNAMED: usize = 23;

/// Draws the screen as it is at `now`; gives the cell of the caret where a field takes text.
pub fn view(app: &App, now: Timestamp, area: Rect, buf: &mut Buffer) -> Option<Position> {
    let told = message::told(app, area.width);
    let messages = u16::try_from(told.len()).unwrap_or(u16::MAX);
    let layout = Layout::of(area, app.focus, app.zoomed, messages);
    let room = Rect { height: area.height - layout.footer.height, ..area };
    let top = app.overlays.last();
    match app.overlays.iter().find(|overlay| overlay.scope() == Scope::Welcome) {
        // A screen of its own: there is nothing to see behind it.
        Some(welcome) => {
            let focused = top.is_some_and(|top| top.scope() == Scope::Welcome);
            let ctx = DrawContext { is_focused: focused, ..context(app, app.focus, now) };
            let room = Rect { height: room.height - layout.news.height, ..room };
            welcome.view(&app.studio, &ctx, room, buf);
        }
        None => behind(app, now, &layout, area, buf),
    }
    if top.is_some_and(|top| top.scope() != Scope::Welcome) {
        dim(area, app.theme, buf);
    }
    footer(app, layout.footer, buf);
    if let Some(overlay) = top.filter(|top| top.scope() != Scope::Welcome) {
        overlay.view(&app.studio, &context(app, app.focus, now), room, buf);
    }
    // A window that reaches down there covers the messages; one that leaves them free does not.
    let is_free =
        |buf: &Buffer| layout.news.intersection(buf.area).positions().all(|place| buf[place].symbol() == " ");
    if app.overlays.is_empty() || is_free(buf) {
        message::view(app, told, layout.news, buf);
    }
    finish(app.theme, buf)
}

/// The header, the tabs and the panes.
fn behind(app: &App, now: Timestamp, layout: &Layout, area: Rect, buf: &mut Buffer) {
    header(app, layout.header, buf);
    tabs(app, layout.tabs, buf);
    let free = app.overlays.is_empty();
    for (id, place) in &layout.panes {
        let reserved = app.usual_layout(area).pane(*id).map_or(0, |usual| usual.height - place.height);
        let ctx = DrawContext {
            is_focused: free && *id == app.focus,
            reserved_rows: reserved,
            ..context(app, *id, now)
        };
        app.panes.get(*id).view(&app.studio, &ctx, *place, buf);
    }
}

impl App {
    /// Where the keys go.
    pub(super) fn way(&self) -> FocusPath {
        let scope = self.panes.get(self.focus).scope();
        FocusPath { pane_key: self.focus.key(), scope, overlay_count: self.overlays.len() }
    }

    /// Where everything stands beside a message of one row.
    pub(super) fn usual_layout(&self, area: Rect) -> Layout {
        Layout::of(area, self.focus, self.zoomed, 1)
    }
}

/// What a pane needs to draw itself, or an overlay in front of it.
fn context(app: &App, id: PaneId, now: Timestamp) -> DrawContext {
    DrawContext {
        now,
        theme: app.theme,
        utc_offset: app.studio.zone.to_offset(now),
        is_focused: true,
        is_active: id == app.focus,
        reserved_rows: 0,
        pane_key: id.key(),
        focus_path: FocusPath { overlay_count: 0, ..app.way() },
    }
}

fn header(app: &App, area: Rect, buf: &mut Buffer) {
    let (theme, studio) = (app.theme, &app.studio);
    if area.height == 0 {
        return;
    }
    let balance = match &studio.balance {
        Loading::Ready(Some(balance)) => (format!(" · {balance} "), theme.strong()),
        Loading::Ready(None) | Loading::Failed(_) => (" · balance unknown ".to_owned(), theme.dim()),
        Loading::Idle | Loading::Waiting(_) => (" ".to_owned(), theme.dim()),
    };
    let generation = generation(studio, area.width >= 100);
    // A long address gives way: which form videos take, and what they are paid from, stay.
    let tail = width(&generation) + width(&balance.0) + UNNAMED;
    let account = account(studio, usize::from(area.width).saturating_sub(tail));
    let right =
        Line::new().add(account, theme.plain()).add(generation, theme.dim()).add(balance.0, balance.1);
    let room = usize::from(area.width).saturating_sub(right.width() + UNNAMED);
    let name = text::line(studio.work.project.name());
    let unsaved = studio.work.is_unsaved();
    let left = Line::new()
        .add(" cuecard  ", theme.focus())
        .add(fit(&name, room).into_owned(), theme.strong())
        .add(if unsaved { " ● unsaved" } else { "" }, theme.warn());
    let taken = left.left(area, buf);
    right.right(area, taken, buf);
}

/// The generation of the API, or the dialect where it is not the usual one; in a wide window, when that ends.
fn generation(studio: &Studio, wide: bool) -> String {
    let (dialect, api) = (studio.dialect, studio.dialect.api());
    let word = match dialect {
        _ if dialect == api.dialect() => api.word().to_owned(),
        Dialect::Generate => dialect.word().to_owned(),
        _ => format!("{} {}", api.word(), dialect.word()),
    };
    match studio.sunset.as_ref().filter(|_| api == Api::V2) {
        Some(sunset) if wide => format!(" · {word} (end: {})", sunset.when()),
        _ => format!(" · {word}"),
    }
}

fn account(studio: &Studio, room: usize) -> String {
    match &studio.account {
        Account::Nobody => "no account".to_owned(),
        Account::Sandbox => "sandbox".to_owned(),
        Account::Live { host: None } => "live".to_owned(),
        Account::Live { host: Some(host) } => fit(&text::short(host, 32), room).into_owned(),
    }
}

/// The panes by key, with what is chosen in each. Names give way first, never the queue.
fn tabs(app: &App, area: Rect, buf: &mut Buffer) {
    if area.height == 0 {
        return;
    }
    let studio = &app.studio;
    let flying = studio.queue.in_flight();
    let queue = match (flying, studio.queue.renders.len()) {
        (0, 0) => "4 Queue".to_owned(),
        (0, all) => format!("4 Queue ({all})"),
        (flying, _) => format!("4 Queue ◐ {flying}"),
    };
    let scenes = format!("3 Scenes ({})", studio.work.project.scenes.len());
    // Each tab has a blank at both sides and one behind it.
    let taken = width(&scenes) + width(&queue) + width("1 Photo ✓ ") + width("2 Voice ✓ ") + 11;
    let room = usize::from(area.width).saturating_sub(taken) / 2;
    let cast = |word: &str, name: Option<&str>, unclear: bool| {
        let mark = if unclear { "✗" } else { "✓" };
        match name {
            Some(_) if room < 4 => format!("{word} {mark}"),
            Some(name) => format!("{word} {mark} {}", fit(name, room)),
            None => format!("{word} -"),
        }
    };
    let photo = cast("1 Photo", studio.photo_name(), studio.unclear_photo().is_some());
    let voice = cast("2 Voice", studio.voice_name(), studio.unclear_voice().is_some());
    let words = [photo, voice, scenes, queue];
    let line = PaneId::ALL.iter().zip(words).fold(Line::new(), |line, (id, word)| {
        let style = if *id == app.focus { app.theme.cursor() } else { app.theme.plain() };
        line.add(format!(" {word} "), style).add(" ", app.theme.plain())
    });
    line.left(area, buf);
}

/// The keys that work here and now, the price on the render key.
fn footer(app: &App, area: Rect, buf: &mut Buffer) {
    let pane = app.overlays.last().map_or_else(|| app.panes.get(app.focus), |overlay| overlay.as_ref());
    let scope = pane.scope();
    let overlay = matches!(
        scope,
        Scope::Details | Scope::Dialog | Scope::Form | Scope::Reader | Scope::Palette | Scope::Welcome
    );
    let cost = app.studio.estimate().cost;
    let ready = app.studio.work.project.spec().is_ok();
    let mut pairs: Vec<(String, String)> = Vec::new();
    let mut last = None;
    let fits = |command| pane.is_available(&app.studio, command);
    for row in rows(scope).filter(|row| !row.hint.is_empty() && fits(row.command)) {
        let Some(key) = row.keys.iter().find(|key| !scope.takes_text() || key.typed().is_none()) else {
            continue;
        };
        let word = match row.command {
            Command::Render if ready => format!("{} ~{}", row.hint, cost.brief()),
            Command::Quit if overlay => continue,
            _ => row.hint.to_owned(),
        };
        let pair = (key.to_string(), word);
        if row.command == Command::Help {
            last = Some(pair);
        } else if !pairs.contains(&pair) {
            pairs.push(pair);
        }
    }
    pairs.extend(last);
    hints(&pairs, app.theme, area, buf);
}
