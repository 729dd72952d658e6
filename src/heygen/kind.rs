//! Which kind of failure an answer is, and whether something may have been made all the same.

use super::call::Risk;
use super::envelope::Refusal;
use crate::domain::{Certainty, FaultKind};

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
const DAILY: [&str; 3] = ["400664", "quota", "daily"];
const BUSY: [&str; 3] = ["rate_limit", "concurren", "400123"];
const ENDPOINT: [&str; 3] = ["endpoint_removed", "endpoint_not_found", "method_not_allowed"];
/// Things that the request names and that are not there, or not the account's.
const NOT_FOUND: [&str; 8] = [
    "not_found",
    "resource_access_denied",
    "voice_not_usable",
    "40104",
    "400131",
    "400116",
    "400562",
    "400548",
];
const PHOTO_NOT_FOUND: [&str; 5] =
    ["avatar_not_found", "photar_not_found", "avatar_not_usable", "400144", "400174"];
const SERVICE: [&str; 4] =
    ["internal_error", "service_unavailable", "gateway_timeout", "voice_provider_error"];

impl Said<'_> {
    pub(super) fn kind(&self) -> FaultKind {
        self.by_code().unwrap_or_else(|| self.by_status())
    }

    /// Only what the service itself refused, or a route that is not there, made nothing for certain.
    pub(super) fn certainty(&self) -> Certainty {
        let refused = (400..500).contains(&self.status) && self.status != 408 && self.own;
        let no_route = matches!(self.status, 404 | 405 | 410);
        let sent_twice = self.has(&["request_in_progress"]);
        if self.risk == Risk::Safe || (refused && !sent_twice) || no_route {
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
        } else if self.has(&BUSY) {
            Some(FaultKind::Busy)
        } else if self.has(&DAILY) || self.has(&["trial_video_limit", "trial_limit"]) {
            Some(FaultKind::DailyLimit)
        } else if self.has(&KEY) {
            Some(FaultKind::Key)
        } else if self.names_no_route() {
            Some(FaultKind::Endpoint)
        } else {
            self.of_a_film().or_else(|| self.of_a_thing())
        }
    }

    fn by_status(&self) -> FaultKind {
        match self.status {
            401 => FaultKind::Key,
            404 => FaultKind::NotFound,
            408 => FaultKind::TimedOut,
            300..=399 => FaultKind::Endpoint,
            500.. => FaultKind::Service,
            200..300 if self.has(&SERVICE) => FaultKind::Service,
            _ => FaultKind::Refused,
        }
    }

    /// A 429 that waiting a little does not help.
    fn is_daily(&self) -> bool {
        let limit = self.has(&["limit", "quota", "400664"]) && !self.has(&BUSY);
        limit || self.says(&["daily", "trial limit"])
    }

    fn names_no_route(&self) -> bool {
        let route = ["endpoint", "route", "requested url"];
        matches!(self.status, 405 | 410)
            || self.has(&ENDPOINT)
            || (self.status == 404 && (!self.own || self.says(&route)))
    }

    /// What a refused film was refused for: its picture key, or the form of the request.
    fn of_a_film(&self) -> Option<FaultKind> {
        let refused = self.own && self.status < 500 && self.status != 401 && self.status != 403;
        if self.risk != Risk::Film || !refused {
            return None;
        }
        let picture = ["image_key", "image key", "talking_photo", "talking photo", "photo"];
        if self.says(&picture) || self.has(&PHOTO_NOT_FOUND) {
            return Some(FaultKind::PictureKey);
        }
        let value =
            ["at most", "at least", "greater than", "less than", "too long", "too short", "empty", "exceed"];
        let form = ["field required", "extra field", "unknown field", "unexpected", "not permitted"];
        let named = ["scenes", "dimension"];
        let shape = self.says(&form) || (self.says(&named) && !self.says(&value));
        shape.then_some(FaultKind::Form)
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

    /// Whether the message, or the field that it is about, holds one of these words.
    fn says(&self, words: &[&str]) -> bool {
        let message = self.refusal.message.to_ascii_lowercase();
        let param = self.refusal.param.as_deref().unwrap_or_default().to_ascii_lowercase();
        words.iter().any(|word| message.contains(word) || param.contains(word))
    }
}
