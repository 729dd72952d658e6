//! Looks from a service with unexpected replies: no order is lost, and no look is created twice.

use cuecard::domain::{
    ApiVersion, ErrorKind, LookOrientation, LookPrompt, LookStyle, NewLooks, PhotoId, PictureKey, Pose,
    Settings,
};
use cuecard::runtime::Runner;
use cuecard::store::{self, Ledger, Paths};
use cuecard::studio::{ActiveAccount, PhotoRequest, Request};
use jiff::Timestamp;
use serde_json::{Value, json};
use tempfile::TempDir;

use crate::support::runner_harness::config;
use crate::support::scripted_server::{ScriptedReply, ScriptedServer};

/// A runner for a service that gives these answers.
async fn scripted_runner(
    home: &TempDir,
    api: ApiVersion,
    replies: Vec<ScriptedReply>,
) -> (ScriptedServer, Runner) {
    let server = ScriptedServer::start(replies).await;
    let mut setup = config(home, ActiveAccount::Sandbox, server.base.clone());
    setup.settings = Settings { api_version: Some(api), ..Settings::default() };
    (server, Runner::new(setup).0)
}

fn data_reply(data: &Value) -> ScriptedReply {
    ScriptedReply::json(200, json!({ "error": null, "data": data }).to_string())
}

fn look_json(id: &str, name: &str, key: Option<&str>) -> Value {
    let url = key.map(|key| format!("https://files2.heygen.ai/{key}?Expires=1"));
    json!({ "id": id, "group_id": "group", "name": name, "status": "completed", "image_url": url })
}

fn generation_reply(keys: &Value) -> ScriptedReply {
    data_reply(
        &json!({ "id": "made", "status": "success", "msg": null, "image_url_list": null, "image_key_list": keys }),
    )
}

fn generate_looks_request() -> Request {
    Request::Photo(PhotoRequest::GenerateLooks(Box::new(NewLooks {
        base_photo: PhotoId::new("ana"),
        name: " At   sea ".into(),
        prompt: LookPrompt {
            text: "At sea".into(),
            orientation: LookOrientation::Square,
            pose: Pose::HalfBody,
            style: LookStyle::Noir,
        },
        allow_duplicate: true,
    })))
}

/// Collects looks; returns their names, the error kinds and the error texts.
async fn collect_looks(runner: &Runner) -> (Vec<String>, Vec<ErrorKind>, String) {
    use cuecard::studio::PhotoReply::Added;
    use cuecard::studio::Reply;
    let (mut names, mut kinds, mut words) = (Vec::new(), Vec::new(), String::new());
    for reply in runner.request_to_end(Request::Photo(PhotoRequest::CollectLooks)).await {
        match reply {
            Reply::Photo(Added(Ok(looks))) => names.extend(looks.into_iter().map(|look| look.name)),
            Reply::Photo(Added(Err(error))) => {
                kinds.push(error.kind);
                words += &error.to_string();
            }
            _ => {}
        }
    }
    (names, kinds, words)
}

#[tokio::test]
async fn a_look_order_survives_unexpected_replies_and_looks_keep_their_keys() {
    let (a, b) = ("image/a/original", "image/b/original");
    let keys = json!([a, b]);
    let refusal =
        r#"{"data":null,"error":{"code":"invalid_parameter","message":"a group has at most 500 looks"}}"#;
    let list = |looks: Value| data_reply(&json!({ "avatar_list": looks }));
    let added = |looks: Value| data_reply(&json!({ "photo_avatar_list": looks }));
    let replies = vec![
        // The order.
        data_reply(&look_json("ana", "Ana", None)),
        data_reply(&json!({ "generation_id": "made" })),
        // Four collections that fail in different ways.
        ScriptedReply::html(403),
        generation_reply(&Value::Null),
        generation_reply(&keys),
        list(json!([look_json("ana", "Ana", None)])),
        ScriptedReply::json(400, refusal),
        generation_reply(&keys),
        list(json!([look_json("ana", "Ana", None)])),
        added(json!([])),
        // The first of them was added after all, under its name; the second comes with the address of its picture.
        generation_reply(&keys),
        list(json!([look_json("ana", "Ana", None), look_json("one", "At sea 1", None)])),
        added(json!([look_json("two", "At sea 2", Some(b))])),
    ];
    let home = tempfile::tempdir().unwrap();
    let (server, runner) = scripted_runner(&home, ApiVersion::V2, replies).await;
    runner.request_to_end(generate_looks_request()).await;
    for odd in 0..4 {
        let (names, kinds, words) = collect_looks(&runner).await;
        assert_eq!((names.len(), kinds.as_slice()), (0, &[ErrorKind::LooksNotFetched][..]), "{odd}: {words}");
        assert!(words.contains("At sea (order made) could not be fetched now"), "{odd}: {words}");
        assert!(words.contains("run cuecard photos collect"), "{odd}: {words}");
    }
    let (names, kinds, words) = collect_looks(&runner).await;
    assert_eq!((names, kinds), (vec!["At sea 1".to_owned(), "At sea 2".to_owned()], vec![]), "{words}");
    assert_eq!(collect_looks(&runner).await, (vec![], vec![], String::new()), "it is done");
    let path = Paths::with_root(home.path()).ledger();
    let ledger = Ledger::open(&path, &store::AccountId::sandbox(), Timestamp::now()).unwrap().ledger;
    let key = |photo: &str| ledger.picture_key(&PhotoId::new(photo)).unwrap().map(|(key, _)| key);
    assert_eq!([key("one"), key("two")], [Some(PictureKey::new(a)), Some(PictureKey::new(b))]);
    let orders =
        server.requests().into_iter().filter(|heard| heard.target.ends_with("look/generate")).count();
    assert_eq!(orders, 1);
}

