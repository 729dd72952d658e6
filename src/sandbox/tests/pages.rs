//! Paged lists of v3: cursors and filters.

use std::collections::BTreeSet;

use serde_json::{Value, json};

use super::harness::SandboxHarness;

/// Every item of a list, page by page; `query` says what else is asked.
async fn walk(sandbox: &SandboxHarness, path: &str, limit: usize, query: &str) -> Vec<Value> {
    let mut items: Vec<Value> = Vec::new();
    let mut token = String::new();
    loop {
        let page = sandbox.get(&format!("{path}?limit={limit}{query}&token={token}")).await.json();
        let data = page["data"].as_array().unwrap_or_else(|| panic!("{page}"));
        assert!(data.len() <= limit && (data.len() == limit || page["has_more"] == false), "{page}");
        items.extend(data.iter().cloned());
        assert_eq!(page["has_more"].as_bool().unwrap(), page["next_token"].is_string());
        match page["next_token"].as_str() {
            // A cursor may have signs that an address has to escape.
            Some(next) => token = next.replace('+', "%2B").replace('/', "%2F").replace('=', "%3D"),
            None => return items,
        }
    }
}

fn ids(items: &[Value], field: &str) -> Vec<String> {
    items.iter().map(|item| item[field].as_str().unwrap().to_owned()).collect()
}

#[tokio::test]
async fn v3_lists_the_voices_of_v2_and_further_ones_before_them() {
    let sandbox = SandboxHarness::open().await;
    let public = walk(&sandbox, "/v3/voices", 100, "").await;
    let own = walk(&sandbox, "/v3/voices", 2, "&type=private").await;
    assert_eq!((public.len(), own.len()), (297 + 64, 3));
    let mut all: Vec<String> = [ids(&public[64..], "voice_id"), ids(&own, "voice_id")].concat();
    let older = sandbox.get("/v2/voices").await.json()["data"]["voices"].clone();
    let mut older = ids(older.as_array().unwrap(), "voice_id");
    all.sort();
    older.sort();
    assert_eq!(all, older);
    assert_eq!(sandbox.get("/v3/voices").await.json()["data"].as_array().unwrap().len(), 20);
}

#[tokio::test]
async fn sibling_voices_differ_in_the_emotion_after_their_name() {
    let sandbox = SandboxHarness::open().await;
    let public = walk(&sandbox, "/v3/voices", 100, "").await;
    let names = ids(&public, "name");
    for name in ["Mateo - Excited", "Kasia - Friendly", "Bold Kasia - Friendly 😊", "Pedro Lima - Serious 😐"]
    {
        assert!(names.iter().any(|listed| listed == name), "{name}");
    }
    let siblings = public.iter().filter(|voice| voice["name"].as_str().unwrap().starts_with("Kasia - "));
    let siblings: Vec<&Value> = siblings.collect();
    assert!(siblings.len() == 5 && siblings.iter().all(|voice| voice["preview_audio_url"].is_string()));
    let sample = sandbox.follow(&siblings[0]["preview_audio_url"], None).await;
    assert_eq!(&sample.body[..4], b"RIFF");
    assert!(
        public[..30].iter().all(|voice| voice["preview_audio_url"].is_null()),
        "first those without a sample"
    );
    let older = sandbox.get("/v2/voices").await.text();
    assert!(!older.contains("Mateo - Excited"));
}

#[tokio::test]
async fn voices_are_filtered_by_language_gender_and_engine() {
    let sandbox = SandboxHarness::open().await;
    let women = walk(&sandbox, "/v3/voices", 50, "&language=english&gender=female").await;
    assert!(women.len() > 5, "{}", women.len());
    assert!(women.iter().all(|voice| voice["language"] == "English" && voice["gender"] == "female"));
    let usual = walk(&sandbox, "/v3/voices", 100, "&engine=starfish").await;
    let others = walk(&sandbox, "/v3/voices", 100, "&engine=elevenlabs").await;
    assert!(!others.is_empty() && usual.len() + others.len() == 297 + 64);
    assert!(walk(&sandbox, "/v3/voices", 100, "&engine=nobody&anything=else").await.is_empty());
}

