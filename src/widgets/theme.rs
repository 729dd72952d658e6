//! The colours: the terminal's own, plus bold, dim and the basic accents, one role each.

use ratatui::style::{Color, Modifier, Style};

/// How many colours the terminal has.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ColorDepth {
    /// `NO_COLOR`, or a terminal without any.
    None,
    /// The 256 indexed ones.
    Indexed,
    TrueColor,
}

/// What things look like. Meaning never hangs on a colour alone, so that none is needed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Theme {
    pub color_depth: ColorDepth,
    pub charset: Charset,
}

/// Which characters are drawn.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Charset {
    /// All of them.
    Unicode,
    /// Signs of ASCII, and texts that are typed as they are.
    AsciiSymbols,
    /// The locale has no others: signs in texts are replaced too.
    Ascii,
}

impl Default for Theme {
    fn default() -> Self {
        Self { color_depth: ColorDepth::Indexed, charset: Charset::Unicode }
    }
}

impl Theme {
    fn colored(self, color: Color) -> Style {
        if self.color_depth == ColorDepth::None { Style::new() } else { Style::new().fg(color) }
    }

    pub fn plain(self) -> Style {
        Style::new()
    }

    /// Labels, borders and what is said beside the matter.
    pub fn dim(self) -> Style {
        Style::new().add_modifier(Modifier::DIM)
    }

    pub fn bold(self) -> Style {
        Style::new().add_modifier(Modifier::BOLD)
    }

    /// Where the keys go.
    pub fn focus(self) -> Style {
        self.colored(Color::Cyan).add_modifier(Modifier::BOLD)
    }

    /// What is chosen where the keys do not go.
    pub fn accent(self) -> Style {
        self.colored(Color::Cyan)
    }

    /// The row or answer under the cursor.
    pub fn cursor(self) -> Style {
        let plain = Style::new().fg(Color::Reset).remove_modifier(Modifier::DIM | Modifier::BOLD);
        plain.add_modifier(Modifier::REVERSED)
    }

    pub fn success(self) -> Style {
        self.colored(Color::Green)
    }

    pub fn warning(self) -> Style {
        self.colored(Color::Magenta).add_modifier(Modifier::BOLD)
    }

    pub fn error(self) -> Style {
        self.colored(Color::Red).add_modifier(Modifier::BOLD)
    }

    /// Whether signs beyond ASCII are drawn.
    pub fn is_unicode(self) -> bool {
        self.charset == Charset::Unicode
    }

    /// A colour of a picture as this terminal can show it.
    pub fn nearest_color(self, [red, green, blue]: [u8; 3]) -> Color {
        match self.color_depth {
            ColorDepth::TrueColor => Color::Rgb(red, green, blue),
            ColorDepth::Indexed => Color::Indexed(nearest_indexed_color(red, green, blue)),
            ColorDepth::None => Color::Reset,
        }
    }
}

impl Theme {
    /// A colour as it looks behind a window: pictures darker, and no accents.
    pub(super) fn dimmed(self, color: Color) -> Color {
        match color {
            Color::Rgb(red, green, blue) => self.nearest_color([red / 3, green / 3, blue / 3]),
            Color::Indexed(index @ 16..=231) => {
                let steps = index - 16;
                let dark = |step: u8| u8::try_from(u16::from(step) * 17).unwrap_or(u8::MAX);
                self.nearest_color([dark(steps / 36), dark(steps / 6 % 6), dark(steps % 6)])
            }
            Color::Indexed(index @ 232..=255) => self.nearest_color([(8 + 10 * (index - 232)) / 3; 3]),
            _ => Color::Reset,
        }
    }
}

/// The nearest of the 6x6x6 colour cube or of the 24 greys.
fn nearest_indexed_color(red: u8, green: u8, blue: u8) -> u8 {
    const STEPS: [u8; 6] = [0, 95, 135, 175, 215, 255];
    let nearest = |value: u8| (0u8..6).min_by_key(|i| STEPS[usize::from(*i)].abs_diff(value)).unwrap_or(0);
    let cube = [nearest(red), nearest(green), nearest(blue)];
    let grey_level = (u16::from(red) + u16::from(green) + u16::from(blue)) / 3;
    let grey_step = u8::try_from((grey_level.saturating_sub(3)) / 10).unwrap_or(23).min(23);
    let grey = 8 + 10 * grey_step;
    let far = |a: [u8; 3]| -> u32 {
        [red, green, blue].iter().zip(a).map(|(x, y)| u32::from(x.abs_diff(y)).pow(2)).sum()
    };
    if far([grey; 3]) < far(cube.map(|i| STEPS[usize::from(i)])) {
        232 + grey_step
    } else {
        16 + 36 * cube[0] + 6 * cube[1] + cube[2]
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn colours_fall_to_their_nearest_neighbour() {
        assert_eq!(nearest_indexed_color(0, 0, 0), 16);
        assert_eq!(nearest_indexed_color(255, 255, 255), 231);
        assert_eq!(nearest_indexed_color(128, 128, 128), 244);
        assert_eq!(nearest_indexed_color(255, 0, 0), 196);
    }
}
