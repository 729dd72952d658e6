//! Requests for the lists of photos and voices, with their pictures and samples, and their replies.

use std::path::PathBuf;

use crate::domain::{Error, Photo, PhotoCatalog, PhotoId, SiblingChoice, Voice, VoiceCatalog, VoiceId};
use crate::studio::TerminalPicture;

/// What can be requested about photos and voices.
#[derive(Debug, Clone, PartialEq)]
pub enum CatalogRequest {
    /// The talking photos of the account.
    LoadPhotos,
    LoadVoices,
    /// The voices that were loaded last, without asking the service.
    LoadCachedVoices,
    /// The stock avatars of v3; replied to with several pages.
    LoadStock,
    /// A look of v3 by its id.
    LookUpPhoto(PhotoId),
    /// A voice of v3 by its id.
    LookUpVoice(VoiceId),
    /// A picture file that a photo of the project is: whether it can be sent, and its content hash. Replied to like a
    /// look-up.
    InspectPicture {
        photo: PhotoId,
        path: PathBuf,
    },
    /// A picture file, fitted into this many terminal cells.
    DrawPicture {
        photo: PhotoId,
        path: PathBuf,
        columns: u16,
        rows: u16,
    },
    /// A photo's picture, fitted into this many terminal cells.
    LoadPicture {
        photo: PhotoId,
        url: String,
        columns: u16,
        rows: u16,
    },
    /// Remember the sibling voice that was chosen for an emotion.
    RememberSibling(SiblingChoice),
    /// Play a voice's sample; replied to when it begins and when it ends.
    PlaySample {
        voice: VoiceId,
        url: String,
    },
}

/// Pages of the stock avatars.
#[derive(Debug, Clone, PartialEq)]
pub struct StockPages {
    pub catalog: PhotoCatalog,
    /// Whether no further pages follow.
    pub is_last: bool,
}

/// What a request about photos and voices leads to.
#[derive(Debug, Clone, PartialEq)]
pub enum CatalogReply {
    PhotosLoaded(Result<PhotoCatalog, Error>),
    VoicesLoaded(Result<VoiceCatalog, Error>),
    StockLoaded(Result<StockPages, Error>),
    PhotoLookedUp(PhotoId, Result<Photo, Error>),
    VoiceLookedUp(VoiceId, Result<Voice, Error>),
    SiblingRemembered(Result<(), Error>),
    PictureLoaded(PhotoId, Result<TerminalPicture, Error>),
    /// A sample begins to play.
    SampleStarted(VoiceId),
    /// It has ended, or could not be played.
    SampleEnded(VoiceId, Result<(), Error>),
}
