//! The settings file, `config.toml`: unknown keys and comments stay, and only what changed is rewritten.

use std::env;
use std::path::{Path, PathBuf};

use toml_edit::{Document, Item, TableLike, Value};

use crate::domain::{
    Api, Caps, Captions, Dialect, Fault, Images, KeySource, Notify, Preset, Rounding, Settings, Several,
    Symbols, UnknownSetting, VideoName,
};

use super::files::{self, Access};
use super::line_ends;
use super::toml::{self, MAX_TOML_BYTES, Wrong, choice, flag, mistyped, put};

/// The names of all settings.
const SETTINGS: [&str; 18] = [
    "api",
    "cap_day",
    "cap_project",
    "captions",
    "concurrency",
    "dialect",
    "download",
    "video_name",
    "images",
    "notify",
    "picture_key",
    "rate",
    "rounding",
    "several",
    "subtitles",
    "symbols",
    "title_mark",
    "videos",
];

/// Reads the settings; without a file they are the defaults. Faults name line and column.
pub fn read(path: &Path) -> Result<Settings, Fault> {
    let Some(bytes) = files::read_if_there(path, MAX_TOML_BYTES)? else {
        return Ok(Settings::default());
    };
    let text = toml::decoded(path, &bytes)?;
    settings(&toml::document(path, text)?).map_err(|wrong| wrong.fault(path, text))
}

/// Writes the settings that differ from the file's. A file that cannot be read is never replaced.
pub fn save(path: &Path, settings: &Settings) -> Result<(), Fault> {
    let before = read(path)?;
    if before == *settings {
        return Ok(());
    }
    let old = files::read_if_there(path, MAX_TOML_BYTES)?.unwrap_or_default();
    let text = toml::decoded(path, &old)?;
    let mut document = toml::document(path, text)?.into_mut();
    write(document.as_table_mut(), &before, settings);
    let text = line_ends::restore(text, &document.to_string());
    files::private_folder(files::folder_of(path))?;
    files::replace(path, text.as_bytes(), Access::Usual)
}

fn settings(document: &Document<&str>) -> Result<Settings, Wrong> {
    let table = document.as_table();
    let default = Settings::default();
    Ok(Settings {
        download: flag(table, "download")?.unwrap_or(default.download),
        videos: choice(table, "videos", "a path from / or ~/, in quotes", folder)?,
        video_name: video_name(table)?.unwrap_or(default.video_name),
        captions: choice(table, "captions", &forms(Captions::ALL, Captions::word), Captions::read)?
            .unwrap_or(default.captions),
        subtitles: flag(table, "subtitles")?.unwrap_or(default.subtitles),
        images: choice(table, "images", &forms(Images::ALL, Images::word), Images::read)?
            .unwrap_or(default.images),
        rate: choice(table, "rate", &forms(Preset::ALL, Preset::word), Preset::read)?,
        rounding: choice(table, "rounding", &forms(Rounding::ALL, Rounding::word), Rounding::read)?
            .unwrap_or(default.rounding),
        symbols: choice(table, "symbols", &forms(Symbols::ALL, Symbols::word), Symbols::read)?
            .unwrap_or(default.symbols),
        notify: choice(table, "notify", &forms(Notify::ALL, Notify::word), Notify::read)?
            .unwrap_or(default.notify),
        caps: Caps { day: cap(table, "cap_day")?, project: cap(table, "cap_project")? },
        title_mark: flag(table, "title_mark")?.unwrap_or(default.title_mark),
        concurrency: number(table, "concurrency")?.unwrap_or(default.concurrency),
        api: api(table)?,
        dialect: dialect(table)?,
        several: choice(table, "several", &forms(Several::ALL, Several::word), Several::read)?
            .unwrap_or(default.several),
        picture_key: auto(table, "picture_key", &forms(KeySource::ALL, KeySource::word), KeySource::read)?,
        unknown: unknown(table),
    })
}

