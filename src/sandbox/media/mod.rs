//! Pictures, samples, videos and captions, as the media hosts serve them: without a key, by link.

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
        .route("/media/films/{file}", get(video))
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
    // Uploads have an open address too; a link that carries an end is held to it.
    if query.is_some() && !admits(&service, &format!("/media/{key}"), query.as_deref()) {
        return expired();
    }
    let found = pictures::find(&service.world(), &key);
    match found {
        None => missing(),
        Some(PictureSource::Upload(asset, kind)) => {
            send_file(service.files.upload(&asset), &kind, &headers).await
        }
        Some(PictureSource::Portrait(person, None)) => portrait(person),
        Some(picture) => {
            let name = format!("picture-{hash}.png");
            let make = move |service: &Service| pictures::png(&pixels(service, &picture));
            send_made(&service, &name, "image/png", &headers, make).await
        }
    }
}

/// A photo as the service keeps it for itself.
async fn processed(
    State(service): State<Arc<Service>>,
    Path((id, file)): Path<(String, String)>,
    RawQuery(query): RawQuery,
    headers: HeaderMap,
) -> Response {
    if !admits(&service, &format!("/media/talking_photo/{id}/{file}"), query.as_deref()) {
        return expired();
    }
    let Some(picture) = pictures::find(&service.world(), &id) else { return missing() };
    if let PictureSource::Portrait(person, None) = picture {
        return portrait(person);
    }
    let name = format!("processed-{id}.webp");
    let draw = move |service: &Service| pictures::webp(&pixels(service, &picture));
    send_made(&service, &name, "image/webp", &headers, draw).await
}

/// Uploaded sound or video.
async fn upload(State(service): State<Arc<Service>>, Path(id): Path<String>, headers: HeaderMap) -> Response {
    let found = service.world().asset(&id).cloned();
    match found {
        Some(asset) => send_file(service.files.upload(&id), &asset.content_type, &headers).await,
        None => missing(),
    }
}

async fn avatar(
    State(service): State<Arc<Service>>,
    Path(file): Path<String>,
    headers: HeaderMap,
) -> Response {
    let id = file.trim_end_matches(".png").to_owned();
    if !stock_avatars::is_avatar(&id) {
        return missing();
    }
    let name = format!("avatar-{id}.png");
    let draw = move |service: &Service| pictures::png(&pixels(service, &pictures::of_someone(&id)));
    send_made(&service, &name, "image/png", &headers, draw).await
}

async fn voice(
    State(service): State<Arc<Service>>,
    Path(file): Path<String>,
    headers: HeaderMap,
) -> Response {
    let id = file.trim_end_matches(".wav");
    let Some(voice) = service.voices().iter().find(|voice| voice.id == id && voice.has_sample()) else {
        return missing();
    };
    let (id, female) = (id.to_owned(), voice.is_female);
    let name = format!("voice-{id}.wav");
    send_made(&service, &name, "audio/wav", &headers, move |_| Ok(speech::sample(&id, female))).await
}

/// Speech that was asked for: `VOICE-MILLISECONDS.wav`.
async fn spoken(
    State(service): State<Arc<Service>>,
    Path(file): Path<String>,
    headers: HeaderMap,
) -> Response {
    let asked = file.strip_suffix(".wav").and_then(|stem| stem.split_once('-'));
    let asked = asked.and_then(|(id, millis)| Some((id, millis.parse().ok()?)));
    let Some((id, millis)) = asked.filter(|(_, millis)| *millis <= MAX_SPEECH_MILLIS) else {
        return missing();
    };
    let Some(voice) = service.voices().iter().find(|voice| voice.id == id) else { return missing() };
    let (id, female) = (id.to_owned(), voice.is_female);
    let name = format!("speech-{id}-{millis}.wav");
    let speak = move |_: &Service| Ok(speech::lasting(&id, female, millis));
    send_made(&service, &name, "audio/wav", &headers, speak).await
}

async fn video(
    State(service): State<Arc<Service>>,
    Path(file): Path<String>,
    RawQuery(query): RawQuery,
    headers: HeaderMap,
) -> Response {
    if !admits(&service, &format!("/media/films/{file}"), query.as_deref()) {
        return expired();
    }
    let stem = file.trim_end_matches(".mp4");
    let (id, captioned) = stem.strip_suffix("_caption").map_or((stem, false), |id| (id, true));
    let Some(video) = finished(&service, id).filter(|video| video.caption || !captioned) else {
        return missing();
    };
    let make = move |service: &Service, out: &mut MediaFile| {
        let (picture, size) = (photo_of(service, &video), (video.width, video.height));
        let base = movie::frame(&pixels(service, &picture), size.0, size.1)?;
        movie::make(&video, &base, &soundtrack(service, &video), captioned, out)
    };
    send_written(&service, &file, "video/mp4", &headers, make).await
}

async fn thumbnail(
    State(service): State<Arc<Service>>,
    Path(file): Path<String>,
    RawQuery(query): RawQuery,
    headers: HeaderMap,
) -> Response {
    if !admits(&service, &format!("/media/thumbnails/{file}"), query.as_deref()) {
        return expired();
    }
    let Some(video) = finished(&service, file.trim_end_matches(".jpeg")) else { return missing() };
    let make =
        move |service: &Service| movie::thumbnail(&video, &pixels(service, &photo_of(service, &video)));
    send_made(&service, &file, "image/jpeg", &headers, make).await
}

