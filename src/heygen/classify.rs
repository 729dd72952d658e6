//! Classifies a failed response: the kind of the error, and whether something may have been created.

use super::envelope::Refusal;
use super::request::Risk;
use crate::domain::{Certainty, FaultKind, Reason};

/// An answer that is no success, as far as its kind depends on it.
#[derive(Debug, Clone, Copy)]
pub(super) struct Said<'a> {
    pub(super) status: u16,
    /// Whether the words are the service's own, not those of a gateway or a proxy before it.
    pub(super) own: bool,
    pub(super) refusal: &'a Refusal,
    pub(super) risk: Risk,
}

const CREDIT: [&str; 5] =
    ["insufficient_credit", "subscription_required", "plan_upgrade_required", "tier_not_support", "400599"];
const KEY: [&str; 7] = [
    "unauthorized",
    "insufficient_api_key_scope",
    "invalid_credentials",
    "user_not_found",
    "40102",
    "40009",
    "400101",
];
const DAILY: [&str; 5] = ["400664", "quota", "daily", "trial_video_limit", "trial_limit"];
const BUSY: [&str; 3] = ["rate_limit", "concurren", "400123"];
const ENDPOINT: [&str; 3] = ["endpoint_removed", "endpoint_not_found", "method_not_allowed"];
/// Things that the request names and that are not there, or not the account's.
const NOT_FOUND: [&str; 9] = [
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
const FORBIDDEN: [&str; 3] = ["forbidden", "resource_access_denied", "400562"];
const PHOTO_NOT_FOUND: [&str; 4] = ["avatar_not_found", "photar_not_found", "400144", "400174"];
const SERVICE: [&str; 4] =
    ["internal_error", "service_unavailable", "gateway_timeout", "voice_provider_error"];

impl Said<'_> {
    pub(super) fn kind(&self) -> FaultKind {
        self.by_code().unwrap_or_else(|| self.by_status())
    }

    /// Only what the service refused in its own words made nothing for certain: a page may come from anywhere.
    pub(super) fn certainty(&self) -> Certainty {
        let refused = (400..500).contains(&self.status) && self.status != 408 && self.own;
        let sent_twice = self.has(&["request_in_progress"]);
        if self.risk == Risk::Safe {
            Certainty::Asked
        } else if refused && !sent_twice {
            Certainty::NothingMade
        } else {
            Certainty::Unknown
        }
    }

    fn by_code(&self) -> Option<FaultKind> {
        if self.status == 402 || self.has(&CREDIT) {
            Some(FaultKind::Credit)
        } else if self.status == 429 {
            Some(if self.is_daily() { FaultKind::DailyLimit } else { FaultKind::Busy })
        } else if self.risk == Risk::Safe && self.has(&BUSY) {
            // What makes something is sent again by itself after a 429 alone.
            Some(FaultKind::Busy)
        } else if self.has(&DAILY) {
            Some(FaultKind::DailyLimit)
        } else if self.has(&KEY) {
            Some(FaultKind::Key)
        } else if self.names_no_route() {
            Some(FaultKind::Endpoint)
        } else if self.is_forbidden() {
            Some(FaultKind::Forbidden)
        } else {
            self.of_a_video().or_else(|| self.of_a_thing())
        }
    }

    fn by_status(&self) -> FaultKind {
        match self.status {
            401 => FaultKind::Key,
            404 => FaultKind::NotFound,
            408 => FaultKind::TimedOut,
            300..=399 => FaultKind::Unreadable,
            500.. => FaultKind::Service,
            200..300 if self.has(&SERVICE) => FaultKind::Service,
            _ => FaultKind::Refused,
        }
    }

    /// A 429 that waiting a little does not help.
    fn is_daily(&self) -> bool {
        let limit = self.has(&["limit"]) && !self.has(&BUSY);
        limit || self.has(&DAILY) || self.says(&["daily", "trial limit"])
    }

    fn names_no_route(&self) -> bool {
        let route = ["endpoint", "route", "requested url"];
        matches!(self.status, 405 | 410)
            || self.has(&ENDPOINT)
            || (self.status == 404 && (!self.own || self.says(&route)))
    }

    /// What a refused video was refused for: its picture key, or the form of the request.
    fn of_a_video(&self) -> Option<FaultKind> {
        let refused = self.own && self.status < 500 && self.status != 401 && self.status != 403;
        if self.risk != Risk::Render || !refused {
            return None;
        }
        if self.has(&PHOTO_NOT_FOUND) {
            return Some(FaultKind::PictureKey);
        }
        // What the code says counts, not what the words of the message bring to mind.
        let code = self.refusal.code.as_deref().filter(|code| !code.eq_ignore_ascii_case("internal_error"));
        if Reason::of(code, "").is_some() {
            return None;
        }
        if self.refuses_picture_key() {
            return Some(FaultKind::PictureKey);
        }
        let value =
            ["at most", "at least", "greater than", "less than", "too long", "too short", "empty", "exceed"];
        let form = ["field required", "extra field", "unknown field", "unexpected", "not permitted"];
        let named = ["scenes", "dimension"].into_iter().any(|field| self.names(field));
        let shape = self.says(&form) || (named && !self.says(&value));
        shape.then_some(FaultKind::Form)
    }

    /// Whether the picture key itself is what the service does not take. Where it may be something else about the picture,
    /// it is not: another key would be sent on no proof.
    fn refuses_picture_key(&self) -> bool {
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
        let code = self.refusal.code.as_deref().unwrap_or_default();
        let plain =
            code.is_empty() || code.eq_ignore_ascii_case("invalid_parameter") || self.has(&["not_found"]);
        let named =
            self.refusal.param.as_deref().is_some_and(|param| param.eq_ignore_ascii_case("image_key"));
        let is_key = named || (self.says(&field) && (plain || self.says(&unknown)));
        is_key && !self.says(&other)
    }

    /// A question about something that the API key may not see.
    fn is_forbidden(&self) -> bool {
        let by_status = self.status == 403 && self.of_a_thing().is_none();
        self.risk == Risk::Safe && self.status < 500 && (by_status || self.has(&FORBIDDEN))
    }

    fn of_a_thing(&self) -> Option<FaultKind> {
        let gone = self.status < 500 && (self.has(&NOT_FOUND) || self.has(&PHOTO_NOT_FOUND));
        gone.then_some(FaultKind::NotFound)
    }

    /// Whether the code is, or holds, one of these words. Numbers are compared whole.
    fn has(&self, words: &[&str]) -> bool {
        let code = self.refusal.code.as_deref().unwrap_or_default().to_ascii_lowercase();
        words.iter().any(|word| {
            let number = word.bytes().all(|byte| byte.is_ascii_digit());
            if number { code == *word } else { code.contains(word) }
        })
    }

    /// Whether it is about this field as a whole, not about something in it.
    fn names(&self, field: &str) -> bool {
        let inside = |rest: &str| rest.starts_with(['.', '[', '/']);
        let whole = |said: &str| said.split(field).skip(1).any(|rest| !inside(rest));
        whole(&self.refusal.message.to_ascii_lowercase())
            || self.refusal.param.as_deref().is_some_and(|param| param.eq_ignore_ascii_case(field))
    }

    /// Whether the message, or the field that it is about, holds one of these words.
    fn says(&self, words: &[&str]) -> bool {
        let message = self.refusal.message.to_ascii_lowercase();
        let param = self.refusal.param.as_deref().unwrap_or_default().to_ascii_lowercase();
        words.iter().any(|word| message.contains(word) || param.contains(word))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn said(risk: Risk, status: u16, code: &str, message: &str) -> (FaultKind, Certainty) {
        let own = !(code.is_empty() && message.is_empty());
        let refusal = Refusal {
            code: Some(code.to_owned()).filter(|code| !code.is_empty()),
            message: message.to_owned(),
            param: None,
        };
        let said = Said { status, own, refusal: &refusal, risk };
        (said.kind(), said.certainty())
    }

    #[test]
    fn a_code_or_else_the_status_says_the_kind() {
        use FaultKind::{
            Busy, Credit, DailyLimit, Endpoint, Forbidden, Key, NotFound, Refused, Service, TimedOut,
            Unreadable,
        };
        for (status, code, message, kind) in [
            (400, "invalid_parameter", "video_inputs is invalid: field required", Refused),
            (400, "internal_error", "This avatar does not support unlimited mode", Refused),
            (400, "400543", "Content type not match image/jpeg != image/png", Refused),
            (400, "400562", "forbidden", Forbidden),
            (401, "40102", "Unauthorized", Key),
            (401, "unauthorized", "Unauthorized", Key),
            (401, "400101", "", Key),
            (401, "USER_NOT_FOUND", "", Key),
            (401, "", "", Key),
            (200, "40102", "Unauthorized", Key),
            (200, "401003", "moderation", Refused),
            (402, "trial_limit_exceeded", "", Credit),
            (402, "", "", Credit),
            (400, "MOVIO_PAYMENT_INSUFFICIENT_CREDIT", "", Credit),
            (403, "plan_upgrade_required", "", Credit),
            (403, "400599", "", Credit),
            (403, "insufficient_api_key_scope", "", Key),
            (403, "resource_access_denied", "", Forbidden),
            (403, "forbidden", "no", Forbidden),
            (403, "", "", Forbidden),
            (404, "", "", Endpoint),
            (404, "not_found", "The requested URL was not found on the server", Endpoint),
            (404, "40104", "Video not found", NotFound),
            (404, "avatar_not_found", "avatar look not found", NotFound),
            (404, "whatever", "gone", NotFound),
            (405, "", "", Endpoint),
            (410, "", "", Endpoint),
            (410, "endpoint_removed", "has been removed", Endpoint),
            (400, "endpoint_removed", "has been removed", Endpoint),
            (408, "", "", TimedOut),
            (302, "", "", Unreadable),
            (424, "400", "Invlid parameters", Refused),
            (429, "rate_limit_exceeded", "Too many requests", Busy),
            (429, "400123", "exceed rate limit", Busy),
            (429, "concurrent_limit_exceeded", "", Busy),
            (429, "", "", Busy),
            (429, "trial_video_limit_exceeded", "you've reached your daily api trial limit 5.", DailyLimit),
            (429, "TRIAL_VIDEO_LIMIT_EXCEEDED", "", DailyLimit),
            (429, "400664", "", DailyLimit),
            (429, "quota_exceeded", "", DailyLimit),
            (429, "7", "your daily api trial limit", DailyLimit),
            (429, "daily_rate_limit_exceeded", "", DailyLimit),
            (429, "daily_exceeded", "", DailyLimit),
            (429, "quota_concurrency", "", DailyLimit),
            (400, "400123", "exceed rate limit", Busy),
            (500, "internal_error", "", Service),
            (500, "", "", Service),
            (502, "", "", Service),
            (503, "service_unavailable", "", Service),
            (200, "internal_error", "", Service),
            (500, "not_found", "", Service),
        ] {
            assert_eq!(said(Risk::Safe, status, code, message).0, kind, "{status} {code} {message}");
        }
    }

    #[test]
    fn a_refused_video_says_what_was_refused() {
        use FaultKind::{Busy, Endpoint, Form, Key, NotFound, PictureKey, Refused, Service};
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
            (400, "invalid_parameter", "scenes is invalid: extra fields not permitted", Form),
            (400, "invalid_parameter", "script is invalid: field required", Form),
            (400, "invalid_parameter", "dimension is invalid: value is not a valid dict", Form),
            (422, "invalid_parameter", "scenes: unexpected", Form),
            (400, "invalid_parameter", "dimension.width: ensure this value is less than 4096", Refused),
            (400, "invalid_parameter", "scenes.0.script must be at most 5000 characters", Refused),
            (400, "invalid_parameter", "script must be at most 5000 characters", Refused),
            (404, "voice_not_found", "voice not found", NotFound),
            (400, "invalid_parameter", "motion_prompt is only for photo avatars", Refused),
            (400, "400123", "exceed rate limit", Refused),
            (409, "concurrency_conflict", "", Refused),
            (429, "400123", "exceed rate limit", Busy),
            (404, "", "", Endpoint),
            (410, "endpoint_removed", "Use POST /v3/videos.", Endpoint),
            (401, "unauthorized", "no photo for you", Key),
            (500, "internal_error", "scenes failed", Service),
        ] {
            assert_eq!(said(Risk::Render, status, code, message).0, kind, "{status} {code} {message}");
        }
    }

    #[test]
    fn only_a_refusal_of_its_own_proves_that_nothing_was_made() {
        use Certainty::{NothingMade, Unknown};
        for (status, code, certainty) in [
            (400, "invalid_parameter", NothingMade),
            (401, "unauthorized", NothingMade),
            (402, "insufficient_credit", NothingMade),
            (429, "rate_limit_exceeded", NothingMade),
            (429, "trial_video_limit_exceeded", NothingMade),
            (404, "video_not_found", NothingMade),
            (410, "endpoint_removed", NothingMade),
            (404, "", Unknown),
            (405, "", Unknown),
            (410, "", Unknown),
            (409, "resource_not_ready", NothingMade),
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
            for risk in [Risk::Render, Risk::Making] {
                assert_eq!(said(risk, status, code, "").1, certainty, "{risk:?} {status} {code}");
            }
            assert_eq!(said(Risk::Safe, status, code, "").1, Certainty::Asked, "{status} {code}");
        }
    }

    #[test]
    fn a_field_named_beside_the_message_counts_too() {
        let refusal =
            Refusal { message: "unknown value".into(), param: Some("image_key".into()), code: None };
        let said = Said { status: 400, own: true, refusal: &refusal, risk: Risk::Render };
        assert_eq!(said.kind(), FaultKind::PictureKey);
    }
}
