//! The queue: renders, when each is asked about next, and videos on their way to this machine.

use std::collections::{HashMap, HashSet};
use std::time::Duration;

use jiff::{SignedDuration, Timestamp};

use super::delivery::LinkWish;
use super::schedule::{Schedule, spread};
use super::send_queue::Following;
use super::{
    About, Effect, Ends, Loading, News, Order, Reply, Request, RequestId, Rows, Studio, Target, Tone,
};
use crate::domain::{Delivery, Fault, Past, Render, RenderId, Stage, VideoSpec};

/// How often a render is asked about: from the first gap, growing with its age, to the last.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Pace {
    pub first: Duration,
    pub last: Duration,
}

impl Default for Pace {
    fn default() -> Self {
        Self { first: Duration::from_secs(5), last: Duration::from_secs(30) }
    }
}

impl Pace {
    /// The time until a render of this age is asked about again: a tenth of the age, within the two ends.
    pub fn gap(self, age: SignedDuration) -> Duration {
        let tenth = Duration::try_from(age / 10).unwrap_or_default();
        tenth.clamp(self.first, self.last)
    }
}

/// A video that was asked for and has no row yet.
#[derive(Debug)]
pub(super) struct Submitting {
    id: RequestId,
    digest: String,
    title: String,
}

#[derive(Debug)]
pub struct Queue {
    pub renders: Rows,
    /// Whether the ledger was read.
    pub ledger: Loading<()>,
    /// Videos on their way to this machine.
    pub deliveries: HashMap<RenderId, Delivery>,
    /// The last asking that failed, until one succeeds.
    pub trouble: Option<Fault>,
    pub pace: Pace,
    /// Renders that may be on their way at once; 0 for any number.
    pub concurrency: usize,
    /// Whether this program asks the service; where another one does, its ledger tells.
    pub asks: bool,
    pub(super) following: Following,
    pub(super) schedule: Schedule,
    pub(super) asking: HashSet<RenderId>,
    /// Videos that were asked for and have no row yet.
    pub(super) submitting: Vec<Submitting>,
    /// Renders whose sending was asked for.
    pub(super) sending: HashSet<RenderId>,
    /// Whether unconfirmed renders are being looked for.
    pub(super) settling: bool,
    /// Videos on their way here, and those whose subtitles are.
    pub(super) coming: HashSet<RenderId>,
    /// Finished videos that were asked for to be brought here.
    pub(super) fetched: HashSet<RenderId>,
    /// Those of them that did not arrive, and are fetched again by themselves.
    pub(super) late: HashSet<RenderId>,
    /// Links that are renewed, and what for.
    pub(super) links: HashMap<RenderId, LinkWish>,
    /// Since when the service cannot be reached.
    pub(super) away: Option<Timestamp>,
}

impl Default for Queue {
    fn default() -> Self {
        Self::at_pace(Pace::default())
    }
}

impl Queue {
    /// An empty queue that asks at this pace.
    pub fn at_pace(pace: Pace) -> Self {
        Self {
            renders: Rows::default(),
            ledger: Loading::Idle,
            deliveries: HashMap::new(),
            trouble: None,
            pace,
            concurrency: 0,
            asks: true,
            following: Following::No,
            schedule: Schedule::default(),
            asking: HashSet::new(),
            submitting: Vec::new(),
            sending: HashSet::new(),
            settling: false,
            coming: HashSet::new(),
            fetched: HashSet::new(),
            late: HashSet::new(),
            links: HashMap::new(),
            away: None,
        }
    }

    /// Renders that are being sent, or worked on by the service.
    pub fn in_flight(&self) -> usize {
        self.renders.in_flight()
    }

    /// Videos that were asked for and have no row yet.
    pub fn titles_on_their_way(&self) -> impl Iterator<Item = &str> {
        self.submitting.iter().map(|spec| spec.title.as_str())
    }

    /// Whether something in it shows time that passes.
    pub fn is_moving(&self) -> bool {
        self.in_flight() > 0 || !self.deliveries.is_empty()
    }

