//! Options that take one of some words: help and errors list them.

use std::iter;

use clap::builder::{PossibleValuesParser, TypedValueParser};

/// One of `all`, by its word.
pub(super) fn one_of<T: Copy + Send + Sync + 'static>(
    all: &'static [T],
    word: fn(T) -> &'static str,
) -> impl TypedValueParser<Value = T> {
    let words = PossibleValuesParser::new(all.iter().map(|one| word(*one)));
    words.try_map(move |said| find(all, word, &said).ok_or(UNKNOWN))
}

/// A choice that may be left to what is found.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Auto<T>(pub(super) Option<T>);

/// One of `all`, by its word, or `auto`.
pub(super) fn auto<T: Copy + Send + Sync + 'static>(
    all: &'static [T],
    word: fn(T) -> &'static str,
) -> impl TypedValueParser<Value = Auto<T>> {
    let words = PossibleValuesParser::new(iter::once(AUTO).chain(all.iter().map(|one| word(*one))));
    words.try_map(move |said| match find(all, word, &said) {
        None if said != AUTO => Err(UNKNOWN),
        found => Ok(Auto(found)),
    })
}

const AUTO: &str = "auto";
/// Said of no word that the parser lets through.
const UNKNOWN: &str = "it is none of the words";

fn find<T: Copy>(all: &[T], word: fn(T) -> &'static str, said: &str) -> Option<T> {
    all.iter().copied().find(|one| word(*one) == said)
}
