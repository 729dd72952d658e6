//! The language of a voice, as the catalog names it.

use super::speech_rate::{LatinLanguage, WritingSystem};

/// The language of a voice, as far as it decides how a script is timed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum SpokenLanguage {
    /// In the Latin alphabet.
    Latin(LatinLanguage),
    /// In another writing system; Japanese is in [`WritingSystem::Kana`].
    NonLatin(WritingSystem),
}

/// The languages by their English names and their ISO 639 codes. Languages that a rate of another one is used for stand
/// beside it.
const NAMES: &[(SpokenLanguage, &str)] = {
    use LatinLanguage as L;
    use SpokenLanguage::{Latin, NonLatin};
    use WritingSystem as W;
    &[
        (Latin(L::English), "english en"),
        (Latin(L::German), "german de"),
        (Latin(L::Dutch), "dutch nl flemish afrikaans af"),
        (Latin(L::Swedish), "swedish sv danish da norwegian nb no"),
        (Latin(L::French), "french fr"),
        (Latin(L::Spanish), "spanish es"),
        (Latin(L::Italian), "italian it"),
        (Latin(L::Portuguese), "portuguese pt"),
        (Latin(L::Polish), "polish pl"),
        (Latin(L::Slovenian), "slovenian sl czech cs slovak sk croatian hr bosnian bs"),
        (Latin(L::Finnish), "finnish fi estonian et"),
        (Latin(L::Turkish), "turkish tr azerbaijani az"),
        (Latin(L::Vietnamese), "vietnamese vi"),
        (
            Latin(L::Unlisted),
            "indonesian id malay ms filipino fil tagalog tl javanese jv sundanese su hungarian hu romanian ro \
             catalan ca galician gl basque eu albanian sq latvian lv lithuanian lt icelandic is irish ga welsh cy \
             maltese mt swahili sw zulu zu somali so uzbek uz serbian sr",
        ),
        (
            NonLatin(W::Cyrillic),
            "russian ru ukrainian uk bulgarian bg macedonian mk kazakh kk mongolian mn belarusian be",
        ),
        (NonLatin(W::Greek), "greek el"),
        (NonLatin(W::Hebrew), "hebrew he"),
        (NonLatin(W::Arabic), "arabic ar persian farsi fa urdu ur pashto ps"),
        (NonLatin(W::Devanagari), "hindi hi marathi mr nepali ne"),
        (
            NonLatin(W::OtherIndic),
            "bengali bangla bn tamil ta telugu te kannada kn malayalam ml gujarati gu punjabi pa sinhala si",
        ),
        (NonLatin(W::OtherSpaced), "amharic am armenian hy georgian ka"),
        (NonLatin(W::Hangul), "korean ko"),
        (NonLatin(W::Han), "chinese zh mandarin cantonese yue taiwanese"),
        (NonLatin(W::Kana), "japanese ja"),
        (NonLatin(W::Thai), "thai th"),
        (NonLatin(W::Lao), "lao lo"),
        (NonLatin(W::Khmer), "khmer km"),
        (NonLatin(W::Burmese), "burmese my"),
    ]
};

impl SpokenLanguage {
    /// Reads a name such as `English`, `Chinese (Mandarin, Simplified)` or `pt-BR`; `None` if it is of many languages or
    /// of one that is not listed.
    pub fn from_name(name: &str) -> Option<Self> {
        let first = name.split(|c: char| !c.is_alphabetic()).find(|word| !word.is_empty())?.to_lowercase();
        let is_named = |names: &str| names.split_whitespace().any(|known| known == first);
        NAMES.iter().find(|(_, names)| is_named(names)).map(|(language, _)| *language)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn languages_are_read_as_catalogs_name_them() {
        use SpokenLanguage::{Latin, NonLatin};
        for (name, language) in [
            ("English", Some(Latin(LatinLanguage::English))),
            ("en-US", Some(Latin(LatinLanguage::English))),
            ("Portuguese (Brazil)", Some(Latin(LatinLanguage::Portuguese))),
            (" norwegian", Some(Latin(LatinLanguage::Swedish))),
            ("Chinese (Mandarin, Simplified)", Some(NonLatin(WritingSystem::Han))),
            ("Japanese", Some(NonLatin(WritingSystem::Kana))),
            ("Hungarian", Some(Latin(LatinLanguage::Unlisted))),
            ("Multilingual", None),
            ("unknown", None),
            ("", None),
        ] {
            assert_eq!(SpokenLanguage::from_name(name), language, "{name}");
        }
    }

    #[test]
    fn no_name_stands_for_two_languages() {
        let mut names: Vec<&str> = NAMES.iter().flat_map(|(_, names)| names.split_whitespace()).collect();
        let count = names.len();
        names.sort_unstable();
        names.dedup();
        assert_eq!(names.len(), count);
    }
}
