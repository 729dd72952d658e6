//! Speaker labels at the start of lines, such as `MARCO:` and `**Marco:**`.

use std::collections::{HashMap, HashSet};
use std::ops::Range;

use super::directions::{LeftOutDirections, SpokenWords};
use crate::domain::pauses::replace_pause_markers;
use crate::domain::script::{
    NumberMark, TimeCodeRule, is_numbered_heading, is_time_code, label_colon, split_parenthetical,
    strip_voice_over,
};
use crate::domain::{Project, nfc};

/// Characters and words of a name before a colon; longer ones are sentences.
const MAX_NAME_CHARS: usize = 40;
const MAX_NAME_WORDS: usize = 4;

/// The colon, also that of Chinese and Japanese.
const COLONS: [char; 2] = [':', '：'];

/// How sure it is that a word before a colon is a speaker.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum LabelCertainty {
    /// It is bold or in capitals.
    Certain,
    /// It stands behind a time code, as in a transcript.
    Timed,
    /// It may be the start of a sentence, as in `Remember: …`.
    Likely,
}

/// A name before a colon at the start of a line, and the words behind it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct SpeakerLabel {
    pub(super) name: String,
    /// The words in parentheses behind the name.
    pub(super) delivery: Option<String>,
    pub(super) words: String,
    pub(super) certainty: LabelCertainty,
    /// What was left out of the words.
    pub(super) left_out: LeftOutDirections,
}

/// A line of text. If its label is none after all, all of `text` is spoken.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(super) struct ScriptLine {
    pub(super) text: String,
    pub(super) label: Option<SpeakerLabel>,
    /// The text without its directions; none where the format has none.
    pub(super) spoken: Option<SpokenWords>,
    /// Whether it is `SCENE 1`, without words.
    pub(super) is_heading: bool,
    /// Whether its first character is escaped, so that it is no name.
    pub(super) is_escaped: bool,
}

impl ScriptLine {
    /// Reads a line with its pauses and its directions; characters at the sorted offsets of `literal` are text.
    pub(super) fn read(line: &str, label: Option<SpeakerLabel>, literal: &[usize]) -> Self {
        let voice_over = strip_voice_over(line).filter(|_| label.is_none() && !literal.contains(&1));
        if let Some(words) = voice_over {
            let cut = line.len() - words.len();
            let literal: Vec<usize> = literal.iter().filter_map(|at| at.checked_sub(cut)).collect();
            return Self::read(words, None, &literal);
        }
        let label = label.map(|label| {
            let start = line.trim_end().len() - label.words.len();
            let literal: Vec<usize> = literal.iter().filter_map(|at| at.checked_sub(start)).collect();
            label.with_spoken_words(&literal)
        });
        let start = line.len() - line.trim_start().len();
        let is_escaped = literal.binary_search(&start).is_ok();
        let is_heading = is_numbered_heading(line) && !is_escaped;
        let text = replace_pause_markers(line, literal).trim().to_owned();
        let spoken = Some(SpokenWords::read(line, literal, false));
        Self { text, label, spoken, is_heading, is_escaped }
    }

    /// The line with a time code before it, which is left out.
    pub(super) fn behind_time_code(mut self, code: &str, times: TimeCodeRule) -> Self {
        if let Some(label) = &mut self.label {
            label.left_out.insert_time_code(code);
            if times.labels_are_speakers() && label.certainty == LabelCertainty::Likely {
                label.certainty = LabelCertainty::Timed;
            }
        }
        if let Some(spoken) = &mut self.spoken {
            spoken.left_out.insert_time_code(code);
        }
        self
    }

    /// Whether nothing is left of it, and nothing was left out.
    pub(super) fn is_blank(&self) -> bool {
        let left_out_nothing = self.spoken.as_ref().is_none_or(|spoken| spoken.left_out.is_empty());
        self.text.is_empty() && self.label.is_none() && left_out_nothing
    }

    /// Whether nothing of it is spoken.
    pub(super) fn is_silent(&self) -> bool {
        let spoken = self.spoken.as_ref();
        self.label.is_none() && spoken.map_or(&self.text, |spoken| &spoken.text).is_empty()
    }
}

