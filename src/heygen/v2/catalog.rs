//! The catalog: talking photos and voices.

use serde_json::value::RawValue;

use crate::domain::{LookProfile, Photo, PhotoCatalog, PhotoId, VoiceCatalog};
use crate::heygen::lenient::{RawList, record};
use crate::heygen::parse::{parse_id, parse_name, parse_records, parse_url};
use crate::heygen::shared_records::parse_voice_records;

record! {
    AvatarList { ; [talking_photos]; avatars: Option<&'a RawValue> }
    TalkingPhotoRecord { talking_photo_id, talking_photo_name, preview_image_url }
    AvatarRecord { avatar_id, avatar_name }
    VoiceList { [voices] }
}

pub(in crate::heygen) fn parse_photos(data: &str) -> Option<PhotoCatalog> {
    let list: AvatarList<'_> = serde_json::from_str(data).ok()?;
    let (photos, unreadable_count) = parse_records(&list.talking_photos?, photo_from_record);
    let avatars: RawList<'_> =
        list.avatars.and_then(|list| serde_json::from_str(list.get()).ok()).unwrap_or_default();
    Some(PhotoCatalog {
        photos,
        other_avatar_count: avatars.len(),
        other_avatars: parse_records(&avatars, avatar_from_record).0,
        unreadable_count,
        ..PhotoCatalog::default()
    })
}

fn photo_from_record(record: &TalkingPhotoRecord<'_>) -> Option<Photo> {
    let id = parse_id(&record.talking_photo_id)?;
    let name = parse_name(&record.talking_photo_name, &id);
    Some(Photo {
        id: PhotoId::new(id),
        name,
        picture_url: parse_url(&record.preview_image_url),
        profile: LookProfile::default(),
        awaits_consent: false,
    })
}

fn avatar_from_record(record: &AvatarRecord<'_>) -> Option<Photo> {
    let id = parse_id(&record.avatar_id)?;
    let name = parse_name(&record.avatar_name, &id);
    Some(Photo::of_avatar(PhotoId::new(id), name))
}

pub(in crate::heygen) fn parse_voices(data: &str) -> Option<VoiceCatalog> {
    let list: VoiceList<'_> = serde_json::from_str(data).ok()?;
    Some(parse_voice_records(&list.voices?))
}
