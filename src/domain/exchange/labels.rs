//! Speaker labels at the start of lines, such as `MARCO:` and `**Marco:**`.

use std::ops::Range;

use crate::domain::{Project, is_same_name};

/// Characters and words of a name before a colon; longer ones are sentences.
const MAX_NAME_CHARS: usize = 40;
const MAX_NAME_WORDS: usize = 4;

/// How sure it is that a word before a colon is a speaker.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum LabelCertainty {
    /// It is bold or in capitals.
    Certain,
    /// It may be the start of a sentence, as in `Remember: …`.
    Likely,
}

/// A name before a colon at the start of a line, and the words behind it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct SpeakerLabel {
    pub(super) name: String,
    pub(super) words: String,
    pub(super) certainty: LabelCertainty,
}

/// A line of text. If its label is none after all, all of `text` is spoken.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct ScriptLine {
    pub(super) text: String,
    pub(super) label: Option<SpeakerLabel>,
}

/// The label at the start of a plain line; a colon at one of the offsets of `literal` is text.
pub(super) fn find_label(line: &str, literal: &[usize]) -> Option<SpeakerLabel> {
    let colon = line.find([':', '：']).filter(|colon| !literal.contains(colon))?;
    let width = line[colon..].chars().next().map_or(1, char::len_utf8);
    let (name, words) = (line[..colon].trim(), &line[colon + width..]);
    let is_name = name.chars().count() <= MAX_NAME_CHARS
        && name.split_whitespace().count() <= MAX_NAME_WORDS
        && name.contains(char::is_alphabetic)
        && name.starts_with(char::is_alphanumeric)
        && !name.contains(['?', '!', ',', ';', '"', '/', '<', '[']);
    // `https:` and `10:30` have no space behind the colon.
    let is_separated = words.is_empty() || words.starts_with(char::is_whitespace) || width > 1;
    let certainty = if is_upper_case(name) { LabelCertainty::Certain } else { LabelCertainty::Likely };
    (is_name && is_separated).then(|| SpeakerLabel {
        name: name.to_owned(),
        words: words.trim().to_owned(),
        certainty,
    })
}

/// The label that stands in bold at the start of a line: `**Marco:**` or `**Marco**:`.
pub(super) fn bold_label(line: &str, bold: &Range<usize>) -> Option<SpeakerLabel> {
    if !line.get(..bold.start)?.trim().is_empty() {
        return None;
    }
    let (inside, behind) = (line.get(bold.clone())?.trim(), line.get(bold.end..)?);
    let (name, words) = match inside.strip_suffix([':', '：']) {
        Some(name) => (name, behind),
        None => (inside, behind.trim_start().strip_prefix([':', '：'])?),
    };
    let label = |name: &str| SpeakerLabel {
        name: name.to_owned(),
        words: words.trim().to_owned(),
        certainty: LabelCertainty::Certain,
    };
    Some(name.trim()).filter(|name| !name.is_empty()).map(label)
}

/// Two letters or more, all of them capitals.
fn is_upper_case(name: &str) -> bool {
    let capitals = name.chars().filter(|c| c.is_uppercase()).count();
    capitals >= 2 && !name.contains(char::is_lowercase)
}

/// The names whose likely labels are speakers: declared ones, repeated ones, or, where none are declared, all if every
/// paragraph has a label.
/// `paragraphs` are the first and the other lines of each.
pub(super) fn accepted_names(paragraphs: &[Vec<ScriptLine>], project: &Project) -> Vec<String> {
    let labels: Vec<&SpeakerLabel> =
        paragraphs.iter().flatten().filter_map(|line| line.label.as_ref()).collect();
    let starts = |lines: &Vec<ScriptLine>| lines.first().is_some_and(|line| line.label.is_some());
    let is_dialog = project.speakers.is_empty() && paragraphs.len() > 1 && paragraphs.iter().all(starts);
    let count = |name: &str| labels.iter().filter(|other| is_same_name(&other.name, name)).count();
    let is_speaker = |label: &&&SpeakerLabel| {
        label.certainty == LabelCertainty::Certain
            || is_dialog
            || project.speaker(&label.name).is_some()
            || count(&label.name) > 1
    };
    labels.iter().filter(is_speaker).map(|label| label.name.clone()).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn label_of(line: &str) -> Option<(String, String, LabelCertainty)> {
        find_label(line, &[]).map(|label| (label.name, label.words, label.certainty))
    }

    #[test]
    fn a_name_before_a_colon_is_a_label() {
        use LabelCertainty::{Certain, Likely};
        for (line, name, words, certainty) in [
            ("MARCO: Hi.", "MARCO", "Hi.", Certain),
            ("DR. O'NEIL 2: Hi: you", "DR. O'NEIL 2", "Hi: you", Certain),
            ("Marco: Hi.", "Marco", "Hi.", Likely),
            ("小明：你好", "小明", "你好", Likely),
            ("Q:", "Q", "", Likely),
        ] {
            assert_eq!(label_of(line), Some((name.into(), words.into(), certainty)), "{line}");
        }
        for line in [
            "https://example.com",
            "10:30 is too late",
            "So, this is it: the end",
            "Five words before a colon: no",
            "- : x",
            "no colon",
        ] {
            assert_eq!(label_of(line), None, "{line}");
        }
        assert_eq!(find_label("Note: x", &[4]), None);
    }

    #[test]
    fn bold_text_with_a_colon_is_a_label() {
        let bold = |line: &str, range| bold_label(line, &range).map(|label| (label.name, label.words));
        assert_eq!(bold("Marco: Hi.", 0..6), Some(("Marco".into(), "Hi.".into())));
        assert_eq!(bold("Marco: Hi.", 0..5), Some(("Marco".into(), "Hi.".into())));
        assert_eq!(bold("Hi Marco:", 3..9), None);
        assert_eq!(bold("Now we go", 0..3), None);
    }
}
