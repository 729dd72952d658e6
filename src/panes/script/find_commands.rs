//! Find and replace over the texts of all scenes.

use super::find_bar::{FindBar, FindOutcome};
use super::position::PagePosition;
use super::{PageMode, ScriptPane, scenes_of};
use crate::domain::{FindQuery, Scene, SceneText, format_count};
use crate::panes::PaneInput;
use crate::studio::{Edit, EditKind, Severity, StatusMessage, Studio};

const TEXTS: [SceneText; 2] = [SceneText::Script, SceneText::Motion];

/// All matches on the page, in its order.
pub(super) fn page_matches(scenes: &[Scene], query: &FindQuery) -> Vec<(PagePosition, PagePosition)> {
    let mut matches = Vec::new();
    for (scene, content) in scenes.iter().enumerate() {
        for field in TEXTS {
            let at = |offset| PagePosition { scene, field, offset };
            let ranges = query.matches(content.text(field));
            matches.extend(ranges.into_iter().map(|range| (at(range.start), at(range.end))));
        }
    }
    matches
}

impl ScriptPane {
    /// Opens the find bar, for the selected text if it is within one line.
    pub(super) fn open_find(&mut self, studio: &Studio) {
        let selected = self.selection().filter(|range| range.start.scene == range.end.scene);
        let selected = selected.filter(|range| range.start.field == range.end.field);
        let text = selected
            .map_or("", |range| &range.start.text(scenes_of(studio))[range.start.offset..range.end.offset]);
        self.mode = PageMode::Text;
        self.find = Some(FindBar::new(if text.contains('\n') { "" } else { text }));
        if let Some(selection) = self.selection() {
            self.caret = selection.start.into();
            self.anchor = None;
        }
    }

    pub(super) fn handle_find_input(&mut self, studio: &mut Studio, input: &PaneInput) {
        let Some(find) = &mut self.find else { return };
        match find.update(input) {
            FindOutcome::None => {}
            FindOutcome::Close => self.find = None,
            FindOutcome::Search => self.select_match(studio, |_, index| index),
            FindOutcome::Next => {
                self.select_match(studio, |is_selected, index| index + usize::from(is_selected))
            }
            FindOutcome::Previous => self.select_match(studio, |_, index| index.wrapping_sub(1)),
            FindOutcome::Replace => self.replace_match(studio),
            FindOutcome::ReplaceAll => self.replace_all(studio),
        }
    }

    /// The number of the selected match, and of how many.
    pub(super) fn match_place(&self, scenes: &[Scene], query: &FindQuery) -> (Option<usize>, usize) {
        let matches = page_matches(scenes, query);
        let selection = self.selection();
        let is_selected = |(start, end): &(PagePosition, PagePosition)| {
            selection.as_ref().is_some_and(|range| range.start == *start && range.end == *end)
        };
        (matches.iter().position(is_selected), matches.len())
    }

    /// Selects a match. `choose` gets whether the first match from the caret on is selected already, and its index;
    /// behind the last one it goes on with the first.
    fn select_match(&mut self, studio: &Studio, choose: impl Fn(bool, usize) -> usize) {
        let Some(find) = &self.find else { return };
        let matches = page_matches(scenes_of(studio), &find.query());
        let from = self.selection().map_or(self.caret.position, |selection| selection.start);
        let first = matches.partition_point(|(start, _)| *start < from);
        let Some(last) = matches.len().checked_sub(1) else {
            self.anchor = None;
            return;
        };
        let selection = self.selection();
        let is_selected = matches.get(first).is_some_and(|(start, end)| selection == Some(*start..*end));
        let wanted = choose(is_selected, first);
        let index = if wanted == usize::MAX { last } else { wanted % matches.len() };
        let (start, end) = matches[index];
        (self.anchor, self.caret) = (Some(start), end.into());
    }

    fn replace_match(&mut self, studio: &mut Studio) {
        let Some(find) = &self.find else { return };
        let (query, text) = (find.query(), find.replacement().to_owned());
        if let (Some(_), Some(selection)) = (self.match_place(scenes_of(studio), &query).0, self.selection())
        {
            let PagePosition { scene, field, offset } = selection.start;
            let caret = selection.start.at(offset + text.len());
            let edit = Edit::ReplaceText { scene, field, range: offset..selection.end.offset, text };
            studio.edit(edit, EditKind::SingleStep);
            self.set_caret(caret);
        }
        self.select_match(studio, |_, index| index);
    }

    /// Replaces all matches as one undo step.
    fn replace_all(&mut self, studio: &mut Studio) {
        let Some(find) = &self.find else { return };
        let (query, replacement) = (find.query(), find.replacement());
        let mut scenes = scenes_of(studio).to_vec();
        let mut count = 0;
        for scene in &mut scenes {
            for field in TEXTS {
                let matches = query.matches(scene.text(field));
                count += matches.len();
                scene.edit_text(field, |text| {
                    matches.into_iter().rev().for_each(|range| text.replace_range(range, replacement));
                });
            }
        }
        if count == 0 {
            return studio.report(Severity::Info, "No match to replace");
        }
        studio.edit(Edit::ReplaceScenes(0..scenes.len(), scenes), EditKind::SingleStep);
        self.set_caret(self.caret.position.clamped(scenes_of(studio)));
        let text = format!("Replaced {}", format_count(count, "time"));
        studio
            .show_message(StatusMessage::new(Severity::Info, text).with_key_hint("Ctrl-z", "restores them"));
    }
}
