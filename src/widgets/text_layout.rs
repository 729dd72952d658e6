//! Soft wrapping of text into rows of cells (UAX 14), and the way between byte offsets and cells.

use std::ops::Range;

use unicode_segmentation::UnicodeSegmentation;

use super::text::width;

/// The row that an offset belongs to where one row is wrapped into the next: an offset there is the end of the one and the
/// start of the other.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Affinity {
    /// The end of the row before.
    Upstream,
    #[default]
    Downstream,
}

/// How a row ends.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum RowEnd {
    /// At a line break, or at the end of the text.
    Line,
    /// Wrapped into the next row.
    Wrapped,
}

/// A row of a text: its bytes, without the line break.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TextRow {
    pub range: Range<usize>,
    pub end: RowEnd,
}

/// The rows of a text at a width. An update lays out only the lines that changed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TextLayout {
    text: String,
    columns: usize,
    rows: Vec<TextRow>,
}

impl Default for TextLayout {
    fn default() -> Self {
        Self { text: String::new(), columns: 0, rows: vec![TextRow { range: 0..0, end: RowEnd::Line }] }
    }
}

impl TextLayout {
    pub fn new(text: &str, columns: usize) -> Self {
        let mut layout = Self::default();
        layout.update(text, columns);
        layout
    }

    /// Lays out a text in rows of `columns` cells, at least one.
    pub fn update(&mut self, text: &str, columns: usize) {
        let columns = columns.max(1);
        if columns != self.columns {
            self.columns = columns;
            text.clone_into(&mut self.text);
            self.rows.clear();
            push_rows(text, 0..text.len(), columns, &mut self.rows);
        } else if self.text != text {
            self.update_changed_lines(text);
        }
    }

    fn update_changed_lines(&mut self, text: &str) {
        let (old, new) = (self.text.as_bytes(), text.as_bytes());
        let same_start = old.iter().zip(new).take_while(|(a, b)| a == b).count();
        let first =
            new[..same_start].iter().rposition(|byte| *byte == b'\n').map_or(0, |newline| newline + 1);
        let max = old.len().min(new.len()) - first;
        let same_end = old.iter().rev().zip(new.iter().rev()).take(max).take_while(|(a, b)| a == b).count();
        let tail = &new[new.len() - same_end..];
        // The line break before the unchanged lines; without one, everything up to the end changed.
        let kept = tail.iter().position(|byte| *byte == b'\n').map_or(0, |newline| tail.len() - newline - 1);
        let has_kept = tail.contains(&b'\n');
        let (old_kept_start, new_kept_start) = (old.len() - kept, new.len() - kept);
        let mut rows: Vec<TextRow> =
            self.rows.iter().take_while(|row| row.range.start < first).cloned().collect();
        let changed_end = if has_kept { new_kept_start - 1 } else { new.len() };
        push_rows(text, first..changed_end, self.columns, &mut rows);
        if has_kept {
            let shifted = |at: usize| at - old_kept_start + new_kept_start;
            let kept_rows = self.rows.iter().skip_while(|row| row.range.start < old_kept_start);
            rows.extend(kept_rows.map(|row| TextRow {
                range: shifted(row.range.start)..shifted(row.range.end),
                end: row.end,
            }));
        }
        self.rows = rows;
        text.clone_into(&mut self.text);
    }

    /// At least one row; an empty text has one empty row.
    pub fn rows(&self) -> &[TextRow] {
        &self.rows
    }

    pub fn text(&self) -> &str {
        &self.text
    }

    pub fn row_text(&self, row: usize) -> &str {
        self.rows.get(row).map_or("", |row| &self.text[row.range.clone()])
    }

    /// The row of an offset.
    pub fn row_at(&self, offset: usize, affinity: Affinity) -> usize {
        let row = self.rows.partition_point(|row| row.range.start <= offset).saturating_sub(1);
        let is_shared = row > 0
            && self.rows[row].range.start == offset
            && self.rows[row - 1].end == RowEnd::Wrapped
            && affinity == Affinity::Upstream;
        if is_shared { row - 1 } else { row }
    }

    /// The cells before an offset in a row; blanks that hang over the end do not count.
    pub fn column_at(&self, row: usize, offset: usize) -> usize {
        let Some(TextRow { range, .. }) = self.rows.get(row) else { return 0 };
        let end = offset.clamp(range.start, range.end);
        width(&self.text[range.start..end]).min(self.columns)
    }

    /// The offset at a cell of a row, or else at the end of the row.
    pub fn offset_at(&self, row: usize, column: usize) -> (usize, Affinity) {
        let Some(TextRow { range, .. }) = self.rows.get(row) else {
            return (self.text.len(), Affinity::Downstream);
        };
        let mut cells = 0;
        for (offset, grapheme) in self.text[range.clone()].grapheme_indices(true) {
            let next = cells + width(grapheme);
            if next > column {
                let offset = range.start + offset;
                return (offset, Affinity::Downstream);
            }
            cells = next;
        }
        self.row_end(row)
    }

    pub fn row_start(&self, row: usize) -> usize {
        self.rows.get(row).map_or(self.text.len(), |row| row.range.start)
    }

    /// The end of a row, as a caret stands there.
    pub fn row_end(&self, row: usize) -> (usize, Affinity) {
        let Some(TextRow { range, end }) = self.rows.get(row) else {
            return (self.text.len(), Affinity::Downstream);
        };
        let affinity = if *end == RowEnd::Wrapped { Affinity::Upstream } else { Affinity::Downstream };
        (range.end, affinity)
    }
}

