//! The catalogue: who can speak, and with which voice.

use serde::Deserialize;

use super::Client;
use super::endpoints::EndpointPath;
use super::lenient::{LenientValue, RawList, deserialize_item_count, deserialize_list};
use super::parse::{parse_id, parse_line, parse_name, parse_records, parse_url};
use super::request::{ApiRequest, MAX_LIST_BYTES};
use crate::domain::{ApiVersion, Error, Gender, Photo, PhotoCatalog, PhotoId, Voice, VoiceCatalog, VoiceId};

#[derive(Deserialize)]
struct AvatarList<'a> {
    #[serde(borrow, default, deserialize_with = "deserialize_list")]
    talking_photos: Option<RawList<'a>>,
    #[serde(default, deserialize_with = "deserialize_item_count")]
    avatars: usize,
}

#[derive(Deserialize)]
struct TalkingPhotoRecord<'a> {
    #[serde(borrow, default)]
    talking_photo_id: LenientValue<'a>,
    #[serde(borrow, default)]
    talking_photo_name: LenientValue<'a>,
    #[serde(borrow, default)]
    preview_image_url: LenientValue<'a>,
}

#[derive(Deserialize)]
struct VoiceList<'a> {
    #[serde(borrow, default, deserialize_with = "deserialize_list")]
    voices: Option<RawList<'a>>,
}

#[derive(Deserialize)]
pub(super) struct VoiceRecord<'a> {
    #[serde(borrow, default)]
    voice_id: LenientValue<'a>,
    #[serde(borrow, default)]
    name: LenientValue<'a>,
    #[serde(borrow, default)]
    language: LenientValue<'a>,
    #[serde(borrow, default)]
    gender: LenientValue<'a>,
    #[serde(borrow, default, alias = "preview_audio_url")]
    preview_audio: LenientValue<'a>,
    #[serde(borrow, default)]
    support_pause: LenientValue<'a>,
    #[serde(borrow, default)]
    emotion_support: LenientValue<'a>,
}

impl Client {
    /// The talking photos, in the service's order. Slow, and megabytes long: ask once, and keep it.
    pub async fn photos(&self) -> Result<PhotoCatalog, Error> {
        match self.api_version() {
            ApiVersion::V2 => {
                self.execute(self.list_request("the talking photos", "/v2/avatars"), parse_photos).await
            }
            ApiVersion::V3 => self.photos_v3().await,
        }
    }

    /// The voices, in the service's order. Slow, and megabytes long: ask once, and keep it.
    pub async fn voices(&self) -> Result<VoiceCatalog, Error> {
        match self.api_version() {
            ApiVersion::V2 => self.execute(self.list_request("the voices", "/v2/voices"), parse_voices).await,
            ApiVersion::V3 => self.voices_v3().await,
        }
    }

    fn list_request(&self, asked: &'static str, path: &'static str) -> ApiRequest {
        self.get(asked, &EndpointPath::new(path))
            .with_max_response_bytes(MAX_LIST_BYTES)
            .with_timeout(self.retry_policy.list_timeout)
    }
}

pub(super) fn parse_photos(data: &str) -> Option<PhotoCatalog> {
    let list: AvatarList<'_> = serde_json::from_str(data).ok()?;
    let (photos, damaged) = parse_records(&list.talking_photos?, photo_from_record);
    Some(PhotoCatalog { photos, other_avatar_count: list.avatars, unreadable_count: damaged })
}

fn photo_from_record(record: &TalkingPhotoRecord<'_>) -> Option<Photo> {
    let id = parse_id(&record.talking_photo_id)?;
    let name = parse_name(&record.talking_photo_name, &id);
    Some(Photo { id: PhotoId::new(id), name, picture_url: parse_url(&record.preview_image_url) })
}

pub(super) fn parse_voices(data: &str) -> Option<VoiceCatalog> {
    let list: VoiceList<'_> = serde_json::from_str(data).ok()?;
    let (voices, damaged) = parse_records(&list.voices?, voice_from_record);
    Some(VoiceCatalog { voices, unreadable_count: damaged })
}

/// A voice of either generation; the newer one has another name for the sample, and no emotions.
pub(super) fn voice_from_record(record: &VoiceRecord<'_>) -> Option<Voice> {
    let id = parse_id(&record.voice_id)?;
    Some(Voice {
        name: parse_name(&record.name, &id),
        id: VoiceId::new(id),
        language: parse_line(&record.language),
        gender: record.gender.text().map_or(Gender::Unknown, |word| Gender::parse(&word)),
        sample_url: parse_url(&record.preview_audio),
        supports_pauses: record.support_pause.boolean(),
        supports_emotions: record.emotion_support.boolean(),
    })
}
