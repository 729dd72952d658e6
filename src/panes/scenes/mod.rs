//! The scenes pane: the timeline, and the editor of the selected scene.

mod list;
mod options;
mod view;

use ratatui::layout::Rect;

use super::cycle::{Direction, cycle_index};
use super::{DrawContext, Navigate, Pane, PaneInput, form_field};
use crate::command::{Command, KeyCode, Scope};
use crate::domain::{Project, Scene, SceneField};
use crate::studio::{Edit, EditKind, Severity, StatusMessage, Studio};
use crate::widgets::Editor;

const SCRIPT_HINT: &str = "The spoken words. <break time=\"1s\"/> is a pause.";
const MOTION_HINT: &str = "Movement, such as: Avatar nods, smiling warmly";

const FIELD_TAB_ORDER: [SceneField; 5] =
    [SceneField::Script, SceneField::Emotion, SceneField::Style, SceneField::Enhance, SceneField::Motion];

#[derive(Debug)]
pub struct ScenesPane {
    /// The index of the selected scene.
    selected: usize,
    /// The focused field; `None` is the timeline.
    focused_field: Option<SceneField>,
    script: Editor,
    motion: Editor,
    /// The scene index and the project revision that the editors show.
    shown_revision: (usize, u64),
}

impl Default for ScenesPane {
    fn default() -> Self {
        Self {
            selected: 0,
            focused_field: None,
            script: Editor::multiline("").with_placeholder(SCRIPT_HINT),
            motion: Editor::single_line("").with_placeholder(MOTION_HINT),
            shown_revision: (usize::MAX, 0),
        }
    }
}

impl ScenesPane {
    /// Updates the editors after a change of the project from elsewhere.
    pub fn sync(&mut self, studio: &Studio) {
        let scenes = &studio.project_state.project.scenes;
        self.selected = self.selected.min(scenes.len().saturating_sub(1));
        let now = (self.selected, studio.project_state.revision);
        if self.shown_revision == now {
            return;
        }
        let empty = Scene::default();
        let scene = scenes.get(self.selected).unwrap_or(&empty);
        if self.shown_revision.0 == self.selected {
            self.script.set_text(&scene.script);
            self.motion.set_text(&scene.motion_prompt);
        } else {
            self.load_editors(scene);
        }
        self.shown_revision = now;
    }

    /// The index of the selected scene.
    pub fn selected(&self) -> usize {
        self.selected
    }

    /// Selects a scene and focuses a field of it.
    pub fn go_to(&mut self, scene: usize, field: SceneField) {
        self.selected = scene;
        self.focused_field = Some(field);
    }

    /// Selects what undo or redo changed, with the caret at the change. A text field keeps the focus for typing; the
    /// timeline only selects the scene. `before` is the project before the step.
    pub fn show_change(&mut self, before: &Project, index: usize, field: Option<SceneField>, scope: Scope) {
        let text = |field: &SceneField| matches!(field, SceneField::Script | SceneField::Motion);
        self.focused_field = match scope {
            Scope::SceneOption => field,
            _ if scope.takes_text() => {
                field.filter(text).or(self.focused_field.filter(text)).or(Some(SceneField::Script))
            }
            _ => None,
        };
        self.selected = index;
        if let Some(scene) = before.scenes.get(index).filter(|_| self.shown_revision.0 != index) {
            self.load_editors(scene);
            self.shown_revision = (index, u64::MAX);
        }
    }

    fn load_editors(&mut self, scene: &Scene) {
        self.script = Editor::multiline(&scene.script).with_placeholder(SCRIPT_HINT);
        self.motion = Editor::single_line(&scene.motion_prompt).with_placeholder(MOTION_HINT);
    }

    pub fn focus_timeline(&mut self) {
        self.focused_field = None;
    }

    pub fn focus_last_field(&mut self) {
        self.focused_field = Some(SceneField::Motion);
    }

    fn scene_count(studio: &Studio) -> usize {
        studio.project_state.project.scenes.len()
    }

    fn cycle_field(&mut self, studio: &Studio, direction: Direction) -> Option<Navigate> {
        if Self::scene_count(studio) == 0 {
            return Some(match direction {
                Direction::Next => Navigate::NextPane,
                Direction::Previous => Navigate::PreviousPane,
            });
        }
        let index = self.focused_field.and_then(|field| FIELD_TAB_ORDER.iter().position(|f| *f == field));
        // The fields wrap around: Tab never leads from a text field to where letters are commands. Esc leaves the
        // fields.
        let next = index.map_or(0, |index| cycle_index(FIELD_TAB_ORDER.len(), index, direction));
        self.focused_field = Some(FIELD_TAB_ORDER[next]);
        None
    }

    /// Inserts a scene after the selected one and focuses its script.
    fn insert_scene(&mut self, studio: &mut Studio) {
        let index = if Self::scene_count(studio) == 0 { 0 } else { self.selected + 1 };
        studio.edit(Edit::InsertScene(index), EditKind::SingleStep);
        if index > 0 {
            studio.report(
                Severity::Info,
                format!("Scene {} copies the emotion and style of scene {index}", index + 1),
            );
        }
        self.go_to(index, SceneField::Script);
    }

