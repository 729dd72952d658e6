//! The shape of a video: one of three common ones, or custom pixels.

use std::fmt;

/// The common shapes.
pub const SHAPES: [Shape; 3] = [Shape::Portrait, Shape::Landscape, Shape::Square];

/// The shorter side in 1080p.
const FULL_HD_SIDE: u32 = 1080;

/// The shape of a video.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Shape {
    /// 9:16, 1080x1920.
    #[default]
    Portrait,
    /// 16:9, 1920x1080.
    Landscape,
    /// 1:1, 1080x1080.
    Square,
    /// Width and height in pixels.
    Custom(u32, u32),
}

impl Shape {
    /// Reads `9:16`, `16:9`, `1:1` or `WIDTHxHEIGHT`; `None` for anything else.
    pub fn parse(word: &str) -> Option<Self> {
        match word.trim() {
            "9:16" => Some(Self::Portrait),
            "16:9" => Some(Self::Landscape),
            "1:1" => Some(Self::Square),
            custom => {
                let (width, height) = custom.split_once(['x', 'X', '×'])?;
                Some(Self::Custom(width.trim().parse().ok()?, height.trim().parse().ok()?))
            }
        }
    }

    /// Width and height in pixels.
    pub fn pixels(self) -> (u32, u32) {
        match self {
            Self::Portrait => (1080, 1920),
            Self::Landscape => (1920, 1080),
            Self::Square => (1080, 1080),
            Self::Custom(width, height) => (width, height),
        }
    }

    /// A larger shape in 1080p, with the same proportions; a smaller one as it is.
    #[must_use]
    pub fn in_full_hd(self) -> Self {
        let (width, height) = self.pixels();
        let shorter = width.min(height);
        if shorter <= FULL_HD_SIDE {
            return self;
        }
        // Sides are even.
        let scaled = |side: u32| side * FULL_HD_SIDE / shorter / 2 * 2;
        let scaled = (scaled(width), scaled(height));
        SHAPES.into_iter().find(|shape| shape.pixels() == scaled).unwrap_or(Self::Custom(scaled.0, scaled.1))
    }

    /// Whether the service accepts it: even sides, over 128 and under 4096 pixels.
    pub fn is_accepted(self) -> bool {
        let (width, height) = self.pixels();
        [width, height].into_iter().all(|side| side > 128 && side < 4096 && side.is_multiple_of(2))
    }
}

impl fmt::Display for Shape {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Portrait => f.write_str("9:16"),
            Self::Landscape => f.write_str("16:9"),
            Self::Square => f.write_str("1:1"),
            Self::Custom(width, height) => write!(f, "{width}x{height}"),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_4k_shape_has_its_proportions_in_1080p() {
        assert_eq!(Shape::Custom(3840, 2160).in_full_hd(), Shape::Landscape);
        assert_eq!(Shape::Custom(2160, 3840).in_full_hd(), Shape::Portrait);
        assert_eq!(Shape::Custom(2400, 3000).in_full_hd(), Shape::Custom(1080, 1350));
        assert_eq!(Shape::Custom(1280, 720).in_full_hd(), Shape::Custom(1280, 720));
    }

    #[test]
    fn a_shape_parses_back_from_its_text() {
        for shape in SHAPES.into_iter().chain([Shape::Custom(1280, 720)]) {
            assert_eq!(Shape::parse(&shape.to_string()), Some(shape));
        }
        assert_eq!(Shape::parse("wide"), None);
        assert_eq!(Shape::parse("12x"), None);
    }

    #[test]
    fn odd_and_extreme_sides_are_not_accepted() {
        assert!(Shape::Custom(1280, 720).is_accepted());
        for shape in [
            Shape::Custom(128, 720),
            Shape::Custom(1281, 720),
            Shape::Custom(1280, 4096),
            Shape::Custom(0, 0),
        ] {
            assert!(!shape.is_accepted(), "{shape}");
        }
    }
}
