//! TOML helpers of project and settings files: values with line and column, rewritten with comments and order kept.

use std::ops::Range;
use std::path::Path;

use toml_edit::{Document, Item, TableLike, Value};

use crate::domain::{Error, text};

use super::files;

/// The largest file that is read.
pub(super) const MAX_TOML_BYTES: u64 = 8 << 20;
pub(super) const BOM: &str = "\u{feff}";

/// What is wrong in a file, and where: an offset in bytes.
#[derive(Debug)]
pub(super) struct TomlError {
    offset: Option<usize>,
    message: String,
}

impl TomlError {
    pub(super) fn new(span: Option<Range<usize>>, what: impl Into<String>) -> Self {
        Self { offset: span.map(|span| span.start), message: what.into() }
    }

    /// As `NAME, line 12, column 9: what`, both counted from one, columns in characters.
    pub(super) fn into_error(self, path: &Path, text: &str) -> Error {
        let Some(offset) = self.offset else {
            return error_with_file_name(path, &format!(": {}", self.message));
        };
        let before = text.get(..offset).unwrap_or(text);
        let start = before.rfind('\n').map_or(0, |end| end + 1);
        let number = line_number(text, offset);
        let column = before[start..].chars().count() + 1;
        error_with_file_name(path, &format!(", line {number}, column {column}: {}", self.message))
    }
}

/// The line at an offset of a text, from one.
pub(super) fn line_number(text: &str, offset: usize) -> usize {
    text.get(..offset).unwrap_or(text).split('\n').count()
}

/// An error in the content of a file, with its name only.
fn error_with_file_name(path: &Path, problem: &str) -> Error {
    let name = path.file_name().map_or(path, Path::new).display();
    let mut error = files::file_error(path, problem);
    error.message = text::truncate(&format!("{name}{problem}"), 400);
    error
}

/// The text of a file, without a byte order mark.
pub(super) fn decode<'a>(path: &Path, bytes: &'a [u8]) -> Result<&'a str, Error> {
    if bytes.starts_with(&[0xff, 0xfe]) || bytes.starts_with(&[0xfe, 0xff]) {
        return Err(error_with_file_name(path, " is UTF-16; it must be UTF-8"));
    }
    let text = std::str::from_utf8(bytes).map_err(|error| {
        let before = String::from_utf8_lossy(&bytes[..error.valid_up_to()]);
        let before = before.strip_prefix(BOM).unwrap_or(&before);
        TomlError::new(Some(before.len()..before.len()), "this is not UTF-8").into_error(path, before)
    })?;
    Ok(text.strip_prefix(BOM).unwrap_or(text))
}

/// Parses TOML. `path` only names the file in errors.
pub(super) fn parse<'a>(path: &Path, text: &'a str) -> Result<Document<&'a str>, Error> {
    Document::parse(text).map_err(|error| {
        let message = error.message().lines().collect::<Vec<_>>().join(", ");
        TomlError::new(error.span(), message).into_error(path, text)
    })
}

/// The value of a key, if the table has it; `expected` says what `read` accepts.
pub(super) fn get_value<'a, T>(
    table: &'a dyn TableLike,
    key: &str,
    expected: &str,
    read: impl FnOnce(&'a Item) -> Option<T>,
) -> Result<Option<T>, TomlError> {
    table.get(key).map(|item| read(item).ok_or_else(|| value_error(item, key, expected))).transpose()
}

pub(super) fn get_text<'a>(table: &'a dyn TableLike, key: &str) -> Result<Option<&'a str>, TomlError> {
    get_value(table, key, "text in quotes", Item::as_str)
}

/// A text as one line without unprintable characters; an empty one counts as absent.
pub(super) fn get_line(table: &dyn TableLike, key: &str) -> Result<Option<String>, TomlError> {
    Ok(get_text(table, key)?.map(text::clean_line).filter(|word| !word.is_empty()))
}

pub(super) fn get_bool(table: &dyn TableLike, key: &str) -> Result<Option<bool>, TomlError> {
    get_value(table, key, "true or false", Item::as_bool)
}

/// One of a few words; `expected` names them for the error.
pub(super) fn get_choice<T>(
    table: &dyn TableLike,
    key: &str,
    expected: &str,
    read: impl Fn(&str) -> Option<T>,
) -> Result<Option<T>, TomlError> {
    get_value(table, key, expected, |item| item.as_str().and_then(read))
}

fn value_error(item: &Item, key: &str, expected: &str) -> TomlError {
    TomlError::new(item.span(), format!("{key} must be {expected}"))
}

/// Sets the value of a key and keeps its comment; a new key is appended.
pub(super) fn set_value(table: &mut dyn TableLike, key: &str, mut value: Value) {
    if let Some(Item::Value(old)) = table.get_mut(key) {
        *value.decor_mut() = old.decor().clone();
        *old = value;
    } else {
        table.insert(key, Item::Value(value));
    }
}
