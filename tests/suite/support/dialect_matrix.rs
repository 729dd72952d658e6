//! Runs a test in each dialect.

use std::thread;

use cuecard::domain::{Dialect, Orientation, Shape};
use cuecard::sandbox::Sandbox;
use serde_json::Value;
use tokio::runtime::{Builder, Runtime};

use super::calls::{BATCH_CALL, SINGLE_CALL, STATUS_CALL, SUBMIT_CALL, SUBMIT_GENERATE_CALL, SUBMIT_V3_CALL};

/// The dialects of v2.
pub(crate) const V2_DIALECTS: &[Dialect] = &[Dialect::Scenes, Dialect::Flat, Dialect::Generate];

/// The call that sends a video, and is paid for.
pub(crate) fn submit_call(dialect: Dialect) -> &'static str {
    match dialect {
        Dialect::Scenes | Dialect::Flat => SUBMIT_CALL,
        Dialect::Generate => SUBMIT_GENERATE_CALL,
        Dialect::V3 => SUBMIT_V3_CALL,
    }
}

/// A fault that meets the call that sends a video; `name` may say how often.
pub(crate) fn inject_submit_error(sandbox: &Sandbox, name: &str, dialect: Dialect) {
    sandbox.fault(format!("{name}@{}", submit_call(dialect)).parse().unwrap());
}

/// How often the service was asked how far videos are.
pub(crate) fn status_requests(sandbox: &Sandbox, dialect: Dialect) -> u64 {
    let calls: &[&str] = match dialect {
        Dialect::Scenes | Dialect::Flat | Dialect::Generate => &[STATUS_CALL],
        Dialect::V3 => &[SINGLE_CALL, BATCH_CALL],
    };
    let requests = sandbox.report().requests;
    calls.iter().map(|call| requests.of(call).received).sum()
}

/// Width and height of the video that comes of this shape.
pub(crate) fn video_pixels(dialect: Dialect, shape: Shape) -> (u32, u32) {
    let (width, height) = shape.pixels();
    let shorter = width.min(height);
    let becomes = match dialect {
        Dialect::Scenes | Dialect::Generate => shorter,
        Dialect::Flat => return Orientation::from_shape(shape).pixels(),
        Dialect::V3 if shorter <= 720 => 720,
        Dialect::V3 => 1080,
    };
    (width * becomes / shorter, height * becomes / shorter)
}

/// The photo, the voice and the speed of each scene in the requests of a dialect.
pub(crate) fn sent_speakers(dialect: Dialect, requests: &[Value]) -> Vec<[Value; 3]> {
    let scenes = |request: &Value| match dialect {
        Dialect::Scenes | Dialect::Flat => {
            vec![[request["image_key"].clone(), request["voice_id"].clone(), request["speed"].clone()]]
        }
        Dialect::Generate => {
            let input = |input: &Value| {
                let (character, voice) = (&input["character"], &input["voice"]);
                [character["talking_photo_id"].clone(), voice["voice_id"].clone(), voice["speed"].clone()]
            };
            request["video_inputs"].as_array().unwrap().iter().map(input).collect()
        }
        Dialect::V3 => {
            let input = |scene: &Value| {
                let input = &scene["input"];
                let speed = input["voice_settings"]["speed"].clone();
                [input["avatar_id"].clone(), input["voice_id"].clone(), speed]
            };
            request["scenes"].as_array().unwrap().iter().map(input).collect()
        }
    };
    requests.iter().flat_map(scenes).collect()
}

/// Plays a journey in each of these forms, all of them at once.
pub(crate) fn for_each_dialect(dialects: &[Dialect], journey: impl Fn(Dialect) + Sync) {
    let journey = &journey;
    thread::scope(|scope| {
        for dialect in dialects {
            // A failure names its thread, and so its form.
            let named = thread::Builder::new().name(dialect.as_str().to_owned());
            named.spawn_scoped(scope, || journey(*dialect)).unwrap();
        }
    });
}

/// The same for a journey that waits.
pub(crate) fn for_each_dialect_async(dialects: &[Dialect], journey: impl AsyncFn(Dialect) + Sync) {
    for_each_dialect(dialects, |dialect| {
        Builder::new_current_thread().enable_all().build().unwrap().block_on(journey(dialect));
    });
}

/// The same for a journey of programs that are waited for while their service has to answer.
pub(crate) fn for_each_dialect_multi_thread(dialects: &[Dialect], journey: impl AsyncFn(Dialect) + Sync) {
    for_each_dialect(dialects, |dialect| Runtime::new().unwrap().block_on(journey(dialect)));
}
