//! Pictures, samples and videos: fetched from wherever the service says, never with the key.

use std::time::Duration;

use backon::Retryable;
use reqwest::header::{ACCEPT_ENCODING, CONTENT_RANGE, ETAG, HeaderValue, IF_RANGE, LAST_MODIFIED, RANGE};
use reqwest::{Method, Request, Response, Url};
use tokio::time::timeout;

use super::Client;
use super::client::head;
use super::endpoints::{is_here, is_near};
use super::request::Risk;
use super::retry::is_worth_another_try;
use super::transport::{chain, kind};
use crate::domain::{Fault, FaultKind};

/// Redirects that are followed.
const MAX_REDIRECTS: usize = 3;

/// How many times the client's patience for the next byte a small file may take in all, its tries included: one that
/// drips keeps nobody waiting.
const WHOLE_FILE_STALLS: u32 = 4;

/// The part of a file that is asked for.
#[derive(Debug, Clone, Copy, Default)]
struct Part<'a> {
    /// Its first byte.
    from: u64,
    /// The version that the file must have; of another one all of it is wanted.
    version: Option<&'a str>,
}

/// A file that is coming in.
#[derive(Debug)]
pub struct Media {
    /// 200 for the whole file, 206 for the rest of it.
    pub status: u16,
    /// Where in the file the bytes begin: what was asked for, or 0 where the service sends all of it.
    pub start: u64,
    /// Bytes of the whole file, where the service says.
    pub total: Option<u64>,
    /// What names this version of the file: bytes of two versions must not be joined.
    pub tag: Option<String>,
    /// When the file was changed last, as the service writes it.
    pub modified: Option<String>,
    stall: Duration,
    response: Response,
}

impl Media {
    /// The next bytes; `None` at the end. Waits no longer for them than the client's patience allows.
    pub async fn chunk(&mut self) -> Result<Option<Vec<u8>>, Fault> {
        match timeout(self.stall, self.response.chunk()).await {
            Ok(Ok(chunk)) => Ok(chunk.map(Into::into)),
            Ok(Err(error)) => Err(fault(kind(&error, Risk::Safe), chain(&error))),
            Err(_) => Err(stalled(self.stall)),
        }
    }
}

impl Client {
    /// Opens a file of the service, from byte `from` on where that is given and the service can do it: see
    /// [`Media::start`].
    ///
    /// The link must be https and lead to the web, or to this machine if the service is here; so must all that it
    /// redirects to.
    /// A link that has expired is [`NotFound`](FaultKind::NotFound): ask for the video's progress to get a new one.
    pub async fn media(&self, link: &str, from: Option<u64>) -> Result<Media, Fault> {
        let part = Part { from: from.unwrap_or(0), version: None };
        self.patiently(|is_retry| self.open(link, part, is_retry)).await
    }

    /// Opens the rest of a file from byte `from` on, if it is still of the version that `validator` names: a strong
    /// entity tag, or the time of its last change. Of another version all of it comes.
    pub async fn media_rest(&self, link: &str, from: u64, validator: &str) -> Result<Media, Fault> {
        let part = Part { from, version: Some(validator) };
        self.patiently(|is_retry| self.open(link, part, is_retry)).await
    }

    /// Fetches a whole small file: a picture, a sample, subtitles. More than `cap` bytes are a fault, and so is one that
    /// takes too long in all, however steadily it comes.
    pub async fn media_bytes(&self, link: &str, cap: usize) -> Result<Vec<u8>, Fault> {
        let limit = self.patience.stall * WHOLE_FILE_STALLS;
        let bytes = self.patiently(|is_retry| async move {
            collect(self.open(link, Part::default(), is_retry).await?, cap).await
        });
        timeout(limit, bytes).await.unwrap_or_else(|_| Err(too_slow(limit)))
    }

    /// Fetches, again where that is right. `fetch` is told whether there was no connection for an earlier try.
    async fn patiently<T, F: Future<Output = Result<T, Fault>>>(
        &self,
        fetch: impl Fn(bool) -> F,
    ) -> Result<T, Fault> {
        let retries = self.notice.count();
        let attempt = || fetch(retries.has_retried());
        attempt
            .retry(self.patience.waits(Risk::Safe))
            .when(|fault| is_worth_another_try(Risk::Safe, fault))
            .notify(|fault, _| retries.retry(fault))
            .adjust(|fault, own| self.patience.wait(fault, own))
            .await
    }

