//! Names in capitals on lines of their own above the words of a speaker, as in screenplays.

use std::collections::HashMap;

use super::label::{is_in_capitals, is_known_label, strip_parenthetical};

const MAX_NAME_BYTES: usize = 40;
const MAX_NAME_WORDS: usize = 3;
const MAX_LIKELY_NAME_WORDS: usize = 2;
/// Words of headlines in capitals.
const HEADLINE_WORDS: &[&str] = &[
    "the",
    "a",
    "an",
    "and",
    "or",
    "but",
    "of",
    "to",
    "in",
    "on",
    "for",
    "with",
    "is",
    "are",
    "we",
    "you",
    "i",
    "it",
    "our",
    "your",
    "my",
    "this",
    "that",
    "these",
    "why",
    "how",
    "what",
    "who",
    "when",
    "where",
    "yes",
    "no",
    "not",
    "news",
    "breaking",
    "meanwhile",
    "wow",
    "new",
    "now",
    "today",
    "tomorrow",
    "soon",
    "later",
    "next",
    "first",
    "second",
    "third",
    "finally",
    "sale",
    "free",
    "live",
    "update",
    "updates",
    "attention",
    "stop",
    "start",
    "end",
    "welcome",
    "hello",
    "hi",
    "bye",
    "thanks",
    "ok",
    "okay",
    "introduction",
    "conclusion",
    "summary",
    "overview",
    "agenda",
    "features",
    "benefits",
    "problem",
    "solution",
    "pricing",
    "price",
    "prices",
    "contact",
    "about",
    "faq",
    "credits",
    "chapter",
    "part",
    "act",
    "step",
    "day",
    "night",
    "morning",
    "evening",
    "best",
    "top",
    "big",
    "great",
    "story",
    "achtung",
    "neu",
    "heute",
    "jetzt",
    "morgen",
    "ende",
    "danke",
    "hallo",
    "willkommen",
    "nachrichten",
    "eilmeldung",
    "wichtig",
];
/// What stands behind the name of a character that is heard, in parentheses.
const EXTENSIONS: [&str; 9] = ["V.O.", "V.O", "VO", "O.S.", "O.S", "OS", "O.C.", "CONT'D", "CONT’D"];

/// How often each name stands above words.
#[derive(Debug, Default)]
pub(in crate::domain) struct CharacterNames<'a> {
    counts: HashMap<&'a str, usize>,
    /// Whether one name stands there twice, or every paragraph begins with one of several.
    is_dialog: bool,
}

impl<'a> CharacterNames<'a> {
    pub(in crate::domain) fn count(script: &'a str) -> Self {
        let (mut counts, mut before) = (HashMap::new(), "");
        let mut is_dialog = true;
        let mut lines = script.lines().peekable();
        while let Some(line) = lines.next() {
            let following = lines.peek().copied().unwrap_or_default();
            let name = character_name(before, line, following);
            let opens_paragraph = before.trim().is_empty() && !line.trim().is_empty();
            is_dialog &= !opens_paragraph || name.is_some_and(is_likely_name);
            if let Some(name) = name {
                *counts.entry(name).or_insert(0) += 1;
            }
            before = line;
        }
        let is_dialog = (is_dialog && counts.len() > 1) || counts.values().any(|count| *count > 1);
        Self { counts, is_dialog }
    }

    /// Whether some line is the name of a speaker. One with an extension is in any case.
    pub(in crate::domain) fn has_speaker(&self) -> bool {
        self.is_dialog
    }

    /// Whether a line with a blank one above and `following` below is the name of a speaker; the name without what stands in
    /// parentheses.
    pub(in crate::domain) fn speaker_of<'b>(&self, line: &'b str, following: &str) -> Option<&'b str> {
        let name = character_name("", line, following)?;
        let is_repeated = self.counts.get(name).is_some_and(|count| *count > 1);
        let is_speaker = has_extension(line) || is_repeated || (self.is_dialog && is_likely_name(name));
        is_speaker.then_some(name)
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

/// Whether a line with a blank one above may be the name of who says the `following` one.
pub(in crate::domain) fn is_character_name(line: &str, following: &str) -> bool {
    character_name("", line, following).is_some()
}

/// Whether a name that is not repeated is hardly a headline: two words at most, and none that headlines are made of.
fn is_likely_name(name: &str) -> bool {
    let is_headline_word = |word: &str| HEADLINE_WORDS.contains(&word.to_lowercase().as_str());
    name.split_whitespace().count() <= MAX_LIKELY_NAME_WORDS && !name.split([' ', '-']).any(is_headline_word)
}

/// The name on a line between a blank one and one of words.
fn character_name<'a>(before: &str, line: &'a str, following: &str) -> Option<&'a str> {
    let line = line.trim();
    let is_candidate = line.len() <= MAX_NAME_BYTES && line.starts_with(char::is_uppercase);
    if !is_candidate || !before.trim().is_empty() || !following.contains(char::is_lowercase) {
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
    inside.is_some_and(|(_, extension)| EXTENSIONS.contains(&extension.trim()))
}
