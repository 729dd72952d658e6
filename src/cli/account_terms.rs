//! Account terms: the balance and the dialect, asked of the service before anything is sent.

use super::error::CliError;
use super::output::CommandOutput;
use crate::domain::{Balance, Dialect, ErrorKind};
use crate::runtime::Runner;
use crate::studio::{AccountReply, AccountRequest, Reply, Request};

/// What is known of the account before anything is sent.
#[derive(Debug)]
pub(super) struct AccountTerms {
    /// Unknown where the service does not tell.
    pub(super) balance: Option<Balance>,
    /// The form that the video is sent in.
    pub(super) dialect: Dialect,
}

/// Asks for them. Without a key or a connection nothing is begun.
pub(super) async fn load(
    runner: &Runner,
    assumed: Dialect,
    out: &mut CommandOutput,
) -> Result<AccountTerms, CliError> {
    let (mut known, mut fault) = (AccountTerms { balance: None, dialect: assumed }, None);
    for reply in runner.request_to_end(Request::Account(AccountRequest::LoadBalance)).await {
        match reply {
            Reply::Account(AccountReply::DialectDetected(dialect, notice)) => {
                known.dialect = dialect;
                if let Some(notice) = notice {
                    out.show_notice(runner, notice).await;
                }
            }
            Reply::Account(AccountReply::BalanceLoaded(Ok(balance))) => known.balance = balance,
            Reply::Account(AccountReply::BalanceLoaded(Err(why))) | Reply::TaskFailed(why) => {
                fault = Some(why)
            }
            _ => {}
        }
    }
    match fault {
        Some(fault) if matches!(fault.kind, ErrorKind::ApiKey | ErrorKind::NoConnection) => {
            return Err(fault.into());
        }
        Some(fault) => out.note(&format!("The balance is unknown. {fault}")),
        None => {}
    }
    Ok(known)
}
