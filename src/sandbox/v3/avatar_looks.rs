//! Looks as v3 lists them: the account's, the sandbox's people, stock avatars.

use std::collections::BTreeSet;

use serde_json::{Value, json};

use crate::sandbox::catalog::people::PORTRAIT_SIZE;
use crate::sandbox::catalog::{pictures, stock_avatars};
use crate::sandbox::looks::{self, LONG_AGO};
use crate::sandbox::rng::Rng;
use crate::sandbox::service::Service;
use crate::sandbox::world::{Moment, StoredLook, World, clock};

/// Looks of the account have descending positions below this, newest first; the others follow above.
const OWN_LOOK_POSITIONS: u64 = 1 << 32;
/// How many voices are default voices of looks.
const DEFAULT_VOICES: usize = 12;

/// A look of v3.
#[derive(Debug, Clone)]
pub(super) struct AvatarLook {
    /// Its position in the list.
    pub(super) position: u64,
    pub(super) kind: AvatarKind,
    gender: Option<&'static str>,
    /// The picture key of a stock avatar is its id.
    pub(super) stored: StoredLook,
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
    let own =
        world.looks.numbered().rev().map(|(number, look)| (OWN_LOOK_POSITIONS - 1 - number, look.clone()));
    let people = (OWN_LOOK_POSITIONS..).zip(looks::of_people(service.is_hostile()));
    let mut all: Vec<AvatarLook> =
        own.chain(people).map(|(position, look)| AvatarLook::photo(position, look)).collect();
    let end = all.last().map_or(OWN_LOOK_POSITIONS, |look| look.position + 1);
    all.extend((end..).zip(stock_avatars::AVATARS).map(|(position, (id, name, gender, ..))| {
        let kind = if stock_avatars::is_own(id) { AvatarKind::Twin } else { AvatarKind::Studio };
        let stored = StoredLook {
            id: id.to_owned(),
            group_id: id.to_owned(),
            name: name.to_owned(),
            image_key: id.to_owned(),
            generated: false,
            work: LONG_AGO,
            faceless: false,
        };
        AvatarLook { position, kind, gender: Some(gender), stored }
    }));
    all
}

/// The oldest look of each group, which stands for the group.
pub(super) fn first_of_groups(all_looks: &[AvatarLook]) -> Vec<&AvatarLook> {
    let mut seen = BTreeSet::new();
    // The looks of a group are listed newest first.
    let oldest = all_looks.iter().rev().filter(|look| seen.insert(&look.stored.group_id));
    let mut first: Vec<&AvatarLook> = oldest.collect();
    first.reverse();
    first
}

pub(super) fn find(service: &Service, id: &str) -> Option<AvatarLook> {
    all(service, &service.world()).into_iter().find(|look| look.stored.id == id)
}

impl AvatarLook {
    pub(super) fn photo(position: u64, stored: StoredLook) -> Self {
        Self { position, kind: AvatarKind::Photo, gender: None, stored }
    }

    pub(super) fn status(&self, now: Moment) -> &'static str {
        match self.stored.status(now) {
            "pending" => "processing",
            other => other,
        }
    }

    /// The voice that speaks if none is given.
    pub(super) fn voice(&self, service: &Service) -> String {
        let mut rng = Rng::seeded_by(&format!("voice of {}", self.stored.id));
        rng.pick(&service.voices()[..DEFAULT_VOICES]).id.clone()
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
            AvatarKind::Photo => Some(service.picture_url(&self.stored)),
            AvatarKind::Studio | AvatarKind::Twin => stock_avatars::preview(service, &self.stored.id),
        }
    }

    /// The look as JSON.
    pub(super) fn to_json(&self, service: &Service, world: &World) -> Value {
        let now = service.now();
        // Without a size if the picture cannot be read.
        let size = match pictures::find(world, &self.stored.image_key) {
            Some(picture) => picture.size(|id| service.files.upload_path(id)),
            None => Some(PORTRAIT_SIZE),
        };
        json!({
            "id": self.stored.id,
            "name": self.stored.name,
            "group_id": self.stored.group_id,
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
            "id": self.stored.group_id,
            "name": self.stored.name,
            "looks_count": looks,
            "created_at": clock::unix(self.stored.work.from),
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
