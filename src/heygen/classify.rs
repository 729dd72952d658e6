//! Classifies a failed response by one table: the kind of the error, and whether something may have been created.

use std::ops::RangeInclusive;

use super::envelope::ServiceError;
use super::request::RepeatRisk;
use crate::domain::ErrorKind::{
    ApiKey, DailyLimit, EndpointNotFound, Forbidden, InsufficientCredit, InvalidResponse, NotFound,
    RateLimited, ServiceFailure, TimedOut,
};
use crate::domain::{CreationState, ErrorKind, FailureReason, code_matches};
use Requests::{All, Render, Safe};
use Test::{Always, Code, Message, NotFromService, Reason};

/// What the classification of a response that is no success depends on.
#[derive(Debug, Clone, Copy)]
pub(super) struct FailedResponse<'a> {
    pub(super) status: u16,
    /// Whether `service_error` is the service's own, not that of a gateway or a proxy before it.
    pub(super) is_from_service: bool,
    pub(super) service_error: &'a ServiceError,
    pub(super) risk: RepeatRisk,
}

/// A row of the table: a response that it matches in all columns has an error of this kind.
struct Rule(Requests, RangeInclusive<u16>, Test, ErrorKind);

enum Requests {
    All,
    /// Those that create nothing.
    Safe,
    /// Those that the service charges for.
    Render,
}

enum Test {
    Always,
    /// The code has a [`FailureReason`] of this kind.
    Reason(ErrorKind),
    /// The code is one of these, or has one of these words in it.
    Code(&'static [&'static str]),
    /// The message, or the name of the field that it is about, has one of these words in it.
    Message(&'static [&'static str]),
    /// The response comes from a gateway or a proxy.
    NotFromService,
    /// The service refuses the picture key itself.
    PictureKey,
    /// The service does not know an uploaded recording or picture.
    UnknownAsset,
    /// The service refuses the form of the request.
    Dialect,
}

const ANY: RangeInclusive<u16> = 0..=u16::MAX;
const NO_SERVER_ERROR: RangeInclusive<u16> = 0..=499;
const SUCCESS: RangeInclusive<u16> = 200..=299;

/// The first row that matches counts; [`ErrorKind::Refused`] if none does.
#[rustfmt::skip]
const RULES: &[Rule] = &[
    // Money, plans and limits.
    Rule(All, 402..=402, Always, InsufficientCredit),
    Rule(All, ANY, Reason(InsufficientCredit), InsufficientCredit),
    Rule(All, 429..=429, Reason(DailyLimit), DailyLimit),
    Rule(All, 429..=429, Code(DAILY_LIMIT_CODES), DailyLimit),
    Rule(All, 429..=429, Message(DAILY_LIMIT_WORDS), DailyLimit),
    Rule(All, 429..=429, Reason(RateLimited), RateLimited),
    Rule(All, 429..=429, Code(CONCURRENCY_CODES), RateLimited),
    Rule(All, 429..=429, Code(&["limit"]), DailyLimit),
    Rule(All, 429..=429, Always, RateLimited),
    // Only a 429 proves that a request to create something can be repeated.
    Rule(Safe, ANY, Reason(RateLimited), RateLimited),
    Rule(Safe, ANY, Code(CONCURRENCY_CODES), RateLimited),
    Rule(All, ANY, Reason(DailyLimit), DailyLimit),
    Rule(All, ANY, Code(DAILY_LIMIT_CODES), DailyLimit),
    // The API key.
    Rule(All, ANY, Reason(ApiKey), ApiKey),
    // The endpoint is missing.
    Rule(All, 405..=405, Always, EndpointNotFound),
    Rule(All, 410..=410, Always, EndpointNotFound),
    Rule(All, ANY, Code(ENDPOINT_CODES), EndpointNotFound),
    Rule(All, 404..=404, NotFromService, EndpointNotFound),
    Rule(All, 404..=404, Message(ENDPOINT_WORDS), EndpointNotFound),
    // The API key may not see it.
    Rule(Safe, NO_SERVER_ERROR, Reason(Forbidden), Forbidden),
    Rule(Safe, 403..=403, Reason(NotFound), NotFound),
    Rule(Safe, 403..=403, Always, Forbidden),
    // What a video was refused for.
    Rule(Render, ANY, Test::PictureKey, ErrorKind::PictureKey),
    Rule(Render, ANY, Test::UnknownAsset, ErrorKind::UnknownAsset),
    Rule(Render, ANY, Test::Dialect, ErrorKind::Dialect),
    // What the request names is missing, or not the account's.
    Rule(All, NO_SERVER_ERROR, Reason(NotFound), NotFound),
    Rule(All, NO_SERVER_ERROR, Code(OTHER_NOT_FOUND_CODES), NotFound),
    // The status alone.
    Rule(All, 401..=401, Always, ApiKey),
    Rule(All, 404..=404, Always, NotFound),
    Rule(All, 408..=408, Always, TimedOut),
    Rule(All, 300..=399, Always, InvalidResponse),
    Rule(All, 500..=u16::MAX, Always, ServiceFailure),
    Rule(All, SUCCESS, Reason(ServiceFailure), ServiceFailure),
];

