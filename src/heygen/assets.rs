//! Uploads: bytes as they are, to the other host.

use serde::Deserialize;

use super::Client;
use super::endpoints::EndpointPath;
use super::file_type;
use super::lenient::LenientValue;
use super::parse::{parse_id, parse_url};
use super::request::{ApiRequest, RepeatRisk};
use crate::domain::{ApiVersion, Asset, Error, ErrorKind, PictureKey};

#[derive(Deserialize)]
struct V2AssetRecord<'a> {
    #[serde(borrow, default)]
    id: LenientValue<'a>,
    #[serde(borrow, default)]
    image_key: LenientValue<'a>,
    #[serde(borrow, default)]
    url: LenientValue<'a>,
}

impl Client {
    /// Uploads a picture, a sound or a video; its kind is told from its first bytes.
    ///
    /// What the service is known to refuse is refused here, before anything is sent.
    pub async fn upload(&self, bytes: Vec<u8>) -> Result<Asset, Error> {
        if self.api_version() == ApiVersion::V3 {
            return self.upload_v3(bytes).await;
        }
        let refused = |why: String| Error::new("the upload", ErrorKind::Refused, why);
        let kind = file_type::detect_file_type(&bytes).map_err(refused)?;
        if bytes.len() > kind.max_bytes {
            return Err(refused(format!("it is larger than {} MB", kind.max_bytes >> 20)));
        }
        let url = self.inner.endpoints.upload_url(&EndpointPath::new("/v1/asset"));
        let call = ApiRequest::new(
            "the upload",
            RepeatRisk::Create,
            url,
            &self.inner.api_key,
            self.retry_policy.upload_timeout,
        );
        self.execute(call.with_body(kind.content_type, bytes), parse_asset).await
    }
}

pub(super) fn parse_asset(data: &str) -> Option<Asset> {
    let record: V2AssetRecord<'_> = serde_json::from_str(data).ok()?;
    let key = parse_id(&record.image_key).map(PictureKey::new);
    let id = parse_id(&record.id).map(String::from);
    // The key alone is what groups are made of; an answer without an id is still a success.
    let id = id.or_else(|| key.as_ref().map(|key| key.as_str().to_owned()))?;
    Some(Asset { id, picture_key: key, url: parse_url(&record.url) })
}
