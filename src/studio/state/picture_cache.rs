//! Pictures ready for the terminal: cells with symbols and colours, made elsewhere.

use std::borrow::Cow;
use std::collections::VecDeque;
use std::fmt;
use std::sync::Arc;

use crate::domain::PhotoId;

/// One cell of a picture.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TerminalCell {
    /// What is written: a half block, or the escape sequence of a picture protocol.
    pub symbol: Cow<'static, str>,
    /// Red, green, blue of the symbol and behind it.
    pub foreground: Option<[u8; 3]>,
    pub background: Option<[u8; 3]>,
    /// Whether the terminal fills it by itself, as behind a picture of a protocol.
    pub skip: bool,
}

/// A picture as rows of cells; shared, not copied.
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

/// The size that a picture was asked for: columns and rows at most.
pub type PictureSize = (u16, u16);

/// The pictures of late, with the one that is being fetched; the oldest leave first.
#[derive(Debug, Default)]
pub struct PictureCache {
    entries: VecDeque<(PhotoId, PictureSize, Option<TerminalPicture>)>,
    pub(in crate::studio) pending: Option<(PhotoId, PictureSize)>,
}

/// How many pictures stay; a screenful of a grid and the way back.
const MAX_CACHED_PICTURES: usize = 64;

impl PictureCache {
    /// The photo's picture in this size. The inner `None` is a picture that could not be had.
    pub fn get(&self, photo: &PhotoId, size: PictureSize) -> Option<Option<&TerminalPicture>> {
        let kept = self.entries.iter().find(|(id, kept_size, _)| id == photo && *kept_size == size);
        kept.map(|(_, _, picture)| picture.as_ref())
    }

    /// The photo's picture in any size, for the moment until the right one is there.
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

    /// Drops what could not be had, so that it is tried again.
    pub(in crate::studio) fn remove_failures(&mut self) {
        self.entries.retain(|(_, _, picture)| picture.is_some());
    }
}
