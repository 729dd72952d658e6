//! The choice of a project: those near, or any path that is typed.

use std::path::{Path, PathBuf};

use ratatui::buffer::Buffer;
use ratatui::layout::Rect;

use super::{Action, DrawContext, Navigate, Pane, PaneInput, PaneOutcome, form_field};
use crate::command::{Command, Scope};
use crate::domain::fold_text;
use crate::studio::Studio;
use crate::widgets::{Editor, Frame, clear_centered, draw_frame, draw_text, visible_rows, width};

#[derive(Debug)]
pub struct ProjectsOverlay {
    editor: Editor,
    selected: usize,
}

impl Default for ProjectsOverlay {
    fn default() -> Self {
        Self {
            editor: Editor::single_line("").with_placeholder("a name; a new name creates a project"),
            selected: 0,
        }
    }
}

/// What can be opened: a file, or work that has none.
#[derive(Debug, Clone, PartialEq, Eq)]
struct ProjectChoice {
    path: Option<PathBuf>,
    is_unsaved: bool,
}

impl ProjectChoice {
    fn label(&self, folder: &Path) -> String {
        self.path.as_ref().map_or_else(|| "Untitled".to_owned(), |path| display_path(path, folder))
    }

    fn note(&self) -> &'static str {
        if self.is_unsaved { "unsaved work" } else { "" }
    }
}

/// All that can be opened, unsaved work first; the work that is open is no such.
fn list_choices(studio: &Studio) -> Vec<ProjectChoice> {
    let whole = |path: &PathBuf| studio.environment.working_directory.join(path);
    let open = studio.project_state.path.as_ref().map(whole);
    let unsaved = studio.project_list.unsaved_work.iter().map(|work| work.project.as_ref().map(whole));
    let unsaved: Vec<Option<PathBuf>> = unsaved.filter(|path| *path != open).collect();
    let saved = studio.project_list.files.iter().filter(|path| !unsaved.contains(&Some(whole(path))));
    let saved = saved.map(|path| ProjectChoice { path: Some(path.clone()), is_unsaved: false });
    unsaved.iter().map(|path| ProjectChoice { path: path.clone(), is_unsaved: true }).chain(saved).collect()
}

impl ProjectsOverlay {
    /// What can be opened and holds all that is typed.
    fn matching_choices(&self, studio: &Studio) -> Vec<ProjectChoice> {
        let query = fold_text(&self.editor.text());
        let holds = |choice: &ProjectChoice| {
            let text = fold_text(&format!(
                "{} {}",
                choice.label(&studio.environment.working_directory),
                choice.note()
            ));
            query.split_whitespace().all(|word| text.contains(word))
        };
        list_choices(studio).into_iter().filter(holds).collect()
    }

    fn accept(&self, studio: &Studio) -> PaneOutcome {
        let typed = self.editor.text().trim().to_owned();
        match self.matching_choices(studio).get(self.selected) {
            Some(ProjectChoice { path: Some(path), .. }) => {
                PaneOutcome::perform(Action::OpenProject(path.to_string_lossy().into_owned()))
            }
            Some(ProjectChoice { path: None, .. }) => PaneOutcome::perform(Action::OpenUntitled),
            None if typed.is_empty() => PaneOutcome::navigate(Navigate::Close),
            None => PaneOutcome::perform(Action::OpenProject(typed)),
        }
    }
}

/// A path as it is read: from the folder that cuecard was started in, where it lies there.
fn display_path(path: &Path, folder: &Path) -> String {
    let own = (!folder.as_os_str().is_empty()).then(|| path.strip_prefix(folder).ok()).flatten();
    crate::domain::text::single_line(&own.unwrap_or(path).to_string_lossy())
}

impl Pane for ProjectsOverlay {
    fn scope(&self) -> Scope {
        Scope::Palette
    }

    fn update(&mut self, studio: &mut Studio, input: PaneInput) -> PaneOutcome {
        match input {
            PaneInput::Command(Command::Up) => self.selected = self.selected.saturating_sub(1),
            PaneInput::Command(Command::Down) => {
                self.selected =
                    (self.selected + 1).min(self.matching_choices(studio).len().saturating_sub(1));
            }
            PaneInput::Command(Command::Back) => return PaneOutcome::navigate(Navigate::Close),
            PaneInput::Command(Command::Confirm) => return self.accept(studio),
            PaneInput::Key(key) if form_field::handle_key(&mut self.editor, key).is_some() => {
                self.selected = 0
            }
            PaneInput::Text(text) if form_field::insert_pasted(&mut self.editor, &text).is_some() => {
                self.selected = 0
            }
            _ => {}
        }
        PaneOutcome::default()
    }

    fn view(&self, studio: &Studio, ctx: &DrawContext, area: Rect, buf: &mut Buffer) {
        let place = clear_centered(area, 76, area.height.saturating_sub(4).clamp(3, 18), buf);
        let name = format!("Open a project · {}", studio.environment.working_directory.display());
        let room =
            draw_frame(Frame { name: &name, note: "Enter · Esc", focused: true }, ctx.theme, place, buf);
        draw_text(buf, room.x, room.y, 2, "›", ctx.theme.focus());
        let field =
            Rect { x: room.x + 2, width: room.width.saturating_sub(2), height: room.height.min(1), ..room };
        self.editor.draw(true, field, buf);
        let found = self.matching_choices(studio);
        let list = Rect { y: room.y + 2, height: room.height.saturating_sub(2), ..room };
        if found.is_empty() {
            let text = if self.editor.is_empty() {
                "No projects here yet."
            } else {
                "Enter creates it as a new project."
            };
            draw_text(buf, list.x, list.y, list.width, text, ctx.theme.plain());
        }
        for (y, index) in (list.y..).zip(visible_rows(found.len(), self.selected, list.height.into())) {
            let choice = &found[index];
            let wide = u16::try_from(width(choice.note())).unwrap_or(0);
            let name = list.width.saturating_sub(wide + 1);
            draw_text(
                buf,
                list.x,
                y,
                name,
                &choice.label(&studio.environment.working_directory),
                ctx.theme.plain(),
            );
            draw_text(buf, list.right().saturating_sub(wide), y, wide, choice.note(), ctx.theme.warning());
            if index == self.selected {
                buf.set_style(Rect { y, height: 1, ..list }.intersection(buf.area), ctx.theme.cursor());
            }
        }
    }
}
