//! The error codes of the service, old and new: one table to kinds of errors and sentences.

use super::error_kind::ErrorKind;

/// The meaning of one or several error codes of the service.
#[derive(Debug, PartialEq, Eq)]
pub struct FailureReason {
    /// What is wrong, without a full stop.
    pub summary: &'static str,
    /// What the user can do about it, as a sentence.
    pub next_step: &'static str,
    /// The same, for a request that certainly created nothing.
    pub next_step_not_created: &'static str,
    /// The kind of the error of a request that the service refuses with such a code.
    pub kind: ErrorKind,
    pub remedy: Remedy,
    /// The codes of the service. The ledger stores the first one.
    codes: &'static [&'static str],
    /// Parts of the message that identify the reason, whatever the code.
    message_patterns: &'static [&'static str],
}

/// What has to change before the video can be created.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Remedy {
    /// The balance.
    Credit,
    /// Something outside the project: the same request may succeed later.
    Account,
    /// The project itself.
    Project,
}

/// The summary for lack of credit after the service accepted the video.
const CREDIT_RAN_OUT_SUMMARY: &str = "Credits ran out while rendering";

/// A next step after a request that certainly created nothing.
macro_rules! not_created {
    ($step:literal) => {
        concat!($step, " No video was created.")
    };
}

pub(super) use not_created;

macro_rules! reasons {
    ($($kind:ident $remedy:ident [$($code:literal)*] [$($pattern:literal)*] $summary:literal, $step:literal;)+) => {
        /// More specific reasons come first.
        const REASONS: &[FailureReason] = &[$(FailureReason {
            summary: $summary,
            next_step: $step,
            next_step_not_created: not_created!($step),
            kind: ErrorKind::$kind,
            remedy: Remedy::$remedy,
            codes: &[$($code),*],
            message_patterns: &[$($pattern),*],
        }),+];
    };
}