#[tokio::test]
async fn looks_and_groups_are_paged_and_filtered() {
    let sandbox = SandboxHarness::open().await;
    let key = sandbox.picture().await;
    let made = sandbox
        .post("/v2/photo_avatar/avatar_group/create", &json!({ "name": "Me", "image_key": key }))
        .await;
    let group = made.json()["data"]["group_id"].as_str().unwrap().to_owned();
    let add = json!({ "group_id": group, "image_keys": [key, key], "name": "Me again" });
    sandbox.post("/v2/photo_avatar/avatar_group/add", &add).await;
    let looks = walk(&sandbox, "/v3/avatars/looks", 7, "&ownership=private").await;
    assert_eq!((looks.len(), ids(&looks, "id").iter().collect::<BTreeSet<_>>().len()), (42, 42));
    let public = walk(&sandbox, "/v3/avatars/looks", 50, "&ownership=public").await;
    assert_eq!((public.len(), ids(&public, "id").iter().collect::<BTreeSet<_>>().len()), (3000, 3000));
    let photos = walk(&sandbox, "/v3/avatars/looks", 50, "&ownership=public&avatar_type=photo_avatar").await;
    assert!(photos.len() > 1000 && photos.iter().all(|look| look["avatar_type"] == "photo_avatar"));
    assert_eq!(walk(&sandbox, "/v3/avatars/looks", 50, "&avatar_type=digital_twin").await.len(), 3);
    let mine = walk(&sandbox, "/v3/avatars/looks", 2, &format!("&group_id={group}")).await;
    assert_eq!((mine.len(), &mine[2]["id"]), (3, &json!(group)));
    let groups = walk(&sandbox, "/v3/avatars", 10, "&ownership=private").await;
    assert_eq!((&groups[0]["id"], &groups[0]["looks_count"]), (&json!(group), &json!(3)));
    assert_eq!(groups.len(), 40);
}

#[tokio::test]
async fn new_and_deleted_videos_do_not_shift_later_pages() {
    let sandbox = SandboxHarness::open().await;
    let mut videos = Vec::new();
    for _ in 0..6 {
        videos.insert(0, sandbox.submit_current().await);
    }
    let first = sandbox.get("/v3/videos?limit=2").await.json();
    assert_eq!(ids(first["data"].as_array().unwrap(), "id"), videos[..2]);
    sandbox.submit().await;
    sandbox.delete(&format!("/v3/videos/{}", videos[1])).await;
    let token = first["next_token"].as_str().unwrap().replace('=', "%3D");
    let second = sandbox.get(&format!("/v3/videos?limit=3&token={token}")).await.json();
    assert_eq!(ids(second["data"].as_array().unwrap(), "id"), videos[2..5]);
    assert_eq!(walk(&sandbox, "/v3/videos", 2, "&title=LAUNCH").await.len(), 6);
    assert!(walk(&sandbox, "/v3/videos", 2, "&title=nothing").await.is_empty());
    assert!(walk(&sandbox, "/v3/videos", 2, "&folder_id=f").await.is_empty());
}

#[tokio::test]
async fn an_invalid_limit_cursor_or_word_is_named() {
    let sandbox = SandboxHarness::open().await;
    let voices = sandbox.get("/v3/voices?limit=5").await.json()["next_token"].as_str().unwrap().to_owned();
    for (path, param) in [
        ("/v3/voices?limit=101", "limit"),
        ("/v3/voices?limit=0", "limit"),
        ("/v3/voices?limit=x", "limit"),
        ("/v3/avatars/looks?limit=51", "limit"),
        ("/v3/videos?token=x", "token"),
        (&format!("/v3/videos?token={voices}"), "token"),
        ("/v3/voices?type=mine", "type"),
        ("/v3/avatars/looks?ownership=ours", "ownership"),
        ("/v3/avatars/looks?avatar_type=cat", "avatar_type"),
        ("/v3/videos/statuses", "video_ids"),
        (&format!("/v3/videos/statuses?video_ids={}", "x,".repeat(101)), "video_ids"),
    ] {
        let reply = sandbox.get(path).await;
        let error = reply.json()["error"].clone();
        assert_eq!(
            (reply.status, &error["code"], &error["param"]),
            (400, &json!("invalid_parameter"), &json!(param)),
            "{path}"
        );
    }
}
