//! The endpoints that both API versions have: one trait, and the dispatch of [`Client`] to its implementation for the
//! version of the dialect.

use super::client::Client;
use crate::domain::{
    ApiVersion, Asset, BalanceReading, Error, GroupId, Look, LookGenerationId, LookGenerationState,
    LookRequest, PhotoCatalog, PhotoGroup, PhotoId, PictureKey, Training, VideoDetails, VideoId, VideoPage,
    VoiceCatalog,
};

/// Requests to API v2, and to v1 where v2 has no endpoint. Implemented in `v2/service.rs`.
pub(super) struct V2Service<'a>(pub(super) &'a Client);

/// Requests to API v3. Implemented in `v3/service.rs`.
pub(super) struct V3Service<'a>(pub(super) &'a Client);

/// Makes a method of [`ApiService`] and a method of [`Client`] of each row.
macro_rules! endpoints {
    ($($(#[$doc:meta])+ $name:ident($($arg:ident: $type:ty),*) -> $value:ty;)+) => {
        /// The requests of one API version.
        pub(super) trait ApiService {
            $(fn $name(&self, $($arg: $type),*) -> impl Future<Output = Result<$value, Error>> + Send;)+
        }

        impl Client {
            $($(#[$doc])+
            pub async fn $name(&self, $($arg: $type),*) -> Result<$value, Error> {
                match self.dialect().api_version() {
                    ApiVersion::V2 => V2Service(self).$name($($arg),*).await,
                    ApiVersion::V3 => V3Service(self).$name($($arg),*).await,
                }
            })+
        }
    };
}

endpoints! {
    /// The balance in the unit that renders are paid in, where the service reports it.
    balance() -> BalanceReading;

    /// The talking photos in the service's order. Slow, and megabytes long: cache the result.
    photos() -> PhotoCatalog;

    /// The voices in the service's order. Slow, and megabytes long: cache the result.
    voices() -> VoiceCatalog;

    /// The account's own groups.
    groups() -> Vec<PhotoGroup>;

    /// All looks of a group, whatever their status.
    looks_in_group(group: &GroupId) -> Vec<Look>;

    /// One look of a group.
    photo(photo: &PhotoId) -> Look;

    /// Creates a group of one uploaded picture, and returns its first look.
    create_group(name: &str, picture: &PictureKey) -> Look;

    /// Adds looks to a group, several per request, and returns them. `generation` names the order that drew the
    /// pictures, if the service drew them.
    ///
    /// If a later request fails, the error says how many pictures were added before.
    add_looks(
        group: &GroupId,
        name: &str,
        pictures: &[PictureKey],
        generation: Option<&LookGenerationId>
    ) -> Vec<Look>;

    /// Starts the training of a group. v3 has no trainings: there it does nothing.
    train_group(group: &GroupId) -> ();

    /// The training of a group; in v3, the state of its first look.
    training_status(group: &GroupId) -> Training;

    /// Orders AI looks. What the API version cannot express is refused before anything is sent.
    generate_looks(request: &LookRequest) -> LookGenerationId;

    /// The state of an order of AI looks.
    look_generation(generation: &LookGenerationId) -> LookGenerationState;

    /// Uploads a picture, audio or video file; its type is detected from its first bytes.
    ///
    /// What the service is known to refuse is refused before anything is sent.
    upload(bytes: Vec<u8>) -> Asset;

    /// The stage of a video. Each response has freshly signed links.
    progress(video: &VideoId) -> VideoDetails;

    /// A page of the account's videos: the first one, or the one whose token the page before has. `None` where the
    /// service has no such list.
    video_page(token: Option<&str>) -> Option<VideoPage>;

    /// Deletes a video on the service, for good. Succeeds if it is gone already.
    delete_video(video: &VideoId) -> ();
}
