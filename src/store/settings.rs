//! The settings file, `config.toml`. It is read and never written.

use std::env;
use std::path::{Path, PathBuf};

use toml_edit::{Item, TableLike};

use crate::domain::{
    ApiVersion, CaptionMode, Dialect, Error, ImageMode, LookClass, MouseOwner, MultiSceneMode,
    NotificationMode, OwnLookRate, PictureKeySource, RateSetting, Rounding, Settings, SymbolMode,
    UnknownSetting, VideoNamePattern, Word,
};

use super::files;
use super::toml::{self, MAX_TOML_BYTES, TomlError, get_bool, get_choice, get_text, get_value};

/// Makes the list of names, and the function that reads all settings, of rows `NAME => FIELD = HOW IT IS READ`.
macro_rules! settings {
    ($($name:literal => $($field:ident).+ = $read:expr;)+) => {
        /// The names of all settings.
        pub const SETTING_NAMES: &[&str] = &[$($name),+];

        fn read_fields(table: &dyn TableLike) -> Result<Settings, TomlError> {
            let mut settings = Settings::default();
            $(if let Some(value) = $read(table, $name)? {
                settings.$($field).+ = value.into();
            })+
            Ok(settings)
        }
    };
}

settings! {
    "api" => api_version = get_word_or_auto::<ApiVersion>;
    "cap_day" => caps.day = get_amount;
    "cap_project" => caps.project = get_amount;
    "captions" => captions = get_word::<CaptionMode>;
    "concurrency" => concurrency = get_whole_number;
    "dialect" => dialect = get_word_or_auto::<Dialect>;
    "download" => download = get_bool;
    "images" => images = get_word::<ImageMode>;
    "look_rates" => look_rates = get_look_rates;
    "mouse" => mouse = get_word::<MouseOwner>;
    "notify" => notify = get_word::<NotificationMode>;
    "picture_key" => picture_key_source = get_word_or_auto::<PictureKeySource>;
    "rate" => rate = get_rate;
    "rounding" => rounding = get_word::<Rounding>;
    "several" => multi_scene_mode = get_word::<MultiSceneMode>;
    "subtitles" => subtitles = get_bool;
    "symbols" => symbols = get_word::<SymbolMode>;
    "title_mark" => title_tag = get_bool;
    "usd_per_credit" => usd_per_credit = get_amount;
    "video_name" => video_name_pattern = get_video_name;
    "videos" => videos_dir = get_folder;
}

/// Reads the settings; without a file they are the defaults. Errors name line and column.
pub fn read(path: &Path) -> Result<Settings, Error> {
    let Some(bytes) = files::read_if_exists(path, MAX_TOML_BYTES)? else {
        return Ok(Settings::default());
    };
    let text = toml::decode(path, &bytes)?;
    let document = toml::parse(path, text)?;
    let mut settings = parse_settings(document.as_table()).map_err(|wrong| wrong.into_error(path, text))?;
    set_look_rate_lines(&mut settings, document.as_table(), text);
    Ok(settings)
}

/// Notes the line of each own rate of a look, which warnings name.
fn set_look_rate_lines(settings: &mut Settings, table: &dyn TableLike, text: &str) {
    let Some(looks) = table.get("look_rates").and_then(Item::as_table_like) else { return };
    for (own, (_, item)) in settings.look_rates.iter_mut().zip(looks.iter()) {
        own.line = toml::line_number(text, item.span().map_or(0, |span| span.start));
    }
}

fn parse_settings(table: &dyn TableLike) -> Result<Settings, TomlError> {
    let mut settings = Settings { unknown_settings: unknown_settings(table), ..read_fields(table)? };
    match (settings.api_version, settings.dialect, table.get("dialect")) {
        // A dialect of another version would never be used.
        (Some(api), Some(dialect), Some(item)) if api != dialect.api_version() => {
            let (word, its, set) = (dialect.as_str(), dialect.api_version().as_str(), api.as_str());
            let what = format!("dialect is {word}, of {its}, but api is {set}: write dialect = \"auto\"");
            return Err(TomlError::new(item.span(), what));
        }
        // Where the version is left out, the dialect `v3` implies it.
        (None, Some(Dialect::V3), _) if !table.contains_key("api") => {
            settings.api_version = Some(ApiVersion::V3);
        }
        _ => {}
    }
    Ok(settings)
}

