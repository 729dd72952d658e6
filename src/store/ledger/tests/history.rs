//! The history of all renders: what each took, cost and said.

use crate::domain::{LookClass, RenderHistory, VoiceId};

use super::*;

fn at_minute(minutes: i64) -> Timestamp {
    timestamp(minutes * 60)
}

fn render_with_request(request: &str) -> NewRenderRecord {
    NewRenderRecord { request_body: request.to_owned(), content_hash: String::new(), ..new_render("Launch") }
}

fn completed_render(ledger: &mut Ledger, request: &str, video: &str, minutes: i64) -> RenderId {
    let id = ledger.enqueue_unchecked(&render_with_request(request), at_minute(0)).unwrap();
    ledger.mark_sending(id, at_minute(0)).unwrap();
    ledger.record_acceptance(id, &VideoId::new(video), at_minute(1)).unwrap();
    let progress =
        VideoDetails { duration_seconds: Some(24.0), ..progress_with(RenderStage::Completed, "completed") };
    ledger.record_progress(id, &progress, at_minute(1 + minutes)).unwrap();
    id
}

#[test]
fn the_history_has_the_voice_duration_and_cost_of_each_render() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("cuecard.db");
    let open = |key| {
        Ledger::open(&path, &AccountId::new("https://api.heygen.com", key), at_minute(0)).unwrap().ledger
    };
    let mut ledger = open("one");
    let first =
        completed_render(&mut ledger, r#"{"voice_id": "v1", "scenes": [{"voice_id": "v2"}]}"#, "a", 9);
    completed_render(&mut ledger, r#"{"video_inputs": [{"voice": {"voice_id": "v2"}}]}"#, "b", 12);
    completed_render(&mut ledger, "{broken", "c", 1);
    ledger.enqueue_unchecked(&render_with_request(r#"{"voice_id": 7}"#), at_minute(2)).unwrap();
    ledger.remove_from_list(first, at_minute(90)).unwrap();

    let past = ledger.read_history().unwrap().renders;
    let voices: Vec<_> = past.iter().map(|past| past.voice_id.as_ref().map(VoiceId::as_str)).collect();
    assert_eq!(voices, [None, None, Some("v2"), None], "that of a forgotten one is forgotten");
    let took: Vec<_> = past.iter().map(|past| past.processing_time.map(|took| took.as_mins())).collect();
    assert_eq!(took, [None, Some(1), Some(12), Some(9)]);
    let last = &past[2];
    assert_eq!(
        (last.estimated_seconds, last.actual_seconds, last.started_at),
        (16.8, Some(24.0), at_minute(0))
    );
    assert_eq!((last.stage, past[0].stage), (RenderStage::Completed, RenderStage::Queued));
    assert_eq!(last.estimated_cost, Money::new(5.6, Unit::PremiumCredit));
    assert_eq!(last.project_path.as_deref(), Some(std::path::Path::new("/films/launch.toml")));
    assert_eq!(open("two").read_history(), Ok(RenderHistory::default()), "accounts stay apart");
}

#[test]
fn a_resend_is_charged_and_estimated_as_the_first_render_was() {
    let harness = LedgerHarness::new();
    let mut ledger = harness.open();
    let class = LookClass::parse("digital twin on Avatar V").unwrap();
    let charged_look = ChargedLook::Class(class);
    let new = NewRenderRecord {
        charged_look: charged_look.clone(),
        has_exact_scene: true,
        ..render_with_request("{}")
    };
    let id = ledger.enqueue_unchecked(&new, at_minute(0)).unwrap();
    ledger.cancel(id, at_minute(1)).unwrap();
    ledger.resend(id, &unlimited(), at_minute(2)).unwrap();
    let past = ledger.read_history().unwrap().renders;
    let kept: Vec<_> = past.iter().map(|past| (&past.charged_look, past.has_exact_scene)).collect();
    assert_eq!(kept, [(&charged_look, true); 2]);
}

#[test]
fn the_script_excerpt_is_read_from_every_dialect() {
    let folder = tempfile::tempdir().unwrap();
    let account = AccountId::new("https://api.heygen.com", "key");
    let mut ledger = Ledger::open(&folder.path().join("cuecard.db"), &account, at_minute(0)).unwrap().ledger;
    for (minute, request) in [
        r#"{"script": "I <3 you <break time=\"1s\"/> there."}"#,
        r#"{"scenes": [{"script": "I <3 you  there.<break time=\"1s\"/>"}]}"#,
        r#"{"scenes": [{"input": {"script": "I <3 you there."}}]}"#,
        r#"{"video_inputs": [{"voice": {"input_text": "I <3 you there."}}]}"#,
    ]
    .into_iter()
    .enumerate()
    {
        ledger
            .enqueue_unchecked(&render_with_request(request), at_minute(i64::try_from(minute).unwrap()))
            .unwrap();
        let past = ledger.read_history().unwrap().renders;
        assert_eq!(past[0].script_excerpt.as_deref(), Some("I <3 you there."), "{request}");
    }
}
