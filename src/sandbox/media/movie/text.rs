//! Text on frames, in a font of 8 by 8 points that is smoothed.

use font8x8::legacy::{BASIC_LEGACY, GREEK_LEGACY, HIRAGANA_LEGACY, LATIN_LEGACY, NOTHING_TO_DISPLAY};
use image::imageops::{self, FilterType};
use image::{GrayImage, Luma};
use unicode_segmentation::UnicodeSegmentation;

use super::picture::VideoFrame;

/// The glyph for characters that the font lacks.
const UNKNOWN: [u8; 8] = [0x00, 0x3c, 0x24, 0x24, 0x24, 0x24, 0x3c, 0x00];
const POINTS: u32 = 8;
/// The height of a glyph relative to its width.
pub(super) const TALL: f32 = 1.5;
const WHITE: u8 = 235;
const BLACK: u8 = 16;

/// The place and the look of a line of text.
#[derive(Debug, Clone, Copy)]
pub(super) struct TextPlacement {
    /// The center of the line, or its left end.
    pub(super) x: f32,
    /// The upper edge.
    pub(super) y: f32,
    /// The width of a glyph in pixels.
    pub(super) size: f32,
    pub(super) centered: bool,
    /// The opacity.
    pub(super) strength: f32,
}

/// Writes one line in white with a dark edge.
pub(super) fn write(picture: &mut VideoFrame, text: &str, placement: TextPlacement) {
    let glyphs: Vec<[u8; 8]> =
        text.graphemes(true).filter_map(|letter| letter.chars().next()).map(glyph).collect();
    let points = points(&glyphs);
    let point = placement.size / POINTS as f32;
    let (wide, high) = (points.width() as f32 * point, points.height() as f32 * point * TALL);
    let left = if placement.centered { placement.x - wide / 2.0 } else { placement.x - point };
    let (left, top) = (left as usize, (placement.y - point * TALL) as usize);
    let ink = imageops::resize(&points, wide as u32, high as u32, FilterType::Triangle);
    for (x, y, Luma([ink])) in ink.enumerate_pixels().filter(|(.., ink)| ink.0[0] > 5) {
        let (x, y, ink) = (left + x as usize, top + y as usize, f32::from(*ink) / 255.0);
        picture.blend(x, y, BLACK, step(0.05, 0.45, ink) * 0.8 * placement.strength);
        picture.blend(x, y, WHITE, step(0.40, 0.62, ink) * placement.strength);
    }
}

/// The glyphs side by side, a pixel per point, with a margin for the edge.
fn points(glyphs: &[[u8; 8]]) -> GrayImage {
    let wide = glyphs.len() as u32 * POINTS;
    GrayImage::from_fn(wide + 2, POINTS + 2, |x, y| {
        let (column, row) = (x.wrapping_sub(1), y.wrapping_sub(1));
        let glyph = glyphs.get((column / POINTS) as usize).filter(|_| row < POINTS);
        Luma([glyph.map_or(0, |glyph| (glyph[row as usize] >> (column % POINTS) & 1) * 255)])
    })
}

/// Darkens a rectangle, so that text is legible on it.
pub(super) fn shade(picture: &mut VideoFrame, x: std::ops::Range<f32>, y: std::ops::Range<f32>) {
    for row in y.start as usize..y.end as usize {
        for column in x.start as usize..x.end as usize {
            picture.blend(column, row, BLACK, 0.5);
        }
    }
}

fn step(low: f32, high: f32, value: f32) -> f32 {
    let part = ((value - low) / (high - low)).clamp(0.0, 1.0);
    part * part * (3.0 - 2.0 * part)
}

fn glyph(letter: char) -> [u8; 8] {
    let from = |table: &[[u8; 8]], first: u32| {
        let at = usize::try_from(u32::from(letter).checked_sub(first)?).ok()?;
        table.get(at).copied()
    };
    let simple = match letter {
        '\u{2018}' | '\u{2019}' => '\'',
        '\u{201c}' | '\u{201d}' => '"',
        '\u{2010}'..='\u{2015}' => '-',
        _ => letter,
    };
    if simple != letter {
        return glyph(simple);
    }
    let found = from(&BASIC_LEGACY, 0)
        .or_else(|| from(&LATIN_LEGACY, 0xa0))
        .or_else(|| from(&GREEK_LEGACY, 0x390))
        .or_else(|| from(&HIRAGANA_LEGACY, 0x3040));
    found.filter(|glyph| *glyph != NOTHING_TO_DISPLAY || letter.is_whitespace()).unwrap_or(UNKNOWN)
}
