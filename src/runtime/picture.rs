//! Pictures as cells of the terminal: half blocks everywhere, a picture protocol where the terminal has one.

use std::borrow::Cow;
use std::path::PathBuf;
use std::sync::Arc;

use image::RgbaImage;
use image::imageops::FilterType;

use super::blocking::run_blocking;
use super::graphics_protocol::{encode_picture, fit_within};
use super::job::Job;
use super::media_cache;
use super::picture_file::decode_upright;
use crate::domain::{Error, ErrorKind, ImageMode};
use crate::store;
use crate::studio::{TerminalCell, TerminalPicture};

/// Bytes of a decoded picture at most.
const MAX_DECODED_BYTES: u64 = 256 << 20;

/// Fetches a picture and fits it into cells.
pub(super) async fn fetch_picture(
    job: &Job,
    url: &str,
    columns: u16,
    rows: u16,
) -> Result<TerminalPicture, Error> {
    let terminal = image_terminal(job)?;
    let file = media_cache::fetch_cached(job, url, media_cache::MAX_PICTURE_BYTES).await?;
    run_blocking(move || fit_into_cells(&file, terminal, columns, rows)).await
}

/// Reads a picture file of the user's and fits it into cells.
pub(super) async fn draw_file(
    job: &Job,
    path: PathBuf,
    columns: u16,
    rows: u16,
) -> Result<TerminalPicture, Error> {
    let terminal = image_terminal(job)?;
    run_blocking(move || fit_into_cells(&store::picture_file::read(&path)?, terminal, columns, rows)).await
}

/// How pictures are drawn, and whether it is inside tmux; an error where they are switched off.
fn image_terminal(job: &Job) -> Result<(ImageMode, bool), Error> {
    let images = job.settings().images;
    if images == ImageMode::Off {
        return Err(Error::new("the picture", ErrorKind::File, "Pictures are switched off in the settings."));
    }
    Ok((images, job.context.config.in_tmux))
}

fn fit_into_cells(
    file: &[u8],
    (images, in_tmux): (ImageMode, bool),
    columns: u16,
    rows: u16,
) -> Result<TerminalPicture, Error> {
    let picture = decode(file)?;
    let drawn = encode_picture(&picture, images, in_tmux, columns, rows);
    Ok(drawn.unwrap_or_else(|| to_half_blocks(&picture, columns, rows)))
}

/// Decodes a picture, upright.
fn decode(file: &[u8]) -> Result<image::DynamicImage, Error> {
    let failed =
        |error: image::ImageError| Error::new("the picture", ErrorKind::InvalidResponse, error.to_string());
    decode_upright(file, MAX_DECODED_BYTES).map_err(failed)
}

/// Fits the picture into cells; a cell holds two pixels, one above the other.
fn to_half_blocks(picture: &image::DynamicImage, columns: u16, rows: u16) -> TerminalPicture {
    let (width, height) =
        fit_within((picture.width(), picture.height()), (columns.into(), u32::from(rows) * 2));
    let small = picture.resize_exact(width, height, FilterType::Triangle).into_rgba8();
    let cells: Arc<[TerminalCell]> = (0..height.div_ceil(2))
        .flat_map(|row| (0..width).map(move |column| (column, row)))
        .map(|(column, row)| {
            half_block(opaque_pixel(&small, column, row * 2), opaque_pixel(&small, column, row * 2 + 1))
        })
        .collect();
    let count = |pixels: u32| u16::try_from(pixels).unwrap_or(u16::MAX);
    TerminalPicture { columns: count(width), rows: count(height.div_ceil(2)), cells }
}

/// The color of a pixel; `None` outside the picture and where it is transparent.
fn opaque_pixel(picture: &RgbaImage, column: u32, row: u32) -> Option<[u8; 3]> {
    let [red, green, blue, alpha] = picture.get_pixel_checked(column, row)?.0;
    (alpha >= 128).then_some([red, green, blue])
}

fn half_block(upper: Option<[u8; 3]>, lower: Option<[u8; 3]>) -> TerminalCell {
    let (symbol, ink, ground) = match (upper, lower) {
        (Some(_), _) => ("▀", upper, lower),
        (None, Some(_)) => ("▄", lower, None),
        (None, None) => (" ", None, None),
    };
    TerminalCell { symbol: Cow::Borrowed(symbol), foreground: ink, background: ground, skip: false }
}

#[cfg(test)]
mod tests {
    use image::{DynamicImage, Rgba};

    use super::*;

    #[test]
    fn a_picture_keeps_its_proportions() {
        assert_eq!(fit_within((1080, 1440), (40, 80)), (40, 53));
        assert_eq!(fit_within((1440, 1080), (40, 80)), (40, 30));
        assert_eq!(fit_within((100, 1000), (40, 20)), (2, 20));
        assert_eq!(fit_within((10_000, 1), (40, 20)), (40, 1));
        assert_eq!(fit_within((0, 0), (0, 0)), (1, 1));
    }

    #[test]
    fn a_half_block_cell_shows_two_pixels() {
        let mut picture = RgbaImage::from_pixel(2, 3, Rgba([0, 0, 0, 0]));
        picture.put_pixel(0, 0, Rgba([255, 0, 0, 255]));
        picture.put_pixel(0, 1, Rgba([0, 255, 0, 255]));
        picture.put_pixel(1, 1, Rgba([0, 0, 255, 255]));
        picture.put_pixel(0, 2, Rgba([9, 9, 9, 255]));
        let drawn = to_half_blocks(&DynamicImage::ImageRgba8(picture), 2, 2);
        assert_eq!((drawn.columns, drawn.rows), (2, 2));
        let symbols: Vec<&str> = drawn.cells.iter().map(|dot| dot.symbol.as_ref()).collect();
        assert_eq!(symbols, ["▀", "▄", "▀", " "]);
        assert_eq!(drawn.cells[0].background, Some([0, 255, 0]));
        assert_eq!(drawn.cells[2].background, None);
    }

    #[test]
    fn a_file_that_is_not_a_picture_is_an_error() {
        assert_eq!(decode(b"<html>").unwrap_err().kind, ErrorKind::InvalidResponse);
        assert_eq!(decode(b"\x89PNG\r\n\x1a\n").unwrap_err().kind, ErrorKind::InvalidResponse);
    }
}
