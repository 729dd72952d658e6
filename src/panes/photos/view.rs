//! The drawing of the photos pane: the picture of the selected photo, and the list.

use ratatui::layout::Rect;

use super::PhotosPane;
use super::layout::{PhotosLayout, compute_layout};
use super::source::PhotoSource;
use crate::domain::{LookKind, NamedKind, Photo, PhotoCatalog, format_age, format_count};
use crate::panes::catalog_rows::{self, draw_unlisted_notice, short_id};
use crate::panes::filtered_list::FilteredList;
use crate::panes::photo_picture::draw_photo_picture;
use crate::panes::{DrawContext, empty_state};
use crate::studio::{Remote, StockAvatars, StockProgress, Studio};
use crate::widgets::{StyledLine, width};

impl PhotosPane {
    pub(super) fn draw(&self, ctx: &mut DrawContext<'_>, area: Rect) {
        match self.source {
            PhotoSource::Own => self.draw_own(ctx, area),
            PhotoSource::Stock => self.draw_stock(ctx, area),
        }
    }

    fn draw_own(&self, ctx: &mut DrawContext<'_>, area: Rect) {
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
        let mut list = self.draw_picture(ctx, area, inner);
        list = self.list.filter.draw(ctx, list);
        list = draw_unlisted_photo(ctx, list);
        list = draw_looks_in_progress(ctx, list);
        let footer = own_footer(catalog, ctx);
        if !footer.is_empty() && list.height > 4 {
            ctx.draw_last_row(&footer, &mut list);
        }
        draw_rows(&self.list, &catalog.photos, ctx, list);
    }

    fn draw_stock(&self, ctx: &mut DrawContext<'_>, area: Rect) {
        let studio = ctx.studio;
        let stock = &studio.catalog.stock;
        let list = &self.stock.list;
        let more = if stock.is_loading() { " …" } else { "" };
        let note = format!("{}{more}", list.count_text(stock.photos.len()));
        let inner = catalog_rows::draw_titled_frame("1 Stock avatars", &note, ctx, area);
        if stock.photos.is_empty() {
            return draw_no_stock(&stock.progress, ctx, inner);
        }
        let mut rows = self.draw_picture(ctx, area, inner);
        rows = list.filter.draw(ctx, rows);
        let footer = stock_footer(stock, ctx);
        if !footer.is_empty() && rows.height > 4 {
            ctx.draw_last_row(&footer, &mut rows);
        }
        draw_rows(list, &stock.photos, ctx, rows);
    }

    /// Draws the picture and the facts of the selected photo; returns the area of the list.
    fn draw_picture(&self, ctx: &mut DrawContext<'_>, area: Rect, inner: Rect) -> Rect {
        let full_area = Rect { height: area.height + ctx.reserved_rows, ..area };
        let layout = compute_layout(full_area, ctx.theme).clip(inner);
        draw_shown_picture(self, ctx, layout);
        layout.list
    }
}

/// Draws why there are no stock avatars: they are being loaded, or could not be.
fn draw_no_stock(progress: &StockProgress, ctx: &mut DrawContext<'_>, area: Rect) {
    match progress {
        StockProgress::Loading(since) => {
            empty_state::draw_loading_or_retrying("the stock avatars", *since, ctx, area);
        }
        StockProgress::Failed(error) => empty_state::draw_error(error, ctx, area),
        StockProgress::Idle | StockProgress::Complete => {
            ctx.draw_lines(&[("The service lists no stock avatars.".to_owned(), ctx.theme.plain())], area);
        }
    }
}

/// The key for the own photos, and what is missing of the stock avatars.
fn stock_footer(stock: &StockAvatars, ctx: &DrawContext<'_>) -> String {
    let mut parts = vec![format!("{} own photos", ctx.pane_key_sequence("S"))];
    if matches!(stock.progress, StockProgress::Failed(_)) {
        parts.push(format!("not all; {} loads again", ctx.pane_key_sequence("R")));
    }
    parts.extend(failure_counts(stock.failed_count, stock.unreadable_count));
    parts.join(" · ")
}

fn draw_empty(ctx: &mut DrawContext<'_>, area: Rect) {
    let [add, stock, reload, id] = ["w", "S", "R", "i"].map(|key| ctx.pane_key_sequence(key));
    let stock =
        if ctx.studio.has_stock_avatars() { format!(" {stock} shows stock avatars.") } else { String::new() };
    let hint =
        format!("{add} adds one from a picture file.{stock} {reload} reloads the list. {id} types an id.");
    let lines =
        [("This account has no talking photos yet.".to_owned(), ctx.theme.bold()), (hint, ctx.theme.plain())];
    let area = draw_looks_in_progress(ctx, area);
    ctx.draw_lines(&lines, area);
}

