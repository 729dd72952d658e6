//! A talking photo or a look, as the commands print it in JSON.

use serde::Serialize;

use crate::domain::{Look, Photo, PhotoId};

#[derive(Serialize)]
pub(super) struct PhotoRow<'a> {
    id: &'a PhotoId,
    name: &'a str,
    picture: Option<&'a str>,
}

impl<'a> PhotoRow<'a> {
    pub(super) fn from_photo(photo: &'a Photo) -> Self {
        Self { id: &photo.id, name: &photo.name, picture: photo.picture_url.as_deref() }
    }

    pub(super) fn from_look(look: &'a Look) -> Self {
        Self { id: &look.id, name: &look.name, picture: look.picture_url.as_deref() }
    }
}
