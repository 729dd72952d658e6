//! Films: sent, followed, and listed.

use std::borrow::Cow;

use jiff::Timestamp;
use serde::Deserialize;

use super::Client;
use super::call::{Call, LIST, Risk};
use super::dialect::{DIALECTS, Submission};
use super::endpoints::Place;
use super::loose::{Items, Loose, items};
use super::record::{each, id, line, stage};
use crate::domain::{Fault, FaultKind, Film, FilmPage, ListedFilm, Progress, Stage, VideoId};

#[derive(Deserialize)]
struct Page<'a> {
    #[serde(borrow, default, deserialize_with = "items")]
    videos: Option<Items<'a>>,
    #[serde(borrow, default)]
    token: Loose<'a>,
}

#[derive(Deserialize)]
struct Listed<'a> {
    #[serde(borrow, default)]
    video_id: Loose<'a>,
    #[serde(borrow, default)]
    video_title: Loose<'a>,
    #[serde(borrow, default)]
    status: Loose<'a>,
    #[serde(borrow, default)]
    created_at: Loose<'a>,
}

impl Client {
    /// What [`render`](Self::render) sends, but for the key.
    pub fn submission(&self, film: &Film) -> Submission {
        self.dialect.submission(film)
    }

    /// What was written down as a film's request for this generation of the API, to be sent to the letter.
    pub fn stored(&self, generation: &str, body: String) -> Option<Submission> {
        let dialect = DIALECTS.iter().find(|dialect| dialect.name() == generation)?;
        Some(dialect.stored(body))
    }

    /// Submits a film. This is the request that is paid for.
    ///
    /// Where the fault's certainty is not [`NothingMade`](crate::domain::Certainty::NothingMade), the film may exist.
    pub async fn render(&self, film: &Film) -> Result<VideoId, Fault> {
        self.submit(&self.submission(film)).await
    }

    /// Submits what [`submission`](Self::submission) gave, byte for byte; see [`render`](Self::render).
    pub async fn submit(&self, submission: &Submission) -> Result<VideoId, Fault> {
        let url = self.shared.endpoints.api(&Place::new(submission.path.clone()));
        let call = Call::new("the render", Risk::Film, url, &self.shared.key, self.patience.answer);
        let mut call = call.body("application/json", submission.body.clone().into_bytes());
        for (name, value) in &submission.headers {
            call = call.header(name, value)?;
        }
        self.ask(call, |data| self.dialect.accepted(data)).await
    }

    /// How far a film is. Each answer has freshly signed links.
    pub async fn progress(&self, video: &VideoId) -> Result<Progress, Fault> {
        let call = self.get("the film", &self.dialect.progress_place(video));
        self.ask(call, |data| self.dialect.progress(data)).await
    }

    /// A page of the account's films: the first one, or the one that the page before named as next.
    ///
    /// `None` where the service has no such list.
    pub async fn films(&self, page: Option<&str>) -> Result<Option<FilmPage>, Fault> {
        let mut place = Place::new("/v1/video.list").query("limit", "100");
        if let Some(token) = page {
            place = place.query("token", token);
        }
        let read = self.ask(self.get("the list of films", &place).cap(LIST), film_page).await;
        // A page that names itself as the next would never end.
        let read = read.map(|read| FilmPage { next: read.next.filter(|next| page != Some(next)), ..read });
        if_there(read)
    }
}

/// `None` where the service does not have the endpoint.
pub(super) fn if_there<T>(read: Result<T, Fault>) -> Result<Option<T>, Fault> {
    match read {
        Ok(found) => Ok(Some(found)),
        Err(fault) if fault.status == Some(404) || fault.kind == FaultKind::Endpoint => Ok(None),
        Err(fault) => Err(fault),
    }
}

pub(super) fn film_page(data: &str) -> Option<FilmPage> {
    let page: Page<'_> = serde_json::from_str(data).ok()?;
    let (films, damaged) = each(&page.videos?, listed_film);
    Some(FilmPage { films, next: id(&page.token).map(Cow::into_owned), damaged })
}

fn listed_film(listed: &Listed<'_>) -> Option<ListedFilm> {
    let word = line(&listed.status);
    Some(ListedFilm {
        id: VideoId::new(id(&listed.video_id)?),
        title: line(&listed.video_title),
        stage: stage(&word).unwrap_or(Stage::Pending),
        word,
        created: listed.created_at.number().and_then(moment),
    })
}

/// Seconds since 1970, whole or not.
fn moment(seconds: f64) -> Option<Timestamp> {
    #[expect(
        clippy::cast_possible_truncation,
        reason = "the cast saturates, and jiff refuses what is out of range"
    )]
    Timestamp::from_second(seconds as i64).ok()
}
