//! Request origin check: refuses DNS rebinding and cross-site requests of a browser.
//!
//! The sandbox listens on loopback, but a web page in the user's browser can send requests there too. A page whose
//! own name was rebound to 127.0.0.1 shows in `Host`, one of another site in `Origin` or `Sec-Fetch-Site`.

use axum::extract::Request;
use axum::http::{HeaderMap, Method, StatusCode, header};

use super::loopback_client::loopback_addresses;
use super::reply::ErrorReply;

/// Why a request is refused: status, code and message.
type Denial = (StatusCode, &'static str, &'static str);

const HOST: Denial = (
    StatusCode::MISDIRECTED_REQUEST,
    "misdirected_request",
    "The sandbox accepts loopback names only: Host must be localhost, 127.0.0.1 or [::1].",
);
const CROSS_SITE: Denial = (
    StatusCode::FORBIDDEN,
    "cross_site_request",
    "The sandbox refuses requests of web pages from other hosts (Origin, Sec-Fetch-Site).",
);
const NOT_JSON: Denial = (
    StatusCode::UNSUPPORTED_MEDIA_TYPE,
    "unsupported_media_type",
    "Admin requests are JSON: send Content-Type: application/json.",
);

/// Why this request is refused, if it is.
pub(crate) fn denial(request: &Request) -> Option<ErrorReply> {
    let (status, code, message) = reason(request)?;
    Some(ErrorReply::new(status, code, message))
}

fn reason(request: &Request) -> Option<Denial> {
    if !is_for_loopback(request) {
        return Some(HOST);
    }
    let (method, headers) = (request.method(), request.headers());
    let reads = matches!(*method, Method::GET | Method::HEAD | Method::OPTIONS);
    if !reads && is_cross_site(headers) {
        return Some(CROSS_SITE);
    }
    // A form of another site can send every content type but JSON without asking first.
    let control = request.uri().path().starts_with("/sandbox/");
    (control && *method == Method::POST && !is_json(headers)).then_some(NOT_JSON)
}

/// Whether all host names in the request are loopback names.
fn is_for_loopback(request: &Request) -> bool {
    let mut names: Vec<Option<&str>> = Vec::new();
    names.extend(request.uri().authority().map(|name| Some(name.as_str())));
    names.extend(request.headers().get_all(header::HOST).iter().map(|name| name.to_str().ok()));
    !names.is_empty() && names.into_iter().all(|name| name.is_some_and(is_loopback))
}

fn is_loopback(authority: &str) -> bool {
    loopback_addresses(authority.trim()).is_some()
}

fn is_cross_site(headers: &HeaderMap) -> bool {
    let is_foreign = |origin: &str| {
        let name = origin.split_once("://").map(|(_, name)| name);
        // `null` is what a sandboxed frame or a file sends.
        !name.is_some_and(is_loopback)
    };
    let mut origins = headers.get_all(header::ORIGIN).iter();
    origins.any(|origin| origin.to_str().map_or(true, is_foreign))
        || headers.get_all("sec-fetch-site").iter().any(|site| site.as_bytes() == b"cross-site")
}

fn is_json(headers: &HeaderMap) -> bool {
    let kind = headers.get(header::CONTENT_TYPE).and_then(|kind| kind.to_str().ok()).unwrap_or_default();
    kind.split(';').next().unwrap_or_default().trim().eq_ignore_ascii_case("application/json")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn loopback_names_are_accepted_with_or_without_a_port() {
        for name in
            ["127.0.0.1", "127.0.0.1:80", "127.8.9.10:1", "localhost", "LocalHost:4321", "[::1]", "[::1]:9"]
        {
            assert!(is_loopback(name), "{name}");
        }
    }

    #[test]
    fn other_host_names_are_rejected_in_any_spelling() {
        for name in [
            "",
            "x",
            "evil.example",
            "evil.example:80",
            "127.0.0.1.evil.example",
            "localhost.evil.example:80",
            "evil.example@127.0.0.1",
            "localhost@evil.example",
            "0.0.0.0",
            "10.0.0.1",
            "128.0.0.1",
            "127.1",
            "2130706433",
            "[::]",
            "[fe80::1]",
            "::1",
            "127.0.0.1/evil.example",
            "127.0.0.1 evil.example",
        ] {
            assert!(!is_loopback(name), "{name}");
        }
    }
}
