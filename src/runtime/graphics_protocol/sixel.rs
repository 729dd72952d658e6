//! Sixel graphics, by ratatui-image.

use std::borrow::Cow;

use image::DynamicImage;
use image::imageops::FilterType;
use ratatui::buffer::{Buffer, Cell, CellDiffOption};
use ratatui::layout::{Rect, Size};
use ratatui::style::Color;
use ratatui::widgets::Widget;
use ratatui_image::picker::{Picker, ProtocolType};
use ratatui_image::{FontSize, Image, Resize};

use super::cell;
use crate::studio::{Dot, Picture};

pub(super) fn encode_picture(picture: &DynamicImage, columns: u16, rows: u16) -> Option<Picture> {
    let (width, height) = cell();
    #[allow(deprecated, reason = "the other ways ask the terminal, and may hold the screen for seconds")]
    let mut picker = Picker::from_fontsize(FontSize::new(width, height));
    picker.set_protocol_type(ProtocolType::Sixel);
    let fitted = Resize::Scale(Some(FilterType::Triangle));
    let drawn = picker.new_protocol(picture.clone(), Size::new(columns, rows), fitted).ok()?;
    let size = drawn.size();
    let mut buffer = Buffer::empty(Rect::new(0, 0, size.width, size.height));
    Image::new(&drawn).render(buffer.area, &mut buffer);
    let dots = buffer.content.iter().map(dot).collect();
    Some(Picture { columns: size.width, rows: size.height, dots })
}

fn to_dot(cell: &Cell) -> Dot {
    let ink = match cell.fg {
        Color::Rgb(red, green, blue) => Some([red, green, blue]),
        _ => None,
    };
    let skip = cell.diff_option == CellDiffOption::Skip;
    Dot { symbol: Cow::Owned(cell.symbol().to_owned()), ink, ground: None, skip }
}
