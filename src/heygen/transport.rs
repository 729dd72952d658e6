//! HTTP clients, built when they are first needed.

use std::io;
use std::time::Duration;

use reqwest::{Certificate, ClientBuilder, Url, redirect, retry};
use tokio::sync::OnceCell;

use super::endpoints::is_loopback_url;
use super::request::RepeatRisk;
use crate::domain::{Error, ErrorKind};

/// The connect time-out of the first attempt, also for unacknowledged packets on a kept connection, so that a network that
/// loses all packets is reported within 3 s.
const FIRST_CONNECT_TIMEOUT: Duration = Duration::from_millis(2_500);
/// The same for a retry, so that a slow network is used too.
const RETRY_CONNECT_TIMEOUT: Duration = Duration::from_secs(5);

/// One client per [`HttpClientKind`], built when it is first needed.
#[derive(Debug, Default)]
pub(super) struct HttpClients([OnceCell<reqwest::Client>; 8]);

#[derive(Debug, Clone, Copy)]
struct HttpClientKind {
    is_loopback: bool,
    /// Whether each request gets a new connection: those that create something do. The service may close a kept one at
    /// the moment of sending, and nobody could say whether the request arrived.
    uses_new_connection: bool,
    /// Whether an earlier attempt found no connection.
    is_retry: bool,
}

impl HttpClients {
    /// The client for a request; `is_retry` after an attempt that found no connection.
    pub(super) async fn client_for(
        &self,
        url: &Url,
        risk: RepeatRisk,
        is_retry: bool,
    ) -> Result<&reqwest::Client, Error> {
        let is_loopback = url.scheme() == "http" && is_loopback_url(url);
        let kind = HttpClientKind { is_loopback, uses_new_connection: risk != RepeatRisk::Safe, is_retry };
        let index = [kind.is_loopback, kind.uses_new_connection, kind.is_retry];
        let index = index.into_iter().fold(0, |index, bit| index * 2 + usize::from(bit));
        self.0[index].get_or_try_init(|| build_client(kind)).await
    }
}

async fn build_client(kind: HttpClientKind) -> Result<reqwest::Client, Error> {
    let built = if kind.is_loopback {
        build_loopback_client(kind).map_err(|error| root_cause_message(&error))
    } else {
        build_remote_client(kind).await
    };
    built.map_err(|why| {
        Error::new("a connection", ErrorKind::Internal, format!("The HTTP client cannot be built: {why}"))
    })
}

/// For this machine: without a proxy, and without certificates, which the machine may not have.
fn build_loopback_client(kind: HttpClientKind) -> reqwest::Result<reqwest::Client> {
    client_builder(kind).no_proxy().tls_certs_only([]).build()
}

/// For other machines: with the root certificates of this machine, or Mozilla's if it has none.
#[expect(clippy::disallowed_methods, reason = "reading the certificates of the machine blocks for a while")]
async fn build_remote_client(kind: HttpClientKind) -> Result<reqwest::Client, String> {
    let open = move || {
        client_builder(kind).build().or_else(|_| {
            let roots = webpki_root_certs::TLS_SERVER_ROOT_CERTS;
            let roots = roots.iter().filter_map(|root| Certificate::from_der(root).ok());
            client_builder(kind).tls_certs_only(roots).build()
        })
    };
    match tokio::task::spawn_blocking(open).await {
        Ok(built) => built.map_err(|error| root_cause_message(&error)),
        Err(stopped) => Err(stopped.to_string()),
    }
}

fn client_builder(kind: HttpClientKind) -> ClientBuilder {
    // It fails if a provider is installed already, which is fine.
    let _ = rustls::crypto::ring::default_provider().install_default();
    let timeout = if kind.is_retry { RETRY_CONNECT_TIMEOUT } else { FIRST_CONNECT_TIMEOUT };
    let builder = reqwest::Client::builder()
        .user_agent(concat!("cuecard/", env!("CARGO_PKG_VERSION")))
        .connect_timeout(timeout)
        .redirect(redirect::Policy::none())
        .retry(retry::never())
        .referer(false);
    if kind.uses_new_connection {
        builder.pool_max_idle_per_host(0)
    } else {
        with_unacknowledged_timeout(builder, timeout)
    }
}

