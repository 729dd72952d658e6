//! Digital twins of the account that only v3 lists.

use super::people::{PEOPLE, Person};

/// A digital twin.
#[derive(Debug)]
pub(crate) struct Twin {
    /// The id of the look and of its group.
    pub(crate) id: &'static str,
    pub(crate) name: &'static str,
    /// Whether the recorded person has not consented yet.
    pub(crate) awaits_consent: bool,
    /// The index of the person whose portrait it shows.
    person: usize,
}

pub(crate) const TWINS: [Twin; 2] = [
    Twin { id: "b1f7c04d9a2e4b65a8c3170e5d2f9648", name: "Ada, recorded", awaits_consent: false, person: 18 },
    Twin { id: "c93e5a17f0b84d2296de41b7a05c8f3d", name: "Tom, recorded", awaits_consent: true, person: 27 },
];

impl Twin {
    pub(crate) fn person(&self) -> &'static Person {
        &PEOPLE[self.person]
    }
}
