//! Every error sample and broken connection: message, kind and creation state.

use std::time::Duration;

use cuecard::domain::{CreationState, Error, ErrorKind, GroupId, PhotoId, PictureKey, VideoId};
use cuecard::heygen::RetryPolicy;

use super::v2::video_spec;
use crate::support::scripted_client::{
    API_KEY, client, instant_retries, sample, sample_service, scripted_service, submit_video,
};
use crate::support::scripted_server::{ScriptedReply, ScriptedServer};

const NOT_CREATED: CreationState = CreationState::NotCreated;
const UNKNOWN: CreationState = CreationState::Unknown;

/// The error of a render with this reply; the request must be sent exactly once.
async fn render_error(reply: ScriptedReply) -> Error {
    let (server, client) = scripted_service(vec![reply]).await;
    let fault = submit_video(&client, &video_spec()).await.unwrap_err();
    assert_eq!(server.single_request().request_line(), "POST /v2/video/av4/generate");
    fault
}

#[tokio::test]
async fn every_refusal_sample_is_classified_with_its_code() {
    for (status, name, kind, code) in [
        (400, "error_v2_invalid_parameter_av4", ErrorKind::PictureKey, "invalid_parameter"),
        (400, "error_v2_invalid_parameter", ErrorKind::Dialect, "invalid_parameter"),
        (400, "error_v3_invalid_parameter", ErrorKind::Refused, "invalid_parameter"),
        (401, "error_v1_unauthorized", ErrorKind::ApiKey, "40102"),
        (401, "error_v3_unauthorized", ErrorKind::ApiKey, "unauthorized"),
        (404, "error_v2_avatar_not_found", ErrorKind::PictureKey, "avatar_not_found"),
        (410, "error_legacy_gone_410", ErrorKind::EndpointNotFound, "endpoint_removed"),
    ] {
        let error = render_error(ScriptedReply::json(status, sample(name))).await;
        assert_eq!((error.kind, error.code.as_deref()), (kind, Some(code)), "{name}");
        assert_eq!((error.http_status, error.creation), (Some(status), NOT_CREATED), "{name}");
        assert_eq!(error.subject, "the render");
        assert!(!error.message.is_empty() && error.response.unwrap().contains(code), "{name}");
    }
}

#[tokio::test]
async fn every_missing_resource_sample_is_a_not_found_error() {
    for (name, code) in [("video_status_not_found", "40104"), ("error_v3_video_not_found", "video_not_found")]
    {
        let (server, client) = sample_service(404, name).await;
        let error = client.progress(&VideoId::new("v")).await.unwrap_err();
        assert_eq!((error.kind, error.code.as_deref()), (ErrorKind::NotFound, Some(code)), "{name}");
        assert_eq!(server.requests().len(), 1, "a missing resource is not retried");
    }
    let (_server, client) = sample_service(404, "error_v2_avatar_not_found").await;
    assert_eq!(client.photo(&PhotoId::new("p")).await.unwrap_err().kind, ErrorKind::NotFound);
    let (_server, client) = sample_service(400, "error_webhook_url_invalid").await;
    assert_eq!(client.voices().await.unwrap_err().kind, ErrorKind::Refused);
}

#[tokio::test]
async fn a_missing_endpoint_differs_from_a_missing_resource() {
    let page: serde_json::Value = serde_json::from_slice(&sample("error_html_404")).unwrap();
    let reply = ScriptedReply::new(
        404,
        &[("Content-Type", "text/html; charset=utf-8")],
        page["body"].as_str().unwrap(),
    );
    let error = render_error(reply.clone()).await;
    // A page may come from anywhere on the way.
    assert_eq!((error.kind, error.creation), (ErrorKind::EndpointNotFound, UNKNOWN));
    assert_eq!(error.message, "an HTML page: 404 Not Found");
    let (_server, client) = scripted_service(vec![reply]).await;
    assert_eq!(client.voices().await.unwrap_err().kind, ErrorKind::EndpointNotFound);
}

