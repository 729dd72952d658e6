//! Uploaded files: remembered for an account and an API version, and replaced in a refused request.

use super::*;
use crate::domain::ApiVersion;

fn save(ledger: &mut Ledger, api: ApiVersion, hash: &str, asset: &str) {
    ledger.save_upload(api, (hash, Path::new("/videos/scene-2.wav")), asset, timestamp(1_000)).unwrap();
}

#[test]
fn an_upload_is_known_by_the_hash_of_its_file_and_the_api_version() {
    let harness = LedgerHarness::new();
    let mut ledger = harness.open();
    save(&mut ledger, ApiVersion::V3, "aa", "asset-1");
    let known = |ledger: &Ledger, api, hash| ledger.upload_id(api, hash).unwrap();
    assert_eq!(known(&ledger, ApiVersion::V3, "aa").as_deref(), Some("asset-1"));
    assert_eq!(known(&ledger, ApiVersion::V2, "aa"), None);
    assert_eq!(known(&ledger, ApiVersion::V3, "bb"), None);
    save(&mut ledger, ApiVersion::V3, "aa", "asset-2");
    assert_eq!(known(&ledger, ApiVersion::V3, "aa").as_deref(), Some("asset-2"));
}

#[test]
fn another_upload_takes_the_place_of_one_in_a_refused_request() {
    let harness = LedgerHarness::new();
    let mut ledger = harness.open();
    save(&mut ledger, ApiVersion::V3, "aa", "old");
    let new = NewRenderRecord {
        request_body: r#"{"scenes": [{"input": {"audio_asset_id": "old"}}]}"#.to_owned(),
        dialect: "v3".into(),
        idempotency_key: RenderIdempotencyKey::Random,
        ..new_render("one")
    };
    let id = ledger.enqueue_unchecked(&new, timestamp(1_000)).unwrap();
    let claim = |ledger: &mut Ledger| match ledger.claim(id, 0, &unlimited(), timestamp(1_001)).unwrap() {
        SendClaim::Granted(request) => request,
        SendClaim::AtLimit => panic!("there is room"),
    };
    let first = claim(&mut ledger);
    ledger.mark_refused(id, "not found", timestamp(1_002)).unwrap();
    let assets = ledger.render_uploads(id).unwrap();
    assert_eq!(assets.len(), 1);
    assert_eq!((assets[0].id.as_str(), assets[0].hash.as_str()), ("old", "aa"));
    ledger.replace_upload(id, ("old", "new"), timestamp(1_003)).unwrap();
    assert_eq!(ledger.find_render(id).unwrap().stage, RenderStage::Queued);
    let second = claim(&mut ledger);
    assert_eq!(second.body, first.body.replace("old", "new"));
    // The service may give the refusal of the first request again for its key.
    assert_ne!(second.idempotency_key, first.idempotency_key);
    assert!(event_names(&ledger, id).contains(&"uploaded".to_owned()));
}

#[test]
fn an_accepted_render_keeps_its_request() {
    let harness = LedgerHarness::new();
    let mut ledger = harness.open();
    let id = render_in_stage(&mut ledger, RenderStage::Pending);
    assert!(ledger.replace_upload(id, ("old", "new"), timestamp(2_000)).is_err());
    assert_eq!(ledger.find_render(id).unwrap().stage, RenderStage::Pending);
}

#[test]
fn a_video_with_a_recording_says_nothing_about_its_voice() {
    let harness = LedgerHarness::new();
    let mut ledger = harness.open();
    let scene = r#"{"input": {"type": "avatar", "script": "Hi.", "voice_id": "v"}}"#;
    let recorded = r#"{"input": {"type": "avatar", "audio_asset_id": "a"}}"#;
    let quoted = r#"{"input": {"type": "avatar", "script": "\"audio_asset_id\":", "voice_id": "v"}}"#;
    for (title, scenes) in [
        ("spoken", scene.to_owned()),
        ("quoted", quoted.to_owned()),
        ("recorded", format!("{scene}, {recorded}")),
    ] {
        let request_body = format!(r#"{{"scenes": [{scenes}]}}"#);
        let new = NewRenderRecord { request_body, content_hash: title.to_owned(), ..new_render(title) };
        ledger.enqueue_unchecked(&new, timestamp(1_000)).unwrap();
    }
    let history = ledger.read_history().unwrap();
    let voice = |title: &str| {
        let past = history.renders.iter().find(|past| past.title == title).unwrap();
        past.voice_id.as_ref().map(crate::domain::VoiceId::as_str)
    };
    assert_eq!([voice("spoken"), voice("quoted"), voice("recorded")], [Some("v"), Some("v"), None]);
}
