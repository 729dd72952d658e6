//! What a rate of speech is, and the languages and writing systems that have one.

/// A rate of speech, with those of slow and fast voices.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct SpeechRate {
    /// Words or characters a minute.
    pub per_minute: f64,
    pub slowest: f64,
    pub fastest: f64,
    pub source: RateSource,
}

/// Where a rate of speech is from.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum RateSource {
    /// The service's rule for English: 150 words a minute, 130 to 170.
    Service,
    /// Trauzettel-Klosinski and Dietz (2012), and Gleni and others (2019) for Greek: people who read the International
    /// Reading Speed Texts aloud, scaled so that their English is the service's.
    ReadingStudy,
    /// The same study, quoted from memory: the range is wider.
    ReadingStudyFromMemory,
    /// Pellegrino and others (2011) and Coupé and others (2019): syllables a second of people who read aloud, scaled alike.
    SyllableStudy,
    /// How fast newsreaders read: of Chinese national radio, and by the rule of NHK.
    Newsreaders,
    /// What narrators are said to count with; no published figure was found.
    Unverified,
    /// The language is not known: the range covers all others.
    Assumed,
}

impl RateSource {
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Service => "the service",
            Self::ReadingStudy => "reading study",
            Self::ReadingStudyFromMemory => "reading study, not verified",
            Self::SyllableStudy => "syllable studies",
            Self::Newsreaders => "newsreaders",
            Self::Unverified => "not verified",
            Self::Assumed => "assumed",
        }
    }
}

/// The rate of English, in words a minute: the service's own rule.
pub const WORDS_PER_MINUTE: f64 = 150.0;
/// The service's rule for slow and fast voices, as factors of the usual rate.
const SLOW_VOICE_FACTOR: f64 = 130.0 / 150.0;
const FAST_VOICE_FACTOR: f64 = 170.0 / 150.0;
/// The words a minute of people who read English aloud in the reading study. Every other language is scaled as English is:
/// rate = rate in the study × 150 / 228.
const STUDY_WORDS_PER_MINUTE: f64 = 228.0;

/// The factors of slow and fast voices for a figure that was not verified.
const UNVERIFIED_SLOW_FACTOR: f64 = 0.8;
const UNVERIFIED_FAST_FACTOR: f64 = 1.2;

impl SpeechRate {
    /// The rate of a language that the reading study measured.
    pub(super) const fn studied(study_rate: f64) -> Self {
        Self::usual(study_rate * WORDS_PER_MINUTE / STUDY_WORDS_PER_MINUTE, RateSource::ReadingStudy)
    }

    /// The same, where the figure of the study was not verified.
    pub(super) const fn study_unverified(study_rate: f64) -> Self {
        let per_minute = Self::studied(study_rate).per_minute;
        Self::between(
            per_minute * UNVERIFIED_SLOW_FACTOR,
            per_minute,
            per_minute * UNVERIFIED_FAST_FACTOR,
            RateSource::ReadingStudyFromMemory,
        )
    }

    /// A rate with the usual range of voices.
    pub(super) const fn usual(per_minute: f64, source: RateSource) -> Self {
        Self::between(per_minute * SLOW_VOICE_FACTOR, per_minute, per_minute * FAST_VOICE_FACTOR, source)
    }

    pub(super) const fn between(slowest: f64, per_minute: f64, fastest: f64, source: RateSource) -> Self {
        Self { per_minute, slowest, fastest, source }
    }
}

/// A language in the Latin alphabet, as far as its rate is known.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum LatinLanguage {
    English,
    German,
    Dutch,
    Swedish,
    French,
    Spanish,
    Italian,
    Portuguese,
    Polish,
    Slovenian,
    Finnish,
    Turkish,
    Vietnamese,
    /// Another language than those.
    Unlisted,
    /// Neither the script nor the voice tells.
    Unknown,
}

/// A writing system, as far as it decides how a text is timed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum WritingSystem {
    /// Timed by words.
    Latin,
    Cyrillic,
    Greek,
    Hebrew,
    Arabic,
    Devanagari,
    /// Bengali, Tamil, Telugu, Sinhala and their neighbors.
    OtherIndic,
    /// All others with blanks between words.
    OtherSpaced,
    /// Counted as words, timed by syllables.
    Hangul,
    /// Timed by characters.
    Han,
    Kana,
    Thai,
    Lao,
    Khmer,
    Burmese,
    Tibetan,
}

impl WritingSystem {
    /// The writing system of a letter or a mark.
    pub fn of(c: char) -> Self {
        match u32::from(c) {
            0..=0x36f | 0x1e00..=0x1eff => Self::Latin,
            0x370..=0x3ff | 0x1f00..=0x1fff => Self::Greek,
            0x400..=0x52f | 0x1c80..=0x1c8f | 0x2de0..=0x2dff | 0xa640..=0xa69f => Self::Cyrillic,
            0x590..=0x5ff | 0xfb1d..=0xfb4f => Self::Hebrew,
            0x600..=0x6ff | 0x750..=0x77f | 0x8a0..=0x8ff | 0xfb50..=0xfdff | 0xfe70..=0xfefe => Self::Arabic,
            0x900..=0x97f | 0xa8e0..=0xa8ff => Self::Devanagari,
            0x980..=0xdff => Self::OtherIndic,
            0xe00..=0xe7f => Self::Thai,
            0xe80..=0xeff => Self::Lao,
            0xf00..=0xfff => Self::Tibetan,
            0x1000..=0x109f | 0xa9e0..=0xa9ff | 0xaa60..=0xaa7f => Self::Burmese,
            0x1780..=0x17ff | 0x19e0..=0x19ff => Self::Khmer,
            0x1100..=0x11ff | 0x3130..=0x318f | 0xa960..=0xa97f | 0xac00..=0xd7ff => Self::Hangul,
            0x3040..=0x30ff | 0x31f0..=0x31ff | 0xff66..=0xff9f | 0x1_b000..=0x1_b16f => Self::Kana,
            0x3005..=0x3007 | 0x3400..=0x4dbf | 0x4e00..=0x9fff | 0xf900..=0xfaff | 0x2_0000..=0x3_ffff => {
                Self::Han
            }
            _ => Self::OtherSpaced,
        }
    }

    /// Whether it has no blanks between words, so that characters are counted.
    pub fn is_unspaced(self) -> bool {
        matches!(
            self,
            Self::Han | Self::Kana | Self::Thai | Self::Lao | Self::Khmer | Self::Burmese | Self::Tibetan
        )
    }

    /// Whether its rate is one of words.
    pub(super) fn has_word_rate(self) -> bool {
        !self.is_unspaced() && self != Self::Hangul
    }

    /// Whether numbers are read in syllables of one character, as in Chinese, Japanese and Korean.
    pub(super) fn reads_numbers_by_syllable(self) -> bool {
        matches!(self, Self::Han | Self::Kana | Self::Hangul)
    }
}
