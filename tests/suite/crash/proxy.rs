//! A line to the sandbox that counts what passes, and breaks or stands still where it was told to.

use std::io::{Read, Write};
use std::net::{Shutdown, SocketAddr, TcpListener, TcpStream};
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};
use std::sync::mpsc::{Receiver, Sender, channel};
use std::sync::{Arc, Mutex};
use std::thread;
use std::time::Duration;

/// Where on the line something happens.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Point {
    /// The nth request is here, and the service has not seen it.
    Asked(usize),
    /// The service has answered the nth request, and the program has not seen it.
    Answered(usize),
    /// This many bytes of answers have passed, videos among them.
    Byte(usize),
}

/// What happens there.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Break {
    /// Nothing passes any more, and the test is told.
    Still,
    /// This connection ends, and the next one is good.
    Cut,
}

/// Stands between a program and a sandbox until it is dropped.
#[derive(Debug)]
pub(super) struct Proxy {
    line: Arc<Line>,
    told: Receiver<()>,
}

#[derive(Debug)]
struct Line {
    service: SocketAddr,
    own: SocketAddr,
    plan: Mutex<Option<(Point, Break)>>,
    requests: AtomicUsize,
    bytes: Mutex<usize>,
    still: AtomicBool,
    over: AtomicBool,
    tell: Mutex<Sender<()>>,
}

impl Proxy {
    pub(super) fn start(service: SocketAddr, plan: Option<(Point, Break)>) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let own = listener.local_addr().unwrap();
        let (tell, told) = channel();
        let line = Arc::new(Line {
            service,
            own,
            plan: Mutex::new(plan),
            requests: AtomicUsize::new(0),
            bytes: Mutex::new(0),
            still: AtomicBool::new(false),
            over: AtomicBool::new(false),
            tell: Mutex::new(tell),
        });
        let shared = line.clone();
        thread::spawn(move || {
            while let Ok((stream, _)) = listener.accept() {
                if shared.over.load(Ordering::SeqCst) {
                    return;
                }
                let line = shared.clone();
                thread::spawn(move || line.carry(stream));
            }
        });
        Self { line, told }
    }

    pub(super) fn base(&self) -> String {
        format!("http://{}", self.line.own)
    }

    /// Whether the line stands still, or comes to within this time.
    pub(super) fn is_still(&self, within: Duration) -> bool {
        self.told.recv_timeout(within).is_ok()
    }

    /// Lets all pass from now on.
    pub(super) fn heal(&self) {
        *self.line.plan.lock().unwrap() = None;
        self.line.still.store(false, Ordering::SeqCst);
    }

    /// Requests, and bytes of answers, that have passed.
    pub(super) fn passed(&self) -> (usize, usize) {
        (self.line.requests.load(Ordering::SeqCst), *self.line.bytes.lock().unwrap())
    }
}

impl Drop for Proxy {
    fn drop(&mut self) {
        self.line.over.store(true, Ordering::SeqCst);
        // Wakes the one who listens.
        let _ = TcpStream::connect(self.line.own);
    }
}

impl Line {
    /// One request and its answer; each has a connection of its own, so that all of it can be counted.
    fn carry(&self, mut program: TcpStream) -> Option<()> {
        let asked = request(&mut program)?;
        let nth = self.requests.fetch_add(1, Ordering::SeqCst) + 1;
        self.go_on(Point::Asked(nth), &mut program)?;
        let answer = self.answer(&asked)?;
        self.go_on(Point::Answered(nth), &mut program)?;
        for piece in answer.chunks(1 << 14) {
            let before = self.count(piece.len());
            let Some((point @ Point::Byte(at), _)) = self.plan() else {
                program.write_all(piece).ok()?;
                continue;
            };
            let here = (before..before + piece.len()).contains(&at);
            program.write_all(if here { &piece[..at - before] } else { piece }).ok()?;
            if here {
                self.go_on(point, &mut program)?;
            }
        }
        program.shutdown(Shutdown::Both).ok()
    }

    fn plan(&self) -> Option<(Point, Break)> {
        *self.plan.lock().unwrap()
    }

    /// The bytes that passed before these.
    fn count(&self, more: usize) -> usize {
        let mut bytes = self.bytes.lock().unwrap();
        *bytes += more;
        *bytes - more
    }

    /// What the service says, with this line's address in its links; none where it ends the connection.
    fn answer(&self, asked: &[u8]) -> Option<Vec<u8>> {
        let mut service = TcpStream::connect(self.service).ok()?;
        service.write_all(asked).ok()?;
        let mut answer = Vec::new();
        service.read_to_end(&mut answer).ok().filter(|length| *length > 0)?;
        let (old, new) = (self.service.to_string(), self.own.to_string());
        assert_eq!(old.len(), new.len(), "the length of the answer was said already");
        let is_video = answer.windows(10).take(2_000).any(|part| part == b"video/mp4\r");
        if !is_video && let Ok(text) = String::from_utf8(answer.clone()) {
            answer = text.replace(&old, &new).into_bytes();
        }
        Some(answer)
    }

    /// `None` where the line ends here.
    fn go_on(&self, point: Point, program: &mut TcpStream) -> Option<()> {
        let planned = self.plan().filter(|(at, _)| *at == point);
        if let Some((_, Break::Cut)) = planned {
            program.shutdown(Shutdown::Both).ok()?;
            return None;
        }
        if planned.is_some() {
            self.still.store(true, Ordering::SeqCst);
            let _ = self.tell.lock().unwrap().send(());
        }
        if self.still.load(Ordering::SeqCst) {
            // Until the program has ended.
            while let Ok(1..) = program.read(&mut [0; 64]) {}
            return None;
        }
        Some(())
    }
}

/// A whole request, as one that wants no other on its connection.
fn request(program: &mut TcpStream) -> Option<Vec<u8>> {
    let (mut asked, mut piece) = (Vec::new(), [0; 1 << 12]);
    loop {
        let head = asked.windows(4).position(|part| part == b"\r\n\r\n");
        if let Some(head) = head.filter(|head| asked.len() >= head + 4 + body_length(&asked[..*head])) {
            asked.splice(head..head, *b"\r\nConnection: close");
            return Some(asked);
        }
        match program.read(&mut piece) {
            Ok(length @ 1..) => asked.extend_from_slice(&piece[..length]),
            _ => return None,
        }
    }
}

fn body_length(head: &[u8]) -> usize {
    let head = String::from_utf8_lossy(head).to_ascii_lowercase();
    let length = head.split("content-length:").nth(1).and_then(|rest| rest.split('\r').next());
    length.map_or(0, |length| length.trim().parse().unwrap())
}
