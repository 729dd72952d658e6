//! The rows of `cuecard estimate`: the length and cost of each scene and of the video, as JSON and as columns.

use serde::Serialize;

use super::render_row::{CostJson, round_to_thousandth};
use super::table::format_seconds;
use crate::domain::{Estimate, Money, Project, Rate, RateBasis, Rounding, Scene, SceneRates, short_name};

/// A rate, and where it is known from.
#[derive(Debug, Serialize)]
pub(super) struct RateJson {
    unit: &'static str,
    per_second: f64,
    rounding: &'static str,
    /// The first day of a published rate, where it is known.
    since: Option<String>,
    /// The source of a published rate.
    source: Option<&'static str>,
    /// In words.
    description: String,
}

impl From<Rate> for RateJson {
    fn from(rate: Rate) -> Self {
        let published = match rate.basis {
            RateBasis::Published(row) => Some(row),
            RateBasis::Own | RateBasis::Paid | RateBasis::Average => None,
        };
        Self {
            unit: rate.unit.as_str(),
            per_second: (rate.per_second * 1e6).round() / 1e6,
            rounding: rate.rounding.as_str(),
            since: published.and_then(|row| row.since).map(|day| day.to_string()),
            source: published.map(|row| row.source),
            description: rate.describe(),
        }
    }
}

/// The estimate of a scene or of the video.
#[derive(Debug, Clone, Copy)]
pub(super) struct PartEstimate {
    pub(super) estimate: Estimate,
    /// What the service measured, with `--exact`.
    pub(super) measured: Option<MeasuredCost>,
}

/// The estimate of a scene that is rendered.
#[derive(Debug, Clone)]
pub(super) struct SceneEstimate {
    /// The number of the scene, from one.
    pub(super) number: usize,
    /// The name of its speaker; none for the project's own photo and voice.
    pub(super) speaker: Option<String>,
    /// The path of its recording, if it has one.
    pub(super) recording: Option<String>,
    pub(super) length: PartEstimate,
}

/// The measured length of a part, and its cost.
#[derive(Debug, Clone, Copy)]
pub(super) struct MeasuredCost {
    seconds: f64,
    cost: Money,
}

/// The cost of each scene that is rendered, and of the video at the end.
pub(super) fn price_measured(
    project: &Project,
    scene_seconds: &[f64],
    rates: &SceneRates,
) -> Vec<MeasuredCost> {
    let scene = |(scene, seconds): (&Scene, &f64)| {
        let rate = rates.of(project, scene).with_rounding(Rounding::Exact);
        MeasuredCost { seconds: *seconds, cost: rate.cost(*seconds) }
    };
    let total = scene_seconds.iter().sum();
    let video = MeasuredCost { seconds: total, cost: rates.cost(project, scene_seconds) };
    project.rendered_scenes().zip(scene_seconds).map(scene).chain([video]).collect()
}

impl PartEstimate {
    /// The measured seconds, or else the estimated ones.
    pub(super) fn seconds(&self) -> f64 {
        self.measured.map_or(self.estimate.seconds, |measured| measured.seconds)
    }

    /// The columns of its row.
    pub(super) fn cells(&self, name: String) -> [String; 6] {
        let Estimate { script_length, seconds, seconds_range: (quick, slow), cost, .. } = self.estimate;
        let words = script_length.describe_size();
        let exact = |exact: MeasuredCost| format!("exactly {:.1} s, {}", exact.seconds, exact.cost);
        let exact = self.measured.map_or_else(String::new, exact);
        // The length of a recording is known.
        let is_exact = (slow - quick).abs() < f64::EPSILON;
        let range =
            if is_exact { format!("exactly {slow:.1} s") } else { format!("{quick:.1} to {slow:.1} s") };
        [name, words, format_seconds(seconds), range, cost.to_string(), exact]
    }
}

impl SceneEstimate {
    /// `scene 3`, with the speaker and the recording if there are any.
    pub(super) fn name(&self) -> String {
        let number = format!("scene {}", self.number);
        let recording = self.recording.as_deref().map(short_name);
        let parts = [Some(number), self.speaker.clone(), recording];
        parts.into_iter().flatten().collect::<Vec<_>>().join(", ")
    }
}

#[derive(Serialize)]
pub(super) struct EstimateRow {
    /// The number of the scene, from one; none for the video.
    #[serde(skip_serializing_if = "Option::is_none")]
    scene: Option<usize>,
    /// The name of the scene's speaker.
    #[serde(skip_serializing_if = "Option::is_none")]
    speaker: Option<String>,
    /// The path of the scene's recording.
    #[serde(skip_serializing_if = "Option::is_none")]
    audio: Option<String>,
    words: usize,
    /// Characters of scripts without spaces between words.
    characters: usize,
    seconds: f64,
    /// Seconds for a quick and for a slow voice.
    range: [f64; 2],
    cost: CostJson,
    /// The measured length and its cost, with `--exact`.
    #[serde(skip_serializing_if = "Option::is_none")]
    exact: Option<ExactEstimate>,
}

#[derive(Serialize)]
struct ExactEstimate {
    seconds: f64,
    cost: CostJson,
}

impl EstimateRow {
    pub(super) fn of_video(video: &PartEstimate) -> Self {
        let Estimate { script_length, seconds, seconds_range: (shortest, longest), cost, .. } =
            video.estimate;
        Self {
            scene: None,
            speaker: None,
            audio: None,
            words: script_length.word_count,
            characters: script_length.glyph_count,
            seconds: round_to_thousandth(seconds),
            range: [round_to_thousandth(shortest), round_to_thousandth(longest)],
            cost: cost.into(),
            exact: video.measured.map(|measured| ExactEstimate {
                seconds: round_to_thousandth(measured.seconds),
                cost: measured.cost.into(),
            }),
        }
    }

    pub(super) fn of_scene(scene: &SceneEstimate) -> Self {
        Self {
            scene: Some(scene.number),
            speaker: scene.speaker.clone(),
            audio: scene.recording.clone(),
            ..Self::of_video(&scene.length)
        }
    }
}
