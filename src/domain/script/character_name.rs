//! Names in capitals on lines of their own above the words of a speaker, as in screenplays.

use std::collections::HashMap;

use super::label::{is_in_capitals, is_known_label, strip_parenthetical};

const MAX_NAME_BYTES: usize = 40;
const MAX_NAME_WORDS: usize = 3;
/// What stands behind the name of a character that is heard, in parentheses.
const EXTENSIONS: [&str; 9] = ["V.O.", "V.O", "VO", "O.S.", "O.S", "OS", "O.C.", "CONT'D", "CONT’D"];

/// How often each name stands above words.
#[derive(Debug, Default)]
pub(super) struct CharacterNames<'a>(HashMap<&'a str, usize>);

impl<'a> CharacterNames<'a> {
    pub(super) fn count(script: &'a str) -> Self {
        let (mut counts, mut before) = (HashMap::new(), "");
        let mut lines = script.lines().peekable();
        while let Some(line) = lines.next() {
            if let Some(name) = character_name(before, line, lines.peek().copied().unwrap_or_default()) {
                *counts.entry(name).or_insert(0) += 1;
            }
            before = line;
        }
        Self(counts)
    }

    /// Whether a name is that of a speaker: it stands above words twice. Those with an extension are speakers in any case.
    pub(super) fn has_speaker(&self) -> bool {
        self.0.values().any(|count| *count > 1)
    }

    /// Whether the line at `start` is the name of a speaker.
    pub(super) fn is_speaker_line(&self, script: &str, start: usize, line: &str) -> bool {
        if self.0.is_empty() {
            return false;
        }
        let before = script[..start.saturating_sub(1)].rsplit('\n').next().unwrap_or_default();
        let following = script[start + line.len()..].lines().nth(1).unwrap_or_default();
        let name = character_name(before, line, following);
        name.is_some_and(|name| has_extension(line) || self.0.get(name).is_some_and(|count| *count > 1))
    }
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
