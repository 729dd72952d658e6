//! The queue: what it sends, polls and reports automatically, and what it leaves to the user.

use std::time::Duration;

use cuecard::domain::{
    Dialect, Error, ErrorKind, KnownDuplicates, PastRender, PhotoId, Project, QueueOwner, Render,
    RenderHistory, RenderId, RenderStage, Scene, SendMode, Unit, VideoSpec, VoiceId,
};
use cuecard::studio::{
    AccountReply, ActiveAccount, DownloadRequest, Effect, Reconciliation, RenderReply, RenderRequest, Reply,
    Request, RequestId, Studio, Timer,
};
use jiff::{SignedDuration, Timestamp};

use crate::support::app_harness::{fixed_now, render};

mod interruptions;
mod ledger_rows;

struct QueueHarness {
    studio: Studio,
    now: Timestamp,
}

impl QueueHarness {
    fn new(concurrency: usize, rows: Vec<Render>) -> (Self, Vec<Effect>) {
        let mut studio = Studio::new(ActiveAccount::Sandbox);
        studio.start(fixed_now(), None);
        studio.settings.concurrency = concurrency;
        let mut queue = Self { studio, now: fixed_now() };
        let effects = queue.reply(Reply::Render(RenderReply::Loaded(Ok(rows))));
        queue.reply(Reply::Render(RenderReply::HistoryLoaded(Ok(Box::default()))));
        (queue, effects)
    }

    fn reply(&mut self, reply: Reply) -> Vec<Effect> {
        let now = self.now;
        self.effects_of(|studio| studio.handle_reply(now, RequestId(u64::MAX), reply))
    }

    fn effects_of(&mut self, action: impl FnOnce(&mut Studio)) -> Vec<Effect> {
        drop(self.studio.take_effects());
        action(&mut self.studio);
        self.studio.take_effects()
    }

    fn update_render(&mut self, row: Render) -> Vec<Effect> {
        self.reply(Reply::Render(RenderReply::Changed(Box::new(row))))
    }

    /// The timer fires after this many seconds of the clock, which may be set back.
    fn fire_poll_timer(&mut self, seconds: i64) -> Vec<Effect> {
        self.now += SignedDuration::from_secs(seconds);
        self.fire_timer(Timer::Poll)
    }

    fn fire_timer(&mut self, timer: Timer) -> Vec<Effect> {
        let now = self.now;
        self.effects_of(|studio| studio.handle_timer(now, timer))
    }

    fn status_message(&self) -> &str {
        self.studio.status_line.current.as_ref().map_or("", |message| &message.text)
    }
}

fn queued_render(id: i64, holder: QueueOwner) -> Render {
    let mut row = render(id, "Launch", RenderStage::Queued, 0);
    row.video_id = None;
    row.queue_entry.position = id;
    row.queue_entry.owner = holder;
    row
}

fn sent_renders(effects: &[Effect]) -> Vec<i64> {
    let id = |effect: &Effect| match effect {
        Effect::Request(_, Request::Render(RenderRequest::TrySend(id))) => Some(id.0),
        _ => None,
    };
    effects.iter().filter_map(id).collect()
}

fn polled_renders(effects: &[Effect]) -> Vec<i64> {
    let id = |effect: &Effect| match effect {
        Effect::Request(_, Request::Render(RenderRequest::Poll { render, .. })) => Some(render.0),
        _ => None,
    };
    effects.iter().filter_map(id).collect()
}

fn is_reconciled(effects: &[Effect]) -> bool {
    let is_reconcile =
        |effect: &Effect| matches!(effect, Effect::Request(_, Request::Render(RenderRequest::Reconcile)));
    effects.iter().any(is_reconcile)
}

fn next_poll_delay(effects: &[Effect]) -> Option<Duration> {
    effects.iter().find_map(|effect| match effect {
        Effect::StartTimer(wait, Timer::Poll) => Some(*wait),
        _ => None,
    })
}

#[test]
fn only_renders_queued_by_this_process_are_sent_automatically() {
    let rows = vec![
        queued_render(3, QueueOwner::OtherProcess),
        queued_render(2, QueueOwner::Unowned),
        queued_render(1, QueueOwner::ThisProcess),
    ];
    let (mut queue, effects) = QueueHarness::new(0, rows);
    assert_eq!(sent_renders(&effects), [1]);
    assert!(sent_renders(&queue.fire_poll_timer(60)).is_empty(), "it is being sent");
    let effects = queue.effects_of(|studio| studio.send_render(RenderId(2), SendMode::FromQueue));
    assert!(matches!(
        effects[..],
        [Effect::Request(_, Request::Render(RenderRequest::SendQueued(RenderId(2))))]
    ));
}

