//! The dialect `v3`: a video of type `avatar` or `image` for one scene, of type `studio` for several.

use serde_json::{Value, json};

use super::body::{merge, motion_prompt, recording_id};
use crate::domain::{
    AspectRatio, Background, Captions, LookProfile, PhotoId, Resolution, Scene, SceneField, TalkingStyle,
    VideoSpec, VoiceSettings,
};

/// Encodes the body of `POST /v3/videos`.
pub(super) fn encode(spec: &VideoSpec) -> Value {
    let common = json!({
        "title": spec.title,
        "resolution": Resolution::nearest(spec.shape).as_str(),
        "aspect_ratio": AspectRatio::requested_label(spec.shape),
        "caption": caption(spec.captions),
        "callback_url": spec.callback_url,
    });
    if let [scene] = spec.scenes.as_slice() {
        let profile = profile(spec, spec.speaker_of(scene).photo);
        let background = spec.background_of(scene).map(|background| match background {
            Background::Color(color) => json!({ "type": "color", "value": color }),
            Background::Picture(address) => json!({ "type": "image", "url": address }),
        });
        // Of other looks, those that are not trained for it refuse it.
        let removes = background.is_some() && profile.kind.picture().is_some();
        let own = json!({
            "fit": fit(&profile),
            "background": background,
            "remove_background": removes.then_some(true),
        });
        return merge(merge(common, own), scene_fields(spec, scene));
    }
    // A scene spells its color otherwise than a video, and has no picture.
    let background = |scene| match spec.background_of(scene)? {
        Background::Color(color) => Some(json!({ "type": "color", "color": color })),
        Background::Picture(_) => None,
    };
    let input = |scene| merge(scene_fields(spec, scene), json!({ "background": background(scene) }));
    let scenes = spec.scenes.iter().map(|own| json!({ "type": "avatar_video", "input": input(own) }));
    merge(common, json!({ "type": "studio", "scenes": scenes.collect::<Vec<_>>() }))
}

/// Without a style there is a subtitle file, and no second video.
fn caption(captions: Captions) -> Option<Value> {
    match captions {
        Captions::Off => None,
        Captions::File => Some(json!({ "file_format": "srt" })),
        Captions::Burned => Some(json!({ "file_format": "srt", "style": "default" })),
    }
}

/// The profile of a photo; without one, that of a talking photo.
fn profile(spec: &VideoSpec, photo: &PhotoId) -> LookProfile {
    spec.looks.get(photo).cloned().unwrap_or_default()
}

/// How a look fills the frame: a recording has been framed already.
fn fit(profile: &LookProfile) -> &'static str {
    if profile.kind.is_still() { "cover" } else { "contain" }
}

/// Who is seen: a look on its engine, or the picture itself. A picture that is not uploaded has an empty id, which the
/// service refuses.
fn appearance(photo: &PhotoId, profile: &LookProfile) -> Value {
    match profile.kind.picture() {
        Some(picture) => {
            let id = picture.asset_id.as_deref().unwrap_or_default();
            json!({ "type": "image", "image": { "type": "asset_id", "asset_id": id } })
        }
        None => json!({
            "type": "avatar",
            "avatar_id": photo,
            "engine": profile.engine().as_ref().map(|engine| json!({ "type": engine.as_str() })),
        }),
    }
}

/// The photo, the sound and the delivery of a scene, without what the look or its engine refuses.
fn scene_fields(spec: &VideoSpec, scene: &Scene) -> Value {
    let speaker = spec.speaker_of(scene);
    let profile = profile(spec, speaker.photo);
    let expressiveness = expressiveness(&scene.style);
    let sound = match recording_id(spec, scene) {
        Some(id) => json!({ "audio_asset_id": id }),
        None => json!({
            "script": scene.sent_script(),
            "voice_id": speaker.voice,
            "voice_settings": voice_settings(&spec.sent_voice_settings(&speaker)),
        }),
    };
    let delivery = json!({
        "motion_prompt": motion_prompt(scene).filter(|_| profile.accepts(SceneField::Motion)),
        "expressiveness": profile.accepts(SceneField::Style).then_some(expressiveness),
    });
    merge(appearance(speaker.photo, &profile), merge(sound, delivery))
}

/// The settings that are set; none if there are none.
fn voice_settings(settings: &VoiceSettings) -> Option<Value> {
    let VoiceSettings { speed, pitch, volume, locale } = settings;
    (*settings != VoiceSettings::default())
        .then(|| json!({ "speed": speed, "pitch": pitch, "volume": volume, "locale": locale }))
}

fn expressiveness(style: &TalkingStyle) -> &'static str {
    match style {
        TalkingStyle::Expressive => "high",
        TalkingStyle::Medium => "medium",
        TalkingStyle::Stable | TalkingStyle::Other(_) => "low",
    }
}
