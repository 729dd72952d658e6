//! What earlier renders teach: how long such videos take, and how a voice's pace differs from the estimate.

use std::path::PathBuf;

use jiff::{SignedDuration, Timestamp};

use super::{Money, RenderId, Stage, VideoId, VideoSpec, VoiceId};

/// Renders that a voice, or a length of video, must have behind it before anything is said from them.
pub const ENOUGH: usize = 3;
/// The newest renders alone tell how long one takes: the service changes, and a list of years is not read for each frame.
const RECENT: usize = 200;
/// A render that took longer ended while nobody looked: when it ended is not known.
const WATCHED: SignedDuration = SignedDuration::from_hours(2);
/// How much longer than the longest such render one takes that is stuck.
const FAR_BEYOND: i32 = 2;
/// How long a render may take where nothing is known of such ones.
const UNHEARD_OF: SignedDuration = SignedDuration::from_hours(1);

/// A render of the ledger, as those to come learn from it. Forgotten ones count too.
#[derive(Debug, Clone, PartialEq)]
pub struct Past {
    pub render: RenderId,
    pub title: String,
    pub project: Option<PathBuf>,
    /// [`VideoSpec::digest`] of the whole video; unknown for renders of older versions.
    pub digest: Option<String>,
    /// The voice it was sent with, where that can still be read.
    pub voice: Option<VoiceId>,
    /// The first words of its script, where they can still be read.
    pub words: Option<String>,
    pub stage: Stage,
    pub video: Option<VideoId>,
    /// Where the video is on this machine.
    pub file: Option<PathBuf>,
    /// Seconds that it was estimated to last.
    pub seconds: f64,
    /// Seconds that the finished video lasts.
    pub duration: Option<f64>,
    /// What it was estimated to cost.
    pub cost: Money,
    /// When it left, or else when it was asked for: the day that it counts on.
    pub since: Timestamp,
    /// From its acceptance to its end, where both are known.
    pub took: Option<SignedDuration>,
}

/// All renders of the account, newest first.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct History {
    pub past: Vec<Past>,
}

/// How long such renders took.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Usual {
    pub median: SignedDuration,
    pub shortest: SignedDuration,
    pub longest: SignedDuration,
    /// Renders behind it.
    pub count: usize,
}

/// How a voice's videos differ from their estimates.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Calibration {
    /// Real seconds for an estimated one.
    pub ratio: f64,
    /// Renders behind it, [`ENOUGH`] at least.
    pub count: usize,
}

impl Past {
    /// Whether it was paid for, or may be: it was made, is being made, or is still to be sent.
    pub fn is_paid(&self) -> bool {
        !self.stage.is_in_vain()
    }
}

impl History {
    /// What is known of a render of the ledger.
    pub fn of_render(&self, id: RenderId) -> Option<&Past> {
        self.past.iter().find(|past| past.render == id)
    }

    /// The render that must be agreed to once more before this unchanged video is sent again: one that is not over,
    /// or else the newest that is paid for.
    pub fn rendered_before(&self, spec: &VideoSpec) -> Option<&Past> {
        self.of(spec).find(|past| !past.stage.is_over()).or_else(|| self.of(spec).next())
    }

    /// All of them, newest first.
    pub fn of(&self, spec: &VideoSpec) -> impl Iterator<Item = &Past> {
        let digest = spec.digest();
        self.past.iter().filter(move |past| past.is_paid() && past.digest.as_ref() == Some(&digest))
    }

    /// How long the newest finished renders of videos took that were about as long as one of `seconds`: between half and twice
    /// that. Of all videos, where those are too few; nothing, where all are.
    pub fn usual(&self, seconds: f64) -> Option<Usual> {
        let finished = self.past.iter().filter(|past| past.stage == Stage::Completed);
        let watched = |past: &Past| past.took.filter(|took| *took <= WATCHED && took.is_positive());
        let all: Vec<(f64, SignedDuration)> =
            finished.filter_map(|past| Some((past.seconds, watched(past)?))).take(RECENT).collect();
        let is_such = |long: f64| long >= seconds / 2.0 && long <= seconds * 2.0;
        let such: Vec<_> = all.iter().filter(|(long, _)| is_such(*long)).map(|(_, took)| *took).collect();
        usual(such).or_else(|| usual(all.into_iter().map(|(_, took)| took).collect()))
    }

    /// How long videos with this voice last for each estimated second.
    ///
    /// The estimates of the ledger are those of the text alone: a calibrated one must never be written there.
    pub fn calibration(&self, voice: &VoiceId) -> Option<Calibration> {
        let mut ratios: Vec<f64> = self
            .past
            .iter()
            .filter(|past| past.voice.as_ref() == Some(voice))
            .filter_map(|past| Some(past.length()? / past.seconds))
            .filter(|ratio| ratio.is_finite() && *ratio > 0.0)
            .collect();
        ratios.sort_by(f64::total_cmp);
        let count = ratios.len();
        let (low, high) = (*ratios.get(count.checked_sub(1)? / 2)?, *ratios.get(count / 2)?);
        (count >= ENOUGH).then_some(Calibration { ratio: f64::midpoint(low, high), count })
    }
}

fn usual(mut all: Vec<SignedDuration>) -> Option<Usual> {
    all.sort();
    let (shortest, longest) = (*all.first()?, *all.last()?);
    let middle = (all[(all.len() - 1) / 2] + all[all.len() / 2]) / 2;
    (all.len() >= ENOUGH).then_some(Usual { median: middle, shortest, longest, count: all.len() })
}

