//! Frames as H.264 stores them: 4:2:0, padded to whole macroblocks.

use image::imageops::FilterType;
use image::{DynamicImage, RgbImage, imageops};

/// The width and height of a macroblock.
pub(super) const BLOCK: usize = 16;
/// Where the chroma samples of a macroblock begin: 64 blue ones, then 64 red ones.
const BLUE: usize = BLOCK * BLOCK;
const RED: usize = BLUE + 64;

/// The photo covers the frame if at least this part of it stays visible.
const SEEN: f64 = 0.55;

/// A frame in 4:2:0, limited range, BT.709.
#[derive(Debug, Clone)]
pub(super) struct VideoFrame {
    /// In macroblocks.
    pub(super) columns: usize,
    /// In pixels, even.
    pub(super) width: usize,
    pub(super) height: usize,
    /// The macroblocks, row by row: luma, blue and red samples.
    pub(super) blocks: Vec<[u8; RED + 64]>,
}

/// Scales a photo to a size: it covers it, or lies on a blur of itself.
pub(super) fn fit(photo: &RgbImage, width: u32, height: u32) -> RgbImage {
    let shape = |wide: u32, high: u32| f64::from(wide) / f64::from(high.max(1));
    let (frame, own) = (shape(width, height), shape(photo.width(), photo.height()));
    let photo = DynamicImage::ImageRgb8(photo.clone());
    if (frame / own).min(own / frame) >= SEEN {
        return photo.resize_to_fill(width, height, FilterType::Triangle).into_rgb8();
    }
    let coarse = photo.resize_to_fill(12, 12, FilterType::Triangle);
    let soft =
        coarse.resize_exact(width.div_ceil(8), height.div_ceil(8), FilterType::CatmullRom).brighten(-28);
    let blurred = soft.resize_exact(width, height, FilterType::Triangle);
    let mut whole = blurred.into_rgb8();
    let front = photo.resize(width, height, FilterType::Triangle).into_rgb8();
    let (left, top) = ((width - front.width()) / 2, (height - front.height()) / 2);
    imageops::replace(&mut whole, &front, i64::from(left), i64::from(top));
    whole
}

impl VideoFrame {
    /// The padding repeats the last pixels; players crop it.
    pub(super) fn of(image: &RgbImage) -> Self {
        let (width, height) = (image.width() as usize, image.height() as usize);
        let columns = width.div_ceil(BLOCK);
        let block = |at: usize| {
            let (left, top) = (at % columns * BLOCK, at / columns * BLOCK);
            block_of(|x, y| {
                let (x, y) = ((left + x).min(width - 1), (top + y).min(height - 1));
                image.get_pixel(x as u32, y as u32).0.map(i32::from)
            })
        };
        let blocks = (0..columns * height.div_ceil(BLOCK)).map(block).collect();
        Self { columns, width, height, blocks }
    }

    /// Blends gray of this brightness into a pixel; `part` is the opacity.
    pub(super) fn blend(&mut self, x: usize, y: usize, brightness: u8, part: f32) {
        if x < self.width && y < self.height {
            let block = &mut self.blocks[y / BLOCK * self.columns + x / BLOCK];
            let (x, y) = (x % BLOCK, y % BLOCK);
            mix(&mut block[y * BLOCK + x], brightness, part);
            // Four pixels share their chroma.
            for plane in [BLUE, RED] {
                mix(&mut block[plane + chroma_place(x, y)], 128, part / 2.0);
            }
        }
    }
}

/// The macroblock with these pixels.
fn block_of(pixel: impl Fn(usize, usize) -> [i32; 3]) -> [u8; RED + 64] {
    let mut block = [0; RED + 64];
    for (x, y) in (0..BLOCK * BLOCK).map(|at| (at % BLOCK, at / BLOCK)) {
        block[y * BLOCK + x] = luma(pixel(x, y));
        if x % 2 == 0 && y % 2 == 0 {
            let four = [pixel(x, y), pixel(x + 1, y), pixel(x, y + 1), pixel(x + 1, y + 1)];
            let place = chroma_place(x, y);
            let sums = [0, 1, 2].map(|part| four.iter().map(|pixel| pixel[part]).sum());
            (block[BLUE + place], block[RED + place]) = chroma(sums);
        }
    }
    block
}

fn chroma_place(x: usize, y: usize) -> usize {
    y / 2 * (BLOCK / 2) + x / 2
}

fn luma([red, green, blue]: [i32; 3]) -> u8 {
    byte(16 + ((11966 * red + 40254 * green + 4064 * blue + 32768) >> 16))
}

/// From the sums of four pixels.
fn chroma([red, green, blue]: [i32; 3]) -> (u8, u8) {
    let of = |sum: i32| byte(128 + ((sum + (1 << 17)) >> 18));
    (of(-6596 * red - 22189 * green + 28785 * blue), of(28785 * red - 26145 * green - 2640 * blue))
}

fn byte(value: i32) -> u8 {
    u8::try_from(value.clamp(16, 240)).unwrap_or(128)
}

fn mix(sample: &mut u8, other: u8, part: f32) {
    let (from, to) = (f32::from(*sample), f32::from(other));
    *sample = (from + (to - from) * part.clamp(0.0, 1.0) + 0.5) as u8;
}
