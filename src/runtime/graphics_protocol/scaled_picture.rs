//! A picture in the size in which it is shown, and the cells that it fills.

use std::borrow::Cow;
use std::io::Cursor;

use image::imageops::FilterType;
use image::{DynamicImage, ImageFormat};

use crate::studio::{TerminalCell, TerminalPicture};

/// The size of a cell if the terminal does not report it.
const DEFAULT_CELL_PIXELS: (u16, u16) = (10, 20);

pub(super) struct ScaledPicture {
    pub(super) png: Vec<u8>,
    pub(super) columns: u16,
    pub(super) rows: u16,
}

impl ScaledPicture {
    pub(super) fn new(picture: &DynamicImage, columns: u16, rows: u16) -> Option<Self> {
        let cell = cell_size();
        let bounds = (u32::from(columns) * u32::from(cell.0), u32::from(rows) * u32::from(cell.1));
        let (width, height) = fit_within((picture.width(), picture.height()), bounds);
        let small = picture.resize_exact(width, height, FilterType::Triangle);
        let mut png = Cursor::new(Vec::new());
        small.write_to(&mut png, ImageFormat::Png).ok()?;
        let cells = |pixels: u32, cell: u16| u16::try_from(pixels.div_ceil(u32::from(cell))).ok();
        Some(Self { png: png.into_inner(), columns: cells(width, cell.0)?, rows: cells(height, cell.1)? })
    }

    /// Cells of the picture; the first of each row gets the next of `symbols`.
    pub(super) fn to_cells(&self, symbols: impl Iterator<Item = String>) -> TerminalPicture {
        let mut symbols = symbols;
        let cells = usize::from(self.columns) * usize::from(self.rows);
        let dots = (0..cells).map(|cell| {
            let is_first = cell % usize::from(self.columns) == 0;
            match is_first.then(|| symbols.next()).flatten() {
                Some(symbol) => TerminalCell {
                    symbol: Cow::Owned(symbol),
                    foreground: None,
                    background: None,
                    skip: false,
                },
                None => TerminalCell {
                    symbol: Cow::Borrowed(" "),
                    foreground: None,
                    background: None,
                    skip: true,
                },
            }
        });
        let dots = dots.collect();
        TerminalPicture { columns: self.columns, rows: self.rows, cells: dots }
    }
}

/// The width and height of a cell, in pixels.
pub(super) fn cell_size() -> (u16, u16) {
    let Ok(window) = rustix::termios::tcgetwinsize(rustix::stdio::stdout()) else {
        return DEFAULT_CELL_PIXELS;
    };
    let side = |pixels: u16, cells: u16| pixels.checked_div(cells).filter(|side| *side > 0);
    match (side(window.ws_xpixel, window.ws_col), side(window.ws_ypixel, window.ws_row)) {
        (Some(width), Some(height)) => (width, height),
        _ => DEFAULT_CELL_PIXELS,
    }
}

/// The largest size within `bounds` with the aspect ratio of `size`; at least one pixel.
pub(in crate::runtime) fn fit_within(size: (u32, u32), bounds: (u32, u32)) -> (u32, u32) {
    let [width, height, columns, rows] =
        [size.0, size.1, bounds.0, bounds.1].map(|side| u64::from(side.max(1)));
    let narrow = |side: u64| u32::try_from(side.max(1)).unwrap_or(u32::MAX);
    if columns * height <= rows * width {
        (narrow(columns), narrow((columns * height + width / 2) / width))
    } else {
        (narrow((rows * width + height / 2) / height), narrow(rows))
    }
}
