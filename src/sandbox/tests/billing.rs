//! Prices in each billing, and videos that the balance does not cover.

use serde_json::{Value, json};

use super::harness::{SandboxHarness, png};
use crate::sandbox::{Billing, InjectedFaultKind, Options, ServicePolicy};

async fn sandbox(billing: Billing, credits: u32) -> SandboxHarness {
    let policy = ServicePolicy { billing, ..ServicePolicy::default() };
    SandboxHarness::with(Options { policy, credits, ..Options::default() }).await
}

async fn account(sandbox: &SandboxHarness) -> Value {
    sandbox.get("/v3/users/me").await.json()["data"].clone()
}

/// The balance in the unit of the account.
async fn left(sandbox: &SandboxHarness) -> f64 {
    let account = account(sandbox).await;
    let form = account["billing_type"].as_str().unwrap();
    let amount = match form {
        _ if account[form].is_null() => {
            // v2 counts sixtieths.
            let quota = sandbox.get("/v2/user/remaining_quota").await.json()["data"].clone();
            return quota["remaining_quota"].as_f64().unwrap() / 60.0;
        }
        "wallet" => &account[form]["remaining_balance"],
        "subscription" => &account[form]["credits"]["premium_credits"]["remaining"],
        _ => &account[form]["remaining_credits"],
    };
    amount.as_f64().unwrap_or_else(|| panic!("{account}"))
}

#[tokio::test]
async fn a_completed_video_is_charged_in_the_unit_of_the_account() {
    for (billing, a_second) in [
        (Billing::Wallet, 0.0385),
        (Billing::Enterprise, 0.1),
        (Billing::Subscription, 1.0 / 3.0),
        (Billing::UsageBased, 0.1),
        (Billing::Quota, 0.1),
        (Billing::Free, 0.0),
    ] {
        let opening = if billing == Billing::Free { 0.0 } else { 50.0 };
        let sandbox = sandbox(billing, 50).await;
        let (id, _) = (sandbox.submit_current().await, sandbox.submit().await);
        assert!((left(&sandbox).await - opening).abs() < 1e-9, "nothing is paid before the end");
        sandbox.skip(3600);
        let mut seconds = sandbox.video_of_v3(&id).await["duration"].as_f64().unwrap();
        seconds += sandbox.sandbox.report().paid[1].duration;
        let exact = sandbox.sandbox.report().credits;
        let paid = 50.0 - exact;
        assert!((paid - seconds * a_second).abs() < 1e-4, "{billing}: {paid} for {seconds} s");
        let booked: f64 = sandbox.sandbox.report().paid.iter().map(|video| video.cost).sum();
        assert!((booked - paid).abs() < 1e-9, "{billing}: {booked}");
        // Premium credits are shown as whole ones, and v2 shows sixtieths.
        let shown = match billing {
            Billing::Subscription => exact.floor(),
            Billing::Quota => (exact * 60.0).floor() / 60.0,
            Billing::Free => 0.0,
            _ => exact,
        };
        assert!((shown - left(&sandbox).await).abs() < 1e-9, "{billing}");
    }
}

#[tokio::test]
async fn the_v2_quota_shows_the_same_balance() {
    for (billing, quota, plan) in [
        (Billing::Subscription, 600, 600),
        (Billing::UsageBased, 600, 0),
        // Ten dollars are twenty API credits.
        (Billing::Wallet, 1200, 0),
    ] {
        let sandbox = sandbox(billing, 10).await;
        let data = sandbox.get("/v2/user/remaining_quota").await.json()["data"].clone();
        assert_eq!(
            (&data["remaining_quota"], &data["details"]["plan_credit"], &data["details"]["api"]),
            (&json!(quota), &json!(plan), &json!(quota - plan)),
            "{billing}"
        );
    }
}

#[tokio::test]
async fn v3_refuses_a_video_beyond_the_balance_minus_pending_costs() {
    let sandbox = sandbox(Billing::Subscription, 1).await;
    let order = sandbox.order().await;
    // Each takes two fifths of the credit.
    assert_eq!(sandbox.post("/v3/videos", &order).await.status, 200);
    assert_eq!(sandbox.post("/v3/videos", &order).await.status, 200);
    let reply = sandbox.post("/v3/videos", &order).await;
    assert_eq!((reply.status, &reply.json()["error"]["code"]), (402, &json!("insufficient_credit")));
    assert_eq!(sandbox.sandbox.report().paid.len(), 2);
    sandbox.skip(3600);
    assert!(sandbox.sandbox.report().paid.iter().all(|paid| paid.status == "completed"));
    let last = sandbox.submit().await;
    sandbox.skip(3600);
    let late = sandbox.video_of_v3(&last).await;
    assert_eq!((&late["status"], &late["failure_code"]), (&json!("failed"), &json!("insufficient_credit")));
    let detail = sandbox.get(&format!("/v2/videos/{last}")).await.json()["data"]["failure_code"].clone();
    assert_eq!(detail, "MOVIO_PAYMENT_INSUFFICIENT_CREDIT");
}

