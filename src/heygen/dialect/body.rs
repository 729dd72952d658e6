//! Parts of a request body that several dialects have.

use serde_json::{Value, json};

use crate::domain::{Scene, Shape, TalkingStyle};

/// The width and height of a video in pixels.
pub(super) fn dimension(shape: Shape) -> Value {
    let (width, height) = shape.pixels();
    json!({ "width": width, "height": height })
}

/// The motion prompt of a scene, if it has one.
pub(super) fn motion_prompt(scene: &Scene) -> Option<&str> {
    Some(scene.motion_prompt.trim()).filter(|prompt| !prompt.is_empty())
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