/// The keys that are no settings. Of a table, the key in it that says most: a cap, where there is one.
fn unknown(table: &dyn TableLike) -> Vec<UnknownSetting> {
    let others = table.iter().filter(|(name, _)| !SETTINGS.contains(name));
    others.map(|(name, item)| named(name, item)).collect()
}

fn named(name: &str, item: &Item) -> UnknownSetting {
    let own = UnknownSetting::new(name, &SETTINGS);
    let inner = |table: &dyn TableLike| {
        let mut inner = table.iter().map(|(key, item)| named(&format!("{name}.{key}"), item));
        inner.find(|unknown| unknown.is_cap)
    };
    let within = match item {
        Item::ArrayOfTables(tables) => tables.iter().find_map(|table| inner(table)),
        other => other.as_table_like().and_then(inner),
    };
    within.filter(|_| !own.is_cap).unwrap_or(own)
}

fn write(table: &mut dyn TableLike, before: &Settings, now: &Settings) {
    let mut set = |key: &str, changed: bool, value: Option<Value>| match value {
        Some(value) if changed => put(table, key, value),
        None if changed => drop(table.remove(key)),
        _ => {}
    };
    let videos = now.videos.as_deref().map(|folder| Value::from(folder.to_string_lossy().into_owned()));
    set("download", before.download != now.download, Some(now.download.into()));
    set("videos", before.videos != now.videos, videos);
    set("video_name", before.video_name != now.video_name, Some(now.video_name.to_string().into()));
    set("captions", before.captions != now.captions, Some(now.captions.word().into()));
    set("subtitles", before.subtitles != now.subtitles, Some(now.subtitles.into()));
    set("images", before.images != now.images, Some(now.images.word().into()));
    set("rate", before.rate != now.rate, now.rate.map(|rate| rate.word().into()));
    set("rounding", before.rounding != now.rounding, Some(now.rounding.word().into()));
    set("cap_day", before.caps.day != now.caps.day, now.caps.day.map(amount));
    set("cap_project", before.caps.project != now.caps.project, now.caps.project.map(amount));
    set("title_mark", before.title_mark != now.title_mark, Some(now.title_mark.into()));
    let most = i64::try_from(now.concurrency).unwrap_or(i64::MAX);
    set("concurrency", before.concurrency != now.concurrency, Some(most.into()));
    set("notify", before.notify != now.notify, Some(now.notify.word().into()));
    set("api", before.api != now.api, now.api.map(|api| api.word().into()));
    set("dialect", before.dialect != now.dialect, now.dialect.map(|dialect| dialect.word().into()));
    set("several", before.several != now.several, Some(now.several.word().into()));
    set("picture_key", before.picture_key != now.picture_key, now.picture_key.map(|key| key.word().into()));
    set("symbols", before.symbols != now.symbols, Some(now.symbols.word().into()));
}

/// A choice that is made by itself where the file says `auto`, or nothing.
fn auto<T>(
    table: &dyn TableLike,
    key: &str,
    forms: &str,
    read: impl Fn(&str) -> Option<T>,
) -> Result<Option<T>, Wrong> {
    if table.get(key).and_then(toml_edit::Item::as_str) == Some("auto") {
        return Ok(None);
    }
    choice(table, key, &format!("\"auto\", {forms}"), read)
}

/// The generation. Where it is left out, v3 as the dialect says it too: it has no other form.
fn api(table: &dyn TableLike) -> Result<Option<Api>, Wrong> {
    let api = auto(table, "api", &forms(Api::ALL, Api::word), Api::read)?;
    let v3 = |word: &str| Dialect::read(word).map(Dialect::api).filter(|api| *api == Api::V3);
    let said = || table.get("dialect").and_then(toml_edit::Item::as_str).and_then(v3);
    Ok(if table.contains_key("api") { api } else { said() })
}

