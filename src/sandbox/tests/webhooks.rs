//! Webhooks: callback URLs and registered endpoints.

use serde_json::{Value, json};
use tempfile::TempDir;

use super::harness::{SandboxHarness, sample};
use super::receiver::Receiver;
use crate::sandbox::{InjectedFault, InjectedFaultKind, Options};

const ENDPOINTS: &str = "/v3/webhooks/endpoints";

/// The deliveries of the newest event, once they are as they are waited for.
async fn deliveries(sandbox: &SandboxHarness, ready: impl Fn(&Value) -> bool) -> Value {
    loop {
        let events = sandbox.get("/sandbox/webhooks").await.json();
        let deliveries = &events["events"][0]["deliveries"];
        if ready(deliveries) {
            return deliveries.clone();
        }
        tokio::task::yield_now().await;
    }
}

/// The fields of `sample` are in `ours`.
fn has_fields(ours: &Value, sample: &Value) {
    for name in sample.as_object().unwrap().keys() {
        assert!(ours.get(name).is_some(), "{name} in {ours}");
    }
}

async fn patch(sandbox: &SandboxHarness, path: &str, body: &Value) -> super::harness::Reply {
    let headers = [("X-Api-Key", "test"), ("Content-Type", "application/json")];
    sandbox.call("PATCH", path, &headers, body.to_string().as_bytes()).await.unwrap()
}

/// A body of each form that can name a callback URL, and where it goes.
async fn bodies(sandbox: &SandboxHarness, url: &str) -> Vec<(&'static str, Value)> {
    let (photo, voice) = sandbox.photo_and_voice().await;
    let input = json!({
        "character": { "type": "talking_photo", "talking_photo_id": photo },
        "voice": { "type": "text", "voice_id": voice, "input_text": "Hello." },
    });
    let flat = json!({ "image_key": photo, "voice_id": voice, "script": "Hello." });
    let bodies = [
        ("/v2/video/av4/generate", sandbox.video().await),
        ("/v2/video/av4/generate", flat),
        ("/v2/video/generate", json!({ "video_inputs": [input] })),
        ("/v3/videos", sandbox.order().await),
    ];
    let with_callback = |(path, mut body): (&'static str, Value)| {
        body["callback_url"] = json!(format!("{url}/done?from=sandbox"));
        body["callback_id"] = json!("studio-42");
        (path, body)
    };
    bodies.into_iter().map(with_callback).collect()
}

#[tokio::test]
async fn each_dialect_calls_its_callback_url_on_success_and_failure() {
    let sandbox = SandboxHarness::open().await;
    let mut receiver = Receiver::answering(&[]).await;
    for (path, body) in bodies(&sandbox, &receiver.url).await {
        for fails in [false, true] {
            if fails {
                sandbox.sandbox.fault(InjectedFault::times(InjectedFaultKind::Failed, 1));
            }
            let id = sandbox.post(path, &body).await.json()["data"]["video_id"].clone();
            assert!(receiver.is_quiet(), "{path}: nothing is sent before the end");
            sandbox.skip(3600);
            let delivered = receiver.next().await;
            assert!(delivered.head.starts_with("POST /done?from=sandbox HTTP/1.1\r\n"), "{}", delivered.head);
            assert_eq!(delivered.header("content-type"), Some("application/json"));
            assert_eq!(delivered.header("signature"), None, "no secret belongs to a callback URL");
            let event = delivered.json();
            let expected = if fails { "avatar_video.fail" } else { "avatar_video.success" };
            assert_eq!(event["event_type"], expected, "{path}");
            let data = &event["event_data"];
            has_fields(&event, &sample(if fails { "webhook_fail_error" } else { "webhook_success" }));
            has_fields(
                data,
                &sample(if fails { "webhook_fail_error" } else { "webhook_success" })["event_data"],
            );
            assert_eq!((&data["video_id"], &data["callback_id"]), (&id, &json!("studio-42")), "{path}");
            if fails {
                assert_eq!(
                    (&data["url"], &data["error"]),
                    (&Value::Null, &json!("The script contains blocked words."))
                );
            } else {
                assert_eq!(data["error"], Value::Null);
                assert_eq!(sandbox.follow(&data["url"], None).await.status, 200, "{path}");
            }
        }
    }
    assert!(receiver.is_quiet(), "each is sent once");
}

