//! The theme: one role per use of a color, on top of the terminal's own colors.

use ratatui::style::{Color, Modifier, Style};

/// The number of colors of the terminal.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ColorDepth {
    /// `NO_COLOR` is set, or the terminal has none.
    None,
    /// 256 indexed colors.
    Indexed,
    TrueColor,
}

/// Colors and characters. No meaning depends on a color alone.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Theme {
    pub color_depth: ColorDepth,
    pub charset: Charset,
}

/// The characters that are drawn.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Charset {
    /// All of them.
    Unicode,
    /// ASCII symbols; typed text stays as it is.
    AsciiSymbols,
    /// ASCII symbols, in typed text too: the locale has no others.
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

    /// Labels, borders and secondary text.
    pub fn dim(self) -> Style {
        Style::new().add_modifier(Modifier::DIM)
    }

    pub fn bold(self) -> Style {
        Style::new().add_modifier(Modifier::BOLD)
    }

    /// The focus.
    pub fn focus(self) -> Style {
        self.colored(Color::Cyan).add_modifier(Modifier::BOLD)
    }

    /// Characters that a filter or a search found; the underline shows below the cursor too.
    pub fn found(self) -> Style {
        self.focus().add_modifier(Modifier::UNDERLINED)
    }

    /// A selection without the focus.
    pub fn accent(self) -> Style {
        self.colored(Color::Cyan)
    }

    /// The row or answer under the cursor.
    pub fn cursor(self) -> Style {
        let plain = Style::new().fg(Color::Reset).remove_modifier(Modifier::DIM | Modifier::BOLD);
        plain.add_modifier(Modifier::REVERSED)
    }

    /// A chip in a text.
    pub fn chip(self) -> Style {
        self.accent().add_modifier(Modifier::BOLD)
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

    /// Whether symbols beyond ASCII are drawn.
    pub fn is_unicode(self) -> bool {
        self.charset == Charset::Unicode
    }

    /// The nearest color that the terminal can show.
    pub fn nearest_color(self, [red, green, blue]: [u8; 3]) -> Color {
        match self.color_depth {
            ColorDepth::TrueColor => Color::Rgb(red, green, blue),
            ColorDepth::Indexed => Color::Indexed(nearest_indexed_color(red, green, blue)),
            ColorDepth::None => Color::Reset,
        }
    }
}

impl Theme {
    /// The color behind an overlay: darker pictures, no accents.
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

/// For each value of a channel: the nearest of the six steps of the color cube, and the square of the distance to it.
/// A table, since pictures have thousands of colors a frame.
const NEAREST_STEPS: [(u8, u16); 256] = {
    let mut table = [(0, 0); 256];
    let mut value = 0_u8;
    loop {
        // Steps change in the middle between two of them.
        let step = match value {
            0..=47 => 0,
            48..=115 => 1,
            116.. => (value - 36) / 40,
        };
        let distance = value.abs_diff(if step == 0 { 0 } else { 55 + 40 * step }) as u16;
        table[value as usize] = (step, distance * distance);
        if value == u8::MAX {
            break table;
        }
        value += 1;
    }
};

/// The nearest color of the 6x6x6 cube or the 24 grays.
fn nearest_indexed_color(red: u8, green: u8, blue: u8) -> u8 {
    let channels = [red, green, blue];
    let [red_step, green_step, blue_step] = channels.map(|value| NEAREST_STEPS[usize::from(value)]);
    let level = (u16::from(red) + u16::from(green) + u16::from(blue)) / 3;
    let gray_step = u8::try_from(level.saturating_sub(3) / 10).unwrap_or(23).min(23);
    let gray = 8 + 10 * gray_step;
    let to_gray = |value: u8| u32::from(value.abs_diff(gray)) * u32::from(value.abs_diff(gray));
    let to_cube = u32::from(red_step.1) + u32::from(green_step.1) + u32::from(blue_step.1);
    if to_gray(red) + to_gray(green) + to_gray(blue) < to_cube {
        232 + gray_step
    } else {
        16 + 36 * red_step.0 + 6 * green_step.0 + blue_step.0
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn colors_map_to_the_nearest_indexed_color() {
        assert_eq!(nearest_indexed_color(0, 0, 0), 16);
        assert_eq!(nearest_indexed_color(255, 255, 255), 231);
        assert_eq!(nearest_indexed_color(128, 128, 128), 244);
        assert_eq!(nearest_indexed_color(255, 0, 0), 196);
        for value in 0..=255_u8 {
            let steps = [0_u8, 95, 135, 175, 215, 255];
            let nearest = (0_u8..6).min_by_key(|step| steps[usize::from(*step)].abs_diff(value)).unwrap();
            assert_eq!(nearest_indexed_color(value, 0, 255), 16 + 36 * nearest + 5, "{value}");
        }
    }
}
