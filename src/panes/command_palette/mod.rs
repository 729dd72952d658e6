//! The command palette: finds a command by its help; unavailable ones say why.

use ratatui::layout::Rect;

use super::overlay_list::{OverlayInput, OverlayList, OverlayRow};
use super::{DrawContext, Navigate, Pane, PaneInput};
use crate::command::{COMMAND_ROWS, Command, CommandRow, Key, Scope, rows_in_scope};
use crate::domain::SearchIndex;
use crate::studio::{Severity, Studio};

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
    list: OverlayList,
    entries: Vec<PaletteEntry>,
    /// The searchable text of each entry: its help and its aliases.
    index: SearchIndex,
    /// The indexes of the matching entries, available ones first.
    matches: Vec<usize>,
}

/// The scopes of panes, with their names on the screen.
const PANE_SCOPES: [(Scope, &str); 6] = [
    (Scope::Photos, "Photos"),
    (Scope::Voices, "Voices"),
    (Scope::Scenes, "Script"),
    (Scope::SceneText, "a text of a scene"),
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
        let mut palette = Self { list: OverlayList::new(""), entries: all, index, matches: Vec::new() };
        palette.apply_filter();
        palette
    }

    fn apply_filter(&mut self) {
        self.index.find(self.list.filter.text()).clone_into(&mut self.matches);
        self.matches.sort_by_key(|index| self.entries[*index].unavailable_reason.is_some());
    }

    /// Runs the selected command, or reports why it is unavailable.
    fn accept(&self, studio: &mut Studio) -> Option<Navigate> {
        let Some(entry) = self.matches.get(self.list.selected).map(|index| &self.entries[*index]) else {
            return Some(Navigate::Close);
        };
        match &entry.unavailable_reason {
            None => Some(Navigate::RunCommand(entry.row.command)),
            Some(reason) => {
                studio.report(Severity::Info, format!("{}: {reason}", entry.row.help));
                None
            }
        }
    }
}

impl Pane for CommandPalette {
    fn scope(&self) -> Scope {
        Scope::Palette
    }

    fn update(&mut self, studio: &mut Studio, input: PaneInput) -> Option<Navigate> {
        match self.list.update(&input, self.matches.len()) {
            OverlayInput::Close => return Some(Navigate::Close),
            OverlayInput::Accept => return self.accept(studio),
            OverlayInput::Query => self.apply_filter(),
            OverlayInput::Other => {}
        }
        None
    }

    fn view(&self, ctx: &mut DrawContext<'_>, area: Rect) {
        let area = self.list.draw_frame("Commands", OVERLAY_SIZE, ctx, area);
        if self.matches.is_empty() {
            ctx.draw_text(area, "No command matches.", ctx.theme.plain());
        }
        let (theme, highlighter) = (ctx.theme, self.index.highlighter());
        let row = |index: usize| {
            let PaletteEntry { row, unavailable_reason } = &self.entries[self.matches[index]];
            let (style, end) = match unavailable_reason {
                None => (theme.plain(), row.keys.first().map(Key::to_string).unwrap_or_default()),
                Some(reason) => (theme.dim(), reason.clone()),
            };
            let marks = highlighter.matched_chars(row.help);
            OverlayRow { text: row.help.into(), marks, style, end, end_style: theme.dim() }
        };
        self.list.draw_rows(self.matches.len(), row, ctx, area);
    }
}
