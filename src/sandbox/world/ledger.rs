//! What was asked and what was accepted, for tests that compare it with a client's own books.

use std::collections::BTreeMap;

use serde::Serialize;
use serde_json::Value;

use super::account::SandboxAccount;
use super::records::{StoredVideo, VideoApi};

/// How often each call came, and how often it was answered with success.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize)]
pub struct CallCount {
    pub received: u64,
    pub accepted: u64,
}

/// Calls as `POST /v2/video/av4/generate`; ids in a path stand as `<id>`.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize)]
#[serde(transparent)]
pub struct CallTally(BTreeMap<String, CallCount>);

/// A paid submission that was accepted, whether or not its reply arrived.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct PaidSubmission {
    pub video_id: String,
    pub title: String,
    pub status: String,
    /// Seconds of video.
    pub duration: f64,
    /// Seconds since 1970.
    pub created_at: i64,
    /// The generation that it was asked of: `v2` (which v1 is part of) or `v3`.
    pub api_version: String,
    /// The body as it came.
    pub request: Value,
}

/// The sandbox's books.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct SandboxLedger {
    pub requests: CallTally,
    /// Oldest first; a resumed world brings its own.
    pub paid: Vec<PaidSubmission>,
    /// What is left to the account: premium credits, API credits or US dollars, as its billing is.
    pub credits: f64,
}

impl CallTally {
    pub(in crate::sandbox) fn count(&mut self, call: &str, accepted: bool) {
        let count = self.0.entry(call.to_owned()).or_default();
        count.received += 1;
        count.accepted += u64::from(accepted);
    }

    /// How often a call came, for example `GET /v2/voices`.
    pub fn of(&self, call: &str) -> CallCount {
        self.0.get(call).copied().unwrap_or_default()
    }
}

impl PaidSubmission {
    pub(in crate::sandbox) fn of(video: &StoredVideo, now: i64, account: &SandboxAccount) -> Self {
        let unpaid = account.unpaid.contains(&video.id);
        Self {
            video_id: video.id.clone(),
            title: video.title.clone(),
            status: if unpaid { "failed" } else { video.status(now) }.to_owned(),
            duration: video.duration(),
            created_at: super::clock::unix(video.work.from),
            api_version: if video.api == VideoApi::V3 { "v3" } else { "v2" }.to_owned(),
            request: video.request.clone(),
        }
    }
}

/// A call's name: method and path, with ids left out.
pub(in crate::sandbox) fn name_of(method: &str, path: &str) -> String {
    let shorten = |part: &str| {
        let id = part.len() >= 20 && part.chars().all(|c| c.is_ascii_alphanumeric());
        if id { "<id>".to_owned() } else { part.to_owned() }
    };
    let parts: Vec<String> = path.split('/').map(shorten).collect();
    format!("{method} {}", parts.join("/"))
}
