//! Prices in each billing, and videos that the balance does not cover.

use serde_json::{Value, json};

use super::harness::SandboxHarness;
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
        "wallet" => &account[form]["remaining_balance"],
        "subscription" => &account[form]["credits"]["premium_credits"]["remaining"],
        _ => &account[form]["remaining_credits"],
    };
    amount.as_f64().unwrap_or_else(|| panic!("{account}"))
}

#[tokio::test]
async fn a_completed_video_is_charged_in_the_unit_of_the_account() {
    for (billing, a_second) in
        [(Billing::Wallet, 0.05), (Billing::Subscription, 1.0 / 3.0), (Billing::UsageBased, 0.1)]
    {
        let sandbox = sandbox(billing, 50).await;
        let (id, _) = (sandbox.submit_current().await, sandbox.submit().await);
        assert!((left(&sandbox).await - 50.0).abs() < 1e-9, "nothing is paid before the end");
        sandbox.skip(3600);
        let mut seconds = sandbox.video_of_v3(&id).await["duration"].as_f64().unwrap();
        seconds += sandbox.sandbox.report().paid[1].duration;
        let exact = sandbox.sandbox.report().credits;
        let paid = 50.0 - exact;
        // Units are whole sixtieths of a credit, and two videos are rounded.
        assert!((paid - seconds * a_second).abs() < 0.04, "{billing}: {paid} for {seconds} s");
        // Premium credits are shown as whole ones.
        let expected = if billing == Billing::Subscription { exact.floor() } else { exact };
        assert!((expected - left(&sandbox).await).abs() < 1e-9, "{billing}");
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
async fn failed_and_test_videos_are_free_and_4k_costs_a_third_more() {
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
    let mut order = sandbox.order().await;
    order["script"] = json!("word ".repeat(150));
    order["resolution"] = json!("4k");
    assert_eq!(sandbox.post("/v3/videos", &order).await.status, 200);
    sandbox.skip(3600);
    let seconds = sandbox.sandbox.report().paid.last().unwrap().duration;
    assert!((50.0 - left(&sandbox).await - seconds * 0.0667).abs() < 0.02);
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
