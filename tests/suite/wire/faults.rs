//! Every sample of a failure, and every broken line: what is said, and whether something may have been made.

use std::time::Duration;

use cuecard::domain::{AssetKey, Certainty, Fault, FaultKind, GroupId, PhotoId, VideoId};
use cuecard::heygen::Patience;

use super::samples::spec;
use super::server::{Reply, Server};
use super::{KEY, client, hurried, sample, scripted, service};

const NOTHING: Certainty = Certainty::NothingMade;
const UNKNOWN: Certainty = Certainty::Unknown;

/// The fault of a render that is answered so, which must have been sent just once.
async fn refused(reply: Reply) -> Fault {
    let (server, client) = scripted(vec![reply]).await;
    let fault = client.render(&spec()).await.unwrap_err();
    assert_eq!(server.only().line(), "POST /v2/video/av4/generate");
    fault
}

#[tokio::test]
async fn every_sample_of_a_refused_video_says_what_was_refused() {
    for (status, name, kind, code) in [
        (400, "error_v2_invalid_parameter_av4", FaultKind::PictureKey, "invalid_parameter"),
        (400, "error_v2_invalid_parameter", FaultKind::Form, "invalid_parameter"),
        (400, "error_v3_invalid_parameter", FaultKind::Refused, "invalid_parameter"),
        (401, "error_v1_unauthorized", FaultKind::Key, "40102"),
        (401, "error_v3_unauthorized", FaultKind::Key, "unauthorized"),
        (404, "error_v2_avatar_not_found", FaultKind::PictureKey, "avatar_not_found"),
        (410, "error_legacy_gone_410", FaultKind::Endpoint, "endpoint_removed"),
    ] {
        let fault = refused(Reply::json(status, sample(name))).await;
        assert_eq!((fault.kind, fault.code.as_deref()), (kind, Some(code)), "{name}");
        assert_eq!((fault.status, fault.certainty), (Some(status), NOTHING), "{name}");
        assert_eq!(fault.asked, "the render");
        assert!(!fault.message.is_empty() && fault.reply.unwrap().contains(code), "{name}");
    }
}

#[tokio::test]
async fn every_sample_of_a_missing_thing_is_not_found() {
    for (name, code) in [("video_status_not_found", "40104"), ("error_v3_video_not_found", "video_not_found")]
    {
        let (server, client) = service(404, name).await;
        let fault = client.progress(&VideoId::new("v")).await.unwrap_err();
        assert_eq!((fault.kind, fault.code.as_deref()), (FaultKind::NotFound, Some(code)), "{name}");
        assert_eq!(server.heard().len(), 1, "asking again does not bring it back");
    }
    let (_server, client) = service(404, "error_v2_avatar_not_found").await;
    assert_eq!(client.photo(&PhotoId::new("p")).await.unwrap_err().kind, FaultKind::NotFound);
    let (_server, client) = service(400, "error_webhook_url_invalid").await;
    assert_eq!(client.voices().await.unwrap_err().kind, FaultKind::Refused);
}

#[tokio::test]
async fn an_endpoint_that_is_gone_is_told_apart_from_a_thing_that_is() {
    let page: serde_json::Value = serde_json::from_slice(&sample("error_html_404")).unwrap();
    let reply =
        Reply::new(404, &[("Content-Type", "text/html; charset=utf-8")], page["body"].as_str().unwrap());
    let fault = refused(reply.clone()).await;
    // A page may come from anywhere on the way.
    assert_eq!((fault.kind, fault.certainty), (FaultKind::Endpoint, UNKNOWN));
    assert_eq!(fault.message, "an HTML page (HTTP 404): 404 Not Found");
    let (_server, client) = scripted(vec![reply]).await;
    assert_eq!(client.voices().await.unwrap_err().kind, FaultKind::Endpoint);
}

#[tokio::test]
async fn what_a_gateway_says_proves_nothing() {
    for (status, kind) in [
        (400, FaultKind::Refused),
        (401, FaultKind::Key),
        (403, FaultKind::Refused),
        (429, FaultKind::Busy),
        (500, FaultKind::Service),
        (502, FaultKind::Service),
        (503, FaultKind::Service),
        (504, FaultKind::Service),
        (200, FaultKind::Unreadable),
    ] {
        let fault = refused(Reply::html(status)).await;
        assert_eq!((fault.kind, fault.certainty), (kind, UNKNOWN), "{status}");
    }
    let own = r#"{"error":{"code":"internal_error","message":"oops"}}"#;
    for status in [200, 500, 503] {
        let fault = refused(Reply::json(status, own)).await;
        assert_eq!((fault.kind, fault.certainty), (FaultKind::Service, UNKNOWN), "{status}");
    }
}

#[tokio::test]
async fn an_accepted_video_whose_answer_is_lost_may_exist() {
    let accepted = String::from_utf8(sample("av4_generate_ok")).unwrap();
    for (reply, kind) in [
        (Reply::Reset, FaultKind::Interrupted),
        (Reply::Bytes(Vec::new()), FaultKind::Interrupted),
        (Reply::cut(200, &accepted[..accepted.len() - 5]), FaultKind::Interrupted),
        (Reply::json(200, ""), FaultKind::Unreadable),
        (Reply::json(200, &accepted[..20]), FaultKind::Unreadable),
        (Reply::json(200, "{\"error\":null,\"data\":null}"), FaultKind::Unreadable),
        (Reply::json(200, "{\"error\":null,\"data\":{\"video_id\":\" \"}}"), FaultKind::Unreadable),
        (Reply::Bytes(b"nonsense".to_vec()), FaultKind::Interrupted),
    ] {
        let fault = refused(reply.clone()).await;
        assert_eq!((fault.kind, fault.certainty), (kind, UNKNOWN), "{reply:?}");
        assert!(fault.to_string().contains("check on the service"), "{fault}");
    }
}

