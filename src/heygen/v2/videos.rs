//! The list of videos.

use crate::domain::VideoPage;
use crate::heygen::lenient::record;
use crate::heygen::parse::parse_id;
use crate::heygen::shared_records::parse_video_records;

record! {
    V2VideoPage { token; [videos] }
}

pub(in crate::heygen) fn parse_video_page(data: &str) -> Option<VideoPage> {
    let page: V2VideoPage<'_> = serde_json::from_str(data).ok()?;
    Some(parse_video_records(&page.videos?, parse_id(&page.token).map(String::from)))
}
