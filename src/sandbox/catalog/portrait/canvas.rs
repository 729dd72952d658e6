//! A small painter: filled curves with smooth edges, gradients, glows and masks.
#![allow(
    clippy::cast_possible_truncation,
    clippy::cast_sign_loss,
    clippy::cast_precision_loss,
    reason = "pixels: whole numbers that are small and not negative where they are cast"
)]

use image::RgbImage;

use super::path::Path;

/// Red, green and blue from 0 to 1, as they are shown.
pub(super) type Color = [f32; 3];

/// A point in the drawing's own units.
pub(super) type Point = (f32, f32);

/// The drawing is 512 units wide and 640 high, whatever its size in pixels.
pub(super) const WIDTH: f32 = 512.0;
pub(super) const HEIGHT: f32 = 640.0;

/// Lines that each row of pixels is measured with.
const LINES: usize = 5;

/// How a shape is coloured.
#[derive(Debug, Clone, Copy)]
pub(super) enum Paint {
    Flat(Color),
    /// From one colour to another between two points.
    Blend(Point, Color, Point, Color),
    /// Full at the centre, gone at the radius.
    Glow(Point, f32, Color),
}

/// How much of each pixel a shape covers, from 0 to 1.
#[derive(Debug)]
pub(super) struct Mask(Vec<f32>);

#[derive(Debug)]
pub(super) struct Canvas {
    width: usize,
    height: usize,
    scale: f32,
    pixels: Vec<Color>,
}

/// The part of one row that a shape touches.
struct Row<'a> {
    y: usize,
    from: usize,
    cover: &'a [f32],
}

impl Canvas {
    /// `width` in pixels; the height follows.
    pub(super) fn new(width: usize) -> Self {
        let scale = width as f32 / WIDTH;
        let height = (HEIGHT * scale).round() as usize;
        Self { width, height, scale, pixels: vec![[0.0; 3]; width * height] }
    }

    pub(super) fn fill(&mut self, path: &Path, paint: Paint, opacity: f32) {
        self.paint(path, paint, opacity, None);
    }

    /// Fills only where the mask is.
    pub(super) fn fill_within(&mut self, mask: &Mask, path: &Path, paint: Paint, opacity: f32) {
        self.paint(path, paint, opacity, Some(mask));
    }

    pub(super) fn mask(&self, path: &Path) -> Mask {
        let mut mask = vec![0.0; self.width * self.height];
        self.rows(path, |row| {
            let start = row.y * self.width + row.from;
            mask[start..start + row.cover.len()].copy_from_slice(row.cover);
        });
        Mask(mask)
    }

    fn paint(&mut self, path: &Path, paint: Paint, opacity: f32, within: Option<&Mask>) {
        let mut pixels = std::mem::take(&mut self.pixels);
        self.rows(path, |row| {
            let y = (row.y as f32 + 0.5) / self.scale;
            for (at, cover) in row.cover.iter().enumerate().filter(|(_, cover)| **cover > 0.0) {
                let x = row.from + at;
                let place = row.y * self.width + x;
                let inside = within.map_or(1.0, |mask| mask.0[place]);
                if inside > 0.0 {
                    let (color, strength) = paint.at(((x as f32 + 0.5) / self.scale, y));
                    mix(&mut pixels[place], color, cover * inside * opacity * strength);
                }
            }
        });
        self.pixels = pixels;
    }

