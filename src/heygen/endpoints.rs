//! The two base URLs of the service, and the paths of its endpoints.

use std::borrow::Cow;
use std::net::IpAddr;

use reqwest::Url;

use crate::domain::{Error, ErrorKind};

/// The base URLs of the API and of uploads. The API key goes to these two and to nowhere else.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Endpoints {
    api_base: Url,
    upload_base: Url,
}

impl Endpoints {
    const DEFAULT_API_BASE: &'static str = "https://api.heygen.com";
    const DEFAULT_UPLOAD_BASE: &'static str = "https://upload.heygen.com";

    /// The bases as configured, or HeyGen's own where one is absent or blank. If only the API base is given, uploads
    /// go there too.
    ///
    /// It is an error if a base is not a URL, or is plain http to anything but this machine.
    pub fn new(api: Option<&str>, upload: Option<&str>) -> Result<Self, Error> {
        let given =
            |base: Option<&str>| base.map(str::trim).filter(|base| !base.is_empty()).map(str::to_owned);
        let (api, upload) = (given(api), given(upload));
        let upload = upload.or_else(|| api.clone()).unwrap_or_else(|| Self::DEFAULT_UPLOAD_BASE.to_owned());
        let api = api.unwrap_or_else(|| Self::DEFAULT_API_BASE.to_owned());
        Ok(Self {
            api_base: parse_base_url("API base", &api)?,
            upload_base: parse_base_url("upload base", &upload)?,
        })
    }

    /// The base of the API without a trailing slash. It is part of an account's identity.
    pub fn api_base(&self) -> &str {
        self.api_base.as_str().trim_end_matches('/')
    }

    /// Whether the API is on this machine: a sandbox.
    pub fn is_loopback(&self) -> bool {
        is_loopback_url(&self.api_base)
    }

    /// Whether the API is on this machine or in its own network.
    pub(super) fn is_private(&self) -> bool {
        is_private_url(&self.api_base)
    }

    pub(super) fn api_url(&self, path: &EndpointPath) -> Url {
        path.to_url(&self.api_base)
    }

    pub(super) fn upload_url(&self, path: &EndpointPath) -> Url {
        path.to_url(&self.upload_base)
    }
}

fn parse_base_url(name: &str, text: &str) -> Result<Url, Error> {
    let bad = |problem: &str| Error::new(name, ErrorKind::Internal, format!("The {name} {problem}"));
    let url = Url::parse(text).map_err(|error| bad(&format!("is not a URL: {error}")))?;
    let host = url.host_str().unwrap_or_default();
    if !url.username().is_empty() || url.password().is_some() {
        return Err(bad("must not contain a name or password"));
    }
    if url.query().is_some() || url.fragment().is_some() {
        return Err(bad("must end with its path, without ? and #"));
    }
    match url.scheme() {
        "https" => Ok(url),
        "http" if is_loopback_url(&url) => Ok(url),
        "http" => Err(bad(&format!("must be https: plain http is only for this machine, not for {host}"))),
        other => Err(bad(&format!("must be an https URL, not {other}:"))),
    }
}

/// Whether a URL names this machine: 127.0.0.0/8, `::1` or `localhost`.
pub(super) fn is_loopback_url(url: &Url) -> bool {
    let host = url.host_str().unwrap_or_default().trim_start_matches('[').trim_end_matches(']');
    host == "localhost" || host.parse::<IpAddr>().is_ok_and(|address| address.is_loopback())
}

/// Whether a URL names this machine or an address of its network. No link of a service on the web leads there.
pub(super) fn is_private_url(url: &Url) -> bool {
    let host = url.host_str().unwrap_or_default().trim_start_matches('[').trim_end_matches(']');
    let is_named = host.trim_end_matches('.').rsplit('.').next() == Some("localhost");
    is_named || host.parse::<IpAddr>().is_ok_and(|address| is_private_address(address.to_canonical()))
}

fn is_private_address(address: IpAddr) -> bool {
    let own = address.is_loopback() || address.is_unspecified();
    own || match address {
        IpAddr::V4(address) => address.is_private() || address.is_link_local(),
        IpAddr::V6(address) => address.is_unique_local() || address.is_unicast_link_local(),
    }
}

/// The path of an endpoint, with an optional escaped id, a subresource of it, and a query.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct EndpointPath {
    path: Cow<'static, str>,
    id: Option<String>,
    subresource: Option<&'static str>,
    query: Vec<(&'static str, String)>,
}

