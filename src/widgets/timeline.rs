//! The timeline of a video: its scenes side by side, each as wide as it is long.

use ratatui::buffer::Buffer;
use ratatui::layout::Rect;

use super::cells::fill_row;
use super::styled_line::draw_text;
use super::text::width;
use super::theme::Theme;

/// Draws numbered parts in proportion to their weights, the chosen one accented. If they do not all fit, draws those
/// around the chosen one.
pub fn draw_timeline(
    weights: &[f64],
    chosen: usize,
    focused: bool,
    theme: Theme,
    area: Rect,
    buf: &mut Buffer,
) {
    let columns = usize::from(area.width);
    let min_columns = |index: usize| width(&(index + 1).to_string()) + 3;
    let mut shown = 0..weights.len();
    while shown.len() > 1 && shown.clone().map(min_columns).sum::<usize>() > columns {
        if chosen - shown.start > shown.end - 1 - chosen {
            shown.start += 1;
        } else {
            shown.end -= 1;
        }
    }
    let total: f64 = weights[shown.clone()].iter().sum();
    let spare = columns.saturating_sub(shown.clone().map(min_columns).sum());
    let (mut rest, mut sum, mut used) = (area, 0.0, 0);
    for index in shown {
        sum += weights[index];
        // Rounded where the part ends, so that all cells are used.
        let end = if total > 0.0 { proportional_cells(spare, sum / total) } else { 0 };
        let blocks = u16::try_from(1 + end - used).unwrap_or(u16::MAX);
        used = end;
        let (number_style, block_style) = match (index == chosen, focused) {
            (true, true) => (theme.cursor(), theme.focus()),
            (true, false) => (theme.bold(), theme.accent()),
            (false, _) => (theme.plain(), theme.dim()),
        };
        rest = behind(rest, draw_text(buf, rest, &(index + 1).to_string(), number_style));
        rest = behind(rest, 1);
        rest = behind(rest, fill_row(buf, Rect { width: blocks.min(rest.width), ..rest }, "▆", block_style));
        rest = behind(rest, 1);
    }
}

/// The part of a row behind its first cells.
fn behind(row: Rect, cells: u16) -> Rect {
    let cells = cells.min(row.width);
    Rect { x: row.x + cells, width: row.width - cells, ..row }
}

fn proportional_cells(spare: usize, part: f64) -> usize {
    #[expect(
        clippy::cast_precision_loss,
        clippy::cast_possible_truncation,
        clippy::cast_sign_loss,
        reason = "cells of a screen, times at most one"
    )]
    let cells = (spare as f64 * part.clamp(0.0, 1.0)).round() as usize;
    cells
}
