//! Speech without a video, from a text or SSML: duration, timed words, and audio.

use axum::http::StatusCode;
use roxmltree::{Document, Node};
use serde_json::{Value, json};

use super::{file_fields, speech_input};
use crate::sandbox::http::{EndpointResult, ErrorReply, JsonBody, reply};
use crate::sandbox::render::script::{self, MAX_SCRIPT_CHARS};
use crate::sandbox::service::{Service, SharedService};
use crate::sandbox::world::{PurchasedItem, StoredPurchase, StoredSpeechFile, clock};

const FIELDS: [&str; 6] = ["text", "voice_id", "input_type", "language", "locale", "speed"];
const INPUTS: [&str; 2] = ["text", "ssml"];
const MAX_SPEED: f64 = 2.0;

/// `POST /v3/voices/speech`, charged by the second. The duration equals that of a video with this script.
pub(super) async fn create(service: SharedService, body: JsonBody) -> EndpointResult {
    let form = body.form();
    form.accept_only(&[&FIELDS])?;
    let text = file_fields::short_text(&form, "text", MAX_SCRIPT_CHARS)?;
    let voice = speech_input::voice(&service, &form, form.required_text("voice_id")?)?;
    if voice.engine() != "starfish" {
        let why = "This voice is not supported by the starfish engine.";
        return Err(ErrorReply::of("voice_id", StatusCode::FORBIDDEN, "voice_not_usable", why));
    }
    let malformed = || ErrorReply::invalid_param("text", "is not well-formed SSML");
    let text = match form.choice("input_type", &INPUTS)? {
        Some("ssml") => script_of_ssml(text).ok_or_else(malformed)?,
        _ => text.to_owned(),
    };
    form.text("language")?;
    form.text("locale")?;
    let speed = form.number_within("speed", 0.5, MAX_SPEED)?.unwrap_or(1.0);
    let scene = script::spoken_scene(&text, voice, speed);
    let seconds = scene.seconds;
    let words: Vec<Value> = script::timed_words(&text, voice.pace() / speed)
        .into_iter()
        .map(
            |word| json!({ "word": word.text, "start": hundredths(word.start), "end": hundredths(word.end) }),
        )
        .collect();
    let id = service.new_id();
    buy(&service, StoredSpeechFile { id: id.clone(), scene })?;
    Ok(reply::v3(&json!({
        "audio_url": format!("{}/media/speech/{id}.wav", service.base()),
        "duration": seconds,
        "request_id": format!("req_{}", service.new_id()),
        "word_timestamps": words,
    })))
}

/// Stores speech and charges it.
fn buy(service: &Service, speech: StoredSpeechFile) -> Result<(), ErrorReply> {
    let item = PurchasedItem::Speech { millis: clock::millis(speech.scene.seconds) };
    let price = service.billing().price_of(&item);
    service.change(|world| {
        service.check_balance(world, price)?;
        world.purchases.push(StoredPurchase { id: speech.id.clone(), item, at: service.now() });
        world.speeches.push(speech);
        Ok(())
    })?
}

fn hundredths(seconds: f64) -> f64 {
    (seconds * 100.0).round() / 100.0
}

/// Converts SSML to a script with `<break>` tags; none if it is not well-formed.
fn script_of_ssml(ssml: &str) -> Option<String> {
    let document = Document::parse(ssml.trim()).ok()?;
    let root = document.root_element();
    if root.tag_name().name() != "speak" {
        return None;
    }
    Some(root.descendants().filter_map(text_or_break).collect())
}

fn text_or_break(node: Node<'_, '_>) -> Option<String> {
    match node.text().filter(|_| node.is_text()) {
        Some(text) => Some(text.to_owned()),
        None => node.has_tag_name("break").then(|| pause(node)),
    }
}

/// A `<break>` tag of a script.
fn pause(node: Node<'_, '_>) -> String {
    match node.attribute("time") {
        Some(time) => format!("<break time=\"{time}\"/>"),
        None => "<break/>".to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn well_formed_ssml_becomes_a_script() {
        for (ssml, script) in [
            ("<speak>R&amp;D <break time=\"1s\"/> now</speak>", "R&D <break time=\"1s\"/> now"),
            ("<speak version='1.0'>3 &lt; 4 &#233;<p>one</p> > two</speak>", "3 < 4 éone > two"),
            ("<speak>a<break time='2s'></break>b</speak>", "a<break time=\"2s\"/>b"),
        ] {
            assert_eq!(script_of_ssml(ssml).as_deref(), Some(script), "{ssml}");
        }
    }

    #[test]
    fn malformed_ssml_is_refused() {
        for odd in [
            "R&D <break time=\"1s\"/> now",
            "Hello <break time=\"1s\"/> now",
            "<speak>R&D</speak>",
            "<speak>a < b</speak>",
            "<speak>a <b and 3</speak>",
            "<speak>a<break time=1s/></speak>",
            "<speak>a<break time=\"1s\"></speak>",
            "<speak>a",
            "<speak>a</speak> b",
            "<speak>&nope;</speak>",
            "<speak>a</speek>",
            "",
        ] {
            assert_eq!(script_of_ssml(odd), None, "{odd}");
        }
    }
}
