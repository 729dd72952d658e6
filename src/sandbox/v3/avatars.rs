//! Avatar groups and looks: list, get, create, rename, delete. The sandbox's own people cannot be changed.

use axum::extract::Path;
use axum::http::{HeaderMap, StatusCode};
use serde_json::{Value, json};

use super::avatar_looks::{self, AvatarLook};
use super::file_fields;
use super::idempotency::IdempotentRequest;
use super::page::SandboxPage;
use crate::sandbox::faults::{CREATE_AVATAR, InjectedFaultKind};
use crate::sandbox::http::{EndpointResult, ErrorReply, Form, JsonBody, RequestQuery, reply};
use crate::sandbox::looks::{self, MAX_PROMPT_CHARS};
use crate::sandbox::options::LOOK_GENERATION_SECONDS;
use crate::sandbox::service::{Service, SharedService};
use crate::sandbox::world::{PurchasedItem, StoredLook, StoredLookGeneration, StoredPurchase};

const DEFAULT_PAGE: usize = 20;
const MAX_PAGE: usize = 50;
const KINDS: [&str; 3] = ["photo_avatar", "studio_avatar", "digital_twin"];
const MAX_NAME_CHARS: usize = 255;

/// `GET /v3/avatars?ownership=&limit=&token=`: the groups, newest first.
pub(super) async fn list(service: SharedService, query: RequestQuery) -> EndpointResult {
    let page = SandboxPage::read("avatars", &query, DEFAULT_PAGE, MAX_PAGE)?;
    let public = ownership(&query)?;
    let all_looks: Vec<AvatarLook> = avatar_looks::all_after(&service, &service.world(), None).collect();
    let first = avatar_looks::first_of_groups(&all_looks);
    let shown = first.into_iter().filter(|look| public.is_none_or(|public| look.is_public == public));
    let marked = shown.map(|look| (look.position, look));
    Ok(page.reply(marked, |first| first.group(&service, group_size(&all_looks, first))))
}

/// `GET /v3/avatars/{group_id}`
pub(super) async fn group(service: SharedService, Path(id): Path<String>) -> EndpointResult {
    let group = avatar_looks::of_group(&service, &service.world(), &id);
    let first = group.last().ok_or_else(|| ErrorReply::not_found("avatar", &id))?;
    Ok(reply::v3(&first.group(&service, group.len())))
}

fn group_size(all_looks: &[AvatarLook], first: &AvatarLook) -> usize {
    all_looks.iter().filter(|other| other.stored.group_id == first.stored.group_id).count()
}

/// `GET /v3/avatars/looks?ownership=&avatar_type=&group_id=&limit=&token=`
pub(super) async fn looks(service: SharedService, query: RequestQuery) -> EndpointResult {
    let page = SandboxPage::read("looks", &query, DEFAULT_PAGE, MAX_PAGE)?;
    let public = ownership(&query)?;
    let (kind, group) = (query.get("avatar_type"), query.get("group_id"));
    if kind.is_some_and(|kind| !KINDS.contains(&kind)) {
        let why = format!("must be one of: {}", KINDS.join(", "));
        return Err(ErrorReply::invalid_param("avatar_type", &why));
    }
    let wanted = |look: &AvatarLook| {
        public.is_none_or(|public| look.is_public == public)
            && kind.is_none_or(|kind| look.kind.word() == kind)
            && group.is_none_or(|group| look.stored.group_id == group)
    };
    let world = service.world();
    let shown = avatar_looks::all_after(&service, &world, page.after()).filter(wanted);
    let marked = shown.map(|look| (look.position, look));
    Ok(page.reply(marked, |look| look.to_json(&service, &world)))
}

/// `GET /v3/avatars/looks/{id}`
pub(super) async fn look(service: SharedService, Path(id): Path<String>) -> EndpointResult {
    let look = avatar_looks::find(&service, &id).ok_or_else(|| ErrorReply::not_found("avatar", &id))?;
    Ok(reply::v3(&look.to_json(&service, &service.world())))
}

/// `PATCH /v3/avatars/looks/{look_id}` `{"name"?}`
pub(super) async fn rename(service: SharedService, id: Path<String>, body: JsonBody) -> EndpointResult {
    require_own(&service, &id)?;
    let form = body.form();
    form.accept_only(&[&["name"]])?;
    if form.value("name").is_some() {
        let name = file_fields::short_text(&form, "name", MAX_NAME_CHARS)?;
        service.change(|world| world.looks.update(&id, |look| name.clone_into(&mut look.name)))?;
    }
    look(service, id).await
}

