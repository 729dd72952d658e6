//! Errors of failed videos, in the form of each API version.

use crate::sandbox::world::billing::SandboxAccount;
use crate::sandbox::world::records::{StoredVideo, VideoOutcome};

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

const NO_CREDIT: ScriptedFailure = ScriptedFailure {
    v2_code: Some("MOVIO_PAYMENT_INSUFFICIENT_CREDIT"),
    v1_number: None,
    v3_code: Some("insufficient_credit"),
    message: "Insufficient credit. This operation requires 'plan_credit' or 'api' credits.",
};

/// The error of a finished video, if there is one with a reason.
pub(crate) fn failure(video: &StoredVideo, account: &SandboxAccount) -> Option<ScriptedFailure> {
    let failure = |v2_code, v1_number, v3_code, message| {
        Some(ScriptedFailure { v2_code: Some(v2_code), v1_number, v3_code, message })
    };
    match video.outcome {
        _ if account.unpaid.contains(&video.id) => Some(NO_CREDIT),
        VideoOutcome::NoCredit | VideoOutcome::VideoWithError => Some(NO_CREDIT),
        VideoOutcome::NoText => {
            failure("INVALID_TEXT_INPUT", None, Some("tts_text_invalid"), "Text cannot be empty")
        }
        VideoOutcome::FailedWord => failure(
            "BLOCKED_WORDS_DETECTED",
            None,
            Some("content_policy_violation"),
            "The script contains blocked words.",
        ),
        VideoOutcome::FailedNumber => failure(
            "MOVIO_VIDEO_IS_TOO_LONG",
            Some(40119),
            Some("rendering_failed"),
            "Video is too long (> 3600.0s). Please shorten your script.",
        ),
        VideoOutcome::FailedString => Some(ScriptedFailure {
            v2_code: None,
            v1_number: None,
            v3_code: None,
            message: "Rendering failed",
        }),
        VideoOutcome::FailedNull | VideoOutcome::Video => None,
    }
}
