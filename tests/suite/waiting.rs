//! The queue's own decisions: what is sent, asked and told by itself, and what is left to the user.

use std::time::Duration;

use cuecard::domain::{
    Dialect, Fault, FaultKind, History, Holder, Past, PhotoId, Project, Render, RenderId, Scene, Seen, Stage,
    Unit, VideoSpec, VoiceId,
};
use cuecard::studio::{Account, Effect, Reply, Request, RequestId, Settled, Studio, Timer};
use jiff::{SignedDuration, Timestamp};

use crate::stage::{noon, render};

struct Queue {
    studio: Studio,
    now: Timestamp,
}

impl Queue {
    fn new(concurrency: usize, rows: Vec<Render>) -> (Self, Vec<Effect>) {
        let mut studio = Studio::new(Account::Sandbox);
        studio.start(noon(), None);
        studio.queue.concurrency = concurrency;
        let mut queue = Self { studio, now: noon() };
        let effects = queue.reply(Reply::Renders(Ok(rows)));
        queue.reply(Reply::History(Ok(Box::default())));
        (queue, effects)
    }

    fn reply(&mut self, reply: Reply) -> Vec<Effect> {
        self.studio.reply(self.now, RequestId(u64::MAX), reply)
    }

    fn changed(&mut self, row: Render) -> Vec<Effect> {
        self.reply(Reply::Render(Box::new(row)))
    }

    /// The timer fires after this many seconds of the clock, which may be set back.
    fn fires(&mut self, seconds: i64) -> Vec<Effect> {
        self.now += SignedDuration::from_secs(seconds);
        self.studio.timer(self.now, Timer::Poll)
    }

    fn news(&self) -> &str {
        self.studio.news.as_ref().map_or("", |news| &news.text)
    }
}

fn queued(id: i64, holder: Holder) -> Render {
    let mut row = render(id, "Launch", Stage::Queued, 0);
    row.video = None;
    row.wait.place = id;
    row.wait.holder = holder;
    row
}

fn sent(effects: &[Effect]) -> Vec<i64> {
    let id = |effect: &Effect| match effect {
        Effect::Request(_, Request::Send(id)) => Some(id.0),
        _ => None,
    };
    effects.iter().filter_map(id).collect()
}

fn asked(effects: &[Effect]) -> Vec<i64> {
    let id = |effect: &Effect| match effect {
        Effect::Request(_, Request::Ask { render, .. }) => Some(render.0),
        _ => None,
    };
    effects.iter().filter_map(id).collect()
}

fn wakes(effects: &[Effect]) -> Option<Duration> {
    effects.iter().find_map(|effect| match effect {
        Effect::Wake(wait, Timer::Poll) => Some(*wait),
        _ => None,
    })
}

#[test]
fn only_what_waits_in_this_program_is_sent_by_itself() {
    let rows = vec![queued(3, Holder::Other), queued(2, Holder::Nobody), queued(1, Holder::This)];
    let (mut queue, effects) = Queue::new(0, rows);
    assert_eq!(sent(&effects), [1]);
    assert!(sent(&queue.fires(60)).is_empty(), "it is on its way");
    let effects = queue.studio.send_queued(RenderId(2));
    assert!(matches!(effects[..], [Effect::Request(_, Request::SendQueued(RenderId(2)))]));
}

#[test]
fn what_was_put_back_is_sent_when_it_is_due() {
    let (mut queue, _) = Queue::new(3, vec![render(1, "Launch", Stage::Sending, 0)]);
    let mut row = queued(1, Holder::This);
    row.wait.due = Some(noon() + SignedDuration::from_secs(4));
    row.note = Some("Too many requests just now.".into());
    let effects = queue.changed(row);
    assert_eq!((sent(&effects), wakes(&effects)), (vec![], Some(Duration::from_secs(4))));
    assert_eq!(queue.news(), "Launch: Too many requests just now.");
    assert_eq!(sent(&queue.fires(4)), [1]);
}

