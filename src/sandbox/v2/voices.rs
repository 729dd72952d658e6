//! The list of voices.

use serde_json::{Value, json};

use crate::sandbox::catalog::voices::{SampleField, SandboxVoice};
use crate::sandbox::http::reply::{self, EndpointResult};
use crate::sandbox::service::SharedService;

/// `GET /v2/voices`
pub(super) async fn list(service: SharedService) -> EndpointResult {
    let voices: Vec<Value> = service.voices().iter().map(|voice| to_json(voice, service.base())).collect();
    Ok(reply::v2(&json!({ "voices": voices })))
}

fn to_json(voice: &SandboxVoice, base: &str) -> Value {
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
