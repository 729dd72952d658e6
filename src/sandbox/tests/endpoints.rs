//! Single voices, groups, looks and uploads of v3; API keys as bearer tokens.

use serde_json::{Value, json};

use super::harness::{Reply, SandboxHarness, png};
use super::receiver::Receiver;

async fn patch(sandbox: &SandboxHarness, path: &str, body: &Value) -> Reply {
    let headers = [("X-Api-Key", "test"), ("Content-Type", "application/json")];
    sandbox.call("PATCH", path, &headers, body.to_string().as_bytes()).await.unwrap()
}

/// The look of a photo that was made through v3, in this group or a new one.
async fn make_look(sandbox: &SandboxHarness, name: &str, group: Option<&str>) -> Value {
    let asset = sandbox.upload_form(&png()).await.json()["data"]["asset_id"].clone();
    let file = json!({ "type": "asset_id", "asset_id": asset });
    let body = json!({ "type": "photo", "name": name, "file": file, "avatar_group_id": group });
    sandbox.post("/v3/avatars", &body).await.json()["data"].clone()
}

fn refusal(reply: &Reply) -> (u16, String) {
    (reply.status, reply.json()["error"]["code"].as_str().unwrap().to_owned())
}

#[tokio::test]
async fn every_voice_is_found_by_its_id() {
    let sandbox = SandboxHarness::open().await;
    for kind in ["public", "private"] {
        let listed = sandbox.get(&format!("/v3/voices?type={kind}&limit=1")).await.json()["data"][0].clone();
        let path = format!("/v3/voices/{}", listed["voice_id"].as_str().unwrap());
        let voice = sandbox.get(&path).await.json()["data"].clone();
        for (field, value) in listed.as_object().unwrap() {
            assert_eq!(&voice[field], value, "{field}");
        }
        let status = if kind == "private" { json!("complete") } else { Value::Null };
        assert_eq!((&voice["status"], voice["support_interactive_avatar"].is_boolean()), (&status, true));
    }
    let unlisted = sandbox.get("/v3/voices/7e02b6d1c4f94a3c8d15a90be637f248").await.json()["data"].clone();
    assert_eq!(unlisted["name"], "Odile", "an id that no list has");
    assert_eq!(refusal(&sandbox.get("/v3/voices/nobody").await), (404, "voice_not_found".to_owned()));
}

#[tokio::test]
async fn looks_can_be_renamed_and_deleting_the_last_deletes_the_group() {
    let sandbox = SandboxHarness::open().await;
    let made = make_look(&sandbox, "Me", None).await;
    let (group, first) =
        (made["avatar_group"]["id"].as_str().unwrap(), made["avatar_item"]["id"].as_str().unwrap());
    let second = make_look(&sandbox, "Me again", Some(group)).await;
    let (group_path, first_path) = (format!("/v3/avatars/{group}"), format!("/v3/avatars/looks/{first}"));
    let second_path = format!("/v3/avatars/looks/{}", second["avatar_item"]["id"].as_str().unwrap());
    let described = sandbox.get(&group_path).await.json()["data"].clone();
    assert_eq!((&described["looks_count"], &described["name"]), (&json!(2), &json!("Me")));
    let renamed = patch(&sandbox, &first_path, &json!({ "name": "Ada" })).await.json()["data"].clone();
    assert_eq!((&renamed["id"], &renamed["name"]), (&json!(first), &json!("Ada")));
    assert_eq!(sandbox.get(&first_path).await.json()["data"]["name"], "Ada");
    assert_eq!(sandbox.get(&format!("/v2/photo_avatar/{first}")).await.json()["data"]["name"], "Ada");
    for (name, code) in [(json!(""), 400), (json!("x".repeat(256)), 400), (json!(7), 400), (Value::Null, 200)]
    {
        assert_eq!(patch(&sandbox, &first_path, &json!({ "name": name })).await.status, code, "{name}");
    }

    assert_eq!(sandbox.delete(&first_path).await.json(), json!({ "data": { "id": first } }));
    assert_eq!(refusal(&sandbox.get(&first_path).await), (404, "avatar_not_found".to_owned()));
    let left = sandbox.get(&group_path).await.json()["data"].clone();
    assert_eq!((&left["looks_count"], &left["name"]), (&json!(1), &json!("Me again")), "the group stays");
    let listed = sandbox.get("/v3/avatars?ownership=private&limit=1").await.json()["data"][0].clone();
    assert_eq!(listed["id"], group);
    let older = sandbox.get("/v2/avatar_group.list").await.json()["data"]["avatar_group_list"][0].clone();
    assert_eq!((&older["id"], &older["num_looks"]), (&json!(group), &json!(1)));
    assert_eq!(sandbox.delete(&second_path).await.status, 200);
    for path in [&group_path, &first_path, &second_path] {
        assert_eq!(refusal(&sandbox.get(path).await), (404, "avatar_not_found".to_owned()), "{path}");
    }
    assert_ne!(sandbox.get("/v3/avatars?ownership=private&limit=1").await.json()["data"][0]["id"], group);
    assert_eq!(sandbox.delete(&second_path).await.status, 404);
}