#[test]
fn more_are_asked_about_at_the_same_time_where_many_are_one_question() {
    let rows = || (1..=150).map(|id| render(id, "Launch", Stage::Pending, 1)).collect();
    for (dialect, most) in [(Dialect::Scenes, 16), (Dialect::V3, 100)] {
        let (mut queue, mut effects) = Queue::new(0, rows());
        queue.reply(Reply::Speaks(dialect, None));
        effects.extend(queue.reply(Reply::Watched(Ok(true))));
        effects.extend(queue.fires(3600));
        assert_eq!(asked(&effects).len(), most, "{dialect:?}");
    }
}

#[test]
fn the_next_one_goes_when_there_is_room() {
    let mut rows =
        vec![queued(3, Holder::This), queued(2, Holder::This), render(1, "One", Stage::Pending, 1)];
    (rows[0].wait.place, rows[1].wait.place) = (2, 3);
    let (mut queue, effects) = Queue::new(1, rows);
    assert!(sent(&effects).is_empty());
    assert!(wakes(&effects).is_none_or(|wait| wait >= Duration::from_secs(5)), "{effects:?}");
    let effects = queue.changed(render(1, "One", Stage::Failed, 1));
    assert_eq!(sent(&effects), [3], "in the order that the user wants");
    // Another program was quicker: there was no room after all.
    let effects = queue.changed(Render { note: Some("waits here".into()), ..queued(3, Holder::This) });
    assert_eq!(sent(&effects), [2]);
}

#[test]
fn a_new_row_is_sent_by_who_wrote_it_down() {
    let (mut queue, _) = Queue::new(0, Vec::new());
    assert!(sent(&queue.changed(queued(1, Holder::This))).is_empty());
    assert!(sent(&queue.changed(render(1, "Launch", Stage::Sending, 0))).is_empty());
}

#[test]
fn where_another_program_asks_this_one_reads() {
    let (mut queue, effects) = Queue::new(0, vec![render(1, "Launch", Stage::Pending, 1)]);
    assert_eq!(asked(&effects), [1]);
    queue.changed(render(1, "Launch", Stage::Processing, 1));
    queue.reply(Reply::Watched(Ok(false)));
    let effects = queue.fires(20);
    assert!(asked(&effects).is_empty());
    assert!(effects.iter().any(|effect| matches!(effect, Effect::Request(_, Request::Watch))), "{effects:?}");
    assert_eq!(asked(&queue.reply(Reply::Watched(Ok(true)))), [1], "the other one has ended");
}

#[test]
fn what_others_change_is_looked_at_when_it_is_told() {
    let follows = |effects: &[Effect]| {
        effects.iter().any(|effect| matches!(effect, Effect::Request(_, Request::Follow)))
    };
    let (mut queue, effects) = Queue::new(0, Vec::new());
    assert!(follows(&effects) && wakes(&effects).is_none(), "nothing wakes up by itself: {effects:?}");
    let effects = queue.reply(Reply::Stirred);
    assert!(matches!(effects[..], [Effect::Request(_, Request::Watch)]), "{effects:?}");
    assert!(queue.reply(Reply::Watched(Ok(false))).is_empty());
    let effects = queue.reply(Reply::Renders(Ok(vec![render(1, "Launch", Stage::Pending, 1)])));
    assert!(asked(&effects).is_empty() && !follows(&effects), "once is enough: {effects:?}");
    let history = |effect: &Effect| matches!(effect, Effect::Request(_, Request::History));
    assert!(effects.iter().any(history), "what was spent is told anew");
    let effects = queue.reply(Reply::Connected(Ok(Account::Sandbox)));
    assert!(matches!(effects[0], Effect::Cancel(_)), "{effects:?}");
}

#[test]
fn what_another_program_left_unconfirmed_is_looked_for() {
    let settles = |effects: &[Effect]| {
        effects.iter().any(|effect| matches!(effect, Effect::Request(_, Request::Settle)))
    };
    let (mut queue, _) = Queue::new(0, vec![render(1, "Launch", Stage::Sending, 1)]);
    let rows = || Reply::Renders(Ok(vec![render(1, "Launch", Stage::Unconfirmed, 1)]));
    assert!(settles(&queue.reply(rows())));
    queue.reply(Reply::Settled(Ok(Settled { lists: true, found: 0, young: 0 })));
    assert!(!settles(&queue.reply(rows())), "it was looked for");
}

