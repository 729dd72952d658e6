//! The list of videos.

use serde::Deserialize;

use crate::domain::VideoPage;
use crate::heygen::lenient::{LenientValue, RawList, deserialize_list};
use crate::heygen::parse::parse_id;
use crate::heygen::shared_records::parse_video_records;

#[derive(Deserialize)]
struct V2VideoPage<'a> {
    #[serde(borrow, default, deserialize_with = "deserialize_list")]
    videos: Option<RawList<'a>>,
    #[serde(borrow, default)]
    token: LenientValue<'a>,
}

pub(in crate::heygen) fn parse_video_page(data: &str) -> Option<VideoPage> {
    let page: V2VideoPage<'_> = serde_json::from_str(data).ok()?;
    Some(parse_video_records(&page.videos?, parse_id(&page.token).map(String::from)))
}
