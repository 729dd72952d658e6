//! Text in brackets: pauses, time codes, stage directions and links.

use super::duration::parse_seconds;
use super::stage_direction::{first_word, is_direction_verb, parenthetical_pause_kind, pause_kind};
use super::time_code::is_time_code;
use super::token::{ScriptTokenKind, UnspokenKind};
use super::vocabulary::{DIRECTION_WORDS, OPENING_DIRECTION_WORDS};
use super::word_lists::OPEN_CUE_WORDS;

/// The longest direction, in bytes: the limit keeps the parser linear.
const MAX_DIRECTION_BYTES: usize = 400;
/// More words in parentheses that begin with a verb are no direction.
const MAX_ACTION_WORDS: usize = 25;
/// More words in a bracket that is never closed may be spoken.
const MAX_UNCLOSED_WORDS: usize = 12;
/// The longest cue, or pause with its length, of such a bracket.
const MAX_CUE_BYTES: usize = 40;
/// The longest target of a link.
const MAX_TARGET_BYTES: usize = 1024;

/// Where a bracket stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct BracketPlace {
    /// Nothing but labels and marks is before it in its line.
    pub(super) opens_line: bool,
    /// A sentence may begin here.
    pub(super) opens_sentence: bool,
}

/// The length and the kind of the brackets at the start of `text`; `None` if they are text.
pub(super) fn parse_brackets(text: &str, place: BracketPlace) -> Option<(usize, ScriptTokenKind)> {
    let open = text.chars().next()?;
    let close = closing_bracket(open)?;
    let inside = &text[open.len_utf8()..];
    let window = &inside[..inside.floor_char_boundary(MAX_DIRECTION_BYTES)];
    let closed = window.find([open, close, '\n']).filter(|end| window[*end..].starts_with(close));
    let Some(end) = closed else {
        return parse_open_cue(open, close, window, inside.len() == window.len());
    };
    let (content, length) = (window[..end].trim(), open.len_utf8() + end + close.len_utf8());
    // A tag inside comes first: it may be a break.
    if content.is_empty() || content.contains('<') {
        return None;
    }
    if matches!(open, '(' | '（') {
        return parenthetical_kind(content, &inside[end + close.len_utf8()..], place)
            .map(|kind| (length, kind));
    }
    let target = if open == '[' { link_target_length(&text[length..]) } else { None };
    Some(match target {
        Some(target) => (length + target, ScriptTokenKind::Unspoken(UnspokenKind::Link)),
        None => (length, direction_kind(content)),
    })
}

/// `[SFX: whoosh` without an end in its line. It goes to the bracket that closes it in its paragraph, else to the end of the
/// line, or to what else begins in it. `is_whole_text` is whether the window has all of the text.
fn parse_open_cue(
    open: char,
    close: char,
    window: &str,
    is_whole_text: bool,
) -> Option<(usize, ScriptTokenKind)> {
    let end = window.find(['[', '{', '【', '<', '\n']).or(is_whole_text.then_some(window.len()))?;
    let content = window[..end].trim_end();
    // In parentheses it is in capitals.
    let may_be_direction =
        !matches!(open, '(' | '（') || !first_word_as_written(content).contains(char::is_lowercase);
    if !may_be_direction || !opens_with_cue(content) {
        return None;
    }
    let count = |content: &str| content.split_whitespace().count();
    let Some(end) = closing_offset(window, open, close) else {
        let kind = direction_kind(content.trim_start());
        return (count(content) <= MAX_UNCLOSED_WORDS).then_some((open.len_utf8() + content.len(), kind));
    };
    let content = &window[..end];
    // A tag inside comes first: it may be a break.
    let is_direction =
        opens_with_cue(content) && !content.contains('<') && count(content) <= MAX_ACTION_WORDS;
    let kind = ScriptTokenKind::Unspoken(UnspokenKind::StageDirection);
    is_direction.then_some((open.len_utf8() + end + close.len_utf8(), kind))
}

/// Where the bracket that is open at the start of a text closes, in the same paragraph; others may be within it.
fn closing_offset(text: &str, open: char, close: char) -> Option<usize> {
    let (mut depth, mut is_blank_line) = (1, false);
    for (at, c) in text.char_indices() {
        match c {
            '\n' if is_blank_line => return None,
            '\n' => is_blank_line = true,
            c if c.is_whitespace() => continue,
            _ => is_blank_line = false,
        }
        if c == open {
            depth += 1;
        } else if c == close {
            depth -= 1;
        }
        if depth == 0 {
            return Some(at);
        }
    }
    None
}

