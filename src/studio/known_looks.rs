//! The looks of the project that the account's own list does not have: each is looked up by its id.

use super::{CatalogRequest, MessageTopic, Remote, Studio};
use crate::domain::{ApiVersion, Error, LookProfiles, Photo, PhotoId, VideoSpec, may_be_id};

impl Studio {
    /// Looks up the photos of the project that v3 must know the engines of, and that no list has. Each is requested once.
    pub fn look_up_photos(&mut self) {
        self.inspect_pictures();
        if !self.needs_look_profiles() || self.catalog.photos.is_loading() {
            return;
        }
        let photos = self.project_state.project.photos().into_iter().cloned().collect();
        self.request_unknown_looks(photos);
    }

    /// Looks up those of these photos that no list has. Each is requested once.
    fn request_unknown_looks(&mut self, photos: Vec<PhotoId>) {
        let is_unknown = |id: &PhotoId| {
            may_be_id(id.as_str())
                && id.picture_path().is_none()
                && !self.catalog.known_looks.contains_key(id)
                && self.photo(id).is_none()
                && self.unresolved_photo(id).is_none()
        };
        let unknown: Vec<PhotoId> = photos.into_iter().filter(is_unknown).collect();
        for id in unknown {
            if self.catalog.known_looks.insert(id.clone(), Remote::Loading(self.now)).is_none() {
                self.request(CatalogRequest::LookUpPhoto(id));
            }
        }
    }

    pub(super) fn handle_photo_looked_up(&mut self, id: PhotoId, result: Result<Photo, Error>) {
        self.dismiss_topic(&MessageTopic::UnknownPhoto);
        if id.picture_path().is_some() {
            return self.handle_picture_inspected(id, result);
        }
        self.catalog.known_looks.insert(id, result.into());
        self.catalog.revision += 1;
    }

    /// Keeps a chosen photo that the account's own list does not have.
    pub fn keep_known_look(&mut self, photo: Photo) {
        self.catalog.known_looks.insert(photo.id.clone(), Remote::Ready(photo));
    }

    /// Whether the requests of the dialect depend on the engines of a look.
    fn needs_look_profiles(&self) -> bool {
        self.account.dialect.api_version() == ApiVersion::V3 && !matches!(self.catalog.photos, Remote::Idle)
    }

    /// The profiles of the photos of a video, as far as they are known.
    pub fn look_profiles(&self, spec: &VideoSpec) -> LookProfiles {
        let mut profiles = LookProfiles::default();
        for id in spec.photos() {
            if let Some(photo) = self.photo(id) {
                profiles.insert(id.clone(), photo.profile.clone());
            }
        }
        profiles
    }

    /// Adds the profiles of the photos of a confirmed render. Where v3 must know one first, as after a move from v2, it is
    /// looked up, and the reason is returned why the render cannot be sent yet.
    pub(super) fn complete_look_profiles(&mut self, spec: &mut VideoSpec) -> Option<String> {
        if self.needs_look_profiles() {
            spec.looks = self.look_profiles(spec);
        }
        let reason = self.unknown_look(spec)?;
        let photos = spec.photos().into_iter().cloned().collect();
        self.request_unknown_looks(photos);
        Some(reason)
    }

    /// Why a video cannot be sent yet: a photo's engines are not known.
    pub fn unknown_look(&self, spec: &VideoSpec) -> Option<String> {
        if !self.needs_look_profiles() {
            return None;
        }
        let id = spec.photos().into_iter().find(|id| spec.looks.get(id).is_none())?;
        Some(match self.catalog.known_looks.get(id) {
            Some(Remote::Failed(error)) if id.picture_path().is_some() => error.to_string(),
            Some(Remote::Failed(error)) => format!("the photo {id} could not be looked up. {error}"),
            _ if self.catalog.photos.is_loading() => "the photos are still being loaded".to_owned(),
            _ => format!("the photo {id} is still being looked up"),
        })
    }
}