#[tokio::test]
async fn other_machines_are_not_called_and_a_deleted_video_has_no_event() {
    let sandbox = SandboxHarness::open().await;
    let mut order = sandbox.order().await;
    order["callback_url"] = json!("https://example.test/hook");
    sandbox.post("/v3/videos", &order).await;
    sandbox.skip(3600);
    let far = deliveries(&sandbox, Value::is_array).await;
    assert_eq!((&far[0]["state"], &far[0]["tries"]), (&json!("not_called"), &json!(0)));
    let mut receiver = Receiver::answering(&[]).await;
    order["callback_url"] = json!(receiver.url);
    let gone = sandbox.post("/v3/videos", &order).await.json()["data"]["video_id"].clone();
    sandbox.delete(&format!("/v3/videos/{}", gone.as_str().unwrap())).await;
    sandbox.skip(3600);
    let kept = sandbox.post("/v3/videos", &order).await.json()["data"]["video_id"].clone();
    sandbox.skip(3600);
    assert_eq!(receiver.next().await.json()["event_data"]["video_id"], kept);
}

#[tokio::test]
async fn a_delivery_is_signed_with_the_secret_of_its_endpoint() {
    let sandbox = SandboxHarness::open().await;
    let mut receiver = Receiver::answering(&[]).await;
    let made = sandbox.post(ENDPOINTS, &json!({ "url": receiver.url })).await.json()["data"].clone();
    let (id, first) = (made["endpoint_id"].as_str().unwrap(), made["secret"].as_str().unwrap());
    assert!(first.starts_with("whsec_") && made["status"] == "enabled" && made["events"].is_null(), "{made}");
    let video = sandbox.submit().await;
    sandbox.skip(3600);
    let delivered = receiver.next().await;
    assert_eq!(delivered.json()["event_data"]["video_id"], video);
    assert_eq!(delivered.header("signature"), Some(signature(first, &delivered.body).as_str()));

    let rotated =
        sandbox.post(&format!("{ENDPOINTS}/{id}/rotate-secret"), &json!({})).await.json()["data"].clone();
    let second = rotated["secret"].as_str().unwrap();
    assert!(second != first && rotated["endpoint_id"] == id);
    sandbox.submit().await;
    sandbox.skip(3600);
    let delivered = receiver.next().await;
    assert_eq!(delivered.header("signature"), Some(signature(second, &delivered.body).as_str()));
    let listed = sandbox.get(ENDPOINTS).await.json()["data"].clone();
    assert_eq!((&listed[0]["endpoint_id"], &listed[0]["secret"]), (&json!(id), &Value::Null));
}

/// HMAC-SHA256 from its definition, with the digest alone from a library.
fn signature(secret: &str, body: &[u8]) -> String {
    use ring::digest::{SHA256, digest};
    assert!(secret.len() <= 64);
    let pad = |with: u8| {
        let mut block = [with; 64];
        block.iter_mut().zip(secret.bytes()).for_each(|(pad, key)| *pad ^= key);
        block.to_vec()
    };
    let inner = digest(&SHA256, &[pad(0x36), body.to_vec()].concat());
    let outer = digest(&SHA256, &[pad(0x5c), inner.as_ref().to_vec()].concat());
    outer.as_ref().iter().fold(String::new(), |hex, byte| hex + &format!("{byte:02x}"))
}

#[tokio::test]
async fn a_refused_delivery_is_retried_with_backoff() {
    let sandbox = SandboxHarness::open().await;
    let mut receiver = Receiver::answering(&[503, 302, 204]).await;
    sandbox.post(ENDPOINTS, &json!({ "url": receiver.url })).await;
    sandbox.submit().await;
    sandbox.skip(3600);
    for (tries, wait, answer) in [(1, 30, "503"), (2, 60, "302")] {
        receiver.next().await;
        let due = deliveries(&sandbox, |all| all[0]["tries"] == tries).await;
        assert_eq!((&due[0]["state"], &due[0]["answer"]), (&json!("due"), &json!(answer)));
        sandbox.skip(wait - 1);
        assert!(receiver.is_quiet(), "not before its time");
        sandbox.skip(1);
    }
    receiver.next().await;
    let done = deliveries(&sandbox, |all| all[0]["tries"] == 3).await;
    assert_eq!((&done[0]["state"], &done[0]["answer"]), (&json!("delivered"), &json!("204")));
}

