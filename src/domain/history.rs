//! The render history: how long renders take, and how a voice's pace differs from the estimate.

use std::path::PathBuf;

use jiff::{SignedDuration, Timestamp};

use super::{
    Balance, BalanceCharge, ChargedLook, ClassRate, Money, PastWork, RenderId, RenderStage, Rounding,
    SiblingChoices, Unit, VideoId, VoiceId, format_count,
};

/// Renders needed before a duration or a calibration is derived from them.
pub const MIN_SAMPLE_RENDERS: usize = 3;
/// Renders that a typical duration is derived from, the newest: the service changes, and the list may be long.
const MAX_SAMPLE_RENDERS: usize = 200;
/// A longer processing time is ignored: the render ended while no process was polling, at an unknown time.
const MAX_OBSERVED_DURATION: SignedDuration = SignedDuration::from_hours(2);
/// A render is stuck after this many times the longest comparable duration.
const STUCK_FACTOR: i32 = 2;
/// A render without comparable ones is stuck after this time.
const DEFAULT_STUCK_AFTER: SignedDuration = SignedDuration::from_hours(1);

/// A render of the ledger, also one removed from the list.
#[derive(Debug, Clone, PartialEq)]
pub struct PastRender {
    pub render_id: RenderId,
    pub title: String,
    pub project_path: Option<PathBuf>,
    /// The [content hash](super::VideoSpec::content_hash) of the whole video; `None` for renders of older versions.
    pub content_hash: Option<String>,
    /// The voice, if the stored request can still be read.
    pub voice_id: Option<VoiceId>,
    /// The first words of its script, if the stored request can still be read.
    pub script_excerpt: Option<String>,
    pub stage: RenderStage,
    pub video_id: Option<VideoId>,
    /// The downloaded video file.
    pub video_path: Option<PathBuf>,
    /// The estimated length.
    pub estimated_seconds: f64,
    /// The length that the service states for the finished video.
    pub actual_seconds: Option<f64>,
    /// The estimated cost.
    pub estimated_cost: Money,
    /// How its cost was rounded.
    pub rounding: Rounding,
    /// Whether the length of a scene was known, by its recording or its speech, when it was estimated.
    pub has_exact_scene: bool,
    /// What the balance lost by it, where that is certain.
    pub charge: Option<BalanceCharge>,
    /// What its rate depends on.
    pub charged_look: ChargedLook,
    /// When it was sent, or else requested; its cost counts on that day.
    pub started_at: Timestamp,
    pub sent_at: Option<Timestamp>,
    pub ended_at: Option<Timestamp>,
    /// From acceptance to end, if both are known.
    pub processing_time: Option<SignedDuration>,
}

/// All renders of the account, newest first, what else was paid, and what was chosen.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct RenderHistory {
    pub renders: Vec<PastRender>,
    /// Other work that is or may be charged, newest first.
    pub paid_work: Vec<PastWork>,
    /// The balances that the service reported, oldest first.
    pub balances: Vec<PastBalance>,
    /// The rates that the user accepted because the account was found to pay them.
    pub accepted_rates: Vec<ClassRate>,
    /// The sibling voices that the user chose for emotions.
    pub sibling_choices: SiblingChoices,
}

/// A balance that the service reported.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct PastBalance {
    pub balance: Balance,
    /// When it was requested.
    pub at: Timestamp,
}

/// How long comparable renders took.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct TypicalDuration {
    pub median: SignedDuration,
    pub shortest: SignedDuration,
    pub longest: SignedDuration,
    /// Renders that it is derived from.
    pub sample_count: usize,
}

/// How the length of a voice's videos differs from the estimate.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Calibration {
    /// Actual seconds for each estimated second.
    pub ratio: f64,
    /// Renders that it is derived from, at least [`MIN_SAMPLE_RENDERS`].
    pub sample_count: usize,
}

