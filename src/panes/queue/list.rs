//! The list of the queue: its sort order, filter and cursor.

use crate::domain::{Render, RenderId, SearchIndex, SortOrder};
use crate::panes::PaneInput;
use crate::panes::drawn_rows::DrawnRows;
use crate::panes::filter_input::{FilterChange, FilterInput, ListExtent};
use crate::studio::RenderList;

/// Renders that a page key moves; each has two rows.
const PAGE_ROWS: usize = 5;

/// Rows are indexes into the queue's renders. They are recalculated when the renders, the order or the filter change.
#[derive(Debug, Default)]
pub(super) struct QueueList {
    /// The revision of the renders that the rows were calculated from.
    rows_version: u64,
    sort: SortOrder,
    /// All rows, in the sort order.
    sorted_rows: Vec<usize>,
    pub(super) filter: FilterInput,
    /// The searchable text of each render; built when a filter is used.
    search_index: SearchIndex,
    /// The rows that match the filter, in the sort order.
    visible_rows: Vec<usize>,
    /// The render that the cursor stays on when others come and go; `None` is the newest one.
    selected_id: Option<RenderId>,
    cursor: usize,
    pub(super) drawn_rows: DrawnRows,
    cursor_mode: CursorMode,
    /// The render under the cursor when the filter was started.
    selected_before_filter: Option<RenderId>,
}

/// Whether the user has moved the cursor.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
enum CursorMode {
    /// It stays on the first row of every order.
    #[default]
    FollowsFirst,
    Pinned,
}

impl QueueList {
    /// Recalculates the rows after a change of the renders.
    pub(super) fn sync(&mut self, rows: &RenderList) {
        if self.rows_version == rows.revision() {
            return;
        }
        self.rows_version = rows.revision();
        self.search_index = SearchIndex::default();
        self.sorted_rows = self.sort.sorted_indices(rows);
        self.apply_filter(rows);
        // If its render is gone, the cursor keeps its row.
        if !self.restore_cursor(rows) {
            self.set_cursor(rows, self.cursor);
        }
    }

    pub(super) fn sort(&self) -> SortOrder {
        self.sort
    }

    pub(super) fn visible_rows(&self) -> &[usize] {
        &self.visible_rows
    }

    /// The index of the cursor among the visible rows.
    pub(super) fn cursor(&self) -> usize {
        self.cursor
    }

    pub(super) fn selected_render<'a>(&self, rows: &'a RenderList) -> Option<&'a Render> {
        rows.get(*self.visible_rows.get(self.cursor)?)
    }

    /// Handles an input that concerns the list alone; `false` for any other.
    pub(super) fn update(&mut self, rows: &RenderList, input: &PaneInput) -> bool {
        let list = ListExtent { cursor: self.cursor, count: self.visible_rows.len(), page_rows: PAGE_ROWS };
        let Some(change) = self.filter.update(input, list) else { return false };
        match change {
            FilterChange::Cursor(row) => self.move_cursor(rows, row),
            FilterChange::Started => {
                self.selected_before_filter = self.selected_render(rows).map(|render| render.id);
            }
            FilterChange::Query => self.filter_changed(rows),
            FilterChange::Cleared => self.filter_cleared(rows),
            FilterChange::Unchanged => {}
        }
        true
    }

    /// Switches to the next sort order. A cursor that was moved stays on its render; any other goes to the first row.
    pub(super) fn cycle_sort(&mut self, rows: &RenderList) {
        self.sort = self.sort.next();
        self.sorted_rows = self.sort.sorted_indices(rows);
        self.apply_filter(rows);
        if self.cursor_mode == CursorMode::FollowsFirst || !self.restore_cursor(rows) {
            self.set_cursor(rows, 0);
        }
    }

    /// Keeps the cursor on its render, or restores it if nothing had matched.
    fn filter_cleared(&mut self, rows: &RenderList) {
        self.cursor_mode = CursorMode::Pinned;
        let selected_before = self.selected_before_filter.take();
        self.selected_id = self.selected_render(rows).map(|render| render.id).or(selected_before);
        self.search_index = SearchIndex::default();
        self.apply_filter(rows);
        if !self.restore_cursor(rows) {
            self.set_cursor(rows, 0);
        }
    }

    /// Keeps the cursor on its render if that matches, or moves it to the first match.
    fn filter_changed(&mut self, rows: &RenderList) {
        if let Some(render) = self.selected_render(rows) {
            self.selected_id = Some(render.id);
        }
        self.apply_filter(rows);
        if !self.restore_cursor(rows) {
            self.set_cursor(rows, 0);
        }
    }

    fn apply_filter(&mut self, rows: &RenderList) {
        let query = self.filter.text().to_owned();
        if query.trim().is_empty() {
            self.sorted_rows.clone_into(&mut self.visible_rows);
            return;
        }
        if self.search_index.is_empty() {
            self.search_index = SearchIndex::new(rows.iter().map(searchable_text));
        }
        let mut matches = vec![false; rows.len()];
        for index in self.search_index.find_words(&query) {
            matches[index] = true;
        }
        self.visible_rows.clear();
        self.visible_rows.extend(self.sorted_rows.iter().filter(|index| matches[**index]));
    }

    /// Moves the cursor to its render; returns whether that is visible.
    fn restore_cursor(&mut self, rows: &RenderList) -> bool {
        let Some(id) = self.selected_id else { return false };
        let index =
            rows.position(id).and_then(|index| self.visible_rows.iter().position(|shown| *shown == index));
        self.cursor = index.unwrap_or(self.cursor);
        index.is_some()
    }

    /// Keeps the cursor on its render, even if that is the newest.
    pub(super) fn pin_cursor(&mut self, rows: &RenderList) {
        self.selected_id = self.selected_render(rows).map(|render| render.id);
        self.cursor_mode = CursorMode::Pinned;
    }

    pub(super) fn move_cursor(&mut self, rows: &RenderList, row: usize) {
        self.set_cursor(rows, row);
        self.cursor_mode =
            if self.selected_id.is_none() { CursorMode::FollowsFirst } else { CursorMode::Pinned };
    }

    /// At the head of the unfiltered list, newest first, the cursor stays at the head when a newer render comes.
    fn set_cursor(&mut self, rows: &RenderList, row: usize) {
        self.cursor = row.min(self.visible_rows.len().saturating_sub(1));
        if let Some(render) = self.selected_render(rows) {
            let at_head = self.cursor == 0 && self.sort == SortOrder::Newest && self.filter.is_empty();
            self.selected_id = (!at_head).then_some(render.id);
        }
    }
}

/// The searchable text of a render: title, stage, project file, video and note.
fn searchable_text(render: &Render) -> String {
    let name = |path: &Option<std::path::PathBuf>| {
        let name = path.as_ref().and_then(|path| path.file_name());
        name.map(|name| name.to_string_lossy().into_owned()).unwrap_or_default()
    };
    let (project, file) = (name(&render.project_path), name(&render.video_path));
    let own = render.service_status.as_deref().unwrap_or_default();
    let video = render.video_id.as_ref().map_or("", |video| video.as_str());
    let note = render.note.as_deref().unwrap_or_default();
    format!("{} {} {own} {project} {file} {video} {note}", render.title, render.stage.as_str())
}
