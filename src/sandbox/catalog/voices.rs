//! The three hundred voices, made from a list of names, with the oddities of the live list.

use serde_json::{Value, json};

use crate::sandbox::rng::Rng;

const NAMES: &str = include_str!("../../../assets/sandbox/voices.txt");
const STYLES: [&str; 12] = [
    "Warm",
    "Natural",
    "Friendly",
    "Professional",
    "Calm",
    "Bright",
    "Narrator",
    "Lively",
    "Soft",
    "Confident",
    "News",
    "Storyteller",
];
/// The first ones are without oddities: they are what a newcomer sees and hears.
const REGULAR_VOICES: usize = 12;
/// How many after them are the account's own.
const OWN_VOICES: usize = 3;
/// How long an id of the usual engine is.
const STARFISH_ID_CHARS: usize = 32;

/// A voice of the catalogue.
#[derive(Debug, Clone)]
#[allow(clippy::struct_excessive_bools, reason = "the fields of the live list")]
pub(in crate::sandbox) struct SandboxVoice {
    pub(in crate::sandbox) id: String,
    pub(in crate::sandbox) name: String,
    pub(in crate::sandbox) language: String,
    gender: &'static str,
    pub(in crate::sandbox) female: bool,
    sample: SampleField,
    pub(in crate::sandbox) pauses: bool,
    emotions: bool,
    pub(in crate::sandbox) interactive: bool,
    pub(in crate::sandbox) locales: bool,
    /// One of the account's own; the older lists do not tell.
    pub(in crate::sandbox) own: bool,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum SampleField {
    Wav,
    Empty,
    Null,
}

/// All voices in the service's order; `hostile` adds some whose names attack a terminal.
pub(in crate::sandbox) fn voices(hostile: bool) -> Vec<SandboxVoice> {
    let mut languages: Vec<Vec<SandboxVoice>> = NAMES.lines().filter_map(language).collect();
    let mut voices = Vec::with_capacity(300);
    let first = languages[0].drain(..REGULAR_VOICES).collect::<Vec<_>>();
    voices.extend(first);
    let mut rest: Vec<SandboxVoice> = languages.into_iter().flatten().collect();
    let mut rng = Rng::seeded_by("order of voices");
    while !rest.is_empty() {
        voices.push(rest.swap_remove(rng.below(rest.len())));
    }
    for (at, voice) in voices.iter_mut().enumerate().skip(REGULAR_VOICES) {
        voice.become_odd(at);
    }
    voices[REGULAR_VOICES..REGULAR_VOICES + OWN_VOICES].iter_mut().for_each(|voice| voice.own = true);
    if hostile {
        voices.extend(
            super::hostile_names::NAMES
                .iter()
                .map(|name| SandboxVoice::new("English", name, name.len() % 2 == 0)),
        );
    }
    voices
}

/// The voices of one line of the list; none for a comment.
fn language(line: &str) -> Option<Vec<SandboxVoice>> {
    let mut columns = line.split('|').map(str::trim);
    let (language, count) = (columns.next()?, columns.next()?.parse::<usize>().ok()?);
    let women: Vec<&str> = columns.next()?.split_whitespace().collect();
    let men: Vec<&str> = columns.next()?.split_whitespace().collect();
    let voice = |at: usize| {
        let (female, turn) = (at.is_multiple_of(2), at / 2);
        let names = if female { &women } else { &men };
        let style = STYLES[(turn + turn / names.len() * 5 + language.len()) % STYLES.len()];
        SandboxVoice::new(language, &format!("{} - {style}", names[turn % names.len()]), female)
    };
    Some((0..count).map(voice).collect())
}

impl SandboxVoice {
    fn new(language: &str, name: &str, female: bool) -> Self {
        let mut rng = Rng::seeded_by(&format!("voice {language} {name}"));
        Self {
            id: rng.id(),
            name: name.to_owned(),
            language: language.to_owned(),
            gender: if female { "Female" } else { "Male" },
            female,
            sample: SampleField::Wav,
            pauses: true,
            emotions: rng.chance(60),
            interactive: rng.chance(70),
            own: false,
            locales: language == "Multilingual" || rng.chance(30),
        }
    }

