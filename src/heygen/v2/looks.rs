//! Looks, groups, trainings and orders of AI looks.

use serde_json::{Value, json};

use crate::domain::{
    GroupId, Look, LookGenerationId, LookGenerationState, NO_REASON_MESSAGE, PhotoGroup, PhotoId, PictureKey,
    Training,
};
use crate::heygen::lenient::{LenientValue, RawList, record};
use crate::heygen::parse::{parse_id, parse_line, parse_name, parse_records, parse_url};
use crate::heygen::request::json_body;
use crate::heygen::sanitize;
use crate::heygen::shared_records::parse_group_records;

pub(super) fn add_looks_body(
    group: &GroupId,
    name: &str,
    pictures: &[PictureKey],
    generation: Option<&LookGenerationId>,
) -> Value {
    json_body(json!({ "group_id": group, "image_keys": pictures, "name": name, "generation_id": generation }))
}

record! {
    PhotoAvatarRecord { id, group_id, name, status, image_url }
    AddedLookList { [photo_avatar_list] }
    LookList { [avatar_list] }
    GroupList { [avatar_group_list] }
    TrainingStatusRecord { status, error_msg }
    LookGenerationRecord { generation_id }
    LookGenerationStatus { status, msg; [image_url_list, image_key_list] }
}

pub(in crate::heygen) fn parse_group_list(data: &str) -> Option<Vec<PhotoGroup>> {
    let list: GroupList<'_> = serde_json::from_str(data).ok()?;
    Some(parse_group_records(&list.avatar_group_list?))
}

pub(in crate::heygen) fn parse_look(data: &str) -> Option<Look> {
    look_from_record(&serde_json::from_str(data).ok()?)
}

/// The added looks; unreadable ones are left out.
pub(in crate::heygen) fn parse_added_looks(data: &str) -> Option<Vec<Look>> {
    let added: AddedLookList<'_> = serde_json::from_str(data).ok()?;
    Some(parse_records(&added.photo_avatar_list?, look_from_record).0)
}

/// The looks of a group; unreadable ones are left out.
pub(in crate::heygen) fn parse_look_list(data: &str) -> Option<Vec<Look>> {
    let list: LookList<'_> = serde_json::from_str(data).ok()?;
    Some(parse_records(&list.avatar_list?, look_from_record).0)
}

fn look_from_record(record: &PhotoAvatarRecord<'_>) -> Option<Look> {
    let group = parse_id(&record.group_id);
    // The first look of a group has the id of the group.
    let id = parse_id(&record.id).or_else(|| group.clone())?;
    Some(Look {
        name: parse_name(&record.name, &id),
        group: group.map(GroupId::new),
        id: PhotoId::new(id),
        status: parse_line(&record.status),
        picture_url: parse_url(&record.image_url),
    })
}

pub(in crate::heygen) fn parse_training(data: &str) -> Option<Training> {
    let status: TrainingStatusRecord<'_> = serde_json::from_str(data).ok()?;
    let word = parse_line(&status.status);
    Some(match word.to_ascii_lowercase().as_str() {
        "" => return None,
        "ready" | "completed" | "success" => Training::Completed,
        "failed" => Training::Failed(failure_reason(&status.error_msg)),
        _ => Training::Running(word),
    })
}

pub(in crate::heygen) fn parse_generation_id(data: &str) -> Option<LookGenerationId> {
    let record: LookGenerationRecord<'_> = serde_json::from_str(data).ok()?;
    parse_id(&record.generation_id).map(LookGenerationId::new)
}

pub(in crate::heygen) fn parse_look_generation(
    generation: &LookGenerationId,
    data: &str,
) -> Option<LookGenerationState> {
    let status: LookGenerationStatus<'_> = serde_json::from_str(data).ok()?;
    let word = parse_line(&status.status);
    Some(match word.to_ascii_lowercase().as_str() {
        "" => return None,
        "success" | "completed" => LookGenerationState::Completed(generated_pictures(&status)),
        "failed" => LookGenerationState::Failed(failure_reason(&status.msg)),
        _ => LookGenerationState::Running(generation.clone(), word),
    })
}

/// The links of the pictures with their keys; either may be missing.
fn generated_pictures<'a>(status: &LookGenerationStatus<'a>) -> Vec<(String, Option<PictureKey>)> {
    let (urls, keys) = (&status.image_url_list, &status.image_key_list);
    let field = |list: &Option<RawList<'a>>, at: usize| -> LenientValue<'a> {
        let item = list.as_ref().and_then(|list| list.get(at));
        item.and_then(|item| serde_json::from_str(item.get()).ok()).unwrap_or_default()
    };
    let len = |list: &Option<RawList<'_>>| list.as_ref().map_or(0, Vec::len);
    (0..len(urls).max(len(keys)))
        .map(|at| {
            let key = parse_id(&field(keys, at)).map(PictureKey::new);
            (parse_url(&field(urls, at)).unwrap_or_default(), key)
        })
        .filter(|(url, key)| !url.is_empty() || key.is_some())
        .collect()
}

fn failure_reason(field: &LenientValue<'_>) -> String {
    let message = sanitize::sanitize_message_without_key(&parse_line(field));
    if message.is_empty() { NO_REASON_MESSAGE.to_owned() } else { message }
}
