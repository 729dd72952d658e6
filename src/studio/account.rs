//! Whose account it is: what is asked for at its start, and how another takes its place.

use super::spend_history::Reading;
use super::{Effect, Loading, Pictures, Queue, Request, Studio, Tone};
use crate::domain::{Balance, Fault, History, Preset};

/// Whose photos, voices and renders these are.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Account {
    /// No key yet: the welcome asks for one.
    Nobody,
    /// The embedded sandbox.
    Sandbox,
    /// An account of the service; the host is told where it is not the service's own.
    Live { host: Option<String> },
}

impl Studio {
    pub(super) fn load_account(&mut self) -> Vec<Effect> {
        if self.account == Account::Nobody {
            return Vec::new();
        }
        self.queue.ledger = Loading::Waiting(self.now);
        let mut effects = vec![self.request(Request::Renders)];
        effects.extend(self.read_past());
        effects.extend(self.load_cast());
        effects.extend(self.load_voices());
        effects.extend(self.load_balance());
        effects.push(self.collect_looks());
        effects
    }

    /// Asks for the photos, unless they are on their way.
    pub fn load_cast(&mut self) -> Vec<Effect> {
        if self.cast.is_waiting() {
            return Vec::new();
        }
        self.cast = Loading::Waiting(self.now);
        self.pictures.forget_failures();
        vec![self.request(Request::Cast)]
    }

    /// Asks for the voices, unless they are on their way.
    pub fn load_voices(&mut self) -> Vec<Effect> {
        if self.voices.is_waiting() {
            return Vec::new();
        }
        self.voices = Loading::Waiting(self.now);
        vec![self.request(Request::Voices)]
    }

    pub(super) fn load_balance(&mut self) -> Vec<Effect> {
        if self.balance.ready().is_none() {
            self.balance = Loading::Waiting(self.now);
        }
        vec![self.request(Request::Balance)]
    }

    pub(super) fn balance_read(&mut self, result: Result<Option<Balance>, Fault>) {
        // A balance of a moment ago says more than a failure to read it again.
        if let Ok(Some(balance)) = &result
            && self.rate_follows
        {
            self.rate = Preset::of(balance.left.unit).rate().rounded(self.rate.rounding);
        }
        if result.is_ok() || self.balance.ready().is_none() {
            self.balance = result.into();
        }
    }

    pub(super) fn connected(&mut self, result: Result<Account, Fault>) -> Vec<Effect> {
        match result {
            Ok(account) => {
                if self.is_ordering() {
                    self.tell(
                        Tone::Warn,
                        "The looks that waited for a training were not ordered: the account changed",
                    );
                }
                self.account = account;
                self.dialect = self.assumed;
                self.sunset = None;
                self.epoch = self.requests;
                self.cast = Loading::Idle;
                self.voices = Loading::Idle;
                self.balance = Loading::Idle;
                self.lists += 1;
                self.making.clear();
                self.reading_pictures = None;
                self.newest.clear();
                self.pictures = Pictures::default();
                let mut effects = self.follow_no_more();
                let mut queue = Queue::at_pace(self.queue.pace);
                queue.concurrency = self.queue.concurrency;
                queue.renders = std::mem::take(&mut self.queue.renders);
                queue.renders.clear();
                self.queue = queue;
                // What was spent is that account's own.
                self.learn(History::default());
                self.past_fault = None;
                self.reading = Reading::Rest;
                effects.extend(self.load_account());
                effects
            }
            Err(fault) => {
                self.tell(Tone::Bad, fault.to_string());
                Vec::new()
            }
        }
    }
}
