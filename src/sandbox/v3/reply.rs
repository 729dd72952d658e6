//! Request and reply bodies of v3.

use axum::Json;
use axum::extract::{FromRequest, Request};
use axum::response::{IntoResponse, Response};
use serde_json::{Value, json};

use super::error::V3ErrorReply;
use crate::sandbox::http::form::{Form, JsonBody};

/// The result of an endpoint of v3.
pub(super) type V3Result = Result<Response, V3ErrorReply>;

/// A success with one item.
pub(super) fn data_reply(data: &Value) -> Response {
    Json(json!({ "data": data })).into_response()
}

/// A success with a page of a list.
pub(super) fn list_reply(data: &[Value], next: Option<&str>) -> Response {
    Json(json!({ "data": data, "has_more": next.is_some(), "next_token": next })).into_response()
}

/// Bodies may contain pictures as base64.
const MAX_BODY_BYTES: usize = 48 << 20;

/// The body of a request: a JSON object.
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
