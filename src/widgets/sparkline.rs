//! A sparkline: one row of bars, each as high as its share of the largest value.

use super::progress_bar::filled_cells;

/// Bars by height, in eighths of a cell.
pub(super) const BAR_SYMBOLS: [&str; 8] = ["▁", "▂", "▃", "▄", "▅", "▆", "▇", "█"];

/// One bar per value; zero is the lowest bar, so that it is visible too.
pub fn sparkline(values: &[f64]) -> String {
    let highest = values.iter().copied().fold(0.0_f64, f64::max);
    let bar = |value: &f64| {
        if highest > 0.0 { BAR_SYMBOLS[filled_cells(7, value / highest)] } else { BAR_SYMBOLS[0] }
    };
    values.iter().map(bar).collect()
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
}