/// The keys that are no settings. Of a table that holds a cap, the cap is named.
fn unknown_settings(table: &dyn TableLike) -> Vec<UnknownSetting> {
    let others = table.iter().filter(|(name, _)| !SETTING_NAMES.contains(name));
    others.map(|(name, item)| unknown_setting(name, item)).collect()
}

fn unknown_setting(name: &str, item: &Item) -> UnknownSetting {
    let own = UnknownSetting::new(name, SETTING_NAMES);
    let inner = |table: &dyn TableLike| {
        let mut inner = table.iter().map(|(key, item)| unknown_setting(&format!("{name}.{key}"), item));
        inner.find(|unknown| unknown.is_cap)
    };
    let within = match item {
        Item::ArrayOfTables(tables) => tables.iter().find_map(|table| inner(table)),
        other => other.as_table_like().and_then(inner),
    };
    within.filter(|_| !own.is_cap).unwrap_or(own)
}

/// One of the words of `T`.
fn get_word<T: Word>(table: &dyn TableLike, key: &str) -> Result<Option<T>, TomlError> {
    get_choice(table, key, &format_choices::<T>(), T::parse_word)
}

/// One of the words of `T`, or none for `"auto"`.
fn get_word_or_auto<T: Word>(table: &dyn TableLike, key: &str) -> Result<Option<T>, TomlError> {
    let parse = |text: &str| if text == "auto" { Some(None) } else { T::parse_word(text).map(Some) };
    Ok(get_choice(table, key, &format!("\"auto\", {}", format_choices::<T>()), parse)?.flatten())
}

fn get_video_name(table: &dyn TableLike, key: &str) -> Result<Option<VideoNamePattern>, TomlError> {
    let Some(pattern) = get_text(table, key)? else { return Ok(None) };
    let span = table.get(key).and_then(Item::span);
    let pattern = VideoNamePattern::parse(pattern);
    pattern.map(Some).map_err(|problem| TomlError::new(span, format!("{key} {problem}")))
}

fn get_rate(table: &dyn TableLike, key: &str) -> Result<Option<RateSetting>, TomlError> {
    let what =
        "a unit, such as \"usd\", or a rate, such as \"0.0385 usd/second\" or \"20 premium_credit/minute\"";
    get_choice(table, key, what, RateSetting::parse)
}

/// Own rates of other looks than photos on Avatar IV, each by the kind of look and the engine.
fn get_look_rates(table: &dyn TableLike, key: &str) -> Result<Option<Vec<OwnLookRate>>, TomlError> {
    let what = "a table of rates, such as { \"photo on avatar_6\" = \"0.1 usd/second\" }";
    let Some(looks) = get_value(table, key, what, Item::as_table_like)? else { return Ok(None) };
    let read = |(name, item): (&str, &Item)| {
        let class = LookClass::parse(name).filter(|class| class.has_known_kind() && !class.is_plain_photo());
        let class = class.ok_or_else(|| {
            let problem = format!("{key} has no look {name}: {LOOK_CLASS_FORM}");
            TomlError::new(item.span(), problem)
        })?;
        let own = |text: &str| match RateSetting::parse(text)? {
            RateSetting::Own(rate) => Some(OwnLookRate { class: class.clone(), rate, line: 0 }),
            RateSetting::Published(_) => None,
        };
        let rate = get_choice(looks, name, "a rate, such as \"0.1 usd/second\"", own)?;
        Ok(rate)
    };
    let rates = looks.iter().map(read).collect::<Result<Vec<_>, TomlError>>()?;
    Ok(Some(rates.into_iter().flatten().collect()))
}

/// How a look is named; `rate` is that of photos on Avatar IV.
const LOOK_CLASS_FORM: &str =
    "write photo, digital twin or studio avatar, \"on\" and the engine (photos on Avatar IV have rate)";

