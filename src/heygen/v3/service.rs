//! The requests of API v3.

use serde_json::Value;

use super::account::parse_balance;
use super::assets::{MAX_ASSET_BYTES, MultipartForm, parse_asset};
use super::looks::{
    parse_created_look, parse_groups, parse_look, parse_look_generation, parse_looks, parse_photos,
    parse_training, photo_look_body, prompt_look_body,
};
use super::videos::parse_video_page;
use crate::domain::{
    Asset, BalanceReading, Error, ErrorKind, GroupId, Look, LookGenerationId, LookGenerationState,
    LookRequest, PhotoCatalog, PhotoGroup, PhotoId, PictureKey, Training, VideoDetails, VideoId, VideoPage,
    VoiceCatalog,
};
use crate::heygen::endpoints::EndpointPath;
use crate::heygen::file_type::check_upload;
use crate::heygen::request::{ApiRequest, IDEMPOTENCY_KEY_HEADER, new_idempotency_key};
use crate::heygen::response::{after_partial_progress, none_if_missing};
use crate::heygen::service::{ApiService, V3Service};

/// Reference pictures of one order of AI looks.
const MAX_REFERENCE_PICTURES: usize = 3;
/// Records of a page of looks or groups, the most that the service gives.
pub(super) const PAGE_SIZE: &str = "50";

impl ApiService for V3Service<'_> {
    async fn balance(&self) -> Result<BalanceReading, Error> {
        let path = EndpointPath::new("/v3/users/me");
        let reading = self.0.execute(self.0.get("the balance", &path), parse_balance).await;
        none_if_missing(reading).map(Option::unwrap_or_default)
    }

    async fn photos(&self) -> Result<PhotoCatalog, Error> {
        let path = EndpointPath::new("/v3/avatars/looks")
            .with_query("ownership", "private")
            .with_query("limit", PAGE_SIZE);
        let mut catalog = PhotoCatalog::default();
        for page in self.0.fetch_all_pages("the talking photos", path, parse_photos).await? {
            catalog.photos.extend(page.photos);
            catalog.failed_count += page.failed_count;
            catalog.unreadable_count += page.unreadable_count;
        }
        Ok(catalog)
    }

    /// The account's own voices, then the public ones.
    async fn voices(&self) -> Result<VoiceCatalog, Error> {
        let (own, public) =
            futures_util::future::join(self.0.voices_of_type("private"), self.0.voices_of_type("public"))
                .await;
        let (mut catalog, public) = (own?, public?);
        catalog.voices.extend(public.voices);
        catalog.unreadable_count += public.unreadable_count;
        Ok(catalog)
    }

    async fn groups(&self) -> Result<Vec<PhotoGroup>, Error> {
        let path = EndpointPath::new("/v3/avatars")
            .with_query("ownership", "private")
            .with_query("limit", PAGE_SIZE);
        Ok(self.0.fetch_all_pages("the groups", path, parse_groups).await?.concat())
    }

    async fn looks_in_group(&self, group: &GroupId) -> Result<Vec<Look>, Error> {
        let path = EndpointPath::new("/v3/avatars/looks")
            .with_query("group_id", group.as_str())
            .with_query("limit", PAGE_SIZE);
        Ok(self.0.fetch_all_pages("the looks", path, parse_looks).await?.concat())
    }

    async fn photo(&self, photo: &PhotoId) -> Result<Look, Error> {
        self.0.execute(self.0.get("the photo", &look_path(photo.as_str())), parse_look).await
    }

    async fn create_group(&self, name: &str, picture: &PictureKey) -> Result<Look, Error> {
        self.create_look("the new look", &photo_look_body(name, picture, None)).await
    }

    async fn add_looks(
        &self,
        group: &GroupId,
        name: &str,
        pictures: &[PictureKey],
        _: Option<&LookGenerationId>,
    ) -> Result<Vec<Look>, Error> {
        let mut looks = Vec::new();
        for (done, picture) in pictures.iter().enumerate() {
            let body = photo_look_body(name, picture, Some(group));
            let look = self.create_look("the new look", &body).await;
            looks.push(look.map_err(|error| after_partial_progress(error, done, pictures.len()))?);
        }
        Ok(looks)
    }

    async fn train_group(&self, _: &GroupId) -> Result<(), Error> {
        Ok(())
    }

    /// The first look of a group has the id of the group.
    async fn training_status(&self, group: &GroupId) -> Result<Training, Error> {
        self.0.execute(self.0.get("the training", &look_path(group.as_str())), parse_training).await
    }

    /// The id of the new look stands for the order.
    async fn generate_looks(&self, request: &LookRequest) -> Result<LookGenerationId, Error> {
        if request.reference_pictures.len() > MAX_REFERENCE_PICTURES {
            let message = format!("at most {MAX_REFERENCE_PICTURES} reference pictures are accepted");
            return Err(Error::new("the AI looks", ErrorKind::Refused, message));
        }
        let look = self.create_look("the AI looks", &prompt_look_body(request)).await?;
        Ok(LookGenerationId::new(look.id.as_str()))
    }

    async fn look_generation(&self, generation: &LookGenerationId) -> Result<LookGenerationState, Error> {
        let request = self.0.get("the AI looks", &look_path(generation.as_str()));
        self.0.execute(request, |data| parse_look_generation(generation, data)).await
    }

    async fn upload(&self, bytes: Vec<u8>) -> Result<Asset, Error> {
        let file_type = check_upload(&bytes, MAX_ASSET_BYTES)?;
        let form = MultipartForm::new(file_type.content_type, &bytes);
        let url = self.0.inner.endpoints.api_url(&EndpointPath::new("/v3/assets"));
        let request = self.0.post_upload(url, "multipart/form-data", form.body);
        let request = request.with_header("content-type", &form.content_type)?;
        self.0.execute(request, parse_asset).await
    }

    async fn progress(&self, video: &VideoId) -> Result<VideoDetails, Error> {
        self.0.fetch_video_details(&video_path(video)).await
    }

    async fn video_page(&self, token: Option<&str>) -> Result<Option<VideoPage>, Error> {
        let path = EndpointPath::new("/v3/videos");
        self.0.fetch_video_page(path, token, |_, body| parse_video_page(body)).await
    }

    async fn delete_video(&self, video: &VideoId) -> Result<(), Error> {
        self.0.delete("the deletion", &video_path(video)).await
    }
}

impl V3Service<'_> {
    /// Creates a look. All attempts have one idempotency key: a repeated one gets the look of the first.
    async fn create_look(&self, subject: &'static str, body: &Value) -> Result<Look, Error> {
        let request: ApiRequest = self.0.post(subject, &EndpointPath::new("/v3/avatars"), body)?;
        let request = request.with_header(IDEMPOTENCY_KEY_HEADER, &new_idempotency_key()?)?;
        self.0.execute(request, parse_created_look).await
    }
}

pub(super) fn look_path(look: &str) -> EndpointPath {
    EndpointPath::new("/v3/avatars/looks").with_id(look)
}

fn video_path(video: &VideoId) -> EndpointPath {
    EndpointPath::new("/v3/videos").with_id(video.as_str())
}
