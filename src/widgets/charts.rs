//! Bars of cells: the progress bar, the sparkline of one row, and the bar chart of several.

/// The full and the empty piece of a bar of `cells`, filled to `part` (0 to 1).
pub fn progress_bar(cells: usize, part: f64) -> (String, String) {
    let full = filled_cells(cells, part);
    ("━".repeat(full), "─".repeat(cells - full))
}

/// The number of full cells of `cells`, for a part of 0 to 1.
fn filled_cells(cells: usize, part: f64) -> usize {
    let part = if part.is_finite() { part.clamp(0.0, 1.0) } else { 0.0 };
    #[expect(
        clippy::cast_precision_loss,
        clippy::cast_possible_truncation,
        clippy::cast_sign_loss,
        reason = "a number of cells on a screen, times at most one"
    )]
    let full = (cells as f64 * part).round() as usize;
    full.min(cells)
}

/// Bars by height, in eighths of a cell.
const BAR_SYMBOLS: [&str; 8] = ["▁", "▂", "▃", "▄", "▅", "▆", "▇", "█"];

/// One bar per value; zero is the lowest bar, so that it is visible too.
pub fn sparkline(values: &[f64]) -> String {
    let highest = values.iter().copied().fold(0.0_f64, f64::max);
    let bar = |value: &f64| {
        if highest > 0.0 { BAR_SYMBOLS[filled_cells(7, value / highest)] } else { BAR_SYMBOLS[0] }
    };
    values.iter().map(bar).collect()
}

/// The rows of the chart from above. Each value has `cells` cells, the last one blank if there are several. Zero has no
/// bar, and the smallest value has a visible one.
pub fn bar_chart(values: &[f64], rows: usize, cells: usize) -> Vec<String> {
    let highest = values.iter().copied().fold(0.0_f64, f64::max);
    let levels: Vec<usize> =
        values.iter().map(|value| bar_level(*value, highest, rows * LEVELS_PER_ROW)).collect();
    (0..rows).rev().map(|row| levels.iter().map(|level| bar_segment(*level, row, cells)).collect()).collect()
}

const LEVELS_PER_ROW: usize = 8;

fn bar_level(value: f64, highest: f64, top: usize) -> usize {
    if value > 0.0 && highest > 0.0 { filled_cells(top, value / highest).max(1) } else { 0 }
}

/// The part of a bar in one row; the lowest row is 0.
fn bar_segment(level: usize, row: usize, cells: usize) -> String {
    let (bar_cells, gap) = if cells > 1 { (cells - 1, " ") } else { (1, "") };
    let symbol = match level.saturating_sub(row * LEVELS_PER_ROW).min(LEVELS_PER_ROW) {
        0 => " ",
        part => BAR_SYMBOLS[part - 1],
    };
    symbol.repeat(bar_cells) + gap
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn bars_are_parts_of_the_largest() {
        assert_eq!(sparkline(&[0.0, 1.0, 2.0]), "▁▅█");
        assert_eq!(sparkline(&[0.0, 0.0]), "▁▁");
        assert_eq!(sparkline(&[]), "");
    }

    #[test]
    fn bars_stand_on_the_lowest_row() {
        assert_eq!(bar_chart(&[0.0, 0.001, 1.0, 2.0], 2, 1), ["   █", " ▁██"]);
        assert_eq!(bar_chart(&[3.0, 1.0], 1, 3), ["██ ▃▃ "]);
        assert_eq!(bar_chart(&[0.0, f64::NAN], 2, 1), ["  ", "  "]);
        assert_eq!(bar_chart(&[1.0], 0, 1), Vec::<String>::new());
    }
}
