//! The command palette: every command by its name, found as one types.

use ratatui::buffer::Buffer;
use ratatui::layout::Rect;

use super::{DrawContext, Go, Input, Pane, Turn, field};
use crate::command::{Command, Key, ROWS, Row, Scope, rows};
use crate::domain::word_marks;
use crate::studio::Studio;
use crate::widgets::{Editor, Frame, centre, frame, put, width, window};

#[derive(Debug)]
pub struct Palette {
    field: Editor,
    /// The commands that can be done here.
    all: Vec<&'static Row>,
    cursor: usize,
}

impl Palette {
    /// The commands of a scope and those of everywhere; moving about is left out, since it has its keys.
    pub fn new(scope: Scope) -> Self {
        let dull = |command: Command| {
            matches!(
                command,
                Command::Up
                    | Command::Down
                    | Command::PageUp
                    | Command::PageDown
                    | Command::Earlier
                    | Command::Later
                    | Command::Leave
                    | Command::Palette
                    | Command::NextField
                    | Command::PreviousField
            )
        };
        let everywhere = ROWS.iter().filter(|row| row.scopes.is_empty());
        let own = rows(scope).filter(|row| !row.scopes.is_empty());
        let all = own.chain(everywhere).filter(|row| !dull(row.command)).collect();
        Self { field: Editor::line(""), all, cursor: 0 }
    }

    fn found(&self) -> Vec<&'static Row> {
        let query = self.field.text().to_lowercase();
        let holds =
            |row: &&&'static Row| query.split_whitespace().all(|word| row.help.to_lowercase().contains(word));
        self.all.iter().filter(holds).copied().collect()
    }
}

impl Pane for Palette {
    fn scope(&self) -> Scope {
        Scope::Palette
    }

    fn update(&mut self, _: &mut Studio, input: Input) -> Turn {
        let found = self.found();
        match input {
            Input::Command(Command::Up) => self.cursor = self.cursor.saturating_sub(1),
            Input::Command(Command::Down) => {
                self.cursor = (self.cursor + 1).min(found.len().saturating_sub(1))
            }
            Input::Command(Command::Leave) => return Turn::go(Go::Close),
            Input::Command(Command::Accept) => {
                return Turn::go(found.get(self.cursor).map_or(Go::Close, |row| Go::Run(row.command)));
            }
            Input::Key(key) if field::press(&mut self.field, key).is_some() => self.cursor = 0,
            Input::Text(text) if field::paste(&mut self.field, &text).is_some() => self.cursor = 0,
            _ => {}
        }
        Turn::default()
    }

    fn view(&self, _: &Studio, ctx: &DrawContext, area: Rect, buf: &mut Buffer) {
        let place = centre(area, 72, area.height.saturating_sub(4).clamp(3, 22), buf);
        let room =
            frame(Frame { name: "Commands", note: "Enter · Esc", focused: true }, ctx.theme, place, buf);
        put(buf, room.x, room.y, 2, ctx.theme.symbol("›", ">"), ctx.theme.focus());
        self.field.view(
            true,
            Rect { x: room.x + 2, width: room.width.saturating_sub(2), height: 1, ..room },
            buf,
        );
        let found = self.found();
        let query = self.field.text();
        if found.is_empty() {
            put(buf, room.x, room.y + 2, room.width, "No command matches.", ctx.theme.plain());
        }
        let list = Rect { y: room.y + 2, height: room.height.saturating_sub(2), ..room };
        for (y, place) in (list.y..).zip(window(found.len(), self.cursor, list.height.into())) {
            let row = found[place];
            put(buf, list.x, y, list.width, row.help, ctx.theme.plain());
            for mark in word_marks(row.help, &query) {
                let Some(x) = u16::try_from(mark).ok().filter(|x| *x < list.width) else { break };
                if let Some(cell) = buf.cell_mut((list.x + x, y)) {
                    cell.set_style(ctx.theme.focus());
                }
            }
            let key = row.keys.first().map(Key::to_string).unwrap_or_default();
            let x = list.right().saturating_sub(u16::try_from(width(&key)).unwrap_or(0));
            put(buf, x, y, list.width, &key, ctx.theme.dim());
            if place == self.cursor {
                buf.set_style(Rect { y, height: 1, ..list }.intersection(buf.area), ctx.theme.cursor());
            }
        }
    }
}
