//! A media server on loopback that serves one video by a plan of failures.

use std::sync::{Arc, Mutex, MutexGuard};

use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::{TcpListener, TcpStream};
use tokio::task::JoinHandle;

/// How a request is served.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum ServeMode {
    /// The part that is asked for.
    Range,
    /// The whole video, whatever part is asked for.
    Full,
    /// This share of it in percent, then the end of the connection.
    Truncated(usize),
    /// The same of a reply that does not say how long it is.
    TruncatedWithoutLength(usize),
    /// Replaces the video by another of the same length and truncates it.
    ReplacedAndTruncated(usize),
    /// This share of it in percent, then nothing more.
    Stalled(usize),
    /// A video of this length is announced, and the one that is here comes.
    WrongLength(u64),
    /// The connection ends without a word.
    Reset,
    /// A page of HTML, as if it were the video.
    HtmlPage,
    /// Only a status.
    Status(u16),
}

/// What names a version of the video.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Validator {
    /// A strong entity tag.
    ETag,
    /// The time of its last change; a request that names another one gets the whole video.
    LastModified,
    Absent,
}

impl Validator {
    /// The header that names this version.
    fn header(self, version: u8) -> String {
        match self {
            Self::ETag => format!("ETag: \"{version}\"\r\n"),
            Self::LastModified => format!("Last-Modified: {}\r\n", last_modified(version)),
            Self::Absent => String::new(),
        }
    }
}

fn last_modified(version: u8) -> String {
    format!("Sun, 01 Nov 2026 00:00:{version:02} GMT")
}

#[derive(Debug)]
struct VideoServerState {
    video: Vec<u8>,
    version: u8,
    validator: Validator,
    plan: Vec<ServeMode>,
    /// Where the parts began that were asked for.
    range_starts: Vec<usize>,
    /// The If-Range header of each request.
    if_range_headers: Vec<Option<String>>,
    /// How often the video was sent from its first byte.
    full_responses: usize,
}

impl VideoServerState {
    fn replace_video(&mut self) {
        self.version = self.version % 250 + 1;
        self.video = video_bytes(self.version, self.video.len());
    }
}

/// Ends with the test.
#[derive(Debug)]
pub(super) struct VideoServer {
    pub(super) link: String,
    state: Arc<Mutex<VideoServerState>>,
    task: JoinHandle<()>,
}

impl VideoServer {
    pub(super) async fn start(length: usize) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let link = format!("http://{}/video.mp4?Signature=x", listener.local_addr().unwrap());
        let state = VideoServerState {
            video: video_bytes(1, length),
            version: 1,
            validator: Validator::ETag,
            plan: Vec::new(),
            range_starts: Vec::new(),
            if_range_headers: Vec::new(),
            full_responses: 0,
        };
        let state = Arc::new(Mutex::new(state));
        let shared = state.clone();
        let task = tokio::spawn(async move {
            loop {
                let (stream, _) = listener.accept().await.unwrap();
                tokio::spawn(serve(stream, shared.clone()));
            }
        });
        Self { link, state, task }
    }

    fn state(&self) -> MutexGuard<'_, VideoServerState> {
        self.state.lock().unwrap()
    }

    /// Sets the modes of the next requests; later ones use `Range`.
    pub(super) fn set_plan(&self, plan: &[ServeMode]) {
        self.state().plan = plan.iter().rev().copied().collect();
    }

    /// Names its versions in this way from now on.
    pub(super) fn set_validator(&self, validator: Validator) {
        self.state().validator = validator;
    }

    /// The If-Range header of each request, in their order.
    pub(super) fn if_range_headers(&self) -> Vec<Option<String>> {
        self.state().if_range_headers.clone()
    }

    /// How often the video was sent from its first byte.
    pub(super) fn full_responses(&self) -> usize {
        self.state().full_responses
    }

    /// Puts another video in the place of this one.
    pub(super) fn replace_video(&self) {
        self.state().replace_video();
    }

    pub(super) fn video_bytes(&self) -> Vec<u8> {
        self.state().video.clone()
    }

    /// Where the parts began that were asked for, in their order.
    pub(super) fn range_starts(&self) -> Vec<usize> {
        self.state().range_starts.clone()
    }
}

impl Drop for VideoServer {
    fn drop(&mut self) {
        self.task.abort();
    }
}

