//! The scenes pane: the strip of scenes, and the editor of the chosen one.

mod list;
mod options;
mod view;

use ratatui::buffer::Buffer;
use ratatui::layout::Rect;

use super::{DrawContext, Navigate, Pane, PaneInput, PaneOutcome, form_field};
use crate::command::{Code, Command, Scope};
use crate::domain::{Field, Project, Scene};
use crate::studio::{Edit, Effect, News, Stroke, Studio, Tone};
use crate::widgets::Editor;

const SCRIPT_HINT: &str = "The spoken words. <break time=\"1s\"/> is a pause.";
const MOTION_HINT: &str = "How the person moves: Avatar nods, smiling warmly";

/// The fields in the order that Tab walks them.
const FIELD_TAB_ORDER: [Field; 5] =
    [Field::Script, Field::Emotion, Field::Style, Field::Enhance, Field::Motion];

#[derive(Debug)]
pub struct ScenesPane {
    /// The chosen scene.
    selected: usize,
    /// The field that has the keys; `None` is the strip.
    focused_field: Option<Field>,
    script: Editor,
    motion: Editor,
    /// The scene and the revision of the project that the editors show.
    shown_revision: (usize, u64),
}

impl Default for ScenesPane {
    fn default() -> Self {
        Self {
            selected: 0,
            focused_field: None,
            script: Editor::lines("").hint(SCRIPT_HINT),
            motion: Editor::line("").hint(MOTION_HINT),
            shown_revision: (usize::MAX, 0),
        }
    }
}

impl ScenesPane {
    /// Takes up what changed in the project but not through the open field.
    pub fn sync(&mut self, studio: &Studio) {
        let scenes = &studio.work.project.scenes;
        self.selected = self.selected.min(scenes.len().saturating_sub(1));
        let now = (self.selected, studio.work.revision);
        if self.shown_revision == now {
            return;
        }
        let empty = Scene::default();
        let scene = scenes.get(self.selected).unwrap_or(&empty);
        if self.shown_revision.0 == self.selected {
            self.script.set(&scene.script);
            self.motion.set(&scene.motion);
        } else {
            self.load_editors(scene);
        }
        self.shown_revision = now;
    }

    /// The chosen scene, counted from zero.
    pub fn selected(&self) -> usize {
        self.selected
    }

    /// Goes to a field of a scene.
    pub fn go_to(&mut self, scene: usize, field: Field) {
        self.selected = scene;
        self.focused_field = Some(field);
    }

    /// Goes to what undo or redo changed, with the caret where it is. Who types goes on typing; in the strip the scene
    /// alone is chosen. `before` is the project before the step.
    pub fn show_change(&mut self, before: &Project, at: usize, field: Option<Field>, scope: Scope) {
        let text = |field: &Field| matches!(field, Field::Script | Field::Motion);
        self.focused_field = match scope {
            Scope::Choice => field,
            _ if scope.takes_text() => {
                field.filter(text).or(self.focused_field.filter(text)).or(Some(Field::Script))
            }
            _ => None,
        };
        self.selected = at;
        if let Some(scene) = before.scenes.get(at).filter(|_| self.shown_revision.0 != at) {
            self.load_editors(scene);
            self.shown_revision = (at, u64::MAX);
        }
    }

    fn load_editors(&mut self, scene: &Scene) {
        self.script = Editor::lines(&scene.script).hint(SCRIPT_HINT);
        self.motion = Editor::line(&scene.motion).hint(MOTION_HINT);
    }

    /// Where the keys enter the pane: the strip from before, the last field from behind.
    pub fn focus_from(&mut self, backwards: bool) {
        self.focused_field = backwards.then_some(Field::Motion);
    }

    fn scene_count(studio: &Studio) -> usize {
        studio.work.project.scenes.len()
    }

    fn focus_next_field(&mut self, studio: &Studio, forwards: bool) -> PaneOutcome {
        if Self::scene_count(studio) == 0 {
            return PaneOutcome::navigate(if forwards { Navigate::NextPane } else { Navigate::PreviousPane });
        }
        let at = self.focused_field.and_then(|field| FIELD_TAB_ORDER.iter().position(|f| *f == field));
        // The fields go round: who writes is not led to where letters are commands. Esc leads out of them.
        let next = match (at, forwards) {
            (None, _) => 0,
            (Some(at), true) => (at + 1) % FIELD_TAB_ORDER.len(),
            (Some(at), false) => (at + FIELD_TAB_ORDER.len() - 1) % FIELD_TAB_ORDER.len(),
        };
        self.focused_field = Some(FIELD_TAB_ORDER[next]);
        PaneOutcome::default()
    }

    /// Puts a scene after the chosen one and begins to write it.
    fn insert_scene(&mut self, studio: &mut Studio) -> Vec<Effect> {
        let at = if Self::scene_count(studio) == 0 { 0 } else { self.selected + 1 };
        let effects = studio.edit(Edit::NewScene(at), Stroke::Whole);
        if at > 0 {
            studio.tell(Tone::Info, format!("Scene {} copies the emotion and style of scene {at}", at + 1));
        }
        self.go_to(at, Field::Script);
        effects
    }

