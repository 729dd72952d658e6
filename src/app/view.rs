//! What the whole screen looks like: header, tabs, panes, the line of news, footer, overlays.

use jiff::Timestamp;
use ratatui::buffer::Buffer;
use ratatui::layout::{Position, Rect};
use ratatui::style::Style;
use ratatui::widgets::{Clear, Widget};

use super::layout::Layout;
use super::{App, PaneId};
use crate::command::{Command, Scope, rows};
use crate::domain::{Api, Dialect, text};
use crate::panes::DrawContext;
use crate::studio::{Account, Hint, Loading, News, Studio, Tone};
use crate::widgets::{Line, fit, hints, take_caret, to_ascii, width, wrap};

/// Lines that news takes at most.
const MOST_NEWS: usize = 4;
/// Columns of the header's left part beside the film's name.
const UNNAMED: usize = 23;

/// Draws the screen as it is at `now`; gives the cell of the caret where a field takes text.
pub fn view(app: &App, now: Timestamp, area: Rect, buf: &mut Buffer) -> Option<Position> {
    let layout = Layout::of(area, app.focus, app.zoomed);
    header(app, layout.header, buf);
    tabs(app, layout.tabs, buf);
    let free = app.overlays.is_empty();
    for (id, place) in &layout.panes {
        let ctx = DrawContext { focused: free && *id == app.focus, ..context(app, *id, now) };
        app.panes.get(*id).view(&app.studio, &ctx, *place, buf);
    }
    news(app, layout.news, buf);
    footer(app, layout.footer, buf);
    if let Some(overlay) = app.overlays.last() {
        let room = Rect { height: area.height - layout.footer.height, ..area };
        overlay.view(&app.studio, &context(app, app.focus, now), room, buf);
    }
    let caret = take_caret(buf);
    if !app.theme.unicode {
        to_ascii(area, buf);
    }
    caret
}

/// What a pane needs to draw itself, or an overlay in front of it.
fn context(app: &App, id: PaneId, now: Timestamp) -> DrawContext {
    let types = app.panes.get(app.focus).scope().takes_text();
    let out = if types { "Esc " } else { "" };
    DrawContext {
        now,
        theme: app.theme,
        offset: app.studio.zone.to_offset(now),
        focused: true,
        chosen: id == app.focus,
        way: if id == app.focus { out } else { id.way(types) },
        out,
    }
}

fn header(app: &App, area: Rect, buf: &mut Buffer) {
    let (theme, studio) = (app.theme, &app.studio);
    if area.height == 0 {
        return;
    }
    let balance = match &studio.balance {
        Loading::Ready(Some(balance)) => (format!(" · {balance} "), theme.strong()),
        Loading::Ready(None) => (" · balance not told ".to_owned(), theme.dim()),
        Loading::Failed(_) => (" · balance unknown ".to_owned(), theme.dim()),
        Loading::Idle | Loading::Waiting(_) => (" ".to_owned(), theme.dim()),
    };
    let generation = generation(studio, area.width >= 100);
    // A long address gives way: which form films take, and what they are paid from, stay.
    let tail = width(&generation) + width(&balance.0) + UNNAMED;
    let account = account(studio, usize::from(area.width).saturating_sub(tail));
    let right =
        Line::new().add(account, theme.plain()).add(generation, theme.dim()).add(balance.0, balance.1);
    let room = usize::from(area.width).saturating_sub(right.width() + UNNAMED);
    let name = text::line(studio.work.project.name());
    let unsaved = studio.work.is_unsaved();
    let left =
        Line::new().add(" cuecard  ", theme.focus()).add(fit(&name, room).into_owned(), theme.strong()).add(
            if unsaved { format!(" {} unsaved", theme.symbol("●", "*")) } else { String::new() },
            theme.warn(),
        );
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
        (flying, _) => format!("4 Queue {} {flying}", app.theme.symbol("◐", "*")),
    };
    let scenes = format!("3 Scenes ({})", studio.work.project.scenes.len());
    // Each tab has a blank at both sides and one behind it.
    let taken = width(&scenes) + width(&queue) + width("1 Photo ✓ ") + width("2 Voice ✓ ") + 11;
    let room = usize::from(area.width).saturating_sub(taken) / 2;
    let mark = app.theme.symbol("✓", "*");
    let cast = |word: &str, name: Option<&str>| match name {
        Some(_) if room < 4 => format!("{word} {mark}"),
        Some(name) => format!("{word} {mark} {}", fit(name, room)),
        None => format!("{word} -"),
    };
    let words = [cast("1 Photo", studio.photo_name()), cast("2 Voice", studio.voice_name()), scenes, queue];
    let line = PaneId::ALL.iter().zip(words).fold(Line::new(), |line, (id, word)| {
        let style = if *id == app.focus { app.theme.cursor() } else { app.theme.plain() };
        line.add(format!(" {word} "), style).add(" ", app.theme.plain())
    });
    line.left(area, buf);
}

