//! An HTTP/1.1 client that connects to loopback addresses only and follows no redirects.

use std::io;
use std::net::{IpAddr, Ipv4Addr, Ipv6Addr, SocketAddr};
use std::time::Duration;

use axum::body::{Body, to_bytes};
use axum::http::{Request, header};
use hyper::client::conn::http1;
use hyper_util::rt::TokioIo;
use tokio::net::TcpStream;

const DEFAULT_PORT: u16 = 80;

/// An `http` URL on this machine.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct LoopbackUrl {
    /// Tried in this order: `localhost` has two. Names are not resolved.
    addresses: Vec<SocketAddr>,
    authority: String,
    path: String,
}

/// A response, without its headers.
#[derive(Debug)]
pub(crate) struct OutboundResponse {
    pub(crate) status: u16,
    pub(crate) body: Vec<u8>,
}

/// A request, without its URL.
#[derive(Debug)]
pub(crate) struct OutboundRequest<'a> {
    pub(crate) method: &'a str,
    pub(crate) headers: &'a [(&'a str, &'a str)],
    pub(crate) body: &'a [u8],
    /// A longer response is an error; at 0 the body of the response is not read.
    pub(crate) max_response_bytes: usize,
}

impl LoopbackUrl {
    /// None for other schemes, and for hosts that are no loopback address.
    pub(crate) fn parse(url: &str) -> Option<Self> {
        let (scheme, rest) = url.split_once("://")?;
        if !scheme.eq_ignore_ascii_case("http") || !url.bytes().all(|byte| byte.is_ascii_graphic()) {
            return None;
        }
        let rest = rest.split('#').next()?;
        let end = rest.find(['/', '?']).unwrap_or(rest.len());
        let (authority, path) = rest.split_at(end);
        let path = if path.starts_with('/') { path.to_owned() } else { format!("/{path}") };
        Some(Self { addresses: loopback_addresses(authority)?, authority: authority.to_owned(), path })
    }

    /// Sends a request and reads the response, within `limit`.
    pub(crate) async fn send(
        &self,
        request: OutboundRequest<'_>,
        limit: Duration,
    ) -> io::Result<OutboundResponse> {
        let exchanged = tokio::time::timeout(limit, self.exchange(request)).await;
        exchanged.unwrap_or_else(|_| Err(io::ErrorKind::TimedOut.into()))
    }

    async fn exchange(&self, request: OutboundRequest<'_>) -> io::Result<OutboundResponse> {
        let stream = TokioIo::new(TcpStream::connect(self.addresses.as_slice()).await?);
        let mut builder = http1::Builder::new();
        let handshake = builder.title_case_headers(true).handshake(stream).await;
        let (mut sender, connection) = handshake.map_err(io::Error::other)?;
        // Ends with the sender.
        tokio::spawn(connection);
        let mut head = Request::builder().method(request.method).uri(self.path.as_str());
        head = head.header(header::HOST, &self.authority).header(header::CONTENT_LENGTH, request.body.len());
        head = request.headers.iter().fold(head, |head, (name, value)| head.header(*name, *value));
        let message = head.body(Body::from(request.body.to_vec())).map_err(io::Error::other)?;
        let response = sender.send_request(message).await.map_err(io::Error::other)?;
        let status = response.status().as_u16();
        let body = match request.max_response_bytes {
            0 => Vec::new(),
            limit => {
                to_bytes(Body::new(response.into_body()), limit).await.map_err(io::Error::other)?.to_vec()
            }
        };
        Ok(OutboundResponse { status, body })
    }
}

/// The loopback addresses that `host` or `host:port` stands for, with the port; none for any other host.
pub(super) fn loopback_addresses(authority: &str) -> Option<Vec<SocketAddr>> {
    let (host, port) = match authority.rsplit_once(':').filter(|(_, port)| !port.ends_with(']')) {
        Some((host, port)) => (host, port.parse().ok()?),
        None => (authority, DEFAULT_PORT),
    };
    let hosts: Vec<IpAddr> = if host.eq_ignore_ascii_case("localhost") {
        vec![Ipv4Addr::LOCALHOST.into(), Ipv6Addr::LOCALHOST.into()]
    } else if let Some(inner) = host.strip_prefix('[').and_then(|host| host.strip_suffix(']')) {
        vec![inner.parse::<Ipv6Addr>().ok()?.into()]
    } else {
        vec![host.parse::<Ipv4Addr>().ok()?.into()]
    };
    let all_loopback = hosts.iter().all(IpAddr::is_loopback);
    all_loopback.then(|| hosts.into_iter().map(|host| SocketAddr::new(host, port)).collect())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_loopback_urls_are_accepted() {
        for (url, first, path) in [
            ("http://127.0.0.1:8080/hook?a=1#part", "127.0.0.1:8080", "/hook?a=1"),
            ("HTTP://LocalHost", "127.0.0.1:80", "/"),
            ("http://127.8.9.1?x", "127.8.9.1:80", "/?x"),
            ("http://[::1]:9000/h", "[::1]:9000", "/h"),
            ("http://[::1]/h", "[::1]:80", "/h"),
        ] {
            let target = LoopbackUrl::parse(url).unwrap_or_else(|| panic!("{url}"));
            assert_eq!((target.addresses[0].to_string().as_str(), target.path.as_str()), (first, path));
        }
        for url in [
            "https://127.0.0.1/hook",
            "http://example.test/hook",
            "http://10.0.0.1/hook",
            "http://0.0.0.0/hook",
            "http://[::]/hook",
            "http://[::ffff:10.0.0.1]/hook",
            "http://127.0.0.1@example.test/hook",
            "http://user@127.0.0.1/hook",
            "http://127.0.0.1.example.test/",
            "http://127.0.0.1:99999/",
            "http://127.0.0.1/a b",
            "http://127.0.0.1/a\r\nX-Other: 1",
            "127.0.0.1/hook",
            "",
        ] {
            assert_eq!(LoopbackUrl::parse(url), None, "{url}");
        }
    }

    #[tokio::test]
    async fn a_server_that_never_responds_times_out() {
        let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
        let url = format!("http://{}/", listener.local_addr().unwrap());
        let request = OutboundRequest { method: "GET", headers: &[], body: b"", max_response_bytes: 0 };
        let answer = LoopbackUrl::parse(&url).unwrap().send(request, Duration::from_millis(1)).await;
        assert_eq!(answer.unwrap_err().kind(), io::ErrorKind::TimedOut);
    }
}
