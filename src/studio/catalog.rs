//! The photos and voices of the account: lists and pictures.

use super::{CatalogReply, CatalogRequest, Effect, PictureSize, Remote, Request, Severity, Studio};
use crate::domain::{Error, PhotoCatalog, PhotoId};

impl Studio {
    pub(super) fn handle_catalog_reply(&mut self, reply: CatalogReply) -> Vec<Effect> {
        match reply {
            CatalogReply::PhotosLoaded(result) => self.handle_photos_loaded(result),
            CatalogReply::VoicesLoaded(result) => {
                self.catalog.voices = result.into();
                self.catalog.revision += 1;
            }
            CatalogReply::PictureLoaded(photo, result) => {
                if let Some((_, size)) = self.catalog.pictures.pending.take() {
                    self.catalog.pictures.insert(photo, size, result.ok());
                }
            }
            CatalogReply::SampleStarted(voice) => self.catalog.playing_voice = Some(voice),
            CatalogReply::SampleEnded(voice, result) => self.handle_sample_ended(&voice, result),
        }
        Vec::new()
    }

    /// Loads a photo's picture in this size, unless it is cached or another picture is being loaded.
    pub fn request_picture(&mut self, photo: &PhotoId, size: PictureSize) -> Vec<Effect> {
        if self.catalog.pictures.pending.is_some()
            || size.0 == 0
            || size.1 == 0
            || self.catalog.pictures.get(photo, size).is_some()
        {
            return Vec::new();
        }
        let Some(url) = self.photo(photo).and_then(|photo| photo.picture_url.clone()) else {
            return Vec::new();
        };
        self.catalog.pictures.pending = Some((photo.clone(), size));
        vec![self.request(Request::Catalog(CatalogRequest::LoadPicture {
            photo: photo.clone(),
            url,
            columns: size.0,
            rows: size.1,
        }))]
    }

    /// Loads the photos, unless they are being loaded.
    pub fn load_photos(&mut self) -> Vec<Effect> {
        if self.catalog.photos.is_loading() {
            return Vec::new();
        }
        self.catalog.photos = Remote::Loading(self.now);
        self.catalog.pictures.remove_failures();
        vec![self.request(Request::Catalog(CatalogRequest::LoadPhotos))]
    }

    /// Loads the voices, unless they are being loaded.
    pub fn load_voices(&mut self) -> Vec<Effect> {
        if self.catalog.voices.is_loading() {
            return Vec::new();
        }
        self.catalog.voices = Remote::Loading(self.now);
        vec![self.request(Request::Catalog(CatalogRequest::LoadVoices))]
    }

    /// A failure to load the photos again keeps the list that is there.
    pub(super) fn handle_photos_loaded(&mut self, result: Result<PhotoCatalog, Error>) {
        match result {
            Err(error) if self.catalog.photos.ready().is_some() => {
                self.report(Severity::Warning, error.to_string())
            }
            result => {
                self.catalog.photos = result.into();
                self.catalog.revision += 1;
            }
        }
    }
}
