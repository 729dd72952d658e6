//! Caps, spend, the rate and typical durations, derived from the ledger's history.

use std::path::PathBuf;
use std::time::Duration;

use jiff::Timestamp;
use jiff::civil::Date;

use super::state::{HistoryReadState, take_due};
use super::{
    AccountRequest, ActiveAccount, MessageExpiry, MessageTopic, NewRender, RenderRequest, Severity,
    StatusMessage, Studio,
};
use crate::domain::{
    ClassRate, Error, LookRates, Money, PaidRate, Render, RenderHistory, RenderStage, SpendTotals,
    SpendingLimits, TypicalDuration, Unit, account_rate, is_stuck,
};

/// Days of the spend plot.
const SPEND_PLOT_DAYS: usize = 7;
/// The shortest time between two reads of the history, where many renders end together.
const MIN_HISTORY_READ_INTERVAL: Duration = Duration::from_secs(1);

/// The spend of the last days.
#[derive(Debug, Clone, PartialEq)]
pub struct RecentSpend {
    /// In the unit of the rate.
    today: Money,
    /// The dollars that were charged beyond the API credits.
    overage_today: Option<Money>,
    /// The amounts of the days in the unit of the rate, today last.
    pub days: Vec<f64>,
}

impl RecentSpend {
    /// `~3.5 cr`, `~3.5 cr + $1.20`
    pub fn describe_today(&self) -> String {
        let overage = self.overage_today.map(|overage| format!(" + {}", overage.to_compact_string()));
        format!("~{}{}", self.today.to_compact_string(), overage.unwrap_or_default())
    }
}

impl Studio {
    /// Why a cap stops a render: the cap is misspelled, or exceeded for the day or the project.
    pub fn cap_violation(&self, render: &NewRender) -> Option<String> {
        let (project, history) = (self.absolute_path_of(render), &self.spend.history);
        let (limits, cost) = (self.spending_limits(), render.estimated_cost);
        let error = limits.cap_error("the render", cost, project.as_deref(), self.now, history);
        error.map(|error| error.message)
    }

    /// Notes on the caps that a render comes near to.
    pub fn cap_notes(&self, render: &NewRender) -> Vec<String> {
        let (project, history) = (self.absolute_path_of(render), &self.spend.history);
        self.spending_limits().cap_notes(render.estimated_cost, project.as_deref(), self.now, history)
    }

    fn spending_limits(&self) -> SpendingLimits {
        SpendingLimits::from_settings(&self.settings, self.environment.time_zone.clone())
    }

    /// The path of the project of a render, as the ledger has it.
    fn absolute_path_of(&self, render: &NewRender) -> Option<PathBuf> {
        render.project.as_ref().map(|path| self.environment.working_directory.join(path))
    }

    /// How long renders like this one took.
    pub fn typical_duration(&self, render: &Render) -> Option<TypicalDuration> {
        self.spend.history.typical_duration(render.estimated_seconds)
    }

    /// Whether a render has run far longer than comparable ones.
    pub fn is_stuck(&self, render: &Render, now: Timestamp) -> bool {
        render.stage.is_running()
            && is_stuck(now.duration_since(render.started_at()), self.typical_duration(render))
    }

    /// Replaces the history and what is derived from it.
    pub(super) fn set_history(&mut self, past: RenderHistory) {
        self.spend.totals = SpendTotals::from_history(&past, &self.environment.time_zone);
        self.spend.history = past;
        self.update_rate();
        self.update_paid_rates();
    }

    /// Derives the rates from the settings, the balance and the history.
    pub(super) fn update_rate(&mut self) {
        let today = self.today(self.now);
        self.rate = account_rate(&self.settings, self.price_unit(), &self.spend.history, today);
        self.look_rates = LookRates::new(&self.settings, self.rate, &self.spend.history);
        self.report_unused_look_rates();
    }

    /// Reports own rates in another unit than the account's, once that is known.
    fn report_unused_look_rates(&mut self) {
        if self.account.balance.ready().is_none_or(Option::is_none) {
            return;
        }
        let unused = self.settings.unused_look_rates(self.rate.unit);
        if !unused.is_empty() && unused != self.spend.unused_look_rates {
            self.report(Severity::Warning, unused.join(" · "));
        }
        self.spend.unused_look_rates = unused;
    }

    /// Compares the rates with what earlier renders were charged; a difference is reported once.
    fn update_paid_rates(&mut self) {
        let today = self.today(self.now);
        let found = self.spend.history.paid_rates(self.rate, &self.look_rates, today);
        let before = std::mem::replace(&mut self.spend.paid_rates, found);
        let is_new = |paid: &&PaidRate| before.iter().all(|known| known.class != paid.class);
        if let Some(paid) = self.spend.paid_rates.iter().find(is_new) {
            let message = StatusMessage::new(Severity::Info, paid.describe());
            self.show_message(message.with_key_hint("m", "shows it"));
        }
    }

