//! A minimal HTTP/1.1 client that connects to loopback addresses only and follows no redirects.

use std::io;
use std::net::{IpAddr, Ipv4Addr, Ipv6Addr, SocketAddr};
use std::time::Duration;

use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpStream;

const DEFAULT_PORT: u16 = 80;
const MAX_HEAD_BYTES: usize = 64 << 10;

/// An `http` URL on this machine.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(in crate::sandbox) struct LoopbackUrl {
    /// Tried in this order: `localhost` has two. Names are not resolved.
    addresses: Vec<SocketAddr>,
    authority: String,
    path: String,
}

/// A response, without its headers.
#[derive(Debug)]
pub(in crate::sandbox) struct OutboundResponse {
    pub(in crate::sandbox) status: u16,
    pub(in crate::sandbox) body: Vec<u8>,
}

/// A request, without its URL.
#[derive(Debug)]
pub(in crate::sandbox) struct OutboundRequest<'a> {
    pub(in crate::sandbox) method: &'a str,
    pub(in crate::sandbox) headers: &'a [(&'a str, &'a str)],
    pub(in crate::sandbox) body: &'a [u8],
    /// A longer response is an error; at 0 the body of the response is not read.
    pub(in crate::sandbox) max_response_bytes: usize,
}

impl LoopbackUrl {
    /// None for other schemes, and for hosts that are no loopback address.
    pub(in crate::sandbox) fn parse(url: &str) -> Option<Self> {
        let (scheme, rest) = url.split_once("://")?;
        if !scheme.eq_ignore_ascii_case("http") || !url.bytes().all(|byte| byte.is_ascii_graphic()) {
            return None;
        }
        let rest = rest.split('#').next()?;
        let end = rest.find(['/', '?']).unwrap_or(rest.len());
        let (authority, path) = rest.split_at(end);
        let path = if path.starts_with('/') { path.to_owned() } else { format!("/{path}") };
        Some(Self { addresses: addresses(authority)?, authority: authority.to_owned(), path })
    }

    /// Sends a request and reads the response, within `limit`.
    pub(in crate::sandbox) async fn send(
        &self,
        request: OutboundRequest<'_>,
        limit: Duration,
    ) -> io::Result<OutboundResponse> {
        let exchange = async {
            let mut stream = TcpStream::connect(self.addresses.as_slice()).await?;
            stream.write_all(self.head(&request).as_bytes()).await?;
            stream.write_all(request.body).await?;
            read(&mut stream, request.max_response_bytes).await
        };
        tokio::time::timeout(limit, exchange).await.unwrap_or_else(|_| Err(io::ErrorKind::TimedOut.into()))
    }

    fn head(&self, request: &OutboundRequest<'_>) -> String {
        let Self { authority, path, .. } = self;
        let (method, length) = (request.method, request.body.len());
        let headers: Vec<String> =
            request.headers.iter().map(|(name, value)| [name, ": ", value, "\r\n"].concat()).collect();
        let headers = headers.concat();
        format!(
            "{method} {path} HTTP/1.1\r\nHost: {authority}\r\n{headers}Content-Length: {length}\r\nConnection: \
             close\r\n\r\n"
        )
    }
}

/// The loopback addresses that `host` or `host:port` stands for; none for any other host.
fn addresses(authority: &str) -> Option<Vec<SocketAddr>> {
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

async fn read(stream: &mut TcpStream, max_body_bytes: usize) -> io::Result<OutboundResponse> {
    let mut bytes = Vec::new();
    let end = loop {
        if let Some(end) = find(&bytes, b"\r\n\r\n") {
            break end;
        }
        if bytes.len() > MAX_HEAD_BYTES || stream.read_buf(&mut bytes).await? == 0 {
            return Err(io::ErrorKind::InvalidData.into());
        }
    };
    let head = String::from_utf8_lossy(&bytes[..end]).into_owned();
    let status = head.split(' ').nth(1).and_then(|status| status.parse().ok());
    let status = status.ok_or(io::ErrorKind::InvalidData)?;
    let mut body = bytes.split_off(end + 4);
    if max_body_bytes == 0 {
        return Ok(OutboundResponse { status, body: Vec::new() });
    }
    let length = header(&head, "content-length").and_then(|length| length.parse::<usize>().ok());
    if length.is_some_and(|length| length > max_body_bytes) {
        return Err(io::ErrorKind::InvalidData.into());
    }
    let most = length.unwrap_or(max_body_bytes.saturating_add(1));
    while body.len() < most && stream.read_buf(&mut body).await? > 0 {}
    if header(&head, "transfer-encoding").is_some_and(|coding| coding.eq_ignore_ascii_case("chunked")) {
        body = dechunked(&body).ok_or(io::ErrorKind::InvalidData)?;
    }
    if body.len() > max_body_bytes || length.is_some_and(|length| body.len() < length) {
        return Err(io::ErrorKind::InvalidData.into());
    }
    Ok(OutboundResponse { status, body })
}

fn header<'a>(head: &'a str, name: &str) -> Option<&'a str> {
    let mut lines = head.lines().filter_map(|line| line.split_once(':'));
    lines.find(|(key, _)| key.trim().eq_ignore_ascii_case(name)).map(|(_, value)| value.trim())
}

/// Decodes a chunked body; none if it is truncated.
fn dechunked(mut rest: &[u8]) -> Option<Vec<u8>> {
    let mut body = Vec::new();
    loop {
        let line = find(rest, b"\r\n")?;
        let size = std::str::from_utf8(&rest[..line]).ok()?.split(';').next()?.trim();
        let size = usize::from_str_radix(size, 16).ok()?;
        if size == 0 {
            return Some(body);
        }
        let begin = line + 2;
        body.extend_from_slice(rest.get(begin..begin.checked_add(size)?)?);
        rest = rest.get(begin + size + 2..)?;
    }
}

fn find(bytes: &[u8], what: &[u8]) -> Option<usize> {
    bytes.windows(what.len()).position(|here| here == what)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn loopback_urls_are_taken_and_no_others() {
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

    #[test]
    fn chunks_are_joined_and_what_breaks_off_is_none() {
        assert_eq!(dechunked(b"3\r\nabc\r\n2;x=1\r\nde\r\n0\r\n\r\n").unwrap(), b"abcde");
        for odd in [&b""[..], b"3\r\nab", b"x\r\n", b"ffffffffffffffff\r\nabc"] {
            assert_eq!(dechunked(odd), None);
        }
    }

    #[tokio::test]
    async fn a_server_that_never_answers_is_given_up() {
        let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
        let url = format!("http://{}/", listener.local_addr().unwrap());
        let request = OutboundRequest { method: "GET", headers: &[], body: b"", max_response_bytes: 0 };
        let answer = LoopbackUrl::parse(&url).unwrap().send(request, Duration::from_millis(1)).await;
        assert_eq!(answer.unwrap_err().kind(), io::ErrorKind::TimedOut);
    }
}
