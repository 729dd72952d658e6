//! The harness of the sandbox's tests: a sandbox whose clock stands still, and a minimal HTTP/1.1 client.

use std::net::SocketAddr;

use serde_json::{Value, json};
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpStream;

use crate::sandbox::{Options, Sandbox};

pub(super) struct Reply {
    pub(super) status: u16,
    pub(super) head: String,
    pub(super) body: Vec<u8>,
}

impl Reply {
    pub(super) fn json(&self) -> Value {
        serde_json::from_slice(&self.body).unwrap_or_else(|_| panic!("no JSON: {}", self.text()))
    }

    pub(super) fn text(&self) -> String {
        String::from_utf8_lossy(&self.body).into_owned()
    }

    pub(super) fn header(&self, name: &str) -> Option<String> {
        let mut lines = self.head.lines().filter_map(|line| line.split_once(": "));
        lines.find(|(key, _)| key.eq_ignore_ascii_case(name)).map(|(_, value)| value.to_owned())
    }
}

/// A running sandbox whose clock stands still.
pub(super) struct SandboxHarness {
    pub(super) sandbox: Sandbox,
}

impl SandboxHarness {
    pub(super) async fn open() -> Self {
        Self::with(Options::default()).await
    }

    pub(super) async fn with(options: Options) -> Self {
        let sandbox = Sandbox::start(Options { speed: 0.0, seed: Some(7), ..options }).await.unwrap();
        Self { sandbox }
    }

    pub(super) async fn get(&self, path: &str) -> Reply {
        self.call("GET", path, &[("x-api-key", "test")], b"").await.unwrap()
    }

    pub(super) async fn post(&self, path: &str, body: &Value) -> Reply {
        self.post_text(path, &body.to_string()).await
    }

    pub(super) async fn post_text(&self, path: &str, body: &str) -> Reply {
        let headers = [("X-API-KEY", "test"), ("Content-Type", "application/json; charset=utf-8")];
        self.call("POST", path, &headers, body.as_bytes()).await.unwrap()
    }

    /// A request to an admin endpoint.
    pub(super) async fn admin(&self, method: &str, path: &str, body: &Value) -> Reply {
        let headers = [("Content-Type", "application/json")];
        self.call(method, path, &headers, body.to_string().as_bytes()).await.unwrap()
    }

    pub(super) async fn upload(&self, kind: &str, bytes: &[u8]) -> Reply {
        self.call("POST", "/v1/asset", &[("X-Api-Key", "test"), ("Content-Type", kind)], bytes).await.unwrap()
    }

    /// Follows a link of the sandbox.
    pub(super) async fn follow(&self, link: &Value, range: Option<&str>) -> Reply {
        let link = link.as_str().unwrap();
        let path = link.strip_prefix(&self.sandbox.base_url()).unwrap();
        let headers: Vec<(&str, &str)> = range.map(|range| ("Range", range)).into_iter().collect();
        self.call("GET", path, &headers, b"").await.unwrap()
    }

    /// The reply, or the error of a broken connection.
    pub(super) async fn call(
        &self,
        method: &str,
        path: &str,
        headers: &[(&str, &str)],
        body: &[u8],
    ) -> std::io::Result<Reply> {
        ask(self.sandbox.address(), method, path, headers, body).await
    }

    /// Uploads a picture; gives its picture key.
    pub(super) async fn picture(&self) -> String {
        let reply = self.upload("image/png", &png()).await.json();
        reply["data"]["image_key"].as_str().unwrap().to_owned()
    }

    pub(super) async fn photo_and_voice(&self) -> (String, String) {
        let avatars = self.get("/v2/avatars").await.json();
        let voices = self.get("/v2/voices").await.json();
        let photo = avatars["data"]["talking_photos"][0]["talking_photo_id"].as_str().unwrap().to_owned();
        (photo, voices["data"]["voices"][0]["voice_id"].as_str().unwrap().to_owned())
    }

    /// A body of two short scenes, as in the reference.
    pub(super) async fn video(&self) -> Value {
        let (photo, voice) = self.photo_and_voice().await;
        json!({
            "image_key": photo,
            "voice_id": voice,
            "video_title": "Launch day",
            "dimension": { "width": 144, "height": 256 },
            "caption": true,
            "scenes": [
                { "script": "Hello and welcome.", "emotion": "Friendly", "talking_style": "expressive" },
                { "script": "Today we ship.", "custom_motion_prompt": "Avatar nods", "enhance_custom_motion_prompt": true },
            ],
        })
    }

    /// Submits a video of v2; gives its id.
    pub(super) async fn submit(&self) -> String {
        let video = self.video().await;
        let reply = self.post("/v2/video/av4/generate", &video).await.json();
        reply["data"]["video_id"].as_str().unwrap_or_else(|| panic!("{reply}")).to_owned()
    }

    pub(super) async fn status(&self, id: &str) -> Value {
        self.get(&format!("/v1/video_status.get?video_id={id}")).await.json()["data"].clone()
    }

