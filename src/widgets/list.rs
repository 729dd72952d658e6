//! The visible part of a list around its cursor.

use std::ops::Range;

/// The visible rows: the cursor stays near the middle, and the height is filled.
pub fn visible_rows(count: usize, cursor: usize, height: usize) -> Range<usize> {
    let start = cursor.saturating_sub(height / 2).min(count.saturating_sub(height));
    start..count.min(start + height)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn visible_rows_contain_the_cursor_and_fill_the_height() {
        assert_eq!(visible_rows(100, 0, 10), 0..10);
        assert_eq!(visible_rows(100, 50, 10), 45..55);
        assert_eq!(visible_rows(100, 99, 10), 90..100);
        assert_eq!(visible_rows(3, 2, 10), 0..3);
        assert_eq!(visible_rows(0, 0, 10), 0..0);
    }
}
