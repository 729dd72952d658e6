//! Unknown keys of the settings file. A misspelled cap is marked, since it would not limit anything.

use std::fmt;

use super::nearest_word::nearest_word;

/// The settings of the spending caps.
const DAY_CAP: &str = "cap_day";
const PROJECT_CAP: &str = "cap_project";
const CAP_SETTINGS: [&str; 2] = [DAY_CAP, PROJECT_CAP];

/// A key that is not a setting.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct UnknownSetting {
    /// As written in the file, after the name of its table.
    pub name: String,
    /// The setting that was probably meant.
    pub suggestion: Option<&'static str>,
    /// Whether it looks like a spending cap.
    pub is_cap: bool,
}

/// Words in a name that suggest a spending cap.
const CAP_WORDS: [&str; 8] = ["cap", "caps", "limit", "limits", "budget", "budgets", "spend", "spending"];

impl UnknownSetting {
    /// Compares a key with the names of all settings.
    pub fn new(name: &str, settings: &[&'static str]) -> Self {
        let name = super::text::truncate(name, 60);
        let lower = name.to_lowercase();
        let last = lower.rsplit('.').next().unwrap_or(&lower);
        let nearest = nearest_word(last, settings, 0).map(|(_, setting)| setting);
        let is_cap = nearest.map_or_else(|| mentions_cap(&lower), |near| CAP_SETTINGS.contains(&near));
        let cap = if lower.contains("project") { PROJECT_CAP } else { DAY_CAP };
        Self { suggestion: nearest.or(is_cap.then_some(cap)), is_cap, name }
    }
}

fn mentions_cap(name: &str) -> bool {
    let mut words = name.split(|c: char| !c.is_alphanumeric());
    words.any(|word| CAP_WORDS.contains(&word) || word.ends_with("cap"))
}

impl fmt::Display for UnknownSetting {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} is not a setting", self.name)?;
        match self.suggestion {
            Some(nearest) => write!(f, ": did you mean {nearest}?"),
            None => Ok(()),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const SETTINGS: [&str; 5] = ["captions", "concurrency", "cap_day", "cap_project", "rate"];

    fn suggestion_and_is_cap(name: &str) -> (Option<&'static str>, bool) {
        let unknown = UnknownSetting::new(name, &SETTINGS);
        (unknown.suggestion, unknown.is_cap)
    }

    #[test]
    fn what_looks_like_a_cap_is_known_and_captions_are_none() {
        for name in [
            "cap_days",
            "capday",
            "CAP_DAY",
            "cap-day",
            "caps",
            "caps.day",
            "daily_cap",
            "limit",
            "budget.day",
        ] {
            assert_eq!(suggestion_and_is_cap(name), (Some("cap_day"), true), "{name}");
        }
        for name in ["cap_projects", "project_cap", "video.cap_project", "limit_project"] {
            assert_eq!(suggestion_and_is_cap(name), (Some("cap_project"), true), "{name}");
        }
        assert_eq!(suggestion_and_is_cap("caption"), (Some("captions"), false));
        assert_eq!(suggestion_and_is_cap("concurency"), (Some("concurrency"), false));
        assert_eq!(suggestion_and_is_cap("capital_letters"), (None, false));
        assert_eq!(
            UnknownSetting::new("caps", &SETTINGS).to_string(),
            "caps is not a setting: did you mean cap_day?"
        );
        assert_eq!(UnknownSetting::new("theme", &SETTINGS).to_string(), "theme is not a setting");
    }
}
