//! Videos: submitted, followed and listed, in the way that both API versions share.

use super::client::Client;
use super::dialect::VideoSubmission;
use super::endpoints::EndpointPath;
use super::request::{MAX_LIST_BYTES, RepeatRisk};
use super::response::none_if_missing;
use super::sanitize;
use super::shared_records::{parse_video_details, parse_video_id};
use crate::domain::{Dialect, Error, ErrorKind, PictureKey, VideoDetails, VideoId, VideoPage, VideoSpec};

impl Client {
    /// The request that [`submit`](Self::submit) sends for a video. It names the picture by its key, or by the
    /// photo's id where `picture` is `None`.
    pub fn submission(&self, spec: &VideoSpec, picture: Option<&PictureKey>) -> VideoSubmission {
        let picture = picture.map_or(spec.first_speaker().photo.as_str(), PictureKey::as_str);
        VideoSubmission::encode(self.dialect(), spec, picture)
    }

    /// The request of a stored body, to be sent byte for byte.
    pub fn stored_submission(dialect: Dialect, body: String) -> VideoSubmission {
        VideoSubmission::stored(dialect, body)
    }

    /// Submits a video. The service charges for it.
    ///
    /// Unless the error's `creation` is [`NotCreated`](crate::domain::CreationState::NotCreated), the video may exist.
    pub async fn submit(&self, submission: &VideoSubmission) -> Result<VideoId, Error> {
        let url = self.inner.endpoints.api_url(&EndpointPath::new(submission.path.clone()));
        let request = self.request("the render", RepeatRisk::Render, url);
        let mut request = request.with_body("application/json", submission.body.clone().into_bytes());
        for (name, value) in &submission.headers {
            request = request.with_header(name, value)?;
        }
        self.execute(request, parse_video_id).await.map_err(|error| match error.kind {
            // These dialects name photos by their ids: another picture key would change nothing.
            ErrorKind::PictureKey if !submission.dialect.needs_picture_key() => {
                Error { kind: ErrorKind::NotFound, ..error }
            }
            _ => error,
        })
    }

    pub(super) async fn fetch_video_details(&self, path: &EndpointPath) -> Result<VideoDetails, Error> {
        let request = self.get("the video", path);
        let parse = |data: &str, body: &str| Some(self.sanitize_details(parse_video_details(data)?, body));
        self.execute_with_body(request, parse).await
    }

    /// Redacts the details, and keeps `body` beside a failure.
    fn sanitize_details(&self, mut details: VideoDetails, body: &str) -> VideoDetails {
        let key = &self.inner.api_key;
        details.service_status = sanitize::sanitize_message(&details.service_status, key);
        if let Some(failure) = &mut details.failure {
            failure.response = sanitize::sanitize_response(body, key);
            failure.message = sanitize::sanitize_message(&failure.message, key);
        }
        details
    }

    pub(super) async fn fetch_video_page(
        &self,
        path: EndpointPath,
        token: Option<&str>,
        parse: impl Fn(&str, &str) -> Option<VideoPage>,
    ) -> Result<Option<VideoPage>, Error> {
        let mut path = path.with_query("limit", "100");
        if let Some(token) = token {
            path = path.with_query("token", token);
        }
        let request = self.get("the list of videos", &path).with_max_response_bytes(MAX_LIST_BYTES);
        let mut page = none_if_missing(self.execute_with_body(request, parse).await)?;
        if let Some(page) = &mut page {
            // A page that names itself as the next would never end.
            page.next_page_token = page.next_page_token.take().filter(|next| token != Some(next));
        }
        Ok(page)
    }
}
