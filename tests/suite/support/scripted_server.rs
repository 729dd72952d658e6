//! A scripted service on loopback: answers each request with the next reply, and remembers what it was asked.

use std::sync::{Arc, Mutex};

use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::Barrier;
use tokio::task::{JoinHandle, JoinSet};

/// What happens to one request.
#[derive(Debug, Clone)]
pub(crate) enum ScriptedReply {
    /// Exactly these bytes, then the connection ends.
    Bytes(Vec<u8>),
    /// Exactly these bytes, and the connection stays for the next request.
    KeepAlive(Vec<u8>),
    /// The connection is reset without a word, after the request was read.
    Reset,
    /// These bytes, and then nothing, while the connection stays.
    Stall(Vec<u8>),
}

impl ScriptedReply {
    pub(crate) fn new(status: u16, headers: &[(&str, &str)], body: impl AsRef<[u8]>) -> Self {
        let body = body.as_ref();
        let mut bytes = format!("HTTP/1.1 {status} X\r\n").into_bytes();
        for (name, value) in headers {
            bytes.extend(format!("{name}: {value}\r\n").bytes());
        }
        bytes.extend(format!("Content-Length: {}\r\nConnection: close\r\n\r\n", body.len()).bytes());
        bytes.extend(body);
        Self::Bytes(bytes)
    }

    /// A reply after which the connection stays.
    pub(crate) fn keep_alive(body: impl AsRef<[u8]>) -> Self {
        let head = format!("HTTP/1.1 200 OK\r\nContent-Length: {}\r\n\r\n", body.as_ref().len());
        Self::KeepAlive([head.as_bytes(), body.as_ref()].concat())
    }

    /// A reply that ends before its announced length.
    pub(crate) fn truncated(status: u16, body: &str) -> Self {
        let head = format!("HTTP/1.1 {status} X\r\nContent-Length: {}\r\n\r\n", body.len() + 10);
        Self::Bytes((head + body).into_bytes())
    }

    pub(crate) fn html(status: u16) -> Self {
        let page = format!("<!doctype html>\n<title>{status} Nothing</title>\n<h1>Nothing</h1>\n");
        Self::new(status, &[("Content-Type", "text/html; charset=utf-8")], page)
    }

    pub(crate) fn json(status: u16, body: impl AsRef<[u8]>) -> Self {
        Self::new(status, &[("Content-Type", "application/json")], body)
    }
}

#[derive(Debug, Clone, Default)]
pub(crate) struct RecordedRequest {
    pub(crate) method: String,
    /// Path and query.
    pub(crate) target: String,
    /// Names in lower case.
    pub(crate) headers: Vec<(String, String)>,
    pub(crate) body: Vec<u8>,
    /// Which connection it came on, counted from 0.
    pub(crate) connection: usize,
}

impl RecordedRequest {
    pub(crate) fn header(&self, name: &str) -> Option<&str> {
        self.headers.iter().find(|(own, _)| own == name).map(|(_, value)| value.as_str())
    }

    pub(crate) fn request_line(&self) -> String {
        format!("{} {}", self.method, self.target)
    }
}

#[derive(Debug)]
pub(crate) struct ScriptedServer {
    pub(crate) base: String,
    requests: Arc<Mutex<Vec<RecordedRequest>>>,
    task: JoinHandle<()>,
}

impl ScriptedServer {
    /// Replies in turn; the last reply is given again and again.
    pub(crate) async fn start(replies: Vec<ScriptedReply>) -> Self {
        Self::start_with_script(|heard| ServerScript {
            replies: ReplyOrder::Sequential(replies),
            requests: heard,
        })
        .await
    }

