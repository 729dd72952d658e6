//! Looks as v3 lists them: the account's, the sandbox's people, digital twins, and the public ones.

use std::collections::BTreeSet;

use serde_json::{Value, json};

use crate::sandbox::catalog::people::PORTRAIT_SIZE;
use crate::sandbox::catalog::stock_looks::{STOCK_LOOK_COUNT, StockLook, StockLookKind};
use crate::sandbox::catalog::twins::{TWINS, Twin};
use crate::sandbox::catalog::{pictures, stock_avatars};
use crate::sandbox::looks::{self, LONG_AGO};
use crate::sandbox::rng::Rng;
use crate::sandbox::service::Service;
use crate::sandbox::world::{Moment, StoredLook, World, clock};

/// Looks of the account have descending positions below this, newest first; the others follow above.
const OWN_LOOK_POSITIONS: u64 = 1 << 32;
/// The position of the first look that is computed from its number.
const STOCK_LOOK_POSITIONS: u64 = 1 << 33;
/// How many voices are default voices of looks.
const DEFAULT_VOICES: usize = 12;

const ALL_ENGINES: &[&str] = &["avatar_v", "avatar_iv", "avatar_iii"];
/// Of studio avatars.
const STUDIO_ENGINES: &[&str] = &["avatar_iv", "avatar_iii"];
/// Of what was recorded years ago.
const OLD_ENGINES: &[&str] = &["avatar_iii"];
/// An engine that the documentation does not name.
const NEW_ENGINES: &[&str] = &["avatar_6"];

/// A look of v3.
#[derive(Debug, Clone)]
pub(super) struct AvatarLook {
    /// Its position in the list.
    pub(super) position: u64,
    pub(super) kind: AvatarKind,
    pub(super) is_public: bool,
    pub(super) engines: &'static [&'static str],
    gender: Option<&'static str>,
    picture: LookPicture,
    awaits_consent: bool,
    /// The picture key of a stock avatar is its id.
    pub(super) stored: StoredLook,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum AvatarKind {
    Photo,
    Studio,
    Twin,
}

/// Where the preview of a look is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum LookPicture {
    /// Under its picture key.
    Photo,
    /// Among the stock avatars of v2.
    StockAvatar,
    /// The portrait of a person, under the id of the look.
    Face,
}

impl AvatarKind {
    pub(super) fn word(self) -> &'static str {
        match self {
            Self::Photo => "photo_avatar",
            Self::Studio => "studio_avatar",
            Self::Twin => "digital_twin",
        }
    }
}

/// All looks after a position, in the order of the list.
pub(super) fn all_after<'a>(
    service: &'a Service,
    world: &'a World,
    position: Option<u64>,
) -> impl Iterator<Item = AvatarLook> + use<'a> {
    let from = position.map_or(0, |position| (position + 1).saturating_sub(STOCK_LOOK_POSITIONS));
    let stock = (from..STOCK_LOOK_COUNT).map(|number| stock_look(&StockLook::of(number)));
    let listed = if from == 0 { catalog_looks(service, world) } else { Vec::new() };
    let is_after = move |look: &AvatarLook| position.is_none_or(|position| look.position > position);
    listed.into_iter().filter(is_after).chain(stock)
}

/// All looks, except those that are computed from their number.
fn catalog_looks(service: &Service, world: &World) -> Vec<AvatarLook> {
    let own =
        world.looks.numbered().rev().map(|(number, look)| (OWN_LOOK_POSITIONS - 1 - number, look.clone()));
    let people = (OWN_LOOK_POSITIONS..).zip(looks::of_people(service.is_hostile()));
    let mut all: Vec<AvatarLook> =
        own.chain(people).map(|(position, look)| AvatarLook::photo(position, look)).collect();
    let avatars = stock_avatars::AVATARS.iter().map(|(id, name, gender, ..)| stock_avatar(id, name, gender));
    for look in avatars.chain(TWINS.iter().map(twin)) {
        let position = all.last().map_or(OWN_LOOK_POSITIONS, |look| look.position + 1);
        all.push(AvatarLook { position: position.max(OWN_LOOK_POSITIONS), ..look });
    }
    all
}

