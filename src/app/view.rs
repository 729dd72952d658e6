//! The whole screen: header, tabs, panes, messages, footer, overlays.

use jiff::Timestamp;
use ratatui::buffer::Buffer;
use ratatui::layout::{Position, Rect};

use super::header::draw_header;
use super::layout::ScreenLayout;
use super::{App, PaneId, status_message_view};
use crate::command::{Command, Scope, rows_in_scope};
use crate::domain::{Estimate, NamedKind};
use crate::panes::overview::draw_overview;
use crate::panes::{DrawContext, FocusPath};
use crate::widgets::{StyledLine, dim_background, draw_key_hints, finish_frame, fit, width};

/// Draws the screen at `now`; returns the position of the caret where a field takes text.
pub fn view(app: &App, now: Timestamp, area: Rect, buf: &mut Buffer) -> Option<Position> {
    let (estimate, issues) = (app.studio.estimate(), app.studio.project_state.project.issues());
    let message_rows = status_message_view::message_rows(app, area.width);
    let messages = status_message_view::count_rows(app, &message_rows);
    let layout = ScreenLayout::compute(area, app.focus, app.is_zoomed, messages);
    let top = app.overlays.last();
    let makes_room = top.is_some_and(|top| status_message_view::makes_room(top.scope()));
    // One row of a message is within the overlay.
    let more_rows = if makes_room { layout.messages.height.saturating_sub(1) } else { 0 };
    let overlay_area = Rect { height: area.height - layout.footer.height - more_rows, ..area };
    match app.overlays.iter().find(|overlay| overlay.scope() == Scope::Welcome) {
        // The welcome fills the screen.
        Some(welcome) => {
            let focused = top.is_some_and(|top| top.scope() == Scope::Welcome);
            let mut ctx = DrawContext { is_focused: focused, ..draw_context(app, app.focus, now, buf) };
            let overlay_area = Rect { height: overlay_area.height - layout.messages.height, ..overlay_area };
            welcome.view(&mut ctx, overlay_area);
        }
        None => draw_background(app, &estimate, now, &layout, area, buf),
    }
    if top.is_some_and(|top| top.scope() != Scope::Welcome) {
        dim_background(area, app.theme, buf);
    }
    draw_footer(app, Some(&estimate).filter(|_| issues.is_empty()), layout.footer, buf);
    if let Some(overlay) = top.filter(|top| top.scope() != Scope::Welcome) {
        overlay.view(&mut draw_context(app, app.focus, now, buf), overlay_area);
    }
    // Messages are drawn only where no overlay covers them.
    let is_free = |buf: &Buffer| {
        layout.messages.intersection(buf.area).positions().all(|position| buf[position].symbol() == " ")
    };
    if app.overlays.is_empty() || is_free(buf) {
        status_message_view::draw_messages(app, &issues, message_rows, layout.messages, buf);
    }
    finish_frame(app.theme, buf)
}

/// The header, the tabs and the panes.
fn draw_background(
    app: &App,
    estimate: &Estimate,
    now: Timestamp,
    layout: &ScreenLayout,
    area: Rect,
    buf: &mut Buffer,
) {
    draw_header(app, estimate, layout.header, buf);
    draw_tabs(app, layout.tabs, buf);
    let free = app.overlays.is_empty();
    let base = app.base_layout(area);
    let scene = app.panes.script.selected_scene();
    if layout.timeline.height > 0 {
        let is_focused = free && app.focus == PaneId::Script;
        let mut ctx = DrawContext { is_focused, ..draw_context(app, PaneId::Script, now, buf) };
        app.panes.script.draw_scene_timeline(&mut ctx, layout.timeline_bars());
    }
    if layout.overview.width > 0 {
        let reserved_rows = base.overview.height.saturating_sub(layout.overview.height);
        let mut ctx = DrawContext { reserved_rows, ..draw_context(app, app.focus, now, buf) };
        draw_overview(scene, &mut ctx, layout.overview);
    }
    for (id, pane_area) in &layout.panes {
        let reserved = base.pane(*id).map_or(0, |usual| usual.height - pane_area.height);
        let mut ctx = DrawContext {
            is_focused: free && *id == app.focus,
            reserved_rows: reserved,
            shows_overview: layout.overview.width > 0,
            ..draw_context(app, *id, now, buf)
        };
        app.panes.get(*id).view(&mut ctx, *pane_area);
    }
}

impl App {
    /// The path of the focus, from the pane to the overlay on top.
    pub(super) fn focus_path(&self) -> FocusPath {
        let pane = self.panes.get(self.focus);
        FocusPath {
            pane_key: self.focus.key(),
            scope: pane.scope(),
            escape_count: pane.escape_count(),
            overlay_count: self.overlays.len(),
        }
    }

