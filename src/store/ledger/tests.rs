//! The ledger under use, under damage, and under several programs at once.

mod caps;
mod damage;
mod hold;
mod looks;
mod queue;
mod repeat;
mod replies;
mod rows;
mod salvage;
mod together;

use std::os::unix::fs::{MetadataExt, PermissionsExt};

use jiff::tz::TimeZone;

use crate::domain::{
    Caps, Dialect, Failure, Holder, Limits, Progress, Render, Seen, Stage, Subtitles, Take, Unit, VideoId,
    Wait,
};

use super::*;

/// A data folder with a ledger in it, and a clock that is told.
struct Desk {
    folder: tempfile::TempDir,
}

impl Desk {
    fn new() -> Self {
        Self { folder: tempfile::tempdir().unwrap() }
    }

    fn path(&self) -> PathBuf {
        self.folder.path().join("data/cuecard.db")
    }

    fn try_open(&self) -> Result<OpenedLedger, Fault> {
        Ledger::open(&self.path(), &Account::new("https://api.heygen.com", "key"), at(1000))
    }

    fn open(&self) -> Ledger {
        let opened = self.try_open().unwrap();
        assert_eq!((opened.damaged, opened.unconfirmed), (None, Vec::new()));
        opened.ledger
    }

    fn names(&self) -> Vec<String> {
        let entries = std::fs::read_dir(self.folder.path().join("data")).unwrap();
        let mut names: Vec<_> = entries.map(|e| e.unwrap().file_name().into_string().unwrap()).collect();
        names.sort();
        names
    }
}

fn at(seconds: i64) -> Timestamp {
    Timestamp::from_second(seconds).unwrap()
}

fn new_render(title: &str) -> NewRender {
    NewRender {
        title: title.to_owned(),
        project: Some("/films/launch.toml".into()),
        scenes: 2,
        seconds: 16.8,
        cost: Money::new(5.6, Unit::PremiumCredit),
        request: "{\"title\":\"x\"}".to_owned(),
        generation: "scenes".to_owned(),
        repeatable: false,
        digest: "d".to_owned(),
        mark: None,
        picture: None,
    }
}

fn said(stage: Stage, word: &str) -> Progress {
    Progress {
        stage,
        word: word.into(),
        url: None,
        captioned_url: None,
        subtitles_url: None,
        duration: None,
        failure: None,
    }
}

fn whats(ledger: &Ledger, id: RenderId) -> Vec<String> {
    ledger.events(id).unwrap().into_iter().map(|event| event.what).collect()
}

type Step = fn(&mut Ledger, RenderId) -> Result<(), Fault>;

/// A render that went as far as the stage.
fn render_in(ledger: &mut Ledger, stage: Stage) -> RenderId {
    let id = ledger.begin(&new_render("x"), at(1)).unwrap();
    let video = VideoId::new(format!("video-{id}"));
    if !matches!(stage, Stage::Queued | Stage::Cancelled) {
        ledger.sending(id, at(2)).unwrap();
    }
    match stage {
        Stage::Queued | Stage::Sending => {}
        Stage::Cancelled => ledger.cancelled(id, at(2)).unwrap(),
        Stage::Unconfirmed => ledger.unconfirmed(id, "no answer", at(3)).unwrap(),
        Stage::Refused => ledger.refused(id, "no credit", at(3)).unwrap(),
        stage => {
            ledger.accepted(id, &video, at(3)).unwrap();
            ledger.progress(id, &said(stage, "word"), at(4)).unwrap();
        }
    }
    assert_eq!(ledger.render(id).unwrap().stage, stage);
    id
}

/// Nothing is capped.
fn free() -> Limits {
    limits(None, None)
}

fn limits(day: Option<f64>, project: Option<f64>) -> Limits {
    Limits { caps: Caps { day, project }, zone: TimeZone::UTC, misspelled: None }
}

