//! Inline text of Markdown: lines with their bold parts, and the escaping of words.

use std::ops::Range;

use super::directions::find_directions;
use super::labels::{ScriptLine, bold_label, find_label, time_code_length};
use crate::domain::pauses::{ScriptPiece, pause_marker, script_pieces};
use crate::domain::script::{
    TimeCodeRule, character_name, is_numbered_heading, join_direction_lines, label_colon, strip_voice_over,
};

/// Inline text that is being read.
#[derive(Debug, Default)]
pub(super) struct InlineText {
    text: String,
    /// Offsets of characters that a backslash made text.
    literal: Vec<usize>,
    /// Bold parts.
    bold: Vec<Range<usize>>,
    bold_start: Option<usize>,
}

impl InlineText {
    pub(super) fn is_empty(&self) -> bool {
        self.text.trim().is_empty()
    }

    pub(super) fn push(&mut self, text: &str) {
        self.text.push_str(text);
    }

    /// Adds text that begins with an escaped character.
    pub(super) fn push_escaped(&mut self, text: &str) {
        self.literal.push(self.text.len());
        self.text.push_str(text);
    }

    pub(super) fn start_bold(&mut self) {
        self.bold_start = Some(self.text.len());
    }

    pub(super) fn end_bold(&mut self) {
        let start = self.bold_start.take().unwrap_or(self.text.len());
        self.bold.push(start..self.text.len());
    }

    /// Whether a bold part is no speaker label.
    pub(super) fn has_bold_words(&self, times: TimeCodeRule) -> bool {
        let is_label = |bold: &Range<usize>| {
            let start = self.text[..bold.start].rfind('\n').map_or(0, |end| end + 1);
            let line = self.text[start..].lines().next().unwrap_or_default();
            let cut = start + time_code_length(line, times, &[]);
            // Bold may be the time code itself.
            let behind = bold.start.checked_sub(cut).zip(bold.end.checked_sub(cut));
            behind.is_none_or(|(from, to)| bold_label(&line[cut - start..], &(from..to), &[]).is_some())
        };
        !self.bold.iter().all(is_label)
    }

    /// The text as one line, without markers or labels.
    pub(super) fn into_line(self) -> String {
        self.text.split_whitespace().collect::<Vec<_>>().join(" ")
    }

    /// The lines of the text, each with its speaker label, pause markers as breaks.
    pub(super) fn into_lines(mut self, times: TimeCodeRule) -> Vec<ScriptLine> {
        self.text = join_direction_lines(&self.text, &self.literal);
        let mut start = 0;
        let mut lines = Vec::new();
        for line in self.text.split_inclusive('\n') {
            let cut = time_code_length(line.trim_end_matches('\n'), times, &self.literal_in(start, line));
            let (code, words) = line.split_at(cut);
            let read = self.line(start + cut, words);
            lines.push(if cut == 0 { read } else { read.behind_time_code(code.trim(), times) });
            start += line.len();
        }
        lines.retain(|line| !line.is_blank());
        lines
    }

    /// The offsets of literal characters within the line that starts here.
    fn literal_in(&self, start: usize, line: &str) -> Vec<usize> {
        let literal = &self.literal[self.literal.partition_point(|at| *at < start)..];
        literal.iter().take_while(|at| **at < start + line.len()).map(|at| at - start).collect()
    }

    fn line(&self, start: usize, line: &str) -> ScriptLine {
        let (end, literal) = (start + line.len(), self.literal_in(start, line));
        let bold = self.bold[self.bold.partition_point(|bold| bold.start < start)..].first();
        let bold = bold.filter(|bold| bold.end <= end);
        let bold = bold.and_then(|bold| bold_label(line, &(bold.start - start..bold.end - start), &literal));
        let label = bold.or_else(|| find_label(line, &literal));
        ScriptLine::read(line, label, &literal)
    }
}

