//! What the user has set: one field each, with a default.

use std::path::PathBuf;

use super::{Api, Caps, Dialect, KeySource, Rate, Rounding, Several, Unit, UnknownSetting, VideoName};

#[derive(Debug, Clone, PartialEq)]
pub struct Settings {
    /// Whether finished videos are downloaded by themselves.
    pub download: bool,
    /// Where videos of untitled projects go, if not to the user's videos folder.
    pub videos: Option<PathBuf>,
    /// How finished videos are named.
    pub video_name: VideoName,
    pub captions: Captions,
    /// Whether a video's subtitle file is brought here with it, where the service makes one.
    pub subtitles: bool,
    pub images: Images,
    /// How videos are priced; without it, by the unit of the balance that was read.
    pub rate: Option<Preset>,
    /// How what a render costs is rounded.
    pub rounding: Rounding,
    pub symbols: Symbols,
    /// How the user is told that a render is over.
    pub notify: Notify,
    /// What may be spent at most.
    pub caps: Caps,
    /// Whether titles are sent with a short mark, by which a render is found again for sure.
    pub title_mark: bool,
    /// How many renders may be on their way at once; the rest wait here. 0 for any number.
    pub concurrency: usize,
    /// The generation of the API; without it, the one that is found to serve the account.
    pub api: Option<Api>,
    /// In which form videos are sent while its generation is spoken; without it, in the usual one.
    pub dialect: Option<Dialect>,
    /// How several scenes are sent where a form holds but one.
    pub several: Several,
    /// Where the keys of pictures come from; without it, from wherever they are found.
    pub picture_key: Option<KeySource>,
    /// What else stands in the file: it does nothing, and is told.
    pub unknown: Vec<UnknownSetting>,
}

impl Settings {
    /// The dialect that a generation is spoken in: the one that is set, if it is a form of it.
    pub fn form(&self, api: Api) -> Dialect {
        self.dialect.filter(|dialect| dialect.api() == api).unwrap_or(api.dialect())
    }

    /// The dialect of the generation that the user set; `None` leaves that to what is found.
    pub fn pinned(&self) -> Option<Dialect> {
        self.api.map(|api| self.form(api))
    }

    /// The dialect that is spoken as far as anybody knows who has not asked the service.
    pub fn assumed(&self) -> Dialect {
        self.form(self.api.unwrap_or(Api::V2))
    }

    /// The dialect that is set and ends with the older generation.
    pub fn ending(&self) -> Option<Dialect> {
        self.dialect.filter(|dialect| dialect.api() == Api::V2)
    }

    /// The prices of a list, rounded as the user set.
    pub fn prices(&self, preset: Preset) -> Rate {
        preset.rate().rounded(self.rounding)
    }
}

impl Default for Settings {
    fn default() -> Self {
        Self {
            download: true,
            videos: None,
            video_name: VideoName::default(),
            captions: Captions::Burned,
            subtitles: true,
            images: Images::Auto,
            rate: None,
            rounding: Rounding::Exact,
            symbols: Symbols::Auto,
            notify: Notify::Bell,
            caps: Caps::default(),
            title_mark: false,
            concurrency: 3,
            api: None,
            dialect: None,
            several: Several::Joined,
            picture_key: None,
            unknown: Vec::new(),
        }
    }
}

macro_rules! words {
    ($name:ident { $($variant:ident = $word:literal),+ $(,)? }) => {
        impl $name {
            pub const ALL: &[Self] = &[$(Self::$variant),+];

            pub fn word(self) -> &'static str {
                match self { $(Self::$variant => $word),+ }
            }

            pub fn read(word: &str) -> Option<Self> {
                Self::ALL.iter().copied().find(|one| one.word() == word)
            }
        }
    };
}

/// How pictures are drawn in the terminal.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Images {
    /// The best way that the terminal is known to have.
    Auto,
    Kitty,
    Iterm2,
    Sixel,
    /// Half blocks, in any terminal.
    Blocks,
    Off,
}

words!(Images { Auto = "auto", Kitty = "kitty", Iterm2 = "iterm2", Sixel = "sixel", Blocks = "blocks", Off = "off" });

/// A price list by its name.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Preset {
    Reference,
    Api,
    V3,
}

words!(Preset { Reference = "reference", Api = "api", V3 = "v3" });

impl Preset {
    pub fn rate(self) -> Rate {
        match self {
            Self::Reference => Rate::REFERENCE,
            Self::Api => Rate::API_PLAN,
            Self::V3 => Rate::V3_WALLET,
        }
    }

    /// The preset whose prices are in `unit`.
    pub fn of(unit: Unit) -> Self {
        match unit {
            Unit::PremiumCredit => Self::Reference,
            Unit::ApiCredit => Self::Api,
            Unit::Usd => Self::V3,
        }
    }
}

/// Which video is brought here, where it was made with captions.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Captions {
    /// The one with captions drawn in.
    Burned,
    /// Both; the one without them has `-plain` in its name.
    Both,
    /// The one without them.
    Plain,
}

words!(Captions { Burned = "burned", Both = "both", Plain = "plain" });

/// How the user is called back to the terminal.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Notify {
    Bell,
    /// iTerm2, `WezTerm`, Ghostty, Windows Terminal and others.
    Osc9,
    /// urxvt, Ghostty, `WezTerm`, foot and others.
    Osc777,
    /// kitty.
    Osc99,
    Off,
}

words!(Notify { Bell = "bell", Osc9 = "osc9", Osc777 = "osc777", Osc99 = "osc99", Off = "off" });

/// What lines and marks are drawn with.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Symbols {
    /// As the terminal's environment tells.
    Auto,
    Unicode,
    Ascii,
}

words!(Symbols { Auto = "auto", Unicode = "unicode", Ascii = "ascii" });

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_dialect_is_a_form_of_its_generation_and_only_the_generation_pins() {
        let set = |api, dialect| Settings { api, dialect, ..Settings::default() };
        let flat = set(None, Some(Dialect::Flat));
        assert_eq!((flat.pinned(), flat.assumed(), flat.form(Api::V3)), (None, Dialect::Flat, Dialect::V3));
        assert_eq!(set(Some(Api::V2), Some(Dialect::Flat)).pinned(), Some(Dialect::Flat));
        assert_eq!(set(Some(Api::V3), None).pinned(), Some(Dialect::V3));
        assert_eq!(set(None, Some(Dialect::V3)).assumed(), Dialect::Scenes);
    }

    #[test]
    fn words_read_back_and_presets_follow_the_unit() {
        assert!(Images::ALL.iter().all(|one| Images::read(one.word()) == Some(*one)));
        assert_eq!(Images::read("ansi"), None);
        assert!(Preset::ALL.iter().all(|one| Preset::of(one.rate().unit) == *one));
    }
}
