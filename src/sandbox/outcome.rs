//! Errors of failed videos, in the form of each API version.

use super::books::Account;
use super::world::{Outcome, Video};

/// Why a video failed, or what its completion came with.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Failure {
    /// A word of v1 and v2; none where they give a bare text.
    pub(super) word: Option<&'static str>,
    /// A number that v1 gives in the place of the word.
    pub(super) number: Option<u32>,
    /// A word of v3.
    pub(super) current: Option<&'static str>,
    pub(super) text: &'static str,
}

const NO_CREDIT: Failure = Failure {
    word: Some("MOVIO_PAYMENT_INSUFFICIENT_CREDIT"),
    number: None,
    current: Some("insufficient_credit"),
    text: "Insufficient credit. This operation requires 'plan_credit' or 'api' credits.",
};

/// The failure of a video whose work is over; none when it has none, or no reason is given.
pub(super) fn failure(video: &Video, account: &Account) -> Option<Failure> {
    let failure = |word, number, current, text| Some(Failure { word: Some(word), number, current, text });
    match video.outcome {
        _ if account.unpaid.contains(&video.id) => Some(NO_CREDIT),
        Outcome::NoCredit | Outcome::VideoWithError => Some(NO_CREDIT),
        Outcome::NoText => {
            failure("INVALID_TEXT_INPUT", None, Some("tts_text_invalid"), "Text cannot be empty")
        }
        Outcome::FailedWord => failure(
            "BLOCKED_WORDS_DETECTED",
            None,
            Some("content_policy_violation"),
            "The script contains blocked words.",
        ),
        Outcome::FailedNumber => failure(
            "MOVIO_VIDEO_IS_TOO_LONG",
            Some(40119),
            Some("rendering_failed"),
            "Video is too long (> 3600.0s). Please shorten your script.",
        ),
        Outcome::FailedString => {
            Some(Failure { word: None, number: None, current: None, text: "Rendering failed" })
        }
        Outcome::FailedNull | Outcome::Video => None,
    }
}
