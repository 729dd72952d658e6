//! The head of a Markdown or Fountain file: the fields of the project and its speakers, as `key: value` lines.
//!
//! Markdown has it as front matter in a small part of YAML, Fountain as its title page.

use super::fountain_text::escape_words;
use super::notes::ExchangeNotes;
use super::options::parse_switch;
use crate::domain::{
    Captions, PhotoId, Project, Shape, Speaker, VoiceId, VoiceSetting, VoiceSettings, format_target,
    is_same_name, parse_target, text,
};

/// How values are written.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum HeadSyntax {
    /// Front matter: keys in lower case, unusual values in quotes.
    Yaml,
    /// A title page: capitalized keys, values without quotes.
    TitlePage,
}

/// The key of the list of speakers.
pub(super) const SPEAKERS_KEY: &str = "speakers";

impl HeadSyntax {
    /// The lines of a project's head.
    pub(super) fn write(self, project: &Project) -> Vec<String> {
        let id = |id: Option<&str>| id.unwrap_or_default().to_owned();
        let fields = [
            ("title", self.title(&project.title)),
            ("photo", id(project.photo.as_ref().map(PhotoId::as_str))),
            ("voice", id(project.voice.as_ref().map(VoiceId::as_str))),
            ("size", project.shape.to_string()),
            ("background", project.background.clone().unwrap_or_default()),
            ("captions", project.captions.as_str().to_owned()),
            ("callback_url", project.callback_url.clone()),
            ("target", project.target_seconds.map(format_target).unwrap_or_default()),
        ];
        let mut lines: Vec<String> =
            fields.into_iter().filter_map(|(key, value)| self.line("", key, &value)).collect();
        lines.extend(self.voice_setting_lines("", &project.voice_settings));
        if !project.speakers.is_empty() {
            lines.push(format!("{}:", self.key(SPEAKERS_KEY)));
        }
        lines.extend(project.speakers.iter().flat_map(|speaker| self.speaker_lines(speaker)));
        lines
    }

    /// A title page has emphasis.
    fn title(self, title: &str) -> String {
        match self {
            Self::Yaml => title.to_owned(),
            Self::TitlePage => escape_words(title),
        }
    }

    fn speaker_lines(self, speaker: &Speaker) -> Vec<String> {
        let optional = [
            ("photo", speaker.photo.as_ref().map(|id| id.as_str().to_owned())),
            ("voice", speaker.voice.as_ref().map(|id| id.as_str().to_owned())),
        ];
        let name = format!("   - name: {}", self.value(&speaker.name));
        let fields = optional.into_iter().filter_map(|(key, value)| self.line("     ", key, &value?));
        let settings = self.voice_setting_lines("     ", &speaker.voice_settings);
        std::iter::once(name).chain(fields).chain(settings).collect()
    }

    fn voice_setting_lines(self, indent: &str, settings: &VoiceSettings) -> Vec<String> {
        let line = |setting: VoiceSetting| self.line(indent, setting.as_str(), &settings.text(setting)?);
        VoiceSetting::ALL.into_iter().filter_map(line).collect()
    }

    /// A line of the head; none for an empty value.
    pub(super) fn line(self, indent: &str, key: &str, value: &str) -> Option<String> {
        let key = if indent.is_empty() { self.key(key) } else { key.to_owned() };
        (!value.is_empty()).then(|| format!("{indent}{key}: {}", self.value(value)))
    }

    fn key(self, key: &str) -> String {
        let mut letters = key.chars();
        match (self, letters.next()) {
            (Self::TitlePage, Some(first)) => first.to_uppercase().chain(letters).collect(),
            _ => key.to_owned(),
        }
    }

    fn value(self, value: &str) -> String {
        let is_plain = value.starts_with(char::is_alphanumeric)
            && !value.contains(['"', '\'', '\\'])
            && !value.contains(": ")
            && !value.contains(" #")
            && !value.ends_with([':', ' ']);
        if self == Self::TitlePage || is_plain {
            return value.to_owned();
        }
        serde_json::to_string(value).unwrap_or_default()
    }

