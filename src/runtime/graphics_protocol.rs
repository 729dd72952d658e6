//! Pictures in a graphics protocol: kitty, iTerm2, and with the feature `sixel` Sixel.
//!
//! Each protocol is an escape sequence in the symbol of a cell; the terminal fills the cells beside it by itself.

mod iterm2;
mod kitty;
mod scaled_picture;
#[cfg(feature = "sixel")]
mod sixel;

use std::iter;

use image::DynamicImage;

use self::scaled_picture::ScaledPicture;
pub(super) use self::scaled_picture::fit_within;
use crate::domain::ImageMode;
use crate::studio::TerminalPicture;

/// The picture fitted into cells; `None` if it is to be drawn in half blocks. In tmux, sequences are passed through to the
/// outer terminal.
pub(super) fn encode_picture(
    picture: &DynamicImage,
    images: ImageMode,
    in_tmux: bool,
    columns: u16,
    rows: u16,
) -> Option<TerminalPicture> {
    match images {
        ImageMode::Kitty => {
            let scaled = ScaledPicture::new(picture, columns, rows.min(kitty::MAX_PICTURE_ROWS))?;
            Some(scaled.to_cells(kitty::row_symbols(&scaled, in_tmux)))
        }
        ImageMode::Iterm2 => {
            let scaled = ScaledPicture::new(picture, columns, rows)?;
            Some(scaled.to_cells(iter::once(iterm2::image_sequence(&scaled, in_tmux))))
        }
        #[cfg(feature = "sixel")]
        ImageMode::Sixel => sixel::encode_picture(picture, columns, rows),
        #[cfg(not(feature = "sixel"))]
        ImageMode::Sixel => None,
        ImageMode::Auto | ImageMode::Blocks | ImageMode::Off => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn draw_outside_tmux(images: ImageMode, columns: u16, rows: u16) -> TerminalPicture {
        encode_picture(&DynamicImage::new_rgb8(30, 40), images, false, columns, rows).unwrap()
    }

    /// The symbols of the picture in tmux.
    fn symbols_in_tmux(images: ImageMode) -> Vec<String> {
        let picture = encode_picture(&DynamicImage::new_rgb8(30, 40), images, true, 8, 4).unwrap();
        row_symbols(&picture).into_iter().map(str::to_owned).collect()
    }

    /// A symbol as tmux takes it: what it hands on, and the rest.
    fn split_passthrough(symbol: &str) -> (String, String) {
        let (mut words, mut rest, mut left) = (String::new(), String::new(), symbol);
        while let Some((before, wrapped)) = left.split_once("\x1bPtmux;") {
            // What ends it is the first escape that is not doubled.
            let mut end = 0;
            while !wrapped[end..].starts_with("\x1b\\") {
                end += if wrapped[end..].starts_with("\x1b\x1b") { 2 } else { 1 };
            }
            words += &wrapped[..end].replace("\x1b\x1b", "\x1b");
            rest += before;
            left = &wrapped[end + 2..];
        }
        (words, rest + left)
    }

    /// The symbols of the first cell of each row; all other cells are skipped.
    fn row_symbols(picture: &TerminalPicture) -> Vec<&str> {
        let columns = usize::from(picture.columns);
        assert_eq!(picture.cells.len(), columns * usize::from(picture.rows));
        let (written, skipped): (Vec<_>, Vec<_>) =
            picture.cells.iter().enumerate().partition(|(_, dot)| !dot.skip);
        assert!(written.iter().all(|(at, _)| at % columns == 0), "{picture:?}");
        assert!(skipped.iter().all(|(_, dot)| dot.symbol == " "));
        written.into_iter().map(|(_, dot)| &*dot.symbol).collect()
    }

    #[test]
    fn kitty_sends_the_picture_once_and_placeholders_for_each_row() {
        let picture = draw_outside_tmux(ImageMode::Kitty, 8, 4);
        assert!(picture.columns <= 8 && picture.rows <= 4, "{picture:?}");
        let rows = row_symbols(&picture);
        assert_eq!(rows.len(), usize::from(picture.rows));
        assert!(rows[0].starts_with("\x1b_Gq=2,a=T,U=1,f=100,"), "{}", rows[0]);
        for (at, row) in rows.iter().enumerate() {
            assert_eq!(row.contains("\x1b_G"), at == 0);
            assert_eq!(row.matches('\u{10eeee}').count(), usize::from(picture.columns));
            assert!(row.ends_with("\x1b8\x1b[C"), "the cursor stands behind the first cell: {row:?}");
        }
    }

    #[test]
    fn iterm2_draws_the_picture_in_one_sequence_over_cleared_cells() {
        let picture = draw_outside_tmux(ImageMode::Iterm2, 8, 4);
        let rows = row_symbols(&picture);
        assert_eq!(rows.len(), 1);
        let size = format!("width={};height={};", picture.columns, picture.rows);
        assert!(rows[0].contains("\x1b]1337;File=inline=1;") && rows[0].contains(&size), "{}", rows[0]);
        assert_eq!(rows[0].matches("X\x1b[B").count(), usize::from(picture.rows));
    }

    #[test]
    fn in_tmux_only_the_picture_sequence_is_passed_through() {
        let (plain, wrapped) = (draw_outside_tmux(ImageMode::Kitty, 8, 4), symbols_in_tmux(ImageMode::Kitty));
        let plain = row_symbols(&plain);
        let placeholders = plain[0].find("\x1b7").unwrap();
        let (words, rest) = split_passthrough(&wrapped[0]);
        assert_eq!((words.as_str(), rest.as_str()), plain[0].split_at(placeholders));
        assert_eq!(wrapped[1..], plain[1..], "text is tmux's own matter");

        let (plain, wrapped) =
            (draw_outside_tmux(ImageMode::Iterm2, 8, 4), symbols_in_tmux(ImageMode::Iterm2));
        let (words, rest) = split_passthrough(&wrapped[0]);
        assert!(words.starts_with("\x1b]1337;File=inline=1;") && words.ends_with('\x07'), "{words:?}");
        assert!(row_symbols(&plain)[0].contains(&words));
        // Emptied, the first cell has the cursor of the terminal that tmux runs in.
        assert!(rest.ends_with("\x1b8\x1b[X\x1b8\x1b[C") && rest.contains("X\x1b[B"), "{rest:?}");
        assert!(wrapped[0].contains("\x1b[X\x1bPtmux;\x1b\x1b]1337;"), "{wrapped:?}");
    }

    #[test]
    fn half_blocks_need_no_protocol() {
        assert_eq!(encode_picture(&DynamicImage::new_rgb8(30, 40), ImageMode::Blocks, false, 8, 4), None);
    }

    #[test]
    fn a_picture_above_the_row_limit_of_kitty_is_scaled_down() {
        let picture = DynamicImage::new_rgb8(20, 4_000);
        let drawn = encode_picture(&picture, ImageMode::Kitty, false, 200, 300).unwrap();
        assert_eq!(drawn.rows, kitty::MAX_PICTURE_ROWS);
    }

    #[cfg(feature = "sixel")]
    #[test]
    fn a_sixel_picture_is_a_device_control_sequence() {
        let picture = draw_outside_tmux(ImageMode::Sixel, 8, 4);
        assert!(picture.cells[0].symbol.contains("\x1bP"));
    }
}
