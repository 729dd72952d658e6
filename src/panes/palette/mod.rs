//! The command palette: every command by what it does, found as one types; those that do not apply say why.

use ratatui::buffer::Buffer;
use ratatui::layout::Rect;

use super::{DrawContext, Go, Input, Pane, Turn, field};
use crate::command::{Command, Key, ROWS, Row, Scope, rows};
use crate::domain::Index;
use crate::studio::{Studio, Tone};
use crate::widgets::{Editor, Frame, centre, frame, put, put_marked, width, window};

/// A command, and why it does nothing here and now.
#[derive(Debug)]
struct Entry {
    row: &'static Row,
    why_not: Option<String>,
}

#[derive(Debug)]
pub struct Palette {
    field: Editor,
    all: Vec<Entry>,
    /// What is searched, an entry each: its help, and behind that its other names.
    index: Index,
    /// The places of the entries that are found, those that apply first.
    found: Vec<usize>,
    cursor: usize,
}

/// Scopes of the panes, each with the name that a user knows.
const PANES: [(Scope, &str); 7] = [
    (Scope::Photos, "Photos"),
    (Scope::Voices, "Voices"),
    (Scope::Scenes, "Scenes"),
    (Scope::Choice, "a scene's options"),
    (Scope::Text, "a script"),
    (Scope::Queue, "Queue"),
    (Scope::Details, "a render's details"),
];

/// Moving about, which has its keys.
fn moves(command: Command) -> bool {
    use Command::{Down, Earlier, Later, Leave, NextField, PageDown, PageUp, Palette, PreviousField, Up};
    matches!(
        command,
        Up | Down | PageUp | PageDown | Earlier | Later | Leave | Palette | NextField | PreviousField
    )
}

impl Palette {
    /// The commands of a scope, those of everywhere, and those of other panes; `why_not` tells what does nothing now.
    pub fn new(scope: Scope, why_not: impl Fn(Command) -> Option<&'static str>) -> Self {
        let everywhere = ROWS.iter().filter(|row| row.scopes.is_empty());
        let own = rows(scope).filter(|row| !row.scopes.is_empty());
        let here = own.chain(everywhere).filter(|row| !moves(row.command));
        let mut all: Vec<Entry> =
            here.map(|row| Entry { row, why_not: why_not(row.command).map(str::to_owned) }).collect();
        for row in ROWS.iter().filter(|row| !moves(row.command)) {
            let Some((_, pane)) = PANES.iter().find(|(scope, _)| row.scopes.contains(scope)) else {
                continue;
            };
            let same = |entry: &Entry| entry.row.command == row.command && entry.row.help == row.help;
            if !matches!(row.command, Command::Top | Command::Bottom) && !all.iter().any(same) {
                all.push(Entry { row, why_not: Some(format!("only in {pane}")) });
            }
        }
        let index = Index::new(all.iter().map(|Entry { row, .. }| format!("{} {}", row.help, row.aliases)));
        let mut palette = Self { field: Editor::line(""), all, index, found: Vec::new(), cursor: 0 };
        palette.search();
        palette
    }

    fn search(&mut self) {
        self.index.find(&self.field.text()).clone_into(&mut self.found);
        self.found.sort_by_key(|place| self.all[*place].why_not.is_some());
        self.cursor = 0;
    }

    /// Does the command under the cursor, or says why not.
    fn chosen(&self, studio: &mut Studio) -> Turn {
        let Some(entry) = self.found.get(self.cursor).map(|place| &self.all[*place]) else {
            return Turn::go(Go::Close);
        };
        match &entry.why_not {
            None => Turn::go(Go::Run(entry.row.command)),
            Some(why) => {
                studio.tell(Tone::Info, format!("{}: {why}", entry.row.help));
                Turn::default()
            }
        }
    }
}

impl Pane for Palette {
    fn scope(&self) -> Scope {
        Scope::Palette
    }

    fn update(&mut self, studio: &mut Studio, input: Input) -> Turn {
        match input {
            Input::Command(Command::Up) => self.cursor = self.cursor.saturating_sub(1),
            Input::Command(Command::Down) => {
                self.cursor = (self.cursor + 1).min(self.found.len().saturating_sub(1))
            }
            Input::Command(Command::Leave) => return Turn::go(Go::Close),
            Input::Command(Command::Accept) => return self.chosen(studio),
            Input::Key(key) if field::press(&mut self.field, key).is_some() => self.search(),
            Input::Text(text) if field::paste(&mut self.field, &text).is_some() => self.search(),
            _ => {}
        }
        Turn::default()
    }

    fn view(&self, _: &Studio, ctx: &DrawContext, area: Rect, buf: &mut Buffer) {
        let place = centre(area, 72, area.height.saturating_sub(4).clamp(3, 22), buf);
        let room =
            frame(Frame { name: "Commands", note: "Enter · Esc", focused: true }, ctx.theme, place, buf);
        put(buf, room.x, room.y, 2, "›", ctx.theme.focus());
        self.field.view(
            true,
            Rect { x: room.x + 2, width: room.width.saturating_sub(2), height: 1, ..room },
            buf,
        );
        if self.found.is_empty() {
            put(buf, room.x, room.y + 2, room.width, "No command matches.", ctx.theme.plain());
        }
        let list = Rect { y: room.y + 2, height: room.height.saturating_sub(2), ..room };
        let marker = self.index.marker();
        for (y, place) in (list.y..).zip(window(self.found.len(), self.cursor, list.height.into())) {
            let line = Rect { y, height: 1, ..list };
            let entry = &self.all[self.found[place]];
            let marks = marker.marks(entry.row.help);
            draw(entry, &marks, ctx, line, buf);
            if place == self.cursor {
                buf.set_style(line.intersection(buf.area), ctx.theme.cursor());
            }
        }
    }
}

/// A command's help, and its key or why it does not apply.
fn draw(entry: &Entry, marks: &[usize], ctx: &DrawContext, line: Rect, buf: &mut Buffer) {
    let (style, end) = match &entry.why_not {
        None => (ctx.theme.plain(), entry.row.keys.first().map(Key::to_string).unwrap_or_default()),
        Some(why) => (ctx.theme.dim(), why.clone()),
    };
    let wide = u16::try_from(width(&end)).unwrap_or(0);
    let room = line.width.saturating_sub(if wide > 0 { wide + 1 } else { 0 });
    put_marked(buf, Rect { width: room, ..line }, entry.row.help, style, (marks, ctx.theme.focus()));
    put(buf, line.right().saturating_sub(wide), line.y, wide, &end, ctx.theme.dim());
}
