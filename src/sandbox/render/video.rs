//! Videos: creation from a checked request, status, error, and the fields that v2 and v3 share.

use serde_json::{Value, json};

use crate::sandbox::faults::{CREATE_VIDEO, InjectedFaultKind};
use crate::sandbox::options::RENDER_SECONDS;
use crate::sandbox::policy::{Billing, StatusWords};
use crate::sandbox::rng::Rng;
use crate::sandbox::service::Service;
use crate::sandbox::world::{Moment, SandboxAccount, StoredVideo, Tariff, VideoApi, VideoOutcome, clock};

/// How a render ends that meets this fault.
fn planned_outcome(fault: InjectedFaultKind) -> Option<VideoOutcome> {
    Some(match fault {
        InjectedFaultKind::NoCreditAtPoll => VideoOutcome::NoCredit,
        InjectedFaultKind::Failed => VideoOutcome::FailedWord,
        InjectedFaultKind::FailedNumber => VideoOutcome::FailedNumber,
        InjectedFaultKind::FailedString => VideoOutcome::FailedString,
        InjectedFaultKind::FailedNull => VideoOutcome::FailedNull,
        InjectedFaultKind::CompletedWithError => VideoOutcome::VideoWithError,
        _ => return None,
    })
}

/// Starts the render of a checked request with this body; `call` is the paid call, such as `POST /v3/videos`.
pub(crate) fn render(service: &Service, checked: StoredVideo, request: Value, call: &str) -> StoredVideo {
    let id = service.new_id();
    let seconds = Rng::seeded_by(&id).between(RENDER_SECONDS.0, RENDER_SECONDS.1);
    let is_trial = service.policy().billing == Billing::Free;
    let outcome = match service.faults.take(call, planned_outcome).unwrap_or(checked.outcome) {
        // The video of an account without a plan says what it could not pay.
        VideoOutcome::Video if is_trial => VideoOutcome::VideoWithError,
        outcome => outcome,
    };
    let tariff = if is_trial { Tariff::Free } else { checked.tariff };
    let api = if call == CREATE_VIDEO { VideoApi::V3 } else { VideoApi::V2 };
    StoredVideo { id, work: service.work_span(seconds), outcome, request, api, tariff, ..checked }
}

/// A status as v1 and v2 spell it; the reference has no `waiting`.
pub(crate) fn spelled(status: &'static str, statuses: StatusWords) -> &'static str {
    match (status, statuses) {
        ("waiting", StatusWords::Reference) => "pending",
        _ => status,
    }
}

pub(crate) fn status_of(video: &StoredVideo, now: Moment, account: &SandboxAccount) -> &'static str {
    if account.unpaid.contains(&video.id) { "failed" } else { video.status(now) }
}

/// A signed link to a media file of a video, if `when` holds.
pub(crate) fn link(
    service: &Service,
    video: &StoredVideo,
    kind: &str,
    end: &str,
    when: bool,
) -> Option<String> {
    when.then(|| service.signed_url(&format!("/media/{kind}/{}{end}", video.id)))
}

/// The fields that v2 and v3 share.
pub(crate) fn details(
    service: &Service,
    video: &StoredVideo,
    account: &SandboxAccount,
    api: VideoApi,
) -> Value {
    let status = status_of(video, service.now(), account);
    let done = status == "completed";
    let link = |kind: &str, end: &str, when: bool| link(service, video, kind, end, done && when);
    let failure = failure(video, account).filter(|_| done || status == "failed");
    let code =
        failure.and_then(|failure| if api == VideoApi::V3 { failure.v3_code } else { failure.v2_code });
    // v3 has the reference's four statuses.
    let statuses = if api == VideoApi::V3 { StatusWords::Reference } else { service.policy().statuses };
    json!({
        "id": video.id,
        "title": video.title,
        "status": spelled(status, statuses),
        "created_at": clock::unix(video.work.from),
        "completed_at": done.then(|| clock::unix(video.work.to)),
        "duration": done.then(|| video.duration()),
        "video_url": link("videos", ".mp4", true),
        "thumbnail_url": link("thumbnails", ".jpeg", true),
        "gif_url": null,
        "captioned_video_url": link("videos", "_caption.mp4", video.caption),
        "subtitle_url": link("captions", ".srt", video.has_subtitles()),
        "folder_id": null,
        "failure_code": code,
        "failure_message": failure.map(|failure| failure.message),
    })
}

/// The error of a video that failed, or was completed with an error.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct ScriptedFailure {
    /// The code in v1 and v2; none if they give a text only.
    pub(crate) v2_code: Option<&'static str>,
    /// A numeric code, which v1 gives instead.
    pub(crate) v1_number: Option<u32>,
    /// The code in v3.
    pub(crate) v3_code: Option<&'static str>,
    pub(crate) message: &'static str,
}

impl ScriptedFailure {
    const fn new(v2_code: &'static str, v3_code: &'static str, message: &'static str) -> Self {
        Self { v2_code: Some(v2_code), v1_number: None, v3_code: Some(v3_code), message }
    }
}

const NO_CREDIT: ScriptedFailure = ScriptedFailure::new(
    "MOVIO_PAYMENT_INSUFFICIENT_CREDIT",
    "insufficient_credit",
    "Insufficient credit. This operation requires 'plan_credit' or 'api' credits.",
);
const NO_TEXT: ScriptedFailure =
    ScriptedFailure::new("INVALID_TEXT_INPUT", "tts_text_invalid", "Text cannot be empty");
const BLOCKED_WORDS: ScriptedFailure = ScriptedFailure::new(
    "BLOCKED_WORDS_DETECTED",
    "content_policy_violation",
    "The script contains blocked words.",
);
const TOO_LONG: ScriptedFailure = ScriptedFailure {
    v1_number: Some(40119),
    ..ScriptedFailure::new(
        "MOVIO_VIDEO_IS_TOO_LONG",
        "rendering_failed",
        "Video is too long (> 3600.0s). Please shorten your script.",
    )
};
const TEXT_ALONE: ScriptedFailure =
    ScriptedFailure { v2_code: None, v1_number: None, v3_code: None, message: "Rendering failed" };

/// The error of a finished video, if there is one with a reason.
pub(crate) fn failure(video: &StoredVideo, account: &SandboxAccount) -> Option<ScriptedFailure> {
    match video.outcome {
        _ if account.unpaid.contains(&video.id) => Some(NO_CREDIT),
        VideoOutcome::NoCredit | VideoOutcome::VideoWithError => Some(NO_CREDIT),
        VideoOutcome::NoText => Some(NO_TEXT),
        VideoOutcome::FailedWord => Some(BLOCKED_WORDS),
        VideoOutcome::FailedNumber => Some(TOO_LONG),
        VideoOutcome::FailedString => Some(TEXT_ALONE),
        VideoOutcome::FailedNull | VideoOutcome::Video => None,
    }
}