    fn become_odd(&mut self, at: usize) {
        let mut rng = Rng::seeded_by(&format!("oddity {}", self.id));
        if rng.chance(35) {
            self.gender = if self.female { "female" } else { "male" };
        }
        self.pauses = !rng.chance(15);
        if rng.chance(10) {
            self.sample = if rng.chance(50) { SampleField::Empty } else { SampleField::Null };
        }
        if rng.chance(8) {
            // Some engines have ids of their own kind.
            self.id =
                self.id.to_uppercase().chars().take(12).chain(self.id.chars().skip(12).take(8)).collect();
        }
        match at {
            40 => self.name = format!("\n{}  ", self.name),
            90 => self.name.push(' '),
            60 | 160 => self.gender = "unknown",
            120 => self.gender = "",
            200 | 201 => "Unknown".clone_into(&mut self.language),
            _ => {}
        }
    }

    /// How fast it speaks, against the usual pace.
    pub(in crate::sandbox) fn pace(&self) -> f64 {
        Rng::seeded_by(&format!("pace {}", self.id)).between(0.95, 1.05)
    }

    pub(in crate::sandbox) fn has_sample(&self) -> bool {
        self.sample == SampleField::Wav
    }

    /// The engine that speaks it.
    pub(in crate::sandbox) fn engine(&self) -> &'static str {
        if self.id.len() == STARFISH_ID_CHARS { "starfish" } else { "elevenlabs" }
    }

    /// `male`, `female` or `unknown`.
    pub(in crate::sandbox) fn plain_gender(&self) -> String {
        if self.gender.is_empty() { "unknown".to_owned() } else { self.gender.to_ascii_lowercase() }
    }

    /// Where the sample lies, if there is one.
    pub(in crate::sandbox) fn sample(&self, base: &str) -> Option<String> {
        self.has_sample().then(|| format!("{base}/media/voices/{}.wav", self.id))
    }

    pub(in crate::sandbox) fn reply(&self, base: &str) -> Value {
        let sample = match self.sample {
            SampleField::Empty => json!(""),
            SampleField::Wav | SampleField::Null => json!(self.sample(base)),
        };
        json!({
            "voice_id": self.id,
            "language": self.language,
            "gender": self.gender,
            "name": self.name,
            "preview_audio": sample,
            "support_pause": self.pauses,
            "emotion_support": self.emotions,
            "support_interactive_avatar": self.interactive,
            "support_locale": self.locales,
        })
    }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::*;

    #[test]
    fn there_are_three_hundred_and_no_two_are_alike() {
        let voices = voices(false);
        assert_eq!(voices.len(), 300);
        let ids: BTreeSet<&str> = voices.iter().map(|voice| voice.id.as_str()).collect();
        let names: BTreeSet<(&str, &str)> =
            voices.iter().map(|v| (v.language.as_str(), v.name.trim())).collect();
        assert_eq!((ids.len(), names.len()), (300, 300));
    }

    #[test]
    fn the_live_oddities_are_there_but_not_at_the_top() {
        let voices = voices(false);
        let some = |odd: &dyn Fn(&SandboxVoice) -> bool| voices.iter().filter(|voice| odd(voice)).count();
        assert!(
            some(&|v| v.sample == SampleField::Empty) > 3 && some(&|v| v.sample == SampleField::Null) > 3
        );
        assert!(some(&|v| v.gender == "female") > 20 && some(&|v| v.gender == "Female") > 20);
        assert!(some(&|v| v.gender.is_empty()) == 1 && some(&|v| v.gender == "unknown") == 2);
        assert!(some(&|v| !v.pauses) > 10 && some(&|v| !v.emotions) > 50);
        assert_eq!(some(&|v| v.name.trim() != v.name), 2);
        assert!(
            voices[..REGULAR_VOICES].iter().all(|v| v.has_sample() && v.pauses && v.language == "English")
        );
    }
}
