//! The queue: renders, when each is asked about next, and films on their way to this machine.

use std::collections::{HashMap, HashSet};
use std::time::Duration;

use jiff::{SignedDuration, Timestamp};

use super::{Effect, Loading, Order, Request, Studio, Target, Timer, Tone};
use crate::domain::{Delivery, Fault, Film, Render, RenderId, Stage, estimate_film};

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
    due: HashMap<RenderId, Timestamp>,
    asking: HashSet<RenderId>,
    /// When the next poll timer fires.
    wake_at: Option<Timestamp>,
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
            due: HashMap::new(),
            asking: HashSet::new(),
            wake_at: None,
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

    pub fn submit(&mut self, order: Order) -> Vec<Effect> {
        self.tell(Tone::Info, format!("Sending {} …", order.film.title));
        vec![self.request(Request::Submit(Box::new(order)))]
    }

    pub(super) fn renders(&mut self, read: Result<Vec<Render>, Fault>) -> Vec<Effect> {
        match read {
            Ok(renders) => {
                self.queue.renders = renders;
                self.queue.ledger = Loading::Ready(());
                let running = self.queue.renders.iter().filter(|render| render.stage.is_running());
                self.queue.due = running.map(|render| (render.id, self.now)).collect();
                let mut effects = self.deliver_finished();
                effects.extend(self.poll());
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
        if !self.download {
            return Vec::new();
        }
        let missing = |render: &&Render| render.stage == Stage::Completed && render.file.is_none();
        let lost: Vec<Render> = self.queue.renders.iter().filter(missing).cloned().collect();
        // Their links may have expired: asking again renews them, and the answer delivers.
        let ask = |render: Render| Some(Request::Ask { render: render.id, video: render.video? });
        let requests: Vec<Request> = lost.into_iter().filter_map(ask).collect();
        requests.into_iter().map(|request| self.request(request)).collect()
    }

    pub(super) fn render_changed(&mut self, render: &Render) -> Vec<Effect> {
        let (id, stage) = (render.id, render.stage);
        let before = self.queue.put(render.clone());
        self.queue.asking.remove(&id);
        self.queue.trouble = None;
        let mut effects = Vec::new();
        if stage.is_running() {
            let age = self.now.duration_since(render.asked);
            self.queue.due.insert(id, self.now + self.queue.pace.gap(age));
            effects.extend(self.wake_for_poll());
        } else {
            self.queue.due.remove(&id);
        }
        if render.file.is_some() {
            self.queue.deliveries.remove(&id);
        }
        if before != Some(stage) {
            effects.extend(self.stage_changed(render));
        } else if stage == Stage::Completed && render.file.is_none() {
            effects.extend(self.deliver(render));
        }
        effects.extend(self.tick());
        effects
    }

    fn stage_changed(&mut self, render: &Render) -> Vec<Effect> {
        let title = &render.title;
        let why = render.note.clone().unwrap_or_default();
        match render.stage {
            Stage::Pending => self.tell(Tone::Good, format!("{title} was accepted · 4 shows the queue")),
            Stage::Refused => self.tell(Tone::Bad, format!("{title} was refused. {why}")),
            Stage::Unconfirmed => self.tell(Tone::Bad, format!("{title} may have been sent. {why}")),
            Stage::Failed => {
                self.tell(Tone::Bad, format!("{title} failed. {why}"));
                return self.load_balance();
            }
            Stage::Completed => {
                self.tell(Tone::Good, format!("{title} is finished · Enter in 4 opens it"));
                let mut effects = self.deliver(render);
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

    pub(super) fn not_delivered(&mut self, id: RenderId, fault: &Fault) {
        self.queue.deliveries.remove(&id);
        self.tell(Tone::Bad, format!("The film did not arrive. {fault}"));
    }

    /// Asks about everything that is due, and arms the next timer.
    pub(super) fn poll(&mut self) -> Vec<Effect> {
        self.queue.wake_at = None;
        let due =
            self.queue.due.iter().filter(|(_, at)| **at <= self.now).map(|(id, _)| *id).collect::<Vec<_>>();
        let mut effects = Vec::new();
        for id in due {
            self.queue.due.remove(&id);
            let video =
                self.queue.renders.iter().find(|render| render.id == id).and_then(|r| r.video.clone());
            if let Some(video) = video.filter(|_| self.queue.asking.insert(id)) {
                effects.push(self.request(Request::Ask { render: id, video }));
            }
        }
        effects.extend(self.wake_for_poll());
        effects
    }

    pub(super) fn not_asked(&mut self, id: RenderId, fault: Fault) -> Vec<Effect> {
        self.queue.asking.remove(&id);
        let wait = fault.retry_after.unwrap_or_default().max(self.queue.pace.last);
        self.queue.trouble = Some(fault);
        if self.queue.renders.iter().any(|render| render.id == id && render.stage.is_running()) {
            self.queue.due.insert(id, self.now + wait);
        }
        self.wake_for_poll()
    }

    fn wake_for_poll(&mut self) -> Vec<Effect> {
        let Some(next) = self.queue.due.values().min().copied() else { return Vec::new() };
        if self.queue.wake_at.is_some_and(|at| at <= next) {
            return Vec::new();
        }
        self.queue.wake_at = Some(next);
        let wait = Duration::try_from(next.duration_since(self.now)).unwrap_or_default();
        vec![Effect::Wake(wait, Timer::Poll)]
    }

    /// Asks about every running render now, and reads the ledger where that failed.
    pub fn ask_now(&mut self) -> Vec<Effect> {
        if self.queue.ledger.fault().is_some() {
            self.queue.ledger = Loading::Waiting(self.now);
            return vec![self.request(Request::Renders)];
        }
        for at in self.queue.due.values_mut() {
            *at = self.now;
        }
        let mut effects = self.deliver_finished();
        effects.extend(self.poll());
        effects
    }
}
