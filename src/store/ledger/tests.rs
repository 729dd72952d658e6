//! The ledger under use, under damage, and under several programs at once.

mod balances;
mod caps;
mod concurrency;
mod damage;
mod history;
mod idempotency;
mod look_requests;
mod queue;
mod reconcile;
mod responses;
mod retry_after;
mod rows;
mod salvage;
mod shortcuts;
mod uploads;

use std::os::unix::fs::{MetadataExt, PermissionsExt};
use std::path::{Path, PathBuf};

use jiff::Timestamp;
use jiff::tz::TimeZone;
use rusqlite::Connection;

use crate::domain::{
    ChargedLook, Dialect, Error, ErrorKind, FailureReason, KnownDuplicates, Money, QueueEntry, QueueOwner,
    ReadSequence, Render, RenderId, RenderIdempotencyKey, RenderLineage, RenderStage, Rounding, SpendingCaps,
    SpendingLimits, Subtitles, Unit, VideoDetails, VideoFailure, VideoId,
};

use super::super::account::AccountId;
use super::super::files;
use super::*;

/// A data folder with a ledger in it, and a clock that is told.
struct LedgerHarness {
    folder: tempfile::TempDir,
}

impl LedgerHarness {
    fn new() -> Self {
        Self { folder: tempfile::tempdir().unwrap() }
    }

    fn path(&self) -> PathBuf {
        self.folder.path().join("data/cuecard.db")
    }

    fn try_open(&self) -> Result<OpenedLedger, Error> {
        Ledger::open(&self.path(), &AccountId::new("https://api.heygen.com", "key"), timestamp(1000))
    }

    fn open(&self) -> Ledger {
        let opened = self.try_open().unwrap();
        assert_eq!((opened.quarantined, opened.unconfirmed), (None, Vec::new()));
        opened.ledger
    }

    fn file_names(&self) -> Vec<String> {
        let entries = std::fs::read_dir(self.folder.path().join("data")).unwrap();
        let mut names: Vec<_> = entries.map(|e| e.unwrap().file_name().into_string().unwrap()).collect();
        names.sort();
        names
    }
}

fn timestamp(seconds: i64) -> Timestamp {
    Timestamp::from_second(seconds).unwrap()
}

fn new_render(title: &str) -> NewRenderRecord {
    NewRenderRecord {
        title: title.to_owned(),
        project_path: Some("/films/launch.toml".into()),
        scene_count: 2,
        estimated_seconds: 16.8,
        estimated_cost: Money::new(5.6, Unit::PremiumCredit),
        rounding: Rounding::Exact,
        has_exact_scene: false,
        charged_look: ChargedLook::Mixed,
        request_body: "{\"title\":\"x\"}".to_owned(),
        dialect: "scenes".to_owned(),
        idempotency_key: RenderIdempotencyKey::Absent,
        content_hash: "d".to_owned(),
        title_tag: None,
        picture_key: None,
    }
}

fn progress_with(stage: RenderStage, word: &str) -> VideoDetails {
    VideoDetails {
        stage,
        service_status: word.into(),
        video_url: None,
        captioned_url: None,
        subtitles_url: None,
        duration_seconds: None,
        failure: None,
    }
}

fn event_names(ledger: &Ledger, id: RenderId) -> Vec<String> {
    ledger.events(id).unwrap().into_iter().map(|event| event.kind.as_str().to_owned()).collect()
}

type TransitionFn = fn(&mut Ledger, RenderId) -> Result<(), Error>;

/// A render that went as far as the stage.
fn render_in_stage(ledger: &mut Ledger, stage: RenderStage) -> RenderId {
    let id = ledger.enqueue_unchecked(&new_render("x"), timestamp(1)).unwrap();
    let video = VideoId::new(format!("video-{id}"));
    if !matches!(stage, RenderStage::Queued | RenderStage::Canceled) {
        ledger.mark_sending(id, timestamp(2)).unwrap();
    }
    match stage {
        RenderStage::Queued | RenderStage::Sending => {}
        RenderStage::Canceled => ledger.cancel(id, timestamp(2)).unwrap(),
        RenderStage::Unconfirmed => ledger.mark_unconfirmed(id, "no answer", timestamp(3)).unwrap(),
        RenderStage::Refused => ledger.mark_refused(id, "no credit", timestamp(3)).unwrap(),
        stage => {
            ledger.record_acceptance(id, &video, timestamp(3)).unwrap();
            ledger.record_progress(id, &progress_with(stage, "word"), timestamp(4)).unwrap();
        }
    }
    assert_eq!(ledger.find_render(id).unwrap().stage, stage);
    id
}

