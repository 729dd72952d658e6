//! The rows of `cuecard estimate`: the length and cost of each scene and of the video, as JSON and as columns.

use serde::Serialize;

use super::render_row::{CostJson, round_to_thousandth};
use super::table::format_seconds;
use crate::domain::{Estimate, Rate, RateBasis, text};

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

/// The estimate of a scene that is rendered.
#[derive(Debug, Clone)]
pub(super) struct SceneEstimate {
    /// The number of the scene, from one.
    pub(super) number: usize,
    /// The name of its speaker; none for the project's own photo and voice.
    pub(super) speaker: Option<String>,
    /// The path of its recording, if it has one.
    pub(super) recording: Option<String>,
    pub(super) estimate: Estimate,
}

/// The columns of the video.
pub(super) fn video_cells(estimate: &Estimate) -> [String; 5] {
    cells("video".to_owned(), estimate)
}

fn cells(name: String, estimate: &Estimate) -> [String; 5] {
    let Estimate { script_length, seconds, seconds_range: (fast, slow), cost, .. } = *estimate;
    let range = if estimate.is_exact() {
        format!("exactly {seconds:.1} s")
    } else {
        format!("{fast:.1} to {slow:.1} s")
    };
    [name, script_length.describe_size(), format_seconds(seconds), range, cost.to_string()]
}

impl SceneEstimate {
    /// The columns of its row, which begin with `scene 3`, and the speaker and the recording if there are any.
    pub(super) fn cells(&self) -> [String; 5] {
        let number = format!("scene {}", self.number);
        let recording = self.recording.as_deref().map(text::short_file_name);
        let parts = [Some(number), self.speaker.clone(), recording];
        cells(parts.into_iter().flatten().collect::<Vec<_>>().join(", "), &self.estimate)
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
    /// Seconds for a fast and for a slow voice.
    range: [f64; 2],
    cost: CostJson,
    /// Whether its length is known: every scene is recorded or spoken.
    exact: bool,
}

impl EstimateRow {
    pub(super) fn of_video(video: &Estimate) -> Self {
        let Estimate { script_length, seconds, seconds_range: (fast, slow), cost, .. } = *video;
        Self {
            scene: None,
            speaker: None,
            audio: None,
            words: script_length.word_count,
            characters: script_length.glyph_count,
            seconds: round_to_thousandth(seconds),
            range: [round_to_thousandth(fast), round_to_thousandth(slow)],
            cost: cost.into(),
            exact: video.is_exact(),
        }
    }

    pub(super) fn of_scene(scene: &SceneEstimate) -> Self {
        Self {
            scene: Some(scene.number),
            speaker: scene.speaker.clone(),
            audio: scene.recording.clone(),
            ..Self::of_video(&scene.estimate)
        }
    }
}