/// A form of the generation that is set; one of another would never be spoken.
fn dialect(table: &dyn TableLike) -> Result<Option<Dialect>, Wrong> {
    let dialect = auto(table, "dialect", &forms(Dialect::ALL, Dialect::word), Dialect::read)?;
    let api = table.get("api").and_then(toml_edit::Item::as_str).and_then(Api::read);
    match (api, dialect, table.get("dialect")) {
        (Some(api), Some(dialect), Some(item)) if api != dialect.api() => {
            let (word, its, set) = (dialect.word(), dialect.api().word(), api.word());
            let what = format!("dialect is {word}, of {its}, but api is {set}: write dialect = \"auto\"");
            Err(Wrong::of(item.span(), what))
        }
        _ => Ok(dialect),
    }
}

fn video_name(table: &dyn TableLike) -> Result<Option<VideoName>, Wrong> {
    let Some(item) = table.get("video_name") else { return Ok(None) };
    let pattern = item.as_str().ok_or_else(|| mistyped(item, "video_name", "text in quotes"))?;
    VideoName::read(pattern).map(Some).map_err(|what| Wrong::of(item.span(), format!("video_name {what}")))
}

/// An amount of money, in the unit of the price list.
fn cap(table: &dyn TableLike, key: &str) -> Result<Option<f64>, Wrong> {
    let Some(item) = table.get(key) else { return Ok(None) };
    let whole = item.as_integer().and_then(|whole| i32::try_from(whole).ok()).map(f64::from);
    let cap = whole.or(item.as_float()).filter(|cap| cap.is_finite() && *cap >= 0.0);
    cap.map(Some).ok_or_else(|| mistyped(item, key, "an amount, such as 20 or 7.5"))
}

/// A whole amount is written as one.
fn amount(cap: f64) -> Value {
    match format!("{cap}").parse::<i64>() {
        Ok(whole) => whole.into(),
        Err(_) => cap.into(),
    }
}

/// A whole number from 0.
fn number(table: &dyn TableLike, key: &str) -> Result<Option<usize>, Wrong> {
    let Some(item) = table.get(key) else { return Ok(None) };
    let read = item.as_integer().and_then(|number| usize::try_from(number).ok());
    read.map(Some).ok_or_else(|| mistyped(item, key, "a whole number from 0"))
}

/// An absolute folder; `~/` stands for the home folder.
fn folder(text: &str) -> Option<PathBuf> {
    let folder = match text.strip_prefix("~/") {
        Some(rest) => env::home_dir()?.join(rest),
        None => PathBuf::from(text),
    };
    folder.is_absolute().then_some(folder)
}

/// `"a", "b" or "c"`
fn forms<T: Copy>(all: &[T], word: fn(T) -> &'static str) -> String {
    let words: Vec<_> = all.iter().map(|one| format!("\"{}\"", word(*one))).collect();
    match words.split_last() {
        Some((last, rest)) if !rest.is_empty() => format!("{} or {last}", rest.join(", ")),
        _ => words.concat(),
    }
}

#[cfg(test)]
mod tests {
    use std::fs;

    use super::*;

    fn file(text: &str) -> (tempfile::TempDir, PathBuf) {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("config.toml");
        fs::write(&path, text).unwrap();
        (folder, path)
    }

    #[test]
    fn what_is_not_there_has_its_default() {
        let (_folder, path) = file("# mine\ndownload = false\nimages = 'blocks'\nlater = 1\n");
        let unknown = vec![UnknownSetting::new("later", &SETTINGS)];
        let expected = Settings { download: false, images: Images::Blocks, unknown, ..Settings::default() };
        assert_eq!(read(&path), Ok(expected));
        assert_eq!(read(&path.with_file_name("none.toml")), Ok(Settings::default()));
    }

    #[test]
    fn each_setting_is_known_by_its_name_and_all_other_keys_are_told() {
        for name in SETTINGS {
            let (_folder, path) = file(&format!("{name} = []\n"));
            assert!(read(&path).is_err(), "{name} is read");
        }
        let text =
            "rate = 'api'\nzoom = 1\n[caps]\nday = 2\n[video]\nsize = 1\ncap_day = 3\n[[budget]]\nday = 4\n";
        let (_folder, path) = file(text);
        let told: Vec<(String, bool)> =
            read(&path).unwrap().unknown.into_iter().map(|unknown| (unknown.name, unknown.is_cap)).collect();
        let expected = [("zoom", false), ("caps", true), ("video.cap_day", true), ("budget", true)];
        assert_eq!(told, expected.map(|(name, is_cap)| (name.to_owned(), is_cap)));
    }

