//! Find and replace over the texts of all scenes.

use std::ops::Range;

use super::find_bar::{FindBar, FindOutcome, MatchCount, ReplaceRound};
use super::page_layout::PageLayout;
use super::position::PagePosition;
use super::{PageMode, ScriptPane, scenes_of};
use crate::domain::{FindQuery, Scene, SceneText, format_count};
use crate::panes::PaneInput;
use crate::studio::{Edit, MessageTopic, Severity, StatusMessage, Studio};
use crate::widgets::TextLayout;

const TEXTS: [SceneText; 2] = [SceneText::Script, SceneText::Motion];

/// The match that is selected, as seen from a position; the first and the last one are neighbors.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum MatchStep {
    /// The first one from the position on.
    Nearest,
    /// That one, or the one behind it where it is selected already.
    Next,
    /// The last one before the position.
    Previous,
}

/// The matches in a text. A chip is found by its whole tag: no match begins or ends within it.
fn text_matches(query: &FindQuery, text: &TextLayout) -> Vec<Range<usize>> {
    query.matches(text.text(), |offset| text.chips().allows(offset))
}

/// The matches in one text of a page, by its bytes.
pub(super) fn matches_within(
    matches: &[Range<PagePosition>],
    scene: usize,
    field: SceneText,
) -> impl Iterator<Item = Range<usize>> {
    let is_before = |range: &Range<PagePosition>| (range.start.scene, range.start.field) < (scene, field);
    let first = matches.partition_point(is_before);
    let is_here =
        move |range: &&Range<PagePosition>| (range.start.scene, range.start.field) == (scene, field);
    matches[first..].iter().take_while(is_here).map(|range| range.start.offset..range.end.offset)
}