#[tokio::test]
async fn a_delivery_that_is_refused_for_a_day_is_given_up() {
    let sandbox = SandboxHarness::open().await;
    let receiver = Receiver::answering(&[500, 500]).await;
    sandbox.post(ENDPOINTS, &json!({ "url": receiver.url })).await;
    sandbox.submit().await;
    sandbox.skip(3600);
    deliveries(&sandbox, |all| all[0]["tries"] == 1).await;
    sandbox.skip(24 * 3600);
    let last = deliveries(&sandbox, |all| all[0]["state"] == "given_up").await;
    assert_eq!((&last[0]["tries"], &last[0]["answer"]), (&json!(2), &json!("500")));
}

#[tokio::test]
async fn endpoints_receive_the_events_that_they_subscribe_to() {
    let sandbox = SandboxHarness::open().await;
    sandbox.submit().await;
    sandbox.skip(3600);
    let mut failures = Receiver::answering(&[]).await;
    let mut all = Receiver::answering(&[]).await;
    let body = json!({ "url": failures.url, "events": ["avatar_video.fail"] });
    let made = sandbox.post(ENDPOINTS, &body).await.json()["data"].clone();
    sandbox.post(ENDPOINTS, &json!({ "url": all.url })).await;
    let good = sandbox.submit().await;
    sandbox.skip(3600);
    assert_eq!(all.next().await.json()["event_data"]["video_id"], good, "no event of the one before");
    sandbox.sandbox.fault(InjectedFault::times(InjectedFaultKind::Failed, 1));
    let bad = sandbox.submit().await;
    sandbox.skip(3600);
    assert_eq!(failures.next().await.json()["event_data"]["video_id"], bad, "successes are not wanted");
    assert_eq!(all.next().await.json()["event_type"], "avatar_video.fail");

    let path = format!("{ENDPOINTS}/{}", made["endpoint_id"].as_str().unwrap());
    let changed = patch(&sandbox, &path, &json!({ "events": ["avatar_video.success"] })).await.json();
    assert_eq!(changed["data"]["events"], json!(["avatar_video.success"]));
    sandbox.submit().await;
    sandbox.skip(3600);
    assert_eq!(failures.next().await.json()["event_type"], "avatar_video.success");
    all.next().await;
    assert_eq!(sandbox.delete(&path).await.json(), json!({ "data": {} }));
    sandbox.submit().await;
    sandbox.skip(3600);
    all.next().await;
    assert!(failures.is_quiet());

    let page = sandbox.get("/v3/webhooks/events?limit=1&event_type=avatar_video.fail").await.json();
    assert_eq!((&page["data"][0]["event_data"]["video_id"], &page["has_more"]), (&json!(bad), &json!(false)));
    let page = sandbox.get("/v3/webhooks/events?limit=3").await.json();
    assert_eq!((page["data"].as_array().unwrap().len(), &page["has_more"]), (3, &json!(true)));
    let types = sandbox.get("/v3/webhooks/event-types").await.json()["data"].clone();
    assert_eq!(types[0]["event_type"], "avatar_video.success");
}

#[tokio::test]
async fn webhook_requests_are_validated() {
    let sandbox = SandboxHarness::open().await;
    for (body, param) in [
        (json!({}), "url"),
        (json!({ "url": "example.test" }), "url"),
        (json!({ "url": "http://127.0.0.1", "events": ["nothing.happens"] }), "events.0"),
        (json!({ "url": "http://127.0.0.1", "events": [] }), "events"),
    ] {
        let reply = sandbox.post(ENDPOINTS, &body).await;
        let error = reply.json()["error"].clone();
        assert_eq!((reply.status, &error["param"]), (400, &json!(param)), "{error}");
    }
    let missing = format!("{ENDPOINTS}/nobody");
    for reply in [
        patch(&sandbox, &missing, &json!({})).await,
        sandbox.delete(&missing).await,
        sandbox.post(&format!("{missing}/rotate-secret"), &json!({})).await,
    ] {
        assert_eq!((reply.status, &reply.json()["error"]["code"]), (404, &json!("resource_not_found")));
    }
}