    async fn open(&self, link: &str, part: Part<'_>, is_retry: bool) -> Result<Media, Fault> {
        let mut place = self.allowed(Url::parse(link).ok())?;
        for _ in 0..=MAX_REDIRECTS {
            let response = self.fetch(&place, part, is_retry).await?;
            let head = head(response.status().as_u16(), response.headers());
            match (head.status, head.location) {
                (301 | 302 | 303 | 307 | 308, Some(next)) => place = self.allowed(place.join(&next).ok())?,
                _ => return arrived(response, part.from, self.patience.stall, head.retry_after),
            }
        }
        Err(fault(FaultKind::Unreadable, "its link leads from one place to the next"))
    }

    /// One GET, without the key.
    async fn fetch(&self, place: &Url, part: Part<'_>, is_retry: bool) -> Result<Response, Fault> {
        let client = self.shared.lines.to(place, Risk::Safe, is_retry).await?;
        let mut request = Request::new(Method::GET, place.clone());
        // Bytes are counted and resumed as they lie on the service.
        request.headers_mut().insert(ACCEPT_ENCODING, HeaderValue::from_static("identity"));
        if part.from > 0 {
            let value = |text: String| HeaderValue::try_from(text).ok();
            let range = value(format!("bytes={}-", part.from)).map(|range| (RANGE, range));
            let version = part.version.and_then(|version| value(version.to_owned()));
            request.headers_mut().extend(range.into_iter().chain(version.map(|version| (IF_RANGE, version))));
        }
        match timeout(self.patience.stall, client.execute(request)).await {
            Ok(sent) => sent.map_err(|error| fault(kind(&error, Risk::Safe), chain(&error))),
            Err(_) => Err(stalled(self.patience.stall)),
        }
    }

    fn allowed(&self, place: Option<Url>) -> Result<Url, Fault> {
        let place = place.ok_or_else(|| fault(FaultKind::Unreadable, "its link is no URL"))?;
        let here = place.scheme() == "http" && is_here(&place) && self.shared.endpoints.is_here();
        if !here && place.scheme() != "https" {
            return Err(fault(FaultKind::Unreadable, "its link is not https"));
        }
        if is_near(&place) && !self.shared.endpoints.is_near() {
            return Err(fault(FaultKind::Unreadable, "its link leads into this machine or its network"));
        }
        Ok(place)
    }
}

fn arrived(
    response: Response,
    from: u64,
    stall: Duration,
    retry_after: Option<Duration>,
) -> Result<Media, Fault> {
    let status = response.status().as_u16();
    let header = |name| response.headers().get(name).and_then(|value| value.to_str().ok());
    let (tag, modified) = (header(ETAG).map(str::to_owned), header(LAST_MODIFIED).map(str::to_owned));
    let length = response.content_length();
    let (start, total) = match status {
        200 => (0, length),
        206 => header(CONTENT_RANGE).and_then(range).unwrap_or((from, None)),
        _ => return Err(Fault { status: Some(status), retry_after, ..refused(status) }),
    };
    if start != from && start != 0 {
        return Err(fault(FaultKind::Unreadable, "another part of it came than was asked for"));
    }
    let total = total.or_else(|| length.map(|length| start + length));
    Ok(Media { status, start, total, tag, modified, stall, response })
}

/// Reads `bytes 5-9/10`: the first byte, and how many there are in all.
fn range(said: &str) -> Option<(u64, Option<u64>)> {
    let (part, total) = said.trim().strip_prefix("bytes")?.trim_start().split_once('/')?;
    Some((part.split_once('-')?.0.trim().parse().ok()?, total.trim().parse().ok()))
}

fn refused(status: u16) -> Fault {
    match status {
        401 | 403 | 404 | 410 => fault(FaultKind::NotFound, "its link has expired, or it is gone"),
        416 => fault(FaultKind::Refused, "it has no such part"),
        429 => fault(FaultKind::Busy, ""),
        500.. => fault(FaultKind::Service, ""),
        _ => fault(FaultKind::Unreadable, format!("HTTP {status} came back")),
    }
}

async fn collect(mut media: Media, cap: usize) -> Result<Vec<u8>, Fault> {
    let too_long = || fault(FaultKind::Unreadable, format!("it is larger than {cap} bytes"));
    let announced = usize::try_from(media.total.unwrap_or(0)).unwrap_or(usize::MAX);
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

fn too_slow(limit: Duration) -> Fault {
    fault(FaultKind::Unreadable, format!("it did not come within {} s in all", limit.as_secs()))
}

fn stalled(stall: Duration) -> Fault {
    fault(FaultKind::TimedOut, format!("nothing came for {} s", stall.as_secs()))
}

fn fault(kind: FaultKind, message: impl AsRef<str>) -> Fault {
    Fault::new("the file", kind, message)
}
