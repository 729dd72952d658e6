//! Request and response bodies of v3: one envelope for items, one for lists.

use axum::Json;
use axum::extract::{FromRequest, Request};
use axum::response::{IntoResponse, Response};
use serde_json::{Value, json};

use super::error::V3ErrorReply;
use crate::sandbox::http::form::{Form, JsonBody};

/// What an endpoint gives back.
pub(super) type V3Result = Result<Response, V3ErrorReply>;

/// One thing, or what became of a call.
pub(super) fn one(data: &Value) -> Response {
    Json(json!({ "data": data })).into_response()
}

/// A list in its envelope.
pub(super) fn listed(data: &[Value], next: Option<&str>) -> Response {
    Json(json!({ "data": data, "has_more": next.is_some(), "next_token": next })).into_response()
}

/// Pictures may stand in a body, in base64.
const MAX_BODY_BYTES: usize = 48 << 20;

/// A JSON object, refused in the words of this generation.
#[derive(Debug)]
pub(super) struct V3Body(JsonBody);

impl V3Body {
    pub(super) fn form(&self) -> Form<'_> {
        self.0.form()
    }

    pub(super) fn value(&self) -> Value {
        Value::Object(self.0.0.clone())
    }
}

impl<S: Send + Sync> FromRequest<S> for V3Body {
    type Rejection = V3ErrorReply;

    async fn from_request(request: Request, _: &S) -> Result<Self, V3ErrorReply> {
        Ok(Self(JsonBody::read(request.into_body(), MAX_BODY_BYTES).await?))
    }
}
