//! Which renders are listed, in which order, and the one under the cursor.

use crate::command::Command;
use crate::domain::{Index, Render, RenderId, Sort};
use crate::panes::{Input, field};
use crate::studio::Rows;
use crate::widgets::Editor;

/// Rows that a page key moves.
const PAGE: usize = 5;

/// Places are those among the queue's rows. All of them are derived when the rows, the order or the filter change, and
/// only looked up to draw.
#[derive(Debug)]
pub(super) struct List {
    /// The change of the rows that all was derived from.
    seen: u64,
    sort: Sort,
    /// All places, in their order.
    order: Vec<usize>,
    filter: Editor,
    pub(super) filtering: bool,
    /// What the filter looks through; made when there is one.
    words: Index,
    /// The places that the filter lets through, in their order.
    shown: Vec<usize>,
    /// The render that the cursor stays on when others come and go; `None` is whatever is the newest.
    under: Option<RenderId>,
    cursor: usize,
    hand: Hand,
    /// The render under the cursor when the filter was begun.
    home: Option<RenderId>,
}

/// Whether the user has put the cursor anywhere.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Hand {
    /// It is on the first of every order.
    Off,
    On,
}

impl Default for List {
    fn default() -> Self {
        Self {
            seen: 0,
            sort: Sort::default(),
            order: Vec::new(),
            filter: Editor::line(""),
            filtering: false,
            words: Index::default(),
            shown: Vec::new(),
            under: None,
            cursor: 0,
            hand: Hand::Off,
            home: None,
        }
    }
}

impl List {
    /// Takes up what has changed in the rows.
    pub(super) fn sync(&mut self, rows: &Rows) {
        if self.seen == rows.changes() {
            return;
        }
        self.seen = rows.changes();
        self.words = Index::default();
        self.order = self.sort.places(rows);
        self.match_again(rows);
        // Where its render is gone, the cursor stays where it is.
        if !self.follow(rows) {
            self.go_to(rows, self.cursor);
        }
    }

    pub(super) fn sort(&self) -> Sort {
        self.sort
    }

    pub(super) fn filter(&self) -> &Editor {
        &self.filter
    }

    pub(super) fn is_filtered(&self) -> bool {
        self.filtering || !self.filter.is_empty()
    }

    pub(super) fn shown(&self) -> &[usize] {
        &self.shown
    }

    /// The place of the cursor among those that are shown.
    pub(super) fn cursor(&self) -> usize {
        self.cursor
    }

    pub(super) fn under_cursor<'a>(&self, rows: &'a Rows) -> Option<&'a Render> {
        rows.get(*self.shown.get(self.cursor)?)
    }

    /// Does what concerns the list alone; whether it was such an input.
    pub(super) fn update(&mut self, rows: &Rows, input: &Input) -> bool {
        match input {
            Input::Command(Command::Up) => self.move_to(rows, self.cursor.saturating_sub(1)),
            Input::Command(Command::Down) => self.move_to(rows, self.cursor + 1),
            Input::Command(Command::PageUp) => self.move_to(rows, self.cursor.saturating_sub(PAGE)),
            Input::Command(Command::PageDown) => self.move_to(rows, self.cursor + PAGE),
            Input::Command(Command::Top) => self.move_to(rows, 0),
            Input::Command(Command::Bottom) => self.move_to(rows, usize::MAX),
            Input::Command(Command::Filter) => {
                if self.filter.is_empty() {
                    self.home = self.under_cursor(rows).map(|render| render.id);
                }
                self.filtering = true;
            }
            Input::Command(Command::Accept) => self.filtering = false,
            Input::Command(Command::Leave) => self.clear(rows),
            Input::Key(key) if self.filtering => {
                if field::press(&mut self.filter, *key).is_some() {
                    self.filter_changed(rows);
                }
            }
            Input::Text(text) if self.filtering => {
                if field::paste(&mut self.filter, text).is_some() {
                    self.filter_changed(rows);
                }
            }
            _ => return false,
        }
        true
    }

    /// The next order. A cursor that was moved stays on its render; another one goes to the first.
    pub(super) fn sort_next(&mut self, rows: &Rows) {
        self.sort = self.sort.next();
        self.order = self.sort.places(rows);
        self.match_again(rows);
        if self.hand == Hand::Off || !self.follow(rows) {
            self.go_to(rows, 0);
        }
    }

    /// Drops the filter; the cursor stays on its render, or goes back to where it was where nothing had matched.
    fn clear(&mut self, rows: &Rows) {
        if !self.is_filtered() {
            return;
        }
        self.hand = Hand::On;
        self.filtering = false;
        self.filter = Editor::line("");
        let home = self.home.take();
        self.under = self.under_cursor(rows).map(|render| render.id).or(home);
        self.words = Index::default();
        self.match_again(rows);
        if !self.follow(rows) {
            self.go_to(rows, 0);
        }
    }

    /// The cursor stays on its render while that matches, and goes to the first match where it does not.
    fn filter_changed(&mut self, rows: &Rows) {
        if let Some(render) = self.under_cursor(rows) {
            self.under = Some(render.id);
        }
        self.match_again(rows);
        if !self.follow(rows) {
            self.go_to(rows, 0);
        }
    }

    fn match_again(&mut self, rows: &Rows) {
        let query = self.filter.text();
        if query.trim().is_empty() {
            self.order.clone_into(&mut self.shown);
            return;
        }
        if self.words.is_empty() {
            self.words = Index::new(rows.iter().map(searched));
        }
        let mut matches = vec![false; rows.len()];
        for place in self.words.with_words(&query) {
            matches[place] = true;
        }
        self.shown.clear();
        self.shown.extend(self.order.iter().filter(|place| matches[**place]));
    }

    /// Puts the cursor on its render, wherever that is now; whether it is shown at all.
    fn follow(&mut self, rows: &Rows) -> bool {
        let Some(id) = self.under else { return false };
        let place = rows.place(id).and_then(|place| self.shown.iter().position(|shown| *shown == place));
        self.cursor = place.unwrap_or(self.cursor);
        place.is_some()
    }

    /// The render under the cursor stays under it, also where it is the newest.
    pub(super) fn hold(&mut self, rows: &Rows) {
        self.under = self.under_cursor(rows).map(|render| render.id);
        self.hand = Hand::On;
    }

    fn move_to(&mut self, rows: &Rows, place: usize) {
        self.go_to(rows, place);
        self.hand = if self.under.is_none() { Hand::Off } else { Hand::On };
    }

    /// At the head of the whole list, the newest first, the cursor stays at the head when a newer one comes.
    fn go_to(&mut self, rows: &Rows, place: usize) {
        self.cursor = place.min(self.shown.len().saturating_sub(1));
        if let Some(render) = self.under_cursor(rows) {
            let at_head = self.cursor == 0 && self.sort == Sort::Newest && self.filter.is_empty();
            self.under = (!at_head).then_some(render.id);
        }
    }
}

/// What a filter looks through: title, stage, project's file, video, and what is said about it.
fn searched(render: &Render) -> String {
    let name = |path: &Option<std::path::PathBuf>| {
        let name = path.as_ref().and_then(|path| path.file_name());
        name.map(|name| name.to_string_lossy().into_owned()).unwrap_or_default()
    };
    let (project, file) = (name(&render.project), name(&render.file));
    let own = render.word.as_deref().unwrap_or_default();
    let video = render.video.as_ref().map_or("", |video| video.as_str());
    let note = render.note.as_deref().unwrap_or_default();
    format!("{} {} {own} {project} {file} {video} {note}", render.title, render.stage.word())
}