    /// Reads the lines of a head into a project; what is not understood becomes a note. Fields that no line names stay as they
    /// are, also those of a speaker that the project has already.
    pub(super) fn read(self, lines: &[&str], project: &mut Project, notes: &mut ExchangeNotes) {
        let mut section = "";
        let mut known_speakers = Vec::new();
        for line in lines {
            let is_item = line.trim_start().starts_with("- ");
            let entry = line.trim().trim_start_matches("- ");
            if entry.is_empty() || entry.starts_with('#') {
                continue;
            }
            let Some((key, value)) = self.split_entry(entry) else {
                notes.add(HEAD_NOTE, entry);
                continue;
            };
            let is_nested = is_item || line.starts_with(' ');
            let is_understood = if section == SPEAKERS_KEY && is_nested {
                if is_item {
                    project.speakers.push(known_speaker(&known_speakers, &key, &value));
                }
                project.speakers.last_mut().is_some_and(|speaker| set_speaker_field(speaker, &key, &value))
            } else if is_nested && self == Self::Yaml {
                // Below a key that is not known.
                false
            } else if key == SPEAKERS_KEY {
                section = SPEAKERS_KEY;
                known_speakers.append(&mut project.speakers);
                true
            } else {
                section = "";
                set_project_field(project, &key, &value)
            };
            if !is_understood {
                notes.add(HEAD_NOTE, entry);
            }
        }
        project.speakers.retain(|speaker| !speaker.name.is_empty());
    }

    /// The key of a line in its normal form, and the value without quotes.
    fn split_entry(self, entry: &str) -> Option<(String, String)> {
        let (key, value) = entry.split_once(':')?;
        Some((normal_key(key), text::clean_line(&self.unquote(value.trim()))))
    }

    /// A value without quotes, and without a comment behind it.
    fn unquote(self, value: &str) -> String {
        if self == Self::TitlePage {
            return value.to_owned();
        }
        // A string in double quotes is one in JSON.
        let double = serde_json::Deserializer::from_str(value).into_iter::<String>().next();
        match (double, value.strip_prefix('\'')) {
            (Some(Ok(text)), _) => text,
            (_, Some(inside)) => unquote_single(inside),
            _ => value.split(" #").next().unwrap_or_default().trim_end().to_owned(),
        }
    }
}

/// A key in lower case, as one word.
pub(super) fn normal_key(key: &str) -> String {
    key.trim().to_lowercase().replace([' ', '-'], "_")
}

/// The speaker that an item of the list begins: a known one by its name, or else a new one.
fn known_speaker(known: &[Speaker], key: &str, value: &str) -> Speaker {
    let speaker = known.iter().find(|speaker| key == "name" && is_same_name(&speaker.name, value));
    speaker.cloned().unwrap_or_default()
}

/// The text up to a single quote that is not doubled.
fn unquote_single(inside: &str) -> String {
    let mut text = String::new();
    let mut chars = inside.chars().peekable();
    while let Some(c) = chars.next() {
        if c == '\'' && chars.next_if_eq(&'\'').is_none() {
            break;
        }
        text.push(c);
    }
    text
}

pub(super) const HEAD_NOTE: &str = "lines of the head that mean nothing in a project are left out";

/// Sets a field; whether key and value are understood.
pub(super) fn set_project_field(project: &mut Project, key: &str, value: &str) -> bool {
    match key {
        "title" => value.clone_into(&mut project.title),
        "photo" => project.photo = Some(PhotoId::new(value)).filter(|_| !value.is_empty()),
        "voice" => project.voice = Some(VoiceId::new(value)).filter(|_| !value.is_empty()),
        "callback_url" => value.clone_into(&mut project.callback_url),
        "background" => project.background = Some(value.to_owned()).filter(|_| !value.is_empty()),
        "size" => match Shape::parse(value) {
            Some(shape) => project.shape = shape,
            None => return false,
        },
        "captions" => match parse_captions(value) {
            Some(captions) => project.captions = captions,
            None => return false,
        },
        "target" if value.is_empty() => project.target_seconds = None,
        "target" => match parse_target(&value.replace(' ', "")) {
            Some(seconds) => project.target_seconds = Some(seconds),
            None => return false,
        },
        key => return set_voice_setting(&mut project.voice_settings, key, value),
    }
    true
}

fn parse_captions(value: &str) -> Option<Captions> {
    let is_file = value.trim().eq_ignore_ascii_case(Captions::File.as_str());
    if is_file { Some(Captions::File) } else { parse_switch(value).map(Captions::from) }
}

/// Sets a setting of a voice; whether key and value are understood.
fn set_voice_setting(settings: &mut VoiceSettings, key: &str, value: &str) -> bool {
    VoiceSetting::from_word(key).is_some_and(|setting| settings.set_text(setting, value))
}

/// Sets a field of a speaker; whether key and value are understood.
fn set_speaker_field(speaker: &mut Speaker, key: &str, value: &str) -> bool {
    match key {
        "name" => value.clone_into(&mut speaker.name),
        "photo" => speaker.photo = Some(PhotoId::new(value)).filter(|_| !value.is_empty()),
        "voice" => speaker.voice = Some(VoiceId::new(value)).filter(|_| !value.is_empty()),
        key => return set_voice_setting(&mut speaker.voice_settings, key, value),
    }
    true
}