    fn remove_scene(&self, studio: &mut Studio) {
        let before = Self::scene_count(studio);
        studio.edit(Edit::RemoveScene(self.selected), EditKind::SingleStep);
        if Self::scene_count(studio) < before {
            let deleted =
                StatusMessage::new(Severity::Info, format!("Scene {} was deleted", self.selected + 1));
            studio.show_message(deleted.with_key_hint("Ctrl-z", "restores it"));
        }
    }

    fn move_scene(&mut self, studio: &mut Studio, to: Option<usize>) {
        let Some(to) = to.filter(|to| *to < Self::scene_count(studio)) else { return };
        let from = std::mem::replace(&mut self.selected, to);
        studio.edit(Edit::MoveScene(from, to), EditKind::SingleStep);
    }

    fn select_scene(&mut self, studio: &Studio, to: Option<usize>) {
        self.selected = to.unwrap_or(0).min(Self::scene_count(studio).saturating_sub(1));
    }

    fn handle_command(&mut self, studio: &mut Studio, command: Command) -> Option<Navigate> {
        match (command, self.focused_field) {
            (Command::NextField, _) => return self.cycle_field(studio, Direction::Next),
            (Command::PreviousField, _) => return self.cycle_field(studio, Direction::Previous),
            (Command::Back, _) => self.focused_field = None,
            (Command::EditScript, _) if Self::scene_count(studio) == 0 => self.insert_scene(studio),
            (Command::EditScript, _) => self.focused_field = Some(SceneField::Script),
            (Command::NewScene, _) => self.insert_scene(studio),
            (Command::PreviousScene, _) | (Command::Previous, None) => {
                self.select_scene(studio, self.selected.checked_sub(1))
            }
            (Command::NextScene, _) | (Command::Next, None) => {
                self.select_scene(studio, Some(self.selected + 1))
            }
            (Command::Top, _) => self.selected = 0,
            (Command::Bottom, _) => self.select_scene(studio, Some(usize::MAX)),
            (Command::MoveUp, _) => self.move_scene(studio, self.selected.checked_sub(1)),
            (Command::MoveDown, _) => self.move_scene(studio, Some(self.selected + 1)),
            (Command::DeleteScene, _) => self.remove_scene(studio),
            (Command::Duplicate, _) if Self::scene_count(studio) > 0 => {
                studio.edit(Edit::DuplicateScene(self.selected), EditKind::SingleStep);
                self.selected += 1;
            }
            (Command::Previous, Some(field)) => self.cycle_option(studio, field, Direction::Previous),
            (Command::Next | Command::Toggle, Some(field)) => {
                self.cycle_option(studio, field, Direction::Next)
            }
            _ => {}
        }
        None
    }

    fn cycle_option(&self, studio: &mut Studio, field: SceneField, direction: Direction) {
        let Some(scene) = studio.project_state.project.scenes.get(self.selected) else { return };
        if let Some(edit) = options::cycle_option(scene, self.selected, field, direction) {
            studio.edit(edit, EditKind::SingleStep);
        }
    }

    /// Edits the focused field, and sends its whole text to the studio, which owns the project.
    fn edit_field(&mut self, studio: &mut Studio, apply_edit: impl FnOnce(&mut Editor) -> Option<EditKind>) {
        let (editor, edit): (_, fn(usize, String) -> Edit) = match self.focused_field {
            Some(SceneField::Script) => (&mut self.script, Edit::Script),
            Some(SceneField::Motion) => (&mut self.motion, Edit::Motion),
            _ => return,
        };
        if let Some(kind) = apply_edit(editor) {
            studio.edit(edit(self.selected, editor.text()), kind);
        }
    }
}

impl Pane for ScenesPane {
    fn scope(&self) -> Scope {
        match self.focused_field {
            None => Scope::Scenes,
            Some(SceneField::Script | SceneField::Motion) => Scope::SceneText,
            Some(_) => Scope::SceneOption,
        }
    }

    fn update(&mut self, studio: &mut Studio, input: PaneInput) -> Option<Navigate> {
        let mut navigation = None;
        match input {
            PaneInput::Command(command) => navigation = self.handle_command(studio, command),
            // A motion prompt has one line; text typed after Enter still belongs to it.
            PaneInput::Key(key)
                if key.code == KeyCode::Enter && self.focused_field == Some(SceneField::Motion) =>
            {
                studio.report(
                    Severity::Info,
                    "The motion has one line · Tab goes to the next field, Esc to the scenes",
                );
            }
            PaneInput::Key(key) => self.edit_field(studio, |editor| form_field::handle_key(editor, key)),
            PaneInput::Text(text) => {
                self.edit_field(studio, |editor| form_field::insert_pasted(editor, &text));
            }
        }
        self.sync(studio);
        navigation
    }

    fn view(&self, ctx: &mut DrawContext<'_>, area: Rect) {
        self.draw(ctx, area);
    }
}
