//! What videos cost in each form of billing, and what a lack of money does.

use serde_json::{Value, json};

use super::client::House;
use crate::sandbox::{Billing, FaultKind, Options, Terms};

async fn house(billing: Billing, credits: u32) -> House {
    let terms = Terms { billing, ..Terms::default() };
    House::with(Options { terms, credits, ..Options::default() }).await
}

async fn account(house: &House) -> Value {
    house.get("/v3/users/me").await.json()["data"].clone()
}

/// What is left, in the unit of the account.
async fn left(house: &House) -> f64 {
    let account = account(house).await;
    let form = account["billing_type"].as_str().unwrap();
    let amount = match form {
        "wallet" => &account[form]["remaining_balance"],
        "subscription" => &account[form]["credits"]["premium_credits"]["remaining"],
        _ => &account[form]["remaining_credits"],
    };
    amount.as_f64().unwrap_or_else(|| panic!("{account}"))
}

#[tokio::test]
async fn a_finished_video_is_paid_in_the_unit_of_the_account() {
    for (billing, a_second) in
        [(Billing::Wallet, 0.05), (Billing::Subscription, 1.0 / 3.0), (Billing::UsageBased, 0.1)]
    {
        let house = house(billing, 50).await;
        let (id, _) = (house.submit_current().await, house.submit().await);
        assert!((left(&house).await - 50.0).abs() < 1e-9, "nothing is paid before the end");
        house.skip(3600);
        let mut seconds = house.video_of_v3(&id).await["duration"].as_f64().unwrap();
        seconds += house.sandbox.ledger().paid[1].duration;
        let exact = house.sandbox.ledger().credits;
        let paid = 50.0 - exact;
        // Units are whole sixtieths of a credit, and two videos are rounded.
        assert!((paid - seconds * a_second).abs() < 0.04, "{billing}: {paid} for {seconds} s");
        // Premium credits are told as whole ones.
        let told = if billing == Billing::Subscription { exact.floor() } else { exact };
        assert!((told - left(&house).await).abs() < 1e-9, "{billing}");
    }
}

#[tokio::test]
async fn the_older_quota_counts_the_same_money() {
    for (billing, quota, plan) in [
        (Billing::Subscription, 600, 600),
        (Billing::UsageBased, 600, 0),
        // Ten dollars are twenty API credits.
        (Billing::Wallet, 1200, 0),
    ] {
        let house = house(billing, 10).await;
        let data = house.get("/v2/user/remaining_quota").await.json()["data"].clone();
        assert_eq!(
            (&data["remaining_quota"], &data["details"]["plan_credit"], &data["details"]["api"]),
            (&json!(quota), &json!(plan), &json!(quota - plan)),
            "{billing}"
        );
    }
}

#[tokio::test]
async fn v3_refuses_what_cannot_be_paid_and_counts_what_is_under_way() {
    let house = house(Billing::Subscription, 1).await;
    let order = house.order().await;
    // Each takes two fifths of the credit.
    assert_eq!(house.post("/v3/videos", &order).await.status, 200);
    assert_eq!(house.post("/v3/videos", &order).await.status, 200);
    let reply = house.post("/v3/videos", &order).await;
    assert_eq!((reply.status, &reply.json()["error"]["code"]), (402, &json!("insufficient_credit")));
    assert_eq!(house.sandbox.ledger().paid.len(), 2);
    house.skip(3600);
    assert!(house.sandbox.ledger().paid.iter().all(|paid| paid.status == "completed"));
    let last = house.submit().await;
    house.skip(3600);
    let late = house.video_of_v3(&last).await;
    assert_eq!((&late["status"], &late["failure_code"]), (&json!("failed"), &json!("insufficient_credit")));
    let detail = house.get(&format!("/v2/videos/{last}")).await.json()["data"]["failure_code"].clone();
    assert_eq!(detail, "MOVIO_PAYMENT_INSUFFICIENT_CREDIT");
}

#[tokio::test]
async fn usage_goes_on_in_dollars_up_to_its_cap() {
    let house = house(Billing::UsageBased, 0).await;
    house.submit_current().await;
    house.skip(3600);
    let usage = account(&house).await["usage_based"].clone();
    assert!(usage["spending_current_usd"].as_f64().is_some_and(|spent| spent > 0.0), "{usage}");
    let mut order = house.order().await;
    // Ten dollars are two hundred seconds.
    order["script"] = json!("word ".repeat(600));
    assert_eq!(house.post("/v3/videos", &order).await.status, 402);
}

#[tokio::test]
async fn failures_and_trials_cost_nothing_and_4k_a_third_more() {
    let house = house(Billing::Wallet, 50).await;
    let (photo, voice) = house.photo_and_voice().await;
    for name in ["failed:1", "failed-number:1", "failed-string:1", "failed-null:1", "402-at-poll:1"] {
        house.sandbox.fault(name.parse().unwrap());
        let id = house.submit_current().await;
        house.skip(3600);
        let video = house.video_of_v3(&id).await;
        assert_eq!((&video["status"], &video["video_url"]), (&json!("failed"), &Value::Null), "{name}");
        assert_eq!(video["failure_message"].is_null(), name == "failed-null:1", "{video}");
    }
    let trial = json!({ "test": true, "video_inputs": [{
        "character": { "type": "talking_photo", "talking_photo_id": photo },
        "voice": { "type": "text", "voice_id": voice, "input_text": "Hello." } }] });
    assert_eq!(house.post("/v2/video/generate", &trial).await.status, 200);
    house.skip(3600);
    assert!((left(&house).await - 50.0).abs() < 1e-9);
    let mut order = house.order().await;
    order["script"] = json!("word ".repeat(150));
    order["resolution"] = json!("4k");
    assert_eq!(house.post("/v3/videos", &order).await.status, 200);
    house.skip(3600);
    let seconds = house.sandbox.ledger().paid.last().unwrap().duration;
    assert!((50.0 - left(&house).await - seconds * 0.0667).abs() < 0.02);
}

#[tokio::test]
async fn a_refused_submission_speaks_v3() {
    let house = House::open().await;
    let order = house.order().await;
    for (kind, status, code) in [
        (FaultKind::NoCredit, 402, "insufficient_credit"),
        (FaultKind::DailyLimit, 429, "quota_exceeded"),
        (FaultKind::ServerError, 500, "internal_error"),
    ] {
        house.sandbox.fault(crate::sandbox::Fault::times(kind, 1));
        let reply = house.post("/v3/videos", &order).await;
        assert_eq!((reply.status, &reply.json()["error"]["code"]), (status, &json!(code)));
        assert!(reply.json()["error"]["doc_url"].is_string());
    }
}
