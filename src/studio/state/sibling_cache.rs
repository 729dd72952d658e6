//! A cache of the sibling voices that are offered.

use std::cell::RefCell;
use std::collections::HashMap;

use crate::domain::{Emotion, Voice, VoiceId};

/// The sibling of each voice and emotion in one revision of the catalog: a frame asks many times, and the list is long.
#[derive(Debug, Default)]
pub(in crate::studio) struct SiblingCache(RefCell<(u64, SiblingIndexes)>);

/// The index of the sibling of a voice with an emotion; `None` if there is none.
type SiblingIndexes = HashMap<(VoiceId, String), Option<usize>>;

impl SiblingCache {
    pub(in crate::studio) fn get_or_find(
        &self,
        revision: u64,
        voice: &Voice,
        emotion: &Emotion,
        find: impl FnOnce() -> Option<usize>,
    ) -> Option<usize> {
        let mut cached = self.0.borrow_mut();
        if cached.0 != revision {
            *cached = (revision, HashMap::new());
        }
        let key = (voice.id.clone(), emotion.as_str().to_owned());
        *cached.1.entry(key).or_insert_with(find)
    }
}