#[test]
fn a_render_is_kept_from_the_wish_to_the_file() {
    let desk = Desk::new();
    let mut ledger = desk.open();
    let id = ledger.begin(&new_render("Launch"), at(10)).unwrap();
    ledger.sending(id, at(11)).unwrap();
    ledger.accepted(id, &VideoId::new("v1"), at(12)).unwrap();
    assert!(ledger.progress(id, &said(Stage::Processing, "processing"), at(13)).unwrap());
    let done = Progress {
        url: Some("https://x/film.mp4".into()),
        captioned_url: Some("https://x/captioned.mp4".into()),
        subtitles_url: Some("https://x/captions.ass".into()),
        duration: Some(17.25),
        ..said(Stage::Completed, "completed")
    };
    assert!(ledger.progress(id, &done, at(14)).unwrap());
    ledger.subtitled(id, Path::new("/films/launch.ass"), at(15)).unwrap();
    ledger.delivered(id, Path::new("/films/launch.mp4"), false, at(15)).unwrap();
    drop(ledger);

    let ledger = desk.open();
    let expected = Render {
        id,
        title: "Launch".into(),
        project: Some("/films/launch.toml".into()),
        scenes: 2,
        seconds: 16.8,
        cost: Money::new(5.6, Unit::PremiumCredit),
        asked: at(10),
        sent: None,
        ended: Some(at(14)),
        stage: Stage::Completed,
        word: Some("completed".into()),
        video: Some(VideoId::new("v1")),
        url: Some("https://x/captioned.mp4".into()),
        file: Some("/films/launch.mp4".into()),
        duration: Some(17.25),
        note: None,
        wait: Wait { place: 1, ..Wait::default() },
        take: Take { digest: Some("d".into()), ..Take::default() },
        subtitles: Subtitles {
            url: Some("https://x/captions.ass".into()),
            file: Some("/films/launch.ass".into()),
            are_due: false,
        },
        dialect: Some(Dialect::Scenes),
        keyed: false,
        seen: Seen::default(),
        is_unrecorded: false,
    };
    assert_eq!(ledger.render(id).unwrap(), expected);
    assert_eq!(ledger.renders().unwrap(), [expected]);
    let request = StoredRequest { text: "{\"title\":\"x\"}".into(), generation: "scenes".into(), key: None };
    assert_eq!(ledger.request(id).unwrap(), request);
    let steps = ["queued", "sending", "accepted", "processing", "completed", "subtitled", "delivered"];
    assert_eq!(whats(&ledger, id), steps);
    assert_eq!(ledger.events(id).unwrap()[2].detail.as_deref(), Some("v1"));
}

#[test]
fn the_files_are_for_the_user_alone_and_last() {
    let desk = Desk::new();
    let mut ledger = desk.open();
    ledger.begin(&new_render("x"), at(1)).unwrap();
    assert_eq!(std::fs::metadata(desk.path()).unwrap().mode() & 0o777, 0o600);
    let pragma =
        |name| ledger.database.pragma_query_value(None, name, |row| row.get::<_, rusqlite::types::Value>(0));
    assert_eq!(pragma("journal_mode").unwrap(), "delete".to_owned().into());
    assert_eq!((pragma("synchronous").unwrap(), pragma("foreign_keys").unwrap()), (3.into(), 1.into()));
    drop(ledger);
    assert_eq!(desk.names(), ["cuecard.db", "running"]);
    std::fs::set_permissions(desk.path(), std::fs::Permissions::from_mode(0o644)).unwrap();
    desk.open();
    assert_eq!(std::fs::metadata(desk.path()).unwrap().mode() & 0o777, 0o600);
}

