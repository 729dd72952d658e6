//! What the sandbox's account has: uploads, groups, generations and videos, and what follows from the time.

use std::cell::RefCell;
use std::collections::BTreeSet;

use serde::{Deserialize, Serialize};
use serde_json::Value;

use super::billing::AccountBilling;
use super::books::{AccountSums, SandboxAccount};
use super::clock::Moment;
use super::table::JournaledTable;
use super::webhooks::Webhooks;

/// All that outlives a request; the journal keeps it.
#[derive(Debug, Default)]
pub(super) struct World {
    pub(super) skips: JournaledTable<ClockSkip>,
    pub(super) assets: JournaledTable<StoredAsset>,
    pub(super) looks: JournaledTable<StoredLook>,
    pub(super) trainings: JournaledTable<GroupTraining>,
    pub(super) generations: JournaledTable<LookGeneration>,
    pub(super) videos: JournaledTable<StoredVideo>,
    /// What was answered to requests that carried an idempotency key.
    pub(super) answers: JournaledTable<FirstResponse>,
    pub(super) webhooks: Webhooks,
    books: RefCell<AccountSums>,
}

/// How far the clock was advanced: the one row of its table.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub(super) struct ClockSkip {
    pub(super) name: String,
    pub(super) millis: i64,
}

/// A group's training; the newest, where there were several.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub(super) struct GroupTraining {
    pub(super) group_id: String,
    pub(super) work: WorkSpan,
}

/// Work that began, and when it is done.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct WorkSpan {
    pub(super) from: Moment,
    pub(super) to: Moment,
}

/// An uploaded file; its bytes lie in the files beside the world, under `id`.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub(super) struct StoredAsset {
    pub(super) id: String,
    pub(super) content_type: String,
    pub(super) size: u64,
    pub(super) created: Moment,
    /// Pictures only.
    pub(super) image_key: Option<String>,
    /// Where it was fetched from, if it was.
    #[serde(default)]
    pub(super) source: Option<String>,
    /// Nobody is shown it any more; pictures that were made of it stay.
    #[serde(default)]
    pub(super) deleted: bool,
}

/// One picture of a group; the group's id is the id of its first look.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub(super) struct StoredLook {
    pub(super) id: String,
    pub(super) group_id: String,
    pub(super) name: String,
    pub(super) image_key: String,
    pub(super) generated: bool,
    pub(super) work: WorkSpan,
    /// No face is found in the picture: the look fails when its work is over.
    #[serde(default)]
    pub(super) faceless: bool,
}

/// Looks made from a prompt.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub(super) struct LookGeneration {
    pub(super) id: String,
    pub(super) group_id: String,
    pub(super) prompt: String,
    pub(super) image_keys: Vec<String>,
    pub(super) work: WorkSpan,
}

/// A render that was accepted.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub(super) struct StoredVideo {
    pub(super) id: String,
    pub(super) title: String,
    pub(super) image_key: String,
    pub(super) width: u32,
    pub(super) height: u32,
    pub(super) caption: bool,
    pub(super) callback_id: Option<String>,
    /// What is called when the render ends.
    #[serde(default)]
    pub(super) callback_url: Option<String>,
    pub(super) scenes: Vec<StoredScene>,
    pub(super) work: WorkSpan,
    pub(super) outcome: VideoOutcome,
    /// The body as it came.
    pub(super) request: Value,
    #[serde(default)]
    pub(super) api: VideoApi,
    #[serde(default)]
    pub(super) tariff: Tariff,
    /// Nobody is shown it any more; it is paid for all the same.
    #[serde(default)]
    pub(super) deleted: bool,
}

/// The generation of the service that a render was asked of.
#[derive(Debug, Default, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub(super) enum VideoApi {
    #[default]
    V2,
    V3,
}

/// What a second of a video costs, against the usual.
#[derive(Debug, Default, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub(super) enum Tariff {
    #[default]
    Usual,
    /// 4K: a third more.
    Large,
    /// A trial with a watermark.
    Free,
}

