//! Pictures, samples and videos: without the key, in bounds, resumed, and only from where they may come from.

use std::time::Duration;

use cuecard::domain::ErrorKind;
use cuecard::heygen::{ApiKey, Client, Endpoints, MediaDownload, RetryPolicy};

use crate::support::scripted_client::{API_KEY, client, instant_retries, scripted_service};
use crate::support::scripted_server::{ScriptedReply, ScriptedServer};

async fn read_all(media: &mut MediaDownload) -> Vec<u8> {
    let mut bytes = Vec::new();
    while let Some(chunk) = media.chunk().await.unwrap() {
        bytes.extend(chunk);
    }
    bytes
}

fn assert_no_api_key(server: &ScriptedServer) {
    for heard in server.requests() {
        assert_eq!(heard.header("x-api-key"), None);
        assert!(!format!("{heard:?}").contains(API_KEY));
    }
}

#[tokio::test]
async fn a_video_is_downloaded_without_the_api_key() {
    let (server, client) =
        scripted_service(vec![ScriptedReply::new(200, &[("ETag", "\"one\"")], "0123456789")]).await;
    let mut media = client.open_media(&format!("{}/a.mp4?Signature=x~", server.base), None).await.unwrap();
    assert_eq!((media.status, media.first_byte, media.total_bytes), (200, 0, Some(10)));
    assert_eq!(media.etag.as_deref(), Some("\"one\""));
    assert_eq!(read_all(&mut media).await, b"0123456789");
    assert_eq!(server.single_request().request_line(), "GET /a.mp4?Signature=x~");
    assert_eq!(server.single_request().header("range"), None);
    assert_no_api_key(&server);
}

#[tokio::test]
async fn a_download_resumes_with_a_range_request() {
    let part = ScriptedReply::new(206, &[("Content-Range", "bytes 4-9/10")], "456789");
    let (server, client) = scripted_service(vec![part, ScriptedReply::new(200, &[], "0123456789")]).await;
    let mut media = client.open_media(&server.base, Some(4)).await.unwrap();
    assert_eq!((media.status, media.first_byte, media.total_bytes), (206, 4, Some(10)));
    assert_eq!(read_all(&mut media).await, b"456789");
    assert_eq!(server.single_request().header("range"), Some("bytes=4-"));
    let media = client.open_media(&server.base, Some(4)).await.unwrap();
    assert_eq!(
        (media.first_byte, media.total_bytes),
        (0, Some(10)),
        "a service that cannot do parts sends all of it"
    );
}

#[tokio::test]
async fn a_range_other_than_the_requested_one_is_an_error() {
    let part = ScriptedReply::new(206, &[("Content-Range", "bytes 5-9/10")], "56789");
    let (server, client) = scripted_service(vec![part]).await;
    assert_eq!(client.open_media(&server.base, Some(4)).await.unwrap_err().kind, ErrorKind::InvalidResponse);
}

#[tokio::test]
async fn an_expired_link_is_a_not_found_error() {
    for status in [401, 403, 404, 410] {
        let (server, client) = scripted_service(vec![ScriptedReply::html(status)]).await;
        let error = client.open_media(&server.base, None).await.unwrap_err();
        assert_eq!((error.kind, error.http_status), (ErrorKind::NotFound, Some(status)));
        assert_eq!(server.requests().len(), 1);
    }
    let (server, client) = scripted_service(vec![ScriptedReply::html(416)]).await;
    assert_eq!(client.open_media(&server.base, Some(9)).await.unwrap_err().http_status, Some(416));
}

#[tokio::test]
async fn redirects_are_followed_three_times_without_the_api_key() {
    let last = ScriptedServer::start(vec![ScriptedReply::new(200, &[], "end")]).await;
    let third = ScriptedServer::start(vec![ScriptedReply::new(303, &[("Location", &last.base)], "")]).await;
    let second = ScriptedServer::start(vec![ScriptedReply::new(302, &[("Location", &third.base)], "")]).await;
    let first = ScriptedServer::start(vec![ScriptedReply::new(307, &[("Location", &second.base)], "")]).await;
    let client = client(&first.base);
    assert_eq!(client.fetch_media_bytes(&first.base, 10).await.unwrap(), b"end");
    for server in [&first, &second, &third, &last] {
        assert_no_api_key(server);
        assert_eq!(server.requests().len(), 1);
    }
    let (round, client) =
        scripted_service(vec![ScriptedReply::new(302, &[("Location", "/again")], "")]).await;
    assert_eq!(client.fetch_media_bytes(&round.base, 10).await.unwrap_err().kind, ErrorKind::InvalidResponse);
    assert_eq!(round.requests().len(), 4);
}

