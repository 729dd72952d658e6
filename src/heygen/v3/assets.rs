//! Uploaded files, and the form that they are sent in.

use crate::domain::{Asset, PictureKey, stable_hash};
use crate::heygen::lenient::record;
use crate::heygen::parse::{parse_id, parse_url};

/// The largest file that v3 accepts.
pub(super) const MAX_ASSET_BYTES: usize = 32 << 20;

record! {
    V3AssetRecord { asset_id, url }
}

/// A multipart form with one file.
pub(super) struct MultipartForm {
    pub(super) content_type: String,
    pub(super) body: Vec<u8>,
}

impl MultipartForm {
    pub(super) fn new(file_type: &str, bytes: &[u8]) -> Self {
        let boundary = multipart_boundary(bytes);
        let body = multipart_body(&boundary, file_type, bytes);
        Self { content_type: format!("multipart/form-data; boundary={boundary}"), body }
    }
}

/// A boundary that the file does not contain.
fn multipart_boundary(bytes: &[u8]) -> String {
    let mut suffix = stable_hash(bytes);
    loop {
        let boundary = format!("cuecard-{suffix:016x}");
        if !bytes.windows(boundary.len()).any(|window| window == boundary.as_bytes()) {
            return boundary;
        }
        suffix = suffix.wrapping_add(1);
    }
}

fn multipart_body(boundary: &str, file_type: &str, bytes: &[u8]) -> Vec<u8> {
    let extension = file_type.rsplit('/').next().unwrap_or("bin");
    let head = format!(
        "--{boundary}\r\nContent-Disposition: form-data; name=\"file\"; filename=\"file.{extension}\"\r\n\
         Content-Type: {file_type}\r\n\r\n"
    );
    [head.as_bytes(), bytes, format!("\r\n--{boundary}--\r\n").as_bytes()].concat()
}

/// In v3, avatars are made of asset ids: the id takes the place of v2's picture key.
pub(in crate::heygen) fn parse_asset(data: &str) -> Option<Asset> {
    let record: V3AssetRecord<'_> = serde_json::from_str(data).ok()?;
    let id = parse_id(&record.asset_id)?.into_owned();
    Some(Asset { picture_key: Some(PictureKey::new(id.clone())), id, url: parse_url(&record.url) })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_multipart_boundary_never_occurs_in_the_file() {
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
