//! Media: pictures, samples, videos and captions, served by link and without an API key.

pub(crate) mod movie;
mod send;
pub(super) mod speech;

use std::io::Write;
use std::sync::Arc;

use axum::Router;
use axum::http::{HeaderMap, StatusCode, Uri, header};
use axum::response::{IntoResponse, Response};
use axum::routing::get;
use image::RgbImage;

use crate::sandbox::catalog::pictures::{self, PictureSource, SandboxPicture};
use crate::sandbox::catalog::{stock_avatars, stock_looks};
use crate::sandbox::http::RequestQuery;
use crate::sandbox::http::reply;
use crate::sandbox::render::video;
use crate::sandbox::service::{Service, SharedService};
use crate::sandbox::world::StoredVideo;
use send::{GeneratedFile, no_such_key, send_file, send_generated};
use speech::Soundtrack;

/// What a link stands for.
enum Media {
    /// The id of an asset, and its content type.
    Upload(String, String),
    /// A content type, and bytes of the program.
    Static(&'static str, &'static [u8]),
    /// A content type, and a text.
    Text(&'static str, String),
    Generated(GeneratedFile),
}

pub(crate) fn routes() -> Router<Arc<Service>> {
    Router::new().route("/media/{*path}", get(serve))
}

async fn serve(service: SharedService, uri: Uri, headers: HeaderMap) -> Response {
    let query = RequestQuery::of(&uri);
    let parts: Vec<&str> = uri.path().split('/').skip(2).collect();
    let is_signed = match parts[0] {
        "talking_photo" | "videos" | "thumbnails" | "captions" => true,
        // Uploads are public; a signed link is checked nevertheless.
        "image" => !query.is_empty(),
        _ => false,
    };
    if is_signed && !is_valid_link(&service, uri.path(), &query) {
        return expired_link();
    }
    match find(&service, &parts) {
        None => no_such_key(),
        Some(Media::Upload(asset, kind)) => {
            send_file(service.files.upload_path(&asset), &kind, &headers).await
        }
        Some(Media::Static(kind, bytes)) => ([(header::CONTENT_TYPE, kind)], bytes).into_response(),
        Some(Media::Text(kind, text)) => ([(header::CONTENT_TYPE, kind)], text).into_response(),
        Some(Media::Generated(file)) => send_generated(&service, file, &headers).await,
    }
}

fn find(service: &Service, parts: &[&str]) -> Option<Media> {
    match *parts {
        ["image", hash, name] => picture(service, hash, name),
        ["talking_photo", id, _] => {
            // The service's own copy of a photo.
            let picture = pictures::find(&service.world(), id)?;
            Some(shown(picture, format!("processed-{id}.webp"), "image/webp", pictures::webp))
        }
        ["audio" | "video", id, "original"] => {
            let world = service.world();
            let asset = world.asset(id)?;
            Some(Media::Upload(asset.id.clone(), asset.content_type.clone()))
        }
        ["avatars", file] => {
            let id = file.strip_suffix(".png").filter(|id| stock_avatars::is_avatar(id))?;
            Some(shown(pictures::of_someone(id), format!("avatar-{file}"), "image/png", pictures::png))
        }
        ["faces", file] => {
            let person = stock_looks::portrayed_person(file.strip_suffix(".webp")?)?;
            Some(Media::Static("image/webp", person.portrait))
        }
        ["voices", file] => sample(service, file),
        ["speech", file] => spoken(service, file),
        ["videos", file] => movie(service, file),
        ["thumbnails", file] => {
            let video = finished(service, file.strip_suffix(".jpeg")?)?;
            let make = move |service: &Service| {
                movie::thumbnail(&video, &pixels(service, &photo_of(service, &video.image_key)))
            };
            Some(generated((*file).to_owned(), "image/jpeg", make))
        }
        ["captions", file] => captions(service, file),
        _ => None,
    }
}

fn picture(service: &Service, hash: &str, name: &str) -> Option<Media> {
    let picture = pictures::find(&service.world(), &format!("image/{hash}/{name}"))?;
    match (&picture.source, picture.seed) {
        (PictureSource::Upload(asset, kind), None) => Some(Media::Upload(asset.clone(), kind.clone())),
        _ => Some(shown(picture, format!("picture-{hash}.png"), "image/png", pictures::png)),
    }
}

/// A portrait as it is, or a picture that is encoded.
fn shown(
    picture: SandboxPicture,
    name: String,
    kind: &'static str,
    encode: fn(&RgbImage) -> anyhow::Result<Vec<u8>>,
) -> Media {
    match (&picture.source, picture.seed) {
        (PictureSource::Portrait(person), None) => Media::Static("image/webp", person.portrait),
        _ => generated(name, kind, move |service| encode(&pixels(service, &picture))),
    }
}

fn generated(
    name: String,
    kind: &'static str,
    make: impl FnOnce(&Service) -> anyhow::Result<Vec<u8>> + Send + 'static,
) -> Media {
    let write = Box::new(move |service: &Service, out: &mut _| Ok(Write::write_all(out, &make(service)?)?));
    Media::Generated(GeneratedFile { name, kind, write })
}

/// The sample of a voice: `ID.wav`.
fn sample(service: &Service, file: &str) -> Option<Media> {
    let id = file.strip_suffix(".wav")?;
    let voice = service.voice(id).filter(|voice| voice.has_sample())?;
    let (id, female) = (id.to_owned(), voice.is_female);
    Some(generated(format!("voice-{file}"), "audio/wav", move |_| Ok(speech::sample(&id, female))))
}

/// Speech without a video: `ID.wav`.
fn spoken(service: &Service, file: &str) -> Option<Media> {
    let scene = service.world().speeches.get(file.strip_suffix(".wav")?)?.scene.clone();
    let make = move |service: &Service| Ok(speech::of_scene(&scene, |id| is_female(service, id)));
    Some(generated(format!("speech-{file}"), "audio/wav", make))
}

fn is_female(service: &Service, voice_id: &str) -> bool {
    service.voice(voice_id).is_some_and(|voice| voice.is_female)
}

fn movie(service: &Service, file: &str) -> Option<Media> {
    let stem = file.strip_suffix(".mp4")?;
    let (id, captioned) = stem.strip_suffix("_caption").map_or((stem, false), |id| (id, true));
    let video = finished(service, id).filter(|video| video.caption || !captioned)?;
    let write = Box::new(move |service: &Service, out: &mut _| {
        let photo_of = |key: &str| pixels(service, &photo_of(service, key));
        movie::make(&video, &photo_of, &soundtrack(service, &video), captioned, out)
    });
    Some(Media::Generated(GeneratedFile { name: file.to_owned(), kind: "video/mp4", write }))
}

fn captions(service: &Service, file: &str) -> Option<Media> {
    let (id, form) = file.rsplit_once('.')?;
    let video = finished(service, id)?;
    match form {
        "ass" if video.caption => Some(Media::Text("text/x-ssa; charset=utf-8", movie::substation(&video))),
        "srt" if video.has_subtitles() => {
            Some(Media::Text("application/x-subrip; charset=utf-8", movie::subrip(&video)))
        }
        _ => None,
    }
}

fn soundtrack(service: &Service, video: &StoredVideo) -> Soundtrack {
    Soundtrack::of(&video.scenes, |id| is_female(service, id))
}

fn pixels(service: &Service, picture: &SandboxPicture) -> RgbImage {
    picture.pixels(&|id| service.files.upload_path(id))
}

/// The picture of a key, or else someone's.
fn photo_of(service: &Service, key: &str) -> SandboxPicture {
    let picture = pictures::find(&service.world(), key);
    picture.unwrap_or_else(|| pictures::of_someone(key))
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
