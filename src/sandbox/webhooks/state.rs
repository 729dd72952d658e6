//! Webhooks in the world: endpoints, and the newest events with their deliveries.

use serde::{Deserialize, Serialize};
use serde_json::{Value, json};

use crate::sandbox::world::clock::Moment;
use crate::sandbox::world::table::JournaledTable;

const MAX_EVENTS: usize = 1000;

/// The account's webhooks, in tables of the world.
#[derive(Debug, Default)]
pub(crate) struct Webhooks {
    pub(crate) endpoints: JournaledTable<WebhookEndpoint>,
    pub(crate) events: JournaledTable<WebhookEvent>,
}

/// A registered URL that receives events.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub(crate) struct WebhookEndpoint {
    pub(crate) id: String,
    pub(crate) url: String,
    /// The subscribed event types; none means all.
    pub(crate) events: Option<Vec<String>>,
    /// The only video that it subscribes to.
    pub(crate) entity_id: Option<String>,
    pub(crate) secret: String,
    pub(crate) created: Moment,
}

/// An event, with its deliveries.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub(crate) struct WebhookEvent {
    pub(crate) id: String,
    /// Its event type.
    pub(crate) kind: String,
    pub(crate) data: Value,
    pub(crate) created: Moment,
    pub(super) deliveries: Vec<WebhookDelivery>,
}

/// The delivery of an event to one URL.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub(crate) struct WebhookDelivery {
    /// The endpoint whose secret signs it; none for a callback URL.
    pub(super) endpoint: Option<String>,
    pub(super) url: String,
    pub(super) tries: u32,
    /// The result of the last try: a status code or an error.
    pub(super) answer: Option<String>,
    pub(super) state: WebhookDeliveryState,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub(super) enum WebhookDeliveryState {
    /// Is sent at this moment.
    Due(Moment),
    Delivered,
    /// The URL is no loopback address.
    NotCalled,
    /// No success within a day, or the endpoint was deleted.
    GivenUp,
}

impl WebhookDeliveryState {
    fn word(self) -> &'static str {
        match self {
            Self::Due(_) => "due",
            Self::Delivered => "delivered",
            Self::NotCalled => "not_called",
            Self::GivenUp => "given_up",
        }
    }
}

impl WebhookDelivery {
    /// The moment of the next try.
    pub(super) fn due(&self) -> Option<Moment> {
        match self.state {
            WebhookDeliveryState::Due(at) => Some(at),
            _ => None,
        }
    }
}

impl WebhookEndpoint {
    /// Whether it subscribes to this event type of this video, which finished at this moment.
    pub(super) fn wants(&self, event_type: &str, video: &str, finished: Moment) -> bool {
        let subscribed = |types: &Vec<String>| types.iter().any(|wanted| wanted == event_type);
        self.created <= finished
            && self.events.as_ref().is_none_or(subscribed)
            && self.entity_id.as_ref().is_none_or(|entity| entity == video)
    }
}

impl Webhooks {
    pub(super) fn endpoint(&self, id: &str) -> Option<&WebhookEndpoint> {
        self.endpoints.get(id)
    }

    /// Adds events, and removes the oldest ones above the limit.
    pub(crate) fn add_events(&mut self, events: Vec<WebhookEvent>) {
        self.events.extend(events);
        let surplus = self.events.iter().count().saturating_sub(MAX_EVENTS);
        let oldest: Vec<String> = self.events.iter().take(surplus).map(|event| event.id.clone()).collect();
        for id in oldest {
            self.events.remove(&id);
        }
    }
}

impl WebhookEvent {
    /// The event for the admin endpoint.
    pub(crate) fn to_json(&self) -> Value {
        let deliveries = self.deliveries.iter().map(|delivery| {
            json!({
                "url": delivery.url,
                "endpoint_id": delivery.endpoint,
                "state": delivery.state.word(),
                "tries": delivery.tries,
                "answer": delivery.answer,
            })
        });
        json!({
            "event_id": self.id,
            "event_type": self.kind,
            "event_data": self.data,
            "deliveries": deliveries.collect::<Vec<Value>>(),
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn event(id: &str) -> WebhookEvent {
        let (kind, data) = ("avatar_video.success".to_owned(), Value::Null);
        WebhookEvent { id: id.to_owned(), kind, data, created: 0, deliveries: Vec::new() }
    }

    #[test]
    fn the_oldest_events_make_room() {
        let mut webhooks = Webhooks::default();
        webhooks.add_events((0..MAX_EVENTS).map(|at| event(&at.to_string())).collect());
        webhooks.add_events(vec![event("new")]);
        assert_eq!(webhooks.events.iter().count(), MAX_EVENTS);
        assert!(webhooks.events.get("0").is_none() && webhooks.events.get("new").is_some());
    }
}
