//! The filtered list of a catalog: what photos and voices have in common.

use ratatui::layout::Position;

use super::drawn_rows::DrawnRows;
use super::filter_input::{FilterChange, FilterInput, ListExtent};
use crate::command::Command;
use crate::domain::{MatchHighlighter, SearchIndex};
use crate::panes::PaneInput;

const PAGE_ROWS: usize = 10;

/// A filter, its matches and the cursor. Rows are indexes into the unfiltered list.
#[derive(Debug, Default)]
pub(super) struct FilteredList {
    /// The searchable text of each row.
    index: SearchIndex,
    /// The version of the list that the index was built from.
    list_version: u64,
    pub(super) filter: FilterInput,
    matches: Vec<usize>,
    cursor: usize,
    pub(super) drawn_rows: DrawnRows,
    /// The row under the cursor when the filter was started; clearing it restores the cursor.
    row_before_filter: Option<usize>,
    /// The id that the project had at the last call of `move_to_chosen`.
    chosen_id: Option<String>,
}

impl FilteredList {
    /// Replaces the rows if `version` is another one. `rows` gets whether this is the first list, and returns the row
    /// for the cursor; `None` keeps the row under the cursor.
    pub(super) fn sync(&mut self, version: u64, rows: impl FnOnce(bool) -> (SearchIndex, Option<usize>)) {
        if self.list_version == version {
            return;
        }
        self.list_version = version;
        let selected = self.selected_row();
        let (rows, wanted) = rows(self.index.is_empty());
        self.index = rows;
        self.apply_filter();
        let wanted = wanted.or(selected);
        self.cursor = wanted.and_then(|row| self.matches.iter().position(|m| *m == row)).unwrap_or(0);
    }

    /// Moves the cursor to the chosen row when the choice changes, if the row matches the filter. `row` finds an id in
    /// the unfiltered list. A project that names its photo or voice has an id only once the list is loaded.
    pub(super) fn move_to_chosen(&mut self, chosen: Option<&str>, row: impl FnOnce(&str) -> Option<usize>) {
        if chosen == self.chosen_id.as_deref() {
            return;
        }
        self.chosen_id = chosen.map(str::to_owned);
        let row = chosen.and_then(row);
        if let Some(index) = row.and_then(|row| self.matches.iter().position(|matched| *matched == row)) {
            self.cursor = index;
        }
    }

    /// The number of rows: of how many, where a filter holds some back.
    pub(super) fn count_text(&self, all: usize) -> String {
        self.filter.count_text(self.matches.len(), all)
    }

    /// Finds the characters that the filter matched.
    pub(super) fn marker(&self) -> MatchHighlighter<'_> {
        self.index.highlighter()
    }

    /// The matching rows, best first; all rows in their order without a filter.
    pub(super) fn matches(&self) -> &[usize] {
        &self.matches
    }

    /// The index of the cursor among the matches.
    pub(super) fn cursor(&self) -> usize {
        self.cursor
    }

    pub(super) fn selected_row(&self) -> Option<usize> {
        self.matches.get(self.cursor).copied()
    }

    /// Handles an input that concerns the list alone; `false` for any other.
    pub(super) fn update(&mut self, input: &PaneInput) -> bool {
        let list = ListExtent { cursor: self.cursor, count: self.matches.len(), page_rows: PAGE_ROWS };
        let Some(change) = self.filter.update(input, list) else { return false };
        match change {
            FilterChange::Cursor(row) => self.cursor = row,
            FilterChange::Started => self.row_before_filter = self.selected_row(),
            FilterChange::Query => self.filter_changed(),
            FilterChange::Cleared => {
                self.filter_changed();
                let row = self.row_before_filter.take().unwrap_or(self.cursor);
                self.cursor = row.min(self.matches.len().saturating_sub(1));
            }
            FilterChange::Unchanged => {}
        }
        true
    }

    /// Handles an input that concerns a catalog alone: Enter chooses the selected row, also while the filter is typed, and
    /// Tab keeps the filter.
    pub(super) fn update_catalog(&mut self, input: &PaneInput) -> bool {
        match input {
            PaneInput::Command(Command::Confirm) if self.selected_row().is_some() => false,
            PaneInput::Command(Command::NextField) => self.update(&PaneInput::Command(Command::Confirm)),
            other => self.update(other),
        }
    }

    /// Moves the cursor to the row at a cell of the screen.
    pub(super) fn select_at(&mut self, cell: Position) {
        self.cursor = self.drawn_rows.row_at(cell).unwrap_or(self.cursor);
    }

    /// Drops the filter; the cursor stays on its row.
    pub(super) fn clear_filter(&mut self) {
        let row = self.selected_row();
        self.filter = FilterInput::default();
        self.row_before_filter = None;
        self.apply_filter();
        self.cursor = row.and_then(|row| self.matches.iter().position(|m| *m == row)).unwrap_or(0);
    }

    /// Without a filter the cursor stays on its row; with one it moves to the best match.
    fn filter_changed(&mut self) {
        let selected = self.selected_row();
        self.apply_filter();
        let kept = selected.filter(|_| self.filter.is_empty());
        self.cursor = kept.and_then(|row| self.matches.iter().position(|m| *m == row)).unwrap_or(0);
    }

    fn apply_filter(&mut self) {
        let query = self.filter.text().to_owned();
        self.index.find(&query).clone_into(&mut self.matches);
    }
}
