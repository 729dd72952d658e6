//! Looks: who can speak, and how a new one is made.

use serde::{Deserialize, Serialize};
use serde_json::value::RawValue;

use super::{Page, Part};
use crate::domain::{
    AssetKey, Cast, Fault, FaultKind, Generation, GenerationId, Group, GroupId, Look, LookOrder, Photo,
    PhotoId, Reason, Training,
};
use crate::heygen::Client;
use crate::heygen::endpoints::Place;
use crate::heygen::envelope::read_error;
use crate::heygen::lenient::{Items, Loose, items};
use crate::heygen::look::groups;
use crate::heygen::parse::{each, id, line, name, url};
use crate::heygen::request::{self, Call};
use crate::heygen::sanitize;

/// Pictures that a look may be drawn by.
const MAX_REFERENCES: usize = 3;
/// The engine that videos of photos are made with.
const ENGINE: &str = "avatar_iv";

#[derive(Deserialize)]
struct LookRecord<'a> {
    #[serde(borrow, default)]
    id: Loose<'a>,
    #[serde(borrow, default)]
    name: Loose<'a>,
    #[serde(borrow, default)]
    group_id: Loose<'a>,
    #[serde(borrow, default)]
    preview_image_url: Loose<'a>,
    #[serde(borrow, default)]
    status: Loose<'a>,
    #[serde(borrow, default, deserialize_with = "items")]
    supported_api_engines: Option<Items<'a>>,
    #[serde(borrow, default)]
    error: Option<&'a RawValue>,
}

#[derive(Deserialize)]
struct Made<'a> {
    #[serde(borrow, default)]
    avatar_item: Option<LookRecord<'a>>,
}

#[derive(Serialize)]
struct NewPhoto<'a> {
    r#type: &'a str,
    name: &'a str,
    file: File<'a>,
    #[serde(skip_serializing_if = "Option::is_none")]
    avatar_group_id: Option<&'a str>,
}

#[derive(Serialize)]
struct File<'a> {
    r#type: &'a str,
    asset_id: &'a str,
}

#[derive(Serialize)]
struct NewPrompt<'a> {
    r#type: &'a str,
    name: &'a str,
    prompt: &'a str,
    #[serde(skip_serializing_if = "Option::is_none")]
    avatar_id: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    avatar_group_id: Option<&'a str>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    reference_images: Vec<File<'a>>,
}

impl Client {
    /// The looks of the account that photo videos can be made of.
    pub(in crate::heygen) async fn looks(&self) -> Result<Cast, Fault> {
        let place = Place::new("/v3/avatars/looks").query("ownership", "private");
        let place = place.query("avatar_type", "photo_avatar").query("limit", "50");
        let pages = self.pages("the talking photos", place, |whole| {
            let next = Page::read(whole)?.next();
            Some(Part { records: vec![cast(whole)?], next })
        });
        let mut whole = Cast::default();
        for part in pages.await? {
            whole.photos.extend(part.photos);
            whole.others += part.others;
            whole.damaged += part.damaged;
        }
        Ok(whole)
    }

    pub(in crate::heygen) async fn group_looks(&self, group: &GroupId) -> Result<Vec<Look>, Fault> {
        let place = Place::new("/v3/avatars/looks").query("group_id", group.as_str()).query("limit", "50");
        let pages = self.pages("the looks", place, |whole| {
            let page = Page::read(whole)?;
            Some(Part { records: each(page.items()?, look_of).0, next: page.next() })
        });
        pages.await
    }

    pub(in crate::heygen) async fn avatar_groups(&self) -> Result<Vec<Group>, Fault> {
        let place = Place::new("/v3/avatars").query("ownership", "private").query("limit", "50");
        let pages = self.pages("the groups", place, |whole| {
            let page = Page::read(whole)?;
            Some(Part { records: groups(page.items()?), next: page.next() })
        });
        pages.await
    }

