//! Numbered lists: in `1. Open the lid` the number is the mark of an item, if another item is above or below.

/// The digits of a number; a longer one is rather a year.
const MAX_DIGITS: usize = 3;

/// A number at the start of a line, as that of an item.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(in crate::domain) struct NumberMark {
    number: u32,
    delimiter: char,
    /// In bytes, with the blanks behind it.
    pub(in crate::domain) length: usize,
}

impl NumberMark {
    /// Reads `1. `, `2) `, `(3) ` or `4、` before words.
    pub(in crate::domain) fn parse(line: &str) -> Option<Self> {
        let inside = line.strip_prefix('(').unwrap_or(line);
        let digits = inside.bytes().take_while(u8::is_ascii_digit).count();
        let number = inside[..digits].parse().ok().filter(|_| digits <= MAX_DIGITS)?;
        let delimiter = inside[digits..].chars().next().filter(|c| matches!(c, '.' | ')' | '、'))?;
        let after = &inside[digits + delimiter.len_utf8()..];
        let words = after.trim_start_matches([' ', '\t']);
        let is_apart = words.len() < after.len() || delimiter == '、';
        let is_open = inside.len() == line.len() || delimiter == ')';
        // `1. 5. 2026` is a date.
        let has_words = !words.trim().is_empty() && !words.starts_with(|c: char| c.is_ascii_digit());
        let length = line.len() - words.len();
        (is_apart && is_open && has_words).then_some(Self { number, delimiter, length })
    }

    /// Whether it is the mark of the item behind another. Markdown may repeat the first number.
    fn follows(self, before: Self) -> bool {
        let is_next = self.number == before.number + 1 || self.number == before.number;
        self.delimiter == before.delimiter && is_next
    }
}

/// Where the lines start that are items of numbered lists.
#[derive(Debug, Default)]
pub(super) struct NumberedItems(Vec<usize>);

impl NumberedItems {
    /// The items of a script: lines of following numbers, with nothing but blank and indented lines between them.
    pub(super) fn of(script: &str) -> Self {
        let (mut items, mut start) = (Vec::new(), 0);
        let mut before: Option<(usize, NumberMark)> = None;
        for line in script.split_inclusive('\n') {
            let words = line.trim_start_matches([' ', '\t']);
            let is_between = words.trim().is_empty() || words.len() < line.len();
            match NumberMark::parse(words) {
                Some(mark) => {
                    if let Some((first, _)) = before.filter(|(_, last)| mark.follows(*last)) {
                        if items.last() != Some(&first) {
                            items.push(first);
                        }
                        items.push(start);
                    }
                    before = Some((start, mark));
                }
                None if is_between => {}
                None => before = None,
            }
            start += line.len();
        }
        Self(items)
    }

    pub(super) fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// Whether the line that starts here is an item.
    pub(super) fn has(&self, start: usize) -> bool {
        self.0.binary_search(&start).is_ok()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_number_is_a_mark_beside_that_of_another_item() {
        let items = |script| NumberedItems::of(script).0;
        assert_eq!(items("1. Open the lid\n2. Press\n\n3. Wait"), [0, 16, 26]);
        assert_eq!(items("So:\n1) Open\n   the lid\n2) Press"), [4, 23]);
        assert_eq!(items("1、打开\n2、按下"), [0, 11]);
        assert_eq!(items("(1) Open\n(2) Press"), [0, 9]);
        assert_eq!(items("1. Open\n1. Press"), [0, 8]);
        for script in [
            "1. Open the lid",
            "3. of May is the day.\nWe meet then.",
            "2 people came.\n3 people went.",
            "1. Open\nSo it is.\n2. Press",
            "1. Open\n2) Press",
            "1. Open\n5. Press",
            "2025. It was hard.\n2026. It is not.",
            "1. 5. 2026 is the day\n2. 5. 2026 is not",
            "1.5 liters\n2.5 liters",
        ] {
            assert_eq!(items(script), [0; 0], "{script}");
        }
    }
}
