//! Portraits: who sits, what they look like, drawn when somebody asks for the picture.

mod backdrop;
mod canvas;
pub(in crate::sandbox) mod cast;
mod clothes;
mod face;
mod hair;
mod path;
mod sitter;
#[cfg(test)]
mod tests;

use image::codecs::png::{CompressionType, FilterType, PngEncoder};
use image::{ExtendedColorType, ImageEncoder, Rgb, RgbImage};

use crate::sandbox::rng::Rng;
use canvas::Canvas;
use face::Head;
use sitter::{Clothes, Place};

pub(in crate::sandbox) use sitter::Sitter;

const PIXELS_WIDE: usize = 512;
/// Width and height of a portrait.
pub(in crate::sandbox) const SIZE: (u32, u32) = (512, 640);

/// The portrait, 512 by 640.
pub(in crate::sandbox) fn draw(sitter: &Sitter) -> RgbImage {
    draw_wide(sitter, PIXELS_WIDE)
}

fn draw_wide(sitter: &Sitter, width: usize) -> RgbImage {
    let mut canvas = Canvas::new(width);
    let head = Head::of(sitter);
    backdrop::draw(&mut canvas, sitter);
    hair::behind(&mut canvas, sitter, &head);
    clothes::draw(&mut canvas, sitter, &head);
    face::ears(&mut canvas, sitter, &head);
    let mask = face::draw(&mut canvas, sitter, &head);
    hair::over(&mut canvas, sitter, &head, &mask);
    face::glasses(&mut canvas, sitter, &head);
    canvas.picture()
}

/// Somebody, always the same for the same words.
pub(in crate::sandbox) fn anyone(words: &str) -> Sitter {
    let mut dice = Rng::seeded_by(words);
    let sitter = dice.pick(cast::sitters()).clone();
    dressed_anew(&sitter, dice.next_u64())
}

/// The same person in other clothes at another place.
pub(in crate::sandbox) fn dressed_anew(sitter: &Sitter, seed: u64) -> Sitter {
    let mut dice = Rng::new(seed);
    let clothes =
        [Clothes::Suit, Clothes::Blazer, Clothes::Shirt, Clothes::Hoodie, Clothes::Tee, Clothes::Scarf];
    let places =
        [Place::Disc, Place::Arch, Place::Window, Place::Sea, Place::Hills, Place::Rays, Place::Night];
    let lender = dice.pick(cast::sitters());
    let wall = dice.pick(cast::sitters());
    let anew = sitter.clone().wears(*dice.pick(&clothes), lender.cloth, lender.accent);
    anew.before(*dice.pick(&places), wall.wall, wall.light)
}

/// Gives a photo another light, as a new look of somebody whom we cannot draw.
pub(in crate::sandbox) fn tone(picture: &mut RgbImage, seed: u64) {
    let mut dice = Rng::new(seed);
    let mut share = || u16::try_from(dice.below(70)).unwrap_or(0) + 190;
    let shares = [share(), share(), share()];
    for Rgb(parts) in picture.pixels_mut() {
        for (part, share) in parts.iter_mut().zip(shares) {
            *part = u8::try_from((u16::from(*part) * share / 240).min(255)).unwrap_or(255);
        }
    }
}

pub(in crate::sandbox) fn png(picture: &RgbImage) -> anyhow::Result<Vec<u8>> {
    let mut bytes = Vec::new();
    let encoder = PngEncoder::new_with_quality(&mut bytes, CompressionType::Fast, FilterType::Adaptive);
    encoder.write_image(picture.as_raw(), picture.width(), picture.height(), ExtendedColorType::Rgb8)?;
    Ok(bytes)
}

/// Whether two pictures can be told apart: the mean difference of their channels, from 0 to 255.
#[cfg(test)]
fn difference(a: &RgbImage, b: &RgbImage) -> f64 {
    let pairs = a.as_raw().iter().zip(b.as_raw());
    let sum: u64 = pairs.map(|(a, b)| u64::from(a.abs_diff(*b))).sum();
    f64::from(u32::try_from(sum).unwrap()) / f64::from(u32::try_from(a.as_raw().len()).unwrap())
}