/// What just happened, or else what is still to be done.
fn news(app: &App, area: Rect, buf: &mut Buffer) {
    if area.height == 0 {
        return;
    }
    let theme = app.theme;
    let Some(news) = &app.studio.news else {
        let writes = app.focus == PaneId::Scenes && app.scope().takes_text();
        let is_told = |step: &(&str, &str)| app.overlays.is_empty() && !(writes && step.0 == "3");
        if let Some((keys, what)) = next_step(&app.studio).filter(is_told) {
            let line = Line::new()
                .add(" Next: ", theme.dim())
                .add(keys_here(app, &Hint { keys, does: String::new() }), theme.focus())
                .add(format!(" {what}"), theme.plain());
            line.left(area, buf);
        }
        return;
    };
    let room = usize::from(area.width).saturating_sub(2);
    // What is too long for the line goes on above it, over the panes; an overlay would hide its beginning.
    let lines = if app.overlays.is_empty() {
        let told = app.studio.bad_news.iter().chain([news]);
        told.flat_map(|news| told_in(app, news, room)).collect()
    } else {
        let (clean, style) = marked(app, news);
        vec![(fit(&clean, room).into_owned(), style)]
    };
    let shown = lines.len().min(usize::from(area.y) + 1);
    let above = u16::try_from(shown - 1).unwrap_or(0);
    let room = Rect { y: area.y - above, height: area.height + above, ..area };
    Clear.render(room, buf);
    for (y, (line, style)) in (room.y..).zip(lines.iter().take(shown)) {
        Line::new().add(" ", *style).add(line.as_str(), *style).left(Rect { y, height: 1, ..room }, buf);
    }
}

/// News with the mark of its tone, and the style that goes with it.
fn marked(app: &App, news: &News) -> (String, Style) {
    let theme = app.theme;
    let (mark, style) = match news.tone {
        Tone::Info => ("", theme.plain()),
        Tone::Good => (theme.symbol("✓ ", ""), theme.good()),
        Tone::Warn => (theme.symbol("⚑ ", "! "), theme.warn()),
        Tone::Bad => (theme.symbol("✗ ", "! "), theme.bad()),
    };
    let hint = news.hint.as_ref().map(|hint| format!(" · {} {}", keys_here(app, hint), hint.does));
    (format!("{mark}{}{}", text::line(&news.text), hint.unwrap_or_default()), style)
}

/// The keys of a hint as they work where the keys go now.
fn keys_here(app: &App, hint: &Hint) -> String {
    hint.keys_from(app.overlays.len(), app.panes.get(app.focus).scope().takes_text())
}

/// The lines that news takes in this many columns.
fn told_in(app: &App, news: &News, room: usize) -> Vec<(String, Style)> {
    let (clean, style) = marked(app, news);
    wrap(&clean, room).into_iter().take(MOST_NEWS).map(|line| (line, style)).collect()
}

/// The key that leads on, and what it leads to, until a first film is rendered.
fn next_step(studio: &Studio) -> Option<(&'static str, &'static str)> {
    let project = &studio.work.project;
    let unwritten = project.scenes.iter().all(|scene| scene.spoken().is_empty());
    match (&project.photo, &project.voice) {
        _ if studio.account == Account::Nobody => None,
        (None, _) => Some(("1", "choose a photo")),
        (_, None) => Some(("2", "choose a voice")),
        _ if unwritten => Some(("3", "write a scene")),
        _ if project.film().is_err() => Some(("Ctrl-r", "says what is missing")),
        _ if studio.queue.renders.is_empty() && studio.queue.titles_on_their_way().next().is_none() => {
            Some(("Ctrl-r", "render the film"))
        }
        _ => None,
    }
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
    let ready = app.studio.work.project.film().is_ok();
    let mut pairs: Vec<(String, String)> = Vec::new();
    let mut last = None;
    let fits = |command| pane.fits(&app.studio, command);
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
