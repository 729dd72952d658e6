//! The world: everything that outlives a request, as tables of rows.

pub(crate) mod billing;
pub(crate) mod clock;
pub(crate) mod durable;
pub(crate) mod files;
mod journal;
pub(crate) mod rates;
pub(crate) mod records;
pub(crate) mod report;
pub(crate) mod table;
mod tables;

use std::collections::BTreeSet;

use crate::sandbox::webhooks::state::{WebhookEvent, Webhooks};
pub(crate) use billing::{AccountBilling, OWNER, SandboxAccount};
pub(crate) use clock::{Clock, Moment};
use records::StoredNumber;
pub(crate) use records::{
    FirstResponse, GroupTraining, PurchasedItem, SceneRate, StoredAsset, StoredLook, StoredLookGeneration,
    StoredPurchase, StoredScene, StoredSpeech, StoredSpeechFile, StoredVideo, Tariff, VideoApi, VideoOutcome,
    WorkSpan,
};
use table::JournaledTable;

/// The row of the skipped time, in milliseconds.
const SKIPPED: &str = "skipped";
/// The row of the moment until which finished videos were announced.
const ANNOUNCED: &str = "announced";

/// The state of the service, which the journal stores.
#[derive(Debug, Default)]
pub(crate) struct World {
    pub(crate) assets: JournaledTable<StoredAsset>,
    pub(crate) looks: JournaledTable<StoredLook>,
    pub(crate) trainings: JournaledTable<GroupTraining>,
    pub(crate) generations: JournaledTable<StoredLookGeneration>,
    pub(crate) videos: JournaledTable<StoredVideo>,
    pub(crate) purchases: JournaledTable<StoredPurchase>,
    pub(crate) speeches: JournaledTable<StoredSpeechFile>,
    /// Responses to requests with an idempotency key.
    pub(crate) answers: JournaledTable<FirstResponse>,
    pub(crate) webhooks: Webhooks,
    numbers: JournaledTable<StoredNumber>,
}

impl World {
    /// The number of ids that were given; it never decreases.
    pub(crate) fn made(&self) -> u64 {
        let own = [
            self.videos.next(),
            self.assets.next(),
            self.looks.next(),
            self.generations.next(),
            self.speeches.next(),
        ];
        own.into_iter().sum::<u64>() + self.webhooks.endpoints.next()
    }

    /// Skipped time, in milliseconds.
    pub(crate) fn skipped(&self) -> i64 {
        self.number(SKIPPED)
    }

    pub(crate) fn skip(&mut self, millis: i64) {
        self.set_number(SKIPPED, self.skipped().saturating_add(millis));
    }

    /// The moment until which finished videos were announced.
    pub(crate) fn announced(&self) -> Moment {
        self.number(ANNOUNCED)
    }

    /// Adds the events of all videos that finished until a moment.
    pub(crate) fn announce(&mut self, events: Vec<WebhookEvent>, until: Moment) {
        self.set_number(ANNOUNCED, self.announced().max(until));
        self.webhooks.add_events(events);
    }

    fn number(&self, id: &str) -> i64 {
        self.numbers.get(id).map_or(0, |number| number.value)
    }

    fn set_number(&mut self, id: &str, value: i64) {
        self.numbers.replace(StoredNumber { id: id.to_owned(), value });
    }

    /// Videos that are not deleted, oldest first, with their numbers.
    pub(crate) fn videos(&self) -> impl DoubleEndedIterator<Item = (u64, &StoredVideo)> {
        self.videos.numbered().filter(|(_, video)| !video.deleted)
    }

    pub(crate) fn video(&self, id: &str) -> Option<&StoredVideo> {
        self.videos.get(id).filter(|video| !video.deleted)
    }

    /// Marks a video as deleted; false if there is none.
    pub(crate) fn delete(&mut self, id: &str) -> bool {
        self.video(id).is_some() && self.videos.update(id, |video| video.deleted = true)
    }

    pub(crate) fn look(&self, id: &str) -> Option<&StoredLook> {
        self.looks.get(id)
    }

    /// An upload that is not deleted.
    pub(crate) fn asset(&self, id: &str) -> Option<&StoredAsset> {
        self.assets.get(id).filter(|asset| !asset.deleted)
    }

    /// The upload with this picture key.
    pub(crate) fn picture(&self, key: &str) -> Option<&StoredAsset> {
        self.assets.iter().find(|asset| asset.image_key.as_deref() == Some(key))
    }

    /// The oldest look of each group, newest group first.
    pub(crate) fn first_looks(&self) -> Vec<&StoredLook> {
        let mut seen = BTreeSet::new();
        let mut first: Vec<&StoredLook> =
            self.looks.iter().filter(|look| seen.insert(&look.group_id)).collect();
        first.reverse();
        first
    }

    /// The generation whose looks include this picture key.
    pub(crate) fn generation_of(&self, key: &str) -> Option<&StoredLookGeneration> {
        self.generations.iter().find(|generation| generation.image_keys.iter().any(|made| made == key))
    }
}
