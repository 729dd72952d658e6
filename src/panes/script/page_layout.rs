//! The layout of the script page: the rows of all scenes under each other, for a width.

use std::ops::Range;

use super::position::{PageCaret, PagePosition};
use super::script_marks::ScriptMarks;
use crate::domain::{Scene, SceneText};
use crate::widgets::{TextChips, TextLayout, line_end, line_start};

/// Cells before the texts, with the number of the scene.
pub(super) const GUTTER_COLUMNS: u16 = 4;
/// Cells of the mark before a motion prompt.
pub(super) const MOTION_INDENT: usize = 2;
/// Rows of the head above a script.
const HEAD_ROWS: usize = 1;
/// Blank rows below a motion prompt.
pub(super) const GAP_ROWS: u16 = 1;

/// What a row of the page shows.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum PageRow {
    /// The options of a scene.
    Head { scene: usize },
    /// A row of a text of a scene.
    Text { scene: usize, field: SceneText, row: usize },
    /// The blank row behind a scene.
    Gap { scene: usize },
}

/// The texts of a scene as rows.
#[derive(Debug, Default)]
struct CardLayout {
    script: TextLayout,
    motion: TextLayout,
    marks: ScriptMarks,
}

impl CardLayout {
    fn text(&self, field: SceneText) -> &TextLayout {
        match field {
            SceneText::Script => &self.script,
            SceneText::Motion => &self.motion,
        }
    }

    fn has_motion(&self) -> bool {
        !self.motion.text().is_empty()
    }

    /// Rows of the script, and of the motion if it is written.
    fn word_rows(&self) -> usize {
        self.script.rows().len() + if self.has_motion() { self.motion.rows().len() } else { 0 }
    }

    fn height(&self) -> usize {
        HEAD_ROWS + self.script.rows().len() + self.motion.rows().len() + usize::from(GAP_ROWS)
    }
}

/// The rows of the page. An update lays out only the texts that changed.
#[derive(Debug, Default)]
pub(super) struct PageLayout {
    columns: usize,
    cards: Vec<CardLayout>,
}

impl PageLayout {
    /// Lays out the scenes for texts of `columns` cells.
    pub(super) fn update(&mut self, scenes: &[Scene], columns: usize) {
        let is_same_width = std::mem::replace(&mut self.columns, columns) == columns;
        self.cards.resize_with(scenes.len(), CardLayout::default);
        for (card, scene) in self.cards.iter_mut().zip(scenes) {
            if !is_same_width || !card.marks.is_of(&scene.script) {
                card.marks.update(&scene.script);
                card.script.update(&scene.script, card.marks.chips(), columns);
            }
            let motion_columns = columns.saturating_sub(MOTION_INDENT);
            card.motion.update(&scene.motion_prompt, &TextChips::default(), motion_columns);
        }
    }

    /// The rows of a text of a scene.
    pub(super) fn text(&self, scene: usize, field: SceneText) -> Option<&TextLayout> {
        self.cards.get(scene).map(|card| card.text(field))
    }

    pub(super) fn scene_count(&self) -> usize {
        self.cards.len()
    }

    /// The end of a text of a scene.
    pub(super) fn end_of(&self, scene: usize, field: SceneText) -> PagePosition {
        let offset = self.text(scene, field).map_or(0, |text| text.text().len());
        PagePosition { scene, field, offset }
    }

    /// The position in the same text that `boundary` leads to; a chip is passed as a whole.
    pub(super) fn step(
        &self,
        position: PagePosition,
        boundary: impl Fn(&str, usize) -> usize,
    ) -> PagePosition {
        let Some(text) = self.text(position.scene, position.field) else { return position };
        position.with_offset(text.chips().step(text.text(), position.offset, boundary))
    }

    /// The nearest position where a caret may stand.
    pub(super) fn clamp(&self, position: PagePosition) -> PagePosition {
        let PagePosition { scene, field, offset } = position;
        match self.text(scene, field) {
            Some(text) => position.with_offset(text.chips().clamp(text.text(), offset)),
            None if self.cards.is_empty() => PagePosition::START,
            None => self.end_of(self.scene_count().saturating_sub(1), SceneText::Motion),
        }
    }

