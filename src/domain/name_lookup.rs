//! Look-up of photos and voices by id or name: a unique name stands for the id.

use std::fmt;

use super::normalize::is_same_name;
use super::search::fold_text;
use super::words::words;

/// What a word for a photo or a voice refers to in the catalog.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum NameMatch {
    /// The entry at this index.
    Listed(usize),
    /// Not in the list, but possibly an id.
    PossibleId,
    /// The name of several entries, or of none: their number.
    Unresolved(usize),
}

/// Looks up a word as an id, then as a name, then as a name without regard to case and accents.
pub fn resolve_name<'a>(list: &(impl Iterator<Item = (&'a str, &'a str)> + Clone), word: &str) -> NameMatch {
    if let Some(index) = list.clone().position(|(id, _)| id == word) {
        return NameMatch::Listed(index);
    }
    let matching_indices = |is_it: &dyn Fn(&str) -> bool| -> Vec<usize> {
        list.clone().enumerate().filter(|(_, (_, name))| is_it(name)).map(|(index, _)| index).collect()
    };
    let mut found = matching_indices(&|name| name == word);
    // Folding a long list is slow, so it is left out for a likely id.
    if found.is_empty() && !may_be_id(word) {
        found = matching_indices(&|name| is_same_name(name, word));
    }
    if found.is_empty() && !may_be_id(word) {
        let folded_word = fold_text(word.trim());
        found = matching_indices(&|name| fold_text(name.trim()) == folded_word);
    }
    match found[..] {
        [index] => NameMatch::Listed(index),
        [] if may_be_id(word) => NameMatch::PossibleId,
        _ => NameMatch::Unresolved(found.len()),
    }
}

/// Whether a word may be an id that is not in the list: ids have digits or, as `Abigail_standing_office_front`,
/// underscores, and no spaces.
pub fn may_be_id(word: &str) -> bool {
    word.contains(|c: char| c.is_ascii_digit() || c == '_')
        && word.chars().all(|c| c.is_ascii_alphanumeric() || "-_.:".contains(c))
}

words! {
    /// What a name in a project is the name of.
    pub enum NamedKind {
        Photo = "photo",
        Voice = "voice",
    }
}

/// A name in a project that identifies no single photo or voice.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct UnresolvedName {
    pub kind: NamedKind,
    pub name: String,
    /// The number of entries with this name.
    pub match_count: usize,
}

impl fmt::Display for UnresolvedName {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (kind, name) = (self.kind.as_str(), super::text::truncate(&self.name, 40));
        match self.match_count {
            0 => write!(f, "no {kind} has the id or name \"{name}\""),
            count => write!(f, "no {kind} has the id \"{name}\", and {count} {kind}s have that name"),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_word_resolves_to_an_id_or_an_unambiguous_name() {
        let list = [
            ("p1", "Ingrid, red scarf"),
            ("p2", "Élan"),
            ("p3", "Ana"),
            ("p4", "Ana"),
            ("p5", "p1"),
            ("p6", "Müller"),
            ("p7", "Muller"),
        ];
        let means = |word: &str| resolve_name(&list.iter().copied(), word);
        assert_eq!(means("p1"), NameMatch::Listed(0), "an id comes before a name");
        assert_eq!(means("Ingrid, red scarf"), NameMatch::Listed(0));
        assert_eq!(means("elan "), NameMatch::Listed(1));
        assert_eq!(means("mu\u{308}ller"), NameMatch::Listed(5), "an accent counts where one name has it");
        assert_eq!(means("Ana"), NameMatch::Unresolved(2));
        assert_eq!(means("Ingrid"), NameMatch::Unresolved(0));
        assert_eq!(means("0f3a-22"), NameMatch::PossibleId);
        assert_eq!(means("Abigail_standing_office_front"), NameMatch::PossibleId);
        assert_eq!(means("Take 2"), NameMatch::Unresolved(0), "ids have no blanks");
    }
}
