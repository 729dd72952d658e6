//! The event types of webhooks, and the event of a finished video. The sandbox sends no other events.

use serde_json::{Value, json};

use super::state::{WebhookDelivery, WebhookDeliveryState, WebhookEvent};
use crate::sandbox::http::loopback_client::LoopbackUrl;
use crate::sandbox::render::video;
use crate::sandbox::render::video::failure;
use crate::sandbox::rng::Rng;
use crate::sandbox::service::Service;
use crate::sandbox::world::{Moment, SandboxAccount, StoredVideo, World};

/// Each event type and when the service sends it.
pub(crate) const EVENT_TYPES: [(&str, &str); 28] = [
    ("avatar_video.success", "A video was completed"),
    ("avatar_video.fail", "A video failed"),
    ("avatar_video_gif.success", "The GIF preview of a video was completed"),
    ("avatar_video_gif.fail", "The GIF preview of a video failed"),
    ("video_translate.success", "A translated video was completed"),
    ("video_translate.fail", "A translated video failed"),
    ("personalized_video", "A personalized video changed its state"),
    ("instant_avatar.success", "An instant avatar was completed"),
    ("instant_avatar.fail", "An instant avatar failed"),
    ("photo_avatar_generation.success", "Looks were generated"),
    ("photo_avatar_generation.fail", "A generation of looks failed"),
    ("photo_avatar_train.success", "A group was trained"),
    ("photo_avatar_train.fail", "A training failed"),
    ("photo_avatar_add_motion.success", "Motion was added to a look"),
    ("photo_avatar_add_motion.fail", "Motion could not be added to a look"),
    ("proofread_creation.success", "A proofread was created"),
    ("proofread_creation.fail", "A proofread failed"),
    ("live_avatar.success", "A live avatar was completed"),
    ("live_avatar.fail", "A live avatar failed"),
    ("avatar_video_caption.success", "The captions of a video were completed"),
    ("avatar_video_caption.fail", "The captions of a video failed"),
    ("video_agent.success", "A video of the video agent was completed"),
    ("video_agent.fail", "A video of the video agent failed"),
    ("hyperframes_video.success", "A HyperFrames video was completed"),
    ("hyperframes_video.fail", "A HyperFrames video failed"),
    ("ai_clipping.success", "Clips were cut from a video"),
    ("ai_clipping.fail", "Clips could not be cut from a video"),
    ("batch.finished", "All videos of a batch are finished"),
];

const VIDEO_SUCCESS: &str = EVENT_TYPES[0].0;
const VIDEO_FAIL: &str = EVENT_TYPES[1].0;

/// The event of a finished video, with its deliveries; none if there is no receiver.
pub(super) fn of_video(
    service: &Service,
    world: &World,
    account: &SandboxAccount,
    video: &StoredVideo,
) -> Option<WebhookEvent> {
    let finished = video.work.to;
    let success = video::status_of(video, service.now(), account) == "completed";
    let event_type = if success { VIDEO_SUCCESS } else { VIDEO_FAIL };
    let callback = video.callback_url.iter().map(|url| (None, url));
    let subscribed = world.webhooks.endpoints.iter();
    let subscribed = subscribed.filter(|endpoint| endpoint.wants(event_type, &video.id, finished));
    let subscribed = subscribed.map(|endpoint| (Some(&endpoint.id), &endpoint.url));
    let id = Rng::seeded_by(&format!("event of {}", video.id)).id();
    let deliveries: Vec<WebhookDelivery> =
        callback.chain(subscribed).map(|receiver| delivery(receiver, finished)).collect();
    if deliveries.is_empty() {
        return None;
    }
    let data = if success { success_data(service, video) } else { failure_data(video, account) };
    Some(WebhookEvent { id, kind: event_type.to_owned(), data, created: finished, deliveries })
}

/// The delivery to a receiver: an endpoint's id, if it has one, and a URL.
fn delivery((endpoint, url): (Option<&String>, &String), due: Moment) -> WebhookDelivery {
    let state = if LoopbackUrl::parse(url).is_some() {
        WebhookDeliveryState::Due(due)
    } else {
        WebhookDeliveryState::NotCalled
    };
    WebhookDelivery { endpoint: endpoint.cloned(), url: url.clone(), tries: 0, answer: None, state }
}

/// The reference has four fields; the public documentation has more.
fn success_data(service: &Service, video: &StoredVideo) -> Value {
    json!({
        "video_id": video.id,
        "url": service.signed_url(&format!("/media/videos/{}.mp4", video.id)),
        "gif_download_url": null,
        "video_share_page_url": format!("{}/share/{}", service.base(), video.id),
        "folder_id": null,
        "error": null,
        "callback_id": video.callback_id,
    })
}

/// The public documentation calls the message `msg`.
fn failure_data(video: &StoredVideo, account: &SandboxAccount) -> Value {
    let text = failure(video, account).map(|failure| failure.message);
    json!({
        "video_id": video.id,
        "url": null,
        "error": text,
        "msg": text,
        "callback_id": video.callback_id,
    })
}
