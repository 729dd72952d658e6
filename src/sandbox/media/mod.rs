//! Media: pictures, samples, videos and captions, served by link and without an API key.

pub(in crate::sandbox) mod movie;
mod speech;

use std::io::{SeekFrom, Write};
use std::ops::Deref;
use std::path::PathBuf;
use std::sync::Arc;

use anyhow::Context;
use axum::Router;
use axum::body::Body;
use axum::extract::{Path, RawQuery, State};
use axum::http::{HeaderMap, StatusCode, header};
use axum::response::{IntoResponse, Response};
use axum::routing::get;
use image::RgbImage;
use tokio::io::{AsyncReadExt, AsyncSeekExt};

use crate::sandbox::catalog::people::Person;
use crate::sandbox::catalog::pictures::{self, PictureSource};
use crate::sandbox::catalog::stock_avatars;
use crate::sandbox::http::{query, reply};
use crate::sandbox::render::video;
use crate::sandbox::service::Service;
use crate::sandbox::world::files::MediaFile;
use crate::sandbox::world::records::StoredVideo;
use speech::Soundtrack;

const CHUNK: usize = 64 << 10;
/// Milliseconds.
const MAX_SPEECH_MILLIS: u32 = 3_600_000;

pub(in crate::sandbox) fn routes() -> Router<Arc<Service>> {
    Router::new()
        .route("/media/image/{hash}/{name}", get(picture))
        .route("/media/talking_photo/{id}/{file}", get(processed))
        .route("/media/audio/{id}/original", get(upload))
        .route("/media/video/{id}/original", get(upload))
        .route("/media/avatars/{file}", get(avatar))
        .route("/media/voices/{file}", get(voice))
        .route("/media/speech/{file}", get(spoken))
        .route("/media/videos/{file}", get(video))
        .route("/media/thumbnails/{file}", get(thumbnail))
        .route("/media/captions/{file}", get(captions))
}

async fn picture(
    State(service): State<Arc<Service>>,
    Path((hash, name)): Path<(String, String)>,
    RawQuery(query): RawQuery,
    headers: HeaderMap,
) -> Response {
    let key = format!("image/{hash}/{name}");
    // Uploads are public; a signed link is checked nevertheless.
    if query.is_some() && !is_valid_link(&service, &format!("/media/{key}"), query.as_deref()) {
        return expired_link();
    }
    let found = pictures::find(&service.world(), &key);
    match found {
        None => no_such_key(),
        Some(PictureSource::Upload(asset, kind)) => {
            send_file(service.files.upload_path(&asset), &kind, &headers).await
        }
        Some(PictureSource::Portrait(person, None)) => portrait(person),
        Some(picture) => {
            let name = format!("picture-{hash}.png");
            let make = move |service: &Service| pictures::png(&pixels(service, &picture));
            send_generated(&service, &name, "image/png", &headers, make).await
        }
    }
}

/// The service's own copy of a photo.
async fn processed(
    State(service): State<Arc<Service>>,
    Path((id, file)): Path<(String, String)>,
    RawQuery(query): RawQuery,
    headers: HeaderMap,
) -> Response {
    if !is_valid_link(&service, &format!("/media/talking_photo/{id}/{file}"), query.as_deref()) {
        return expired_link();
    }
    let Some(picture) = pictures::find(&service.world(), &id) else { return no_such_key() };
    if let PictureSource::Portrait(person, None) = picture {
        return portrait(person);
    }
    let name = format!("processed-{id}.webp");
    let draw = move |service: &Service| pictures::webp(&pixels(service, &picture));
    send_generated(&service, &name, "image/webp", &headers, draw).await
}

/// Uploaded audio or video.
async fn upload(State(service): State<Arc<Service>>, Path(id): Path<String>, headers: HeaderMap) -> Response {
    let found = service.world().asset(&id).cloned();
    match found {
        Some(asset) => send_file(service.files.upload_path(&id), &asset.content_type, &headers).await,
        None => no_such_key(),
    }
}

async fn avatar(
    State(service): State<Arc<Service>>,
    Path(file): Path<String>,
    headers: HeaderMap,
) -> Response {
    let id = file.trim_end_matches(".png").to_owned();
    if !stock_avatars::is_avatar(&id) {
        return no_such_key();
    }
    let name = format!("avatar-{id}.png");
    let draw = move |service: &Service| pictures::png(&pixels(service, &pictures::of_someone(&id)));
    send_generated(&service, &name, "image/png", &headers, draw).await
}