fn stock_avatar(id: &str, name: &str, gender: &'static str) -> AvatarLook {
    let is_own = stock_avatars::is_own(id);
    AvatarLook {
        kind: if is_own { AvatarKind::Twin } else { AvatarKind::Studio },
        is_public: !is_own,
        engines: if is_own { OLD_ENGINES } else { STUDIO_ENGINES },
        gender: Some(gender),
        picture: LookPicture::StockAvatar,
        ..AvatarLook::photo(0, ready_look(id.to_owned(), id.to_owned(), name.to_owned(), id.to_owned()))
    }
}

fn twin(twin: &Twin) -> AvatarLook {
    let key = twin.person().image_key();
    AvatarLook {
        kind: AvatarKind::Twin,
        picture: LookPicture::Face,
        awaits_consent: twin.awaits_consent,
        ..AvatarLook::photo(0, ready_look(twin.id.to_owned(), twin.id.to_owned(), twin.name.to_owned(), key))
    }
}

fn stock_look(look: &StockLook) -> AvatarLook {
    let (kind, engines) = match look.kind {
        StockLookKind::Photo => (AvatarKind::Photo, ALL_ENGINES),
        StockLookKind::NewEngine => (AvatarKind::Photo, NEW_ENGINES),
        StockLookKind::Studio => (AvatarKind::Studio, STUDIO_ENGINES),
        StockLookKind::Old => (AvatarKind::Studio, OLD_ENGINES),
    };
    let stored = ready_look(look.id(), look.group_id(), look.name(), look.person.image_key());
    AvatarLook {
        kind,
        is_public: true,
        engines,
        gender: Some(look.gender),
        picture: LookPicture::Face,
        ..AvatarLook::photo(STOCK_LOOK_POSITIONS + look.number, stored)
    }
}

fn ready_look(id: String, group_id: String, name: String, image_key: String) -> StoredLook {
    StoredLook { id, group_id, name, image_key, generated: false, work: LONG_AGO, faceless: false }
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
    let stock = StockLook::find(id).map(|look| stock_look(&look));
    stock.or_else(|| catalog_looks(service, &service.world()).into_iter().find(|look| look.stored.id == id))
}

/// The looks of a group.
pub(super) fn of_group(service: &Service, world: &World, group_id: &str) -> Vec<AvatarLook> {
    all_after(service, world, None).filter(|look| look.stored.group_id == group_id).collect()
}

impl AvatarLook {
    pub(super) fn photo(position: u64, stored: StoredLook) -> Self {
        Self {
            position,
            kind: AvatarKind::Photo,
            is_public: false,
            engines: ALL_ENGINES,
            gender: None,
            picture: LookPicture::Photo,
            awaits_consent: false,
            stored,
        }
    }

    pub(super) fn status(&self, now: Moment) -> &'static str {
        match self.stored.status(now) {
            "pending" => "processing",
            _ if self.awaits_consent => "pending_consent",
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
        match self.picture {
            LookPicture::Photo => Some(service.picture_url(&self.stored)),
            LookPicture::StockAvatar => stock_avatars::preview(service, &self.stored.id),
            LookPicture::Face => Some(format!("{}/media/faces/{}.webp", service.base(), self.stored.id)),
        }
    }

    /// Width and height; none if the picture cannot be read.
    fn size(&self, service: &Service, world: &World) -> Option<(u32, u32)> {
        let picture = match self.picture {
            LookPicture::Photo => pictures::find(world, &self.stored.image_key),
            LookPicture::StockAvatar | LookPicture::Face => None,
        };
        picture.map_or(Some(PORTRAIT_SIZE), |picture| picture.size(|id| service.files.upload_path(id)))
    }

    /// The look as JSON.
    pub(super) fn to_json(&self, service: &Service, world: &World) -> Value {
        let now = service.now();
        let size = self.size(service, world);
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
            "supported_api_engines": self.engines,
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
            "consent_status": self.awaits_consent.then_some("pending"),
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
