//! The link to HeyGen's documentation in an error response.

/// Longer links are ignored.
const MAX_LINK_BYTES: usize = 200;
const SERVICE_HOST: &str = "heygen.com";

/// The `doc_url` of an error response; `None` unless it is a plain link to the service's own host.
///
/// The response is searched as text, since it may be truncated and is then no valid JSON.
pub fn find_doc_url(response: &str) -> Option<String> {
    let after = response.split_once("\"doc_url\"")?.1.trim_start().strip_prefix(':')?.trim_start();
    let (url, _) = after.strip_prefix('"')?.split_once('"')?;
    let url = url.replace("\\/", "/");
    let location = url.strip_prefix("https://")?;
    let host = location.split(['/', '?', '#']).next().unwrap_or_default();
    let is_own = host.strip_suffix(SERVICE_HOST).is_some_and(|name| name.is_empty() || name.ends_with('.'));
    let plain = |byte: u8| byte.is_ascii_alphanumeric() || b"-._~/#%+,;=&?:@".contains(&byte);
    let is_harmless = url.len() <= MAX_LINK_BYTES && url.bytes().all(plain) && !host.contains(['@', ':']);
    (is_own && is_harmless).then_some(url)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_doc_links_to_the_service_are_found() {
        let found = |url: &str| find_doc_url(&format!(r#"{{"error":{{"code":"x","doc_url" : "{url}"}}}}"#));
        let page = "https://developers.heygen.com/docs/error-codes#invalid-parameter";
        assert_eq!(found(page).as_deref(), Some(page));
        assert_eq!(found(&page.replace('/', "\\/")).as_deref(), Some(page));
        assert_eq!(found("https://heygen.com").as_deref(), Some("https://heygen.com"));
        for odd in [
            "http://developers.heygen.com/docs",
            "https://evil.example/heygen.com",
            "https://evilheygen.com/docs",
            "https://heygen.com.evil.example/",
            "https://heygen.com@evil.example/",
            "https://user:heygen.com@heygen.com/",
            "https://heygen.com:8443/",
            "https://evil.example\\u002f.heygen.com/",
            "https://developers.heygen.com/a?…",
            "https://developers.heygen.com/[key]",
            "https://developers.heygen.com/a\u{1b}[31m",
            "javascript:alert(1)",
            "",
        ] {
            assert_eq!(found(odd), None, "{odd}");
        }
        assert_eq!(found(&format!("{page}{}", "x".repeat(MAX_LINK_BYTES))), None);
        assert_eq!(find_doc_url(r#"{"error":{"doc_url":null}}"#), None);
        assert_eq!(find_doc_url(r#"{"message":"\"doc_url\":\"https://heygen.com\""}"#), None);
        assert_eq!(find_doc_url("<html>"), None);
    }
}
