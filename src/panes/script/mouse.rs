//! The mouse on the script page: a click places the caret or changes an option, a double click selects a word, a triple click
//! a line, a drag or a click with Shift selects by letters, words or lines, and the wheel scrolls.

use std::ops::Range;

use ratatui::layout::Position;

use super::option_chips::option_command_at;
use super::option_picker::PickerOutcome;
use super::page_layout::PageRow;
use super::position::{PagePosition, PressedPart, TextPart};
use super::{PageMode, ScriptPane, scenes_of};
use crate::command::{Command, MouseEvent, MouseEventKind};
use crate::domain::Scene;
use crate::studio::Studio;
use crate::widgets::{line_end, line_start, word_around};

/// Rows that a step of the wheel scrolls.
const WHEEL_ROWS: usize = 3;

impl ScriptPane {
    /// Returns the command that changes the option that is pressed.
    pub(super) fn handle_mouse_event(&mut self, studio: &mut Studio, event: MouseEvent) -> Option<Command> {
        let cell = Position::new(event.column, event.row);
        if let Some(picker) = &mut self.picker {
            let outcome = (event.kind == MouseEventKind::Press).then(|| picker.press(cell));
            self.apply_picker_outcome(studio, outcome.unwrap_or(PickerOutcome::StaysOpen));
            return None;
        }
        let scenes = scenes_of(studio);
        match event.kind {
            MouseEventKind::WheelUp => self.scroll_page(scenes, WHEEL_ROWS, false),
            MouseEventKind::WheelDown => self.scroll_page(scenes, WHEEL_ROWS, true),
            MouseEventKind::Press if self.viewport.contains(cell) => {
                if let Some((scene, command)) = self.option_at(studio, cell) {
                    self.select_scene_with_option(studio, scene);
                    return Some(command);
                }
                self.press_or_drag(scenes, event.kind, cell);
            }
            kind => self.press_or_drag(scenes, kind, cell),
        }
        None
    }

    /// The scene whose option is at a cell of the screen, and the command that changes it.
    fn option_at(&self, studio: &Studio, cell: Position) -> Option<(usize, Command)> {
        let (row, column) = self.viewport.text_cell(cell)?;
        let scenes = scenes_of(studio);
        let head = self.viewport.with_layout(scenes, |page| page.row(row));
        let Some(PageRow::Head { scene }) = head else { return None };
        Some((scene, option_command_at(scenes.get(scene)?, studio, column)?))
    }

    /// Selects the scene whose option is pressed; a selection of several scenes stays if it has the scene.
    fn select_scene_with_option(&mut self, studio: &Studio, scene: usize) {
        self.find = None;
        if !self.selected_scenes().contains(&scene) {
            self.select_scene(studio, scene);
        }
    }

    /// Places the caret at a cell of the screen, or selects from it or around it.
    fn press_or_drag(&mut self, scenes: &[Scene], kind: MouseEventKind, cell: Position) {
        if kind.is_press() && !self.viewport.contains(cell) {
            return;
        }
        let is_drag = kind == MouseEventKind::Drag;
        let extends = is_drag || kind == MouseEventKind::ShiftPress;
        self.scroll_for_press(scenes, is_drag, cell);
        let (row, column) = self.viewport.page_cell(cell);
        let caret = self.viewport.with_layout(scenes, |page| page.caret_at(row, column));
        let Some(caret) = caret else { return };
        (self.mode, self.find) = (PageMode::Text, None);
        let part = match kind {
            MouseEventKind::DoublePress => Some(word_around as TextPart),
            MouseEventKind::TriplePress => Some(line_around as TextPart),
            _ => None,
        };
        match (part, self.pressed_part.clone().filter(|_| extends)) {
            (Some(part), _) => {
                let range = self.part_at(scenes, (row, column), caret.position, part);
                (self.anchor, self.caret) = (Some(range.start), range.end.into());
                self.pressed_part = Some(PressedPart { range, part });
            }
            (None, Some(pressed)) => {
                let other = self.part_at(scenes, (row, column), caret.position, pressed.part);
                self.select_parts(&pressed.range, &other);
            }
            (None, None) => {
                self.anchor = if extends { self.anchor.or(Some(self.caret.position)) } else { None };
                (self.caret, self.pressed_part) = (caret, None);
            }
        }
        if self.selection().is_none() && !is_drag {
            self.anchor = None;
        }
    }

    /// Selects the part that was pressed first, another one, and what is between them; the caret is at the other one.
    fn select_parts(&mut self, first: &Range<PagePosition>, other: &Range<PagePosition>) {
        let is_before = other.start < first.start;
        let (anchor, end) =
            if is_before { (first.end, other.start) } else { (first.start, other.end.max(first.end)) };
        (self.anchor, self.caret) = (Some(anchor), end.into());
    }

    /// The part of a text around a cell of the page that `part` finds, with the whole of its chips.
    fn part_at(
        &self,
        scenes: &[Scene],
        (row, column): (usize, usize),
        caret: PagePosition,
        part: TextPart,
    ) -> Range<PagePosition> {
        let range = self.viewport.with_layout(scenes, |page| {
            let cluster = page.cluster_at(row, column).unwrap_or(caret..caret);
            let text = page.text(caret.scene, caret.field)?;
            let found = part(text.text(), cluster.start.offset);
            let end = found.end.max(cluster.end.offset);
            Some(text.chips().floor(text.text(), found.start)..text.chips().ceil(text.text(), end))
        });
        let Range { start, end } = range.unwrap_or(caret.offset..caret.offset);
        caret.with_offset(start)..caret.with_offset(end)
    }

    /// Keeps the page where it is under the mouse; a drag beyond its border scrolls it by a row.
    fn scroll_for_press(&self, scenes: &[Scene], is_drag: bool, cell: Position) {
        let (above, below) = self.viewport.is_beyond(cell);
        self.viewport.with_layout(scenes, |page| {
            self.visible_rows(page);
            self.viewport.scroll_by(usize::from(is_drag && (above || below)), below, page.height());
        });
    }
}

/// The line at `at`, without its line break.
fn line_around(text: &str, at: usize) -> Range<usize> {
    line_start(text, at)..line_end(text, at)
}