#[test]
fn a_requeued_render_is_sent_when_its_retry_is_due() {
    let (mut queue, _) = QueueHarness::new(3, vec![render(1, "Launch", RenderStage::Sending, 0)]);
    let mut row = queued_render(1, QueueOwner::ThisProcess);
    row.queue_entry.retry_at = Some(fixed_now() + SignedDuration::from_secs(4));
    row.note = Some("Too many requests just now.".into());
    let effects = queue.update_render(row);
    assert_eq!((sent_renders(&effects), next_poll_delay(&effects)), (vec![], Some(Duration::from_secs(4))));
    assert_eq!(queue.status_message(), "Launch: Too many requests just now.");
    assert_eq!(sent_renders(&queue.fire_poll_timer(4)), [1]);
}

#[test]
fn v3_polls_up_to_100_renders_at_once_and_v2_polls_16() {
    let rows = || (1..=150).map(|id| render(id, "Launch", RenderStage::Pending, 1)).collect();
    for (dialect, most) in [(Dialect::Scenes, 16), (Dialect::V3, 100)] {
        let (mut queue, mut effects) = QueueHarness::new(0, rows());
        queue.reply(Reply::Account(AccountReply::DialectDetected(dialect, None)));
        effects.extend(queue.reply(Reply::Render(RenderReply::PollLease(Ok(true)))));
        effects.extend(queue.fire_poll_timer(3600));
        assert_eq!(polled_renders(&effects).len(), most, "{dialect:?}");
    }
}

#[test]
fn the_next_render_is_sent_when_a_slot_is_free() {
    let mut rows = vec![
        queued_render(3, QueueOwner::ThisProcess),
        queued_render(2, QueueOwner::ThisProcess),
        render(1, "One", RenderStage::Pending, 1),
    ];
    (rows[0].queue_entry.position, rows[1].queue_entry.position) = (2, 3);
    let (mut queue, effects) = QueueHarness::new(1, rows);
    assert!(sent_renders(&effects).is_empty());
    assert!(next_poll_delay(&effects).is_none_or(|wait| wait >= Duration::from_secs(5)), "{effects:?}");
    let effects = queue.update_render(render(1, "One", RenderStage::Failed, 1));
    assert_eq!(sent_renders(&effects), [3], "in queue order");
    // Another program took the slot.
    let effects = queue.update_render(Render {
        note: Some("waits here".into()),
        ..queued_render(3, QueueOwner::ThisProcess)
    });
    assert_eq!(sent_renders(&effects), [2]);
}

#[test]
fn a_new_render_is_not_sent_a_second_time_by_the_queue() {
    let (mut queue, _) = QueueHarness::new(0, Vec::new());
    assert!(sent_renders(&queue.update_render(queued_render(1, QueueOwner::ThisProcess))).is_empty());
    assert!(sent_renders(&queue.update_render(render(1, "Launch", RenderStage::Sending, 0))).is_empty());
}

#[test]
fn while_another_program_polls_this_one_only_reads_the_ledger() {
    let (mut queue, effects) = QueueHarness::new(0, vec![render(1, "Launch", RenderStage::Pending, 1)]);
    assert_eq!(polled_renders(&effects), [1]);
    queue.update_render(render(1, "Launch", RenderStage::Processing, 1));
    queue.reply(Reply::Render(RenderReply::PollLease(Ok(false))));
    let effects = queue.fire_poll_timer(20);
    assert!(polled_renders(&effects).is_empty());
    assert!(
        effects.iter().any(|effect| matches!(
            effect,
            Effect::Request(_, Request::Render(RenderRequest::AcquirePollLease))
        )),
        "{effects:?}"
    );
    assert_eq!(
        polled_renders(&queue.reply(Reply::Render(RenderReply::PollLease(Ok(true))))),
        [1],
        "the other program has ended"
    );
}

