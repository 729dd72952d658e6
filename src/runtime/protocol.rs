//! Pictures by a protocol of the terminal: kitty's, iTerm2's, sixel.

use std::borrow::Cow;

use image::DynamicImage;
use image::imageops::FilterType;
use ratatui::buffer::{Buffer, Cell, CellDiffOption};
use ratatui::layout::{Rect, Size};
use ratatui::style::Color;
use ratatui::widgets::Widget;
use ratatui_image::picker::{Picker, ProtocolType};
use ratatui_image::{FontSize, Image, Resize};

use crate::domain::Images;
use crate::studio::{Dot, Picture};

/// Pixels of a cell where the terminal does not say.
const USUAL: (u16, u16) = (10, 20);

/// The picture fitted into cells; `None` where the protocol does not take it, or half blocks are wanted.
pub(super) fn draw(picture: &DynamicImage, images: Images, columns: u16, rows: u16) -> Option<Picture> {
    let kind = match images {
        Images::Kitty => ProtocolType::Kitty,
        Images::Iterm2 => ProtocolType::Iterm2,
        Images::Sixel => ProtocolType::Sixel,
        Images::Auto | Images::Blocks | Images::Off => return None,
    };
    let (width, height) = cell();
    #[allow(deprecated, reason = "the other ways ask the terminal, and may hold the screen for seconds")]
    let mut picker = Picker::from_fontsize(FontSize::new(width, height));
    picker.set_protocol_type(kind);
    let fitted = Resize::Scale(Some(FilterType::Triangle));
    let drawn = picker.new_protocol(picture.clone(), Size::new(columns, rows), fitted).ok()?;
    let size = drawn.size();
    let mut buffer = Buffer::empty(Rect::new(0, 0, size.width, size.height));
    Image::new(&drawn).render(buffer.area, &mut buffer);
    let dots = buffer.content.iter().map(dot).collect();
    Some(Picture { columns: size.width, rows: size.height, dots })
}

fn dot(cell: &Cell) -> Dot {
    let ink = match cell.fg {
        Color::Rgb(red, green, blue) => Some([red, green, blue]),
        _ => None,
    };
    let skip = cell.diff_option == CellDiffOption::Skip;
    Dot { symbol: Cow::Owned(cell.symbol().to_owned()), ink, ground: None, skip }
}

/// Pixels of a cell: width and height.
fn cell() -> (u16, u16) {
    let Ok(window) = rustix::termios::tcgetwinsize(rustix::stdio::stdout()) else { return USUAL };
    let side = |pixels: u16, cells: u16| pixels.checked_div(cells).filter(|side| *side > 0);
    match (side(window.ws_xpixel, window.ws_col), side(window.ws_ypixel, window.ws_row)) {
        (Some(width), Some(height)) => (width, height),
        _ => USUAL,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_protocol_writes_its_own_words() {
        let picture = DynamicImage::new_rgb8(30, 40);
        for (images, word) in
            [(Images::Kitty, "\x1b_G"), (Images::Iterm2, "\x1b]1337;"), (Images::Sixel, "\x1bP")]
        {
            let drawn = draw(&picture, images, 8, 4).unwrap();
            assert!(drawn.dots[0].symbol.contains(word), "{images:?}");
            assert_eq!(drawn.dots.len(), usize::from(drawn.columns) * usize::from(drawn.rows));
            assert!(drawn.columns <= 8 && drawn.rows <= 4, "{drawn:?}");
        }
        assert_eq!(draw(&picture, Images::Blocks, 8, 4), None);
    }
}
