//! The form of a locale: a language, mostly with a script or a region, as `en-US` or `zh-Hans-CN`.

use std::ops::RangeInclusive;

/// A locale that the service has.
pub(super) const EXAMPLE_LOCALE: &str = "en-US";

/// The letters of a language, and of all that may follow it.
const LANGUAGE_LETTERS: RangeInclusive<usize> = 2..=3;
const SUBTAG_CHARS: RangeInclusive<usize> = 2..=8;

/// Whether a text has the form of a locale. Which ones a voice speaks, the service says.
pub(super) fn is_locale(text: &str) -> bool {
    let mut parts = text.split(['-', '_']);
    let is_language = |part: &str| {
        LANGUAGE_LETTERS.contains(&part.len()) && part.bytes().all(|byte| byte.is_ascii_alphabetic())
    };
    let is_subtag = |part: &str| {
        SUBTAG_CHARS.contains(&part.len()) && part.bytes().all(|byte| byte.is_ascii_alphanumeric())
    };
    parts.next().is_some_and(is_language) && parts.all(is_subtag)
}

#[cfg(test)]
mod tests {
    use super::super::{
        IssueLocation, PhotoId, Project, Scene, SceneField, Speaker, VoiceId, VoiceSetting, VoiceSettings,
    };
    use super::*;

    #[test]
    fn a_locale_is_a_language_with_what_follows_it() {
        for locale in
            ["en-US", "en-GB", "fil-PH", "zh-Hans-CN", "es-419", "pt_BR", "ca-ES-valencia", "EN-us", "de"]
        {
            assert!(is_locale(locale), "{locale}");
        }
        for other in ["english", "English (US)", "en-", "-US", "en US", "e-US", "", "12-US", "en-U"] {
            assert!(!is_locale(other), "{other}");
        }
    }

    #[test]
    fn a_locale_that_is_none_is_reported_with_a_valid_one() {
        let with = |locale: &str| VoiceSettings { locale: Some(locale.into()), ..VoiceSettings::default() };
        let mut project = Project {
            photo: Some(PhotoId::new("p")),
            voice: Some(VoiceId::new("v")),
            scenes: vec![Scene::new("Hello.")],
            ..Project::default()
        };
        project.voice_settings = with("english");
        project.speakers =
            vec![Speaker { name: "Ana".into(), voice_settings: with("en"), ..Speaker::default() }];
        project.scenes[0].voice_settings = with("Brazil");
        let issues = project.spec().unwrap_err();
        let words: Vec<String> = issues.iter().map(ToString::to_string).collect();
        let hint = "is none: write a language with its region, such as en-US";
        let expected = ["the project: locale \"english\"", "scene 1: locale \"Brazil\""];
        assert_eq!(words, expected.map(|start| format!("{start} {hint}")));
        let field = SceneField::VoiceSetting(VoiceSetting::Locale);
        assert_eq!(issues[1].location, IssueLocation::Scene(0, field));
    }
}
