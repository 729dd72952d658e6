//! Parts of a request body that several dialects have.

use serde_json::{Value, json};

use crate::domain::{Scene, Shape, TalkingStyle, VideoSpec};

/// The width and height of a video in pixels.
pub(super) fn dimension(shape: Shape) -> Value {
    let (width, height) = shape.pixels();
    json!({ "width": width, "height": height })
}

/// The motion prompt of a scene, if it has one.
pub(super) fn motion_prompt(scene: &Scene) -> Option<&str> {
    Some(scene.motion_prompt.trim()).filter(|prompt| !prompt.is_empty())
}

/// The id of the uploaded recording of a scene, if it has one. One that is not uploaded has an empty id, which the service
/// refuses: a recording is never replaced by its script.
pub(super) fn recording_id<'a>(spec: &'a VideoSpec, scene: &Scene) -> Option<&'a str> {
    scene.recording.as_ref()?;
    Some(spec.recordings.file(scene).and_then(|file| file.asset_id.as_deref()).unwrap_or_default())
}

/// The talking style of a scene in v2, which has no medium one.
pub(super) fn talking_style(scene: &Scene) -> &str {
    match &scene.style {
        TalkingStyle::Medium => TalkingStyle::Expressive.as_str(),
        style => style.as_str(),
    }
}

/// The fields of both objects.
pub(super) fn merge(one: Value, other: Value) -> Value {
    match (one, other) {
        (Value::Object(one), Value::Object(other)) => one.into_iter().chain(other).collect(),
        (one, _) => one,
    }
}
