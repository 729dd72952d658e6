//! The client of a scripted service, and the samples that the service answers with.

pub(crate) use super::API_KEY;
use std::time::Duration;

use super::scripted_server::{ScriptedReply, ScriptedServer};
use cuecard::domain::{Error, VideoId, VideoSpec};
use cuecard::heygen::{ApiKey, Client, Endpoints, RetryPolicy};

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
