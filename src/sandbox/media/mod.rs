//! Media: pictures, samples, videos and captions, served by link and without an API key.

pub(crate) mod movie;
mod send;
mod speech;

use std::sync::Arc;

use axum::Router;
use axum::extract::{Path, Request};
use axum::http::{HeaderMap, StatusCode, header};
use axum::middleware::{self, Next};
use axum::response::{IntoResponse, Response};
use axum::routing::get;
use image::RgbImage;

use crate::sandbox::catalog::people::Person;
use crate::sandbox::catalog::pictures::{self, PictureSource, SandboxPicture};
use crate::sandbox::catalog::stock_avatars;
use crate::sandbox::http::query::RequestQuery;
use crate::sandbox::http::reply;
use crate::sandbox::render::video;
use crate::sandbox::service::{Service, SharedService};
use crate::sandbox::world::files::MediaFile;
use crate::sandbox::world::records::StoredVideo;
use send::{no_such_key, send_file, send_generated, send_streamed};
use speech::Soundtrack;

const MAX_SPEECH_MILLIS: u32 = 3_600_000;

pub(crate) fn routes(service: &Arc<Service>) -> Router<Arc<Service>> {
    let check_link = middleware::from_fn_with_state(service.clone(), check_link);
    let signed = Router::new()
        .route("/media/talking_photo/{id}/{file}", get(processed))
        .route("/media/videos/{file}", get(video))
        .route("/media/thumbnails/{file}", get(thumbnail))
        .route("/media/captions/{file}", get(captions));
    Router::new()
        .route("/media/image/{hash}/{name}", get(picture))
        .route("/media/audio/{id}/original", get(upload))
        .route("/media/video/{id}/original", get(upload))
        .route("/media/avatars/{file}", get(avatar))
        .route("/media/voices/{file}", get(voice))
        .route("/media/speech/{file}", get(spoken))
        .merge(signed.route_layer(check_link))
}

/// Refuses links that are not signed, or have expired.
async fn check_link(service: SharedService, request: Request, next: Next) -> Response {
    if is_valid_link(&service, request.uri().path(), &RequestQuery::of(request.uri())) {
        next.run(request).await
    } else {
        expired_link()
    }
}

async fn picture(
    service: SharedService,
    Path((hash, name)): Path<(String, String)>,
    query: RequestQuery,
    headers: HeaderMap,
) -> Response {
    let key = format!("image/{hash}/{name}");
    // Uploads are public; a signed link is checked nevertheless.
    if !query.is_empty() && !is_valid_link(&service, &format!("/media/{key}"), &query) {
        return expired_link();
    }
    let Some(picture) = pictures::find(&service.world(), &key) else { return no_such_key() };
    match picture {
        SandboxPicture { source: PictureSource::Upload(asset, kind), seed: None } => {
            send_file(service.files.upload_path(&asset), &kind, &headers).await
        }
        SandboxPicture { source: PictureSource::Portrait(person), seed: None } => portrait(person),
        picture => {
            let name = format!("picture-{hash}.png");
            let make = move |service: &Service| pictures::png(&pixels(service, &picture));
            send_generated(&service, &name, "image/png", &headers, make).await
        }
    }
}

/// The service's own copy of a photo.
async fn processed(
    service: SharedService,
    Path((id, _)): Path<(String, String)>,
    headers: HeaderMap,
) -> Response {
    let Some(picture) = pictures::find(&service.world(), &id) else { return no_such_key() };
    if let SandboxPicture { source: PictureSource::Portrait(person), seed: None } = picture {
        return portrait(person);
    }
    let name = format!("processed-{id}.webp");
    let make = move |service: &Service| pictures::webp(&pixels(service, &picture));
    send_generated(&service, &name, "image/webp", &headers, make).await
}

/// Uploaded audio or video.
async fn upload(service: SharedService, Path(id): Path<String>, headers: HeaderMap) -> Response {
    let found = service.world().asset(&id).cloned();
    match found {
        Some(asset) => send_file(service.files.upload_path(&id), &asset.content_type, &headers).await,
        None => no_such_key(),
    }
}