/// Whether words are a cue, stand behind one with a colon, or are a pause with its length: `SFX: whoosh`, `fade out`.
fn opens_with_cue(content: &str) -> bool {
    let is_short = |words: &&str| words.len() <= MAX_CUE_BYTES;
    let cue = content.split([':', '：']).next().map(str::trim).filter(is_short);
    let pause = Some(content.trim()).filter(is_short).and_then(pause_kind);
    cue.is_some_and(|cue| OPEN_CUE_WORDS.contains(&cue.to_lowercase().as_str()))
        || matches!(pause, Some(ScriptTokenKind::Pause { .. }))
}

fn first_word_as_written(content: &str) -> &str {
    content.split_whitespace().next().unwrap_or_default()
}

/// A text in which each direction that ends on a later line is one line: `[SFX: whoosh\nand thunder]`. All offsets stay;
/// brackets at the sorted offsets of `literal` are text.
pub(in crate::domain) fn join_direction_lines(text: &str, literal: &[usize]) -> String {
    let place = BracketPlace { opens_line: false, opens_sentence: false };
    let mut joined = text.to_owned();
    for (at, _) in text.match_indices(['(', '[', '{', '（', '［', '【', '〔', '｛']) {
        if literal.binary_search(&at).is_ok() {
            continue;
        }
        if let Some((length, _)) = parse_brackets(&text[at..], place) {
            joined.replace_range(at..at + length, &text[at..at + length].replace('\n', " "));
        }
    }
    joined
}

/// `<#1.5#>`: the length, and the seconds if they are readable.
pub(super) fn parse_hash_pause(text: &str) -> Option<(usize, Option<f64>)> {
    const MAX_BYTES: usize = 24;
    let inside = text.strip_prefix("<#")?;
    let window = &inside[..inside.floor_char_boundary(MAX_BYTES)];
    let end = window.find("#>")?;
    Some((end + 4, parse_seconds(&window[..end])))
}

fn closing_bracket(open: char) -> Option<char> {
    Some(match open {
        '(' => ')',
        '[' => ']',
        '{' => '}',
        '（' => '）',
        '［' => '］',
        '【' => '】',
        '〔' => '〕',
        '｛' => '｝',
        _ => return None,
    })
}

/// The length of `(https://…)` or `[reference]` behind the text of a link.
fn link_target_length(text: &str) -> Option<usize> {
    let window = &text[..text.floor_char_boundary(MAX_TARGET_BYTES)];
    if let Some(reference) = window.strip_prefix('[') {
        let end = reference.find(['[', ']', '\n'])?;
        return reference[end..].starts_with(']').then_some(end + 2);
    }
    let target = window.strip_prefix('(')?;
    let mut depth = 1;
    for (at, c) in target.char_indices() {
        match c {
            '(' => depth += 1,
            ')' if depth == 1 => return Some(at + 2),
            ')' => depth -= 1,
            '\n' | '[' | '<' => return None,
            _ => {}
        }
    }
    None
}

/// The kind of anything in square brackets or braces.
fn direction_kind(content: &str) -> ScriptTokenKind {
    if is_time_code(content) {
        return ScriptTokenKind::Unspoken(UnspokenKind::TimeCode);
    }
    pause_kind(content).unwrap_or(ScriptTokenKind::Unspoken(UnspokenKind::StageDirection))
}

/// The kind of a text in parentheses, most of which is spoken; `rest` follows them.
fn parenthetical_kind(content: &str, rest: &str, place: BracketPlace) -> Option<ScriptTokenKind> {
    let ends_line = rest.trim_start_matches([' ', '\t', '\r']).chars().next().is_none_or(|c| c == '\n');
    if is_time_code(content) {
        return (place.opens_line || ends_line).then_some(ScriptTokenKind::Unspoken(UnspokenKind::TimeCode));
    }
    if let Some(kind) = parenthetical_pause_kind(content, place.opens_sentence) {
        return Some(kind);
    }
    let words = content.split_whitespace().count();
    let first = first_word(content);
    let is_direction = (place.opens_line && ends_line && words <= 8)
        || (words <= 5 && place.opens_sentence && is_opening_direction(content, &first))
        || (words <= MAX_ACTION_WORDS
            && place.opens_sentence
            && content.starts_with(char::is_lowercase)
            && is_direction_verb(&first))
        || (words <= 3 && DIRECTION_WORDS.contains(&first.as_str()));
    is_direction.then_some(ScriptTokenKind::Unspoken(UnspokenKind::StageDirection))
}

