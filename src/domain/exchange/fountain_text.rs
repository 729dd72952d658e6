//! Words in Fountain: emphasis, backslash escapes and pause markers.

use crate::domain::pauses::{ScriptPiece, pause_marker, replace_pause_markers, script_pieces};

/// A line of Fountain as words: emphasis removed, pause markers as breaks, escapes resolved. Says whether there was
/// emphasis.
pub(super) fn read_words(line: &str) -> (String, bool) {
    let literal: Vec<usize> =
        line.match_indices('[').map(|(at, _)| at).filter(|at| is_escaped(line, *at)).collect();
    let line = replace_pause_markers(line, &literal);
    let delimiters = emphasis_delimiters(&line);
    let mut words = String::with_capacity(line.len());
    let mut chars = line.char_indices().peekable();
    while let Some((offset, c)) = chars.next() {
        match chars.peek() {
            Some((_, next)) if c == '\\' && next.is_ascii_punctuation() => {
                words.push(*next);
                chars.next();
            }
            _ if delimiters.binary_search(&offset).is_ok() => {}
            _ => words.push(c),
        }
    }
    (words.trim().to_owned(), !delimiters.is_empty())
}

/// Whether a backslash makes the character at this place text.
pub(super) fn is_escaped(line: &str, at: usize) -> bool {
    line[..at].bytes().rev().take_while(|byte| *byte == b'\\').count() % 2 == 1
}

/// The sorted offsets of `*` and `_` that open or close emphasis: those that touch a word, if there are two or more.
fn emphasis_delimiters(line: &str) -> Vec<usize> {
    let is_open = |c: Option<char>| c.is_none_or(char::is_whitespace);
    let mut found = Vec::new();
    for mark in ['*', '_'] {
        let touches_word = |at: &usize| {
            let (before, after) = (line[..*at].chars().next_back(), line[at + 1..].chars().next());
            let is_within_word = mark == '_'
                && before.is_some_and(char::is_alphanumeric)
                && after.is_some_and(char::is_alphanumeric);
            let stands_alone = is_open(before) && is_open(after);
            !is_escaped(line, *at) && !is_within_word && !stands_alone
        };
        let marks: Vec<usize> = line.match_indices(mark).map(|(at, _)| at).filter(touches_word).collect();
        if marks.len() > 1 {
            found.extend(marks);
        }
    }
    found.sort_unstable();
    found
}

/// A script as lines of dialogue. A blank line within it has two spaces, which keep it in the dialogue.
pub(super) fn to_dialogue(script: &str) -> Vec<String> {
    let mut text = String::new();
    for piece in script_pieces(script) {
        match piece {
            ScriptPiece::Text(words) => text.push_str(&escape_words(&words)),
            ScriptPiece::Pause(seconds) => text.push_str(&pause_marker(seconds)),
        }
    }
    let line = |line: &str| match line.trim() {
        "" => "  ".to_owned(),
        // A parenthetical or a lyric.
        line if line.starts_with(['(', '~']) => format!("\\{line}"),
        line => line.to_owned(),
    };
    text.lines().map(line).collect()
}

/// Escapes what would be emphasis, a note, or an omitted part.
pub(super) fn escape_words(words: &str) -> String {
    let mut out = String::with_capacity(words.len());
    for c in words.chars() {
        if matches!(c, '\\' | '*' | '_' | '[') {
            out.push('\\');
        }
        out.push(c);
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn emphasis_and_escapes_are_resolved() {
        for (line, words, emphasis) in [
            ("It was _never_ **mine**.", "It was never mine.", true),
            (r"5 * 3 is \*not\* snake_case", "5 * 3 is *not* snake_case", false),
            ("one* star", "one* star", false),
            (r"[PAUSE 2s] and \[PAUSE 2s]", "<break time=\"2s\"/> and [PAUSE 2s]", false),
            (r"a \\ b \c", r"a \ b \c", false),
        ] {
            assert_eq!(read_words(line), (words.to_owned(), emphasis), "{line}");
        }
    }

    #[test]
    fn words_read_back_from_dialogue() {
        let script = "(Hi) *there* [x] a_b \\ c\n\n~ /* [[note]] <break time=\"0.5s\"/> end";
        let lines = to_dialogue(script);
        assert_eq!(lines[1], "  ");
        let words: Vec<String> = lines.iter().map(|line| read_words(line).0).collect();
        assert_eq!(words.join("\n"), script);
    }
}
