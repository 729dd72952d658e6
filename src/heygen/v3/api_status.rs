//! Whether v3 serves the account.

use super::account::parse_balance;
use crate::domain::{ApiStatus, Dialect, Error, ErrorKind};
use crate::heygen::client::Client;
use crate::heygen::endpoints::EndpointPath;

impl Client {
    /// Requests the account from v3 to learn whether v3 is there. An account whose balance is unreadable, such as one in
    /// another currency, is a proof of that too.
    pub async fn v3_status(&self) -> Result<ApiStatus, Error> {
        let client = self.with_dialect(Dialect::V3);
        let request = client.get("the balance", &EndpointPath::new("/v3/users/me"));
        match client.execute(request, |data| Some(parse_balance(data))).await {
            Ok(reading) => {
                let balance = reading.and_then(|reading| reading.balance);
                Ok(ApiStatus::Available { balance, sunset: None })
            }
            Err(error) if error.http_status == Some(404) || error.kind == ErrorKind::EndpointNotFound => {
                Ok(ApiStatus::Unavailable)
            }
            Err(error) => Err(error),
        }
    }
}
