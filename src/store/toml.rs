//! TOML helpers of project and settings files: values with line and column, rewritten in place.

use std::ops::Range;
use std::path::Path;

use toml_edit::{Document, Item, TableLike, Value};

use crate::domain::{Fault, text};

use super::files;

/// The largest file that is read.
pub(super) const MAX_TOML_BYTES: u64 = 8 << 20;
pub(super) const BOM: &str = "\u{feff}";

/// What is wrong in a file, and where: an offset in bytes.
#[derive(Debug)]
pub(super) struct Wrong {
    at: Option<usize>,
    what: String,
}

impl Wrong {
    pub(super) fn of(span: Option<Range<usize>>, what: impl Into<String>) -> Self {
        Self { at: span.map(|span| span.start), what: what.into() }
    }

    /// As `PANE_TITLE, line 12, column 9: what`, both counted from one, columns in characters.
    pub(super) fn fault(self, path: &Path, text: &str) -> Fault {
        let Some(at) = self.at else {
            return named(path, &format!(": {}", self.what));
        };
        let before = text.get(..at).unwrap_or(text);
        let start = before.rfind('\n').map_or(0, |end| end + 1);
        let number = before.split('\n').count();
        let column = before[start..].chars().count() + 1;
        named(path, &format!(", line {number}, column {column}: {}", self.what))
    }
}

/// A fault about the content of a file, which its name is enough for.
fn named(path: &Path, what: &str) -> Fault {
    let name = path.file_name().map_or(path, Path::new).display();
    let mut fault = files::said(path, what);
    fault.message = text::short(&format!("{name}{what}"), 400);
    fault
}

/// The text of a file, without a byte order mark.
pub(super) fn decoded<'a>(path: &Path, bytes: &'a [u8]) -> Result<&'a str, Fault> {
    if bytes.starts_with(&[0xff, 0xfe]) || bytes.starts_with(&[0xfe, 0xff]) {
        return Err(named(path, " is UTF-16; it must be UTF-8"));
    }
    let text = std::str::from_utf8(bytes).map_err(|error| {
        let before = String::from_utf8_lossy(&bytes[..error.valid_up_to()]);
        let before = before.strip_prefix(BOM).unwrap_or(&before);
        Wrong::of(Some(before.len()..before.len()), "this is not UTF-8").fault(path, before)
    })?;
    Ok(text.strip_prefix(BOM).unwrap_or(text))
}

/// Parses TOML. `path` is for the fault alone.
pub(super) fn document<'a>(path: &Path, text: &'a str) -> Result<Document<&'a str>, Fault> {
    Document::parse(text).map_err(|error| {
        let what = error.message().lines().collect::<Vec<_>>().join(", ");
        Wrong::of(error.span(), what).fault(path, text)
    })
}

pub(super) fn text<'a>(table: &'a dyn TableLike, key: &str) -> Result<Option<&'a str>, Wrong> {
    table.get(key).map(|item| item.as_str().ok_or_else(|| mistyped(item, key, "text in quotes"))).transpose()
}

/// One harmless line; one that is empty counts as absent.
pub(super) fn word(table: &dyn TableLike, key: &str) -> Result<Option<String>, Wrong> {
    Ok(text(table, key)?.map(text::kept_line).filter(|word| !word.is_empty()))
}

pub(super) fn flag(table: &dyn TableLike, key: &str) -> Result<Option<bool>, Wrong> {
    table.get(key).map(|item| item.as_bool().ok_or_else(|| mistyped(item, key, "true or false"))).transpose()
}

/// A text that `read` knows; `forms` says which those are.
pub(super) fn choice<T>(
    table: &dyn TableLike,
    key: &str,
    forms: &str,
    read: impl Fn(&str) -> Option<T>,
) -> Result<Option<T>, Wrong> {
    let Some(item) = table.get(key) else { return Ok(None) };
    item.as_str().and_then(read).map(Some).ok_or_else(|| mistyped(item, key, forms))
}

pub(super) fn mistyped(item: &Item, key: &str, form: &str) -> Wrong {
    Wrong::of(item.span(), format!("{key} must be {form}"))
}

/// Sets a value where its key stands, with the comment behind it; a new key goes behind the others.
pub(super) fn put(table: &mut dyn TableLike, key: &str, mut value: Value) {
    if let Some(Item::Value(old)) = table.get_mut(key) {
        *value.decor_mut() = old.decor().clone();
        *old = value;
    } else {
        table.insert(key, Item::Value(value));
    }
}
