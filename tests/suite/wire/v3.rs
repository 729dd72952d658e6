//! The samples of the current generation through their endpoints: the exact request, and the exact value.

use std::time::Duration;

use cuecard::domain::{
    Balance, CreationState, Dialect, Gender, GroupId, LookGenerationId, LookGenerationState, LookOrientation,
    LookPrompt, LookRequest, LookStyle, Money, PhotoId, PictureKey, Pose, RenderStage, SpeechInput, Training,
    Unit, VideoId, VoiceId,
};
use cuecard::heygen::{Client, RetryPolicy};
use serde_json::{Value, json};

use crate::support::scripted_client::{API_KEY, instant_retries, sample, sample_service, scripted_service};
use crate::support::scripted_server::{RecordedRequest, ScriptedReply, ScriptedServer};

const GROUP: &str = "0e7d5b12c94f4a6f8b3ad0c6f1729e84";
const VIDEO: &str = "b8c1e4f27a904d5f86d3c0a9e1b75f42";

async fn v3_sample_service(name: &str) -> (ScriptedServer, Client) {
    let (server, client) = sample_service(200, name).await;
    (server, client.with_dialect(Dialect::V3))
}

async fn v3_scripted_service(replies: Vec<ScriptedReply>) -> (ScriptedServer, Client) {
    let (server, client) = scripted_service(replies).await;
    (server, client.with_dialect(Dialect::V3))
}

