//! The task that creates the events of finished videos and sends due deliveries.

use std::collections::HashSet;
use std::sync::Arc;
use std::time::Duration;

use ring::hmac;
use serde_json::json;
use tokio::task::JoinSet;

use super::event;
use super::state::{WebhookDelivery, WebhookDeliveryState, WebhookEvent};
use crate::sandbox::http::loopback_client::{LoopbackUrl, OutboundRequest};
use crate::sandbox::service::Service;
use crate::sandbox::world::Moment;

/// The timeout of a delivery.
const ANSWER_LIMIT: Duration = Duration::from_secs(10);
/// The first and the longest delay between tries, in seconds of the service.
const RETRY_DELAYS: (f64, f64) = (30.0, 3600.0);
/// Deliveries are retried for so long, in seconds of the service.
const RETRY_WINDOW: f64 = 24.0 * 3600.0;
const ENDPOINT_GONE: &str = "the endpoint was deleted, or is on another machine now";

/// The id of an event, and the index of one of its deliveries.
type DeliveryId = (String, usize);

/// A delivery, ready to be sent.
#[derive(Debug)]
struct PreparedDelivery {
    id: DeliveryId,
    target: LoopbackUrl,
    body: String,
    /// Hexadecimal HMAC-SHA256 of the body; none for a callback URL.
    signature: Option<String>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum DeliveryOutcome {
    Delivered,
    Failed,
    EndpointGone,
}

/// The result of a try.
#[derive(Debug)]
struct DeliveryResult {
    id: DeliveryId,
    outcome: DeliveryOutcome,
    /// The status code, or the error.
    answer: String,
}

/// Runs until it is dropped.
pub(crate) async fn run(service: Arc<Service>) {
    // Videos that finished until then were announced before the sandbox started.
    let resumed = service.world().announced();
    let mut announced: HashSet<String> = HashSet::new();
    // After an announcement that could not be stored, the next one waits until this moment.
    let mut held: Option<Moment> = None;
    let mut sending: JoinSet<DeliveryResult> = JoinSet::new();
    // Deliveries that are being sent, or whose result could not be stored.
    let mut taken: HashSet<DeliveryId> = HashSet::new();
    loop {
        let now = service.now();
        if held.is_none_or(|until| until <= now) {
            let is_stored = announce(&service, resumed, now, &mut announced);
            held = (!is_stored).then(|| service.clock.after(now, RETRY_DELAYS.0));
        }
        for id in due(&service, now).into_iter().filter(|id| !taken.contains(id)).collect::<Vec<_>>() {
            taken.insert(id.clone());
            match prepared(&service, &id) {
                Some(prepared) => drop(sending.spawn(send(prepared))),
                None => settle(&service, &mut taken, endpoint_gone(id)),
            }
        }
        let next = next_due(&service, now).into_iter().chain(held).min();
        tokio::select! {
            Some(result) = sending.join_next() => {
                if let Ok(result) = result {
                    settle(&service, &mut taken, result);
                }
            }
            () = service.clock.wait(next) => {}
        }
    }
}

/// Creates the events of videos that finished since then; false if they cannot be stored.
fn announce(service: &Service, since: Moment, now: Moment, announced: &mut HashSet<String>) -> bool {
    let world = service.world();
    let account = service.account(&world);
    let is_new = |end: Moment, id: &str| end > since && end <= now && !announced.contains(id);
    let mut finished: Vec<_> = world.videos().map(|(_, video)| video).collect();
    finished.retain(|video| is_new(video.work.to, &video.id));
    finished.sort_by_key(|video| video.work.to);
    let events: Vec<WebhookEvent> =
        finished.iter().filter_map(|video| event::of_video(service, &world, &account, video)).collect();
    let last = finished.last().map_or(since, |video| video.work.to);
    let ids: Vec<String> = finished.iter().map(|video| video.id.clone()).collect();
    drop(world);
    let add = |events| service.change(|world| world.announce(events, last));
    let is_stored = events.is_empty() || add(events).is_ok();
    if is_stored {
        announced.extend(ids);
    }
    is_stored
}

/// The deliveries that are due.
fn due(service: &Service, now: Moment) -> Vec<DeliveryId> {
    let world = service.world();
    let all = world.webhooks.events.iter().flat_map(|event| {
        event.deliveries.iter().enumerate().map(move |(at, delivery)| (event, at, delivery.due()))
    });
    let due = all.filter(|(.., due)| due.is_some_and(|moment| moment <= now));
    due.map(|(event, at, _)| (event.id.clone(), at)).collect()
}

/// When the next video finishes, or the next delivery is due.
fn next_due(service: &Service, now: Moment) -> Option<Moment> {
    let world = service.world();
    let ends = world.videos().map(|(_, video)| video.work.to);
    let deliveries = world.webhooks.events.iter().flat_map(|event| &event.deliveries);
    ends.chain(deliveries.filter_map(WebhookDelivery::due)).filter(|at| *at > now).min()
}

fn endpoint_gone(id: DeliveryId) -> DeliveryResult {
    DeliveryResult { id, outcome: DeliveryOutcome::EndpointGone, answer: ENDPOINT_GONE.to_owned() }
}

/// Prepares a delivery; none if its endpoint was deleted, or is no longer on loopback.
fn prepared(service: &Service, id: &DeliveryId) -> Option<PreparedDelivery> {
    let world = service.world();
    let event = world.webhooks.events.get(&id.0)?;
    let delivery = event.deliveries.get(id.1)?;
    let body = json!({ "event_type": event.kind, "event_data": event.data }).to_string();
    let (url, signature) = match &delivery.endpoint {
        None => (delivery.url.as_str(), None),
        Some(endpoint) => {
            let endpoint = world.webhooks.endpoint(endpoint)?;
            (endpoint.url.as_str(), Some(signature(&endpoint.secret, body.as_bytes())))
        }
    };
    Some(PreparedDelivery { id: id.clone(), target: LoopbackUrl::parse(url)?, body, signature })
}

/// The hexadecimal HMAC-SHA256 of a body; the key is the text of the secret.
pub(super) fn signature(secret: &str, body: &[u8]) -> String {
    let key = hmac::Key::new(hmac::HMAC_SHA256, secret.as_bytes());
    hmac::sign(&key, body).as_ref().iter().fold(String::new(), |hex, byte| hex + &format!("{byte:02x}"))
}

async fn send(prepared: PreparedDelivery) -> DeliveryResult {
    let mut headers = vec![("Content-Type", "application/json")];
    headers.extend(prepared.signature.as_ref().map(|signature| ("Signature", signature.as_str())));
    let body = prepared.body.as_bytes();
    let request = OutboundRequest { method: "POST", headers: &headers, body, max_response_bytes: 0 };
    let (outcome, answer) = match prepared.target.send(request, ANSWER_LIMIT).await {
        Ok(response) if (200..300).contains(&response.status) => {
            (DeliveryOutcome::Delivered, response.status.to_string())
        }
        Ok(response) => (DeliveryOutcome::Failed, response.status.to_string()),
        Err(error) => (DeliveryOutcome::Failed, error.kind().to_string()),
    };
    DeliveryResult { id: prepared.id, outcome, answer }
}

/// Stores the result of a delivery, and when it is tried again.
fn settle(service: &Service, taken: &mut HashSet<DeliveryId>, result: DeliveryResult) {
    let DeliveryResult { id, outcome, answer } = result;
    let update = |event: &mut WebhookEvent| {
        let last = service.clock.after(event.created, RETRY_WINDOW);
        let Some(delivery) = event.deliveries.get_mut(id.1) else { return };
        delivery.tries += 1;
        delivery.answer = Some(answer);
        let next = service.clock.after(service.now(), delay(delivery.tries));
        delivery.state = match outcome {
            DeliveryOutcome::Delivered => WebhookDeliveryState::Delivered,
            DeliveryOutcome::Failed if next <= last => WebhookDeliveryState::Due(next),
            DeliveryOutcome::Failed | DeliveryOutcome::EndpointGone => WebhookDeliveryState::GivenUp,
        };
    };
    let stored = service.change(|world| world.webhooks.events.update(&id.0, update));
    if stored.is_ok() {
        taken.remove(&id);
    }
}

/// Seconds until the next try: exponential backoff.
fn delay(tries: u32) -> f64 {
    let (first, longest) = RETRY_DELAYS;
    (first * 2_f64.powi(i32::try_from(tries.saturating_sub(1)).unwrap_or(i32::MAX))).min(longest)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_signature_is_the_hmac_of_the_body() {
        // The second test case of RFC 4231.
        let signed = signature("Jefe", b"what do ya want for nothing?");
        assert_eq!(signed, "5bdcc146bf60754e6a042426089575c75a003f089d2739839dec58b964ec3843");
    }

    #[test]
    fn retry_delays_double_up_to_an_hour() {
        let delays: Vec<f64> = [1, 2, 3, 8, 4000].map(delay).into();
        assert!(delays.iter().zip([30.0, 60.0, 120.0, 3600.0, 3600.0]).all(|(a, b)| (a - b).abs() < 1e-9));
    }
}
