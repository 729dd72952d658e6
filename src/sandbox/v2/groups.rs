//! Photo avatar groups and their looks: create, add, train, generate, list.

use axum::extract::Path;
use axum::http::StatusCode;
use serde_json::{Value, json};

use crate::sandbox::catalog::{people, pictures};
use crate::sandbox::faults::InjectedFaultKind;
use crate::sandbox::http::{EndpointResult, ErrorReply, Form, JsonBody, reply};
use crate::sandbox::looks::{self, MAX_PROMPT_CHARS};
use crate::sandbox::options::{LOOK_GENERATION_SECONDS, TRAINING_SECONDS};
use crate::sandbox::policy::{PictureKeys, TrainingPolicy};
use crate::sandbox::service::{Service, SharedService};
use crate::sandbox::world::{
    GroupTraining, Moment, PurchasedItem, StoredLook, StoredLookGeneration, StoredPurchase, World, clock,
};

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
    buy_looks(&service, vec![look])?;
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
    buy_looks(&service, looks)?;
    Ok(reply::v2(&json!({ "photo_avatar_list": data })))
}

/// Stores looks and charges them. A generated look was charged with its order.
fn buy_looks(service: &Service, looks: Vec<StoredLook>) -> Result<(), ErrorReply> {
    service.change(|world| {
        for look in looks {
            if world.generation_of(&look.image_key).is_none() {
                buy(service, world, look.id.clone(), PurchasedItem::V2Photo, look.work.to)?;
            }
            world.looks.push(look);
        }
        Ok(())
    })?
}

/// Charges something, if the balance covers it.
fn buy(
    service: &Service,
    world: &mut World,
    id: String,
    item: PurchasedItem,
    at: Moment,
) -> Result<(), ErrorReply> {
    service.check_balance(world, service.billing().price_of(&item))?;
    world.purchases.push(StoredPurchase { id, item, at });
    Ok(())
}

/// `POST /v2/photo_avatar/train`
pub(super) async fn train(service: SharedService, body: JsonBody) -> EndpointResult {
    let form = body.form();
    let group = form.required_text("group_id")?;
    require_group(&service, &form, group)?;
    let (now, work, id) = (service.now(), service.work_span(TRAINING_SECONDS), service.new_id());
    service.change(|world| {
        let is_running = world.trainings.get(group).is_some_and(|training| !training.work.is_over(now));
        // A running training is not restarted.
        if !is_running {
            buy(&service, world, id, PurchasedItem::V2Training, now)?;
            world.trainings.replace(GroupTraining { id: group.to_owned(), work });
        }
        Ok(())
    })??;
    Ok(reply::v2(&Value::Null))
}

/// `GET /v2/photo_avatar/train/status/{group_id}`
pub(super) async fn training(service: SharedService, Path(group): Path<String>) -> EndpointResult {
    let (now, world) = (service.now(), service.world());
    if !looks::is_group(&world, &group) {
        return Err(group_not_found());
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
    let (id, now) = (generation.id.clone(), service.now());
    service.change(|world| {
        buy(&service, world, id.clone(), PurchasedItem::V2Photo, now)?;
        world.generations.push(generation);
        Ok(())
    })??;
    Ok(reply::v2(&json!({ "generation_id": id })))
}

/// `GET /v2/photo_avatar/generation/{generation_id}`
pub(super) async fn generation(service: SharedService, Path(id): Path<String>) -> EndpointResult {
    let (now, world) = (service.now(), service.world());
    let Some(generation) = world.generations.get(&id) else {
        return Err(not_found("generation_not_found", "photo generation not found"));
    };
    let (status, keys) = match generation.work.status(now) {
        "completed" => ("success", Some(&generation.image_keys)),
        earlier => (earlier, None),
    };
    let url = |key: &String| format!("{}/media/{key}", service.base());
    let urls: Option<Vec<String>> = keys.map(|keys| keys.iter().map(url).collect());
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
    let look = own.or_else(|| looks::of_people(service.is_hostile()).find(|look| look.id == id));
    let look = look.ok_or_else(|| not_found("avatar_not_found", "avatar look not found"))?;
    Ok(reply::v2(&to_json(&service, &look)))
}

/// `GET /v2/avatar_group.list`: the account's groups, newest first, then the sandbox's people.
pub(super) async fn list(service: SharedService) -> EndpointResult {
    let world = service.world();
    // A look of one of the sandbox's people is in a group that is listed below.
    let own = world.first_looks().into_iter().filter(|look| people::find(&look.group_id).is_none());
    let first = own.cloned().chain(looks::of_people(service.is_hostile()));
    let rows: Vec<Value> = first.map(|look| row(&service, &world, &look)).collect();
    Ok(reply::v2(&json!({ "total_count": rows.len(), "avatar_group_list": rows })))
}

/// `GET /v2/avatar_group/{group_id}/avatars`
pub(super) async fn looks_of_group(service: SharedService, Path(group): Path<String>) -> EndpointResult {
    let rows: Vec<Value> =
        members(&service, &service.world(), &group).map(|look| to_json(&service, &look)).collect();
    if rows.is_empty() {
        return Err(group_not_found());
    }
    Ok(reply::v2(&json!({ "avatar_list": rows })))
}

fn members(service: &Service, world: &World, group: &str) -> impl Iterator<Item = StoredLook> {
    let known = looks::of_people(service.is_hostile());
    known.chain(world.looks.iter().cloned()).filter(move |look| look.group_id == group)
}

fn row(service: &Service, world: &World, look: &StoredLook) -> Value {
    let training = looks::training_of(world, &look.group_id);
    let train_status = match training.map(|work| work.is_over(service.now())) {
        None => "empty",
        Some(false) => "processing",
        Some(true) => "ready",
    };
    json!({
        "id": look.group_id,
        "name": look.name,
        "created_at": clock::unix(look.work.from),
        "num_looks": members(service, world, &look.group_id).count(),
        "preview_image": service.picture_url(look),
        "group_type": "PRIVATE",
        "train_status": train_status,
        "default_voice_id": null,
    })
}

fn to_json(service: &Service, look: &StoredLook) -> Value {
    json!({
        "id": look.id,
        "image_url": service.picture_url(look),
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

fn not_found(code: &str, message: &str) -> ErrorReply {
    ErrorReply::new(StatusCode::NOT_FOUND, code, message)
}

fn group_not_found() -> ErrorReply {
    not_found("avatar_group_not_found", "avatar group not found")
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
    let is_trained =
        looks::training_of(&service.world(), group).is_some_and(|work| work.is_over(service.now()));
    let is_required = || {
        let call = "POST /v2/photo_avatar/look/generate";
        service.policy().training == TrainingPolicy::Required
            || service.take_fault(call, InjectedFaultKind::StrictTraining)
    };
    if is_trained || !is_required() {
        return Ok(());
    }
    form.refuse("group_id", &format!("group {group} is not trained"))
}
