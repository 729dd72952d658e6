//! The sandboxes of the suite: each with ids and working times that repeat.

use std::io::{Read, Write};
use std::net::TcpStream;

use cuecard::sandbox::{Options, Sandbox};

pub(crate) async fn start(options: Options) -> Sandbox {
    Sandbox::start(Options { seed: Some(7), ..options }).await.unwrap()
}

/// The body of a reply to a bare request.
pub(crate) fn get_json(base: &str, path: &str) -> serde_json::Value {
    send_json_request(base, "GET", path, "")
}

pub(crate) fn send_json_request(base: &str, method: &str, path: &str, body: &str) -> serde_json::Value {
    let mut line = TcpStream::connect(base.strip_prefix("http://").unwrap()).unwrap();
    let head = "Host: localhost\r\nX-Api-Key: any\r\nContent-Type: application/json\r\nConnection: close\r\n";
    let length = body.len();
    write!(line, "{method} {path} HTTP/1.1\r\n{head}Content-Length: {length}\r\n\r\n{body}").unwrap();
    let mut reply = String::new();
    line.read_to_string(&mut reply).unwrap();
    serde_json::from_str(reply.split_once("\r\n\r\n").unwrap().1).unwrap()
}