#[tokio::test]
async fn usage_billing_continues_in_dollars_up_to_the_cap() {
    let sandbox = sandbox(Billing::UsageBased, 0).await;
    sandbox.submit_current().await;
    sandbox.skip(3600);
    let usage = account(&sandbox).await["usage_based"].clone();
    assert!(usage["spending_current_usd"].as_f64().is_some_and(|spent| spent > 0.0), "{usage}");
    let mut order = sandbox.order().await;
    // Ten dollars are two hundred seconds.
    order["script"] = json!("word ".repeat(600));
    assert_eq!(sandbox.post("/v3/videos", &order).await.status, 402);
}

#[tokio::test]
async fn failed_and_test_videos_are_free() {
    let sandbox = sandbox(Billing::Wallet, 50).await;
    let (photo, voice) = sandbox.photo_and_voice().await;
    for name in ["failed:1", "failed-number:1", "failed-string:1", "failed-null:1", "402-at-poll:1"] {
        sandbox.sandbox.fault(name.parse().unwrap());
        let id = sandbox.submit_current().await;
        sandbox.skip(3600);
        let video = sandbox.video_of_v3(&id).await;
        assert_eq!((&video["status"], &video["video_url"]), (&json!("failed"), &Value::Null), "{name}");
        assert_eq!(video["failure_message"].is_null(), name == "failed-null:1", "{video}");
    }
    let trial = json!({ "test": true, "video_inputs": [{
        "character": { "type": "talking_photo", "talking_photo_id": photo },
        "voice": { "type": "text", "voice_id": voice, "input_text": "Hello." } }] });
    assert_eq!(sandbox.post("/v2/video/generate", &trial).await.status, 200);
    sandbox.skip(3600);
    assert!((left(&sandbox).await - 50.0).abs() < 1e-9);
}

#[tokio::test]
async fn avatar_iv_in_4k_is_refused_or_costs_a_third_more() {
    let sandbox = sandbox(Billing::Wallet, 50).await;
    let mut order = sandbox.order().await;
    order["script"] = json!("word ".repeat(150));
    order["resolution"] = json!("4k");
    let error = sandbox.post("/v3/videos", &order).await.json()["error"].clone();
    assert_eq!(
        (&error["code"], &error["param"]),
        (&json!("invalid_parameter"), &json!("resolution")),
        "{error}"
    );
    let mut oldest = order.clone();
    oldest["engine"] = json!({ "type": "avatar_iii" });
    assert_eq!(sandbox.post("/v3/videos", &oldest).await.status, 200, "the oldest engine still makes it");
    sandbox.skip(3600);
    let before = left(&sandbox).await;
    sandbox.admin("POST", "/sandbox/policy", &json!({ "4k": "accepted" })).await;
    assert_eq!(sandbox.post("/v3/videos", &order).await.status, 200);
    sandbox.skip(3600);
    let seconds = sandbox.sandbox.report().paid.last().unwrap().duration;
    assert!((before - left(&sandbox).await - seconds * 0.0385 * 4.0 / 3.0).abs() < 1e-4);
}

/// What a video of this look on this engine costs, per second.
async fn rate(sandbox: &SandboxHarness, look: &str, engine: &str) -> f64 {
    let before = left(sandbox).await;
    let mut order = sandbox.order().await;
    order["avatar_id"] = json!(look);
    order["engine"] = json!({ "type": engine });
    let reply = sandbox.post("/v3/videos", &order).await;
    assert_eq!(reply.status, 200, "{}", reply.text());
    sandbox.skip(3600);
    (before - left(sandbox).await) / sandbox.sandbox.report().paid.last().unwrap().duration
}

