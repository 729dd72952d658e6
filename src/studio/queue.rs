//! The queue: renders, when each is asked about next, and films on their way to this machine.

use std::collections::{HashMap, HashSet};
use std::time::Duration;

use jiff::SignedDuration;

use super::schedule::{Schedule, spread};
use super::{Effect, Loading, Order, Request, Studio, Target, Tone};
use crate::domain::{Delivery, Fault, FaultKind, Film, Render, RenderId, Stage, estimate_film};

/// Questions about renders that are out at the same time.
const ASKING: usize = 16;
/// The time between two questions while the day's limit is used up.
const SLOWLY: SignedDuration = SignedDuration::from_mins(10);

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

#[derive(Debug)]
pub struct Queue {
    /// Newest first.
    pub renders: Vec<Render>,
    /// Whether the ledger was read.
    pub ledger: Loading<()>,
    /// Films on their way to this machine.
    pub deliveries: HashMap<RenderId, Delivery>,
    /// The last asking that failed, until one succeeds.
    pub trouble: Option<Fault>,
    pub pace: Pace,
    /// Renders that may be on their way at once; 0 for any number.
    pub concurrency: usize,
    /// Whether this program asks the service; where another one does, its ledger tells.
    pub asks: bool,
    pub(super) schedule: Schedule,
    asking: HashSet<RenderId>,
    /// Renders whose sending was asked for.
    pub(super) sending: HashSet<RenderId>,
    /// Whether unconfirmed renders are being looked for.
    pub(super) settling: bool,
    /// Finished films that were asked for to be brought here.
    fetched: HashSet<RenderId>,
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
            renders: Vec::new(),
            ledger: Loading::Idle,
            deliveries: HashMap::new(),
            trouble: None,
            pace,
            concurrency: 0,
            asks: true,
            schedule: Schedule::default(),
            asking: HashSet::new(),
            sending: HashSet::new(),
            settling: false,
            fetched: HashSet::new(),
        }
    }

    /// Renders that are being sent, or worked on by the service.
    pub fn in_flight(&self) -> usize {
        self.renders
            .iter()
            .filter(|render| render.stage == Stage::Sending || render.stage.is_running())
            .count()
    }

    /// Whether something in it shows time that passes.
    pub fn is_moving(&self) -> bool {
        self.in_flight() > 0 || !self.deliveries.is_empty()
    }

    /// What can be opened or copied of a render: its file, or else its link.
    pub fn target(render: &Render) -> Option<Target> {
        let file = render.file.clone().map(Target::File);
        file.or_else(|| render.url.clone().map(Target::Link))
    }

    fn put(&mut self, render: Render) -> Option<Stage> {
        if let Some(row) = self.renders.iter_mut().find(|row| row.id == render.id) {
            return Some(std::mem::replace(row, render).stage);
        }
        self.renders.insert(0, render);
        None
    }
}

impl Studio {
    /// What a render of the film would send and cost.
    pub fn order(&self, film: Film) -> Order {
        let estimate = estimate_film(&self.work.project, self.rate);
        Order { film, project: self.work.path.clone(), seconds: estimate.seconds, cost: estimate.cost }
    }

    /// The newest render of this very film that was not in vain, so that nobody pays twice by mistake.
    pub fn rendered_before(&self, film: &Film) -> Option<&Render> {
        let digest = film.digest();
        let in_vain = |stage| matches!(stage, Stage::Refused | Stage::Failed | Stage::Cancelled);
        let same = |render: &&Render| render.take.digest.as_ref() == Some(&digest) && !in_vain(render.stage);
        self.queue.renders.iter().find(same)
    }

    pub fn submit(&mut self, order: Order) -> Vec<Effect> {
        self.tell(Tone::Info, format!("Sending {} …", order.film.title));
        vec![self.request(Request::Submit(Box::new(order)))]
    }

    pub(super) fn renders(&mut self, read: Result<Vec<Render>, Fault>) -> Vec<Effect> {
        match read {
            Ok(renders) => {
                self.queue.renders = renders;
                let first = self.queue.ledger.ready().is_none();
                self.queue.ledger = Loading::Ready(());
                let running: HashSet<_> = self
                    .queue
                    .renders
                    .iter()
                    .filter(|row| row.stage.is_running())
                    .map(|row| row.id)
                    .collect();
                self.queue.schedule.asks.retain(|id, _| running.contains(id));
                for id in running.difference(&self.queue.asking) {
                    self.queue.schedule.asks.entry(*id).or_insert(self.now);
                }
                if first && self.queue.renders.iter().any(|row| row.stage == Stage::Unconfirmed) {
                    self.queue.schedule.settle = Some(self.now);
                }
                let mut effects = self.deliver_finished();
                effects.extend(self.act());
                effects
            }
            Err(fault) => {
                self.queue.ledger = Loading::Failed(fault);
                Vec::new()
            }
        }
    }

