//! What the user has set: one field each, with a default.

use std::path::PathBuf;

use super::words::words;
use super::{
    ApiVersion, Dialect, MultiSceneMode, PictureKeySource, Rate, Rounding, SpendingCaps, Unit,
    UnknownSetting, VideoNamePattern,
};

#[derive(Debug, Clone, PartialEq)]
pub struct Settings {
    /// Whether finished videos are downloaded by themselves.
    pub download: bool,
    /// Where videos of untitled projects go, if not to the user's videos folder.
    pub videos_dir: Option<PathBuf>,
    /// How finished videos are named.
    pub video_name_pattern: VideoNamePattern,
    pub captions: CaptionMode,
    /// Whether a video's subtitle file is brought here with it, where the service makes one.
    pub subtitles: bool,
    pub images: ImageMode,
    /// How videos are priced; without it, by the unit of the balance that was read.
    pub price_list: Option<PriceList>,
    /// How what a render costs is rounded.
    pub rounding: Rounding,
    pub symbols: SymbolMode,
    /// How the user is told that a render is over.
    pub notify: NotificationMode,
    /// What may be spent at most.
    pub caps: SpendingCaps,
    /// Whether titles are sent with a short mark, by which a render is found again for sure.
    pub title_tag: bool,
    /// How many renders may be on their way at once; the rest wait here. 0 for any number.
    pub concurrency: usize,
    /// The generation of the API; without it, the one that is found to serve the account.
    pub api_version: Option<ApiVersion>,
    /// In which form videos are sent while its generation is spoken; without it, in the usual one.
    pub dialect: Option<Dialect>,
    /// How several scenes are sent where a form holds but one.
    pub multi_scene_mode: MultiSceneMode,
    /// Where the keys of pictures come from; without it, from wherever they are found.
    pub picture_key_source: Option<PictureKeySource>,
    /// What else stands in the file: it does nothing, and is told.
    pub unknown_settings: Vec<UnknownSetting>,
}

impl Settings {
    /// The dialect that a generation is spoken in: the one that is set, if it is a form of it.
    pub fn dialect_for(&self, api: ApiVersion) -> Dialect {
        self.dialect.filter(|dialect| dialect.api_version() == api).unwrap_or(api.default_dialect())
    }

    /// The dialect of the generation that the user set; `None` leaves that to what is found.
    pub fn pinned_dialect(&self) -> Option<Dialect> {
        self.api_version.map(|api| self.dialect_for(api))
    }

    /// The dialect that is spoken as far as anybody knows who has not asked the service.
    pub fn assumed_dialect(&self) -> Dialect {
        self.dialect_for(self.api_version.unwrap_or(ApiVersion::V2))
    }

    /// The dialect that is set and ends with the older generation.
    pub fn deprecated_dialect(&self) -> Option<Dialect> {
        self.dialect.filter(|dialect| dialect.api_version() == ApiVersion::V2)
    }

    /// The prices of a list, rounded as the user set.
    pub fn rate_for(&self, preset: PriceList) -> Rate {
        preset.rate().with_rounding(self.rounding)
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
            price_list: None,
            rounding: Rounding::Exact,
            symbols: SymbolMode::Auto,
            notify: NotificationMode::Bell,
            caps: SpendingCaps::default(),
            title_tag: false,
            concurrency: 3,
            api_version: None,
            dialect: None,
            multi_scene_mode: MultiSceneMode::Joined,
            picture_key_source: None,
            unknown_settings: Vec::new(),
        }
    }
}

/// How pictures are drawn in the terminal.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ImageMode {
    /// The best way that the terminal is known to have.
    Auto,
    Kitty,
    Iterm2,
    Sixel,
    /// Half blocks, in any terminal.
    Blocks,
    Off,
}

words!(ImageMode { Auto = "auto", Kitty = "kitty", Iterm2 = "iterm2", Sixel = "sixel", Blocks = "blocks", Off = "off" });

/// A price list by its name.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum PriceList {
    WebPlan,
    ApiPlan,
    V3Wallet,
}

words!(PriceList { WebPlan = "reference", ApiPlan = "api", V3Wallet = "v3" });

impl PriceList {
    pub fn rate(self) -> Rate {
        match self {
            Self::WebPlan => Rate::WEB_PLAN,
            Self::ApiPlan => Rate::API_PLAN,
            Self::V3Wallet => Rate::V3_WALLET,
        }
    }

    /// The preset whose prices are in `unit`.
    pub fn for_unit(unit: Unit) -> Self {
        match unit {
            Unit::PremiumCredit => Self::WebPlan,
            Unit::ApiCredit => Self::ApiPlan,
            Unit::Usd => Self::V3Wallet,
        }
    }
}

/// Which video is brought here, where it was made with captions.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum CaptionMode {
    /// The one with captions drawn in.
    Burned,
    /// Both; the one without them has `-plain` in its name.
    Both,
    /// The one without them.
    Plain,
}

words!(CaptionMode { Burned = "burned", Both = "both", Plain = "plain" });

/// How the user is called back to the terminal.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum NotificationMode {
    Bell,
    /// iTerm2, `WezTerm`, Ghostty, Windows Terminal and others.
    Osc9,
    /// urxvt, Ghostty, `WezTerm`, foot and others.
    Osc777,
    /// kitty.
    Osc99,
    Off,
}

words!(NotificationMode { Bell = "bell", Osc9 = "osc9", Osc777 = "osc777", Osc99 = "osc99", Off = "off" });

/// What lines and marks are drawn with.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum SymbolMode {
    /// As the terminal's environment tells.
    Auto,
    Unicode,
    Ascii,
}

words!(SymbolMode { Auto = "auto", Unicode = "unicode", Ascii = "ascii" });

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_dialect_is_a_form_of_its_generation_and_only_the_generation_pins() {
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
    fn words_read_back_and_presets_follow_the_unit() {
        assert!(ImageMode::ALL.iter().all(|one| ImageMode::parse(one.as_str()) == Some(*one)));
        assert_eq!(ImageMode::parse("ansi"), None);
        assert!(PriceList::ALL.iter().all(|one| PriceList::for_unit(one.rate().unit) == *one));
    }
}
