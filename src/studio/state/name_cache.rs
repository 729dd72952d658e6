//! A cache of the resolved names of the project's photo and voice.

use std::cell::RefCell;

use crate::domain::{NameMatch, NamedKind};

/// The resolved photo and voice of the project, once for each list and name: a frame asks many times.
#[derive(Debug, Default)]
pub(in crate::studio) struct NameCache {
    photo: CachedName,
    voice: CachedName,
}

impl NameCache {
    pub(in crate::studio) fn of(&self, kind: NamedKind) -> &CachedName {
        match kind {
            NamedKind::Photo => &self.photo,
            NamedKind::Voice => &self.voice,
        }
    }
}

/// The revision of the catalog, the name, and its match there.
#[derive(Debug, Default)]
pub(in crate::studio) struct CachedName(RefCell<Option<(u64, String, NameMatch)>>);

impl CachedName {
    pub(in crate::studio) fn get_or_resolve(
        &self,
        lists: u64,
        word: &str,
        find: impl FnOnce(&str) -> NameMatch,
    ) -> NameMatch {
        let mut known = self.0.borrow_mut();
        match &*known {
            Some((of, same, meaning)) if *of == lists && same == word => *meaning,
            _ => known.insert((lists, word.to_owned(), find(word))).2,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_name_is_resolved_once_per_list() {
        let known = CachedName::default();
        assert_eq!(known.get_or_resolve(1, "Mark", |_| NameMatch::Listed(3)), NameMatch::Listed(3));
        assert_eq!(known.get_or_resolve(1, "Mark", |_| unreachable!()), NameMatch::Listed(3));
        assert_eq!(known.get_or_resolve(1, "Lena", |_| NameMatch::PossibleId), NameMatch::PossibleId);
        assert_eq!(known.get_or_resolve(2, "Lena", |_| NameMatch::Listed(0)), NameMatch::Listed(0));
    }
}
