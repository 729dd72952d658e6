//! What the sandbox's account has: uploads, groups, generations and videos, and what follows from the time.

pub(in crate::sandbox) mod account;
pub(in crate::sandbox) mod billing;
pub(in crate::sandbox) mod clock;
pub(in crate::sandbox) mod files;
mod journal;
pub(in crate::sandbox) mod ledger;
pub(in crate::sandbox) mod records;
mod rows;
pub(in crate::sandbox) mod table;
mod tables;
pub(in crate::sandbox) mod temp_files;

use std::cell::RefCell;
use std::collections::BTreeSet;

use crate::sandbox::webhooks::state::Webhooks;
use account::{AccountSums, SandboxAccount};
use billing::AccountBilling;
use clock::Moment;
use records::{
    ClockSkip, FirstResponse, GroupTraining, LookGeneration, StoredAsset, StoredLook, StoredVideo,
};
use table::JournaledTable;

/// All that outlives a request; the journal keeps it.
#[derive(Debug, Default)]
pub(in crate::sandbox) struct World {
    pub(in crate::sandbox) skips: JournaledTable<ClockSkip>,
    pub(in crate::sandbox) assets: JournaledTable<StoredAsset>,
    pub(in crate::sandbox) looks: JournaledTable<StoredLook>,
    pub(in crate::sandbox) trainings: JournaledTable<GroupTraining>,
    pub(in crate::sandbox) generations: JournaledTable<LookGeneration>,
    pub(in crate::sandbox) videos: JournaledTable<StoredVideo>,
    /// What was answered to requests that carried an idempotency key.
    pub(in crate::sandbox) answers: JournaledTable<FirstResponse>,
    pub(in crate::sandbox) webhooks: Webhooks,
    books: RefCell<AccountSums>,
}

impl World {
    /// How many of what has an id there have been; it never goes back.
    pub(in crate::sandbox) fn made(&self) -> u64 {
        let own = [self.videos.next(), self.assets.next(), self.looks.next(), self.generations.next()];
        own.into_iter().sum::<u64>() + self.webhooks.endpoints.next()
    }

    /// How far the clock was advanced, in milliseconds.
    pub(in crate::sandbox) fn skipped(&self) -> i64 {
        self.skips.iter().map(|skip| skip.millis).sum()
    }

    pub(in crate::sandbox) fn skip(&mut self, millis: i64) {
        let name = "clock";
        if !self.skips.update(name, |skip| skip.millis = skip.millis.saturating_add(millis)) {
            self.skips.push(ClockSkip { name: name.to_owned(), millis });
        }
    }

    /// The videos that were not deleted, oldest first, each with its number.
    pub(in crate::sandbox) fn videos(&self) -> impl DoubleEndedIterator<Item = (u64, &StoredVideo)> {
        self.videos.from(0).filter(|(_, video)| !video.deleted)
    }

    pub(in crate::sandbox) fn video(&self, id: &str) -> Option<&StoredVideo> {
        self.videos.get(id).filter(|video| !video.deleted)
    }

    /// Takes a video out of sight; whether there was one.
    pub(in crate::sandbox) fn delete(&mut self, id: &str) -> bool {
        self.video(id).is_some() && self.videos.update(id, |video| video.deleted = true)
    }

    pub(in crate::sandbox) fn look(&self, id: &str) -> Option<&StoredLook> {
        self.looks.get(id)
    }

    /// An upload that was not deleted.
    pub(in crate::sandbox) fn asset(&self, id: &str) -> Option<&StoredAsset> {
        self.assets.get(id).filter(|asset| asset.id == id && !asset.deleted)
    }

    /// The upload that has this picture key.
    pub(in crate::sandbox) fn picture(&self, key: &str) -> Option<&StoredAsset> {
        self.assets.get(key).filter(|asset| asset.image_key.as_deref() == Some(key))
    }

    /// The oldest look of each group, newest group first.
    pub(in crate::sandbox) fn first_looks(&self) -> Vec<&StoredLook> {
        let mut seen = BTreeSet::new();
        let mut first: Vec<&StoredLook> =
            self.looks.iter().filter(|look| seen.insert(&look.group_id)).collect();
        first.reverse();
        first
    }

    pub(in crate::sandbox) fn generation(&self, id: &str) -> Option<&LookGeneration> {
        self.generations.get(id).filter(|generation| generation.id == id)
    }

    /// The generation that made the picture of this key.
    pub(in crate::sandbox) fn generation_of(&self, key: &str) -> Option<&LookGeneration> {
        self.generations.get(key).filter(|generation| generation.image_keys.iter().any(|made| made == key))
    }

    /// The account after every video finished by now was paid for, in the order they finished.
    pub(in crate::sandbox) fn account(&self, now: Moment, billing: AccountBilling) -> SandboxAccount {
        self.settled(now, billing, AccountSums::account)
    }

    /// What the videos under way will cost when they are done.
    pub(in crate::sandbox) fn promised(&self, now: Moment, billing: AccountBilling) -> i64 {
        self.settled(now, billing, AccountSums::promised)
    }

    fn settled<T>(&self, now: Moment, billing: AccountBilling, ask: impl Fn(&AccountSums) -> T) -> T {
        let mut books = self.books.borrow_mut();
        books.catch_up(&self.videos, now, billing);
        ask(&books)
    }
}
