//! What a script says, from one parse: its parts, its issues, its length, and the form that is sent.

use std::sync::OnceLock;

use super::cleaning::{ScriptIssue, list_issues, rewrite_breaks};
use super::language::detect_language;
use super::length::ScriptLength;
use super::measure::{ScriptAmount, measure_amount, spoken_texts};
use super::pace::LatinLanguage;
use super::parser::parse_script;
use super::token::{ScriptToken, ScriptTokenKind, UnspokenKind};

/// An analysis of one text. What needs more than the parse is computed when it is first asked for.
#[derive(Debug)]
pub struct ScriptAnalysis {
    tokens: Vec<ScriptToken>,
    issues: Vec<ScriptIssue>,
    language: OnceLock<LatinLanguage>,
    amount: OnceLock<ScriptAmount>,
    /// None if the text is sent as it stands.
    normalized: OnceLock<Option<Box<str>>>,
}

impl ScriptAnalysis {
    pub(super) fn new(text: &str) -> Self {
        let tokens = parse_script(text);
        let issues = list_issues(text, &tokens);
        let (language, amount, normalized) = Default::default();
        Self { tokens, issues, language, amount, normalized }
    }

    /// The parts of the script, without gaps.
    pub fn tokens(&self) -> &[ScriptToken] {
        &self.tokens
    }

    /// What would be spoken though it is not meant to be, in its order.
    pub fn issues(&self) -> &[ScriptIssue] {
        &self.issues
    }

    pub(super) fn language(&self, text: &str) -> LatinLanguage {
        *self.language.get_or_init(|| detect_language(spoken_texts(text, &self.tokens)))
    }

    pub(super) fn length(&self, text: &str) -> ScriptLength {
        self.amount.get_or_init(|| measure_amount(text, &self.tokens)).length(self.language(text).rate())
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