async fn avatar(service: SharedService, Path(file): Path<String>, headers: HeaderMap) -> Response {
    let id = file.trim_end_matches(".png").to_owned();
    if !stock_avatars::is_avatar(&id) {
        return no_such_key();
    }
    let name = format!("avatar-{id}.png");
    let make = move |service: &Service| pictures::png(&pixels(service, &pictures::of_someone(&id)));
    send_generated(&service, &name, "image/png", &headers, make).await
}

async fn voice(service: SharedService, Path(file): Path<String>, headers: HeaderMap) -> Response {
    let id = file.trim_end_matches(".wav");
    let Some(voice) = service.voices().iter().find(|voice| voice.id == id && voice.has_sample()) else {
        return no_such_key();
    };
    let (id, female) = (id.to_owned(), voice.is_female);
    let name = format!("voice-{id}.wav");
    send_generated(&service, &name, "audio/wav", &headers, move |_| Ok(speech::sample(&id, female))).await
}

/// Speech: `VOICE-MILLISECONDS.wav`.
async fn spoken(service: SharedService, Path(file): Path<String>, headers: HeaderMap) -> Response {
    let named = file.strip_suffix(".wav").and_then(|stem| stem.split_once('-'));
    let named = named.and_then(|(id, millis)| Some((id, millis.parse().ok()?)));
    let Some((id, millis)) = named.filter(|(_, millis)| *millis <= MAX_SPEECH_MILLIS) else {
        return no_such_key();
    };
    let Some(voice) = service.voices().iter().find(|voice| voice.id == id) else { return no_such_key() };
    let (id, female) = (id.to_owned(), voice.is_female);
    let name = format!("speech-{id}-{millis}.wav");
    let speak = move |_: &Service| Ok(speech::lasting(&id, female, millis));
    send_generated(&service, &name, "audio/wav", &headers, speak).await
}

async fn video(service: SharedService, Path(file): Path<String>, headers: HeaderMap) -> Response {
    let stem = file.trim_end_matches(".mp4");
    let (id, captioned) = stem.strip_suffix("_caption").map_or((stem, false), |id| (id, true));
    let Some(video) = finished(&service, id).filter(|video| video.caption || !captioned) else {
        return no_such_key();
    };
    let make = move |service: &Service, out: &mut MediaFile| {
        let photo = pixels(service, &photo_of(service, &video));
        movie::make(&video, &photo, &soundtrack(service, &video), captioned, out)
    };
    send_streamed(&service, &file, "video/mp4", &headers, make).await
}

async fn thumbnail(service: SharedService, Path(file): Path<String>, headers: HeaderMap) -> Response {
    let Some(video) = finished(&service, file.trim_end_matches(".jpeg")) else { return no_such_key() };
    let make =
        move |service: &Service| movie::thumbnail(&video, &pixels(service, &photo_of(service, &video)));
    send_generated(&service, &file, "image/jpeg", &headers, make).await
}

async fn captions(service: SharedService, Path(file): Path<String>) -> Response {
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

fn pixels(service: &Service, picture: &SandboxPicture) -> RgbImage {
    picture.pixels(&|id| service.files.upload_path(id))
}

/// The picture that a video shows.
fn photo_of(service: &Service, video: &StoredVideo) -> SandboxPicture {
    let picture = pictures::find(&service.world(), &video.image_key);
    picture.unwrap_or_else(|| pictures::of_someone(&video.image_key))
}

fn finished(service: &Service, id: &str) -> Option<StoredVideo> {
    let world = service.world();
    let video = world.video(id)?;
    let status = video::status_of(video, service.now(), &service.account(&world));
    (status == "completed").then(|| video.clone())
}

fn is_valid_link(service: &Service, path: &str, query: &RequestQuery) -> bool {
    let parameter = |name| query.get(name).unwrap_or_default();
    service.is_valid_link(path, parameter("Expires"), parameter("Signature"))
}

fn expired_link() -> Response {
    reply::no_file(
        StatusCode::FORBIDDEN,
        "AccessDenied",
        "Access denied: the link has expired or is not signed",
    )
}
