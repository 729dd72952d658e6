//! The pause key: it inserts a pause, or changes the length of the one beside the caret.

use std::ops::Range;

use super::page_layout::PageLayout;
use super::position::PagePosition;
use super::script_marks::WrittenPause;
use super::{ScriptPane, scenes_of};
use crate::domain::{Scene, SceneText, format_break};
use crate::studio::{Edit, EditKind, Severity, StatusMessage, Studio};

/// The lengths that the key goes through, in seconds; behind the last one it begins anew.
const PAUSE_LENGTHS: [f64; 6] = [0.5, 1.0, 1.5, 2.0, 3.0, 5.0];
/// The length of a new pause, in seconds.
const NEW_PAUSE_SECONDS: f64 = 1.0;

/// The length that follows another one.
fn next_length(seconds: f64) -> f64 {
    PAUSE_LENGTHS.into_iter().find(|length| *length > seconds + 1e-6).unwrap_or(PAUSE_LENGTHS[0])
}

impl ScriptPane {
    /// Changes the length of the pause that is selected or beside the caret; inserts one where there is none.
    pub(super) fn insert_or_change_pause(&mut self, studio: &mut Studio) {
        let at = self.caret.position;
        let Range { start, end } = self.selection().unwrap_or(at..at);
        if start.field == SceneText::Motion {
            return studio.report(Severity::Info, "A pause belongs to the script, not to the motion");
        }
        let scenes = scenes_of(studio);
        let pause = self.viewport.with_layout(scenes, |page| pause_at(page, &(start..end)));
        let seconds = pause.as_ref().map_or(NEW_PAUSE_SECONDS, |pause| next_length(pause.seconds));
        match pause {
            Some(pause) => self.change_pause(studio, start.scene, &pause, seconds),
            None => self.insert_pause(studio, &(start..end), seconds),
        }
        let text = format!("A pause of {seconds} s");
        let next = format!("makes it {} s", next_length(seconds));
        studio.show_message(StatusMessage::new(Severity::Info, text).with_key_hint("Alt-p", next));
    }

    /// Takes a blank that is typed at the caret as the one that stands beside a pause: behind its blank nothing happens, and
    /// between the two the caret goes on. Returns whether it was one.
    pub(super) fn passes_pause_blank(&mut self, scenes: &[Scene]) -> bool {
        let at = self.caret.position;
        if at.field != SceneText::Script || self.selection().is_some() {
            return false;
        }
        let (before, behind) = at.text(scenes).split_at(at.offset);
        let is_pause_end = |end: usize| {
            self.viewport.with_layout(scenes, |page| {
                let pauses = page.marks(at.scene).map_or(&[][..], |marks| marks.closed_pauses());
                pauses.iter().any(|pause| pause.range.end == end)
            })
        };
        if before.ends_with(' ') && is_pause_end(at.offset - 1) {
            return true;
        }
        let steps_over = behind.starts_with(' ') && is_pause_end(at.offset);
        if steps_over {
            self.set_caret(at.with_offset(at.offset + 1));
        }
        steps_over
    }

    fn change_pause(&mut self, studio: &mut Studio, scene: usize, pause: &WrittenPause, seconds: f64) {
        let (caret, range) = (self.caret.position, pause.range.clone());
        let tag = format_break(seconds);
        // The caret stays before the pause, or as far behind it.
        let offset = match caret.offset.checked_sub(range.end) {
            Some(behind) => range.start + tag.len() + behind,
            None => caret.offset,
        };
        let edit = Edit::ReplaceText { scene, field: SceneText::Script, range, text: tag };
        studio.edit_named(edit, format!("pause in scene {}", scene + 1));
        self.set_caret(caret.with_offset(offset));
    }

    /// Inserts a pause in the place of the selection, with one blank on each side.
    fn insert_pause(&mut self, studio: &mut Studio, selection: &Range<PagePosition>, seconds: f64) {
        let scenes = scenes_of(studio);
        let before = &selection.start.text(scenes)[..selection.start.offset];
        let after = &selection.end.text(scenes)[selection.end.offset..];
        let needs_gap_before = !before.is_empty() && !before.ends_with(char::is_whitespace);
        let gap = if needs_gap_before { " " } else { "" };
        let end = if after.starts_with(char::is_whitespace) { "" } else { " " };
        self.insert(studio, &format!("{gap}{}{end}", format_break(seconds)), EditKind::SingleStep);
    }
}

/// The pause that is the selection, or that has at most one blank between itself and the caret: rather the one before it.
fn pause_at(page: &PageLayout, selection: &Range<PagePosition>) -> Option<WrittenPause> {
    let PagePosition { scene, offset, .. } = selection.start;
    let (marks, text) = (page.marks(scene)?, page.text(scene, SceneText::Script)?.text());
    let pauses = marks.closed_pauses();
    if selection.start != selection.end {
        let selected = offset..selection.end.offset;
        let is_in_script = (selection.end.scene, selection.end.field) == (scene, SceneText::Script);
        return pauses.iter().find(|pause| is_in_script && pause.range == selected).cloned();
    }
    let is_gap = |gap: Option<&str>| gap.is_some_and(|gap| matches!(gap, "" | " "));
    let before = pauses.iter().rfind(|pause| is_gap(text.get(pause.range.end..offset)));
    let behind = || pauses.iter().find(|pause| is_gap(text.get(offset..pause.range.start)));
    before.or_else(behind).cloned()
}
