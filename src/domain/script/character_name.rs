//! Names in capitals on lines of their own above the words of a speaker, as in screenplays.

use std::collections::HashMap;

use super::label::{is_in_capitals, is_known_label, strip_parenthetical};
use super::word_lists::CHARACTER_EXTENSIONS;

const MAX_NAME_BYTES: usize = 40;
const MAX_NAME_WORDS: usize = 3;
const MAX_LIKELY_NAME_WORDS: usize = 2;
/// How often each name stands above words.
#[derive(Debug, Default)]
pub(in crate::domain) struct CharacterNames<'a> {
    counts: HashMap<&'a str, usize>,
    /// Whether every paragraph begins with one of several names.
    opens_all_paragraphs: bool,
}

impl<'a> CharacterNames<'a> {
    pub(in crate::domain) fn detect(script: &'a str) -> Self {
        let (mut counts, mut before) = (HashMap::new(), "");
        let mut opens_all_paragraphs = true;
        let mut lines = script.lines().peekable();
        while let Some(line) = lines.next() {
            let following = lines.peek().copied().unwrap_or_default();
            let name = character_name(line, following).filter(|_| before.trim().is_empty());
            let opens_paragraph = before.trim().is_empty() && !line.trim().is_empty();
            opens_all_paragraphs &= !opens_paragraph || name.is_some();
            if let Some(name) = name {
                *counts.entry(name).or_insert(0) += 1;
            }
            before = line;
        }
        let opens_all_paragraphs = opens_all_paragraphs && counts.len() > 1;
        Self { counts, opens_all_paragraphs }
    }

    /// Whether some name stands above words twice.
    pub(in crate::domain) fn is_dialog(&self) -> bool {
        self.counts.values().any(|count| *count > 1)
    }

    /// The name on a line with a blank one above and `following` below, without what stands in parentheses, if it is that of
    /// a speaker: it is repeated, or has an extension such as `(V.O.)`.
    pub(in crate::domain) fn speaker_of<'b>(&self, line: &'b str, following: &str) -> Option<&'b str> {
        let name = character_name(line, following)?;
        let is_repeated = self.counts.get(name).is_some_and(|count| *count > 1);
        (has_extension(line) || is_repeated).then_some(name)
    }

    /// Whether a name that stands there once may be that of a speaker: other lines are, or all paragraphs begin so.
    pub(in crate::domain) fn is_likely(&self, name: &str) -> bool {
        let count = name.split_whitespace().count();
        count <= MAX_LIKELY_NAME_WORDS && (self.opens_all_paragraphs || self.is_dialog())
    }

    /// Whether the line at `start` is the name of a speaker.
    pub(super) fn is_speaker_line(&self, script: &str, start: usize, line: &str) -> bool {
        if self.counts.is_empty() {
            return false;
        }
        let before = script[..start.saturating_sub(1)].rsplit('\n').next().unwrap_or_default();
        let following = script[start + line.len()..].lines().nth(1).unwrap_or_default();
        before.trim().is_empty() && self.speaker_of(line, following).is_some()
    }
}

/// The name on a line with a blank one above and words in the `following` one.
pub(in crate::domain) fn character_name<'a>(line: &'a str, following: &str) -> Option<&'a str> {
    let line = line.trim();
    let is_candidate = line.len() <= MAX_NAME_BYTES && line.starts_with(char::is_uppercase);
    if !is_candidate || !following.contains(char::is_lowercase) {
        return None;
    }
    let name = strip_parenthetical(line).trim();
    let is_name = |c: char| c.is_alphanumeric() || c == ' ' || "'’.-#".contains(c);
    let is_speaker = is_in_capitals(name)
        && name.chars().all(is_name)
        && name.split_whitespace().count() <= MAX_NAME_WORDS
        && !is_known_label(name);
    is_speaker.then_some(name)
}

fn has_extension(line: &str) -> bool {
    let inside = line.trim().strip_suffix(')').and_then(|line| line.rsplit_once('('));
    inside.is_some_and(|(_, extension)| CHARACTER_EXTENSIONS.contains(&extension.trim()))
}
