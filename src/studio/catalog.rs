//! The photos and voices of the account: lists and pictures.

use super::{CatalogReply, CatalogRequest, PictureSize, Remote, Severity, Studio};
use crate::domain::{Error, Photo, PhotoCatalog};

impl Studio {
    pub(super) fn handle_catalog_reply(&mut self, reply: CatalogReply) {
        match reply {
            CatalogReply::PhotosLoaded(result) => self.handle_photos_loaded(result),
            CatalogReply::VoicesLoaded(result) => {
                self.catalog.voices = result.into();
                self.catalog.revision += 1;
            }
            CatalogReply::StockLoaded(result) => self.handle_stock_loaded(result),
            CatalogReply::PhotoLookedUp(photo, result) => self.handle_photo_looked_up(photo, result),
            CatalogReply::VoiceLookedUp(voice, result) => self.handle_voice_looked_up(voice, result),
            CatalogReply::SiblingRemembered(Ok(())) => {}
            CatalogReply::SiblingRemembered(Err(error)) => self.report_unremembered_sibling(&error),
            CatalogReply::PictureLoaded(photo, result) => {
                if let Some((_, size)) = self.catalog.pictures.pending.take() {
                    self.catalog.pictures.insert(photo, size, result.ok());
                }
            }
            CatalogReply::SampleStarted(voice) => self.catalog.playing_voice = Some(voice),
            CatalogReply::SampleEnded(voice, result) => self.handle_sample_ended(&voice, result),
        }
    }

    /// Loads a photo's picture in this size, unless it is cached or another picture is being loaded.
    pub fn request_picture(&mut self, photo: &Photo, size: PictureSize) {
        if self.catalog.pictures.pending.is_some()
            || size.0 == 0
            || size.1 == 0
            || self.catalog.pictures.get(&photo.id, size).is_some()
        {
            return;
        }
        let (id, (columns, rows)) = (photo.id.clone(), size);
        let request = match (photo.profile.kind.picture(), photo.picture_url.clone()) {
            (Some(picture), _) => {
                CatalogRequest::DrawPicture { photo: id, path: picture.path.clone(), columns, rows }
            }
            (None, Some(url)) => CatalogRequest::LoadPicture { photo: id, url, columns, rows },
            (None, None) => return,
        };
        self.catalog.pictures.pending = Some((photo.id.clone(), size));
        self.request(request);
    }

    /// Loads the photos, unless they are being loaded.
    pub fn load_photos(&mut self) {
        if self.catalog.photos.is_loading() {
            return;
        }
        self.catalog.photos = Remote::Loading(self.now);
        self.catalog.known_looks.retain(|_, look| look.error().is_none());
        self.catalog.pictures.remove_failures();
        self.request(CatalogRequest::LoadPhotos);
    }

    /// Loads the voices, unless they are being loaded.
    pub fn load_voices(&mut self) {
        if self.catalog.voices.is_loading() {
            return;
        }
        self.catalog.voices = Remote::Loading(self.now);
        self.catalog.known_voices.retain(|_, voice| voice.error().is_none());
        self.request(CatalogRequest::LoadVoices);
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