    /// The first of the paid rates that the user can take: a rate of the settings comes before them.
    pub fn acceptable_rate(&self) -> Option<&PaidRate> {
        let is_acceptable = |paid: &&PaidRate| !self.settings.has_own_rate(&paid.class, paid.rate.unit);
        self.spend.paid_rates.iter().find(is_acceptable)
    }

    /// Estimates with the first rate that the account was found to pay, from now on.
    pub fn accept_paid_rate(&mut self) {
        if let Some(accepted) = self.acceptable_rate().map(PaidRate::class_rate) {
            self.request(AccountRequest::AcceptRate(accepted));
        }
    }

    pub(super) fn handle_rate_accepted(&mut self, result: Result<ClassRate, Error>) {
        match result {
            Ok(ClassRate { class, rate }) => {
                let looks = if class.is_plain_photo() { String::new() } else { format!(" for a {class}") };
                let text = format!("Estimates now use {}{looks}", rate.describe_briefly());
                let message = StatusMessage::new(Severity::Success, text);
                self.show_message(message.with_expiry(MessageExpiry::AfterTimeout));
                self.load_history();
            }
            Err(error) => self.report(Severity::Error, format!("The rate was not kept. {error}")),
        }
    }

    /// The date in the user's time zone.
    pub fn today(&self, now: Timestamp) -> Date {
        self.environment.time_zone.to_datetime(now).date()
    }

    /// The spend of today, and of each of the last days in the unit of the rate, today last; `None` where it is zero.
    /// Queued renders do not count.
    pub fn recent_spend(&self, now: Timestamp) -> Option<RecentSpend> {
        let (totals, today) = (self.spend.totals.unit_totals(self.rate.unit), self.today(now));
        let waits = |render: &&Render| {
            render.stage == RenderStage::Queued && render.estimated_cost.unit == self.rate.unit
        };
        let mut days = totals.daily_amounts(today, SPEND_PLOT_DAYS);
        for render in self.queue.renders.iter().filter(waits) {
            let days_ago = usize::try_from((today - self.today(render.started_at())).get_days());
            let day = days_ago.ok().and_then(|ago| days.iter_mut().rev().nth(ago));
            if let Some(day) = day {
                *day = (*day - render.estimated_cost.amount).max(0.0);
            }
        }
        let today_total = totals.to_money(days.last().copied().unwrap_or_default());
        let overage_today = (self.rate.unit == Unit::ApiCredit)
            .then(|| self.spend.totals.unit_totals(Unit::Usd).last_days_total(today, 1))
            .filter(|overage| overage.amount > 0.0);
        let is_zero = overage_today.is_none() && days.iter().all(|day| *day <= 0.0);
        (!is_zero).then_some(RecentSpend { today: today_total, overage_today, days })
    }

    /// Loads the history again, since this or another process may have spent. Calls during a read lead to one more read,
    /// a little later.
    pub fn load_history(&mut self) {
        match self.spend.read_state {
            _ if self.account.active == ActiveAccount::SignedOut => {}
            HistoryReadState::InFlight | HistoryReadState::InFlightThenRepeat => {
                self.spend.read_state = HistoryReadState::InFlightThenRepeat
            }
            HistoryReadState::Idle if self.queue.schedule.history.is_some() => {}
            HistoryReadState::Idle => {
                self.spend.read_state = HistoryReadState::InFlight;
                self.request(RenderRequest::LoadHistory);
            }
        }
    }

    pub(super) fn handle_history_loaded(&mut self, read: Result<Box<RenderHistory>, Error>) {
        match read {
            Ok(past) => {
                if past.sibling_choices != self.spend.history.sibling_choices {
                    // The voices that are offered are cached with the catalog.
                    self.catalog.revision += 1;
                }
                self.set_history(*past);
                self.spend.history_error = None;
                self.dismiss_topic(&MessageTopic::SpendHistory);
            }
            Err(error) => {
                if self.spend.history_error.is_none() {
                    let unread = format!("The spend cannot be read. {error}");
                    self.report_about(MessageTopic::SpendHistory, Severity::Warning, unread);
                }
                self.spend.history_error = Some(error);
            }
        }
        if std::mem::take(&mut self.spend.read_state) == HistoryReadState::InFlightThenRepeat {
            self.queue.schedule.history = Some(self.now() + MIN_HISTORY_READ_INTERVAL);
            self.run_due_work();
        }
    }

    pub(super) fn load_history_if_due(&mut self) {
        if !take_due(&mut self.queue.schedule.history, self.now) {
            return;
        }
        self.load_history()
    }

    /// The absolute path of the open project, as the ledger stores it.
    pub fn absolute_project_path(&self) -> Option<PathBuf> {
        self.project_state.path.as_ref().map(|path| self.environment.working_directory.join(path))
    }
}
