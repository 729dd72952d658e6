//! New talking photos: uploads of pictures, and generated looks.

use std::path::Path;

use super::{
    CatalogRequest, Effect, MessageExpiry, MessageTopic, Overlay, PhotoJob, PhotoReply, PhotoRequest,
    RequestId, Severity, StatusMessage, Studio,
};
use crate::domain::{
    CreationState, Error, Look, NewLooks, NewPhotos, PhotoId, PictureNote, format_picture_notes, text,
};

/// Characters of a service reply that a message shows.
const MAX_REPLY_CHARS: usize = 200;

impl Studio {
    pub(super) fn handle_photo_reply(&mut self, id: RequestId, reply: PhotoReply) {
        match reply {
            PhotoReply::PictureChecked(path, notes) => self.handle_picture_checked(id, &path, &notes),
            PhotoReply::PhotoJobProgress(progress) => self.handle_photo_job_progress(id, progress),
            PhotoReply::GroupTrained(photo, result) => self.handle_group_trained(id, &photo, result),
            PhotoReply::LookGenerationStarted(result) => self.handle_look_generation_started(id, result),
            PhotoReply::Added(result) => self.handle_photos_added(id, result),
            PhotoReply::TrainingNeeded(photo) => {
                self.finish_picture_read(id);
                self.emit(Effect::Open(Overlay::ConfirmTraining(photo)));
            }
            PhotoReply::PhotoJobEnded => drop(self.take_photo_job(id)),
        }
    }

    /// Makes talking photos of picture files.
    pub fn add_photos(&mut self, new: NewPhotos) {
        if self.photo_jobs.picture_read_request.is_some() {
            return;
        }
        self.photo_jobs.picture_read_error = None;
        self.start_photo_job("reading the picture", None, PhotoRequest::AddPhotos(new));
        self.photo_jobs.picture_read_request = self.photo_jobs.jobs.last().map(|job| job.request);
    }

    /// Has looks generated, after a training where the group has none.
    pub fn generate_looks(&mut self, looks: Box<NewLooks>) {
        let photo = looks.base_photo.clone();
        self.photo_jobs.look_prompt.clear();
        self.start_photo_job("checking the photo", Some(looks), PhotoRequest::TrainGroup(photo));
    }

    /// Collects looks that were ordered, also in an earlier run.
    pub(super) fn collect_looks(&mut self) {
        self.request(PhotoRequest::CollectLooks);
    }

    /// Loads the photos again, and collects ordered looks.
    pub fn refresh_photos(&mut self) {
        self.load_photos();
        if self.photo_jobs.jobs.is_empty() {
            self.collect_looks();
        }
    }

    /// Whether leaving now would lose looks: they are not ordered yet, or the response is outstanding.
    pub fn would_lose_looks(&self) -> bool {
        self.photo_jobs.jobs.iter().any(|job| job.looks_after_training.is_some() || job.is_requesting_looks)
    }

    fn start_photo_job(&mut self, step: &str, looks: Option<Box<NewLooks>>, request: PhotoRequest) {
        let id = self.request(request);
        self.photo_jobs.jobs.push(PhotoJob::new(step.to_owned(), self.now, id, looks));
        self.arm_tick();
    }

    /// Reports what the service may refuse in a picture, and what is changed before it is sent.
    pub(super) fn handle_picture_checked(&mut self, id: RequestId, path: &Path, notes: &[PictureNote]) {
        let (text, is_doubtful) =
            (format_picture_notes(path, notes), notes.iter().any(|note| note.is_warning()));
        if let Some(job) = self.photo_jobs.jobs.iter_mut().find(|job| job.request == id) {
            job.picture_notes.push(text.clone());
            job.may_be_refused |= is_doubtful;
        }
        self.show_message(picture_message(is_doubtful, text).with_topic(MessageTopic::PictureNotes(id)));
    }

    pub(super) fn handle_photo_job_progress(&mut self, id: RequestId, step: String) {
        self.finish_picture_read(id);
        if let Some(job) = self.photo_jobs.jobs.iter_mut().find(|job| job.request == id) {
            job.progress = step;
        } else {
            self.photo_jobs.jobs.push(PhotoJob::new(step, self.now, id, None));
        }
        self.arm_tick();
    }

