//! Chips in a text: parts that are drawn as a label, and that a caret passes as one grapheme.

use std::ops::Range;

use unicode_segmentation::UnicodeSegmentation;
use unicode_width::UnicodeWidthStr;

use super::text::width;
use super::text_boundaries::{ceil_grapheme, floor_grapheme, is_printable_ascii};

/// A part of a text that is drawn as its label.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TextChip {
    /// Bytes of the text.
    pub range: Range<usize>,
    pub label: String,
}

/// The chips of a text, in its order.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct TextChips {
    chips: Vec<TextChip>,
}

/// A grapheme or a chip: what a caret passes in one step.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct TextCluster<'a> {
    pub(super) start: usize,
    pub(super) end: usize,
    /// The grapheme, or the label of the chip.
    pub(super) shown: &'a str,
    pub(super) is_chip: bool,
}

impl TextCluster<'_> {
    pub(super) fn columns(&self) -> usize {
        match self.shown.as_bytes() {
            [b' '..=b'~'] => 1,
            _ if self.is_chip => width(self.shown),
            _ => self.shown.width(),
        }
    }
}

impl TextChips {
    /// The chips of a text, given in its order. One that would tear a grapheme or a line stays text.
    pub fn new(text: &str, mut chips: Vec<TextChip>) -> Self {
        let is_boundary = |offset| floor_grapheme(text, offset) == offset;
        chips.retain(|TextChip { range, .. }| {
            is_boundary(range.start) && is_boundary(range.end) && !text[range.clone()].contains('\n')
        });
        Self { chips }
    }

    pub fn as_slice(&self) -> &[TextChip] {
        &self.chips
    }

    /// The chips that begin in a range of the text.
    pub fn within(&self, range: &Range<usize>) -> &[TextChip] {
        let from = |offset| self.chips.partition_point(|chip| chip.range.start < offset);
        &self.chips[from(range.start)..from(range.end.max(range.start))]
    }

    /// The chip that has an offset between its ends.
    fn around(&self, offset: usize) -> Option<&TextChip> {
        let index = self.chips.partition_point(|chip| chip.range.end <= offset);
        self.chips.get(index).filter(|chip| chip.range.start < offset)
    }

    /// Whether a caret may stand at a grapheme boundary.
    pub fn allows(&self, offset: usize) -> bool {
        self.around(offset).is_none()
    }

    /// The place for a caret at `at`: the start of the grapheme there; within a chip, the end of the chip.
    pub fn clamp(&self, text: &str, at: usize) -> usize {
        let at = floor_grapheme(text, at);
        self.around(at).map_or(at, |chip| chip.range.end)
    }

    /// The last place for a caret up to `at`: the start of the grapheme there; within a chip, the start of the chip.
    pub fn floor(&self, text: &str, at: usize) -> usize {
        let at = floor_grapheme(text, at);
        self.around(at).map_or(at, |chip| chip.range.start)
    }

    /// The first place for a caret from `at` on: the end of the grapheme there; within a chip, the end of the chip.
    pub fn ceil(&self, text: &str, at: usize) -> usize {
        let at = ceil_grapheme(text, at);
        self.around(at).map_or(at, |chip| chip.range.end)
    }

    /// The place for a caret that a function of [text boundaries](super::text_boundaries) leads to; a chip is passed as a
    /// whole.
    pub fn step(&self, text: &str, at: usize, boundary: impl Fn(&str, usize) -> usize) -> usize {
        let to = boundary(text, at);
        match self.around(to) {
            Some(chip) if to < at => chip.range.start,
            Some(chip) => chip.range.end,
            None => to,
        }
    }

    /// The graphemes and chips of a part of a text that begins and ends between them.
    pub(super) fn clusters<'a>(
        &'a self,
        text: &'a str,
        range: Range<usize>,
    ) -> impl Iterator<Item = TextCluster<'a>> + 'a {
        let mut chips = self.within(&range).iter().peekable();
        let mut graphemes = graphemes(&text[range.clone()]).peekable();
        std::iter::from_fn(move || {
            let (offset, grapheme) = graphemes.next()?;
            let start = range.start + offset;
            let Some(chip) = chips.next_if(|chip| chip.range.start == start) else {
                let end = start + grapheme.len();
                return Some(TextCluster { start, end, shown: grapheme, is_chip: false });
            };
            let end = chip.range.end;
            while graphemes.next_if(|(offset, _)| range.start + offset < end).is_some() {}
            Some(TextCluster { start, end, shown: &chip.label, is_chip: true })
        })
    }
}

/// The graphemes of a text with their offsets. Printable ASCII has one in each byte.
fn graphemes(text: &str) -> impl Iterator<Item = (usize, &str)> {
    let is_ascii = is_printable_ascii(text);
    let ascii = (0..if is_ascii { text.len() } else { 0 }).map(|at| (at, &text[at..=at]));
    ascii.chain(if is_ascii { "" } else { text }.grapheme_indices(true))
}

#[cfg(test)]
mod tests {
    use super::super::line_editor::Deletion;
    use super::super::text_boundaries::{next_grapheme, next_word, previous_grapheme, previous_word};
    use super::*;

    /// The chips of a text at its angle brackets.
    fn chips_of(text: &str) -> TextChips {
        let starts = text.match_indices('<').map(|(start, _)| start);
        let range = |start: usize| start..start + text[start..].find('>').unwrap() + 1;
        let chip = |start| TextChip { range: range(start), label: "‖ 1s".to_owned() };
        TextChips::new(text, starts.map(chip).collect())
    }

    #[test]
    fn a_caret_passes_a_chip_in_one_step() {
        let text = "a <b c>d";
        let chips = chips_of(text);
        let next = |at| chips.step(text, at, next_grapheme);
        let previous = |at| chips.step(text, at, previous_grapheme);
        assert_eq!((next(2), previous(7)), (7, 2));
        assert_eq!((next(0), next(7), previous(2)), (1, 8, 1));
        assert_eq!((chips.step(text, 1, next_word), chips.step(text, 7, previous_word)), (7, 2));
        assert_eq!((chips.clamp(text, 4), chips.ceil(text, 4)), (7, 7));
        let deleted = |at, deletion: Deletion| chips.step(text, at, |text, at| deletion.boundary(text, at));
        assert_eq!(deleted(7, Deletion::PreviousChar), 2);
        assert_eq!(deleted(2, Deletion::NextWord), 7);
        assert_eq!(deleted(7, Deletion::ToLineStart), 0);
    }

    #[test]
    fn a_chip_that_would_tear_a_grapheme_or_a_line_stays_text() {
        assert_eq!(chips_of("<b>\u{301} <c\n> <d>").as_slice().len(), 1);
    }

    #[test]
    fn clusters_are_graphemes_and_chips() {
        let text = "e\u{301}<b><c> x";
        let shown: Vec<_> =
            chips_of(text).clusters(text, 0..text.len()).map(|cluster| cluster.shown.to_owned()).collect();
        assert_eq!(shown, ["e\u{301}", "‖ 1s", "‖ 1s", " ", "x"]);
    }
}