    #[test]
    fn a_number_and_a_switch_are_read_and_written() {
        let (_folder, path) = file("concurrency = 0\n");
        assert_eq!(read(&path).unwrap().concurrency, 0);
        save(&path, &Settings { concurrency: 5, ..Settings::default() }).unwrap();
        assert_eq!(fs::read_to_string(&path).unwrap(), "concurrency = 5\n");
        let settings = Settings { concurrency: 5, subtitles: false, title_mark: true, ..Settings::default() };
        save(&path, &settings).unwrap();
        let text = "concurrency = 5\nsubtitles = false\ntitle_mark = true\n";
        assert_eq!(fs::read_to_string(&path).unwrap(), text);
        assert_eq!(read(&path), Ok(settings));
    }

    #[test]
    fn a_save_keeps_all_that_did_not_change() {
        let (folder, path) = file("# mine\ndownload = false # slow line\nlater = 1\nrate = 'api'\n");
        let mut settings = read(&path).unwrap();
        settings.download = true;
        settings.rate = None;
        settings.videos = Some("/films".into());
        save(&path, &settings).unwrap();
        let text = "# mine\ndownload = true # slow line\nlater = 1\nvideos = \"/films\"\n";
        assert_eq!(fs::read_to_string(&path).unwrap(), text);
        assert_eq!(read(&path), Ok(settings));

        let new = folder.path().join("new/config.toml");
        let video_name = VideoName::read("{project}-{id}").unwrap();
        let caps = Caps { day: Some(20.0), project: Some(7.5) };
        let settings = Settings {
            symbols: Symbols::Ascii,
            video_name,
            caps,
            notify: Notify::Osc99,
            ..Settings::default()
        };
        save(&new, &settings).unwrap();
        let text = "video_name = \"{project}-{id}\"\ncap_day = 20\ncap_project = 7.5\nnotify = \"osc99\"\nsymbols = \"ascii\"\n";
        assert_eq!(fs::read_to_string(&new).unwrap(), text);
        assert_eq!(read(&new), Ok(settings));
    }

    #[test]
    fn the_generation_is_pinned_by_its_own_line_or_by_the_only_form_it_has() {
        for (text, api, dialect) in [
            ("dialect = 'scenes'", None, Some(Dialect::Scenes)),
            ("dialect = 'v3'", Some(Api::V3), Some(Dialect::V3)),
            ("api = 'auto'\ndialect = 'v3'", None, Some(Dialect::V3)),
            ("api = 'v2'\ndialect = 'av4-flat'", Some(Api::V2), Some(Dialect::Flat)),
            ("api = 'v3'\ndialect = 'auto'", Some(Api::V3), None),
        ] {
            let (_folder, path) = file(text);
            let settings = read(&path).unwrap();
            assert_eq!((settings.api, settings.dialect), (api, dialect), "{text}");
        }
    }

    #[test]
    fn what_is_wrong_is_named_and_never_replaced() {
        for (text, what) in [
            (
                "images = 'ansi'",
                "line 1, column 10: images must be \"auto\", \"kitty\", \"iterm2\", \"sixel\", \"blocks\" or \"off\"",
            ),
            ("\nrate = 3", "line 2, column 8: rate must be \"reference\", \"api\" or \"v3\""),
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
            let (_folder, path) = file(text);
            let fault = read(&path).unwrap_err();
            assert!(fault.what().starts_with(&format!("config.toml, {what}")), "{fault}");
            assert!(save(&path, &Settings::default()).is_err());
            assert_eq!(fs::read_to_string(&path).unwrap(), text);
        }
    }
}
