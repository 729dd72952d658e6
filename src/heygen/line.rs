//! The lines to the service: HTTP clients, built when they are first needed.

use std::error::Error;
use std::io;
use std::time::Duration;

use reqwest::{Certificate, ClientBuilder, Url, redirect, retry};
use tokio::sync::OnceCell;

use super::call::Risk;
use super::endpoints::is_here;
use crate::domain::{Fault, FaultKind};

const CONNECT_TIMEOUT: Duration = Duration::from_secs(10);

/// The clients: to this machine or away from it, kept open between requests or fresh for one.
///
/// What makes something gets a fresh connection: a kept one may be closed by the other side at the very moment of
/// sending, and nobody could say whether the request arrived.
#[derive(Debug, Default)]
pub(super) struct Lines {
    here: OnceCell<reqwest::Client>,
    here_fresh: OnceCell<reqwest::Client>,
    away: OnceCell<reqwest::Client>,
    away_fresh: OnceCell<reqwest::Client>,
}

impl Lines {
    pub(super) async fn to(&self, url: &Url, risk: Risk) -> Result<&reqwest::Client, Fault> {
        let (here, fresh) = (url.scheme() == "http" && is_here(url), risk != Risk::Safe);
        let cell = match (here, fresh) {
            (true, false) => &self.here,
            (true, true) => &self.here_fresh,
            (false, false) => &self.away,
            (false, true) => &self.away_fresh,
        };
        cell.get_or_try_init(|| open(here, fresh)).await
    }
}

async fn open(here: bool, fresh: bool) -> Result<reqwest::Client, Fault> {
    let built = if here { build_here(fresh).map_err(|error| chain(&error)) } else { build_away(fresh).await };
    built.map_err(|why| {
        Fault::new("a connection", FaultKind::Internal, format!("No connection can be made: {why}"))
    })
}

/// To this machine: no proxy may come between, and no certificates are needed, not even on a machine without any.
fn build_here(fresh: bool) -> reqwest::Result<reqwest::Client> {
    builder(fresh).no_proxy().tls_certs_only([]).build()
}

/// To the world: with the roots that the machine trusts, or Mozilla's where it has none.
#[expect(clippy::disallowed_methods, reason = "reading the machine's certificates blocks for a while")]
async fn build_away(fresh: bool) -> Result<reqwest::Client, String> {
    let open = move || {
        builder(fresh).build().or_else(|_| {
            let roots = webpki_root_certs::TLS_SERVER_ROOT_CERTS;
            let roots = roots.iter().filter_map(|root| Certificate::from_der(root).ok());
            builder(fresh).tls_certs_only(roots).build()
        })
    };
    match tokio::task::spawn_blocking(open).await {
        Ok(built) => built.map_err(|error| chain(&error)),
        Err(stopped) => Err(stopped.to_string()),
    }
}

fn builder(fresh: bool) -> ClientBuilder {
    // An error says that one is installed already, which is as well.
    let _ = rustls::crypto::ring::default_provider().install_default();
    let builder = reqwest::Client::builder()
        .user_agent(concat!("cuecard/", env!("CARGO_PKG_VERSION")))
        .connect_timeout(CONNECT_TIMEOUT)
        .redirect(redirect::Policy::none())
        .retry(retry::never())
        .referer(false);
    if fresh { builder.pool_max_idle_per_host(0) } else { builder }
}

/// What kind of failure this is: nothing was sent, or no answer came in time, or the connection broke.
pub(super) fn kind(error: &reqwest::Error) -> FaultKind {
    if is_untrusted(error) {
        FaultKind::Certificate
    } else if error.is_connect() {
        FaultKind::NoConnection
    } else if error.is_timeout() {
        FaultKind::TimedOut
    } else if error.is_builder() {
        FaultKind::Internal
    } else {
        FaultKind::Interrupted
    }
}

/// Whether an error comes from a certificate that is not trusted. No later try helps.
fn is_untrusted(error: &(dyn Error + 'static)) -> bool {
    if let Some(tls) = error.downcast_ref() {
        return matches!(tls, rustls::Error::InvalidCertificate(_));
    }
    // What an I/O error was made of is none of its causes.
    let inner = error.downcast_ref::<io::Error>().and_then(io::Error::get_ref);
    match inner {
        Some(inner) => is_untrusted(inner),
        None => error.source().is_some_and(is_untrusted),
    }
}

/// The last cause of an error, which says the most; never with the URL.
pub(super) fn chain(error: &reqwest::Error) -> String {
    let mut cause = error.source();
    let mut said = cause.map(ToString::to_string).unwrap_or_default();
    while let Some(deeper) = cause.and_then(std::error::Error::source) {
        said = deeper.to_string();
        cause = Some(deeper);
    }
    said
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test]
    async fn a_line_is_opened_once_and_fresh_where_something_is_made() {
        let lines = Lines::default();
        for url in ["https://api.heygen.com", "http://127.0.0.1:1", "https://127.0.0.1:1"] {
            let url = Url::parse(url).unwrap();
            let safe: *const _ = lines.to(&url, Risk::Safe).await.unwrap();
            assert_eq!(safe, lines.to(&url, Risk::Safe).await.unwrap());
            let making: *const _ = lines.to(&url, Risk::Making).await.unwrap();
            assert_eq!(making, lines.to(&url, Risk::Film).await.unwrap());
            assert_ne!(safe, making);
        }
    }
}
