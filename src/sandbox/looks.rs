//! Looks of photo avatar groups: creation, and the training of their group. v2 and v3 share them.

use crate::sandbox::catalog::people::{self, Person};
use crate::sandbox::options::LOOK_SECONDS;
use crate::sandbox::service::Service;
use crate::sandbox::world::World;
use crate::sandbox::world::records::{StoredLook, WorkSpan};

pub(super) const MAX_PROMPT_CHARS: usize = 1000;

/// When the looks of the sandbox's own people were created.
pub(super) const LONG_AGO: WorkSpan = WorkSpan { from: 1_771_798_135_777, to: 1_771_798_135_777 };

/// A new look of a group.
pub(super) fn new_look(service: &Service, id: String, group_id: String, name: &str, key: &str) -> StoredLook {
    let generated =
        service.world().generations.iter().any(|made| made.image_keys.iter().any(|made| made == key));
    StoredLook {
        id,
        group_id,
        name: name.to_owned(),
        image_key: key.to_owned(),
        generated,
        work: service.work_span(LOOK_SECONDS),
        faceless: false,
    }
}

/// The look of one of the sandbox's own people, in a group of its own.
pub(super) fn look_of(person: &Person) -> StoredLook {
    StoredLook {
        id: person.id(),
        group_id: person.id(),
        name: person.name.to_owned(),
        image_key: person.image_key(),
        generated: false,
        work: LONG_AGO,
        faceless: false,
    }
}

pub(super) fn is_group(world: &World, id: &str) -> bool {
    people::find(id).is_some() || world.looks.iter().any(|look| look.group_id == id)
}

/// The training of a group, if there was one. The sandbox's own people were trained long ago.
pub(super) fn training_of(world: &World, group: &str) -> Option<WorkSpan> {
    let old = WorkSpan { from: 1_733_861_263_000, to: 1_733_862_490_000 };
    world.trainings.get(group).map(|training| training.work).or_else(|| people::find(group).map(|_| old))
}
