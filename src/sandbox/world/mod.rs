//! The world: everything that outlives a request, as tables of rows.

pub(crate) mod account;
pub(crate) mod billing;
pub(crate) mod clock;
pub(crate) mod files;
mod journal;
pub(crate) mod ledger;
pub(crate) mod records;
mod rows;
pub(crate) mod table;
mod tables;
pub(crate) mod temp_files;

use std::cell::RefCell;
use std::collections::BTreeSet;

use crate::sandbox::webhooks::state::Webhooks;
use account::{AccountSums, SandboxAccount};
use billing::AccountBilling;
use clock::Moment;
use records::{
    ClockSkip, FirstResponse, GroupTraining, StoredAsset, StoredLook, StoredLookGeneration, StoredVideo,
};
use table::JournaledTable;

/// The state of the service, which the journal stores.
#[derive(Debug, Default)]
pub(crate) struct World {
    pub(crate) skips: JournaledTable<ClockSkip>,
    pub(crate) assets: JournaledTable<StoredAsset>,
    pub(crate) looks: JournaledTable<StoredLook>,
    pub(crate) trainings: JournaledTable<GroupTraining>,
    pub(crate) generations: JournaledTable<StoredLookGeneration>,
    pub(crate) videos: JournaledTable<StoredVideo>,
    /// Responses to requests with an idempotency key.
    pub(crate) answers: JournaledTable<FirstResponse>,
    pub(crate) webhooks: Webhooks,
    sums: RefCell<AccountSums>,
}

impl World {
    /// The number of ids that were given; it never decreases.
    pub(crate) fn made(&self) -> u64 {
        let own = [self.videos.next(), self.assets.next(), self.looks.next(), self.generations.next()];
        own.into_iter().sum::<u64>() + self.webhooks.endpoints.next()
    }

    /// Skipped time, in milliseconds.
    pub(crate) fn skipped(&self) -> i64 {
        self.skips.iter().map(|skip| skip.millis).sum()
    }

    pub(crate) fn skip(&mut self, millis: i64) {
        let name = "clock";
        if !self.skips.update(name, |skip| skip.millis = skip.millis.saturating_add(millis)) {
            self.skips.push(ClockSkip { name: name.to_owned(), millis });
        }
    }

    /// Videos that are not deleted, oldest first, with their numbers.
    pub(crate) fn videos(&self) -> impl DoubleEndedIterator<Item = (u64, &StoredVideo)> {
        self.videos.from(0).filter(|(_, video)| !video.deleted)
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
        self.assets.get(id).filter(|asset| asset.id == id && !asset.deleted)
    }

    /// The upload with this picture key.
    pub(crate) fn picture(&self, key: &str) -> Option<&StoredAsset> {
        self.assets.get(key).filter(|asset| asset.image_key.as_deref() == Some(key))
    }

    /// The oldest look of each group, newest group first.
    pub(crate) fn first_looks(&self) -> Vec<&StoredLook> {
        let mut seen = BTreeSet::new();
        let mut first: Vec<&StoredLook> =
            self.looks.iter().filter(|look| seen.insert(&look.group_id)).collect();
        first.reverse();
        first
    }

    pub(crate) fn generation(&self, id: &str) -> Option<&StoredLookGeneration> {
        self.generations.get(id).filter(|generation| generation.id == id)
    }

    /// The generation whose looks include this picture key.
    pub(crate) fn generation_of(&self, key: &str) -> Option<&StoredLookGeneration> {
        self.generations.get(key).filter(|generation| generation.image_keys.iter().any(|made| made == key))
    }

    /// The account, after all videos that finished by now were paid.
    pub(crate) fn account(&self, now: Moment, billing: AccountBilling) -> SandboxAccount {
        self.with_sums(now, billing, AccountSums::account)
    }

    /// The cost of unfinished videos, in sixtieths of a credit.
    pub(crate) fn committed(&self, now: Moment, billing: AccountBilling) -> i64 {
        self.with_sums(now, billing, AccountSums::committed)
    }

    fn with_sums<T>(&self, now: Moment, billing: AccountBilling, ask: impl Fn(&AccountSums) -> T) -> T {
        let mut sums = self.sums.borrow_mut();
        sums.update(&self.videos, now, billing);
        ask(&sums)
    }
}