    /// Posts with an idempotency key.
    pub(super) async fn post_once(&self, path: &str, key: &str, body: &Value) -> Reply {
        let headers = [("X-Api-Key", "test"), ("Content-Type", "application/json"), ("Idempotency-Key", key)];
        self.call("POST", path, &headers, body.to_string().as_bytes()).await.unwrap()
    }

    pub(super) async fn delete(&self, path: &str) -> Reply {
        self.call("DELETE", path, &[("x-api-key", "test")], b"").await.unwrap()
    }

    /// Uploads a file to v3.
    pub(super) async fn upload_form(&self, bytes: &[u8]) -> Reply {
        let before = b"--cut\r\nContent-Disposition: form-data; name=\"file\"; filename=\"a\"\r\n\r\n";
        let body = [before, bytes, b"\r\n--cut--\r\n"].concat();
        let headers = [("X-Api-Key", "test"), ("Content-Type", "multipart/form-data; boundary=cut")];
        self.call("POST", "/v3/assets", &headers, &body).await.unwrap()
    }

    /// A body of v3 with one avatar.
    pub(super) async fn order(&self) -> Value {
        let (photo, voice) = self.photo_and_voice().await;
        json!({ "type": "avatar", "avatar_id": photo, "voice_id": voice, "title": "Launch day",
            "script": "Hello and welcome.", "aspect_ratio": "9:16", "resolution": "720p" })
    }

    /// Submits a video of v3; gives its id.
    pub(super) async fn submit_current(&self) -> String {
        let reply = self.post("/v3/videos", &self.order().await).await.json();
        reply["data"]["video_id"].as_str().unwrap_or_else(|| panic!("{reply}")).to_owned()
    }

    pub(super) async fn video_of_v3(&self, id: &str) -> Value {
        self.get(&format!("/v3/videos/{id}")).await.json()["data"].clone()
    }

    /// The number of looks on the first page of v3.
    pub(super) async fn look_count(&self) -> usize {
        self.get("/v3/avatars/looks?limit=50").await.json()["data"].as_array().unwrap().len()
    }

    pub(super) fn skip(&self, seconds: u64) {
        self.sandbox.advance(std::time::Duration::from_secs(seconds));
    }
}

/// Sends a request to an address; an error if the connection breaks.
pub(super) async fn ask(
    address: SocketAddr,
    method: &str,
    path: &str,
    headers: &[(&str, &str)],
    body: &[u8],
) -> std::io::Result<Reply> {
    let mut stream = TcpStream::connect(address).await?;
    let mut head = format!("{method} {path} HTTP/1.1\r\nConnection: close\r\n");
    if !headers.iter().any(|(name, _)| *name == "Host") {
        head += &["Host: ", &address.to_string(), "\r\n"].concat();
    }
    for (name, value) in headers {
        head += &[name, ": ", value, "\r\n"].concat();
    }
    head += &["Content-Length: ", &body.len().to_string(), "\r\n\r\n"].concat();
    stream.write_all(head.as_bytes()).await?;
    stream.write_all(body).await?;
    let mut bytes = Vec::new();
    stream.read_to_end(&mut bytes).await?;
    parse(&bytes).ok_or_else(|| std::io::ErrorKind::UnexpectedEof.into())
}

fn parse(bytes: &[u8]) -> Option<Reply> {
    let end = bytes.windows(4).position(|four| four == b"\r\n\r\n")?;
    let head = String::from_utf8(bytes[..end].to_vec()).ok()?;
    let status = head.split(' ').nth(1)?.parse().ok()?;
    let mut body = bytes[end + 4..].to_vec();
    if head.to_ascii_lowercase().contains("transfer-encoding: chunked") {
        body = unchunked(&body)?;
    }
    Some(Reply { status, head, body })
}

fn unchunked(mut rest: &[u8]) -> Option<Vec<u8>> {
    let mut body = Vec::new();
    loop {
        let line = rest.windows(2).position(|two| two == b"\r\n")?;
        let size = usize::from_str_radix(std::str::from_utf8(&rest[..line]).ok()?.trim(), 16).ok()?;
        if size == 0 {
            return Some(body);
        }
        body.extend_from_slice(rest.get(line + 2..line + 2 + size)?);
        rest = &rest[line + 2 + size + 2..];
    }
}

/// A sampled reply or body of the service.
pub(super) fn sample(name: &str) -> Value {
    let path = format!("{}/tests/samples/{name}.json", env!("CARGO_MANIFEST_DIR"));
    serde_json::from_slice(&std::fs::read(path).unwrap()).unwrap()
}

/// A small picture.
pub(super) fn png() -> Vec<u8> {
    let picture = image::RgbImage::from_fn(40, 50, |x, y| {
        image::Rgb([u8::try_from(x * 5).unwrap(), u8::try_from(y * 4).unwrap(), 90])
    });
    crate::sandbox::catalog::pictures::png(&picture).unwrap()
}
