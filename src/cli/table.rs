//! Aligned columns, by the display width of their cells.

use unicode_width::UnicodeWidthStr;

use crate::domain::{SearchIndex, format_count, text};

const MAX_CELL_CHARS: usize = 60;

/// Lines of aligned columns, with two spaces between them.
pub(super) fn format_rows<const N: usize>(rows: Vec<[String; N]>) -> impl Iterator<Item = String> {
    let rows: Vec<[String; N]> =
        rows.into_iter().map(|row| row.map(|cell| text::truncate(&cell, MAX_CELL_CHARS))).collect();
    let mut widths = [0; N];
    for row in &rows {
        for (width, cell) in widths.iter_mut().zip(row) {
            *width = (*width).max(cell.width());
        }
    }
    rows.into_iter().map(move |row| format_row(&row, &widths))
}

fn format_row(row: &[String], widths: &[usize]) -> String {
    let mut line = String::new();
    for (cell, width) in row.iter().zip(widths) {
        line.push_str(cell);
        line.extend(std::iter::repeat_n(' ', width + 2 - cell.width()));
    }
    line.truncate(line.trim_end().len());
    line
}

/// The number of matches of a query.
pub(super) fn match_summary(found: usize, total: usize, noun: &str) -> String {
    let total_text = format_count(total, noun);
    match found {
        0 if total > 0 => format!("No {noun} matches, of {total_text}"),
        0 => format!("There is no {noun}"),
        _ if found < total => format!("{found} of {total_text}"),
        _ => total_text,
    }
}

/// The indexes of the things that match a query; all of them for a blank one.
pub(super) fn search<'a, T, const N: usize>(
    items: &'a [T],
    searched: impl Fn(&'a T) -> (String, [&'a str; N]),
    query: &str,
) -> Vec<usize> {
    if query.trim().is_empty() {
        return (0..items.len()).collect();
    }
    let mut index = SearchIndex::default();
    for (text, fields) in items.iter().map(searched) {
        index.push(&text, &fields);
    }
    index.find_words(query)
}

/// `12.3 s`
pub(super) fn format_seconds(seconds: f64) -> String {
    format!("{seconds:.1} s")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn table_columns_are_aligned() {
        let rows = vec![["a", "one", ""], ["美咲", "\u{1b}two", "x"]].into_iter();
        let rows = rows.map(|row| row.map(str::to_owned)).collect();
        assert_eq!(format_rows(rows).collect::<Vec<_>>(), ["a     one", "美咲  two  x"]);
        assert_eq!(match_summary(0, 9, "voice"), "No voice matches, of 9 voices");
        assert_eq!(match_summary(2, 9, "voice"), "2 of 9 voices");
    }
}