fn is_opening_direction(content: &str, first: &str) -> bool {
    let is_manner =
        content.starts_with(char::is_lowercase) && (first.ends_with("ing") || first.ends_with("ly"));
    let is_known = |word: &str| DIRECTION_WORDS.contains(&word) || OPENING_DIRECTION_WORDS.contains(&word);
    is_manner || is_direction_verb(first) || is_known(first) || is_known(&content.to_lowercase())
}

#[cfg(test)]
mod tests {
    use super::*;
    use UnspokenKind::{Link, LongBreak, StageDirection, TimeCode, UnreadableBreak};

    const INSIDE: BracketPlace = BracketPlace { opens_line: false, opens_sentence: false };
    const OPENING: BracketPlace = BracketPlace { opens_line: true, opens_sentence: true };

    #[test]
    fn square_brackets_and_braces_are_directions_links_or_pauses() {
        for (text, kind) in [
            ("[BEAT]", StageDirection),
            ("{title card appears}", StageDirection),
            ("【画面：办公室】", StageDirection),
            ("[0:20]", TimeCode),
            ("[our page](https://example.com/a_(b))", Link),
            ("[our page][1]", Link),
            ("[pause 2 bars]", UnreadableBreak),
            ("[pause 900s]", LongBreak),
            ("(pausa)", StageDirection),
            ("[Kurze Pause]", StageDirection),
        ] {
            let found = parse_brackets(&format!("{text} and"), INSIDE);
            assert_eq!(found, Some((text.len(), ScriptTokenKind::Unspoken(kind))), "{text}");
        }
        let pause = ScriptTokenKind::Pause { seconds: 2.0, is_normal_form: false };
        for text in [
            "[PAUSE 2s]",
            "[pause: 2s]",
            "{pause 2s}",
            "(pause 2s)",
            "【停顿2秒】",
            "（停顿2秒）",
            "[2s]",
            "(2s)",
            "[2 sec]",
            "[PAUSE 2 Sek.]",
            "[pausa 2s]",
        ] {
            assert_eq!(parse_brackets(text, INSIDE), Some((text.len(), pause)), "{text}");
        }
        for (text, length, kind) in [
            ("[SFX: whoosh", 12, StageDirection),
            ("[Music fades \nHello", 12, StageDirection),
            ("(CUT TO: the desk", 17, StageDirection),
            ("[SFX: whoosh\nand thunder]\nHello.", 25, StageDirection),
            ("[SFX: whoosh [loud] and thunder] Hello.", 32, StageDirection),
            ("[SFX: whoosh\n \nHello.]", 12, StageDirection),
            ("[B-ROLL: a desk [0:20] Hello", 15, StageDirection),
            ("[beat", 5, StageDirection),
        ] {
            let found = parse_brackets(text, INSIDE);
            assert_eq!(found, Some((length, ScriptTokenKind::Unspoken(kind))), "{text}");
        }
        assert_eq!(parse_brackets("[PAUSE 2s\nSo", INSIDE), Some((9, pause)));
        for text in [
            "[]",
            "[ ]",
            "[open",
            "[see page 2",
            "(cut the ribbon",
            "[Music is my life, and I love it.",
            "(PAUSE here if you like, and then go on",
            "[SFX: whoosh and then all the words that somebody says behind the bracket that was forgotten",
            "[beat\nHello.]",
            "(music is everywhere",
            "[a\nb]",
            "(which costs money)",
            "(NASA)",
            "(see page 2)",
            "(2 seconds)",
            "(wait)",
            "(30s)",
        ] {
            assert_eq!(parse_brackets(text, INSIDE), None, "{text}");
        }
        assert_eq!(parse_hash_pause("<#1.5#> so"), Some((7, Some(1.5))));
        assert_eq!(parse_hash_pause("<#soon#>"), Some((8, None)));
        assert_eq!(parse_hash_pause("<#1.5"), None);
    }

    #[test]
    fn parentheses_are_directions_where_they_read_like_one() {
        let direction = |text: &str, place| parse_brackets(text, place).is_some();
        assert!(
            direction("(laughs) x", INSIDE)
                && direction("(V.O.) x", INSIDE)
                && direction("（微笑）x", INSIDE)
        );
        for text in [
            "(smiling) So",
            "(to camera) So",
            "(quietly) So",
            "(laughs and waves to the camera, then sits down) So",
            "(she enters, left)",
            "(0:20) So",
        ] {
            assert!(direction(text, OPENING), "{text}");
        }
        for text in [
            "(Optional) Click",
            "(Wait until you see it!) So",
            "(Pause at step 3 if you can) So",
            "(All of them were there in the end) So",
            "(in 2026 we sold five more of them) So",
        ] {
            assert!(!direction(text, OPENING), "{text}");
        }
    }
}