    pub fn render(&self, id: RenderId) -> Option<&Render> {
        self.renders.iter().find(|render| render.id == id)
    }

    /// What can be opened or copied of a render: its file, or else its link.
    pub fn target(render: &Render) -> Option<Target> {
        let file = render.file.clone().map(Target::File);
        file.or_else(|| render.url.clone().map(Target::Link))
    }
}

impl Studio {
    /// What a render of the video would send and cost.
    pub fn order(&self, spec: VideoSpec) -> Order {
        let estimate = self.estimate();
        Order {
            spec,
            project: self.work.path.clone(),
            seconds: estimate.seconds,
            cost: estimate.cost,
            again: None,
            picture: None,
            may_upload: false,
            tried: Vec::new(),
            dialect: None,
            shown: self.dialect,
        }
    }

    /// The newest render of this very video that was not in vain, also one that was taken off the list, and how far it is.
    pub fn rendered_before(&self, spec: &VideoSpec) -> Option<(RenderId, Stage)> {
        let digest = spec.digest();
        if self.queue.submitting.iter().any(|other| other.digest == digest) {
            // It has no number yet.
            return Some((RenderId(i64::MAX), Stage::Sending));
        }
        let row = Render::before(&self.queue.renders, spec).map(|row| (row.id, row.stage));
        // Of what is on the list, the list knows more.
        let is_off = |past: &&Past| self.queue.render(past.render).is_none();
        row.or_else(|| self.past.of(spec).find(is_off).map(|past| (past.render, past.stage)))
    }

    pub fn submit(&mut self, order: Order) -> Vec<Effect> {
        self.tell(Tone::Info, format!("Sending {} …", order.spec.title));
        let (digest, title) = (order.spec.digest(), order.spec.title.clone());
        let effect = self.request(Request::Submit(Box::new(order)));
        if let Effect::Request(id, _) = &effect {
            self.queue.submitting.push(Submitting { id: *id, digest, title });
        }
        vec![effect]
    }

    /// A submission is in the queue by now, or came to nothing.
    pub(super) fn submitted(&mut self, id: RequestId, reply: &Reply) {
        let is_its = matches!(
            reply,
            Reply::Render(_)
                | Reply::NotSubmitted(_)
                | Reply::PictureKey(..)
                | Reply::NotAsShown(..)
                | Reply::Misfit(_)
                | Reply::Broken(_)
        );
        self.queue.submitting.retain(|other| !(is_its && other.id == id));
    }

    pub(super) fn renders(&mut self, read: Result<Vec<Render>, Fault>) -> Vec<Effect> {
        match read {
            Ok(renders) => {
                let first = self.queue.ledger.ready().is_none();
                let lost = self.is_lost_anew(&renders);
                let before = self.queue.renders.under_way();
                self.queue.renders.read(renders);
                self.queue.ledger = Loading::Ready(());
                let running: HashSet<_> = self
                    .queue
                    .renders
                    .iter()
                    .filter(|row| self.is_asked_about(row))
                    .map(|row| row.id)
                    .collect();
                self.queue.schedule.asks.retain(|id, _| running.contains(id));
                for id in running.difference(&self.queue.asking) {
                    self.queue.schedule.asks.entry(*id).or_insert(self.now);
                }
                if lost && (first || self.queue.asks) {
                    self.queue.schedule.settle = Some(self.now);
                }
                let mut effects = self.follow();
                effects.extend(self.ended_meanwhile(&before));
                effects.extend(self.deliver_finished());
                effects.extend(self.act());
                effects
            }
            Err(fault) => {
                self.queue.ledger = Loading::Failed(fault);
                Vec::new()
            }
        }
    }

    /// Tells of those that were on their way, and are over by what another program heard.
    fn ended_meanwhile(&mut self, before: &HashSet<RenderId>) -> Vec<Effect> {
        let ended = |row: &&Render| before.contains(&row.id);
        let ended: Vec<Render> = self.queue.renders.iter().filter(ended).cloned().collect();
        ended.iter().flat_map(|row| self.ended(row)).collect()
    }