impl SpeakerLabel {
    /// The label with its words as they are spoken, and the delivery that stands before them.
    fn with_spoken_words(self, literal: &[usize]) -> Self {
        let (time, own) = match self.delivery {
            Some(words) if is_time_code(&words) => (Some(words), None),
            own => (None, own),
        };
        let SpokenWords { text, delivery, mut left_out } =
            SpokenWords::read(&self.words, literal, own.is_none());
        if let Some(code) = time {
            left_out.insert_time_code(&code);
        }
        Self { words: text, delivery: own.or(delivery), left_out, ..self }
    }

    /// The words behind the label as a line of their own, which may begin with another label.
    pub(super) fn into_line(self) -> ScriptLine {
        let spoken = SpokenWords { text: self.words.clone(), delivery: None, left_out: self.left_out };
        ScriptLine {
            label: find_label(&self.words, &[]),
            text: self.words,
            spoken: Some(spoken),
            is_heading: false,
            is_escaped: false,
        }
    }
}

/// The length of the time code at the start of a line, with the blanks around it; 0 if there is none or it is escaped.
pub(super) fn time_code_length(line: &str, times: TimeCodeRule, literal: &[usize]) -> usize {
    let indent = line.len() - line.trim_start().len();
    let length = times.time_code_length(&line[indent..]).filter(|_| literal.binary_search(&indent).is_err());
    let Some(end) = length.map(|length| indent + length) else { return 0 };
    line.len() - line[end..].trim_start_matches([' ', '\t']).len()
}

/// The label at the start of a plain line; characters at the sorted offsets of `literal` are text.
pub(super) fn find_label(line: &str, literal: &[usize]) -> Option<SpeakerLabel> {
    let colon = label_colon(line).filter(|colon| literal.binary_search(colon).is_err())?;
    let label = label_before(line, 0..colon, literal)?;
    let (name, words) = (label.name.as_str(), &line[colon..]);
    let is_name = name.chars().count() <= MAX_NAME_CHARS
        && name.split_whitespace().count() <= MAX_NAME_WORDS
        && name.contains(char::is_alphabetic)
        && name.starts_with(char::is_alphanumeric)
        // `3. Mai: …`
        && NumberMark::parse(name).is_none()
        && !name.contains(['?', '!', ',', ';', '"', '/', '<', '[']);
    // `https:` and `10:30` have no space behind the colon.
    let is_separated =
        !words.starts_with(':') || words[1..].is_empty() || words[1..].starts_with(char::is_whitespace);
    (is_name && is_separated).then_some(label)
}

/// The label that stands in bold at the start of a line: `**Marco:**`, `**Marco**:` or `**Marco** (smiling):`.
pub(super) fn bold_label(line: &str, bold: &Range<usize>, literal: &[usize]) -> Option<SpeakerLabel> {
    if !line.get(..bold.start)?.trim().is_empty() {
        return None;
    }
    let inside = line.get(bold.clone())?.trim_end();
    let colon = if inside.ends_with(COLONS) {
        bold.start + inside.rfind(COLONS)?
    } else {
        let behind = &line[bold.end..];
        let delivery = behind.trim_start().strip_prefix('(').and_then(|rest| rest.split_once(')'));
        let rest = delivery.map_or(behind, |(_, rest)| rest).trim_start();
        line.len() - rest.strip_prefix(COLONS).map(|_| rest.len())?
    };
    let label = label_before(line, bold.start..colon, literal)?;
    Some(SpeakerLabel { certainty: LabelCertainty::Certain, ..label })
}

/// The label whose name is in this range of the line, with a colon behind it.
fn label_before(line: &str, range: Range<usize>, literal: &[usize]) -> Option<SpeakerLabel> {
    let words = line[range.end..].trim_start_matches(COLONS).trim();
    let text = line[range.clone()].trim_end();
    let is_markup = |(name, _): &(&str, &str)| {
        !name.is_empty() && literal.binary_search(&(range.start + name.len())).is_err()
    };
    let delivery = split_parenthetical(text).filter(is_markup);
    let (name, delivery) = delivery.map_or((text, None), |(name, inside)| (name, Some(inside.trim())));
    let name = name.trim();
    let certainty = if is_upper_case(name) { LabelCertainty::Certain } else { LabelCertainty::Likely };
    (!name.is_empty()).then(|| SpeakerLabel {
        name: name.to_owned(),
        delivery: delivery.filter(|delivery| !delivery.is_empty()).map(str::to_owned),
        words: words.to_owned(),
        certainty,
        left_out: LeftOutDirections::default(),
    })
}

