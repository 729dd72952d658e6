//! The sandbox's report: received calls and accepted submissions, for comparison with a client's ledger.

use std::collections::BTreeMap;

use serde::Serialize;
use serde_json::Value;

use super::billing::SandboxAccount;
use super::records::{StoredVideo, VideoApi};

/// How often a call was received, and how often it succeeded.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize)]
pub struct CallCount {
    pub received: u64,
    pub accepted: u64,
}

/// Counts by call, such as `POST /v2/video/av4/generate`; ids in paths are `<id>`.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize)]
#[serde(transparent)]
pub struct CallTally(BTreeMap<String, CallCount>);

/// An accepted paid submission, whether or not its reply arrived.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct PaidSubmission {
    pub video_id: String,
    pub title: String,
    pub status: String,
    /// Seconds of video.
    pub duration: f64,
    /// What was charged for it, in the unit of the billing; 0 until it is completed.
    pub cost: f64,
    /// Seconds since 1970.
    pub created_at: i64,
    /// `v2` or `v3`.
    pub api_version: String,
    /// The request body.
    pub request: Value,
}

/// What the sandbox received, sold and charged.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct SandboxReport {
    pub requests: CallTally,
    /// Oldest first, with those of a resumed world.
    pub paid: Vec<PaidSubmission>,
    /// The balance in the unit of the billing: credits or US dollars.
    pub credits: f64,
}

impl CallTally {
    pub(crate) fn count(&mut self, call: &str, accepted: bool) {
        let count = self.0.entry(call.to_owned()).or_default();
        count.received += 1;
        count.accepted += u64::from(accepted);
    }

    /// The count of a call, such as `GET /v2/voices`.
    pub fn of(&self, call: &str) -> CallCount {
        self.0.get(call).copied().unwrap_or_default()
    }
}

impl PaidSubmission {
    /// `price` is what the video costs if it is completed.
    pub(crate) fn of(video: &StoredVideo, now: i64, account: &SandboxAccount, price: f64) -> Self {
        let unpaid = account.unpaid.contains(&video.id);
        let status = if unpaid { "failed" } else { video.status(now) };
        Self {
            video_id: video.id.clone(),
            title: video.title.clone(),
            cost: if status == "completed" { price } else { 0.0 },
            status: status.to_owned(),
            duration: video.duration(),
            created_at: super::clock::unix(video.work.from),
            api_version: if video.api == VideoApi::V3 { "v3" } else { "v2" }.to_owned(),
            request: video.request.clone(),
        }
    }
}

/// The name of a call: method and path, ids replaced by `<id>`.
pub(crate) fn name_of(method: &str, path: &str) -> String {
    let shorten = |part: &str| {
        let id = part.len() >= 20 && part.chars().all(|c| c.is_ascii_alphanumeric());
        if id { "<id>".to_owned() } else { part.to_owned() }
    };
    let parts: Vec<String> = path.split('/').map(shorten).collect();
    format!("{method} {}", parts.join("/"))
}
