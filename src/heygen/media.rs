//! Downloads of pictures, samples and videos from the links that the service gives, without the API key.

use std::time::Duration;

use reqwest::header::{ACCEPT_ENCODING, CONTENT_RANGE, ETAG, HeaderValue, IF_RANGE, LAST_MODIFIED, RANGE};
use reqwest::{Method, Request, Response, Url};
use tokio::time::timeout;

use super::client::{Client, response_from_head};
use super::endpoints::{is_loopback_url, is_private_url};
use super::request::RepeatRisk;
use super::transport::{error_kind, root_cause_message};
use crate::domain::{Error, ErrorKind};

/// Redirects that are followed.
const MAX_REDIRECTS: usize = 3;

/// The time for a whole small file with all its attempts, in stall time-outs: a file that drips keeps nobody waiting.
const TOTAL_TIMEOUT_FACTOR: u32 = 4;

/// The part of a file that is requested.
#[derive(Debug, Clone, Copy, Default)]
struct MediaRange<'a> {
    first_byte: u64,
    /// The version that the file must have: the whole file is requested of another one.
    validator: Option<&'a str>,
}

/// A download in progress.
#[derive(Debug)]
pub struct MediaDownload {
    /// 200 for the whole file, 206 for the rest of it.
    pub status: u16,
    /// The position of the first byte in the file: as requested, or 0 if the service sends the whole file.
    pub first_byte: u64,
    /// The size of the whole file, if the service tells it.
    pub total_bytes: Option<u64>,
    /// The entity tag of this version: bytes of two versions must not be joined.
    pub etag: Option<String>,
    /// The time of the last change, as the service writes it.
    pub last_modified: Option<String>,
    stall_timeout: Duration,
    response: Response,
}

impl MediaDownload {
    /// The next bytes, or `None` at the end. Waits for them up to the stall time-out.
    pub async fn chunk(&mut self) -> Result<Option<Vec<u8>>, Error> {
        match timeout(self.stall_timeout, self.response.chunk()).await {
            Ok(Ok(chunk)) => Ok(chunk.map(Into::into)),
            Ok(Err(error)) => {
                Err(media_error(error_kind(&error, RepeatRisk::Safe), root_cause_message(&error)))
            }
            Err(_) => Err(stall_timeout_error(self.stall_timeout)),
        }
    }
}

impl Client {
    /// Opens a file from byte `first_byte` on, or from the start if the service does not support ranges: see
    /// [`MediaDownload::first_byte`].
    ///
    /// The link and its redirects must be https and lead to the web, or to this machine if the API is on it. An expired
    /// link is [`NotFound`](ErrorKind::NotFound): [`progress`](Client::progress) has a new one.
    pub async fn open_media(&self, link: &str, first_byte: Option<u64>) -> Result<MediaDownload, Error> {
        let part = MediaRange { first_byte: first_byte.unwrap_or(0), validator: None };
        self.with_retries(|is_retry| self.follow_redirects(link, part, is_retry)).await
    }

    /// Opens the rest of a file from byte `first_byte` on if it still has the version of `validator`, a strong entity
    /// tag or the time of its last change. Opens the whole file otherwise.
    pub async fn resume_media(
        &self,
        link: &str,
        first_byte: u64,
        validator: &str,
    ) -> Result<MediaDownload, Error> {
        let part = MediaRange { first_byte, validator: Some(validator) };
        self.with_retries(|is_retry| self.follow_redirects(link, part, is_retry)).await
    }

    /// Fetches a whole small file: a picture, a sample, subtitles. It is an error if the file has more than `max_bytes`,
    /// or takes too long in total.
    pub async fn fetch_media_bytes(&self, link: &str, max_bytes: usize) -> Result<Vec<u8>, Error> {
        let limit = self.retry_policy.stall_timeout * TOTAL_TIMEOUT_FACTOR;
        let bytes = self.with_retries(|is_retry| async move {
            collect_bytes(self.follow_redirects(link, MediaRange::default(), is_retry).await?, max_bytes)
                .await
        });
        timeout(limit, bytes).await.unwrap_or_else(|_| Err(total_timeout_error(limit)))
    }

    /// Fetches with retries. `fetch` is told whether an earlier attempt found no connection.
    async fn with_retries<T, F: Future<Output = Result<T, Error>>>(
        &self,
        fetch: impl Fn(bool) -> F,
    ) -> Result<T, Error> {
        let retries = self.retry_reporter.track();
        self.retry_policy.run(RepeatRisk::Safe, &retries, || fetch(retries.has_retried())).await
    }

    async fn follow_redirects(
        &self,
        link: &str,
        part: MediaRange<'_>,
        is_retry: bool,
    ) -> Result<MediaDownload, Error> {
        let mut url = self.check_media_url(Url::parse(link).ok())?;
        for _ in 0..=MAX_REDIRECTS {
            let response = self.send_media_request(&url, part, is_retry).await?;
            let response_head = response_from_head(response.status().as_u16(), response.headers());
            match (response_head.status, response_head.location) {
                (301 | 302 | 303 | 307 | 308, Some(next)) => {
                    url = self.check_media_url(url.join(&next).ok())?
                }
                _ => {
                    return media_from_response(
                        response,
                        part.first_byte,
                        self.retry_policy.stall_timeout,
                        response_head.retry_after,
                    );
                }
            }
        }
        Err(media_error(ErrorKind::InvalidResponse, "too many redirects"))
    }

