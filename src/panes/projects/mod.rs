//! The overlay that opens a project: from a list, or by a typed path.

use std::path::{Path, PathBuf};

use ratatui::layout::Rect;

use super::overlay_list::{OverlayInput, OverlayList, OverlayRow};
use super::{Action, DrawContext, Navigate, Pane, PaneInput};
use crate::command::Scope;
use crate::domain::{ImportFormat, fold_text, text};
use crate::studio::Studio;

/// Columns, and maximum rows.
const OVERLAY_SIZE: (u16, u16) = (76, 18);

#[derive(Debug)]
pub struct ProjectsOverlay {
    list: OverlayList,
}

impl Default for ProjectsOverlay {
    fn default() -> Self {
        Self { list: OverlayList::new("a name; a new name creates a project") }
    }
}

/// An entry of the list: a project file, or unsaved work without one.
#[derive(Debug, Clone, PartialEq, Eq)]
struct ProjectChoice {
    path: Option<PathBuf>,
    is_unsaved: bool,
}

impl ProjectChoice {
    fn label(&self, studio: &Studio) -> String {
        let Some(path) = &self.path else { return "Untitled".to_owned() };
        text::single_line(&studio.relative_path(path).unwrap_or(path).to_string_lossy())
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
        let query = fold_text(self.list.filter.text());
        let holds = |choice: &ProjectChoice| {
            let text = fold_text(&format!("{} {}", choice.label(studio), choice.note()));
            query.split_whitespace().all(|word| text.contains(word))
        };
        list_choices(studio).into_iter().filter(holds).collect()
    }

    fn accept(&self, studio: &Studio) -> Navigate {
        let typed = self.list.filter.text().trim().to_owned();
        match self.matching_choices(studio).get(self.list.selected) {
            Some(ProjectChoice { path: Some(path), .. }) => {
                Navigate::perform(Action::OpenProject(path.to_string_lossy().into_owned()))
            }
            Some(ProjectChoice { path: None, .. }) => Navigate::perform(Action::OpenUntitled),
            None if typed.is_empty() => Navigate::Close,
            None => Navigate::perform(Action::OpenProject(typed)),
        }
    }
}

impl Pane for ProjectsOverlay {
    fn scope(&self) -> Scope {
        Scope::Palette
    }

    fn update(&mut self, studio: &mut Studio, input: PaneInput) -> Option<Navigate> {
        match self.list.update(&input, self.matching_choices(studio).len()) {
            OverlayInput::Close => Some(Navigate::Close),
            OverlayInput::Accept => Some(self.accept(studio)),
            OverlayInput::Query | OverlayInput::Other => None,
        }
    }

    fn view(&self, ctx: &mut DrawContext<'_>, area: Rect) {
        let (studio, theme) = (ctx.studio, ctx.theme);
        let title = format!("Open a project · {}", studio.environment.working_directory.display());
        let area = self.list.draw_frame(&title, OVERLAY_SIZE, ctx, area);
        let found = self.matching_choices(studio);
        if found.is_empty() {
            let is_blank = self.list.filter.is_empty();
            let is_script = ImportFormat::of_path(Path::new(self.list.filter.text().trim())).is_some();
            let text = match (is_blank, is_script) {
                (true, _) => "No projects here yet.",
                (false, true) => "Enter imports it as a new project.",
                (false, false) => "Enter creates it as a new project.",
            };
            ctx.draw_text(area, text, theme.plain());
        }
        let row = |index: usize| OverlayRow {
            text: found[index].label(studio).into(),
            marks: Vec::new(),
            style: theme.plain(),
            end: found[index].note().to_owned(),
            end_style: theme.warning(),
        };
        self.list.draw_rows(found.len(), row, ctx, area);
    }
}