impl EndpointPath {
    /// `path` begins with a slash.
    pub(super) fn new(path: impl Into<Cow<'static, str>>) -> Self {
        Self { path: path.into(), id: None, subresource: None, query: Vec::new() }
    }

    /// Appends `id` as a segment.
    #[must_use]
    pub(super) fn with_id(self, id: &str) -> Self {
        // URLs resolve dots, also escaped ones. No id has this form.
        let id = if matches!(id, "" | "." | "..") { "-" } else { id };
        Self { id: Some(id.to_owned()), ..self }
    }

    /// Appends a segment behind the id.
    #[must_use]
    pub(super) fn with_subresource(self, segment: &'static str) -> Self {
        Self { subresource: Some(segment), ..self }
    }

    #[must_use]
    pub(super) fn with_query(mut self, name: &'static str, value: &str) -> Self {
        self.query.push((name, value.to_owned()));
        self
    }

    fn to_url(&self, base: &Url) -> Url {
        let mut url = base.clone();
        if let Ok(mut segments) = url.path_segments_mut() {
            segments
                .pop_if_empty()
                .extend(self.path.split('/').skip(1))
                .extend(&self.id)
                .extend(self.subresource);
        }
        if !self.query.is_empty() {
            url.query_pairs_mut().extend_pairs(&self.query);
        }
        url
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn api_and_upload_urls(api: Option<&str>, upload: Option<&str>) -> (String, String) {
        let ends = Endpoints::new(api, upload).unwrap();
        let path = EndpointPath::new("/v2/voices");
        (ends.api_url(&path).to_string(), ends.upload_url(&path).to_string())
    }

    #[test]
    fn the_upload_host_follows_the_api_base_by_default() {
        let base = Some("http://127.0.0.1:8080/");
        assert_eq!(
            api_and_upload_urls(None, None),
            ("https://api.heygen.com/v2/voices".into(), "https://upload.heygen.com/v2/voices".into())
        );
        assert_eq!(api_and_upload_urls(base, Some(" ")).1, "http://127.0.0.1:8080/v2/voices");
        assert_eq!(
            api_and_upload_urls(base, Some("https://up.example/x")).1,
            "https://up.example/x/v2/voices"
        );
        assert_eq!(
            api_and_upload_urls(None, Some("https://up.example/x/")).0,
            "https://api.heygen.com/v2/voices"
        );
        assert_eq!(Endpoints::new(base, None).unwrap().api_base(), "http://127.0.0.1:8080");
    }

    #[test]
    fn plain_http_is_allowed_only_for_loopback() {
        for good in ["http://127.0.0.1:1", "http://127.9.9.9", "http://[::1]:8080/p", "http://LOCALHOST:80"] {
            assert!(Endpoints::new(Some(good), None).unwrap().is_loopback(), "{good}");
        }
        for bad in [
            "http://api.heygen.com",
            "http://127.0.0.1.example.com",
            "http://localhost.example.com",
            "http://10.0.0.1",
            "http://0.0.0.0",
            "api.heygen.com",
            "ftp://127.0.0.1",
            "https://",
            "https://me:secret@api.heygen.com",
            "https://api.heygen.com/?a=b",
        ] {
            let message = Endpoints::new(Some(bad), None).unwrap_err().summary();
            assert!(message.starts_with("The API base ") && !message.contains("secret"), "{bad}: {message}");
        }
    }

    #[test]
    fn ids_are_escaped_in_paths_and_queries() {
        let endpoints = Endpoints::new(Some("http://localhost:1/base"), None).unwrap();
        let url =
            |id: &str| endpoints.api_url(&EndpointPath::new("/v2/photo_avatar").with_id(id)).to_string();
        assert_eq!(url("a/../b?c#d"), "http://localhost:1/base/v2/photo_avatar/a%2F..%2Fb%3Fc%23d");
        assert_eq!(url(".."), "http://localhost:1/base/v2/photo_avatar/-");
        assert_eq!(url("%2e%2e"), "http://localhost:1/base/v2/photo_avatar/%252e%252e");
        let looks = EndpointPath::new("/v2/avatar_group").with_id("a/b").with_subresource("avatars");
        assert_eq!(
            endpoints.api_url(&looks).to_string(),
            "http://localhost:1/base/v2/avatar_group/a%2Fb/avatars"
        );
        let status = EndpointPath::new("/v1/video_status.get").with_query("video_id", "a&b=c");
        assert_eq!(
            endpoints.api_url(&status).to_string(),
            "http://localhost:1/base/v1/video_status.get?video_id=a%26b%3Dc"
        );
    }
}
