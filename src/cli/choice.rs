//! Options with a fixed set of values, which help and errors list.

use std::iter;

use clap::builder::{PossibleValue, PossibleValuesParser, TypedValueParser};

use crate::domain::ImportFormat;

/// Parses the name of one of `all`.
pub(super) fn choice_parser<T: Copy + Send + Sync + 'static>(
    all: &'static [T],
    word: fn(T) -> &'static str,
) -> impl TypedValueParser<Value = T> {
    let words = PossibleValuesParser::new(all.iter().map(|one| word(*one)));
    words.try_map(move |name| find_by_name(all, word, &name).ok_or(UNKNOWN_CHOICE_MESSAGE))
}

/// Parses a format by one of the names for which `find` gives a value. Help lists the first name of each value.
pub(super) fn format_parser<T: Copy + PartialEq + Send + Sync + 'static>(
    find: fn(&str) -> Option<T>,
) -> impl TypedValueParser<Value = T> {
    let mut listed = Vec::new();
    let names = ImportFormat::NAMES.iter().filter_map(|(name, _)| Some((*name, find(name)?)));
    let words = names.map(|(name, format)| {
        let is_alias = listed.contains(&format);
        listed.push(format);
        PossibleValue::new(name).hide(is_alias)
    });
    let words: Vec<PossibleValue> = words.collect();
    PossibleValuesParser::new(words).try_map(move |name| find(&name).ok_or(UNKNOWN_CHOICE_MESSAGE))
}

/// A value, or `auto` (none).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct AutoOr<T>(pub(super) Option<T>);

/// Parses the name of one of `all`, or `auto`.
pub(super) fn auto_or_choice_parser<T: Copy + Send + Sync + 'static>(
    all: &'static [T],
    word: fn(T) -> &'static str,
) -> impl TypedValueParser<Value = AutoOr<T>> {
    let words = PossibleValuesParser::new(iter::once(AUTO).chain(all.iter().map(|one| word(*one))));
    words.try_map(move |name| match find_by_name(all, word, &name) {
        None if name != AUTO => Err(UNKNOWN_CHOICE_MESSAGE),
        found => Ok(AutoOr(found)),
    })
}

const AUTO: &str = "auto";
/// Never shown: the parser of possible values rejects other words first.
const UNKNOWN_CHOICE_MESSAGE: &str = "not a possible value";

fn find_by_name<T: Copy>(all: &[T], word: fn(T) -> &'static str, name: &str) -> Option<T> {
    all.iter().copied().find(|one| word(*one) == name)
}
