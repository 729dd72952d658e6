//! The fields of a project file, of its speakers and of its scenes: one table says how each is read and written.

use toml_edit::{Item, TableLike, Value};

use crate::domain::text::clean_lines;
use crate::domain::{
    Captions, Emotion, PhotoId, Project, Scene, Script, Shape, Speaker, TalkingStyle, VoiceId, format_target,
    parse_target,
};

use super::super::toml::{TomlError, get_bool, get_choice, get_line, get_text, get_value, set_value};
use super::toml_string::to_toml_string;

/// Bytes of an id: several times what the service gives.
const MAX_ID_BYTES: usize = 512;
/// Whole numbers below it are written without a fraction.
const MAX_WHOLE_NUMBER: f64 = 1e6;
pub(super) const SCRIPT_KEY: &str = "script";
const SIZE_FORMATS: &str = "9:16, 16:9, 1:1, 4:5, 5:4, auto or WIDTHxHEIGHT, in quotes";
const TARGET_FORMATS: &str = "a length such as \"60s\" or \"1:30\", in quotes";

/// A field of the table that stands for a `T`.
pub(super) struct Field<T: 'static> {
    pub(super) key: &'static str,
    /// Reads the field, if the table has it.
    read: fn(&dyn TableLike, &str, &mut T) -> Result<(), TomlError>,
    /// The value that is written; none for an empty text.
    write: fn(&T) -> Option<Value>,
}

/// Makes a list of fields of rows `KEY => FIELD: HOW IT IS READ, HOW IT IS WRITTEN`.
macro_rules! fields {
    ($name:ident: $type:ty { $($key:literal => $($field:ident).+: $read:expr, $write:expr;)+ }) => {
        pub(super) const $name: &[Field<$type>] = &[$(Field {
            key: $key,
            read: |table, key, target| {
                if let Some(value) = $read(table, key)? {
                    target.$($field).+ = value.into();
                }
                Ok(())
            },
            write: |source| $write(&source.$($field).+),
        }),+];
    };
}

fields! {
    PROJECT_FIELDS: Project {
        "title" => title: get_line, text;
        "photo" => photo: get_photo, |id: &Option<PhotoId>| text(id.as_ref()?.as_str());
        "voice" => voice: get_voice, |id: &Option<VoiceId>| text(id.as_ref()?.as_str());
        "speed" => voice_settings.speed: get_number, |speed: &Option<f64>| number(*speed);
        "pitch" => voice_settings.pitch: get_number, |pitch: &Option<f64>| number(*pitch);
        "volume" => voice_settings.volume: get_number, |volume: &Option<f64>| number(*volume);
        "locale" => voice_settings.locale: get_line, |locale: &Option<String>| text(locale.as_ref()?);
        "size" => shape: |table, key| get_choice(table, key, SIZE_FORMATS, Shape::parse), |shape: &Shape| Some(shape.to_string().into());
        "background" => background: get_line, |color: &Option<String>| text(color.as_ref()?);
        "captions" => captions: get_captions, |captions: &Captions| Some(captions_value(*captions));
        "callback_url" => callback_url: get_line, text;
        "target" => target_seconds: |table, key| get_choice(table, key, TARGET_FORMATS, parse_target), |seconds: &Option<u32>| text(format_target((*seconds)?));
    }
}

fields! {
    SPEAKER_FIELDS: Speaker {
        "name" => name: get_line, text;
        "photo" => photo: get_photo, |id: &Option<PhotoId>| text(id.as_ref()?.as_str());
        "voice" => voice: get_voice, |id: &Option<VoiceId>| text(id.as_ref()?.as_str());
        "speed" => voice_settings.speed: get_number, |speed: &Option<f64>| number(*speed);
        "pitch" => voice_settings.pitch: get_number, |pitch: &Option<f64>| number(*pitch);
        "volume" => voice_settings.volume: get_number, |volume: &Option<f64>| number(*volume);
        "locale" => voice_settings.locale: get_line, |locale: &Option<String>| text(locale.as_ref()?);
    }
}

fields! {
    SCENE_FIELDS: Scene {
        "script" => script: get_script, |script: &Script| Some(Value::from(script.as_str()));
        "speaker" => speaker: get_line, |name: &Option<String>| text(name.as_ref()?);
        "audio" => recording: get_line, |path: &Option<String>| text(path.as_ref()?);
        "speed" => voice_settings.speed: get_number, |speed: &Option<f64>| number(*speed);
        "pitch" => voice_settings.pitch: get_number, |pitch: &Option<f64>| number(*pitch);
        "volume" => voice_settings.volume: get_number, |volume: &Option<f64>| number(*volume);
        "locale" => voice_settings.locale: get_line, |locale: &Option<String>| text(locale.as_ref()?);
        "emotion" => emotion: |table, key| Ok(get_line(table, key)?.map(|word| Emotion::parse(&word))), |emotion: &Option<Emotion>| text(emotion.as_ref()?.as_str());
        "style" => style: |table, key| Ok(get_line(table, key)?.map(|word| TalkingStyle::parse(&word))), |style: &TalkingStyle| text(style.as_str());
        "motion" => motion_prompt: get_lines, text;
        "enhance" => enhance_motion: get_bool, |enhance: &bool| Some((*enhance).into());
        "background" => background: get_line, |color: &Option<String>| text(color.as_ref()?);
        "muted" => is_muted: get_bool, |muted: &bool| muted.then(|| true.into());
    }
}