#[tokio::test]
async fn an_id_that_came_before_the_line_broke_is_kept() {
    let accepted = String::from_utf8(sample("av4_generate_ok")).unwrap();
    let (server, client) = scripted(vec![Reply::cut(200, &accepted)]).await;
    assert_eq!(client.render(&spec()).await.unwrap(), VideoId::new("b8c1e4f27a904d5f86d3c0a9e1b75f42"));
    assert_eq!(server.heard().len(), 1);
}

#[tokio::test]
async fn a_video_without_an_answer_in_time_may_exist() {
    let head = b"HTTP/1.1 200 OK\r\nContent-Length: 90\r\n\r\n{".to_vec();
    for reply in [Reply::Stall(Vec::new()), Reply::Stall(head)] {
        let (server, client) = scripted(vec![reply]).await;
        let client = client.with_patience(Patience { answer: Duration::from_millis(40), ..hurried() });
        let fault = client.render(&spec()).await.unwrap_err();
        assert_eq!((fault.kind, fault.certainty), (FaultKind::TimedOut, UNKNOWN));
        assert_eq!(server.heard().len(), 1);
    }
}

#[tokio::test]
async fn lists_and_uploads_have_a_patience_of_their_own() {
    let (_server, client) = scripted(vec![Reply::Stall(Vec::new())]).await;
    let (short, long) = (Duration::from_millis(40), Duration::from_hours(1));
    let patience = Patience { tries: 1, answer: long, list: short, upload: short, ..hurried() };
    let client = client.with_patience(patience);
    let asked = async {
        assert_eq!(client.voices().await.unwrap_err().kind, FaultKind::TimedOut);
        assert_eq!(client.cast().await.unwrap_err().kind, FaultKind::TimedOut);
        let fault = client.upload(b"\xff\xd8\xff".to_vec()).await.unwrap_err();
        assert_eq!((fault.kind, fault.certainty), (FaultKind::TimedOut, UNKNOWN));
    };
    tokio::time::timeout(Duration::from_mins(1), asked).await.unwrap();
}

#[tokio::test]
async fn without_a_connection_nothing_was_made() {
    let server = Server::start(vec![Reply::html(500)]).await;
    let base = server.base.clone();
    server.stop().await;
    let fault = client(&base).render(&spec()).await.unwrap_err();
    assert_eq!((fault.kind, fault.certainty), (FaultKind::NoConnection, NOTHING));
    assert!(fault.message.contains("refused"), "{fault}");
    assert_eq!(client(&base).voices().await.unwrap_err().kind, FaultKind::NoConnection);
}

#[tokio::test]
async fn an_answer_without_end_is_given_up() {
    let (_server, client) = scripted(vec![Reply::json(200, vec![b' '; (4 << 20) + 1])]).await;
    let fault = client.render(&spec()).await.unwrap_err();
    assert_eq!((fault.kind, fault.certainty), (FaultKind::Unreadable, UNKNOWN));
    assert_eq!(fault.message, "it is longer than 4.1 MB");
    let fault = client.progress(&VideoId::new("v")).await.unwrap_err();
    assert_eq!((fault.kind, fault.certainty), (FaultKind::Unreadable, Certainty::Asked));
    assert_eq!(client.voices().await.unwrap_err().message, "the answer is empty", "a list may be longer");
}

#[tokio::test]
async fn looks_that_were_added_before_a_failure_are_not_forgotten() {
    let replies = vec![
        Reply::json(200, sample("avatar_group_add")),
        Reply::json(400, sample("error_v3_invalid_parameter")),
    ];
    let (_server, client) = scripted(replies).await;
    let keys: Vec<AssetKey> = (0..5).map(|at| AssetKey::new(at.to_string())).collect();
    let fault = client.add_looks(&GroupId::new("g"), "n", &keys, None).await.unwrap_err();
    assert_eq!(fault.certainty, UNKNOWN);
    assert!(fault.message.starts_with("4 of 5 pictures were added before; then: script must"), "{fault}");
}

#[tokio::test]
async fn headers_that_announce_the_end_change_nothing() {
    let wrapper: serde_json::Value = serde_json::from_slice(&sample("headers_legacy_deprecation")).unwrap();
    let headers = wrapper["headers"].as_object().unwrap();
    let headers: Vec<(&str, &str)> =
        headers.iter().map(|(name, value)| (name.as_str(), value.as_str().unwrap())).collect();
    let (_server, client) = scripted(vec![Reply::new(200, &headers, sample("voices_list"))]).await;
    assert_eq!(client.voices().await.unwrap().voices.len(), 6);
}

#[tokio::test]
async fn the_key_is_in_no_fault() {
    let body = format!("{{\"error\":{{\"code\":\"{KEY}\",\"message\":\"no such key: {KEY}\"}}}}");
    let page = format!("<title>{KEY}</title>");
    for reply in [Reply::json(401, &body), Reply::json(200, &body), Reply::new(502, &[], &page), Reply::Reset]
    {
        let fault = refused(reply).await;
        assert!(!format!("{fault:?} {fault}").contains(KEY), "{fault:?}");
    }
    let (_server, client) = scripted(vec![Reply::html(500)]).await;
    assert!(!format!("{client:?}").contains(KEY));
}
