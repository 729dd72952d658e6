//! Numbered lists: in `1. Open the lid` the number is the mark of an item, if another item is above or below.

use super::word_lists::MONTH_NAMES;

/// The digits of a number; a longer one is rather a year.
const MAX_ITEM_NUMBER_DIGITS: usize = 3;

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
        let number = inside[..digits].parse().ok().filter(|_| digits <= MAX_ITEM_NUMBER_DIGITS)?;
        let delimiter = inside[digits..].chars().next().filter(|c| matches!(c, '.' | ')' | '、'))?;
        let after = &inside[digits + delimiter.len_utf8()..];
        let words = after.trim_start_matches([' ', '\t']);
        let is_apart = words.len() < after.len() || delimiter == '、';
        let has_matching_parenthesis = inside.len() == line.len() || delimiter == ')';
        // `1. 5. 2026` is a date.
        let has_words = !words.trim().is_empty() && !words.starts_with(|c: char| c.is_ascii_digit());
        let length = line.len() - words.len();
        (is_apart && has_matching_parenthesis && has_words).then_some(Self { number, delimiter, length })
    }

    /// Whether it is the mark of the item behind another. Markdown may repeat the first number.
    fn follows(self, before: Self) -> bool {
        let is_next = self.number == before.number + 1 || self.number == before.number;
        self.delimiter == before.delimiter && is_next
    }
}

/// A line that begins with a number.
#[derive(Debug, Clone, Copy)]
struct NumberedLine<'a> {
    /// Where it starts in the script.
    start: usize,
    mark: NumberMark,
    words: &'a str,
}

impl NumberedLine<'_> {
    fn first_word(&self) -> String {
        let word = self.words.split_whitespace().next().unwrap_or_default();
        word.trim_matches(|c: char| !c.is_alphanumeric()).to_lowercase()
    }

    fn begins_small(&self) -> bool {
        self.words.starts_with(char::is_lowercase)
    }

    /// Whether its number may be a word of a date or a sentence: `3. Mai`, `3. of May`.
    fn is_ordinal(&self, may_begin_small: bool) -> bool {
        let is_small = self.begins_small() && !may_begin_small;
        self.mark.delimiter == '.' && (is_small || MONTH_NAMES.contains(&self.first_word().as_str()))
    }
}

/// Lines of following numbers.
#[derive(Debug, Default)]
struct NumberedRun<'a> {
    lines: Vec<NumberedLine<'a>>,
    /// Whether the line above ends with a colon.
    is_announced: bool,
}

impl NumberedRun<'_> {
    /// Where its items start. A list begins with 1 or below a colon; numbers before one and the same word are ordinals, as in
    /// `1. Liga` and `2. Liga`.
    fn item_starts(&self) -> Vec<usize> {
        let Some(first) = self.lines.first() else { return Vec::new() };
        let begins_with_one = first.mark.number == 1;
        let may_begin_small = first.begins_small() && begins_with_one && self.is_announced;
        let items: Vec<&NumberedLine<'_>> =
            self.lines.iter().filter(|line| !line.is_ordinal(may_begin_small)).collect();
        let is_one_word =
            first.mark.delimiter == '.' && items.iter().all(|line| line.first_word() == first.first_word());
        let is_list = items.len() > 1 && !is_one_word && (begins_with_one || self.is_announced);
        items.iter().filter(|_| is_list).map(|line| line.start).collect()
    }
}

/// Where the lines start that are items of numbered lists.
#[derive(Debug, Default)]
pub(in crate::domain) struct NumberedItems(Vec<usize>);

impl NumberedItems {
    /// The items of a script: lines of following numbers, with nothing but blank and indented lines between them.
    pub(in crate::domain) fn detect(script: &str) -> Self {
        let (mut items, mut start) = (Vec::new(), 0);
        let (mut run, mut above) = (NumberedRun::default(), "");
        for line in script.split_inclusive('\n') {
            let words = line.trim_start_matches([' ', '\t']);
            let is_between = words.trim().is_empty() || words.len() < line.len();
            if let Some(mark) = NumberMark::parse(words) {
                if !run.lines.last().is_some_and(|last| mark.follows(last.mark)) {
                    items.extend(run.item_starts());
                    run = NumberedRun { lines: Vec::new(), is_announced: above.ends_with([':', '：']) };
                }
                run.lines.push(NumberedLine { start, mark, words: &words[mark.length..] });
            } else if !is_between {
                items.extend(std::mem::take(&mut run).item_starts());
            }
            above = if words.trim().is_empty() { above } else { words.trim_end() };
            start += line.len();
        }
        items.extend(run.item_starts());
        Self(items)
    }

    pub(super) fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// Whether the line that starts here is an item.
    pub(in crate::domain) fn starts_item(&self, start: usize) -> bool {
        self.0.binary_search(&start).is_ok()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_number_is_a_mark_beside_that_of_another_item() {
        let items = |script| NumberedItems::detect(script).0;
        assert_eq!(items("1. Open the lid\n2. Press\n\n3. Wait"), [0, 16, 26]);
        assert_eq!(items("So:\n1) Open\n   the lid\n2) Press"), [4, 23]);
        assert_eq!(items("1、打开\n2、按下"), [0, 11]);
        assert_eq!(items("(1) Open\n(2) Press"), [0, 9]);
        assert_eq!(items("1. Open\n1. Press"), [0, 8]);
        assert_eq!(items("And then:\n3. Open\n4. Press"), [10, 18]);
        assert_eq!(items("You need:\n1. milk\n2. eggs"), [10, 18]);
        assert_eq!(items("1. Open\n2. Open\n3. Press\n4. of May"), [0, 8, 16]);
        for script in [
            "1. Open the lid",
            "3. of May is the day.\nWe meet then.",
            "2 people came.\n3 people went.",
            "1. Open\nSo it is.\n2. Press",
            "3. Open\n4. Press",
            "3. Mai: Start\n4. Mai: Ende",
            "Termine:\n1. Mai: Start\n2. Juni: Ende",
            "1. Bundesliga beginnt.\n2. Bundesliga auch.",
            "1. of May\n2. of June",
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