#[tokio::test]
async fn looks_of_the_sandbox_cannot_be_changed() {
    let sandbox = SandboxHarness::open().await;
    let (photo, _) = sandbox.photo_and_voice().await;
    for id in [photo.as_str(), "Adrian_public_20240312"] {
        let path = format!("/v3/avatars/looks/{id}");
        assert_eq!(refusal(&sandbox.delete(&path).await), (403, "forbidden".to_owned()));
        assert_eq!(
            refusal(&patch(&sandbox, &path, &json!({ "name": "Mine" })).await),
            (403, "forbidden".to_owned())
        );
        assert_eq!(sandbox.get(&path).await.status, 200);
    }
}

#[tokio::test]
async fn a_look_for_an_existing_photo_adds_no_group() {
    let sandbox = SandboxHarness::open().await;
    let (photo, _) = sandbox.photo_and_voice().await;
    let groups = |list: &Value| list["data"]["avatar_group_list"].as_array().unwrap().len();
    let before = groups(&sandbox.get("/v2/avatar_group.list").await.json());
    make_look(&sandbox, "Another", Some(&photo)).await;
    assert_eq!(groups(&sandbox.get("/v2/avatar_group.list").await.json()), before);
    assert_eq!(sandbox.get(&format!("/v3/avatars/{photo}")).await.json()["data"]["looks_count"], 2);
}

#[tokio::test]
async fn uploads_are_listed_described_and_deleted() {
    let sandbox = SandboxHarness::open().await;
    let first = sandbox.upload_form(&png()).await.json()["data"].clone();
    let sound = sandbox.upload("audio/mpeg", b"ID3 but short").await.json()["data"].clone();
    let owner = sandbox.get("/v3/users/me").await.json()["data"]["username"].as_str().unwrap().to_owned();
    let list = |query: &str| format!("/v3/assets?username={owner}{query}");
    let page = sandbox.get(&list("&limit=1")).await.json();
    assert_eq!((&page["data"][0]["id"], &page["has_more"]), (&sound["id"], &json!(true)));
    let token = page["next_token"].as_str().unwrap().replace('=', "%3D");
    let next = sandbox.get(&list(&format!("&token={token}"))).await.json();
    assert_eq!((&next["data"][0]["id"], &next["has_more"]), (&first["asset_id"], &json!(false)));
    let pictures = sandbox.get(&list("&file_type=image")).await.json()["data"].clone();
    assert_eq!(pictures.as_array().unwrap().len(), 1);
    for query in ["&folder_id=f", "&file_type=font"] {
        assert_eq!(sandbox.get(&list(query)).await.json()["data"], json!([]), "{query}");
    }
    assert_eq!(sandbox.get("/v3/assets?username=somebody").await.json()["data"], json!([]));
    assert_eq!(sandbox.get("/v3/assets").await.json()["error"]["param"], "username");

    let path = format!("/v3/assets/{}", first["asset_id"].as_str().unwrap());
    let asset = sandbox.get(&path).await.json()["data"].clone();
    assert_eq!(
        (&asset["type"], &asset["owner"], &asset["url"]),
        (&json!("image"), &json!(owner), &first["url"])
    );
    assert!(asset["uploaded_at"].is_i64());
    let file = json!({ "type": "asset_id", "asset_id": first["asset_id"] });
    let photo = json!({ "type": "photo", "name": "Me", "file": file });
    let look = sandbox.post("/v3/avatars", &photo).await.json()["data"]["avatar_item"].clone();
    assert_eq!(sandbox.delete(&path).await.json(), json!({ "data": { "id": first["asset_id"] } }));
    for reply in
        [sandbox.get(&path).await, sandbox.delete(&path).await, sandbox.post("/v3/avatars", &photo).await]
    {
        assert_eq!(refusal(&reply), (404, "asset_not_found".to_owned()));
    }
    assert_eq!(
        sandbox.follow(&look["preview_image_url"], None).await.body,
        png(),
        "the look keeps its picture"
    );
    assert_eq!(sandbox.get(&list("&file_type=image")).await.json()["data"], json!([]));
}

