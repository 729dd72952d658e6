//! Requests about the account, and their replies.

use crate::domain::{Balance, ClassRate, Dialect, Error, LookClass, Secret, Sunset, Unit};
use crate::studio::ActiveAccount;

/// What can be requested about the account.
#[derive(Debug, Clone, PartialEq)]
pub enum AccountRequest {
    LoadBalance,
    /// Store an API key and use it from now on.
    SaveApiKey(Secret),
    /// Use another account from now on.
    SwitchAccount(ActiveAccount),
    /// The notice with this id was shown: it is not shown again.
    MarkNoticeShown(String),
    /// Estimate looks of a class with the rate that the account was found to pay.
    AcceptRate(ClassRate),
    /// Estimate looks of a class, or else all, with the published rates again.
    ForgetRates(Option<LookClass>),
}

/// What a request about the account leads to.
#[derive(Debug, Clone, PartialEq)]
pub enum AccountReply {
    /// `None`: the service does not report a balance.
    BalanceLoaded(Result<Option<Balance>, Error>),
    /// The unit of the billing type, where the service names one; before the balance.
    BillingTypeRead(Option<Unit>),
    /// The dialect that serves the account, and a notice about it.
    DialectDetected(Dialect, Option<OneTimeNotice>),
    /// When the API version ends, where the service announces it.
    SunsetAnnounced(Option<Sunset>),
    /// The account that is used from now on; the reply to `SaveApiKey` and `SwitchAccount`.
    AccountSwitched(Result<ActiveAccount, Error>),
    /// How many times requests were retried for want of a connection; 0 once it is back.
    Retrying(usize),
    /// The ledger has a balance from after a render, which shows what the render was charged.
    ChargeRecorded,
    RateAccepted(Result<ClassRate, Error>),
    RatesForgotten(Result<(), Error>),
}

/// A notice that is shown to the user once.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct OneTimeNotice {
    /// Records that it was shown.
    pub id: String,
    pub text: String,
}
