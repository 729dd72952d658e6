//! The catalogue: who can speak, and with which voice.

use serde::Deserialize;

use super::Client;
use super::endpoints::Place;
use super::lenient::{Items, Loose, count, items};
use super::parse::{each, id, line, name, url};
use super::request::{Call, LIST};
use crate::domain::{Api, Cast, Fault, Gender, Photo, PhotoId, Voice, VoiceId, Voices};

#[derive(Deserialize)]
struct CastList<'a> {
    #[serde(borrow, default, deserialize_with = "items")]
    talking_photos: Option<Items<'a>>,
    #[serde(default, deserialize_with = "count")]
    avatars: usize,
}

#[derive(Deserialize)]
struct PhotoRecord<'a> {
    #[serde(borrow, default)]
    talking_photo_id: Loose<'a>,
    #[serde(borrow, default)]
    talking_photo_name: Loose<'a>,
    #[serde(borrow, default)]
    preview_image_url: Loose<'a>,
}

#[derive(Deserialize)]
struct VoiceList<'a> {
    #[serde(borrow, default, deserialize_with = "items")]
    voices: Option<Items<'a>>,
}

#[derive(Deserialize)]
pub(super) struct VoiceRecord<'a> {
    #[serde(borrow, default)]
    voice_id: Loose<'a>,
    #[serde(borrow, default)]
    name: Loose<'a>,
    #[serde(borrow, default)]
    language: Loose<'a>,
    #[serde(borrow, default)]
    gender: Loose<'a>,
    #[serde(borrow, default, alias = "preview_audio_url")]
    preview_audio: Loose<'a>,
    #[serde(borrow, default)]
    support_pause: Loose<'a>,
    #[serde(borrow, default)]
    emotion_support: Loose<'a>,
}

impl Client {
    /// The talking photos, in the service's order. Slow, and megabytes long: ask once, and keep it.
    pub async fn cast(&self) -> Result<Cast, Fault> {
        match self.api() {
            Api::V2 => self.ask(self.list("the talking photos", "/v2/avatars"), cast).await,
            Api::V3 => self.looks().await,
        }
    }

    /// The voices, in the service's order. Slow, and megabytes long: ask once, and keep it.
    pub async fn voices(&self) -> Result<Voices, Fault> {
        match self.api() {
            Api::V2 => self.ask(self.list("the voices", "/v2/voices"), voices).await,
            Api::V3 => self.all_voices().await,
        }
    }

    fn list(&self, asked: &'static str, path: &'static str) -> Call {
        self.get(asked, &Place::new(path)).cap(LIST).time(self.patience.list)
    }
}

pub(super) fn cast(data: &str) -> Option<Cast> {
    let list: CastList<'_> = serde_json::from_str(data).ok()?;
    let (photos, damaged) = each(&list.talking_photos?, photo);
    Some(Cast { photos, others: list.avatars, damaged })
}

fn photo(record: &PhotoRecord<'_>) -> Option<Photo> {
    let id = id(&record.talking_photo_id)?;
    let name = name(&record.talking_photo_name, &id);
    Some(Photo { id: PhotoId::new(id), name, picture: url(&record.preview_image_url) })
}

pub(super) fn voices(data: &str) -> Option<Voices> {
    let list: VoiceList<'_> = serde_json::from_str(data).ok()?;
    let (voices, damaged) = each(&list.voices?, voice);
    Some(Voices { voices, damaged })
}

/// A voice of either generation; the newer one has another name for the sample, and no emotions.
pub(super) fn voice(record: &VoiceRecord<'_>) -> Option<Voice> {
    let id = id(&record.voice_id)?;
    Some(Voice {
        name: name(&record.name, &id),
        id: VoiceId::new(id),
        language: line(&record.language),
        gender: record.gender.text().map_or(Gender::Unknown, |word| Gender::read(&word)),
        sample: url(&record.preview_audio),
        pauses: record.support_pause.truth(),
        emotions: record.emotion_support.truth(),
    })
}
