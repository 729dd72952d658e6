//! The scroll position of an overlay that shows lines: the keys that move it, and the frame that says there is more.

use ratatui::layout::Rect;

use super::navigate::Navigate;
use super::pane::{DrawContext, PaneInput};
use crate::command::Command;
use crate::widgets::{clear_centered, inner_area};

/// Rows of the screen under an overlay: the footer.
const FOOTER_ROWS: u16 = 1;
/// Rows that an overlay leaves free above and below it, so that the status line stays in sight.
const MARGIN_ROWS: u16 = 2;
const MIN_OVERLAY_ROWS: u16 = 3;

#[derive(Debug)]
pub(super) struct ScrollPosition {
    /// May lie beyond the last page after a change of the lines or the screen; each use clamps it.
    first_line: usize,
    screen: Rect,
    max_columns: u16,
}

impl ScrollPosition {
    pub(super) fn new(max_columns: u16, screen: Rect) -> Self {
        Self { first_line: 0, screen, max_columns }
    }

    pub(super) fn resize(&mut self, screen: Rect) {
        self.screen = screen;
    }

    /// The area of the text, without its place on the screen.
    pub(super) fn text_area(&self) -> Rect {
        let footer = if self.screen.height >= MIN_OVERLAY_ROWS { FOOTER_ROWS } else { 0 };
        let free = self.screen.height - footer;
        inner_area(Rect::new(0, 0, self.max_columns.min(self.screen.width), overlay_rows(free).min(free)))
    }

    /// Rows of text that are seen at a time.
    pub(super) fn page_rows(&self) -> usize {
        usize::from(self.text_area().height).max(1)
    }

    /// Handles a key that scrolls; `false` for any other input.
    pub(super) fn update(&mut self, input: &PaneInput, line_count: usize) -> bool {
        let page = self.page_rows();
        let last = line_count.saturating_sub(page);
        let first = self.first_line.min(last);
        let to = match input {
            PaneInput::Command(Command::Up) => first.saturating_sub(1),
            PaneInput::Command(Command::Down) => first + 1,
            PaneInput::Command(Command::PageUp) => first.saturating_sub(page),
            PaneInput::Command(Command::PageDown) => first + page,
            PaneInput::Command(Command::Top) => 0,
            PaneInput::Command(Command::Bottom) => last,
            _ => return false,
        };
        self.first_line = to.min(last);
        true
    }

    /// Handles an input of an overlay that only scrolls: any other key closes it.
    pub(super) fn update_or_close(&mut self, input: &PaneInput, line_count: usize) -> Option<Navigate> {
        let closes = matches!(input, PaneInput::Command(Command::Back) | PaneInput::Key(_));
        (!self.update(input, line_count) && closes).then_some(Navigate::Close)
    }

    /// Draws the overlay's frame in `area`, which is the screen without its footer. Returns the area of the text and
    /// the first line in it.
    pub(super) fn draw_frame(
        &self,
        title: &str,
        line_count: usize,
        ctx: &mut DrawContext<'_>,
        area: Rect,
    ) -> (Rect, usize) {
        let frame = clear_centered(area, self.max_columns, overlay_rows(area.height), ctx.buf);
        let page = usize::from(inner_area(frame).height);
        let first = self.first_line.min(line_count.saturating_sub(page));
        let note = if first + page < line_count { "↓ more · Esc" } else { "Esc" };
        (ctx.draw_frame(title, note, frame), first)
    }
}

/// Rows of an overlay in this many free ones.
pub(super) fn overlay_rows(free: u16) -> u16 {
    free.saturating_sub(MARGIN_ROWS).max(MIN_OVERLAY_ROWS)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn after(keys: &[Command], line_count: usize) -> usize {
        let mut position = ScrollPosition::new(84, Rect::new(0, 0, 80, 25));
        for key in keys {
            assert!(position.update(&PaneInput::Command(*key), line_count), "{key:?}");
        }
        position.first_line
    }

    #[test]
    fn keys_scroll_by_lines_pages_and_to_the_ends() {
        use Command::{Bottom, Down, PageDown, PageUp, Top, Up};
        assert_eq!(ScrollPosition::new(84, Rect::new(0, 0, 80, 25)).page_rows(), 20);
        assert_eq!(after(&[Down, Down, Up], 50), 1);
        assert_eq!(after(&[PageDown], 50), 20);
        assert_eq!(after(&[PageDown, PageDown], 50), 30, "not beyond the last page");
        assert_eq!(after(&[Bottom, PageUp], 50), 10);
        assert_eq!(after(&[Bottom, Top], 50), 0);
        assert_eq!(after(&[Bottom], 5), 0, "what fits does not scroll");
    }

    #[test]
    fn after_a_resize_scrolling_starts_from_the_visible_lines() {
        let mut position = ScrollPosition::new(84, Rect::new(0, 0, 80, 25));
        position.update(&PaneInput::Command(Command::Bottom), 50);
        position.resize(Rect::new(0, 0, 80, 45));
        position.update(&PaneInput::Command(Command::Up), 50);
        assert_eq!(position.first_line, 9);
    }
}
