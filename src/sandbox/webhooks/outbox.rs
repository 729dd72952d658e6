//! The outbox: unfinished videos and due deliveries by time. It is rebuilt from the world at each start.

use std::collections::BTreeSet;
use std::sync::{Mutex, MutexGuard, PoisonError};

use tokio::sync::Notify;

use super::state::WebhookDeliveryState;
use crate::sandbox::world::World;
use crate::sandbox::world::clock::Moment;
use crate::sandbox::world::records::StoredVideo;

/// Ordered by time, so that the next one is found at once.
#[derive(Debug, Default)]
struct Queues {
    videos: BTreeSet<(Moment, String)>,
    /// With the ids of the deliveries.
    deliveries: BTreeSet<(Moment, String)>,
}

#[derive(Debug, Default)]
pub(crate) struct Outbox {
    queues: Mutex<Queues>,
    changed: Notify,
}

impl Outbox {
    /// The outbox of a resumed world.
    pub(crate) fn of(world: &World) -> Self {
        let announced = world.webhooks.announced();
        let videos = world.videos.iter().filter(|video| !video.deleted && video.work.to > announced);
        let videos = videos.map(|video| (video.work.to, video.id.clone())).collect();
        let deliveries = world.webhooks.deliveries.iter().filter_map(|delivery| match delivery.state {
            WebhookDeliveryState::Due(at) => Some((at, delivery.id.clone())),
            _ => None,
        });
        let queues = Queues { videos, deliveries: deliveries.collect() };
        Self { queues: Mutex::new(queues), changed: Notify::new() }
    }

    /// Announces a video when it finishes.
    pub(crate) fn announce_when_finished(&self, video: &StoredVideo) {
        self.lock().videos.insert((video.work.to, video.id.clone()));
        self.changed.notify_one();
    }

    pub(super) fn schedule(&self, at: Moment, delivery: String) {
        self.lock().deliveries.insert((at, delivery));
    }

    /// Takes the finished videos, in the order of their ends.
    pub(super) fn take_finished(&self, now: Moment) -> Vec<(Moment, String)> {
        take(&mut self.lock().videos, now)
    }

    /// Takes the due deliveries.
    pub(super) fn take_due(&self, now: Moment) -> Vec<String> {
        take(&mut self.lock().deliveries, now).into_iter().map(|(_, delivery)| delivery).collect()
    }

    /// Returns finished videos that could not be announced.
    pub(super) fn put_back(&self, finished: Vec<(Moment, String)>) {
        self.lock().videos.extend(finished);
    }

    /// When something is due next; nothing is announced before `held`.
    pub(super) fn next(&self, held: Option<Moment>) -> Option<Moment> {
        let queues = self.lock();
        let video = held.or_else(|| queues.videos.first().map(|(at, _)| *at));
        let delivery = queues.deliveries.first().map(|(at, _)| *at);
        video.into_iter().chain(delivery).min()
    }

    /// Waits until a video is added.
    pub(super) async fn changed(&self) {
        self.changed.notified().await;
    }

    fn lock(&self) -> MutexGuard<'_, Queues> {
        self.queues.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

fn take<T: Ord>(queue: &mut BTreeSet<(Moment, T)>, now: Moment) -> Vec<(Moment, T)> {
    let mut taken = Vec::new();
    while queue.first().is_some_and(|(at, _)| *at <= now) {
        taken.extend(queue.pop_first());
    }
    taken
}
