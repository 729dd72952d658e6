//! Options that take one of some words: help and errors list them.

use std::iter;

use clap::builder::{PossibleValuesParser, TypedValueParser};

/// One of `all`, by its word.
pub(super) fn choice_parser<T: Copy + Send + Sync + 'static>(
    all: &'static [T],
    word: fn(T) -> &'static str,
) -> impl TypedValueParser<Value = T> {
    let words = PossibleValuesParser::new(all.iter().map(|one| word(*one)));
    words.try_map(move |said| find_by_name(all, word, &said).ok_or(UNKNOWN_CHOICE_MESSAGE))
}

/// A choice that may be left to what is found.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct AutoOr<T>(pub(super) Option<T>);

/// One of `all`, by its word, or `auto`.
pub(super) fn auto_or_choice_parser<T: Copy + Send + Sync + 'static>(
    all: &'static [T],
    word: fn(T) -> &'static str,
) -> impl TypedValueParser<Value = AutoOr<T>> {
    let words = PossibleValuesParser::new(iter::once(AUTO).chain(all.iter().map(|one| word(*one))));
    words.try_map(move |said| match find_by_name(all, word, &said) {
        None if said != AUTO => Err(UNKNOWN_CHOICE_MESSAGE),
        found => Ok(AutoOr(found)),
    })
}

const AUTO: &str = "auto";
/// Said of no word that the parser lets through.
const UNKNOWN_CHOICE_MESSAGE: &str = "it is none of the words";

fn find_by_name<T: Copy>(all: &[T], word: fn(T) -> &'static str, said: &str) -> Option<T> {
    all.iter().copied().find(|one| word(*one) == said)
}
