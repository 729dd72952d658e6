//! Account terms: the balance and the dialect, asked of the service before anything is sent.

use super::error::CliError;
use super::output::CommandOutput;
use crate::domain::{Balance, BillingUnit, Dialect, ErrorKind, RenderHistory, Unit};
use crate::runtime::Runner;
use crate::studio::{AccountReply, AccountRequest, Reply};

#[derive(Debug)]
pub(super) struct AccountTerms {
    /// Unknown if the service does not tell.
    pub(super) balance: Option<Balance>,
    /// The unit of the billing type, where the service names one.
    pub(super) billing_type_unit: Option<Unit>,
    pub(super) dialect: Dialect,
}

impl AccountTerms {
    /// The unit that the account pays with.
    pub(super) fn unit(&self) -> Option<Unit> {
        self.balance.map(|balance| balance.remaining.unit)
    }

    /// The unit of the price, which is assumed where the balance is not known.
    pub(super) fn price_unit(&self, history: &RenderHistory) -> BillingUnit {
        BillingUnit::new(self.unit(), self.billing_type_unit, history, self.dialect.api_version())
    }
}

/// Loads them. A missing API key or connection is an error; another failure is a note.
pub(super) async fn load(
    runner: &Runner,
    assumed: Dialect,
    out: &mut CommandOutput,
) -> Result<AccountTerms, CliError> {
    let (mut known, mut error) =
        (AccountTerms { balance: None, billing_type_unit: None, dialect: assumed }, None);
    for reply in runner.request_to_end(AccountRequest::LoadBalance).await {
        match reply {
            Reply::Account(AccountReply::DialectDetected(dialect, notice)) => {
                known.dialect = dialect;
                if let Some(notice) = notice {
                    out.show_notice(runner, notice).await;
                }
            }
            Reply::Account(AccountReply::BillingTypeRead(unit)) => known.billing_type_unit = unit,
            Reply::Account(AccountReply::BalanceLoaded(Ok(balance))) => known.balance = balance,
            Reply::Account(AccountReply::BalanceLoaded(Err(cause))) | Reply::TaskFailed(cause) => {
                error = Some(cause)
            }
            _ => {}
        }
    }
    match error {
        Some(error) if matches!(error.kind, ErrorKind::ApiKey | ErrorKind::NoConnection) => {
            return Err(error.into());
        }
        Some(error) => out.note(&format!("The balance is unknown. {error}")),
        None => {}
    }
    Ok(known)
}