/// An amount of money; that of a cap is in the unit of the rate.
fn get_amount(table: &dyn TableLike, key: &str) -> Result<Option<f64>, TomlError> {
    get_value(table, key, "an amount, such as 20 or 7.5", |item| {
        let whole = item.as_integer().and_then(|whole| i32::try_from(whole).ok()).map(f64::from);
        whole.or(item.as_float()).filter(|cap| cap.is_finite() && *cap >= 0.0)
    })
}

fn get_whole_number(table: &dyn TableLike, key: &str) -> Result<Option<usize>, TomlError> {
    let read = |item: &Item| usize::try_from(item.as_integer()?).ok();
    get_value(table, key, "a whole number from 0", read)
}

/// An absolute folder; `~/` stands for the home folder.
fn get_folder(table: &dyn TableLike, key: &str) -> Result<Option<PathBuf>, TomlError> {
    let parse = |text: &str| {
        let folder = match text.strip_prefix("~/") {
            Some(rest) => env::home_dir()?.join(rest),
            None => PathBuf::from(text),
        };
        folder.is_absolute().then_some(folder)
    };
    get_choice(table, key, "a path from / or ~/, in quotes", parse)
}

/// `"a", "b" or "c"`
fn format_choices<T: Word>() -> String {
    let words: Vec<_> = T::words().iter().map(|name| format!("\"{name}\"")).collect();
    match words.split_last() {
        Some((last, rest)) if !rest.is_empty() => format!("{} or {last}", rest.join(", ")),
        _ => words.concat(),
    }
}

#[cfg(test)]
mod tests {
    use std::fs;

    use super::*;
    use crate::domain::{Rate, SpendingCaps, Unit};

    fn write_config(text: &str) -> (tempfile::TempDir, PathBuf) {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("config.toml");
        fs::write(&path, text).unwrap();
        (folder, path)
    }

    #[test]
    fn missing_settings_have_defaults() {
        let (_folder, path) = write_config("# mine\ndownload = false\nimages = 'blocks'\nlater = 1\n");
        let unknown = vec![UnknownSetting::new("later", SETTING_NAMES)];
        let expected = Settings {
            download: false,
            images: ImageMode::Blocks,
            unknown_settings: unknown,
            ..Settings::default()
        };
        assert_eq!(read(&path), Ok(expected));
        assert_eq!(read(&path.with_file_name("none.toml")), Ok(Settings::default()));
    }

    #[test]
    fn each_setting_is_read_and_unknown_keys_are_reported() {
        for name in SETTING_NAMES {
            let (_folder, path) = write_config(&format!("{name} = []\n"));
            assert!(read(&path).is_err(), "{name} is read");
        }
        let text = "rate = 'api_credit'\nzoom = 1\n[caps]\nday = 2\n[video]\nsize = 1\ncap_day = 3\n[[budget]]\nday = 4\n";
        let (_folder, path) = write_config(text);
        let reported: Vec<(String, bool)> = read(&path)
            .unwrap()
            .unknown_settings
            .into_iter()
            .map(|unknown| (unknown.name, unknown.is_cap))
            .collect();
        let expected = [("zoom", false), ("caps", true), ("video.cap_day", true), ("budget", true)];
        assert_eq!(reported, expected.map(|(name, is_cap)| (name.to_owned(), is_cap)));
    }

    fn own_rate(class: &str, per_second: f64, line: usize) -> OwnLookRate {
        OwnLookRate { class: LookClass::parse(class).unwrap(), rate: Rate::own(Unit::Usd, per_second), line }
    }

    #[test]
    fn values_of_every_type_are_read() {
        let text = "concurrency = 0\nsubtitles = false\ntitle_mark = true\nvideos = '/films'\nnotify = 'osc99'\n\
            video_name = '{project}-{id}'\ncap_day = 20\ncap_project = 7.5\n\
            rate = '2.31 usd/minute'\nrounding = 'minute'\nusd_per_credit = 1\n\
            [look_rates]\n'photo on avatar_6' = '0.1 usd/second'\n'digital_twin on avatar_iv' = '5 usd/minute'\n";
        let (_folder, path) = write_config(text);
        let settings = Settings {
            concurrency: 0,
            subtitles: false,
            title_tag: true,
            videos_dir: Some("/films".into()),
            notify: NotificationMode::Osc99,
            video_name_pattern: VideoNamePattern::parse("{project}-{id}").unwrap(),
            caps: SpendingCaps { day: Some(20.0), project: Some(7.5) },
            rate: Some(RateSetting::Own(Rate::own(Unit::Usd, 2.31 / 60.0))),
            look_rates: vec![
                own_rate("photo on avatar_6", 0.1, 13),
                own_rate("digital twin on Avatar IV", 5.0 / 60.0, 14),
            ],
            rounding: Rounding::Minute,
            usd_per_credit: 1.0,
            ..Settings::default()
        };
        assert_eq!(read(&path), Ok(settings));
    }

