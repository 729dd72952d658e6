//! Films in another form: what a dialect may say is what is sent, and its answers are read its way.

use cuecard::domain::{Film, Progress, Stage, VideoId};
use cuecard::heygen::{DIALECTS, Dialect, Loss, Place, Submission};

use super::samples::film;
use super::server::Reply;
use super::{KEY, scripted};

/// A generation with one script to a request, a header of its own, and films under their id.
#[derive(Debug)]
struct Later;

impl Dialect for Later {
    fn name(&self) -> &'static str {
        "later"
    }

    fn losses(&self, _film: &Film) -> Vec<Loss> {
        vec![Loss::Emotion]
    }

    fn parts(&self, film: &Film) -> Vec<Film> {
        film.scenes.iter().map(|scene| Film { scenes: vec![scene.clone()], ..film.clone() }).collect()
    }

    fn stored(&self, body: String) -> Submission {
        Submission { path: String::new(), headers: Vec::new(), body }
    }

    fn submission(&self, film: &Film) -> Submission {
        let headers = vec![("Idempotency-Key".to_owned(), "take-1".to_owned())];
        Submission { path: "/v3/videos".to_owned(), headers, body: film.scenes[0].spoken().to_owned() }
    }

    fn accepted(&self, data: &str) -> Option<VideoId> {
        data.strip_prefix('"')?.strip_suffix('"').map(VideoId::new)
    }

    fn progress_place(&self, video: &VideoId) -> Place {
        Place::new("/v3/videos").id(video.as_str())
    }

    fn progress(&self, data: &str) -> Option<Progress> {
        let (url, captioned_url, duration, failure) = (None, None, None, None);
        Some(Progress { stage: Stage::Pending, word: data.to_owned(), url, captioned_url, duration, failure })
    }
}

#[tokio::test]
async fn a_film_is_sent_and_followed_in_its_dialect() {
    let (server, client) = scripted(vec![Reply::json(200, r#"{"data":"v/1"}"#)]).await;
    let client = client.with_dialect(&Later);
    let parts = client.dialect().parts(&film());
    let video = client.render(&parts[1]).await.unwrap();
    assert_eq!(video, VideoId::new("v/1"));
    assert_eq!(client.progress(&video).await.unwrap().word, "\"v/1\"");
    let heard = server.heard();
    assert_eq!(
        (heard[0].line().as_str(), heard[0].body.as_slice()),
        ("POST /v3/videos", &b"Today we ship."[..])
    );
    assert_eq!(heard[0].header("idempotency-key"), Some("take-1"));
    assert_eq!(heard[0].header("x-api-key"), Some(KEY));
    assert_eq!(heard[1].line(), "GET /v3/videos/v%2F1");
}

#[test]
fn the_reference_is_spoken_by_default_and_loses_nothing() {
    assert_eq!(DIALECTS[0].name(), "scenes");
    assert_eq!(DIALECTS[0].losses(&film()), []);
    assert_eq!(DIALECTS[0].parts(&film()), [film()]);
}
