//! When renders are polled, and what is shown while the service does not respond.

use jiff::SignedDuration;

use super::{Effect, Ends, Loading, News, Request, Studio, Tone};
use crate::domain::{Api, Fault, FaultKind, RenderId, Stage, age};

/// Status requests in flight at a time, where each is about one render.
const MAX_STATUS_REQUESTS: usize = 16;
/// Renders asked about at a time, where one request is about many.
const MAX_BATCHED_RENDERS: usize = 100;
/// The delay between two status requests while the service's daily limit is used up.
const DAILY_LIMIT_DELAY: SignedDuration = SignedDuration::from_mins(10);

impl Studio {
    fn unreachable(&mut self) {
        if self.queue.away.is_none() {
            self.queue.away = Some(self.now);
            let what = "The service is unreachable. The renders continue there, and polling is retried";
            self.tell(Tone::Warn, what);
        }
    }

    /// The service answers: if it did not before, that is over.
    pub(super) fn reached(&mut self) {
        self.queue.trouble = None;
        if let Some(since) = self.queue.away.take() {
            let long = age(self.now.duration_since(since));
            let back = format!("The service is reachable again after {long}");
            self.announce(News::new(Tone::Good, back).ends(Ends::Time));
        }
    }

    /// A timer fired: does everything that is due.
    pub(super) fn poll(&mut self) -> Vec<Effect> {
        if let Some(jump) = self.queue.schedule.fired(self.now) {
            self.jumped(jump);
        }
        self.act()
    }

    /// Sees at once that the machine slept; the timers of the queue may take their time after that.
    pub(super) fn wake(&mut self) -> Vec<Effect> {
        let Some(jump) = self.queue.schedule.slept(self.now) else { return Vec::new() };
        self.jumped(jump);
        self.act()
    }

    /// The machine slept, or its clock was set: says so once, where something is on its way.
    fn jumped(&mut self, jump: SignedDuration) {
        if jump.is_negative() {
            self.queue.away = self.queue.away.and_then(|since| since.checked_add(jump).ok());
        }
        let long = age(jump.abs());
        let renders = match self.queue.in_flight() {
            0 => return,
            1 => "1 render".to_owned(),
            many => format!("{many} renders"),
        };
        self.tell(
            Tone::Info,
            if jump.is_negative() {
                format!("The clock was set back {long}; polling {renders} continues")
            } else {
                format!("Back after {long}: checking {renders}")
            },
        );
    }

    /// Begins everything that is due, and arms the next timer.
    pub(super) fn act(&mut self) -> Vec<Effect> {
        let mut effects = self.ask_due();
        effects.extend(self.send_waiting());
        effects.extend(self.settle_due());
        effects.extend(self.watch_due());
        effects.extend(self.fetch_due());
        effects.extend(self.past_due());
        let room = self.room() > 0;
        let tries: Vec<_> = self.waiting().filter(|_| room).filter_map(|row| self.next_try(row)).collect();
        // Questions that are out come back and lead here again.
        let asks = self.queue.asks && self.queue.asking.len() < self.most_asked();
        effects.extend(self.queue.schedule.wake(self.now, tries.into_iter(), asks));
        effects
    }

    fn most_asked(&self) -> usize {
        match self.dialect.api() {
            Api::V2 => MAX_STATUS_REQUESTS,
            Api::V3 => MAX_BATCHED_RENDERS,
        }
    }

    fn ask_due(&mut self) -> Vec<Effect> {
        let mut effects = Vec::new();
        if !self.queue.asks {
            return effects;
        }
        for id in self.queue.schedule.due(self.now) {
            if self.queue.asking.len() >= self.most_asked() {
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
        let wait = asked.max(if daily { DAILY_LIMIT_DELAY } else { last });
        let until = self.now.saturating_add(wait).unwrap_or(self.now);
        if self.queue.renders.iter().any(|render| render.id == id && self.is_asked_about(render)) {
            self.queue.schedule.asks.insert(id, until);
        }
        if daily || !asked.is_zero() {
            self.queue.schedule.hold(until);
        }
        self.told(&fault);
        self.link_not_asked(id, &fault);
        self.not_fetched(id, &fault);
        self.queue.trouble = Some(fault);
        self.act()
    }

    /// Requests are tried again for want of a connection, for the `count`th time; 0 where none is any more.
    pub(super) fn retrying(&mut self, count: usize) {
        self.retries = count;
        if count > 0 && !self.queue.asking.is_empty() {
            self.unreachable();
        }
    }

    /// Says once what stands in the way of all questions.
    fn told(&mut self, fault: &Fault) {
        if is_away(fault) {
            self.unreachable();
        } else if fault.kind == FaultKind::DailyLimit
            && self.queue.trouble.as_ref().is_none_or(|before| before.kind != fault.kind)
        {
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
        self.queue.late.clear();
        let mut effects = self.deliver_finished();
        effects.extend(self.act());
        effects
    }
}

/// Whether the service could not be reached at all.
fn is_away(fault: &Fault) -> bool {
    matches!(fault.kind, FaultKind::NoConnection | FaultKind::TimedOut | FaultKind::Interrupted)
}
