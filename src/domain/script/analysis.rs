//! What a script says, from one parse: its parts, its issues, its length, and the form that is sent.

use std::sync::OnceLock;

use super::cleaning::{ScriptIssue, list_issues, rewrite_breaks};
use super::counter::SpeechCounter;
use super::language::{DetectedLanguage, detect_language};
use super::length::ScriptLength;
use super::measure::{ScriptAmount, measure_amount, spoken_texts};
use super::parser::parse_script;
use super::speech_rate::WritingSystem;
use super::spoken_language::SpokenLanguage;
use super::token::{ScriptToken, ScriptTokenKind, UnspokenKind};
use super::word_timer::WordTimer;

/// An analysis of one text. What needs more than the parse is computed when it is first asked for.
#[derive(Debug)]
pub struct ScriptAnalysis {
    tokens: Vec<ScriptToken>,
    issues: Vec<ScriptIssue>,
    language: OnceLock<DetectedLanguage>,
    /// One for each way to read figures that stand before all words: as in Latin letters, Han, Kana or Hangul.
    amounts: [OnceLock<ScriptAmount>; 4],
    /// None if the text is sent as it stands.
    normalized: OnceLock<Option<Box<str>>>,
}

impl ScriptAnalysis {
    pub(super) fn new(text: &str) -> Self {
        let tokens = parse_script(text);
        let issues = list_issues(text, &tokens);
        let (language, amounts, normalized) = Default::default();
        Self { tokens, issues, language, amounts, normalized }
    }

    /// The parts of the script, without gaps.
    pub fn tokens(&self) -> &[ScriptToken] {
        &self.tokens
    }

    /// What would be spoken though it is not meant to be, in its order.
    pub fn issues(&self) -> &[ScriptIssue] {
        &self.issues
    }

    fn language(&self, text: &str) -> DetectedLanguage {
        *self.language.get_or_init(|| detect_language(spoken_texts(text, &self.tokens)))
    }

    fn amount(&self, text: &str, numbers: WritingSystem) -> &ScriptAmount {
        let index = match numbers {
            WritingSystem::Han => 1,
            WritingSystem::Kana => 2,
            WritingSystem::Hangul => 3,
            _ => 0,
        };
        self.amounts[index].get_or_init(|| measure_amount(text, &self.tokens, numbers))
    }

    /// The length in a voice of this language.
    pub(super) fn length(&self, text: &str, voice: Option<SpokenLanguage>) -> ScriptLength {
        let language = self.language(text);
        let amount = self.amount(text, language.first_number_system(voice));
        amount.length(language.rate(voice, amount.is_mixed()))
    }

    /// A timer for the words of the text in a voice of this language.
    pub(super) fn word_timer(&self, text: &str, voice: Option<SpokenLanguage>) -> WordTimer {
        let language = self.language(text);
        let numbers = language.first_number_system(voice);
        let rate = language.rate(voice, self.amount(text, numbers).is_mixed());
        WordTimer::new(SpeechCounter::new(numbers), rate)
    }

    /// The text with its breaks in their normal form, without surrounding spaces.
    pub(super) fn sent<'a>(&'a self, text: &'a str) -> &'a str {
        let normalize = || {
            let is_normal = self.tokens.iter().all(|token| match token.kind {
                ScriptTokenKind::Text => true,
                ScriptTokenKind::Pause { is_normal_form, .. } => is_normal_form,
                ScriptTokenKind::Unspoken(kind) => kind != UnspokenKind::SpeakTag,
            });
            (!is_normal).then(|| rewrite_breaks(text, &self.tokens).trim().into())
        };
        self.normalized.get_or_init(normalize).as_deref().unwrap_or_else(|| text.trim())
    }
}
