//! Uploaded files.

use serde::Deserialize;

use crate::domain::{Asset, PictureKey};
use crate::heygen::lenient::LenientValue;
use crate::heygen::parse::{parse_id, parse_url};

#[derive(Deserialize)]
struct V2AssetRecord<'a> {
    #[serde(borrow, default)]
    id: LenientValue<'a>,
    #[serde(borrow, default)]
    image_key: LenientValue<'a>,
    #[serde(borrow, default)]
    url: LenientValue<'a>,
}

pub(in crate::heygen) fn parse_asset(data: &str) -> Option<Asset> {
    let record: V2AssetRecord<'_> = serde_json::from_str(data).ok()?;
    let key = parse_id(&record.image_key).map(PictureKey::new);
    let id = parse_id(&record.id).map(String::from);
    // Groups are made of the picture key alone: a response without an id is still a success.
    let id = id.or_else(|| key.as_ref().map(|key| key.as_str().to_owned()))?;
    Some(Asset { id, picture_key: key, url: parse_url(&record.url) })
}