#[tokio::test]
async fn v1_webhook_endpoints_match_the_samples() {
    let sandbox = SandboxHarness::open().await;
    let mut receiver = Receiver::answering(&[]).await;
    let made = sandbox.post("/v1/webhook/endpoint.add", &json!({ "url": receiver.url })).await.json();
    super::shapes::same_shape(&made, &sample("webhook_endpoint_add"), "add");
    let listed = sandbox.get("/v1/webhook/endpoint.list").await.json();
    super::shapes::same_shape(&listed, &sample("webhook_endpoint_list"), "list");
    assert_eq!(listed["data"][0], made["data"]);
    let names = sandbox.get("/v1/webhook/webhook.list").await.json();
    super::shapes::same_shape(&names, &sample("webhook_event_names"), "names");
    let id = made["data"]["endpoint_id"].as_str().unwrap();
    let update = json!({ "endpoint_id": id, "url": format!("{}/new", receiver.url) });
    let updated = patch(&sandbox, "/v1/webhook/endpoint.update", &update).await.json();
    assert_eq!(updated["data"]["url"], update["url"]);
    sandbox.submit_current().await;
    sandbox.skip(3600);
    let delivered = receiver.next().await;
    let secret = made["data"]["secret"].as_str().unwrap();
    assert!(delivered.head.starts_with("POST /new "), "{}", delivered.head);
    assert_eq!(delivered.header("signature"), Some(signature(secret, &delivered.body).as_str()));
    let bad = sandbox.post("/v1/webhook/endpoint.add", &json!({ "url": "nowhere" })).await;
    assert_eq!((bad.status, bad.json()), (400, sample("error_webhook_url_invalid")));
    let delete = format!("/v1/webhook/endpoint.delete?endpoint_id={id}");
    assert_eq!(sandbox.delete(&delete).await.json()["code"], 100);
    assert_eq!(sandbox.delete(&delete).await.json()["code"], 400_131);
}

#[tokio::test]
async fn a_resumed_world_sends_its_pending_deliveries() {
    let folder = TempDir::new().unwrap();
    let options = || Options { world: Some(folder.path().join("world.json")), ..Options::default() };
    let mut receiver = Receiver::answering(&[500]).await;
    let sandbox = SandboxHarness::with(options()).await;
    sandbox.post(ENDPOINTS, &json!({ "url": receiver.url })).await;
    let refused = sandbox.submit().await;
    sandbox.skip(3600);
    receiver.next().await;
    deliveries(&sandbox, |all| all[0]["tries"] == 1).await;
    let under_way = sandbox.submit().await;
    sandbox.sandbox.stop().await;

    let sandbox = SandboxHarness::with(options()).await;
    sandbox.skip(3600);
    let mut delivered = Vec::new();
    for _ in 0..2 {
        delivered.push(receiver.next().await.json()["event_data"]["video_id"].as_str().unwrap().to_owned());
    }
    delivered.sort();
    let mut pending = vec![refused, under_way];
    pending.sort();
    assert_eq!(delivered, pending);
    deliveries(&sandbox, |all| all[0]["state"] == "delivered").await;
    assert!(receiver.is_quiet(), "nothing is sent twice");
}

#[tokio::test]
async fn an_event_that_could_not_be_stored_is_sent_once_it_is_stored() {
    let folder = TempDir::new().unwrap();
    let (here, away) = (folder.path().join("here"), folder.path().join("away"));
    std::fs::create_dir(&here).unwrap();
    let options = || Options { world: Some(here.join("world.jsonl")), speed: 0.0, ..Options::default() };
    let mut receiver = Receiver::answering(&[]).await;
    let sandbox = SandboxHarness::with(options()).await;
    sandbox.post(ENDPOINTS, &json!({ "url": receiver.url })).await;
    let id = sandbox.submit().await;
    sandbox.sandbox.stop().await;

    let sandbox = SandboxHarness::with(options()).await;
    // The first change after the start is written with the folder, which is away.
    std::fs::rename(&here, &away).unwrap();
    let refused = sandbox.admin("POST", "/sandbox/advance", &json!({ "seconds": 3600 })).await;
    assert_eq!(refused.status, 500);
    assert_eq!(sandbox.status(&id).await["status"], "completed");
    assert!(receiver.is_quiet(), "nothing is sent that the next start would send again");
    std::fs::rename(&away, &here).unwrap();
    sandbox.skip(60);
    assert_eq!(receiver.next().await.json()["event_data"]["video_id"], id.as_str());
    deliveries(&sandbox, |all| all[0]["state"] == "delivered").await;
}
