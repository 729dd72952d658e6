//! The catalog: the photos and voices of the account, with pictures and the sample that plays.

use std::collections::HashMap;
use std::path::PathBuf;

use super::name_cache::NameCache;
use super::pace_cache::PaceCache;
use super::picture_cache::PictureCache;
use super::remote::Remote;
use super::sibling_cache::SiblingCache;
use super::stock_avatars::StockAvatars;
use crate::domain::{Photo, PhotoCatalog, PhotoId, Voice, VoiceCatalog, VoiceId};

#[derive(Debug, Default)]
pub struct CatalogState {
    pub photos: Remote<PhotoCatalog>,
    pub voices: Remote<VoiceCatalog>,
    pub stock: StockAvatars,
    /// Photos of the project that are not in the account's own list.
    pub known_looks: HashMap<PhotoId, Remote<Photo>>,
    /// Voices of the project that are on no list of the account.
    pub known_voices: HashMap<VoiceId, Remote<Voice>>,
    /// The file that each picture of the project was inspected at.
    pub(in crate::studio) inspected_pictures: HashMap<PhotoId, PathBuf>,
    pub pictures: PictureCache,
    /// The voice whose sample plays.
    pub playing_voice: Option<VoiceId>,
    /// The photos that were made last.
    pub newest_photos: Vec<PhotoId>,
    /// Grows with each list of photos or voices that arrives, also from one account to the next.
    pub revision: u64,
    pub(in crate::studio) name_cache: NameCache,
    pub(in crate::studio) pace_cache: PaceCache,
    pub(in crate::studio) sibling_cache: SiblingCache,
}

impl CatalogState {
    /// The catalog of another account, of which nothing is known yet.
    pub(in crate::studio) fn for_next_account(&self) -> Self {
        Self { revision: self.revision + 1, stock: self.stock.for_next_account(), ..Self::default() }
    }
}
