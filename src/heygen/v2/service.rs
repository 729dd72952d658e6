//! The requests of API v2.

use serde_json::json;

use super::account::parse_balance;
use super::assets::parse_asset;
use super::catalog::{parse_photos, parse_voices};
use super::looks::{
    add_looks_body, parse_added_looks, parse_generation_id, parse_group_list, parse_look,
    parse_look_generation, parse_look_list, parse_training,
};
use super::videos::parse_video_page;
use crate::domain::{
    Asset, BalanceReading, Error, ErrorKind, GroupId, Look, LookGenerationId, LookGenerationState,
    LookRequest, PhotoCatalog, PhotoGroup, PhotoId, PictureKey, Training, VideoDetails, VideoId, VideoPage,
    VoiceCatalog,
};
use crate::heygen::endpoints::EndpointPath;
use crate::heygen::file_type::check_upload;
use crate::heygen::response::{after_partial_progress, none_if_missing};
use crate::heygen::service::{ApiService, V2Service};

/// Picture keys per request to add looks.
pub const MAX_LOOKS_PER_REQUEST: usize = 4;

impl ApiService for V2Service<'_> {
    async fn balance(&self) -> Result<BalanceReading, Error> {
        let path = EndpointPath::new("/v2/user/remaining_quota");
        none_if_missing(self.0.execute(self.0.get("the balance", &path), parse_balance).await).map(Into::into)
    }

    async fn photos(&self) -> Result<PhotoCatalog, Error> {
        let path = EndpointPath::new("/v2/avatars");
        self.0.execute(self.0.get_list("the talking photos", &path), parse_photos).await
    }

    async fn voices(&self) -> Result<VoiceCatalog, Error> {
        let path = EndpointPath::new("/v2/voices");
        self.0.execute(self.0.get_list("the voices", &path), parse_voices).await
    }

    async fn groups(&self) -> Result<Vec<PhotoGroup>, Error> {
        let path = EndpointPath::new("/v2/avatar_group.list").with_query("include_public", "false");
        self.0.execute(self.0.get_list("the groups", &path), parse_group_list).await
    }

    async fn looks_in_group(&self, group: &GroupId) -> Result<Vec<Look>, Error> {
        let path = EndpointPath::new("/v2/avatar_group").with_id(group.as_str()).with_subresource("avatars");
        self.0.execute(self.0.get_list("the looks", &path), parse_look_list).await
    }

    async fn photo(&self, photo: &PhotoId) -> Result<Look, Error> {
        let path = EndpointPath::new("/v2/photo_avatar").with_id(photo.as_str());
        self.0.execute(self.0.get("the photo", &path), parse_look).await
    }

    async fn create_group(&self, name: &str, picture: &PictureKey) -> Result<Look, Error> {
        let path = EndpointPath::new("/v2/photo_avatar/avatar_group/create");
        let body = json!({ "name": name, "image_key": picture.as_str() });
        self.0.execute(self.0.post("the new group", &path, &body)?, parse_look).await
    }

    async fn add_looks(
        &self,
        group: &GroupId,
        name: &str,
        pictures: &[PictureKey],
        generation: Option<&LookGenerationId>,
    ) -> Result<Vec<Look>, Error> {
        let path = EndpointPath::new("/v2/photo_avatar/avatar_group/add");
        let mut looks = Vec::new();
        for (batch, keys) in pictures.chunks(MAX_LOOKS_PER_REQUEST).enumerate() {
            let body = add_looks_body(group, name, keys, generation);
            let added = self.0.execute(self.0.post("the new looks", &path, &body)?, parse_added_looks).await;
            let done = batch * MAX_LOOKS_PER_REQUEST;
            looks.extend(added.map_err(|error| after_partial_progress(error, done, pictures.len()))?);
        }
        Ok(looks)
    }

    async fn train_group(&self, group: &GroupId) -> Result<(), Error> {
        let path = EndpointPath::new("/v2/photo_avatar/train");
        let body = json!({ "group_id": group.as_str() });
        self.0.execute(self.0.post("the training", &path, &body)?, |_| Some(())).await
    }

    async fn training_status(&self, group: &GroupId) -> Result<Training, Error> {
        let path = EndpointPath::new("/v2/photo_avatar/train/status").with_id(group.as_str());
        self.0.execute(self.0.get("the training", &path), parse_training).await
    }

    async fn generate_looks(&self, request: &LookRequest) -> Result<LookGenerationId, Error> {
        let refused = |message: &str| Err(Error::new("the AI looks", ErrorKind::Refused, message));
        if request.base_look.is_some() || !request.reference_pictures.is_empty() {
            return refused("only v3 generates looks from another look or from pictures");
        }
        let Some(group) = &request.group else {
            return refused("only v3 generates looks of a photo that is in no group");
        };
        let path = EndpointPath::new("/v2/photo_avatar/look/generate");
        let body = json!({
            "group_id": group.as_str(),
            "prompt": request.prompt.text,
            "orientation": request.prompt.orientation.as_str(),
            "pose": request.prompt.pose.as_str(),
            "style": request.prompt.style.as_str(),
        });
        self.0.execute(self.0.post("the AI looks", &path, &body)?, parse_generation_id).await
    }

    async fn look_generation(&self, generation: &LookGenerationId) -> Result<LookGenerationState, Error> {
        let path = EndpointPath::new("/v2/photo_avatar/generation").with_id(generation.as_str());
        let request = self.0.get("the AI looks", &path);
        self.0.execute(request, |data| parse_look_generation(generation, data)).await
    }

    async fn upload(&self, bytes: Vec<u8>) -> Result<Asset, Error> {
        let file_type = check_upload(&bytes, usize::MAX)?;
        let url = self.0.inner.endpoints.upload_url(&EndpointPath::new("/v1/asset"));
        self.0.execute(self.0.post_upload(url, file_type.content_type, bytes), parse_asset).await
    }

    async fn progress(&self, video: &VideoId) -> Result<VideoDetails, Error> {
        let path = EndpointPath::new("/v1/video_status.get").with_query("video_id", video.as_str());
        self.0.fetch_video_details(&path).await
    }

    async fn video_page(&self, token: Option<&str>) -> Result<Option<VideoPage>, Error> {
        let path = EndpointPath::new("/v1/video.list");
        self.0.fetch_video_page(path, token, |data, _| parse_video_page(data)).await
    }

    async fn delete_video(&self, video: &VideoId) -> Result<(), Error> {
        let path = EndpointPath::new("/v1/video.delete").with_query("video_id", video.as_str());
        self.0.delete("the deletion", &path).await
    }
}
