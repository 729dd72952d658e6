//! Photo avatar groups: create, add looks, train, generate looks.

use axum::extract::Path;
use axum::http::StatusCode;
use serde_json::{Value, json};

use crate::sandbox::catalog::{people, pictures};
use crate::sandbox::faults::InjectedFaultKind;
use crate::sandbox::http::form::{Form, JsonBody};
use crate::sandbox::http::reply::{self, EndpointResult, ErrorReply};
use crate::sandbox::looks::{self, MAX_PROMPT_CHARS};
use crate::sandbox::options::{LOOK_GENERATION_SECONDS, TRAINING_SECONDS};
use crate::sandbox::policy::{self, PictureKeys};
use crate::sandbox::service::{Service, SharedService};
use crate::sandbox::world::clock;
use crate::sandbox::world::records::{GroupTraining, StoredLook, StoredLookGeneration};

const ORIENTATIONS: [&str; 3] = ["square", "horizontal", "vertical"];
const POSES: [&str; 3] = ["half_body", "close_up", "full_body"];
const STYLES: [&str; 7] = ["Realistic", "Pixar", "Cinematic", "Vintage", "Noir", "Cyberpunk", "Unspecified"];
const MAX_IMAGE_KEYS: usize = 4;

/// `POST /v2/photo_avatar/avatar_group/create`
pub(super) async fn create(service: SharedService, body: JsonBody) -> EndpointResult {
    let form = body.form();
    let (name, key) = (form.required_text("name")?, form.required_text("image_key")?);
    require_picture(&service, &form, "image_key", key)?;
    let id = service.new_id();
    let look = looks::new_look(&service, id.clone(), id, name, key);
    let data = to_json(&service, &look);
    service.change(|world| world.looks.push(look))?;
    Ok(reply::v2(&data))
}

/// `POST /v2/photo_avatar/avatar_group/add`
pub(super) async fn add(service: SharedService, body: JsonBody) -> EndpointResult {
    let form = body.form();
    let group = form.required_text("group_id")?;
    let keys = form.texts("image_keys", MAX_IMAGE_KEYS)?;
    let name = form.required_text("name")?;
    let generation = form.text("generation_id")?;
    require_group(&service, &form, group)?;
    for (at, key) in keys.iter().enumerate() {
        let field = format!("image_keys.{at}");
        require_picture(&service, &form, &field, key)?;
        require_generation(&service, &form, &field, key, generation)?;
    }
    let new = |key: &&str| looks::new_look(&service, service.new_id(), group.to_owned(), name, key);
    let looks: Vec<StoredLook> = keys.iter().map(new).collect();
    let data: Vec<Value> = looks.iter().map(|look| to_json(&service, look)).collect();
    service.change(|world| world.looks.extend(looks))?;
    Ok(reply::v2(&json!({ "photo_avatar_list": data })))
}

/// `POST /v2/photo_avatar/train`
pub(super) async fn train(service: SharedService, body: JsonBody) -> EndpointResult {
    let form = body.form();
    let group = form.required_text("group_id")?;
    require_group(&service, &form, group)?;
    let (now, work) = (service.now(), service.work_span(TRAINING_SECONDS));
    service.change(|world| {
        // A running training is not restarted.
        match world.trainings.get(group) {
            Some(training) if !training.work.is_over(now) => {}
            Some(_) => _ = world.trainings.update(group, |training| training.work = work),
            None => world.trainings.push(GroupTraining { group_id: group.to_owned(), work }),
        }
    })?;
    Ok(reply::v2(&Value::Null))
}

/// `GET /v2/photo_avatar/train/status/{group_id}`
pub(super) async fn training(service: SharedService, Path(group): Path<String>) -> EndpointResult {
    let (now, world) = (service.now(), service.world());
    if !looks::is_group(&world, &group) {
        return Err(ErrorReply::new(
            StatusCode::NOT_FOUND,
            "avatar_group_not_found",
            "avatar group not found",
        ));
    }
    let work = looks::training_of(&world, &group);
    let status = work.map_or("pending", |work| work.status(now));
    let moved = work.filter(|_| status != "pending").map(|work| clock::unix(now.min(work.to)));
    Ok(reply::v2(&json!({
        "status": status,
        "error_msg": null,
        "created_at": clock::unix(work.map_or(now, |work| work.from)),
        "updated_at": moved,
    })))
}

