//! A list that is filtered as one types: what photos and voices have in common.

use super::field;
use crate::command::Command;
use crate::domain::{Index, Marker};
use crate::panes::Input;
use crate::widgets::Editor;

/// Rows under a screen's height that a page key moves.
const PAGE: usize = 10;

/// The cursor, the filter and what it lets through. Rows are named by their place in the whole list.
#[derive(Debug)]
pub(super) struct Catalogue {
    /// What the filter looks through, a row each.
    rows: Index,
    /// Which list the rows were made of.
    seen: u64,
    filter: Editor,
    pub(super) filtering: bool,
    matches: Vec<usize>,
    cursor: usize,
    /// The row under the cursor when the filter was begun; clearing it goes back there.
    home: Option<usize>,
    /// The id that the project had last, as far as the list has it.
    chosen: Option<String>,
}

impl Catalogue {
    pub(super) fn new() -> Self {
        Self {
            rows: Index::default(),
            seen: 0,
            filter: Editor::line(""),
            filtering: false,
            matches: Vec::new(),
            cursor: 0,
            home: None,
            chosen: None,
        }
    }

    /// Takes up a new list, if it is one. `rows` is told whether it is the first, and names the row that the cursor goes
    /// to; without one it stays at its place.
    pub(super) fn sync(&mut self, lists: u64, rows: impl FnOnce(bool) -> (Index, Option<usize>)) {
        if self.seen == lists {
            return;
        }
        self.seen = lists;
        let under = self.under_cursor();
        let (rows, wanted) = rows(self.rows.is_empty());
        self.rows = rows;
        self.match_again();
        let wanted = wanted.or(under);
        self.cursor = wanted.and_then(|row| self.matches.iter().position(|m| *m == row)).unwrap_or(0);
    }

    /// Puts the cursor on what the project has, each time that this changes. `row` finds an id in the whole list; the
    /// filter must let it through. A project's name has an id only while there is a list.
    pub(super) fn follow(&mut self, chosen: Option<&str>, row: impl FnOnce(&str) -> Option<usize>) {
        if chosen == self.chosen.as_deref() {
            return;
        }
        self.chosen = chosen.map(str::to_owned);
        let row = chosen.and_then(row);
        if let Some(place) = row.and_then(|row| self.matches.iter().position(|matched| *matched == row)) {
            self.cursor = place;
        }
    }

    /// Marks the letters that the filter matched.
    pub(super) fn marker(&self) -> Marker<'_> {
        self.rows.marker()
    }

    pub(super) fn filter(&self) -> &Editor {
        &self.filter
    }

    pub(super) fn is_filtered(&self) -> bool {
        self.filtering || !self.filter.is_empty()
    }

    /// The rows that the filter lets through, best first; all in their order without one.
    pub(super) fn matches(&self) -> &[usize] {
        &self.matches
    }

    /// The place of the cursor among the matches.
    pub(super) fn cursor(&self) -> usize {
        self.cursor
    }

    pub(super) fn under_cursor(&self) -> Option<usize> {
        self.matches.get(self.cursor).copied()
    }

    /// Does what is the same in all lists; whether it was such an input.
    pub(super) fn update(&mut self, input: &Input) -> bool {
        let last = self.matches.len().saturating_sub(1);
        match input {
            Input::Command(Command::Up) => self.cursor = self.cursor.saturating_sub(1),
            Input::Command(Command::Down) => self.cursor = (self.cursor + 1).min(last),
            Input::Command(Command::PageUp) => self.cursor = self.cursor.saturating_sub(PAGE),
            Input::Command(Command::PageDown) => self.cursor = (self.cursor + PAGE).min(last),
            Input::Command(Command::Top) => self.cursor = 0,
            Input::Command(Command::Bottom) => self.cursor = last,
            Input::Command(Command::Filter) => {
                if self.filter.is_empty() {
                    self.home = self.under_cursor();
                }
                self.filtering = true;
            }
            Input::Command(Command::Accept) => self.filtering = false,
            Input::Command(Command::Leave) => {
                self.filtering = false;
                self.filter = Editor::line("");
                self.filter_changed();
                self.cursor =
                    self.home.take().unwrap_or(self.cursor).min(self.matches.len().saturating_sub(1));
            }
            Input::Key(key) if self.filtering => {
                if field::press(&mut self.filter, *key).is_some() {
                    self.filter_changed();
                }
            }
            Input::Text(text) if self.filtering => {
                if field::paste(&mut self.filter, text).is_some() {
                    self.filter_changed();
                }
            }
            _ => return false,
        }
        true
    }

    /// Without a filter the cursor stays on its row; with one it goes to the best match.
    fn filter_changed(&mut self) {
        let under = self.under_cursor();
        self.match_again();
        let stay = under.filter(|_| self.filter.is_empty());
        self.cursor = stay.and_then(|row| self.matches.iter().position(|m| *m == row)).unwrap_or(0);
    }

    fn match_again(&mut self) {
        let query = self.filter.text();
        self.rows.find(&query).clone_into(&mut self.matches);
    }
}