/// Closes a connection whose packets are not acknowledged in time. Only requests that may be repeated use one.
#[cfg(target_os = "linux")]
fn with_unacknowledged_timeout(builder: ClientBuilder, timeout: Duration) -> ClientBuilder {
    builder.tcp_user_timeout(timeout)
}

/// Other systems have no such time-out.
#[cfg(not(target_os = "linux"))]
fn with_unacknowledged_timeout(builder: ClientBuilder, _timeout: Duration) -> ClientBuilder {
    builder
}

/// The kind of a failure to send a request or to receive its response.
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

/// Whether the cause is a certificate that is not trusted. No retry helps.
fn is_certificate_error(error: &(dyn std::error::Error + 'static)) -> bool {
    if let Some(tls) = error.downcast_ref() {
        return matches!(tls, rustls::Error::InvalidCertificate(_));
    }
    error_source(error).is_some_and(is_certificate_error)
}

/// The source of an error. An I/O error does not report the error that it was made of as its source.
fn error_source<'a>(
    error: &'a (dyn std::error::Error + 'static),
) -> Option<&'a (dyn std::error::Error + 'static)> {
    match error.downcast_ref::<io::Error>().and_then(io::Error::get_ref) {
        Some(inner) => Some(inner),
        None => std::error::Error::source(error),
    }
}

/// Whether the network of an open connection is gone. The request may have arrived nevertheless.
fn is_network_lost(error: &(dyn std::error::Error + 'static)) -> bool {
    use io::ErrorKind::{HostUnreachable, NetworkDown, NetworkUnreachable, TimedOut};
    let os_error = error.downcast_ref::<io::Error>().filter(|error| error.raw_os_error().is_some());
    match os_error {
        Some(error) => {
            matches!(error.kind(), HostUnreachable | NetworkDown | NetworkUnreachable | TimedOut)
        }
        None => error_source(error).is_some_and(is_network_lost),
    }
}

/// The message of the last cause of an error, the most specific one; without the URL.
pub(super) fn root_cause_message(error: &reqwest::Error) -> String {
    if error.is_connect() && error.is_timeout() {
        return "no response in time".to_owned();
    }
    let mut cause = std::error::Error::source(error);
    let mut message = cause.map(ToString::to_string).unwrap_or_default();
    while let Some(deeper) = cause.and_then(std::error::Error::source) {
        message = deeper.to_string();
        cause = Some(deeper);
    }
    message
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_lost_network_is_reported_within_three_seconds_and_a_slow_one_has_longer() {
        assert!(FIRST_CONNECT_TIMEOUT < Duration::from_secs(3));
        assert!(RETRY_CONNECT_TIMEOUT > FIRST_CONNECT_TIMEOUT);
    }

    #[tokio::test]
    async fn http_clients_are_cached_and_creating_requests_have_their_own() {
        let clients = HttpClients::default();
        for url in ["https://api.heygen.com", "http://127.0.0.1:1", "https://127.0.0.1:1"] {
            let url = Url::parse(url).unwrap();
            let safe: *const _ = clients.client_for(&url, RepeatRisk::Safe, false).await.unwrap();
            assert_eq!(safe, clients.client_for(&url, RepeatRisk::Safe, false).await.unwrap());
            let creating: *const _ = clients.client_for(&url, RepeatRisk::Create, false).await.unwrap();
            assert_eq!(creating, clients.client_for(&url, RepeatRisk::Render, false).await.unwrap());
            assert_ne!(safe, creating);
            assert_ne!(safe, clients.client_for(&url, RepeatRisk::Safe, true).await.unwrap());
        }
    }

    #[test]
    fn an_os_timeout_counts_as_a_lost_network() {
        for (number, is_lost) in [(rustix::io::Errno::TIMEDOUT, true), (rustix::io::Errno::CONNRESET, false)]
        {
            let error = io::Error::other(io::Error::from(number));
            assert_eq!(is_network_lost(&error), is_lost);
        }
        assert!(!is_network_lost(&io::Error::from(io::ErrorKind::TimedOut)), "our own time-out");
    }
}
