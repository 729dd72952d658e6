//! The frame around a pane or an overlay, with its name and a note.

use ratatui::buffer::Buffer;
use ratatui::layout::Rect;
use ratatui::widgets::{Block, BorderType, Widget};

use super::styled_line::draw_text;
use super::text::{fit, width};
use super::theme::Theme;

/// The text in the upper border.
#[derive(Debug, Clone, Copy)]
pub struct FrameTitle<'a> {
    pub name: &'a str,
    pub note: &'a str,
    pub focused: bool,
}

/// The area inside a frame, with a blank on both sides if it is wide enough; all of an area that is too small for a
/// frame.
pub fn inner_area(area: Rect) -> Rect {
    if area.width < 8 || area.height < 3 {
        return area;
    }
    let side = if area.width >= 24 { 2 } else { 1 };
    Rect { x: area.x + side, y: area.y + 1, width: area.width - 2 * side, height: area.height - 2 }
}

/// Draws a frame and returns its [`inner_area`].
pub fn draw_frame(frame: FrameTitle<'_>, theme: Theme, area: Rect, buf: &mut Buffer) -> Rect {
    let area = area.intersection(buf.area);
    if area.width < 8 || area.height < 3 {
        return area;
    }
    let style = if frame.focused { theme.focus() } else { theme.dim() };
    let block = Block::bordered().border_style(style).border_type(BorderType::Rounded);
    block.render(area, buf);
    let columns = usize::from(area.width) - 4;
    let name = fit(frame.name, columns);
    let name_columns = width(&name) + 2;
    if !name.is_empty() {
        draw_text(
            buf,
            Rect::new(area.x + 1, area.y, area.width - 2, 1),
            &format!(" {name} "),
            if frame.focused { style } else { theme.plain() },
        );
    }
    let note = width(frame.note) + 2;
    if !frame.note.is_empty() && name_columns + note <= usize::from(area.width) - 2 {
        let x = area.right() - 1 - u16::try_from(note).unwrap_or(0);
        draw_text(buf, Rect::new(x, area.y, area.width, 1), &format!(" {} ", frame.note), theme.plain());
    }
    inner_area(area)
}
