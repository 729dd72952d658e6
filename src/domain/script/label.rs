//! Labels at the start of a line: of speakers (`HOST:`), and of notes about the production (`**Tone**: warm`).

use std::collections::HashMap;

use super::time_code::is_time_code;
use super::vocabulary::{
    CUE_LABELS, DURATION_LABELS, EMPHATIC_NOTE_LABELS, NOTE_LABELS, NUMBERED_NOTE_LABELS, SECTION_LABELS,
    SPEAKER_ROLES, SPOKEN_LABELS,
};

/// The longest label, in bytes.
const MAX_LABEL_BYTES: usize = 64;
const MAX_LABEL_WORDS: usize = 4;
/// More words behind a label may be spoken.
const MAX_DETAIL_WORDS: usize = 4;
/// More words that begin with a number are no duration.
const MAX_DURATION_WORDS: usize = 8;

/// A label at the start of a line.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum LineLabel {
    /// The name of a speaker; its length with the colon, in bytes.
    Speaker(usize),
    /// The number of a scene before a sentence; its length with the colon, in bytes.
    Section(usize),
    /// The whole line is a note.
    Note,
}

/// How often each label opens a line of a script. A name that does so twice is a speaker.
pub(super) type LabelCounts<'a> = HashMap<&'a str, usize>;

pub(super) fn count_labels<'a>(lines: impl Iterator<Item = &'a str>) -> LabelCounts<'a> {
    let mut counts = HashMap::new();
    for label in lines.filter_map(split_label) {
        *counts.entry(label.name).or_insert(0) += 1;
    }
    counts
}

/// Whether a line begins with a name and a colon.
pub(super) fn opens_with_label(line: &str) -> bool {
    split_label(line).is_some()
}

/// The label at the start of a line, if it is not meant to be spoken.
pub(super) fn parse_label(line: &str, counts: &LabelCounts<'_>) -> Option<LineLabel> {
    if is_scene_heading(line) {
        return Some(LineLabel::Note);
    }
    if let Some(extension) = VOICE_OVER_EXTENSIONS.iter().find(|extension| line.starts_with(**extension)) {
        return Some(LineLabel::Speaker(extension.trim_end().len()));
    }
    let label = split_label(line)?;
    let is_emphatic = label.is_bold || is_in_capitals(label.name);
    match label_meaning(label.name, is_emphatic, &line[label.length..]) {
        Some(LabelMeaning::Heading | LabelMeaning::Note) => return Some(LineLabel::Note),
        Some(LabelMeaning::SectionLabel) => return Some(LineLabel::Section(label.length)),
        Some(LabelMeaning::Spoken) => return None,
        None => {}
    }
    let is_speaker = is_emphatic
        || is_role(&label.name.to_lowercase())
        || (counts.get(label.name).is_some_and(|count| *count > 1) && is_capitalized(label.name));
    is_speaker.then_some(LineLabel::Speaker(label.length))
}

/// A name at the start of a line, with a colon behind it.
struct LabelText<'a> {
    name: &'a str,
    is_bold: bool,
    /// In bytes, with the colon and the marks of bold text.
    length: usize,
}

fn split_label(line: &str) -> Option<LabelText<'_>> {
    let window = &line[..line.floor_char_boundary(MAX_LABEL_BYTES)];
    let plain = window.trim_start_matches(['*', '_']);
    let marks = &window[..window.len() - plain.len()];
    let end = label_colon(plain).filter(|end| !plain[..*end].contains(['\n', '<', '{']))?;
    let colon = plain[end..].chars().next()?;
    let after = &plain[end + colon.len_utf8()..];
    // `**HOST:**` and `**HOST**:` alike.
    let inside = plain[..end].strip_suffix(marks).unwrap_or(&plain[..end]);
    let closing = if inside.len() == end { after.strip_prefix(marks)? } else { after };
    if colon == ':' && !closing.is_empty() && !closing.starts_with(char::is_whitespace) {
        return None;
    }
    let name = strip_parenthetical(inside).trim();
    let is_name = |c: char| c.is_alphanumeric() || c.is_whitespace() || "'’.-&/#".contains(c);
    let is_label = name.chars().all(is_name)
        && name.contains(char::is_alphabetic)
        && name.split_whitespace().count() <= MAX_LABEL_WORDS;
    is_label.then(|| LabelText { name, is_bold: marks.len() > 1, length: window.len() - closing.len() })
}