    /// The nearest position where a caret may stand that is not before another one in the same text.
    pub(super) fn ceil(&self, position: PagePosition) -> PagePosition {
        let Some(text) = self.text(position.scene, position.field) else { return position };
        position.with_offset(text.chips().ceil(text.text(), position.offset))
    }

    /// The pauses and issues of a script.
    pub(super) fn marks(&self, scene: usize) -> Option<&ScriptMarks> {
        self.cards.get(scene).map(|card| &card.marks)
    }

    pub(super) fn height(&self) -> usize {
        self.cards.iter().map(CardLayout::height).sum()
    }

    /// The page row of a scene's head.
    pub(super) fn head_row(&self, scene: usize) -> usize {
        self.cards.iter().take(scene).map(CardLayout::height).sum()
    }

    /// The page row of the last row of a scene's texts.
    pub(super) fn last_row(&self, scene: usize) -> usize {
        self.head_row(scene + 1).saturating_sub(1 + usize::from(GAP_ROWS))
    }

    /// The page row of a caret.
    pub(super) fn caret_row(&self, caret: &PageCaret) -> usize {
        let PagePosition { scene, field, offset } = caret.position;
        let Some(card) = self.cards.get(scene) else { return 0 };
        let before = if field == SceneText::Motion { card.script.rows().len() } else { 0 };
        self.head_row(scene) + HEAD_ROWS + before + card.text(field).row_at(offset, caret.affinity)
    }

    /// The row of a caret among the rows of words.
    pub(super) fn word_row(&self, caret: &PageCaret) -> usize {
        let PagePosition { scene, field, offset } = caret.position;
        let Some(card) = self.cards.get(scene) else { return 0 };
        let row = card.text(field).row_at(offset, caret.affinity);
        let in_card = match field {
            SceneText::Script => row,
            // The place for a motion belongs to the last row of the script.
            SceneText::Motion => card.script.rows().len() + row - usize::from(!card.has_motion()),
        };
        self.cards.iter().take(scene).map(CardLayout::word_rows).sum::<usize>() + in_card
    }

    /// The number of rows of words: without heads, blank rows and places for a motion.
    pub(super) fn word_row_count(&self) -> usize {
        self.cards.iter().map(CardLayout::word_rows).sum()
    }

    /// The cell of a caret in its text.
    pub(super) fn caret_column(&self, caret: &PageCaret) -> usize {
        let PagePosition { scene, field, offset } = caret.position;
        let Some(text) = self.text(scene, field) else { return 0 };
        text.column_at(text.row_at(offset, caret.affinity), offset)
    }

    /// What a page row shows; `None` behind the last one.
    pub(super) fn row(&self, mut row: usize) -> Option<PageRow> {
        for (scene, card) in self.cards.iter().enumerate() {
            let (script_rows, motion_rows) = (card.script.rows().len(), card.motion.rows().len());
            if row >= card.height() {
                row -= card.height();
                continue;
            }
            return Some(match row.checked_sub(HEAD_ROWS) {
                None => PageRow::Head { scene },
                Some(row) if row < script_rows => PageRow::Text { scene, field: SceneText::Script, row },
                Some(row) if row < script_rows + motion_rows => {
                    PageRow::Text { scene, field: SceneText::Motion, row: row - script_rows }
                }
                Some(_) => PageRow::Gap { scene },
            });
        }
        None
    }

    /// The next page row of a text below or above a page row.
    fn next_text_row(&self, from: usize, down: bool) -> Option<usize> {
        let is_text = |row: &usize| matches!(self.row(*row), Some(PageRow::Text { .. }));
        if down { (from + 1..self.height()).find(is_text) } else { (0..from).rev().find(is_text) }
    }

