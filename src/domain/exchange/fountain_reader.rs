//! Import of Fountain: characters are speakers, parentheticals are emotions or motion, headings part scenes.

use super::builder::ScriptBuilder;
use super::fountain_elements::{DialogueLine, FountainElement, parse_elements};
use super::fountain_text::read_words;
use super::head::{HeadSyntax, SPEAKERS_KEY};
use super::options::SceneOption;
use super::script_blocks::is_scene_heading;
use crate::domain::format_break;
use crate::domain::is_same_name;
use crate::domain::pauses::parse_pause_words;

/// The key of the title page that names the character of the project's own photo and voice.
pub(super) const PRESENTER_KEY: &str = "presenter";

/// Reads a Fountain script.
pub(super) fn read(text: &str) -> ScriptBuilder {
    let mut reader = FountainReader { builder: ScriptBuilder::new(), presenter: None, action: None };
    let body = reader.read_title_page(text.trim_start_matches('\n'));
    for element in parse_elements(body) {
        reader.add(element);
    }
    reader.drop_action();
    reader.builder
}

/// A script that is being read.
struct FountainReader {
    builder: ScriptBuilder,
    presenter: Option<String>,
    /// Action that waits for the dialogue that it belongs to.
    action: Option<String>,
}

impl FountainReader {
    /// Reads the title page, if there is one; returns what follows.
    fn read_title_page<'a>(&mut self, text: &'a str) -> &'a str {
        let first = text.lines().next().unwrap_or_default();
        // `FADE IN:` is no key.
        let is_key = |key: &str| {
            key.starts_with(char::is_alphabetic)
                && key.contains(char::is_lowercase)
                && key.chars().all(|c| c.is_alphanumeric() || "_ ".contains(c))
        };
        if !first.split_once(':').is_some_and(|(key, _)| is_key(key)) {
            return text;
        }
        let (head, body) = text.split_once("\n\n").unwrap_or((text, ""));
        let is_presenter = |line: &&str| {
            line.split_once(':').is_some_and(|(key, _)| key.trim().eq_ignore_ascii_case(PRESENTER_KEY))
        };
        let entries = join_title_entries(head);
        let (presenter, lines): (Vec<&str>, Vec<&str>) =
            entries.iter().map(String::as_str).partition(is_presenter);
        let presenter = presenter.first().and_then(|line| line.split_once(':'));
        self.presenter = presenter.map(|(_, name)| name.trim().to_owned());
        let builder = &mut self.builder;
        HeadSyntax::TitlePage.read(&lines, &mut builder.project, &mut builder.notes);
        builder.project.title = read_words(&builder.project.title).0;
        body
    }

    fn add(&mut self, element: FountainElement) {
        match element {
            FountainElement::Heading(heading) if is_scene_heading(&heading) => {
                self.drop_action();
                self.builder.begin_scene();
            }
            FountainElement::Heading(heading) => {
                self.drop_action();
                self.builder.notes.add("each heading begins a scene, and is not spoken itself", &heading);
                self.builder.end_scene();
            }
            FountainElement::Action(action) => {
                self.drop_action();
                self.action = Some(read_words(&action).0);
            }
            FountainElement::Dialogue { character, lines } => self.add_dialogue(&character, &lines),
            FountainElement::Note(note) => match SceneOption::parse(&note) {
                Some(option) => self.builder.set_option(option),
                None => self.builder.notes.add("notes are left out", &note),
            },
            FountainElement::Other(kind, text) => self.builder.notes.add(kind, &text),
        }
    }

    /// Reports action that no dialogue follows.
    fn drop_action(&mut self) {
        if let Some(action) = self.action.take() {
            self.builder.notes.add("action without dialogue below it is left out", &action);
        }
    }

    fn add_dialogue(&mut self, character: &str, lines: &[DialogueLine]) {
        let changes_delivery = matches!(lines.first(), Some(DialogueLine::Parenthetical(words)) if parse_pause_words(words).is_none());
        if changes_delivery || self.action.is_some() {
            self.builder.end_spoken_scene();
        }
        let is_presenter = self.presenter.as_ref().is_some_and(|name| is_same_name(name, character));
        self.builder.set_speaker(Some(character).filter(|_| !is_presenter));
        if let Some(action) = self.action.take() {
            self.builder.set_option(SceneOption::Motion(action));
        }
        let mut separator = "\n\n";
        for line in lines {
            match line {
                DialogueLine::Parenthetical(words) => self.add_parenthetical(words),
                DialogueLine::Words(words) if words.is_empty() => separator = "\n\n",
                DialogueLine::Words(words) => {
                    let (words, has_emphasis) = read_words(words);
                    if has_emphasis {
                        self.builder.notes.add("emphasis is left out, and its words are kept", "");
                    }
                    self.builder.add_words(&words, separator);
                    separator = "\n";
                }
            }
        }
    }

    /// A pause, an emotion, a style, or else motion.
    fn add_parenthetical(&mut self, words: &str) {
        if let Some(seconds) = parse_pause_words(words) {
            return self.builder.add_words(&format_break(seconds), " ");
        }
        if let Some(option) = SceneOption::from_delivery(&read_words(words).0) {
            self.builder.set_option(option);
        }
    }
}

/// The entries of a title page, a line each: indented lines belong to the key above them. Those of the speakers stay lines.
fn join_title_entries(head: &str) -> Vec<String> {
    let mut entries: Vec<String> = Vec::new();
    let mut is_list = false;
    for line in head.lines() {
        match entries.last_mut() {
            Some(entry) if line.starts_with(' ') && !is_list => {
                entry.push(' ');
                entry.push_str(line.trim());
            }
            _ => {
                is_list = line.starts_with(' ') || line.trim().to_lowercase() == format!("{SPEAKERS_KEY}:");
                entries.push(line.to_owned());
            }
        }
    }
    entries
}