/// The brackets that may stand behind a name.
const NAME_BRACKETS: [(char, char); 3] = [('(', ')'), ('（', '）'), ('[', ']')];

/// Where the first colon stands that is not in brackets: `Anna (00:12): Hello`.
pub(in crate::domain) fn label_colon(line: &str) -> Option<usize> {
    let colon = line.find([':', '：'])?;
    let opened = NAME_BRACKETS.iter().find_map(|(open, close)| {
        let open = line[..colon].rfind(*open)?;
        (!line[open..colon].contains(*close)).then_some((open, *close))
    });
    let Some((open, close)) = opened else { return Some(colon) };
    let behind = open + line[open..].find(close)? + close.len_utf8();
    let next = line[behind..].find([':', '：']).map(|offset| behind + offset)?;
    line[behind..next].trim().is_empty().then_some(next)
}

/// A name in capitals or capitalized, and the length of its label with the colon, if it has no other meaning.
pub(super) fn name_label(line: &str) -> Option<(&str, usize)> {
    let label = split_label(line).filter(|label| is_capitalized(label.name))?;
    let is_name = label_meaning(label.name, false, &line[label.length..]).is_none();
    is_name.then_some((label.name, label.length))
}

/// The name in a label, and the words in brackets at its end: `ANNA (V.O.)`, `Anna（00:12）`. In square brackets they are a
/// time code: `Ben [00:15]`.
pub(in crate::domain) fn split_parenthetical(name: &str) -> Option<(&str, &str)> {
    let name = name.trim_end();
    let (open, close) = NAME_BRACKETS.into_iter().find(|(_, close)| name.ends_with(*close))?;
    let at = name.find(open)?;
    let inside = &name[at + open.len_utf8()..name.len() - close.len_utf8()];
    (open != '[' || is_time_code(inside)).then_some((&name[..at], inside))
}

/// `ANNA (V.O.)` without its extension.
pub(super) fn strip_parenthetical(name: &str) -> &str {
    split_parenthetical(name).map_or(name, |(name, _)| name)
}

/// `STEP 1` without its number.
fn strip_number(lower: &str) -> &str {
    lower.trim_end_matches(|c: char| c.is_ascii_digit()).trim_end()
}

/// What a label at the start of a line says of it, if it is no speaker's.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(in crate::domain) enum LabelMeaning {
    /// `Scene 2: The offer`.
    Heading,
    /// `Scene 2: Here is the offer.`: what is behind the label is spoken.
    SectionLabel,
    /// `**Duration**: 1 minute`.
    Note,
    /// `WARNING: hot`: the label is spoken too.
    Spoken,
}

/// What a label with these words behind it means, if it is known. `is_emphatic`: it is bold or in capitals.
pub(in crate::domain) fn label_meaning(name: &str, is_emphatic: bool, words: &str) -> Option<LabelMeaning> {
    let lower = name.trim().to_lowercase();
    if is_heading(&lower) {
        let is_title = words.trim().is_empty() || is_detail(words) || is_title(words);
        return Some(if is_title { LabelMeaning::Heading } else { LabelMeaning::SectionLabel });
    }
    if SECTION_LABELS.contains(&lower.as_str()) {
        let is_empty = words.trim().is_empty();
        return Some(if is_empty { LabelMeaning::Heading } else { LabelMeaning::SectionLabel });
    }
    if is_note(&lower, is_emphatic, words) {
        return Some(LabelMeaning::Note);
    }
    SPOKEN_LABELS.contains(&strip_number(&lower)).then_some(LabelMeaning::Spoken)
}

