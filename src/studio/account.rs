//! Whose account it is: what is asked for at its start, and how another takes its place.

use super::state::HistoryReadState;
use super::{
    AccountReply, AccountRequest, ActiveAccount, Effect, PictureCache, Remote, RenderQueue, RenderRequest,
    Request, Severity, Studio,
};
use crate::domain::{Balance, Error, PriceList, RenderHistory};

impl Studio {
    pub(super) fn handle_account_reply(&mut self, reply: AccountReply) -> Vec<Effect> {
        match reply {
            AccountReply::BalanceLoaded(result) => self.handle_balance_loaded(result),
            AccountReply::DialectDetected(dialect, notice) => {
                return self.handle_dialect_detected(dialect, notice);
            }
            AccountReply::SunsetAnnounced(sunset) => self.sunset = sunset,
            AccountReply::AccountSwitched(result) => return self.handle_account_switched(result),
            AccountReply::Retrying(count) => self.handle_retrying(count),
        }
        Vec::new()
    }

    pub(super) fn load_account_data(&mut self) -> Vec<Effect> {
        if self.account == ActiveAccount::SignedOut {
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
        if self.balance.ready().is_none() {
            self.balance = Remote::Loading(self.now);
        }
        vec![self.request(Request::Account(AccountRequest::LoadBalance))]
    }

    pub(super) fn handle_balance_loaded(&mut self, result: Result<Option<Balance>, Error>) {
        // A balance of a moment ago says more than a failure to read it again.
        if let Ok(Some(balance)) = &result
            && self.rate_follows_balance
        {
            self.rate = PriceList::for_unit(balance.remaining.unit).rate().with_rounding(self.rate.rounding);
        }
        if result.is_ok() || self.balance.ready().is_none() {
            self.balance = result.into();
        }
    }

    pub(super) fn handle_account_switched(&mut self, result: Result<ActiveAccount, Error>) -> Vec<Effect> {
        match result {
            Ok(account) => {
                if self.would_lose_looks() {
                    self.report(
                        Severity::Warning,
                        "The looks that waited for a training were not ordered: the account changed",
                    );
                }
                self.account = account;
                self.dialect = self.default_dialect;
                self.sunset = None;
                self.account_epoch = self.last_request;
                self.photos = Remote::Idle;
                self.voices = Remote::Idle;
                self.balance = Remote::Idle;
                self.catalog_revision += 1;
                self.photo_jobs.clear();
                self.picture_read_request = None;
                self.newest_photos.clear();
                self.pictures = PictureCache::default();
                let mut effects = self.stop_watching_ledger();
                let mut queue = RenderQueue::with_poll_interval(self.queue.poll_interval);
                queue.concurrency = self.queue.concurrency;
                queue.renders = std::mem::take(&mut self.queue.renders);
                queue.renders.clear();
                self.queue = queue;
                // What was spent is that account's own.
                self.set_history(RenderHistory::default());
                self.history_error = None;
                self.history_read_state = HistoryReadState::Idle;
                effects.extend(self.load_account_data());
                effects
            }
            Err(fault) => {
                self.report(Severity::Error, fault.to_string());
                Vec::new()
            }
        }
    }
}