    fn remove_scene(&self, studio: &mut Studio) -> Vec<Effect> {
        let before = Self::scene_count(studio);
        let effects = studio.edit(Edit::Remove(self.selected), Stroke::Whole);
        if Self::scene_count(studio) < before {
            let deleted = News::new(Tone::Info, format!("Scene {} was deleted", self.selected + 1));
            studio.announce(deleted.hint("Ctrl-z", "restores it"));
        }
        effects
    }

    fn move_scene(&mut self, studio: &mut Studio, to: Option<usize>) -> Vec<Effect> {
        let Some(to) = to.filter(|to| *to < Self::scene_count(studio)) else { return Vec::new() };
        let from = std::mem::replace(&mut self.selected, to);
        studio.edit(Edit::Move(from, to), Stroke::Whole)
    }

    fn select_scene(&mut self, studio: &Studio, to: Option<usize>) {
        self.selected = to.unwrap_or(0).min(Self::scene_count(studio).saturating_sub(1));
    }

    fn handle_command(&mut self, studio: &mut Studio, command: Command) -> PaneOutcome {
        match (command, self.focused_field) {
            (Command::NextField, _) => return self.focus_next_field(studio, true),
            (Command::PreviousField, _) => return self.focus_next_field(studio, false),
            (Command::Leave, _) => self.focused_field = None,
            (Command::Write, _) if Self::scene_count(studio) == 0 => return self.insert_scene(studio).into(),
            (Command::Write, _) => self.focused_field = Some(Field::Script),
            (Command::NewScene, _) => return self.insert_scene(studio).into(),
            (Command::PreviousScene, _) | (Command::Earlier, None) => {
                self.select_scene(studio, self.selected.checked_sub(1))
            }
            (Command::NextScene, _) | (Command::Later, None) => {
                self.select_scene(studio, Some(self.selected + 1))
            }
            (Command::Top, _) => self.selected = 0,
            (Command::Bottom, _) => self.select_scene(studio, Some(usize::MAX)),
            (Command::MoveUp, _) => return self.move_scene(studio, self.selected.checked_sub(1)).into(),
            (Command::MoveDown, _) => return self.move_scene(studio, Some(self.selected + 1)).into(),
            (Command::Remove, _) => return self.remove_scene(studio).into(),
            (Command::Duplicate, _) if Self::scene_count(studio) > 0 => {
                let effects = studio.edit(Edit::Duplicate(self.selected), Stroke::Whole);
                self.selected += 1;
                return effects.into();
            }
            (Command::Earlier, Some(field)) => return self.cycle_option(studio, field, -1).into(),
            (Command::Later | Command::Toggle, Some(field)) => {
                return self.cycle_option(studio, field, 1).into();
            }
            _ => {}
        }
        PaneOutcome::default()
    }

    fn cycle_option(&self, studio: &mut Studio, field: Field, by: isize) -> Vec<Effect> {
        let Some(scene) = studio.work.project.scenes.get(self.selected) else { return Vec::new() };
        match options::cycle_option(scene, self.selected, field, by) {
            Some(edit) => studio.edit(edit, Stroke::Whole),
            None => Vec::new(),
        }
    }

    /// Edits the open field; all the text goes to the studio, which owns it.
    fn edit_field(
        &mut self,
        studio: &mut Studio,
        how: impl FnOnce(&mut Editor) -> Option<Stroke>,
    ) -> Vec<Effect> {
        match self.focused_field {
            Some(Field::Script) => how(&mut self.script)
                .map(|stroke| studio.edit(Edit::Script(self.selected, self.script.text()), stroke))
                .unwrap_or_default(),
            Some(Field::Motion) => how(&mut self.motion)
                .map(|stroke| studio.edit(Edit::Motion(self.selected, self.motion.text()), stroke))
                .unwrap_or_default(),
            _ => Vec::new(),
        }
    }
}

impl Pane for ScenesPane {
    fn scope(&self) -> Scope {
        match self.focused_field {
            None => Scope::Scenes,
            Some(Field::Script | Field::Motion) => Scope::Text,
            Some(_) => Scope::Choice,
        }
    }

    fn update(&mut self, studio: &mut Studio, input: PaneInput) -> PaneOutcome {
        let turn = match input {
            PaneInput::Command(command) => self.handle_command(studio, command),
            // A motion prompt is one line, and what is typed after Enter is still meant for it.
            PaneInput::Key(key) if key.code == Code::Enter && self.focused_field == Some(Field::Motion) => {
                studio.tell(
                    Tone::Info,
                    "The motion has one line · Tab goes to the next field, Esc to the scenes",
                );
                PaneOutcome::default()
            }
            PaneInput::Key(key) => {
                self.edit_field(studio, |editor| form_field::handle_key(editor, key)).into()
            }
            PaneInput::Text(text) => {
                self.edit_field(studio, |editor| form_field::insert_pasted(editor, &text)).into()
            }
        };
        self.sync(studio);
        turn
    }

    fn view(&self, studio: &Studio, ctx: &DrawContext, area: Rect, buf: &mut Buffer) {
        view::view(self, studio, ctx, area, buf);
    }
}
