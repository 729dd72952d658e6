//! What the sandbox's account has: uploads, groups, generations and videos, and what follows from the time.

use std::collections::{BTreeMap, BTreeSet};

use serde::{Deserialize, Serialize};
use serde_json::Value;

use super::clock::Moment;

/// All that outlives a request. Serialised as the world file.
#[derive(Debug, Default, Clone, Serialize, Deserialize)]
#[serde(default)]
pub(super) struct World {
    /// How far the clock was advanced, in milliseconds.
    pub(super) skipped: i64,
    pub(super) assets: Vec<Asset>,
    pub(super) looks: Vec<Look>,
    pub(super) trainings: BTreeMap<String, Span>,
    pub(super) generations: Vec<Generation>,
    pub(super) videos: Vec<Video>,
}

/// Work that began, and when it is done.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct Span {
    pub(super) from: Moment,
    pub(super) to: Moment,
}

/// An uploaded file; its bytes lie in the files beside the world, under `id`.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub(super) struct Asset {
    pub(super) id: String,
    pub(super) content_type: String,
    pub(super) size: u64,
    pub(super) created: Moment,
    /// Pictures only.
    pub(super) image_key: Option<String>,
}

/// One picture of a group; the group's id is the id of its first look.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub(super) struct Look {
    pub(super) id: String,
    pub(super) group_id: String,
    pub(super) name: String,
    pub(super) image_key: String,
    pub(super) generated: bool,
    pub(super) work: Span,
}

/// Looks made from a prompt.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub(super) struct Generation {
    pub(super) id: String,
    pub(super) group_id: String,
    pub(super) prompt: String,
    pub(super) image_keys: Vec<String>,
    pub(super) work: Span,
}

/// A render that was accepted.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub(super) struct Video {
    pub(super) id: String,
    pub(super) title: String,
    pub(super) image_key: String,
    pub(super) width: u32,
    pub(super) height: u32,
    pub(super) caption: bool,
    pub(super) callback_id: Option<String>,
    pub(super) scenes: Vec<Scene>,
    pub(super) work: Span,
    pub(super) outcome: Outcome,
    /// The body as it came.
    pub(super) request: Value,
}

/// What is spoken in one scene, and how long it lasts.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub(super) struct Scene {
    pub(super) text: String,
    pub(super) seconds: f64,
}

/// How a render will end.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub(super) enum Outcome {
    Film,
    FilmWithError,
    NoCredit,
    NoText,
    FailedWord,
    FailedNumber,
    FailedString,
    FailedNull,
}

/// The account at a moment.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Account {
    /// Sixtieths of a credit.
    pub(super) units: i64,
    /// Videos that were done when there was no credit left for them.
    pub(super) unpaid: BTreeSet<String>,
}

impl Span {
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
    pub(super) fn word(self, now: Moment) -> &'static str {
        match self.progress(now) {
            done if done >= 1.0 => "completed",
            done if done >= 0.2 => "processing",
            _ => "pending",
        }
    }
}

impl Video {
    /// Seconds, a whole number of frames of a 25th each.
    pub(super) fn duration(&self) -> f64 {
        let sum: f64 = self.scenes.iter().map(|scene| scene.seconds).sum();
        (sum * 25.0).round() / 25.0
    }

    /// Sixtieths of a credit: one credit for 3 seconds.
    fn cost(&self) -> i64 {
        super::clock::millis(self.duration()) / 50
    }

    /// The status word, when nothing is amiss with the credit.
    pub(super) fn word(&self, now: Moment) -> &'static str {
        match self.work.progress(now) {
            done if done < 0.1 => "pending",
            done if done < 0.2 => "waiting",
            done if done < 1.0 => "processing",
            _ if self.makes_film() => "completed",
            _ => "failed",
        }
    }

    fn makes_film(&self) -> bool {
        matches!(self.outcome, Outcome::Film | Outcome::FilmWithError)
    }
}

impl World {
    pub(super) fn video(&self, id: &str) -> Option<&Video> {
        self.videos.iter().find(|video| video.id == id)
    }

    pub(super) fn look(&self, id: &str) -> Option<&Look> {
        self.looks.iter().find(|look| look.id == id)
    }

    pub(super) fn generation(&self, id: &str) -> Option<&Generation> {
        self.generations.iter().find(|generation| generation.id == id)
    }

    /// The account after every film finished by now was paid for, in the order they finished.
    pub(super) fn account(&self, now: Moment, start_units: i64) -> Account {
        let mut done: Vec<&Video> = self.videos.iter().filter(|video| video.work.is_over(now)).collect();
        done.sort_by_key(|video| video.work.to);
        let mut account = Account { units: start_units, unpaid: BTreeSet::new() };
        for video in done.into_iter().filter(|video| video.makes_film()) {
            if video.cost() > account.units {
                account.unpaid.insert(video.id.clone());
            } else {
                account.units -= video.cost();
            }
        }
        account
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn video(id: &str, seconds: f64, to: Moment) -> Video {
        Video {
            id: id.to_owned(),
            title: String::new(),
            image_key: String::new(),
            width: 720,
            height: 1280,
            caption: false,
            callback_id: None,
            scenes: vec![Scene { text: String::new(), seconds }],
            work: Span { from: 0, to },
            outcome: Outcome::Film,
            request: Value::Null,
        }
    }

    #[test]
    fn a_credit_lasts_three_seconds_and_is_paid_at_the_end() {
        let world = World { videos: vec![video("a", 30.0, 1000)], ..World::default() };
        assert_eq!(world.account(999, 6000).units, 6000);
        assert_eq!(world.account(1000, 6000).units, 6000 - 600);
    }

    #[test]
    fn who_finishes_when_the_credit_is_gone_is_not_paid() {
        let videos = vec![video("late", 30.0, 2000), video("early", 60.0, 1000)];
        let account = World { videos, ..World::default() }.account(3000, 1300);
        assert_eq!(account.units, 100);
        assert!(account.unpaid.contains("late"));
    }

    #[test]
    fn a_video_walks_through_its_words() {
        let video = video("a", 3.0, 1000);
        let words: Vec<&str> = [0, 150, 500, 1000].iter().map(|now| video.word(*now)).collect();
        assert_eq!(words, ["pending", "waiting", "processing", "completed"]);
    }
}
