//! Requests about the account, and their replies.

use crate::domain::{Balance, Dialect, Error, Secret, Sunset};
use crate::studio::ActiveAccount;

/// What can be requested about the account.
#[derive(Debug, Clone, PartialEq)]
pub enum AccountRequest {
    LoadBalance,
    /// Keep an API key in its file and use it from now on.
    SaveApiKey(Secret),
    /// Use another account from now on.
    SwitchAccount(ActiveAccount),
    /// The user was told this notice, named by its key: it need not be told again.
    MarkNoticeShown(String),
}

/// What a request about the account leads to.
#[derive(Debug, Clone, PartialEq)]
pub enum AccountReply {
    /// `None`: the service does not tell.
    BalanceLoaded(Result<Option<Balance>, Error>),
    /// Which dialect of the API is spoken, and what is to be told about that.
    DialectDetected(Dialect, Option<OneTimeNotice>),
    /// When the generation of the API that is spoken ends, where the service said so.
    SunsetAnnounced(Option<Sunset>),
    /// The account that is used from now on; asked by `SaveApiKey` and `SwitchAccount`.
    AccountSwitched(Result<ActiveAccount, Error>),
    /// The service is asked once more, for this many times, since there is no connection; 0 when that is over.
    Retrying(usize),
}

/// What is to be told to the user once.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct OneTimeNotice {
    /// What it is remembered by as told.
    pub id: String,
    pub text: String,
}
