//! Classifies a failed response: the kind of the error, and whether something may have been created.

use super::envelope::ServiceError;
use super::request::RepeatRisk;
use crate::domain::{CreationState, ErrorKind, FailureReason};

/// An answer that is no success, as far as its kind depends on it.
#[derive(Debug, Clone, Copy)]
pub(super) struct FailedResponse<'a> {
    pub(super) status: u16,
    /// Whether the words are the service's own, not those of a gateway or a proxy before it.
    pub(super) is_from_service: bool,
    pub(super) service_error: &'a ServiceError,
    pub(super) risk: RepeatRisk,
}

const CREDIT_CODES: [&str; 5] =
    ["insufficient_credit", "subscription_required", "plan_upgrade_required", "tier_not_support", "400599"];
const API_KEY_CODES: [&str; 7] = [
    "unauthorized",
    "insufficient_api_key_scope",
    "invalid_credentials",
    "user_not_found",
    "40102",
    "40009",
    "400101",
];
const DAILY_LIMIT_CODES: [&str; 5] = ["400664", "quota", "daily", "trial_video_limit", "trial_limit"];
const RATE_LIMIT_CODES: [&str; 3] = ["rate_limit", "concurren", "400123"];
const ENDPOINT_CODES: [&str; 3] = ["endpoint_removed", "endpoint_not_found", "method_not_allowed"];
/// Things that the request names and that are not there, or not the account's.
const NOT_FOUND_CODES: [&str; 9] = [
    "not_found",
    "resource_access_denied",
    "voice_not_usable",
    "avatar_not_usable",
    "40104",
    "400131",
    "400116",
    "400562",
    "400548",
];
/// Things of another account.
const FORBIDDEN_CODES: [&str; 3] = ["forbidden", "resource_access_denied", "400562"];
const PHOTO_NOT_FOUND_CODES: [&str; 4] = ["avatar_not_found", "photar_not_found", "400144", "400174"];
const SERVICE_ERROR_CODES: [&str; 4] =
    ["internal_error", "service_unavailable", "gateway_timeout", "voice_provider_error"];