    /// Gives the covered part of each row, by counting how the outline winds around it.
    fn rows(&self, path: &Path, mut each: impl FnMut(Row<'_>)) {
        let mut crossings = self.crossings(path);
        crossings.sort_by(|a, b| a.0.cmp(&b.0).then(a.1.total_cmp(&b.1)));
        let mut cover = vec![0.0; self.width + 2];
        let mut rest = crossings.as_slice();
        while let Some(first) = rest.first() {
            let y = first.0 / LINES;
            let split = rest.partition_point(|crossing| crossing.0 / LINES == y);
            let (row, after) = rest.split_at(split);
            rest = after;
            let (from, to) = self.measure(row, &mut cover);
            if from < to && y < self.height {
                each(Row { y, from, cover: &cover[from..to] });
            }
            cover.fill(0.0);
        }
    }

    /// Where the outline crosses the measuring lines: line, place, and +1 downwards or -1 upwards.
    fn crossings(&self, path: &Path) -> Vec<(usize, f32, i32)> {
        let mut crossings = Vec::new();
        let tall = self.scale * LINES as f32;
        for (from, to) in path.edges() {
            let (x0, y0, x1, y1) = (from.0 * self.scale, from.1 * tall, to.0 * self.scale, to.1 * tall);
            let (top, bottom, down) = if y0 < y1 { (y0, y1, 1) } else { (y1, y0, -1) };
            let last = bottom.min((self.height * LINES) as f32);
            let mut line = (top - 0.5).ceil().max(0.0);
            while line + 0.5 < last {
                let x = x0 + (x1 - x0) * (line + 0.5 - y0) / (y1 - y0);
                crossings.push((line as usize, x.clamp(0.0, self.width as f32), down));
                line += 1.0;
            }
        }
        crossings
    }

    /// Adds up the covered stretches of one row; gives the first and the last pixel touched.
    fn measure(&self, row: &[(usize, f32, i32)], cover: &mut [f32]) -> (usize, usize) {
        let share = 1.0 / LINES as f32;
        let (mut from, mut to, mut winding) = (self.width, 0, 0);
        for (at, crossing) in row.iter().enumerate() {
            let same_line = at > 0 && row[at - 1].0 == crossing.0;
            winding = crossing.2 + if same_line { winding } else { 0 };
            let Some(next) = row.get(at + 1).filter(|next| next.0 == crossing.0 && winding != 0) else {
                continue;
            };
            let (start, end) = (crossing.1, next.1);
            let (first, last) = (start as usize, end as usize);
            from = from.min(first);
            to = to.max((last + 1).min(self.width));
            for pixel in cover.iter_mut().take(last + 1).skip(first) {
                *pixel += share;
            }
            cover[first] -= share * (start - first as f32);
            cover[last] -= share * (1.0 - (end - last as f32));
        }
        (from, to)
    }

    pub(super) fn picture(self) -> RgbImage {
        let bytes =
            self.pixels.iter().flatten().map(|part| (part.clamp(0.0, 1.0) * 255.0 + 0.5) as u8).collect();
        RgbImage::from_raw(self.width as u32, self.height as u32, bytes).unwrap_or_default()
    }
}

impl Paint {
    /// Colour and strength at a point.
    fn at(self, (x, y): Point) -> (Color, f32) {
        match self {
            Self::Flat(color) => (color, 1.0),
            Self::Blend(from, first, to, second) => {
                let (dx, dy) = (to.0 - from.0, to.1 - from.1);
                let along = ((x - from.0) * dx + (y - from.1) * dy) / (dx * dx + dy * dy);
                (between(first, second, along.clamp(0.0, 1.0)), 1.0)
            }
            Self::Glow(center, radius, color) => {
                let far = (x - center.0).hypot(y - center.1) / radius;
                let near = (1.0 - far).max(0.0);
                (color, near * near * (3.0 - 2.0 * near))
            }
        }
    }
}

/// `part` of the second colour in the first.
pub(super) fn between(first: Color, second: Color, part: f32) -> Color {
    std::array::from_fn(|at| first[at] + (second[at] - first[at]) * part)
}

/// 0xRRGGBB
pub(super) fn rgb(hex: u32) -> Color {
    [16, 8, 0].map(|shift| ((hex >> shift) & 0xff) as f32 / 255.0)
}

pub(super) fn darker(color: Color, part: f32) -> Color {
    between(color, [0.10, 0.05, 0.12], part)
}

pub(super) fn lighter(color: Color, part: f32) -> Color {
    between(color, [1.0, 0.98, 0.94], part)
}

fn mix(pixel: &mut Color, color: Color, part: f32) {
    *pixel = between(*pixel, color, part);
}