#[tokio::test]
async fn a_gateway_reply_leaves_the_creation_state_unknown() {
    for (status, kind) in [
        (400, ErrorKind::Refused),
        (401, ErrorKind::ApiKey),
        (403, ErrorKind::Refused),
        (429, ErrorKind::RateLimited),
        (500, ErrorKind::ServiceFailure),
        (502, ErrorKind::ServiceFailure),
        (503, ErrorKind::ServiceFailure),
        (504, ErrorKind::ServiceFailure),
        (200, ErrorKind::InvalidResponse),
    ] {
        let fault = render_error(ScriptedReply::html(status)).await;
        assert_eq!((fault.kind, fault.creation), (kind, UNKNOWN), "{status}");
    }
    let own = r#"{"error":{"code":"internal_error","message":"oops"}}"#;
    for status in [200, 500, 503] {
        let fault = render_error(ScriptedReply::json(status, own)).await;
        assert_eq!((fault.kind, fault.creation), (ErrorKind::ServiceFailure, UNKNOWN), "{status}");
    }
}

#[tokio::test]
async fn a_video_whose_response_is_lost_may_exist() {
    let accepted = String::from_utf8(sample("av4_generate_ok")).unwrap();
    for (reply, kind) in [
        (ScriptedReply::Reset, ErrorKind::Interrupted),
        (ScriptedReply::Bytes(Vec::new()), ErrorKind::Interrupted),
        (ScriptedReply::truncated(200, &accepted[..accepted.len() - 5]), ErrorKind::Interrupted),
        (ScriptedReply::json(200, ""), ErrorKind::InvalidResponse),
        (ScriptedReply::json(200, &accepted[..20]), ErrorKind::InvalidResponse),
        (ScriptedReply::json(200, "{\"error\":null,\"data\":null}"), ErrorKind::InvalidResponse),
        (
            ScriptedReply::json(200, "{\"error\":null,\"data\":{\"video_id\":\" \"}}"),
            ErrorKind::InvalidResponse,
        ),
        (ScriptedReply::Bytes(b"nonsense".to_vec()), ErrorKind::Interrupted),
    ] {
        let error = render_error(reply.clone()).await;
        assert_eq!((error.kind, error.creation), (kind, UNKNOWN), "{reply:?}");
        assert!(error.to_string().contains("check on the service"), "{error}");
    }
}

#[tokio::test]
async fn a_video_id_received_before_the_connection_broke_is_kept() {
    let accepted = String::from_utf8(sample("av4_generate_ok")).unwrap();
    let (server, client) = scripted_service(vec![ScriptedReply::truncated(200, &accepted)]).await;
    assert_eq!(
        submit_video(&client, &video_spec()).await.unwrap(),
        VideoId::new("b8c1e4f27a904d5f86d3c0a9e1b75f42")
    );
    assert_eq!(server.requests().len(), 1);
}

#[tokio::test]
async fn a_video_whose_request_timed_out_may_exist() {
    let head = b"HTTP/1.1 200 OK\r\nContent-Length: 90\r\n\r\n{".to_vec();
    for reply in [ScriptedReply::Stall(Vec::new()), ScriptedReply::Stall(head)] {
        let (server, client) = scripted_service(vec![reply]).await;
        let client = client.with_retry_policy(RetryPolicy {
            response_timeout: Duration::from_millis(40),
            ..instant_retries()
        });
        let error = submit_video(&client, &video_spec()).await.unwrap_err();
        assert_eq!((error.kind, error.creation), (ErrorKind::TimedOut, UNKNOWN));
        assert_eq!(server.requests().len(), 1);
    }
}