    /// Finished films of earlier runs that never arrived.
    fn deliver_finished(&mut self) -> Vec<Effect> {
        if !self.download || !self.queue.asks {
            return Vec::new();
        }
        let fetched = &self.queue.fetched;
        let missing = |render: &&Render| {
            render.stage == Stage::Completed && render.file.is_none() && !fetched.contains(&render.id)
        };
        let lost: Vec<Render> = self.queue.renders.iter().filter(missing).cloned().collect();
        // Their links may have expired: asking again renews them, and the answer delivers.
        let ask = |render: Render| Some(Request::Ask { render: render.id, video: render.video? });
        self.queue.fetched.extend(lost.iter().map(|render| render.id));
        let requests: Vec<Request> = lost.into_iter().filter_map(ask).collect();
        requests.into_iter().map(|request| self.request(request)).collect()
    }

    pub(super) fn render_changed(&mut self, render: &Render) -> Vec<Effect> {
        let (id, stage) = (render.id, render.stage);
        let before = self.queue.put(render.clone());
        if self.queue.asking.remove(&id) {
            self.reached();
        }
        self.row_sent(render, before);
        if stage.is_running() {
            let gap = self.queue.pace.gap(self.now.duration_since(render.asked));
            let due = self.now + gap + spread(gap, id, self.now);
            self.queue.schedule.asks.insert(id, due);
        } else {
            self.queue.schedule.asks.remove(&id);
        }
        let mut effects = Vec::new();
        if render.file.is_some() {
            self.queue.deliveries.remove(&id);
        }
        if before != Some(stage) {
            effects.extend(self.stage_changed(render));
        } else if stage == Stage::Completed && render.file.is_none() {
            effects.extend(self.deliver(render));
        }
        effects.extend(self.act());
        effects.extend(self.tick());
        effects
    }

    /// The service answers: if it did not before, that is over.
    fn reached(&mut self) {
        if let Some(fault) = self.queue.trouble.take()
            && is_away(&fault)
        {
            self.tell(Tone::Good, "The service answers again");
        }
    }

    fn stage_changed(&mut self, render: &Render) -> Vec<Effect> {
        let title = &render.title;
        let why = render.note.clone().unwrap_or_default();
        match render.stage {
            Stage::Pending => self.tell(Tone::Good, format!("{title} was accepted · 4 shows the queue")),
            Stage::Refused => self.tell(Tone::Bad, format!("{title} was refused. {why}")),
            Stage::Unconfirmed => {
                self.queue.schedule.settle = Some(self.now + self.queue.pace.first);
                self.tell(Tone::Bad, format!("{title} may have been sent. {why}"));
            }
            Stage::Queued if render.wait.due.is_some() => self.tell(Tone::Warn, format!("{title}: {why}")),
            Stage::Failed => {
                self.tell(Tone::Bad, format!("{title} failed. {why}"));
                let mut effects = vec![Effect::Notify(format!("{title} failed"))];
                effects.extend(self.load_balance());
                return effects;
            }
            Stage::Completed => {
                self.tell(Tone::Good, format!("{title} is finished · Enter in 4 opens it"));
                let mut effects = vec![Effect::Notify(format!("{title} is finished"))];
                effects.extend(self.deliver(render));
                effects.extend(self.load_balance());
                return effects;
            }
            Stage::Queued | Stage::Sending | Stage::Processing | Stage::Cancelled => {}
        }
        Vec::new()
    }

    /// Brings a finished film here, unless it is here, on its way, or not wanted.
    fn deliver(&mut self, render: &Render) -> Vec<Effect> {
        let Some(url) = render.url.clone().filter(|_| self.download && render.file.is_none()) else {
            return Vec::new();
        };
        if self.queue.deliveries.contains_key(&render.id) {
            return Vec::new();
        }
        self.queue.deliveries.insert(render.id, Delivery { received: 0, total: None });
        let folder = render.project.as_ref().and_then(|path| path.parent()).map(std::path::Path::to_path_buf);
        vec![self.request(Request::Deliver { render: render.id, url, title: render.title.clone(), folder })]
    }