    /// The caret one text row further, in the column that vertical motions keep; `None` at the end of the page.
    pub(super) fn vertical_step(&self, caret: &PageCaret, down: bool) -> Option<PageCaret> {
        let row = self.next_text_row(self.caret_row(caret), down)?;
        self.caret_in_row(row, caret)
    }

    /// The caret in a text row, in the column that vertical motions keep.
    fn caret_in_row(&self, page_row: usize, caret: &PageCaret) -> Option<PageCaret> {
        let PageRow::Text { scene, field, row } = self.row(page_row)? else { return None };
        let goal = caret.goal_column.unwrap_or_else(|| self.caret_column(caret));
        let (offset, affinity) = self.text(scene, field)?.offset_at(row, goal);
        let position = PagePosition { scene, field, offset };
        Some(PageCaret { position, affinity, goal_column: Some(goal) })
    }

    /// The caret in the visible text row nearest to `wanted`, first in one direction, then in the other.
    pub(super) fn caret_near(
        &self,
        wanted: usize,
        visible: Range<usize>,
        down: bool,
        caret: &PageCaret,
    ) -> Option<PageCaret> {
        let is_text = |row: &usize| matches!(self.row(*row), Some(PageRow::Text { .. }));
        let below = (wanted.max(visible.start)..visible.end).find(is_text);
        let above = (visible.start..visible.end.min(wanted + 1)).rev().find(is_text);
        let nearest = if down { below.or(above) } else { above.or(below) };
        // A window of one or two rows may have none.
        self.caret_in_row(nearest.or_else(|| self.next_text_row(wanted, down))?, caret)
    }

    /// The caret nearest to a cell of the page; a head leads into its script.
    pub(super) fn caret_at(&self, row: usize, column: usize) -> Option<PageCaret> {
        let row = row.min(self.height().checked_sub(1)?);
        let (scene, field, row) = match self.row(row)? {
            PageRow::Head { scene } => (scene, SceneText::Script, 0),
            PageRow::Text { scene, field, row } => (scene, field, row),
            PageRow::Gap { .. } => return self.caret_at(row.checked_sub(1)?, column),
        };
        let (offset, affinity) = self.text(scene, field)?.offset_at(row, text_column(field, column));
        Some(PageCaret { affinity, ..PagePosition { scene, field, offset }.into() })
    }

    /// The grapheme or chip at a cell of the page.
    pub(super) fn cluster_at(&self, row: usize, column: usize) -> Option<Range<PagePosition>> {
        let PageRow::Text { scene, field, row } = self.row(row)? else { return None };
        let cluster = self.text(scene, field)?.cluster_at(row, text_column(field, column))?;
        let at = |offset| PagePosition { scene, field, offset };
        Some(at(cluster.start)..at(cluster.end))
    }

    /// The start of the visual row of a caret, or of its line where it stands there already.
    pub(super) fn row_start(&self, caret: &PageCaret) -> PageCaret {
        let PagePosition { scene, field, offset } = caret.position;
        let Some(text) = self.text(scene, field) else { return *caret };
        let start = text.row_start(text.row_at(offset, caret.affinity));
        let line = line_start(text.text(), offset);
        caret.position.with_offset(if start == offset { line } else { start }).into()
    }

    /// The end of the visual row of a caret, or of its line where it stands there already.
    pub(super) fn row_end(&self, caret: &PageCaret) -> PageCaret {
        let PagePosition { scene, field, offset } = caret.position;
        let Some(text) = self.text(scene, field) else { return *caret };
        let (end, affinity) = text.row_end(text.row_at(offset, caret.affinity));
        if end == offset {
            return caret.position.with_offset(line_end(text.text(), offset)).into();
        }
        PageCaret { affinity, ..caret.position.with_offset(end).into() }
    }
}

/// The column in a text of a column of the page.
fn text_column(field: SceneText, column: usize) -> usize {
    match field {
        SceneText::Script => column,
        SceneText::Motion => column.saturating_sub(MOTION_INDENT),
    }
}
