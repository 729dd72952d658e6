//! The client against a scripted service: what it sends to the byte, and what it makes of what comes back.

mod dialects;
mod errors;
mod failure_reasons;
mod manifest;
mod media;
mod refusals;
mod retries;
pub(crate) mod server;
mod silence;
mod v2;
mod v3;

use std::time::Duration;

use cuecard::domain::{Error, VideoId, VideoSpec};
use cuecard::heygen::{ApiKey, Client, Endpoints, RetryPolicy};
use server::{ScriptedReply, ScriptedServer};

pub(crate) const API_KEY: &str = "sk-test-8c1f";

/// Tries as often as ever, and waits for nothing.
pub(crate) fn instant_retries() -> RetryPolicy {
    RetryPolicy { initial_delay: Duration::ZERO, max_delay: Duration::ZERO, ..RetryPolicy::default() }
}

pub(crate) fn client(base: &str) -> Client {
    let endpoints = Endpoints::new(Some(base), None).unwrap();
    Client::new(endpoints, ApiKey::new(API_KEY).unwrap()).unwrap().with_retry_policy(instant_retries())
}

pub(crate) fn sample(name: &str) -> Vec<u8> {
    std::fs::read(format!("{}/tests/samples/{name}.json", env!("CARGO_MANIFEST_DIR"))).unwrap()
}

/// Submits a video whose picture key is unknown.
pub(crate) async fn submit_video(client: &Client, spec: &VideoSpec) -> Result<VideoId, Error> {
    client.submit(&client.submission(spec, None)).await
}

/// A service that follows a script, and a client of it.
pub(crate) async fn scripted_service(replies: Vec<ScriptedReply>) -> (ScriptedServer, Client) {
    let server = ScriptedServer::start(replies).await;
    let client = client(&server.base);
    (server, client)
}

/// A service that gives one sample, and a client of it.
pub(crate) async fn sample_service(status: u16, name: &str) -> (ScriptedServer, Client) {
    scripted_service(vec![ScriptedReply::json(status, sample(name))]).await
}
