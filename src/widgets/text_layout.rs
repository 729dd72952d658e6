//! Soft wrapping of text into rows of cells (UAX 14), and the way between byte offsets and cells.

use std::ops::Range;

use super::common_ends::{common_prefix_len, common_suffix_len};
use super::text_boundaries::{is_printable_ascii, line_end};
use super::text_chips::{TextChip, TextChips, TextCluster};

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

/// A part of a row: text, or a chip.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum RowPart<'a> {
    Text(Range<usize>),
    Chip(&'a TextChip),
}

/// The changed row and the one before it: words move no further back.
const UNSETTLED_ROWS: usize = 2;

/// The rows of a text at a width. An update lays out only the lines that changed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TextLayout {
    text: String,
    chips: TextChips,
    columns: usize,
    rows: Vec<TextRow>,
}

impl Default for TextLayout {
    fn default() -> Self {
        let rows = vec![TextRow { range: 0..0, end: RowEnd::Line }];
        Self { text: String::new(), chips: TextChips::default(), columns: 0, rows }
    }
}

impl TextLayout {
    /// Lays out a text with its chips in rows of `columns` cells, at least one.
    pub fn update(&mut self, text: &str, chips: &TextChips, columns: usize) {
        let columns = columns.max(1);
        if columns != self.columns {
            self.columns = columns;
            self.chips.clone_from(chips);
            text.clone_into(&mut self.text);
            self.rows.clear();
            push_rows((text, chips), 0..text.len(), columns, &mut self.rows, |_| false);
        } else if self.text != text || self.chips != *chips {
            self.update_changed_lines(text, chips);
        }
    }

    fn update_changed_lines(&mut self, text: &str, chips: &TextChips) {
        let (same_start, same_end) = self.unchanged_ends(text, chips);
        let (old, new) = (self.text.as_bytes(), text.as_bytes());
        let is_newline = |byte: &u8| *byte == b'\n';
        let line = new[..same_start].iter().rposition(is_newline).map_or(0, |newline| newline + 1);
        let same_end = same_end.min(old.len().min(new.len()) - line);
        let tail = new.len() - same_end;
        let end = new[tail..].iter().position(is_newline).map_or(new.len(), |newline| tail + newline);
        let first = self.first_changed_row(text, chips, line..same_start);
        let before = |start: usize| start + old.len() - new.len();
        // Where a row may break does not depend on what stands before a blank.
        let is_as_before = |start: usize| {
            start > tail
                && new[start - 1] == b' '
                && self.rows.binary_search_by_key(&before(start), |row| row.range.start).is_ok()
                && is_printable_ascii(&text[start..end])
                && chips.within(&(start..end)).is_empty()
        };
        let mut changed = Vec::new();
        let kept = push_rows((text, chips), first..end, self.columns, &mut changed, is_as_before);
        let kept = before(kept.unwrap_or(end + 1));
        let [from, to] = [first, kept].map(|at| self.rows.partition_point(|row| row.range.start < at));
        for TextRow { range, .. } in &mut self.rows[to..] {
            *range = range.start + new.len() - old.len()..range.end + new.len() - old.len();
        }
        self.rows.splice(from..to, changed);
        self.chips.clone_from(chips);
        text.clone_into(&mut self.text);
    }

    /// Where the rows begin that a change may move: `unchanged` is from the start of its line to the change. In a line of
    /// printable ASCII without chips, what is typed moves words no further back than into the row before.
    fn first_changed_row(&self, text: &str, chips: &TextChips, unchanged: Range<usize>) -> usize {
        // Two characters may begin with the same bytes.
        let line = unchanged.start..line_end(text, text.floor_char_boundary(unchanged.end));
        if !is_printable_ascii(&text[line.clone()]) || !chips.within(&line).is_empty() {
            return unchanged.start;
        }
        let begun = self.rows.partition_point(|row| row.range.start <= unchanged.end);
        let settled =
            self.rows[..begun.saturating_sub(UNSETTLED_ROWS)].iter().rev().map(|row| row.range.start);
        // Where a row may break depends on what stands before, unless that is a blank.
        let mut starts = settled.take_while(|start| *start > unchanged.start);
        starts.find(|start| text.as_bytes()[start - 1] == b' ').unwrap_or(unchanged.start)
    }

    /// The bytes at the start and at the end of a new text that are as before, with their chips.
    fn unchanged_ends(&self, text: &str, chips: &TextChips) -> (usize, usize) {
        let (old, new) = (self.text.as_bytes(), text.as_bytes());
        let (start, end) = (common_prefix_len(old, new), common_suffix_len(old, new));
        let (old_chips, new_chips) = (self.chips.as_slice(), chips.as_slice());
        let same_chips = common_prefix_len(old_chips, new_chips);
        let changed = [old_chips.get(same_chips), new_chips.get(same_chips)];
        let start = changed.into_iter().flatten().fold(start, |start, chip| start.min(chip.range.start));
        let is_same = |(a, b): &(&TextChip, &TextChip)| {
            old.len() - a.range.start == new.len() - b.range.start && a.label == b.label
        };
        let same_chips = old_chips.iter().rev().zip(new_chips.iter().rev()).take_while(is_same).count();
        let behind = |chips: &[TextChip], length: usize| {
            let changed = chips.len().checked_sub(same_chips + 1).map(|index| &chips[index]);
            changed.map_or(length, |chip| length - chip.range.end)
        };
        (start, end.min(behind(old_chips, old.len())).min(behind(new_chips, new.len())))
    }

