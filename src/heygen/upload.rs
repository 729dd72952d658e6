//! Uploads: bytes as they are, to the other host.

use serde::Deserialize;

use super::Client;
use super::endpoints::Place;
use super::lenient::Loose;
use super::magic;
use super::parse::{id, url};
use super::request::{Call, Risk};
use crate::domain::{Api, Asset, AssetKey, Fault, FaultKind};

#[derive(Deserialize)]
struct AssetRecord<'a> {
    #[serde(borrow, default)]
    id: Loose<'a>,
    #[serde(borrow, default)]
    image_key: Loose<'a>,
    #[serde(borrow, default)]
    url: Loose<'a>,
}

impl Client {
    /// Uploads a picture, a sound or a video; its kind is told from its first bytes.
    ///
    /// What the service is known to refuse is refused here, before anything is sent.
    pub async fn upload(&self, bytes: Vec<u8>) -> Result<Asset, Fault> {
        if self.api() == Api::V3 {
            return self.upload_asset(bytes).await;
        }
        let refused = |why: String| Fault::new("the upload", FaultKind::Refused, why);
        let kind = magic::kind(&bytes).map_err(refused)?;
        if bytes.len() > kind.most {
            return Err(refused(format!("it is larger than {} MB", kind.most >> 20)));
        }
        let url = self.shared.endpoints.upload(&Place::new("/v1/asset"));
        let call = Call::new("the upload", Risk::Making, url, &self.shared.key, self.patience.upload);
        self.ask(call.body(kind.content_type, bytes), asset).await
    }
}

pub(super) fn asset(data: &str) -> Option<Asset> {
    let record: AssetRecord<'_> = serde_json::from_str(data).ok()?;
    let key = id(&record.image_key).map(AssetKey::new);
    let id = id(&record.id).map(String::from);
    // The key alone is what groups are made of; an answer without an id is still a success.
    let id = id.or_else(|| key.as_ref().map(|key| key.as_str().to_owned()))?;
    Some(Asset { id, key, url: url(&record.url) })
}
