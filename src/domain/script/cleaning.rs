//! What would be spoken by mistake: its list, and a script without it.

use std::collections::VecDeque;
use std::ops::Range;

use super::duration::{DEFAULT_PAUSE_SECONDS, MAX_PAUSE_SECONDS, format_break, parse_pause_direction};
use super::list_item::item_end;
use super::parser::parse_script;
use super::rewriter::ScriptRewriter;
use super::tag::{parse_entity, spoken_url};
use super::token::{ScriptToken, ScriptTokenKind, UnspokenKind};

/// Passes over a script whose marks are nested.
const MAX_PASSES: usize = 8;

/// A part of a script that would be spoken, though it is not meant to be.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ScriptIssue {
    /// The bytes of the script.
    pub range: Range<usize>,
    pub kind: UnspokenKind,
    /// What [`clean_script`] puts in its place; mostly nothing.
    pub replacement: String,
}

/// The issues of a script with these tokens.
pub(super) fn list_issues(script: &str, tokens: &[ScriptToken]) -> Vec<ScriptIssue> {
    let unspoken = tokens.iter().filter_map(|token| match token.kind {
        // Every request leaves `<speak>` out.
        ScriptTokenKind::Unspoken(kind) if kind != UnspokenKind::SpeakTag => Some((&token.range, kind)),
        _ => None,
    });
    let issue = |(range, kind): (&Range<usize>, UnspokenKind)| {
        let replacement = match Replacement::of(kind, &script[range.clone()]) {
            Replacement::Nothing => String::new(),
            Replacement::Text(text) => text.to_owned(),
            Replacement::Character(c) => c.to_string(),
            Replacement::Break(seconds) => format_break(seconds),
        };
        ScriptIssue { range: range.clone(), kind, replacement }
    };
    unspoken.map(issue).collect()
}

/// A script without its issues, and with its breaks in the normal form. A clean script stays as it is.
pub fn clean_script(script: &str) -> String {
    clean_tokens(script, &parse_script(script)).0
}

/// A script with these tokens without its issues, and the tokens that are left.
pub(super) fn clean_tokens(script: &str, tokens: &[ScriptToken]) -> (String, Vec<ScriptToken>) {
    clean_repeatedly(script, tokens).unwrap_or_else(|rest| {
        // Brackets in brackets, deeper than anybody writes: without brackets and marks, nothing is nested.
        let bare = rest.0.replace(is_structural, " ");
        clean_repeatedly(&bare, &parse_script(&bare)).unwrap_or_else(|rest| rest)
    })
}

/// A script with its breaks in the normal form, and all else as it stands: what is measured and sent.
pub fn normalize_breaks(script: &str) -> String {
    rewrite_breaks(script, &parse_script(script))
}

/// A script with these tokens, with its breaks in the normal form.
pub(super) fn rewrite_breaks(script: &str, tokens: &[ScriptToken]) -> String {
    rewrite(script, tokens, VecDeque::new(), |writer, kind, source| match kind {
        UnspokenKind::SpeakTag => writer.remove(),
        _ => writer.push_text(source),
    })
}

/// Cleans until nothing changes; the last result as an error if that takes too long.
fn clean_repeatedly(
    script: &str,
    tokens: &[ScriptToken],
) -> Result<(String, Vec<ScriptToken>), (String, Vec<ScriptToken>)> {
    let mut last = (script.to_owned(), tokens.to_vec());
    for _ in 0..MAX_PASSES {
        let ends = last.1.iter().filter_map(|token| item_end(&last.0, token)).collect();
        let clean =
            rewrite(&last.0, &last.1, ends, |writer, kind, source| match Replacement::of(kind, source) {
                Replacement::Nothing if separates_words(kind, source) => writer.remove_between_words(),
                Replacement::Nothing => writer.remove(),
                Replacement::Text(text) => writer.push_text(text),
                Replacement::Character(c) => writer.push_text(c.encode_utf8(&mut [0; 4])),
                Replacement::Break(seconds) => writer.push_break(seconds),
            });
        if clean == last.0 {
            return Ok(last);
        }
        let tokens = parse_script(&clean);
        last = (clean, tokens);
    }
    Err(last)
}

