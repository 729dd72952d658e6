//! New talking photos: pictures that are uploaded, and looks that the service draws.

use std::path::Path;

use jiff::Timestamp;

use super::{About, Effect, Ends, News, Request, RequestId, Studio, Tone, UntrainedPhoto};
use crate::domain::{Cast, Certainty, Fault, Look, LookWish, NewPhotos, PhotoId, PictureNote, noted, text};

/// Characters of a reply that are told in the line of news.
const MOST_SAID: usize = 200;

/// New looks that are on their way.
#[derive(Debug, Clone, PartialEq)]
pub struct Making {
    /// How far they are.
    pub at: String,
    pub since: Timestamp,
    request: RequestId,
    /// What is to be ordered once the training is done.
    wish: Option<Box<LookWish>>,
    /// Whether that is going on.
    ordering: bool,
    /// What is said of the pictures.
    noted: Vec<String>,
    /// Whether the service may refuse one of them.
    doubtful: bool,
}

impl Making {
    fn new(at: String, since: Timestamp, request: RequestId, wish: Option<Box<LookWish>>) -> Self {
        Self { at, since, request, wish, ordering: false, noted: Vec::new(), doubtful: false }
    }
}

impl Studio {
    /// Makes talking photos of pictures on this machine.
    pub fn add_photos(&mut self, new: NewPhotos) -> Vec<Effect> {
        if self.reading_pictures.is_some() {
            return Vec::new();
        }
        self.unread = None;
        let effects = self.make("reading the picture", None, Request::AddPhotos(new));
        self.reading_pictures = self.making.last().map(|making| making.request);
        effects
    }

    /// Has looks drawn, after a training where the person had none.
    pub fn draw_looks(&mut self, wish: Box<LookWish>) -> Vec<Effect> {
        let photo = wish.photo.clone();
        self.prompt.clear();
        self.make("checking the photo", Some(wish), Request::Train(photo))
    }

    /// Waits for looks that were ordered, also in an earlier run.
    pub(super) fn collect_looks(&mut self) -> Effect {
        self.request(Request::CollectLooks)
    }

    /// Lists the photos anew, and looks for those that were ordered.
    pub fn look_for_photos(&mut self) -> Vec<Effect> {
        let mut effects = self.load_cast();
        if self.making.is_empty() {
            effects.push(self.collect_looks());
        }
        effects
    }

    /// Whether looks would be lost by leaving now: they are not ordered yet, or the answer is not there.
    pub fn is_ordering(&self) -> bool {
        self.making.iter().any(|making| making.wish.is_some() || making.ordering)
    }

    fn make(&mut self, at: &str, wish: Option<Box<LookWish>>, request: Request) -> Vec<Effect> {
        let effect = self.request(request);
        if let Effect::Request(request, _) = effect {
            self.making.push(Making::new(at.to_owned(), self.now, request, wish));
        }
        let mut effects = vec![effect];
        effects.extend(self.tick());
        effects
    }

    /// Says what the service may refuse in a picture, and what of it is not sent as it is.
    pub(super) fn picture_noted(&mut self, id: RequestId, path: &Path, notes: &[PictureNote]) {
        let (said, is_doubtful) = (noted(path, notes), notes.iter().any(|note| note.is_warning()));
        if let Some(making) = self.making.iter_mut().find(|making| making.request == id) {
            making.noted.push(said.clone());
            making.doubtful |= is_doubtful;
        }
        self.announce(by_doubt(is_doubtful, said).about(About::Pictures(id)));
    }

    pub(super) fn looks_at(&mut self, id: RequestId, at: String) -> Vec<Effect> {
        self.are_read(id);
        if let Some(making) = self.making.iter_mut().find(|making| making.request == id) {
            making.at = at;
        } else {
            let since = self.now;
            self.making.push(Making::new(at, since, id, None));
        }
        self.tick()
    }