#[tokio::test]
async fn picture_urls_are_fetched_only_from_loopback() {
    let sandbox = SandboxHarness::open().await;
    let (_, voice) = sandbox.photo_and_voice().await;
    let picture = |body: &[u8], status: u16| {
        let head = format!("HTTP/1.1 {status} Answer\r\nContent-Length: {}\r\n\r\n", body.len());
        [head.as_bytes(), body].concat()
    };
    let replies =
        [picture(&png(), 200), picture(&png(), 200), picture(&png(), 404), picture(b"not a picture", 200)];
    let mut server = Receiver::replying(replies.into()).await;
    let image = |url: &str| json!({ "type": "url", "url": url });
    let looks = sandbox.look_count().await;
    let body = json!({ "type": "image", "image": image(&format!("{}/me.png", server.url)), "script": "Hello.",
        "voice_id": voice, "aspect_ratio": "auto", "resolution": "720p" });
    let id = sandbox.post("/v3/videos", &body).await.json()["data"]["video_id"].clone();
    assert!(server.next().await.head.starts_with("GET /me.png HTTP/1.1\r\n"));
    sandbox.skip(3600);
    let video = sandbox.video_of_v3(id.as_str().unwrap()).await;
    let (width, height, _) = super::videos::measure(&sandbox.follow(&video["video_url"], None).await.body);
    assert_eq!((width, height), (720, 900), "as the picture is");
    let photo = json!({ "type": "photo", "name": "Me", "file": image(&format!("{}/b.png", server.url)) });
    let made = sandbox.post("/v3/avatars", &photo).await.json()["data"]["avatar_item"].clone();
    assert_eq!(sandbox.follow(&made["preview_image_url"], None).await.body, png());
    for url in [
        format!("{}/missing.png", server.url),
        format!("{}/text.png", server.url),
        "http://example.test/a.png".to_owned(),
        "https://127.0.0.1/a.png".to_owned(),
    ] {
        let mut body = body.clone();
        body["image"] = image(&url);
        let reply = sandbox.post("/v3/videos", &body).await;
        assert_eq!(refusal(&reply), (400, "download_failed".to_owned()), "{url}");
        assert_eq!(reply.json()["error"]["param"], "image.url");
    }
    let owner = sandbox.get("/v3/users/me").await.json()["data"]["username"].as_str().unwrap().to_owned();
    let listed = sandbox.get(&format!("/v3/assets?username={owner}")).await.json()["data"].clone();
    assert_eq!(listed, json!([]), "what was fetched is no upload");
    sandbox.delete(&format!("/v3/avatars/looks/{}", made["id"].as_str().unwrap())).await;
    assert_eq!(sandbox.look_count().await, looks, "a picture makes no avatar");
}

#[tokio::test]
async fn v3_accepts_the_api_key_as_a_bearer_token() {
    let options = crate::sandbox::Options { key: Some("right".to_owned()), ..Default::default() };
    let sandbox = SandboxHarness::with(options).await;
    for (path, value, status) in [
        ("/v3/users/me", "Bearer right", 200),
        ("/v3/users/me", "bearer  right", 200),
        ("/v3/users/me", "Bearer wrong", 401),
        ("/v3/users/me", "Basic right", 401),
        ("/v3/users/me", "Bearer", 401),
        ("/v2/voices", "Bearer right", 401),
    ] {
        let reply = sandbox.call("GET", path, &[("Authorization", value)], b"").await.unwrap();
        assert_eq!(reply.status, status, "{path} {value}");
    }
    let both = [("X-Api-Key", "wrong"), ("Authorization", "Bearer right")];
    assert_eq!(sandbox.call("GET", "/v3/users/me", &both, b"").await.unwrap().status, 401);
}

#[tokio::test]
async fn a_digital_twin_is_listed_and_needs_its_own_engine() {
    let sandbox = SandboxHarness::open().await;
    let twins = sandbox.get("/v3/avatars/looks?avatar_type=digital_twin&ownership=private").await.json();
    let twin = &twins["data"][0];
    assert_eq!((&twin["avatar_type"], &twins["has_more"]), (&json!("digital_twin"), &json!(false)));
    let group = sandbox.get(&format!("/v3/avatars/{}", twin["group_id"].as_str().unwrap())).await.json();
    assert_eq!(group["data"]["name"], twin["name"]);
    let mut order = sandbox.order().await;
    order["avatar_id"] = twin["id"].clone();
    assert_eq!(refusal(&sandbox.post("/v3/videos", &order).await), (400, "avatar_not_usable".to_owned()));
    order["engine"] = json!({ "type": twin["supported_api_engines"][0] });
    assert_eq!(sandbox.post("/v3/videos", &order).await.status, 200);
    let new = json!({ "type": "digital_twin", "name": "Me", "file": {} });
    let error = sandbox.post("/v3/avatars", &new).await.json()["error"].clone();
    assert!(
        error["param"] == "type" && error["message"].as_str().unwrap().contains("is digital_twin"),
        "{error}"
    );
}