    /// A film that is gone from its place is fetched again; else its place is told, for another way to open it.
    pub(super) fn not_shown(&mut self, target: &Target, fault: &Fault) -> Vec<Effect> {
        let is_it = |row: &&Render| row.file.is_some() && Queue::target(row).as_ref() == Some(target);
        let gone = self.queue.renders.iter().find(is_it).filter(|_| fault.kind == FaultKind::Gone);
        let Some(render) = gone.cloned() else {
            self.tell(
                Tone::Info,
                format!("No program opens it here: it is at {} · y copies that", target.text()),
            );
            return Vec::new();
        };
        self.queue.fetched.remove(&render.id);
        self.tell(Tone::Warn, format!("{} is gone from its place; fetching it again …", target.text()));
        self.deliver(&Render { file: None, ..render })
    }

    pub(super) fn not_delivered(&mut self, id: RenderId, fault: &Fault) {
        self.queue.deliveries.remove(&id);
        self.tell(Tone::Bad, format!("The film did not arrive. {fault}"));
    }

    /// A timer fired: does everything that is due.
    pub(super) fn poll(&mut self) -> Vec<Effect> {
        let jump = self.queue.schedule.fired(self.now);
        if jump.is_some() && self.queue.in_flight() > 0 {
            self.tell(Tone::Info, "Time has jumped: asking about all renders again");
        }
        self.act()
    }

    /// Begins everything that is due, and arms the next timer.
    pub(super) fn act(&mut self) -> Vec<Effect> {
        let mut effects = self.ask_due();
        effects.extend(self.send_waiting());
        effects.extend(self.settle_due());
        effects.extend(self.watch_due());
        let room = self.room() > 0;
        let tries: Vec<_> = self.waiting().filter(|_| room).filter_map(|row| self.next_try(row)).collect();
        // Questions that are out come back and lead here again.
        let asks = self.queue.asks && self.queue.asking.len() < ASKING;
        effects.extend(self.queue.schedule.wake(self.now, tries.into_iter(), asks));
        effects
    }

    fn ask_due(&mut self) -> Vec<Effect> {
        let mut effects = Vec::new();
        if !self.queue.asks {
            return effects;
        }
        for id in self.queue.schedule.due(self.now) {
            if self.queue.asking.len() >= ASKING {
                break;
            }
            self.queue.schedule.asks.remove(&id);
            let video =
                self.queue.renders.iter().find(|render| render.id == id).and_then(|r| r.video.clone());
            if let Some(video) = video.filter(|_| self.queue.asking.insert(id)) {
                effects.push(self.request(Request::Ask { render: id, video }));
            }
        }
        effects
    }

    pub(super) fn not_asked(&mut self, id: RenderId, fault: Fault) -> Vec<Effect> {
        self.queue.asking.remove(&id);
        let asked = SignedDuration::try_from(fault.retry_after.unwrap_or_default()).unwrap_or_default();
        let last = SignedDuration::try_from(self.queue.pace.last).unwrap_or_default();
        let daily = fault.kind == FaultKind::DailyLimit;
        let wait = asked.max(if daily { SLOWLY } else { last });
        let until = self.now.saturating_add(wait).unwrap_or(self.now);
        if self.queue.renders.iter().any(|render| render.id == id && render.stage.is_running()) {
            self.queue.schedule.asks.insert(id, until);
        }
        if daily || !asked.is_zero() {
            self.queue.schedule.hold(until);
        }
        self.told(&fault);
        self.queue.trouble = Some(fault);
        self.act()
    }

    /// Says once what stands in the way of all questions.
    fn told(&mut self, fault: &Fault) {
        let before = self.queue.trouble.as_ref();
        if before.is_some_and(|before| before.kind == fault.kind || (is_away(before) && is_away(fault))) {
            return;
        }
        if is_away(fault) {
            let what = "The service cannot be reached; the renders go on there and are asked about again by themselves";
            self.tell(Tone::Warn, what);
        } else if fault.kind == FaultKind::DailyLimit {
            self.tell(Tone::Warn, fault.what());
        }
    }

    /// Asks about every running render now, looks for those that are unconfirmed, and reads the ledger where that
    /// failed.
    pub fn ask_now(&mut self) -> Vec<Effect> {
        if self.queue.ledger.fault().is_some() {
            self.queue.ledger = Loading::Waiting(self.now);
            return vec![self.request(Request::Renders)];
        }
        for at in self.queue.schedule.asks.values_mut() {
            *at = self.now;
        }
        if self.queue.renders.iter().any(|row| row.stage == Stage::Unconfirmed) {
            self.queue.schedule.settle = Some(self.now);
        }
        self.queue.schedule.watch = Some(self.now);
        self.queue.fetched.clear();
        let mut effects = self.deliver_finished();
        effects.extend(self.act());
        effects
    }
}

/// Whether the service could not be reached at all.
fn is_away(fault: &Fault) -> bool {
    matches!(fault.kind, FaultKind::NoConnection | FaultKind::TimedOut | FaultKind::Interrupted)
}
