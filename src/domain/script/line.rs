//! Lines of a script that are not spoken at all, and the marks at the start of a line.

use super::label::is_numbered_heading;
use super::time_code::is_cue_time;
use super::token::UnspokenKind;

/// The kind of a line of which nothing is spoken; `None` for all others.
pub(super) fn whole_line_kind(line: &str, is_first: bool) -> Option<UnspokenKind> {
    let line = line.trim();
    match line.as_bytes().first()? {
        b'#' if is_heading(line) => Some(UnspokenKind::Heading),
        b'-' | b'*' | b'_' | b'=' if is_rule(line) => Some(UnspokenKind::Markup),
        b'|' if line.len() > 1 && line.ends_with('|') => Some(UnspokenKind::Table),
        b'`' | b'~' if line.starts_with("```") || line.starts_with("~~~") => Some(UnspokenKind::Markup),
        b'0'..=b'9' if is_cue_time(line) => Some(UnspokenKind::TimeCode),
        b'W' if is_first && (line == "WEBVTT" || line.starts_with("WEBVTT ")) => Some(UnspokenKind::TimeCode),
        _ if is_numbered_heading(line) => Some(UnspokenKind::Heading),
        _ => None,
    }
}

/// Whether a line below another makes that a heading. A shorter line of `-` is a rule.
pub(super) fn is_underline(line: &str) -> bool {
    const MIN_DASHES: usize = 4;
    let line = line.trim_end();
    match line.as_bytes().first() {
        Some(b'=') => line.len() >= 3 && line.bytes().all(|byte| byte == b'='),
        Some(b'-') => line.len() >= MIN_DASHES && line.bytes().all(|byte| byte == b'-'),
        _ => false,
    }
}

/// Whether a line is the number of the subtitle whose time follows.
pub(super) fn is_cue_number<'a>(line: &str, following: impl FnOnce() -> &'a str) -> bool {
    let number = line.trim();
    !number.is_empty()
        && number.len() <= 9
        && number.bytes().all(|byte| byte.is_ascii_digit())
        && is_cue_time(following().trim())
}

/// The length of the mark of a list or a quotation at the start of a line, with the blanks behind it.
pub(super) fn line_mark_length(line: &str) -> Option<usize> {
    let mark = line.chars().next().filter(|c| matches!(c, '-' | '*' | '+' | '•' | '‣' | '◦' | '>'))?;
    let rest = &line[mark.len_utf8()..];
    let after = rest.trim_start_matches([' ', '\t']);
    // A quotation and a typographic bullet need no blank.
    let is_apart = after.len() < rest.len() || matches!(mark, '>' | '•' | '‣' | '◦');
    (is_apart && !after.trim_end().is_empty()).then_some(line.len() - after.len())
}

/// One to six `#` and a blank.
fn is_heading(line: &str) -> bool {
    let title = line.trim_start_matches('#');
    line.len() - title.len() <= 6 && (title.is_empty() || title.starts_with([' ', '\t']))
}

/// Three or more of one mark, with nothing but blanks between.
fn is_rule(line: &str) -> bool {
    let mark = line.as_bytes()[0];
    let mut count = 0;
    line.bytes().all(|byte| {
        count += usize::from(byte == mark);
        byte == mark || byte == b' ' || byte == b'\t'
    }) && count >= 3
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn headings_rules_and_cues_are_whole_lines() {
        for (line, kind) in [
            ("# Video 4", UnspokenKind::Heading),
            ("  ###### Six", UnspokenKind::Heading),
            ("SCENE 1", UnspokenKind::Heading),
            ("Slide 12 ", UnspokenKind::Heading),
            ("---", UnspokenKind::Markup),
            ("* * *", UnspokenKind::Markup),
            ("| a | b |", UnspokenKind::Table),
            ("=====", UnspokenKind::Markup),
            ("```rust", UnspokenKind::Markup),
            ("00:00:01,000 --> 00:00:03,500\r", UnspokenKind::TimeCode),
        ] {
            assert_eq!(whole_line_kind(line, false), Some(kind), "{line}");
        }
        for line in [
            "| a",
            "|",
            "#cuecard",
            "####### seven",
            "--",
            "- a",
            "3",
            "-- so",
            "WEBVTT",
            "Scene one",
            "Step 2",
            "Scene 2 is next",
            "",
        ] {
            assert_eq!(whole_line_kind(line, false), None, "{line}");
        }
        assert_eq!(whole_line_kind("WEBVTT", true), Some(UnspokenKind::TimeCode));
        assert!(
            is_cue_number("12", || "00:00:01,000 --> 00:00:03,500") && !is_cue_number("12", || "monkeys")
        );
    }

    #[test]
    fn list_and_quotation_marks_have_a_length() {
        for (line, length) in [("- Write", 2), ("*  Write", 3), ("> Write", 2), (">Write", 1), ("• Write", 4)]
        {
            assert_eq!(line_mark_length(line), Some(length), "{line}");
        }
        for line in ["-5 degrees", "*stress*", "+1", "— Hello", "-", "- ", "1. Write", ""] {
            assert_eq!(line_mark_length(line), None, "{line}");
        }
    }
}