/// A script as Markdown: words escaped, breaks as markers. Reads back as the same script.
pub(super) fn to_markdown(script: &str) -> String {
    let mut text = String::new();
    let mut escaped_breaks = Vec::new();
    for piece in script_pieces(script) {
        match piece {
            ScriptPiece::Text(words) => text.push_str(&words),
            ScriptPiece::Pause(seconds) => {
                escaped_breaks.push(text.len());
                text.push_str(&pause_marker(seconds));
            }
        }
    }
    let mut offset = 0;
    let mut lines: Vec<String> = Vec::new();
    for line in text.split('\n') {
        let markers: Vec<usize> = escaped_breaks
            .iter()
            .filter_map(|at| at.checked_sub(offset))
            .filter(|at| *at < line.len())
            .collect();
        let opens_paragraph = lines.last().is_none_or(String::is_empty);
        let following = text[offset..].lines().nth(1).unwrap_or_default();
        let is_name = opens_paragraph && character_name(line, following).is_some();
        lines.push(escape_words(line, &markers, is_name));
        offset += line.len() + 1;
    }
    lines.join("\n")
}

/// Escapes a line of words, so that nothing in it is markup or a label. `markers` are the offsets of pause markers.
pub(super) fn escape_line(line: &str, markers: &[usize]) -> String {
    escape_words(line, markers, false)
}

/// Escapes a line of words, also one that would be the name of a speaker.
fn escape_words(line: &str, markers: &[usize], is_name: bool) -> String {
    let indent = line.len() - line.trim_start().len();
    let colon = find_label(line, &[]).and_then(|_| label_colon(line));
    let directions = find_directions(line, markers);
    let number_end = line[indent..].find(|c: char| !c.is_ascii_digit()).map_or(0, |digits| indent + digits);
    let mut out = String::with_capacity(line.len());
    for (offset, c) in line.char_indices().skip_while(|(offset, _)| *offset < indent) {
        let rest = &line[offset + c.len_utf8()..];
        let before = line[..offset].chars().next_back();
        let is_markup = match c {
            '\\' | '*' | '`' => true,
            '_' => !(is_word(before) && is_word(rest.chars().next())),
            '[' => !markers.contains(&offset),
            '<' => rest.starts_with(|c: char| c.is_ascii_alphabetic() || "/!?".contains(c)),
            '&' => rest.starts_with(|c: char| c.is_ascii_alphanumeric() || c == '#'),
            '#' | '>' | '+' | '-' | '=' | '~' | '|' => offset == indent,
            // The line below the head of a table.
            ':' if rest.starts_with('-') => offset == indent,
            '.' if offset == indent + 1 && strip_voice_over(&line[indent..]).is_some() => true,
            '.' | ')' => offset == number_end && offset > indent,
            _ => false,
        };
        if offset == indent && (is_name || reads_as_mark(&line[indent..])) {
            out.extend(["&#x", &format!("{:x}", u32::from(c)), ";"]);
            continue;
        }
        let is_direction = directions.iter().any(|direction| direction.range.start == offset);
        if is_direction && !c.is_ascii() {
            // A backslash is one before such a character.
            out.extend(["&#x", &format!("{:x}", u32::from(c)), ";"]);
            continue;
        }
        if is_markup || is_direction || colon == Some(offset) {
            out.push('\\');
        }
        out.push(c);
    }
    out.truncate(out.trim_end().len());
    out
}

/// Whether a line would be a heading, or begin with a time, though nothing in it is markup.
fn reads_as_mark(line: &str) -> bool {
    let has_time = line.starts_with(|c: char| c.is_ascii_digit())
        && TimeCodeRule::BeforeLabels.time_code_length(line).is_some();
    has_time || is_numbered_heading(line)
}

fn is_word(c: Option<char>) -> bool {
    c.is_some_and(char::is_alphanumeric)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_are_escaped_only_where_they_would_be_markup() {
        for (words, markdown) in [
            ("Hi & R&D, 3 < 4 > 2.", r"Hi & R\&D, 3 < 4 > 2."),
            ("# one *two* _three_ a_b", r"\# one \*two\* \_three\_ a_b"),
            ("2026. A year", r"2026\. A year"),
            ("A year, 2026. Then", "A year, 2026. Then"),
            ("- [x] <b> `c`", r"\- \[x] \<b> \`c\`"),
            ("Note: this", r"Note\: this"),
            ("00:12 ANNA", "&#x30;0:12 ANNA"),
            ("INGRID\nHi.", "&#x49;NGRID\nHi."),
            ("a <break time='2s'/> b [PAUSE 3s]", "a [PAUSE 2s] b [PAUSE 3s]"),
            ("one\n  two ", "one\ntwo"),
        ] {
            assert_eq!(to_markdown(words), markdown);
        }
    }
}
