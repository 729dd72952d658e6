//! Options with a fixed set of values, which help and errors list.

use std::iter;

use clap::builder::{PossibleValue, PossibleValuesParser, TypedValueParser};

/// Parses the name of one of `all`.
pub(super) fn choice_parser<T: Copy + Send + Sync + 'static>(
    all: &'static [T],
    word: fn(T) -> &'static str,
) -> impl TypedValueParser<Value = T> {
    let words = PossibleValuesParser::new(all.iter().map(|one| word(*one)));
    words.try_map(move |name| find_by_name(all, word, &name).ok_or(UNKNOWN_CHOICE_MESSAGE))
}

/// Parses one of some names, of which `find` gives the value. Help lists the first name of each value.
pub(super) fn named_choice_parser<T: Copy + PartialEq + Send + Sync + 'static>(
    names: &'static [(&'static str, T)],
    find: fn(&str) -> Option<T>,
) -> impl TypedValueParser<Value = T> {
    let is_alias = |index: usize| names[..index].iter().any(|(_, earlier)| *earlier == names[index].1);
    let words = names.iter().enumerate();
    let words = words.map(|(index, (name, _))| PossibleValue::new(*name).hide(is_alias(index)));
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
