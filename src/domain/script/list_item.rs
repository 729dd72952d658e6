//! Items of lists: one that ends without punctuation is spoken with a full stop, so that the voice pauses behind it.

use super::label::is_numbered_heading;
use super::line::line_mark_length;
use super::numbered_list::NumberMark;
use super::speech_rate::WritingSystem;
use super::token::{ScriptToken, ScriptTokenKind, UnspokenKind};

/// The full stop that an item lacks.
pub(in crate::domain) fn missing_full_stop(item: &str) -> Option<char> {
    let item = item.trim();
    let last = item.chars().next_back()?;
    let is_closed = last.is_alphanumeric() || matches!(last, ')' | '"' | '”' | '’' | '%');
    // A heading in a list is no sentence, and `(laughs.)` has its stop.
    let inside = item.trim_end_matches([')', '"', '”', '’']);
    if !is_closed || inside.ends_with(['.', '!', '?', '…', '。']) || is_numbered_heading(item) {
        return None;
    }
    match WritingSystem::of(last) {
        WritingSystem::Han | WritingSystem::Kana => Some('。'),
        system if system.is_unspaced() => None,
        _ => Some('.'),
    }
}

/// The length of a bullet or a number at the start of an item.
fn item_mark_length(line: &str) -> Option<usize> {
    line_mark_length(line).or_else(|| Some(NumberMark::parse(line)?.length))
}

/// Where the item ends whose mark this token is.
pub(super) fn item_end(script: &str, token: &ScriptToken) -> Option<usize> {
    let is_mark = token.kind == ScriptTokenKind::Unspoken(UnspokenKind::Markup)
        && !script[token.range.clone()].starts_with('>')
        && item_mark_length(&script[token.range.start..]).is_some_and(|length| length == token.range.len());
    if !is_mark {
        return None;
    }
    let line_start = script[..token.range.start].rfind('\n').map_or(0, |end| end + 1);
    if !script[line_start..token.range.start].trim().is_empty() {
        return None;
    }
    let end_of_line = |from: usize| script[from..].find('\n').map_or(script.len(), |end| from + end);
    let mut end = end_of_line(token.range.end);
    // An indented line goes on with the item.
    while let Some(next) = script[end..].strip_prefix('\n') {
        let line = next.lines().next().unwrap_or("");
        let words = line.trim_start_matches([' ', '\t']);
        if words.trim().is_empty() || words.len() == line.len() || item_mark_length(words).is_some() {
            break;
        }
        end = end_of_line(end + 1);
    }
    Some(end)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_item_without_punctuation_lacks_a_full_stop() {
        for (item, stop) in [
            ("Write it down", Some('.')),
            ("Save 20%", Some('.')),
            ("Write it (twice)", Some('.')),
            ("写下来", Some('。')),
            ("Write it down.", None),
            ("Really?", None),
            ("first,", None),
            ("as follows:", None),
            ("“Write it.”", None),
            ("Wait <break time=\"1s\"/>", None),
            ("Scene 2", None),
            ("", None),
        ] {
            assert_eq!(missing_full_stop(item), stop, "{item}");
        }
    }
}
