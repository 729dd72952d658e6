//! The rows of a catalog: what photos and voices draw alike.

use ratatui::layout::Rect;

use super::filtered_list::FilteredList;
use super::{DrawContext, empty_state};
use crate::domain::UnresolvedName;
use crate::studio::{Remote, Studio};
use crate::widgets::{draw_highlighted_text, visible_rows};

/// Draws that the chosen id is not in the list, or that the project's name for it cannot be resolved; returns the area
/// below.
pub(super) fn draw_unlisted_notice(
    id: &str,
    unresolved: Option<UnresolvedName>,
    ctx: &mut DrawContext<'_>,
    area: Rect,
) -> Rect {
    let (text, style) = if let Some(unresolved) = unresolved {
        (format!("✗ {unresolved}"), ctx.theme.error())
    } else {
        (format!("✓ {} is not in this list; it is sent unchanged", short_id(id)), ctx.theme.warning())
    };
    let used_rows = ctx.draw_lines(&[(text, style)], Rect { height: area.height.min(3), ..area });
    Rect { y: area.y + used_rows, height: area.height - used_rows, ..area }
}

/// The message for a chosen photo or voice: for whom, where the scene names a speaker.
pub(super) fn chosen_text(name: &str, studio: &Studio) -> String {
    match studio.cast_speaker() {
        Some(speaker) => format!("{name} was chosen for {}", speaker.name),
        None => format!("{name} was chosen"),
    }
}

pub(super) fn short_id(id: &str) -> String {
    crate::domain::text::truncate(id, 12)
}

/// Draws the frame of a list of photos or voices with a note in its title; returns the area inside.
pub(super) fn draw_titled_frame(title: &str, note: &str, ctx: &mut DrawContext<'_>, area: Rect) -> Rect {
    let title = match ctx.studio.cast_speaker() {
        Some(speaker) => &format!("{title} for {}", speaker.name),
        None => title,
    };
    ctx.draw_frame(title, note, area)
}

/// Draws the frame of a catalog's pane, and why there is no list; returns the loaded list and its area.
pub(super) fn draw_frame<'a, T>(
    (title, subject): (&str, &str),
    catalog: &'a Remote<T>,
    count_text: impl Fn(&T) -> String,
    ctx: &mut DrawContext<'_>,
    area: Rect,
) -> Option<(&'a T, Rect)> {
    let note = catalog.ready().map(count_text).unwrap_or_default();
    let inner = draw_titled_frame(title, &note, ctx, area);
    match catalog {
        Remote::Idle => empty_state::draw_no_account(ctx, inner),
        Remote::Loading(since) => empty_state::draw_loading_or_retrying(subject, *since, ctx, inner),
        Remote::Failed(error) => empty_state::draw_error(error, ctx, inner),
        Remote::Ready(catalog) => return Some((catalog, inner)),
    }
    None
}

/// A name in a list, with the characters that match the filter.
pub(super) struct NameRow<'a> {
    name: &'a str,
    marks: Vec<usize>,
    pub(super) is_selected: bool,
}

/// Draws the visible rows of a list: `draw_row` gets the thing, its name and the area of its row.
pub(super) fn draw_rows<'a, T>(
    list: &FilteredList,
    items: &'a [T],
    name: impl Fn(&'a T) -> &'a str,
    (ctx, area): (&mut DrawContext<'_>, Rect),
    draw_row: impl Fn(&'a T, &NameRow<'a>, &mut DrawContext<'_>, Rect),
) {
    let matches = list.matches();
    if matches.is_empty() {
        empty_state::draw_no_matches(ctx, area);
    }
    let highlighter = list.marker();
    let shown = visible_rows(matches.len(), list.cursor(), area.height.into());
    list.drawn_rows.record(area, &shown, 1);
    for (y, index) in (area.y..).zip(shown) {
        let item = &items[matches[index]];
        let name = name(item);
        let marks = highlighter.matched_chars(name);
        let row = NameRow { name, marks, is_selected: index == list.cursor() };
        draw_row(item, &row, ctx, Rect { y, height: 1, ..area });
    }
}

impl NameRow<'_> {
    /// Draws the name, the cursor, and a mark if the project has it.
    pub(super) fn draw(&self, is_chosen: bool, ctx: &mut DrawContext<'_>, area: Rect) {
        let theme = ctx.theme;
        let style = if self.is_selected && !ctx.is_focused { theme.bold() } else { theme.plain() };
        let marker = if self.is_selected { "›" } else { " " };
        ctx.draw_text(area, marker, if ctx.is_focused { theme.plain() } else { theme.focus() });
        let name_area = Rect { x: area.x + 2, width: area.width.saturating_sub(4), ..area };
        draw_highlighted_text(ctx.buf, name_area, self.name, style, (&self.marks, theme.found()));
        if is_chosen {
            ctx.draw_text(Rect::new(area.right().saturating_sub(2), area.y, 1, 1), "✓", theme.success());
        }
        if self.is_selected && ctx.is_focused {
            ctx.draw_cursor(area);
        }
    }
}
