//! What dialects say in place of pixels: an orientation, or an aspect ratio and a resolution.

use super::Shape;
use super::words::words;

words! {
    /// The orientation of a video, for a dialect that takes no pixels.
    pub enum Orientation {
        Portrait = "portrait",
        Landscape = "landscape",
        Square = "square",
    }
}

impl Orientation {
    pub fn from_shape(shape: Shape) -> Self {
        let (width, height) = shape.pixels();
        match width.cmp(&height) {
            std::cmp::Ordering::Less => Self::Portrait,
            std::cmp::Ordering::Greater => Self::Landscape,
            std::cmp::Ordering::Equal => Self::Square,
        }
    }

    /// Width and height of the video, as the service documents them.
    pub fn pixels(self) -> (u32, u32) {
        match self {
            Self::Portrait => (720, 1280),
            Self::Landscape => (1280, 720),
            Self::Square => (720, 720),
        }
    }
}

/// An aspect ratio that v3 accepts.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct AspectRatio(u32, u32);

const RATIOS: [AspectRatio; 5] =
    [AspectRatio(16, 9), AspectRatio(9, 16), AspectRatio(4, 5), AspectRatio(5, 4), AspectRatio(1, 1)];

impl AspectRatio {
    /// The aspect ratio that v3 is asked for: the accepted one nearest to a shape, or `auto` for that of the photo.
    pub fn requested_label(shape: Shape) -> String {
        if shape == Shape::LikePhoto { "auto".to_owned() } else { Self::nearest(shape).label() }
    }

    /// The accepted ratio nearest to a shape.
    pub fn nearest(shape: Shape) -> Self {
        let (width, height) = shape.pixels();
        let target = f64::from(width.max(1)) / f64::from(height.max(1));
        let distance = |ratio: &Self| (target.ln() - (f64::from(ratio.0) / f64::from(ratio.1)).ln()).abs();
        let nearest = RATIOS.into_iter().min_by(|one, other| distance(one).total_cmp(&distance(other)));
        nearest.unwrap_or(Self(9, 16))
    }

    /// The two terms of the ratio: width and height.
    pub fn terms(self) -> (u32, u32) {
        (self.0, self.1)
    }

    pub fn label(self) -> String {
        format!("{}:{}", self.0, self.1)
    }
}

words! {
    /// A resolution that v3 accepts, by the shorter side.
    pub enum Resolution {
        Hd = "720p",
        FullHd = "1080p",
        Uhd = "4k",
    }
}

impl Resolution {
    /// The lowest resolution that loses no pixels; 4k for anything larger.
    pub fn nearest(shape: Shape) -> Self {
        let (width, height) = shape.pixels();
        match width.min(height) {
            ..=720 => Self::Hd,
            721..=1080 => Self::FullHd,
            _ => Self::Uhd,
        }
    }

    /// Pixels of the shorter side.
    pub fn shorter_side_pixels(self) -> u32 {
        match self {
            Self::Hd => 720,
            Self::FullHd => 1080,
            Self::Uhd => 2160,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_shape_maps_to_the_nearest_ratio_and_resolution() {
        let nearest = |shape| (AspectRatio::nearest(shape).label(), Resolution::nearest(shape).as_str());
        assert_eq!(nearest(Shape::Portrait), ("9:16".into(), "1080p"));
        assert_eq!(nearest(Shape::Landscape), ("16:9".into(), "1080p"));
        assert_eq!(nearest(Shape::Custom(1000, 1000)), ("1:1".into(), "1080p"));
        assert_eq!(nearest(Shape::Custom(800, 1000)), ("4:5".into(), "1080p"));
        assert_eq!(nearest(Shape::Custom(3840, 2160)), ("16:9".into(), "4k"));
        assert_eq!(nearest(Shape::Custom(0, 0)).1, "720p");
    }
}
