//! A script with its measured length and the form in which it is sent.

use std::fmt;
use std::ops::Deref;
use std::sync::OnceLock;

use super::cleaning::normalize_breaks;
use super::length::ScriptLength;
use super::measure::measure_script;

/// The spoken words of a scene. Each text is measured once, and brought into the form that is sent once.
#[derive(Clone, Default)]
pub struct Script {
    text: String,
    length: OnceLock<ScriptLength>,
    sent: OnceLock<Box<str>>,
}

impl Script {
    pub fn as_str(&self) -> &str {
        &self.text
    }

    pub fn length(&self) -> ScriptLength {
        *self.length.get_or_init(|| measure_script(&self.text))
    }

    /// The script as it is sent: its breaks in their normal form, without surrounding spaces.
    pub fn sent(&self) -> &str {
        self.sent.get_or_init(|| normalize_breaks(&self.text).trim().into())
    }

    /// Changes the text.
    pub fn edit<T>(&mut self, edit: impl FnOnce(&mut String) -> T) -> T {
        (self.length, self.sent) = (OnceLock::new(), OnceLock::new());
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
    use super::*;

    #[test]
    fn an_edited_script_is_measured_anew() {
        let mut script = Script::from("one two");
        assert_eq!(script.length(), measure_script("one two"));
        script.edit(|text| text.push_str(" three"));
        assert_eq!((script.length(), script.as_str()), (measure_script("one two three"), "one two three"));
    }
}
