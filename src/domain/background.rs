//! The background of a video or a scene: a color, or a picture on the web.

use super::color::parse_color;

/// The longest address of a picture.
const MAX_ADDRESS_BYTES: usize = 2048;

/// What is behind the people.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Background {
    /// A color in its normal form: `#1b6b93`.
    Color(String),
    /// The https address of a picture, which the service loads.
    Picture(String),
}

impl Background {
    /// Reads a color or an https address; `None` for anything else.
    pub fn parse(text: &str) -> Option<Self> {
        let text = text.trim();
        let is_address = text.strip_prefix("https://").is_some_and(|rest| {
            text.len() <= MAX_ADDRESS_BYTES
                && rest.contains('.')
                && rest.chars().all(|c| c.is_ascii_graphic())
        });
        if is_address {
            return Some(Self::Picture(text.to_owned()));
        }
        parse_color(text).map(Self::Color)
    }

    /// As a project has it.
    pub fn as_str(&self) -> &str {
        match self {
            Self::Color(text) | Self::Picture(text) => text,
        }
    }

    /// The color, or the name at the end of an address.
    pub fn short_name(&self) -> &str {
        match self {
            Self::Color(color) => color,
            Self::Picture(address) => address.trim_end_matches('/').rsplit('/').next().unwrap_or(address),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_background_is_a_color_or_an_address() {
        let color = |text: &str| Some(Background::Color(text.to_owned()));
        assert_eq!(Background::parse("1B6B93"), color("#1b6b93"));
        let office = Background::parse(" https://a.example/pictures/office.jpg ").unwrap();
        assert_eq!(office, Background::Picture("https://a.example/pictures/office.jpg".into()));
        assert_eq!(office.short_name(), "office.jpg");
        for text in ["", "blue", "http://a.example/b.png", "https://", "https://a b.example", "office.jpg"] {
            assert_eq!(Background::parse(text), None, "{text}");
        }
    }
}
