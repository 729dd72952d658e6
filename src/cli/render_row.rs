//! A render as commands print it, with the same names in text and JSON.

use std::borrow::Cow;

use jiff::Timestamp;
use serde::Serialize;

use super::project_remarks::ProjectRemarks;
use super::table::format_seconds;
use crate::domain::{
    BalanceCharge, Dialect, Money, PastRender, Render, RenderId, VideoDetails, VideoId,
    implausible_length_message,
};

/// An amount with its unit.
#[derive(Debug, Serialize)]
pub(super) struct CostJson {
    amount: f64,
    unit: &'static str,
}

impl From<Money> for CostJson {
    fn from(money: Money) -> Self {
        Self { amount: round_to_thousandth(money.amount), unit: money.unit.as_str() }
    }
}

/// What the balance lost by a render.
#[derive(Debug, Serialize)]
struct ChargeJson {
    #[serde(flatten)]
    cost: CostJson,
    /// Dollars beyond the credits.
    overage: Option<CostJson>,
    /// Other payments at the same time: it is a share of what all of them cost.
    other_payment_count: usize,
    #[serde(skip)]
    description: String,
}

impl ChargeJson {
    fn new(past: &PastRender) -> Option<Self> {
        let BalanceCharge { cost, overage, other_payment_count } = past.charge?;
        Some(Self {
            cost: cost.into(),
            overage: overage.map(CostJson::from),
            other_payment_count,
            description: past.describe_charge()?,
        })
    }
}

/// A render of the ledger, or a video that only the service knows.
#[derive(Debug, Default, Serialize)]
pub(super) struct RenderRow<'a> {
    status: &'static str,
    /// The service's own name of the status.
    service_status: Option<&'a str>,
    video_id: Option<&'a VideoId>,
    /// Its number in the ledger.
    id: Option<RenderId>,
    title: Option<&'a str>,
    scenes: Option<usize>,
    dialect: Option<&'static str>,
    /// Estimated seconds.
    seconds: Option<f64>,
    /// Estimated cost.
    cost: Option<CostJson>,
    requested: Option<Timestamp>,
    ended: Option<Timestamp>,
    /// What the balance lost by it; only `status` has it, where it is known.
    #[serde(skip_serializing_if = "Option::is_none")]
    charged: Option<ChargeJson>,
    /// Seconds of the finished video, as the service reports them.
    duration: Option<f64>,
    /// Whether the duration is plausible, so that it counts as spent; if not, the estimate counts.
    #[serde(skip_serializing_if = "Option::is_none")]
    duration_counts: Option<bool>,
    /// The warning about an implausible duration.
    #[serde(skip)]
    length_warning: Option<String>,
    url: Option<&'a str>,
    /// An error, or a warning about a finished video.
    note: Option<Cow<'a, str>>,
    project: Option<Cow<'a, str>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    file: Option<Cow<'a, str>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    subtitles: Option<Cow<'a, str>>,
    /// What is to say of the whole project, also where the render is a part of it; only rows of `render` have it.
    #[serde(flatten)]
    remarks: Option<&'a ProjectRemarks<'a>>,
    /// Whether the ledger could not record this.
    #[serde(skip_serializing_if = "std::ops::Not::not")]
    unrecorded: bool,
}

impl<'a> RenderRow<'a> {
    pub(super) fn from_render(render: &'a Render) -> Self {
        Self {
            status: render.stage.as_str(),
            service_status: render.service_status.as_deref(),
            video_id: render.video_id.as_ref(),
            id: Some(render.id),
            title: Some(&render.title),
            scenes: Some(render.scene_count),
            dialect: render.dialect.map(Dialect::as_str),
            seconds: Some(round_to_thousandth(render.estimated_seconds)),
            cost: Some(render.estimated_cost.into()),
            requested: Some(render.requested_at),
            ended: render.ended_at,
            duration: render.actual_seconds.map(round_to_thousandth),
            duration_counts: render.actual_seconds.map(|_| render.plausible_seconds().is_some()),
            length_warning: implausible_length_message(render.estimated_seconds, render.actual_seconds),
            url: render.video_url.as_deref(),
            note: render.note.as_deref().map(Cow::Borrowed),
            project: render.project_path.as_deref().map(std::path::Path::to_string_lossy),
            file: render.video_path.as_deref().map(std::path::Path::to_string_lossy),
            subtitles: render.subtitles.path.as_deref().map(std::path::Path::to_string_lossy),
            unrecorded: render.is_unrecorded,
            remarks: None,
            charged: None,
        }
    }

    /// The row with the remarks about its project.
    pub(super) fn with_remarks(self, remarks: Option<&'a ProjectRemarks<'a>>) -> Self {
        Self { remarks, ..self }
    }

    /// The row with what the balance lost by the render.
    pub(super) fn with_charge(self, past: Option<&PastRender>) -> Self {
        Self { charged: past.and_then(ChargeJson::new), ..self }
    }

    /// A video without a render in the ledger.
    pub(super) fn from_progress(video: &'a VideoId, progress: &'a VideoDetails) -> Self {
        Self {
            status: progress.stage.as_str(),
            service_status: Some(&progress.service_status),
            video_id: Some(video),
            duration: progress.duration_seconds.map(round_to_thousandth),
            url: progress.captioned_url.as_deref().or(progress.video_url.as_deref()),
            note: progress.note().map(Cow::Owned),
            ..Self::default()
        }
    }

    /// The fields as text, a line each, with the names of the JSON.
    pub(super) fn lines(&self) -> Vec<String> {
        let text = |value: Option<&str>| value.map(str::to_owned);
        let all = [
            ("status", Some(self.status.to_owned())),
            ("service_status", text(self.service_status)),
            ("video_id", self.video_id.map(ToString::to_string)),
            ("id", self.id.map(|id| id.to_string())),
            ("title", text(self.title)),
            ("duration", self.length_warning.clone().or_else(|| self.duration.map(format_seconds))),
            ("charged", self.charged.as_ref().map(|charged| charged.description.clone())),
            ("note", text(self.note.as_deref())),
            ("url", text(self.url)),
            ("file", text(self.file.as_deref())),
            ("subtitles", text(self.subtitles.as_deref())),
        ];
        all.into_iter().filter_map(|(name, value)| Some(format!("{name:<14} {}", value?))).collect()
    }
}

/// More digits are noise.
pub(super) fn round_to_thousandth(number: f64) -> f64 {
    let whole = number * 1000.0;
    if whole.is_finite() { whole.round() / 1000.0 } else { number }
}
