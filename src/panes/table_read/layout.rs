//! The layout of the table read: the picture, what is known of the scene, the text, and the progress.

use ratatui::layout::Rect;

use crate::panes::portrait::portrait_columns;
use crate::studio::PictureSize;
use crate::widgets::{ColorDepth, Theme};

/// Columns of the text: a line that the eye finds again.
const MAX_TEXT_COLUMNS: u16 = 68;
/// Rows from which on there is a picture.
const PICTURE_MIN_ROWS: u16 = 16;
/// Rows of text from which on every other row is free.
const SPACED_MIN_ROWS: u16 = 7;

/// The areas of the table read. An area without height is not drawn.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct ReadLayout {
    pub(super) picture: Rect,
    pub(super) facts: Rect,
    pub(super) text: Rect,
    pub(super) progress: Rect,
}

impl ReadLayout {
    pub(super) fn compute(area: Rect, theme: Theme) -> Self {
        let width = if area.width >= 24 { (area.width - 4).min(MAX_TEXT_COLUMNS) } else { area.width };
        let x = area.x + (area.width - width) / 2;
        let rows = |y: u16, height: u16| Rect { x, y, width, height };
        let margin = u16::from(area.height >= 10);
        let head_rows = head_rows(area, theme);
        let head = rows(area.y + margin, head_rows);
        let has_picture = head_rows > 2;
        let picture_columns = if has_picture { portrait_columns(head_rows) } else { 0 };
        let gap = u16::from(has_picture) * 2;
        let picture =
            Rect { width: picture_columns, height: if has_picture { head_rows } else { 0 }, ..head };
        let facts = Rect { x: x + picture_columns + gap, width: width - picture_columns - gap, ..head };
        // The last row is for messages.
        let progress_rows = u16::from(area.height >= 3);
        let messages = u16::from(area.height >= 8);
        let progress = rows(area.bottom() - messages - progress_rows, progress_rows);
        let top = head.bottom() + u16::from(head_rows > 0);
        let text = rows(top, progress.y.saturating_sub(u16::from(area.height >= 8)).saturating_sub(top));
        Self { picture, facts, text, progress }
    }

    /// The size that the picture is requested in.
    pub(super) fn picture_size(&self) -> PictureSize {
        (self.picture.width, self.picture.height)
    }

    /// Rows from one line of text to the next.
    pub(super) fn line_rows(&self) -> u16 {
        if self.text.height >= SPACED_MIN_ROWS { 2 } else { 1 }
    }
}

/// Rows of the picture, or of the facts alone.
fn head_rows(area: Rect, theme: Theme) -> u16 {
    let shows_picture =
        theme.color_depth != ColorDepth::None && area.height >= PICTURE_MIN_ROWS && area.width >= 48;
    match area.height {
        height if shows_picture => (height / 3).clamp(6, 16),
        0..=5 => 0,
        6..=9 => 1,
        _ => 2,
    }
}