async fn voice(
    State(service): State<Arc<Service>>,
    Path(file): Path<String>,
    headers: HeaderMap,
) -> Response {
    let id = file.trim_end_matches(".wav");
    let Some(voice) = service.voices().iter().find(|voice| voice.id == id && voice.has_sample()) else {
        return no_such_key();
    };
    let (id, female) = (id.to_owned(), voice.is_female);
    let name = format!("voice-{id}.wav");
    send_generated(&service, &name, "audio/wav", &headers, move |_| Ok(speech::sample(&id, female))).await
}

/// Speech: `VOICE-MILLISECONDS.wav`.
async fn spoken(
    State(service): State<Arc<Service>>,
    Path(file): Path<String>,
    headers: HeaderMap,
) -> Response {
    let asked = file.strip_suffix(".wav").and_then(|stem| stem.split_once('-'));
    let asked = asked.and_then(|(id, millis)| Some((id, millis.parse().ok()?)));
    let Some((id, millis)) = asked.filter(|(_, millis)| *millis <= MAX_SPEECH_MILLIS) else {
        return no_such_key();
    };
    let Some(voice) = service.voices().iter().find(|voice| voice.id == id) else { return no_such_key() };
    let (id, female) = (id.to_owned(), voice.is_female);
    let name = format!("speech-{id}-{millis}.wav");
    let speak = move |_: &Service| Ok(speech::lasting(&id, female, millis));
    send_generated(&service, &name, "audio/wav", &headers, speak).await
}

async fn video(
    State(service): State<Arc<Service>>,
    Path(file): Path<String>,
    RawQuery(query): RawQuery,
    headers: HeaderMap,
) -> Response {
    if !is_valid_link(&service, &format!("/media/videos/{file}"), query.as_deref()) {
        return expired_link();
    }
    let stem = file.trim_end_matches(".mp4");
    let (id, captioned) = stem.strip_suffix("_caption").map_or((stem, false), |id| (id, true));
    let Some(video) = finished(&service, id).filter(|video| video.caption || !captioned) else {
        return no_such_key();
    };
    let make = move |service: &Service, out: &mut MediaFile| {
        let (picture, size) = (photo_of(service, &video), (video.width, video.height));
        let base = movie::frame(&pixels(service, &picture), size.0, size.1)?;
        movie::make(&video, &base, &soundtrack(service, &video), captioned, out)
    };
    send_streamed(&service, &file, "video/mp4", &headers, make).await
}

async fn thumbnail(
    State(service): State<Arc<Service>>,
    Path(file): Path<String>,
    RawQuery(query): RawQuery,
    headers: HeaderMap,
) -> Response {
    if !is_valid_link(&service, &format!("/media/thumbnails/{file}"), query.as_deref()) {
        return expired_link();
    }
    let Some(video) = finished(&service, file.trim_end_matches(".jpeg")) else { return no_such_key() };
    let make =
        move |service: &Service| movie::thumbnail(&video, &pixels(service, &photo_of(service, &video)));
    send_generated(&service, &file, "image/jpeg", &headers, make).await
}

async fn captions(
    State(service): State<Arc<Service>>,
    Path(file): Path<String>,
    RawQuery(query): RawQuery,
) -> Response {
    if !is_valid_link(&service, &format!("/media/captions/{file}"), query.as_deref()) {
        return expired_link();
    }
    let (id, form) = file.rsplit_once('.').unwrap_or((&file, ""));
    match (finished(&service, id), form) {
        (Some(video), "ass") if video.caption => {
            ([(header::CONTENT_TYPE, "text/x-ssa; charset=utf-8")], movie::substation(&video)).into_response()
        }
        (Some(video), "srt") if video.has_subtitles() => {
            ([(header::CONTENT_TYPE, "application/x-subrip; charset=utf-8")], movie::subrip(&video))
                .into_response()
        }
        _ => no_such_key(),
    }
}

fn soundtrack(service: &Service, video: &StoredVideo) -> Soundtrack {
    let voices = service.voices();
    Soundtrack::of(&video.scenes, |id| voices.iter().any(|voice| voice.id == id && voice.is_female))
}

fn portrait(person: &'static Person) -> Response {
    ([(header::CONTENT_TYPE, "image/webp")], person.portrait).into_response()
}

