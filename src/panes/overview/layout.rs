//! The layout of the overview: the picture at the top, as large as fits, and the lines below it.

use ratatui::layout::Rect;

use crate::panes::portrait::{portrait_columns, portrait_rows};
use crate::studio::PictureSize;
use crate::widgets::{ColorDepth, Theme};

/// Blank columns at the left of the overview, and at its right.
const MARGIN_COLUMNS: (u16, u16) = (1, 2);
/// The smallest picture in which a face is recognized.
const MIN_PICTURE_ROWS: u16 = 8;
/// Rows that the renders keep beside the picture.
const MIN_RENDER_ROWS: u16 = 5;

/// The areas of the overview. An area without height is not drawn.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct OverviewLayout {
    pub(super) picture: Rect,
    pub(super) cast: Rect,
    pub(super) settings: Rect,
    pub(super) renders: Rect,
    pub(super) spend: Rect,
}

impl OverviewLayout {
    /// `reserved_rows` are covered by messages at the bottom: the picture keeps its size.
    pub(super) fn compute(area: Rect, theme: Theme, cast_rows: u16, reserved_rows: u16) -> Self {
        let (left, right) = MARGIN_COLUMNS;
        let x = area.x + left.min(area.width);
        let width = area.width.saturating_sub(left + right);
        let full_height = area.height + reserved_rows;
        // A blank row is above the picture, below the cast and above the spend.
        let text_rows = cast_rows + 1 + MIN_RENDER_ROWS + 4;
        let picture_rows = match portrait_rows(width).min(full_height.saturating_sub(text_rows)) {
            rows if rows >= MIN_PICTURE_ROWS && theme.color_depth != ColorDepth::None => rows,
            _ => 0,
        };
        let mut rest = Rect { x, width, y: area.y + 1, height: area.height.saturating_sub(1) };
        let mut take = |rows: u16| {
            let part = Rect { height: rows.min(rest.height), ..rest };
            rest = Rect { y: part.bottom(), height: rest.height - part.height, ..rest };
            part
        };
        let picture = Rect { width: portrait_columns(picture_rows).min(width), ..take(picture_rows) };
        if picture_rows > 0 {
            take(1);
        }
        let cast = take(cast_rows);
        let settings = take(1);
        take(1);
        let spend_rows = u16::from(rest.height >= MIN_RENDER_ROWS);
        let renders = Rect { height: rest.height - 2 * spend_rows, ..rest };
        let spend = Rect { y: rest.bottom() - spend_rows, height: spend_rows, ..rest };
        Self { picture, cast, settings, renders, spend }
    }

    /// The size that the picture is requested in.
    pub(super) fn picture_size(&self) -> PictureSize {
        (self.picture.width, self.picture.height)
    }
}
