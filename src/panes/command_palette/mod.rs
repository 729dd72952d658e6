//! The command palette: finds a command by its help; unavailable ones say why.

use ratatui::layout::Rect;

use super::filter_input::{FilterChange, FilterInput};
use super::{DrawContext, Navigate, Pane, PaneInput, PaneOutcome};
use crate::command::{COMMAND_ROWS, Command, CommandRow, Key, Scope, rows_in_scope};
use crate::domain::SearchIndex;
use crate::studio::{Severity, Studio};
use crate::widgets::{draw_highlighted_text, visible_rows, width};

/// Columns, and maximum rows.
const OVERLAY_SIZE: (u16, u16) = (72, 22);

/// A command, and why it is unavailable.
#[derive(Debug)]
struct PaletteEntry {
    row: &'static CommandRow,
    unavailable_reason: Option<String>,
}

#[derive(Debug)]
pub struct CommandPalette {
    filter: FilterInput,
    entries: Vec<PaletteEntry>,
    /// The searchable text of each entry: its help and its aliases.
    index: SearchIndex,
    /// The indexes of the matching entries, available ones first.
    matches: Vec<usize>,
    selected: usize,
}

/// The scopes of panes, with their names on the screen.
const PANE_SCOPES: [(Scope, &str); 7] = [
    (Scope::Photos, "Photos"),
    (Scope::Voices, "Voices"),
    (Scope::Scenes, "Scenes"),
    (Scope::SceneOption, "a scene's options"),
    (Scope::SceneText, "a script"),
    (Scope::Queue, "Queue"),
    (Scope::RenderDetails, "a render's details"),
];

/// Whether a command only moves the focus or the cursor; the palette leaves those out.
fn is_navigation(command: Command) -> bool {
    use Command::{Back, Down, Next, NextField, PageDown, PageUp, Palette, Previous, PreviousField, Up};
    matches!(
        command,
        Up | Down | PageUp | PageDown | Previous | Next | Back | Palette | NextField | PreviousField
    )
}

impl CommandPalette {
    /// The commands of a scope, the global ones, and those of other panes. `why_not` returns why a command has no
    /// effect now.
    pub fn new(scope: Scope, why_not: impl Fn(Command) -> Option<&'static str>) -> Self {
        let everywhere = COMMAND_ROWS.iter().filter(|row| row.scopes.is_empty());
        let own = rows_in_scope(scope).filter(|row| !row.scopes.is_empty());
        let here = own.chain(everywhere).filter(|row| !is_navigation(row.command));
        let mut all: Vec<PaletteEntry> = here
            .map(|row| PaletteEntry { row, unavailable_reason: why_not(row.command).map(str::to_owned) })
            .collect();
        for row in COMMAND_ROWS.iter().filter(|row| !is_navigation(row.command)) {
            let Some((_, pane)) = PANE_SCOPES.iter().find(|(scope, _)| row.scopes.contains(scope)) else {
                continue;
            };
            let same = |entry: &PaletteEntry| entry.row.command == row.command && entry.row.help == row.help;
            if !matches!(row.command, Command::Top | Command::Bottom) && !all.iter().any(same) {
                all.push(PaletteEntry { row, unavailable_reason: Some(format!("only in {pane}")) });
            }
        }
        let index = SearchIndex::new(
            all.iter().map(|PaletteEntry { row, .. }| format!("{} {}", row.help, row.aliases)),
        );
        let mut palette = Self {
            filter: FilterInput::always_typing(""),
            entries: all,
            index,
            matches: Vec::new(),
            selected: 0,
        };
        palette.apply_filter();
        palette
    }

    fn apply_filter(&mut self) {
        self.index.find(&self.filter.text()).clone_into(&mut self.matches);
        self.matches.sort_by_key(|index| self.entries[*index].unavailable_reason.is_some());
        self.selected = 0;
    }

    /// Runs the selected command, or reports why it is unavailable.
    fn accept(&self, studio: &mut Studio) -> PaneOutcome {
        let Some(entry) = self.matches.get(self.selected).map(|index| &self.entries[*index]) else {
            return PaneOutcome::navigate(Navigate::Close);
        };
        match &entry.unavailable_reason {
            None => PaneOutcome::navigate(Navigate::RunCommand(entry.row.command)),
            Some(why) => {
                studio.report(Severity::Info, format!("{}: {why}", entry.row.help));
                PaneOutcome::default()
            }
        }
    }
}

impl Pane for CommandPalette {
    fn scope(&self) -> Scope {
        Scope::Palette
    }

    fn update(&mut self, studio: &mut Studio, input: PaneInput) -> PaneOutcome {
        match input {
            PaneInput::Command(Command::Back) => return PaneOutcome::navigate(Navigate::Close),
            PaneInput::Command(Command::Confirm) => return self.accept(studio),
            _ => {}
        }
        match self.filter.update(&input, self.selected, self.matches.len()) {
            Some(FilterChange::Cursor(row)) => self.selected = row,
            Some(FilterChange::Query) => self.apply_filter(),
            _ => {}
        }
        PaneOutcome::default()
    }

    fn view(&self, ctx: &mut DrawContext<'_>, area: Rect) {
        let list = self.filter.draw_overlay("Commands", OVERLAY_SIZE, ctx, area);
        if self.matches.is_empty() {
            ctx.draw_text(list, "No command matches.", ctx.theme.plain());
        }
        let highlighter = self.index.highlighter();
        for (y, index) in (list.y..).zip(visible_rows(self.matches.len(), self.selected, list.height.into()))
        {
            let line = Rect { y, height: 1, ..list };
            let entry = &self.entries[self.matches[index]];
            let marks = highlighter.matched_chars(entry.row.help);
            draw_entry(entry, &marks, ctx, line);
            if index == self.selected {
                ctx.draw_cursor(line);
            }
        }
    }
}

/// Draws the help of a command, and its key or why it is unavailable.
fn draw_entry(entry: &PaletteEntry, marks: &[usize], ctx: &mut DrawContext<'_>, line: Rect) {
    let (style, end) = match &entry.unavailable_reason {
        None => (ctx.theme.plain(), entry.row.keys.first().map(Key::to_string).unwrap_or_default()),
        Some(why) => (ctx.theme.dim(), why.clone()),
    };
    let end_columns = u16::try_from(width(&end)).unwrap_or(0);
    let help_columns = line.width.saturating_sub(if end_columns > 0 { end_columns + 1 } else { 0 });
    draw_highlighted_text(
        ctx.buf,
        Rect { width: help_columns, ..line },
        entry.row.help,
        style,
        (marks, ctx.theme.focus()),
    );
    ctx.draw_text(
        Rect::new(line.right().saturating_sub(end_columns), line.y, end_columns, 1),
        &end,
        ctx.theme.dim(),
    );
}