/// Nothing is capped.
fn unlimited() -> SpendingLimits {
    limits_with_caps(None, None)
}

fn limits_with_caps(day: Option<f64>, project: Option<f64>) -> SpendingLimits {
    SpendingLimits { caps: SpendingCaps { day, project }, zone: TimeZone::UTC, misspelled_cap: None }
}

#[test]
fn a_render_is_stored_from_request_to_delivery() {
    let harness = LedgerHarness::new();
    let mut ledger = harness.open();
    let id = ledger.enqueue_unchecked(&new_render("Launch"), timestamp(10)).unwrap();
    ledger.mark_sending(id, timestamp(11)).unwrap();
    ledger.record_acceptance(id, &VideoId::new("v1"), timestamp(12)).unwrap();
    assert!(
        ledger
            .record_progress(id, &progress_with(RenderStage::Processing, "processing"), timestamp(13))
            .unwrap()
    );
    let done = VideoDetails {
        video_url: Some("https://x/film.mp4".into()),
        captioned_url: Some("https://x/captioned.mp4".into()),
        subtitles_url: Some("https://x/captions.ass".into()),
        duration_seconds: Some(17.25),
        ..progress_with(RenderStage::Completed, "completed")
    };
    assert!(ledger.record_progress(id, &done, timestamp(14)).unwrap());
    ledger.record_subtitles(id, Path::new("/films/launch.ass"), timestamp(15)).unwrap();
    ledger.record_delivery(id, Path::new("/films/launch.mp4"), false, timestamp(15)).unwrap();
    drop(ledger);

    let ledger = harness.open();
    let expected = Render {
        id,
        title: "Launch".into(),
        project_path: Some("/films/launch.toml".into()),
        scene_count: 2,
        estimated_seconds: 16.8,
        estimated_cost: Money::new(5.6, Unit::PremiumCredit),
        rounding: Rounding::Exact,
        requested_at: timestamp(10),
        sent_at: None,
        ended_at: Some(timestamp(14)),
        stage: RenderStage::Completed,
        service_status: Some("completed".into()),
        video_id: Some(VideoId::new("v1")),
        video_url: Some("https://x/captioned.mp4".into()),
        video_path: Some("/films/launch.mp4".into()),
        actual_seconds: Some(17.25),
        note: None,
        failure_reason: None,
        queue_entry: QueueEntry { position: 1, ..QueueEntry::default() },
        lineage: RenderLineage { content_hash: Some("d".into()), ..RenderLineage::default() },
        subtitles: Subtitles {
            url: Some("https://x/captions.ass".into()),
            path: Some("/films/launch.ass".into()),
            are_pending: false,
        },
        dialect: Some(Dialect::Scenes),
        has_idempotency_key: false,
        read_sequence: ReadSequence::default(),
        is_unrecorded: false,
    };
    assert_eq!(ledger.find_render(id).unwrap(), expected);
    assert_eq!(ledger.renders().unwrap(), [expected]);
    let request =
        StoredRequest { body: "{\"title\":\"x\"}".into(), dialect: "scenes".into(), idempotency_key: None };
    assert_eq!(ledger.stored_request(id).unwrap(), request);
    let steps = ["queued", "sending", "accepted", "processing", "completed", "subtitled", "delivered"];
    assert_eq!(event_names(&ledger, id), steps);
    assert_eq!(ledger.events(id).unwrap()[2].detail.as_deref(), Some("v1"));
}

#[test]
fn the_ledger_file_is_private_and_durable() {
    let harness = LedgerHarness::new();
    let mut ledger = harness.open();
    ledger.enqueue_unchecked(&new_render("x"), timestamp(1)).unwrap();
    assert_eq!(std::fs::metadata(harness.path()).unwrap().mode() & 0o777, 0o600);
    let pragma =
        |name| ledger.database.pragma_query_value(None, name, |row| row.get::<_, rusqlite::types::Value>(0));
    assert_eq!(pragma("journal_mode").unwrap(), "delete".to_owned().into());
    assert_eq!((pragma("synchronous").unwrap(), pragma("foreign_keys").unwrap()), (3.into(), 1.into()));
    drop(ledger);
    assert_eq!(harness.file_names(), ["cuecard.db", "running"]);
    std::fs::set_permissions(harness.path(), std::fs::Permissions::from_mode(0o644)).unwrap();
    harness.open();
    assert_eq!(std::fs::metadata(harness.path()).unwrap().mode() & 0o777, 0o600);
}

