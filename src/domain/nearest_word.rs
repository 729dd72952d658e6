//! The nearest known word: what a misspelled key was probably meant to be.

use strsim::levenshtein;

/// The known word with the fewest edits from `word`, and their number: at most a third of the letters of `word`, which
/// counts as `slack` letters longer than it is.
pub(super) fn nearest_word(
    word: &str,
    known: &[&'static str],
    slack: usize,
) -> Option<(usize, &'static str)> {
    let nearest = known.iter().map(|known| (levenshtein(word, known), *known)).min()?;
    (nearest.0 * 3 <= word.chars().count() + slack).then_some(nearest)
}
