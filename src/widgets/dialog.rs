//! What overlays are made of: a box in the middle, and answers in a row.

use ratatui::buffer::Buffer;
use ratatui::layout::Rect;
use ratatui::widgets::{Clear, Widget};

use super::line::Line;
use super::theme::Theme;

/// A place of this size in the middle of the area, cut to it, cleared.
pub fn centre(area: Rect, columns: u16, rows: u16, buf: &mut Buffer) -> Rect {
    let (columns, rows) = (columns.min(area.width), rows.min(area.height));
    let place = Rect {
        x: area.x + (area.width - columns) / 2,
        y: area.y + (area.height - rows) / 2,
        width: columns,
        height: rows,
    };
    Clear.render(place, buf);
    place
}

/// Draws answers side by side, the chosen one marked by brackets and reversed.
pub fn answers(words: &[&str], chosen: usize, theme: Theme, area: Rect, buf: &mut Buffer) {
    let line = words.iter().enumerate().fold(Line::new(), |line, (index, word)| {
        if index == chosen {
            line.add(format!("[ {word} ]"), theme.cursor()).add("  ", theme.plain())
        } else {
            line.add(format!("  {word}    "), theme.plain())
        }
    });
    let own = u16::try_from(line.width()).unwrap_or(u16::MAX).min(area.width);
    line.left(Rect { x: area.x + (area.width - own) / 2, width: own, ..area }, buf);
}
