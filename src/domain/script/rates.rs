//! The rates of speech, each with its source. `docs/estimates.md` lists them.

use super::speech_rate::{LatinLanguage, RateSource, SpeechRate, WORDS_PER_MINUTE, WritingSystem};

/// A row of the table of rates.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct RateRow<T> {
    pub of: T,
    /// The name in the docs.
    pub name: &'static str,
    /// What is counted.
    pub unit: &'static str,
    pub rate: SpeechRate,
}

const fn row<T>(of: T, name: &'static str, unit: &'static str, rate: SpeechRate) -> RateRow<T> {
    RateRow { of, name, unit, rate }
}

const fn words(of: LatinLanguage, name: &'static str, rate: SpeechRate) -> RateRow<LatinLanguage> {
    row(of, name, "words", rate)
}

/// The languages in the Latin alphabet, in the order of their variants.
pub static LATIN_RATES: [RateRow<LatinLanguage>; 15] = {
    use LatinLanguage as L;
    use RateSource as S;
    [
        words(L::English, "English", SpeechRate::usual(WORDS_PER_MINUTE, S::Service)),
        words(L::German, "German", SpeechRate::studied(179.0)),
        words(L::Dutch, "Dutch", SpeechRate::studied(202.0)),
        words(L::Swedish, "Swedish, Norwegian, Danish", SpeechRate::study_unverified(199.0)),
        words(L::French, "French", SpeechRate::studied(195.0)),
        words(L::Spanish, "Spanish", SpeechRate::studied(218.0)),
        words(L::Italian, "Italian", SpeechRate::studied(188.0)),
        words(L::Portuguese, "Portuguese", SpeechRate::study_unverified(181.0)),
        words(L::Polish, "Polish", SpeechRate::studied(166.0)),
        words(L::Slovenian, "Slovenian, Czech and others", SpeechRate::study_unverified(180.0)),
        words(L::Finnish, "Finnish", SpeechRate::studied(161.0)),
        words(L::Turkish, "Turkish", SpeechRate::studied(166.0)),
        // A word is a syllable. English at the service's rate has 150 × 313 / 228 = 206 syllables a minute, of texts with
        // 313 syllables in 228 words. Vietnamese has 7.82 / 1.5 syllables a second where English has 6.19:
        // 206 × 7.82 / 1.5 / 6.19 = 174.
        words(L::Vietnamese, "Vietnamese", SpeechRate::between(150.0, 174.0, 230.0, S::SyllableStudy)),
        words(L::Unlisted, "another language", SpeechRate::between(100.0, 130.0, 170.0, S::Assumed)),
        words(L::Unknown, "not known", SpeechRate::between(100.0, WORDS_PER_MINUTE, 170.0, S::Assumed)),
    ]
};

/// The writing systems, in the order of their variants. Latin letters are those of another language.
pub static SYSTEM_RATES: [RateRow<WritingSystem>; 16] = {
    use RateSource as S;
    use SpeechRate as R;
    use WritingSystem as W;
    [
        row(W::Latin, "Latin", "words", R::between(100.0, 130.0, 170.0, S::Assumed)),
        // Of Russian; its neighbors differ.
        row(W::Cyrillic, "Cyrillic", "words", R { slowest: 100.0, fastest: 150.0, ..R::studied(184.0) }),
        row(W::Greek, "Greek", "words", R::studied(208.0)),
        row(W::Hebrew, "Hebrew", "words", R::studied(187.0)),
        // Of Arabic; Persian and Urdu are faster, by the word.
        row(W::Arabic, "Arabic", "words", R { fastest: 130.0, ..R::studied(138.0) }),
        row(W::Devanagari, "Devanagari", "words", R::between(105.0, 140.0, 185.0, S::Unverified)),
        row(W::OtherIndic, "other Indic", "words", R::between(75.0, 105.0, 150.0, S::Unverified)),
        row(W::OtherSpaced, "others with blanks", "words", R::between(75.0, 110.0, 155.0, S::Unverified)),
        row(W::Hangul, "Hangul", "syllables", R::between(230.0, 300.0, 370.0, S::Unverified)),
        row(W::Han, "Han", "characters", R::between(200.0, 250.0, 300.0, S::Newsreaders)),
        row(W::Kana, "Kana", "characters", R::between(250.0, 300.0, 400.0, S::Newsreaders)),
        row(W::Thai, "Thai", "characters", R::between(500.0, 680.0, 850.0, S::Unverified)),
        row(W::Lao, "Lao", "characters", R::between(500.0, 680.0, 850.0, S::Unverified)),
        row(W::Khmer, "Khmer", "characters", R::between(500.0, 680.0, 850.0, S::Unverified)),
        row(W::Burmese, "Burmese", "characters", R::between(500.0, 700.0, 900.0, S::Unverified)),
        row(W::Tibetan, "Tibetan", "characters", R::between(400.0, 600.0, 800.0, S::Unverified)),
    ]
};

impl LatinLanguage {
    /// Words a minute.
    pub fn rate(self) -> SpeechRate {
        LATIN_RATES[self as usize].rate
    }
}

impl WritingSystem {
    /// Words a minute, or characters where those are counted; for Hangul, syllables.
    pub fn rate(self) -> SpeechRate {
        SYSTEM_RATES[self as usize].rate
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_row_stands_at_its_variant_and_has_a_range_around_its_rate() {
        assert!(LATIN_RATES.iter().enumerate().all(|(index, row)| row.of as usize == index));
        assert!(SYSTEM_RATES.iter().enumerate().all(|(index, row)| row.of as usize == index));
        let latin = LATIN_RATES.iter().map(|row| row.rate);
        for rate in latin.chain(SYSTEM_RATES.iter().map(|row| row.rate)) {
            assert!(rate.slowest < rate.per_minute && rate.per_minute < rate.fastest, "{rate:?}");
        }
    }
}
