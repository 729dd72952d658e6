//! Estimates and usual times derived from the ledger's history; nothing is stored here.

use std::path::PathBuf;
use std::time::Duration;

use jiff::Timestamp;
use jiff::civil::Date;

use super::{About, Account, Effect, News, Order, Request, Studio, Tone};
use crate::domain::{
    Calibration, Dialect, Estimate, Fault, History, Money, Planned, Preset, Project, Rate, Render, Stage,
    Sums, Usual, estimate_sent, is_stuck, misspelled_cap, over_cap,
};

/// Days of the spend plot.
const SPEND_PLOT_DAYS: usize = 7;
/// The shortest time between two readings of the history, where many renders end together.
const MIN_HISTORY_READ_INTERVAL: Duration = Duration::from_secs(1);

/// Whether what was spent is being read.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(super) enum Reading {
    #[default]
    Rest,
    Out,
    /// More was spent since it was asked for.
    Again,
}

impl Studio {
    /// What the open video will last and cost as it is sent.
    pub fn estimate(&self) -> Estimate {
        self.estimate_in(self.dialect, &self.work.project)
    }

    /// What a video will last and cost in a form.
    pub fn estimate_in(&self, dialect: Dialect, project: &Project) -> Estimate {
        estimate_sent(project, self.rate, dialect, self.several)
    }

    /// The rate of the open project, in its shape and dialect.
    pub fn prices(&self) -> Rate {
        self.rate.sent(self.dialect, self.work.project.shape)
    }

    /// What stops an order: a misspelled cap, or with the figures a cap of the day or of the project.
    pub fn over_cap(&self, order: &Order) -> Option<String> {
        if let Some(what) = misspelled_cap(&self.unknown) {
            return Some(what);
        }
        let today = self.now().to_zoned(self.zone.clone()).date();
        // The ledger has whole paths.
        let project = order.project.as_ref().map(|path| self.folder.join(path));
        let planned = Planned { cost: order.cost, project: project.as_deref(), today };
        over_cap(&planned, self.caps, &self.past, &self.zone)
    }

    /// How long renders like this one took.
    pub fn usual(&self, render: &Render) -> Option<Usual> {
        self.past.usual(render.seconds)
    }

    /// Whether a render has been under way far longer than such ones ever were.
    pub fn is_stuck(&self, render: &Render, now: Timestamp) -> bool {
        render.stage.is_running() && is_stuck(now.duration_since(render.since()), self.usual(render))
    }

    /// Seconds and cost of an estimate as the video's voice has spoken so far, with the renders behind it.
    pub fn calibrated(&self, estimate: &Estimate) -> Option<(f64, Money, Calibration)> {
        let calibration = self.past.calibration(self.chosen_voice()?)?;
        let seconds = estimate.seconds * calibration.ratio;
        Some((seconds, self.prices().cost(seconds), calibration))
    }

    /// Takes up what the ledger says of earlier renders.
    pub(super) fn learn(&mut self, past: History) {
        self.sums = Sums::of(&past, &self.zone);
        self.past = past;
        // Until the account says what it pays with, it is what it paid with last: caps are in that unit.
        if let Some(last) = self.past.past.first()
            && self.rate_follows
            && self.balance.ready().copied().flatten().is_none()
        {
            self.rate = Preset::of(last.cost.unit).rate().rounded(self.rate.rounding);
        }
    }

    /// The day it is where the user is.
    pub fn today(&self, now: Timestamp) -> Date {
        self.zone.to_datetime(now).date()
    }

    /// What was spent today in the unit of the rate, and on each of the last days, today last; `None` where nothing was.
    /// What waits to be sent is not spent yet.
    pub fn spent(&self, now: Timestamp) -> Option<(Money, Vec<f64>)> {
        let (sums, today) = (self.sums.unit(self.rate.unit), self.today(now));
        let waits = |render: &&Render| render.stage == Stage::Queued && render.cost.unit == self.rate.unit;
        let waiting: f64 = self.queue.renders.iter().filter(waits).map(|render| render.cost.amount).sum();
        let mut days = sums.days(today, SPEND_PLOT_DAYS);
        if let Some(last) = days.last_mut() {
            *last = (*last - waiting).max(0.0);
        }
        let spent = days.last().copied().unwrap_or_default();
        days.iter().any(|day| *day > 0.0).then(|| (sums.money(spent), days))
    }

    /// Asks the ledger again what was spent: another program may have spent more. All that is asked while it is read is
    /// one more reading, a little later.
    pub fn read_past(&mut self) -> Vec<Effect> {
        match self.reading {
            _ if self.account == Account::Nobody => {}
            Reading::Out | Reading::Again => self.reading = Reading::Again,
            Reading::Rest if self.queue.schedule.past.is_some() => {}
            Reading::Rest => {
                self.reading = Reading::Out;
                return vec![self.request(Request::History)];
            }
        }
        Vec::new()
    }

    pub(super) fn past_read(&mut self, read: Result<Box<History>, Fault>) -> Vec<Effect> {
        match read {
            Ok(past) => {
                self.learn(*past);
                self.past_fault = None;
                self.end_news(&About::Spend);
            }
            Err(fault) => {
                if self.past_fault.is_none() {
                    let unread = format!("The spend cannot be read. {fault}");
                    self.announce(News::new(Tone::Warn, unread).about(About::Spend));
                }
                self.past_fault = Some(fault);
            }
        }
        if std::mem::take(&mut self.reading) == Reading::Again {
            self.queue.schedule.past = Some(self.now() + MIN_HISTORY_READ_INTERVAL);
            return self.act();
        }
        Vec::new()
    }

    pub(super) fn past_due(&mut self) -> Vec<Effect> {
        if self.queue.schedule.past.is_none_or(|at| at > self.now()) {
            return Vec::new();
        }
        self.queue.schedule.past = None;
        self.read_past()
    }

    /// The ledger's name for the file of the open video.
    pub fn open_project(&self) -> Option<PathBuf> {
        self.work.path.as_ref().map(|path| self.folder.join(path))
    }
}
