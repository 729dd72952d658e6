//! A media host on loopback that keeps one video and serves it well or badly, as it is told.

use std::sync::{Arc, Mutex, MutexGuard};

use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::{TcpListener, TcpStream};
use tokio::task::JoinHandle;

/// How a request is served.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Service {
    /// The part that is asked for.
    Well,
    /// The whole video, whatever part is asked for.
    Whole,
    /// This share of it in percent, then the end of the connection.
    Cut(usize),
    /// The same of a reply that does not say how long it is.
    CutUnsaid(usize),
    /// Another video of the same length stands in its place from now on; it is cut like that.
    Remade(usize),
    /// This share of it in percent, then nothing more.
    Stalled(usize),
    /// A video of this length is announced, and the one that is here comes.
    Announced(u64),
    /// The connection ends without a word.
    Reset,
    /// A page of HTML, as if it were the video.
    Page,
    /// Only a status.
    Status(u16),
}

/// What names a version of the video.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Validator {
    /// A strong entity tag.
    Tag,
    /// The time of its last change; a request that names another one gets the whole video.
    Date,
    Nothing,
}

impl Validator {
    /// The header that names this version.
    fn header(self, version: u8) -> String {
        match self {
            Self::Tag => format!("ETag: \"{version}\"\r\n"),
            Self::Date => format!("Last-Modified: {}\r\n", date(version)),
            Self::Nothing => String::new(),
        }
    }
}

fn date(version: u8) -> String {
    format!("Sun, 01 Nov 2026 00:00:{version:02} GMT")
}

#[derive(Debug)]
struct State {
    video: Vec<u8>,
    version: u8,
    validator: Validator,
    plan: Vec<Service>,
    /// Where the parts began that were asked for.
    from: Vec<usize>,
    /// The If-Range header of each request.
    conditions: Vec<Option<String>>,
    /// How often the video was sent from its first byte.
    whole: usize,
}

impl State {
    fn remake(&mut self) {
        self.version = self.version % 250 + 1;
        self.video = video(self.version, self.video.len());
    }
}

/// Ends with the test.
#[derive(Debug)]
pub(super) struct VideoServer {
    pub(super) link: String,
    state: Arc<Mutex<State>>,
    task: JoinHandle<()>,
}

impl VideoServer {
    pub(super) async fn start(length: usize) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let link = format!("http://{}/film.mp4?Signature=x", listener.local_addr().unwrap());
        let state = State {
            video: video(1, length),
            version: 1,
            validator: Validator::Tag,
            plan: Vec::new(),
            from: Vec::new(),
            conditions: Vec::new(),
            whole: 0,
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

    fn state(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap()
    }

    /// Serves the next requests like this, and well after them.
    pub(super) fn plan(&self, plan: &[Service]) {
        self.state().plan = plan.iter().rev().copied().collect();
    }

    /// Names its versions in this way from now on.
    pub(super) fn name_by(&self, validator: Validator) {
        self.state().validator = validator;
    }

    /// The If-Range header of each request, in their order.
    pub(super) fn conditions(&self) -> Vec<Option<String>> {
        self.state().conditions.clone()
    }

    /// How often the video was sent from its first byte.
    pub(super) fn sent_whole(&self) -> usize {
        self.state().whole
    }

    /// Puts another video in the place of this one.
    pub(super) fn remake(&self) {
        self.state().remake();
    }

    pub(super) fn video(&self) -> Vec<u8> {
        self.state().video.clone()
    }

    /// Where the parts began that were asked for, in their order.
    pub(super) fn asked(&self) -> Vec<usize> {
        self.state().from.clone()
    }
}

impl Drop for VideoServer {
    fn drop(&mut self) {
        self.task.abort();
    }
}

/// A video whose every byte says which version it is, but for the heads of its boxes. Its index comes last.
fn video(version: u8, length: usize) -> Vec<u8> {
    let mut video = b"\0\0\0\x08ftyp".to_vec();
    video.extend(u32::try_from(length - 16).unwrap().to_be_bytes());
    video.extend(b"mdat");
    video.resize(length - 8, version);
    video.extend(b"\0\0\0\x08moov");
    video
}

/// Whether all of it is of one version, and nothing is missing.
pub(super) fn is_one_video(bytes: &[u8]) -> bool {
    bytes.len() > 24 && video(bytes[16], bytes.len()) == bytes
}

async fn serve(mut stream: TcpStream, state: Arc<Mutex<State>>) -> Option<()> {
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
        state.from.push(range.unwrap_or(0));
        let service = state.plan.pop().unwrap_or(Service::Well);
        if matches!(service, Service::Remade(_)) {
            state.remake();
        }
        let is_another =
            condition.as_ref().is_some_and(|date_of| *date_of != date(state.version).to_lowercase());
        let range = range.filter(|_| state.validator != Validator::Date || !is_another);
        state.whole += usize::from(range.is_none());
        state.conditions.push(condition);
        (service, state.video.clone(), state.validator.header(state.version), range)
    };
    let (head, body) = answer(service, &video, &named, range);
    stream.write_all(head.as_bytes()).await.ok()?;
    stream.write_all(body).await.ok()?;
    if matches!(service, Service::Stalled(_)) {
        // Until the other side has had enough.
        let _ = stream.read_u8().await;
    }
    Some(())
}

fn answer<'a>(service: Service, video: &'a [u8], named: &str, range: Option<usize>) -> (String, &'a [u8]) {
    let whole = video.len();
    let from = range.filter(|_| service != Service::Whole).unwrap_or(0);
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
        Service::Well | Service::Whole => (format!("HTTP/1.1 {status}\r\n{length}\r\n{tag}\r\n\r\n"), part),
        Service::Cut(percent) | Service::Remade(percent) | Service::Stalled(percent) => {
            (format!("HTTP/1.1 {status}\r\n{length}\r\n{tag}\r\n\r\n"), share(percent))
        }
        Service::CutUnsaid(percent) => (format!("HTTP/1.1 {status}\r\n{tag}\r\n\r\n"), share(percent)),
        Service::Announced(bytes) => {
            (format!("HTTP/1.1 200 X\r\nContent-Length: {bytes}\r\n{tag}\r\n\r\n"), part)
        }
        Service::Page => {
            let page = b"<html>sign in to this network</html>";
            (format!("HTTP/1.1 200 X\r\nContent-Length: {}\r\n{tag}\r\n\r\n", page.len()), page)
        }
        Service::Reset => (String::new(), &[]),
        Service::Status(code) => (format!("HTTP/1.1 {code} X\r\nContent-Length: 0\r\n\r\n"), &[]),
    }
}