    /// The training ended: orders the looks that waited for it.
    pub(super) fn handle_group_trained(&mut self, id: RequestId, photo: &PhotoId, result: Result<(), Error>) {
        let Some(job) = self.take_photo_job(id) else { return };
        let looks = match (job.looks_after_training, result) {
            (Some(looks), Ok(())) => looks,
            // A new photo, which is listed now or soon.
            (None, Ok(())) => return self.collect_looks(),
            (None, Err(error)) => {
                let text = format!("The training failed. {}", describe_error(&error));
                return self.report(Severity::Error, text);
            }
            (Some(_), Err(error)) => {
                let name = self.photo(photo).map_or_else(|| photo.to_string(), |photo| photo.name.clone());
                let text = format!("No looks of {name} were ordered. {}", describe_error(&error));
                return self.report(Severity::Error, text);
            }
        };
        self.start_photo_job("ordering the looks", None, PhotoRequest::GenerateLooks(looks));
        // The user sees it as one job.
        if let Some(order) = self.photo_jobs.jobs.last_mut() {
            (order.started, order.is_requesting_looks) = (job.started, true);
        }
    }

    /// Trains a new photo's group, and waits for the photo.
    pub fn train_photo(&mut self, photo: PhotoId) {
        self.start_photo_job("checking the training", None, PhotoRequest::TrainGroup(photo));
    }

    pub(super) fn handle_look_generation_started(&mut self, id: RequestId, result: Result<(), Error>) {
        self.take_photo_job(id);
        match result {
            Ok(()) => self.collect_looks(),
            Err(error) => {
                let outcome = match error.creation {
                    CreationState::NotCreated | CreationState::NotRequested => "The looks were not ordered",
                    CreationState::Unknown => "It is unknown whether the looks were ordered",
                };
                self.report(Severity::Error, format!("{outcome}. {}", describe_error(&error)));
            }
        }
    }

    /// Looks are new in the list, or failed.
    pub(super) fn handle_photos_added(&mut self, id: RequestId, result: Result<Vec<Look>, Error>) {
        match result {
            Ok(looks) => {
                let Some(first) = looks.first() else { return };
                let name = &first.name;
                let text = match looks.len() {
                    1 => format!("New in the list of photos: {name}"),
                    count => format!("{count} looks are new in the list of photos: {name}"),
                };
                // A quick upload would replace the notes before they are read.
                let job = self.photo_jobs.jobs.iter_mut().find(|job| job.request == id);
                let notes = job.map(|job| (std::mem::take(&mut job.picture_notes), job.may_be_refused));
                let (notes, is_doubtful) = notes.unwrap_or_default();
                let text = [&[text][..], &notes].concat().join(". ");
                self.catalog.newest_photos = looks.iter().map(|look| look.id.clone()).collect();
                self.show_message(
                    picture_message(is_doubtful, text).with_topic(MessageTopic::PictureNotes(id)),
                );
                // The old list stays until the new one arrives.
                self.request(CatalogRequest::LoadPhotos);
            }
            Err(error) => {
                self.take_photo_job(id);
                if self.finish_picture_read(id) {
                    // The form is still open, and shows it.
                    self.photo_jobs.picture_read_error = Some(error);
                } else {
                    self.report(Severity::Error, describe_error(&error));
                }
            }
        }
    }

    /// Ends the reading of pictures; whether it was this request's.
    fn finish_picture_read(&mut self, id: RequestId) -> bool {
        self.photo_jobs.picture_read_request.take_if(|reading| *reading == id).is_some()
    }

    fn take_photo_job(&mut self, id: RequestId) -> Option<PhotoJob> {
        let index = self.photo_jobs.jobs.iter().position(|job| job.request == id)?;
        Some(self.photo_jobs.jobs.remove(index))
    }
}

/// A message about pictures: a warning, which stays until read, where the service may refuse one.
fn picture_message(is_doubtful: bool, text: String) -> StatusMessage {
    if is_doubtful {
        StatusMessage::new(Severity::Warning, text)
    } else {
        StatusMessage::new(Severity::Success, text).with_expiry(MessageExpiry::AfterTimeout)
    }
}

/// An error, with the service's reply where its code is unknown.
fn describe_error(error: &Error) -> String {
    match error.unrecognized_response() {
        Some(reply) => format!("{error} The service said: {}", text::truncate(reply, MAX_REPLY_CHARS)),
        None => error.to_string(),
    }
}
