//! What the photos pane looks like: the picture under the cursor, and the list.

use ratatui::buffer::Buffer;
use ratatui::layout::Rect;

use super::PhotosPane;
use crate::domain::{Photo, PhotoCatalog, format_age, format_count};
use crate::panes::catalog_rows::{count_text, draw_filter, draw_name_row, draw_unlisted_notice, short_id};
use crate::panes::{DrawContext, empty_state};
use crate::studio::{PictureSize, Remote, Studio, TerminalPicture};
use crate::widgets::{
    self, ColorDepth, Frame, PictureCell, StyledLine, Theme, draw_frame, draw_text, inner_area, visible_rows,
};

/// Rows under a wide pane's picture that say whose it is, and whether it is in the video.
const FACT_ROWS: u16 = 4;
/// Columns of the mark of looks that came last.
const NEW_MARK_COLUMNS: u16 = 4;

/// Where things stand in the room of the pane.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct PhotosLayout {
    /// What the picture is made for.
    picture_fit: PictureSize,
    picture: Rect,
    facts: Rect,
    list: Rect,
}

impl PhotosLayout {
    fn new(picture: Rect, facts: Rect, list: Rect) -> Self {
        Self { picture_fit: (picture.width, picture.height), picture, facts, list }
    }

    pub(super) fn picture_fit(&self) -> PictureSize {
        self.picture_fit
    }

    /// The same places where there is less room below: the picture is cut, not made anew.
    fn clip(self, room: Rect) -> Self {
        let [picture, facts, list] =
            [self.picture, self.facts, self.list].map(|rect| rect.intersection(room));
        Self { picture_fit: self.picture_fit, picture, facts, list }
    }
}

/// Columns that a portrait of 4:5 takes for its rows, a cell being twice as high as wide.
fn portrait_columns(rows: u16) -> u16 {
    rows * 8 / 5
}

/// Divides the whole pane, frame included: in a wide one the picture stands at the right, in a narrow one above.
pub(super) fn compute_layout(area: Rect, theme: Theme) -> PhotosLayout {
    let room = inner_area(area);
    if theme.color_depth == ColorDepth::None {
        return PhotosLayout::new(Rect { height: 0, ..room }, Rect::ZERO, room);
    }
    if room.width >= 56 {
        let rows = room.height.saturating_sub(FACT_ROWS).min(room.width / 2 * 5 / 8).min(30);
        let width = portrait_columns(rows);
        let picture = Rect { x: room.right() - width, width, height: rows, ..room };
        let facts = Rect { y: room.y + rows, height: room.height - rows, ..picture };
        return PhotosLayout::new(picture, facts, Rect { width: room.width - width - 1, ..room });
    }
    let rows = if room.height >= 12 { (room.height / 2).clamp(8, 14).min(room.width * 5 / 8) } else { 0 };
    let picture = Rect { width: portrait_columns(rows).min(room.width), height: rows, ..room };
    let beside = (room.width - picture.width).saturating_sub(1);
    let facts =
        Rect { x: room.right() - beside, width: if rows > 0 { beside } else { 0 }, height: rows, ..room };
    PhotosLayout::new(picture, facts, Rect { y: room.y + rows, height: room.height - rows, ..room })
}

pub(super) fn view(pane: &PhotosPane, studio: &Studio, ctx: &DrawContext, area: Rect, buf: &mut Buffer) {
    let note = match &studio.catalog.photos {
        Remote::Ready(cast) => count_text(&pane.list, cast.photos.len()),
        _ => String::new(),
    };
    let room =
        draw_frame(Frame { name: "1 Photos", note: &note, focused: ctx.is_focused }, ctx.theme, area, buf);
    match &studio.catalog.photos {
        Remote::Idle => empty_state::draw_no_account(ctx, room, buf),
        Remote::Loading(since) => {
            empty_state::draw_loading_or_retrying("the photos", *since, studio, ctx, room, buf)
        }
        Remote::Failed(fault) => empty_state::draw_error(fault, ctx, room, buf),
        Remote::Ready(cast) if cast.photos.is_empty() => draw_empty(studio, ctx, room, buf),
        Remote::Ready(cast) => {
            let whole = Rect { height: area.height + ctx.reserved_rows, ..area };
            let places = compute_layout(whole, ctx.theme).clip(room);
            draw_shown_picture(pane, studio, ctx, places, buf);
            draw_list(pane, studio, cast, ctx, places.list, buf);
        }
    }
}

fn draw_empty(studio: &Studio, ctx: &DrawContext, room: Rect, buf: &mut Buffer) {
    let lines = [
        ("This account has no talking photos yet.".to_owned(), ctx.theme.bold()),
        (
            format!(
                "{} adds one from a picture file. {} lists them again. {} types an id.",
                ctx.pane_key_sequence("w"),
                ctx.pane_key_sequence("R"),
                ctx.pane_key_sequence("i")
            ),
            ctx.theme.plain(),
        ),
    ];
    let room = draw_looks_in_progress(studio, ctx, room, buf);
    empty_state::draw_lines(&lines, room, buf);
}