#[tokio::test]
async fn a_rate_depends_on_the_look_and_the_engine() {
    let (photo, _) = SandboxHarness::open().await.photo_and_voice().await;
    let looks = SandboxHarness::open().await.get("/v3/avatars/looks?ownership=public&limit=50").await.json();
    let new =
        looks["data"].as_array().unwrap().iter().find(|look| look["supported_api_engines"][0] == "avatar_6");
    let new = new.unwrap()["id"].as_str().unwrap().to_owned();
    let studio = "Adrian_public_20240312";
    for (billing, rates) in [
        (Billing::Wallet, [0.0385, 0.0805, 0.12, 0.0165, 0.1]),
        (Billing::Enterprise, [0.1, 0.1, 0.1, 0.033, 0.2]),
    ] {
        let sandbox = sandbox(billing, 50).await;
        let cases = [
            (photo.as_str(), "avatar_iv"),
            (studio, "avatar_iv"),
            (&photo, "avatar_v"),
            (studio, "avatar_iii"),
            (&new, "avatar_6"),
        ];
        for ((look, engine), expected) in cases.into_iter().zip(rates) {
            let paid = rate(&sandbox, look, engine).await;
            assert!((paid - expected).abs() < 1e-4, "{billing} {look} {engine}: {paid}");
        }
    }
}

#[tokio::test]
async fn each_scene_of_a_studio_video_is_charged_by_its_own_rate() {
    let sandbox = sandbox(Billing::Wallet, 50).await;
    let (photo, voice) = sandbox.photo_and_voice().await;
    let asset = sandbox.upload_form(&png()).await.json()["data"]["asset_id"].clone();
    let scene = |look: &str| {
        let input =
            json!({ "type": "avatar", "avatar_id": look, "voice_id": voice, "script": "word ".repeat(25) });
        json!({ "type": "avatar_video", "input": input })
    };
    let still =
        json!({ "type": "image", "source": { "type": "asset_id", "asset_id": asset }, "duration": 60.0 });
    let scenes = [scene(&photo), scene("Adrian_public_20240312"), still];
    let body = json!({ "type": "studio", "scenes": scenes });
    assert_eq!(sandbox.post("/v3/videos", &body).await.status, 200);
    sandbox.skip(3600);
    let spoken = sandbox.sandbox.report().paid[0].duration - 60.0;
    let paid = 50.0 - left(&sandbox).await;
    assert!((paid - spoken / 2.0 * (0.0385 + 0.0805)).abs() < 1e-4, "{paid} for {spoken} s");
}

#[tokio::test]
async fn a_web_plan_charges_each_video_by_the_begun_minute() {
    let sandbox = sandbox(Billing::WebPlan, 100).await;
    sandbox.submit_current().await;
    sandbox.submit_current().await;
    sandbox.skip(3600);
    assert!((left(&sandbox).await - 54.0).abs() < 1e-9);
}

#[tokio::test]
async fn photo_avatars_and_speech_are_charged_where_no_plan_includes_them() {
    let file = |asset: &Value| json!({ "type": "asset_id", "asset_id": asset });
    for (billing, avatar, a_second) in [
        (Billing::Wallet, 1.0, 0.000_667),
        (Billing::Enterprise, 1.0, 0.001_334),
        (Billing::UsageBased, 1.0, 0.001_334),
        (Billing::WebPlan, 0.0, 0.0),
    ] {
        let sandbox = sandbox(billing, 50).await;
        let asset = sandbox.upload_form(&png()).await.json()["data"]["asset_id"].clone();
        let photo = json!({ "type": "photo", "name": "Me", "file": file(&asset) });
        assert_eq!(sandbox.post("/v3/avatars", &photo).await.status, 200);
        sandbox.sandbox.fault("no-face:1".parse().unwrap());
        assert_eq!(sandbox.post("/v3/avatars", &photo).await.status, 200, "one that fails");
        assert!((left(&sandbox).await - 50.0).abs() < 1e-9, "nothing is paid before the end");
        sandbox.skip(3600);
        assert!((50.0 - left(&sandbox).await - avatar).abs() < 1e-9, "{billing}");
        let (_, voice) = sandbox.photo_and_voice().await;
        let body = json!({ "text": "word ".repeat(150), "voice_id": voice });
        let seconds = sandbox.post("/v3/voices/speech", &body).await.json()["data"]["duration"].clone();
        let paid = 50.0 - avatar - left(&sandbox).await;
        assert!((paid - seconds.as_f64().unwrap() * a_second).abs() < 1e-5, "{billing}: {paid}");
    }
    let empty = sandbox(Billing::Wallet, 0).await;
    let asset = empty.upload_form(&png()).await.json()["data"]["asset_id"].clone();
    let photo = json!({ "type": "photo", "name": "Me", "file": file(&asset) });
    let (_, voice) = empty.photo_and_voice().await;
    let speech = json!({ "text": "Hello.", "voice_id": voice });
    let looks = empty.look_count().await;
    for (path, body) in [("/v3/avatars", photo), ("/v3/voices/speech", speech)] {
        let reply = empty.post(path, &body).await;
        assert_eq!(
            (reply.status, &reply.json()["error"]["code"]),
            (402, &json!("insufficient_credit")),
            "{path}"
        );
    }
    assert_eq!(empty.look_count().await, looks);
}

