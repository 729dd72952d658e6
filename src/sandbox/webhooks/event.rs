//! The event of a finished video, in the words of the reference and of the public documentation.

use serde_json::{Value, json};

use super::event_types::{VIDEO_FAIL, VIDEO_SUCCESS};
use super::state::{Delivery, DeliveryState, Event};
use crate::sandbox::clock::Moment;
use crate::sandbox::dice::Dice;
use crate::sandbox::outbound::Target;
use crate::sandbox::outcome::failure;
use crate::sandbox::service::Service;
use crate::sandbox::videos;
use crate::sandbox::world::{Account, Video, World};

/// The event of a video that finished at this moment; none where nobody is to be told.
pub(super) fn of_video(
    service: &Service,
    world: &World,
    account: &Account,
    video: &Video,
    finished: Moment,
) -> Option<Event> {
    let success = videos::word(video, service.now(), account) == "completed";
    let event_type = if success { VIDEO_SUCCESS } else { VIDEO_FAIL };
    let callback = video.callback_url.iter().map(|url| delivery(None, url, finished));
    let subscribed = world.webhooks.endpoints.iter();
    let subscribed = subscribed.filter(|endpoint| endpoint.wants(event_type, &video.id, finished));
    let subscribed = subscribed.map(|endpoint| delivery(Some(&endpoint.id), &endpoint.url, finished));
    let deliveries: Vec<Delivery> = callback.chain(subscribed).collect();
    if deliveries.is_empty() {
        return None;
    }
    let data = if success { success_data(service, video) } else { failure_data(video, account) };
    Some(Event {
        number: 0,
        id: Dice::of(&format!("event of {}", video.id)).id(),
        kind: event_type.to_owned(),
        data,
        created: finished,
        deliveries,
    })
}

fn delivery(endpoint: Option<&String>, url: &str, due: Moment) -> Delivery {
    let state = if Target::parse(url).is_some() { DeliveryState::Due(due) } else { DeliveryState::NotCalled };
    Delivery { endpoint: endpoint.cloned(), url: url.to_owned(), tries: 0, answer: None, state }
}

/// The reference has four fields in each event; the public documentation names more.
fn success_data(service: &Service, video: &Video) -> Value {
    json!({
        "video_id": video.id,
        "url": service.signed(&format!("/media/films/{}.mp4", video.id)),
        "gif_download_url": null,
        "video_share_page_url": format!("{}/share/{}", service.base(), video.id),
        "folder_id": null,
        "error": null,
        "callback_id": video.callback_id,
    })
}

/// The public documentation calls the text `msg`.
fn failure_data(video: &Video, account: &Account) -> Value {
    let text = failure(video, account).map(|failure| failure.text);
    json!({
        "video_id": video.id,
        "url": null,
        "error": text,
        "msg": text,
        "callback_id": video.callback_id,
    })
}
