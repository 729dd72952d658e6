//! Speech without a video: duration, timed words, and audio.

use axum::http::StatusCode;
use serde_json::{Value, json};

use super::{file_fields, speaker, ssml};
use crate::sandbox::http::form::JsonBody;
use crate::sandbox::http::reply::{self, EndpointResult, ErrorReply};
use crate::sandbox::render::request::{self, MAX_SCRIPT_CHARS};
use crate::sandbox::render::script;
use crate::sandbox::service::SharedService;
use crate::sandbox::world::clock;

const INPUTS: [&str; 2] = ["text", "ssml"];
const MAX_SPEED: f64 = 2.0;

/// `POST /v3/voices/speech`. The duration equals that of a video with this script.
pub(super) async fn create(service: SharedService, body: JsonBody) -> EndpointResult {
    let form = body.form();
    let text = file_fields::short_text(&form, "text", MAX_SCRIPT_CHARS)?;
    let voice = speaker::voice(&service, &form, form.required_text("voice_id")?)?;
    if voice.engine() != "starfish" {
        let why = "This voice is not supported by the starfish engine.";
        return Err(ErrorReply::of("voice_id", StatusCode::FORBIDDEN, "voice_not_usable", why));
    }
    let malformed = || ErrorReply::invalid_param("text", "is not well-formed SSML");
    let text = match form.choice("input_type", &INPUTS)? {
        Some("ssml") => ssml::script(text).ok_or_else(malformed)?,
        _ => text.to_owned(),
    };
    form.text("language")?;
    form.text("locale")?;
    let speed = form.number_within("speed", 0.5, MAX_SPEED)?.unwrap_or(1.0);
    let seconds = request::spoken_scene(&text, voice, speed).seconds;
    let millis = clock::millis(seconds);
    let words: Vec<Value> = script::timed_words(&text, voice.pace() / speed)
        .into_iter()
        .map(
            |word| json!({ "word": word.text, "start": hundredths(word.start), "end": hundredths(word.end) }),
        )
        .collect();
    Ok(reply::v3(&json!({
        "audio_url": format!("{}/media/speech/{}-{millis}.wav", service.base(), voice.id),
        "duration": seconds,
        "request_id": format!("req_{}", service.new_id()),
        "word_timestamps": words,
    })))
}

fn hundredths(seconds: f64) -> f64 {
    (seconds * 100.0).round() / 100.0
}
