//! How films are spoken of in one generation of the API: one file for each.

mod scenes;

use std::fmt;

use super::endpoints::Place;
use crate::domain::{Film, Progress, VideoId};

pub use scenes::Scenes;

/// Every dialect; the first one is the default.
pub static DIALECTS: [&dyn Dialect; 1] = [&Scenes];

/// One generation of the API: the form in which a film is sent, and in which its progress is read.
///
/// `data` is always the JSON inside the envelope.
pub trait Dialect: fmt::Debug + Sync {
    /// For settings and the header of the screen.
    fn name(&self) -> &'static str;

    /// What of this film the dialect cannot say, in the order of the screen.
    fn losses(&self, film: &Film) -> Vec<Loss>;

    /// The films that the film must be sent as: itself, or one for each scene where a request holds but one script.
    /// Each of them is submitted, paid and followed by itself.
    fn parts(&self, film: &Film) -> Vec<Film>;

    /// The request for a film of one part.
    fn submission(&self, film: &Film) -> Submission;

    /// The request with a body that [`submission`](Self::submission) gave earlier.
    fn stored(&self, body: String) -> Submission;

    /// The id in the answer to a submission.
    fn accepted(&self, data: &str) -> Option<VideoId>;

    /// Where a film's progress is asked for.
    fn progress_place(&self, video: &VideoId) -> Place;

    fn progress(&self, data: &str) -> Option<Progress>;
}

/// A part of a film that a dialect has no words for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Loss {
    Emotion,
    Style,
    Motion,
    Shape,
    Captions,
    Callback,
}

/// A film on its way: exactly what is sent, but for the key. It can be kept, and sent later as it was kept.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Submission {
    /// The path under the API base.
    pub path: String,
    /// Headers beyond the usual ones, such as `Idempotency-Key`.
    pub headers: Vec<(String, String)>,
    /// Indented JSON.
    pub body: String,
}
