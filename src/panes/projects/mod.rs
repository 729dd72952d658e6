//! The choice of a project: those near, or any path that is typed.

use std::path::{Path, PathBuf};

use ratatui::buffer::Buffer;
use ratatui::layout::Rect;

use super::{Deed, DrawContext, Go, Input, Pane, Turn, field};
use crate::command::{Command, Scope};
use crate::domain::folded;
use crate::studio::Studio;
use crate::widgets::{Editor, Frame, centre, frame, put, width, window};

#[derive(Debug)]
pub struct Projects {
    field: Editor,
    cursor: usize,
}

impl Default for Projects {
    fn default() -> Self {
        Self { field: Editor::line("").hint("a name; a new name creates a project"), cursor: 0 }
    }
}

/// What can be opened: a file, or work that has none.
#[derive(Debug, Clone, PartialEq, Eq)]
struct Choice {
    path: Option<PathBuf>,
    unsaved: bool,
}

impl Choice {
    fn shown(&self, folder: &Path) -> String {
        self.path.as_ref().map_or_else(|| "Untitled".to_owned(), |path| shown(path, folder))
    }

    fn note(&self) -> &'static str {
        if self.unsaved { "unsaved work" } else { "" }
    }
}

/// All that can be opened, unsaved work first; the work that is open is no such.
fn choices(studio: &Studio) -> Vec<Choice> {
    let whole = |path: &PathBuf| studio.folder.join(path);
    let open = studio.work.path.as_ref().map(whole);
    let unsaved = studio.unsaved_work.iter().map(|work| work.project.as_ref().map(whole));
    let unsaved: Vec<Option<PathBuf>> = unsaved.filter(|path| *path != open).collect();
    let saved = studio.projects.iter().filter(|path| !unsaved.contains(&Some(whole(path))));
    let saved = saved.map(|path| Choice { path: Some(path.clone()), unsaved: false });
    unsaved.iter().map(|path| Choice { path: path.clone(), unsaved: true }).chain(saved).collect()
}

impl Projects {
    /// What can be opened and holds all that is typed.
    fn found(&self, studio: &Studio) -> Vec<Choice> {
        let query = folded(&self.field.text());
        let holds = |choice: &Choice| {
            let text = folded(&format!("{} {}", choice.shown(&studio.folder), choice.note()));
            query.split_whitespace().all(|word| text.contains(word))
        };
        choices(studio).into_iter().filter(holds).collect()
    }

    fn chosen(&self, studio: &Studio) -> Turn {
        let typed = self.field.text().trim().to_owned();
        match self.found(studio).get(self.cursor) {
            Some(Choice { path: Some(path), .. }) => {
                Turn::deed(Deed::Open(path.to_string_lossy().into_owned()))
            }
            Some(Choice { path: None, .. }) => Turn::deed(Deed::OpenUntitled),
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
        put(buf, room.x, room.y, 2, "›", ctx.theme.focus());
        let field =
            Rect { x: room.x + 2, width: room.width.saturating_sub(2), height: room.height.min(1), ..room };
        self.field.view(true, field, buf);
        let found = self.found(studio);
        let list = Rect { y: room.y + 2, height: room.height.saturating_sub(2), ..room };
        if found.is_empty() {
            let text = if self.field.is_empty() {
                "No projects here yet."
            } else {
                "Enter creates it as a new project."
            };
            put(buf, list.x, list.y, list.width, text, ctx.theme.plain());
        }
        for (y, index) in (list.y..).zip(window(found.len(), self.cursor, list.height.into())) {
            let choice = &found[index];
            let wide = u16::try_from(width(choice.note())).unwrap_or(0);
            let name = list.width.saturating_sub(wide + 1);
            put(buf, list.x, y, name, &choice.shown(&studio.folder), ctx.theme.plain());
            put(buf, list.right().saturating_sub(wide), y, wide, choice.note(), ctx.theme.warn());
            if index == self.cursor {
                buf.set_style(Rect { y, height: 1, ..list }.intersection(buf.area), ctx.theme.cursor());
            }
        }
    }
}
