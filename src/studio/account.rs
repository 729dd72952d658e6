//! The account: what is loaded at its start, and how another one takes its place.

use super::{
    AccountReply, AccountRequest, AccountState, ActiveAccount, Remote, RenderRequest, Severity, SpendState,
    Studio,
};
use crate::domain::{Balance, Error, PriceList};

impl Studio {
    pub(super) fn handle_account_reply(&mut self, reply: AccountReply) {
        match reply {
            AccountReply::BalanceLoaded(result) => self.handle_balance_loaded(result),
            AccountReply::DialectDetected(dialect, notice) => self.handle_dialect_detected(dialect, notice),
            AccountReply::SunsetAnnounced(sunset) => self.account.sunset = sunset,
            AccountReply::AccountSwitched(result) => self.handle_account_switched(result),
            AccountReply::Retrying(count) => self.handle_retrying(count),
        }
    }

    pub(super) fn load_account_data(&mut self) {
        if self.account.active == ActiveAccount::SignedOut {
            return;
        }
        self.queue.ledger_read = Remote::Loading(self.now);
        self.request(RenderRequest::LoadAll);
        self.load_history();
        self.load_photos();
        self.load_voices();
        self.load_balance();
        self.collect_looks();
    }

    pub(super) fn load_balance(&mut self) {
        if self.account.balance.ready().is_none() {
            self.account.balance = Remote::Loading(self.now);
        }
        self.request(AccountRequest::LoadBalance);
    }

    fn handle_balance_loaded(&mut self, result: Result<Option<Balance>, Error>) {
        // A balance of a moment ago says more than a failure to load it again.
        if let Ok(Some(balance)) = &result
            && self.settings.price_list.is_none()
        {
            self.rate = PriceList::for_unit(balance.remaining.unit).rate().with_rounding(self.rate.rounding);
        }
        if result.is_ok() || self.account.balance.ready().is_none() {
            self.account.balance = result.into();
        }
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
        self.spend = SpendState::default();
        self.load_account_data();
    }
}
