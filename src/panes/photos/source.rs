//! The lists of the photos pane: the account's own photos, and the stock avatars.

use crate::domain::{Photo, PhotoId, SearchIndex};
use crate::panes::filtered_list::FilteredList;
use crate::studio::Studio;

/// Whose photos are listed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub(super) enum PhotoSource {
    /// The account's photos and digital twins.
    #[default]
    Own,
    /// The service's avatars.
    Stock,
}

impl PhotoSource {
    pub(super) fn photos(self, studio: &Studio) -> &[Photo] {
        match self {
            Self::Own => studio.catalog.photos.ready().map_or(&[], |catalog| &catalog.photos),
            Self::Stock => &studio.catalog.stock.photos,
        }
    }
}

/// The list of the stock avatars with its cursor.
#[derive(Debug, Default)]
pub(super) struct StockList {
    pub(super) list: FilteredList,
    /// The look under the cursor, which the cursor stays on when further pages come.
    selected_id: Option<PhotoId>,
}

impl StockList {
    /// Updates the list after pages came.
    pub(super) fn sync(&mut self, studio: &Studio) {
        let (photos, selected_id) = (PhotoSource::Stock.photos(studio), &self.selected_id);
        let index_of = |id: &PhotoId| photos.iter().position(|photo| photo.id == *id);
        self.list.sync(studio.catalog.stock.revision, |_| {
            let names = SearchIndex::new(photos.iter().map(|photo| &photo.name));
            (names, selected_id.as_ref().and_then(index_of))
        });
        self.list.move_to_chosen(studio.cast_photo().map(PhotoId::as_str), |id| index_of(&PhotoId::new(id)));
        self.selected_id =
            self.list.selected_row().and_then(|row| photos.get(row)).map(|photo| photo.id.clone());
    }
}
