//! The lines of a table read: its words wrapped to a width.

use std::ops::Range;

use unicode_segmentation::UnicodeSegmentation;

use super::script::{ReadScript, ReadWord, WordGap};
use crate::widgets::width;

/// A line of the text.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum ReadLine {
    Words(Vec<PlacedWord>),
    /// The border before this [`ReadScene`](super::script::ReadScene).
    SceneBorder(usize),
}

/// A word in a line, or a part of a word that is longer than a line.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct PlacedWord {
    /// The index of the word.
    pub(super) word: usize,
    pub(super) column: usize,
    /// Bytes of the word's text.
    pub(super) bytes: Range<usize>,
}

impl PlacedWord {
    pub(super) fn text<'a>(&self, script: &'a ReadScript) -> &'a str {
        &script.words[self.word].text[self.bytes.clone()]
    }
}

/// The words as lines of at most `columns` cells, with a border between scenes.
pub(super) fn wrap_words(script: &ReadScript, columns: usize) -> Vec<ReadLine> {
    let columns = columns.max(1);
    let mut lines = Vec::new();
    let mut line: Vec<PlacedWord> = Vec::new();
    let mut used = 0;
    for (index, word) in script.words.iter().enumerate() {
        let gap = usize::from(word.gap == WordGap::Space && used > 0);
        let is_new_line = matches!(word.gap, WordGap::LineBreak | WordGap::Scene);
        if is_new_line || used + gap + width(&word.text) > columns {
            end_line(&mut lines, &mut line);
            used = 0;
        }
        if word.gap == WordGap::Scene && index > 0 {
            lines.push(ReadLine::SceneBorder(word.scene));
        }
        let column = if used > 0 { used + gap } else { 0 };
        used = place(&mut lines, &mut line, (index, word), column, columns);
    }
    end_line(&mut lines, &mut line);
    lines
}

/// Places a word at this column; one that is longer than a line goes on in the next. Returns the columns in use.
fn place(
    lines: &mut Vec<ReadLine>,
    line: &mut Vec<PlacedWord>,
    (index, word): (usize, &ReadWord),
    mut column: usize,
    columns: usize,
) -> usize {
    let whole = width(&word.text);
    if column + whole <= columns {
        line.push(PlacedWord { word: index, column, bytes: 0..word.text.len() });
        return column + whole;
    }
    let (mut start, mut used) = (0, column);
    for (at, grapheme) in word.text.grapheme_indices(true) {
        if used + width(grapheme) > columns && at > start {
            line.push(PlacedWord { word: index, column, bytes: start..at });
            end_line(lines, line);
            (start, column, used) = (at, 0, 0);
        }
        used += width(grapheme);
    }
    line.push(PlacedWord { word: index, column, bytes: start..word.text.len() });
    used
}

fn end_line(lines: &mut Vec<ReadLine>, line: &mut Vec<PlacedWord>) {
    if !line.is_empty() {
        lines.push(ReadLine::Words(std::mem::take(line)));
    }
}

/// The index of the line with the start of a word.
pub(super) fn line_of(lines: &[ReadLine], word: usize) -> usize {
    let has_word = |line: &ReadLine| match line {
        ReadLine::Words(words) => words.iter().any(|placed| placed.word == word),
        ReadLine::SceneBorder(_) => false,
    };
    lines.iter().position(has_word).unwrap_or(0)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::{Scene, ScenePaces};

    fn shown(scripts: &[&str], columns: usize) -> Vec<String> {
        let scenes: Vec<Scene> = scripts.iter().map(|script| Scene::new(*script)).collect();
        let script = ReadScript::new(&scenes, &ScenePaces::default());
        let line = |line: ReadLine| match line {
            ReadLine::SceneBorder(scene) => format!("-- {scene}"),
            ReadLine::Words(words) => words.iter().fold(String::new(), |mut line, word| {
                line.push_str(&" ".repeat(word.column - width(&line)));
                line + word.text(&script)
            }),
        };
        wrap_words(&script, columns).into_iter().map(line).collect()
    }

    #[test]
    fn words_wrap_and_scenes_have_a_border() {
        assert_eq!(shown(&["One two\nthree four", "Five"], 10), ["One two", "three four", "-- 1", "Five"]);
        assert_eq!(shown(&["今天我们"], 5), ["今天", "我们"]);
        assert_eq!(shown(&["a abcdefgh b"], 3), ["a", "abc", "def", "gh", "b"]);
        assert_eq!(shown(&["ab <break time=\"1s\"/> cd"], 80), ["ab ‖ 1s cd"]);
        assert_eq!(shown(&[], 80), Vec::<String>::new());
    }

    #[test]
    fn a_word_is_found_in_its_line() {
        let script =
            ReadScript::new(&[Scene::new("One two three"), Scene::new("four")], &ScenePaces::default());
        let lines = wrap_words(&script, 7);
        assert_eq!([0, 1, 2, 3].map(|word| line_of(&lines, word)), [0, 0, 1, 3]);
    }
}