#[test]
fn a_network_that_is_gone_is_told_once_and_so_is_its_return() {
    let (mut queue, _) = Queue::new(0, vec![render(1, "Launch", Stage::Pending, 1)]);
    let gone = || Reply::NotAsked(RenderId(1), Fault::new("the video", FaultKind::NoConnection, ""));
    queue.reply(gone());
    assert!(queue.news().starts_with("The service is unreachable"));
    queue.studio.news = None;
    for _ in 0..100 {
        assert_eq!(asked(&queue.fires(60)), [1]);
        queue.reply(gone());
    }
    assert_eq!(queue.news(), "");
    assert_eq!(asked(&queue.fires(60)), [1]);
    queue.changed(render(1, "Launch", Stage::Pending, 1));
    assert_eq!(queue.news(), "The service is reachable again after 1 h 41 m");
}

#[test]
fn a_clock_that_jumps_delays_nothing() {
    let (mut queue, _) = Queue::new(0, vec![render(1, "Launch", Stage::Pending, 1)]);
    queue.changed(render(1, "Launch", Stage::Processing, 1));
    let mut effects = queue.fires(-90_000);
    effects.extend(queue.fires(3));
    assert_eq!(asked(&effects), [1], "set back by a day");
    assert_eq!(queue.news(), "The clock was set back 1 d; polling 1 render continues");
    queue.changed(render(1, "Launch", Stage::Processing, 1));
    assert_eq!(asked(&queue.fires(300_000)), [1], "asleep for days");
    assert_eq!(queue.news(), "Back after 3 d: checking 1 render");
}

#[test]
fn a_machine_that_slept_goes_on_and_says_so_once() {
    let rows: Vec<Render> = (1..=3).map(|id| render(id, "Launch", Stage::Pending, 1)).collect();
    let (mut queue, _) = Queue::new(0, rows.clone());
    for row in rows {
        queue.changed(row);
    }
    queue.studio.news = None;
    // The clock of the screen is the first to see it.
    queue.now += SignedDuration::from_secs(2 * 3600 + 10 * 60 + 10);
    let mut ids = asked(&queue.studio.timer(queue.now, Timer::Tick));
    ids.sort_unstable();
    assert_eq!(ids, [1, 2, 3]);
    assert_eq!(queue.news(), "Back after 2 h 10 m: checking 3 renders");
    queue.studio.news = None;
    assert!(asked(&queue.fires(4)).is_empty(), "they are being asked about");
    assert_eq!(queue.news(), "", "said once");
}

#[test]
fn a_sleep_is_not_worth_a_word_where_nothing_is_on_its_way() {
    let (mut queue, _) = Queue::new(0, vec![render(1, "Launch", Stage::Unconfirmed, 1)]);
    queue.reply(Reply::Settled(Ok(Settled { lists: true, found: 0, young: 1 })));
    let effects = queue.fires(8 * 3600);
    assert!(
        effects.iter().any(|effect| matches!(effect, Effect::Request(_, Request::Settle))),
        "{effects:?}"
    );
    queue.reply(Reply::Settled(Ok(Settled { lists: true, found: 0, young: 1 })));
    queue.fires(-8 * 3600);
    assert_eq!(queue.news(), "");
}

#[test]
fn a_clock_that_is_set_back_while_the_network_is_gone_does_not_shorten_its_absence() {
    let (mut queue, _) = Queue::new(0, vec![render(1, "Launch", Stage::Pending, 1)]);
    queue.reply(Reply::NotAsked(RenderId(1), Fault::new("the video", FaultKind::NoConnection, "")));
    queue.fires(40);
    queue.reply(Reply::NotAsked(RenderId(1), Fault::new("the video", FaultKind::TimedOut, "")));
    queue.fires(-3600 + 30);
    queue.changed(render(1, "Launch", Stage::Pending, 1));
    assert_eq!(queue.news(), "The service is reachable again after 1 m 10 s");
}

#[test]
fn the_limit_of_the_day_is_told_once_and_asked_about_slowly() {
    let rows = vec![render(2, "Two", Stage::Pending, 1), render(1, "One", Stage::Pending, 1)];
    let (mut queue, _) = Queue::new(0, rows);
    queue.reply(Reply::NotAsked(RenderId(1), Fault::new("the video", FaultKind::DailyLimit, "")));
    assert!(queue.news().contains("daily limit"), "{}", queue.news());
    queue.studio.news = None;
    queue.reply(Reply::NotAsked(RenderId(2), Fault::new("the video", FaultKind::DailyLimit, "")));
    assert_eq!(queue.news(), "");
    for _ in 0..19 {
        assert!(asked(&queue.fires(30)).is_empty());
    }
    assert_eq!(asked(&queue.fires(31)), [1, 2]);
}

