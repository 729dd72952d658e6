//! Every v3 reply has the fields of its sample, and every sampled request is taken.

use serde_json::{Value, json};

use super::harness::{Reply, SandboxHarness, png, sample};
use crate::sandbox::{Billing, InjectedFault, InjectedFaultKind, Options, ServicePolicy};

/// The two have the same fields all the way down; a null may stand for anything.
pub(super) fn same_shape(ours: &Value, sample: &Value, at: &str) {
    match (ours, sample) {
        (Value::Object(ours), Value::Object(sample)) => {
            let names = |object: &serde_json::Map<String, Value>| object.keys().cloned().collect::<Vec<_>>();
            assert_eq!(names(ours), names(sample), "{at}");
            for (name, value) in ours {
                same_shape(value, &sample[name], &format!("{at}.{name}"));
            }
        }
        (Value::Array(ours), Value::Array(sample)) => {
            let Some(first) = sample.first() else { return };
            for item in ours {
                same_shape(item, first, &format!("{at}[]"));
            }
        }
        (Value::Null, _) | (_, Value::Null) => {}
        // Where the service has fractions, a whole number is one, too.
        (Value::Number(_), Value::Number(number)) if number.is_f64() => {}
        _ => assert_eq!(kind(ours), kind(sample), "{at}"),
    }
}

fn kind(value: &Value) -> &'static str {
    match value {
        Value::Bool(_) => "flag",
        // Some clients take no fraction where the service has none, not even one of nothing.
        Value::Number(number) if number.is_i64() || number.is_u64() => "whole number",
        Value::Number(_) => "number",
        Value::String(_) => "text",
        _ => "other",
    }
}

/// A reply of this status with the sample's shape.
fn is_like(reply: &Reply, status: u16, name: &str) {
    assert_eq!(reply.status, status, "{name}: {}", reply.text());
    same_shape(&reply.json(), &sample(name), name);
}

#[tokio::test]
async fn lists_and_single_records_match_the_samples() {
    let sandbox = SandboxHarness::open().await;
    is_like(&sandbox.upload_form(&png()).await, 200, "v3_asset_upload");
    is_like(&sandbox.get("/v3/voices?type=public&limit=100").await, 200, "v3_voices");
    is_like(&sandbox.get("/v3/voices?type=private").await, 200, "v3_voices");
    is_like(&sandbox.get("/v3/avatars?limit=50").await, 200, "v3_avatar_groups");
    is_like(&sandbox.get("/v3/avatars/looks?ownership=private&limit=50").await, 200, "v3_looks");
    let (photo, voice) = sandbox.photo_and_voice().await;
    let look = sandbox.get(&format!("/v3/avatars/looks/{photo}")).await;
    same_shape(&look.json()["data"], &sample("v3_looks")["data"][0], "look");
    let speech = json!({ "text": "Hello and welcome.", "voice_id": voice });
    is_like(&sandbox.post("/v3/voices/speech", &speech).await, 200, "v3_speech");
}

#[tokio::test]
async fn a_new_avatar_matches_the_sample_for_every_file_source() {
    use base64::Engine;
    let sandbox = SandboxHarness::open().await;
    let asset = sandbox.upload_form(&png()).await.json()["data"].clone();
    let data = base64::engine::general_purpose::STANDARD.encode(png());
    for file in [
        json!({ "type": "asset_id", "asset_id": asset["asset_id"] }),
        json!({ "type": "url", "url": asset["url"] }),
        json!({ "type": "base64", "media_type": "image/png", "data": data }),
    ] {
        let made = sandbox.post("/v3/avatars", &json!({ "type": "photo", "name": "Me", "file": file })).await;
        is_like(&made, 200, "v3_avatar_create_photo");
        let item = made.json()["data"]["avatar_item"].clone();
        assert_eq!((&item["status"], &item["image_width"]), (&json!("processing"), &json!(40)));
        assert_eq!(item["preferred_orientation"], "portrait");
        assert_eq!(sandbox.follow(&item["preview_image_url"], None).await.body, png());
    }
}

#[tokio::test]
async fn video_replies_match_the_samples_from_creation_to_deletion() {
    let sandbox = SandboxHarness::open().await;
    let made = sandbox.post("/v3/videos", &sandbox.order().await).await;
    is_like(&made, 200, "v3_video_create");
    assert_eq!(made.json()["data"]["status"], "waiting");
    let id = made.json()["data"]["video_id"].as_str().unwrap().to_owned();
    let path = format!("/v3/videos/{id}");
    is_like(&sandbox.get(&path).await, 200, "v3_video_completed");
    sandbox.skip(3600);
    let done = sandbox.get(&path).await;
    is_like(&done, 200, "v3_video_completed");
    assert!(done.json()["data"]["video_url"].is_string(), "{}", done.text());
    is_like(&sandbox.get("/v3/videos?limit=10").await, 200, "v3_video_list");
    let statuses = sandbox.get(&format!("/v3/videos/statuses?video_ids={id},nobody")).await;
    is_like(&statuses, 200, "v3_video_statuses");
    let words: Vec<Value> =
        statuses.json()["data"].as_array().unwrap().iter().map(|row| row["status"].clone()).collect();
    assert_eq!(words, ["completed", "not_found"]);
    is_like(&sandbox.get(&format!("/v2/videos/{id}")).await, 200, "v2_video_detail");
    is_like(&sandbox.delete(&path).await, 200, "v3_video_delete");
    is_like(&sandbox.get(&path).await, 404, "error_v3_video_not_found");
    is_like(&sandbox.delete(&path).await, 404, "error_v3_video_not_found");
    let legacy = format!("/v1/video.delete?video_id={}", sandbox.submit().await);
    is_like(&sandbox.delete(&legacy).await, 200, "video_delete");
    is_like(&sandbox.delete(&legacy).await, 404, "video_delete_not_found");
}

