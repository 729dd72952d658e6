//! Tests of the classification, row by row.

use super::*;

fn classify(risk: RepeatRisk, status: u16, code: &str, message: &str) -> (ErrorKind, CreationState) {
    let is_from_service = !(code.is_empty() && message.is_empty());
    let service_error = ServiceError {
        code: Some(code.to_owned()).filter(|code| !code.is_empty()),
        message: message.to_owned(),
        param: None,
    };
    let failed = FailedResponse { status, is_from_service, service_error: &service_error, risk };
    (failed.error_kind(), failed.creation())
}

#[test]
fn the_code_or_else_the_status_decides_the_error_kind() {
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
        assert_eq!(classify(RepeatRisk::Safe, status, code, message).0, kind, "{status} {code} {message}");
    }
}

#[test]
fn a_refused_render_is_classified_by_what_was_refused() {
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
        assert_eq!(classify(RepeatRisk::Render, status, code, message).0, kind, "{status} {code} {message}");
    }
}

#[test]
fn only_a_refusal_with_a_code_proves_that_nothing_was_created() {
    use CreationState::{NotCreated, Unknown};
    for (status, code, creation) in [
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
            assert_eq!(classify(risk, status, code, "").1, creation, "{risk:?} {status} {code}");
        }
        assert_eq!(
            classify(RepeatRisk::Safe, status, code, "").1,
            CreationState::NotRequested,
            "{status} {code}"
        );
    }
}

#[test]
fn the_param_of_an_error_is_classified_too() {
    let service_error =
        ServiceError { message: "unknown value".into(), param: Some("image_key".into()), code: None };
    let failed = FailedResponse {
        status: 400,
        is_from_service: true,
        service_error: &service_error,
        risk: RepeatRisk::Render,
    };
    assert_eq!(failed.error_kind(), ErrorKind::PictureKey);
}

#[test]
fn an_unknown_upload_is_recognized_in_both_api_versions() {
    let kind = |status, code, message| classify(RepeatRisk::Render, status, code, message);
    let unknown = (ErrorKind::UnknownAsset, CreationState::NotCreated);
    assert_eq!(kind(404, "asset_not_found", "scenes.1.input.audio_asset_id: Asset 1a not found"), unknown);
    assert_eq!(kind(400, "invalid_parameter", "audio_asset_id is invalid: asset not found"), unknown);
    let too_long = "audio_asset_id must last at most 600 seconds";
    assert_eq!(kind(400, "invalid_parameter", too_long).0, ErrorKind::Refused);
    assert_eq!(kind(404, "asset_not_found", "image.asset_id: Asset 1a not found"), unknown);
    assert_eq!(kind(404, "asset_not_found", "Asset 1a not found").0, ErrorKind::NotFound);
}
