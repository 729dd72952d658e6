//! Reading a request for a video: the reference's scenes, or the public flat body.

use super::avatars;
use super::faults::{GENERATE_AV4, InjectedFaultKind};
use super::form::Form;
use super::pictures;
use super::policy::{Av4Bodies, PictureKeys};
use super::reply::ErrorReply;
use super::script::{self, SpokenScript};
use super::service::Service;
use super::voices::SandboxVoice;
use super::world::{StoredAsset, StoredScene, StoredSpeech, Tariff, VideoOutcome};

pub(super) const EMOTIONS: [&str; 5] = ["Excited", "Friendly", "Serious", "Soothing", "Broadcaster"];
pub(super) const TALKING_STYLES: [&str; 2] = ["expressive", "stable"];
const ORIENTATIONS: [(&str, (u32, u32)); 3] =
    [("portrait", (720, 1280)), ("landscape", (1280, 720)), ("square", (720, 720))];
const FITS: [&str; 2] = ["cover", "contain"];
pub(super) const MAX_SCRIPT_CHARS: usize = 5000;
pub(super) const MAX_SCENES: usize = 50;
const FRAMES_PER_SECOND: f64 = 25.0;
const MIN_SCENE_SECONDS: f64 = 0.4;
/// Seconds; longer videos are taken and fail.
const MAX_VIDEO_SECONDS: f64 = 3600.0;
/// Sound whose length nobody tells.
pub(super) const UNKNOWN_AUDIO_SECONDS: f64 = 10.0;

/// What is to be rendered, checked.
#[derive(Debug)]
pub(super) struct VideoRequest {
    pub(super) title: String,
    pub(super) image_key: String,
    pub(super) width: u32,
    pub(super) height: u32,
    pub(super) caption: bool,
    pub(super) callback_id: Option<String>,
    pub(super) callback_url: Option<String>,
    pub(super) scenes: Vec<StoredScene>,
    pub(super) outcome: VideoOutcome,
    pub(super) tariff: Tariff,
}

/// Checks a body, field by field in the order of the reference.
pub(super) fn read(service: &Service, form: &Form<'_>) -> Result<VideoRequest, ErrorReply> {
    form_is_taken(service, form)?;
    let image_key = picture(service, form)?;
    let sound = form.value("audio_url").or_else(|| form.value("audio_asset_id")).is_some();
    let voice = if sound { None } else { Some(voice(service, form)?) };
    let title = form.text("video_title")?.unwrap_or_default().to_owned();
    let (width, height) = size(form)?;
    let caption = form.flag("caption")?.unwrap_or(false);
    let callback_url = form.text("callback_url")?.map(str::to_owned);
    let callback_id = form.text("callback_id")?.map(str::to_owned);
    let scenes = match voice {
        Some(voice) => scenes(form, voice)?,
        None => vec![StoredScene::unspoken(sound_length(service, form)?)],
    };
    let outcome = outcome(&scenes, voice.is_some());
    let tariff = Tariff::Usual;
    Ok(VideoRequest {
        title,
        image_key,
        width,
        height,
        caption,
        callback_id,
        callback_url,
        scenes,
        outcome,
        tariff,
    })
}

/// How a video of these scenes ends by itself.
pub(super) fn outcome(scenes: &[StoredScene], spoken: bool) -> VideoOutcome {
    match scenes.iter().map(|scene| scene.seconds).sum::<f64>() {
        _ if spoken && scenes.iter().all(|scene| scene.text.trim().is_empty()) => VideoOutcome::NoText,
        long if long > MAX_VIDEO_SECONDS => VideoOutcome::FailedNumber,
        _ => VideoOutcome::Video,
    }
}

/// A service that knows one form alone misses the other's fields in it.
fn form_is_taken(service: &Service, form: &Form<'_>) -> Result<(), ErrorReply> {
    let scenes = form.value("scenes").is_some();
    match service.policy().av4 {
        Av4Bodies::Scenes if !scenes && is_flat(form) => form.refuse("scenes", "field required"),
        Av4Bodies::Flat if scenes && !is_flat(form) => form.refuse("script", "field required"),
        _ => Ok(()),
    }
}