/// Parts of codes that have no reason of their own.
const DAILY_LIMIT_CODES: &[&str] = &["quota", "daily", "trial_video_limit", "trial_limit"];
const CONCURRENCY_CODES: &[&str] = &["concurren"];
const DAILY_LIMIT_WORDS: &[&str] = &["daily", "trial limit"];
const ENDPOINT_CODES: &[&str] = &["endpoint_removed", "endpoint_not_found", "method_not_allowed"];
const ENDPOINT_WORDS: &[&str] = &["endpoint", "route", "requested url"];
/// Codes of this kind without a reason of their own, and those of what belongs to another account.
const OTHER_NOT_FOUND_CODES: &[&str] = &["not_found", "resource_access_denied", "400562"];
const PHOTO_NOT_FOUND_CODES: &[&str] = &["avatar_not_found", "photar_not_found", "400144", "400174"];
/// The first of two equal requests may still create something.
const IN_PROGRESS_CODES: &[&str] = &["request_in_progress"];
/// The code of a refusal for which the service has no other one.
const GENERAL_CODE: &str = "internal_error";

const ASSET_NOT_FOUND_CODES: &[&str] = &["asset_not_found"];
const ASSET_FIELDS: &[&str] = &["asset_id"];

const PICTURE_KEY_FIELD: &str = "image_key";
const PICTURE_KEY_WORDS: &[&str] = &[PICTURE_KEY_FIELD, "image key", "talking_photo", "talking photo"];
/// With a picture key in the message: the key is unknown.
const UNKNOWN_WORDS: &[&str] =
    &["not found", "not exist", "no such", "no talking photo", "unknown", "invalid", "required"];
/// With a picture key in the message: it is about something else than the key.
#[rustfmt::skip]
const OTHER_PICTURE_WORDS: &[&str] = &[
    "moderat", "polic", "violat", "nsfw", "blocked", "process", "pending", "ready", "train", "consent", "credit",
    "plan", "limit", "support", "expired", "face", "permission", "allowed", "try again", "later",
];
/// The fields that not every dialect has.
const DIALECT_FIELDS: &[&str] = &["scenes", "dimension"];
/// The fields of the request are not those of the service.
const FORM_WORDS: &[&str] =
    &["field required", "extra field", "unknown field", "unexpected", "not permitted"];
/// The value of a field is wrong, not the field.
const VALUE_WORDS: &[&str] =
    &["at most", "at least", "greater than", "less than", "too long", "too short", "empty", "exceed"];

impl Rule {
    fn matches(&self, response: &FailedResponse<'_>) -> bool {
        let Self(requests, statuses, test, _) = self;
        let concerns_request = match requests {
            All => true,
            Safe => response.risk == RepeatRisk::Safe,
            Render => response.risk == RepeatRisk::Render,
        };
        concerns_request
            && statuses.contains(&response.status)
            && match test {
                Always => true,
                Reason(kind) => response.code_reason().is_some_and(|reason| reason.kind == *kind),
                Code(codes) => response.code_matches(codes),
                Message(words) => response.message_contains(words),
                NotFromService => !response.is_from_service,
                Test::PictureKey => response.refuses_picture_key(),
                Test::UnknownAsset => response.refuses_asset(),
                Test::Dialect => response.refuses_form(),
            }
    }
}

