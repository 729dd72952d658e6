//! The public looks of v3: three thousand with the stock avatars. Each is computed from its number, so that none is kept.

use super::people::{PEOPLE, Person};
use super::twins::{TWINS, Twin};
use crate::sandbox::rng::Rng;

/// With the seven stock avatars these are 3,000.
pub(crate) const STOCK_LOOK_COUNT: u64 = 2993;
/// Looks of one person follow each other.
const LOOKS_PER_GROUP: u64 = 12;
/// The only look that none of the documented engines animates.
const NEW_ENGINE_LOOK: u64 = 4;
const PLACES: [&str; 12] = [
    "office",
    "lobby",
    "sofa",
    "kitchen",
    "street",
    "studio",
    "garden",
    "library",
    "beach",
    "workshop",
    "cafe",
    "classroom",
];
/// A photo look has the number in the last digits of its id.
const NUMBER_DIGITS: usize = 4;

/// What a public look is: it decides which engines animate it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum StockLookKind {
    Photo,
    /// A photo for an engine that the documentation does not name.
    NewEngine,
    Studio,
    /// A studio avatar of the first years.
    Old,
}

/// A public look.
#[derive(Debug)]
pub(crate) struct StockLook {
    pub(crate) number: u64,
    pub(crate) kind: StockLookKind,
    pub(crate) person: &'static Person,
    pub(crate) gender: &'static str,
}

impl StockLook {
    pub(crate) fn of(number: u64) -> Self {
        let kind = match number % 8 {
            _ if number == NEW_ENGINE_LOOK => StockLookKind::NewEngine,
            0..=2 => StockLookKind::Photo,
            3..=4 => StockLookKind::Studio,
            _ => StockLookKind::Old,
        };
        let at = usize::try_from(number / LOOKS_PER_GROUP).unwrap_or(0) % PEOPLE.len();
        // Women and men take turns in the list of people.
        let gender = if at.is_multiple_of(2) { "female" } else { "male" };
        Self { number, kind, person: &PEOPLE[at], gender }
    }

    pub(crate) fn find(id: &str) -> Option<Self> {
        let number = match id.rsplit_once('_') {
            Some((_, number)) => number.parse().ok()?,
            None => u64::from_str_radix(id.get(id.len().checked_sub(NUMBER_DIGITS)?..)?, 16).ok()?,
        };
        let look = (number < STOCK_LOOK_COUNT).then(|| Self::of(number))?;
        (look.id() == id).then_some(look)
    }

    pub(crate) fn id(&self) -> String {
        let number = self.number;
        match self.kind {
            StockLookKind::Photo | StockLookKind::NewEngine => {
                let id = Rng::seeded_by(&format!("stock look {number}")).id();
                format!("{}{number:04x}", &id[..id.len() - NUMBER_DIGITS])
            }
            StockLookKind::Studio => format!("{}_{}_front_{number:04}", self.first_name(), self.place()),
            StockLookKind::Old => format!("{}_public_{number:04}", self.first_name()),
        }
    }

    /// The id of the last look of the person, which stands for the group.
    pub(crate) fn group_id(&self) -> String {
        let last = (self.number / LOOKS_PER_GROUP + 1) * LOOKS_PER_GROUP - 1;
        Self::of(last.min(STOCK_LOOK_COUNT - 1)).id()
    }

    pub(crate) fn name(&self) -> String {
        format!("{} in {}", self.first_name(), self.place())
    }

    fn first_name(&self) -> &'static str {
        self.person.name.split(',').next().unwrap_or_default()
    }

    fn place(&self) -> &'static str {
        PLACES[usize::try_from(self.number % LOOKS_PER_GROUP).unwrap_or(0)]
    }
}

/// The person whose portrait the public look or digital twin with this id shows.
pub(crate) fn portrayed_person(id: &str) -> Option<&'static Person> {
    let twin = TWINS.iter().find(|twin| twin.id == id).map(Twin::person);
    twin.or_else(|| StockLook::find(id).map(|look| look.person))
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::*;

    #[test]
    fn every_public_look_is_found_by_its_id() {
        let mut ids = BTreeSet::new();
        for number in 0..STOCK_LOOK_COUNT {
            let id = StockLook::of(number).id();
            assert_eq!(StockLook::find(&id).unwrap().number, number, "{id}");
            ids.insert(id);
        }
        assert_eq!(ids.len(), 2993);
        for odd in ["", "x", "Ana_public_9999", "Ana_public_0000", "é€ö_1", "ffffffff"] {
            assert!(StockLook::find(odd).is_none(), "{odd}");
        }
    }
}