fn picture(service: &Service, form: &Form<'_>) -> Result<String, ErrorReply> {
    let key = form.required_text("image_key")?;
    let is_upload = key.starts_with("image/");
    let refused = match service.policy().picture_keys {
        PictureKeys::Loose => {
            !is_upload && service.fault(GENERATE_AV4, &[InjectedFaultKind::StrictKeys]).is_some()
        }
        PictureKeys::Strict | PictureKeys::Hidden => !is_upload,
        PictureKeys::Id => is_upload,
    };
    if refused || avatars::is_avatar(key) || pictures::find(&service.world(), key).is_none() {
        return form.refuse("image_key", "image not found");
    }
    Ok(key.to_owned())
}

pub(super) fn voice<'s>(service: &'s Service, form: &Form<'_>) -> Result<&'s SandboxVoice, ErrorReply> {
    let id = form.required_text("voice_id")?;
    match service.voices().iter().find(|voice| voice.id == id) {
        Some(voice) => Ok(voice),
        None => form.refuse("voice_id", "voice not found"),
    }
}

/// Scenes need a dimension; the flat body may do with an orientation or nothing.
fn size(form: &Form<'_>) -> Result<(u32, u32), ErrorReply> {
    form.choice("fit", &FITS)?;
    let words: Vec<&str> = ORIENTATIONS.iter().map(|row| row.0).collect();
    let orientation = form.choice("video_orientation", &words)?.unwrap_or("portrait");
    if form.value("dimension").is_none() && form.value("scenes").is_none() && is_flat(form) {
        let row = ORIENTATIONS.iter().find(|row| row.0 == orientation);
        return Ok(row.map_or((720, 1280), |row| row.1));
    }
    let dimension = form.required_object("dimension")?;
    Ok((dimension.number_between("width", 128, 4096)?, dimension.number_between("height", 128, 4096)?))
}

fn is_flat(form: &Form<'_>) -> bool {
    ["script", "audio_url", "audio_asset_id"].iter().any(|field| form.value(field).is_some())
}

fn scenes(form: &Form<'_>, voice: &SandboxVoice) -> Result<Vec<StoredScene>, ErrorReply> {
    if form.value("scenes").is_none() && is_flat(form) {
        return Ok(vec![scene(form, voice)?]);
    }
    form.objects("scenes", MAX_SCENES)?.iter().map(|form| scene(form, voice)).collect()
}

/// One scene; the flat body is one itself.
fn scene(form: &Form<'_>, voice: &SandboxVoice) -> Result<StoredScene, ErrorReply> {
    let script = form.required_text("script")?;
    if script.chars().count() > MAX_SCRIPT_CHARS {
        return form
            .refuse("script", &format!("ensure this value has at most {MAX_SCRIPT_CHARS} characters"));
    }
    form.choice("emotion", &EMOTIONS)?;
    form.choice("talking_style", &TALKING_STYLES)?;
    form.text("custom_motion_prompt")?;
    form.flag("enhance_custom_motion_prompt")?;
    Ok(speak(script, voice, 1.0))
}

/// A script as a voice speaks it, so many times as fast as usual.
pub(super) fn speak(script: &str, voice: &SandboxVoice, speed: f64) -> StoredScene {
    let SpokenScript { text, speech, breaks, pauses } = script::spoken(script);
    let pace = voice.pace() / speed;
    let seconds = whole_frames((speech * pace + breaks).max(MIN_SCENE_SECONDS));
    StoredScene { text, seconds, speech: Some(StoredSpeech { voice: voice.id.clone(), pace, pauses }) }
}

pub(super) fn whole_frames(seconds: f64) -> f64 {
    (seconds * FRAMES_PER_SECOND).round() / FRAMES_PER_SECOND
}

pub(super) fn sound_length(service: &Service, form: &Form<'_>) -> Result<f64, ErrorReply> {
    form.text("audio_url")?;
    let Some(id) = form.text("audio_asset_id")? else { return Ok(UNKNOWN_AUDIO_SECONDS) };
    let world = service.world();
    let Some(asset) = world.asset(id) else {
        return form.refuse("audio_asset_id", "asset not found");
    };
    Ok(seconds_of_sound(asset))
}

/// Own sound is taken to be MP3 of 128 kbit/s.
pub(super) fn seconds_of_sound(asset: &StoredAsset) -> f64 {
    let kilobytes = u32::try_from(asset.size / 1000).unwrap_or(u32::MAX);
    whole_frames((f64::from(kilobytes) / 16.0).clamp(1.0, 600.0))
}
