//! Stage directions and time codes in brackets, such as `[BREATHE]` and `[0:20]`: they are not spoken.

use std::ops::Range;

use super::notes::ExchangeNotes;
use super::options::known_emotion;
use crate::domain::pauses::replace_pause_markers;
use crate::domain::{Script, ScriptIssue, ScriptTokenKind, UnspokenKind};

/// A longer line has no directions between marks of emphasis: the limit keeps a text of many marks fast to read.
const MAX_EMPHASIS_LINE_BYTES: usize = 2_000;
/// What a direction begins with: a bracket, also that of a placeholder, or a mark of emphasis.
const OPENERS: [char; 11] = ['(', '[', '{', '（', '［', '【', '〔', '｛', '*', '_', '$'];

/// Words without the directions in them, and with their pauses as breaks.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(super) struct SpokenWords {
    pub(super) text: String,
    /// What stands in parentheses before all words.
    pub(super) delivery: Option<String>,
    pub(super) left_out: LeftOutDirections,
}

/// The directions that were left out of some words, as written.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(super) struct LeftOutDirections(Vec<(UnspokenKind, String)>);

impl LeftOutDirections {
    pub(super) fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// Adds a time code that stands before the words.
    pub(super) fn insert_time_code(&mut self, code: &str) {
        self.0.insert(0, (UnspokenKind::TimeCode, code.to_owned()));
    }

    pub(super) fn add_to(&self, notes: &mut ExchangeNotes) {
        for (kind, written) in &self.0 {
            let kind = match kind {
                UnspokenKind::Emoji => "symbols are left out",
                UnspokenKind::TimeCode => "time codes are left out",
                UnspokenKind::Placeholder => "placeholders that are not filled in are left out",
                _ => "stage directions are left out",
            };
            notes.add(kind, written);
        }
    }
}

impl SpokenWords {
    /// Reads a line. A direction whose bracket is at one of the sorted offsets of `literal` is text. `takes_delivery` is
    /// whether words in parentheses at its start say how it is spoken.
    pub(super) fn read(line: &str, literal: &[usize], takes_delivery: bool) -> Self {
        let (mut read, mut kept) = (Self::default(), String::with_capacity(line.len()));
        let mut kept_literal = Vec::new();
        let mut at = 0;
        for ScriptIssue { range, kind, replacement } in find_directions(line, literal) {
            keep(line, at..range.start, literal, &mut kept, &mut kept_literal);
            let written = &line[range.clone()];
            let opens_line = kept.trim().is_empty();
            at = range.end;
            if !replacement.is_empty() {
                kept.push_str(&replacement);
                continue;
            }
            if takes_delivery && opens_line && written.starts_with('(') && kind != UnspokenKind::TimeCode {
                let inside = written.trim_matches(['(', ')']).trim();
                read.delivery = read.delivery.or_else(|| Some(inside.to_owned()));
            } else {
                read.left_out.0.push((kind, written.to_owned()));
            }
            // A blank before it goes with it, or one behind it.
            if line[at..].starts_with(['.', ',', ';', ':', '!', '?']) {
                kept.truncate(kept.trim_end().len());
            }
            if kept.is_empty() || kept.ends_with(char::is_whitespace) {
                at += line[at..].len() - line[at..].trim_start().len();
            }
        }
        keep(line, at..line.len(), literal, &mut kept, &mut kept_literal);
        replace_pause_markers(&kept, &kept_literal).trim().clone_into(&mut read.text);
        read
    }
}

/// Adds a part of a line to `kept`, and its offsets of literal characters to `kept_literal`.
fn keep(line: &str, part: Range<usize>, literal: &[usize], kept: &mut String, kept_literal: &mut Vec<usize>) {
    let within = literal.iter().filter(|at| part.contains(at));
    kept_literal.extend(within.map(|at| kept.len() + at - part.start));
    kept.push_str(&line[part]);
}

/// The directions of a line, without the pauses that are markers of their own.
pub(super) fn find_directions(line: &str, literal: &[usize]) -> Vec<ScriptIssue> {
    let is_direction = |issue: &ScriptIssue| {
        let opens = match issue.kind {
            UnspokenKind::StageDirection | UnspokenKind::TimeCode | UnspokenKind::Placeholder => {
                line[issue.range.clone()].starts_with(OPENERS)
            }
            UnspokenKind::Emoji => is_decoration(line, &issue.range),
            _ => false,
        };
        opens
            && literal.binary_search(&issue.range.start).is_err()
            && replace_pause_markers(&line[issue.range.clone()], &[]) == line[issue.range.clone()]
    };
    let mut found: Vec<ScriptIssue> =
        Script::from(line).analysis().issues().iter().filter(|issue| is_direction(issue)).cloned().collect();
    found.splice(
        0..0,
        opening_emotion(line, literal)
            .filter(|emotion| found.first().is_none_or(|first| first.range.start >= emotion.range.end)),
    );
    found
}

/// Whether symbols stand at the start or the end of a sentence. Between two words they stand for one: `I ❤ you`.
fn is_decoration(line: &str, range: &Range<usize>) -> bool {
    let is_word = |c: Option<char>| c.is_some_and(char::is_alphanumeric);
    let is_between = is_word(line[..range.start].trim_end().chars().next_back())
        && is_word(line[range.end..].trim_start().chars().next());
    // A backslash makes no text of a letter or a figure.
    !is_between && !line[range.clone()].starts_with(|c: char| c.is_ascii_alphanumeric())
}

/// The words of emphasis at `range` in brackets, if they are a direction or a pause.
pub(super) fn emphasized_direction(source: &str, range: &Range<usize>) -> Option<String> {
    let start = source[..range.start].rfind('\n').map_or(0, |end| end + 1);
    let line = source[start..].lines().next().filter(|line| line.len() <= MAX_EMPHASIS_LINE_BYTES)?;
    let script = Script::from(line);
    let token = script
        .analysis()
        .tokens()
        .iter()
        .find(|token| token.range.start + start == range.start && token.range.end + start == range.end)?;
    let is_direction = matches!(
        token.kind,
        ScriptTokenKind::Pause { .. } | ScriptTokenKind::Unspoken(UnspokenKind::StageDirection)
    );
    is_direction.then(|| format!("[{}]", source[range.clone()].trim_matches(['*', '_'])))
}

/// `(Excited)` at the start of a line.
fn opening_emotion(line: &str, literal: &[usize]) -> Option<ScriptIssue> {
    let words = line.trim_start();
    let start = line.len() - words.len();
    let (inside, _) = words.strip_prefix('(')?.split_once(')')?;
    let is_emotion = known_emotion(inside).is_some() && literal.binary_search(&start).is_err();
    is_emotion.then(|| ScriptIssue {
        range: start..start + inside.len() + 2,
        kind: UnspokenKind::StageDirection,
        replacement: String::new(),
    })
}
