//! Placeholders of templates that are not filled in, and doubled brackets: `{{first_name}}`, `${name}`, `[[scene]]`.

use super::stage_direction::pause_kind;
use super::token::{ScriptTokenKind, UnspokenKind};

/// The longest run of one bracket.
const MAX_RUN: usize = 3;
/// The longest content, in bytes: the limit keeps the parser linear.
const MAX_CONTENT_BYTES: usize = 80;

/// The length and the kind of the placeholder at the start of `text`.
pub(super) fn parse_placeholder(text: &str) -> Option<(usize, ScriptTokenKind)> {
    let (open, close) = match text.chars().next()? {
        '[' => ('[', ']'),
        '{' | '$' => ('{', '}'),
        _ => return None,
    };
    let brackets = text.strip_prefix('$').unwrap_or(text);
    let opened = run_length(brackets, open)?;
    let inside = &brackets[opened..];
    let window = &inside[..inside.floor_char_boundary(MAX_CONTENT_BYTES)];
    let end = window.find(['[', ']', '{', '}', '<', '\n'])?;
    let closed = run_length(&inside[end..], close)?;
    let content = inside[..end].trim();
    let rest = &inside[end + closed..];
    let is_whole = match open {
        '[' => opened == closed && opened > 1 && !rest.starts_with('('),
        _ => opened + closed > 2 || text.starts_with('$'),
    };
    let length = text.len() - rest.len();
    (is_whole && !content.is_empty()).then(|| (length, placeholder_kind(content, open)))
}

fn placeholder_kind(content: &str, open: char) -> ScriptTokenKind {
    let kind = if open == '[' { UnspokenKind::StageDirection } else { UnspokenKind::Placeholder };
    pause_kind(content).unwrap_or(ScriptTokenKind::Unspoken(kind))
}

/// How often the bracket is repeated at the start of a text; `None` if it is not there, or more often than anybody writes.
fn run_length(text: &str, bracket: char) -> Option<usize> {
    let count = text.chars().take(MAX_RUN + 1).take_while(|c| *c == bracket).count();
    (1..=MAX_RUN).contains(&count).then_some(count)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn doubled_brackets_are_one_part() {
        for text in ["{{first_name}}", "{{ first name }}", "{{{name}}}", "${name}", "{{name}", "{name}}"] {
            let kind = ScriptTokenKind::Unspoken(UnspokenKind::Placeholder);
            assert_eq!(parse_placeholder(&format!("{text}, so")), Some((text.len(), kind)), "{text}");
        }
        let direction = ScriptTokenKind::Unspoken(UnspokenKind::StageDirection);
        assert_eq!(parse_placeholder("[[scene]] so"), Some((9, direction)));
        let pause = ScriptTokenKind::Pause { seconds: 2.0, is_normal_form: false };
        assert_eq!(parse_placeholder("[[PAUSE 2s]]"), Some((12, pause)));
        for text in
            ["{name}", "[name]", "[[a](b)](c)", "[[a]](b)", "{{}}", "{{a", "$5", "[[[[a]]]]", "{{a\n}}"]
        {
            assert_eq!(parse_placeholder(text), None, "{text}");
        }
    }
}
