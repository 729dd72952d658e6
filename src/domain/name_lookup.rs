//! Photos and voices of a project by their names: a name that one of them has alone stands for its id.

use std::fmt;

use super::normalize::is_same_name;
use super::search::fold_text;

/// What a project's word for a photo or a voice means in the list of the account.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum NameMatch {
    /// The one at this place of the list.
    Listed(usize),
    /// It is in the list neither as an id nor as a name, but may be an id all the same.
    PossibleId,
    /// The name of so many, or of none.
    Unresolved(usize),
}

/// Looks a word up: as an id, as a name, and as a name without regard to case and accents.
pub fn resolve_name<'a>(list: &(impl Iterator<Item = (&'a str, &'a str)> + Clone), word: &str) -> NameMatch {
    if let Some(place) = list.clone().position(|(id, _)| id == word) {
        return NameMatch::Listed(place);
    }
    let places = |is_it: &dyn Fn(&str) -> bool| -> Vec<usize> {
        list.clone().enumerate().filter(|(_, (_, name))| is_it(name)).map(|(place, _)| place).collect()
    };
    let mut found = places(&|name| name == word);
    // A long list is not folded anew for an id that it does not have.
    if found.is_empty() && !may_be_id(word) {
        found = places(&|name| is_same_name(name, word));
    }
    if found.is_empty() && !may_be_id(word) {
        let wanted = fold_text(word.trim());
        found = places(&|name| fold_text(name.trim()) == wanted);
    }
    match found[..] {
        [place] => NameMatch::Listed(place),
        [] if may_be_id(word) => NameMatch::PossibleId,
        _ => NameMatch::Unresolved(found.len()),
    }
}

/// Whether a word may be an id that the list does not have: the service's ids have digits and no blanks.
pub fn may_be_id(word: &str) -> bool {
    word.contains(|c: char| c.is_ascii_digit())
        && word.chars().all(|c| c.is_ascii_alphanumeric() || "-_.:".contains(c))
}

/// What a project names.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum NamedKind {
    Photo,
    Voice,
}

impl NamedKind {
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Photo => "photo",
            Self::Voice => "voice",
        }
    }
}

/// A word of a project that does not say which photo or voice is meant.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct UnresolvedName {
    pub kind: NamedKind,
    pub name: String,
    /// How many have it as their name.
    pub match_count: usize,
}

impl fmt::Display for UnresolvedName {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (thing, word) = (self.kind.as_str(), super::text::truncate(&self.name, 40));
        match self.match_count {
            0 => write!(f, "no {thing} has the id or name \"{word}\""),
            count => write!(f, "no {thing} has the id \"{word}\", and {count} {thing}s have that name"),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_word_is_an_id_a_name_or_unclear() {
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
        assert_eq!(means("Take 2"), NameMatch::Unresolved(0), "ids have no blanks");
    }
}
