//! Looks, trainings and generations as the service writes them.

use serde::Deserialize;
use serde_json::value::RawValue;

use super::lenient::{LenientValue, RawList, deserialize_list};
use super::parse::{parse_id, parse_line, parse_name, parse_records, parse_url};
use super::sanitize;
use crate::domain::{
    GroupId, Look, LookGeneration, LookGenerationId, PhotoGroup, PhotoId, PictureKey, Training,
};

#[derive(Deserialize)]
struct PhotoAvatarRecord<'a> {
    #[serde(borrow, default)]
    id: LenientValue<'a>,
    #[serde(borrow, default)]
    group_id: LenientValue<'a>,
    #[serde(borrow, default)]
    name: LenientValue<'a>,
    #[serde(borrow, default)]
    status: LenientValue<'a>,
    #[serde(borrow, default)]
    image_url: LenientValue<'a>,
}

#[derive(Deserialize)]
struct AddedLookList<'a> {
    #[serde(borrow, default, deserialize_with = "deserialize_list")]
    photo_avatar_list: Option<RawList<'a>>,
}

#[derive(Deserialize)]
struct LookList<'a> {
    #[serde(borrow, default, deserialize_with = "deserialize_list")]
    avatar_list: Option<RawList<'a>>,
}

#[derive(Deserialize)]
struct GroupList<'a> {
    #[serde(borrow, default, deserialize_with = "deserialize_list")]
    avatar_group_list: Option<RawList<'a>>,
}

#[derive(Deserialize)]
struct GroupRecord<'a> {
    #[serde(borrow, default)]
    id: LenientValue<'a>,
    #[serde(borrow, default)]
    name: LenientValue<'a>,
    #[serde(borrow, default, alias = "looks_count")]
    num_looks: LenientValue<'a>,
    #[serde(borrow, default, alias = "status")]
    train_status: LenientValue<'a>,
}

#[derive(Deserialize)]
struct TrainingStatusRecord<'a> {
    #[serde(borrow, default)]
    status: LenientValue<'a>,
    #[serde(borrow, default)]
    error_msg: LenientValue<'a>,
}

#[derive(Deserialize)]
struct LookGenerationRecord<'a> {
    #[serde(borrow, default)]
    generation_id: LenientValue<'a>,
}

#[derive(Deserialize)]
struct LookGenerationStatus<'a> {
    #[serde(borrow, default)]
    status: LenientValue<'a>,
    #[serde(borrow, default)]
    msg: LenientValue<'a>,
    #[serde(borrow, default, deserialize_with = "deserialize_list")]
    image_url_list: Option<RawList<'a>>,
    #[serde(borrow, default, deserialize_with = "deserialize_list")]
    image_key_list: Option<RawList<'a>>,
}

/// The groups of the account; the newer generation has them where the list is, and calls two fields otherwise.
pub(super) fn groups_from_records(items: &RawList<'_>) -> Vec<PhotoGroup> {
    parse_records(items, group_from_record).0
}

fn group_from_record(record: &GroupRecord<'_>) -> Option<PhotoGroup> {
    let id = parse_id(&record.id)?;
    let looks = record.num_looks.number().filter(|looks| *looks >= 0.0);
    Some(PhotoGroup {
        name: parse_name(&record.name, &id),
        id: GroupId::new(id),
        #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "the cast saturates")]
        look_count: looks.map(|looks| looks as usize),
        status: parse_line(&record.train_status),
    })
}

/// The list of the older generation.
pub(super) fn parse_group_list(data: &str) -> Option<Vec<PhotoGroup>> {
    let list: GroupList<'_> = serde_json::from_str(data).ok()?;
    Some(groups_from_records(&list.avatar_group_list?))
}

/// One look. The first look of a group has the group's id, which stands in where its own is missing.
pub(super) fn parse_look(data: &str) -> Option<Look> {
    look_from_record(&serde_json::from_str(data).ok()?)
}

/// The looks that were added; those that cannot be read are left out.
pub(super) fn parse_added_looks(data: &str) -> Option<Vec<Look>> {
    let added: AddedLookList<'_> = serde_json::from_str(data).ok()?;
    Some(parse_records(&added.photo_avatar_list?, look_from_record).0)
}

/// The looks of a group; those that cannot be read are left out.
pub(super) fn parse_look_list(data: &str) -> Option<Vec<Look>> {
    let list: LookList<'_> = serde_json::from_str(data).ok()?;
    Some(parse_records(&list.avatar_list?, look_from_record).0)
}

fn look_from_record(record: &PhotoAvatarRecord<'_>) -> Option<Look> {
    let group = parse_id(&record.group_id);
    let own = parse_id(&record.id).or_else(|| group.clone())?;
    Some(Look {
        name: parse_name(&record.name, &own),
        group: group.map(GroupId::new),
        id: PhotoId::new(own),
        status: parse_line(&record.status),
        picture_url: parse_url(&record.image_url),
    })
}

pub(super) fn parse_training(data: &str) -> Option<Training> {
    let status: TrainingStatusRecord<'_> = serde_json::from_str(data).ok()?;
    let word = parse_line(&status.status);
    Some(match word.to_ascii_lowercase().as_str() {
        "" => return None,
        "ready" | "completed" | "success" => Training::Completed,
        "failed" => Training::Failed(failure_reason(&status.error_msg)),
        _ => Training::Running(word),
    })
}

pub(super) fn parse_generation_id(data: &str) -> Option<LookGenerationId> {
    let ordered: LookGenerationRecord<'_> = serde_json::from_str(data).ok()?;
    parse_id(&ordered.generation_id).map(LookGenerationId::new)
}

pub(super) fn parse_look_generation(order: &LookGenerationId, data: &str) -> Option<LookGeneration> {
    let status: LookGenerationStatus<'_> = serde_json::from_str(data).ok()?;
    let word = parse_line(&status.status);
    Some(match word.to_ascii_lowercase().as_str() {
        "" => return None,
        "success" | "completed" => LookGeneration::Completed(generated_pictures(&status)),
        "failed" => LookGeneration::Failed(failure_reason(&status.msg)),
        _ => LookGeneration::Running(order.clone(), word),
    })
}

/// The pictures and their keys, side by side; either may be missing.
fn generated_pictures<'a>(status: &LookGenerationStatus<'a>) -> Vec<(String, Option<PictureKey>)> {
    let all = |list: Option<RawList<'a>>| list.unwrap_or_default().to_vec();
    let (urls, keys) = (all(status.image_url_list), all(status.image_key_list));
    let field = |list: &[&'a RawValue], at: usize| -> LenientValue<'a> {
        list.get(at).and_then(|item| serde_json::from_str(item.get()).ok()).unwrap_or_default()
    };
    (0..urls.len().max(keys.len()))
        .map(|at| {
            let key = parse_id(&field(&keys, at)).map(PictureKey::new);
            (parse_url(&field(&urls, at)).unwrap_or_default(), key)
        })
        .filter(|(url, key)| !url.is_empty() || key.is_some())
        .collect()
}

fn failure_reason(field: &LenientValue<'_>) -> String {
    let said = sanitize::sanitize_message_without_key(&parse_line(field));
    if said.is_empty() { "The service gave no reason.".to_owned() } else { said }
}