#[test]
fn invalid_transitions_are_refused_and_change_nothing() {
    use RenderStage::{
        Canceled, Completed, Failed, Pending, Processing, Queued, Refused, Sending, Unconfirmed,
    };
    let all = [Queued, Sending, Unconfirmed, Refused, Pending, Processing, Completed, Failed, Canceled];
    let harness = LedgerHarness::new();
    let mut ledger = harness.open();
    let steps: [(TransitionFn, &[RenderStage]); 9] = [
        (|l, id| l.mark_sending(id, timestamp(9)), &[Queued]),
        (|l, id| l.cancel(id, timestamp(9)), &[Queued]),
        (|l, id| l.mark_unconfirmed(id, "", timestamp(9)), &[Sending]),
        (|l, id| l.mark_refused(id, "", timestamp(9)), &[Queued, Sending, Unconfirmed]),
        (|l, id| l.requeue(id, "", timestamp(9)), &[Sending, Unconfirmed, Refused, Canceled]),
        (|l, id| l.record_delivery(id, Path::new("/f"), false, timestamp(9)), &[Completed]),
        (|l, id| l.remove_from_list(id, timestamp(9)), &[Unconfirmed, Refused, Completed, Failed, Canceled]),
        (
            // What is over stays so.
            |l, id| l.record_progress(id, &progress_with(Processing, "x"), timestamp(9)).map(drop),
            &[Pending, Processing, Completed, Failed],
        ),
        (
            |l, id| l.record_acceptance(id, &VideoId::new(format!("new-{id}")), timestamp(9)),
            &[Queued, Sending, Unconfirmed, Refused, Canceled],
        ),
    ];
    for (number, (step, allowed)) in steps.into_iter().enumerate() {
        for stage in all {
            let id = render_in_stage(&mut ledger, stage);
            let before = ledger.find_render(id).unwrap();
            match step(&mut ledger, id) {
                Ok(()) => assert!(allowed.contains(&stage), "step {number} from {stage:?}"),
                Err(error) => {
                    assert!(!allowed.contains(&stage), "step {number} from {stage:?}: {error}");
                    assert_eq!(error.kind, ErrorKind::NotAllowed);
                    assert_eq!(ledger.find_render(id).unwrap(), before);
                }
            }
        }
    }
}

#[test]
fn late_and_duplicate_acceptances_are_recorded() {
    let harness = LedgerHarness::new();
    let mut ledger = harness.open();
    let (one, two) = (
        render_in_stage(&mut ledger, RenderStage::Unconfirmed),
        render_in_stage(&mut ledger, RenderStage::Unconfirmed),
    );
    let video = VideoId::new("v");
    ledger.remove_from_list(one, timestamp(5)).unwrap();
    assert_eq!(ledger.find_render(one).unwrap_err().kind, ErrorKind::NotFound);
    // A late answer brings a forgotten render back.
    ledger.record_acceptance(one, &video, timestamp(6)).unwrap();
    assert_eq!(ledger.find_render(one).unwrap().stage, RenderStage::Pending);
    ledger.record_acceptance(one, &video, timestamp(7)).unwrap();

    let error = ledger.record_acceptance(two, &video, timestamp(8)).unwrap_err();
    assert_eq!(error.summary(), "Render 2 got video v, which belongs to render 1");
    let row = ledger.find_render(two).unwrap();
    assert_eq!((row.stage, row.video_id, row.has_idempotency_key), (RenderStage::Unconfirmed, None, false));
    assert!(row.note.unwrap().starts_with("The service returned video v, which belongs to render 1"));
    assert_eq!(event_names(&ledger, two).last().map(String::as_str), Some("extra video"));
    let second = ledger.record_acceptance(one, &VideoId::new("w"), timestamp(9)).unwrap_err();
    assert_eq!(second.summary(), "Render 1 already has video v; video w was created too");
    assert_eq!(
        event_names(&ledger, one),
        ["queued", "sending", "unconfirmed", "removed", "accepted", "extra video"]
    );
    ledger.record_progress(one, &progress_with(RenderStage::Failed, "failed"), timestamp(9)).unwrap();
    ledger.remove_from_list(one, timestamp(10)).unwrap();
    let again = ledger.record_acceptance(two, &video, timestamp(11)).unwrap_err();
    assert_eq!(again.summary(), error.summary(), "also while it is forgotten");
    assert_eq!(ledger.stored_request(one).unwrap_err().kind, ErrorKind::NotFound);
}

