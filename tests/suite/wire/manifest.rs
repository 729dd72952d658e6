//! Every sample of the manifest: responses through the client, requests to the sandbox.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::time::Duration;

use cuecard::domain::{
    Dialect, Error, ErrorKind, GroupId, LookGenerationId, LookOrientation, LookPrompt, LookRequest,
    LookStyle, PhotoId, PictureKey, Pose, SpeechInput, VideoId, VoiceId,
};
use cuecard::heygen::{Client, RetryPolicy};
use cuecard::sandbox::Options;
use serde::Deserialize;
use serde_json::Value;

use super::v2::video_spec;
use crate::support::scripted_client::{client, instant_retries, sample, scripted_service, submit_video};
use crate::support::scripted_server::ScriptedReply;

const ID: &str = "0e7d5b12c94f4a6f8b3ad0c6f1729e84";

/// A line of the manifest.
#[derive(Debug, Deserialize)]
struct SampleEntry {
    file: String,
    kind: String,
    method: String,
    url: String,
    status: Option<u16>,
    headers: BTreeMap<String, String>,
}

/// Calls that the client does not make: nothing of ours lists assets and locales, shares videos or hears of them by
/// webhook, and photos, their looks and the account are asked for by newer calls.
const UNUSED_CALLS: [&str; 10] = [
    "GET /v1/asset/list",
    "GET /v1/talking_photo.list",
    "POST /v1/talking_photo",
    "GET /v1/user/me",
    "POST /v1/video/share",
    "POST /v1/webhook/endpoint.add",
    "GET /v1/webhook/endpoint.list",
    "GET /v1/webhook/webhook.list",
    "GET /v2/videos/<id>",
    "GET /v2/voices/locales",
];

impl SampleEntry {
    fn name(&self) -> &str {
        self.file.strip_suffix(".json").unwrap()
    }

    fn body(&self) -> Value {
        serde_json::from_slice(&sample(self.name())).unwrap()
    }

    fn path(&self) -> &str {
        let path = self.url.split_once("heygen.com").unwrap().1;
        path.split_once('?').map_or(path, |(path, _)| path)
    }

    /// Method and path, with ids left out.
    fn call(&self) -> String {
        let known = |part: &str| {
            let named = ["unknown", "vid-1"].contains(&part);
            let id = named || part.len() == 32 && part.bytes().all(|byte| byte.is_ascii_hexdigit());
            if id { "<id>".to_owned() } else { part.to_owned() }
        };
        let parts: Vec<String> = self.path().split('/').map(known).collect();
        format!("{} {}", self.method, parts.join("/"))
    }

