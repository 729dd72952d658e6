//! HTTP clients, built when they are first needed.

use std::io;
use std::time::Duration;

use reqwest::{Certificate, ClientBuilder, Url, redirect, retry};
use tokio::sync::OnceCell;

use super::endpoints::is_loopback_url;
use super::request::RepeatRisk;
use crate::domain::{Error, ErrorKind};

/// The connect time-out of the first try, also for unacknowledged packets on a kept connection, so that a network that
/// loses all packets is reported within 3 s.
const FIRST_CONNECT_TIMEOUT: Duration = Duration::from_millis(2_500);
/// The same for a retry, so that a slow network is used too.
const RETRY_CONNECT_TIMEOUT: Duration = Duration::from_secs(5);

/// The clients, each built when it is first needed.
#[derive(Debug, Default)]
pub(super) struct HttpClients([OnceCell<reqwest::Client>; 8]);

/// What tells one client from another.
#[derive(Debug, Clone, Copy)]
struct HttpClientKind {
    /// To this machine, or away from it.
    is_loopback: bool,
    /// A new connection for each request, or connections that are kept open between requests.
    ///
    /// What makes something gets a fresh connection: a kept one may be closed by the other side at the very moment of
    /// sending, and nobody could say whether the request arrived.
    uses_new_connection: bool,
    /// After a try for which there was no connection.
    is_retry: bool,
}

impl HttpClients {
    /// The client for a request; `is_retry` after a try of it for which there was no connection.
    pub(super) async fn client_for(
        &self,
        url: &Url,
        risk: RepeatRisk,
        is_retry: bool,
    ) -> Result<&reqwest::Client, Error> {
        let is_here = url.scheme() == "http" && is_loopback_url(url);
        let line =
            HttpClientKind { is_loopback: is_here, uses_new_connection: risk != RepeatRisk::Safe, is_retry };
        let index = [line.is_loopback, line.uses_new_connection, line.is_retry];
        let index = index.into_iter().fold(0, |index, bit| index * 2 + usize::from(bit));
        self.0[index].get_or_try_init(|| build_client(line)).await
    }
}

async fn build_client(line: HttpClientKind) -> Result<reqwest::Client, Error> {
    let built = if line.is_loopback {
        build_loopback_client(line).map_err(|error| root_cause_message(&error))
    } else {
        build_remote_client(line).await
    };
    built.map_err(|why| {
        Error::new("a connection", ErrorKind::Internal, format!("No connection can be made: {why}"))
    })
}

/// To this machine: no proxy may come between, and no certificates are needed, not even on a machine without any.
fn build_loopback_client(line: HttpClientKind) -> reqwest::Result<reqwest::Client> {
    client_builder(line).no_proxy().tls_certs_only([]).build()
}

/// To the world: with the roots that the machine trusts, or Mozilla's where it has none.
#[expect(clippy::disallowed_methods, reason = "reading the machine's certificates blocks for a while")]
async fn build_remote_client(line: HttpClientKind) -> Result<reqwest::Client, String> {
    let open = move || {
        client_builder(line).build().or_else(|_| {
            let roots = webpki_root_certs::TLS_SERVER_ROOT_CERTS;
            let roots = roots.iter().filter_map(|root| Certificate::from_der(root).ok());
            client_builder(line).tls_certs_only(roots).build()
        })
    };
    match tokio::task::spawn_blocking(open).await {
        Ok(built) => built.map_err(|error| root_cause_message(&error)),
        Err(stopped) => Err(stopped.to_string()),
    }
}

fn client_builder(line: HttpClientKind) -> ClientBuilder {
    // An error says that one is installed already, which is as well.
    let _ = rustls::crypto::ring::default_provider().install_default();
    let timeout = if line.is_retry { RETRY_CONNECT_TIMEOUT } else { FIRST_CONNECT_TIMEOUT };
    let builder = reqwest::Client::builder()
        .user_agent(concat!("cuecard/", env!("CARGO_PKG_VERSION")))
        .connect_timeout(timeout)
        .redirect(redirect::Policy::none())
        .retry(retry::never())
        .referer(false);
    if line.uses_new_connection {
        builder.pool_max_idle_per_host(0)
    } else {
        with_unacknowledged_timeout(builder, timeout)
    }
}

