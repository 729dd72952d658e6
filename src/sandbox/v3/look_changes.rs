//! Rename and delete looks of the account. The sandbox's own people cannot be changed.

use axum::extract::Path;
use axum::http::StatusCode;
use serde_json::json;

use super::{avatar_looks, file_fields};
use crate::sandbox::http::form::JsonBody;
use crate::sandbox::http::reply::{self, EndpointResult, ErrorReply};
use crate::sandbox::service::{Service, SharedService};

const MAX_NAME_CHARS: usize = 255;

/// `PATCH /v3/avatars/looks/{look_id}` `{"name"?}`
pub(super) async fn rename(service: SharedService, Path(id): Path<String>, body: JsonBody) -> EndpointResult {
    own(&service, &id)?;
    let form = body.form();
    if form.value("name").is_some() {
        let name = file_fields::short_text(&form, "name", MAX_NAME_CHARS)?;
        service.change(|world| world.looks.update(&id, |look| name.clone_into(&mut look.name)))?;
    }
    let look = avatar_looks::find(&service, &id).ok_or_else(|| ErrorReply::not_found("avatar", &id))?;
    Ok(reply::v3(&look.to_json(&service, &service.world())))
}

/// `DELETE /v3/avatars/looks/{look_id}`. Deleting the last look of a group deletes the group.
pub(super) async fn delete(service: SharedService, Path(id): Path<String>) -> EndpointResult {
    own(&service, &id)?;
    service.change(|world| world.looks.remove(&id))?;
    Ok(reply::v3(&json!({ "id": id })))
}

/// An error unless the look belongs to the account.
fn own(service: &Service, id: &str) -> Result<(), ErrorReply> {
    if service.world().look(id).is_some() {
        return Ok(());
    }
    if avatar_looks::find(service, id).is_none() {
        return Err(ErrorReply::not_found("avatar", id));
    }
    let text = format!("Avatar {id} belongs to the sandbox and cannot be changed");
    Err(ErrorReply::new(StatusCode::FORBIDDEN, "forbidden", &text))
}
