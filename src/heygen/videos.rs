//! Videos: sent, followed, and listed.

use std::borrow::Cow;

use jiff::Timestamp;
use serde::Deserialize;

use super::Client;
use super::dialect::{VideoSubmission, codec_for};
use super::endpoints::EndpointPath;
use super::lenient::{LenientValue, RawList, deserialize_list};
use super::parse::{parse_id, parse_line, parse_records, parse_stage};
use super::request::{ApiRequest, MAX_LIST_BYTES, RepeatRisk};
use super::sanitize;
use super::v3;
use crate::domain::{
    ApiVersion, Dialect, Error, ErrorKind, ListedVideo, PictureKey, Stage, VideoDetails, VideoId, VideoPage,
    VideoSpec,
};

#[derive(Deserialize)]
struct V2VideoPage<'a> {
    #[serde(borrow, default, deserialize_with = "deserialize_list")]
    videos: Option<RawList<'a>>,
    #[serde(borrow, default)]
    token: LenientValue<'a>,
}

#[derive(Deserialize)]
struct V2ListedVideo<'a> {
    #[serde(borrow, default)]
    video_id: LenientValue<'a>,
    #[serde(borrow, default)]
    video_title: LenientValue<'a>,
    #[serde(borrow, default)]
    status: LenientValue<'a>,
    #[serde(borrow, default)]
    created_at: LenientValue<'a>,
    #[serde(borrow, default)]
    duration: LenientValue<'a>,
}

impl Client {
    /// What [`render`](Self::render) sends, but for the key. The picture's own key is named where the dialect wants
    /// one and it is known, the photo's id otherwise.
    pub fn submission(&self, video: &VideoSpec, picture: Option<&PictureKey>) -> VideoSubmission {
        let picture = picture.map_or(video.photo.as_str(), PictureKey::as_str);
        codec_for(self.dialect).encode_submission(video, picture)
    }

    /// What was written down as a video's request in this dialect, to be sent to the letter.
    pub fn stored_submission(dialect: Dialect, body: String) -> VideoSubmission {
        codec_for(dialect).stored_submission(body)
    }

    /// Submits a video. This is the request that is paid for.
    ///
    /// Where the fault's certainty is not [`NotCreated`](crate::domain::CreationState::NotCreated), the video may exist.
    pub async fn submit_video(&self, video: &VideoSpec) -> Result<VideoId, Error> {
        self.submit(&self.submission(video, None)).await
    }

    /// Submits what [`submission`](Self::submission) gave, byte for byte; see [`render`](Self::render).
    pub async fn submit(&self, submission: &VideoSubmission) -> Result<VideoId, Error> {
        let url = self.inner.endpoints.api_url(&EndpointPath::new(submission.path.clone()));
        let call = ApiRequest::new(
            "the render",
            RepeatRisk::Render,
            url,
            &self.inner.api_key,
            self.retry_policy.response_timeout,
        );
        let mut call = call.with_body("application/json", submission.body.clone().into_bytes());
        for (name, value) in &submission.headers {
            call = call.with_header(name, value)?;
        }
        let answer = self.execute(call, |data| codec_for(submission.dialect).parse_video_id(data)).await;
        answer.map_err(|fault| match fault.kind {
            // Where photos go by their ids there is no key that could be another one.
            ErrorKind::PictureKey if !submission.dialect.needs_picture_key() => {
                Error { kind: ErrorKind::NotFound, ..fault }
            }
            _ => fault,
        })
    }

    /// How far a video is. Each answer has freshly signed links.
    pub async fn progress(&self, video: &VideoId) -> Result<VideoDetails, Error> {
        let wire = codec_for(self.dialect);
        let call = self.get("the video", &wire.progress_path(video));
        let read = |data: &str, body: &str| Some(self.sanitize_progress(wire.parse_progress(data)?, body));
        self.execute_with_body(call, read).await
    }

