//! The dialect `v3`: a video of type `avatar` for one scene, of type `studio` for several.

use serde::Serialize;

use super::body::to_json;
use crate::domain::{AspectRatio, Resolution, Scene, TalkingStyle, VideoSpec};

/// The engine that makes videos of photos.
pub(in crate::heygen) const PHOTO_ENGINE: &str = "avatar_iv";

/// The fields of both types.
#[derive(Serialize)]
struct CommonFields<'a> {
    r#type: &'a str,
    title: &'a str,
    resolution: &'a str,
    aspect_ratio: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    caption: Option<CaptionOptions>,
    #[serde(skip_serializing_if = "Option::is_none")]
    callback_url: Option<&'a str>,
}

#[derive(Serialize)]
struct CaptionOptions {
    file_format: &'static str,
    style: &'static str,
}

#[derive(Serialize)]
struct AvatarVideoBody<'a> {
    #[serde(flatten)]
    common: CommonFields<'a>,
    fit: &'a str,
    #[serde(flatten)]
    scene: SceneFields<'a>,
}

#[derive(Serialize)]
struct StudioVideoBody<'a> {
    #[serde(flatten)]
    common: CommonFields<'a>,
    scenes: Vec<StudioSceneBody<'a>>,
}

#[derive(Serialize)]
struct StudioSceneBody<'a> {
    r#type: &'a str,
    input: StudioSceneInput<'a>,
}

#[derive(Serialize)]
struct StudioSceneInput<'a> {
    r#type: &'a str,
    #[serde(flatten)]
    scene: SceneFields<'a>,
}

/// The speaker, the script and the delivery of a scene.
#[derive(Serialize)]
struct SceneFields<'a> {
    avatar_id: &'a str,
    script: &'a str,
    voice_id: &'a str,
    #[serde(skip_serializing_if = "str::is_empty")]
    motion_prompt: &'a str,
    expressiveness: &'a str,
    engine: Engine,
}

#[derive(Serialize)]
struct Engine {
    r#type: &'static str,
}

/// Encodes the body of `POST /v3/videos`.
pub(super) fn encode(spec: &VideoSpec) -> String {
    let common = |r#type| CommonFields {
        r#type,
        title: &spec.title,
        resolution: Resolution::nearest(spec.shape).as_str(),
        aspect_ratio: AspectRatio::nearest(spec.shape).label(),
        caption: spec.captions.then_some(CaptionOptions { file_format: "srt", style: "default" }),
        callback_url: spec.callback_url.as_deref(),
    };
    if let [scene] = spec.scenes.as_slice() {
        let scene = scene_fields(spec, scene);
        return to_json(&AvatarVideoBody { common: common("avatar"), fit: "cover", scene });
    }
    let scenes = spec.scenes.iter().map(|scene| StudioSceneBody {
        r#type: "avatar_video",
        input: StudioSceneInput { r#type: "avatar", scene: scene_fields(spec, scene) },
    });
    to_json(&StudioVideoBody { common: common("studio"), scenes: scenes.collect() })
}

fn scene_fields<'a>(spec: &'a VideoSpec, scene: &'a Scene) -> SceneFields<'a> {
    SceneFields {
        avatar_id: spec.photo.as_str(),
        script: scene.trimmed_script(),
        voice_id: spec.voice.as_str(),
        motion_prompt: scene.motion_prompt.trim(),
        expressiveness: if scene.style == TalkingStyle::Expressive { "high" } else { "low" },
        engine: Engine { r#type: PHOTO_ENGINE },
    }
}
