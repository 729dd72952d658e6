//! A cache of pictures as terminal cells.

use std::borrow::Cow;
use std::collections::VecDeque;
use std::fmt;
use std::sync::Arc;

use crate::domain::PhotoId;

/// One cell of a picture.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TerminalCell {
    /// A half block, or the escape sequence of a picture protocol.
    pub symbol: Cow<'static, str>,
    /// Red, green, blue.
    pub foreground: Option<[u8; 3]>,
    pub background: Option<[u8; 3]>,
    /// Whether the terminal draws the cell itself, as part of a protocol's picture.
    pub skip: bool,
}

/// A picture as rows of cells; cheap to clone.
#[derive(Clone, PartialEq, Eq)]
pub struct TerminalPicture {
    pub columns: u16,
    pub rows: u16,
    pub cells: Arc<[TerminalCell]>,
}

impl fmt::Debug for TerminalPicture {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Picture({}x{})", self.columns, self.rows)
    }
}

/// The size that a picture is fitted into: columns and rows.
pub type PictureSize = (u16, u16);

/// The latest pictures, and the one that is being loaded; the oldest are dropped first.
#[derive(Debug, Default)]
pub struct PictureCache {
    entries: VecDeque<(PhotoId, PictureSize, Option<TerminalPicture>)>,
    pub(in crate::studio) pending: Option<(PhotoId, PictureSize)>,
}

/// Pictures that stay cached: a grid that fills the screen, and some more.
const MAX_CACHED_PICTURES: usize = 64;

impl PictureCache {
    /// The photo's picture in this size. The inner `None` is a picture that could not be loaded.
    pub fn get(&self, photo: &PhotoId, size: PictureSize) -> Option<Option<&TerminalPicture>> {
        let entry = self.entries.iter().find(|(id, kept_size, _)| id == photo && *kept_size == size);
        entry.map(|(_, _, picture)| picture.as_ref())
    }

    /// The photo's picture in any size, until the right size is loaded.
    pub fn any_size(&self, photo: &PhotoId) -> Option<&TerminalPicture> {
        self.entries.iter().rev().find(|(id, _, _)| id == photo).and_then(|(_, _, picture)| picture.as_ref())
    }

    pub(in crate::studio) fn insert(
        &mut self,
        photo: PhotoId,
        size: PictureSize,
        picture: Option<TerminalPicture>,
    ) {
        self.entries.retain(|(id, kept_size, _)| *id != photo || *kept_size != size);
        self.entries.push_back((photo, size, picture));
        if self.entries.len() > MAX_CACHED_PICTURES {
            self.entries.pop_front();
        }
    }

    /// Drops a photo's picture in all sizes, since its file has changed.
    pub(in crate::studio) fn remove(&mut self, photo: &PhotoId) {
        self.entries.retain(|(id, ..)| id != photo);
    }

    /// Drops failed pictures, so that they are loaded again.
    pub(in crate::studio) fn remove_failures(&mut self) {
        self.entries.retain(|(_, _, picture)| picture.is_some());
    }
}
