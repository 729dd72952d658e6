//! Uploads: one file in a form.

use serde::Deserialize;

use crate::domain::{Asset, Error, ErrorKind, PictureKey, stable_hash};
use crate::heygen::Client;
use crate::heygen::endpoints::EndpointPath;
use crate::heygen::file_type;
use crate::heygen::lenient::LenientValue;
use crate::heygen::parse::{parse_id, parse_url};
use crate::heygen::request::{ApiRequest, RepeatRisk};

/// Bytes that a file may have.
const MAX_ASSET_BYTES: usize = 32 << 20;

#[derive(Deserialize)]
struct V3AssetRecord<'a> {
    #[serde(borrow, default)]
    asset_id: LenientValue<'a>,
    #[serde(borrow, default)]
    url: LenientValue<'a>,
}

impl Client {
    /// Uploads a file; what the service is known to refuse is refused here.
    pub(in crate::heygen) async fn upload_v3(&self, bytes: Vec<u8>) -> Result<Asset, Error> {
        let refused = |why: String| Error::new("the upload", ErrorKind::Refused, why);
        let kind = file_type::detect_file_type(&bytes).map_err(refused)?;
        if bytes.len() > kind.max_bytes.min(MAX_ASSET_BYTES) {
            return Err(refused(format!(
                "it is larger than {} MB",
                kind.max_bytes.min(MAX_ASSET_BYTES) >> 20
            )));
        }
        let url = self.inner.endpoints.api_url(&EndpointPath::new("/v3/assets"));
        let call = ApiRequest::new(
            "the upload",
            RepeatRisk::Create,
            url,
            &self.inner.api_key,
            self.retry_policy.upload_timeout,
        );
        let boundary = multipart_boundary(&bytes);
        let form = multipart_body(&boundary, kind.content_type, &bytes);
        let call = call.with_body("multipart/form-data", form);
        let call = call.with_header("content-type", &format!("multipart/form-data; boundary={boundary}"))?;
        self.execute(call, parse_asset).await
    }
}

/// A line that does not come up in the file.
fn multipart_boundary(bytes: &[u8]) -> String {
    let mut mark = stable_hash(bytes);
    loop {
        let line = format!("cuecard-{mark:016x}");
        if !bytes.windows(line.len()).any(|window| window == line.as_bytes()) {
            return line;
        }
        mark = mark.wrapping_add(1);
    }
}

fn multipart_body(boundary: &str, kind: &str, bytes: &[u8]) -> Vec<u8> {
    let ending = kind.rsplit('/').next().unwrap_or("bin");
    let head = format!(
        "--{boundary}\r\nContent-Disposition: form-data; name=\"file\"; filename=\"file.{ending}\"\r\n\
         Content-Type: {kind}\r\n\r\n"
    );
    [head.as_bytes(), bytes, format!("\r\n--{boundary}--\r\n").as_bytes()].concat()
}

/// An asset's id is what avatars are made of, as the key was in the older generation.
pub(in crate::heygen) fn parse_asset(data: &str) -> Option<Asset> {
    let record: V3AssetRecord<'_> = serde_json::from_str(data).ok()?;
    let id = parse_id(&record.asset_id)?.into_owned();
    Some(Asset { picture_key: Some(PictureKey::new(id.clone())), id, url: parse_url(&record.url) })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_file_that_holds_the_line_gets_another() {
        let first = multipart_boundary(b"");
        let mut tricky = first.clone().into_bytes();
        // A file whose own mark is in it.
        let own = multipart_boundary(&tricky);
        tricky.extend(own.as_bytes());
        let line = multipart_boundary(&tricky);
        assert!(!tricky.windows(line.len()).any(|window| window == line.as_bytes()));
        let form = multipart_body("x", "image/png", b"PNG");
        let text = String::from_utf8(form).unwrap();
        assert!(
            text.starts_with(
                "--x\r\nContent-Disposition: form-data; name=\"file\"; filename=\"file.png\"\r\n"
            )
        );
        assert!(text.ends_with("\r\n\r\nPNG\r\n--x--\r\n"));
    }
}
