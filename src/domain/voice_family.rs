//! Families of sibling voices: v3 sells emotions as voices of their own, whose names end in the emotion.

use super::normalize::fold_name;
use super::{Emotion, Voice};

/// What stands between the name of a family and the style of a voice. The last one in a name counts.
const SEPARATORS: [&str; 8] = [" - ", " – ", " — ", " | ", ": ", ", ", " / ", " ("];

/// The two parts of a voice's name, folded, without emoji: `narrator mateo` and `excited`.
#[derive(Debug, PartialEq, Eq)]
struct VoiceName {
    family: String,
    /// `None` for a name without a separator.
    style: Option<String>,
}

impl VoiceName {
    fn parse(name: &str) -> Self {
        let ends = SEPARATORS.iter().filter_map(|separator| Some((name.rfind(separator)?, separator.len())));
        match ends.max() {
            Some((at, length)) => {
                let style = fold_part(&name[at + length..]);
                Self { family: fold_part(&name[..at]), style: Some(style).filter(|style| !style.is_empty()) }
            }
            None => Self { family: fold_part(name), style: None },
        }
    }
}

/// A part of a name without case, and without the emoji and signs around it.
fn fold_part(part: &str) -> String {
    fold_name(part.trim_matches(|c: char| !c.is_alphanumeric()))
}

/// Identifies a family of voices: their name before the style and their language, folded.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct VoiceFamily {
    pub name: String,
    pub language: String,
}

impl VoiceFamily {
    pub fn of(voice: &Voice) -> Self {
        Self { name: VoiceName::parse(&voice.name).family, language: fold_name(&voice.language) }
    }
}

/// The name of the family of a voice, as it is written.
pub fn voice_family(name: &str) -> &str {
    let at = SEPARATORS.iter().filter_map(|separator| name.rfind(separator)).max();
    at.map_or(name, |at| &name[..at]).trim_matches(|c: char| !c.is_alphanumeric())
}

/// Whether a voice of this name speaks with an emotion by itself.
pub fn voice_has_emotion(name: &str, emotion: &Emotion) -> bool {
    VoiceName::parse(name).style.is_some_and(|style| style == fold_name(emotion.as_str()))
}

/// Whether two voices are of one family: the same name before the style.
pub fn are_sibling_voices(one: &str, other: &str) -> bool {
    VoiceName::parse(one).family == VoiceName::parse(other).family
}

/// The index of the voice of the same family that speaks with an emotion. Only voices in its language count; one with a
/// sample comes before one without.
pub fn sibling_voice(voices: &[Voice], voice: &Voice, emotion: &Emotion) -> Option<usize> {
    let family = VoiceName::parse(&voice.name).family;
    let style = fold_name(emotion.as_str());
    let is_sibling = |other: &Voice| {
        // Most voices are told apart by their language, which is cheaper than their name.
        fold_name(&other.language) == fold_name(&voice.language)
            && VoiceName::parse(&other.name)
                == VoiceName { family: family.clone(), style: Some(style.clone()) }
    };
    let siblings = voices.iter().enumerate().filter(|(_, other)| is_sibling(other));
    // Of several equal ones the first.
    siblings.min_by_key(|(_, other)| other.sample_url.is_none()).map(|(index, _)| index)
}

#[cfg(test)]
mod tests {
    use super::super::EMOTIONS;
    use super::*;

    fn voice(name: &str, language: &str) -> Voice {
        Voice { language: language.to_owned(), ..Voice::new(name, name) }
    }

    #[test]
    fn a_name_is_a_family_and_a_style() {
        for (name, family, style) in [
            ("Mateo - Excited", "mateo", Some("excited")),
            ("Kasia - Friendly", "kasia", Some("friendly")),
            ("Narrator Mateo - Excited 🤩", "narrator mateo", Some("excited")),
            ("Bold Kasia - Friendly 😊", "bold kasia", Some("friendly")),
            ("Pedro Lima - Serious 😐", "pedro lima", Some("serious")),
            ("Thanos - Broadcaster 🎙️", "thanos", Some("broadcaster")),
            ("🤩 MATEO – EXCITED", "mateo", Some("excited")),
            ("Mateo — Soothing 😌", "mateo", Some("soothing")),
            ("Mateo (Excited)", "mateo", Some("excited")),
            ("Mateo | Excited", "mateo", Some("excited")),
            ("Mateo: Excited", "mateo", Some("excited")),
            ("Jean-Luc - Serious", "jean-luc", Some("serious")),
            ("Jean-Luc", "jean-luc", None),
            ("Rachel", "rachel", None),
            ("Ana - Warm - Excited", "ana - warm", Some("excited")),
            ("Mateo - 🤩", "mateo", None),
            ("美咲 - Friendly", "美咲", Some("friendly")),
            ("", "", None),
        ] {
            let expected = VoiceName { family: family.to_owned(), style: style.map(str::to_owned) };
            assert_eq!(VoiceName::parse(name), expected, "{name}");
        }
        assert_eq!(voice_family("🎙️ Narrator Mateo - Excited 🤩"), "Narrator Mateo");
    }

    #[test]
    fn the_sibling_has_the_family_the_emotion_and_the_language() {
        let names = [
            ("Mateo - Friendly", "Spanish"),
            ("Mateo - Excited", "English"),
            ("Narrator Mateo - Excited 🤩", "Spanish"),
            ("Mateo - Excited", "Spanish"),
            ("Mateo – EXCITED 🤩", "Spanish"),
            ("Rachel", "English"),
            ("Rachel - Serious", "English"),
        ];
        let mut voices: Vec<Voice> = names.iter().map(|(name, language)| voice(name, language)).collect();
        let find = |voices: &[Voice], index: usize, emotion| sibling_voice(voices, &voices[index], emotion);
        assert_eq!(find(&voices, 0, &Emotion::Excited), Some(3));
        voices[4].sample_url = Some("https://files.example/a.wav".to_owned());
        assert_eq!(find(&voices, 0, &Emotion::Excited), Some(4), "one that can be heard");
        assert_eq!(find(&voices, 0, &Emotion::Serious), None);
        assert_eq!(find(&voices, 5, &Emotion::Serious), Some(6), "a voice without a style has siblings too");
        assert!(voice_has_emotion("Mateo – EXCITED 🤩", &Emotion::Excited));
        assert!(!voice_has_emotion("Mateo - Friendly", &Emotion::Excited));
        assert!(are_sibling_voices("Mateo", "Mateo - Friendly"));
        assert!(!are_sibling_voices("Mateo", "Narrator Mateo - Friendly"));
        for emotion in EMOTIONS {
            assert!(voice_has_emotion(&format!("Wanda - {emotion}"), &emotion), "{emotion}");
        }
    }
}