async fn captions(
    State(service): State<Arc<Service>>,
    Path(file): Path<String>,
    RawQuery(query): RawQuery,
) -> Response {
    if !admits(&service, &format!("/media/captions/{file}"), query.as_deref()) {
        return expired();
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
        _ => missing(),
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
    picture.pixels(|id| service.files.upload(id))
}

/// The photo of a video.
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

fn admits(service: &Service, path: &str, query: Option<&str>) -> bool {
    let part = |name| query::value(query, name).unwrap_or_default();
    service.admits(path, &part("Expires"), &part("Signature"))
}

fn expired() -> Response {
    reply::no_file(
        StatusCode::FORBIDDEN,
        "AccessDenied",
        "Access denied: the link has expired or is not signed",
    )
}

fn missing() -> Response {
    reply::no_file(StatusCode::NOT_FOUND, "NoSuchKey", "The specified key does not exist.")
}

/// Sends a file that is made the first time it is asked for, and kept.
async fn send_made<Bytes: Deref<Target: AsRef<[u8]>>>(
    service: &Arc<Service>,
    name: &str,
    kind: &str,
    headers: &HeaderMap,
    make: impl FnOnce(&Service) -> anyhow::Result<Bytes> + Send + 'static,
) -> Response {
    let write =
        move |service: &Service, out: &mut MediaFile| Ok(out.write_all(make(service)?.deref().as_ref())?);
    send_written(service, name, kind, headers, write).await
}

/// The same for a file that is written piece by piece.
async fn send_written(
    service: &Arc<Service>,
    name: &str,
    kind: &str,
    headers: &HeaderMap,
    make: impl FnOnce(&Service, &mut MediaFile) -> anyhow::Result<()> + Send + 'static,
) -> Response {
    let path = service.files.made(name);
    let outcome = {
        let video = kind == "video/mp4";
        let _one_at_a_time = if video { Some(service.studio.lock().await) } else { None };
        if path.exists() { Ok(()) } else { made(service.clone(), name.to_owned(), make).await }
    };
    match outcome {
        Ok(()) => send_file(path, kind, headers).await,
        Err(error) => {
            reply::no_file(StatusCode::INTERNAL_SERVER_ERROR, "InternalError", &format!("{error:#}"))
        }
    }
}

async fn made(
    service: Arc<Service>,
    name: String,
    make: impl FnOnce(&Service, &mut MediaFile) -> anyhow::Result<()> + Send + 'static,
) -> anyhow::Result<()> {
    let work = move || service.files.keep_made(&name, |out| make(&service, out));
    tokio::task::spawn_blocking(work).await.context("the work was broken off")?
}

async fn send_file(path: PathBuf, kind: &str, headers: &HeaderMap) -> Response {
    let Ok(mut file) = tokio::fs::File::open(&path).await else { return missing() };
    let Ok((size, tag)) = file.metadata().await.map(|data| (data.len(), tag(&data))) else {
        return missing();
    };
    let header = |name| headers.get(name).and_then(|value| value.to_str().ok());
    // A part of another version is of no use to who has the rest of this one.
    let same = header(header::IF_RANGE).is_none_or(|version| version == tag);
    let wanted = header(header::RANGE).filter(|_| same).and_then(|range| part(range, size));
    let (status, from, length) = match wanted {
        None => (StatusCode::OK, 0, size),
        Some(None) => {
            return (StatusCode::RANGE_NOT_SATISFIABLE, [(header::CONTENT_RANGE, format!("bytes */{size}"))])
                .into_response();
        }
        Some(Some((from, to))) => (StatusCode::PARTIAL_CONTENT, from, to - from + 1),
    };
    if file.seek(SeekFrom::Start(from)).await.is_err() {
        return missing();
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
    say(header::ETAG, tag);
    if status == StatusCode::PARTIAL_CONTENT {
        say(header::CONTENT_RANGE, format!("bytes {from}-{}/{size}", from + length - 1));
    }
    response
}

/// What names this version of a file, as stores of files make it of what they know.
fn tag(about: &std::fs::Metadata) -> String {
    let written = about.modified().ok().and_then(|time| time.duration_since(std::time::UNIX_EPOCH).ok());
    format!("\"{:x}-{:x}\"", written.unwrap_or_default().as_nanos(), about.len())
}

/// The next `length` bytes of a file, piece by piece.
fn chunks(file: tokio::fs::File, length: u64) -> impl futures_util::Stream<Item = std::io::Result<Vec<u8>>> {
    let reader = file.take(length);
    futures_util::stream::try_unfold(reader, async |mut reader| {
        let mut chunk = vec![0; CHUNK];
        let read = reader.read(&mut chunk).await?;
        chunk.truncate(read);
        Ok((read > 0).then_some((chunk, reader)))
    })
}

/// First and last byte of a range; none when it is not one that can be read, and inside when nothing is there.
#[allow(clippy::option_option, reason = "no range, an empty one, and one are three answers")]
fn part(range: &str, size: u64) -> Option<Option<(u64, u64)>> {
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
    use super::part;

    #[test]
    fn ranges_are_read_as_http_means_them() {
        assert_eq!(part("bytes=0-9", 100), Some(Some((0, 9))));
        assert_eq!(part("bytes=90-", 100), Some(Some((90, 99))));
        assert_eq!(part("bytes=-10", 100), Some(Some((90, 99))));
        assert_eq!(part("bytes=50-500", 100), Some(Some((50, 99))));
        assert_eq!(part("bytes=100-", 100), Some(None));
        assert_eq!(part("items=0-1", 100), None);
        assert_eq!(part("bytes=0-1,3-4", 100), None);
    }
}