    async fn start_with_script(
        script: impl FnOnce(Arc<Mutex<Vec<RecordedRequest>>>) -> ServerScript,
    ) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let base = format!("http://{}", listener.local_addr().unwrap());
        let heard = Arc::new(Mutex::new(Vec::new()));
        let script = Arc::new(script(Arc::clone(&heard)));
        let task = tokio::spawn(async move {
            let mut connections = JoinSet::new();
            loop {
                let (stream, _) = listener.accept().await.unwrap();
                connections.spawn(serve_connection(stream, connections.len(), Arc::clone(&script)));
            }
        });
        Self { base, requests: heard, task }
    }

    /// Answers each request with the reply beside the text that its target holds, and none before as many have come as
    /// there are replies.
    pub(crate) async fn start_concurrent(replies: Vec<(&'static str, ScriptedReply)>) -> Self {
        let all = Arc::new(Barrier::new(replies.len()));
        Self::start_with_script(|heard| ServerScript {
            replies: ReplyOrder::Concurrent(replies, all),
            requests: heard,
        })
        .await
    }

    /// Ends the service; from here on nobody listens at its address.
    pub(crate) async fn stop(mut self) {
        self.task.abort();
        let _ = (&mut self.task).await;
    }

    pub(crate) fn requests(&self) -> Vec<RecordedRequest> {
        self.requests.lock().unwrap().clone()
    }

    /// The one request that came.
    pub(crate) fn single_request(&self) -> RecordedRequest {
        let requests = self.requests();
        assert_eq!(requests.len(), 1, "{requests:?}");
        requests[0].clone()
    }
}

impl Drop for ScriptedServer {
    fn drop(&mut self) {
        self.task.abort();
    }
}

struct ServerScript {
    replies: ReplyOrder,
    requests: Arc<Mutex<Vec<RecordedRequest>>>,
}

enum ReplyOrder {
    Sequential(Vec<ScriptedReply>),
    Concurrent(Vec<(&'static str, ScriptedReply)>, Arc<Barrier>),
}

impl ServerScript {
    async fn next_reply(&self, request: RecordedRequest) -> ScriptedReply {
        let target = request.target.clone();
        let count = {
            let mut requests = self.requests.lock().unwrap();
            requests.push(request);
            requests.len()
        };
        match &self.replies {
            ReplyOrder::Sequential(replies) => replies.get(count - 1).or(replies.last()).unwrap().clone(),
            ReplyOrder::Concurrent(replies, all) => {
                all.wait().await;
                replies.iter().find(|(text, _)| target.contains(text)).unwrap().1.clone()
            }
        }
    }
}

/// Answers the requests of one connection until a reply ends it.
async fn serve_connection(mut stream: TcpStream, connection: usize, script: Arc<ServerScript>) {
    while let Some(request) = read_request(&mut stream).await {
        match script.next_reply(RecordedRequest { connection, ..request }).await {
            ScriptedReply::KeepAlive(bytes) => stream.write_all(&bytes).await.unwrap(),
            ScriptedReply::Bytes(bytes) => {
                let _ = stream.write_all(&bytes).await;
                let _ = stream.shutdown().await;
                return;
            }
            ScriptedReply::Reset => return stream.set_zero_linger().unwrap(),
            ScriptedReply::Stall(bytes) => {
                let _ = stream.write_all(&bytes).await;
                std::future::pending::<()>().await;
            }
        }
    }
}

async fn read_request(stream: &mut TcpStream) -> Option<RecordedRequest> {
    let mut bytes = Vec::new();
    let end = loop {
        if let Some(end) = bytes.windows(4).position(|four| four == b"\r\n\r\n") {
            break end;
        }
        read_more(stream, &mut bytes).await?;
    };
    let head = String::from_utf8(bytes[..end].to_vec()).unwrap();
    let mut lines = head.split("\r\n");
    let mut first = lines.next().unwrap().split(' ');
    let mut request = RecordedRequest {
        method: first.next().unwrap().to_owned(),
        target: first.next().unwrap().to_owned(),
        ..RecordedRequest::default()
    };
    for line in lines {
        let (name, value) = line.split_once(": ").unwrap();
        request.headers.push((name.to_ascii_lowercase(), value.to_owned()));
    }
    let length = request.header("content-length").map_or(0, |length| length.parse().unwrap());
    while bytes.len() < end + 4 + length {
        read_more(stream, &mut bytes).await?;
    }
    request.body = bytes.split_off(end + 4);
    Some(request)
}

async fn read_more(stream: &mut TcpStream, bytes: &mut Vec<u8>) -> Option<()> {
    (stream.read_buf(bytes).await.ok()? > 0).then_some(())
}
