//! Uploads of pictures through API v2.

use crate::domain::{Asset, PictureKey};
use crate::heygen::lenient::record;
use crate::heygen::parse::{parse_id, parse_url};

record! {
    V2AssetRecord { id, image_key, url }
}

pub(in crate::heygen) fn parse_asset(data: &str) -> Option<Asset> {
    let record: V2AssetRecord<'_> = serde_json::from_str(data).ok()?;
    let key = parse_id(&record.image_key).map(PictureKey::new);
    let id = parse_id(&record.id).map(String::from);
    // Groups are made of the picture key alone: a response without an id is still a success.
    let id = id.or_else(|| key.as_ref().map(|key| key.as_str().to_owned()))?;
    Some(Asset { id, picture_key: key, url: parse_url(&record.url) })
}