#[test]
fn what_nobody_confirmed_is_looked_for_until_it_is_old() {
    let settles = |effects: &[Effect]| {
        effects.iter().any(|effect| matches!(effect, Effect::Request(_, Request::Settle)))
    };
    let (mut queue, effects) = Queue::new(0, vec![render(1, "Launch", Stage::Unconfirmed, 1)]);
    assert!(settles(&effects), "at the start");
    queue.reply(Reply::Settled(Ok(Settled { lists: true, found: 0, young: 1 })));
    assert!(settles(&queue.fires(30)));
    queue.reply(Reply::Settled(Ok(Settled { lists: true, found: 0, young: 0 })));
    assert!(!settles(&queue.fires(30)));
    assert!(settles(&queue.studio.ask_now()), "the user wants it");
}

#[test]
fn the_same_video_is_known_again() {
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
        row.take.digest = Some(project("Hello.").digest());
        row
    };
    let (mut queue, _) =
        Queue::new(0, vec![row(3, Stage::Failed), row(2, Stage::Completed), row(1, Stage::Pending)]);
    let before =
        |queue: &Queue, script| queue.studio.rendered_before(&project(script)).map(|(_, stage)| stage);
    assert_eq!((before(&queue, "Hello."), before(&queue, "Hello!")), (Some(Stage::Completed), None));
    // One that was taken off the list was paid for all the same.
    queue.reply(Reply::Renders(Ok(Vec::new())));
    assert_eq!(before(&queue, "Hello."), None);
    let past =
        Past { digest: Some(project("Hello.").digest()), ..crate::spend::past(1, None, 1.0, Unit::Usd) };
    queue.reply(Reply::History(Ok(Box::new(History { past: vec![past] }))));
    assert_eq!(before(&queue, "Hello."), Some(Stage::Completed));
    // So is one that has no row yet.
    let order = queue.studio.order(project("Hello!"));
    let effects = queue.studio.submit(order);
    let [Effect::Request(id, Request::Submit(_))] = effects[..] else { panic!("{effects:?}") };
    assert_eq!(before(&queue, "Hello!"), Some(Stage::Sending));
    queue.studio.reply(queue.now, id, Reply::NotSubmitted(Fault::new("x", FaultKind::File, "full")));
    assert_eq!(before(&queue, "Hello!"), None);
}

/// A row as it was read at this look at the ledger.
fn read(row: Render, look: u64) -> Render {
    Render { seen: Seen(look), ..row }
}

#[test]
fn an_older_list_that_comes_late_undoes_no_step() {
    let pending = |id, look| read(render(id, "Launch", Stage::Pending, id), look);
    let (mut queue, _) = Queue::new(0, vec![pending(2, 1), pending(1, 1)]);
    queue.changed(read(render(2, "Launch", Stage::Failed, 2), 3));
    queue.changed(pending(3, 4));
    queue.reply(Reply::Forgotten(RenderId(1), Seen(5)));
    let stages = |queue: &Queue| -> Vec<_> {
        queue.studio.queue.renders.iter().map(|row| (row.id.0, row.stage)).collect()
    };
    queue.reply(Reply::Renders(Ok(vec![pending(2, 2), pending(1, 2)])));
    assert_eq!(stages(&queue), [(3, Stage::Pending), (2, Stage::Failed)]);
    // A newer one is right.
    queue.reply(Reply::Renders(Ok(vec![pending(2, 6), pending(1, 6)])));
    assert_eq!(stages(&queue), [(2, Stage::Pending), (1, Stage::Pending)]);
}

