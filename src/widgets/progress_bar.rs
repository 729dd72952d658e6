//! A progress bar of one row.

/// The full and the empty piece of a bar of `cells`, filled to `part` (0 to 1).
pub fn progress_bar(cells: usize, part: f64) -> (String, String) {
    let full = filled_cells(cells, part);
    ("━".repeat(full), "─".repeat(cells - full))
}

/// The number of full cells of `cells`, for a part of 0 to 1.
pub fn filled_cells(cells: usize, part: f64) -> usize {
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
