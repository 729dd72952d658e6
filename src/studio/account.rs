//! The account: what is loaded at its start, and how another one takes its place.

use super::{
    AccountReply, AccountRequest, AccountState, ActiveAccount, Effect, Remote, RenderRequest, Request,
    Severity, SpendState, Studio,
};
use crate::domain::{Balance, Error, PriceList};

impl Studio {
    pub(super) fn handle_account_reply(&mut self, reply: AccountReply) -> Vec<Effect> {
        match reply {
            AccountReply::BalanceLoaded(result) => self.handle_balance_loaded(result),
            AccountReply::DialectDetected(dialect, notice) => {
                return self.handle_dialect_detected(dialect, notice);
            }
            AccountReply::SunsetAnnounced(sunset) => self.account.sunset = sunset,
            AccountReply::AccountSwitched(result) => return self.handle_account_switched(result),
            AccountReply::Retrying(count) => self.handle_retrying(count),
        }
        Vec::new()
    }

    pub(super) fn load_account_data(&mut self) -> Vec<Effect> {
        if self.account.active == ActiveAccount::SignedOut {
            return Vec::new();
        }
        self.queue.ledger_read = Remote::Loading(self.now);
        let mut effects = vec![self.request(Request::Render(RenderRequest::LoadAll))];
        effects.extend(self.load_history());
        effects.extend(self.load_photos());
        effects.extend(self.load_voices());
        effects.extend(self.load_balance());
        effects.push(self.collect_looks());
        effects
    }

    pub(super) fn load_balance(&mut self) -> Vec<Effect> {
        if self.account.balance.ready().is_none() {
            self.account.balance = Remote::Loading(self.now);
        }
        vec![self.request(Request::Account(AccountRequest::LoadBalance))]
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

    fn handle_account_switched(&mut self, result: Result<ActiveAccount, Error>) -> Vec<Effect> {
        let account = match result {
            Ok(account) => account,
            Err(error) => {
                self.report(Severity::Error, error.to_string());
                return Vec::new();
            }
        };
        if self.would_lose_looks() {
            self.report(
                Severity::Warning,
                "The looks that waited for a training were not ordered: the account changed",
            );
        }
        let mut effects = self.stop_watching_ledger();
        self.account_epoch = self.last_request;
        self.account = AccountState::new(account, self.settings.assumed_dialect());
        self.catalog = self.catalog.for_next_account();
        self.photo_jobs = self.photo_jobs.for_next_account();
        self.queue = self.queue.for_next_account();
        self.spend = SpendState::default();
        effects.extend(self.load_account_data());
        effects
    }
}
