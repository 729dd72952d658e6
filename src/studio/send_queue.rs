//! Queued and unconfirmed renders, and the actions on them.

use jiff::{SignedDuration, Timestamp};

use super::{Effect, Ends, Move, News, Request, RequestId, Settled, Studio, Tone};
use crate::domain::{Fault, FaultKind, Holder, Render, RenderId, Stage};

/// Whether changes that other programs make in the ledger come by themselves.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Following {
    No,
    /// Asked for; the system may not tell.
    Asked(RequestId),
    Yes(RequestId),
}

impl Studio {
    /// Sends a render that was left from before.
    pub fn send_queued(&mut self, id: RenderId) -> Vec<Effect> {
        self.queue.sending.insert(id);
        vec![self.request(Request::SendQueued(id))]
    }

    /// Takes back a render that waits.
    pub fn withdraw(&mut self, id: RenderId) -> Vec<Effect> {
        let title =
            self.queue.render(id).map_or_else(|| format!("render {id}"), |render| render.title.clone());
        self.tell(Tone::Info, format!("Canceling {title}: it was not sent"));
        vec![self.request(Request::Withdraw(id))]
    }

    /// Sends a render once more, as a new take.
    pub fn send_again(&mut self, id: RenderId) -> Vec<Effect> {
        vec![self.request(Request::SendAgain(id))]
    }

    /// Sends a render once more with its key.
    pub fn repeat(&mut self, id: RenderId) -> Vec<Effect> {
        vec![self.request(Request::Repeat(id))]
    }

    /// Takes a render off the list; its video, on the service or here, stays.
    pub fn forget(&mut self, id: RenderId) -> Vec<Effect> {
        vec![self.request(Request::Forget(id))]
    }

    /// Moves a waiting render before or behind its neighbour.
    pub fn reorder(&mut self, id: RenderId, to: Move) -> Vec<Effect> {
        vec![self.request(Request::Reorder(id, to))]
    }

    /// Renders that this program will send by itself, in their order.
    pub(super) fn waiting(&self) -> impl Iterator<Item = &Render> {
        let ours = |row: &&Render| row.stage == Stage::Queued && row.wait.holder == Holder::This;
        let mut waiting: Vec<&Render> = self.queue.renders.iter().filter(ours).collect();
        waiting.sort_by_key(|row| row.wait.place);
        waiting.into_iter().filter(|row| !self.queue.sending.contains(&row.id))
    }

    /// When a waiting render is tried again; `None` where it goes as soon as another one ends.
    pub(super) fn next_try(&self, row: &Render) -> Option<Timestamp> {
        let schedule = &self.queue.schedule;
        let due = row.wait.due.map(|due| schedule.dues.get(&row.id).map_or(due, |moved| due.min(*moved)));
        due.max(schedule.tries.get(&row.id).copied())
    }

    /// How many more renders may be on their way. One that is lost for a day takes no room.
    pub(super) fn room(&self) -> usize {
        let young = |row: &Render| self.now.duration_since(row.since()) < SignedDuration::from_hours(24);
        let flies =
            |row: &&Render| (is_in_flight(row.stage) && young(row)) || self.queue.sending.contains(&row.id);
        match self.queue.concurrency {
            0 => usize::MAX,
            most => most.saturating_sub(self.queue.renders.iter().filter(flies).count()),
        }
    }

    /// Sends what waits, as far as there is room.
    pub(super) fn send_waiting(&mut self) -> Vec<Effect> {
        let now = self.now;
        let due = |row: &&Render| self.next_try(row).is_none_or(|at| at <= now);
        let ids: Vec<RenderId> = self.waiting().filter(due).take(self.room()).map(|row| row.id).collect();
        self.queue.sending.extend(&ids);
        ids.into_iter().map(|id| self.request(Request::Send(id))).collect()
    }

    /// Notes what a changed row means for those that are being sent, or wait.
    pub(super) fn row_sent(&mut self, render: &Render, before: Option<Stage>) {
        let (id, stage) = (render.id, render.stage);
        let is_new = before.is_none() && stage == Stage::Queued && render.wait.holder == Holder::This;
        if is_new {
            // Who wrote it down sends it too.
            self.queue.sending.insert(id);
        } else if stage != Stage::Sending && self.queue.sending.remove(&id) && stage == Stage::Queued {
            let again = self.now + self.queue.pace.last;
            self.queue.schedule.tries.insert(id, again);
        }
        if stage != Stage::Queued {
            self.queue.schedule.tries.remove(&id);
        }
        match render.wait.due {
            Some(due) => self.queue.schedule.dues.insert(id, due),
            None => self.queue.schedule.dues.remove(&id),
        };
        if before.is_some_and(is_in_flight) && !is_in_flight(stage) {
            // There is room for another one.
            self.queue.schedule.tries.clear();
        }
    }

