//! Size, duration, sound and captions of videos, and range requests.

use serde_json::json;

use super::harness::SandboxHarness;
use crate::sandbox::tests::mp4;

/// Width, height and duration of a video.
pub(super) fn measure(video: &[u8]) -> (u32, u32, f64) {
    let movie = mp4::read(video);
    (movie.width, movie.height, movie.seconds)
}

#[tokio::test]
async fn a_video_has_the_requested_size_and_duration() {
    let sandbox = SandboxHarness::open().await;
    let mut video = sandbox.video().await;
    for (width, height) in [(144, 256), (256, 144), (200, 200), (130, 202)] {
        video["dimension"] = json!({ "width": width, "height": height });
        let id = sandbox.post("/v2/video/av4/generate", &video).await.json()["data"]["video_id"].clone();
        sandbox.skip(3600);
        let status = sandbox.status(id.as_str().unwrap()).await;
        let reply = sandbox.follow(&status["video_url"], None).await;
        assert_eq!((reply.status, reply.header("content-type").unwrap().as_str()), (200, "video/mp4"));
        let (wide, high, seconds) = measure(&reply.body);
        assert_eq!((wide, high), (width, height));
        assert!((seconds - status["duration"].as_f64().unwrap()).abs() < 0.001);
        // Six words at 150 a minute.
        assert!((seconds - 2.4).abs() < 0.2 * 2.4, "{seconds}");
        check_pictures(&reply.body);
    }
}

/// The first frame is a key frame.
fn check_pictures(video: &[u8]) {
    let begin = video.windows(4).position(|name| name == b"mdat").unwrap() + 4;
    assert_eq!(video[begin + 4] & 0x1f, 5);
}

/// Submits a body; gives the sound of its video.
async fn heard(sandbox: &SandboxHarness, path: &str, body: &serde_json::Value) -> mp4::Mp4Audio {
    let id = sandbox.post(path, body).await.json()["data"]["video_id"].clone();
    sandbox.skip(3600);
    let video = sandbox.video_of_v3(id.as_str().unwrap()).await;
    let movie = mp4::read(&sandbox.follow(&video["video_url"], None).await.body);
    assert!((movie.audio.seconds - movie.seconds).abs() < 1e-6, "sound and pictures end together");
    assert_eq!((movie.audio.codec.as_str(), movie.codec.as_str()), ("fLaC", "avc1"));
    movie.audio
}

#[tokio::test]
async fn words_are_audible_at_their_times_and_breaks_are_silent() {
    let sandbox = SandboxHarness::open().await;
    let (photo, voice) = sandbox.photo_and_voice().await;
    let voices = crate::sandbox::catalog::voices::voices(false);
    let pace = voices.iter().find(|known| known.id == voice).unwrap().pace();
    let input =
        |script: &str| json!({ "type": "avatar", "avatar_id": photo, "voice_id": voice, "script": script });
    let scene = |script: &str| json!({ "type": "avatar_video", "input": input(script) });
    let asset = sandbox.upload_form(&super::harness::png()).await.json()["data"]["asset_id"].clone();
    let held =
        json!({ "type": "image", "source": { "type": "asset_id", "asset_id": asset }, "duration": 1.0 });
    let scenes = [scene("Hello there <break time=\"1s\"/> friends"), held, scene("Goodbye now")];
    let body = json!({ "type": "studio", "scenes": scenes, "resolution": "720p" });
    let sound = heard(&sandbox, "/v3/videos", &body).await;
    // A word lasts 0.4 seconds at the usual pace; scenes last whole frames.
    let word = 0.4 * pace;
    let first = ((3.0 * word + 1.0) * 25.0).round() / 25.0;
    let last = first + 1.0;
    for (from, to, is_loud) in [
        (0.0, word, true),
        (word, 2.0 * word, true),
        (2.0 * word + 0.01, 2.0 * word + 0.99, false),
        (2.0 * word + 1.0, 3.0 * word + 1.0, true),
        (first, last - 0.01, false),
        (last, last + word, true),
        (last + word, last + 2.0 * word, true),
    ] {
        let peak = sound.peak_amplitude(from, to);
        assert!(if is_loud { peak > 6000 } else { peak == 0 }, "{from} to {to}: {peak}");
    }
}

