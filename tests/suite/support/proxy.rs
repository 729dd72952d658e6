//! A proxy to the sandbox that counts its traffic, and disconnects or stalls at a chosen point.

use std::io::{Read, Write};
use std::net::{Shutdown, SocketAddr, TcpListener, TcpStream};
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};
use std::sync::mpsc::{Receiver, Sender, channel};
use std::sync::{Arc, Mutex};
use std::thread;
use std::time::Duration;

/// Where on the line something happens.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum ProxyPoint {
    /// The nth request is here, and the service has not seen it.
    Request(usize),
    /// The service has answered the nth request, and the program has not seen it.
    Response(usize),
    /// This many bytes of answers have passed, videos among them.
    ResponseByte(usize),
}

/// What happens there.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum BreakMode {
    /// Nothing passes any more, and the test is told.
    Stall,
    /// This connection ends, and the next one is good.
    Disconnect,
}

/// Stands between a program and a sandbox until it is dropped.
#[derive(Debug)]
pub(crate) struct BreakingProxy {
    state: Arc<ProxyState>,
    stalled: Receiver<()>,
}

#[derive(Debug)]
struct ProxyState {
    upstream: SocketAddr,
    address: SocketAddr,
    planned_break: Mutex<Option<(ProxyPoint, BreakMode)>>,
    requests: AtomicUsize,
    response_bytes: Mutex<usize>,
    is_stalled: AtomicBool,
    is_stopped: AtomicBool,
    stall_sender: Mutex<Sender<()>>,
}

impl BreakingProxy {
    pub(crate) fn start(service: SocketAddr, plan: Option<(ProxyPoint, BreakMode)>) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let own = listener.local_addr().unwrap();
        let (tell, text) = channel();
        let line = Arc::new(ProxyState {
            upstream: service,
            address: own,
            planned_break: Mutex::new(plan),
            requests: AtomicUsize::new(0),
            response_bytes: Mutex::new(0),
            is_stalled: AtomicBool::new(false),
            is_stopped: AtomicBool::new(false),
            stall_sender: Mutex::new(tell),
        });
        let shared = line.clone();
        thread::spawn(move || {
            while let Ok((stream, _)) = listener.accept() {
                if shared.is_stopped.load(Ordering::SeqCst) {
                    return;
                }
                let line = shared.clone();
                thread::spawn(move || line.forward(stream));
            }
        });
        Self { state: line, stalled: text }
    }

    pub(crate) fn base_url(&self) -> String {
        format!("http://{}", self.state.address)
    }

    /// Whether the line stands still, or comes to within this time.
    pub(crate) fn wait_for_stall(&self, within: Duration) -> bool {
        self.stalled.recv_timeout(within).is_ok()
    }

    /// Lets all pass from now on.
    pub(crate) fn clear_break(&self) {
        *self.state.planned_break.lock().unwrap() = None;
        self.state.is_stalled.store(false, Ordering::SeqCst);
    }

    /// Requests, and bytes of answers, that have passed.
    pub(crate) fn traffic(&self) -> (usize, usize) {
        (self.state.requests.load(Ordering::SeqCst), *self.state.response_bytes.lock().unwrap())
    }
}

impl Drop for BreakingProxy {
    fn drop(&mut self) {
        self.state.is_stopped.store(true, Ordering::SeqCst);
        // Wakes the one who listens.
        let _ = TcpStream::connect(self.state.address);
    }
}

impl ProxyState {
    /// One request and its answer; each has a connection of its own, so that all of it can be counted.
    fn forward(&self, mut program: TcpStream) -> Option<()> {
        let asked = read_request(&mut program)?;
        let nth = self.requests.fetch_add(1, Ordering::SeqCst) + 1;
        self.apply_break(ProxyPoint::Request(nth), &mut program)?;
        let answer = self.fetch_response(&asked)?;
        self.apply_break(ProxyPoint::Response(nth), &mut program)?;
        for piece in answer.chunks(1 << 14) {
            let before = self.add_bytes(piece.len());
            let Some((point @ ProxyPoint::ResponseByte(at), _)) = self.current_break() else {
                program.write_all(piece).ok()?;
                continue;
            };
            let here = (before..before + piece.len()).contains(&at);
            program.write_all(if here { &piece[..at - before] } else { piece }).ok()?;
            if here {
                self.apply_break(point, &mut program)?;
            }
        }
        program.shutdown(Shutdown::Both).ok()
    }

    fn current_break(&self) -> Option<(ProxyPoint, BreakMode)> {
        *self.planned_break.lock().unwrap()
    }

    /// The bytes that passed before these.
    fn add_bytes(&self, more: usize) -> usize {
        let mut bytes = self.response_bytes.lock().unwrap();
        *bytes += more;
        *bytes - more
    }

    /// What the service says, with this line's address in its links; none where it ends the connection.
    fn fetch_response(&self, asked: &[u8]) -> Option<Vec<u8>> {
        let mut service = TcpStream::connect(self.upstream).ok()?;
        service.write_all(asked).ok()?;
        let mut answer = Vec::new();
        service.read_to_end(&mut answer).ok().filter(|length| *length > 0)?;
        let (old, new) = (self.upstream.to_string(), self.address.to_string());
        assert_eq!(old.len(), new.len(), "the Content-Length must stay the same");
        let is_video = answer.windows(10).take(2_000).any(|part| part == b"video/mp4\r");
        if !is_video && let Ok(text) = String::from_utf8(answer.clone()) {
            answer = text.replace(&old, &new).into_bytes();
        }
        Some(answer)
    }

    /// `None` where the line ends here.
    fn apply_break(&self, point: ProxyPoint, program: &mut TcpStream) -> Option<()> {
        let planned = self.current_break().filter(|(at, _)| *at == point);
        if let Some((_, BreakMode::Disconnect)) = planned {
            program.shutdown(Shutdown::Both).ok()?;
            return None;
        }
        if planned.is_some() {
            self.is_stalled.store(true, Ordering::SeqCst);
            let _ = self.stall_sender.lock().unwrap().send(());
        }
        if self.is_stalled.load(Ordering::SeqCst) {
            // Until the program has ended.
            while let Ok(1..) = program.read(&mut [0; 64]) {}
            return None;
        }
        Some(())
    }
}

/// A whole request, as one that wants no other on its connection.
fn read_request(program: &mut TcpStream) -> Option<Vec<u8>> {
    let (mut asked, mut piece) = (Vec::new(), [0; 1 << 12]);
    loop {
        let head = asked.windows(4).position(|part| part == b"\r\n\r\n");
        if let Some(head) = head.filter(|head| asked.len() >= head + 4 + content_length(&asked[..*head])) {
            asked.splice(head..head, *b"\r\nConnection: close");
            return Some(asked);
        }
        match program.read(&mut piece) {
            Ok(length @ 1..) => asked.extend_from_slice(&piece[..length]),
            _ => return None,
        }
    }
}

fn content_length(head: &[u8]) -> usize {
    let head = String::from_utf8_lossy(head).to_ascii_lowercase();
    let length = head.split("content-length:").nth(1).and_then(|rest| rest.split('\r').next());
    length.map_or(0, |length| length.trim().parse().unwrap())
}
