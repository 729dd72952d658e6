//! Idempotency keys: a repeated request gets the response of the first.

use axum::http::HeaderMap;
use serde_json::Value;

use crate::sandbox::http::{ErrorReply, Form, JsonBody};
use crate::sandbox::rng;
use crate::sandbox::service::Service;
use crate::sandbox::world::{FirstResponse, Moment, World};

const IDEMPOTENCY_WINDOW: Moment = 24 * 3600 * 1000;
const MAX_KEY_CHARS: usize = 255;

/// A request that may be a repetition.
#[derive(Debug)]
pub(super) struct IdempotentRequest {
    key: Option<String>,
    path: &'static str,
    body: JsonBody,
    /// A hash of the body.
    body_hash: u64,
    now: Moment,
}

impl IdempotentRequest {
    pub(super) fn read(
        service: &Service,
        headers: &HeaderMap,
        path: &'static str,
        body: JsonBody,
    ) -> Result<Self, ErrorReply> {
        let key = headers.get("idempotency-key").and_then(|key| key.to_str().ok()).map(str::trim);
        let key = key.filter(|key| !key.is_empty()).map(str::to_owned);
        if key.as_ref().is_some_and(|key| key.len() > MAX_KEY_CHARS) {
            let why = format!("must be at most {MAX_KEY_CHARS} characters");
            return Err(ErrorReply::invalid_param("Idempotency-Key", &why));
        }
        let body_hash = rng::hash(body.to_value().to_string().as_bytes());
        Ok(Self { key, path, body, body_hash, now: service.now() })
    }

    pub(super) fn form(&self) -> Form<'_> {
        self.body.form()
    }

    /// The request body.
    pub(super) fn value(&self) -> Value {
        self.body.to_value()
    }

    /// The first response to this idempotency key in the last 24 hours; an error if it belongs to another body.
    ///
    /// No capture shows the service's error for that. Of its codes only `invalid_parameter` fits: 409 is for a
    /// request that is still in progress.
    pub(super) fn first_response(&self, world: &World) -> Result<Option<Value>, ErrorReply> {
        let Some(key) = &self.key else { return Ok(None) };
        let first =
            world.answers.get(&self.storage_key(key)).filter(|old| self.now - old.at < IDEMPOTENCY_WINDOW);
        match first {
            None => Ok(None),
            Some(first) if first.body_hash == self.body_hash => Ok(Some(first.data.clone())),
            Some(_) => Err(ErrorReply::invalid_param(
                "Idempotency-Key",
                "was used for another request in the last 24 hours",
            )),
        }
    }

    /// Acts and stores the response in one change of the world, unless a repetition did so meanwhile.
    pub(super) fn run_once(
        self,
        service: &Service,
        data: Value,
        act: impl FnOnce(&mut World) -> Result<(), ErrorReply>,
    ) -> Result<Value, ErrorReply> {
        service.change(|world| {
            if let Some(data) = self.first_response(world)? {
                return Ok(data);
            }
            act(world)?;
            world.answers.remove_while(|old| self.now - old.at >= IDEMPOTENCY_WINDOW);
            if let Some(key) = &self.key {
                let (id, body_hash, at) = (self.storage_key(key), self.body_hash, self.now);
                world.answers.push(FirstResponse { id, body_hash, data: data.clone(), at });
            }
            Ok(data)
        })?
    }

    /// The key of its response in the table.
    fn storage_key(&self, key: &str) -> String {
        format!("{} {key}", self.path)
    }
}
