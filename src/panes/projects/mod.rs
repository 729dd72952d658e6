//! The choice of a project: those near, or any path that is typed.

use std::path::{Path, PathBuf};

use ratatui::buffer::Buffer;
use ratatui::layout::Rect;

use super::{Deed, DrawContext, Go, Input, Pane, Turn, field};
use crate::command::{Command, Scope};
use crate::domain::folded;
use crate::studio::Studio;
use crate::widgets::{Editor, Frame, centre, frame, put, window};

#[derive(Debug)]
pub struct Projects {
    field: Editor,
    cursor: usize,
}

impl Default for Projects {
    fn default() -> Self {
        Self { field: Editor::line("").hint("a name: what does not exist yet begins a new film"), cursor: 0 }
    }
}

impl Projects {
    /// The projects whose path holds all that is typed.
    fn found<'a>(&self, studio: &'a Studio) -> Vec<&'a PathBuf> {
        let query = folded(&self.field.text());
        let holds = |path: &&PathBuf| {
            let path = folded(&shown(path, &studio.folder));
            query.split_whitespace().all(|word| path.contains(word))
        };
        studio.projects.iter().filter(holds).collect()
    }

    fn chosen(&self, studio: &Studio) -> Turn {
        let typed = self.field.text().trim().to_owned();
        let path = self.found(studio).get(self.cursor).map(|path| path.to_string_lossy().into_owned());
        match path {
            Some(path) => Turn::deed(Deed::Open(path)),
            None if typed.is_empty() => Turn::go(Go::Close),
            None => Turn::deed(Deed::Open(typed)),
        }
    }
}

/// A path as it is read: from the folder that cuecard was started in, where it lies there.
fn shown(path: &Path, folder: &Path) -> String {
    let own = (!folder.as_os_str().is_empty()).then(|| path.strip_prefix(folder).ok()).flatten();
    crate::domain::text::line(&own.unwrap_or(path).to_string_lossy())
}

impl Pane for Projects {
    fn scope(&self) -> Scope {
        Scope::Palette
    }

    fn update(&mut self, studio: &mut Studio, input: Input) -> Turn {
        match input {
            Input::Command(Command::Up) => self.cursor = self.cursor.saturating_sub(1),
            Input::Command(Command::Down) => {
                self.cursor = (self.cursor + 1).min(self.found(studio).len().saturating_sub(1));
            }
            Input::Command(Command::Leave) => return Turn::go(Go::Close),
            Input::Command(Command::Accept) => return self.chosen(studio),
            Input::Key(key) if field::press(&mut self.field, key).is_some() => self.cursor = 0,
            Input::Text(text) if field::paste(&mut self.field, &text).is_some() => self.cursor = 0,
            _ => {}
        }
        Turn::default()
    }

    fn view(&self, studio: &Studio, ctx: &DrawContext, area: Rect, buf: &mut Buffer) {
        let place = centre(area, 76, area.height.saturating_sub(4).clamp(3, 18), buf);
        let name = format!("Open a project · {}", studio.folder.display());
        let room = frame(Frame { name: &name, note: "Enter · Esc", focused: true }, ctx.theme, place, buf);
        put(buf, room.x, room.y, 2, ctx.theme.symbol("›", ">"), ctx.theme.focus());
        let field =
            Rect { x: room.x + 2, width: room.width.saturating_sub(2), height: room.height.min(1), ..room };
        self.field.view(true, field, buf);
        let found = self.found(studio);
        let list = Rect { y: room.y + 2, height: room.height.saturating_sub(2), ..room };
        if found.is_empty() {
            let text = if self.field.is_empty() {
                "No projects here yet."
            } else {
                "Enter begins it as a new film."
            };
            put(buf, list.x, list.y, list.width, text, ctx.theme.plain());
        }
        for (y, index) in (list.y..).zip(window(found.len(), self.cursor, list.height.into())) {
            put(buf, list.x, y, list.width, &shown(found[index], &studio.folder), ctx.theme.plain());
            if index == self.cursor {
                buf.set_style(Rect { y, height: 1, ..list }.intersection(buf.area), ctx.theme.cursor());
            }
        }
    }
}