fn is_note(lower: &str, is_emphatic: bool, words: &str) -> bool {
    let is_cue = CUE_LABELS.contains(&lower);
    NOTE_LABELS.contains(&lower)
        || (DURATION_LABELS.contains(&lower) && (is_emphatic || is_duration(words)))
        || (is_cue && !words.trim().is_empty() && !ends_sentence(words.trim()))
        || ((is_cue || EMPHATIC_NOTE_LABELS.contains(&lower))
            && (is_detail(words) || (is_emphatic && !is_role(lower))))
}

/// Whether words in capitals are a label that is no speaker's, or the heading of a scene.
pub(super) fn is_known_label(name: &str) -> bool {
    is_scene_heading(name) || label_meaning(name, true, "").is_some()
}

/// Whether a line is `SCENE 1`, without words.
pub(in crate::domain) fn is_numbered_heading(line: &str) -> bool {
    const MAX_BYTES: usize = 16;
    let line = line.trim();
    line.len() <= MAX_BYTES
        && line.ends_with(|c: char| c.is_ascii_digit())
        && is_heading(&line.to_lowercase())
}

/// A voice that is heard off the screen, at the start of a line.
const VOICE_OVER_EXTENSIONS: [&str; 3] = ["V.O. ", "O.S. ", "O.C. "];

/// The words behind `V.O.`; `None` if the line does not begin with it.
pub(in crate::domain) fn strip_voice_over(line: &str) -> Option<&str> {
    VOICE_OVER_EXTENSIONS.iter().find_map(|extension| line.strip_prefix(extension)).map(str::trim_start)
}

/// A word for a part of the script, and its number.
fn is_heading(lower: &str) -> bool {
    lower.split_once(' ').is_some_and(|(word, number)| {
        NUMBERED_NOTE_LABELS.contains(&word) && number.bytes().all(|byte| byte.is_ascii_digit())
    })
}

/// A duration, and no sentence that the word opens: `45 to 60 seconds.`, `about 1 minute and 30 seconds`, `one minute.`
fn is_duration(words: &str) -> bool {
    let words = words.trim().trim_end_matches('.');
    let count = words.split_whitespace().count();
    let opens_with_number = words.split_whitespace().take(2).any(|word| word.contains(char::is_numeric));
    words.is_empty() || is_detail(words) || (opens_with_number && count <= MAX_DURATION_WORDS)
}

/// Words that are all capitalized but for short ones, and no sentence: `Why Most Teams Never Ship`.
fn is_title(words: &str) -> bool {
    const MAX_SMALL_BYTES: usize = 4;
    let words = words.trim().trim_end_matches(['*', '_']);
    let is_capitalized = |word: &str| word.len() <= MAX_SMALL_BYTES || !word.starts_with(char::is_lowercase);
    !ends_sentence(words)
        && words.contains(char::is_uppercase)
        && words.split_whitespace().all(is_capitalized)
}

fn ends_sentence(words: &str) -> bool {
    words.ends_with(['.', '!', '?', '…', '。', '！', '？', '"', '”', '“', '»', '«', '」'])
}

/// Up to four words that are no sentence, such as `~60 seconds`.
fn is_detail(words: &str) -> bool {
    let words = words.trim().trim_end_matches(['*', '_']);
    !words.is_empty() && words.split_whitespace().count() <= MAX_DETAIL_WORDS && !ends_sentence(words)
}

/// A role, alone or with a number or a letter: `Speaker 1`.
fn is_role(lower: &str) -> bool {
    SPEAKER_ROLES.contains(&lower)
        || lower.rsplit_once(' ').is_some_and(|(role, number)| {
            SPEAKER_ROLES.contains(&role.trim()) && number.trim_start_matches('#').chars().count() <= 2
        })
}