    /// Whether any of these is unconfirmed that was not before.
    fn is_lost_anew(&self, renders: &[Render]) -> bool {
        let lost = |rows: &[Render]| -> HashSet<RenderId> {
            rows.iter().filter(|row| row.stage == Stage::Unconfirmed).map(|row| row.id).collect()
        };
        !lost(renders).is_subset(&lost(&self.queue.renders))
    }

    pub(super) fn render_changed(&mut self, render: &Render) -> Vec<Effect> {
        // What was read after it may have come before it.
        let newer = self.queue.render(render.id).filter(|row| row.seen.is_after(render.seen)).cloned();
        let render = newer.as_ref().unwrap_or(render);
        let (id, stage) = (render.id, render.stage);
        let before = self.queue.renders.put(render.clone());
        if self.queue.asking.remove(&id) || self.queue.fetched.contains(&id) {
            self.reached();
        }
        self.row_sent(render, before);
        if self.is_asked_about(render) {
            let gap = self.queue.pace.gap(self.now.duration_since(render.since()));
            let due = self.now + gap + spread(gap, id, self.now);
            self.queue.schedule.asks.insert(id, due);
        } else {
            self.queue.schedule.asks.remove(&id);
        }
        let mut effects = self.link_renewed(render);
        if render.file.is_some() {
            self.queue.deliveries.remove(&id);
            self.queue.late.remove(&id);
            self.end_news(&About::Delivery(id));
        }
        if !render.is_to_come() {
            self.queue.coming.remove(&id);
        }
        if before != Some(stage) {
            effects.extend(self.stage_changed(render));
        } else if render.is_to_come() && (render.file.is_none() || self.queue.fetched.contains(&id)) {
            effects.extend(self.deliver(render));
        }
        effects.extend(self.act());
        effects.extend(self.tick());
        effects
    }

    /// Whether more is to be heard of it: it goes on, or it has just ended and its link is still to come.
    pub(super) fn is_asked_about(&self, render: &Render) -> bool {
        render.stage.is_running() || render.awaits_link(self.now)
    }

    fn stage_changed(&mut self, render: &Render) -> Vec<Effect> {
        let title = &render.title;
        let why = render.note.clone().unwrap_or_default();
        match render.stage {
            Stage::Pending if !why.is_empty() => self.tell(Tone::Bad, format!("{title} was accepted. {why}")),
            Stage::Pending => {
                let accepted = News::new(Tone::Good, format!("{title} was accepted"));
                self.announce(accepted.hint("4", "shows the queue").ends(Ends::Time));
            }
            Stage::Refused => self.tell(Tone::Bad, format!("{title} was refused. {why}")),
            Stage::Unconfirmed => {
                self.queue.schedule.settle = Some(self.now + self.queue.pace.first);
                self.tell(Tone::Bad, format!("{title} may have been sent. {why}"));
            }
            Stage::Queued if render.wait.due.is_some() => self.tell(Tone::Warn, format!("{title}: {why}")),
            Stage::Completed => {
                let mut effects = self.ended(render);
                effects.extend(self.deliver(render));
                return effects;
            }
            Stage::Failed => return self.ended(render),
            Stage::Queued | Stage::Sending | Stage::Processing | Stage::Cancelled => {}
        }
        Vec::new()
    }

    /// Calls the user to a video that is finished or failed, and sees what it cost.
    fn ended(&mut self, render: &Render) -> Vec<Effect> {
        let title = &render.title;
        let (news, call) = match render.stage {
            Stage::Completed => {
                let done = News::new(Tone::Good, format!("{title} is finished"));
                (done.hint("4", "shows it").ends(Ends::Time), "is finished")
            }
            Stage::Failed => {
                let why = render.note.as_deref().unwrap_or_default();
                (News::new(Tone::Bad, format!("{title} failed. {why}")), "failed")
            }
            _ => return Vec::new(),
        };
        self.announce(news);
        let mut effects = vec![Effect::Notify(format!("{title} {call}"))];
        effects.extend(self.load_balance());
        effects
    }
}
