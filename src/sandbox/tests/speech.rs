//! Speech without a video: its audio, its timed words, and the voices that have it.

use serde_json::{Value, json};

use super::harness::SandboxHarness;
use crate::sandbox::media_length;

/// The loudest sample of a WAV file of 16 bits between two moments.
fn peak(file: &[u8], from: f64, to: f64) -> u16 {
    let rate = f64::from(u32::from_le_bytes(file[24..28].try_into().unwrap()));
    let samples: Vec<u16> = file[44..]
        .chunks_exact(2)
        .map(|pair| i16::from_le_bytes([pair[0], pair[1]]).unsigned_abs())
        .collect();
    let place =
        |seconds: f64| (0..samples.len()).find(|at| f64::from(u32::try_from(*at).unwrap()) >= seconds * rate);
    let (from, to) = (place(from).unwrap(), place(to).unwrap_or(samples.len()));
    samples[from..to].iter().copied().max().unwrap()
}

#[tokio::test]
async fn speech_is_heard_at_the_times_of_its_words() {
    let sandbox = SandboxHarness::open().await;
    let (_, voice) = sandbox.photo_and_voice().await;
    let body = json!({ "text": "Hello <break time=\"1s\"/> friends", "voice_id": voice, "speed": 0.5 });
    let speech = sandbox.post("/v3/voices/speech", &body).await.json()["data"].clone();
    let file = sandbox.follow(&speech["audio_url"], None).await.body;
    let seconds = speech["duration"].as_f64().unwrap();
    assert!((media_length::seconds(&file).unwrap() - seconds).abs() < 0.001);
    let time = |word: usize, edge: &str| speech["word_timestamps"][word][edge].as_f64().unwrap();
    assert!(peak(&file, time(0, "start"), time(0, "end")) > 3000);
    assert!(time(1, "start") - time(0, "end") > 0.99);
    assert_eq!(peak(&file, time(0, "end") + 0.02, time(1, "start") - 0.02), 0, "the break is silent");
    assert!(peak(&file, time(1, "start"), time(1, "end")) > 3000);
    let mut order = sandbox.order().await;
    order["script"] = Value::Null;
    order["audio_url"] = speech["audio_url"].clone();
    let id = sandbox.post("/v3/videos", &order).await.json()["data"]["video_id"].clone();
    sandbox.skip(3600);
    let video = sandbox.video_of_v3(id.as_str().unwrap()).await;
    assert_eq!(video["duration"], speech["duration"], "a video of this speech lasts as long");
}

#[tokio::test]
async fn only_voices_of_the_usual_engine_speak_without_a_video() {
    let sandbox = SandboxHarness::open().await;
    for (engine, status) in [("starfish", 200), ("elevenlabs", 403)] {
        let voices = sandbox.get(&format!("/v3/voices?engine={engine}&limit=5")).await.json()["data"].clone();
        for voice in voices.as_array().unwrap() {
            let body = json!({ "text": "Hello.", "voice_id": voice["voice_id"] });
            let reply = sandbox.post("/v3/voices/speech", &body).await;
            assert_eq!(reply.status, status, "{voice}: {}", reply.text());
        }
    }
}