#[test]
fn a_ledger_change_is_read_when_the_watcher_reports_it() {
    let follows = |effects: &[Effect]| {
        effects
            .iter()
            .any(|effect| matches!(effect, Effect::Request(_, Request::Render(RenderRequest::WatchLedger))))
    };
    let (mut queue, effects) = QueueHarness::new(0, Vec::new());
    assert!(
        follows(&effects) && next_poll_delay(&effects).is_none(),
        "nothing wakes up by itself: {effects:?}"
    );
    let effects = queue.reply(Reply::Render(RenderReply::LedgerChanged));
    assert!(
        matches!(effects[..], [Effect::Request(_, Request::Render(RenderRequest::AcquirePollLease))]),
        "{effects:?}"
    );
    assert!(queue.reply(Reply::Render(RenderReply::PollLease(Ok(false)))).is_empty());
    let effects = queue.reply(Reply::Render(RenderReply::Loaded(Ok(vec![render(
        1,
        "Launch",
        RenderStage::Pending,
        1,
    )]))));
    assert!(polled_renders(&effects).is_empty() && !follows(&effects), "once is enough: {effects:?}");
    let history =
        |effect: &Effect| matches!(effect, Effect::Request(_, Request::Render(RenderRequest::LoadHistory)));
    assert!(effects.iter().any(history), "the spend history is reloaded");
    let effects = queue.reply(Reply::Account(AccountReply::AccountSwitched(Ok(ActiveAccount::Sandbox))));
    assert!(matches!(effects[0], Effect::Cancel(_)), "{effects:?}");
}

#[test]
fn a_render_left_unconfirmed_by_another_program_is_reconciled() {
    let (mut queue, _) = QueueHarness::new(0, vec![render(1, "Launch", RenderStage::Sending, 1)]);
    let rows =
        || Reply::Render(RenderReply::Loaded(Ok(vec![render(1, "Launch", RenderStage::Unconfirmed, 1)])));
    assert!(is_reconciled(&queue.reply(rows())));
    queue.reply(Reply::Render(RenderReply::Reconciled(Ok(Reconciliation {
        is_listing_supported: true,
        found: 0,
        awaiting_listing: 0,
    }))));
    assert!(!is_reconciled(&queue.reply(rows())), "it is reconciled only once");
}

#[test]
fn unconfirmed_renders_are_reconciled_until_they_are_old() {
    let (mut queue, effects) = QueueHarness::new(0, vec![render(1, "Launch", RenderStage::Unconfirmed, 1)]);
    assert!(is_reconciled(&effects), "at the start");
    queue.reply(Reply::Render(RenderReply::Reconciled(Ok(Reconciliation {
        is_listing_supported: true,
        found: 0,
        awaiting_listing: 1,
    }))));
    assert!(is_reconciled(&queue.fire_poll_timer(30)));
    queue.reply(Reply::Render(RenderReply::Reconciled(Ok(Reconciliation {
        is_listing_supported: true,
        found: 0,
        awaiting_listing: 0,
    }))));
    assert!(!is_reconciled(&queue.fire_poll_timer(30)));
    assert!(is_reconciled(&queue.effects_of(Studio::refresh_now)), "the user wants it");
}

#[test]
fn a_previous_render_of_the_same_video_is_recognized() {
    let project = |script: &str| -> VideoSpec {
        let project = Project {
            title: "Launch".into(),
            photo: Some(PhotoId::new("p")),
            voice: Some(VoiceId::new("v")),
            scenes: vec![Scene::new(script)],
            ..Project::default()
        };
        project.spec().unwrap()
    };
    let row = |id, stage| {
        let mut row = render(id, "Launch", stage, 1);
        row.lineage.content_hash = Some(project("Hello.").content_hash());
        row
    };
    let (mut queue, _) = QueueHarness::new(
        0,
        vec![row(3, RenderStage::Failed), row(2, RenderStage::Completed), row(1, RenderStage::Pending)],
    );
    let before = |queue: &QueueHarness, script| {
        queue.studio.previous_renders(&project(script)).map(|(_, stage)| stage)
    };
    assert_eq!((before(&queue, "Hello."), before(&queue, "Hello!")), (Some(RenderStage::Completed), None));
    // A render removed from the list was paid all the same.
    queue.reply(Reply::Render(RenderReply::Loaded(Ok(Vec::new()))));
    assert_eq!(before(&queue, "Hello."), None);
    let past = PastRender {
        content_hash: Some(project("Hello.").content_hash()),
        ..crate::spend::past_render(1, None, 1.0, Unit::Usd)
    };
    queue.reply(Reply::Render(RenderReply::HistoryLoaded(Ok(Box::new(RenderHistory::of(vec![past]))))));
    assert_eq!(before(&queue, "Hello."), Some(RenderStage::Completed));
    // A submission without a row yet counts too.
    let order = queue.studio.prepare_render(project("Hello!"));
    let effects = queue.effects_of(|studio| studio.submit(order));
    let [Effect::Request(id, Request::Render(RenderRequest::Submit(_)))] = effects[..] else {
        panic!("{effects:?}")
    };
    assert_eq!(before(&queue, "Hello!"), Some(RenderStage::Sending));
    queue.studio.handle_reply(
        queue.now,
        id,
        Reply::Render(RenderReply::SubmitFailed(Error::new("x", ErrorKind::File, "full"))),
    );
    assert_eq!(before(&queue, "Hello!"), None);
}

