//! The key hints of the footer: as many as fit, the last always.

use ratatui::buffer::Buffer;
use ratatui::layout::Rect;

use super::styled_line::StyledLine;
use super::text::width;
use super::theme::Theme;

/// Draws pairs of key and word in their order. Those that do not fit are left out, but never the last.
pub fn draw_key_hints(hints: &[(String, String)], theme: Theme, area: Rect, buf: &mut Buffer) {
    let Some((last, others)) = hints.split_last() else { return };
    let cells = |hint: &(String, String)| width(&hint.0) + width(&hint.1) + 4;
    // The last pair has no gap after it, but the first has a blank before it.
    let mut columns = (usize::from(area.width) + 2).saturating_sub(cells(last));
    let mut shown: Vec<&(String, String)> = Vec::new();
    for hint in others {
        if cells(hint) > columns {
            continue;
        }
        columns -= cells(hint);
        shown.push(hint);
    }
    shown.push(last);
    let mut line = StyledLine::new();
    for (index, (key, word)) in shown.into_iter().enumerate() {
        let gap = if index == 0 { " " } else { "   " };
        line = line.add(gap, theme.plain()).add(key, theme.focus()).add(format!(" {word}"), theme.plain());
    }
    line.draw_left(area, buf);
}
