//! The elements of a Fountain script: headings, action, dialogue, notes.

use super::fountain_text::is_escaped;
use super::options::SceneOption;
use crate::domain::script::is_numbered_heading;

/// The beginnings of scene headings.
const HEADING_PREFIXES: [&str; 8] = ["INT.", "EXT.", "EST.", "INT ", "EXT ", "I/E", "INT/EXT", "INT./EXT"];

/// An element of a script, in its order.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum FountainElement {
    Heading(String),
    Action(String),
    Dialogue {
        character: String,
        lines: Vec<DialogueLine>,
    },
    /// A note between `[[` and `]]`.
    Note(String),
    /// An element without a meaning in a project, and its kind.
    Other(&'static str, String),
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum DialogueLine {
    /// Without its parentheses.
    Parenthetical(String),
    /// As written; empty between two paragraphs.
    Words(String),
}

/// The elements of the text below the title page.
pub(super) fn parse_elements(text: &str) -> Vec<FountainElement> {
    let mut elements = Vec::new();
    let text = take_enclosed(text, ("/*", "*/"), |omitted| {
        elements
            .push(FountainElement::Other("parts that the script itself omits (/* */) are left out", omitted));
    });
    let lines: Vec<&str> = text.lines().collect();
    let mut index = 0;
    while index < lines.len() {
        let is_after_blank = index == 0 || lines[index - 1].trim().is_empty();
        index += match character_of(&lines[index..]).filter(|_| is_after_blank) {
            Some((character, extension)) => {
                if !is_known_extension(extension) {
                    let kind = "what stands in parentheses behind the name of a character is left out";
                    elements.push(FountainElement::Other(kind, extension.to_owned()));
                }
                take_dialogue(character.to_owned(), &lines[index + 1..], &mut elements) + 1
            }
            None => take_line(&lines[index..], is_after_blank, &mut elements),
        };
    }
    elements
}

/// The text without the parts between two marks, each of which goes to `take`.
fn take_enclosed(text: &str, (open, close): (&str, &str), mut take: impl FnMut(String)) -> String {
    let mut out = String::with_capacity(text.len());
    let mut rest = text;
    let mut searched = 0;
    while let Some(start) = rest[searched..].find(open).map(|found| searched + found) {
        searched = start + open.len();
        if is_escaped(rest, start) {
            continue;
        }
        let Some(end) = rest[searched..].find(close).map(|found| searched + found) else { break };
        out.push_str(&rest[..start]);
        take(rest[searched..end].trim().to_owned());
        rest = &rest[end + close.len()..];
        searched = 0;
    }
    out + rest
}

/// The name of the character whose dialogue begins at the first line, and the words in parentheses behind it.
fn character_of<'a>(lines: &[&'a str]) -> Option<(&'a str, &'a str)> {
    let [first, second, ..] = lines else { return None };
    let line = first.trim();
    if second.is_empty() || second.trim().is_empty() {
        return None;
    }
    let name = match line.strip_prefix('@') {
        Some(name) => name,
        None if is_capitals(line) && !line.ends_with(':') && !line.starts_with(['.', '>', '!', '#', '=']) => {
            line
        }
        None => return None,
    };
    // `ANA ^` is in dual dialogue.
    let name = name.trim_end_matches('^').trim();
    let (name, extension) = name.split_once(" (").unwrap_or((name, ""));
    (!name.is_empty() && !is_heading(line)).then(|| (name.trim(), extension.trim_end_matches(')').trim()))
}

/// Whether the words behind a name say nothing about how it is spoken.
fn is_known_extension(extension: &str) -> bool {
    extension.is_empty() || SceneOption::from_delivery(extension).is_none()
}

/// Whether the letters before a parenthesis are capitals.
fn is_capitals(line: &str) -> bool {
    let name = line.split('(').next().unwrap_or_default();
    name.contains(char::is_uppercase) && !name.contains(char::is_lowercase)
}

fn is_heading(line: &str) -> bool {
    let upper = line.to_uppercase();
    HEADING_PREFIXES.iter().any(|prefix| upper.starts_with(prefix)) || is_numbered_heading(line)
}

/// Takes the lines of a dialogue; returns their number.
fn take_dialogue(character: String, lines: &[&str], elements: &mut Vec<FountainElement>) -> usize {
    // A line of two spaces keeps a blank line within the dialogue.
    let is_end = |line: &&str| line.len() < 2 && line.trim().is_empty();
    let count = lines.iter().position(is_end).unwrap_or(lines.len());
    let mut notes = Vec::new();
    let text = take_enclosed(&lines[..count].join("\n"), ("[[", "]]"), |note| {
        notes.push(FountainElement::Note(note));
    });
    let line = |line: &str| {
        let line = line.trim();
        match line.strip_prefix('(').and_then(|inner| inner.strip_suffix(')')) {
            Some(inner) => DialogueLine::Parenthetical(inner.trim().to_owned()),
            None => DialogueLine::Words(line.trim_start_matches('~').trim().to_owned()),
        }
    };
    elements.push(FountainElement::Dialogue { character, lines: text.lines().map(line).collect() });
    elements.extend(notes);
    count
}

/// Takes what begins at the first line; returns the number of lines.
fn take_line(lines: &[&str], is_after_blank: bool, elements: &mut Vec<FountainElement>) -> usize {
    let line = lines[0].trim();
    let other = |kind, text: &str| FountainElement::Other(kind, text.trim().to_owned());
    // `CUT TO:` and `FADE IN:`.
    let is_transition = is_capitals(line) && line.ends_with(':');
    if line.is_empty() || line.bytes().all(|byte| byte == b'=') {
        return 1;
    }
    if let Some(heading) = line.strip_prefix('.').filter(|rest| !rest.starts_with('.')) {
        elements.push(FountainElement::Heading(heading.trim().to_owned()));
    } else if is_after_blank && is_heading(line) {
        elements.push(FountainElement::Heading(line.to_owned()));
    } else if line.starts_with('#') {
        elements.push(FountainElement::Heading(line.trim_start_matches('#').trim().to_owned()));
    } else if let Some(synopsis) = line.strip_prefix('=') {
        elements.push(other("synopses are left out", synopsis));
    } else if is_transition || (line.starts_with('>') && !line.ends_with('<')) {
        elements.push(other("transitions are left out", line.trim_start_matches('>')));
    } else {
        return take_action(lines, elements);
    }
    1
}

/// Takes the action down to the next blank line; returns the number of its lines.
fn take_action(lines: &[&str], elements: &mut Vec<FountainElement>) -> usize {
    let count = lines.iter().position(|line| line.trim().is_empty()).unwrap_or(lines.len());
    let mut notes = Vec::new();
    let text = take_enclosed(&lines[..count].join("\n"), ("[[", "]]"), |note| {
        notes.push(FountainElement::Note(note));
    });
    let words = text.split_whitespace().collect::<Vec<_>>().join(" ");
    let words = words.trim_start_matches(['!', '>']).trim_end_matches('<').trim();
    if !words.is_empty() {
        elements.push(FountainElement::Action(words.to_owned()));
    }
    elements.extend(notes);
    count
}
