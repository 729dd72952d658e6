//! The drawing of a photo's picture, in the size that it was requested in or in another that fits.

use ratatui::layout::Rect;

use super::DrawContext;
use crate::domain::Photo;
use crate::studio::{PictureSize, TerminalPicture};
use crate::widgets::{self, PictureCell};

/// Draws the picture of a photo; `size` is the one that it is requested in.
pub(super) fn draw_photo_picture(photo: &Photo, size: PictureSize, ctx: &mut DrawContext<'_>, area: Rect) {
    let studio = ctx.studio;
    let pictures = &studio.catalog.pictures;
    let exact = pictures.get(&photo.id, size);
    match exact.unwrap_or_else(|| pictures.any_size(&photo.id).filter(|other| fits(other, area))) {
        Some(picture) => draw_terminal_picture(picture, ctx, area),
        None if area.height > 0 => {
            let is_loading = photo.has_picture() && exact.is_none();
            ctx.draw_text(area, if is_loading { "…" } else { "no picture" }, ctx.theme.dim());
        }
        None => {}
    }
}

fn fits(picture: &TerminalPicture, area: Rect) -> bool {
    picture.columns <= area.width && picture.rows <= area.height
}

fn draw_terminal_picture(picture: &TerminalPicture, ctx: &mut DrawContext<'_>, area: Rect) {
    // A picture that the terminal draws cannot be cut.
    let is_whole = picture.cells.first().is_some_and(|cell| cell.symbol.starts_with('\u{1b}'));
    if is_whole && picture.rows > area.height {
        return;
    }
    let cells = picture.cells.iter().map(|cell| PictureCell {
        symbol: &cell.symbol,
        foreground: cell.foreground,
        background: cell.background,
        is_terminal_drawn: cell.skip,
    });
    let area = Rect { width: picture.columns.min(area.width), height: picture.rows.min(area.height), ..area };
    widgets::draw_picture(cells, picture.columns, ctx.theme, area, ctx.buf);
}
