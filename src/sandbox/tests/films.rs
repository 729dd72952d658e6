//! Finished films, taken apart.

use serde_json::json;

use super::client::House;

/// The contents of the first box with this name, looked for through the boxes that hold others.
fn find<'a>(bytes: &'a [u8], path: &[&str]) -> Option<&'a [u8]> {
    let mut rest = bytes;
    while rest.len() >= 8 {
        let size = usize::try_from(number(rest, 0)).unwrap();
        let content = rest.get(8..size)?;
        if &rest[4..8] == path[0].as_bytes() {
            return if path.len() == 1 { Some(content) } else { find(content, &path[1..]) };
        }
        rest = &rest[size..];
    }
    None
}

fn number(bytes: &[u8], at: usize) -> u32 {
    u32::from_be_bytes(bytes[at..at + 4].try_into().unwrap())
}

/// Width, height and seconds, from the boxes that players read.
pub(super) fn measure(film: &[u8]) -> (u32, u32, f64) {
    assert_eq!(&film[4..8], b"ftyp");
    let track = find(film, &["moov", "trak", "tkhd"]).unwrap();
    let clock = find(film, &["moov", "trak", "mdia", "mdhd"]).unwrap();
    let seconds = f64::from(number(clock, 16)) / f64::from(number(clock, 12));
    (number(track, 76) >> 16, number(track, 80) >> 16, seconds)
}

#[tokio::test]
async fn a_film_has_the_size_and_the_length_that_were_asked_for() {
    let house = House::open().await;
    let mut film = house.film().await;
    for (width, height) in [(144, 256), (256, 144), (200, 200), (130, 202)] {
        film["dimension"] = json!({ "width": width, "height": height });
        let id = house.post("/v2/video/av4/generate", &film).await.json()["data"]["video_id"].clone();
        house.skip(3600);
        let status = house.status(id.as_str().unwrap()).await;
        let reply = house.follow(&status["video_url"], None).await;
        assert_eq!((reply.status, reply.header("content-type").unwrap().as_str()), (200, "video/mp4"));
        let (wide, high, seconds) = measure(&reply.body);
        assert_eq!((wide, high), (width, height));
        assert!((seconds - status["duration"].as_f64().unwrap()).abs() < 0.001);
        // Six words at 150 a minute.
        assert!((seconds - 2.4).abs() < 0.2 * 2.4, "{seconds}");
        check_samples(&reply.body);
    }
}

/// Every picture lies where the table says, and the first one needs no other.
fn check_samples(film: &[u8]) {
    let table = ["moov", "trak", "mdia", "minf", "stbl"];
    let part = |name: &'static str| find(film, &[&table[..], &[name]].concat()).unwrap();
    let (sizes, places) = (part("stsz"), part("stco"));
    let count = usize::try_from(number(sizes, 8)).unwrap();
    assert_eq!(number(part("stts"), 8), number(sizes, 8));
    let mut at = usize::try_from(number(places, 8)).unwrap();
    for sample in 0..count {
        let size = usize::try_from(number(sizes, 12 + 4 * sample)).unwrap();
        assert_eq!(usize::try_from(number(film, at)).unwrap(), size - 4);
        assert_eq!(film[at + 4] & 0x1f, if sample == 0 { 5 } else { 1 });
        at += size;
    }
    assert_eq!(at, film.len());
}

#[tokio::test]
async fn captions_are_in_their_own_film_and_file() {
    let house = House::open().await;
    let id = house.submit().await;
    house.skip(3600);
    let status = house.status(&id).await;
    let plain = house.follow(&status["video_url"], None).await.body;
    let captioned = house.follow(&status["video_url_caption"], None).await.body;
    assert!(measure(&plain) == measure(&captioned) && plain != captioned);
    let words = house.follow(&status["caption_url"], None).await.text();
    assert!(words.contains("Hello and welcome.") && words.contains("Today we ship."), "{words}");
    let thumbnail = house.follow(&status["thumbnail_url"], None).await.body;
    let thumbnail = image::load_from_memory(&thumbnail).unwrap();
    assert!(thumbnail.width() < thumbnail.height());
}

#[tokio::test]
async fn a_film_is_served_in_parts() {
    let house = House::open().await;
    let id = house.submit().await;
    house.skip(3600);
    let link = house.status(&id).await["video_url"].clone();
    let whole = house.follow(&link, None).await;
    assert_eq!(whole.header("accept-ranges").unwrap(), "bytes");
    let part = house.follow(&link, Some("bytes=100-299")).await;
    assert_eq!((part.status, part.body.as_slice()), (206, &whole.body[100..300]));
    assert_eq!(part.header("content-range").unwrap(), format!("bytes 100-299/{}", whole.body.len()));
    assert_eq!(house.follow(&link, Some("bytes=99999999-")).await.status, 416);
}

#[tokio::test]
async fn a_broken_upload_still_makes_a_film() {
    let house = House::open().await;
    let upload = house.upload("image/png", b"\x89PNG\r\n\x1a\n and nothing more").await.json();
    let mut film = house.film().await;
    film["image_key"] = upload["data"]["image_key"].clone();
    let id = house.post("/v2/video/av4/generate", &film).await.json()["data"]["video_id"].clone();
    house.skip(3600);
    let link = house.status(id.as_str().unwrap()).await["video_url"].clone();
    assert_eq!(house.follow(&link, None).await.status, 200);
}
