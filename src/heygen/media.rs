//! Pictures, samples and videos: fetched from wherever the service says, never with the key.

use std::time::Duration;

use reqwest::header::{ACCEPT_ENCODING, CONTENT_RANGE, ETAG, HeaderValue, IF_RANGE, LAST_MODIFIED, RANGE};
use reqwest::{Method, Request, Response, Url};
use tokio::time::timeout;

use super::Client;
use super::client::response_from_head;
use super::endpoints::{is_loopback_url, is_private_url};
use super::request::RepeatRisk;
use super::transport::{error_kind, root_cause_message};
use crate::domain::{Error, ErrorKind};

/// Redirects that are followed.
const MAX_REDIRECTS: usize = 3;

/// How many times the client's patience for the next byte a small file may take in all, its tries included: one that
/// drips keeps nobody waiting.
const TOTAL_TIMEOUT_FACTOR: u32 = 4;

/// The part of a file that is asked for.
#[derive(Debug, Clone, Copy, Default)]
struct MediaRange<'a> {
    /// Its first byte.
    first_byte: u64,
    /// The version that the file must have; of another one all of it is wanted.
    validator: Option<&'a str>,
}

/// A file that is coming in.
#[derive(Debug)]
pub struct MediaDownload {
    /// 200 for the whole file, 206 for the rest of it.
    pub status: u16,
    /// Where in the file the bytes begin: what was asked for, or 0 where the service sends all of it.
    pub first_byte: u64,
    /// Bytes of the whole file, where the service says.
    pub total_bytes: Option<u64>,
    /// What names this version of the file: bytes of two versions must not be joined.
    pub etag: Option<String>,
    /// When the file was changed last, as the service writes it.
    pub last_modified: Option<String>,
    stall_timeout: Duration,
    response: Response,
}

impl MediaDownload {
    /// The next bytes; `None` at the end. Waits no longer for them than the client's patience allows.
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
    /// Opens a file of the service, from byte `from` on where that is given and the service can do it: see
    /// [`MediaDownload::start`].
    ///
    /// The link must be https and lead to the web, or to this machine if the service is here; so must all that it
    /// redirects to.
    /// A link that has expired is [`NotFound`](ErrorKind::NotFound): ask for the video's progress to get a new one.
    pub async fn open_media(&self, link: &str, from: Option<u64>) -> Result<MediaDownload, Error> {
        let part = MediaRange { first_byte: from.unwrap_or(0), validator: None };
        self.with_retries(|is_retry| self.follow_redirects(link, part, is_retry)).await
    }

    /// Opens the rest of a file from byte `from` on, if it is still of the version that `validator` names: a strong
    /// entity tag, or the time of its last change. Of another version all of it comes.
    pub async fn resume_media(&self, link: &str, from: u64, validator: &str) -> Result<MediaDownload, Error> {
        let part = MediaRange { first_byte: from, validator: Some(validator) };
        self.with_retries(|is_retry| self.follow_redirects(link, part, is_retry)).await
    }

    /// Fetches a whole small file: a picture, a sample, subtitles. More than `cap` bytes are a fault, and so is one that
    /// takes too long in all, however steadily it comes.
    pub async fn fetch_media_bytes(&self, link: &str, cap: usize) -> Result<Vec<u8>, Error> {
        let limit = self.retry_policy.stall_timeout * TOTAL_TIMEOUT_FACTOR;
        let bytes = self.with_retries(|is_retry| async move {
            collect_bytes(self.follow_redirects(link, MediaRange::default(), is_retry).await?, cap).await
        });
        timeout(limit, bytes).await.unwrap_or_else(|_| Err(total_timeout_error(limit)))
    }

