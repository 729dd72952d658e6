//! Files as HTTP responses: generated at the first request, and sent in ranges.

use std::io::SeekFrom;
use std::path::PathBuf;
use std::sync::Arc;

use anyhow::Context;
use axum::body::Body;
use axum::http::{HeaderMap, StatusCode, header};
use axum::response::{IntoResponse, Response};
use tokio::io::{AsyncReadExt, AsyncSeekExt};

use crate::sandbox::http::reply;
use crate::sandbox::service::Service;
use crate::sandbox::world::files::MediaFile;

const CHUNK_BYTES: usize = 64 << 10;

/// The reply for a file that does not exist.
pub(super) fn no_such_key() -> Response {
    reply::no_file(StatusCode::NOT_FOUND, "NoSuchKey", "The specified key does not exist.")
}

type WriteFile = dyn FnOnce(&Service, &mut MediaFile) -> anyhow::Result<()> + Send;

/// A file that is made at the first request, and stored.
pub(super) struct GeneratedFile {
    pub(super) name: String,
    pub(super) kind: &'static str,
    pub(super) write: Box<WriteFile>,
}

pub(super) async fn send_generated(
    service: &Arc<Service>,
    file: GeneratedFile,
    headers: &HeaderMap,
) -> Response {
    let GeneratedFile { name, kind, write } = file;
    let path = service.files.media_path(&name);
    let outcome = {
        let _one_at_a_time = if kind == "video/mp4" { Some(service.encoder.lock().await) } else { None };
        if path.exists() {
            Ok(())
        } else {
            let service = service.clone();
            let work = move || service.files.store_media(&name, |out| write(&service, out));
            tokio::task::spawn_blocking(work).await.context("the work was aborted").flatten()
        }
    };
    match outcome {
        Ok(()) => send_file(path, kind, headers).await,
        Err(error) => {
            reply::no_file(StatusCode::INTERNAL_SERVER_ERROR, "InternalError", &format!("{error:#}"))
        }
    }
}

/// Sends a file, or the range of it that the headers ask for.
pub(super) async fn send_file(path: PathBuf, kind: &str, headers: &HeaderMap) -> Response {
    let Ok(mut file) = tokio::fs::File::open(&path).await else { return no_such_key() };
    let Ok((size, etag)) = file.metadata().await.map(|data| (data.len(), etag(&data))) else {
        return no_such_key();
    };
    let header = |name| headers.get(name).and_then(|value| value.to_str().ok());
    // `If-Range`: a range of another version is useless.
    let same = header(header::IF_RANGE).is_none_or(|version| version == etag);
    let wanted = header(header::RANGE).filter(|_| same).and_then(|range| parse_range(range, size));
    let (status, from, length) = match wanted {
        None => (StatusCode::OK, 0, size),
        Some(None) => {
            return (StatusCode::RANGE_NOT_SATISFIABLE, [(header::CONTENT_RANGE, format!("bytes */{size}"))])
                .into_response();
        }
        Some(Some((from, to))) => (StatusCode::PARTIAL_CONTENT, from, to - from + 1),
    };
    if file.seek(SeekFrom::Start(from)).await.is_err() {
        return no_such_key();
    }
    let mut response = (status, Body::from_stream(chunks(file, length))).into_response();
    let mut set_header = |name, text: String| {
        if let Ok(value) = text.parse() {
            response.headers_mut().insert(name, value);
        }
    };
    set_header(header::CONTENT_TYPE, kind.to_owned());
    set_header(header::CONTENT_LENGTH, length.to_string());
    set_header(header::ACCEPT_RANGES, "bytes".to_owned());
    set_header(header::ETAG, etag);
    if status == StatusCode::PARTIAL_CONTENT {
        set_header(header::CONTENT_RANGE, format!("bytes {from}-{}/{size}", from + length - 1));
    }
    response
}

/// The `ETag` of a file: its modification time and size.
fn etag(about: &std::fs::Metadata) -> String {
    let written = about.modified().ok().and_then(|time| time.duration_since(std::time::UNIX_EPOCH).ok());
    format!("\"{:x}-{:x}\"", written.unwrap_or_default().as_nanos(), about.len())
}

/// The next `length` bytes of a file, in pieces.
fn chunks(file: tokio::fs::File, length: u64) -> impl futures_util::Stream<Item = std::io::Result<Vec<u8>>> {
    let reader = file.take(length);
    futures_util::stream::try_unfold(reader, async |mut reader| {
        let mut chunk = vec![0; CHUNK_BYTES];
        let read = reader.read(&mut chunk).await?;
        chunk.truncate(read);
        Ok((read > 0).then_some((chunk, reader)))
    })
}

/// First and last byte of a range; none if it is malformed, `Some(None)` if it is beyond the end.
#[allow(clippy::option_option, reason = "no range, an empty one, and one are three answers")]
fn parse_range(range: &str, size: u64) -> Option<Option<(u64, u64)>> {
    let (from, to) = range.strip_prefix("bytes=")?.split_once('-')?;
    let last = size.saturating_sub(1);
    let (from, to) = match (from.trim(), to.trim()) {
        ("", tail) => (size.saturating_sub(tail.parse().ok()?), last),
        (from, "") => (from.parse().ok()?, last),
        (from, to) => (from.parse().ok()?, to.parse::<u64>().ok()?.min(last)),
    };
    Some((from <= to && from < size).then_some((from, to)))
}

#[cfg(test)]
mod tests {
    use super::parse_range;

    #[test]
    fn http_byte_ranges_are_parsed() {
        assert_eq!(parse_range("bytes=0-9", 100), Some(Some((0, 9))));
        assert_eq!(parse_range("bytes=90-", 100), Some(Some((90, 99))));
        assert_eq!(parse_range("bytes=-10", 100), Some(Some((90, 99))));
        assert_eq!(parse_range("bytes=50-500", 100), Some(Some((50, 99))));
        assert_eq!(parse_range("bytes=100-", 100), Some(None));
        assert_eq!(parse_range("items=0-1", 100), None);
        assert_eq!(parse_range("bytes=0-1,3-4", 100), None);
    }
}
