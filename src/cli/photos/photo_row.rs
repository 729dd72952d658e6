//! A talking photo or a look, as the commands print it in JSON.

use serde::Serialize;

use crate::domain::{Look, Photo, PhotoId};

#[derive(Serialize)]
pub(super) struct PhotoRow<'a> {
    id: &'a PhotoId,
    name: &'a str,
    picture: Option<&'a str>,
    /// What it is, in the service's word; absent where that is not listed.
    #[serde(skip_serializing_if = "Option::is_none")]
    kind: Option<&'a str>,
    /// The engine that a render uses.
    #[serde(skip_serializing_if = "Option::is_none")]
    engine: Option<String>,
    /// Whether its person has not consented yet.
    #[serde(skip_serializing_if = "std::ops::Not::not")]
    awaits_consent: bool,
}

impl<'a> PhotoRow<'a> {
    pub(super) fn from_photo(photo: &'a Photo) -> Self {
        // v2 lists talking photos alone, without engines.
        let engine = photo.profile.engines.as_ref().and(photo.profile.engine());
        Self {
            id: &photo.id,
            name: &photo.name,
            picture: photo.picture_url.as_deref(),
            kind: engine.as_ref().map(|_| photo.profile.kind.as_str()),
            engine: engine.map(|engine| engine.as_str().to_owned()),
            awaits_consent: photo.awaits_consent,
        }
    }

    pub(super) fn from_look(look: &'a Look) -> Self {
        Self {
            id: &look.id,
            name: &look.name,
            picture: look.picture_url.as_deref(),
            kind: None,
            engine: None,
            awaits_consent: false,
        }
    }
}