    /// The layout with a message of one row.
    pub(super) fn base_layout(&self, area: Rect) -> ScreenLayout {
        ScreenLayout::compute(area, self.focus, self.is_zoomed, 1)
    }
}

/// What a pane needs to draw itself, or an overlay in front of it.
fn draw_context<'a>(app: &'a App, id: PaneId, now: Timestamp, buf: &'a mut Buffer) -> DrawContext<'a> {
    DrawContext {
        studio: &app.studio,
        buf,
        now,
        theme: app.theme,
        is_focused: true,
        reserved_rows: 0,
        shows_overview: false,
        pane_key: id.key(),
        focus_path: FocusPath { overlay_count: 0, ..app.focus_path() },
    }
}

/// Draws the panes by key, with what is chosen in each. Names give way first, never the queue.
fn draw_tabs(app: &App, area: Rect, buf: &mut Buffer) {
    if area.height == 0 {
        return;
    }
    let labels = tab_labels(app, area.width);
    let line = PaneId::ALL.iter().zip(labels).fold(StyledLine::new(), |line, (id, label)| {
        let style = if *id == app.focus { app.theme.cursor() } else { app.theme.plain() };
        line.add(label, style).add(" ", app.theme.plain())
    });
    line.draw_left(area, buf);
}

/// The pane whose tab is at a column of the row of tabs.
pub(super) fn tab_at(app: &App, columns: u16, column: u16) -> Option<PaneId> {
    let mut end = 0;
    PaneId::ALL.into_iter().zip(tab_labels(app, columns)).find_map(|(id, label)| {
        end += width(&label) + 1;
        (usize::from(column) < end).then_some(id)
    })
}

/// The labels of the tabs of all panes, in their order.
fn tab_labels(app: &App, columns: u16) -> [String; 4] {
    let studio = &app.studio;
    let in_flight = studio.queue.in_flight_count();
    let queue = match (in_flight, studio.queue.renders.len()) {
        (0, 0) => "4 Queue".to_owned(),
        (0, all) => format!("4 Queue ({all})"),
        (in_flight, _) => format!("4 Queue ◐ {in_flight}"),
    };
    let scenes = format!("3 Script ({})", studio.project_state.project.scenes.len());
    // Each tab has a blank at both sides and one behind it.
    let fixed_columns = width(&scenes) + width(&queue) + width("1 Photo ✓ ") + width("2 Voice ✓ ") + 11;
    let columns_left = usize::from(columns).saturating_sub(fixed_columns) / 2;
    let choice = |label: &str, name: Option<&str>, is_unresolved: bool| {
        let symbol = if is_unresolved { "✗" } else { "✓" };
        match name {
            Some(_) if columns_left < 4 => format!("{label} {symbol}"),
            Some(name) => format!("{label} {symbol} {}", fit(name, columns_left)),
            None => format!("{label} -"),
        }
    };
    let photo = choice(
        "1 Photo",
        studio.scene_photo_name(studio.current_scene),
        studio.unresolved(NamedKind::Photo).is_some(),
    );
    let voice = choice(
        "2 Voice",
        studio.scene_voice_name(studio.current_scene),
        studio.unresolved(NamedKind::Voice).is_some(),
    );
    [photo, voice, scenes, queue].map(|label| format!(" {label} "))
}

/// Draws the keys that work now, with the price on the render key; `estimate` is that of a complete project.
fn draw_footer(app: &App, estimate: Option<&Estimate>, area: Rect, buf: &mut Buffer) {
    let pane = app.overlays.last().map_or_else(|| app.panes.get(app.focus), |overlay| overlay.as_ref());
    let scope = pane.scope();
    // An overlay is closed first.
    let hides_quit_hint = !app.overlays.is_empty();
    let mut pairs: Vec<(String, String)> = Vec::new();
    let mut last = None;
    let fits = |command| pane.is_available(&app.studio, command);
    for row in rows_in_scope(scope).filter(|row| !row.hint.is_empty() && fits(row.command)) {
        let Some(key) = row.keys.iter().find(|key| !scope.takes_text() || key.typed_char().is_none()) else {
            continue;
        };
        let label = match (row.command, estimate) {
            (Command::Render, Some(estimate)) => {
                format!("{} {}{}", row.hint, estimate.mark(), estimate.cost.to_compact_string())
            }
            (Command::Quit, _) if hides_quit_hint => continue,
            _ => row.hint.to_owned(),
        };
        let pair = (key.to_string(), label);
        if row.command == Command::Help {
            last = Some(pair);
        } else if !pairs.contains(&pair) {
            pairs.push(pair);
        }
    }
    pairs.extend(last);
    draw_key_hints(&pairs, app.theme, area, buf);
}