    /// The training is done: the looks are ordered.
    pub(super) fn trained(
        &mut self,
        id: RequestId,
        photo: &PhotoId,
        result: Result<(), Fault>,
    ) -> Vec<Effect> {
        let Some(Making { since, wish, .. }) = self.made(id) else { return Vec::new() };
        let whose = || self.photo(photo).map_or_else(|| photo.to_string(), |photo| photo.name.clone());
        let Some(wish) = wish else {
            // A new photo: it is in the list by now, or soon.
            return match result {
                Ok(()) => vec![self.collect_looks()],
                Err(fault) => {
                    self.tell(Tone::Bad, format!("The training failed. {}", told(&fault)));
                    Vec::new()
                }
            };
        };
        if let Err(fault) = result {
            let whose = whose();
            self.tell(Tone::Bad, format!("No looks of {whose} were ordered. {}", told(&fault)));
            return Vec::new();
        }
        let effects = self.make("ordering the looks", None, Request::OrderLooks(wish));
        // It is one wait for who looks at it.
        if let Some(making) = self.making.last_mut() {
            (making.since, making.ordering) = (since, true);
        }
        effects
    }

    /// A new photo is listed after a training: the user is asked, since plans may count it.
    pub(super) fn training_needed(&mut self, id: RequestId, photo: UntrainedPhoto) {
        self.are_read(id);
        self.untrained = Some(photo);
    }

    /// Trains a new photo's group, and waits for the photo.
    pub fn train_photo(&mut self, photo: PhotoId) -> Vec<Effect> {
        self.make("checking the training", None, Request::Train(photo))
    }

    pub(super) fn looks_ordered(&mut self, id: RequestId, result: Result<(), Fault>) -> Vec<Effect> {
        self.made(id);
        match result {
            Ok(()) => vec![self.collect_looks()],
            Err(fault) => {
                let so = match fault.certainty {
                    Certainty::NothingMade | Certainty::Asked => "The looks were not ordered",
                    Certainty::Unknown => "It is unknown whether the looks were ordered",
                };
                self.tell(Tone::Bad, format!("{so}. {}", told(&fault)));
                Vec::new()
            }
        }
    }

    /// Looks are new in the list, or came to nothing.
    pub(super) fn new_looks(&mut self, id: RequestId, result: Result<Vec<Look>, Fault>) -> Vec<Effect> {
        match result {
            Ok(looks) => {
                let Some(first) = looks.first() else { return Vec::new() };
                let name = &first.name;
                let what = match looks.len() {
                    1 => format!("New in the list of photos: {name}"),
                    many => format!("{many} looks are new in the list of photos: {name}"),
                };
                // A quick upload would push it off the screen unread.
                let making = self.making.iter_mut().find(|making| making.request == id);
                let noted = making.map(|making| (std::mem::take(&mut making.noted), making.doubtful));
                let (noted, is_doubtful) = noted.unwrap_or_default();
                let what = [&[what][..], &noted].concat().join(". ");
                self.newest = looks.iter().map(|look| look.id.clone()).collect();
                self.announce(by_doubt(is_doubtful, what).about(About::Pictures(id)));
                // The list stays until the new one is there.
                vec![self.request(Request::Cast)]
            }
            Err(fault) => {
                self.made(id);
                if self.are_read(id) {
                    // The form in which they were named is still there, and says so.
                    self.unread = Some(fault);
                } else {
                    self.tell(Tone::Bad, told(&fault));
                }
                Vec::new()
            }
        }
    }

    pub(super) fn looks_end(&mut self, id: RequestId) {
        self.made(id);
    }

    /// A list of photos takes the place of one that is there only where it could be read.
    pub(super) fn cast_read(&mut self, result: Result<Cast, Fault>) {
        match result {
            Err(fault) if self.cast.ready().is_some() => self.tell(Tone::Warn, fault.to_string()),
            result => {
                self.cast = result.into();
                self.lists += 1;
            }
        }
    }

    /// Whether these pictures were being read; they are not any more.
    fn are_read(&mut self, id: RequestId) -> bool {
        self.reading_pictures.take_if(|reading| *reading == id).is_some()
    }

    fn made(&mut self, id: RequestId) -> Option<Making> {
        let at = self.making.iter().position(|making| making.request == id)?;
        Some(self.making.remove(at))
    }
}

/// News of pictures: a warning where the service may refuse one, which stays until it could be read.
fn by_doubt(is_doubtful: bool, text: String) -> News {
    if is_doubtful { News::new(Tone::Warn, text) } else { News::new(Tone::Good, text).ends(Ends::Time) }
}

/// A fault, with the service's reply where nothing of it is known.
fn told(fault: &Fault) -> String {
    match fault.strange_reply() {
        Some(reply) => format!("{fault} The service said: {}", text::short(reply, MOST_SAID)),
        None => fault.to_string(),
    }
}