impl PastRender {
    /// Whether it was or may be charged: it is not refused, failed or canceled.
    pub fn is_billable(&self) -> bool {
        !self.stage.is_unsuccessful()
    }

    /// What it cost: by the balance, or else by its length.
    fn spent_cost(&self) -> Money {
        self.charge.map_or_else(|| self.cost_by_length(), |charge| charge.cost)
    }

    /// The dollars that it was charged besides, since the credits were used up.
    fn overage(&self) -> Option<Money> {
        self.charge.and_then(|charge| charge.overage)
    }

    /// What it cost in a unit: beyond the credits, dollars too. `None` if it was not paid in the unit.
    pub fn spent_in(&self, unit: Unit) -> Option<f64> {
        let overage = self.overage().filter(|overage| overage.unit == unit);
        let cost = Some(self.spent_cost()).filter(|cost| cost.unit == unit);
        cost.or(overage).map(|cost| cost.amount)
    }

    /// What the balance lost by it, where that is known: `1 API credit and $0.50 (a share: together with 2 other payments)`.
    pub fn describe_charge(&self) -> Option<String> {
        let BalanceCharge { cost, overage, other_payment_count } = self.charge?;
        let amounts = [Some(cost), overage].into_iter().flatten();
        let paid: Vec<String> =
            amounts.filter(|money| money.amount > 0.0).map(|money| money.to_string()).collect();
        let paid = if paid.is_empty() { cost.to_string() } else { paid.join(" and ") };
        let share = match other_payment_count {
            0 => String::new(),
            others => format!(" (a share: together with {})", format_count(others, "other payment")),
        };
        Some(format!("{paid}{share}"))
    }

    /// What counts for a cap in a unit: beyond the credits, the credits that it would have cost.
    pub fn capped_in(&self, unit: Unit) -> Option<f64> {
        let by_length = self.cost_by_length();
        if self.overage().is_some() && by_length.unit == unit {
            return Some(by_length.amount);
        }
        self.spent_in(unit)
    }
}

impl RenderHistory {
    /// A history of renders alone.
    pub fn of(renders: Vec<PastRender>) -> Self {
        Self { renders, ..Self::default() }
    }

    /// The render with this id.
    pub fn find(&self, id: RenderId) -> Option<&PastRender> {
        self.renders.iter().find(|past| past.render_id == id)
    }

    /// How long completed renders took whose videos last between half and twice `seconds`. If those are too few, all
    /// completed renders count; `None` if those are too few as well.
    pub fn typical_duration(&self, seconds: f64) -> Option<TypicalDuration> {
        let finished = self.renders.iter().filter(|past| past.stage == RenderStage::Completed);
        let observed = |past: &PastRender| {
            past.processing_time.filter(|took| *took <= MAX_OBSERVED_DURATION && took.is_positive())
        };
        let all: Vec<(f64, SignedDuration)> = finished
            .filter_map(|past| Some((past.estimated_seconds, observed(past)?)))
            .take(MAX_SAMPLE_RENDERS)
            .collect();
        let is_similar = |length: f64| length >= seconds / 2.0 && length <= seconds * 2.0;
        let similar: Vec<_> =
            all.iter().filter(|(length, _)| is_similar(*length)).map(|(_, took)| *took).collect();
        duration_statistics(similar)
            .or_else(|| duration_statistics(all.into_iter().map(|(_, took)| took).collect()))
    }

    /// The calibration of a voice. A render with a scene whose length was known says nothing about the estimate.
    ///
    /// The ledger holds uncalibrated estimates only: a calibrated one there would be calibrated twice.
    pub fn calibration(&self, voice: &VoiceId) -> Option<Calibration> {
        let mut ratios: Vec<f64> = self
            .renders
            .iter()
            .filter(|past| past.voice_id.as_ref() == Some(voice) && !past.has_exact_scene)
            .filter_map(|past| Some(past.plausible_seconds()? / past.estimated_seconds))
            .filter(|ratio| ratio.is_finite() && *ratio > 0.0)
            .collect();
        ratios.sort_by(f64::total_cmp);
        let count = ratios.len();
        let (low, high) = (*ratios.get(count.checked_sub(1)? / 2)?, *ratios.get(count / 2)?);
        (count >= MIN_SAMPLE_RENDERS)
            .then_some(Calibration { ratio: f64::midpoint(low, high), sample_count: count })
    }
}

