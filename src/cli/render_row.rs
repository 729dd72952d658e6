//! A render as commands print it, with the same words in text and JSON.

use std::borrow::Cow;

use jiff::Timestamp;
use serde::Serialize;

use super::table::seconds;
use crate::domain::{Dialect, Money, Progress, Render, RenderId, VideoId, length_doubt};

/// An amount with its unit.
#[derive(Debug, Serialize)]
pub(super) struct Cost {
    amount: f64,
    unit: &'static str,
}

impl From<Money> for Cost {
    fn from(money: Money) -> Self {
        Self { amount: rounded(money.amount), unit: money.unit.word() }
    }
}

/// A render of the ledger, or a video of which the service alone knows.
#[derive(Debug, Serialize)]
pub(super) struct Row<'a> {
    status: &'static str,
    /// The service's own word.
    word: Option<&'a str>,
    video_id: Option<&'a VideoId>,
    /// Its number in the ledger.
    id: Option<RenderId>,
    title: Option<&'a str>,
    scenes: Option<usize>,
    /// The form that it was sent in, by its word.
    generation: Option<&'static str>,
    /// Estimated seconds.
    seconds: Option<f64>,
    /// Estimated cost.
    cost: Option<Cost>,
    asked: Option<Timestamp>,
    ended: Option<Timestamp>,
    /// Seconds that the finished video lasts, as the service says.
    duration: Option<f64>,
    /// Whether that is believed, so that it counts for what was spent; where it is not, the estimate does.
    #[serde(skip_serializing_if = "Option::is_none")]
    duration_counts: Option<bool>,
    /// What is said to people of a length that is not believed.
    #[serde(skip)]
    doubt: Option<String>,
    url: Option<&'a str>,
    /// What went wrong, or a warning beside a finished video.
    note: Option<Cow<'a, str>>,
    project: Option<Cow<'a, str>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    file: Option<Cow<'a, str>>,
    /// The subtitle file that came with it.
    #[serde(skip_serializing_if = "Option::is_none")]
    subtitles: Option<Cow<'a, str>>,
    /// True where the ledger could not record this.
    #[serde(skip_serializing_if = "std::ops::Not::not")]
    unrecorded: bool,
}

impl<'a> Row<'a> {
    pub(super) fn of(render: &'a Render) -> Self {
        Self {
            status: render.stage.word(),
            word: render.word.as_deref(),
            video_id: render.video.as_ref(),
            id: Some(render.id),
            title: Some(&render.title),
            scenes: Some(render.scenes),
            generation: render.dialect.map(Dialect::word),
            seconds: Some(rounded(render.seconds)),
            cost: Some(render.cost.into()),
            asked: Some(render.asked),
            ended: render.ended,
            duration: render.duration.map(rounded),
            duration_counts: render.duration.map(|_| render.length().is_some()),
            doubt: length_doubt(render.seconds, render.duration),
            url: render.url.as_deref(),
            note: render.note.as_deref().map(Cow::Borrowed),
            project: render.project.as_deref().map(std::path::Path::to_string_lossy),
            file: render.file.as_deref().map(std::path::Path::to_string_lossy),
            subtitles: render.subtitles.file.as_deref().map(std::path::Path::to_string_lossy),
            unrecorded: render.is_unrecorded,
        }
    }

    /// A video that no render of the ledger is known for.
    pub(super) fn of_progress(video: &'a VideoId, progress: &'a Progress) -> Self {
        Self {
            status: progress.stage.word(),
            word: Some(&progress.word),
            video_id: Some(video),
            id: None,
            title: None,
            scenes: None,
            generation: None,
            seconds: None,
            cost: None,
            asked: None,
            ended: None,
            duration: progress.duration.map(rounded),
            duration_counts: None,
            doubt: None,
            url: progress.captioned_url.as_deref().or(progress.url.as_deref()),
            note: progress.note().map(Cow::Owned),
            project: None,
            file: None,
            subtitles: None,
            unrecorded: false,
        }
    }

    /// All that there is to say, a line each, under the names of the JSON.
    pub(super) fn lines(&self) -> Vec<String> {
        let text = |value: Option<&str>| value.map(str::to_owned);
        let all = [
            ("status", Some(self.status.to_owned())),
            ("word", text(self.word)),
            ("video_id", self.video_id.map(ToString::to_string)),
            ("id", self.id.map(|id| id.to_string())),
            ("title", text(self.title)),
            ("duration", self.doubt.clone().or_else(|| self.duration.map(seconds))),
            ("note", text(self.note.as_deref())),
            ("url", text(self.url)),
            ("file", text(self.file.as_deref())),
            ("subtitles", text(self.subtitles.as_deref())),
        ];
        all.into_iter().filter_map(|(name, value)| Some(format!("{name:<9} {}", value?))).collect()
    }
}

/// To the thousandth: what is more is chance.
pub(super) fn rounded(number: f64) -> f64 {
    let whole = number * 1000.0;
    if whole.is_finite() { whole.round() / 1000.0 } else { number }
}
