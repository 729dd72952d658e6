//! The account: what is loaded at its start, and how another one takes its place.

use super::{
    AccountReply, AccountRequest, AccountState, ActiveAccount, Remote, RenderRequest, Severity, SpendState,
    Studio,
};
use crate::domain::{Balance, BillingUnit, Error, Unit};

impl Studio {
    pub(super) fn handle_account_reply(&mut self, reply: AccountReply) {
        match reply {
            AccountReply::BalanceLoaded(result) => self.handle_balance_loaded(result),
            AccountReply::BillingTypeRead(unit) => self.account.billing_type_unit = unit,
            AccountReply::DialectDetected(dialect, notice) => self.handle_dialect_detected(dialect, notice),
            AccountReply::SunsetAnnounced(sunset) => self.account.sunset = sunset,
            AccountReply::AccountSwitched(result) => self.handle_account_switched(result),
            AccountReply::Retrying(count) => self.handle_retrying(count),
            AccountReply::ChargeRecorded => self.load_history(),
            AccountReply::RateAccepted(result) => self.handle_rate_accepted(result),
            // Requested by the command line alone.
            AccountReply::RatesForgotten(_) => {}
        }
    }

    pub(super) fn load_account_data(&mut self) {
        if self.account.active == ActiveAccount::SignedOut {
            return;
        }
        self.update_rate();
        self.queue.ledger_read = Remote::Loading(self.now);
        self.request(RenderRequest::LoadAll);
        self.load_history();
        self.load_photos();
        self.load_voices();
        self.load_balance();
        self.collect_looks();
        self.load_kept_speech();
    }

    /// The unit that the account pays with, as far as its balance tells.
    pub fn billing_unit(&self) -> Option<Unit> {
        self.account.balance.ready().copied().flatten().map(|balance| balance.remaining.unit)
    }

    /// The unit of prices, which is assumed where the balance is not known.
    pub(super) fn price_unit(&self) -> BillingUnit {
        let AccountState { dialect, billing_type_unit, .. } = &self.account;
        let (of_balance, api) = (self.billing_unit(), dialect.api_version());
        BillingUnit::new(of_balance, *billing_type_unit, &self.spend.history, api)
    }

    /// Which unit the price assumes, where the balance does not tell it.
    pub fn unit_assumption(&self) -> Option<String> {
        self.price_unit().assumption(&self.settings)
    }

    pub(super) fn load_balance(&mut self) {
        if self.account.balance.ready().is_none() {
            self.account.balance = Remote::Loading(self.now);
        }
        self.request(AccountRequest::LoadBalance);
    }

    fn handle_balance_loaded(&mut self, result: Result<Option<Balance>, Error>) {
        // A balance of a moment ago says more than a failure to load it again.
        if result.is_ok() || self.account.balance.ready().is_none() {
            self.account.balance = result.into();
        }
        self.update_rate();
    }

    fn handle_account_switched(&mut self, result: Result<ActiveAccount, Error>) {
        let account = match result {
            Ok(account) => account,
            Err(error) => {
                self.report(Severity::Error, error.to_string());
                return;
            }
        };
        if self.would_lose_looks() {
            self.report(
                Severity::Warning,
                "The looks that waited for training were not ordered: the account changed",
            );
        }
        self.stop_watching_ledger();
        self.last_request_of_former_account = self.last_request;
        self.account = AccountState::new(account, &self.settings);
        self.catalog = self.catalog.for_next_account();
        self.photo_jobs = self.photo_jobs.for_next_account();
        self.queue = self.queue.for_next_account();
        self.speech = self.speech.for_next_account();
        self.spend = SpendState::default();
        self.load_account_data();
    }
}