#[test]
fn steps_that_make_no_sense_are_refused_and_change_nothing() {
    let all = [
        Stage::Queued,
        Stage::Sending,
        Stage::Unconfirmed,
        Stage::Refused,
        Stage::Pending,
        Stage::Processing,
        Stage::Completed,
        Stage::Failed,
        Stage::Cancelled,
    ];
    let desk = Desk::new();
    let mut ledger = desk.open();
    let steps: [(Step, &[Stage]); 9] = [
        (|l, id| l.sending(id, at(9)), &[Stage::Queued]),
        (|l, id| l.cancelled(id, at(9)), &[Stage::Queued]),
        (|l, id| l.unconfirmed(id, "", at(9)), &[Stage::Sending]),
        (|l, id| l.refused(id, "", at(9)), &[Stage::Queued, Stage::Sending, Stage::Unconfirmed]),
        (
            |l, id| l.requeued(id, "", at(9)),
            &[Stage::Sending, Stage::Unconfirmed, Stage::Refused, Stage::Cancelled],
        ),
        (|l, id| l.delivered(id, Path::new("/f"), false, at(9)), &[Stage::Completed]),
        (
            |l, id| l.forget(id, at(9)),
            &[Stage::Unconfirmed, Stage::Refused, Stage::Completed, Stage::Failed, Stage::Cancelled],
        ),
        (
            // What is over stays so.
            |l, id| l.progress(id, &said(Stage::Processing, "x"), at(9)).map(drop),
            &[Stage::Pending, Stage::Processing, Stage::Completed, Stage::Failed],
        ),
        (
            |l, id| l.accepted(id, &VideoId::new(format!("new-{id}")), at(9)),
            &[Stage::Queued, Stage::Sending, Stage::Unconfirmed, Stage::Refused, Stage::Cancelled],
        ),
    ];
    for (number, (step, allowed)) in steps.into_iter().enumerate() {
        for stage in all {
            let id = render_in(&mut ledger, stage);
            let before = ledger.render(id).unwrap();
            match step(&mut ledger, id) {
                Ok(()) => assert!(allowed.contains(&stage), "step {number} from {stage:?}"),
                Err(fault) => {
                    assert!(!allowed.contains(&stage), "step {number} from {stage:?}: {fault}");
                    assert_eq!(fault.kind, FaultKind::Internal);
                    assert_eq!(ledger.render(id).unwrap(), before);
                }
            }
        }
    }
}

#[test]
fn a_video_that_was_made_is_never_unknown() {
    let desk = Desk::new();
    let mut ledger = desk.open();
    let (one, two) = (render_in(&mut ledger, Stage::Unconfirmed), render_in(&mut ledger, Stage::Unconfirmed));
    let video = VideoId::new("v");
    ledger.forget(one, at(5)).unwrap();
    assert_eq!(ledger.render(one).unwrap_err().kind, FaultKind::NotFound);
    // A late answer brings a forgotten render back.
    ledger.accepted(one, &video, at(6)).unwrap();
    assert_eq!(ledger.render(one).unwrap().stage, Stage::Pending);
    ledger.accepted(one, &video, at(7)).unwrap();

    let taken = ledger.accepted(two, &video, at(8)).unwrap_err();
    assert_eq!(taken.what(), "Render 2 was given video v, which is render 1");
    let row = ledger.render(two).unwrap();
    assert_eq!((row.stage, row.video, row.keyed), (Stage::Unconfirmed, None, false));
    assert!(row.note.unwrap().starts_with("The service named video v for it, which is render 1"));
    assert_eq!(whats(&ledger, two).last().map(String::as_str), Some("stray"));
    let second = ledger.accepted(one, &VideoId::new("w"), at(9)).unwrap_err();
    assert_eq!(second.what(), "Render 1 is already video v, and video w was created too");
    assert_eq!(whats(&ledger, one), ["queued", "sending", "unconfirmed", "forgotten", "accepted", "stray"]);
    ledger.progress(one, &said(Stage::Failed, "failed"), at(9)).unwrap();
    ledger.forget(one, at(10)).unwrap();
    let again = ledger.accepted(two, &video, at(11)).unwrap_err();
    assert_eq!(again.what(), taken.what(), "also while it is forgotten");
    assert_eq!(ledger.request(one).unwrap_err().kind, FaultKind::NotFound);
}

