//! A script: its text, and what it says.

use std::fmt;
use std::ops::Deref;
use std::sync::{Arc, OnceLock};

use super::analysis::ScriptAnalysis;
use super::length::ScriptLength;
use super::spoken_language::SpokenLanguage;
use super::word_timer::WordTimer;

/// The spoken words of a scene. Each text is parsed once, when something about it is asked for.
#[derive(Clone, Default)]
pub struct Script {
    text: String,
    /// Clones share it.
    analysis: OnceLock<Arc<ScriptAnalysis>>,
}

impl Script {
    pub fn as_str(&self) -> &str {
        &self.text
    }

    /// What the script says. Another text has another analysis.
    pub fn analysis(&self) -> &Arc<ScriptAnalysis> {
        self.analysis.get_or_init(|| Arc::new(ScriptAnalysis::new(&self.text)))
    }

    /// The length in a voice of this language, which decides the rate where the script alone does not tell its own.
    pub fn length(&self, voice: Option<SpokenLanguage>) -> ScriptLength {
        self.analysis().length(&self.text, voice)
    }

    /// A timer for the words of the script in a voice of this language.
    pub(in crate::domain) fn word_timer(&self, voice: Option<SpokenLanguage>) -> WordTimer {
        self.analysis().word_timer(&self.text, voice)
    }

    /// The script as it is sent: its breaks in their normal form, without surrounding spaces.
    pub fn sent(&self) -> &str {
        self.analysis().sent(&self.text)
    }

    /// Changes the text.
    pub fn edit<T>(&mut self, edit: impl FnOnce(&mut String) -> T) -> T {
        self.analysis = OnceLock::new();
        edit(&mut self.text)
    }
}

impl Deref for Script {
    type Target = str;

    fn deref(&self) -> &str {
        &self.text
    }
}

impl From<String> for Script {
    fn from(text: String) -> Self {
        Self { text, ..Self::default() }
    }
}

impl From<&str> for Script {
    fn from(text: &str) -> Self {
        text.to_owned().into()
    }
}

impl From<Script> for String {
    fn from(script: Script) -> Self {
        script.text
    }
}

impl PartialEq for Script {
    fn eq(&self, other: &Self) -> bool {
        self.text == other.text
    }
}

impl Eq for Script {}

impl PartialEq<str> for Script {
    fn eq(&self, other: &str) -> bool {
        self.text == other
    }
}

impl PartialEq<&str> for Script {
    fn eq(&self, other: &&str) -> bool {
        self.text == *other
    }
}

impl fmt::Display for Script {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.text)
    }
}

impl fmt::Debug for Script {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.text.fmt(f)
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::super::tests::{measure_script, script_issues};
    use super::super::{normalize_breaks, parse_script};
    use super::*;

    #[test]
    fn an_edited_script_is_measured_anew() {
        let mut script = Script::from("one two");
        assert_eq!(script.length(None), measure_script("one two"));
        script.edit(|text| text.push_str(" three"));
        assert_eq!(
            (script.length(None), script.as_str()),
            (measure_script("one two three"), "one two three")
        );
    }

    #[test]
    fn clones_share_what_was_parsed_and_an_edit_leaves_it_to_them() {
        let mut script = Script::from("one <break time=1s> two");
        let analysis = Arc::clone(script.analysis());
        let before = script.clone();
        script.edit(|text| text.push('!'));
        assert!(Arc::ptr_eq(before.analysis(), &analysis) && !Arc::ptr_eq(script.analysis(), &analysis));
        assert_eq!((before.sent(), script.sent().ends_with("two!")), ("one <break time=\"1s\"/> two", true));
    }

    proptest! {
        #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::default() })]

        #[test]
        fn an_analysis_says_what_the_functions_say(parts in prop::collection::vec(prop_oneof![
            "\\PC{0,12}", Just(" word ".to_owned()), Just("<break time=\"1s\"/>".to_owned()), Just(" ".to_owned()),
            Just("<break time=2s>".to_owned()), Just("<speak>".to_owned()), Just("</speak>".to_owned()),
            Just("[BEAT]".to_owned()), Just("**so**".to_owned()), Just("\n".to_owned()), Just("<#0#>".to_owned()),
        ], 0..12)) {
            let text = parts.concat();
            let script = Script::from(text.as_str());
            let normalized = normalize_breaks(&text);
            prop_assert_eq!(script.sent(), normalized.trim());
            prop_assert_eq!(script.analysis().tokens(), parse_script(&text));
            prop_assert_eq!(script.analysis().issues(), script_issues(&text));
            prop_assert_eq!(script.length(None), measure_script(&text));
        }
    }
}