/// Reads the fields that a table has into `target`.
pub(super) fn read_fields<T>(
    table: &dyn TableLike,
    fields: &[Field<T>],
    mut target: T,
) -> Result<T, TomlError> {
    fields.iter().try_for_each(|field| (field.read)(table, field.key, &mut target))?;
    Ok(target)
}

/// Writes the fields that differ from `before`; all that say something where there is no before. An empty text is
/// written by taking its key away.
pub(super) fn write_fields<T>(table: &mut dyn TableLike, fields: &[Field<T>], now: &T, before: Option<&T>) {
    for field in fields {
        let (value, old) = ((field.write)(now), before.and_then(field.write));
        if value.as_ref().map(Value::to_string) != old.as_ref().map(Value::to_string) {
            match value {
                Some(value) if field.key == SCRIPT_KEY => {
                    let value = script_value(table.get(SCRIPT_KEY), value.as_str().unwrap_or_default());
                    set_value(table, field.key, value);
                }
                Some(value) => set_value(table, field.key, value),
                None => drop(table.remove(field.key)),
            }
        }
    }
}

/// `true` (burned in), `false` or `"file"`.
fn get_captions(table: &dyn TableLike, key: &str) -> Result<Option<Captions>, TomlError> {
    get_value(table, key, "true, false or \"file\"", |item| match item.as_str() {
        Some(word) => word.eq_ignore_ascii_case(Captions::File.as_str()).then_some(Captions::File),
        None => item.as_bool().map(Captions::from),
    })
}

fn captions_value(captions: Captions) -> Value {
    match captions {
        Captions::Off => false.into(),
        Captions::File => captions.as_str().into(),
        Captions::Burned => true.into(),
    }
}

/// A script. The line break before closing triple quotes is not a part of it.
fn get_script(table: &dyn TableLike, key: &str) -> Result<Option<String>, TomlError> {
    let mut script = get_lines(table, key)?;
    if let Some(script) = script.as_mut().filter(|script| script.ends_with('\n')) {
        script.pop();
    }
    Ok(script)
}

/// The value that reads back as a script, in the form of the old one: in one line, or with closing quotes on a line of
/// their own.
fn script_value(old: Option<&Item>, script: &str) -> Value {
    let (old, script) = (old.and_then(Item::as_str), clean_lines(script));
    let has_lines = script.contains('\n');
    let ends_with_break = match old {
        Some(old) if old.contains('\n') => old.ends_with('\n'),
        _ => has_lines,
    };
    if ends_with_break || script.ends_with('\n') {
        to_toml_string(&format!("{script}\n"))
    } else {
        to_toml_string(&script)
    }
}

fn get_lines(table: &dyn TableLike, key: &str) -> Result<Option<String>, TomlError> {
    Ok(get_text(table, key)?.map(clean_lines))
}

fn get_photo(table: &dyn TableLike, key: &str) -> Result<Option<PhotoId>, TomlError> {
    Ok(get_id(table, key)?.map(PhotoId::new))
}

fn get_voice(table: &dyn TableLike, key: &str) -> Result<Option<VoiceId>, TomlError> {
    Ok(get_id(table, key)?.map(VoiceId::new))
}

/// A setting of a voice; a project with one that the service does not accept is opened all the same.
fn get_number(table: &dyn TableLike, key: &str) -> Result<Option<f64>, TomlError> {
    #[expect(clippy::cast_precision_loss, reason = "an integer over 2^53 is no setting")]
    let number = |item: &Item| item.as_float().or_else(|| item.as_integer().map(|whole| whole as f64));
    get_value(table, key, "a number such as 1.05", |item| number(item).filter(|number| number.is_finite()))
}

/// A number, without a fraction where it has none.
fn number(number: Option<f64>) -> Option<Value> {
    let number = number?;
    #[expect(clippy::cast_possible_truncation, reason = "the number is small and whole")]
    let whole = (number.fract() == 0.0 && number.abs() < MAX_WHOLE_NUMBER).then_some(number as i64);
    Some(whole.map_or_else(|| number.into(), Value::from))
}

/// An id of the service.
fn get_id(table: &dyn TableLike, key: &str) -> Result<Option<String>, TomlError> {
    match get_line(table, key)? {
        Some(id) if id.len() > MAX_ID_BYTES => {
            let span = table.get(key).and_then(Item::span);
            Err(TomlError::new(span, format!("{key} must be an id of at most {MAX_ID_BYTES} bytes")))
        }
        id => Ok(id),
    }
}

fn text(text: impl AsRef<str>) -> Option<Value> {
    Some(text.as_ref()).filter(|text| !text.is_empty()).map(to_toml_string)
}