    pub(super) fn not_sent(&mut self, id: RenderId, fault: &Fault) -> Vec<Effect> {
        self.queue.sending.remove(&id);
        let again = self.now + self.queue.pace.last;
        self.queue.schedule.tries.insert(id, again);
        // Another program, or another request, took it first: its row says how that went.
        if fault.kind != FaultKind::Internal {
            self.tell(Tone::Bad, format!("Not sent. {fault}"));
        }
        self.queue.schedule.watch = Some(self.now);
        self.act()
    }

    /// What the user wanted of a render could not be done: it takes no room from others.
    pub(super) fn not_done(&mut self, id: RenderId, fault: &Fault) -> Vec<Effect> {
        self.queue.sending.remove(&id);
        self.tell(Tone::Bad, fault.to_string());
        self.act()
    }

    pub(super) fn settle_due(&mut self) -> Vec<Effect> {
        let due = self.queue.schedule.settle.is_some_and(|at| at <= self.now);
        if !due {
            return Vec::new();
        }
        if self.queue.settling {
            self.queue.schedule.settle = Some(self.now + self.queue.pace.first);
            return Vec::new();
        }
        self.queue.settling = true;
        self.queue.schedule.settle = None;
        vec![self.request(Request::Settle)]
    }

    pub(super) fn settled(&mut self, outcome: &Result<Settled, Fault>) -> Vec<Effect> {
        self.queue.settling = false;
        let again = match outcome {
            Ok(Settled { found, young, lists }) => {
                if *found > 0 {
                    let what = "An unconfirmed render was found on the service";
                    self.announce(News::new(Tone::Good, what).ends(Ends::Time));
                }
                *lists && *young > 0
            }
            Err(_) => true,
        };
        if again && self.queue.schedule.settle.is_none() {
            self.queue.schedule.settle = Some(self.now + self.queue.pace.last);
        }
        self.act()
    }

    /// Wants to be told what other programs do to the ledger.
    pub(super) fn follow(&mut self) -> Vec<Effect> {
        if self.queue.following != Following::No {
            return Vec::new();
        }
        let effect = self.request(Request::Follow);
        if let Effect::Request(id, _) = &effect {
            self.queue.following = Following::Asked(*id);
        }
        vec![effect]
    }

    /// The ledger is another account's from now on.
    pub(super) fn follow_no_more(&mut self) -> Vec<Effect> {
        match std::mem::replace(&mut self.queue.following, Following::No) {
            Following::No => Vec::new(),
            Following::Asked(id) | Following::Yes(id) => vec![Effect::Cancel(id)],
        }
    }

    /// Another program may have changed the ledger.
    pub(super) fn stirred(&mut self) -> Vec<Effect> {
        if let Following::Asked(id) = self.queue.following {
            self.queue.following = Following::Yes(id);
        }
        vec![self.request(Request::Watch)]
    }

    /// Looks at what other programs did, while something goes on that they may have to do with.
    pub(super) fn watch_due(&mut self) -> Vec<Effect> {
        let open = |row: &Render| match row.stage {
            Stage::Queued => row.wait.holder != Holder::Nobody,
            Stage::Sending | Stage::Unconfirmed => true,
            stage => stage.is_running(),
        };
        if !self.queue.renders.iter().any(open) {
            self.queue.schedule.watch = None;
            return Vec::new();
        }
        // What is told by itself is looked at all the same, in case that fails.
        let told = self.queue.asks || matches!(self.queue.following, Following::Yes(_));
        let gap = if told { self.queue.pace.last } else { self.queue.pace.first };
        let next = self.now + gap;
        match self.queue.schedule.watch {
            Some(at) if at <= self.now => {}
            // Never later than the pace wants it.
            at => {
                self.queue.schedule.watch =
                    at.map(|at| at.min(next)).or(Some(self.now + self.queue.pace.first));
                return Vec::new();
            }
        }
        self.queue.schedule.watch = Some(next);
        vec![self.request(Request::Watch)]
    }

    pub(super) fn watched(&mut self, turn: Result<bool, Fault>) -> Vec<Effect> {
        // In doubt, two programs ask.
        let asks = turn.unwrap_or(true);
        let did = std::mem::replace(&mut self.queue.asks, asks);
        let mut effects = Vec::new();
        if asks && !did {
            let now = self.now;
            self.queue.schedule.asks.values_mut().for_each(|at| *at = (*at).min(now));
            // What the other program did not bring here to its end.
            effects.extend(self.deliver_finished());
        }
        effects.extend(self.act());
        effects
    }
}

fn is_in_flight(stage: Stage) -> bool {
    stage == Stage::Sending || stage.is_running()
}