/// A video whose every byte says which version it is, but for the heads of its boxes. Its index comes last.
fn video_bytes(version: u8, length: usize) -> Vec<u8> {
    let mut video = b"\0\0\0\x08ftyp".to_vec();
    video.extend(u32::try_from(length - 16).unwrap().to_be_bytes());
    video.extend(b"mdat");
    video.resize(length - 8, version);
    video.extend(b"\0\0\0\x08moov");
    video
}

/// Whether all of it is of one version, and nothing is missing.
pub(super) fn is_single_version(bytes: &[u8]) -> bool {
    bytes.len() > 24 && video_bytes(bytes[16], bytes.len()) == bytes
}

async fn serve(mut stream: TcpStream, state: Arc<Mutex<VideoServerState>>) -> Option<()> {
    let mut asked = Vec::new();
    while !asked.ends_with(b"\r\n\r\n") {
        asked.push(stream.read_u8().await.ok()?);
    }
    let asked = String::from_utf8(asked).unwrap().to_ascii_lowercase();
    let header = |name: &str| asked.lines().find_map(|line| line.strip_prefix(name));
    let range = header("range: bytes=").and_then(|range| range.split('-').next()?.parse().ok());
    let condition = header("if-range: ").map(str::to_owned);
    let (service, video, named, range) = {
        let mut state = state.lock().unwrap();
        state.range_starts.push(range.unwrap_or(0));
        let service = state.plan.pop().unwrap_or(ServeMode::Range);
        if matches!(service, ServeMode::ReplacedAndTruncated(_)) {
            state.replace_video();
        }
        let is_another =
            condition.as_ref().is_some_and(|date_of| *date_of != last_modified(state.version).to_lowercase());
        let range = range.filter(|_| state.validator != Validator::LastModified || !is_another);
        state.full_responses += usize::from(range.is_none());
        state.if_range_headers.push(condition);
        (service, state.video.clone(), state.validator.header(state.version), range)
    };
    let (head, body) = response(service, &video, &named, range);
    stream.write_all(head.as_bytes()).await.ok()?;
    stream.write_all(body).await.ok()?;
    if matches!(service, ServeMode::Stalled(_)) {
        // Until the other side has had enough.
        let _ = stream.read_u8().await;
    }
    Some(())
}

fn response<'a>(
    service: ServeMode,
    video: &'a [u8],
    named: &str,
    range: Option<usize>,
) -> (String, &'a [u8]) {
    let whole = video.len();
    let from = range.filter(|_| service != ServeMode::Full).unwrap_or(0);
    let tag = format!("{named}Connection: close");
    if from >= whole {
        let head = format!("HTTP/1.1 416 X\r\nContent-Range: bytes */{whole}\r\nContent-Length: 0\r\n\r\n");
        return (head, &[]);
    }
    let part = &video[from..];
    let length = format!("Content-Length: {}", part.len());
    let status = if from > 0 {
        format!("206 X\r\nContent-Range: bytes {from}-{}/{whole}", whole - 1)
    } else {
        "200 X".to_owned()
    };
    let share = |percent| &part[..part.len() * percent / 100];
    match service {
        ServeMode::Range | ServeMode::Full => {
            (format!("HTTP/1.1 {status}\r\n{length}\r\n{tag}\r\n\r\n"), part)
        }
        ServeMode::Truncated(percent)
        | ServeMode::ReplacedAndTruncated(percent)
        | ServeMode::Stalled(percent) => {
            (format!("HTTP/1.1 {status}\r\n{length}\r\n{tag}\r\n\r\n"), share(percent))
        }
        ServeMode::TruncatedWithoutLength(percent) => {
            (format!("HTTP/1.1 {status}\r\n{tag}\r\n\r\n"), share(percent))
        }
        ServeMode::WrongLength(bytes) => {
            (format!("HTTP/1.1 200 X\r\nContent-Length: {bytes}\r\n{tag}\r\n\r\n"), part)
        }
        ServeMode::HtmlPage => {
            let page = b"<html>sign in to this network</html>";
            (format!("HTTP/1.1 200 X\r\nContent-Length: {}\r\n{tag}\r\n\r\n", page.len()), page)
        }
        ServeMode::Reset => (String::new(), &[]),
        ServeMode::Status(code) => (format!("HTTP/1.1 {code} X\r\nContent-Length: 0\r\n\r\n"), &[]),
    }
}
