//! How often a request is sent: safe ones until they are answered, paid ones once.

use std::sync::{Arc, Mutex};
use std::time::Duration;

use cuecard::domain::{CreationState, Dialect, ErrorKind, PictureKey, VideoId};
use cuecard::heygen::{RetryPolicy, UploadReporter};

use super::v2::video_spec;
use crate::support::API_KEY;
use crate::support::scripted_client::{instant_retries, sample, scripted_service, submit_video};
use crate::support::scripted_server::{ScriptedReply, ScriptedServer};

fn busy_reply(retry_after: &str) -> ScriptedReply {
    ScriptedReply::new(429, &[("Retry-After", retry_after)], sample("error_v2_rate_limit_429"))
}

fn daily_limit_reply() -> ScriptedReply {
    let message = "It seems you've reached your daily api trial limit 5.";
    ScriptedReply::json(
        429,
        format!(r#"{{"data":null,"error":{{"code":"trial_video_limit_exceeded","message":"{message}"}}}}"#),
    )
}

#[tokio::test]
async fn a_safe_request_is_tried_six_times() {
    let (server, client) = scripted_service(vec![ScriptedReply::html(502)]).await;
    assert_eq!(client.voices().await.unwrap_err().kind, ErrorKind::ServiceFailure);
    assert_eq!(server.requests().len(), 6);
}

#[tokio::test]
async fn a_safe_request_is_retried_after_transient_errors() {
    let ok = ScriptedReply::json(200, sample("video_status_processing"));
    let cut = ScriptedReply::truncated(200, "{\"data\":");
    let own = ScriptedReply::json(500, r#"{"error":{"code":"internal_error","message":""}}"#);
    let (server, client) =
        scripted_service(vec![ScriptedReply::Reset, own, busy_reply("0"), cut, ScriptedReply::html(503), ok])
            .await;
    assert_eq!(client.progress(&VideoId::new("v")).await.unwrap().service_status, "processing");
    assert_eq!(server.requests().len(), 6);
}

#[tokio::test]
async fn a_client_with_one_safe_attempt_does_not_retry() {
    let (server, client) = scripted_service(vec![ScriptedReply::html(503)]).await;
    let once = client.with_retry_policy(RetryPolicy { max_safe_attempts: 1, ..instant_retries() });
    assert!(once.progress(&VideoId::new("v")).await.is_err());
    assert_eq!(server.requests().len(), 1);
}

#[tokio::test]
async fn permanent_errors_are_not_retried() {
    let unreadable = ScriptedReply::json(200, "{}");
    for reply in [
        daily_limit_reply(),
        ScriptedReply::html(404),
        ScriptedReply::html(302),
        unreadable,
        ScriptedReply::json(400, "{\"code\":400}"),
    ] {
        let (server, client) = scripted_service(vec![reply]).await;
        assert!(client.voices().await.is_err());
        assert_eq!(server.requests().len(), 1);
    }
}

#[tokio::test]
async fn a_retry_after_over_the_maximum_is_returned_to_the_caller() {
    let date = [("Date", "Sun, 22 Nov 2026 10:00:00 GMT"), ("Retry-After", "Sun, 22 Nov 2026 11:00:00 GMT")];
    for reply in [busy_reply("3600"), ScriptedReply::new(429, &date, sample("error_v3_rate_limit_429"))] {
        let (server, client) = scripted_service(vec![reply.clone()]).await;
        let error = client.voices().await.unwrap_err();
        assert_eq!((error.kind, error.retry_after), (ErrorKind::RateLimited, Some(Duration::from_hours(1))));
        assert_eq!(server.requests().len(), 1);
        let (server, client) = scripted_service(vec![reply]).await;
        assert!(submit_video(&client, &video_spec()).await.unwrap_err().retry_after.is_some());
        assert_eq!(server.requests().len(), 1);
    }
    let (_server, client) = scripted_service(vec![busy_reply("12")]).await;
    let short = client
        .with_retry_policy(RetryPolicy { max_retry_after: Duration::from_secs(5), ..instant_retries() });
    let error = submit_video(&short, &video_spec()).await.unwrap_err();
    assert_eq!(
        (error.retry_after, error.creation),
        (Some(Duration::from_secs(12)), CreationState::NotCreated)
    );
}

#[tokio::test]
async fn retry_after_delays_requests_of_every_kind() {
    let date = [("Date", "Sun, 22 Nov 2026 10:00:00 GMT"), ("Retry-After", "Sun, 22 Nov 2026 11:00:00 GMT")];
    for reply in [busy_reply("3600"), ScriptedReply::new(429, &date, sample("error_v3_rate_limit_429"))] {
        let (server, client) = scripted_service(vec![reply]).await;
        assert_eq!(client.voices().await.unwrap_err().http_status, Some(429));
        let video = VideoId::new("v");
        let png = [b"\x89PNG\r\n\x1a\n".as_slice(), &[0; 64]].concat();
        let text = [
            client.progress(&video).await.unwrap_err(),
            client.photos().await.unwrap_err(),
            client.video_page(None).await.unwrap_err(),
            client.balance().await.unwrap_err(),
            client.upload(png).await.unwrap_err(),
            submit_video(&client, &video_spec()).await.unwrap_err(),
            submit_video(&client.with_dialect(cuecard::domain::Dialect::V3), &video_spec())
                .await
                .unwrap_err(),
        ];
        for error in text {
            assert_eq!((error.kind, error.http_status), (ErrorKind::RateLimited, None), "{error}");
            assert_eq!(error.creation, CreationState::NotCreated, "{error}");
            assert!(error.retry_after > Some(Duration::from_mins(30)), "{error:?}");
        }
        assert_eq!(server.requests().len(), 1, "nothing was sent before Retry-After had passed");
    }
}

#[tokio::test]
async fn a_rate_limited_submission_is_sent_again() {
    let (server, client) =
        scripted_service(vec![busy_reply("0"), ScriptedReply::json(200, sample("av4_generate_ok"))]).await;
    submit_video(&client, &video_spec()).await.unwrap();
    let requests = server.requests();
    assert_eq!(requests.len(), 2);
    assert_eq!(requests[0].body, requests[1].body);
}

#[tokio::test]
async fn a_rate_limited_submission_is_sent_at_most_three_times() {
    let (server, client) = scripted_service(vec![busy_reply("0")]).await;
    let error = submit_video(&client, &video_spec()).await.unwrap_err();
    assert_eq!((error.kind, error.creation), (ErrorKind::RateLimited, CreationState::NotCreated));
    assert_eq!(server.requests().len(), 3);
}

#[tokio::test]
async fn a_create_request_that_may_have_succeeded_is_sent_once() {
    let lost = ScriptedReply::truncated(200, "{");
    for reply in [
        daily_limit_reply(),
        ScriptedReply::html(429),
        ScriptedReply::html(500),
        ScriptedReply::html(502),
        ScriptedReply::Reset,
        lost,
    ] {
        let (server, client) =
            scripted_service(vec![reply.clone(), ScriptedReply::json(200, sample("av4_generate_ok"))]).await;
        assert!(submit_video(&client, &video_spec()).await.is_err());
        assert_eq!(server.requests().len(), 1, "{reply:?}");
        let (server, client) =
            scripted_service(vec![reply.clone(), ScriptedReply::json(200, sample("avatar_group_create"))])
                .await;
        assert!(client.create_group("n", &PictureKey::new("k")).await.is_err());
        assert_eq!(server.requests().len(), 1, "{reply:?}");
        let (server, client) =
            scripted_service(vec![reply.clone(), ScriptedReply::json(200, sample("asset_upload_image"))])
                .await;
        assert!(client.upload(b"\xff\xd8\xff".to_vec()).await.is_err());
        assert_eq!(server.requests().len(), 1, "{reply:?}");
    }
}

#[tokio::test]
async fn a_redirect_of_an_api_request_is_not_followed() {
    let other = ScriptedServer::start(vec![ScriptedReply::json(200, sample("av4_generate_ok"))]).await;
    for status in [301, 302, 303, 307, 308] {
        let place = [("Location", other.base.as_str())];
        let (server, client) = scripted_service(vec![ScriptedReply::new(status, &place, "")]).await;
        let error = submit_video(&client, &video_spec()).await.unwrap_err();
        assert_eq!(
            (error.kind, error.creation),
            (ErrorKind::InvalidResponse, CreationState::Unknown),
            "{status}"
        );
        assert_eq!(error.message, format!("redirected to {}", other.base));
        assert!(client.voices().await.is_err());
        assert!(client.upload(b"\xff\xd8\xff".to_vec()).await.is_err());
        assert_eq!(server.requests().len(), 3);
    }
    assert_eq!(other.requests().len(), 0);
}

#[tokio::test]
async fn uploads_use_the_configured_upload_base() {
    let api = ScriptedServer::start(vec![ScriptedReply::json(200, sample("voices_list"))]).await;
    let upload = ScriptedServer::start(vec![ScriptedReply::json(200, sample("asset_upload_image"))]).await;
    let endpoints =
        cuecard::heygen::Endpoints::new(Some(&api.base), Some(&format!("{}/up/", upload.base))).unwrap();
    let key = cuecard::heygen::ApiKey::new(crate::support::scripted_client::API_KEY).unwrap();
    let client = cuecard::heygen::Client::new(endpoints, key).unwrap();
    client.upload(b"\xff\xd8\xff".to_vec()).await.unwrap();
    client.voices().await.unwrap();
    assert_eq!(upload.single_request().request_line(), "POST /up/v1/asset");
    assert_eq!(api.single_request().request_line(), "GET /v2/voices");
}

#[tokio::test]
async fn paid_requests_use_a_new_connection() {
    let (server, client) = scripted_service(vec![ScriptedReply::keep_alive(sample("av4_generate_ok"))]).await;
    for _ in 0..2 {
        submit_video(&client, &video_spec()).await.unwrap();
    }
    let connections =
        |server: &ScriptedServer| server.requests().iter().map(|heard| heard.connection).collect::<Vec<_>>();
    assert_eq!(connections(&server), [0, 1]);
    let (server, client) = scripted_service(vec![ScriptedReply::keep_alive(sample("voices_list"))]).await;
    for _ in 0..3 {
        client.voices().await.unwrap();
    }
    assert_eq!(connections(&server), [0, 0, 0], "safe requests share one connection");
}

#[tokio::test]
async fn an_upload_reports_what_it_sends_and_is_sent_like_any_other_request() {
    let ok = ScriptedReply::json(200, sample("v3_asset_upload"));
    let (server, client) = scripted_service(vec![busy_reply("0"), ok]).await;
    let picture = [b"\xff\xd8\xff\xe0".as_slice(), &vec![7; 300_000]].concat();
    let reports = Arc::new(Mutex::new(Vec::new()));
    let heard = reports.clone();
    let reporter =
        UploadReporter::new(move |uploaded| heard.lock().unwrap().push((uploaded.sent, uploaded.total)));
    let v3 = client.with_dialect(Dialect::V3);
    v3.with_upload_reporter(reporter).upload(picture.clone()).await.unwrap();
    let requests = server.requests();
    assert_eq!(requests.len(), 2);
    for request in &requests {
        assert_eq!(request.header("x-api-key"), Some(API_KEY));
        assert_eq!(request.header("content-length"), Some(request.body.len().to_string().as_str()));
        assert!(request.header("transfer-encoding").is_none());
        assert!(request.body.windows(picture.len()).any(|part| part == picture));
    }
    let total = u64::try_from(requests[0].body.len()).unwrap();
    let reports = reports.lock().unwrap();
    let starts = reports.iter().filter(|report| **report == (0, total)).count();
    assert_eq!((starts, reports.last()), (2, Some(&(total, total))), "{reports:?}");
}