#[tokio::test]
async fn each_voice_sounds_different_and_faster_speech_is_shorter() {
    let sandbox = SandboxHarness::open().await;
    let voices = sandbox.get("/v2/voices").await.json()["data"]["voices"].clone();
    let mut order = sandbox.order().await;
    let first = heard(&sandbox, "/v3/videos", &order).await;
    assert_eq!(heard(&sandbox, "/v3/videos", &order).await, first, "the same words sound the same");
    order["voice_settings"] = json!({ "speed": 1.5 });
    let quick = heard(&sandbox, "/v3/videos", &order).await;
    assert!((first.seconds / quick.seconds - 1.5).abs() < 0.1, "{} and {}", first.seconds, quick.seconds);
    order["voice_settings"] = json!(null);
    order["voice_id"] = voices[1]["voice_id"].clone();
    let other = heard(&sandbox, "/v3/videos", &order).await;
    assert!(other.samples[..8000] != first.samples[..8000]);
    let flat = json!({ "image_key": order["avatar_id"], "voice_id": voices[0]["voice_id"], "script": order["script"] });
    assert_eq!(heard(&sandbox, "/v2/video/av4/generate", &flat).await, first, "also where v2 made it");
}

#[tokio::test]
async fn captions_have_their_own_video_and_file() {
    let sandbox = SandboxHarness::open().await;
    let id = sandbox.submit().await;
    sandbox.skip(3600);
    let status = sandbox.status(&id).await;
    let plain = sandbox.follow(&status["video_url"], None).await.body;
    let captioned = sandbox.follow(&status["video_url_caption"], None).await.body;
    assert!(measure(&plain) == measure(&captioned) && plain != captioned);
    let words = sandbox.follow(&status["caption_url"], None).await.text();
    assert!(words.contains("Hello and welcome.") && words.contains("Today we ship."), "{words}");
    let thumbnail = sandbox.follow(&status["thumbnail_url"], None).await.body;
    let thumbnail = image::load_from_memory(&thumbnail).unwrap();
    assert!(thumbnail.width() < thumbnail.height());
}

#[tokio::test]
async fn a_video_is_served_in_byte_ranges() {
    let sandbox = SandboxHarness::open().await;
    let id = sandbox.submit().await;
    sandbox.skip(3600);
    let link = sandbox.status(&id).await["video_url"].clone();
    let whole = sandbox.follow(&link, None).await;
    assert_eq!(whole.header("accept-ranges").unwrap(), "bytes");
    let part = sandbox.follow(&link, Some("bytes=100-299")).await;
    assert_eq!((part.status, part.body.as_slice()), (206, &whole.body[100..300]));
    assert_eq!(part.header("content-range").unwrap(), format!("bytes 100-299/{}", whole.body.len()));
    assert_eq!(sandbox.follow(&link, Some("bytes=99999999-")).await.status, 416);
    let path = link.as_str().unwrap().strip_prefix(&sandbox.sandbox.base_url()).unwrap();
    for (version, status) in [(whole.header("etag").unwrap(), 206), ("\"another\"".to_owned(), 200)] {
        let headers = [("Range", "bytes=100-299"), ("If-Range", version.as_str())];
        assert_eq!(sandbox.call("GET", path, &headers, b"").await.unwrap().status, status);
    }
}

#[tokio::test]
async fn a_broken_picture_still_creates_a_video() {
    let sandbox = SandboxHarness::open().await;
    let upload = sandbox.upload("image/png", b"\x89PNG\r\n\x1a\n and nothing more").await.json();
    let mut video = sandbox.video().await;
    video["image_key"] = upload["data"]["image_key"].clone();
    let id = sandbox.post("/v2/video/av4/generate", &video).await.json()["data"]["video_id"].clone();
    sandbox.skip(3600);
    let link = sandbox.status(id.as_str().unwrap()).await["video_url"].clone();
    assert_eq!(sandbox.follow(&link, None).await.status, 200);
}
