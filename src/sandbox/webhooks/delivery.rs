//! The task that creates the events of finished videos and sends due deliveries.

use std::sync::Arc;
use std::time::Duration;

use ring::hmac;
use serde_json::json;
use tokio::task::JoinSet;

use super::event;
use super::state::{WebhookDelivery, WebhookDeliveryState, Webhooks};
use crate::sandbox::http::loopback_client::{LoopbackUrl, OutboundRequest};
use crate::sandbox::service::Service;
use crate::sandbox::world::clock::Moment;

/// The timeout of a delivery.
const ANSWER_LIMIT: Duration = Duration::from_secs(10);
/// The first and the longest delay between tries, in seconds of the service.
const RETRY_DELAYS: (f64, f64) = (30.0, 3600.0);
/// Deliveries are retried for so long, in seconds of the service.
const RETRY_WINDOW: f64 = 24.0 * 3600.0;
const ENDPOINT_GONE: &str = "the endpoint was deleted, or is on another machine now";

/// A delivery, ready to be sent.
#[derive(Debug)]
struct PreparedDelivery {
    id: String,
    target: LoopbackUrl,
    body: String,
    /// Hexadecimal HMAC-SHA256 of the body; none for a callback URL.
    signature: Option<String>,
}

/// The delivery's id, whether it succeeded, and its status code or error.
type DeliveryResult = (String, bool, String);

/// Runs until it is dropped.
pub(crate) async fn run(service: Arc<Service>) {
    let mut sending: JoinSet<DeliveryResult> = JoinSet::new();
    // After an announcement that could not be stored, the next one waits until this moment.
    let mut held: Option<Moment> = None;
    loop {
        if held.is_none_or(|until| until <= service.now()) {
            held = announce(&service);
        }
        for id in service.outbox.take_due(service.now()) {
            match prepared(&service, &id) {
                Some(prepared) => drop(sending.spawn(send(prepared))),
                None => settle(&service, (id, false, ENDPOINT_GONE.to_owned()), true),
            }
        }
        tokio::select! {
            Some(answer) = sending.join_next() => {
                if let Ok(answer) = answer {
                    settle(&service, answer, false);
                }
            }
            () = service.clock.reaches(service.outbox.next(held)) => {}
            () = service.outbox.changed() => {}
        }
    }
}

/// Creates the events of finished videos; gives when to try again if they cannot be stored.
fn announce(service: &Service) -> Option<Moment> {
    let finished = service.outbox.take_finished(service.now());
    let last = finished.last().map(|(at, _)| *at)?;
    let events: Vec<_> = {
        let world = service.world();
        let account = service.account(&world);
        let found = finished.iter().filter_map(|(at, id)| Some((*at, world.video(id)?)));
        found.filter_map(|(at, video)| event::of_video(service, &world, &account, video, at)).collect()
    };
    if events.is_empty() {
        return None;
    }
    let deliveries: Vec<WebhookDelivery> =
        events.iter().flat_map(|(_, deliveries)| deliveries).cloned().collect();
    if service.change(|world| world.webhooks.add_events(events, last)).is_err() {
        service.outbox.put_back(finished);
        return Some(service.clock.after(service.now(), RETRY_DELAYS.0));
    }
    for delivery in deliveries {
        if let WebhookDeliveryState::Due(at) = delivery.state {
            service.outbox.schedule(at, delivery.id);
        }
    }
    None
}

/// Prepares a delivery; none if its endpoint was deleted, or is no longer on loopback.
fn prepared(service: &Service, id: &str) -> Option<PreparedDelivery> {
    let world = service.world();
    let (event, delivery) = world.webhooks.delivery(id)?;
    let body = json!({ "event_type": event.kind, "event_data": event.data }).to_string();
    let (url, signature) = match &delivery.endpoint {
        None => (delivery.url.as_str(), None),
        Some(endpoint) => {
            let endpoint = world.webhooks.endpoint(endpoint)?;
            (endpoint.url.as_str(), Some(signature(&endpoint.secret, body.as_bytes())))
        }
    };
    Some(PreparedDelivery { id: id.to_owned(), target: LoopbackUrl::parse(url)?, body, signature })
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
    match prepared.target.send(request, ANSWER_LIMIT).await {
        Ok(response) => (prepared.id, (200..300).contains(&response.status), response.status.to_string()),
        Err(error) => (prepared.id, false, error.kind().to_string()),
    }
}

/// Stores the result of a delivery, and schedules the next try.
fn settle(service: &Service, (id, taken, answer): DeliveryResult, is_last: bool) {
    let kept = service.change(|world| settled(service, &mut world.webhooks, &id, taken, answer, is_last));
    if let Ok(Some(at)) = kept {
        service.outbox.schedule(at, id);
    }
}

/// The next state of a delivery; gives when to try again.
fn settled(
    service: &Service,
    webhooks: &mut Webhooks,
    id: &str,
    taken: bool,
    answer: String,
    is_last: bool,
) -> Option<Moment> {
    let (event, delivery) = webhooks.delivery(id)?;
    let tries = delivery.tries + 1;
    let next = service.clock.after(service.now(), delay(tries));
    let state = if taken {
        WebhookDeliveryState::Delivered
    } else if is_last || next > service.clock.after(event.created, RETRY_WINDOW) {
        WebhookDeliveryState::GivenUp
    } else {
        WebhookDeliveryState::Due(next)
    };
    webhooks.deliveries.update(id, |delivery| {
        (delivery.tries, delivery.answer, delivery.state) = (tries, Some(answer), state);
    });
    matches!(state, WebhookDeliveryState::Due(_)).then_some(next)
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
    fn delays_double_up_to_an_hour() {
        let delays: Vec<f64> = [1, 2, 3, 8, 4000].map(delay).into();
        assert!(delays.iter().zip([30.0, 60.0, 120.0, 3600.0, 3600.0]).all(|(a, b)| (a - b).abs() < 1e-9));
    }
}
