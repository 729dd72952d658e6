//! The find bar of the script page: its fields, and what it searches.

use ratatui::layout::Rect;

use super::position::PagePosition;
use crate::command::{Command, Scope};
use crate::domain::{FindQuery, LetterCase, WordMatch, format_count};
use crate::panes::{DrawContext, PaneInput, text_keys};
use crate::widgets::{LineEditor, StyledLine};

/// Columns from which on the bar has the number of matches and its options.
const MIN_COLUMNS_WITH_COUNT: u16 = 36;

/// The fields of the bar.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
enum FindField {
    #[default]
    Query,
    Replacement,
}

/// What an input means for the page.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum FindOutcome {
    /// It changes nothing on the page.
    Ignored,
    /// The query changed: the nearest match is selected.
    Search,
    Next,
    Previous,
    /// Replace the selected match, and go on to the next one.
    Replace,
    ReplaceAll,
    Close,
}

/// The selected match by its number, and how many matches there are.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct MatchCount {
    /// The index of the selected match.
    pub(super) selected: Option<usize>,
    pub(super) total: usize,
}

/// Single replacements, one after the other through the page. A round ends where it began, so that what was put in is not
/// replaced again.
#[derive(Debug, Clone, Copy)]
pub(super) struct ReplaceRound {
    /// Where the first replaced match began.
    pub(super) start: PagePosition,
    /// Whether it went on from the start of the page.
    pub(super) has_wrapped: bool,
    pub(super) replaced_count: usize,
}

#[derive(Debug)]
pub(super) struct FindBar {
    /// Where the search begins while the query is typed.
    pub(super) origin: PagePosition,
    pub(super) round: Option<ReplaceRound>,
    query: LineEditor,
    replacement: LineEditor,
    field: FindField,
    letter_case: LetterCase,
    word_match: WordMatch,
}

impl FindBar {
    /// A bar that searches a text from a position on.
    pub(super) fn new(text: &str, origin: PagePosition) -> Self {
        let mut query = LineEditor::new(text).with_placeholder("find");
        query.select_all();
        Self {
            origin,
            round: None,
            query,
            replacement: LineEditor::new("").with_placeholder("replace by"),
            field: FindField::default(),
            letter_case: LetterCase::default(),
            word_match: WordMatch::default(),
        }
    }

    pub(super) fn scope(&self) -> Scope {
        match self.field {
            FindField::Query => Scope::Find,
            FindField::Replacement => Scope::Replacement,
        }
    }

    pub(super) fn query(&self) -> FindQuery {
        FindQuery {
            text: self.query.text().to_owned(),
            letter_case: self.letter_case,
            word_match: self.word_match,
        }
    }

    pub(super) fn replacement(&self) -> &str {
        self.replacement.text()
    }

    pub(super) fn update(&mut self, input: &PaneInput) -> FindOutcome {
        let is_query = self.field == FindField::Query;
        let editor = if is_query { &mut self.query } else { &mut self.replacement };
        let edit = match input {
            PaneInput::Command(command) => return self.handle_command(*command),
            PaneInput::Key(key) => text_keys::handle_key(editor, *key),
            PaneInput::Text(text) => text_keys::insert_pasted(editor, text),
        };
        if edit.is_some() && is_query { FindOutcome::Search } else { FindOutcome::Ignored }
    }

    fn handle_command(&mut self, command: Command) -> FindOutcome {
        match command {
            Command::Back => FindOutcome::Close,
            Command::Confirm if self.field == FindField::Replacement => FindOutcome::Replace,
            Command::Confirm | Command::Down => FindOutcome::Next,
            Command::Up => FindOutcome::Previous,
            Command::ReplaceAll => FindOutcome::ReplaceAll,
            Command::NextField | Command::PreviousField => {
                self.field = match self.field {
                    FindField::Query => FindField::Replacement,
                    FindField::Replacement => FindField::Query,
                };
                FindOutcome::Ignored
            }
            Command::ToggleLetterCase => {
                self.letter_case = match self.letter_case {
                    LetterCase::Ignored => LetterCase::Exact,
                    LetterCase::Exact => LetterCase::Ignored,
                };
                FindOutcome::Search
            }
            Command::ToggleWholeWords => {
                self.word_match = match self.word_match {
                    WordMatch::Anywhere => WordMatch::WholeWords,
                    WordMatch::WholeWords => WordMatch::Anywhere,
                };
                FindOutcome::Search
            }
            _ => FindOutcome::Ignored,
        }
    }

    /// Draws the bar in one row.
    pub(super) fn draw(&self, matches: MatchCount, ctx: &mut DrawContext<'_>, area: Rect) {
        let theme = ctx.theme;
        let mark = |is_on: bool, text: &'static str| (text, if is_on { theme.focus() } else { theme.dim() });
        let (case, case_style) = mark(self.letter_case == LetterCase::Exact, "  Aa");
        let (words, words_style) = mark(self.word_match == WordMatch::WholeWords, " \"w\"");
        let count = match matches {
            _ if self.query.is_empty() => String::new(),
            MatchCount { total: 0, .. } => "  no match".to_owned(),
            MatchCount { selected: Some(index), total } => format!("  {} of {total}", index + 1),
            MatchCount { selected: None, total } => format!("  {}", format_count(total, "match")),
        };
        let end = StyledLine::new().add(count, theme.plain()).add(case, case_style).add(words, words_style);
        // In a narrow window the text to find is all that is shown.
        let end = if area.width < MIN_COLUMNS_WITH_COUNT { StyledLine::new() } else { end };
        let end_columns = u16::try_from(end.width()).unwrap_or(area.width);
        let fields = area.width.saturating_sub(end_columns + 3);
        let half = fields / 2;
        ctx.draw_text(area, "/", theme.focus());
        let query = Rect { x: area.x + 2.min(area.width), width: half, ..area };
        self.query.draw(ctx.is_focused && self.field == FindField::Query, query, ctx.buf);
        let replacement = Rect { x: query.right() + 1, width: fields.saturating_sub(half), ..area };
        self.replacement.draw(ctx.is_focused && self.field == FindField::Replacement, replacement, ctx.buf);
        end.draw_right(area, 0, ctx.buf);
    }
}