fn duration_statistics(mut all: Vec<SignedDuration>) -> Option<TypicalDuration> {
    all.sort();
    let (shortest, longest) = (*all.first()?, *all.last()?);
    let median = (all[(all.len() - 1) / 2] + all[all.len() / 2]) / 2;
    (all.len() >= MIN_SAMPLE_RENDERS).then_some(TypicalDuration {
        median,
        shortest,
        longest,
        sample_count: all.len(),
    })
}

/// Whether a render has run longer than twice the longest comparable render.
pub fn is_stuck(running: SignedDuration, typical: Option<TypicalDuration>) -> bool {
    let limit = typical.map_or(DEFAULT_STUCK_AFTER, |typical| typical.longest * STUCK_FACTOR);
    running > limit
}

#[cfg(test)]
impl PastRender {
    /// A render of ten estimated seconds.
    pub(super) fn with_cost(
        since: Timestamp,
        project: Option<&str>,
        cost: Money,
        stage: RenderStage,
    ) -> Self {
        Self {
            render_id: RenderId(1),
            title: "Video".to_owned(),
            project_path: project.map(PathBuf::from),
            content_hash: None,
            voice_id: None,
            script_excerpt: None,
            stage,
            video_id: None,
            video_path: None,
            estimated_seconds: 10.0,
            actual_seconds: None,
            estimated_cost: cost,
            rounding: Rounding::Exact,
            has_exact_scene: false,
            charge: None,
            charged_look: ChargedLook::Class(super::LookClass::plain_photo()),
            started_at: since,
            sent_at: None,
            ended_at: None,
            processing_time: None,
        }
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::super::plausible_seconds;
    use super::*;

    fn past_render(seconds: f64, minutes: i64, duration: Option<f64>, voice: &str) -> PastRender {
        PastRender {
            render_id: RenderId(1),
            title: "Video".to_owned(),
            project_path: None,
            content_hash: None,
            voice_id: Some(VoiceId::new(voice)),
            script_excerpt: None,
            stage: RenderStage::Completed,
            video_id: None,
            video_path: None,
            estimated_seconds: seconds,
            actual_seconds: duration,
            estimated_cost: Money::new(1.0, Unit::Usd),
            rounding: Rounding::Exact,
            has_exact_scene: false,
            charge: None,
            charged_look: ChargedLook::Mixed,
            started_at: Timestamp::UNIX_EPOCH,
            sent_at: None,
            ended_at: None,
            processing_time: Some(SignedDuration::from_mins(minutes)),
        }
    }

    fn minutes(minutes: i64) -> SignedDuration {
        SignedDuration::from_mins(minutes)
    }

    #[test]
    fn the_typical_duration_comes_from_videos_of_similar_length() {
        let short = [8, 6, 10].map(|took| past_render(20.0, took, None, "v"));
        let long = [30, 40, 50, 60].map(|took| past_render(200.0, took, None, "v"));
        let history = RenderHistory::of(short.into_iter().chain(long).collect());
        let typical = history.typical_duration(25.0).unwrap();
        assert_eq!(
            (typical.shortest, typical.median, typical.longest),
            (minutes(6), minutes(8), minutes(10))
        );
        assert_eq!(history.typical_duration(300.0).unwrap().median, minutes(45));
        assert_eq!(
            history.typical_duration(3000.0).unwrap().sample_count,
            7,
            "no video is like it, so all of them tell"
        );
        assert_eq!(RenderHistory::default().typical_duration(25.0), None);
        assert!(is_stuck(minutes(21), Some(typical)) && !is_stuck(minutes(19), Some(typical)));
        assert!(is_stuck(minutes(61), None) && !is_stuck(minutes(59), None));
    }

    #[test]
    fn failed_and_unobserved_renders_are_not_samples() {
        let unseen = past_render(20.0, 3 * 60, None, "v");
        let failed = PastRender { stage: RenderStage::Failed, ..past_render(20.0, 1, None, "v") };
        let mut history = RenderHistory::of(vec![unseen, failed, past_render(20.0, 5, None, "v")]);
        assert_eq!(history.typical_duration(20.0), None);
        history.renders.extend([6, 7].map(|took| past_render(20.0, took, None, "v")));
        assert_eq!(history.typical_duration(20.0).unwrap().sample_count, 3);
    }

    #[test]
    fn only_the_newest_renders_are_samples() {
        let quick = (0..MAX_SAMPLE_RENDERS).map(|_| past_render(20.0, 2, None, "v"));
        let slow = (0..MAX_SAMPLE_RENDERS).map(|_| past_render(20.0, 30, None, "v"));
        let typical = RenderHistory::of(quick.chain(slow).collect()).typical_duration(20.0).unwrap();
        assert_eq!((typical.longest, typical.sample_count), (minutes(2), MAX_SAMPLE_RENDERS));
    }

    #[test]
    fn a_voice_is_calibrated_from_three_videos() {
        let of = |durations: &[f64]| {
            RenderHistory::of(durations.iter().map(|long| past_render(10.0, 5, Some(*long), "v")).collect())
        };
        assert_eq!(of(&[12.0, 13.0]).calibration(&VoiceId::new("v")), None);
        let three = of(&[12.0, 30.0, 11.0]);
        assert_eq!(three.calibration(&VoiceId::new("v")), Some(Calibration { ratio: 1.2, sample_count: 3 }));
        assert_eq!(three.calibration(&VoiceId::new("w")), None);
        let mut heard = of(&[12.0, 30.0, 11.0, 10.0, 10.0, 10.0]);
        heard.renders[3..].iter_mut().for_each(|past| past.has_exact_scene = true);
        assert_eq!(heard.calibration(&VoiceId::new("v")), three.calibration(&VoiceId::new("v")));
    }

    proptest! {
        #[test]
        fn estimates_lie_within_the_samples(
            rows in proptest::collection::vec((1.0..600.0_f64, 1..120_i64, proptest::option::of(0.1..900.0_f64)), 0..40),
            seconds in 1.0..600.0_f64,
        ) {
            let row = |(long, took, real): &(f64, i64, Option<f64>)| past_render(*long, *took, *real, "v");
            let history = RenderHistory::of(rows.iter().map(row).collect());
            let typical = history.typical_duration(seconds);
            prop_assert_eq!(typical.is_some(), rows.len() >= MIN_SAMPLE_RENDERS);
            if let Some(typical) = typical {
                prop_assert!(typical.shortest <= typical.median && typical.median <= typical.longest);
                prop_assert!(typical.sample_count >= MIN_SAMPLE_RENDERS && typical.sample_count <= rows.len());
                prop_assert!(!is_stuck(typical.longest, Some(typical)));
            }
            let ratios: Vec<f64> = rows.iter().filter_map(|(long, _, real)| Some(plausible_seconds(*long, *real)? / long)).collect();
            let calibration = history.calibration(&VoiceId::new("v"));
            prop_assert_eq!(calibration.map(|known| known.sample_count), Some(ratios.len()).filter(|count| *count >= MIN_SAMPLE_RENDERS));
            if let Some(known) = calibration {
                let below = ratios.iter().filter(|ratio| **ratio <= known.ratio + 1e-9).count();
                let above = ratios.iter().filter(|ratio| **ratio >= known.ratio - 1e-9).count();
                prop_assert!(2 * below >= ratios.len() && 2 * above >= ratios.len());
            }
        }
    }
}