fn draw_list(
    pane: &PhotosPane,
    studio: &Studio,
    cast: &PhotoCatalog,
    ctx: &DrawContext,
    area: Rect,
    buf: &mut Buffer,
) {
    let mut area = draw_filter(pane.list.filter(), pane.list.is_filtering, ctx, area, buf);
    area = draw_unlisted_photo(studio, ctx, area, buf);
    area = draw_looks_in_progress(studio, ctx, area, buf);
    let foot = footer_text(cast);
    if !foot.is_empty() && area.height > 4 {
        area.height -= 1;
        draw_text(buf, area.x, area.bottom(), area.width, &foot, ctx.theme.dim());
    }
    let rows = pane.list.matches();
    if rows.is_empty() {
        empty_state::draw_lines(
            &[("Nothing matches. Esc clears the filter.".to_owned(), ctx.theme.plain())],
            area,
            buf,
        );
    }
    let marker = pane.list.marker();
    let chosen = studio.chosen_photo();
    let shown = visible_rows(rows.len(), pane.list.cursor(), area.height.into());
    for (y, place) in (area.y..).zip(shown) {
        let photo = &cast.photos[rows[place]];
        let row = Rect { y, height: 1, ..area };
        let cast = chosen == Some(&photo.id);
        let new = studio.catalog.newest_photos.contains(&photo.id);
        let room = Rect { width: row.width.saturating_sub(if new { NEW_MARK_COLUMNS } else { 0 }), ..row };
        let marks = marker.matched_chars(&photo.name);
        draw_name_row(&photo.name, &marks, place == pane.list.cursor(), cast, ctx, room, buf);
        if new {
            draw_text(buf, room.right(), y, NEW_MARK_COLUMNS, "new", ctx.theme.focus());
        }
    }
}

/// New looks that are on their way, below the list; returns the room that is left.
fn draw_looks_in_progress(studio: &Studio, ctx: &DrawContext, area: Rect, buf: &mut Buffer) -> Rect {
    let shown = studio.photo_jobs.jobs.len().min(usize::from(area.height / 3));
    let top = area.bottom() - u16::try_from(shown).unwrap_or_default();
    for (y, making) in (top..).zip(&studio.photo_jobs.jobs[studio.photo_jobs.jobs.len() - shown..]) {
        let age = format_age(ctx.now.duration_since(making.started));
        StyledLine::new()
            .add("◌ ", ctx.theme.focus())
            .add(format!("{age} · {}", making.progress), ctx.theme.plain())
            .draw_left(Rect { y, height: 1, ..area }, buf);
    }
    Rect { height: top - area.y, ..area }
}

fn footer_text(cast: &PhotoCatalog) -> String {
    let mut parts = Vec::new();
    if cast.other_avatar_count > 0 {
        parts.push(format!("{} not supported", format_count(cast.other_avatar_count, "avatar")));
    }
    if cast.unreadable_count > 0 {
        parts.push(format!("{} unreadable", cast.unreadable_count));
    }
    parts.join(" · ")
}

/// The cast photo, where the list does not have it.
fn draw_unlisted_photo(studio: &Studio, ctx: &DrawContext, area: Rect, buf: &mut Buffer) -> Rect {
    let Some(id) = studio.project_state.project.photo.as_ref().filter(|id| studio.photo(id).is_none()) else {
        return area;
    };
    draw_unlisted_notice(id.as_str(), studio.unresolved_photo(), ctx, area, buf)
}

fn draw_shown_picture(
    pane: &PhotosPane,
    studio: &Studio,
    ctx: &DrawContext,
    places: PhotosLayout,
    buf: &mut Buffer,
) {
    let Some(photo) = pane.shown_photo(studio, ctx.is_active) else { return };
    draw_facts(photo, studio, ctx, places.facts, buf);
    let shown = match studio.catalog.pictures.get(&photo.id, places.picture_fit()) {
        Some(found) => found,
        None => studio.catalog.pictures.any_size(&photo.id).filter(|other| fits(other, places.picture)),
    };
    match shown {
        Some(picture) => draw_picture(picture, ctx, places.picture, buf),
        None if places.picture.height > 0 => {
            let waiting = photo.picture_url.is_some()
                && studio.catalog.pictures.get(&photo.id, places.picture_fit()).is_none();
            let text = if waiting { "…" } else { "no picture" };
            draw_text(buf, places.picture.x, places.picture.y, places.picture.width, text, ctx.theme.dim());
        }
        None => {}
    }
}

fn fits(picture: &TerminalPicture, area: Rect) -> bool {
    picture.columns <= area.width && picture.rows <= area.height
}

fn draw_picture(picture: &TerminalPicture, ctx: &DrawContext, area: Rect, buf: &mut Buffer) {
    // One that the terminal draws cannot be cut.
    let is_whole = picture.cells.first().is_some_and(|dot| dot.symbol.starts_with('\u{1b}'));
    if is_whole && picture.rows > area.height {
        return;
    }
    let cells = picture.cells.iter().map(|dot| PictureCell {
        symbol: &dot.symbol,
        foreground: dot.foreground,
        background: dot.background,
        is_terminal_drawn: dot.skip,
    });
    let area = Rect { width: picture.columns.min(area.width), height: picture.rows.min(area.height), ..area };
    widgets::draw_picture(cells, picture.columns, ctx.theme, area, buf);
}

fn draw_facts(photo: &Photo, studio: &Studio, ctx: &DrawContext, area: Rect, buf: &mut Buffer) {
    if area.width < 8 || area.height == 0 {
        return;
    }
    let theme = ctx.theme;
    let mut lines = vec![(photo.name.clone(), theme.bold())];
    let cast = studio.chosen_photo() == Some(&photo.id);
    lines.push(if cast {
        ("✓ in the video".to_owned(), theme.success())
    } else {
        // It is only looked at: the project has another photo, or none yet.
        ("not in the video".to_owned(), theme.focus())
    });
    if !cast {
        lines.push((format!("{} chooses it", ctx.pane_key_sequence("Enter")), theme.plain()));
    }
    let used = empty_state::draw_lines(&lines, area, buf);
    if used < area.height {
        let id = short_id(photo.id.as_str());
        StyledLine::new().add(id, theme.dim()).draw_left(Rect { y: area.y + used, height: 1, ..area }, buf);
    }
}