/// `DELETE /v3/avatars/looks/{look_id}`. Deleting the last look of a group deletes the group.
pub(super) async fn delete(service: SharedService, Path(id): Path<String>) -> EndpointResult {
    require_own(&service, &id)?;
    service.change(|world| world.looks.remove(&id))?;
    Ok(reply::v3(&json!({ "id": id })))
}

/// An error unless the look belongs to the account.
fn require_own(service: &Service, id: &str) -> Result<(), ErrorReply> {
    if service.world().look(id).is_some() {
        return Ok(());
    }
    if avatar_looks::find(service, id).is_none() {
        return Err(ErrorReply::not_found("avatar", id));
    }
    let text = format!("Avatar {id} belongs to the sandbox and cannot be changed");
    Err(ErrorReply::new(StatusCode::FORBIDDEN, "forbidden", &text))
}

/// The filter `ownership`: true for public ones, false for the account's.
fn ownership(query: &RequestQuery) -> Result<Option<bool>, ErrorReply> {
    match query.get("ownership") {
        None => Ok(None),
        Some("public") => Ok(Some(true)),
        Some("private") => Ok(Some(false)),
        Some(_) => Err(ErrorReply::invalid_param("ownership", "must be one of: public, private")),
    }
}

const CREATED_KINDS: [&str; 4] = ["photo", "prompt", "video", "digital_twin"];
const PHOTO_FIELDS: [&str; 4] = ["type", "name", "file", "avatar_group_id"];
const PROMPT_FIELDS: [&str; 6] =
    ["type", "name", "prompt", "reference_images", "avatar_id", "avatar_group_id"];
const MAX_REFERENCE_IMAGES: usize = 3;

/// `POST /v3/avatars`
pub(super) async fn create(service: SharedService, headers: HeaderMap, body: JsonBody) -> EndpointResult {
    let request = IdempotentRequest::read(&service, &headers, "/v3/avatars", body)?;
    if let Some(data) = request.first_response(&service.world())? {
        return Ok(reply::v3(&data));
    }
    file_fields::fetch(&service, &request.value()).await;
    let form = request.form();
    let (look, generation) = match form.required_choice("type", &CREATED_KINDS)? {
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
    let data = created_to_json(&service, &look);
    let price = service.billing().price_of(&PurchasedItem::PhotoAvatar);
    let data = request.run_once(&service, data, |world| {
        service.check_balance(world, price)?;
        world.generations.extend(generation);
        // A look that fails is not charged.
        world.purchases.extend((!look.faceless).then(|| purchase(&look)));
        world.looks.push(look);
        Ok(())
    })?;
    Ok(reply::v3(&data))
}

/// The purchase of a look, which is charged once it is created.
fn purchase(look: &StoredLook) -> StoredPurchase {
    StoredPurchase { id: look.id.clone(), item: PurchasedItem::PhotoAvatar, at: look.work.to }
}

/// The reply for a new look that is not in the world yet: the look, and its group with it.
fn created_to_json(service: &Service, look: &StoredLook) -> Value {
    let world = service.world();
    let new = AvatarLook::photo(0, look.clone());
    let mut group = avatar_looks::of_group(service, &world, &look.group_id);
    group.push(new.clone());
    // The oldest look stands for the group.
    let first = group.iter().rev().nth(1).unwrap_or(&new);
    json!({
        "avatar_item": new.to_json(service, &world),
        "avatar_group": first.group(service, group.len()),
    })
}

fn from_photo(service: &Service, form: &Form<'_>) -> Result<StoredLook, ErrorReply> {
    form.accept_only(&[&PHOTO_FIELDS])?;
    let name = form.required_text("name")?;
    let group = named_group(service, form)?;
    let key = file_fields::picture(service, form, "file")?;
    let id = service.new_id();
    let look = looks::new_look(service, id.clone(), group.unwrap_or(id), name, &key);
    let faceless = service.take_fault(CREATE_AVATAR, InjectedFaultKind::NoFace);
    Ok(StoredLook { faceless, ..look })
}

/// A look that is generated from a prompt: of a group, of a look, or of a new person.
fn from_prompt(service: &Service, form: &Form<'_>) -> Result<(StoredLook, StoredLookGeneration), ErrorReply> {
    form.accept_only(&[&PROMPT_FIELDS])?;
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
    let group =
        named_group(service, form)?.or_else(|| model.as_ref().map(|model| model.stored.group_id.clone()));
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
fn named_group(service: &Service, form: &Form<'_>) -> Result<Option<String>, ErrorReply> {
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