/// Adds the rows of the lines in a range of the text.
fn push_rows(text: &str, lines: Range<usize>, columns: usize, rows: &mut Vec<TextRow>) {
    let mut start = lines.start;
    for line in text[lines].split('\n') {
        push_line_rows(line, start, columns, rows);
        start += line.len() + 1;
    }
}

/// Adds the rows of one line, which starts at an offset of the text. Blanks at the end of a row hang over it.
fn push_line_rows(line: &str, start: usize, columns: usize, rows: &mut Vec<TextRow>) {
    let mut opportunities = unicode_linebreak::linebreaks(line).map(|(offset, _)| offset).peekable();
    let (mut row_start, mut cells, mut last_opportunity) = (0, 0, 0);
    for (offset, grapheme) in line.grapheme_indices(true) {
        while let Some(opportunity) = opportunities.next_if(|opportunity| *opportunity <= offset) {
            last_opportunity = if opportunity == offset { opportunity } else { last_opportunity };
        }
        let columns_needed = width(grapheme);
        let is_blank = grapheme.chars().all(char::is_whitespace);
        // A second cut, where even the text since the opportunity is too long.
        while !is_blank && cells + columns_needed > columns && offset > row_start {
            let cut = if last_opportunity > row_start { last_opportunity } else { offset };
            rows.push(TextRow { range: start + row_start..start + cut, end: RowEnd::Wrapped });
            row_start = cut;
            cells = width(&line[cut..offset]);
        }
        cells += columns_needed;
    }
    rows.push(TextRow { range: start + row_start..start + line.len(), end: RowEnd::Line });
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn rows_of(text: &str, columns: usize) -> Vec<String> {
        let layout = TextLayout::new(text, columns);
        (0..layout.rows().len()).map(|row| layout.row_text(row).to_owned()).collect()
    }

    #[test]
    fn rows_break_at_blanks_and_after_hyphens() {
        assert_eq!(rows_of("one two three", 8), ["one two ", "three"]);
        assert_eq!(rows_of("a well-known word", 7), ["a well-", "known ", "word"]);
        assert_eq!(rows_of("one\n\ntwo", 8), ["one", "", "two"]);
        assert_eq!(rows_of("", 8), [""]);
    }

    #[test]
    fn no_row_begins_with_punctuation() {
        assert_eq!(rows_of("We ship today .", 13), ["We ship today .".split_at(8).0, "today ."]);
        assert_eq!(rows_of("He said “yes”.", 13), ["He said ", "“yes”."]);
        assert_eq!(rows_of("今天我们发布。", 12), ["今天我们发", "布。"]);
    }

    #[test]
    fn blanks_hang_over_the_end_of_a_row() {
        assert_eq!(rows_of("one    two", 3), ["one    ", "two"]);
        let layout = TextLayout::new("one    two", 3);
        assert_eq!(layout.column_at(0, 6), 3);
    }

    #[test]
    fn a_word_that_is_too_long_breaks_between_graphemes() {
        assert_eq!(rows_of("abcdefgh", 3), ["abc", "def", "gh"]);
        assert_eq!(rows_of("👩\u{200d}👧👩\u{200d}👧", 2), ["👩\u{200d}👧", "👩\u{200d}👧"]);
    }

    #[test]
    fn an_offset_where_a_row_is_wrapped_belongs_to_either_row() {
        let layout = TextLayout::new("abcdef", 3);
        assert_eq!(layout.row_at(3, Affinity::Upstream), 0);
        assert_eq!(layout.row_at(3, Affinity::Downstream), 1);
        assert_eq!(layout.row_end(0), (3, Affinity::Upstream));
        assert_eq!(layout.offset_at(1, 1), (4, Affinity::Downstream));
    }

    proptest! {
        #[test]
        fn an_update_gives_the_rows_of_a_new_layout(
            before in "[ab\u{e9}今👧 \n-]{0,40}",
            after in "[ab\u{e9}今👧 \n-]{0,40}",
            columns in 1_usize..12,
        ) {
            let mut layout = TextLayout::new(&before, columns);
            layout.update(&after, columns);
            prop_assert_eq!(layout, TextLayout::new(&after, columns));
        }

        #[test]
        fn rows_cover_the_text_and_fit(text in "[a-c\u{301}今👧🇩🇪 \n,.-]{0,60}", columns in 2_usize..12) {
            let layout = TextLayout::new(&text, columns);
            let mut shown = String::new();
            for row in 0..layout.rows().len() {
                shown.push_str(layout.row_text(row));
                shown.push_str(if layout.rows()[row].end == RowEnd::Line { "\n" } else { "" });
            }
            prop_assert_eq!(shown, format!("{text}\n"));
            for row in 0..layout.rows().len() {
                prop_assert!(width(layout.row_text(row).trim_end()) <= columns);
            }
        }

        #[test]
        fn each_grapheme_has_a_cell_that_leads_back_to_it(text in "[a-c今👧 \n]{0,40}", columns in 2_usize..12) {
            let layout = TextLayout::new(&text, columns);
            for (offset, grapheme) in text.grapheme_indices(true).filter(|(_, grapheme)| *grapheme != "\n") {
                let row = layout.row_at(offset, Affinity::Downstream);
                let column = layout.column_at(row, offset);
                // Blanks that hang over the end share its cell.
                if column < columns || grapheme != " " {
                    prop_assert_eq!(layout.offset_at(row, column).0, offset);
                }
            }
        }
    }
}