    /// The answer as it comes: a wrapper is not itself what is sent.
    fn reply(&self) -> ScriptedReply {
        let headers: Vec<(&str, &str)> =
            self.headers.iter().map(|(name, value)| (name.as_str(), value.as_str())).collect();
        let (body, status) = (self.body(), self.status.unwrap_or(200));
        match body["body"].as_str() {
            Some(page) => {
                ScriptedReply::new(status, &[("Content-Type", body["content_type"].as_str().unwrap())], page)
            }
            None if self.kind == "wrapper" => {
                ScriptedReply::new(status, &headers, r#"{"error":null,"data":{}}"#)
            }
            None => ScriptedReply::new(
                status,
                &[&[("Content-Type", "application/json")][..], &headers].concat(),
                sample(self.name()),
            ),
        }
    }

    /// What it is refused for, where it is.
    fn error_code(&self) -> Option<String> {
        let body = self.body();
        let code = body.pointer("/error/code").or_else(|| body.get("code")).filter(|code| **code != 100)?;
        Some(code.as_str().map_or_else(|| code.to_string(), str::to_owned))
    }
}

fn manifest() -> Vec<SampleEntry> {
    serde_json::from_slice(&sample("manifest")).unwrap()
}

fn entries_of_kind(kinds: &[&str]) -> Vec<SampleEntry> {
    let found: Vec<SampleEntry> =
        manifest().into_iter().filter(|entry| kinds.contains(&entry.kind.as_str())).collect();
    assert!(!found.is_empty());
    found
}

/// Asks by the client's method for this call; `None` where it has none.
async fn call_client(client: &Client, call: &str) -> Option<Result<(), Error>> {
    let (group, video, key) = (GroupId::new(ID), VideoId::new(ID), PictureKey::new("image/a/original"));
    let v3 = client.with_dialect(Dialect::V3);
    let inputs = client.with_dialect(Dialect::Generate);
    let picture = || b"\xff\xd8\xff\xe0 picture".to_vec();
    let order = LookRequest {
        group: Some(group.clone()),
        base_look: None,
        reference_pictures: Vec::new(),
        name: "Ana in blue".into(),
        prompt: LookPrompt {
            text: "In a blue suit".into(),
            orientation: LookOrientation::Square,
            pose: Pose::HalfBody,
            style: LookStyle::Realistic,
        },
    };
    Some(match call {
        "POST /v1/asset" => client.upload(picture()).await.map(drop),
        "POST /v2/photo_avatar/avatar_group/create" => client.create_group("A", &key).await.map(drop),
        "POST /v2/photo_avatar/avatar_group/add" => {
            client.add_looks(&group, "A", &[key], None).await.map(drop)
        }
        "GET /v2/avatar_group/<id>/avatars" => client.looks_in_group(&group).await.map(drop),
        "POST /v2/photo_avatar/train" => client.train_group(&group).await,
        "GET /v2/photo_avatar/train/status/<id>" => client.training_status(&group).await.map(drop),
        "POST /v2/photo_avatar/look/generate" => client.generate_looks(&order).await.map(drop),
        "GET /v2/photo_avatar/generation/<id>" => {
            client.look_generation(&LookGenerationId::new(ID)).await.map(drop)
        }
        "GET /v2/photo_avatar/<id>" => client.photo(&PhotoId::new(ID)).await.map(drop),
        "GET /v2/avatars" => client.photos().await.map(drop),
        "GET /v2/avatar_group.list" => client.groups().await.map(drop),
        "GET /v2/voices" => client.voices().await.map(drop),
        "POST /v2/video/av4/generate" => submit_video(client, &video_spec()).await.map(drop),
        "POST /v2/video/generate" => submit_video(&inputs, &video_spec()).await.map(drop),
        "GET /v1/video_status.get" => client.progress(&video).await.map(drop),
        "GET /v1/video.list" => client.video_page(None).await.map(drop),
        "DELETE /v1/video.delete" => client.delete_video(&video).await,
        "GET /v2/user/remaining_quota" => client.balance().await.map(drop),
        "POST /v3/videos" => submit_video(&v3, &video_spec()).await.map(drop),
        "GET /v3/videos/<id>" => v3.progress(&video).await.map(drop),
        "GET /v3/videos" => v3.video_page(None).await.map(drop),
        "GET /v3/videos/statuses" => v3.statuses(&[video]).await.map(drop),
        "DELETE /v3/videos/<id>" => v3.delete_video(&video).await,
        "GET /v3/voices" => v3.voices().await.map(drop),
        "GET /v3/avatars/looks" => v3.photos().await.map(drop),
        "GET /v3/avatars" => v3.groups().await.map(drop),
        "POST /v3/avatars" => v3.create_group("A", &key).await.map(drop),
        "POST /v3/assets" => v3.upload(picture()).await.map(drop),
        "GET /v3/users/me" => v3.balance().await.map(drop),
        "POST /v3/voices/speech" => v3.speak(&speech_input()).await.map(drop),
        _ => return None,
    })
}

fn speech_input() -> SpeechInput {
    SpeechInput { script: "Hello.".into(), voice: VoiceId::new(ID), speed: None, locale: None }
}

#[test]
fn the_manifest_names_every_sample_and_nothing_else() {
    let folder = format!("{}/tests/samples", env!("CARGO_MANIFEST_DIR"));
    let files = fs::read_dir(folder).unwrap().map(|file| file.unwrap().file_name().into_string().unwrap());
    let files: BTreeSet<String> = files.filter(|file| file != "manifest.json").collect();
    let entries = manifest();
    let named: BTreeSet<String> = entries.iter().map(|entry| entry.file.clone()).collect();
    assert_eq!((entries.len(), &named), (files.len(), &files));
    for entry in entries {
        let kinds = ["response", "request", "webhook", "wrapper"];
        assert!(kinds.contains(&entry.kind.as_str()), "{entry:?} is tested by nobody");
    }
}

#[tokio::test]
async fn every_response_sample_is_parsed_as_a_success_or_its_error() {
    let mut unasked = BTreeSet::new();
    for entry in entries_of_kind(&["response"]) {
        let (server, client) = scripted_service(vec![entry.reply()]).await;
        // `Retry-After` is returned instead of waited for.
        let client =
            client.with_retry_policy(RetryPolicy { max_retry_after: Duration::ZERO, ..instant_retries() });
        let call = entry.call();
        let outcome = if let Some(outcome) = call_client(&client, &call).await {
            for heard in server.requests() {
                let path = heard.target.split('?').next().unwrap().replace(ID, "<id>");
                assert_eq!(format!("{} {path}", heard.method), call, "{}", entry.file);
            }
            outcome
        } else {
            // Read as an answer in which nothing is looked up.
            unasked.insert(call);
            client.train_group(&GroupId::new(ID)).await
        };
        assert!(!server.requests().is_empty(), "{}", entry.file);
        let status = entry.status.unwrap();
        // Deleting a missing video succeeds.
        if status == 200 || entry.file == "video_delete_not_found.json" {
            assert_eq!(outcome, Ok(()), "{}", entry.file);
            continue;
        }
        let error = outcome.expect_err(&entry.file);
        assert_eq!((error.http_status, error.code.as_deref()), (Some(status), entry.error_code().as_deref()));
        let wait = entry.headers.get("Retry-After").map(|seconds| seconds.parse().unwrap());
        assert_eq!(error.retry_after, wait.map(Duration::from_secs), "{}", entry.file);
        assert!(!error.message.is_empty() && error.response.is_some(), "{}: {error:?}", entry.file);
    }
    assert_eq!(unasked, UNUSED_CALLS.map(str::to_owned).into());
}

#[tokio::test]
async fn html_header_and_webhook_samples_are_parsed() {
    for entry in entries_of_kind(&["wrapper", "webhook"]) {
        let (_server, client) = scripted_service(vec![entry.reply()]).await;
        let outcome = client.train_group(&GroupId::new(ID)).await;
        match entry.name() {
            "error_html_404" => assert_eq!(outcome.unwrap_err().kind, ErrorKind::EndpointNotFound),
            // A video's fault in a webhook is not one of the answer that it might be.
            "headers_legacy_deprecation" | "webhook_success" | "webhook_fail_error" => {
                assert_eq!(outcome, Ok(()), "{}", entry.file);
            }
            other => panic!("{other} is tested by nobody"),
        }
    }
}

#[tokio::test]
async fn every_request_sample_is_accepted_by_the_sandbox() {
    let sandbox = crate::support::sandbox::start(Options { speed: 0.0, ..Options::default() }).await;
    let client = client(&sandbox.base_url());
    let photo = client.photos().await.unwrap().photos.remove(0).id;
    // A voice with locales, since a sample names one.
    let voice = "c1d5f38e2f04f2d82670943636f6e9da";
    let picture = client.upload(b"\xff\xd8\xff\xe0 picture".to_vec()).await.unwrap().picture_key.unwrap();
    let sound = client.upload(b"ID3 sound".to_vec()).await.unwrap().id;
    let mut specs = Vec::new();
    for entry in entries_of_kind(&["request"]) {
        let text = entry.body().to_string();
        let text = text.replace("image/5c1e8f0a7b3d4e6c9a2f14d87be03351/original", picture.as_str());
        let text = text.replace(ID, photo.as_str()).replace("1a2b3c4d5e6f47089b0c1d2e3f405162", voice);
        let text = text.replace("c2f7d8a14b9e4c33a5e0f6187d92b04e", &sound);
        let dialect = match entry.call().as_str() {
            "POST /v2/video/av4/generate" => Dialect::Scenes,
            "POST /v2/video/generate" => Dialect::Generate,
            "POST /v3/videos" => Dialect::V3,
            // The client writes it to the letter: `samples` compares them.
            "POST /v2/photo_avatar/look/generate" => continue,
            other => panic!("{other} is tested by nobody"),
        };
        let video =
            client.submit(&Client::stored_submission(dialect, text.clone())).await.expect(&entry.file);
        specs.push((video.as_str().to_owned(), serde_json::from_str::<Value>(&text).unwrap()));
    }
    let paid = sandbox.report().paid.into_iter().map(|paid| (paid.video_id, paid.request));
    assert_eq!(paid.collect::<Vec<_>>(), specs);
}
