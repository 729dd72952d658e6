//! How often a request is sent: safe ones until they are answered, paid ones once.

use std::time::Duration;

use cuecard::domain::{AssetKey, Certainty, FaultKind, VideoId};
use cuecard::heygen::Patience;

use super::samples::spec;
use super::server::{Reply, Server};
use super::{hurried, sample, scripted};

fn busy(retry_after: &str) -> Reply {
    Reply::new(429, &[("Retry-After", retry_after)], sample("error_v2_rate_limit_429"))
}

fn daily() -> Reply {
    let message = "It seems you've reached your daily api trial limit 5.";
    Reply::json(
        429,
        format!(r#"{{"data":null,"error":{{"code":"trial_video_limit_exceeded","message":"{message}"}}}}"#),
    )
}

#[tokio::test]
async fn a_safe_request_is_tried_six_times() {
    let (server, client) = scripted(vec![Reply::html(502)]).await;
    assert_eq!(client.voices().await.unwrap_err().kind, FaultKind::Service);
    assert_eq!(server.heard().len(), 6);
}

#[tokio::test]
async fn a_safe_request_gets_over_what_passes() {
    let ok = Reply::json(200, sample("video_status_processing"));
    let cut = Reply::cut(200, "{\"data\":");
    let own = Reply::json(500, r#"{"error":{"code":"internal_error","message":""}}"#);
    let (server, client) = scripted(vec![Reply::Reset, own, busy("0"), cut, Reply::html(503), ok]).await;
    assert_eq!(client.progress(&VideoId::new("v")).await.unwrap().word, "processing");
    assert_eq!(server.heard().len(), 6);
}

#[tokio::test]
async fn a_caller_with_pace_of_its_own_asks_once() {
    let (server, client) = scripted(vec![Reply::html(503)]).await;
    let once = client.with_patience(Patience { tries: 1, ..hurried() });
    assert!(once.progress(&VideoId::new("v")).await.is_err());
    assert_eq!(server.heard().len(), 1);
}

#[tokio::test]
async fn what_does_not_pass_is_not_asked_again() {
    let unreadable = Reply::json(200, "{}");
    for reply in [daily(), Reply::html(404), Reply::html(302), unreadable, Reply::json(400, "{\"code\":400}")]
    {
        let (server, client) = scripted(vec![reply]).await;
        assert!(client.voices().await.is_err());
        assert_eq!(server.heard().len(), 1);
    }
}

#[tokio::test]
async fn a_wait_that_is_too_long_is_handed_back() {
    let date = [("Date", "Sun, 22 Nov 2026 10:00:00 GMT"), ("Retry-After", "Sun, 22 Nov 2026 11:00:00 GMT")];
    for reply in [busy("3600"), Reply::new(429, &date, sample("error_v3_rate_limit_429"))] {
        let (server, client) = scripted(vec![reply.clone()]).await;
        let fault = client.voices().await.unwrap_err();
        assert_eq!((fault.kind, fault.retry_after), (FaultKind::Busy, Some(Duration::from_hours(1))));
        assert_eq!(server.heard().len(), 1);
        let (server, client) = scripted(vec![reply]).await;
        assert!(client.render(&spec()).await.unwrap_err().retry_after.is_some());
        assert_eq!(server.heard().len(), 1);
    }
    let (_server, client) = scripted(vec![busy("12")]).await;
    let short = client.with_patience(Patience { longest_asked: Duration::from_secs(5), ..hurried() });
    let fault = short.render(&spec()).await.unwrap_err();
    assert_eq!((fault.retry_after, fault.certainty), (Some(Duration::from_secs(12)), Certainty::NothingMade));
}

#[tokio::test]
async fn what_the_service_asks_counts_for_requests_of_every_kind() {
    let date = [("Date", "Sun, 22 Nov 2026 10:00:00 GMT"), ("Retry-After", "Sun, 22 Nov 2026 11:00:00 GMT")];
    for reply in [busy("3600"), Reply::new(429, &date, sample("error_v3_rate_limit_429"))] {
        let (server, client) = scripted(vec![reply]).await;
        assert_eq!(client.voices().await.unwrap_err().status, Some(429));
        let video = VideoId::new("v");
        let png = [b"\x89PNG\r\n\x1a\n".as_slice(), &[0; 64]].concat();
        let said = [
            client.progress(&video).await.unwrap_err(),
            client.cast().await.unwrap_err(),
            client.videos(None).await.unwrap_err(),
            client.balance().await.unwrap_err(),
            client.upload(png).await.unwrap_err(),
            client.render(&spec()).await.unwrap_err(),
            client.with_dialect(cuecard::domain::Dialect::V3).render(&spec()).await.unwrap_err(),
        ];
        for fault in said {
            assert_eq!((fault.kind, fault.status), (FaultKind::Busy, None), "{fault}");
            assert_eq!(fault.certainty, Certainty::NothingMade, "{fault}");
            assert!(fault.retry_after > Some(Duration::from_mins(30)), "{fault:?}");
        }
        assert_eq!(server.heard().len(), 1, "nothing was sent before the time");
    }
}

#[tokio::test]
async fn a_video_that_was_too_soon_is_sent_again() {
    let (server, client) = scripted(vec![busy("0"), Reply::json(200, sample("av4_generate_ok"))]).await;
    client.render(&spec()).await.unwrap();
    let heard = server.heard();
    assert_eq!(heard.len(), 2);
    assert_eq!(heard[0].body, heard[1].body);
}

#[tokio::test]
async fn a_video_is_not_sent_for_ever() {
    let (server, client) = scripted(vec![busy("0")]).await;
    let fault = client.render(&spec()).await.unwrap_err();
    assert_eq!((fault.kind, fault.certainty), (FaultKind::Busy, Certainty::NothingMade));
    assert_eq!(server.heard().len(), 3);
}

#[tokio::test]
async fn a_video_or_group_that_may_have_been_made_is_sent_once() {
    let lost = Reply::cut(200, "{");
    for reply in [daily(), Reply::html(429), Reply::html(500), Reply::html(502), Reply::Reset, lost] {
        let (server, client) =
            scripted(vec![reply.clone(), Reply::json(200, sample("av4_generate_ok"))]).await;
        assert!(client.render(&spec()).await.is_err());
        assert_eq!(server.heard().len(), 1, "{reply:?}");
        let (server, client) =
            scripted(vec![reply.clone(), Reply::json(200, sample("avatar_group_create"))]).await;
        assert!(client.create_group("n", &AssetKey::new("k")).await.is_err());
        assert_eq!(server.heard().len(), 1, "{reply:?}");
        let (server, client) =
            scripted(vec![reply.clone(), Reply::json(200, sample("asset_upload_image"))]).await;
        assert!(client.upload(b"\xff\xd8\xff".to_vec()).await.is_err());
        assert_eq!(server.heard().len(), 1, "{reply:?}");
    }
}

#[tokio::test]
async fn a_redirect_gets_neither_the_key_nor_the_video() {
    let other = Server::start(vec![Reply::json(200, sample("av4_generate_ok"))]).await;
    for status in [301, 302, 303, 307, 308] {
        let place = [("Location", other.base.as_str())];
        let (server, client) = scripted(vec![Reply::new(status, &place, "")]).await;
        let fault = client.render(&spec()).await.unwrap_err();
        assert_eq!((fault.kind, fault.certainty), (FaultKind::Unreadable, Certainty::Unknown), "{status}");
        assert_eq!(fault.message, format!("it points elsewhere, to {}", other.base));
        assert!(client.voices().await.is_err());
        assert!(client.upload(b"\xff\xd8\xff".to_vec()).await.is_err());
        assert_eq!(server.heard().len(), 3);
    }
    assert_eq!(other.heard().len(), 0);
}

#[tokio::test]
async fn uploads_go_to_their_own_base_when_it_is_given() {
    let api = Server::start(vec![Reply::json(200, sample("voices_list"))]).await;
    let upload = Server::start(vec![Reply::json(200, sample("asset_upload_image"))]).await;
    let endpoints =
        cuecard::heygen::Endpoints::new(Some(&api.base), Some(&format!("{}/up/", upload.base))).unwrap();
    let key = cuecard::heygen::Key::new(super::KEY).unwrap();
    let client = cuecard::heygen::Client::new(endpoints, key).unwrap();
    client.upload(b"\xff\xd8\xff".to_vec()).await.unwrap();
    client.voices().await.unwrap();
    assert_eq!(upload.only().line(), "POST /up/v1/asset");
    assert_eq!(api.only().line(), "GET /v2/voices");
}

#[tokio::test]
async fn what_is_paid_for_gets_a_connection_of_its_own() {
    let (server, client) = scripted(vec![Reply::kept(sample("av4_generate_ok"))]).await;
    for _ in 0..2 {
        client.render(&spec()).await.unwrap();
    }
    let connections =
        |server: &Server| server.heard().iter().map(|heard| heard.connection).collect::<Vec<_>>();
    assert_eq!(connections(&server), [0, 1]);
    let (server, client) = scripted(vec![Reply::kept(sample("voices_list"))]).await;
    for _ in 0..3 {
        client.voices().await.unwrap();
    }
    assert_eq!(connections(&server), [0, 0, 0], "what is only asked shares one");
}
