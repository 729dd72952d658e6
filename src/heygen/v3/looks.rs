//! Looks: who can speak, and how a new one is made.

use serde::{Deserialize, Serialize};
use serde_json::value::RawValue;

use super::{CursorPage, PageRecords};
use crate::domain::{
    Error, ErrorKind, FailureReason, GroupId, Look, LookGeneration, LookGenerationId, LookRequest, Photo,
    PhotoCatalog, PhotoGroup, PhotoId, PictureKey, Training,
};
use crate::heygen::Client;
use crate::heygen::endpoints::EndpointPath;
use crate::heygen::envelope::parse_service_error;
use crate::heygen::lenient::{LenientValue, RawList, deserialize_list};
use crate::heygen::look_records::groups_from_records;
use crate::heygen::parse::{parse_id, parse_line, parse_name, parse_records, parse_url};
use crate::heygen::request::{self, ApiRequest};
use crate::heygen::sanitize;

/// Pictures that a look may be drawn by.
const MAX_REFERENCE_PICTURES: usize = 3;
/// The engine that videos of photos are made with.
const PHOTO_ENGINE: &str = "avatar_iv";

#[derive(Deserialize)]
struct V3LookRecord<'a> {
    #[serde(borrow, default)]
    id: LenientValue<'a>,
    #[serde(borrow, default)]
    name: LenientValue<'a>,
    #[serde(borrow, default)]
    group_id: LenientValue<'a>,
    #[serde(borrow, default)]
    preview_image_url: LenientValue<'a>,
    #[serde(borrow, default)]
    status: LenientValue<'a>,
    #[serde(borrow, default, deserialize_with = "deserialize_list")]
    supported_api_engines: Option<RawList<'a>>,
    #[serde(borrow, default)]
    error: Option<&'a RawValue>,
}

#[derive(Deserialize)]
struct CreatedAvatar<'a> {
    #[serde(borrow, default)]
    avatar_item: Option<V3LookRecord<'a>>,
}

#[derive(Serialize)]
struct CreatePhotoLookBody<'a> {
    r#type: &'a str,
    name: &'a str,
    file: AssetFile<'a>,
    #[serde(skip_serializing_if = "Option::is_none")]
    avatar_group_id: Option<&'a str>,
}

#[derive(Serialize)]
struct AssetFile<'a> {
    r#type: &'a str,
    asset_id: &'a str,
}

#[derive(Serialize)]
struct CreatePromptLookBody<'a> {
    r#type: &'a str,
    name: &'a str,
    prompt: &'a str,
    #[serde(skip_serializing_if = "Option::is_none")]
    avatar_id: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    avatar_group_id: Option<&'a str>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    reference_images: Vec<AssetFile<'a>>,
}

impl Client {
    /// The looks of the account that photo videos can be made of.
    pub(in crate::heygen) async fn photos_v3(&self) -> Result<PhotoCatalog, Error> {
        let place = EndpointPath::new("/v3/avatars/looks").with_query("ownership", "private");
        let place = place.with_query("avatar_type", "photo_avatar").with_query("limit", "50");
        let pages = self.fetch_all_pages("the talking photos", place, |whole| {
            let next = CursorPage::parse(whole)?.next_token();
            Some(PageRecords { records: vec![parse_photos(whole)?], next_token: next })
        });
        let mut whole = PhotoCatalog::default();
        for part in pages.await? {
            whole.photos.extend(part.photos);
            whole.other_avatar_count += part.other_avatar_count;
            whole.unreadable_count += part.unreadable_count;
        }
        Ok(whole)
    }

    pub(in crate::heygen) async fn looks_in_group_v3(&self, group: &GroupId) -> Result<Vec<Look>, Error> {
        let place = EndpointPath::new("/v3/avatars/looks")
            .with_query("group_id", group.as_str())
            .with_query("limit", "50");
        let pages = self.fetch_all_pages("the looks", place, |whole| {
            let page = CursorPage::parse(whole)?;
            Some(PageRecords {
                records: parse_records(page.items()?, look_from_record).0,
                next_token: page.next_token(),
            })
        });
        pages.await
    }

    pub(in crate::heygen) async fn groups_v3(&self) -> Result<Vec<PhotoGroup>, Error> {
        let place =
            EndpointPath::new("/v3/avatars").with_query("ownership", "private").with_query("limit", "50");
        let pages = self.fetch_all_pages("the groups", place, |whole| {
            let page = CursorPage::parse(whole)?;
            Some(PageRecords { records: groups_from_records(page.items()?), next_token: page.next_token() })
        });
        pages.await
    }

