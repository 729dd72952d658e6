//! A catalog of real size over loopback: 2,300 voices, 1,300 avatars, 5,000 talking photos.

use std::io::{Read, Write};
use std::net::TcpListener;
use std::sync::LazyLock;

use cuecard::heygen::{ApiKey, Client, Endpoints};
use divan::Bencher;
use serde_json::{Value, json};
use tokio::runtime::Runtime;

static VOICES: LazyLock<String> = LazyLock::new(|| {
    let voices: Vec<Value> = (0..2_300).map(voice_json).collect();
    json!({ "error": null, "data": { "voices": voices } }).to_string()
});
static AVATARS: LazyLock<String> = LazyLock::new(|| {
    let avatars: Vec<Value> = (0..1_300).map(avatar_json).collect();
    let photos: Vec<Value> = (0..5_000).map(photo_json).collect();
    json!({ "error": null, "data": { "avatars": avatars, "talking_photos": photos } }).to_string()
});

#[divan::bench(sample_count = 50)]
fn voices(bencher: Bencher<'_, '_>) {
    let (tasks, client, _) = start_service();
    bencher.bench_local(|| assert_eq!(tasks.block_on(client.voices()).unwrap().voices.len(), 2_300));
}

#[divan::bench(sample_count = 50)]
fn photos(bencher: Bencher<'_, '_>) {
    let (tasks, client, _) = start_service();
    bencher.bench_local(|| assert_eq!(tasks.block_on(client.photos()).unwrap().photos.len(), 5_000));
}

/// The same bytes without parsing: the share of the transfer.
#[divan::bench(sample_count = 50, args = ["/v2/voices", "/v2/avatars"])]
fn transfer_without_parsing(bencher: Bencher<'_, '_>, path: &str) {
    let (tasks, client, base) = start_service();
    let url = format!("{base}{path}");
    bencher.bench_local(|| tasks.block_on(client.fetch_media_bytes(&url, 64 << 20)).unwrap().len());
}

/// A service that gives both lists and nothing else, on connections that it keeps.
fn start_service() -> (Runtime, Client, String) {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let base = format!("http://{}", listener.local_addr().unwrap());
    LazyLock::force(&VOICES);
    LazyLock::force(&AVATARS);
    std::thread::spawn(move || {
        for stream in listener.incoming() {
            let mut stream = stream.unwrap();
            stream.set_nodelay(true).unwrap();
            std::thread::spawn(move || {
                let mut request = [0; 4096];
                // A request is small and comes in one piece here.
                while let Ok(length @ 1..) = stream.read(&mut request) {
                    let head = String::from_utf8_lossy(&request[..length]);
                    let body = if head.contains("/v2/voices") { &*VOICES } else { &*AVATARS };
                    let reply = format!("HTTP/1.1 200 OK\r\nContent-Length: {}\r\n\r\n", body.len());
                    if stream
                        .write_all(reply.as_bytes())
                        .and_then(|()| stream.write_all(body.as_bytes()))
                        .is_err()
                    {
                        return;
                    }
                }
            });
        }
    });
    let endpoints = Endpoints::new(Some(&base), None).unwrap();
    (Runtime::new().unwrap(), Client::new(endpoints, ApiKey::new("bench").unwrap()).unwrap(), base)
}

fn voice_json(at: usize) -> Value {
    json!({
        "voice_id": format!("{at:032x}"), "language": "English", "gender": "Female",
        "name": format!("Rachel - Natural {at}"),
        "preview_audio": format!("https://static.heygen.ai/voice_preview/{at:032x}.mp3"),
        "support_pause": true, "emotion_support": false, "support_interactive_avatar": true, "support_locale": false,
    })
}

fn avatar_json(at: usize) -> Value {
    let file = format!("https://files2.heygen.ai/avatar/v3/{at:032x}/full/2.2/preview_target");
    json!({
        "avatar_id": format!("Abigail_{at}"), "avatar_name": format!("Abigail {at}"), "gender": "female",
        "preview_image_url": format!("{file}.webp"), "preview_video_url": format!("{file}.mp4"),
        "premium": false, "type": null, "tags": null, "default_voice_id": null,
    })
}

fn photo_json(at: usize) -> Value {
    let signed = "Expires=1764000000&Signature=Q2sJfT~4vDk0b1rRmZ0ZKQ__&Key-Pair-Id=K38HBHX5LX3X2H";
    json!({
        "talking_photo_id": format!("{at:032x}"), "talking_photo_name": format!("Ana, look {at}"),
        "preview_image_url": format!("https://files2.heygen.ai/talking_photo/{at:032x}/preview.webp?{signed}"),
    })
}