    /// At least one row; an empty text has one empty row.
    pub fn rows(&self) -> &[TextRow] {
        &self.rows
    }

    pub fn text(&self) -> &str {
        &self.text
    }

    pub fn chips(&self) -> &TextChips {
        &self.chips
    }

    /// The parts of a row, without the blanks at its end.
    pub fn row_parts(&self, row: usize) -> Vec<RowPart<'_>> {
        let Some(TextRow { range, .. }) = self.rows.get(row) else { return Vec::new() };
        let mut parts = Vec::new();
        let mut start = range.start;
        for chip in self.chips.within(range) {
            parts.push(RowPart::Text(start..chip.range.start));
            parts.push(RowPart::Chip(chip));
            start = chip.range.end;
        }
        parts.push(RowPart::Text(start..start + self.text[start..range.end].trim_end_matches(' ').len()));
        parts
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
        let Some(TextRow { range, .. }) = self.rows.get(row).filter(|row| row.range.start < offset) else {
            return 0;
        };
        let before = self.clusters(range.clone()).take_while(|cluster| cluster.end <= offset);
        before.map(|cluster| cluster.columns()).sum::<usize>().min(self.columns)
    }

    /// The offset at a cell of a row, or else at the end of the row. A cell of a chip leads to its nearer end.
    pub fn offset_at(&self, row: usize, column: usize) -> (usize, Affinity) {
        let Some(TextRow { range, .. }) = self.rows.get(row) else {
            return (self.text.len(), Affinity::Downstream);
        };
        let mut cells = 0;
        for cluster in self.clusters(range.clone()) {
            let next = cells + cluster.columns();
            let middle = if cluster.is_chip { cells + cluster.columns().div_ceil(2) } else { next };
            if column < middle {
                return (cluster.start, Affinity::Downstream);
            }
            if column < next && cluster.end < range.end {
                return (cluster.end, Affinity::Downstream);
            }
            cells = next;
        }
        self.row_end(row)
    }

    /// The grapheme or chip at a cell of a row; `None` behind the last one.
    pub fn cluster_at(&self, row: usize, column: usize) -> Option<Range<usize>> {
        let mut clusters = self.clusters(self.rows.get(row)?.range.clone());
        let mut cells = 0;
        let found = clusters.find(|cluster| {
            cells += cluster.columns();
            column < cells
        })?;
        Some(found.start..found.end)
    }

    fn clusters(&self, range: Range<usize>) -> impl Iterator<Item = TextCluster<'_>> {
        self.chips.clusters(&self.text, range)
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

/// Adds the rows of the lines in a range of the text, up to the first row for which `is_as_before` holds; returns its start.
fn push_rows(
    text: (&str, &TextChips),
    lines: Range<usize>,
    columns: usize,
    rows: &mut Vec<TextRow>,
    is_as_before: impl Fn(usize) -> bool,
) -> Option<usize> {
    let mut start = lines.start;
    for line in text.0[lines].split('\n') {
        let kept = push_line_rows(text, start..start + line.len(), columns, rows, &is_as_before);
        if kept.is_some() {
            return kept;
        }
        start += line.len() + 1;
    }
    None
}

/// Adds the rows of one line, up to the first wrapped row for which `is_as_before` holds; returns its start. Blanks at the
/// end of a row hang over it.
fn push_line_rows(
    (text, chips): (&str, &TextChips),
    line: Range<usize>,
    columns: usize,
    rows: &mut Vec<TextRow>,
    is_as_before: impl Fn(usize) -> bool,
) -> Option<usize> {
    if chips.within(&line).is_empty() && is_in_one_row(&text[line.clone()], columns) {
        rows.push(TextRow { range: line, end: RowEnd::Line });
        return None;
    }
    let opportunities = unicode_linebreak::linebreaks(&text[line.clone()]);
    let mut opportunities = opportunities.map(|(offset, _)| line.start + offset).peekable();
    let (mut row_start, mut cells, mut last_opportunity) = (line.start, 0, line.start);
    for cluster in chips.clusters(text, line.clone()) {
        let offset = cluster.start;
        while let Some(opportunity) = opportunities.next_if(|opportunity| *opportunity <= offset) {
            last_opportunity = if opportunity == offset { opportunity } else { last_opportunity };
        }
        let columns_needed = cluster.columns();
        let is_blank = cluster.shown.chars().all(char::is_whitespace);
        // A second cut, where even the text since the opportunity is too long.
        while !is_blank && cells + columns_needed > columns && offset > row_start {
            let cut = if last_opportunity > row_start { last_opportunity } else { offset };
            rows.push(TextRow { range: row_start..cut, end: RowEnd::Wrapped });
            if is_as_before(cut) {
                return Some(cut);
            }
            row_start = cut;
            cells = chips.clusters(text, cut..offset).map(|cluster| cluster.columns()).sum();
        }
        cells += columns_needed;
    }
    rows.push(TextRow { range: row_start..line.end, end: RowEnd::Line });
    None
}

/// Whether a line is known to fit in one row without counting its cells.
fn is_in_one_row(line: &str, columns: usize) -> bool {
    line.len() <= columns && is_printable_ascii(line)
}

#[cfg(test)]
mod tests;
