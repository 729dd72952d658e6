//! Videos: listed, asked about a hundred at a time, and deleted.

use serde::Deserialize;
use serde_json::value::RawValue;

use super::Page;
use crate::domain::{Failure, Fault, ListedVideo, Stage, VideoId, VideoPage, VideoStatus, text};
use crate::heygen::Client;
use crate::heygen::dialect::{VideoRecord, failure};
use crate::heygen::endpoints::Place;
use crate::heygen::envelope::read_error;
use crate::heygen::lenient::Loose;
use crate::heygen::parse::{each, id, line, stage};
use crate::heygen::sanitize;
use crate::heygen::videos::moment;

/// Videos that one question may be about.
pub(in crate::heygen) const AT_ONCE: usize = 100;

#[derive(Deserialize)]
struct StatusRecord<'a> {
    #[serde(borrow, default)]
    video_id: Loose<'a>,
    #[serde(borrow, default)]
    status: Loose<'a>,
    #[serde(borrow, default)]
    error: Option<&'a RawValue>,
}

impl Client {
    /// Statuses of up to 100 videos per request, without their links.
    ///
    /// Videos that the service does not tell about are left out.
    pub async fn statuses(&self, videos: &[VideoId]) -> Result<Vec<VideoStatus>, Fault> {
        let mut all = Vec::with_capacity(videos.len());
        for videos in videos.chunks(AT_ONCE) {
            let ids: Vec<&str> = videos.iter().map(VideoId::as_str).collect();
            let place = Place::new("/v3/videos/statuses").query("video_ids", &ids.join(","));
            let told = self.ask_whole(self.get("the videos", &place), |_, whole| statuses(whole)).await?;
            all.extend(told.into_iter().map(|video| self.harmless(video)));
        }
        Ok(all)
    }

    fn harmless(&self, mut video: VideoStatus) -> VideoStatus {
        if let Some(failure) = &mut video.failure {
            let key = &self.shared.key;
            failure.reply = failure.reply.take().and_then(|said| sanitize::reply(&said, key));
            failure.message = sanitize::message(&failure.message, key);
        }
        video
    }
}

pub(in crate::heygen) fn statuses(whole: &str) -> Option<Vec<VideoStatus>> {
    let page = Page::read(whole)?;
    Some(each(page.items()?, status).0)
}

fn status(record: &StatusRecord<'_>) -> Option<VideoStatus> {
    let word = line(&record.status);
    let known = if word == "not_found" { None } else { Some(stage(&word)?) };
    let said = record.error.and_then(read_error);
    let reply = record.error.map(|error| error.get().to_owned());
    let failure = failure(known.unwrap_or(Stage::Pending), said);
    Some(VideoStatus {
        id: VideoId::new(id(&record.video_id)?),
        stage: known,
        failure: failure.map(|failure| Failure { reply, ..failure }),
        word: text::short(&word, 40),
    })
}

pub(in crate::heygen) fn video_page(whole: &str) -> Option<VideoPage> {
    let page = Page::read(whole)?;
    let (videos, damaged) = each(page.items()?, listed);
    Some(VideoPage { videos, next: page.next(), damaged })
}

fn listed(record: &VideoRecord<'_>) -> Option<ListedVideo> {
    let word = line(&record.status);
    Some(ListedVideo {
        id: VideoId::new(id(&record.id)?),
        title: line(&record.title),
        stage: stage(&word).unwrap_or(Stage::Pending),
        word,
        created: record.created_at.number().and_then(moment),
        duration: record.duration.number().filter(|seconds| *seconds > 0.0),
    })
}
