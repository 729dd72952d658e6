//! The stock avatars, as far as they are loaded.

use jiff::Timestamp;

use crate::domain::{Error, LookKind, Photo, PhotoCatalog};

/// The service's own looks: thousands, loaded page by page once they are opened. Each page can be used at once.
#[derive(Debug, Default)]
pub struct StockAvatars {
    /// The looks of photos first, then the others, each in the service's order.
    pub photos: Vec<Photo>,
    /// The number of photo looks: the first ones.
    photo_look_count: usize,
    /// Looks that failed, or that no engine animates.
    pub failed_count: usize,
    /// Records that could not be read.
    pub unreadable_count: usize,
    pub progress: StockProgress,
    /// Grows with each page.
    pub revision: u64,
}

/// How far the stock avatars are loaded.
#[derive(Debug, Clone, PartialEq, Default)]
pub enum StockProgress {
    /// They were not opened yet.
    #[default]
    Idle,
    /// More pages follow; requested at this time.
    Loading(Timestamp),
    Complete,
    /// A page could not be loaded.
    Failed(Error),
}

impl StockAvatars {
    /// Adds a page.
    pub(in crate::studio) fn add(&mut self, page: PhotoCatalog) {
        let is_photo = |photo: &Photo| photo.profile.kind == LookKind::Photo;
        let (photo_looks, others): (Vec<Photo>, Vec<Photo>) = page.photos.into_iter().partition(is_photo);
        let at = self.photo_look_count;
        self.photo_look_count += photo_looks.len();
        self.photos.splice(at..at, photo_looks);
        self.photos.extend(others);
        self.failed_count += page.failed_count;
        self.unreadable_count += page.unreadable_count;
        self.revision += 1;
    }

    /// The list of another account, which is not loaded.
    pub(in crate::studio) fn for_next_account(&self) -> Self {
        Self { revision: self.revision + 1, ..Self::default() }
    }

    /// The list before its first page.
    pub(in crate::studio) fn restarted(&self, now: Timestamp) -> Self {
        Self { progress: StockProgress::Loading(now), ..self.for_next_account() }
    }

    pub fn is_loading(&self) -> bool {
        matches!(self.progress, StockProgress::Loading(_))
    }
}
