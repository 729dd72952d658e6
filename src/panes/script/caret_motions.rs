//! The motions of the caret through the script page.

use std::ops::Range;

use super::ScriptPane;
use super::page_layout::{GAP_ROWS, PageLayout};
use super::position::{PageCaret, PagePosition, whole_page};
use crate::domain::{Scene, SceneText};
use crate::widgets::{
    CaretMotion, SelectionMode, next_grapheme, next_word, previous_grapheme, previous_word,
};

/// Finds a place for a caret in a text.
type Boundary = fn(&str, usize) -> usize;

impl ScriptPane {
    pub(super) fn move_caret(&mut self, scenes: &[Scene], motion: CaretMotion, mode: SelectionMode) {
        let selection = self.selection();
        match mode {
            SelectionMode::Extend => self.anchor = self.anchor.or(Some(self.caret.position)),
            SelectionMode::Drop => self.anchor = None,
        }
        // As in other text fields: the first key only ends the selection.
        self.caret = match (motion, selection.filter(|_| mode == SelectionMode::Drop)) {
            (CaretMotion::Left, Some(selection)) => selection.start.into(),
            // Behind everything the words go on, not the motion of the last scene.
            (CaretMotion::Right | CaretMotion::LineEnd, Some(selection))
                if selection == whole_page(scenes) =>
            {
                PagePosition::words_end(scenes).into()
            }
            (CaretMotion::Right, Some(selection)) => selection.end.into(),
            _ => self.moved_caret(scenes, motion),
        };
    }

    fn moved_caret(&self, scenes: &[Scene], motion: CaretMotion) -> PageCaret {
        let step = |take_step: fn(&PageLayout, PagePosition, Boundary) -> PagePosition, boundary| {
            self.viewport.with_layout(scenes, |page| take_step(page, self.caret.position, boundary)).into()
        };
        match motion {
            CaretMotion::Left => step(step_back, previous_grapheme),
            CaretMotion::WordLeft => step(step_back, previous_word),
            CaretMotion::Right => step(step_forward, next_grapheme),
            CaretMotion::WordRight => step(step_forward, next_word),
            CaretMotion::Up => self.vertical_step(scenes, false),
            CaretMotion::Down => self.vertical_step(scenes, true),
            CaretMotion::PageUp => self.page_step(scenes, false),
            CaretMotion::PageDown => self.page_step(scenes, true),
            CaretMotion::LineStart => self.viewport.with_layout(scenes, |page| page.row_start(&self.caret)),
            CaretMotion::LineEnd => self.viewport.with_layout(scenes, |page| page.row_end(&self.caret)),
            CaretMotion::Top => PagePosition::START.into(),
            CaretMotion::Bottom => PagePosition::words_end(scenes).into(),
        }
    }

    /// The caret a row further. Beyond the last row it goes to the end of the page, beyond the first to its start.
    fn vertical_step(&self, scenes: &[Scene], down: bool) -> PageCaret {
        let next = self.viewport.with_layout(scenes, |page| page.vertical_step(&self.caret, down));
        next.unwrap_or_else(|| page_border(scenes, down))
    }

    /// Scrolls by what is visible; the caret stays in its row of the screen.
    fn page_step(&self, scenes: &[Scene], down: bool) -> PageCaret {
        let next = self.viewport.with_layout(scenes, |page| {
            let before = self.visible_rows(page);
            let count = self.viewport.page_rows();
            let visible = self.viewport.scroll_by(count, down, page.height());
            let from = page.caret_row(&self.caret);
            let wanted = if down { from + count } else { from.saturating_sub(count) };
            let is_scrolled = before != visible;
            let next = page.caret_near(wanted, visible, down, &self.caret)?;
            (is_scrolled || page.caret_row(&next) != from).then_some(next)
        });
        next.unwrap_or_else(|| page_border(scenes, down))
    }

    /// Scrolls by some rows. The caret stays where it is; if that is not visible any more, it moves to the nearest visible
    /// row.
    pub(super) fn scroll_page(&mut self, scenes: &[Scene], count: usize, down: bool) {
        let moved = self.viewport.with_layout(scenes, |page| {
            self.visible_rows(page);
            let visible = self.viewport.scroll_by(count, down, page.height());
            let row = page.caret_row(&self.caret);
            let is_visible = visible.contains(&row);
            let moved = || page.caret_near(row, visible, down, &self.caret);
            if is_visible { None } else { moved() }
        });
        if let Some(moved) = moved {
            (self.caret, self.anchor) = (moved, None);
        }
    }

    /// Scrolls as the next frame does; returns the rows that it shows.
    pub(super) fn visible_rows(&self, page: &PageLayout) -> Range<usize> {
        let rows = u16::try_from(self.viewport.rows()).unwrap_or(u16::MAX);
        let card = page.head_row(self.selected_scene())..page.last_row(self.selected_scene()) + 1;
        // Room for the picker below the words that it is about.
        let card_rows = u16::try_from(card.len()).unwrap_or(u16::MAX);
        let picker = self.picker.as_ref().map_or(0, |picker| picker.rows_beside(card_rows, rows));
        let context = card.start..card.end + usize::from(picker.max(GAP_ROWS));
        self.viewport.scroll_to(page.caret_row(&self.caret), context, page.height() + usize::from(picker))
    }
}

/// The start or the end of the page.
fn page_border(scenes: &[Scene], is_end: bool) -> PageCaret {
    if is_end { PagePosition::page_end(scenes) } else { PagePosition::START }.into()
}

/// The position before another one: `boundary` finds it in the text, or else it is the end of the text before.
fn step_back(page: &PageLayout, position: PagePosition, boundary: Boundary) -> PagePosition {
    let PagePosition { scene, field, offset } = position;
    match field {
        _ if offset > 0 => page.step(position, boundary),
        SceneText::Motion => page.end_of(scene, SceneText::Script),
        SceneText::Script if scene > 0 => page.end_of(scene - 1, SceneText::Motion),
        SceneText::Script => position,
    }
}

/// The position after another one: `boundary` finds it in the text, or else it is the start of the next text.
fn step_forward(page: &PageLayout, position: PagePosition, boundary: Boundary) -> PagePosition {
    let PagePosition { scene, field, offset } = position;
    match field {
        _ if offset < page.end_of(scene, field).offset => page.step(position, boundary),
        SceneText::Script => PagePosition { field: SceneText::Motion, ..position.with_offset(0) },
        SceneText::Motion if scene + 1 < page.scene_count() => PagePosition::script_start(scene + 1),
        SceneText::Motion => position,
    }
}