/// All matches on the page, in its order.
fn page_matches(page: &PageLayout, query: &FindQuery) -> Vec<Range<PagePosition>> {
    let mut matches = Vec::new();
    for scene in 0..page.scene_count() {
        for field in TEXTS {
            let at = |offset| PagePosition { scene, field, offset };
            let ranges = page.text(scene, field).map_or_else(Vec::new, |text| text_matches(query, text));
            matches.extend(ranges.into_iter().map(|range| at(range.start)..at(range.end)));
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
        let origin = match self.selection() {
            Some(selection) => selection.start,
            // A scene of the list is searched from its start.
            None if self.mode == PageMode::Scenes => PagePosition::script_start(self.selected_scene()),
            None => self.caret.position,
        };
        self.mode = PageMode::Text;
        self.find = Some(FindBar::new(if text.contains('\n') { "" } else { text }, origin));
        self.set_caret(origin);
    }

    pub(super) fn handle_find_input(&mut self, studio: &mut Studio, input: &PaneInput) {
        let Some(find) = &mut self.find else { return };
        let origin = find.origin;
        let outcome = find.update(input);
        if matches!(outcome, FindOutcome::Search | FindOutcome::ReplaceAll) {
            find.round = None;
        }
        match outcome {
            FindOutcome::Ignored => {}
            FindOutcome::Close => self.find = None,
            // While the query is typed, the search always begins where it was opened.
            FindOutcome::Search => {
                studio.dismiss_topic(&MessageTopic::Find);
                self.select_match(studio, origin, MatchStep::Nearest);
            }
            FindOutcome::Next => self.go_to_match(studio, MatchStep::Next),
            FindOutcome::Previous => self.go_to_match(studio, MatchStep::Previous),
            FindOutcome::Replace => self.replace_match(studio),
            FindOutcome::ReplaceAll => self.replace_all(studio),
        }
    }

    fn matches_of(&self, scenes: &[Scene], query: &FindQuery) -> Vec<Range<PagePosition>> {
        self.viewport.with_layout(scenes, |page| page_matches(page, query))
    }

    /// All matches of the find bar in their order; none while it is closed.
    pub(super) fn found(&self, scenes: &[Scene]) -> Vec<Range<PagePosition>> {
        self.find.as_ref().map_or_else(Vec::new, |find| self.matches_of(scenes, &find.query()))
    }

    pub(super) fn count_matches(&self, matches: &[Range<PagePosition>]) -> MatchCount {
        let selection = self.selection();
        let selected = matches.iter().position(|range| selection.as_ref() == Some(range));
        MatchCount { selected, total: matches.len() }
    }

    /// Selects a match as seen from the caret; the search goes on from there.
    fn go_to_match(&mut self, studio: &Studio, step: MatchStep) {
        let from = self.selection().map_or(self.caret.position, |selection| selection.start);
        self.select_match(studio, from, step);
        let origin = self.selection().map_or(from, |selection| selection.start);
        let Some(find) = &mut self.find else { return };
        find.origin = origin;
        if let Some(round) = find.round.as_mut().filter(|_| step != MatchStep::Previous) {
            round.has_wrapped |= origin < from;
        }
    }

    /// Selects a match as seen from `from`.
    fn select_match(&mut self, studio: &Studio, from: PagePosition, step: MatchStep) {
        let Some(find) = &self.find else { return };
        let matches = self.matches_of(scenes_of(studio), &find.query());
        let first = matches.partition_point(|range| range.start < from);
        if matches.is_empty() {
            return self.set_caret(from);
        }
        let is_selected = matches.get(first).is_some_and(|range| self.selection().as_ref() == Some(range));
        let index = match step {
            MatchStep::Nearest => first,
            MatchStep::Next => first + usize::from(is_selected),
            MatchStep::Previous => first + matches.len() - 1,
        };
        let Range { start, end } = matches[index % matches.len()];
        (self.anchor, self.caret) = (Some(start), end.into());
    }

    /// Replaces the match that is selected, and goes on to the next one; the round ends where it began.
    fn replace_match(&mut self, studio: &mut Studio) {
        let Some(find) = &self.find else { return };
        let matches = self.matches_of(scenes_of(studio), &find.query());
        let is_match = self.count_matches(&matches).selected.is_some();
        if let Some(selection) = self.selection().filter(|_| is_match) {
            self.replace_selected_match(studio, selection);
        }
        self.go_to_match(studio, MatchStep::Nearest);
        self.end_round(studio);
    }

    fn replace_selected_match(&mut self, studio: &mut Studio, selection: Range<PagePosition>) {
        let Some(find) = &mut self.find else { return };
        let (start, text) = (selection.start, find.replacement().to_owned());
        let range = start.offset..selection.end.offset;
        let first = ReplaceRound { start, has_wrapped: false, replaced_count: 0 };
        let round = find.round.get_or_insert(first);
        round.replaced_count += 1;
        let is_before =
            start < round.start && (start.scene, start.field) == (round.start.scene, round.start.field);
        if is_before {
            round.start.offset = round.start.offset + text.len() - range.len();
        }
        let caret = start.with_offset(start.offset + text.len());
        let edit = Edit::ReplaceText { scene: start.scene, field: start.field, range, text };
        studio.edit_named(edit, format!("replacement in scene {}", start.scene + 1));
        self.set_nearest_caret(scenes_of(studio), caret);
    }

    /// Ends a round that is back where it began, or that left no match, and selects nothing then.
    fn end_round(&mut self, studio: &mut Studio) {
        let Some(find) = &mut self.find else { return };
        let selected = self.anchor.map(|anchor| anchor.min(self.caret.position));
        let is_over = |round: &ReplaceRound| selected.is_none_or(|at| round.has_wrapped && at >= round.start);
        let Some(round) = find.round.take_if(|round| is_over(round)) else { return };
        self.anchor = None;
        let text = format!("Replaced {}; no more matches", format_count(round.replaced_count, "time"));
        studio.show_message(
            StatusMessage::new(Severity::Info, text)
                .with_topic(MessageTopic::Find)
                .with_key_hint("Ctrl-z", "undoes the last"),
        );
    }

    /// Replaces all matches as one undo step.
    fn replace_all(&mut self, studio: &mut Studio) {
        let Some(find) = &self.find else { return };
        let mut scenes = scenes_of(studio).to_vec();
        let matches = self.matches_of(&scenes, &find.query());
        if matches.is_empty() {
            return report_find(studio, "No match to replace: change the text to find");
        }
        let mut count = 0;
        for Range { start: PagePosition { scene, field, offset }, end } in matches.iter().rev() {
            let range = *offset..end.offset;
            if scenes[*scene].text(*field)[range.clone()] != *find.replacement() {
                scenes[*scene].edit_text(*field, |text| text.replace_range(range, find.replacement()));
                count += 1;
            }
        }
        if count == 0 {
            return report_find(studio, "Nothing to replace: all matches read so already");
        }
        let name = format!("replacement of {}", format_count(count, "match"));
        studio.edit_named(Edit::ReplaceScenes(0..scenes.len(), scenes), name);
        self.set_nearest_caret(scenes_of(studio), self.caret.position);
        let text = format!("Replaced {}", format_count(count, "time"));
        let message = StatusMessage::new(Severity::Info, text).with_topic(MessageTopic::Find);
        studio.show_message(message.with_undo_hint());
    }
}

/// Says what the find bar did, until another text is searched.
fn report_find(studio: &mut Studio, text: &str) {
    studio.report_about(MessageTopic::Find, Severity::Info, text);
}
