//! A webhook receiver on loopback, with given replies.

use std::collections::VecDeque;
use std::time::Duration;

use serde_json::Value;
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::mpsc;

const LIMIT: Duration = Duration::from_mins(1);

/// One request as it came.
pub(super) struct Received {
    pub(super) head: String,
    pub(super) body: Vec<u8>,
}

impl Received {
    pub(super) fn json(&self) -> Value {
        serde_json::from_slice(&self.body).unwrap()
    }

    pub(super) fn header(&self, name: &str) -> Option<&str> {
        let mut lines = self.head.lines().filter_map(|line| line.split_once(": "));
        lines.find(|(key, _)| key.eq_ignore_ascii_case(name)).map(|(_, value)| value)
    }
}

pub(super) struct Receiver {
    pub(super) url: String,
    requests: mpsc::UnboundedReceiver<Received>,
}

impl Receiver {
    /// Answers with these statuses in turn, and with 200 after them.
    pub(super) async fn answering(statuses: &[u16]) -> Self {
        let response = |status: &u16| format!("HTTP/1.1 {status} Answer\r\nContent-Length: 0\r\n\r\n");
        Self::replying(statuses.iter().map(response).map(String::into_bytes).collect()).await
    }

    /// Sends these bytes in turn, and an empty success after them.
    pub(super) async fn replying(mut replies: VecDeque<Vec<u8>>) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let url = format!("http://{}", listener.local_addr().unwrap());
        let (sender, requests) = mpsc::unbounded_channel();
        tokio::spawn(async move {
            while let Ok((mut stream, _)) = listener.accept().await {
                let received = read(&mut stream).await;
                let reply = replies.pop_front();
                let reply = reply.unwrap_or_else(|| b"HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n".to_vec());
                let _ = stream.write_all(&reply).await;
                if sender.send(received).is_err() {
                    break;
                }
            }
        });
        Self { url, requests }
    }

    /// Waits for the next request; a test whose request never comes fails rather than hangs.
    pub(super) async fn next(&mut self) -> Received {
        let received = tokio::time::timeout(LIMIT, self.requests.recv()).await;
        received.expect("a request comes").unwrap()
    }

    /// Whether no request came that was not looked at.
    pub(super) fn is_quiet(&mut self) -> bool {
        self.requests.try_recv().is_err()
    }
}

async fn read(stream: &mut TcpStream) -> Received {
    let mut bytes = Vec::new();
    loop {
        let end = bytes.windows(4).position(|four| four == b"\r\n\r\n");
        if let Some(end) = end {
            let head = String::from_utf8(bytes[..end].to_vec()).unwrap();
            let mut received = Received { head, body: bytes[end + 4..].to_vec() };
            let length: usize = received.header("content-length").unwrap().parse().unwrap();
            while received.body.len() < length {
                assert!(stream.read_buf(&mut received.body).await.unwrap() > 0);
            }
            return received;
        }
        assert!(stream.read_buf(&mut bytes).await.unwrap() > 0);
    }
}
