//! The overview beside the script: the picture of who speaks the scene, the cast, the settings, the latest renders.

mod cast;
mod key_line;
mod layout;
mod renders;

use ratatui::layout::{Position, Rect};

use super::DrawContext;
use super::photo_picture::draw_photo_picture;
use crate::domain::{Error, ErrorKind, Photo};
use crate::studio::{Remote, Studio};
use crate::widgets::{StyledLine, Theme};
use cast::{cast_rows, draw_cast};
use key_line::draw_line_with_key;
use layout::OverviewLayout;
use renders::draw_renders;

/// What a press of the mouse on the overview opens.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum OverviewPart {
    Photo,
    Voice,
    Settings,
    Renders,
}

/// Draws the overview for the scene with the caret.
pub fn draw_overview(scene: usize, ctx: &mut DrawContext<'_>, area: Rect) {
    let layout = compute_layout(ctx.studio, scene, ctx.theme, area, ctx.reserved_rows);
    draw_face(scene, ctx, layout);
    draw_cast(scene, ctx, layout.cast);
    draw_settings(ctx, layout.settings);
    draw_renders(ctx, layout.renders);
    draw_spend(ctx, layout.spend);
}

/// Requests the picture of who speaks the scene, in the size for the area.
pub fn request_overview_picture(studio: &mut Studio, scene: usize, theme: Theme, area: Rect) {
    let Some(photo) = scene_photo(studio, scene).cloned() else { return };
    let layout = compute_layout(studio, scene, theme, area, 0);
    studio.request_picture(&photo, layout.picture_size());
}

/// The part of the overview at a cell, `reserved_rows` of which messages cover.
pub fn overview_part_at(
    studio: &Studio,
    scene: usize,
    theme: Theme,
    (area, reserved_rows): (Rect, u16),
    cell: Position,
) -> Option<OverviewPart> {
    let layout = compute_layout(studio, scene, theme, area, reserved_rows);
    let voice =
        Rect { y: layout.cast.y + 1, height: layout.cast.height.min(2).saturating_sub(1), ..layout.cast };
    let parts = [
        (voice, OverviewPart::Voice),
        (layout.picture, OverviewPart::Photo),
        (layout.cast, OverviewPart::Photo),
        (layout.settings, OverviewPart::Settings),
        (layout.renders, OverviewPart::Renders),
        (layout.spend, OverviewPart::Renders),
    ];
    parts.into_iter().find(|(part, _)| part.contains(cell)).map(|(_, name)| name)
}

fn compute_layout(
    studio: &Studio,
    scene: usize,
    theme: Theme,
    area: Rect,
    reserved_rows: u16,
) -> OverviewLayout {
    OverviewLayout::compute(area, theme, cast_rows(studio, scene), reserved_rows)
}

fn scene_photo(studio: &Studio, scene: usize) -> Option<&Photo> {
    studio.scene_photo(scene).and_then(|id| studio.photo(id))
}

/// Draws the picture of who speaks the scene, or what to press for one.
fn draw_face(scene: usize, ctx: &mut DrawContext<'_>, layout: OverviewLayout) {
    if layout.picture.height == 0 {
        return;
    }
    match scene_photo(ctx.studio, scene) {
        Some(photo) => draw_photo_picture(photo, layout.picture_size(), ctx, layout.picture),
        None => draw_empty_picture(scene, ctx, layout.picture),
    }
}

/// Draws the place of a picture that is not chosen yet.
fn draw_empty_picture(scene: usize, ctx: &mut DrawContext<'_>, area: Rect) {
    let inner = ctx.draw_frame("", "", area);
    let middle = Rect { y: inner.y + inner.height / 3, height: inner.height - inner.height / 3, ..inner };
    let photo = ctx.studio.scene_photo(scene);
    let known = photo.and_then(|photo| ctx.studio.catalog.known_looks.get(photo));
    if let Some(Remote::Failed(error)) = known {
        ctx.draw_lines(&[(error.to_string(), ctx.theme.error())], middle);
        return;
    }
    let text = match (&ctx.studio.catalog.photos, photo) {
        (Remote::Failed(error), _) => return draw_catalog_error(error, ctx, middle),
        (Remote::Loading(_), Some(_)) => return,
        (_, Some(_)) => "This photo is not in the list.".to_owned(),
        (_, None) => format!("{} chooses the photo that speaks.", ctx.focus_path.key_sequence("1")),
    };
    ctx.draw_lines(&[(text, ctx.theme.plain())], middle);
}

/// Draws why the photos could not be listed, and the key that tries again.
fn draw_catalog_error(error: &Error, ctx: &mut DrawContext<'_>, area: Rect) {
    let (keys, outcome) = match error.kind {
        ErrorKind::ApiKey => ("a", "enters another API key"),
        _ => ("1 R", "lists them again"),
    };
    let hint = format!("{} {outcome}", ctx.focus_path.key_sequence(keys));
    let lines = [(format!("The photos: {}", error.summary()), ctx.theme.error()), (hint, ctx.theme.focus())];
    ctx.draw_lines(&lines, area);
}

fn draw_settings(ctx: &mut DrawContext<'_>, area: Rect) {
    let project = &ctx.studio.project_state.project;
    let captions = project.captions.label();
    let line = StyledLine::new().add(format!("{}{captions}", project.shape), ctx.theme.plain());
    draw_line_with_key(&line, "e", ctx, area);
}

/// Draws the spend of today in the last row.
fn draw_spend(ctx: &mut DrawContext<'_>, area: Rect) {
    let Some(recent) = ctx.studio.recent_spend(ctx.now) else { return };
    let line = StyledLine::new()
        .add("spent today ", ctx.theme.dim())
        .add(recent.describe_today(), ctx.theme.plain());
    draw_line_with_key(&line, "m", ctx, area);
}
