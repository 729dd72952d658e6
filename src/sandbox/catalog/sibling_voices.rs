//! Voices that only v3 lists: siblings that share a first name and differ in their style, first those without a sample.

use super::voices::{SampleField, SandboxVoice, VoiceLists};
use crate::sandbox::rng::Rng;

/// The five emotions of v2, which v3 has only as voices of their own.
const EMOTIONS: [&str; 5] = ["Excited", "Friendly", "Serious", "Soothing", "Broadcaster"];
/// An emoji after each emotion, in the names of some families.
const EMOJI: [&str; 5] = ["🤩", "😊", "😐", "😌", "🎙️"];
/// Other styles, which some families have instead.
const STYLES: [&str; 4] = ["Natural", "Casual", "Narration", "Upbeat"];
/// A voice that is on no list, as one that was taken from it; its id still works.
const UNLISTED_ID: &str = "7e02b6d1c4f94a3c8d15a90be637f248";
/// Ids of the voices of another engine are shorter.
const OTHER_ENGINE_ID_CHARS: usize = 20;

/// Voices of one first name.
#[derive(Debug)]
struct VoiceFamily {
    name: &'static str,
    language: &'static str,
    is_female: bool,
    has_samples: bool,
    naming: Naming,
    is_starfish: bool,
}

/// What follows the first name.
#[derive(Debug, PartialEq, Eq)]
enum Naming {
    Emotions,
    EmotionsWithEmoji,
    Styles,
}

const fn family(name: &'static str, language: &'static str, is_female: bool, naming: Naming) -> VoiceFamily {
    VoiceFamily { name, language, is_female, has_samples: true, naming, is_starfish: true }
}

const fn without_samples(family: VoiceFamily) -> VoiceFamily {
    VoiceFamily { has_samples: false, ..family }
}

const FAMILIES: [VoiceFamily; 14] = [
    without_samples(family("Aria", "English", true, Naming::Styles)),
    without_samples(family("Boris", "Russian", false, Naming::Styles)),
    without_samples(family("Carmen", "Spanish", true, Naming::Styles)),
    without_samples(family("Dmitri", "English", false, Naming::Emotions)),
    without_samples(family("Elif", "Turkish", true, Naming::Styles)),
    without_samples(family("Fumiko", "Japanese", true, Naming::Styles)),
    without_samples(family("Gustav", "German", false, Naming::Emotions)),
    without_samples(family("Hana", "Korean", true, Naming::Styles)),
    family("Mateo", "Spanish", false, Naming::Emotions),
    family("Narrator Mateo", "English", false, Naming::EmotionsWithEmoji),
    family("Kasia", "Polish", true, Naming::Emotions),
    family("Bold Kasia", "English", true, Naming::EmotionsWithEmoji),
    family("Wanda", "English", true, Naming::Emotions),
    VoiceFamily {
        is_starfish: false,
        ..family("Pedro Lima", "Portuguese", false, Naming::EmotionsWithEmoji)
    },
];

/// All of them, in the order of the list.
pub(crate) fn voices() -> Vec<SandboxVoice> {
    FAMILIES.iter().flat_map(members).chain([unlisted()]).collect()
}

fn members(family: &VoiceFamily) -> Vec<SandboxVoice> {
    let emotions = || EMOTIONS.iter().zip(EMOJI);
    let styles: Vec<String> = match family.naming {
        Naming::Emotions => EMOTIONS.map(str::to_owned).into(),
        Naming::EmotionsWithEmoji => emotions().map(|(word, emoji)| format!("{word} {emoji}")).collect(),
        Naming::Styles => STYLES.map(str::to_owned).into(),
    };
    styles.iter().map(|style| member(family, &format!("{} - {style}", family.name))).collect()
}

fn member(family: &VoiceFamily, name: &str) -> SandboxVoice {
    let mut id = Rng::seeded_by(&format!("sibling voice {name}")).id();
    if !family.is_starfish {
        id.truncate(OTHER_ENGINE_ID_CHARS);
    }
    SandboxVoice {
        id,
        name: name.to_owned(),
        language: family.language,
        gender: if family.is_female { "female" } else { "male" },
        is_female: family.is_female,
        sample: if family.has_samples { SampleField::Wav } else { SampleField::Null },
        pauses: family.has_samples,
        emotions: false,
        interactive: false,
        locales: family.language == "English",
        own: false,
        listed: VoiceLists::V3,
    }
}

fn unlisted() -> SandboxVoice {
    let voice = member(&family("Odile", "English", true, Naming::Styles), "Odile");
    SandboxVoice { id: UNLISTED_ID.to_owned(), listed: VoiceLists::Neither, ..voice }
}