    /// Keeps the reply beside what failed; a reply without failure says nothing more.
    fn sanitize_progress(&self, mut progress: VideoDetails, body: &str) -> VideoDetails {
        progress.service_status = sanitize::sanitize_message(&progress.service_status, &self.inner.api_key);
        if let Some(failure) = &mut progress.failure {
            failure.reply = sanitize::sanitize_reply(body, &self.inner.api_key);
            failure.message = sanitize::sanitize_message(&failure.message, &self.inner.api_key);
        }
        progress
    }

    /// A page of the account's videos: the first one, or the one that the page before named as next.
    ///
    /// `None` where the service has no such list.
    pub async fn parse_video_page(&self, page: Option<&str>) -> Result<Option<VideoPage>, Error> {
        let path = if self.api_version() == ApiVersion::V3 { "/v3/videos" } else { "/v1/video.list" };
        let mut place = EndpointPath::new(path).with_query("limit", "100");
        if let Some(token) = page {
            place = place.with_query("token", token);
        }
        let call = self.get("the list of videos", &place).with_max_response_bytes(MAX_LIST_BYTES);
        let read = match self.api_version() {
            ApiVersion::V2 => self.execute(call, parse_video_page).await,
            ApiVersion::V3 => self.execute_with_body(call, |_, whole| v3::parse_video_page(whole)).await,
        };
        // A page that names itself as the next would never end.
        let read = read.map(|read| VideoPage {
            next_page_token: read.next_page_token.filter(|next| page != Some(next)),
            ..read
        });
        none_if_missing(read)
    }
}

impl Client {
    /// Deletes a video on the service, for good; one that is gone already is no fault.
    pub async fn delete_video(&self, video: &VideoId) -> Result<(), Error> {
        let place = match self.api_version() {
            ApiVersion::V2 => EndpointPath::new("/v1/video.delete").with_query("video_id", video.as_str()),
            ApiVersion::V3 => EndpointPath::new("/v3/videos").with_id(video.as_str()),
        };
        match self.execute(self.get("the deletion", &place).with_delete_method(), |_| Some(())).await {
            Err(fault) if fault.kind == ErrorKind::NotFound => Ok(()),
            done => done,
        }
    }
}

/// `None` where the service does not have the endpoint.
pub(super) fn none_if_missing<T>(read: Result<T, Error>) -> Result<Option<T>, Error> {
    match read {
        Ok(found) => Ok(Some(found)),
        Err(fault) if fault.http_status == Some(404) || fault.kind == ErrorKind::EndpointNotFound => Ok(None),
        Err(fault) => Err(fault),
    }
}

pub(super) fn parse_video_page(data: &str) -> Option<VideoPage> {
    let page: V2VideoPage<'_> = serde_json::from_str(data).ok()?;
    let (videos, damaged) = parse_records(&page.videos?, listed_video_from_record);
    Some(VideoPage {
        videos,
        next_page_token: parse_id(&page.token).map(Cow::into_owned),
        unreadable_count: damaged,
    })
}

fn listed_video_from_record(listed: &V2ListedVideo<'_>) -> Option<ListedVideo> {
    let word = parse_line(&listed.status);
    Some(ListedVideo {
        id: VideoId::new(parse_id(&listed.video_id)?),
        title: parse_line(&listed.video_title),
        stage: parse_stage(&word).unwrap_or(Stage::Pending),
        service_status: word,
        created_at: listed.created_at.number().and_then(timestamp_from_seconds),
        duration_seconds: listed.duration.number().filter(|seconds| *seconds > 0.0),
    })
}

/// Seconds since 1970, whole or not.
pub(super) fn timestamp_from_seconds(seconds: f64) -> Option<Timestamp> {
    #[expect(
        clippy::cast_possible_truncation,
        reason = "the cast saturates, and jiff refuses what is out of range"
    )]
    Timestamp::from_second(seconds as i64).ok()
}
