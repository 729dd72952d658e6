//! What the world keeps of webhooks: the account's endpoints, and the newest events with their deliveries.

use serde::{Deserialize, Serialize};
use serde_json::{Value, json};

use crate::sandbox::clock::Moment;

const MAX_EVENTS: usize = 1000;

/// The account's webhooks.
#[derive(Debug, Default, Clone, Serialize, Deserialize)]
#[serde(default)]
pub(in crate::sandbox) struct Webhooks {
    /// Oldest first.
    pub(in crate::sandbox) endpoints: Vec<Endpoint>,
    /// Oldest first.
    pub(in crate::sandbox) events: Vec<Event>,
    /// Videos that finished up to this moment were announced.
    pub(super) announced: Moment,
    /// How many endpoints and events there have been.
    count: usize,
}

/// A URL that is told about events.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub(in crate::sandbox) struct Endpoint {
    /// Grows along the list.
    pub(in crate::sandbox) number: u64,
    pub(in crate::sandbox) id: String,
    pub(in crate::sandbox) url: String,
    /// The event types that it wants; all without.
    pub(in crate::sandbox) events: Option<Vec<String>>,
    /// The one video that it wants to hear of, if it is so scoped.
    pub(in crate::sandbox) entity_id: Option<String>,
    pub(in crate::sandbox) secret: String,
    pub(in crate::sandbox) created: Moment,
}

/// Something that happened, and who was to be told.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub(in crate::sandbox) struct Event {
    /// Grows along the list.
    pub(in crate::sandbox) number: u64,
    pub(in crate::sandbox) id: String,
    /// Its event type.
    pub(in crate::sandbox) kind: String,
    pub(in crate::sandbox) data: Value,
    pub(in crate::sandbox) created: Moment,
    pub(in crate::sandbox) deliveries: Vec<Delivery>,
}

/// An event on its way to one URL.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub(in crate::sandbox) struct Delivery {
    /// The endpoint whose secret signs it; none for a video's own callback URL, which has no secret.
    pub(super) endpoint: Option<String>,
    pub(super) url: String,
    pub(super) tries: u32,
    /// What came back the last time: a status code or an error.
    pub(super) answer: Option<String>,
    pub(super) state: DeliveryState,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub(super) enum DeliveryState {
    /// To be sent at this moment.
    Due(Moment),
    Delivered,
    /// The URL is not on this machine.
    NotCalled,
    /// The receiver did not answer with success for a day, or its endpoint was deleted.
    GivenUp,
}

impl DeliveryState {
    fn word(self) -> &'static str {
        match self {
            Self::Due(_) => "due",
            Self::Delivered => "delivered",
            Self::NotCalled => "not_called",
            Self::GivenUp => "given_up",
        }
    }
}

impl Endpoint {
    /// Whether it is told of an event of this type about this video, which finished at this moment.
    pub(super) fn wants(&self, event_type: &str, video: &str, finished: Moment) -> bool {
        let subscribed = |types: &Vec<String>| types.iter().any(|wanted| wanted == event_type);
        self.created <= finished
            && self.events.as_ref().is_none_or(subscribed)
            && self.entity_id.as_ref().is_none_or(|entity| entity == video)
    }
}

impl Event {
    /// What the sandbox tells of it: where it was sent, and what came back.
    pub(in crate::sandbox) fn with_deliveries(&self) -> Value {
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

impl Webhooks {
    /// How many endpoints and events there have been.
    pub(in crate::sandbox) fn made(&self) -> usize {
        self.count
    }

    pub(in crate::sandbox) fn endpoint(&self, id: &str) -> Option<&Endpoint> {
        self.endpoints.iter().find(|endpoint| endpoint.id == id)
    }

    pub(super) fn add_endpoint(&mut self, endpoint: Endpoint) {
        self.count += 1;
        self.endpoints.push(Endpoint { number: u64::try_from(self.count).unwrap_or(u64::MAX), ..endpoint });
    }

    /// Keeps new events, which announce all videos that finished up to `announced`; the oldest make room.
    pub(super) fn add_events(&mut self, events: Vec<Event>, announced: Moment) {
        self.announced = self.announced.max(announced);
        for event in events {
            self.count += 1;
            self.events.push(Event { number: u64::try_from(self.count).unwrap_or(u64::MAX), ..event });
        }
        let surplus = self.events.len().saturating_sub(MAX_EVENTS);
        self.events.drain(..surplus);
    }

    pub(super) fn delivery(&self, event: &str, place: usize) -> Option<(&Event, &Delivery)> {
        let event = self.events.iter().rev().find(|known| known.id == event)?;
        Some((event, event.deliveries.get(place)?))
    }

    pub(super) fn delivery_mut(&mut self, event: &str, place: usize) -> Option<&mut Delivery> {
        self.events.iter_mut().rev().find(|known| known.id == event)?.deliveries.get_mut(place)
    }
}
