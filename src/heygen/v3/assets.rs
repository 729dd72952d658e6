//! Uploads: one file in a form.

use serde::Deserialize;

use crate::domain::{Asset, AssetKey, Fault, FaultKind, digest};
use crate::heygen::Client;
use crate::heygen::endpoints::Place;
use crate::heygen::lenient::Loose;
use crate::heygen::magic;
use crate::heygen::parse::{id, url};
use crate::heygen::request::{Call, Risk};

/// Bytes that a file may have.
const MAX_ASSET_BYTES: usize = 32 << 20;

#[derive(Deserialize)]
struct AssetRecord<'a> {
    #[serde(borrow, default)]
    asset_id: Loose<'a>,
    #[serde(borrow, default)]
    url: Loose<'a>,
}

impl Client {
    /// Uploads a file; what the service is known to refuse is refused here.
    pub(in crate::heygen) async fn upload_asset(&self, bytes: Vec<u8>) -> Result<Asset, Fault> {
        let refused = |why: String| Fault::new("the upload", FaultKind::Refused, why);
        let kind = magic::kind(&bytes).map_err(refused)?;
        if bytes.len() > kind.most.min(MAX_ASSET_BYTES) {
            return Err(refused(format!("it is larger than {} MB", kind.most.min(MAX_ASSET_BYTES) >> 20)));
        }
        let url = self.shared.endpoints.api(&Place::new("/v3/assets"));
        let call = Call::new("the upload", Risk::Making, url, &self.shared.key, self.patience.upload);
        let boundary = boundary(&bytes);
        let form = form(&boundary, kind.content_type, &bytes);
        let call = call.body("multipart/form-data", form);
        let call = call.header("content-type", &format!("multipart/form-data; boundary={boundary}"))?;
        self.ask(call, asset).await
    }
}

/// A line that does not come up in the file.
fn boundary(bytes: &[u8]) -> String {
    let mut mark = digest(bytes);
    loop {
        let line = format!("cuecard-{mark:016x}");
        if !bytes.windows(line.len()).any(|window| window == line.as_bytes()) {
            return line;
        }
        mark = mark.wrapping_add(1);
    }
}

fn form(boundary: &str, kind: &str, bytes: &[u8]) -> Vec<u8> {
    let ending = kind.rsplit('/').next().unwrap_or("bin");
    let head = format!(
        "--{boundary}\r\nContent-Disposition: form-data; name=\"file\"; filename=\"file.{ending}\"\r\n\
         Content-Type: {kind}\r\n\r\n"
    );
    [head.as_bytes(), bytes, format!("\r\n--{boundary}--\r\n").as_bytes()].concat()
}

/// An asset's id is what avatars are made of, as the key was in the older generation.
pub(in crate::heygen) fn asset(data: &str) -> Option<Asset> {
    let record: AssetRecord<'_> = serde_json::from_str(data).ok()?;
    let id = id(&record.asset_id)?.into_owned();
    Some(Asset { key: Some(AssetKey::new(id.clone())), id, url: url(&record.url) })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_file_that_holds_the_line_gets_another() {
        let first = boundary(b"");
        let mut tricky = first.clone().into_bytes();
        // A file whose own mark is in it.
        let own = boundary(&tricky);
        tricky.extend(own.as_bytes());
        let line = boundary(&tricky);
        assert!(!tricky.windows(line.len()).any(|window| window == line.as_bytes()));
        let form = form("x", "image/png", b"PNG");
        let text = String::from_utf8(form).unwrap();
        assert!(
            text.starts_with(
                "--x\r\nContent-Disposition: form-data; name=\"file\"; filename=\"file.png\"\r\n"
            )
        );
        assert!(text.ends_with("\r\n\r\nPNG\r\n--x--\r\n"));
    }
}