#[test]
fn a_newer_render_that_was_removed_from_the_list_is_the_previous_one() {
    let spec = Project {
        photo: Some(PhotoId::new("p")),
        voice: Some(VoiceId::new("v")),
        scenes: vec![Scene::new("Hello.")],
        ..Project::default()
    }
    .spec()
    .unwrap();
    let mut listed = render(1, "Launch", RenderStage::Completed, 9);
    listed.lineage.content_hash = Some(spec.content_hash());
    let (mut queue, _) = QueueHarness::new(0, vec![listed]);
    let removed = PastRender {
        render_id: RenderId(2),
        content_hash: Some(spec.content_hash()),
        ..crate::spend::past_render(1, None, 1.0, Unit::Usd)
    };
    let history = RenderHistory::of(vec![removed]);
    queue.reply(Reply::Render(RenderReply::HistoryLoaded(Ok(Box::new(history)))));
    // The ledger refuses a render if a newer one of the same video was not shown.
    assert_eq!(
        queue.studio.previous_renders(&spec),
        Some((KnownDuplicates::UpTo(RenderId(2)), RenderStage::Completed))
    );
}

#[test]
fn a_render_that_could_not_be_sent_frees_its_slot() {
    let rows = || {
        vec![
            queued_render(1, QueueOwner::Unowned),
            queued_render(2, QueueOwner::Unowned),
            queued_render(3, QueueOwner::ThisProcess),
        ]
    };
    let (mut queue, effects) = QueueHarness::new(2, rows());
    assert_eq!(sent_renders(&effects), [3]);
    queue.studio.send_render(RenderId(1), SendMode::FromQueue);
    queue.studio.send_render(RenderId(2), SendMode::FromQueue);
    let full = || Error::new("the ledger", ErrorKind::File, "no space left on the disk");
    queue.reply(Reply::Render(RenderReply::ActionFailed(RenderId(1), full())));
    queue.reply(Reply::Render(RenderReply::ActionFailed(RenderId(2), full())));
    queue.reply(Reply::Render(RenderReply::SendFailed(RenderId(3), full())));
    assert_eq!(sent_renders(&queue.fire_poll_timer(40)), [3]);
}

#[test]
fn a_finished_video_without_a_link_is_polled_until_it_has_one() {
    let (mut queue, _) = QueueHarness::new(0, vec![render(1, "Launch", RenderStage::Processing, 0)]);
    let done = |url: Option<&str>| Render {
        video_url: url.map(str::to_owned),
        video_path: None,
        ended_at: Some(fixed_now()),
        ..render(1, "Launch", RenderStage::Completed, 0)
    };
    queue.update_render(done(None));
    assert_eq!(polled_renders(&queue.fire_poll_timer(10)), [1]);
    queue.update_render(done(None));
    assert_eq!(polled_renders(&queue.fire_poll_timer(10)), [1], "and again");
    let effects = queue.update_render(done(Some("https://files.example/video.mp4")));
    assert!(
        effects.iter().any(|effect| matches!(
            effect,
            Effect::Request(_, Request::Download(DownloadRequest::Video { .. }))
        )),
        "{effects:?}"
    );
    queue.update_render(done(None));
    queue.fire_poll_timer(3 * 3600);
    queue.update_render(done(None));
    assert_eq!(polled_renders(&queue.fire_poll_timer(40)), [0; 0], "polling ends after some hours");
}