reasons! {
    // Money and plans.
    InsufficientCredit Credit ["insufficient_credit"] ["insufficient credit"]
        "Not enough credits", "Top up the account or shorten the script, then render again.";
    DailyLimit Account ["trial_video_limit_exceeded" "400664" "quota_exceeded"] ["daily api trial limit"]
        "The daily limit is reached", "Try again tomorrow, or upgrade the plan.";
    DailyLimit Account ["trial_limit_exceeded"] []
        "The trial is used up", "Choose a plan at app.heygen.com, then render again.";
    InsufficientCredit Account ["subscription_required" "plan_upgrade_required" "tier_not_support" "400599"] []
        "The account's plan does not include this", "Upgrade the plan, or change the project.";
    Refused Project ["resolution_not_allowed"] []
        "The plan does not allow this size", "Choose a smaller one, or upgrade the plan.";
    // Length.
    Refused Project ["video_is_too_long" "400150" "40119"] ["video is too long"]
        "The video is too long for the plan", "Shorten the script, or upgrade the plan.";
    Refused Project ["video_too_short" "script_too_short" "400165"] []
        "The video is too short", "Write more, then render again.";
    Refused Project ["payload_too_large"] []
        "The request is too large", "Shorten the script, or render it in parts.";
    Refused Project ["text_too_long"] ["this value has at most" "must be at most"]
        "A text of the project is too long", "Shorten the named text, or split it into two scenes.";
    // Script and voice.
    Refused Project ["invalid_text_input" "tts_text_invalid" "40039"] ["text cannot be empty"]
        "The service cannot speak the script", "Write plain sentences in every scene.";
    Refused Project ["tts_language_error" "400634"] []
        "The voice does not speak the language of the script", "Choose another voice.";
    Refused Project ["tts_paid_voice_err" "400551"] []
        "The voice needs a higher plan", "Choose another voice, or upgrade the plan.";
    NotFound Project ["voice_not_found" "tts_voice_unavailable_err" "400116" "400548"] []
        "The voice is gone", "Choose another.";
    NotFound Project ["voice_not_usable"] []
        "The account may not use this voice", "Choose another.";
    ServiceFailure Account ["voice_provider_error"] []
        "The voice provider did not respond", "Render again in a few minutes, or choose another voice.";
    // Photo.
    Refused Project ["photo_not_accepted"] ["unlimited mode"]
        "The service's engine does not accept this photo", "Choose another.";
    Refused Project ["no_face" "40004"] []
        "No face was found in the photo", "Choose another.";
    Refused Project ["too_many_faces" "40005"] []
        "More than one face is in the photo", "Choose another.";
    Refused Project ["bad_quality" "40006"] []
        "The photo is not good enough", "Choose a larger or sharper one.";
    Refused Project ["image_format_not_supported" "40002"] []
        "The photo's format is not supported", "Choose a PNG or a JPEG.";
    NotFound Project ["avatar_not_found" "photar_not_found" "400144" "400174"] []
        "The photo is gone", "Choose another.";
    NotFound Project ["avatar_usage_not_permitted" "avatar_not_usable" "400685"] []
        "The account may not use this photo", "Choose another.";
    Refused Project ["avatar_expired"] []
        "The photo has expired on the service", "Choose another, or upload it again.";
    Refused Account ["avatar_consent_required"] []
        "The person in the photo has not consented yet", "Get their consent at app.heygen.com, then render again.";
    // Moderation.
    Refused Project ["blocked_words_detected" "400105"] []
        "The script has words that the service blocks", "Change the script.";
    Refused Project ["celebrity_content" "400625"] []
        "The service sees a celebrity in the photo", "Choose another photo.";
    Refused Project ["moderation_policy_violated" "inappropriate_content" "content_policy_violation" "401003" "400168"] []
        "The service's moderation blocked it", "Change script or photo.";
    // Files.
    Refused Project ["invalid_audio_format" "40044"] []
        "The audio format is not supported", "Choose an MP3 or a WAV.";
    Refused Project ["invalid_file_type" "400111" "400543"] []
        "A file does not match its type, or the type is not supported", "Upload again, as a PNG or a JPEG.";
    NotFound Project ["asset_not_found"] []
        "A picture or audio file of the project is gone", "Choose the photo again.";
    Refused Account ["download_failed"] []
        "The service could not fetch a file of the project", "Render again in a few minutes.";
    Refused Project ["invalid_callback_url" "400542" "400131"] []
        "The service does not accept the callback URL", "Change it, or leave it out.";
    // The account.
    Refused Account ["user_blocked" "400631"] []
        "The service has blocked the account", "Contact support.";
    Refused Account ["phone_verification_required"] []
        "The account's phone number is not confirmed", "Confirm it at app.heygen.com, then render again.";
    ApiKey Account ["insufficient_api_key_scope"] []
        "The API key lacks this permission", "Add it at app.heygen.com/settings?nav=API, or use another API key.";
    ApiKey Account ["unauthorized" "invalid_credentials" "user_not_found" "40102" "40009" "400101"] []
        "The service does not accept the API key", "Use another API key: app.heygen.com/settings?nav=API";
    Forbidden Project ["forbidden" "resource_access_denied" "400562"] []
        "Something in the project belongs to another account", "Choose a photo and a voice of this account.";
    // The service.
    NotFound Project ["video_not_found" "40104"] []
        "The service has no such video", "It may be deleted, or belong to another account.";
    NotFound Project ["resource_not_found"] []
        "Something that the project uses is gone", "Choose photo and voice again.";
    Refused Account ["resource_not_ready"] []
        "The photo is not ready yet", "Render again in a few minutes.";
    Refused Account ["request_in_progress"] []
        "The same request is already in progress", "Wait for it.";
    RateLimited Account ["rate_limit" "400123"] []
        "Too many requests at once", "Render again in a few minutes.";
    ServiceFailure Account ["internal_error" "service_unavailable" "gateway_timeout"] []
        "The service itself failed", "Render again in a few minutes; see status.heygen.com.";
}

impl FailureReason {
    /// The reason for an error code and message; the message takes precedence.
    pub fn find(code: Option<&str>, message: &str) -> Option<&'static Self> {
        let (code, message) = (code.unwrap_or_default().to_ascii_lowercase(), message.to_ascii_lowercase());
        let matches_message =
            |reason: &&Self| reason.message_patterns.iter().any(|words| message.contains(words));
        let has_code = |reason: &&Self| code_matches(&code, reason.codes);
        REASONS.iter().find(matches_message).or_else(|| REASONS.iter().find(has_code))
    }

    /// The word that the ledger stores for the reason.
    pub fn as_str(&self) -> &'static str {
        self.codes[0]
    }

    /// The reason that the ledger stores as `word`.
    pub fn parse(word: &str) -> Option<&'static Self> {
        REASONS.iter().find(|reason| reason.as_str() == word)
    }

    /// The summary for a video that the service had accepted.
    pub fn summary_after_acceptance(&self) -> &'static str {
        if self.remedy == Remedy::Credit { CREDIT_RAN_OUT_SUMMARY } else { self.summary }
    }
}