impl FailedResponse<'_> {
    pub(super) fn error_kind(&self) -> ErrorKind {
        self.kind_by_code().unwrap_or_else(|| self.kind_by_status())
    }

    /// Only what the service refused in its own words made nothing for certain: a page may come from anywhere.
    pub(super) fn certainty(&self) -> CreationState {
        let refused = (400..500).contains(&self.status) && self.status != 408 && self.is_from_service;
        let sent_twice = self.code_matches(&["request_in_progress"]);
        if self.risk == RepeatRisk::Safe {
            CreationState::NotRequested
        } else if refused && !sent_twice {
            CreationState::NotCreated
        } else {
            CreationState::Unknown
        }
    }

    fn kind_by_code(&self) -> Option<ErrorKind> {
        if self.status == 402 || self.code_matches(&CREDIT_CODES) {
            Some(ErrorKind::InsufficientCredit)
        } else if self.status == 429 {
            Some(if self.is_daily_limit() { ErrorKind::DailyLimit } else { ErrorKind::RateLimited })
        } else if self.risk == RepeatRisk::Safe && self.code_matches(&RATE_LIMIT_CODES) {
            // What makes something is sent again by itself after a 429 alone.
            Some(ErrorKind::RateLimited)
        } else if self.code_matches(&DAILY_LIMIT_CODES) {
            Some(ErrorKind::DailyLimit)
        } else if self.code_matches(&API_KEY_CODES) {
            Some(ErrorKind::ApiKey)
        } else if self.is_missing_endpoint() {
            Some(ErrorKind::EndpointNotFound)
        } else if self.is_forbidden() {
            Some(ErrorKind::Forbidden)
        } else {
            self.refused_video_kind().or_else(|| self.missing_resource_kind())
        }
    }

    fn kind_by_status(&self) -> ErrorKind {
        match self.status {
            401 => ErrorKind::ApiKey,
            404 => ErrorKind::NotFound,
            408 => ErrorKind::TimedOut,
            300..=399 => ErrorKind::InvalidResponse,
            500.. => ErrorKind::ServiceFailure,
            200..300 if self.code_matches(&SERVICE_ERROR_CODES) => ErrorKind::ServiceFailure,
            _ => ErrorKind::Refused,
        }
    }

    /// A 429 that waiting a little does not help.
    fn is_daily_limit(&self) -> bool {
        let limit = self.code_matches(&["limit"]) && !self.code_matches(&RATE_LIMIT_CODES);
        limit || self.code_matches(&DAILY_LIMIT_CODES) || self.message_contains(&["daily", "trial limit"])
    }

    fn is_missing_endpoint(&self) -> bool {
        let route = ["endpoint", "route", "requested url"];
        matches!(self.status, 405 | 410)
            || self.code_matches(&ENDPOINT_CODES)
            || (self.status == 404 && (!self.is_from_service || self.message_contains(&route)))
    }

    /// What a refused video was refused for: its picture key, or the form of the request.
    fn refused_video_kind(&self) -> Option<ErrorKind> {
        let refused = self.is_from_service && self.status < 500 && self.status != 401 && self.status != 403;
        if self.risk != RepeatRisk::Render || !refused {
            return None;
        }
        if self.code_matches(&PHOTO_NOT_FOUND_CODES) {
            return Some(ErrorKind::PictureKey);
        }
        // What the code says counts, not what the words of the message bring to mind.
        let code =
            self.service_error.code.as_deref().filter(|code| !code.eq_ignore_ascii_case("internal_error"));
        if FailureReason::find(code, "").is_some() {
            return None;
        }
        if self.is_picture_key_error() {
            return Some(ErrorKind::PictureKey);
        }
        let value =
            ["at most", "at least", "greater than", "less than", "too long", "too short", "empty", "exceed"];
        let form = ["field required", "extra field", "unknown field", "unexpected", "not permitted"];
        let named = ["scenes", "dimension"].into_iter().any(|field| self.concerns_field(field));
        let shape = self.message_contains(&form) || (named && !self.message_contains(&value));
        shape.then_some(ErrorKind::Dialect)
    }

    /// Whether the picture key itself is what the service does not take. Where it may be something else about the picture,
    /// it is not: another key would be sent on no proof.
    fn is_picture_key_error(&self) -> bool {
        let field = ["image_key", "image key", "talking_photo", "talking photo"];
        let other = [
            "moderat",
            "polic",
            "violat",
            "nsfw",
            "blocked",
            "process",
            "pending",
            "ready",
            "train",
            "consent",
            "credit",
            "plan",
            "limit",
            "support",
            "expired",
            "face",
            "permission",
            "allowed",
            "try again",
            "later",
        ];
        let unknown =
            ["not found", "not exist", "no such", "no talking photo", "unknown", "invalid", "required"];
        let code = self.service_error.code.as_deref().unwrap_or_default();
        let plain = code.is_empty()
            || code.eq_ignore_ascii_case("invalid_parameter")
            || self.code_matches(&["not_found"]);
        let named =
            self.service_error.param.as_deref().is_some_and(|param| param.eq_ignore_ascii_case("image_key"));
        let is_key = named || (self.message_contains(&field) && (plain || self.message_contains(&unknown)));
        is_key && !self.message_contains(&other)
    }

    /// A question about something that the API key may not see.
    fn is_forbidden(&self) -> bool {
        let by_status = self.status == 403 && self.missing_resource_kind().is_none();
        self.risk == RepeatRisk::Safe
            && self.status < 500
            && (by_status || self.code_matches(&FORBIDDEN_CODES))
    }

    fn missing_resource_kind(&self) -> Option<ErrorKind> {
        let gone = self.status < 500
            && (self.code_matches(&NOT_FOUND_CODES) || self.code_matches(&PHOTO_NOT_FOUND_CODES));
        gone.then_some(ErrorKind::NotFound)
    }

    /// Whether the code is, or holds, one of these words. Numbers are compared whole.
    fn code_matches(&self, words: &[&str]) -> bool {
        let code = self.service_error.code.as_deref().unwrap_or_default().to_ascii_lowercase();
        words.iter().any(|word| {
            let number = word.bytes().all(|byte| byte.is_ascii_digit());
            if number { code == *word } else { code.contains(word) }
        })
    }

    /// Whether it is about this field as a whole, not about something in it.
    fn concerns_field(&self, field: &str) -> bool {
        let inside = |rest: &str| rest.starts_with(['.', '[', '/']);
        let whole = |said: &str| said.split(field).skip(1).any(|rest| !inside(rest));
        whole(&self.service_error.message.to_ascii_lowercase())
            || self.service_error.param.as_deref().is_some_and(|param| param.eq_ignore_ascii_case(field))
    }

    /// Whether the message, or the field that it is about, holds one of these words.
    fn message_contains(&self, words: &[&str]) -> bool {
        let message = self.service_error.message.to_ascii_lowercase();
        let param = self.service_error.param.as_deref().unwrap_or_default().to_ascii_lowercase();
        words.iter().any(|word| message.contains(word) || param.contains(word))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn classify(risk: RepeatRisk, status: u16, code: &str, message: &str) -> (ErrorKind, CreationState) {
        let own = !(code.is_empty() && message.is_empty());
        let refusal = ServiceError {
            code: Some(code.to_owned()).filter(|code| !code.is_empty()),
            message: message.to_owned(),
            param: None,
        };
        let said = FailedResponse { status, is_from_service: own, service_error: &refusal, risk };
        (said.error_kind(), said.certainty())
    }

    #[test]
    fn a_code_or_else_the_status_says_the_kind() {
        use ErrorKind::{
            ApiKey, DailyLimit, EndpointNotFound, Forbidden, InsufficientCredit, InvalidResponse, NotFound,
            RateLimited, Refused, ServiceFailure, TimedOut,
        };
        for (status, code, message, kind) in [
            (400, "invalid_parameter", "video_inputs is invalid: field required", Refused),
            (400, "internal_error", "This avatar does not support unlimited mode", Refused),
            (400, "400543", "Content type not match image/jpeg != image/png", Refused),
            (400, "400562", "forbidden", Forbidden),
            (401, "40102", "Unauthorized", ApiKey),
            (401, "unauthorized", "Unauthorized", ApiKey),
            (401, "400101", "", ApiKey),
            (401, "USER_NOT_FOUND", "", ApiKey),
            (401, "", "", ApiKey),
            (200, "40102", "Unauthorized", ApiKey),
            (200, "401003", "moderation", Refused),
            (402, "trial_limit_exceeded", "", InsufficientCredit),
            (402, "", "", InsufficientCredit),
            (400, "MOVIO_PAYMENT_INSUFFICIENT_CREDIT", "", InsufficientCredit),
            (403, "plan_upgrade_required", "", InsufficientCredit),
            (403, "400599", "", InsufficientCredit),
            (403, "insufficient_api_key_scope", "", ApiKey),
            (403, "resource_access_denied", "", Forbidden),
            (403, "forbidden", "no", Forbidden),
            (403, "", "", Forbidden),
            (404, "", "", EndpointNotFound),
            (404, "not_found", "The requested URL was not found on the server", EndpointNotFound),
            (404, "40104", "Video not found", NotFound),
            (404, "avatar_not_found", "avatar look not found", NotFound),
            (404, "whatever", "gone", NotFound),
            (405, "", "", EndpointNotFound),
            (410, "", "", EndpointNotFound),
            (410, "endpoint_removed", "has been removed", EndpointNotFound),
            (400, "endpoint_removed", "has been removed", EndpointNotFound),
            (408, "", "", TimedOut),
            (302, "", "", InvalidResponse),
            (424, "400", "Invlid parameters", Refused),
            (429, "rate_limit_exceeded", "Too many requests", RateLimited),
            (429, "400123", "exceed rate limit", RateLimited),
            (429, "concurrent_limit_exceeded", "", RateLimited),
            (429, "", "", RateLimited),
            (429, "trial_video_limit_exceeded", "you've reached your daily api trial limit 5.", DailyLimit),
            (429, "TRIAL_VIDEO_LIMIT_EXCEEDED", "", DailyLimit),
            (429, "400664", "", DailyLimit),
            (429, "quota_exceeded", "", DailyLimit),
            (429, "7", "your daily api trial limit", DailyLimit),
            (429, "daily_rate_limit_exceeded", "", DailyLimit),
            (429, "daily_exceeded", "", DailyLimit),
            (429, "quota_concurrency", "", DailyLimit),
            (400, "400123", "exceed rate limit", RateLimited),
            (500, "internal_error", "", ServiceFailure),
            (500, "", "", ServiceFailure),
            (502, "", "", ServiceFailure),
            (503, "service_unavailable", "", ServiceFailure),
            (200, "internal_error", "", ServiceFailure),
            (500, "not_found", "", ServiceFailure),
        ] {
            assert_eq!(
                classify(RepeatRisk::Safe, status, code, message).0,
                kind,
                "{status} {code} {message}"
            );
        }
    }

    #[test]
    fn a_refused_video_says_what_was_refused() {
        use ErrorKind::{
            ApiKey, Dialect, EndpointNotFound, NotFound, PictureKey, RateLimited, Refused, ServiceFailure,
        };
        for (status, code, message, kind) in [
            (400, "invalid_parameter", "image_key is invalid: field required", PictureKey),
            (400, "invalid_parameter", "image_key not found", PictureKey),
            (404, "avatar_not_found", "avatar look not found", PictureKey),
            (404, "400174", "gone", PictureKey),
            (400, "invalid_parameter", "No talking photo with this id", PictureKey),
            (400, "brand_new", "image_key does not exist", PictureKey),
            (400, "brand_new", "image_key is too dark", Refused),
            (400, "invalid_parameter", "image_key: the picture is still being processed", Refused),
            (400, "invalid_parameter", "image_key violates our content policy", Refused),
            (400, "invalid_parameter", "talking_photo is not ready, try again later", Refused),
            (403, "forbidden", "image_key not found", Refused),
            (400, "moderation_policy_violated", "image_key is invalid", Refused),
            (400, "invalid_parameter", "scenes is invalid: extra fields not permitted", Dialect),
            (400, "invalid_parameter", "script is invalid: field required", Dialect),
            (400, "invalid_parameter", "dimension is invalid: value is not a valid dict", Dialect),
            (422, "invalid_parameter", "scenes: unexpected", Dialect),
            (400, "invalid_parameter", "dimension.width: ensure this value is less than 4096", Refused),
            (400, "invalid_parameter", "scenes.0.script must be at most 5000 characters", Refused),
            (400, "invalid_parameter", "script must be at most 5000 characters", Refused),
            (404, "voice_not_found", "voice not found", NotFound),
            (400, "invalid_parameter", "motion_prompt is only for photo avatars", Refused),
            (400, "400123", "exceed rate limit", Refused),
            (409, "concurrency_conflict", "", Refused),
            (429, "400123", "exceed rate limit", RateLimited),
            (404, "", "", EndpointNotFound),
            (410, "endpoint_removed", "Use POST /v3/videos.", EndpointNotFound),
            (401, "unauthorized", "no photo for you", ApiKey),
            (500, "internal_error", "scenes failed", ServiceFailure),
        ] {
            assert_eq!(
                classify(RepeatRisk::Render, status, code, message).0,
                kind,
                "{status} {code} {message}"
            );
        }
    }

    #[test]
    fn only_a_refusal_of_its_own_proves_that_nothing_was_made() {
        use CreationState::{NotCreated, Unknown};
        for (status, code, certainty) in [
            (400, "invalid_parameter", NotCreated),
            (401, "unauthorized", NotCreated),
            (402, "insufficient_credit", NotCreated),
            (429, "rate_limit_exceeded", NotCreated),
            (429, "trial_video_limit_exceeded", NotCreated),
            (404, "video_not_found", NotCreated),
            (410, "endpoint_removed", NotCreated),
            (404, "", Unknown),
            (405, "", Unknown),
            (410, "", Unknown),
            (409, "resource_not_ready", NotCreated),
            (409, "request_in_progress", Unknown),
            (408, "timeout", Unknown),
            (400, "", Unknown),
            (403, "", Unknown),
            (413, "", Unknown),
            (429, "", Unknown),
            (302, "", Unknown),
            (200, "", Unknown),
            (200, "invalid_parameter", Unknown),
            (500, "internal_error", Unknown),
            (500, "insufficient_credit", Unknown),
            (502, "", Unknown),
            (503, "service_unavailable", Unknown),
            (504, "", Unknown),
        ] {
            for risk in [RepeatRisk::Render, RepeatRisk::Create] {
                assert_eq!(classify(risk, status, code, "").1, certainty, "{risk:?} {status} {code}");
            }
            assert_eq!(
                classify(RepeatRisk::Safe, status, code, "").1,
                CreationState::NotRequested,
                "{status} {code}"
            );
        }
    }

    #[test]
    fn a_field_named_beside_the_message_counts_too() {
        let refusal =
            ServiceError { message: "unknown value".into(), param: Some("image_key".into()), code: None };
        let said = FailedResponse {
            status: 400,
            is_from_service: true,
            service_error: &refusal,
            risk: RepeatRisk::Render,
        };
        assert_eq!(said.error_kind(), ErrorKind::PictureKey);
    }
}
