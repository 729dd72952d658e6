//! The client against a scripted service: what it sends to the byte, and what it makes of what comes back.

mod dialects;
mod every;
mod faults;
mod media;
mod reasons;
mod refusals;
mod repeats;
mod samples;
pub(crate) mod server;
mod silence;
mod v3;

use std::time::Duration;

use cuecard::heygen::{Client, Endpoints, Key, Patience};
use server::{Reply, Server};

pub(crate) const KEY: &str = "sk-test-8c1f";

/// Tries as often as ever, and waits for nothing.
pub(crate) fn hurried() -> Patience {
    Patience { first_wait: Duration::ZERO, longest_wait: Duration::ZERO, ..Patience::default() }
}

pub(crate) fn client(base: &str) -> Client {
    let endpoints = Endpoints::new(Some(base), None).unwrap();
    Client::new(endpoints, Key::new(KEY).unwrap()).unwrap().with_patience(hurried())
}

pub(crate) fn sample(name: &str) -> Vec<u8> {
    std::fs::read(format!("{}/tests/samples/{name}.json", env!("CARGO_MANIFEST_DIR"))).unwrap()
}

/// A service that follows a script, and a client of it.
pub(crate) async fn scripted(replies: Vec<Reply>) -> (Server, Client) {
    let server = Server::start(replies).await;
    let client = client(&server.base);
    (server, client)
}

/// A service that gives one sample, and a client of it.
pub(crate) async fn service(status: u16, name: &str) -> (Server, Client) {
    scripted(vec![Reply::json(status, sample(name))]).await
}
