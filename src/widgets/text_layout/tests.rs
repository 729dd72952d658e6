//! Tests of the layout: where rows break, and the way between offsets and cells.

use proptest::prelude::*;
use unicode_segmentation::UnicodeSegmentation;

use super::super::text::width;
use super::*;

impl TextLayout {
    fn new(text: &str, columns: usize) -> Self {
        let mut layout = Self::default();
        layout.update(text, &TextChips::default(), columns);
        layout
    }

    fn row_text(&self, row: usize) -> &str {
        self.rows.get(row).map_or("", |row| &self.text[row.range.clone()])
    }
}

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
        layout.update(&after, &TextChips::default(), columns);
        prop_assert_eq!(layout, TextLayout::new(&after, columns));
    }

    #[test]
    fn an_edit_of_a_long_line_gives_the_rows_of_a_new_layout(
        before in "[a-c12 (\"'.,:/%-]{0,90}",
        typed in "[ab1 (\".,-]{0,3}",
        place in 0_usize..90,
        deleted in 0_usize..4,
        columns in 1_usize..14,
    ) {
        let start = place.min(before.len());
        let mut after = before.clone();
        after.replace_range(start..(start + deleted).min(before.len()), &typed);
        let mut layout = TextLayout::new(&before, columns);
        layout.update(&after, &TextChips::default(), columns);
        prop_assert_eq!(layout, TextLayout::new(&after, columns));
    }

    #[test]
    fn edits_one_after_the_other_give_the_rows_of_a_new_layout(
        text in "[a-c (\"'.,\n今-]{0,90}",
        edits in prop::collection::vec((0_usize..90, 0_usize..4, "[ab (\".,\n今-]{0,3}"), 1..6),
        columns in 1_usize..14,
    ) {
        let (mut layout, mut text) = (TextLayout::new(&text, columns), text);
        for (place, deleted, typed) in edits {
            let start = text.floor_char_boundary(place);
            let end = text.ceil_char_boundary(start + deleted);
            text.replace_range(start..end, &typed);
            layout.update(&text, &TextChips::default(), columns);
            prop_assert_eq!(&layout, &TextLayout::new(&text, columns));
        }
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

/// The chips of a text at its angle brackets.
fn chips_of(text: &str) -> TextChips {
    let starts = text.match_indices('<').map(|(start, _)| start);
    let range = |start: usize| Some(start..start + text[start..].find('>')? + 1);
    let chip = |range| TextChip { range, label: "‖ 1s".to_owned() };
    TextChips::new(text, starts.filter_map(range).map(chip).collect())
}

fn layout_with_chips(text: &str, columns: usize) -> TextLayout {
    let mut layout = TextLayout::default();
    layout.update(text, &chips_of(text), columns);
    layout
}

#[test]
fn a_chip_has_the_cells_of_its_label() {
    let layout = layout_with_chips("one <break time=\"1s\"/> two", 40);
    assert_eq!(layout.rows().len(), 1);
    assert_eq!(layout.column_at(0, 22), 8);
    let near = [4, 5, 6, 7, 8].map(|column| layout.offset_at(0, column).0);
    assert_eq!(near, [4, 4, 22, 22, 22], "a cell leads to the nearer end");
}

#[test]
fn a_chip_wraps_as_a_whole() {
    let layout = layout_with_chips("one <b t> two", 7);
    let rows: Vec<_> = (0..layout.rows().len()).map(|row| layout.row_text(row)).collect();
    assert_eq!(rows, ["one ", "<b t> ", "two"]);
    assert_eq!(layout.offset_at(1, 3), (9, Affinity::Downstream));
}

proptest! {
    #[test]
    fn an_update_with_chips_gives_the_rows_of_a_new_layout(
        before in "([ab今 \n]|<b>|<c d>|<|>){0,12}",
        after in "([ab今 \n]|<b>|<c d>|<|>){0,12}",
        columns in 1_usize..12,
    ) {
        let mut layout = layout_with_chips(&before, columns);
        layout.update(&after, &chips_of(&after), columns);
        prop_assert_eq!(layout, layout_with_chips(&after, columns));
    }

    #[test]
    fn no_row_and_no_cell_tears_a_chip(text in "([ab今👧 \n.]|<b>|<c d>){0,16}", columns in 1_usize..14) {
        let layout = layout_with_chips(&text, columns);
        for (row, TextRow { range, .. }) in layout.rows().iter().enumerate() {
            prop_assert!(layout.chips().allows(range.start) && layout.chips().allows(range.end));
            for column in 0..columns + 2 {
                let (offset, _) = layout.offset_at(row, column);
                prop_assert_eq!(layout.chips().clamp(&text, offset), offset);
            }
        }
    }
}
