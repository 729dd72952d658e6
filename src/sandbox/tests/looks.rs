//! Who can appear in v3 videos: public looks and digital twins, their engines, and what these refuse.

use serde_json::{Value, json};

use super::harness::SandboxHarness;

/// The first public look whose type and engines are these.
async fn public_look(sandbox: &SandboxHarness, kind: &str, engines: &Value) -> Value {
    let path = format!("/v3/avatars/looks?ownership=public&avatar_type={kind}&limit=50");
    let looks = sandbox.get(&path).await.json()["data"].as_array().unwrap().clone();
    looks.into_iter().find(|look| &look["supported_api_engines"] == engines).unwrap()
}

/// The status, the code and the parameter of the reply to a video of this look.
async fn outcome(sandbox: &SandboxHarness, look: &Value, options: &Value) -> (u16, String, String) {
    let mut order = sandbox.order().await;
    order["avatar_id"] = look["id"].clone();
    for (field, value) in options.as_object().unwrap() {
        order[field] = value.clone();
    }
    let reply = sandbox.post("/v3/videos", &order).await;
    let error = reply.json()["error"].clone();
    let text = |field: &str| error[field].as_str().unwrap_or_default().to_owned();
    (reply.status, text("code"), text("param"))
}

fn taken() -> (u16, String, String) {
    (200, String::new(), String::new())
}

fn refused(code: &str, param: &str) -> (u16, String, String) {
    (400, code.to_owned(), param.to_owned())
}

#[tokio::test]
async fn a_public_look_is_described_shown_and_cannot_be_changed() {
    let sandbox = SandboxHarness::open().await;
    let look = public_look(&sandbox, "photo_avatar", &json!(["avatar_v", "avatar_iv", "avatar_iii"])).await;
    let path = format!("/v3/avatars/looks/{}", look["id"].as_str().unwrap());
    assert_eq!(sandbox.get(&path).await.json()["data"], look);
    let voice = sandbox.get(&format!("/v3/voices/{}", look["default_voice_id"].as_str().unwrap())).await;
    assert_eq!(voice.status, 200);
    let preview = sandbox.follow(&look["preview_image_url"], None).await;
    let size = image::load_from_memory(&preview.body).unwrap();
    assert_eq!((&look["image_width"], &look["image_height"]), (&json!(size.width()), &json!(size.height())));
    let group = sandbox.get(&format!("/v3/avatars/{}", look["group_id"].as_str().unwrap())).await.json();
    assert_eq!((&group["data"]["id"], &group["data"]["looks_count"]), (&look["group_id"], &json!(12)));
    assert_eq!(sandbox.delete(&path).await.status, 403);
    assert_eq!(outcome(&sandbox, &look, &json!({})).await, taken());
}

#[tokio::test]
async fn a_look_is_animated_by_its_engines_only() {
    let sandbox = SandboxHarness::open().await;
    let old = public_look(&sandbox, "studio_avatar", &json!(["avatar_iii"])).await;
    let mut order = sandbox.order().await;
    order["avatar_id"] = old["id"].clone();
    let error = sandbox.post("/v3/videos", &order).await.json()["error"].clone();
    assert_eq!(error["message"], "This video avatar does not support Avatar IV video generation");
    let engine = |word: &str| json!({ "engine": { "type": word } });
    assert_eq!(outcome(&sandbox, &old, &engine("avatar_iii")).await, taken());
    let new = public_look(&sandbox, "photo_avatar", &json!(["avatar_6"])).await;
    assert_eq!(outcome(&sandbox, &new, &json!({})).await, refused("avatar_not_usable", "avatar_id"));
    assert_eq!(outcome(&sandbox, &new, &engine("avatar_6")).await, taken());
    assert_eq!(
        outcome(&sandbox, &old, &engine("avatar_6")).await,
        refused("invalid_parameter", "engine.type")
    );
}

#[tokio::test]
async fn expressiveness_is_for_photos_on_avatar_iv() {
    let sandbox = SandboxHarness::open().await;
    let photo = public_look(&sandbox, "photo_avatar", &json!(["avatar_v", "avatar_iv", "avatar_iii"])).await;
    let studio = public_look(&sandbox, "studio_avatar", &json!(["avatar_iv", "avatar_iii"])).await;
    let lively = |engine: &str| json!({ "expressiveness": "medium", "engine": { "type": engine } });
    let no = refused("invalid_parameter", "expressiveness");
    for (look, engine, expected) in [
        (&photo, "avatar_iv", &taken()),
        (&photo, "avatar_v", &no),
        (&photo, "avatar_iii", &no),
        (&studio, "avatar_iv", &no),
    ] {
        assert_eq!(&outcome(&sandbox, look, &lively(engine)).await, expected, "{engine}");
    }
}

#[tokio::test]
async fn motion_needs_a_photo_on_avatar_iv_or_a_recording_on_avatar_v() {
    let sandbox = SandboxHarness::open().await;
    let stock = public_look(&sandbox, "photo_avatar", &json!(["avatar_v", "avatar_iv", "avatar_iii"])).await;
    let twins = sandbox.get("/v3/avatars/looks?avatar_type=digital_twin").await.json()["data"].clone();
    let twin = twins.as_array().unwrap().iter().find(|twin| twin["name"] == "Ada, recorded").unwrap().clone();
    let (own, _) = sandbox.photo_and_voice().await;
    let own = json!({ "id": own });
    let moving = |engine: Value| json!({ "motion_prompt": "Nods", "engine": engine });
    let (four, five) = (json!({ "type": "avatar_iv" }), json!({ "type": "avatar_v" }));
    let no = refused("invalid_parameter", "motion_prompt");
    for (look, engine, expected) in [
        (&own, &four, &taken()),
        (&own, &five, &no),
        (&stock, &five, &taken()),
        (&twin, &five, &taken()),
        (&twin, &four, &no),
    ] {
        let got = outcome(&sandbox, look, &moving(engine.clone())).await;
        assert_eq!(&got, expected, "{look} on {engine}");
    }
    let referring = |id: &Value| json!({ "engine": { "type": "avatar_v", "reference_look_id": id } });
    assert_eq!(outcome(&sandbox, &twin, &referring(&twin["id"])).await, taken());
    let other_group = refused("invalid_parameter", "engine.reference_look_id");
    assert_eq!(outcome(&sandbox, &own, &referring(&twin["id"])).await, other_group);
    let unknown = (404, "avatar_not_found".to_owned(), "engine.reference_look_id".to_owned());
    assert_eq!(outcome(&sandbox, &own, &referring(&json!("nobody"))).await, unknown);
}

#[tokio::test]
async fn a_twin_waits_for_the_consent_of_its_person() {
    let sandbox = SandboxHarness::open().await;
    let twins = sandbox.get("/v3/avatars/looks?avatar_type=digital_twin").await.json()["data"].clone();
    let waiting = twins.as_array().unwrap().iter().find(|twin| twin["status"] == "pending_consent").unwrap();
    assert_eq!(outcome(&sandbox, waiting, &json!({})).await, refused("avatar_consent_required", "avatar_id"));
    let group = sandbox.get(&format!("/v3/avatars/{}", waiting["group_id"].as_str().unwrap())).await.json();
    assert_eq!(group["data"]["consent_status"], "pending");
}