#[tokio::test]
async fn a_failed_look_generation_is_reported_once() {
    let replies = vec![
        data_reply(&look_json("ana", "Ana", None)),
        data_reply(&json!({ "generation_id": "made" })),
        data_reply(&json!({ "id": "made", "status": "failed", "msg": "the prompt is blocked" })),
    ];
    let home = tempfile::tempdir().unwrap();
    let (_server, runner) = scripted_runner(&home, ApiVersion::V2, replies).await;
    runner.request_to_end(generate_looks_request()).await;
    let (_, kinds, words) = collect_looks(&runner).await;
    assert_eq!(kinds, [ErrorKind::Refused]);
    assert!(words.contains("At sea: the prompt is blocked"), "{words}");
    assert_eq!(collect_looks(&runner).await.1, []);
}

#[tokio::test]
async fn a_look_that_waits_for_consent_is_reported_once() {
    let item = |status: &str| json!({ "id": "new", "group_id": null, "name": "At sea", "status": status });
    let waits = data_reply(&item("pending_consent"));
    let replies = vec![
        // A look without a group can be a base look.
        data_reply(&json!({ "id": "ana", "group_id": null, "name": "Ana", "status": "completed" })),
        data_reply(&json!({ "avatar_item": item("processing") })),
        data_reply(&item("processing")),
        waits.clone(),
        waits,
    ];
    let home = tempfile::tempdir().unwrap();
    let (server, runner) = scripted_runner(&home, ApiVersion::V3, replies).await;
    runner.request_to_end(generate_looks_request()).await;
    let (names, kinds, words) = collect_looks(&runner).await;
    assert_eq!((names.len(), kinds), (0, vec![ErrorKind::InUse]));
    assert!(words.contains("At sea waits for the person's consent: give it at app.heygen.com"), "{words}");
    assert_eq!(collect_looks(&runner).await.1, []);
    let body: Value = serde_json::from_slice(&server.requests()[1].body).unwrap();
    assert_eq!((&body["avatar_id"], body.get("avatar_group_id")), (&json!("ana"), None));
}

#[tokio::test]
async fn a_started_training_is_resumed_and_not_started_again() {
    let training = |status: &str| data_reply(&json!({ "status": status, "error_msg": null }));
    let first = vec![
        data_reply(&look_json("ana", "Ana", None)),
        training("pending"),
        data_reply(&Value::Null),
        ScriptedReply::json(401, r#"{"data":null,"error":{"code":"unauthorized","message":"no"}}"#),
    ];
    let home = tempfile::tempdir().unwrap();
    let (server, runner) = scripted_runner(&home, ApiVersion::V2, first).await;
    runner.request_to_end(Request::Photo(PhotoRequest::TrainGroup(PhotoId::new("ana")))).await;
    let begun = |server: &ScriptedServer| {
        server.requests().iter().filter(|heard| heard.request_line().ends_with("/train")).count()
    };
    assert_eq!(begun(&server), 1);
    drop(runner);

    let second = vec![
        data_reply(&look_json("ana", "Ana", None)),
        training("pending"),
        training("pending"),
        training("ready"),
    ];
    let (server, runner) = scripted_runner(&home, ApiVersion::V2, second).await;
    let replies = runner.request_to_end(Request::Photo(PhotoRequest::TrainGroup(PhotoId::new("ana")))).await;
    let done =
        cuecard::studio::Reply::Photo(cuecard::studio::PhotoReply::GroupTrained(PhotoId::new("ana"), Ok(())));
    assert_eq!((replies.last(), begun(&server)), (Some(&done), 0), "{replies:?}");
}
