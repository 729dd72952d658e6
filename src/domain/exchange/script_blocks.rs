//! The blocks of a text: its sections, paragraphs and list items, and the scenes that they become.

use super::builder::ScriptBuilder;
use super::directions::SpokenWords;
use super::labels::{ScriptLine, SpeakerNames};
use super::options::{SceneOption, split_emotion};

/// What separates paragraphs of a script, and the lines of one.
const PARAGRAPH_SEPARATOR: &str = "\n\n";
const LINE_SEPARATOR: &str = "\n";

/// A block of a text.
#[derive(Debug, Clone, PartialEq)]
pub(super) enum ScriptBlock {
    /// Another scene, below this heading if it has one.
    Section(Option<String>),
    Paragraph(Vec<ScriptLine>),
    /// An option of the scene, beside its words.
    Option(SceneOption),
    /// An item of a list; the first of a list or a further one.
    ListItem(Vec<ScriptLine>, ListPosition),
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum ListPosition {
    First,
    Further,
}

/// Adds the scenes of the blocks. A speaker label begins a scene, since a scene has one speaker.
pub(super) fn add_blocks(builder: &mut ScriptBuilder, blocks: Vec<ScriptBlock>) {
    let spoken = blocks.iter().map(spoken_lines).filter(|lines| !lines.is_empty());
    let paragraphs: Vec<&[ScriptLine]> = spoken.collect();
    let speakers = SpeakerNames::of(&paragraphs, &builder.project);
    for block in blocks {
        match block {
            ScriptBlock::Section(heading) => add_section(builder, heading.as_deref()),
            ScriptBlock::Option(option) => builder.set_option(option),
            ScriptBlock::Paragraph(lines) => {
                add_lines(builder, lines, PARAGRAPH_SEPARATOR, &speakers);
            }
            ScriptBlock::ListItem(lines, position) => match parse_option(&lines) {
                Some(option) => builder.set_option(option),
                None if add_unclear_option(builder, &lines, &speakers) => {}
                None => {
                    let is_first = position == ListPosition::First;
                    let separator = if is_first { PARAGRAPH_SEPARATOR } else { LINE_SEPARATOR };
                    if add_lines(builder, lines, separator, &speakers) {
                        builder.end_item();
                    }
                }
            },
        }
    }
}

/// The lines of a block that may be spoken.
pub(super) fn spoken_lines(block: &ScriptBlock) -> &[ScriptLine] {
    match block {
        ScriptBlock::Section(_) | ScriptBlock::Option(_) => &[],
        ScriptBlock::ListItem(lines, _) if parse_option(lines).is_some() => &[],
        ScriptBlock::Paragraph(lines) | ScriptBlock::ListItem(lines, _) => lines,
    }
}

fn add_section(builder: &mut ScriptBuilder, heading: Option<&str>) {
    let (heading, emotion) = heading.map(split_emotion).unzip();
    match heading {
        // What an export writes: it stands for a scene even if that is empty.
        Some(heading) if is_scene_heading(heading) => builder.begin_numbered_scene(),
        Some(heading) => {
            builder.notes.add("each heading begins a scene, and is not spoken itself", heading);
            builder.end_scene();
            if is_numbered_heading(heading) {
                builder.expect_options();
            }
        }
        None => builder.end_scene(),
    }
    if let Some(emotion) = emotion.flatten() {
        builder.set_option(SceneOption::Emotion(emotion));
    }
}

/// Whether a heading begins with `Scene 3`, as in `Scene 3: The offer`.
fn is_numbered_heading(heading: &str) -> bool {
    let name = heading.split([':', '-', '–', '—', '.']).next().unwrap_or(heading);
    is_scene_heading(name)
}

/// Whether a heading is `Scene 3`.
pub(super) fn is_scene_heading(heading: &str) -> bool {
    let mut words = heading.split_whitespace();
    let (word, number, rest) = (words.next(), words.next(), words.next());
    word.is_some_and(|word| word.eq_ignore_ascii_case("scene"))
        && number.is_some_and(|number| number.bytes().all(|byte| byte.is_ascii_digit()))
        && rest.is_none()
}

pub(super) fn parse_option(lines: &[ScriptLine]) -> Option<SceneOption> {
    match lines {
        [line] => SceneOption::parse(&line.text),
        _ => None,
    }
}

/// Adds an option that is misspelled, and leaves out one whose value cannot be read, each with a note. Below the heading of a
/// scene a list holds options; elsewhere an item is one if its value is one of a few. Returns whether it was one.
fn add_unclear_option(builder: &mut ScriptBuilder, lines: &[ScriptLine], speakers: &SpeakerNames) -> bool {
    let [line] = lines else { return false };
    if line.label.as_ref().is_some_and(|label| speakers.has_declared(label)) {
        return false;
    }
    let expects_options = builder.expects_options();
    let misspelled = SceneOption::parse_misspelled(&line.text);
    if let Some((option, key)) = misspelled.filter(|(option, _)| expects_options || option.has_known_value())
    {
        builder.notes.add(format!("read as the option {key}"), &line.text);
        builder.set_option(option);
        return true;
    }
    let is_unreadable = expects_options && SceneOption::has_key(&line.text);
    if is_unreadable {
        builder.notes.add("options that cannot be read are left out", &line.text);
    }
    is_unreadable
}

/// Adds the lines of a paragraph; `separator` parts it from the words before it. Returns whether it has words.
fn add_lines(
    builder: &mut ScriptBuilder,
    lines: Vec<ScriptLine>,
    separator: &str,
    speakers: &SpeakerNames,
) -> bool {
    let (mut separator, mut has_words) = (separator, false);
    for line in lines {
        let words = match line.label {
            Some(label) if speakers.has(&label) => {
                if label.delivery.is_some() {
                    builder.end_spoken_scene();
                }
                builder.set_speaker(Some(&label.name));
                label.left_out.add_to(&mut builder.notes);
                if let Some(option) = label.delivery.as_deref().and_then(SceneOption::from_delivery) {
                    builder.set_option(option);
                }
                separator = PARAGRAPH_SEPARATOR;
                label.words
            }
            Some(label) => {
                let kind = "kept as spoken words; to make it a speaker, write it in capitals or bold";
                builder.notes.add(kind, &format!("{}:", label.name));
                spoken_text(line.spoken, line.text, builder)
            }
            None => spoken_text(line.spoken, line.text, builder),
        };
        if !words.is_empty() {
            builder.add_words(&words, separator);
            has_words = true;
            separator = LINE_SEPARATOR;
        }
    }
    has_words
}

/// The words of a line without its directions, which are named.
fn spoken_text(spoken: Option<SpokenWords>, text: String, builder: &mut ScriptBuilder) -> String {
    let Some(spoken) = spoken else { return text };
    spoken.left_out.add_to(&mut builder.notes);
    spoken.text
}
