//! Requests that carry an `Idempotency-Key`: whatever comes again is answered as the first time.

use axum::http::HeaderMap;
use serde_json::Value;

use super::Body;
use super::refusal::Refusal;
use crate::sandbox::clock::Moment;
use crate::sandbox::form::Form;
use crate::sandbox::rng;
use crate::sandbox::service::Service;
use crate::sandbox::world::{Answered, World};

const LASTS: Moment = 24 * 3600 * 1000;
const LONGEST_KEY: usize = 255;

/// A request that may have come before.
#[derive(Debug)]
pub(super) struct Request {
    key: Option<String>,
    path: &'static str,
    body: Body,
    /// What tells its body from another.
    print: u64,
    now: Moment,
}

impl Request {
    pub(super) fn read(
        service: &Service,
        headers: &HeaderMap,
        path: &'static str,
        body: Body,
    ) -> Result<Self, Refusal> {
        let key = headers.get("idempotency-key").and_then(|key| key.to_str().ok()).map(str::trim);
        let key = key.filter(|key| !key.is_empty()).map(str::to_owned);
        if key.as_ref().is_some_and(|key| key.len() > LONGEST_KEY) {
            let why = format!("must be at most {LONGEST_KEY} characters");
            return Err(Refusal::invalid("Idempotency-Key", &why));
        }
        let print = rng::hash(body.value().to_string().as_bytes());
        Ok(Self { key, path, body, print, now: service.now() })
    }

    pub(super) fn form(&self) -> Form<'_> {
        self.body.form()
    }

    /// The body as it came.
    pub(super) fn value(&self) -> Value {
        self.body.value()
    }

    /// What its twin was answered, if there was one in the last 24 hours.
    ///
    /// No capture shows what the service says to a key that comes with another body. Among its own codes
    /// only `invalid_parameter` fits: 409 is for a twin that is still under way.
    pub(super) fn before(&self, world: &World) -> Result<Option<Value>, Refusal> {
        let Some(key) = &self.key else { return Ok(None) };
        let twin = world.answers.get(&self.name(key)).filter(|old| self.now - old.at < LASTS);
        match twin {
            None => Ok(None),
            Some(twin) if twin.print == self.print => Ok(Some(twin.data.clone())),
            Some(_) => {
                Err(Refusal::invalid("Idempotency-Key", "was used for another request in the last 24 hours"))
            }
        }
    }

    /// Does what is asked, unless a twin did it meanwhile; in one step with its being written down.
    pub(super) fn once(
        self,
        service: &Service,
        data: Value,
        act: impl FnOnce(&mut World) -> Result<(), Refusal>,
    ) -> Result<Value, Refusal> {
        service.change(|world| {
            if let Some(data) = self.before(world)? {
                return Ok(data);
            }
            act(world)?;
            world.answers.remove_while(|old| self.now - old.at >= LASTS);
            if let Some(key) = &self.key {
                let (request, print, at) = (self.name(key), self.print, self.now);
                world.answers.push(Answered { request, print, data: data.clone(), at });
            }
            Ok(data)
        })?
    }

    /// What its answer is kept under.
    fn name(&self, key: &str) -> String {
        format!("{} {key}", self.path)
    }
}
