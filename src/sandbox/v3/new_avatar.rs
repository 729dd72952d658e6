//! Creation of looks, from a photo or from a prompt.

use axum::http::{HeaderMap, StatusCode};
use serde_json::{Value, json};

use super::avatar_looks::{self, AvatarLook};
use super::idempotency::IdempotentRequest;
use super::{fetch, file_fields};
use crate::sandbox::faults::{CREATE_AVATAR, InjectedFaultKind};
use crate::sandbox::http::form::{Form, JsonBody};
use crate::sandbox::http::reply::{self, EndpointResult, ErrorReply};
use crate::sandbox::looks::{self, MAX_PROMPT_CHARS};
use crate::sandbox::options::LOOK_GENERATION_SECONDS;
use crate::sandbox::service::{Service, SharedService};
use crate::sandbox::world::records::{StoredLook, StoredLookGeneration};

const KINDS: [&str; 4] = ["photo", "prompt", "video", "digital_twin"];
const MAX_REFERENCE_IMAGES: usize = 3;

/// `POST /v3/avatars`
pub(super) async fn create(service: SharedService, headers: HeaderMap, body: JsonBody) -> EndpointResult {
    let request = IdempotentRequest::read(&service, &headers, "/v3/avatars", body)?;
    if let Some(data) = request.first_response(&service.world())? {
        return Ok(reply::v3(&data));
    }
    fetch::fetch(&service, &request.value()).await;
    let form = request.form();
    let (look, generation) = match form.required_choice("type", &KINDS)? {
        "photo" => (from_photo(&service, &form)?, None),
        "prompt" => {
            let (look, generation) = from_prompt(&service, &form)?;
            (look, Some(generation))
        }
        kind => {
            let why = format!("is {kind}: the sandbox makes photo and prompt avatars only");
            return Err(ErrorReply::invalid_param("type", &why));
        }
    };
    let data = to_json(&service, &look);
    let data = request.run_once(&service, data, |world| {
        world.generations.extend(generation);
        world.looks.push(look);
        Ok(())
    })?;
    Ok(reply::v3(&data))
}

/// The reply for a new look that is not in the world yet: the look, and its group with it.
fn to_json(service: &Service, look: &StoredLook) -> Value {
    let world = service.world();
    let new = AvatarLook::photo(0, look.clone());
    let mut group = avatar_looks::all(service, &world);
    group.retain(|other| other.stored.group_id == look.group_id);
    group.push(new.clone());
    // The oldest look stands for the group.
    let first = group.iter().rev().nth(1).unwrap_or(&new);
    json!({
        "avatar_item": new.to_json(service, &world),
        "avatar_group": first.group(service, group.len()),
    })
}

fn from_photo(service: &Service, form: &Form<'_>) -> Result<StoredLook, ErrorReply> {
    let name = form.required_text("name")?;
    let group = group(service, form)?;
    let key = file_fields::picture(service, form, "file")?;
    let id = service.new_id();
    let look = looks::new_look(service, id.clone(), group.unwrap_or(id), name, &key);
    let faceless = service.take_fault(CREATE_AVATAR, InjectedFaultKind::NoFace);
    Ok(StoredLook { faceless, ..look })
}

/// A look that is generated from a prompt: of a group, of a look, or of a new person.
fn from_prompt(service: &Service, form: &Form<'_>) -> Result<(StoredLook, StoredLookGeneration), ErrorReply> {
    let name = form.required_text("name")?;
    let prompt = file_fields::short_text(form, "prompt", MAX_PROMPT_CHARS)?;
    if form.value("reference_images").is_some() {
        for image in form.objects("reference_images", MAX_REFERENCE_IMAGES)? {
            image.required_text("type")?;
        }
    }
    let model = match form.text("avatar_id")? {
        None => None,
        Some(id) => Some(avatar_looks::find(service, id).ok_or_else(|| unknown(form, "avatar_id", id))?),
    };
    let group = group(service, form)?.or_else(|| model.as_ref().map(|model| model.stored.group_id.clone()));
    let id = service.new_id();
    let key = format!("image/{}/original", service.new_id());
    let group_id = group.unwrap_or_else(|| id.clone());
    let work = service.work_span(LOOK_GENERATION_SECONDS);
    let generation = StoredLookGeneration {
        id: service.new_id(),
        group_id: model.map_or_else(|| group_id.clone(), |model| model.stored.id),
        prompt: prompt.to_owned(),
        image_keys: vec![key.clone()],
        work,
    };
    let name = name.to_owned();
    Ok((
        StoredLook { id, group_id, name, image_key: key, generated: true, work, faceless: false },
        generation,
    ))
}

/// The group that a new look is added to.
fn group(service: &Service, form: &Form<'_>) -> Result<Option<String>, ErrorReply> {
    let Some(id) = form.text("avatar_group_id")? else { return Ok(None) };
    if looks::is_group(&service.world(), id) {
        Ok(Some(id.to_owned()))
    } else {
        Err(unknown(form, "avatar_group_id", id))
    }
}

fn unknown(form: &Form<'_>, field: &str, id: &str) -> ErrorReply {
    let text = format!("Avatar {id} not found");
    ErrorReply::of(&form.path_of(field), StatusCode::NOT_FOUND, "avatar_not_found", &text)
}
