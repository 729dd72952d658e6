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

use super::scaled_picture::cell_size;
use crate::studio::{TerminalCell, TerminalPicture};

pub(super) fn encode_picture(picture: &DynamicImage, columns: u16, rows: u16) -> Option<TerminalPicture> {
    let (width, height) = cell_size();
    #[allow(deprecated, reason = "the other ways ask the terminal, and may hold the screen for seconds")]
    let mut picker = Picker::from_fontsize(FontSize::new(width, height));
    picker.set_protocol_type(ProtocolType::Sixel);
    let fitted = Resize::Scale(Some(FilterType::Triangle));
    let drawn = picker.new_protocol(picture.clone(), Size::new(columns, rows), fitted).ok()?;
    let size = drawn.size();
    let mut buffer = Buffer::empty(Rect::new(0, 0, size.width, size.height));
    Image::new(&drawn).render(buffer.area, &mut buffer);
    let cells = buffer.content.iter().map(to_terminal_cell).collect();
    Some(TerminalPicture { columns: size.width, rows: size.height, cells })
}

fn to_terminal_cell(cell: &Cell) -> TerminalCell {
    let foreground = match cell.fg {
        Color::Rgb(red, green, blue) => Some([red, green, blue]),
        _ => None,
    };
    let skip = cell.diff_option == CellDiffOption::Skip;
    TerminalCell { symbol: Cow::Owned(cell.symbol().to_owned()), foreground, background: None, skip }
}