/// Whether a render has been running far longer than such ones ever did.
pub fn is_stuck(running: SignedDuration, usual: Option<Usual>) -> bool {
    let most = usual.map_or(UNHEARD_OF, |usual| usual.longest * FAR_BEYOND);
    running > most
}

#[cfg(test)]
impl Past {
    /// A render of ten seconds that cost this.
    pub(super) fn spent(since: Timestamp, project: Option<&str>, cost: Money, stage: Stage) -> Self {
        Self {
            render: RenderId(1),
            title: "Video".to_owned(),
            project: project.map(PathBuf::from),
            digest: None,
            voice: None,
            words: None,
            stage,
            video: None,
            file: None,
            seconds: 10.0,
            duration: None,
            cost,
            since,
            took: None,
        }
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::super::{Unit, believed_length};
    use super::*;

    fn past(seconds: f64, minutes: i64, duration: Option<f64>, voice: &str) -> Past {
        Past {
            render: RenderId(1),
            title: "Video".to_owned(),
            project: None,
            digest: None,
            voice: Some(VoiceId::new(voice)),
            words: None,
            stage: Stage::Completed,
            video: None,
            file: None,
            seconds,
            duration,
            cost: Money::new(1.0, Unit::Usd),
            since: Timestamp::UNIX_EPOCH,
            took: Some(SignedDuration::from_mins(minutes)),
        }
    }

    fn minutes(minutes: i64) -> SignedDuration {
        SignedDuration::from_mins(minutes)
    }

    #[test]
    fn videos_of_about_the_same_length_tell_how_long_one_takes() {
        let short = [8, 6, 10].map(|took| past(20.0, took, None, "v"));
        let long = [30, 40, 50, 60].map(|took| past(200.0, took, None, "v"));
        let history = History { past: short.into_iter().chain(long).collect() };
        let usual = history.usual(25.0).unwrap();
        assert_eq!((usual.shortest, usual.median, usual.longest), (minutes(6), minutes(8), minutes(10)));
        assert_eq!(history.usual(300.0).unwrap().median, minutes(45));
        assert_eq!(history.usual(3000.0).unwrap().count, 7, "no video is like it, so all of them tell");
        assert_eq!(History::default().usual(25.0), None);
        assert!(is_stuck(minutes(21), Some(usual)) && !is_stuck(minutes(19), Some(usual)));
        assert!(is_stuck(minutes(61), None) && !is_stuck(minutes(59), None));
    }

    #[test]
    fn what_failed_or_ended_unseen_tells_nothing() {
        let unseen = past(20.0, 3 * 60, None, "v");
        let failed = Past { stage: Stage::Failed, ..past(20.0, 1, None, "v") };
        let mut history = History { past: vec![unseen, failed, past(20.0, 5, None, "v")] };
        assert_eq!(history.usual(20.0), None);
        history.past.extend([6, 7].map(|took| past(20.0, took, None, "v")));
        assert_eq!(history.usual(20.0).unwrap().count, 3);
    }

    #[test]
    fn what_is_long_ago_tells_nothing_of_now() {
        let quick = (0..RECENT).map(|_| past(20.0, 2, None, "v"));
        let slow = (0..RECENT).map(|_| past(20.0, 30, None, "v"));
        let usual = History { past: quick.chain(slow).collect() }.usual(20.0).unwrap();
        assert_eq!((usual.longest, usual.count), (minutes(2), RECENT));
    }

    #[test]
    fn a_voice_is_calibrated_by_three_videos() {
        let of = |durations: &[f64]| History {
            past: durations.iter().map(|long| past(10.0, 5, Some(*long), "v")).collect(),
        };
        assert_eq!(of(&[12.0, 13.0]).calibration(&VoiceId::new("v")), None);
        let three = of(&[12.0, 30.0, 11.0]);
        assert_eq!(three.calibration(&VoiceId::new("v")), Some(Calibration { ratio: 1.2, count: 3 }));
        assert_eq!(three.calibration(&VoiceId::new("w")), None);
    }

    proptest! {
        #[test]
        fn figures_lie_within_what_was_seen(
            rows in proptest::collection::vec((1.0..600.0_f64, 1..120_i64, proptest::option::of(0.1..900.0_f64)), 0..40),
            seconds in 1.0..600.0_f64,
        ) {
            let row = |(long, took, real): &(f64, i64, Option<f64>)| past(*long, *took, *real, "v");
            let history = History { past: rows.iter().map(row).collect() };
            let usual = history.usual(seconds);
            prop_assert_eq!(usual.is_some(), rows.len() >= ENOUGH);
            if let Some(usual) = usual {
                prop_assert!(usual.shortest <= usual.median && usual.median <= usual.longest);
                prop_assert!(usual.count >= ENOUGH && usual.count <= rows.len());
                prop_assert!(!is_stuck(usual.longest, Some(usual)));
            }
            let ratios: Vec<f64> = rows.iter().filter_map(|(long, _, real)| Some(believed_length(*long, *real)? / long)).collect();
            let calibration = history.calibration(&VoiceId::new("v"));
            prop_assert_eq!(calibration.map(|known| known.count), Some(ratios.len()).filter(|count| *count >= ENOUGH));
            if let Some(known) = calibration {
                let below = ratios.iter().filter(|ratio| **ratio <= known.ratio + 1e-9).count();
                let above = ratios.iter().filter(|ratio| **ratio >= known.ratio - 1e-9).count();
                prop_assert!(2 * below >= ratios.len() && 2 * above >= ratios.len());
            }
        }
    }
}
