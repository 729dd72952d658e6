//! The motions of the caret through the script page.

use super::ScriptPane;
use super::page_layout::PageLayout;
use super::position::{PageCaret, PagePosition};
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
            CaretMotion::Up => self.vertical_steps(scenes, 1, false),
            CaretMotion::Down => self.vertical_steps(scenes, 1, true),
            CaretMotion::PageUp => self.vertical_steps(scenes, self.viewport.page_rows(), false),
            CaretMotion::PageDown => self.vertical_steps(scenes, self.viewport.page_rows(), true),
            CaretMotion::LineStart => self.viewport.with_layout(scenes, |page| page.row_start(&self.caret)),
            CaretMotion::LineEnd => self.viewport.with_layout(scenes, |page| page.row_end(&self.caret)),
            CaretMotion::Top => PagePosition::START.into(),
            CaretMotion::Bottom => PagePosition::page_end(scenes).into(),
        }
    }

    /// The caret some rows further. Beyond the last row it goes to the end of the page, beyond the first to its start.
    fn vertical_steps(&self, scenes: &[Scene], count: usize, down: bool) -> PageCaret {
        self.viewport.with_layout(scenes, |page| {
            let mut caret = self.caret;
            for step in 0..count {
                match page.vertical_step(&caret, down) {
                    Some(next) => caret = next,
                    None if step > 0 => break,
                    None if down => return PagePosition::page_end(scenes).into(),
                    None => return PagePosition::START.into(),
                }
            }
            caret
        })
    }
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