/// Writes a script anew from its tokens; `unspoken` handles what is not meant to be spoken. The items of lists end at
/// `item_ends`, with a full stop.
fn rewrite(
    script: &str,
    tokens: &[ScriptToken],
    mut item_ends: VecDeque<usize>,
    mut unspoken: impl FnMut(&mut ScriptRewriter, UnspokenKind, &str),
) -> String {
    let mut writer = ScriptRewriter::new(script.len());
    let mut item_start = 0;
    for token in tokens {
        let mut at = token.range.start;
        while let Some(end) = item_ends.front().copied().filter(|end| *end < token.range.end) {
            if token.kind == ScriptTokenKind::Text {
                writer.push_text(&script[at..end]);
                at = end;
            }
            writer.end_item(item_start);
            item_ends.pop_front();
        }
        if item_end(script, token).is_some() && !item_ends.is_empty() {
            item_start = writer.len();
        }
        let source = &script[at..token.range.end];
        match token.kind {
            ScriptTokenKind::Text => writer.push_text(source),
            ScriptTokenKind::Pause { seconds, .. } => writer.push_break(seconds),
            ScriptTokenKind::Unspoken(kind) => unspoken(&mut writer, kind, source),
        }
    }
    if !item_ends.is_empty() {
        writer.end_item(item_start);
    }
    writer.finish()
}

/// Whether a part separates the words around it; marks such as `**` do not.
fn separates_words(kind: UnspokenKind, source: &str) -> bool {
    let is_line_break = || {
        let name = source.trim_start_matches(['<', '/']).trim_end_matches(['>', '/']).trim();
        ["br", "p", "div", "li"].iter().any(|tag| name.eq_ignore_ascii_case(tag))
    };
    match kind {
        UnspokenKind::StageDirection | UnspokenKind::TimeCode | UnspokenKind::Placeholder => true,
        UnspokenKind::UnknownTag | UnspokenKind::Markup => is_line_break(),
        _ => false,
    }
}

/// What takes the place of a part that is not meant to be spoken.
enum Replacement<'a> {
    Nothing,
    Text(&'a str),
    Character(char),
    /// Seconds.
    Break(f64),
}

impl<'a> Replacement<'a> {
    fn of(kind: UnspokenKind, source: &'a str) -> Self {
        match kind {
            UnspokenKind::Link => link_replacement(source),
            UnspokenKind::UnreadableBreak => Self::Break(DEFAULT_PAUSE_SECONDS),
            UnspokenKind::LongBreak => Self::Break(MAX_PAUSE_SECONDS),
            UnspokenKind::StageDirection => {
                let inside = source.trim_matches(|c: char| !c.is_alphanumeric());
                parse_pause_direction(inside).map_or(Self::Nothing, |_| Self::Break(DEFAULT_PAUSE_SECONDS))
            }
            UnspokenKind::Markup => parse_entity(source).map_or(Self::Nothing, |(_, c)| Self::Character(c)),
            _ => Self::Nothing,
        }
    }
}

/// The text of a link, or a URL as it is spoken; nothing of a picture.
fn link_replacement(source: &str) -> Replacement<'_> {
    let text = match source.strip_prefix('[').and_then(|inside| inside.split_once(']')) {
        Some((text, _)) => text.trim(),
        None if source.starts_with('!') => "",
        None => spoken_url(source.trim_matches(['<', '>'])),
    };
    if text.is_empty() { Replacement::Nothing } else { Replacement::Text(text) }
}

/// Whether a character may begin or end a part that is not meant to be spoken.
fn is_structural(c: char) -> bool {
    "<>[]{}()（）［］【】〔〕｛｝*_~`#&:：-=+•‣◦".contains(c)
}
