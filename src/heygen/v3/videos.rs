//! Videos: listed, asked about a hundred at a time, and deleted.

use serde::Deserialize;
use serde_json::value::RawValue;

use super::CursorPage;
use crate::domain::{Error, ListedVideo, Stage, VideoFailure, VideoId, VideoPage, VideoStatus, text};
use crate::heygen::Client;
use crate::heygen::dialect::{VideoRecord, failure_from_error};
use crate::heygen::endpoints::EndpointPath;
use crate::heygen::envelope::parse_service_error;
use crate::heygen::lenient::LenientValue;
use crate::heygen::parse::{parse_id, parse_line, parse_records, parse_stage};
use crate::heygen::sanitize;
use crate::heygen::videos::timestamp_from_seconds;

/// Videos that one question may be about.
pub(in crate::heygen) const MAX_STATUS_IDS: usize = 100;

#[derive(Deserialize)]
struct V3StatusRecord<'a> {
    #[serde(borrow, default)]
    video_id: LenientValue<'a>,
    #[serde(borrow, default)]
    status: LenientValue<'a>,
    #[serde(borrow, default)]
    error: Option<&'a RawValue>,
}

impl Client {
    /// Statuses of up to 100 videos per request, without their links.
    ///
    /// Videos that the service does not tell about are left out.
    pub async fn statuses(&self, videos: &[VideoId]) -> Result<Vec<VideoStatus>, Error> {
        let mut all = Vec::with_capacity(videos.len());
        for videos in videos.chunks(MAX_STATUS_IDS) {
            let ids: Vec<&str> = videos.iter().map(VideoId::as_str).collect();
            let place = EndpointPath::new("/v3/videos/statuses").with_query("video_ids", &ids.join(","));
            let told = self
                .execute_with_body(self.get("the videos", &place), |_, whole| parse_statuses(whole))
                .await?;
            all.extend(told.into_iter().map(|video| self.sanitize_status(video)));
        }
        Ok(all)
    }

    fn sanitize_status(&self, mut video: VideoStatus) -> VideoStatus {
        if let Some(failure) = &mut video.failure {
            let key = &self.inner.api_key;
            failure.reply = failure.reply.take().and_then(|said| sanitize::sanitize_reply(&said, key));
            failure.message = sanitize::sanitize_message(&failure.message, key);
        }
        video
    }
}

pub(in crate::heygen) fn parse_statuses(whole: &str) -> Option<Vec<VideoStatus>> {
    let page = CursorPage::parse(whole)?;
    Some(parse_records(page.items()?, status_from_record).0)
}

fn status_from_record(record: &V3StatusRecord<'_>) -> Option<VideoStatus> {
    let word = parse_line(&record.status);
    let known = if word == "not_found" { None } else { Some(parse_stage(&word)?) };
    let said = record.error.and_then(parse_service_error);
    let reply = record.error.map(|error| error.get().to_owned());
    let failure = failure_from_error(known.unwrap_or(Stage::Pending), said);
    Some(VideoStatus {
        id: VideoId::new(parse_id(&record.video_id)?),
        stage: known,
        failure: failure.map(|failure| VideoFailure { reply, ..failure }),
        service_status: text::truncate(&word, 40),
    })
}

pub(in crate::heygen) fn parse_video_page(whole: &str) -> Option<VideoPage> {
    let page = CursorPage::parse(whole)?;
    let (videos, damaged) = parse_records(page.items()?, listed_video_from_record);
    Some(VideoPage { videos, next_page_token: page.next_token(), unreadable_count: damaged })
}

fn listed_video_from_record(record: &VideoRecord<'_>) -> Option<ListedVideo> {
    let word = parse_line(&record.status);
    Some(ListedVideo {
        id: VideoId::new(parse_id(&record.id)?),
        title: parse_line(&record.title),
        stage: parse_stage(&word).unwrap_or(Stage::Pending),
        service_status: word,
        created_at: record.created_at.number().and_then(timestamp_from_seconds),
        duration_seconds: record.duration.number().filter(|seconds| *seconds > 0.0),
    })
}
