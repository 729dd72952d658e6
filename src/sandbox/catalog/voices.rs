//! The voices of the sandbox: a table of three hundred, with the irregularities of the live list.

use super::hostile_names;
use crate::sandbox::rng::Rng;

/// A header, then a voice per line. In names, `\n` is a line break.
const TABLE: &str = include_str!("../../../assets/sandbox/voices.tsv");
/// Ids of the usual engine have this length; other engines have ids of their own kind.
const STARFISH_ID_CHARS: usize = 32;

/// A voice of the catalog.
#[derive(Debug, Clone)]
#[allow(clippy::struct_excessive_bools, reason = "the fields of the live list")]
pub(crate) struct SandboxVoice {
    pub(crate) id: String,
    pub(crate) name: String,
    pub(crate) language: &'static str,
    /// As the list spells it: in either case, `unknown`, or empty.
    pub(crate) gender: &'static str,
    /// How it sounds.
    pub(crate) is_female: bool,
    pub(crate) sample: SampleField,
    pub(crate) pauses: bool,
    pub(crate) emotions: bool,
    pub(crate) interactive: bool,
    pub(crate) locales: bool,
    /// A clone that belongs to the account; v2 does not say so.
    pub(crate) own: bool,
    pub(crate) listed: VoiceLists,
}

/// The lists that have a voice.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum VoiceLists {
    V2AndV3,
    V3,
    /// None has it, but its id is valid.
    Neither,
}

/// What the list has for a sample.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum SampleField {
    Wav,
    Empty,
    Null,
}

/// The voices of v2 in the service's order; `hostile` adds some whose names attack a terminal.
pub(crate) fn voices(hostile: bool) -> Vec<SandboxVoice> {
    let mut voices: Vec<SandboxVoice> = TABLE.lines().skip(1).filter_map(row).collect();
    let regular = voices.first().cloned();
    for (name, voice) in hostile_names::NAMES.iter().filter(|_| hostile).zip(regular.iter().cycle()) {
        let id = Rng::seeded_by(&format!("voice {name}")).id();
        let is_female = name.len().is_multiple_of(2);
        voices.push(SandboxVoice { id, name: (*name).to_owned(), is_female, ..voice.clone() });
    }
    voices
}

fn row(line: &'static str) -> Option<SandboxVoice> {
    let mut columns = line.split('\t');
    let mut column = || columns.next();
    Some(SandboxVoice {
        id: column()?.to_owned(),
        name: column()?.replace("\\n", "\n"),
        language: column()?,
        gender: column()?,
        is_female: column()? == "yes",
        sample: match column()? {
            "wav" => SampleField::Wav,
            "empty" => SampleField::Empty,
            _ => SampleField::Null,
        },
        pauses: column()? == "yes",
        emotions: column()? == "yes",
        interactive: column()? == "yes",
        locales: column()? == "yes",
        own: column()? == "yes",
        listed: VoiceLists::V2AndV3,
    })
}

impl SandboxVoice {
    /// How long it takes to speak, as a multiple of the usual time.
    pub(crate) fn pace(&self) -> f64 {
        Rng::seeded_by(&format!("pace {}", self.id)).between(0.95, 1.05)
    }

    pub(crate) fn has_sample(&self) -> bool {
        self.sample == SampleField::Wav
    }

    /// The engine of the service that speaks it.
    pub(crate) fn engine(&self) -> &'static str {
        if self.id.len() == STARFISH_ID_CHARS { "starfish" } else { "elevenlabs" }
    }

    /// `male`, `female` or `unknown`.
    pub(crate) fn plain_gender(&self) -> String {
        if self.gender.is_empty() { "unknown".to_owned() } else { self.gender.to_ascii_lowercase() }
    }

    /// The URL of the sample, if there is one.
    pub(crate) fn sample_url(&self, base: &str) -> Option<String> {
        self.has_sample().then(|| format!("{base}/media/voices/{}.wav", self.id))
    }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::*;

    #[test]
    fn there_are_300_voices_and_all_are_different() {
        let voices = voices(false);
        assert_eq!(voices.len(), 300);
        let ids: BTreeSet<&str> = voices.iter().map(|voice| voice.id.as_str()).collect();
        let names: BTreeSet<(&str, &str)> = voices.iter().map(|v| (v.language, v.name.trim())).collect();
        assert_eq!((ids.len(), names.len()), (300, 300));
    }

    #[test]
    fn irregular_voices_exist_but_not_at_the_top_of_the_list() {
        let voices = voices(false);
        let some = |odd: &dyn Fn(&SandboxVoice) -> bool| voices.iter().filter(|voice| odd(voice)).count();
        assert!(
            some(&|v| v.sample == SampleField::Empty) > 3 && some(&|v| v.sample == SampleField::Null) > 3
        );
        assert!(some(&|v| v.gender == "female") > 20 && some(&|v| v.gender == "Female") > 20);
        assert!(some(&|v| v.gender.is_empty()) == 1 && some(&|v| v.gender == "unknown") == 2);
        assert!(some(&|v| !v.pauses) > 10 && some(&|v| !v.emotions) > 50);
        assert_eq!(some(&|v| v.name.trim() != v.name), 2);
        assert!(voices[..12].iter().all(|v| v.has_sample() && v.pauses && v.language == "English"));
    }
}
