//! Webhooks in the world: endpoints, and the newest events with their deliveries.

use serde::{Deserialize, Serialize};
use serde_json::{Value, json};

use crate::sandbox::world::clock::Moment;
use crate::sandbox::world::table::{Journaled, JournaledTable};

const MAX_EVENTS: usize = 1000;

/// The account's webhooks, in tables of the world.
#[derive(Debug, Default)]
pub(crate) struct Webhooks {
    pub(crate) endpoints: JournaledTable<WebhookEndpoint>,
    pub(crate) events: JournaledTable<WebhookEvent>,
    pub(crate) deliveries: JournaledTable<WebhookDelivery>,
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
    /// The ids of its deliveries.
    pub(super) deliveries: Vec<String>,
}

/// The delivery of an event to one URL.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub(crate) struct WebhookDelivery {
    pub(crate) id: String,
    /// The event's id.
    pub(super) event: String,
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

    /// Adds events with their deliveries. Removes the oldest events above the limit.
    pub(crate) fn add_events(&mut self, events: Vec<(WebhookEvent, Vec<WebhookDelivery>)>) {
        for (event, deliveries) in events {
            self.events.push(event);
            self.deliveries.extend(deliveries);
        }
        let surplus = self.events.len().saturating_sub(MAX_EVENTS);
        let oldest: Vec<WebhookEvent> = self.events.iter().take(surplus).cloned().collect();
        for event in oldest {
            self.events.remove(&event.id);
            event.deliveries.iter().for_each(|id| _ = self.deliveries.remove(id));
        }
    }

    /// A delivery with its event.
    pub(super) fn delivery(&self, id: &str) -> Option<(&WebhookEvent, &WebhookDelivery)> {
        let delivery = self.deliveries.get(id)?;
        Some((self.events.get(&delivery.event)?, delivery))
    }

    /// An event with its deliveries, for the admin endpoint.
    pub(crate) fn with_deliveries(&self, event: &WebhookEvent) -> Value {
        let deliveries = event.deliveries.iter().filter_map(|id| self.deliveries.get(id)).map(|delivery| {
            json!({
                "url": delivery.url,
                "endpoint_id": delivery.endpoint,
                "state": delivery.state.word(),
                "tries": delivery.tries,
                "answer": delivery.answer,
            })
        });
        json!({
            "event_id": event.id,
            "event_type": event.kind,
            "event_data": event.data,
            "deliveries": deliveries.collect::<Vec<Value>>(),
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// An event with this many deliveries, all due.
    fn event(id: &str, deliveries: usize) -> (WebhookEvent, Vec<WebhookDelivery>) {
        let delivery = |at| WebhookDelivery {
            id: format!("{id}.{at}"),
            event: id.to_owned(),
            endpoint: None,
            url: "http://127.0.0.1:1/".to_owned(),
            tries: 0,
            answer: None,
            state: WebhookDeliveryState::Due(0),
        };
        let deliveries: Vec<WebhookDelivery> = (0..deliveries).map(delivery).collect();
        let ids = deliveries.iter().map(|delivery| delivery.id.clone()).collect();
        let (kind, data) = ("avatar_video.success".to_owned(), Value::Null);
        (WebhookEvent { id: id.to_owned(), kind, data, created: 0, deliveries: ids }, deliveries)
    }

    #[test]
    fn a_change_of_a_delivery_writes_that_delivery_alone() {
        let mut webhooks = Webhooks::default();
        webhooks.add_events(vec![event("a", 50), event("b", 50)]);
        webhooks.events.commit();
        webhooks.deliveries.commit();
        webhooks.deliveries.update("b.3", |delivery| delivery.state = WebhookDeliveryState::Delivered);
        let changed = webhooks.deliveries.changes().unwrap();
        assert_eq!(changed.iter().map(|(number, _)| *number).collect::<Vec<_>>(), [53]);
        assert!(webhooks.events.changes().unwrap().is_empty());
        let (event, delivery) = webhooks.delivery("b.3").unwrap();
        assert_eq!((event.id.as_str(), delivery.state), ("b", WebhookDeliveryState::Delivered));
    }

    #[test]
    fn the_oldest_events_make_room_with_their_deliveries() {
        let mut webhooks = Webhooks::default();
        webhooks.add_events((0..MAX_EVENTS).map(|at| event(&at.to_string(), 2)).collect());
        webhooks.add_events(vec![event("new", 2)]);
        assert_eq!((webhooks.events.len(), webhooks.deliveries.len()), (MAX_EVENTS, 2 * MAX_EVENTS));
        assert!(webhooks.delivery("0.1").is_none() && webhooks.delivery("new.1").is_some());
    }
}