    /// Sends one GET without the API key.
    async fn send_media_request(
        &self,
        url: &Url,
        part: MediaRange<'_>,
        is_retry: bool,
    ) -> Result<Response, Error> {
        let client = self.inner.http_clients.client_for(url, RepeatRisk::Safe, is_retry).await?;
        let mut request = Request::new(Method::GET, url.clone());
        // Positions count the bytes of the stored file.
        request.headers_mut().insert(ACCEPT_ENCODING, HeaderValue::from_static("identity"));
        if part.first_byte > 0 {
            let value = |text: String| HeaderValue::try_from(text).ok();
            let range = value(format!("bytes={}-", part.first_byte)).map(|range| (RANGE, range));
            let version = part.validator.and_then(|version| value(version.to_owned()));
            request.headers_mut().extend(range.into_iter().chain(version.map(|version| (IF_RANGE, version))));
        }
        match timeout(self.retry_policy.stall_timeout, client.execute(request)).await {
            Ok(sent) => sent.map_err(|error| {
                media_error(error_kind(&error, RepeatRisk::Safe), root_cause_message(&error))
            }),
            Err(_) => Err(stall_timeout_error(self.retry_policy.stall_timeout)),
        }
    }

    fn check_media_url(&self, url: Option<Url>) -> Result<Url, Error> {
        let url = url.ok_or_else(|| media_error(ErrorKind::InvalidResponse, "its link is not a URL"))?;
        let is_loopback =
            url.scheme() == "http" && is_loopback_url(&url) && self.inner.endpoints.is_loopback();
        if !is_loopback && url.scheme() != "https" {
            return Err(media_error(ErrorKind::InvalidResponse, "its link is not https"));
        }
        if is_private_url(&url) && !self.inner.endpoints.is_private() {
            return Err(media_error(
                ErrorKind::InvalidResponse,
                "its link points to this machine or its network",
            ));
        }
        Ok(url)
    }
}

fn media_from_response(
    response: Response,
    requested_first_byte: u64,
    stall_timeout: Duration,
    retry_after: Option<Duration>,
) -> Result<MediaDownload, Error> {
    let status = response.status().as_u16();
    let header = |name| response.headers().get(name).and_then(|value| value.to_str().ok());
    let (etag, last_modified) = (header(ETAG).map(str::to_owned), header(LAST_MODIFIED).map(str::to_owned));
    let (first_byte, total_bytes) = match status {
        200 => (0, None),
        206 => header(CONTENT_RANGE).and_then(parse_content_range).unwrap_or((requested_first_byte, None)),
        _ => return Err(Error { http_status: Some(status), retry_after, ..status_error(status) }),
    };
    if first_byte != requested_first_byte && first_byte != 0 {
        return Err(media_error(ErrorKind::InvalidResponse, "the response has the wrong part"));
    }
    let total_bytes = total_bytes.or_else(|| response.content_length().map(|length| first_byte + length));
    Ok(MediaDownload { status, first_byte, total_bytes, etag, last_modified, stall_timeout, response })
}

/// Parses `bytes 5-9/10`: the first byte, and the size of the whole file.
fn parse_content_range(header: &str) -> Option<(u64, Option<u64>)> {
    let (part, total) = header.trim().strip_prefix("bytes")?.trim_start().split_once('/')?;
    Some((part.split_once('-')?.0.trim().parse().ok()?, total.trim().parse().ok()))
}

fn status_error(status: u16) -> Error {
    match status {
        401 | 403 | 404 | 410 => media_error(ErrorKind::NotFound, "its link has expired, or it is gone"),
        416 => media_error(ErrorKind::Refused, "it has no such part"),
        429 => media_error(ErrorKind::RateLimited, ""),
        500.. => media_error(ErrorKind::ServiceFailure, ""),
        _ => media_error(ErrorKind::InvalidResponse, format!("HTTP {status} came back")),
    }
}

async fn collect_bytes(mut media: MediaDownload, max_bytes: usize) -> Result<Vec<u8>, Error> {
    let too_long = || media_error(ErrorKind::InvalidResponse, format!("it is larger than {max_bytes} bytes"));
    let announced = usize::try_from(media.total_bytes.unwrap_or(0)).unwrap_or(usize::MAX);
    if announced > max_bytes {
        return Err(too_long());
    }
    let mut bytes = Vec::with_capacity(announced);
    while let Some(chunk) = media.chunk().await? {
        if bytes.len() + chunk.len() > max_bytes {
            return Err(too_long());
        }
        bytes.extend_from_slice(&chunk);
    }
    Ok(bytes)
}

fn total_timeout_error(limit: Duration) -> Error {
    media_error(ErrorKind::InvalidResponse, format!("it did not arrive within {} s", limit.as_secs()))
}

fn stall_timeout_error(stall: Duration) -> Error {
    media_error(ErrorKind::TimedOut, format!("no data for {} s", stall.as_secs()))
}

fn media_error(kind: ErrorKind, message: impl AsRef<str>) -> Error {
    Error::new("the file", kind, message)
}
