//! Text on frames, in a font of 8 by 8 points that is smoothed.
#![allow(
    clippy::cast_possible_truncation,
    clippy::cast_precision_loss,
    clippy::cast_sign_loss,
    reason = "places in a picture: small numbers, kept from being negative"
)]

use font8x8::legacy::{BASIC_LEGACY, GREEK_LEGACY, HIRAGANA_LEGACY, LATIN_LEGACY, NOTHING_TO_DISPLAY};
use unicode_segmentation::UnicodeSegmentation;

use super::picture::VideoFrame;

/// The glyph for characters that the font lacks.
const UNKNOWN: [u8; 8] = [0x00, 0x3c, 0x24, 0x24, 0x24, 0x24, 0x3c, 0x00];
const POINTS: f32 = 8.0;
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
    let (point, high) = (placement.size / POINTS, placement.size * TALL);
    let wide = glyphs.len() as f32 * placement.size;
    let left = if placement.centered { placement.x - wide / 2.0 } else { placement.x };
    let margin = point * 1.2;
    let from = ((left - margin).max(0.0) as usize, (placement.y - margin).max(0.0) as usize);
    let to = ((left + wide + margin).max(0.0) as usize, (placement.y + high + margin).max(0.0) as usize);
    for y in from.1..to.1.min(picture.height) {
        for x in from.0..to.0.min(picture.width) {
            let place = ((x as f32 + 0.5 - left) / point, (y as f32 + 0.5 - placement.y) / point / TALL);
            let ink = ink(&glyphs, place);
            if ink > 0.02 {
                picture.blend(x, y, BLACK, step(0.05, 0.45, ink) * 0.8 * placement.strength);
                picture.blend(x, y, WHITE, step(0.40, 0.62, ink) * placement.strength);
            }
        }
    }
}

/// Darkens a rectangle, so that text is legible on it.
pub(super) fn shade(picture: &mut VideoFrame, x: std::ops::Range<f32>, y: std::ops::Range<f32>) {
    let corner = (y.end - y.start) * 0.16;
    for row in y.start.max(0.0) as usize..(y.end as usize).min(picture.height) {
        for column in x.start.max(0.0) as usize..(x.end as usize).min(picture.width) {
            let off = |at: f32, from: f32, to: f32| (from + corner - at).max(at - to + corner).max(0.0);
            let away = off(column as f32 + 0.5, x.start, x.end).hypot(off(row as f32 + 0.5, y.start, y.end));
            picture.blend(column, row, BLACK, (corner - away).clamp(0.0, 1.0) * 0.5);
        }
    }
}

/// The smoothed coverage of a place by the glyphs, from 0 to 1.
fn ink(glyphs: &[[u8; 8]], (x, y): (f32, f32)) -> f32 {
    let (x, y) = (x - 0.5, y - 0.5);
    let (column, row) = (x.floor(), y.floor());
    let (right, down) = (x - column, y - row);
    let lit = |dx: f32, dy: f32| f32::from(u8::from(is_lit(glyphs, column + dx, row + dy)));
    let upper = lit(0.0, 0.0) * (1.0 - right) + lit(1.0, 0.0) * right;
    let lower = lit(0.0, 1.0) * (1.0 - right) + lit(1.0, 1.0) * right;
    upper * (1.0 - down) + lower * down
}

fn is_lit(glyphs: &[[u8; 8]], column: f32, row: f32) -> bool {
    if column < 0.0 || !(0.0..POINTS).contains(&row) {
        return false;
    }
    let column = column as usize;
    glyphs.get(column / 8).is_some_and(|glyph| glyph[row as usize] >> (column % 8) & 1 == 1)
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
