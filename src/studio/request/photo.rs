//! Requests that make and train photos, and their replies.

use std::path::PathBuf;

use crate::domain::{Error, GroupId, Look, NewLooks, NewPhotos, PhotoId, PictureNote};

/// What can be requested about new photos and looks.
#[derive(Debug, Clone, PartialEq)]
pub enum PhotoRequest {
    /// Make talking photos of pictures on this machine.
    AddPhotos(NewPhotos),
    /// Train the group of this photo, where it is not yet, so that looks can be drawn.
    TrainGroup(PhotoId),
    /// Order looks that the service draws: written down first, then ordered once. The user says so, since it may cost.
    GenerateLooks(Box<NewLooks>),
    /// Wait for the looks that were ordered, whoever ordered them, and add them to the account's photos.
    CollectLooks,
}

/// What a request about new photos and looks leads to.
#[derive(Debug, Clone, PartialEq)]
pub enum PhotoReply {
    /// What is said of a picture file before it is uploaded.
    PictureChecked(PathBuf, Vec<PictureNote>),
    /// How far new looks are.
    PhotoJobProgress(String),
    GroupTrained(PhotoId, Result<(), Error>),
    LookGenerationStarted(Result<(), Error>),
    /// Looks are new in the list of photos, or came to nothing.
    Added(Result<Vec<Look>, Error>),
    /// A new photo is listed after a training, which was not begun: the user is to agree first.
    TrainingNeeded(Box<UntrainedPhoto>),
    /// Nothing more is known of new looks.
    PhotoJobEnded,
}

/// A photo that was made, and that the service lists after a training of its group.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct UntrainedPhoto {
    pub photo: PhotoId,
    pub name: String,
    pub group: GroupId,
}