/// Whether a code, in lower case, is one of these numbers or contains one of these words.
pub fn code_matches(code: &str, known: &[&str]) -> bool {
    known.iter().any(|known| {
        let is_number = known.bytes().all(|byte| byte.is_ascii_digit());
        if is_number { code == *known } else { code.contains(known) }
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Every code known to be in use, spelled as the service does: each number with its word.
    const NUMBERED_CODES: &str = "
        400105 BLOCKED_WORDS_DETECTED 400168 INAPPROPRIATE_CONTENT 400625 CELEBRITY_CONTENT
        401003 MODERATION_POLICY_VIOLATED 40004 NO_FACE_ERROR 40005 TOO_MANY_FACES_ERROR 40006 BAD_QUALITY_IMAGE
        40039 INVALID_TEXT_INPUT 40002 IMAGE_FORMAT_NOT_SUPPORTED 40044 INVALID_AUDIO_FORMAT
        400111 INVALID_FILE_TYPE 400165 MOVIO_VIDEO_TOO_SHORT 400150 MOVIO_VIDEO_IS_TOO_LONG 400144 AVATAR_NOT_FOUND
        400174 PHOTAR_NOT_FOUND 400116 VOICE_NOT_FOUND 400548 TTS_VOICE_UNAVAILABLE_ERR 400551 TTS_PAID_VOICE_ERR
        400634 TTS_LANGUAGE_ERROR 400664 TRIAL_VIDEO_LIMIT_EXCEEDED 400685 AVATAR_USAGE_NOT_PERMITTED
        400631 USER_BLOCKED 400599 TIER_NOT_SUPPORT 40102 unauthorized 40009 INVALID_CREDENTIALS
        400101 USER_NOT_FOUND 400123 rate_limit_exceeded 40104 video_not_found";
    const UNPAIRED_CODES: &str = "
        40119 400543 400542 400131 400562 no_face too_many_faces bad_quality MOVIO_PAYMENT_INSUFFICIENT_CREDIT RESOLUTION_NOT_ALLOWED VOICE_PROVIDER_ERROR
        insufficient_credit trial_limit_exceeded subscription_required plan_upgrade_required download_failed
        content_policy_violation avatar_not_usable avatar_consent_required forbidden insufficient_api_key_scope
        resource_access_denied phone_verification_required voice_not_usable avatar_not_found asset_not_found
        voice_not_found resource_not_found request_in_progress resource_not_ready payload_too_large quota_exceeded
        internal_error service_unavailable voice_provider_error gateway_timeout script_too_short tts_text_invalid
        avatar_expired trial_video_limit_exceeded";

    #[test]
    fn numeric_and_named_codes_match_and_every_code_is_known() {
        let codes: Vec<&str> = NUMBERED_CODES.split_whitespace().collect();
        for pair in codes.chunks(2) {
            let [number, word] = [pair[0], pair[1]].map(|code| FailureReason::find(Some(code), ""));
            assert!(number.is_some() && number == word, "{pair:?}: {number:?}, {word:?}");
        }
        for code in UNPAIRED_CODES.split_whitespace() {
            assert!(FailureReason::find(Some(code), "").is_some(), "{code}");
        }
    }

    #[test]
    fn the_message_identifies_a_reason_that_the_code_does_not() {
        let summary = |code, message| FailureReason::find(code, message).map(|reason| reason.summary);
        let credit = Some("Not enough credits");
        assert_eq!(summary(None, "Insufficient credit. This operation requires 'api' credits."), credit);
        assert_eq!(
            summary(
                Some("7"),
                "Insufficient credit. This operation requires 'plan_credit' or 'api' credits."
            ),
            credit
        );
        let engine = Some("The service's engine does not accept this photo");
        assert_eq!(summary(Some("internal_error"), "This avatar does not support unlimited mode"), engine);
        assert_eq!(
            summary(
                Some("invalid_parameter"),
                "input_text is invalid: ensure this value has at most 2000 characters"
            ),
            Some("A text of the project is too long")
        );
        assert_eq!(summary(Some("invalid_parameter"), "video_inputs is invalid: field required"), None);
        assert_eq!(summary(Some("brand_new"), "Something else"), None);
        assert_eq!(summary(None, ""), None);
    }

    #[test]
    fn each_reason_parses_back_from_its_code() {
        for reason in REASONS {
            assert_eq!(FailureReason::parse(reason.as_str()), Some(reason));
            assert!(reason.next_step_not_created.starts_with(reason.next_step));
        }
        assert_eq!(FailureReason::parse("brand_new"), None);
    }
}
