//! The settings of the user and their defaults.

use std::path::PathBuf;

use super::words::words;
use super::{
    ApiVersion, Dialect, MultiSceneMode, OwnLookRate, PictureKeySource, RateSetting, Rounding, SpendingCaps,
    UnknownSetting, VideoNamePattern,
};

/// All settings.
#[derive(Debug, Clone, PartialEq)]
pub struct Settings {
    /// Whether completed videos are downloaded automatically.
    pub download: bool,
    /// The folder for videos without a project file; `None` for the user's videos folder.
    pub videos_dir: Option<PathBuf>,
    /// The file name of a downloaded video.
    pub video_name_pattern: VideoNamePattern,
    pub captions: CaptionMode,
    /// Whether the subtitle file is downloaded with the video, if the service creates one.
    pub subtitles: bool,
    pub images: ImageMode,
    /// Who has the mouse.
    pub mouse: MouseOwner,
    /// The user's choice of a rate; `None` for the published one in the unit of the balance.
    pub rate: Option<RateSetting>,
    /// The user's own rates of other looks than photos on Avatar IV.
    pub look_rates: Vec<OwnLookRate>,
    /// How the cost of a render is rounded.
    pub rounding: Rounding,
    /// What a credit costs in dollars where an account that is billed by usage has none left. The service does not say
    /// it; half a dollar is the price of an enterprise credit.
    pub usd_per_credit: f64,
    pub symbols: SymbolMode,
    /// How the user is notified that a render has ended.
    pub notify: NotificationMode,
    /// The spending caps.
    pub caps: SpendingCaps,
    /// Whether titles are sent with a tag, by which a render can be found reliably.
    pub title_tag: bool,
    /// How many renders may be in progress at once; the rest stay queued. 0 for any number.
    pub concurrency: usize,
    /// The API version; `None` detects the one that serves the account.
    pub api_version: Option<ApiVersion>,
    /// The version that is asked first where none is set, and assumed until it is known: v3 for the service, v2 for a
    /// sandbox, whose default contract is v2's. It follows from the endpoints, not from the file.
    pub preferred_api_version: ApiVersion,
    /// The dialect, used with its own API version only; `None` for the default.
    pub dialect: Option<Dialect>,
    /// How several scenes are sent in a dialect that holds only one.
    pub multi_scene_mode: MultiSceneMode,
    /// The source of picture keys; `None` for any.
    pub picture_key_source: Option<PictureKeySource>,
    /// Unknown keys in the file: they have no effect, and the user is warned about them.
    pub unknown_settings: Vec<UnknownSetting>,
}

impl Settings {
    /// The dialect for an API version: the one that is set, if it belongs to that version.
    pub fn dialect_for(&self, api: ApiVersion) -> Dialect {
        self.dialect.filter(|dialect| dialect.api_version() == api).unwrap_or(api.default_dialect())
    }

    /// The dialect of the API version that is set; `None` if the version is to be detected.
    pub fn pinned_dialect(&self) -> Option<Dialect> {
        self.api_version.map(|api| self.dialect_for(api))
    }

    /// The dialect to assume before the API version is detected.
    pub fn assumed_dialect(&self) -> Dialect {
        self.dialect_for(self.api_version.unwrap_or(self.preferred_api_version))
    }

    /// The dialect that is set, if it ends with v2.
    pub fn deprecated_dialect(&self) -> Option<Dialect> {
        self.dialect.filter(|dialect| dialect.api_version() == ApiVersion::V2)
    }
}

impl Default for Settings {
    fn default() -> Self {
        Self {
            download: true,
            videos_dir: None,
            video_name_pattern: VideoNamePattern::default(),
            captions: CaptionMode::Burned,
            subtitles: true,
            images: ImageMode::Auto,
            mouse: MouseOwner::Studio,
            rate: None,
            look_rates: Vec::new(),
            rounding: Rounding::Exact,
            usd_per_credit: 0.5,
            symbols: SymbolMode::Auto,
            notify: NotificationMode::Bell,
            caps: SpendingCaps::default(),
            title_tag: false,
            concurrency: 3,
            api_version: None,
            preferred_api_version: ApiVersion::V2,
            dialect: None,
            multi_scene_mode: MultiSceneMode::Joined,
            picture_key_source: None,
            unknown_settings: Vec::new(),
        }
    }
}

words! {
    /// How pictures are drawn in the terminal.
    pub enum ImageMode {
        /// The best protocol that the terminal is known to support.
        Auto = "auto",
        Kitty = "kitty",
        Iterm2 = "iterm2",
        Sixel = "sixel",
        /// Half blocks, in any terminal.
        Blocks = "blocks",
        Off = "off",
    }
}

words! {
    /// Who handles the mouse.
    pub enum MouseOwner {
        Studio = "studio",
        /// It selects text of the whole screen.
        Terminal = "terminal",
    }
}

words! {
    /// Which video is downloaded if it has captions.
    pub enum CaptionMode {
        /// The one with burned-in captions.
        Burned = "burned",
        /// Both; the one without captions has `-plain` in its name.
        Both = "both",
        /// The one without captions.
        Plain = "plain",
    }
}

words! {
    /// How the terminal notifies the user.
    pub enum NotificationMode {
        Bell = "bell",
        /// iTerm2, `WezTerm`, Ghostty, Windows Terminal and others.
        Osc9 = "osc9",
        /// urxvt, Ghostty, `WezTerm`, foot and others.
        Osc777 = "osc777",
        /// kitty.
        Osc99 = "osc99",
        Off = "off",
    }
}

words! {
    /// The characters that lines and symbols are drawn with.
    pub enum SymbolMode {
        /// As the environment of the terminal says.
        Auto = "auto",
        Unicode = "unicode",
        Ascii = "ascii",
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_a_pinned_api_version_pins_the_dialect() {
        let set = |api, dialect| Settings { api_version: api, dialect, ..Settings::default() };
        let flat = set(None, Some(Dialect::Flat));
        assert_eq!(
            (flat.pinned_dialect(), flat.assumed_dialect(), flat.dialect_for(ApiVersion::V3)),
            (None, Dialect::Flat, Dialect::V3)
        );
        assert_eq!(set(Some(ApiVersion::V2), Some(Dialect::Flat)).pinned_dialect(), Some(Dialect::Flat));
        assert_eq!(set(Some(ApiVersion::V3), None).pinned_dialect(), Some(Dialect::V3));
        assert_eq!(set(None, Some(Dialect::V3)).assumed_dialect(), Dialect::Scenes);
    }

    #[test]
    fn image_modes_parse_back() {
        assert!(ImageMode::ALL.iter().all(|one| ImageMode::parse(one.as_str()) == Some(*one)));
        assert_eq!(ImageMode::parse("ansi"), None);
    }
}
