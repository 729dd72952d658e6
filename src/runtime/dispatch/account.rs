//! Handles account requests: balance, API key, account switch, notices.

use crate::domain::{BalanceReading, Error, ErrorKind, PastBalance, Secret};
use crate::heygen::ApiKey;
use crate::runtime::api_version;
use crate::runtime::blocking::run_blocking;
use crate::runtime::clock;
use crate::runtime::job::Job;
use crate::runtime::lock::lock;
use crate::runtime::session::{malformed_api_key_error, missing_api_key_error};
use crate::store;
use crate::studio::{AccountReply, AccountRequest, ActiveAccount, Reply};

pub(super) async fn handle(job: &Job, request: AccountRequest) -> Result<(), Error> {
    match request {
        AccountRequest::LoadBalance => {
            let requested_at = clock::now();
            let reading = api_version::balance(job).await;
            if let Ok(BalanceReading { balance: Some(balance), .. }) = reading {
                keep_balance(job, PastBalance { balance, at: requested_at }).await;
            }
            api_version::report_dialect(job).await;
            job.reply(AccountReply::SunsetAnnounced(api_version::current_version_sunset(job)));
            let BalanceReading { balance, billing_unit } = reading?;
            job.reply(AccountReply::BillingTypeRead(billing_unit));
            job.reply(AccountReply::BalanceLoaded(Ok(balance)));
        }
        AccountRequest::SaveApiKey(key) => {
            job.reply(AccountReply::AccountSwitched(Ok(save_api_key(job, key).await?)));
        }
        AccountRequest::SwitchAccount(account) => {
            job.reply(AccountReply::AccountSwitched(Ok(switch_account(job, account).await?)));
        }
        AccountRequest::MarkNoticeShown(id) => api_version::mark_notice_seen(job, id).await,
        AccountRequest::AcceptRate(rate) => {
            let accepted = rate.clone();
            job.with_ledger(move |ledger, now| ledger.accept_rate(accepted, now)).await?;
            job.reply(AccountReply::RateAccepted(Ok(rate)));
        }
        AccountRequest::ForgetRates(class) => {
            job.with_ledger(move |ledger, _| ledger.forget_accepted_rates(class)).await?;
            job.reply(AccountReply::RatesForgotten(Ok(())));
        }
    }
    Ok(())
}

pub(super) fn failure(request: &AccountRequest, error: Error) -> Reply {
    match request {
        AccountRequest::LoadBalance => AccountReply::BalanceLoaded(Err(error)).into(),
        AccountRequest::SaveApiKey(_) | AccountRequest::SwitchAccount(_) => {
            AccountReply::AccountSwitched(Err(error)).into()
        }
        AccountRequest::MarkNoticeShown(_) => Reply::TaskFailed(error),
        AccountRequest::AcceptRate(_) => AccountReply::RateAccepted(Err(error)).into(),
        AccountRequest::ForgetRates(_) => AccountReply::RatesForgotten(Err(error)).into(),
    }
}

/// Keeps a balance: the one before a render and the one after it show what the render was charged.
async fn keep_balance(job: &Job, known: PastBalance) {
    job.session.set_last_balance(known);
    // A ledger that is not open yet awaits no balance.
    if job.session.ledger.get().is_some() {
        let recorded = job.with_ledger(move |ledger, _| ledger.record_awaited_balance(known)).await;
        // Without it, only that comparison is missing.
        if recorded.unwrap_or(false) {
            job.reply(AccountReply::ChargeRecorded);
        }
    }
}

async fn save_api_key(job: &Job, key: Secret) -> Result<ActiveAccount, Error> {
    if ApiKey::new(key.reveal()).is_none() {
        return Err(malformed_api_key_error());
    }
    let (path, stored) = (job.context.config.paths.api_key(), key.clone());
    run_blocking(move || store::api_key::save(&path, stored.reveal())).await?;
    job.context.switch_account(job.context.live_account(), Some(key));
    Ok(job.context.live_account())
}

async fn switch_account(job: &Job, account: ActiveAccount) -> Result<ActiveAccount, Error> {
    if !matches!(account, ActiveAccount::Live { .. }) {
        job.context.switch_account(account.clone(), None);
        return Ok(account);
    }
    let (mut key, mut exposed) = (job.context.config.api_key.clone(), None);
    if key.is_none() {
        let path = job.context.config.paths.api_key();
        let stored =
            run_blocking(move || Ok(store::api_key::read(&path)?.map(|stored| (stored, path)))).await?;
        exposed = stored.as_ref().filter(|(stored, _)| stored.was_exposed).map(|(_, path)| path.clone());
        key = stored.map(|(stored, _)| Secret::new(stored.api_key));
    }
    job.context.switch_account(job.context.live_account(), Some(key.ok_or_else(missing_api_key_error)?));
    if let Some(path) = exposed {
        let notice = Error::new("the key", ErrorKind::File, store::api_key::exposure_notice(&path));
        *lock(&job.context.session().key_file_notice) = Some(notice);
    }
    Ok(job.context.live_account())
}
