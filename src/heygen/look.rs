//! Looks, trainings and generations as the service writes them.

use serde::Deserialize;
use serde_json::value::RawValue;

use super::lenient::{Items, Loose, items};
use super::parse::{each, id, line, name, url};
use super::sanitize;
use crate::domain::{AssetKey, Generation, GenerationId, Group, GroupId, Look, PhotoId, Training};

#[derive(Deserialize)]
struct PhotoAvatar<'a> {
    #[serde(borrow, default)]
    id: Loose<'a>,
    #[serde(borrow, default)]
    group_id: Loose<'a>,
    #[serde(borrow, default)]
    name: Loose<'a>,
    #[serde(borrow, default)]
    status: Loose<'a>,
    #[serde(borrow, default)]
    image_url: Loose<'a>,
}

#[derive(Deserialize)]
struct Added<'a> {
    #[serde(borrow, default, deserialize_with = "items")]
    photo_avatar_list: Option<Items<'a>>,
}

#[derive(Deserialize)]
struct LookList<'a> {
    #[serde(borrow, default, deserialize_with = "items")]
    avatar_list: Option<Items<'a>>,
}

#[derive(Deserialize)]
struct GroupList<'a> {
    #[serde(borrow, default, deserialize_with = "items")]
    avatar_group_list: Option<Items<'a>>,
}

#[derive(Deserialize)]
struct GroupRecord<'a> {
    #[serde(borrow, default)]
    id: Loose<'a>,
    #[serde(borrow, default)]
    name: Loose<'a>,
    #[serde(borrow, default, alias = "looks_count")]
    num_looks: Loose<'a>,
    #[serde(borrow, default, alias = "status")]
    train_status: Loose<'a>,
}

#[derive(Deserialize)]
struct TrainStatus<'a> {
    #[serde(borrow, default)]
    status: Loose<'a>,
    #[serde(borrow, default)]
    error_msg: Loose<'a>,
}

#[derive(Deserialize)]
struct Ordered<'a> {
    #[serde(borrow, default)]
    generation_id: Loose<'a>,
}

#[derive(Deserialize)]
struct GenerationStatus<'a> {
    #[serde(borrow, default)]
    status: Loose<'a>,
    #[serde(borrow, default)]
    msg: Loose<'a>,
    #[serde(borrow, default, deserialize_with = "items")]
    image_url_list: Option<Items<'a>>,
    #[serde(borrow, default, deserialize_with = "items")]
    image_key_list: Option<Items<'a>>,
}

/// The groups of the account; the newer generation has them where the list is, and calls two fields otherwise.
pub(super) fn groups(items: &Items<'_>) -> Vec<Group> {
    each(items, group_of).0
}

fn group_of(record: &GroupRecord<'_>) -> Option<Group> {
    let id = id(&record.id)?;
    let looks = record.num_looks.number().filter(|looks| *looks >= 0.0);
    Some(Group {
        name: name(&record.name, &id),
        id: GroupId::new(id),
        #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "the cast saturates")]
        looks: looks.map(|looks| looks as usize),
        status: line(&record.train_status),
    })
}

/// The list of the older generation.
pub(super) fn group_list(data: &str) -> Option<Vec<Group>> {
    let list: GroupList<'_> = serde_json::from_str(data).ok()?;
    Some(groups(&list.avatar_group_list?))
}

/// One look. The first look of a group has the group's id, which stands in where its own is missing.
pub(super) fn look(data: &str) -> Option<Look> {
    look_of(&serde_json::from_str(data).ok()?)
}

/// The looks that were added; those that cannot be read are left out.
pub(super) fn added(data: &str) -> Option<Vec<Look>> {
    let added: Added<'_> = serde_json::from_str(data).ok()?;
    Some(each(&added.photo_avatar_list?, look_of).0)
}

/// The looks of a group; those that cannot be read are left out.
pub(super) fn look_list(data: &str) -> Option<Vec<Look>> {
    let list: LookList<'_> = serde_json::from_str(data).ok()?;
    Some(each(&list.avatar_list?, look_of).0)
}

fn look_of(record: &PhotoAvatar<'_>) -> Option<Look> {
    let group = id(&record.group_id);
    let own = id(&record.id).or_else(|| group.clone())?;
    Some(Look {
        name: name(&record.name, &own),
        group: group.map(GroupId::new),
        id: PhotoId::new(own),
        status: line(&record.status),
        picture: url(&record.image_url),
    })
}

pub(super) fn training(data: &str) -> Option<Training> {
    let status: TrainStatus<'_> = serde_json::from_str(data).ok()?;
    let word = line(&status.status);
    Some(match word.to_ascii_lowercase().as_str() {
        "" => return None,
        "ready" | "completed" | "success" => Training::Done,
        "failed" => Training::Failed(reason(&status.error_msg)),
        _ => Training::Running(word),
    })
}

pub(super) fn ordered(data: &str) -> Option<GenerationId> {
    let ordered: Ordered<'_> = serde_json::from_str(data).ok()?;
    id(&ordered.generation_id).map(GenerationId::new)
}

pub(super) fn generation(order: &GenerationId, data: &str) -> Option<Generation> {
    let status: GenerationStatus<'_> = serde_json::from_str(data).ok()?;
    let word = line(&status.status);
    Some(match word.to_ascii_lowercase().as_str() {
        "" => return None,
        "success" | "completed" => Generation::Done(looks(&status)),
        "failed" => Generation::Failed(reason(&status.msg)),
        _ => Generation::Running(order.clone(), word),
    })
}

/// The pictures and their keys, side by side; either may be missing.
fn looks<'a>(status: &GenerationStatus<'a>) -> Vec<(String, Option<AssetKey>)> {
    let all = |list: Option<Items<'a>>| list.unwrap_or_default().all();
    let (urls, keys) = (all(status.image_url_list), all(status.image_key_list));
    let field = |list: &[&'a RawValue], at: usize| -> Loose<'a> {
        list.get(at).and_then(|item| serde_json::from_str(item.get()).ok()).unwrap_or_default()
    };
    (0..urls.len().max(keys.len()))
        .map(|at| {
            let key = id(&field(&keys, at)).map(AssetKey::new);
            (url(&field(&urls, at)).unwrap_or_default(), key)
        })
        .filter(|(url, key)| !url.is_empty() || key.is_some())
        .collect()
}

fn reason(field: &Loose<'_>) -> String {
    let said = sanitize::sentence(&line(field));
    if said.is_empty() { "The service gave no reason.".to_owned() } else { said }
}
