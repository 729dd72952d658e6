//! Frames as H.264 stores them: 4:2:0, padded to whole macroblocks.

use image::imageops::FilterType;
use image::{DynamicImage, RgbImage, imageops};

/// The width and height of a macroblock.
pub(super) const BLOCK: usize = 16;

/// The photo covers the frame if at least this part of it stays visible.
const SEEN: f64 = 0.55;

/// A frame in 4:2:0, limited range, BT.709.
#[derive(Debug, Clone)]
pub(crate) struct VideoFrame {
    /// In macroblocks.
    pub(super) columns: usize,
    pub(super) rows: usize,
    /// In pixels, even.
    pub(super) width: usize,
    pub(super) height: usize,
    luma: Vec<u8>,
    blue: Vec<u8>,
    red: Vec<u8>,
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
    pub(super) fn of(image: &RgbImage) -> Self {
        let size = |length: u32| usize::try_from(length).unwrap_or(0);
        let (width, height) = (size(image.width()), size(image.height()));
        let (columns, rows) = (width.div_ceil(BLOCK), height.div_ceil(BLOCK));
        let pixels = columns * rows * BLOCK * BLOCK;
        let mut picture = Self {
            columns,
            rows,
            width,
            height,
            luma: Vec::with_capacity(pixels),
            blue: Vec::with_capacity(pixels / 4),
            red: Vec::with_capacity(pixels / 4),
        };
        picture.convert(image.as_raw());
        picture
    }

    /// The padding repeats the last pixels; players crop it.
    fn convert(&mut self, raw: &[u8]) {
        let (wide, high) = (self.columns * BLOCK, self.rows * BLOCK);
        let line = |y: usize| {
            let start = y.min(self.height - 1) * self.width * 3;
            &raw[start..start + self.width * 3]
        };
        for y in 0..high {
            let pixels = line(y);
            self.luma.extend(
                pixels
                    .chunks_exact(3)
                    .map(|pixel| luma(i32::from(pixel[0]), i32::from(pixel[1]), i32::from(pixel[2]))),
            );
            let last = self.luma.last().copied().unwrap_or(16);
            self.luma.resize((y + 1) * wide, last);
        }
        for y in (0..high).step_by(2) {
            let (upper, lower) = (line(y), line(y + 1));
            for (above, below) in upper.chunks_exact(6).zip(lower.chunks_exact(6)) {
                let sum = |part: usize| {
                    i32::from(above[part])
                        + i32::from(above[part + 3])
                        + i32::from(below[part])
                        + i32::from(below[part + 3])
                };
                let (blue, red) = chroma(sum(0), sum(1), sum(2));
                self.blue.push(blue);
                self.red.push(red);
            }
            for plane in [&mut self.blue, &mut self.red] {
                let last = plane.last().copied().unwrap_or(128);
                plane.resize((y / 2 + 1) * wide / 2, last);
            }
        }
    }

    /// The 384 bytes of a macroblock.
    pub(super) fn write_block(&self, block: usize, into: &mut Vec<u8>) {
        self.each_line(block, |line| into.extend_from_slice(line));
    }

    /// Whether a row of macroblocks is equal.
    pub(super) fn same_row(&self, other: &Self, row: usize) -> bool {
        let part = |plane: &'_ [u8], size: usize| {
            let length = self.columns * size * size;
            row * length..plane.len().min((row + 1) * length)
        };
        let (large, small) = (part(&self.luma, BLOCK), part(&self.blue, BLOCK / 2));
        self.luma[large.clone()] == other.luma[large]
            && self.blue[small.clone()] == other.blue[small.clone()]
            && self.red[small.clone()] == other.red[small]
    }

    pub(super) fn same_block(&self, other: &Self, block: usize) -> bool {
        let (mut own, mut others) = (Vec::with_capacity(384), Vec::with_capacity(384));
        self.write_block(block, &mut own);
        other.write_block(block, &mut others);
        own == others
    }

    fn each_line<'a>(&'a self, block: usize, mut line: impl FnMut(&'a [u8])) {
        let (column, row) = (block % self.columns, block / self.columns);
        for (plane, size) in [(&self.luma, BLOCK), (&self.blue, BLOCK / 2), (&self.red, BLOCK / 2)] {
            let wide = self.columns * size;
            for y in row * size..(row + 1) * size {
                let start = y * wide + column * size;
                line(&plane[start..start + size]);
            }
        }
    }

    /// Blends gray of this brightness into a pixel; `part` is the opacity.
    pub(super) fn blend(&mut self, x: usize, y: usize, brightness: u8, part: f32) {
        let wide = self.columns * BLOCK;
        if x < self.width && y < self.height {
            mix(&mut self.luma[y * wide + x], brightness, part);
            let place = y / 2 * wide / 2 + x / 2;
            // Four pixels share their chroma.
            mix(&mut self.blue[place], 128, part / 2.0);
            mix(&mut self.red[place], 128, part / 2.0);
        }
    }
}

fn luma(red: i32, green: i32, blue: i32) -> u8 {
    byte(16 + ((11966 * red + 40254 * green + 4064 * blue + 32768) >> 16))
}

/// From the sums of four pixels.
fn chroma(red: i32, green: i32, blue: i32) -> (u8, u8) {
    let of = |sum: i32| byte(128 + ((sum + (1 << 17)) >> 18));
    (of(-6596 * red - 22189 * green + 28785 * blue), of(28785 * red - 26145 * green - 2640 * blue))
}

fn byte(value: i32) -> u8 {
    u8::try_from(value.clamp(16, 240)).unwrap_or(128)
}

#[allow(
    clippy::cast_possible_truncation,
    clippy::cast_sign_loss,
    reason = "between two bytes there are only bytes"
)]
fn mix(sample: &mut u8, other: u8, part: f32) {
    let (from, to) = (f32::from(*sample), f32::from(other));
    *sample = (from + (to - from) * part.clamp(0.0, 1.0) + 0.5) as u8;
}
