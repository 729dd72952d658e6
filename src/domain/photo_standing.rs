//! Whether a photo of a project is a talking photo, as far as the account's lists say.

use super::{LookKind, Photo, PhotoCatalog, PhotoId};

/// What the account's lists say of a photo of a project that may not be a talking photo.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum PhotoStanding {
    /// A talking photo, or nothing is known of it.
    Usable,
    /// An avatar of this name and kind.
    Avatar(String, LookKind),
    /// In no list of the account, though the list of talking photos is complete.
    Unlisted,
}

impl PhotoStanding {
    /// What the list of v2 says of an id that is none of its talking photos.
    pub fn in_list(list: &PhotoCatalog, id: &PhotoId) -> Self {
        match list.other_avatars.iter().find(|avatar| avatar.id == *id) {
            Some(avatar) => Self::of(avatar),
            None => Self::Unlisted,
        }
    }

    /// What a known look is.
    pub fn of(photo: &Photo) -> Self {
        if photo.profile.kind.is_still() {
            return Self::Usable;
        }
        Self::Avatar(photo.name.clone(), photo.profile.kind.clone())
    }
}
