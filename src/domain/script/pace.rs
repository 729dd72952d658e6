//! Rates of speech by language and writing system. `docs/estimates.md` lists them with their sources.

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
    /// What narrators and subtitlers count with; the range covers what they differ in.
    Practice,
    /// The language is not known: the range covers all others.
    Assumed,
}

impl RateSource {
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Service => "the service",
            Self::ReadingStudy => "reading study",
            Self::Practice => "practice",
            Self::Assumed => "assumed",
        }
    }
}

/// The pace of English, in words a minute: the service's own rule.
pub const WORDS_PER_MINUTE: f64 = 150.0;
/// The service's rule for slow and fast voices, as factors of the usual rate.
const SLOW_VOICE_FACTOR: f64 = 130.0 / 150.0;
const FAST_VOICE_FACTOR: f64 = 170.0 / 150.0;
/// People who read English aloud in the reading study, in English words a minute. The service's English is slower than they are by
/// 150 / 228, and so is taken to be every other language.
const STUDY_WORDS_PER_MINUTE: f64 = 228.0;

impl SpeechRate {
    /// The rate of a language that the study measured.
    const fn measured(study_rate: f64) -> Self {
        Self::usual(study_rate * WORDS_PER_MINUTE / STUDY_WORDS_PER_MINUTE, RateSource::ReadingStudy)
    }

    /// A rate with the usual range of voices.
    const fn usual(per_minute: f64, source: RateSource) -> Self {
        Self {
            per_minute,
            slowest: per_minute * SLOW_VOICE_FACTOR,
            fastest: per_minute * FAST_VOICE_FACTOR,
            source,
        }
    }

    /// A rate that is known only within a wider range.
    const fn between(slowest: f64, per_minute: f64, fastest: f64) -> Self {
        Self { per_minute, slowest, fastest, source: RateSource::Practice }
    }
}

/// A language in the Latin alphabet, as far as a script shows it.
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
    /// None of them, or not clear.
    Unknown,
}

impl LatinLanguage {
    pub const ALL: [Self; 14] = [
        Self::English,
        Self::German,
        Self::Dutch,
        Self::Swedish,
        Self::French,
        Self::Spanish,
        Self::Italian,
        Self::Portuguese,
        Self::Polish,
        Self::Slovenian,
        Self::Finnish,
        Self::Turkish,
        Self::Vietnamese,
        Self::Unknown,
    ];

    /// Words a minute.
    pub const fn rate(self) -> SpeechRate {
        match self {
            Self::English => SpeechRate::usual(WORDS_PER_MINUTE, RateSource::Service),
            Self::German => SpeechRate::measured(179.0),
            Self::Dutch => SpeechRate::measured(202.0),
            Self::Swedish => SpeechRate::measured(199.0),
            Self::French => SpeechRate::measured(195.0),
            Self::Spanish => SpeechRate::measured(218.0),
            Self::Italian => SpeechRate::measured(188.0),
            Self::Portuguese => SpeechRate::measured(181.0),
            Self::Polish | Self::Turkish => SpeechRate::measured(166.0),
            Self::Slovenian => SpeechRate::measured(180.0),
            Self::Finnish => SpeechRate::measured(161.0),
            // A word is a syllable.
            Self::Vietnamese => SpeechRate::between(170.0, 205.0, 240.0),
            Self::Unknown => {
                SpeechRate { source: RateSource::Assumed, ..SpeechRate::between(100.0, 130.0, 170.0) }
            }
        }
    }
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
    pub const ALL: [Self; 16] = [
        Self::Latin,
        Self::Cyrillic,
        Self::Greek,
        Self::Hebrew,
        Self::Arabic,
        Self::Devanagari,
        Self::OtherIndic,
        Self::OtherSpaced,
        Self::Hangul,
        Self::Han,
        Self::Kana,
        Self::Thai,
        Self::Lao,
        Self::Khmer,
        Self::Burmese,
        Self::Tibetan,
    ];

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

    /// Whether numbers are read in syllables of one character, as in Chinese, Japanese and Korean.
    pub(super) fn reads_numbers_by_syllable(self) -> bool {
        matches!(self, Self::Han | Self::Kana | Self::Hangul)
    }

    /// Words a minute, or characters where those are counted; for Hangul, syllables. Latin letters are those of an unknown
    /// language.
    pub const fn rate(self) -> SpeechRate {
        match self {
            Self::Latin => LatinLanguage::Unknown.rate(),
            Self::Cyrillic => SpeechRate::between(105.0, 130.0, 160.0),
            Self::Greek => SpeechRate::measured(208.0),
            Self::Hebrew => SpeechRate::measured(187.0),
            Self::Arabic => SpeechRate::between(85.0, 105.0, 140.0),
            Self::Devanagari => SpeechRate::between(115.0, 140.0, 170.0),
            Self::OtherIndic => SpeechRate::between(80.0, 105.0, 145.0),
            Self::OtherSpaced => SpeechRate::between(80.0, 110.0, 150.0),
            Self::Hangul => SpeechRate::between(250.0, 300.0, 350.0),
            Self::Han => SpeechRate::usual(250.0, RateSource::Practice),
            Self::Kana => SpeechRate::between(250.0, 300.0, 360.0),
            Self::Thai | Self::Lao | Self::Khmer => SpeechRate::between(600.0, 700.0, 800.0),
            Self::Burmese => SpeechRate::between(600.0, 720.0, 850.0),
            Self::Tibetan => SpeechRate::between(450.0, 600.0, 750.0),
        }
    }
}
