//! The lists of avatars, talking photos and voices; the account and its owner.

use serde_json::{Value, json};

use crate::sandbox::catalog::stock_avatars;
use crate::sandbox::catalog::voices::{SampleField, SandboxVoice, VoiceLists};
use crate::sandbox::http::{EndpointResult, reply};
use crate::sandbox::looks;
use crate::sandbox::policy::TrainingPolicy;
use crate::sandbox::service::{Service, SharedService};
use crate::sandbox::world::{OWNER, StoredLook};

/// `GET /v2/avatars`
pub(super) async fn avatars(service: SharedService) -> EndpointResult {
    let rows: Vec<Value> = stock_avatars::AVATARS.iter().map(|row| avatar(&service, row)).collect();
    Ok(reply::v2(&json!({ "avatars": rows, "talking_photos": talking_photos(&service) })))
}

fn avatar(service: &Service, row: &(&str, &str, &str, bool, bool)) -> Value {
    let (id, name, gender, premium, new) = *row;
    // One has no preview, as in the live list.
    let preview = stock_avatars::preview(service, id).unwrap_or_default();
    let tags = if new { json!(["NEW", "AVATAR_IV"]) } else { Value::Null };
    json!({
        "avatar_id": id,
        "avatar_name": name,
        "gender": gender,
        "preview_image_url": preview,
        "preview_video_url": null,
        "premium": premium,
        "type": null,
        "tags": tags,
        "default_voice_id": null,
    })
}

/// The account's looks, newest first; then the sandbox's people.
fn talking_photos(service: &Service) -> Vec<Value> {
    let now = service.now();
    let world = service.world();
    let is_trained = |group: &str| {
        service.policy().training == TrainingPolicy::Optional
            || looks::training_of(&world, group).is_some_and(|work| work.is_over(now))
    };
    let is_listed = |look: &StoredLook| look.status(now) == "completed" && is_trained(&look.group_id);
    let own = world.looks.iter().rev().filter(|look| is_listed(look)).cloned();
    let photo = |look: StoredLook| {
        json!({
            "talking_photo_id": look.id,
            "talking_photo_name": look.name,
            "preview_image_url": service.picture_url(&look),
        })
    };
    own.chain(looks::of_people(service.is_hostile())).map(photo).collect()
}

/// `GET /v2/voices`
pub(super) async fn voices(service: SharedService) -> EndpointResult {
    let listed = service.voices().iter().filter(|voice| voice.listed == VoiceLists::V2AndV3);
    let voices: Vec<Value> = listed.map(|voice| voice_row(voice, service.base())).collect();
    Ok(reply::v2(&json!({ "voices": voices })))
}

fn voice_row(voice: &SandboxVoice, base: &str) -> Value {
    let sample = match voice.sample {
        SampleField::Empty => json!(""),
        SampleField::Wav | SampleField::Null => json!(voice.sample_url(base)),
    };
    json!({
        "voice_id": voice.id,
        "language": voice.language,
        "gender": voice.gender,
        "name": voice.name,
        "preview_audio": sample,
        "support_pause": voice.pauses,
        "emotion_support": voice.emotions,
        "support_interactive_avatar": voice.interactive,
        "support_locale": voice.locales,
    })
}

/// `GET /v2/user/remaining_quota`, in sixtieths of a premium or API credit.
pub(super) async fn remaining_quota(service: SharedService) -> EndpointResult {
    let billing = service.billing();
    let units = billing.sixtieths(service.account(&service.world()).micros);
    let (api, plan) = if billing.is_plan() { (0, units) } else { (units, 0) };
    Ok(reply::v2(&json!({
        "remaining_quota": units,
        "details": {
            "api": api,
            "plan_credit": plan,
            "generative_credit": 0,
            "seat": 1,
            "streaming_avatar": 0,
            "streaming_avatar_instance_quota": 0,
            "avatar_ivi": 0,
            "personalized_video_ivi": 0,
        },
    })))
}

/// `GET /v1/user/me`
pub(super) async fn owner() -> EndpointResult {
    Ok(reply::uploaded(&json!({
        "username": OWNER.0,
        "email": OWNER.1,
        "first_name": OWNER.2,
        "last_name": null,
    })))
}