fn pixels(service: &Service, picture: &PictureSource) -> RgbImage {
    picture.pixels(|id| service.files.upload_path(id))
}

/// The picture that a video shows.
fn photo_of(service: &Service, video: &StoredVideo) -> PictureSource {
    let picture = pictures::find(&service.world(), &video.image_key);
    picture.unwrap_or_else(|| pictures::of_someone(&video.image_key))
}

fn finished(service: &Service, id: &str) -> Option<StoredVideo> {
    let world = service.world();
    let video = world.video(id)?;
    let status = video::status_of(video, service.now(), &service.account(&world));
    (status == "completed").then(|| video.clone())
}

fn is_valid_link(service: &Service, path: &str, query: Option<&str>) -> bool {
    let parameter = |name| query::value(query, name).unwrap_or_default();
    service.is_valid_link(path, &parameter("Expires"), &parameter("Signature"))
}

fn expired_link() -> Response {
    reply::no_file(
        StatusCode::FORBIDDEN,
        "AccessDenied",
        "Access denied: the link has expired or is not signed",
    )
}

fn no_such_key() -> Response {
    reply::no_file(StatusCode::NOT_FOUND, "NoSuchKey", "The specified key does not exist.")
}

/// Sends a file that is made at the first request, and stored.
async fn send_generated<Bytes: Deref<Target: AsRef<[u8]>>>(
    service: &Arc<Service>,
    name: &str,
    kind: &str,
    headers: &HeaderMap,
    make: impl FnOnce(&Service) -> anyhow::Result<Bytes> + Send + 'static,
) -> Response {
    let write =
        move |service: &Service, out: &mut MediaFile| Ok(out.write_all(make(service)?.deref().as_ref())?);
    send_streamed(service, name, kind, headers, write).await
}

/// The same for a file that is written in pieces.
async fn send_streamed(
    service: &Arc<Service>,
    name: &str,
    kind: &str,
    headers: &HeaderMap,
    make: impl FnOnce(&Service, &mut MediaFile) -> anyhow::Result<()> + Send + 'static,
) -> Response {
    let path = service.files.media_path(name);
    let outcome = {
        let video = kind == "video/mp4";
        let _one_at_a_time = if video { Some(service.studio.lock().await) } else { None };
        if path.exists() { Ok(()) } else { store_media(service.clone(), name.to_owned(), make).await }
    };
    match outcome {
        Ok(()) => send_file(path, kind, headers).await,
        Err(error) => {
            reply::no_file(StatusCode::INTERNAL_SERVER_ERROR, "InternalError", &format!("{error:#}"))
        }
    }
}

async fn store_media(
    service: Arc<Service>,
    name: String,
    make: impl FnOnce(&Service, &mut MediaFile) -> anyhow::Result<()> + Send + 'static,
) -> anyhow::Result<()> {
    let work = move || service.files.store_media(&name, |out| make(&service, out));
    tokio::task::spawn_blocking(work).await.context("the work was aborted")?
}

async fn send_file(path: PathBuf, kind: &str, headers: &HeaderMap) -> Response {
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
    let mut say = |name, text: String| {
        if let Ok(value) = text.parse() {
            response.headers_mut().insert(name, value);
        }
    };
    say(header::CONTENT_TYPE, kind.to_owned());
    say(header::CONTENT_LENGTH, length.to_string());
    say(header::ACCEPT_RANGES, "bytes".to_owned());
    say(header::ETAG, etag);
    if status == StatusCode::PARTIAL_CONTENT {
        say(header::CONTENT_RANGE, format!("bytes {from}-{}/{size}", from + length - 1));
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
        let mut chunk = vec![0; CHUNK];
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
    fn ranges_are_read_as_http_means_them() {
        assert_eq!(parse_range("bytes=0-9", 100), Some(Some((0, 9))));
        assert_eq!(parse_range("bytes=90-", 100), Some(Some((90, 99))));
        assert_eq!(parse_range("bytes=-10", 100), Some(Some((90, 99))));
        assert_eq!(parse_range("bytes=50-500", 100), Some(Some((50, 99))));
        assert_eq!(parse_range("bytes=100-", 100), Some(None));
        assert_eq!(parse_range("items=0-1", 100), None);
        assert_eq!(parse_range("bytes=0-1,3-4", 100), None);
    }
}
