//! The public fields of v3 bodies other than videos, from `tests/v3-body-fields.tsv`: anything else is refused.

use serde_json::{Value, json};

use super::harness::{Reply, SandboxHarness, png};

const TABLE: &str = include_str!("../../../tests/v3-body-fields.tsv");

/// A field of the table as it is in a valid request.
fn valid_value(field: &str, valid: &Value) -> Value {
    match field {
        "input_type" => json!("text"),
        "language" | "locale" => json!("en-US"),
        "speed" => json!(1.0),
        "reference_images" | "events" => json!([]),
        _ => valid[field].clone(),
    }
}

async fn send(sandbox: &SandboxHarness, request: &str, body: &Value) -> Reply {
    let (method, path) = request.split_once(' ').unwrap();
    let headers = [("X-API-KEY", "test"), ("Content-Type", "application/json")];
    sandbox.call(method, path, &headers, body.to_string().as_bytes()).await.unwrap()
}

#[tokio::test]
async fn bodies_with_other_fields_are_refused() {
    let sandbox = SandboxHarness::open().await;
    let (_, voice) = sandbox.photo_and_voice().await;
    let asset = sandbox.upload_form(&png()).await.json()["data"]["asset_id"].clone();
    let photo = json!({ "type": "photo", "name": "Me", "file": { "type": "asset_id", "asset_id": asset } });
    let look = sandbox.post("/v3/avatars", &photo).await.json()["data"]["avatar_item"]["id"].clone();
    let hook = json!({ "url": "https://a.example/hook" });
    let endpoint = sandbox.post("/v3/webhooks/endpoints", &hook).await.json()["data"]["endpoint_id"].clone();
    for (name, path, valid) in [
        ("POST /v3/voices/speech", "", json!({ "text": "Hello.", "voice_id": voice })),
        ("POST /v3/avatars photo", "", photo),
        ("POST /v3/avatars prompt", "", json!({ "type": "prompt", "name": "Ana", "prompt": "A pilot" })),
        ("PATCH /v3/avatars/looks", look.as_str().unwrap(), json!({ "name": "Ada" })),
        ("POST /v3/webhooks/endpoints", "", hook.clone()),
        ("PATCH /v3/webhooks/endpoints", endpoint.as_str().unwrap(), hook),
    ] {
        let words: Vec<&str> = name.split(' ').take(2).collect();
        let slash = if path.is_empty() { "" } else { "/" };
        let request = format!("{}{slash}{path}", words.join(" "));
        for extra in ["foo", "pitch"] {
            let mut body = valid.clone();
            body[extra] = json!(1);
            let reply = send(&sandbox, &request, &body).await;
            assert_eq!(reply.status, 400, "{name} {extra}: {}", reply.text());
            let why = "extra fields not permitted";
            assert!(reply.text().contains(extra) && reply.text().contains(why), "{name}: {}", reply.text());
        }
        let rows = TABLE.lines().map(|line| line.split('\t').collect::<Vec<_>>());
        for row in rows.filter(|row| row[0] == name) {
            let mut body = valid.clone();
            body[row[1]] = valid_value(row[1], &valid);
            let reply = send(&sandbox, &request, &body).await;
            assert!(!reply.text().contains("not permitted"), "{name} {}: {}", row[1], reply.text());
        }
    }
}