    /// Fetches, again where that is right. `fetch` is told whether there was no connection for an earlier try.
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
        let mut place = self.check_media_url(Url::parse(link).ok())?;
        for _ in 0..=MAX_REDIRECTS {
            let response = self.send_media_request(&place, part, is_retry).await?;
            let head = response_from_head(response.status().as_u16(), response.headers());
            match (head.status, head.location) {
                (301 | 302 | 303 | 307 | 308, Some(next)) => {
                    place = self.check_media_url(place.join(&next).ok())?
                }
                _ => {
                    return media_from_response(
                        response,
                        part.first_byte,
                        self.retry_policy.stall_timeout,
                        head.retry_after,
                    );
                }
            }
        }
        Err(media_error(ErrorKind::InvalidResponse, "its link leads from one place to the next"))
    }

    /// One GET, without the key.
    async fn send_media_request(
        &self,
        place: &Url,
        part: MediaRange<'_>,
        is_retry: bool,
    ) -> Result<Response, Error> {
        let client = self.inner.http_clients.client_for(place, RepeatRisk::Safe, is_retry).await?;
        let mut request = Request::new(Method::GET, place.clone());
        // Bytes are counted and resumed as they lie on the service.
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

    fn check_media_url(&self, place: Option<Url>) -> Result<Url, Error> {
        let place = place.ok_or_else(|| media_error(ErrorKind::InvalidResponse, "its link is no URL"))?;
        let here = place.scheme() == "http" && is_loopback_url(&place) && self.inner.endpoints.is_loopback();
        if !here && place.scheme() != "https" {
            return Err(media_error(ErrorKind::InvalidResponse, "its link is not https"));
        }
        if is_private_url(&place) && !self.inner.endpoints.is_private() {
            return Err(media_error(
                ErrorKind::InvalidResponse,
                "its link leads into this machine or its network",
            ));
        }
        Ok(place)
    }
}

fn media_from_response(
    response: Response,
    from: u64,
    stall: Duration,
    retry_after: Option<Duration>,
) -> Result<MediaDownload, Error> {
    let status = response.status().as_u16();
    let header = |name| response.headers().get(name).and_then(|value| value.to_str().ok());
    let (tag, modified) = (header(ETAG).map(str::to_owned), header(LAST_MODIFIED).map(str::to_owned));
    let length = response.content_length();
    let (start, total) = match status {
        200 => (0, length),
        206 => header(CONTENT_RANGE).and_then(parse_content_range).unwrap_or((from, None)),
        _ => return Err(Error { http_status: Some(status), retry_after, ..status_error(status) }),
    };
    if start != from && start != 0 {
        return Err(media_error(ErrorKind::InvalidResponse, "another part of it came than was asked for"));
    }
    let total = total.or_else(|| length.map(|length| start + length));
    Ok(MediaDownload {
        status,
        first_byte: start,
        total_bytes: total,
        etag: tag,
        last_modified: modified,
        stall_timeout: stall,
        response,
    })
}

/// Reads `bytes 5-9/10`: the first byte, and how many there are in all.
fn parse_content_range(said: &str) -> Option<(u64, Option<u64>)> {
    let (part, total) = said.trim().strip_prefix("bytes")?.trim_start().split_once('/')?;
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

async fn collect_bytes(mut media: MediaDownload, cap: usize) -> Result<Vec<u8>, Error> {
    let too_long = || media_error(ErrorKind::InvalidResponse, format!("it is larger than {cap} bytes"));
    let announced = usize::try_from(media.total_bytes.unwrap_or(0)).unwrap_or(usize::MAX);
    if announced > cap {
        return Err(too_long());
    }
    let mut bytes = Vec::with_capacity(announced);
    while let Some(chunk) = media.chunk().await? {
        if bytes.len() + chunk.len() > cap {
            return Err(too_long());
        }
        bytes.extend_from_slice(&chunk);
    }
    Ok(bytes)
}

fn total_timeout_error(limit: Duration) -> Error {
    media_error(ErrorKind::InvalidResponse, format!("it did not come within {} s in all", limit.as_secs()))
}

fn stall_timeout_error(stall: Duration) -> Error {
    media_error(ErrorKind::TimedOut, format!("nothing came for {} s", stall.as_secs()))
}

fn media_error(kind: ErrorKind, message: impl AsRef<str>) -> Error {
    Error::new("the file", kind, message)
}