#[test]
fn an_older_row_that_comes_late_undoes_no_step() {
    let row = |stage, look| read(render(1, "Launch", stage, 1), look);
    let (mut queue, _) = Queue::new(0, vec![row(Stage::Failed, 3)]);
    queue.changed(row(Stage::Processing, 2));
    assert_eq!(queue.studio.queue.renders[0].stage, Stage::Failed);
    // What the ledger could not be told is told by hand, until the ledger is read again.
    queue.changed(row(Stage::Pending, 0));
    assert_eq!(queue.studio.queue.renders[0].stage, Stage::Pending);
    queue.reply(Reply::Renders(Ok(vec![row(Stage::Failed, 4)])));
    assert_eq!(queue.studio.queue.renders[0].stage, Stage::Failed);
}

#[test]
fn what_another_program_saw_end_calls_the_user_too() {
    let (mut queue, effects) = Queue::new(0, vec![render(1, "Launch", Stage::Completed, 9)]);
    let calls = |effects: &[Effect]| -> Vec<String> {
        let call =
            |effect: &Effect| if let Effect::Notify(text) = effect { Some(text.clone()) } else { None };
        effects.iter().filter_map(call).collect()
    };
    assert!(calls(&effects).is_empty(), "it was over before this program began");
    let rows = |stage| {
        Reply::Renders(Ok(vec![render(2, "Reel", stage, 2), render(1, "Launch", Stage::Completed, 9)]))
    };
    assert!(calls(&queue.reply(rows(Stage::Processing))).is_empty());
    let effects = queue.reply(rows(Stage::Completed));
    assert_eq!(calls(&effects), ["Reel is finished"]);
    assert!(queue.news().contains("Reel is finished"), "{}", queue.news());
    assert!(
        effects.iter().any(|effect| matches!(effect, Effect::Request(_, Request::Balance))),
        "{effects:?}"
    );
    assert!(calls(&queue.reply(rows(Stage::Completed))).is_empty(), "once");
    // The answer to our own question comes after the list that has it already.
    let effects = queue.changed(render(2, "Reel", Stage::Completed, 2));
    assert!(calls(&effects).is_empty(), "{effects:?}");
}

#[test]
fn what_could_not_be_sent_takes_no_room_from_others() {
    let rows = || vec![queued(1, Holder::Nobody), queued(2, Holder::Nobody), queued(3, Holder::This)];
    let (mut queue, effects) = Queue::new(2, rows());
    assert_eq!(sent(&effects), [3]);
    queue.studio.send_queued(RenderId(1));
    queue.studio.send_queued(RenderId(2));
    let full = || Fault::new("the ledger", FaultKind::File, "no space left on the disk");
    queue.reply(Reply::NotDone(RenderId(1), full()));
    queue.reply(Reply::NotDone(RenderId(2), full()));
    queue.reply(Reply::NotSent(RenderId(3), full()));
    assert_eq!(sent(&queue.fires(40)), [3]);
}

#[test]
fn a_clock_that_is_set_back_does_not_put_off_what_is_sent_again() {
    let (mut queue, _) = Queue::new(0, Vec::new());
    queue.changed(queued(1, Holder::This));
    let mut row = queued(1, Holder::This);
    row.wait.due = Some(noon() + SignedDuration::from_secs(20));
    let effects = queue.changed(row.clone());
    assert_eq!(sent(&effects), [0; 0]);
    // A day back, five seconds later.
    assert_eq!(sent(&queue.fires(5 - 24 * 3600)), [0; 0]);
    assert_eq!(sent(&queue.fires(40)), [1]);
}

#[test]
fn a_finished_video_without_a_link_is_asked_about_until_it_has_one() {
    let (mut queue, _) = Queue::new(0, vec![render(1, "Launch", Stage::Processing, 0)]);
    let done = |url: Option<&str>| Render {
        url: url.map(str::to_owned),
        file: None,
        ended: Some(noon()),
        ..render(1, "Launch", Stage::Completed, 0)
    };
    queue.changed(done(None));
    assert_eq!(asked(&queue.fires(10)), [1]);
    queue.changed(done(None));
    assert_eq!(asked(&queue.fires(10)), [1], "and again");
    let effects = queue.changed(done(Some("https://files.example/film.mp4")));
    assert!(
        effects.iter().any(|effect| matches!(effect, Effect::Request(_, Request::Deliver { .. }))),
        "{effects:?}"
    );
    queue.changed(done(None));
    queue.fires(3 * 3600);
    queue.changed(done(None));
    assert_eq!(asked(&queue.fires(40)), [0; 0], "not for ever");
}
