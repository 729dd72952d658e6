//! Looks of photo avatar groups: the sandbox's own people, creation, and the training of a group.

use crate::sandbox::catalog::people;
use crate::sandbox::options::LOOK_SECONDS;
use crate::sandbox::service::Service;
use crate::sandbox::world::{StoredLook, WorkSpan, World};

pub(super) const MAX_PROMPT_CHARS: usize = 1000;

/// When the looks of the sandbox's own people were created.
pub(super) const LONG_AGO: WorkSpan = WorkSpan { from: 1_771_798_135_777, to: 1_771_798_135_777 };
/// When the sandbox's own people were trained.
const TRAINED_LONG_AGO: WorkSpan = WorkSpan { from: 1_733_861_263_000, to: 1_733_862_490_000 };

/// A new look of a group.
pub(super) fn new_look(service: &Service, id: String, group_id: String, name: &str, key: &str) -> StoredLook {
    StoredLook {
        id,
        group_id,
        name: name.to_owned(),
        image_key: key.to_owned(),
        generated: service.world().generation_of(key).is_some(),
        work: service.work_span(LOOK_SECONDS),
        faceless: false,
    }
}

/// The looks of the sandbox's own people, each in a group of its own; `hostile` adds those with hostile names.
pub(super) fn of_people(hostile: bool) -> impl Iterator<Item = StoredLook> {
    people::photos(hostile).map(|(id, name, image_key)| StoredLook {
        group_id: id.clone(),
        id,
        name: name.to_owned(),
        image_key,
        generated: false,
        work: LONG_AGO,
        faceless: false,
    })
}

pub(super) fn is_group(world: &World, id: &str) -> bool {
    people::find(id).is_some() || world.looks.iter().any(|look| look.group_id == id)
}

/// The training of a group, if there was one.
pub(super) fn training_of(world: &World, group: &str) -> Option<WorkSpan> {
    let training = world.trainings.get(group).map(|training| training.work);
    training.or_else(|| people::find(group).map(|_| TRAINED_LONG_AGO))
}
