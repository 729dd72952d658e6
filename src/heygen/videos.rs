//! Videos: sent, followed, and listed.

use std::borrow::Cow;

use jiff::Timestamp;
use serde::Deserialize;

use super::Client;
use super::dialect::{Submission, wire};
use super::endpoints::Place;
use super::lenient::{Items, Loose, items};
use super::parse::{each, id, line, stage};
use super::request::{Call, LIST, Risk};
use super::sanitize;
use super::v3;
use crate::domain::{
    Api, AssetKey, Dialect, Fault, FaultKind, ListedVideo, Progress, Stage, VideoId, VideoPage, VideoSpec,
};

#[derive(Deserialize)]
struct Page<'a> {
    #[serde(borrow, default, deserialize_with = "items")]
    videos: Option<Items<'a>>,
    #[serde(borrow, default)]
    token: Loose<'a>,
}

#[derive(Deserialize)]
struct Listed<'a> {
    #[serde(borrow, default)]
    video_id: Loose<'a>,
    #[serde(borrow, default)]
    video_title: Loose<'a>,
    #[serde(borrow, default)]
    status: Loose<'a>,
    #[serde(borrow, default)]
    created_at: Loose<'a>,
    #[serde(borrow, default)]
    duration: Loose<'a>,
}

impl Client {
    /// What [`render`](Self::render) sends, but for the key. The picture's own key is named where the dialect wants
    /// one and it is known, the photo's id otherwise.
    pub fn submission(&self, video: &VideoSpec, picture: Option<&AssetKey>) -> Submission {
        let picture = picture.map_or(video.photo.as_str(), AssetKey::as_str);
        wire(self.dialect).submission(video, picture)
    }

    /// What was written down as a video's request in this dialect, to be sent to the letter.
    pub fn stored(dialect: Dialect, body: String) -> Submission {
        wire(dialect).stored(body)
    }

    /// Submits a video. This is the request that is paid for.
    ///
    /// Where the fault's certainty is not [`NothingMade`](crate::domain::Certainty::NothingMade), the video may exist.
    pub async fn render(&self, video: &VideoSpec) -> Result<VideoId, Fault> {
        self.submit(&self.submission(video, None)).await
    }

    /// Submits what [`submission`](Self::submission) gave, byte for byte; see [`render`](Self::render).
    pub async fn submit(&self, submission: &Submission) -> Result<VideoId, Fault> {
        let url = self.shared.endpoints.api(&Place::new(submission.path.clone()));
        let call = Call::new("the render", Risk::Render, url, &self.shared.key, self.patience.answer);
        let mut call = call.body("application/json", submission.body.clone().into_bytes());
        for (name, value) in &submission.headers {
            call = call.header(name, value)?;
        }
        let answer = self.ask(call, |data| wire(submission.dialect).accepted(data)).await;
        answer.map_err(|fault| match fault.kind {
            // Where photos go by their ids there is no key that could be another one.
            FaultKind::PictureKey if !submission.dialect.wants_picture_key() => {
                Fault { kind: FaultKind::NotFound, ..fault }
            }
            _ => fault,
        })
    }

    /// How far a video is. Each answer has freshly signed links.
    pub async fn progress(&self, video: &VideoId) -> Result<Progress, Fault> {
        let wire = wire(self.dialect);
        let call = self.get("the video", &wire.progress_place(video));
        let read = |data: &str, body: &str| Some(self.with_reply(wire.progress(data)?, body));
        self.ask_whole(call, read).await
    }

    /// Keeps the reply beside what failed; a reply without failure says nothing more.
    fn with_reply(&self, mut progress: Progress, body: &str) -> Progress {
        progress.word = sanitize::message(&progress.word, &self.shared.key);
        if let Some(failure) = &mut progress.failure {
            failure.reply = sanitize::reply(body, &self.shared.key);
            failure.message = sanitize::message(&failure.message, &self.shared.key);
        }
        progress
    }

    /// A page of the account's videos: the first one, or the one that the page before named as next.
    ///
    /// `None` where the service has no such list.
    pub async fn videos(&self, page: Option<&str>) -> Result<Option<VideoPage>, Fault> {
        let path = if self.api() == Api::V3 { "/v3/videos" } else { "/v1/video.list" };
        let mut place = Place::new(path).query("limit", "100");
        if let Some(token) = page {
            place = place.query("token", token);
        }
        let call = self.get("the list of videos", &place).cap(LIST);
        let read = match self.api() {
            Api::V2 => self.ask(call, video_page).await,
            Api::V3 => self.ask_whole(call, |_, whole| v3::video_page(whole)).await,
        };
        // A page that names itself as the next would never end.
        let read = read.map(|read| VideoPage { next: read.next.filter(|next| page != Some(next)), ..read });
        if_there(read)
    }
}

impl Client {
    /// Deletes a video on the service, for good; one that is gone already is no fault.
    pub async fn delete_video(&self, video: &VideoId) -> Result<(), Fault> {
        let place = match self.api() {
            Api::V2 => Place::new("/v1/video.delete").query("video_id", video.as_str()),
            Api::V3 => Place::new("/v3/videos").id(video.as_str()),
        };
        match self.ask(self.get("the deletion", &place).delete(), |_| Some(())).await {
            Err(fault) if fault.kind == FaultKind::NotFound => Ok(()),
            done => done,
        }
    }
}

/// `None` where the service does not have the endpoint.
pub(super) fn if_there<T>(read: Result<T, Fault>) -> Result<Option<T>, Fault> {
    match read {
        Ok(found) => Ok(Some(found)),
        Err(fault) if fault.status == Some(404) || fault.kind == FaultKind::Endpoint => Ok(None),
        Err(fault) => Err(fault),
    }
}

pub(super) fn video_page(data: &str) -> Option<VideoPage> {
    let page: Page<'_> = serde_json::from_str(data).ok()?;
    let (videos, damaged) = each(&page.videos?, listed_video);
    Some(VideoPage { videos, next: id(&page.token).map(Cow::into_owned), damaged })
}

fn listed_video(listed: &Listed<'_>) -> Option<ListedVideo> {
    let word = line(&listed.status);
    Some(ListedVideo {
        id: VideoId::new(id(&listed.video_id)?),
        title: line(&listed.video_title),
        stage: stage(&word).unwrap_or(Stage::Pending),
        word,
        created: listed.created_at.number().and_then(moment),
        duration: listed.duration.number().filter(|seconds| *seconds > 0.0),
    })
}

/// Seconds since 1970, whole or not.
pub(super) fn moment(seconds: f64) -> Option<Timestamp> {
    #[expect(
        clippy::cast_possible_truncation,
        reason = "the cast saturates, and jiff refuses what is out of range"
    )]
    Timestamp::from_second(seconds as i64).ok()
}