fn page_reply(record: &str, next: Option<&str>) -> ScriptedReply {
    let next = next.map_or("null".to_owned(), |next| format!("\"{next}\""));
    ScriptedReply::json(
        200,
        format!(r#"{{"data":[{record}],"has_more":{},"next_token":{next}}}"#, next != "null"),
    )
}

#[tokio::test]
async fn the_photo_list_contains_the_looks_that_did_not_fail() {
    let (server, client) = v3_sample_service("v3_looks").await;
    let catalog = client.photos().await.unwrap();
    let all: Value = serde_json::from_slice(&sample("v3_looks")).unwrap();
    let failed = all["data"].as_array().unwrap().iter().filter(|look| look["status"] == "failed").count();
    assert!(failed > 0, "the sample has one that failed");
    assert_eq!(
        (catalog.photos.len() + failed, catalog.failed_count),
        (all["data"].as_array().unwrap().len(), failed)
    );
    assert_eq!((catalog.photos[0].id.as_str(), catalog.photos[0].name.as_str()), (GROUP, "My Avatar"));
    assert!(catalog.photos[0].picture_url.is_some() && catalog.photos[1].picture_url.is_none());
    let line = "GET /v3/avatars/looks?ownership=private&limit=50";
    assert_eq!(server.single_request().request_line(), line);
}

#[tokio::test]
async fn a_look_has_its_kind_and_its_engines_whatever_their_words() {
    let record = r#"
        {"id":"a","name":"A","avatar_type":"studio_avatar","supported_api_engines":["avatar_iii"]},
        {"id":"b","name":"B"},
        {"id":"c","name":"C","avatar_type":"hologram","supported_api_engines":["avatar_9", 7, null, {}]},
        {"id":"d","name":"D","avatar_type":"digital_twin","supported_api_engines":["avatar_v","avatar_iv"]},
        {"id":"e","name":"E","avatar_type":"photo_avatar","supported_api_engines":[]},
        {"name":"no id"}"#;
    let (_server, client) = v3_scripted_service(vec![page_reply(record, None)]).await;
    let catalog = client.photos().await.unwrap();
    let described: Vec<String> = catalog.photos.iter().map(|photo| photo.profile.describe()).collect();
    let expected = [
        "studio avatar on Avatar III",
        "photo on Avatar IV",
        "hologram on avatar_9",
        "digital twin on Avatar IV",
    ];
    assert_eq!(described, expected);
    let counts = (catalog.other_avatar_count, catalog.failed_count, catalog.unreadable_count);
    assert_eq!(counts, (0, 1, 1), "no engine animates one, and one is unreadable");
}

#[tokio::test]
async fn stock_avatars_are_read_page_by_page_and_a_look_by_its_id() {
    let look = r#"{"id":"s1","name":"Ana in office","avatar_type":"studio_avatar","supported_api_engines":["avatar_iii"]}"#;
    let (server, client) = v3_scripted_service(vec![
        page_reply(look, Some("t 1")),
        page_reply("", None),
        ScriptedReply::json(200, format!(r#"{{"data":{look}}}"#)),
    ])
    .await;
    let first = client.stock_page(None).await.unwrap();
    assert_eq!((first.catalog.photos.len(), first.next_token.as_deref()), (1, Some("t 1")));
    let last = client.stock_page(Some("t 1")).await.unwrap();
    assert_eq!((last.catalog.photos.len(), last.next_token), (0, None));
    assert_eq!(client.look(&PhotoId::new("s1")).await.unwrap(), first.catalog.photos[0]);
    let lines: Vec<String> = server.requests().iter().map(RecordedRequest::request_line).collect();
    let expected = [
        "GET /v3/avatars/looks?ownership=public&limit=50",
        "GET /v3/avatars/looks?ownership=public&limit=50&token=t+1",
        "GET /v3/avatars/looks/s1",
    ];
    assert_eq!(lines, expected);
}

#[tokio::test]
async fn all_pages_are_read_and_a_cycle_ends_the_list() {
    let look = |id: &str| format!(r#"{{"id":"{id}","name":"{id}"}}"#);
    let (server, client) = v3_scripted_service(vec![
        page_reply(&look("a"), Some("t 1")),
        page_reply(&look("b"), Some("t2")),
        page_reply(&look("c"), None),
    ])
    .await;
    assert_eq!(client.photos().await.unwrap().photos.len(), 3);
    let lines: Vec<String> = server.requests().iter().map(RecordedRequest::request_line).collect();
    assert!(lines[1].ends_with("&token=t+1") && lines[2].ends_with("&token=t2"), "{lines:?}");
    let (server, client) =
        v3_scripted_service(vec![page_reply(&look("a"), Some("t1")), page_reply(&look("b"), Some("t1"))])
            .await;
    assert_eq!(client.photos().await.unwrap().photos.len(), 2);
    assert_eq!(server.requests().len(), 2, "a page that names itself ends the list");
    let round = [("a", "t1"), ("b", "t2"), ("c", "t1"), ("b", "t2")]
        .map(|(id, next)| page_reply(&look(id), Some(next)));
    let (server, client) = v3_scripted_service(round.into()).await;
    let names: Vec<String> =
        client.photos().await.unwrap().photos.into_iter().map(|photo| photo.name).collect();
    assert_eq!(
        (names.join(" ").as_str(), server.requests().len()),
        ("a b c", 3),
        "so do pages that name each other"
    );
}

#[tokio::test]
async fn voices_are_parsed_from_both_lists() {
    let mut body: Value = serde_json::from_slice(&sample("v3_voices")).unwrap();
    body["has_more"] = json!(false);
    let (_server, client) = v3_scripted_service(vec![ScriptedReply::json(200, body.to_string())]).await;
    let voices = client.voices().await.unwrap();
    assert_eq!(voices.voices.len(), 2 * body["data"].as_array().unwrap().len(), "each of the two lists");
    let first = &voices.voices[0];
    assert_eq!(
        (first.name.as_str(), first.gender, first.supports_pauses),
        ("Rachel - Warm", Gender::Female, Some(true))
    );
    assert_eq!(first.supports_emotions, None);
}

#[tokio::test]
async fn own_voices_come_first_and_both_lists_are_requested_concurrently() {
    let voice = |id: &str| page_reply(&format!(r#"{{"voice_id":"{id}","name":"{id}"}}"#), None);
    // Neither is answered before both were asked for.
    let server = ScriptedServer::start_concurrent(vec![
        ("type=public", voice("public")),
        ("type=private", voice("own")),
    ])
    .await;
    let once =
        RetryPolicy { max_safe_attempts: 1, list_timeout: Duration::from_secs(10), ..instant_retries() };
    let client = crate::support::scripted_client::client(&server.base)
        .with_dialect(Dialect::V3)
        .with_retry_policy(once);
    let voices = client.voices().await.unwrap().voices;
    let names: Vec<&str> = voices.iter().map(|voice| voice.name.as_str()).collect();
    assert_eq!(names, ["own", "public"]);
    let mut lines: Vec<String> = server.requests().iter().map(RecordedRequest::request_line).collect();
    lines.sort();
    assert_eq!(lines, ["GET /v3/voices?type=private&limit=100", "GET /v3/voices?type=public&limit=100"]);
}

#[tokio::test]
async fn the_balance_is_in_the_unit_of_the_billing() {
    for (name, balance) in [
        ("v3_users_me_subscription", Money::new(180.0, Unit::PremiumCredit).into()),
        (
            "v3_users_me_usage_based",
            Balance {
                remaining: Money::new(12.5, Unit::ApiCredit),
                overage_limit: Some(Money::new(200.0 - 31.4, Unit::Usd)),
            },
        ),
    ] {
        let (server, client) = v3_sample_service(name).await;
        assert_eq!(client.balance().await.unwrap().balance, Some(balance), "{name}");
        assert_eq!(server.single_request().request_line(), "GET /v3/users/me");
    }
}

#[tokio::test]
async fn a_picture_is_uploaded_as_multipart_form_data() {
    let (server, client) = v3_sample_service("v3_asset_upload").await;
    let asset = client.upload(b"\xff\xd8\xff\xe0 picture".to_vec()).await.unwrap();
    assert_eq!(asset.picture_key, Some(PictureKey::new("9c8b7a6d5e4f40318a2b3c4d5e6f7081")));
    let request = server.single_request();
    assert_eq!(
        (request.request_line().as_str(), request.header("x-api-key")),
        ("POST /v3/assets", Some(API_KEY))
    );
    let kind = request.header("content-type").unwrap();
    let boundary = kind.strip_prefix("multipart/form-data; boundary=").unwrap();
    let body = String::from_utf8_lossy(&request.body);
    assert!(
        body.starts_with(&format!("--{boundary}\r\n")) && body.ends_with(&format!("\r\n--{boundary}--\r\n"))
    );
    assert!(body.contains("name=\"file\"") && body.contains("Content-Type: image/jpeg"));
    assert!(request.body.windows(12).any(|part| part == b"\xff\xd8\xff\xe0 picture".split_at(12).0));
}

#[tokio::test]
async fn groups_are_created_from_looks_without_training() {
    let (server, client) = v3_sample_service("v3_avatar_create_photo").await;
    let look = client.create_group("My Avatar", &PictureKey::new("asset-1")).await.unwrap();
    assert_eq!((look.id.as_str(), look.status.as_str()), (GROUP, "processing"));
    client
        .add_looks(&GroupId::new(GROUP), "More", &[PictureKey::new("a"), PictureKey::new("b")], None)
        .await
        .unwrap();
    client.train_group(&GroupId::new(GROUP)).await.unwrap();
    let requests = server.requests();
    assert_eq!(requests.len(), 3, "a look each, and no training");
    let body = |at: usize| serde_json::from_slice::<Value>(&requests[at].body).unwrap();
    assert!(requests.iter().all(|requests| requests.request_line() == "POST /v3/avatars"));
    let file = |id: &str| json!({"type": "asset_id", "asset_id": id});
    assert_eq!(body(0), json!({"type": "photo", "name": "My Avatar", "file": file("asset-1")}));
    let more = json!({"type": "photo", "name": "More", "file": file("b"), "avatar_group_id": GROUP});
    assert_eq!(body(2), more);
}

const NO_FACE: &str = "No face was found in the photo. Choose another.";

#[tokio::test]
async fn the_status_of_a_look_is_its_training_and_generation_state() {
    let record = |status: &str| {
        let error = if status == "failed" { r#"{"code":"no_face","message":"No face"}"# } else { "null" };
        let url = "\"https://f.example/a.webp\"";
        let data = format!(
            r#"{{"id":"{GROUP}","name":"A","status":"{status}","preview_image_url":{url},"error":{error}}}"#
        );
        vec![ScriptedReply::json(200, format!("{{\"data\":{data}}}"))]
    };
    let order = LookGenerationId::new(GROUP);
    for (status, training, generation) in [
        (
            "processing",
            Training::Running("processing".into()),
            LookGenerationState::Running(order.clone(), "processing".into()),
        ),
        (
            "pending_consent",
            Training::Running("pending_consent".into()),
            LookGenerationState::Running(order.clone(), "pending_consent".into()),
        ),
        (
            "completed",
            Training::Completed,
            LookGenerationState::Completed(vec![("https://f.example/a.webp".into(), None)]),
        ),
        ("failed", Training::Failed(NO_FACE.into()), LookGenerationState::Failed(NO_FACE.into())),
    ] {
        let (server, client) = v3_scripted_service(record(status)).await;
        assert_eq!(client.training_status(&GroupId::new(GROUP)).await.unwrap(), training);
        assert_eq!(client.look_generation(&order).await.unwrap(), generation);
        assert_eq!(client.photo(&PhotoId::new(GROUP)).await.unwrap().status, status);
        let place = format!("GET /v3/avatars/looks/{GROUP}");
        assert!(server.requests().iter().all(|heard| heard.request_line() == place));
    }
}

#[tokio::test]
async fn looks_are_generated_from_a_prompt() {
    let order = LookRequest {
        group: Some(GroupId::new(GROUP)),
        base_look: None,
        reference_pictures: Vec::new(),
        name: "Ana in blue".into(),
        prompt: LookPrompt {
            text: "Wearing a blue suit".into(),
            orientation: LookOrientation::Square,
            pose: Pose::HalfBody,
            style: LookStyle::Realistic,
        },
    };
    let (server, client) = v3_sample_service("v3_avatar_create_photo").await;
    assert_eq!(client.generate_looks(&order).await.unwrap(), LookGenerationId::new(GROUP));
    let body: Value = serde_json::from_slice(&server.single_request().body).unwrap();
    let prompt = "Wearing a blue suit";
    assert_eq!(
        body,
        json!({"type": "prompt", "name": "Ana in blue", "prompt": prompt, "avatar_group_id": GROUP})
    );

    let (server, client) = v3_sample_service("v3_avatar_create_photo").await;
    let keys = |many: usize| (0..many).map(|at| PictureKey::new(format!("asset-{at}"))).collect();
    let order = LookRequest { base_look: Some(PhotoId::new("look")), reference_pictures: keys(3), ..order };
    client.generate_looks(&order).await.unwrap();
    let body: Value = serde_json::from_slice(&server.single_request().body).unwrap();
    assert_eq!((&body["avatar_id"], &body["avatar_group_id"]), (&json!("look"), &json!(GROUP)));
    let images = body["reference_images"].as_array().unwrap();
    assert_eq!((images.len(), &images[2]), (3, &json!({"type": "asset_id", "asset_id": "asset-2"})));
    let error =
        client.generate_looks(&LookRequest { reference_pictures: keys(4), ..order }).await.unwrap_err();
    assert!(error.summary().contains("at most 3 reference pictures are accepted"), "{error}");
    server.single_request();
}

#[tokio::test]
async fn every_new_look_has_one_idempotency_key_for_all_attempts() {
    let busy = ScriptedReply::json(429, r#"{"error":{"code":"rate_limit_exceeded","message":"slow"}}"#);
    let made = ScriptedReply::json(200, sample("v3_avatar_create_photo"));
    let (server, client) = v3_scripted_service(vec![busy.clone(), made.clone(), made.clone(), made]).await;
    let asset = PictureKey::new("asset");
    client.create_group("One", &asset).await.unwrap();
    client.add_looks(&GroupId::new(GROUP), "Two", &[asset.clone(), asset], None).await.unwrap();
    let keys: Vec<String> =
        server.requests().iter().map(|heard| heard.header("idempotency-key").unwrap().to_owned()).collect();
    assert_eq!((keys.len(), &keys[0]), (4, &keys[1]), "the second try of the first");
    assert!(keys.iter().all(|key| key.len() == 32) && keys[1] != keys[2] && keys[2] != keys[3], "{keys:?}");
}

#[tokio::test]
async fn videos_are_listed_and_polled_in_batches_of_100() {
    let (server, client) = v3_sample_service("v3_video_list").await;
    let page = client.video_page(None).await.unwrap().unwrap();
    assert_eq!((page.videos[0].id.as_str(), page.videos[0].stage), (VIDEO, RenderStage::Completed));
    assert_eq!((page.videos[1].stage, page.unreadable_count), (RenderStage::Processing, 0));
    assert!(page.videos[0].created_at.is_some());
    assert_eq!(server.single_request().request_line(), "GET /v3/videos?limit=100");

    let (server, client) = v3_sample_service("v3_video_statuses").await;
    let ids: Vec<VideoId> = (0..101).map(|at| VideoId::new(format!("v{at}"))).collect();
    let statuses = client.statuses(&ids).await.unwrap();
    assert_eq!((statuses[0].id.as_str(), statuses[0].stage), (VIDEO, Some(RenderStage::Completed)));
    assert_eq!((statuses[1].stage, statuses[1].service_status.as_str()), (None, "not_found"));
    let lines: Vec<String> = server.requests().iter().map(RecordedRequest::request_line).collect();
    assert_eq!(lines.len(), 2);
    assert!(lines[0].starts_with("GET /v3/videos/statuses?video_ids=v0%2Cv1%2C"), "{}", lines[0]);
    assert_eq!(lines[1], "GET /v3/videos/statuses?video_ids=v100");
}

#[tokio::test]
async fn a_video_is_deleted_in_its_api_version() {
    let (server, client) = v3_sample_service("v3_video_delete").await;
    client.delete_video(&VideoId::new(VIDEO)).await.unwrap();
    assert_eq!(server.single_request().request_line(), format!("DELETE /v3/videos/{VIDEO}"));
    let (server, client) = sample_service(200, "video_delete").await;
    client.delete_video(&VideoId::new(VIDEO)).await.unwrap();
    assert_eq!(server.single_request().request_line(), format!("DELETE /v1/video.delete?video_id={VIDEO}"));
    let (_server, client) = sample_service(404, "video_delete_not_found").await;
    client.delete_video(&VideoId::new(VIDEO)).await.unwrap();
}

#[tokio::test]
async fn a_script_is_spoken_with_its_length_and_the_times_of_its_words() {
    let input = |script: &str| SpeechInput {
        script: script.into(),
        voice: VoiceId::new("v"),
        speed: None,
        locale: None,
    };
    let (server, client) = v3_sample_service("v3_speech").await;
    let speech = client.speak(&input("Hello and welcome.")).await.unwrap();
    assert_eq!(Some(speech.seconds), Some(4.62));
    assert_eq!(speech.audio_url.as_deref(), Some("https://resource2.heygen.ai/tts/abc.mp3"));
    let words: Vec<_> = speech.words.iter().map(|word| (word.text.as_str(), word.start, word.end)).collect();
    assert_eq!(words, [("Hello", 0.0, 0.41), ("and", 0.41, 0.55), ("welcome.", 0.55, 1.12)]);
    let body: Value = serde_json::from_slice(&server.single_request().body).unwrap();
    assert_eq!(body, json!({"text": "Hello and welcome.", "voice_id": "v", "input_type": "text"}));
    let (server, client) = v3_sample_service("v3_speech").await;
    let marked =
        SpeechInput { speed: Some(1.1), locale: Some("en-GB".into()), ..input("R&D <break time='1s'/> now") };
    client.speak(&marked).await.unwrap();
    let body: Value = serde_json::from_slice(&server.single_request().body).unwrap();
    let ssml = "<speak>R&amp;D <break time=\"1s\"/> now</speak>";
    assert_eq!(
        body,
        json!({"text": ssml, "voice_id": "v", "input_type": "ssml", "speed": 1.1, "locale": "en-GB"})
    );
}

#[tokio::test]
async fn odd_speech_keeps_what_can_be_used() {
    let speech = async |data: &str| {
        let reply = ScriptedReply::json(200, format!(r#"{{"data": {data}}}"#));
        let (_server, client) = v3_scripted_service(vec![reply]).await;
        let input = SpeechInput { script: "Hi".into(), voice: VoiceId::new("v"), speed: None, locale: None };
        client.speak(&input).await
    };
    let without_words =
        speech(r#"{"duration": "2.5", "audio_url": null, "word_timestamps": null}"#).await.unwrap();
    assert_eq!((without_words.seconds, without_words.words.len(), without_words.audio_url), (2.5, 0, None));
    let odd = r#"{"duration": 2, "word_timestamps": [
        {"word": "three", "start": 1.5, "end": 9}, {"word": "one", "start": "0", "end": 0.5}, {"word": null, "start": 0, "end": 1},
        {"word": "late", "start": 3, "end": 4}, {"word": "back", "start": 1, "end": 0.5}, 7, {"word": "two", "start": 0.5}
    ]}"#;
    let words: Vec<_> =
        speech(odd).await.unwrap().words.into_iter().map(|word| (word.text, word.start, word.end)).collect();
    assert_eq!(words, [("one".to_owned(), 0.0, 0.5), ("three".to_owned(), 1.5, 2.0)]);
    for data in ["{}", r#"{"duration": 0}"#, r#"{"duration": -1}"#, r#"{"duration": "long"}"#, "[]"] {
        let error = speech(data).await.unwrap_err();
        assert_eq!(error.creation, CreationState::Unknown, "{data}: it may have been paid for");
    }
}

#[tokio::test]
async fn the_voices_that_speak_alone_are_listed_by_their_engine() {
    let own = page_reply(r#"{"voice_id":"a","name":"Mine"}"#, None);
    let public = page_reply(r#"{"voice_id":"b","name":"Rachel"}"#, None);
    let (server, client) = v3_scripted_service(vec![own, public]).await;
    let voices = client.speech_voices().await.unwrap().voices;
    assert_eq!(voices.iter().map(|voice| voice.id.as_str()).collect::<Vec<_>>(), ["a", "b"]);
    let lines: Vec<String> = server.requests().iter().map(RecordedRequest::request_line).collect();
    assert_eq!(
        lines,
        ["private", "public"].map(|of| format!("GET /v3/voices?type={of}&engine=starfish&limit=100"))
    );
}

#[tokio::test]
async fn the_looks_of_one_group_are_listed_in_both_api_versions() {
    let group = GroupId::new(GROUP);
    let (server, client) = v3_sample_service("v3_looks").await;
    let all: Value = serde_json::from_slice(&sample("v3_looks")).unwrap();
    let looks = client.looks_in_group(&group).await.unwrap();
    assert_eq!(looks.len(), all["data"].as_array().unwrap().len(), "those that failed, too");
    assert!(looks.iter().all(|look| look.group.as_ref() == Some(&group)));
    assert_eq!(
        server.single_request().request_line(),
        format!("GET /v3/avatars/looks?group_id={GROUP}&limit=50")
    );

    let (server, client) = sample_service(200, "avatar_group_avatars").await;
    let looks = client.looks_in_group(&group).await.unwrap();
    assert_eq!((looks[0].name.as_str(), looks[0].status.as_str()), ("My Avatar", "completed"));
    assert!(looks.len() > 1 && looks.iter().all(|look| look.group.as_ref() == Some(&group)));
    assert_eq!(server.single_request().request_line(), format!("GET /v2/avatar_group/{GROUP}/avatars"));
}

#[tokio::test]
async fn groups_are_listed_in_both_api_versions() {
    let first = page_reply(r#"{"id":"a","name":"A","looks_count":2}"#, Some("t2"));
    let last = ScriptedReply::json(200, sample("v3_avatar_groups"));
    let (server, client) = v3_scripted_service(vec![first, last]).await;
    let groups = client.groups().await.unwrap();
    assert_eq!((groups[0].name.as_str(), groups[0].look_count), ("A", Some(2)));
    assert_eq!((groups[1].id.as_str(), groups[1].look_count), (GROUP, Some(3)));
    assert_eq!((groups[1].name.as_str(), groups[1].status.as_str()), ("My Avatar", "completed"));
    let call = "GET /v3/avatars?ownership=private&limit=50";
    let lines = server.requests().iter().map(RecordedRequest::request_line).collect::<Vec<_>>();
    assert_eq!(lines, [call.to_owned(), format!("{call}&token=t2")]);
    let (server, client) = sample_service(200, "avatar_group_list").await;
    let groups = client.groups().await.unwrap();
    assert!(groups.iter().all(|group| !group.name.is_empty() && group.look_count.is_some()));
    assert_eq!(server.single_request().request_line(), "GET /v2/avatar_group.list?include_public=false");
}
