//! The layout of the photos pane: where the picture, its facts and the list go.

use ratatui::layout::Rect;

use crate::panes::portrait::{portrait_columns, portrait_rows};
use crate::studio::PictureSize;
use crate::widgets::{ColorDepth, Theme, inner_area};

/// Rows of facts under the picture of a wide pane.
const FACT_ROWS: u16 = 4;
/// Areas of the pane.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct PhotosLayout {
    /// The size that the picture is requested in.
    picture_fit: PictureSize,
    pub(super) picture: Rect,
    pub(super) facts: Rect,
    pub(super) list: Rect,
}

impl PhotosLayout {
    fn new(picture: Rect, facts: Rect, list: Rect) -> Self {
        Self { picture_fit: (picture.width, picture.height), picture, facts, list }
    }

    pub(super) fn picture_fit(&self) -> PictureSize {
        self.picture_fit
    }

    /// The layout cut to a smaller area: the picture keeps its size.
    pub(super) fn clip(self, area: Rect) -> Self {
        let [picture, facts, list] =
            [self.picture, self.facts, self.list].map(|rect| rect.intersection(area));
        Self { picture_fit: self.picture_fit, picture, facts, list }
    }
}

/// Divides the pane, frame included: the picture is at the right of a wide pane, at the top of a narrow one.
pub(super) fn compute_layout(area: Rect, theme: Theme) -> PhotosLayout {
    let inner = inner_area(area);
    if theme.color_depth == ColorDepth::None {
        return PhotosLayout::new(Rect { height: 0, ..inner }, Rect::ZERO, inner);
    }
    if inner.width >= 56 {
        let rows = inner.height.saturating_sub(FACT_ROWS).min(portrait_rows(inner.width / 2)).min(30);
        let width = portrait_columns(rows);
        let picture = Rect { x: inner.right() - width, width, height: rows, ..inner };
        let facts = Rect { y: inner.y + rows, height: inner.height - rows, ..picture };
        return PhotosLayout::new(picture, facts, Rect { width: inner.width - width - 1, ..inner });
    }
    let rows =
        if inner.height >= 12 { (inner.height / 2).clamp(8, 14).min(portrait_rows(inner.width)) } else { 0 };
    let picture = Rect { width: portrait_columns(rows).min(inner.width), height: rows, ..inner };
    let beside = (inner.width - picture.width).saturating_sub(1);
    let facts =
        Rect { x: inner.right() - beside, width: if rows > 0 { beside } else { 0 }, height: rows, ..inner };
    PhotosLayout::new(picture, facts, Rect { y: inner.y + rows, height: inner.height - rows, ..inner })
}