#[tokio::test]
async fn media_links_must_be_https_or_loopback_of_a_loopback_service() {
    let there =
        ["http://files.example/a", "http://10.0.0.1/a", "http://127.0.0.1.example/a", "ftp://127.0.0.1/a"];
    for link in there.into_iter().chain(["file:///etc/passwd", "/a", ""]) {
        let (server, client) =
            scripted_service(vec![ScriptedReply::new(302, &[("Location", "http://files.example/a")], "")])
                .await;
        assert_eq!(
            client.open_media(link, None).await.unwrap_err().kind,
            ErrorKind::InvalidResponse,
            "{link}"
        );
        assert_eq!(server.requests().len(), 0);
        let error = client.open_media(&server.base, None).await.unwrap_err();
        assert_eq!(error.message, "its link is not https");
    }
    let (server, _) = scripted_service(vec![ScriptedReply::new(200, &[], "secret")]).await;
    let live = Client::new(Endpoints::new(None, None).unwrap(), ApiKey::new(API_KEY).unwrap()).unwrap();
    assert_eq!(live.open_media(&server.base, None).await.unwrap_err().message, "its link is not https");
    assert_eq!(server.requests().len(), 0, "a live service must not make us ask this machine");
}

#[tokio::test]
async fn a_link_of_the_live_service_to_a_private_address_is_refused() {
    let live = Client::new(Endpoints::new(None, None).unwrap(), ApiKey::new(API_KEY).unwrap()).unwrap();
    for host in [
        "127.0.0.1:1",
        "localhost",
        "videos.localhost",
        "localhost.",
        "0.0.0.0",
        "10.0.0.1",
        "192.168.1.1",
        "172.16.0.1",
        "169.254.169.254",
        "2130706433",
        "[::1]",
        "[::]",
        "[fe80::1]",
        "[fd00::1]",
        "[::ffff:127.0.0.1]",
    ] {
        let error = live.open_media(&format!("https://{host}/video.mp4"), None).await.unwrap_err();
        assert_eq!(error.message, "its link points to this machine or its network", "{host}");
        assert_eq!(error.kind, ErrorKind::InvalidResponse);
    }
}

#[tokio::test]
async fn a_small_file_over_its_limit_is_an_error() {
    let endless = ScriptedReply::Bytes([b"HTTP/1.1 200 OK\r\n\r\n".as_slice(), &[b'x'; 4000]].concat());
    for reply in [ScriptedReply::new(200, &[], [b'x'; 1001]), endless] {
        let (server, client) = scripted_service(vec![reply]).await;
        let error = client.fetch_media_bytes(&server.base, 1000).await.unwrap_err();
        assert_eq!(
            (error.kind, error.message.as_str()),
            (ErrorKind::InvalidResponse, "it is larger than 1000 bytes")
        );
        assert_eq!(server.requests().len(), 1);
    }
    let (server, client) = scripted_service(vec![ScriptedReply::new(200, &[], [b'x'; 1000])]).await;
    assert_eq!(client.fetch_media_bytes(&server.base, 1000).await.unwrap().len(), 1000);
}

#[tokio::test]
async fn a_small_file_is_retried_after_a_broken_connection() {
    let (server, client) = scripted_service(vec![
        ScriptedReply::truncated(200, "01234"),
        ScriptedReply::new(200, &[], "0123456789"),
    ])
    .await;
    assert_eq!(client.fetch_media_bytes(&server.base, 100).await.unwrap(), b"0123456789");
    let (server, client) = scripted_service(vec![ScriptedReply::truncated(200, "01234")]).await;
    let mut media = client.open_media(&server.base, None).await.unwrap();
    assert_eq!(media.chunk().await.unwrap().unwrap(), b"01234");
    assert_eq!(media.chunk().await.unwrap_err().kind, ErrorKind::Interrupted);
}

#[tokio::test]
async fn a_stalled_download_times_out() {
    let head = b"HTTP/1.1 200 OK\r\nContent-Length: 10\r\n\r\n01234".to_vec();
    let (server, client) =
        scripted_service(vec![ScriptedReply::Stall(head), ScriptedReply::Stall(Vec::new())]).await;
    let client = client.with_retry_policy(RetryPolicy {
        // Also the limit for the first bytes, which do arrive.
        stall_timeout: Duration::from_secs(1),
        max_safe_attempts: 1,
        ..instant_retries()
    });
    let mut media = client.open_media(&server.base, None).await.unwrap();
    assert_eq!(media.chunk().await.unwrap().unwrap(), b"01234");
    assert_eq!(media.chunk().await.unwrap_err().kind, ErrorKind::TimedOut);
    assert_eq!(client.open_media(&server.base, None).await.unwrap_err().kind, ErrorKind::TimedOut);
}
