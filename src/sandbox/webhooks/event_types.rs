//! The event types of webhooks. The sandbox sends those of videos only.

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

pub(super) const VIDEO_SUCCESS: &str = EVENT_TYPES[0].0;
pub(super) const VIDEO_FAIL: &str = EVENT_TYPES[1].0;
