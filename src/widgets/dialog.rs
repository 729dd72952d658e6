//! The parts of overlays: the cleared box, the dimmed background, and the buttons.

use ratatui::buffer::{Buffer, CellDiffOption};
use ratatui::layout::Rect;
use ratatui::style::Modifier;
use ratatui::widgets::{Clear, Widget};

use super::caret_mark::TYPED_TEXT_MODIFIER;
use super::styled_line::StyledLine;
use super::theme::Theme;

/// Free cells around an overlay: at its sides, and above and below it.
const DIALOG_MARGIN: (u16, u16) = (2, 1);

/// Clears a centered box of this size, cut to the area, and returns it. A margin around it is cleared too, so that no
/// border behind touches it, and the whole area if next to nothing of it is left.
pub fn clear_centered(area: Rect, columns: u16, rows: u16, buf: &mut Buffer) -> Rect {
    let (columns, rows) = (columns.min(area.width), rows.min(area.height));
    let dialog = Rect {
        x: area.x + (area.width - columns) / 2,
        y: area.y + (area.height - rows) / 2,
        width: columns,
        height: rows,
    };
    let is_wide = area.width - columns <= 4 * DIALOG_MARGIN.0;
    let is_high = area.height - rows <= 4 * DIALOG_MARGIN.1;
    let cleared = match (is_wide, is_high) {
        (true, true) => area,
        (true, false) => Rect { x: area.x, width: area.width, ..with_margin(dialog) },
        (false, true) => Rect { y: area.y, height: area.height, ..with_margin(dialog) },
        (false, false) => with_margin(dialog),
    };
    Clear.render(cleared.intersection(area), buf);
    dialog
}

/// The area with the margin around it.
fn with_margin(area: Rect) -> Rect {
    let (x, y) = (area.x.saturating_sub(DIALOG_MARGIN.0), area.y.saturating_sub(DIALOG_MARGIN.1));
    Rect {
        x,
        y,
        width: area.right().saturating_add(DIALOG_MARGIN.0).saturating_sub(x),
        height: area.bottom().saturating_add(DIALOG_MARGIN.1).saturating_sub(y),
    }
}

/// Dims everything drawn so far, before an overlay is drawn over it. A picture that the terminal draws stays as it is,
/// since a changed cell would send all of it again.
pub fn dim_background(area: Rect, theme: Theme, buf: &mut Buffer) {
    for position in area.intersection(buf.area).positions() {
        let cell = &mut buf[position];
        if cell.symbol().starts_with('\u{1b}') || cell.diff_option == CellDiffOption::Skip {
            continue;
        }
        cell.fg = theme.dimmed(cell.fg);
        cell.bg = theme.dimmed(cell.bg);
        cell.modifier = Modifier::DIM | (cell.modifier & TYPED_TEXT_MODIFIER);
    }
}

/// Draws buttons side by side, the selected one in brackets and reversed.
pub fn draw_buttons(labels: &[&str], selected: usize, theme: Theme, area: Rect, buf: &mut Buffer) {
    let line = labels.iter().enumerate().fold(StyledLine::new(), |line, (index, label)| {
        if index == selected {
            line.add(format!("[ {label} ]"), theme.cursor()).add("  ", theme.plain())
        } else {
            line.add(format!("  {label}    "), theme.plain())
        }
    });
    let columns = u16::try_from(line.width()).unwrap_or(u16::MAX).min(area.width);
    line.draw_left(Rect { x: area.x + (area.width - columns) / 2, width: columns, ..area }, buf);
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn dimming_leaves_terminal_pictures_unchanged() {
        let mut buf = Buffer::with_lines(["..a"]);
        buf[(0, 0)].set_symbol("\u{1b}_Gf=100;AAAA\u{1b}\\");
        buf[(1, 0)].set_diff_option(CellDiffOption::Skip);
        let before = buf.clone();
        dim_background(buf.area, Theme::default(), &mut buf);
        assert_eq!((&buf[(0, 0)], &buf[(1, 0)]), (&before[(0, 0)], &before[(1, 0)]));
        assert!(buf[(2, 0)].modifier.contains(Modifier::DIM));
    }
}
