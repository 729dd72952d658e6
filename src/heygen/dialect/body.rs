//! Parts of a request body that several dialects have.

use serde::Serialize;

use crate::domain::Shape;

/// The width and height of a video in pixels.
#[derive(Serialize)]
pub(super) struct Dimension {
    width: u32,
    height: u32,
}

impl Dimension {
    pub(super) fn from_shape(shape: Shape) -> Self {
        let (width, height) = shape.pixels();
        Self { width, height }
    }
}

/// Indented JSON. It cannot fail: bodies hold only texts, numbers, booleans and lists.
pub(super) fn to_json(body: &impl Serialize) -> String {
    serde_json::to_string_pretty(body).unwrap_or_default()
}