#[test]
fn unchanged_progress_is_not_written_again() {
    let harness = LedgerHarness::new();
    let mut ledger = harness.open();
    let id = render_in_stage(&mut ledger, RenderStage::Processing);
    let events = event_names(&ledger, id).len();
    assert!(
        !ledger.record_progress(id, &progress_with(RenderStage::Processing, "word"), timestamp(20)).unwrap()
    );
    let link = |url: &str| VideoDetails {
        video_url: Some(url.into()),
        ..progress_with(RenderStage::Processing, "word")
    };
    assert!(ledger.record_progress(id, &link("a"), timestamp(21)).unwrap());
    assert!(
        !ledger.record_progress(id, &progress_with(RenderStage::Processing, "word"), timestamp(22)).unwrap()
    );
    assert_eq!(ledger.find_render(id).unwrap().video_url.as_deref(), Some("a"));
    assert_eq!(event_names(&ledger, id)[events..], ["updated"]);
    assert!(
        ledger
            .record_progress(id, &progress_with(RenderStage::Processing, "rendering"), timestamp(23))
            .unwrap()
    );
    assert_eq!(event_names(&ledger, id)[events..], ["updated", "processing"]);
}

#[test]
fn a_late_status_does_not_change_a_completed_render() {
    let harness = LedgerHarness::new();
    let mut ledger = harness.open();
    let id = render_in_stage(&mut ledger, RenderStage::Completed);
    let before = (ledger.find_render(id).unwrap(), event_names(&ledger, id));
    for stage in [RenderStage::Pending, RenderStage::Processing, RenderStage::Failed] {
        assert_eq!(
            ledger.record_progress(id, &progress_with(stage, "late"), timestamp(90)),
            Ok(false),
            "{stage:?}"
        );
    }
    assert_eq!((ledger.find_render(id).unwrap(), event_names(&ledger, id)), before);
}

#[test]
fn a_failed_render_can_still_complete_and_keeps_that_end_time() {
    let harness = LedgerHarness::new();
    let mut ledger = harness.open();
    let id = render_in_stage(&mut ledger, RenderStage::Pending);
    let failure =
        VideoFailure { code: Some("400116".into()), message: "voice not found".into(), response: None };
    let failed = VideoDetails { failure: Some(failure), ..progress_with(RenderStage::Failed, "failed") };
    ledger.record_progress(id, &failed, timestamp(30)).unwrap();
    let render = ledger.find_render(id).unwrap();
    assert_eq!(render.note.as_deref(), Some("The voice is gone. Choose another."));
    assert_eq!(render.ended_at, Some(timestamp(30)));
    ledger.record_progress(id, &progress_with(RenderStage::Completed, "completed"), timestamp(40)).unwrap();
    let again =
        VideoDetails { video_url: Some("b".into()), ..progress_with(RenderStage::Completed, "completed") };
    ledger.record_progress(id, &again, timestamp(50)).unwrap();
    let render = ledger.find_render(id).unwrap();
    assert_eq!((render.ended_at, render.note), (Some(timestamp(40)), None));
    assert_eq!(
        ledger
            .record_progress(id, &progress_with(RenderStage::Unconfirmed, "x"), timestamp(60))
            .unwrap_err()
            .kind,
        ErrorKind::NotAllowed
    );
}

#[test]
fn a_refused_render_can_be_sent_again() {
    let harness = LedgerHarness::new();
    let mut ledger = harness.open();
    let id = render_in_stage(&mut ledger, RenderStage::Refused);
    let render = ledger.find_render(id).unwrap();
    assert_eq!((render.note.as_deref(), render.ended_at), (Some("no credit"), Some(timestamp(3))));
    ledger.requeue(id, "", timestamp(5)).unwrap();
    let render = ledger.find_render(id).unwrap();
    assert_eq!((render.note, render.ended_at, render.stage), (None, None, RenderStage::Queued));
    ledger.mark_sending(id, timestamp(6)).unwrap();
}

#[test]
fn accounts_are_never_mixed() {
    let harness = LedgerHarness::new();
    let mut ledger = harness.open();
    let id = render_in_stage(&mut ledger, RenderStage::Completed);
    let mut sandbox = Ledger::open(&harness.path(), &AccountId::sandbox(), timestamp(1)).unwrap().ledger;
    assert_eq!(sandbox.renders(), Ok(Vec::new()));
    assert_eq!(sandbox.find_render(id).unwrap_err().kind, ErrorKind::NotFound);
    assert_eq!(sandbox.remove_from_list(id, timestamp(2)).unwrap_err().kind, ErrorKind::NotFound);
    assert_eq!(sandbox.stored_request(id).unwrap_err().kind, ErrorKind::NotFound);
    assert_eq!(sandbox.events(id), Ok(Vec::new()));
    let own = sandbox.enqueue_unchecked(&new_render("x"), timestamp(3)).unwrap();
    sandbox.mark_sending(own, timestamp(4)).unwrap();
    // The same id on another service is another video.
    sandbox.record_acceptance(own, &VideoId::new(format!("video-{id}")), timestamp(5)).unwrap();
    assert_eq!(ledger.renders().unwrap().len(), 1);
}
