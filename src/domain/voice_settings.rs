//! The settings of a voice: how fast, how high and how loud it speaks, and in which locale.

use std::fmt;
use std::ops::RangeInclusive;

/// One setting of a voice, in the order of the screen.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum VoiceSetting {
    Speed,
    Pitch,
    Volume,
    Locale,
}

impl VoiceSetting {
    pub const ALL: [Self; 4] = [Self::Speed, Self::Pitch, Self::Volume, Self::Locale];

    /// The key of a project file, and the word on the screen.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Speed => "speed",
            Self::Pitch => "pitch",
            Self::Volume => "volume",
            Self::Locale => "locale",
        }
    }

    /// The label of a form, and of an option in Markdown.
    pub fn title(self) -> &'static str {
        match self {
            Self::Speed => "Speed",
            Self::Pitch => "Pitch",
            Self::Volume => "Volume",
            Self::Locale => "Locale",
        }
    }

    pub fn from_word(word: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|setting| setting.as_str() == word)
    }

    /// The numbers that the service accepts; `None` for a setting that is a text.
    pub fn range(self) -> Option<RangeInclusive<f64>> {
        match self {
            Self::Speed => Some(0.5..=1.5),
            Self::Pitch => Some(-50.0..=50.0),
            Self::Volume => Some(0.0..=1.0),
            Self::Locale => None,
        }
    }

    /// The number that leaves the voice as it is.
    pub fn default_number(self) -> f64 {
        if self == Self::Pitch { 0.0 } else { 1.0 }
    }
}

/// The settings of a voice. One that is `None` is inherited: from the scene's speaker, and then from the project.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct VoiceSettings {
    /// The factor of the speech rate: 0.5 to 1.5.
    pub speed: Option<f64>,
    /// -50 to 50.
    pub pitch: Option<f64>,
    /// 0 to 1.
    pub volume: Option<f64>,
    /// A language with its region, such as `en-GB`.
    pub locale: Option<String>,
}

impl VoiceSettings {
    /// These settings, with those of `other` where one is missing.
    #[must_use]
    pub fn or(&self, other: &Self) -> Self {
        Self {
            speed: self.speed.or(other.speed),
            pitch: self.pitch.or(other.pitch),
            volume: self.volume.or(other.volume),
            locale: self.locale.as_ref().or(other.locale.as_ref()).cloned(),
        }
    }

    /// A setting that is a number.
    pub fn number(&self, setting: VoiceSetting) -> Option<f64> {
        match setting {
            VoiceSetting::Speed => self.speed,
            VoiceSetting::Pitch => self.pitch,
            VoiceSetting::Volume => self.volume,
            VoiceSetting::Locale => None,
        }
    }

    /// Sets a setting that is a number.
    pub fn set_number(&mut self, setting: VoiceSetting, number: Option<f64>) {
        match setting {
            VoiceSetting::Speed => self.speed = number,
            VoiceSetting::Pitch => self.pitch = number,
            VoiceSetting::Volume => self.volume = number,
            VoiceSetting::Locale => {}
        }
    }

    pub fn clear(&mut self, setting: VoiceSetting) {
        match setting {
            VoiceSetting::Locale => self.locale = None,
            number => self.set_number(number, None),
        }
    }

    /// The value of a setting as a project file has it.
    pub fn text(&self, setting: VoiceSetting) -> Option<String> {
        match setting {
            VoiceSetting::Locale => self.locale.clone(),
            number => self.number(number).map(|number| number.to_string()),
        }
    }

    /// Sets a setting from text, where an empty one takes it away; whether it is understood.
    pub fn set_text(&mut self, setting: VoiceSetting, text: &str) -> bool {
        match (setting.range(), text.trim()) {
            (None, text) => self.locale = Some(text.to_owned()).filter(|locale| !locale.is_empty()),
            (Some(_), "") => self.set_number(setting, None),
            (Some(range), text) => match text.parse::<f64>().ok().filter(|number| range.contains(number)) {
                Some(number) => self.set_number(setting, Some(number)),
                None => return false,
            },
        }
        true
    }

    /// Whether a setting changes how the voice speaks by itself. The service's default changes nothing.
    pub fn differs_from_default(&self, setting: VoiceSetting) -> bool {
        match self.number(setting) {
            #[expect(clippy::float_cmp, reason = "the default is written as it is compared")]
            Some(number) => number != setting.default_number(),
            None => setting == VoiceSetting::Locale && self.locale.is_some(),
        }
    }

    /// A setting that differs, as the screen shows it: `1.1x`, `pitch +10`.
    pub fn label(&self, setting: VoiceSetting) -> Option<String> {
        self.differs_from_default(setting).then(|| match setting {
            VoiceSetting::Speed => format!("{}x", self.speed.unwrap_or(1.0)),
            VoiceSetting::Pitch => format!("pitch {:+}", self.pitch.unwrap_or_default()),
            VoiceSetting::Volume => format!("volume {}", self.volume.unwrap_or(1.0)),
            VoiceSetting::Locale => self.locale.clone().unwrap_or_default(),
        })
    }
}

/// The settings that differ from how the voice speaks by itself: `1.1x · pitch +10`; empty if none does.
impl fmt::Display for VoiceSettings {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let labels: Vec<String> =
            VoiceSetting::ALL.into_iter().filter_map(|setting| self.label(setting)).collect();
        f.write_str(&labels.join(" · "))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn settings_show_only_what_differs() {
        let all = VoiceSettings {
            speed: Some(1.1),
            pitch: Some(-5.0),
            volume: Some(0.8),
            locale: Some("en-GB".into()),
        };
        assert_eq!(all.to_string(), "1.1x · pitch -5 · volume 0.8 · en-GB");
        let default = VoiceSettings { speed: Some(1.0), pitch: Some(0.0), volume: Some(1.0), locale: None };
        assert_eq!(default.to_string(), "");
        assert_eq!(VoiceSettings::default().or(&all), all);
        assert_eq!(default.or(&all).to_string(), "en-GB", "its own settings come first");
    }

    #[test]
    fn a_text_outside_of_the_range_is_not_understood() {
        let mut settings = VoiceSettings::default();
        assert!(
            settings.set_text(VoiceSetting::Speed, "1.05") && settings.set_text(VoiceSetting::Pitch, "-50")
        );
        assert!(
            !settings.set_text(VoiceSetting::Speed, "1.6")
                && !settings.set_text(VoiceSetting::Volume, "loud")
        );
        assert_eq!(settings.text(VoiceSetting::Speed).as_deref(), Some("1.05"));
        assert!(settings.set_text(VoiceSetting::Speed, "") && settings.speed.is_none());
    }
}