#[tokio::test]
async fn lists_and_uploads_have_their_own_timeouts() {
    let (_server, client) = scripted_service(vec![ScriptedReply::Stall(Vec::new())]).await;
    let (short, long) = (Duration::from_millis(40), Duration::from_hours(1));
    let retry_policy = RetryPolicy {
        max_safe_attempts: 1,
        response_timeout: long,
        list_timeout: short,
        upload_timeout: short,
        ..instant_retries()
    };
    let client = client.with_retry_policy(retry_policy);
    let asked = async {
        assert_eq!(client.voices().await.unwrap_err().kind, ErrorKind::TimedOut);
        assert_eq!(client.photos().await.unwrap_err().kind, ErrorKind::TimedOut);
        let error = client.upload(b"\xff\xd8\xff".to_vec()).await.unwrap_err();
        assert_eq!((error.kind, error.creation), (ErrorKind::TimedOut, UNKNOWN));
    };
    tokio::time::timeout(Duration::from_mins(1), asked).await.unwrap();
}

#[tokio::test]
async fn without_a_connection_nothing_was_created() {
    let server = ScriptedServer::start(vec![ScriptedReply::html(500)]).await;
    let base = server.base.clone();
    server.stop().await;
    let error = submit_video(&client(&base), &video_spec()).await.unwrap_err();
    assert_eq!((error.kind, error.creation), (ErrorKind::NoConnection, NOT_CREATED));
    assert!(error.message.contains("refused"), "{error}");
    assert_eq!(client(&base).voices().await.unwrap_err().kind, ErrorKind::NoConnection);
}

#[tokio::test]
async fn a_response_over_the_size_limit_is_an_error() {
    let (_server, client) = scripted_service(vec![ScriptedReply::json(200, vec![b' '; (4 << 20) + 1])]).await;
    let error = submit_video(&client, &video_spec()).await.unwrap_err();
    assert_eq!((error.kind, error.creation), (ErrorKind::InvalidResponse, UNKNOWN));
    assert_eq!(error.message, "it is longer than 4.1 MB");
    let error = client.progress(&VideoId::new("v")).await.unwrap_err();
    assert_eq!((error.kind, error.creation), (ErrorKind::InvalidResponse, CreationState::NotRequested));
    assert_eq!(client.voices().await.unwrap_err().message, "the response is empty", "a list may be longer");
}

#[tokio::test]
async fn a_partial_failure_reports_the_looks_already_added() {
    let replies = vec![
        ScriptedReply::json(200, sample("avatar_group_add")),
        ScriptedReply::json(400, sample("error_v3_invalid_parameter")),
    ];
    let (_server, client) = scripted_service(replies).await;
    let keys: Vec<PictureKey> = (0..5).map(|at| PictureKey::new(at.to_string())).collect();
    let error = client.add_looks(&GroupId::new("g"), "n", &keys, None).await.unwrap_err();
    assert_eq!(error.creation, UNKNOWN);
    assert!(error.message.starts_with("4 of 5 pictures were added before; then: script must"), "{error}");
}

#[tokio::test]
async fn deprecation_headers_do_not_change_the_result() {
    let wrapper: serde_json::Value = serde_json::from_slice(&sample("headers_legacy_deprecation")).unwrap();
    let headers = wrapper["headers"].as_object().unwrap();
    let headers: Vec<(&str, &str)> =
        headers.iter().map(|(name, value)| (name.as_str(), value.as_str().unwrap())).collect();
    let (_server, client) =
        scripted_service(vec![ScriptedReply::new(200, &headers, sample("voices_list"))]).await;
    assert_eq!(client.voices().await.unwrap().voices.len(), 6);
}

#[tokio::test]
async fn the_api_key_is_in_no_error() {
    let body = format!("{{\"error\":{{\"code\":\"{API_KEY}\",\"message\":\"no such key: {API_KEY}\"}}}}");
    let page = format!("<title>{API_KEY}</title>");
    for reply in [
        ScriptedReply::json(401, &body),
        ScriptedReply::json(200, &body),
        ScriptedReply::new(502, &[], &page),
        ScriptedReply::Reset,
    ] {
        let fault = render_error(reply).await;
        assert!(!format!("{fault:?} {fault}").contains(API_KEY), "{fault:?}");
    }
    let (_server, client) = scripted_service(vec![ScriptedReply::html(500)]).await;
    assert!(!format!("{client:?}").contains(API_KEY));
}