/// Two letters or more, all of them capitals.
fn is_upper_case(name: &str) -> bool {
    let capitals = name.chars().filter(|c| c.is_uppercase()).count();
    capitals >= 2 && !name.contains(char::is_lowercase)
}

/// The names that stand for speakers where they are in a label.
#[derive(Debug)]
pub(super) struct SpeakerNames {
    all: HashSet<String>,
    /// Those that the project declares.
    declared: HashSet<String>,
}

impl SpeakerNames {
    /// The names whose likely labels are speakers: declared ones, repeated ones, or, where none are declared, all if every
    /// paragraph begins with a label.
    pub(super) fn of(paragraphs: &[&[ScriptLine]], project: &Project) -> Self {
        let labels = || paragraphs.iter().copied().flatten().filter_map(|line| line.label.as_ref());
        let starts = |lines: &&[ScriptLine]| lines.first().is_some_and(|line| line.label.is_some());
        let is_dialog = project.speakers.is_empty() && paragraphs.len() > 1 && paragraphs.iter().all(starts);
        let mut counts: HashMap<String, usize> = HashMap::new();
        for label in labels() {
            *counts.entry(name_key(&label.name)).or_default() += 1;
        }
        let certain = labels().filter(|label| label.certainty != LabelCertainty::Likely);
        let certain = certain.map(|label| name_key(&label.name));
        let declared: HashSet<String> =
            project.speakers.iter().map(|speaker| name_key(&speaker.name)).collect();
        let mut all: HashSet<String> = certain.chain(declared.iter().cloned()).collect();
        all.extend(counts.into_iter().filter(|(_, count)| is_dialog || *count > 1).map(|(name, _)| name));
        Self { all, declared }
    }

    pub(super) fn has(&self, label: &SpeakerLabel) -> bool {
        self.all.contains(&name_key(&label.name))
    }

    /// Whether it is the name of a speaker that the project declares.
    pub(super) fn has_declared(&self, label: &SpeakerLabel) -> bool {
        self.declared.contains(&name_key(&label.name))
    }
}

/// The name without the difference between capitals and small letters.
fn name_key(name: &str) -> String {
    nfc(name).to_lowercase()
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
            ("ANA (smiling): Hi", "ANA", "Hi", Certain),
            ("Anna（00:12）：Hello", "Anna", "Hello", Likely),
            ("Ben [00:15]: Hi.", "Ben", "Hi.", Likely),
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
            "3. Mai: Start",
            "Ben [so]: Hi.",
        ] {
            assert_eq!(label_of(line), None, "{line}");
        }
        assert_eq!(find_label("Note: x", &[4]), None);
    }

    #[test]
    fn bold_text_with_a_colon_is_a_label() {
        let bold = |line: &str, range| bold_label(line, &range, &[]).map(|label| (label.name, label.words));
        assert_eq!(bold("Marco: Hi.", 0..6), Some(("Marco".into(), "Hi.".into())));
        assert_eq!(bold("Marco: Hi.", 0..5), Some(("Marco".into(), "Hi.".into())));
        assert_eq!(bold("Hi Marco:", 3..9), None);
        assert_eq!(bold("Marco (shy): Hi.", 0..5), Some(("Marco".into(), "Hi.".into())));
        let label = |literal: &[usize]| bold_label("Marco (2): Hi.", &(0..10), literal).unwrap();
        assert_eq!((label(&[]).name.as_str(), label(&[]).delivery.as_deref()), ("Marco", Some("2")));
        assert_eq!((label(&[6]).name.as_str(), label(&[6]).delivery), ("Marco (2)", None));
        assert_eq!(bold("Now we go", 0..3), None);
    }
}