/// `POST /v2/photo_avatar/look/generate`
pub(super) async fn generate(service: SharedService, body: JsonBody) -> EndpointResult {
    let form = body.form();
    let group = form.required_text("group_id")?;
    let prompt = form.short_text("prompt", MAX_PROMPT_CHARS)?;
    form.choice("orientation", &ORIENTATIONS)?;
    form.choice("pose", &POSES)?;
    form.choice("style", &STYLES)?;
    require_group(&service, &form, group)?;
    require_training(&service, &form, group)?;
    let generation = StoredLookGeneration {
        id: service.new_id(),
        group_id: group.to_owned(),
        prompt: prompt.to_owned(),
        image_keys: (0..4).map(|_| format!("image/{}/original", service.new_id())).collect(),
        work: service.work_span(LOOK_GENERATION_SECONDS),
    };
    let id = generation.id.clone();
    service.change(|world| world.generations.push(generation))?;
    Ok(reply::v2(&json!({ "generation_id": id })))
}

/// `GET /v2/photo_avatar/generation/{generation_id}`
pub(super) async fn generation(service: SharedService, Path(id): Path<String>) -> EndpointResult {
    let (now, world) = (service.now(), service.world());
    let Some(generation) = world.generation(&id) else {
        return Err(ErrorReply::new(
            StatusCode::NOT_FOUND,
            "generation_not_found",
            "photo generation not found",
        ));
    };
    let status = match generation.work.status(now) {
        "completed" => "success",
        earlier => earlier,
    };
    let done = status == "success";
    let keys = done.then_some(&generation.image_keys);
    let urls =
        keys.map(|keys| keys.iter().map(|key| format!("{}/media/{key}", service.base())).collect::<Vec<_>>());
    Ok(reply::v2(&json!({
        "id": id,
        "status": status,
        "msg": null,
        "image_url_list": urls,
        "image_key_list": keys,
    })))
}

/// `GET /v2/photo_avatar/{id}`: one look.
pub(super) async fn details(service: SharedService, Path(id): Path<String>) -> EndpointResult {
    let own = service.world().look(&id).cloned();
    let known = |person| StoredLook { id: id.clone(), group_id: id.clone(), ..looks::look_of(person) };
    let look = own.or_else(|| people::find(&id).map(known));
    match look {
        Some(look) => Ok(reply::v2(&to_json(&service, &look))),
        None => Err(ErrorReply::new(StatusCode::NOT_FOUND, "avatar_not_found", "avatar look not found")),
    }
}

pub(super) fn to_json(service: &Service, look: &StoredLook) -> Value {
    json!({
        "id": look.id,
        "image_url": service.picture_url(&look.id, &look.image_key),
        "created_at": clock::unix_fraction(look.work.from),
        "name": look.name,
        "status": look.status(service.now()),
        "group_id": look.group_id,
        "is_motion": false,
        "motion_preview_url": null,
        "business_type": if look.generated { "generated" } else { "uploaded" },
        "upscale_availability": { "available": true, "reason": null },
        "upscaled": false,
        "background_sound_effect": null,
    })
}

fn require_group(service: &Service, form: &Form<'_>, group: &str) -> Result<(), ErrorReply> {
    if looks::is_group(&service.world(), group) {
        Ok(())
    } else {
        form.refuse("group_id", "avatar group not found")
    }
}

fn require_picture(service: &Service, form: &Form<'_>, field: &str, key: &str) -> Result<(), ErrorReply> {
    if key.starts_with("image/") && pictures::find(&service.world(), key).is_some() {
        return Ok(());
    }
    form.refuse(field, "image not found")
}

/// Requires the id of the generation with the picture key of a generated look.
fn require_generation(
    service: &Service,
    form: &Form<'_>,
    field: &str,
    key: &str,
    named: Option<&str>,
) -> Result<(), ErrorReply> {
    let world = service.world();
    let own = world.generation_of(key);
    let fits = own.is_none_or(|made| named == Some(made.id.as_str()));
    if fits || service.policy().picture_keys == PictureKeys::Loose {
        return Ok(());
    }
    form.refuse(field, "image not found")
}

fn require_training(service: &Service, form: &Form<'_>, group: &str) -> Result<(), ErrorReply> {
    let trained = looks::training_of(&service.world(), group).is_some_and(|work| work.is_over(service.now()));
    let required = service.policy().training == policy::TrainingPolicy::Required;
    if !trained
        && (required
            || service
                .take_fault("POST /v2/photo_avatar/look/generate", &[InjectedFaultKind::StrictTraining])
                .is_some())
    {
        return form.refuse("group_id", &format!("group {group} is not trained"));
    }
    Ok(())
}
