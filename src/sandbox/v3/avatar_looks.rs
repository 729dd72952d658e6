//! Looks as v3 lists them: the account's, the sandbox's people, stock avatars.

use std::collections::BTreeSet;

use serde_json::{Value, json};

use crate::sandbox::catalog::people::{self, PORTRAIT_SIZE};
use crate::sandbox::catalog::{pictures, stock_avatars};
use crate::sandbox::looks::LONG_AGO;
use crate::sandbox::rng::Rng;
use crate::sandbox::service::Service;
use crate::sandbox::world::World;
use crate::sandbox::world::clock::{self, Moment};
use crate::sandbox::world::records::{StoredLook, WorkSpan};

/// Looks of the account have descending positions below this, newest first; the others follow above.
const OWN_LOOK_POSITIONS: u64 = 1 << 32;
/// How many voices are default voices of looks.
const DEFAULT_VOICES: usize = 12;

/// A look of v3.
#[derive(Debug, Clone)]
pub(super) struct AvatarLook {
    /// Its position in the list.
    pub(super) position: u64,
    pub(super) id: String,
    pub(super) group: String,
    pub(super) name: String,
    pub(super) kind: AvatarKind,
    /// The picture key of a photo, else the avatar's id.
    pub(super) picture: String,
    gender: Option<&'static str>,
    work: WorkSpan,
    faceless: bool,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum AvatarKind {
    Photo,
    Studio,
    Twin,
}

impl AvatarKind {
    pub(super) fn word(self) -> &'static str {
        match self {
            Self::Photo => "photo_avatar",
            Self::Studio => "studio_avatar",
            Self::Twin => "digital_twin",
        }
    }

    /// Only stock avatars are public.
    pub(super) fn is_public(self) -> bool {
        self == Self::Studio
    }

    /// A digital twin has the oldest engine only, like one that was recorded years ago.
    pub(super) fn engines(self) -> &'static [&'static str] {
        match self {
            Self::Photo => &["avatar_v", "avatar_iv", "avatar_iii"],
            Self::Studio => &["avatar_iv", "avatar_iii"],
            Self::Twin => &["avatar_iii"],
        }
    }
}

/// All looks, in the order of the list.
pub(super) fn all(service: &Service, world: &World) -> Vec<AvatarLook> {
    let own = world
        .looks
        .from(0)
        .rev()
        .map(|(number, look)| AvatarLook::of_look(OWN_LOOK_POSITIONS - 1 - number, look));
    let photos = people::photos(service.is_hostile());
    let photos = photos.map(|(id, name, key)| (id, name, key, AvatarKind::Photo, None));
    let rendered = stock_avatars::all().map(|(id, name, gender)| {
        let kind = if stock_avatars::is_own(id) { AvatarKind::Twin } else { AvatarKind::Studio };
        (id.to_owned(), name, id.to_owned(), kind, Some(gender))
    });
    let known = (OWN_LOOK_POSITIONS..).zip(photos.chain(rendered));
    own.chain(known.map(|(position, (id, name, picture, kind, gender))| AvatarLook {
        position,
        group: id.clone(),
        id,
        name: name.to_owned(),
        kind,
        picture,
        gender,
        work: LONG_AGO,
        faceless: false,
    }))
    .collect()
}

/// The oldest look of each group, which stands for the group.
pub(super) fn first_of_groups(all_looks: &[AvatarLook]) -> Vec<&AvatarLook> {
    let mut seen = BTreeSet::new();
    // The looks of a group are listed newest first.
    let mut first: Vec<&AvatarLook> =
        all_looks.iter().rev().filter(|look| seen.insert(&look.group)).collect();
    first.reverse();
    first
}

pub(super) fn find(service: &Service, id: &str) -> Option<AvatarLook> {
    all(service, &service.world()).into_iter().find(|look| look.id == id)
}

impl AvatarLook {
    pub(super) fn of_look(position: u64, look: &StoredLook) -> Self {
        Self {
            position,
            id: look.id.clone(),
            group: look.group_id.clone(),
            name: look.name.clone(),
            kind: AvatarKind::Photo,
            picture: look.image_key.clone(),
            gender: None,
            work: look.work,
            faceless: look.faceless,
        }
    }

    pub(super) fn status(&self, now: Moment) -> &'static str {
        match (self.work.is_over(now), self.faceless) {
            (false, _) => "processing",
            (true, false) => "completed",
            (true, true) => "failed",
        }
    }

    /// The voice that speaks if none is given.
    pub(super) fn voice(&self, service: &Service) -> String {
        Rng::seeded_by(&format!("voice of {}", self.id)).pick(&service.voices()[..DEFAULT_VOICES]).id.clone()
    }

    fn error(&self, now: Moment) -> Value {
        if self.status(now) == "failed" {
            json!({ "code": "no_face", "message": "No face found in the photo." })
        } else {
            Value::Null
        }
    }

    fn preview(&self, service: &Service) -> Option<String> {
        match self.kind {
            AvatarKind::Photo => Some(service.picture_url(&self.id, &self.picture)),
            AvatarKind::Studio | AvatarKind::Twin => stock_avatars::preview(service, &self.id),
        }
    }

    /// Width and height of the picture, if it can be read.
    pub(super) fn size(&self, service: &Service, world: &World) -> Option<(u32, u32)> {
        match pictures::find(world, &self.picture) {
            Some(picture) => picture.size(|id| service.files.upload_path(id)),
            None => Some(PORTRAIT_SIZE),
        }
    }

    /// The look as JSON.
    pub(super) fn to_json(&self, service: &Service, world: &World) -> Value {
        let (now, size) = (service.now(), self.size(service, world));
        json!({
            "id": self.id,
            "name": self.name,
            "group_id": self.group,
            "avatar_type": self.kind.word(),
            "preview_image_url": self.preview(service),
            "preview_video_url": null,
            "gender": self.gender,
            "tags": [],
            "default_voice_id": self.voice(service),
            "supported_api_engines": self.kind.engines(),
            "preferred_orientation": size.map(orientation),
            "image_width": size.map(|size| size.0),
            "image_height": size.map(|size| size.1),
            "status": self.status(now),
            "error": self.error(now),
        })
    }

    /// The group of which this is the oldest look, as JSON; `looks` is their number.
    pub(super) fn group(&self, service: &Service, looks: usize) -> Value {
        let now = service.now();
        json!({
            "id": self.group,
            "name": self.name,
            "looks_count": looks,
            "created_at": clock::unix(self.work.from),
            "preview_image_url": self.preview(service),
            "preview_video_url": null,
            "gender": self.gender,
            "default_voice_id": null,
            "consent_status": null,
            "status": self.status(now),
            "error": self.error(now),
        })
    }
}

fn orientation((width, height): (u32, u32)) -> &'static str {
    match width.cmp(&height) {
        std::cmp::Ordering::Less => "portrait",
        std::cmp::Ordering::Equal => "square",
        std::cmp::Ordering::Greater => "landscape",
    }
}