/// What a request with an idempotency key was answered, so that its twin is answered the same.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub(super) struct FirstResponse {
    /// Path and idempotency key.
    pub(super) request: String,
    /// What tells the request's body from another.
    pub(super) body_hash: u64,
    pub(super) data: Value,
    pub(super) at: Moment,
}

/// What is spoken in one scene, and how long it lasts.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub(super) struct StoredScene {
    pub(super) text: String,
    pub(super) seconds: f64,
    /// Who speaks the text; none where nothing is spoken, or own sound is heard.
    #[serde(default)]
    pub(super) speech: Option<StoredSpeech>,
}

/// How the text of a scene is spoken.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub(super) struct StoredSpeech {
    /// The voice's id.
    pub(super) voice: String,
    /// How long it takes against the usual pace.
    pub(super) pace: f64,
    /// After how many words a silence comes, and its seconds.
    pub(super) pauses: Vec<(usize, f64)>,
}

impl StoredScene {
    /// A scene in which nothing is spoken.
    pub(super) fn unspoken(seconds: f64) -> Self {
        Self { text: String::new(), seconds, speech: None }
    }
}

/// How a render will end.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub(super) enum VideoOutcome {
    Video,
    VideoWithError,
    NoCredit,
    NoText,
    FailedWord,
    FailedNumber,
    FailedString,
    FailedNull,
}

impl WorkSpan {
    pub(super) fn is_over(self, now: Moment) -> bool {
        now >= self.to
    }

    /// How much of the work is done, from 0 to 1.
    pub(super) fn progress(self, now: Moment) -> f64 {
        let part = |from: Moment, to: Moment| f64::from(i32::try_from(to - from).unwrap_or(i32::MAX));
        if self.is_over(now) {
            1.0
        } else {
            (part(self.from, now) / part(self.from, self.to)).clamp(0.0, 1.0)
        }
    }

    /// The words that training and groups use.
    pub(super) fn status(self, now: Moment) -> &'static str {
        match self.progress(now) {
            done if done >= 1.0 => "completed",
            done if done >= 0.2 => "processing",
            _ => "pending",
        }
    }
}

impl StoredLook {
    /// The words that older lists use.
    pub(super) fn status(&self, now: Moment) -> &'static str {
        if self.faceless && self.work.is_over(now) { "failed" } else { self.work.status(now) }
    }
}

impl StoredVideo {
    /// Seconds, a whole number of frames of a 25th each.
    pub(super) fn duration(&self) -> f64 {
        let sum: f64 = self.scenes.iter().map(|scene| scene.seconds).sum();
        (sum * 25.0).round() / 25.0
    }

    /// Sixtieths of a credit.
    pub(super) fn cost(&self, billing: AccountBilling) -> i64 {
        billing.price(self.duration(), self.tariff)
    }

    /// The status word, when nothing is amiss with the credit.
    pub(super) fn status(&self, now: Moment) -> &'static str {
        match self.work.progress(now) {
            done if done < 0.1 => "pending",
            done if done < 0.2 => "waiting",
            done if done < 1.0 => "processing",
            _ if self.makes_video() => "completed",
            _ => "failed",
        }
    }

    /// Whether its words can be had as a file; v3 gives them with every video.
    pub(super) fn has_subtitles(&self) -> bool {
        self.caption || self.api == VideoApi::V3
    }

    pub(super) fn makes_video(&self) -> bool {
        matches!(self.outcome, VideoOutcome::Video | VideoOutcome::VideoWithError)
    }
}

impl World {
    /// How many of what has an id there have been; it never goes back.
    pub(super) fn made(&self) -> u64 {
        let own = [self.videos.next(), self.assets.next(), self.looks.next(), self.generations.next()];
        own.into_iter().sum::<u64>() + self.webhooks.endpoints.next()
    }

    /// How far the clock was advanced, in milliseconds.
    pub(super) fn skipped(&self) -> i64 {
        self.skips.iter().map(|skip| skip.millis).sum()
    }

