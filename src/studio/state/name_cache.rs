//! A cache of the resolved names of photos and voices.

use std::cell::RefCell;
use std::collections::HashMap;

use crate::domain::{NameMatch, NamedKind};

/// Names that stay cached: more than a project has speakers.
const MAX_CACHED_NAMES: usize = 64;

/// The resolved photos and voices of the project, once for each list and name: a frame asks many times.
#[derive(Debug, Default)]
pub(in crate::studio) struct NameCache {
    photos: CachedNames,
    voices: CachedNames,
}

impl NameCache {
    pub(in crate::studio) fn of(&self, kind: NamedKind) -> &CachedNames {
        match kind {
            NamedKind::Photo => &self.photos,
            NamedKind::Voice => &self.voices,
        }
    }
}

/// The names of one kind, with their matches in one revision of the catalog.
#[derive(Debug, Default)]
pub(in crate::studio) struct CachedNames(RefCell<(u64, HashMap<String, NameMatch>)>);

impl CachedNames {
    pub(in crate::studio) fn get_or_resolve(
        &self,
        revision: u64,
        word: &str,
        find: impl FnOnce(&str) -> NameMatch,
    ) -> NameMatch {
        let mut cached = self.0.borrow_mut();
        let (known_revision, matches) = &mut *cached;
        if *known_revision != revision || matches.len() >= MAX_CACHED_NAMES {
            *known_revision = revision;
            matches.clear();
        }
        match matches.get(word) {
            Some(known) => *known,
            None => *matches.entry(word.to_owned()).or_insert_with(|| find(word)),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_name_is_resolved_once_per_list() {
        let known = CachedNames::default();
        assert_eq!(known.get_or_resolve(1, "Mark", |_| NameMatch::Listed(3)), NameMatch::Listed(3));
        assert_eq!(known.get_or_resolve(1, "Mark", |_| unreachable!()), NameMatch::Listed(3));
        assert_eq!(known.get_or_resolve(1, "Lena", |_| NameMatch::PossibleId), NameMatch::PossibleId);
        assert_eq!(known.get_or_resolve(2, "Lena", |_| NameMatch::Listed(0)), NameMatch::Listed(0));
    }
}