    /// Makes a look of an uploaded picture: the first of a new group, or one more of a group.
    pub(in crate::heygen) async fn create_look_v3(
        &self,
        name: &str,
        picture: &PictureKey,
        group: Option<&GroupId>,
    ) -> Result<Look, Error> {
        let group = group.map(GroupId::as_str);
        let body =
            CreatePhotoLookBody { r#type: "photo", name, file: asset_file(picture), avatar_group_id: group };
        self.execute(self.create_look_request("the new look", &body)?, parse_created_look).await
    }

    /// Orders a look that is drawn by the service; its id stands for the order.
    pub(in crate::heygen) async fn generate_look_v3(
        &self,
        order: &LookRequest,
    ) -> Result<LookGenerationId, Error> {
        if order.reference_pictures.len() > MAX_REFERENCE_PICTURES {
            let what = format!("at most {MAX_REFERENCE_PICTURES} pictures can be drawn by");
            return Err(Error::new("the AI looks", ErrorKind::Refused, what));
        }
        let body = CreatePromptLookBody {
            r#type: "prompt",
            name: &order.name,
            prompt: &order.prompt.text,
            avatar_id: order.base_look.as_ref().map(PhotoId::as_str),
            avatar_group_id: order.group.as_ref().map(GroupId::as_str),
            reference_images: order.reference_pictures.iter().map(asset_file).collect(),
        };
        let look = self.execute(self.create_look_request("the AI looks", &body)?, parse_created_look).await?;
        Ok(LookGenerationId::new(look.id.as_str()))
    }

    /// The request for a new look, with a key that all its tries have: what was made by one is given back to the next.
    fn create_look_request(&self, asked: &'static str, body: &impl Serialize) -> Result<ApiRequest, Error> {
        self.post(asked, &EndpointPath::new("/v3/avatars"), body)?
            .with_header("Idempotency-Key", &request::new_idempotency_key()?)
    }

    pub(in crate::heygen) async fn photo_v3(&self, look: &PhotoId) -> Result<Look, Error> {
        let place = look_path(look.as_str());
        self.execute(self.get("the photo", &place), |data| {
            look_from_record(&serde_json::from_str(data).ok()?)
        })
        .await
    }

    /// A group needs no training any more: it is done when its first look is.
    pub(in crate::heygen) async fn training_status_v3(&self, group: &GroupId) -> Result<Training, Error> {
        self.execute(self.get("the training", &look_path(group.as_str())), parse_training).await
    }

    pub(in crate::heygen) async fn look_generation_v3(
        &self,
        order: &LookGenerationId,
    ) -> Result<LookGeneration, Error> {
        self.execute(self.get("the AI looks", &look_path(order.as_str())), |data| {
            parse_look_generation(order, data)
        })
        .await
    }
}

fn asset_file(picture: &PictureKey) -> AssetFile<'_> {
    AssetFile { r#type: "asset_id", asset_id: picture.as_str() }
}

fn look_path(look: &str) -> EndpointPath {
    EndpointPath::new("/v3/avatars/looks").with_id(look)
}

/// A page of looks: those that can speak, and how many cannot.
pub(in crate::heygen) fn parse_photos(whole: &str) -> Option<PhotoCatalog> {
    let page = CursorPage::parse(whole)?;
    let (looks, damaged) = parse_records(page.items()?, catalog_look_from_record);
    let all = looks.len();
    let photo = |look| if let CatalogLook::Usable(photo) = look { Some(photo) } else { None };
    let photos: Vec<Photo> = looks.into_iter().filter_map(photo).collect();
    Some(PhotoCatalog { other_avatar_count: all - photos.len(), photos, unreadable_count: damaged })
}

/// A look of the list.
enum CatalogLook {
    Usable(Photo),
    Unusable,
}

fn catalog_look_from_record(record: &V3LookRecord<'_>) -> Option<CatalogLook> {
    let look = look_from_record(record)?;
    let speaks = record.supported_api_engines.as_ref().is_none_or(|engines| {
        engines.to_vec().iter().any(|engine| engine.get().trim_matches('"') == PHOTO_ENGINE)
    });
    let failed = look.status.eq_ignore_ascii_case("failed");
    let photo = Photo { id: look.id, name: look.name, picture_url: look.picture_url };
    Some(if speaks && !failed { CatalogLook::Usable(photo) } else { CatalogLook::Unusable })
}

/// The look that was made.
pub(in crate::heygen) fn parse_created_look(data: &str) -> Option<Look> {
    let made: CreatedAvatar<'_> = serde_json::from_str(data).ok()?;
    look_from_record(&made.avatar_item?)
}

fn look_from_record(record: &V3LookRecord<'_>) -> Option<Look> {
    let own = parse_id(&record.id)?;
    Some(Look {
        name: parse_name(&record.name, &own),
        group: parse_id(&record.group_id).map(GroupId::new),
        id: PhotoId::new(own),
        status: parse_line(&record.status),
        picture_url: parse_url(&record.preview_image_url),
    })
}

fn parse_training(data: &str) -> Option<Training> {
    let record: V3LookRecord<'_> = serde_json::from_str(data).ok()?;
    let word = parse_line(&record.status);
    Some(match word.to_ascii_lowercase().as_str() {
        "" => return None,
        "completed" => Training::Completed,
        "failed" => Training::Failed(failure_reason(&record)),
        _ => Training::Running(word),
    })
}

fn parse_look_generation(order: &LookGenerationId, data: &str) -> Option<LookGeneration> {
    let record: V3LookRecord<'_> = serde_json::from_str(data).ok()?;
    let word = parse_line(&record.status);
    Some(match word.to_ascii_lowercase().as_str() {
        "" => return None,
        "completed" => LookGeneration::Completed(
            parse_url(&record.preview_image_url).map(|url| (url, None)).into_iter().collect(),
        ),
        "failed" => LookGeneration::Failed(failure_reason(&record)),
        _ => LookGeneration::Running(order.clone(), word),
    })
}

/// Why a look failed: in plain words with the next step where the code is known, else in the service's own.
fn failure_reason(record: &V3LookRecord<'_>) -> String {
    let said = record.error.and_then(parse_service_error).unwrap_or_default();
    if let Some(reason) = FailureReason::find(said.code.as_deref(), &said.message) {
        return format!("{}. {}", reason.summary, reason.next_step);
    }
    let words = [said.code.unwrap_or_default(), said.message]
        .map(|said| sanitize::sanitize_message_without_key(&said));
    let words: Vec<String> = words.into_iter().filter(|said| !said.is_empty()).collect();
    if words.is_empty() { "The service gave no reason.".to_owned() } else { words.join(": ") }
}