fn draw_rows(list: &FilteredList, photos: &[Photo], ctx: &mut DrawContext<'_>, area: Rect) {
    let studio = ctx.studio;
    let chosen = studio.cast_photo();
    catalog_rows::draw_rows(
        list,
        photos,
        |photo| &photo.name,
        (ctx, area),
        |photo, row, ctx, area| {
            let mark = row_mark(photo, studio);
            let mark_columns = u16::try_from(width(&mark)).unwrap_or(0);
            let mark_columns = if mark_columns == 0 { 0 } else { mark_columns + 1 }.min(area.width / 2);
            let name_area = Rect { width: area.width - mark_columns, ..area };
            row.draw(chosen == Some(&photo.id), ctx, name_area);
            let is_new = studio.catalog.newest_photos.contains(&photo.id);
            let style = if is_new { ctx.theme.focus() } else { ctx.theme.dim() };
            ctx.draw_text(Rect::new(name_area.right(), area.y, mark_columns, 1), &mark, style);
        },
    );
}

/// The mark at the end of a row: a new look, one without consent, or what is not a photo.
fn row_mark(photo: &Photo, studio: &Studio) -> String {
    if studio.catalog.newest_photos.contains(&photo.id) {
        return "new".to_owned();
    }
    if photo.awaits_consent {
        return "no consent".to_owned();
    }
    match &photo.profile.kind {
        LookKind::Photo => String::new(),
        LookKind::DigitalTwin => "twin".to_owned(),
        LookKind::StudioAvatar => "studio".to_owned(),
        LookKind::Picture(_) | LookKind::Other(_) => photo.profile.kind.label(),
    }
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

/// The key for the stock avatars, and what the list leaves out.
fn own_footer(catalog: &PhotoCatalog, ctx: &DrawContext<'_>) -> String {
    let mut parts = Vec::new();
    if ctx.studio.has_stock_avatars() {
        parts.push(format!("{} stock avatars", ctx.pane_key_sequence("S")));
    }
    if catalog.other_avatar_count > 0 {
        parts.push(format!("{} need v3", format_count(catalog.other_avatar_count, "avatar")));
    }
    parts.extend(failure_counts(catalog.failed_count, catalog.unreadable_count));
    parts.join(" · ")
}

fn failure_counts(failed: usize, unreadable: usize) -> Vec<String> {
    let mut parts = Vec::new();
    if failed > 0 {
        parts.push(format!("{} failed", format_count(failed, "look")));
    }
    if unreadable > 0 {
        parts.push(format!("{unreadable} unreadable"));
    }
    parts
}

/// Draws a notice if the project's photo is not in the list; returns the area below.
fn draw_unlisted_photo(ctx: &mut DrawContext<'_>, area: Rect) -> Rect {
    let studio = ctx.studio;
    let Some(id) = studio.project_state.project.photo.as_ref().filter(|id| studio.photo(id).is_none()) else {
        return area;
    };
    // v3 must know the engines of a photo.
    let (text, style) = match studio.catalog.known_looks.get(id) {
        Some(Remote::Loading(_)) => {
            (format!("{} is being looked up", short_id(id.as_str())), ctx.theme.plain())
        }
        Some(Remote::Failed(error)) => {
            (format!("✗ {}: {}", short_id(id.as_str()), error.summary()), ctx.theme.error())
        }
        _ => return draw_unlisted_notice(id.as_str(), studio.unresolved(NamedKind::Photo), ctx, area),
    };
    let used = ctx.draw_lines(&[(text, style)], Rect { height: area.height.min(3), ..area });
    Rect { y: area.y + used, height: area.height - used, ..area }
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
    if let Some(engine) = photo.profile.engine().filter(|_| !photo.profile.is_plain_photo()) {
        let kind = photo.profile.kind.label();
        lines.extend([kind, engine.label().to_owned()].map(|fact| (fact, theme.plain())));
    } else if !is_chosen {
        lines.push((format!("{} chooses it", ctx.pane_key_sequence("Enter")), theme.plain()));
    }
    if photo.awaits_consent {
        let reload = ctx.pane_key_sequence("R");
        let text = format!(
            "no consent yet: the service makes no videos of it. After it is given at app.heygen.com, {reload} reloads the list"
        );
        lines.push((text, theme.warning()));
    }
    let used = ctx.draw_lines(&lines, area);
    if used < area.height {
        let id = short_id(photo.id.as_str());
        StyledLine::new()
            .add(id, theme.dim())
            .draw_left(Rect { y: area.y + used, height: 1, ..area }, ctx.buf);
    }
}