    #[test]
    fn the_api_setting_or_the_v3_dialect_pins_the_api_version() {
        for (text, api, dialect) in [
            ("dialect = 'scenes'", None, Some(Dialect::Scenes)),
            ("dialect = 'v3'", Some(ApiVersion::V3), Some(Dialect::V3)),
            ("api = 'auto'\ndialect = 'v3'", None, Some(Dialect::V3)),
            ("api = 'v2'\ndialect = 'av4-flat'", Some(ApiVersion::V2), Some(Dialect::Flat)),
            ("api = 'v3'\ndialect = 'auto'", Some(ApiVersion::V3), None),
        ] {
            let (_folder, path) = write_config(text);
            let settings = read(&path).unwrap();
            assert_eq!((settings.api_version, settings.dialect), (api, dialect), "{text}");
        }
    }

    #[test]
    fn invalid_settings_are_reported_with_their_position() {
        for (text, expected) in [
            (
                "images = 'ansi'",
                "line 1, column 10: images must be \"auto\", \"kitty\", \"iterm2\", \"sixel\", \"blocks\" or \"off\"",
            ),
            ("\nrate = 3", "line 2, column 8: rate must be a unit, such as \"usd\", or a rate, such as"),
            ("rate = '0.05 usd'", "line 1, column 8: rate must be a unit"),
            (
                "look_rates = 1",
                "line 1, column 14: look_rates must be a table of rates, such as { \"photo on",
            ),
            (
                "[look_rates]\n'photos on avatar_6' = '1 usd/second'",
                "line 2, column 24: look_rates has no look photos on avatar_6: write photo, digital twin or",
            ),
            (
                "[look_rates]\n'photo on Avatar IV' = '1 usd/second'",
                "line 2, column 24: look_rates has no look photo on Avatar IV: write photo,",
            ),
            (
                "[look_rates]\n'photo on avatar_6' = 'usd'",
                "line 2, column 23: photo on avatar_6 must be a rate, such as \"0.1 usd/second\"",
            ),
            ("usd_per_credit = -1", "line 1, column 18: usd_per_credit must be an amount"),
            ("download = 'yes'", "line 1, column 12: download must be true or false"),
            ("videos = 'here'", "line 1, column 10: videos must be a path from / or ~/, in quotes"),
            (
                "video_name = '{nam}'",
                "line 1, column 14: video_name has no field {nam}: the fields are {project}",
            ),
            ("notify = 'popup'", "line 1, column 10: notify must be \"bell\", \"osc9\", \"osc777\","),
            ("captions = true", "line 1, column 12: captions must be \"burned\", \"both\" or \"plain\""),
            ("cap_day = '20'", "line 1, column 11: cap_day must be an amount, such as 20 or 7.5"),
            ("cap_project = -1", "line 1, column 15: cap_project must be an amount, such as 20 or 7.5"),
            ("cap_day = nan", "line 1, column 11: cap_day must be an amount, such as 20 or 7.5"),
            ("video_name = 1", "line 1, column 14: video_name must be text in quotes"),
            ("concurrency = -1", "line 1, column 15: concurrency must be a whole number from 0"),
            ("symbols", "line 1, column "),
            (
                "api = 'v2'\ndialect = 'v3'",
                "line 2, column 11: dialect is v3, of v3, but api is v2: write dialect = \"auto\"",
            ),
        ] {
            let (_folder, path) = write_config(text);
            let error = read(&path).unwrap_err();
            assert!(error.summary().starts_with(&format!("config.toml, {expected}")), "{error}");
        }
    }
}