/// Gives a connection up whose packets nobody acknowledges. What may be sent twice is sent on such ones alone.
#[cfg(target_os = "linux")]
fn with_unacknowledged_timeout(builder: ClientBuilder, timeout: Duration) -> ClientBuilder {
    builder.tcp_user_timeout(timeout)
}

/// Other systems have no such time-out.
#[cfg(not(target_os = "linux"))]
fn with_unacknowledged_timeout(builder: ClientBuilder, _timeout: Duration) -> ClientBuilder {
    builder
}

/// What kind of failure this is: there is no connection, or no answer came in time, or the connection broke.
pub(super) fn error_kind(error: &reqwest::Error, risk: RepeatRisk) -> ErrorKind {
    if is_certificate_error(error) {
        ErrorKind::UntrustedCertificate
    } else if error.is_connect() || (risk == RepeatRisk::Safe && is_network_lost(error)) {
        ErrorKind::NoConnection
    } else if error.is_timeout() {
        ErrorKind::TimedOut
    } else if error.is_builder() {
        ErrorKind::Internal
    } else {
        ErrorKind::Interrupted
    }
}

/// Whether an error comes from a certificate that is not trusted. No later try helps.
fn is_certificate_error(error: &(dyn std::error::Error + 'static)) -> bool {
    if let Some(tls) = error.downcast_ref() {
        return matches!(tls, rustls::Error::InvalidCertificate(_));
    }
    error_source(error).is_some_and(is_certificate_error)
}

/// What an error comes from. What an I/O error was made of is none of its sources.
fn error_source<'a>(
    error: &'a (dyn std::error::Error + 'static),
) -> Option<&'a (dyn std::error::Error + 'static)> {
    match error.downcast_ref::<io::Error>().and_then(io::Error::get_ref) {
        Some(inner) => Some(inner),
        None => std::error::Error::source(error),
    }
}

/// Whether the network under an open connection is gone. What was sent may have arrived all the same.
fn is_network_lost(error: &(dyn std::error::Error + 'static)) -> bool {
    use io::ErrorKind::{HostUnreachable, NetworkDown, NetworkUnreachable, TimedOut};
    let of_system = error.downcast_ref::<io::Error>().filter(|error| error.raw_os_error().is_some());
    match of_system {
        Some(error) => {
            matches!(error.kind(), HostUnreachable | NetworkDown | NetworkUnreachable | TimedOut)
        }
        None => error_source(error).is_some_and(is_network_lost),
    }
}

/// The last cause of an error, which says the most; never with the URL.
pub(super) fn root_cause_message(error: &reqwest::Error) -> String {
    if error.is_connect() && error.is_timeout() {
        return "nothing answered in time".to_owned();
    }
    let mut cause = std::error::Error::source(error);
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
        let lines = HttpClients::default();
        for url in ["https://api.heygen.com", "http://127.0.0.1:1", "https://127.0.0.1:1"] {
            let url = Url::parse(url).unwrap();
            let safe: *const _ = lines.client_for(&url, RepeatRisk::Safe, false).await.unwrap();
            assert_eq!(safe, lines.client_for(&url, RepeatRisk::Safe, false).await.unwrap());
            let making: *const _ = lines.client_for(&url, RepeatRisk::Create, false).await.unwrap();
            assert_eq!(making, lines.client_for(&url, RepeatRisk::Render, false).await.unwrap());
            assert_ne!(safe, making);
            assert_ne!(safe, lines.client_for(&url, RepeatRisk::Safe, true).await.unwrap());
        }
    }

    #[test]
    fn a_connection_whose_packets_are_lost_is_none() {
        for (number, lost) in [(rustix::io::Errno::TIMEDOUT, true), (rustix::io::Errno::CONNRESET, false)] {
            let error = io::Error::other(io::Error::from(number));
            assert_eq!(is_network_lost(&error), lost);
        }
        assert!(!is_network_lost(&io::Error::from(io::ErrorKind::TimedOut)), "our own time-out");
    }
}