    pub(super) fn skip(&mut self, millis: i64) {
        let name = "clock";
        if !self.skips.update(name, |skip| skip.millis = skip.millis.saturating_add(millis)) {
            self.skips.push(ClockSkip { name: name.to_owned(), millis });
        }
    }

    /// The videos that were not deleted, oldest first, each with its number.
    pub(super) fn videos(&self) -> impl DoubleEndedIterator<Item = (u64, &StoredVideo)> {
        self.videos.from(0).filter(|(_, video)| !video.deleted)
    }

    pub(super) fn video(&self, id: &str) -> Option<&StoredVideo> {
        self.videos.get(id).filter(|video| !video.deleted)
    }

    /// Takes a video out of sight; whether there was one.
    pub(super) fn delete(&mut self, id: &str) -> bool {
        self.video(id).is_some() && self.videos.update(id, |video| video.deleted = true)
    }

    pub(super) fn look(&self, id: &str) -> Option<&StoredLook> {
        self.looks.get(id)
    }

    /// An upload that was not deleted.
    pub(super) fn asset(&self, id: &str) -> Option<&StoredAsset> {
        self.assets.get(id).filter(|asset| asset.id == id && !asset.deleted)
    }

    /// The upload that has this picture key.
    pub(super) fn picture(&self, key: &str) -> Option<&StoredAsset> {
        self.assets.get(key).filter(|asset| asset.image_key.as_deref() == Some(key))
    }

    /// The oldest look of each group, newest group first.
    pub(super) fn first_looks(&self) -> Vec<&StoredLook> {
        let mut seen = BTreeSet::new();
        let mut first: Vec<&StoredLook> =
            self.looks.iter().filter(|look| seen.insert(&look.group_id)).collect();
        first.reverse();
        first
    }

    pub(super) fn generation(&self, id: &str) -> Option<&LookGeneration> {
        self.generations.get(id).filter(|generation| generation.id == id)
    }

    /// The generation that made the picture of this key.
    pub(super) fn generation_of(&self, key: &str) -> Option<&LookGeneration> {
        self.generations.get(key).filter(|generation| generation.image_keys.iter().any(|made| made == key))
    }

    /// The account after every video finished by now was paid for, in the order they finished.
    pub(super) fn account(&self, now: Moment, billing: AccountBilling) -> SandboxAccount {
        self.settled(now, billing, AccountSums::account)
    }

    /// What the videos under way will cost when they are done.
    pub(super) fn promised(&self, now: Moment, billing: AccountBilling) -> i64 {
        self.settled(now, billing, AccountSums::promised)
    }

    fn settled<T>(&self, now: Moment, billing: AccountBilling, ask: impl Fn(&AccountSums) -> T) -> T {
        let mut books = self.books.borrow_mut();
        books.catch_up(&self.videos, now, billing);
        ask(&books)
    }
}

#[cfg(test)]
pub(super) mod tests {
    use super::*;

    /// A video of so many seconds that is done at this moment.
    pub(in crate::sandbox) fn video(id: &str, seconds: f64, to: Moment) -> StoredVideo {
        StoredVideo {
            id: id.to_owned(),
            title: String::new(),
            image_key: String::new(),
            width: 720,
            height: 1280,
            caption: false,
            callback_id: None,
            callback_url: None,
            scenes: vec![StoredScene::unspoken(seconds)],
            work: WorkSpan { from: 0, to },
            outcome: VideoOutcome::Video,
            request: Value::Null,
            api: VideoApi::V2,
            tariff: Tariff::Usual,
            deleted: false,
        }
    }

    #[test]
    fn a_video_walks_through_its_words() {
        let video = video("a", 3.0, 1000);
        let words: Vec<&str> = [0, 150, 500, 1000].iter().map(|now| video.status(*now)).collect();
        assert_eq!(words, ["pending", "waiting", "processing", "completed"]);
    }
}
