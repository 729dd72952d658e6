//! Requests that make and train photos, and their replies.

use std::path::PathBuf;

use crate::domain::{Error, GroupId, Look, NewLooks, NewPhotos, PhotoId, PictureNote};

/// What can be requested about new photos and looks.
#[derive(Debug, Clone, PartialEq)]
pub enum PhotoRequest {
    /// Make talking photos of picture files.
    AddPhotos(NewPhotos),
    /// Train the group of this photo, unless it is trained, so that looks can be generated.
    TrainGroup(PhotoId),
    /// Order generated looks: recorded first, then sent once. Needs the user's consent, since it may cost.
    GenerateLooks(Box<NewLooks>),
    /// Wait for ordered looks, whoever ordered them, and add them to the account's photos.
    CollectLooks,
}

/// What a request about new photos and looks leads to.
#[derive(Debug, Clone, PartialEq)]
pub enum PhotoReply {
    /// Notes about a picture file, before it is uploaded.
    PictureChecked(PathBuf, Vec<PictureNote>),
    /// The present step of a job.
    PhotoJobProgress(String),
    GroupTrained(PhotoId, Result<(), Error>),
    LookGenerationStarted(Result<(), Error>),
    /// Looks are new in the list of photos, or failed.
    Added(Result<Vec<Look>, Error>),
    /// A new photo needs a training before it is listed; the user must agree first.
    TrainingNeeded(Box<UntrainedPhoto>),
    /// The job ended without a result.
    PhotoJobEnded,
}

/// A new photo that the service lists only after a training of its group.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct UntrainedPhoto {
    pub photo: PhotoId,
    pub name: String,
    pub group: GroupId,
}