#[tokio::test]
async fn photos_and_trainings_of_v2_cost_api_credits() {
    for (billing, photo, training) in [
        (Billing::Quota, 1.0, 4.0),
        (Billing::UsageBased, 1.0, 4.0),
        (Billing::Subscription, 0.0, 0.0),
        (Billing::Wallet, 0.0, 0.0),
    ] {
        let sandbox = sandbox(billing, 50).await;
        let left = async || {
            sandbox.get("/v2/user/remaining_quota").await.json()["data"]["remaining_quota"].as_f64().unwrap()
        };
        let start = left().await;
        let lost = async || (start - left().await) / 60.0;
        let key = sandbox.picture().await;
        let body = json!({ "name": "Me", "image_key": key });
        let made = sandbox.post("/v2/photo_avatar/avatar_group/create", &body).await;
        assert_eq!(made.status, 200, "{}", made.text());
        let group = made.json()["data"]["group_id"].clone();
        sandbox.skip(3600);
        assert!((lost().await - photo).abs() < 0.02, "{billing}: {}", lost().await);
        let body = json!({ "group_id": group });
        assert_eq!(sandbox.post("/v2/photo_avatar/train", &body).await.status, 200);
        assert_eq!(sandbox.post("/v2/photo_avatar/train", &body).await.status, 200, "it is running");
        sandbox.skip(3600);
        assert!((lost().await - photo - training).abs() < 0.02, "{billing}: {}", lost().await);
        let body = json!({ "group_id": group, "prompt": "In a red coat" });
        assert_eq!(sandbox.post("/v2/photo_avatar/look/generate", &body).await.status, 200);
        assert!((lost().await - 2.0 * photo - training).abs() < 0.02, "{billing}: {}", lost().await);
    }
    let empty = sandbox(Billing::Quota, 0).await;
    let body = json!({ "name": "Me", "image_key": empty.picture().await });
    let refused = empty.post("/v2/photo_avatar/avatar_group/create", &body).await;
    assert_ne!(refused.status, 200, "{}", refused.text());
}

#[tokio::test]
async fn an_account_without_a_plan_makes_five_videos_a_day() {
    let sandbox = sandbox(Billing::Free, 0).await;
    let account = account(&sandbox).await;
    assert_eq!(account["subscription"]["plan"], "free", "{account}");
    let first = sandbox.submit_current().await;
    for _ in 0..4 {
        sandbox.submit().await;
    }
    let order = sandbox.order().await;
    let refused = sandbox.post("/v3/videos", &order).await;
    assert_eq!((refused.status, &refused.json()["error"]["code"]), (402, &json!("trial_limit_exceeded")));
    let refused = sandbox.post("/v2/video/av4/generate", &sandbox.video().await).await;
    assert_eq!(
        (refused.status, &refused.json()["error"]["code"]),
        (429, &json!("trial_video_limit_exceeded"))
    );
    sandbox.skip(24 * 3600);
    let video = sandbox.video_of_v3(&first).await;
    assert_eq!(
        (&video["status"], &video["failure_code"]),
        (&json!("completed"), &json!("insufficient_credit"))
    );
    let marked = sandbox.follow(&video["video_url"], None).await.body;
    assert_eq!(sandbox.post("/v3/videos", &order).await.status, 200, "the next day");
    let paying = SandboxHarness::open().await;
    let id = paying.submit_current().await;
    paying.skip(3600);
    let video = paying.video_of_v3(&id).await;
    let unmarked = paying.follow(&video["video_url"], None).await.body;
    let measures = [&marked, &unmarked].map(|movie| super::videos::measure(movie));
    assert!(measures[0] == measures[1] && marked != unmarked, "it has a watermark");
}

#[tokio::test]
async fn a_refused_v3_submission_returns_a_v3_error() {
    let sandbox = SandboxHarness::open().await;
    let order = sandbox.order().await;
    for (kind, status, code) in [
        (InjectedFaultKind::NoCredit, 402, "insufficient_credit"),
        (InjectedFaultKind::DailyLimit, 429, "quota_exceeded"),
        (InjectedFaultKind::ServerError, 500, "internal_error"),
    ] {
        sandbox.sandbox.fault(crate::sandbox::InjectedFault::times(kind, 1));
        let reply = sandbox.post("/v3/videos", &order).await;
        assert_eq!((reply.status, &reply.json()["error"]["code"]), (status, &json!(code)));
        assert!(reply.json()["error"]["doc_url"].is_string());
    }
}