impl FailedResponse<'_> {
    pub(super) fn error_kind(&self) -> ErrorKind {
        RULES.iter().find(|rule| rule.matches(self)).map_or(ErrorKind::Refused, |rule| rule.3)
    }

    /// Only a refusal in the service's own words proves that nothing was created: a page may come from anywhere.
    pub(super) fn creation(&self) -> CreationState {
        let is_refusal = (400..500).contains(&self.status) && self.status != 408 && self.is_from_service;
        if self.risk == RepeatRisk::Safe {
            CreationState::NotRequested
        } else if is_refusal && !self.code_matches(IN_PROGRESS_CODES) {
            CreationState::NotCreated
        } else {
            CreationState::Unknown
        }
    }

    fn refuses_picture_key(&self) -> bool {
        self.refuses_content()
            && (self.code_matches(PHOTO_NOT_FOUND_CODES)
                || (!self.has_known_reason() && self.message_refuses_picture_key()))
    }

    fn refuses_asset(&self) -> bool {
        let is_unknown = self.code_matches(ASSET_NOT_FOUND_CODES) || self.message_contains(UNKNOWN_WORDS);
        self.refuses_content() && self.message_contains(ASSET_FIELDS) && is_unknown
    }

    fn refuses_form(&self) -> bool {
        let names_field = DIALECT_FIELDS.iter().any(|field| self.concerns_field(field));
        let is_form = self.message_contains(FORM_WORDS);
        self.refuses_content()
            && !self.has_known_reason()
            && (is_form || (names_field && !self.message_contains(VALUE_WORDS)))
    }

    /// Whether the service refuses what the request says, not who sends it.
    fn refuses_content(&self) -> bool {
        self.is_from_service && self.status < 500 && !matches!(self.status, 401 | 403)
    }

    /// A known code counts for more than words of the message.
    fn has_known_reason(&self) -> bool {
        let is_general =
            self.service_error.code.as_deref().is_some_and(|code| code.eq_ignore_ascii_case(GENERAL_CODE));
        !is_general && self.code_reason().is_some()
    }

    fn code_reason(&self) -> Option<&'static FailureReason> {
        FailureReason::find(self.service_error.code.as_deref(), "")
    }

    /// Whether the message is about the picture key itself. In doubt it is not: no other key is sent without a proof.
    fn message_refuses_picture_key(&self) -> bool {
        let code = self.service_error.code.as_deref().unwrap_or_default();
        let is_plain = code.is_empty()
            || code.eq_ignore_ascii_case("invalid_parameter")
            || self.code_matches(&["not_found"]);
        let is_unknown = is_plain || self.message_contains(UNKNOWN_WORDS);
        let is_key =
            self.has_param(PICTURE_KEY_FIELD) || (self.message_contains(PICTURE_KEY_WORDS) && is_unknown);
        is_key && !self.message_contains(OTHER_PICTURE_WORDS)
    }

    /// Whether the code contains one of these words, or is one of these numbers.
    fn code_matches(&self, words: &[&str]) -> bool {
        code_matches(&self.service_error.code.as_deref().unwrap_or_default().to_ascii_lowercase(), words)
    }

    /// Whether the error is about this field as a whole, not about a part of it.
    fn concerns_field(&self, field: &str) -> bool {
        let message = self.service_error.message.to_ascii_lowercase();
        let mut tails = message.split(field).skip(1);
        tails.any(|rest| !rest.starts_with(['.', '[', '/'])) || self.has_param(field)
    }

    fn has_param(&self, field: &str) -> bool {
        self.service_error.param.as_deref().is_some_and(|param| param.eq_ignore_ascii_case(field))
    }

    /// Whether the message, or the name of its field, contains one of these words.
    fn message_contains(&self, words: &[&str]) -> bool {
        let message = self.service_error.message.to_ascii_lowercase();
        let param = self.service_error.param.as_deref().unwrap_or_default().to_ascii_lowercase();
        words.iter().any(|word| message.contains(word) || param.contains(word))
    }
}

#[cfg(test)]
mod tests;
