//! Pictures ready for the terminal: cells with symbols and colours, made elsewhere.

use std::borrow::Cow;
use std::collections::VecDeque;
use std::fmt;
use std::sync::Arc;

use crate::domain::PhotoId;

/// One cell of a picture.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Dot {
    /// What is written: a half block, or the escape sequence of a picture protocol.
    pub symbol: Cow<'static, str>,
    /// Red, green, blue of the symbol and behind it.
    pub ink: Option<[u8; 3]>,
    pub ground: Option<[u8; 3]>,
    /// Whether the terminal fills it by itself, as behind a picture of a protocol.
    pub skip: bool,
}

/// A picture as rows of cells; shared, not copied.
#[derive(Clone, PartialEq, Eq)]
pub struct Picture {
    pub columns: u16,
    pub rows: u16,
    pub dots: Arc<[Dot]>,
}

impl fmt::Debug for Picture {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Picture({}x{})", self.columns, self.rows)
    }
}

/// The size that a picture was asked for: columns and rows at most.
pub type Fit = (u16, u16);

/// The pictures of late, with the one that is being fetched; the oldest leave first.
#[derive(Debug, Default)]
pub struct Pictures {
    kept: VecDeque<(PhotoId, Fit, Option<Picture>)>,
    pub(super) fetching: Option<(PhotoId, Fit)>,
}

/// How many pictures stay; a screenful of a grid and the way back.
const MAX_PICTURES: usize = 64;

impl Pictures {
    /// The photo's picture in this size. The inner `None` is a picture that could not be had.
    pub fn get(&self, photo: &PhotoId, fit: Fit) -> Option<Option<&Picture>> {
        let kept = self.kept.iter().find(|(id, size, _)| id == photo && *size == fit);
        kept.map(|(_, _, picture)| picture.as_ref())
    }

    /// The photo's picture in any size, for the moment until the right one is there.
    pub fn any(&self, photo: &PhotoId) -> Option<&Picture> {
        self.kept.iter().rev().find(|(id, _, _)| id == photo).and_then(|(_, _, picture)| picture.as_ref())
    }

    pub(super) fn keep(&mut self, photo: PhotoId, fit: Fit, picture: Option<Picture>) {
        self.kept.retain(|(id, size, _)| *id != photo || *size != fit);
        self.kept.push_back((photo, fit, picture));
        if self.kept.len() > MAX_PICTURES {
            self.kept.pop_front();
        }
    }

    /// Drops what could not be had, so that it is tried again.
    pub(super) fn forget_failures(&mut self) {
        self.kept.retain(|(_, _, picture)| picture.is_some());
    }
}