    /// Makes a look of an uploaded picture: the first of a new group, or one more of a group.
    pub(in crate::heygen) async fn new_look(
        &self,
        name: &str,
        picture: &AssetKey,
        group: Option<&GroupId>,
    ) -> Result<Look, Fault> {
        let group = group.map(GroupId::as_str);
        let body = NewPhoto { r#type: "photo", name, file: file(picture), avatar_group_id: group };
        self.ask(self.create("the new look", &body)?, made).await
    }

    /// Orders a look that is drawn by the service; its id stands for the order.
    pub(in crate::heygen) async fn prompt_look(&self, order: &LookOrder) -> Result<GenerationId, Fault> {
        if order.references.len() > MAX_REFERENCES {
            let what = format!("at most {MAX_REFERENCES} pictures can be drawn by");
            return Err(Fault::new("the AI looks", FaultKind::Refused, what));
        }
        let body = NewPrompt {
            r#type: "prompt",
            name: &order.name,
            prompt: &order.prompt.text,
            avatar_id: order.like.as_ref().map(PhotoId::as_str),
            avatar_group_id: order.group.as_ref().map(GroupId::as_str),
            reference_images: order.references.iter().map(file).collect(),
        };
        let look = self.ask(self.create("the AI looks", &body)?, made).await?;
        Ok(GenerationId::new(look.id.as_str()))
    }

    /// The request for a new look, with a key that all its tries have: what was made by one is given back to the next.
    fn create(&self, asked: &'static str, body: &impl Serialize) -> Result<Call, Fault> {
        self.post(asked, &Place::new("/v3/avatars"), body)?.header("Idempotency-Key", &request::key()?)
    }

    pub(in crate::heygen) async fn look(&self, look: &PhotoId) -> Result<Look, Fault> {
        let place = look_place(look.as_str());
        self.ask(self.get("the photo", &place), |data| look_of(&serde_json::from_str(data).ok()?)).await
    }

    /// A group needs no training any more: it is done when its first look is.
    pub(in crate::heygen) async fn look_training(&self, group: &GroupId) -> Result<Training, Fault> {
        self.ask(self.get("the training", &look_place(group.as_str())), training).await
    }

    pub(in crate::heygen) async fn prompted(&self, order: &GenerationId) -> Result<Generation, Fault> {
        self.ask(self.get("the AI looks", &look_place(order.as_str())), |data| prompted(order, data)).await
    }
}

fn file(picture: &AssetKey) -> File<'_> {
    File { r#type: "asset_id", asset_id: picture.as_str() }
}

fn look_place(look: &str) -> Place {
    Place::new("/v3/avatars/looks").id(look)
}

/// A page of looks: those that can speak, and how many cannot.
pub(in crate::heygen) fn cast(whole: &str) -> Option<Cast> {
    let page = Page::read(whole)?;
    let (looks, damaged) = each(page.items()?, listed);
    let all = looks.len();
    let photo = |look| if let Listed::Speaks(photo) = look { Some(photo) } else { None };
    let photos: Vec<Photo> = looks.into_iter().filter_map(photo).collect();
    Some(Cast { others: all - photos.len(), photos, damaged })
}

/// A look of the list.
enum Listed {
    Speaks(Photo),
    Mute,
}

fn listed(record: &LookRecord<'_>) -> Option<Listed> {
    let look = look_of(record)?;
    let speaks = record
        .supported_api_engines
        .as_ref()
        .is_none_or(|engines| engines.all().iter().any(|engine| engine.get().trim_matches('"') == ENGINE));
    let failed = look.status.eq_ignore_ascii_case("failed");
    let photo = Photo { id: look.id, name: look.name, picture: look.picture };
    Some(if speaks && !failed { Listed::Speaks(photo) } else { Listed::Mute })
}

/// The look that was made.
pub(in crate::heygen) fn made(data: &str) -> Option<Look> {
    let made: Made<'_> = serde_json::from_str(data).ok()?;
    look_of(&made.avatar_item?)
}

fn look_of(record: &LookRecord<'_>) -> Option<Look> {
    let own = id(&record.id)?;
    Some(Look {
        name: name(&record.name, &own),
        group: id(&record.group_id).map(GroupId::new),
        id: PhotoId::new(own),
        status: line(&record.status),
        picture: url(&record.preview_image_url),
    })
}

fn training(data: &str) -> Option<Training> {
    let record: LookRecord<'_> = serde_json::from_str(data).ok()?;
    let word = line(&record.status);
    Some(match word.to_ascii_lowercase().as_str() {
        "" => return None,
        "completed" => Training::Done,
        "failed" => Training::Failed(reason(&record)),
        _ => Training::Running(word),
    })
}

fn prompted(order: &GenerationId, data: &str) -> Option<Generation> {
    let record: LookRecord<'_> = serde_json::from_str(data).ok()?;
    let word = line(&record.status);
    Some(match word.to_ascii_lowercase().as_str() {
        "" => return None,
        "completed" => {
            Generation::Done(url(&record.preview_image_url).map(|url| (url, None)).into_iter().collect())
        }
        "failed" => Generation::Failed(reason(&record)),
        _ => Generation::Running(order.clone(), word),
    })
}

/// Why a look failed: in plain words with the next step where the code is known, else in the service's own.
fn reason(record: &LookRecord<'_>) -> String {
    let said = record.error.and_then(read_error).unwrap_or_default();
    if let Some(reason) = Reason::of(said.code.as_deref(), &said.message) {
        return format!("{}. {}", reason.what, reason.step);
    }
    let words = [said.code.unwrap_or_default(), said.message].map(|said| sanitize::sentence(&said));
    let words: Vec<String> = words.into_iter().filter(|said| !said.is_empty()).collect();
    if words.is_empty() { "The service gave no reason.".to_owned() } else { words.join(": ") }
}