#[test]
fn the_same_word_again_is_not_written_again() {
    let desk = Desk::new();
    let mut ledger = desk.open();
    let id = render_in(&mut ledger, Stage::Processing);
    let events = whats(&ledger, id).len();
    assert!(!ledger.progress(id, &said(Stage::Processing, "word"), at(20)).unwrap());
    let link = |url: &str| Progress { url: Some(url.into()), ..said(Stage::Processing, "word") };
    assert!(ledger.progress(id, &link("a"), at(21)).unwrap());
    assert!(!ledger.progress(id, &said(Stage::Processing, "word"), at(22)).unwrap());
    assert_eq!(ledger.render(id).unwrap().url.as_deref(), Some("a"));
    assert_eq!(whats(&ledger, id)[events..], ["renewed"]);
    assert!(ledger.progress(id, &said(Stage::Processing, "rendering"), at(23)).unwrap());
    assert_eq!(whats(&ledger, id)[events..], ["renewed", "processing"]);
}

#[test]
fn an_older_answer_changes_nothing_of_what_is_over() {
    let desk = Desk::new();
    let mut ledger = desk.open();
    let id = render_in(&mut ledger, Stage::Completed);
    let before = (ledger.render(id).unwrap(), whats(&ledger, id));
    for stage in [Stage::Pending, Stage::Processing, Stage::Failed] {
        assert_eq!(ledger.progress(id, &said(stage, "late"), at(90)), Ok(false), "{stage:?}");
    }
    assert_eq!((ledger.render(id).unwrap(), whats(&ledger, id)), before);
}

#[test]
fn the_end_is_when_it_ended_and_a_failure_may_turn_out_well() {
    let desk = Desk::new();
    let mut ledger = desk.open();
    let id = render_in(&mut ledger, Stage::Pending);
    let failure = Failure { code: Some("400116".into()), message: "voice not found".into(), reply: None };
    let failed = Progress { failure: Some(failure), ..said(Stage::Failed, "failed") };
    ledger.progress(id, &failed, at(30)).unwrap();
    let render = ledger.render(id).unwrap();
    assert_eq!(render.note.as_deref(), Some("The voice is gone. Choose another."));
    assert_eq!(render.ended, Some(at(30)));
    ledger.progress(id, &said(Stage::Completed, "completed"), at(40)).unwrap();
    let again = Progress { url: Some("b".into()), ..said(Stage::Completed, "completed") };
    ledger.progress(id, &again, at(50)).unwrap();
    let render = ledger.render(id).unwrap();
    assert_eq!((render.ended, render.note), (Some(at(40)), None));
    assert_eq!(
        ledger.progress(id, &said(Stage::Unconfirmed, "x"), at(60)).unwrap_err().kind,
        FaultKind::Internal
    );
}

#[test]
fn a_refused_render_can_be_sent_again() {
    let desk = Desk::new();
    let mut ledger = desk.open();
    let id = render_in(&mut ledger, Stage::Refused);
    let render = ledger.render(id).unwrap();
    assert_eq!((render.note.as_deref(), render.ended), (Some("no credit"), Some(at(3))));
    ledger.requeued(id, "", at(5)).unwrap();
    let render = ledger.render(id).unwrap();
    assert_eq!((render.note, render.ended, render.stage), (None, None, Stage::Queued));
    ledger.sending(id, at(6)).unwrap();
}

#[test]
fn accounts_are_never_mixed() {
    let desk = Desk::new();
    let mut ledger = desk.open();
    let id = render_in(&mut ledger, Stage::Completed);
    let mut sandbox = Ledger::open(&desk.path(), &Account::sandbox(), at(1)).unwrap().ledger;
    assert_eq!(sandbox.renders(), Ok(Vec::new()));
    assert_eq!(sandbox.render(id).unwrap_err().kind, FaultKind::NotFound);
    assert_eq!(sandbox.forget(id, at(2)).unwrap_err().kind, FaultKind::NotFound);
    assert_eq!(sandbox.request(id).unwrap_err().kind, FaultKind::NotFound);
    assert_eq!(sandbox.events(id), Ok(Vec::new()));
    let own = sandbox.begin(&new_render("x"), at(3)).unwrap();
    sandbox.sending(own, at(4)).unwrap();
    // The same id on another service is another video.
    sandbox.accepted(own, &VideoId::new(format!("video-{id}")), at(5)).unwrap();
    assert_eq!(ledger.renders().unwrap().len(), 1);
}
