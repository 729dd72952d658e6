//! How far the body of a dialog is scrolled where it does not fit above the buttons.

use std::cell::Cell;

use crate::command::Command;

/// The first row that is shown, and what the last frame had room for.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(super) struct BodyScroll {
    first: usize,
    /// The last possible first row, and the rows of a page.
    limits: Cell<(usize, usize)>,
}

/// The rows of a body that are shown, and what stands below them.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct VisibleRows {
    pub(super) first: usize,
    pub(super) count: usize,
    /// How many rows are above and below, where the body does not fit.
    pub(super) note: Option<String>,
}

impl BodyScroll {
    /// Scrolls by a command. Gives whether it is one.
    pub(super) fn update(&mut self, command: Command) -> bool {
        let (last, page) = self.limits.get();
        let first = self.first.min(last);
        self.first = match command {
            Command::Up => first.saturating_sub(1),
            Command::Down => first + 1,
            Command::PageUp => first.saturating_sub(page),
            Command::PageDown => first + page,
            _ => return false,
        };
        self.first = self.first.min(last);
        true
    }

    /// What is shown of so many rows where there is room for `capacity`. One of these is for the note.
    pub(super) fn visible(&self, rows: usize, capacity: usize) -> VisibleRows {
        if rows <= capacity || capacity < 2 {
            self.limits.set((0, capacity));
            return VisibleRows { first: 0, count: capacity, note: None };
        }
        let count = capacity - 1;
        let last = rows - count;
        self.limits.set((last, count));
        let first = self.first.min(last);
        let note = match (first, last - first) {
            (0, below) => format!("{below} more lines: PgDn"),
            (above, 0) => format!("{above} lines above: PgUp"),
            (above, below) => format!("{below} more lines: PgDn · {above} above: PgUp"),
        };
        VisibleRows { first, count, note: Some(note) }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_row_is_reached_and_the_rest_is_counted() {
        let mut scroll = BodyScroll::default();
        assert_eq!(scroll.visible(5, 5), VisibleRows { first: 0, count: 5, note: None });
        let at = |scroll: &BodyScroll| {
            let visible = scroll.visible(10, 5);
            (visible.first, visible.note.unwrap())
        };
        assert_eq!(at(&scroll), (0, "6 more lines: PgDn".to_owned()));
        assert!(scroll.update(Command::PageDown) && !scroll.update(Command::Confirm));
        assert_eq!(at(&scroll), (4, "2 more lines: PgDn · 4 above: PgUp".to_owned()));
        assert!(scroll.update(Command::PageDown));
        assert_eq!(at(&scroll), (6, "6 lines above: PgUp".to_owned()));
        assert!(scroll.update(Command::Down) && scroll.update(Command::Up));
        assert_eq!(at(&scroll).0, 5);
        assert_eq!(scroll.visible(5, 5).first, 0, "a larger window shows all");
    }
}
