//! The size of a 4:5 portrait on the screen, whose cells are twice as high as wide.

/// Columns of a portrait with this many rows.
pub(super) fn portrait_columns(rows: u16) -> u16 {
    rows * 8 / 5
}

/// Rows of a portrait that is this wide.
pub(super) fn portrait_rows(columns: u16) -> u16 {
    columns * 5 / 8
}