#[tokio::test]
async fn the_account_matches_the_samples_in_each_billing_type() {
    for (billing, name) in [
        (Billing::Subscription, "v3_users_me_subscription"),
        (Billing::UsageBased, "v3_users_me_usage_based"),
        (Billing::Wallet, "v3_users_me_usage_based"),
        (Billing::Enterprise, "v3_users_me_usage_based"),
        (Billing::WebPlan, "v3_users_me_subscription"),
        (Billing::Free, "v3_users_me_subscription"),
        (Billing::Quota, "v3_users_me_usage_based"),
    ] {
        let policy = ServicePolicy { billing, ..ServicePolicy::default() };
        let sandbox = SandboxHarness::with(Options { policy, ..Options::default() }).await;
        is_like(&sandbox.get("/v3/users/me").await, 200, name);
        sandbox.submit_current().await;
        sandbox.skip(3600);
        is_like(&sandbox.get("/v3/users/me").await, 200, name);
        is_like(&sandbox.get("/v2/user/remaining_quota").await, 200, "remaining_quota_details");
    }
}

#[tokio::test]
async fn the_older_lists_of_other_clients_match_the_samples() {
    let sandbox = SandboxHarness::open().await;
    let key = sandbox.picture().await;
    let made = sandbox
        .post("/v2/photo_avatar/avatar_group/create", &json!({ "name": "Me", "image_key": key }))
        .await;
    let group = made.json()["data"]["group_id"].clone();
    let list = sandbox.get("/v2/avatar_group.list?include_public=false").await;
    is_like(&list, 200, "avatar_group_list");
    let first = list.json()["data"]["avatar_group_list"][0].clone();
    let groups = list.json()["data"]["avatar_group_list"].clone();
    assert!(groups.as_array().unwrap().iter().all(|group| group["created_at"].is_i64()), "whole seconds");
    assert_eq!(
        (&first["id"], &first["num_looks"], &first["train_status"]),
        (&group, &json!(1), &json!("empty"))
    );
    let looks = sandbox.get(&format!("/v2/avatar_group/{}/avatars", group.as_str().unwrap())).await;
    is_like(&looks, 200, "avatar_group_avatars");
    assert_eq!(sandbox.get("/v2/avatar_group/nobody/avatars").await.status, 404);
    is_like(&sandbox.get("/v1/user/me").await, 200, "user_me_v1");
}

#[tokio::test]
async fn error_replies_match_the_samples() {
    let sandbox = SandboxHarness::with(Options { key: Some("right".to_owned()), ..Options::default() }).await;
    let none = sandbox.call("GET", "/v3/users/me", &[], b"").await.unwrap();
    let wrong = sandbox.call("GET", "/v3/users/me", &[("x-api-key", "wrong")], b"").await.unwrap();
    is_like(&none, 401, "error_v3_unauthorized");
    assert_eq!((none.body, none.status), (wrong.body, wrong.status));
    assert_eq!(sandbox.call("GET", "/v2/voices", &[("x-api-key", "wrong")], b"").await.unwrap().status, 401);
    let right = sandbox.call("GET", "/v3/users/me", &[("x-api-key", "right")], b"").await.unwrap();
    assert_eq!(right.status, 200);
    let sandbox = SandboxHarness::open().await;
    let mut order = sandbox.order().await;
    order["script"] = json!("x".repeat(5001));
    let long = sandbox.post("/v3/videos", &order).await;
    assert_eq!((long.status, long.json()), (400, sample("error_v3_invalid_parameter")));
    sandbox.sandbox.fault(InjectedFault::times(InjectedFaultKind::RateLimitRetryAfter, 1));
    let many = sandbox.get("/v3/voices").await;
    is_like(&many, 429, "error_v3_rate_limit_429");
    assert!(many.header("retry-after").is_some());
}

#[tokio::test]
async fn the_sample_requests_are_accepted() {
    let sandbox = SandboxHarness::open().await;
    let (photo, _) = sandbox.photo_and_voice().await;
    let voices = sandbox.get("/v2/voices").await.json()["data"]["voices"].as_array().unwrap().clone();
    // A sample names a locale.
    let voice = voices.iter().find(|voice| voice["support_locale"] == true).unwrap()["voice_id"].clone();
    let voice = voice.as_str().unwrap();
    let key = sandbox.picture().await;
    let sound = sandbox.upload("audio/mpeg", b"ID3 but short").await.json()["data"]["id"].clone();
    for (name, path) in [
        ("request_v3_video_avatar", "/v3/videos"),
        ("request_v3_video_studio_scenes", "/v3/videos"),
        ("request_v2_generate_avatar_iv_scenes", "/v2/video/generate"),
        ("request_av4_flat", "/v2/video/av4/generate"),
        ("request_av4_flat_audio", "/v2/video/av4/generate"),
        ("request_av4_as_reference_project_sends", "/v2/video/av4/generate"),
        ("request_av4_reference_scenes", "/v2/video/av4/generate"),
    ] {
        let text = sample(name).to_string();
        let text = text.replace("0e7d5b12c94f4a6f8b3ad0c6f1729e84", &photo);
        let text = text.replace("1a2b3c4d5e6f47089b0c1d2e3f405162", voice);
        let text = text.replace("image/5c1e8f0a7b3d4e6c9a2f14d87be03351/original", &key);
        let text = text.replace("c2f7d8a14b9e4c33a5e0f6187d92b04e", sound.as_str().unwrap());
        let reply = sandbox.post_text(path, &text).await;
        assert_eq!(reply.status, 200, "{name}: {}", reply.text());
    }
    assert_eq!(sandbox.sandbox.report().paid.len(), 7);
}
