//! The drawing of the photos pane: the picture of the selected photo, and the list.

use ratatui::layout::Rect;

use super::PhotosPane;
use super::layout::{PhotosLayout, compute_layout};
use crate::domain::{NamedKind, Photo, PhotoCatalog, format_age, format_count};
use crate::panes::DrawContext;
use crate::panes::catalog_rows::{self, draw_unlisted_notice, short_id};
use crate::panes::photo_picture::draw_photo_picture;
use crate::widgets::StyledLine;

/// Columns of the mark of new looks.
const NEW_MARK_COLUMNS: u16 = 4;

impl PhotosPane {
    pub(super) fn draw(&self, ctx: &mut DrawContext<'_>, area: Rect) {
        let count = |catalog: &PhotoCatalog| self.list.count_text(catalog.photos.len());
        let photos = &ctx.studio.catalog.photos;
        let Some((catalog, inner)) =
            catalog_rows::draw_frame(("1 Photos", "the photos"), photos, count, ctx, area)
        else {
            return;
        };
        if catalog.photos.is_empty() {
            return draw_empty(ctx, inner);
        }
        let full_area = Rect { height: area.height + ctx.reserved_rows, ..area };
        let layout = compute_layout(full_area, ctx.theme).clip(inner);
        draw_shown_picture(self, ctx, layout);
        draw_list(self, catalog, ctx, layout.list);
    }
}

fn draw_empty(ctx: &mut DrawContext<'_>, area: Rect) {
    let lines = [
        ("This account has no talking photos yet.".to_owned(), ctx.theme.bold()),
        (
            format!(
                "{} adds one from a picture file. {} reloads the list. {} types an id.",
                ctx.pane_key_sequence("w"),
                ctx.pane_key_sequence("R"),
                ctx.pane_key_sequence("i")
            ),
            ctx.theme.plain(),
        ),
    ];
    let area = draw_looks_in_progress(ctx, area);
    ctx.draw_lines(&lines, area);
}

fn draw_list(pane: &PhotosPane, catalog: &PhotoCatalog, ctx: &mut DrawContext<'_>, area: Rect) {
    let mut area = pane.list.filter.draw(ctx, area);
    area = draw_unlisted_photo(ctx, area);
    area = draw_looks_in_progress(ctx, area);
    let footer = footer_text(catalog);
    if !footer.is_empty() && area.height > 4 {
        ctx.draw_last_row(&footer, &mut area);
    }
    let studio = ctx.studio;
    let chosen = studio.cast_photo();
    catalog_rows::draw_rows(
        &pane.list,
        &catalog.photos,
        |photo| &photo.name,
        (ctx, area),
        |photo, row, ctx, area| {
            let is_new = studio.catalog.newest_photos.contains(&photo.id);
            let mark_columns = if is_new { NEW_MARK_COLUMNS } else { 0 };
            let name_area = Rect { width: area.width.saturating_sub(mark_columns), ..area };
            row.draw(chosen == Some(&photo.id), ctx, name_area);
            ctx.draw_text(Rect::new(name_area.right(), area.y, mark_columns, 1), "new", ctx.theme.focus());
        },
    );
}

/// Draws the looks in progress at the bottom; returns the area above.
fn draw_looks_in_progress(ctx: &mut DrawContext<'_>, area: Rect) -> Rect {
    let studio = ctx.studio;
    let shown = studio.photo_jobs.jobs.len().min(usize::from(area.height / 3));
    let top = area.bottom() - u16::try_from(shown).unwrap_or_default();
    for (y, job) in (top..).zip(&studio.photo_jobs.jobs[studio.photo_jobs.jobs.len() - shown..]) {
        let age = format_age(ctx.now.duration_since(job.started));
        StyledLine::new()
            .add("◌ ", ctx.theme.focus())
            .add(format!("{age} · {}", job.progress), ctx.theme.plain())
            .draw_left(Rect { y, height: 1, ..area }, ctx.buf);
    }
    Rect { height: top - area.y, ..area }
}

fn footer_text(catalog: &PhotoCatalog) -> String {
    let mut parts = Vec::new();
    if catalog.other_avatar_count > 0 {
        parts.push(format!("{} not supported", format_count(catalog.other_avatar_count, "avatar")));
    }
    if catalog.unreadable_count > 0 {
        parts.push(format!("{} unreadable", catalog.unreadable_count));
    }
    parts.join(" · ")
}

/// Draws a notice if the project's photo is not in the list; returns the area below.
fn draw_unlisted_photo(ctx: &mut DrawContext<'_>, area: Rect) -> Rect {
    let studio = ctx.studio;
    let Some(id) = studio.project_state.project.photo.as_ref().filter(|id| studio.photo(id).is_none()) else {
        return area;
    };
    draw_unlisted_notice(id.as_str(), studio.unresolved(NamedKind::Photo), ctx, area)
}

fn draw_shown_picture(pane: &PhotosPane, ctx: &mut DrawContext<'_>, layout: PhotosLayout) {
    let studio = ctx.studio;
    let Some(photo) = pane.selected_photo(studio) else { return };
    draw_facts(photo, ctx, layout.facts);
    draw_photo_picture(photo, layout.picture_fit(), ctx, layout.picture);
}

fn draw_facts(photo: &Photo, ctx: &mut DrawContext<'_>, area: Rect) {
    if area.width < 8 || area.height == 0 {
        return;
    }
    let theme = ctx.theme;
    let mut lines = vec![(photo.name.clone(), theme.bold())];
    let is_chosen = ctx.studio.cast_photo() == Some(&photo.id);
    lines.push(if is_chosen {
        ("✓ in the video".to_owned(), theme.success())
    } else {
        // The project has another photo, or none yet.
        ("not in the video".to_owned(), theme.focus())
    });
    if !is_chosen {
        lines.push((format!("{} chooses it", ctx.pane_key_sequence("Enter")), theme.plain()));
    }
    let used = ctx.draw_lines(&lines, area);
    if used < area.height {
        let id = short_id(photo.id.as_str());
        StyledLine::new()
            .add(id, theme.dim())
            .draw_left(Rect { y: area.y + used, height: 1, ..area }, ctx.buf);
    }
}
