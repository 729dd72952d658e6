//! Bodies of `POST /v3/videos`: the fields of the video itself; its scenes are read in `scene_body`.

use super::{file_fields, scene_body};
use crate::sandbox::catalog::pictures;
use crate::sandbox::http::{ErrorReply, Form};
use crate::sandbox::policy::FourK;
use crate::sandbox::render::script;
use crate::sandbox::service::Service;
use crate::sandbox::world::{SceneRate, StoredScene, StoredVideo, Tariff};

const KINDS: [&str; 4] = ["avatar", "image", "studio", "cinematic_avatar"];
/// Fields that every video has.
const VIDEO_FIELDS: [&str; 9] = [
    "title",
    "resolution",
    "aspect_ratio",
    "caption",
    "callback_url",
    "callback_id",
    "output_format",
    "brand_glossary_id",
    "watermark",
];
/// Further fields of a video with one scene.
const SINGLE_FIELDS: [&str; 2] = ["fit", "remove_background"];
const FITS: [&str; 2] = ["contain", "cover"];
/// The shorter side of each resolution.
const RESOLUTIONS: [(&str, u32); 3] = [("4k", 2160), ("1080p", 1080), ("720p", 720)];
const RATIOS: [(&str, (u32, u32)); 5] =
    [("16:9", (16, 9)), ("9:16", (9, 16)), ("4:5", (4, 5)), ("5:4", (5, 4)), ("1:1", (1, 1))];
const WATERMARK_CORNERS: [&str; 4] = ["top_left", "top_right", "bottom_left", "bottom_right"];

/// Checks a body.
pub(super) fn read(service: &Service, form: &Form<'_>) -> Result<StoredVideo, ErrorReply> {
    let single_fields = [&SINGLE_FIELDS[..], &VIDEO_FIELDS].concat();
    let scenes = match form.required_choice("type", &KINDS)? {
        "avatar" => vec![scene_body::of_avatar(service, form, &single_fields)?],
        "image" => vec![scene_body::of_picture(service, form, &single_fields)?],
        "studio" => {
            form.accept_only(&[&["type", "scenes"], &VIDEO_FIELDS])?;
            scene_body::of_studio(service, form)?
        }
        kind => {
            let why = format!("is {kind}, which the sandbox does not make");
            return Err(ErrorReply::invalid_param("type", &why));
        }
    };
    check_options(service, form)?;
    let image_key = scenes.first().map(|scene| scene.image_key.clone()).unwrap_or_default();
    let (resolution, (width, height)) = size(service, form, &image_key)?;
    if resolution == "4k" && service.policy().four_k == FourK::Refused && scenes.iter().any(is_avatar_iv_or_v)
    {
        let why = "4k is temporarily unavailable for Avatar IV and Avatar V";
        return Err(ErrorReply::invalid_param("resolution", why));
    }
    Ok(StoredVideo {
        title: form.text("title")?.unwrap_or_default().to_owned(),
        image_key,
        width,
        height,
        caption: caption(form)?,
        callback_id: form.text("callback_id")?.map(str::to_owned),
        callback_url: form.text("callback_url")?.map(str::to_owned),
        outcome: script::outcome(&scenes, scenes.iter().any(|scene| scene.speech.is_some())),
        scenes,
        tariff: if resolution == "4k" { Tariff::Large } else { Tariff::Usual },
        ..StoredVideo::default()
    })
}

/// Whether the engine of the scene is Avatar IV or V.
fn is_avatar_iv_or_v(scene: &StoredScene) -> bool {
    matches!(scene.rate, SceneRate::PhotoAvatarIv | SceneRate::VideoAvatarIv | SceneRate::AvatarV)
}

/// Checks the options that have no effect in the sandbox.
fn check_options(service: &Service, form: &Form<'_>) -> Result<(), ErrorReply> {
    form.choice("fit", &FITS)?;
    form.flag("remove_background")?;
    form.text("brand_glossary_id")?;
    if form.choice("output_format", &["mp4", "webm"])? == Some("webm") {
        return Err(ErrorReply::invalid_param("output_format", "webm is not made by the sandbox"));
    }
    let Some(watermark) = form.object("watermark")? else { return Ok(()) };
    watermark.accept_only(&[&["image", "opacity", "scale", "placement"]])?;
    file_fields::picture(service, &watermark, "image")?;
    watermark.number_within("opacity", 0.0, 1.0)?;
    watermark.number_within("scale", 0.0, f64::INFINITY)?;
    let Some(placement) = watermark.object("placement")? else { return Ok(()) };
    placement.accept_only(&[&["position", "offset_x", "offset_y"]])?;
    placement.choice("position", &WATERMARK_CORNERS)?;
    for offset in ["offset_x", "offset_y"] {
        placement.number_within(offset, -1.0, 1.0)?;
    }
    Ok(())
}

/// Whether there is a second video with captions; every video has a subtitles file.
fn caption(form: &Form<'_>) -> Result<bool, ErrorReply> {
    let Some(caption) = form.object("caption")? else { return Ok(false) };
    caption.accept_only(&[&["file_format", "style"]])?;
    caption.choice("file_format", &["srt"])?;
    Ok(caption.choice("style", &["default"])?.is_some())
}

/// The name of the resolution; width and height.
fn size(service: &Service, form: &Form<'_>, picture: &str) -> Result<(&'static str, (u32, u32)), ErrorReply> {
    let named = form.choice("resolution", &RESOLUTIONS.map(|row| row.0))?.unwrap_or("1080p");
    let (resolution, short) = RESOLUTIONS.into_iter().find(|row| row.0 == named).unwrap_or(RESOLUTIONS[1]);
    let words: Vec<&str> = RATIOS.iter().map(|row| row.0).chain(["auto"]).collect();
    let ratio = match form.choice("aspect_ratio", &words)?.unwrap_or("16:9") {
        "auto" => own_ratio(service, picture),
        word => RATIOS.iter().find(|row| row.0 == word).map_or(RATIOS[0].1, |row| row.1),
    };
    Ok((resolution, scaled(ratio, short)))
}

fn own_ratio(service: &Service, picture: &str) -> (u32, u32) {
    let found = pictures::find(&service.world(), picture);
    let size = found.and_then(|found| found.size(|id| service.files.upload_path(id)));
    size.filter(|(width, height)| *width > 0 && *height > 0).unwrap_or(RATIOS[0].1)
}

/// The size with this shorter side; the longer one follows the ratio, is even, and at most 16:9.
fn scaled((wide, high): (u32, u32), short: u32) -> (u32, u32) {
    let longer = |a: u32, b: u32| {
        let long = u64::from(short) * u64::from(a) / u64::from(b);
        u32::try_from(long).unwrap_or(u32::MAX).min(short * 16 / 9) & !1
    };
    if wide >= high { (longer(wide, high), short) } else { (short, longer(high, wide)) }
}
