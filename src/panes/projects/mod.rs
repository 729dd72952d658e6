//! The overlay that opens a project: from a list, or by a typed path.

use std::path::{Path, PathBuf};

use ratatui::layout::Rect;

use super::filter_input::{FilterChange, FilterInput};
use super::{Action, DrawContext, Navigate, Pane, PaneInput, PaneOutcome};
use crate::command::{Command, Scope};
use crate::domain::fold_text;
use crate::studio::Studio;
use crate::widgets::{visible_rows, width};

/// Columns, and maximum rows.
const OVERLAY_SIZE: (u16, u16) = (76, 18);

#[derive(Debug)]
pub struct ProjectsOverlay {
    filter: FilterInput,
    selected: usize,
}

impl Default for ProjectsOverlay {
    fn default() -> Self {
        Self { filter: FilterInput::always_typing("a name; a new name creates a project"), selected: 0 }
    }
}

/// An entry of the list: a project file, or unsaved work without one.
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

/// All entries, unsaved work first, without the open project.
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
    /// The entries that contain every typed word.
    fn matching_choices(&self, studio: &Studio) -> Vec<ProjectChoice> {
        let query = fold_text(&self.filter.text());
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
        let typed = self.filter.text().trim().to_owned();
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

/// The path, relative to the working directory if it lies there.
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
            PaneInput::Command(Command::Back) => return PaneOutcome::navigate(Navigate::Close),
            PaneInput::Command(Command::Confirm) => return self.accept(studio),
            _ => {}
        }
        match self.filter.update(&input, self.selected, self.matching_choices(studio).len()) {
            Some(FilterChange::Cursor(row)) => self.selected = row,
            Some(FilterChange::Query) => self.selected = 0,
            _ => {}
        }
        PaneOutcome::default()
    }

    fn view(&self, ctx: &mut DrawContext<'_>, area: Rect) {
        let studio = ctx.studio;
        let title = format!("Open a project · {}", studio.environment.working_directory.display());
        let list = self.filter.draw_overlay(&title, OVERLAY_SIZE, ctx, area);
        let found = self.matching_choices(studio);
        if found.is_empty() {
            let text = if self.filter.is_empty() {
                "No projects here yet."
            } else {
                "Enter creates it as a new project."
            };
            ctx.draw_text(list, text, ctx.theme.plain());
        }
        for (y, index) in (list.y..).zip(visible_rows(found.len(), self.selected, list.height.into())) {
            let choice = &found[index];
            let note_columns = u16::try_from(width(choice.note())).unwrap_or(0);
            let label_columns = list.width.saturating_sub(note_columns + 1);
            ctx.draw_text(
                Rect::new(list.x, y, label_columns, 1),
                &choice.label(&studio.environment.working_directory),
                ctx.theme.plain(),
            );
            ctx.draw_text(
                Rect::new(list.right().saturating_sub(note_columns), y, note_columns, 1),
                choice.note(),
                ctx.theme.warning(),
            );
            if index == self.selected {
                ctx.draw_cursor(Rect { y, height: 1, ..list });
            }
        }
    }
}
