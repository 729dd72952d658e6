//! Videos: the list, and the statuses of many videos per request.

use serde_json::value::RawValue;

use super::page::CursorPage;
use crate::domain::{Error, RenderStage, VideoFailure, VideoId, VideoPage, VideoStatus};
use crate::heygen::client::Client;
use crate::heygen::endpoints::EndpointPath;
use crate::heygen::envelope::parse_service_error;
use crate::heygen::lenient::record;
use crate::heygen::parse::{parse_id, parse_line, parse_records, parse_stage};
use crate::heygen::sanitize;
use crate::heygen::shared_records::{failure_from_error, parse_video_records, truncate_status};

/// Videos per request for statuses.
pub const MAX_STATUS_IDS: usize = 100;

/// The status of a video that the service does not have.
const NOT_FOUND_STATUS: &str = "not_found";

record! {
    V3StatusRecord { video_id, status; error: Option<&'a RawValue> }
}

impl Client {
    /// The statuses of videos without their links, requested from v3 in batches of [`MAX_STATUS_IDS`]. Videos that
    /// the service leaves out are left out.
    pub async fn statuses(&self, videos: &[VideoId]) -> Result<Vec<VideoStatus>, Error> {
        let mut statuses = Vec::with_capacity(videos.len());
        for videos in videos.chunks(MAX_STATUS_IDS) {
            let ids: Vec<&str> = videos.iter().map(VideoId::as_str).collect();
            let path = EndpointPath::new("/v3/videos/statuses").with_query("video_ids", &ids.join(","));
            let batch = self.execute_with_body(self.get("the videos", &path), |_, body| parse_statuses(body));
            statuses.extend(batch.await?.into_iter().map(|status| self.sanitize_status(status)));
        }
        Ok(statuses)
    }

    fn sanitize_status(&self, mut status: VideoStatus) -> VideoStatus {
        if let Some(failure) = &mut status.failure {
            let key = &self.inner.api_key;
            failure.response =
                failure.response.take().and_then(|response| sanitize::sanitize_response(&response, key));
            failure.message = sanitize::sanitize_message(&failure.message, key);
        }
        status
    }
}

pub(in crate::heygen) fn parse_statuses(body: &str) -> Option<Vec<VideoStatus>> {
    Some(parse_records(CursorPage::parse(body)?.records()?, status_from_record).0)
}

fn status_from_record(record: &V3StatusRecord<'_>) -> Option<VideoStatus> {
    let word = parse_line(&record.status);
    let stage = if word == NOT_FOUND_STATUS { None } else { Some(parse_stage(&word)?) };
    let error = record.error.and_then(parse_service_error);
    let response = record.error.map(|error| error.get().to_owned());
    let failure = failure_from_error(stage.unwrap_or(RenderStage::Pending), error);
    Some(VideoStatus {
        id: VideoId::new(parse_id(&record.video_id)?),
        stage,
        failure: failure.map(|failure| VideoFailure { response, ..failure }),
        service_status: truncate_status(&word),
    })
}

pub(in crate::heygen) fn parse_video_page(body: &str) -> Option<VideoPage> {
    let page = CursorPage::parse(body)?;
    Some(parse_video_records(page.records()?, page.next_token()))
}