pub(super) fn is_in_capitals(name: &str) -> bool {
    name.chars().filter(|c| c.is_uppercase()).count() > 1 && !name.contains(char::is_lowercase)
}

fn is_capitalized(name: &str) -> bool {
    name.split_whitespace().all(|word| word.starts_with(char::is_uppercase))
}

/// `INT. OFFICE - DAY`, as screenplays open a scene.
fn is_scene_heading(line: &str) -> bool {
    ["INT. ", "EXT. ", "INT/EXT", "INT./EXT", "I/E. "].iter().any(|word| line.starts_with(word))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn label(line: &str) -> Option<LineLabel> {
        parse_label(line, &count_labels(line.lines()))
    }

    #[test]
    fn speakers_and_notes_are_labels() {
        for (line, length) in [
            ("HOST: Most teams", 5),
            ("Narrator: Hello", 9),
            ("**Anna:** Hello", 9),
            ("**Anna**: Hello", 9),
            ("ANNA MARIA (V.O.): Hello", 18),
            ("ANNA（00:12）：Hello", 18),
            ("BEN [00:15]: Hi.", 12),
            ("Speaker 2: Hello", 10),
            ("主持人：大家好", 12),
            ("VO:", 3),
            ("V.O. Hello", 4),
            ("SPEAKER: Most teams never ship.", 8),
        ] {
            assert_eq!(label(line), Some(LineLabel::Speaker(length)), "{line}");
        }
        for line in [
            "**Duration**: ~1 minute",
            "**Tone:** warm",
            "SFX: whoosh",
            "Length: 60 seconds",
            "Tone: warm, friendly",
            "**Motion:** waves.",
            "**Speaker**: Ingrid",
            "MUSIC: soft piano",
            "Scene 2: The offer",
            "Scene 2:",
            "Visual: a lamp on a desk",
            "Visuals: A lamp stands on a desk.",
            "B-roll: hands that open a box, slowly",
            "Music: soft piano that swells with the words",
            "Hook:",
            "Slide 3: Why Most Teams Never Ship It",
            "Duration: about 1 minute and 30 seconds",
            "Duration: one minute.",
            "**Duration:** It is about as long as the other one.",
            "INT. OFFICE - DAY",
        ] {
            assert_eq!(label(line), Some(LineLabel::Note), "{line}");
        }
    }

    #[test]
    fn only_the_number_of_a_scene_is_a_label_before_a_sentence() {
        for (line, length) in [
            ("Scene 1: Good morning, everybody, and welcome to my channel about lamps.", 8),
            ("**Scene 12:** good morning everybody and welcome", 13),
            ("Slide 3: Done!", 8),
            ("Hook: Most teams never ship", 5),
            ("**CTA:** Subscribe", 8),
            ("Outro: Bye.", 6),
            ("Szene 2: „Guten Morgen.“", 8),
        ] {
            assert_eq!(label(line), Some(LineLabel::Section(length)), "{line}");
        }
    }

    #[test]
    fn spoken_sentences_are_not_labels() {
        for line in [
            "Remember: this is important.",
            "NOTE: do not try this.",
            "STEP 1: open the app.",
            "Music: it is everywhere.",
            "**Important:** read this.",
            "Speaking: hello",
            "10:30 is fine",
            "https://example.com",
            "Here is what we do: we ship.",
            "Duration: it takes two hours to bake.",
            "Running time: we said two hours, and meant it",
            "Title: a word that opens a sentence",
            "BEN [so]: Hi.",
            "a:b",
            "",
        ] {
            assert_eq!(label(line), None, "{line}");
        }
    }

    #[test]
    fn a_name_that_opens_two_lines_is_a_speaker() {
        let script = "Anna: Hello.\nMarco: Hi.\nAnna: Bye.";
        let counts = count_labels(script.lines());
        assert_eq!(parse_label("Anna: Bye.", &counts), Some(LineLabel::Speaker(5)));
        assert_eq!(parse_label("Marco: Hi.", &counts), None);
    }
}
