//! The scenes pane: the strip of scenes, and the editor of the chosen one.

mod choice;
mod list;
mod view;

use ratatui::buffer::Buffer;
use ratatui::layout::Rect;

use super::{DrawContext, Go, Input, Pane, Turn, field};
use crate::command::{Code, Command, Scope};
use crate::domain::{Field, Project, Scene};
use crate::studio::{Edit, Effect, News, Stroke, Studio, Tone};
use crate::widgets::Editor;

const SCRIPT_HINT: &str = "The spoken words. <break time=\"1s\"/> is a pause.";
const MOTION_HINT: &str = "How the person moves: Avatar nods, smiling warmly";

/// The fields in the order that Tab walks them.
const FIELDS: [Field; 5] = [Field::Script, Field::Emotion, Field::Style, Field::Enhance, Field::Motion];

#[derive(Debug)]
pub struct Scenes {
    /// The chosen scene.
    at: usize,
    /// The field that has the keys; `None` is the strip.
    field: Option<Field>,
    script: Editor,
    motion: Editor,
    /// The scene and the revision of the project that the editors show.
    shown: (usize, u64),
}

impl Default for Scenes {
    fn default() -> Self {
        Self {
            at: 0,
            field: None,
            script: Editor::lines("").hint(SCRIPT_HINT),
            motion: Editor::line("").hint(MOTION_HINT),
            shown: (usize::MAX, 0),
        }
    }
}

impl Scenes {
    /// Takes up what changed in the project but not through the open field.
    pub fn sync(&mut self, studio: &Studio) {
        let scenes = &studio.work.project.scenes;
        self.at = self.at.min(scenes.len().saturating_sub(1));
        let now = (self.at, studio.work.revision);
        if self.shown == now {
            return;
        }
        let empty = Scene::default();
        let scene = scenes.get(self.at).unwrap_or(&empty);
        if self.shown.0 == self.at {
            self.script.set(&scene.script);
            self.motion.set(&scene.motion);
        } else {
            self.show(scene);
        }
        self.shown = now;
    }

    /// The chosen scene, counted from zero.
    pub fn at(&self) -> usize {
        self.at
    }

    /// Goes to a field of a scene.
    pub fn go_to(&mut self, scene: usize, field: Field) {
        self.at = scene;
        self.field = Some(field);
    }

    /// Goes to what undo or redo changed, with the caret where it is. Who types goes on typing; in the strip the scene
    /// alone is chosen. `before` is the project before the step.
    pub fn show_change(&mut self, before: &Project, at: usize, field: Option<Field>, scope: Scope) {
        let text = |field: &Field| matches!(field, Field::Script | Field::Motion);
        self.field = match scope {
            Scope::Choice => field,
            _ if scope.takes_text() => field.filter(text).or(self.field.filter(text)).or(Some(Field::Script)),
            _ => None,
        };
        self.at = at;
        if let Some(scene) = before.scenes.get(at).filter(|_| self.shown.0 != at) {
            self.show(scene);
            self.shown = (at, u64::MAX);
        }
    }

    fn show(&mut self, scene: &Scene) {
        self.script = Editor::lines(&scene.script).hint(SCRIPT_HINT);
        self.motion = Editor::line(&scene.motion).hint(MOTION_HINT);
    }

    /// Where the keys enter the pane: the strip from before, the last field from behind.
    pub fn enter(&mut self, backwards: bool) {
        self.field = backwards.then_some(Field::Motion);
    }

    fn count(studio: &Studio) -> usize {
        studio.work.project.scenes.len()
    }

    fn walk(&mut self, studio: &Studio, forwards: bool) -> Turn {
        if Self::count(studio) == 0 {
            return Turn::go(if forwards { Go::NextPane } else { Go::PreviousPane });
        }
        let at = self.field.and_then(|field| FIELDS.iter().position(|f| *f == field));
        // The fields go round: who writes is not led to where letters are commands. Esc leads out of them.
        let next = match (at, forwards) {
            (None, _) => 0,
            (Some(at), true) => (at + 1) % FIELDS.len(),
            (Some(at), false) => (at + FIELDS.len() - 1) % FIELDS.len(),
        };
        self.field = Some(FIELDS[next]);
        Turn::default()
    }

    /// Puts a scene after the chosen one and begins to write it.
    fn new_scene(&mut self, studio: &mut Studio) -> Vec<Effect> {
        let at = if Self::count(studio) == 0 { 0 } else { self.at + 1 };
        let effects = studio.edit(Edit::NewScene(at), Stroke::Whole);
        if at > 0 {
            studio.tell(Tone::Info, format!("Scene {} copies the emotion and style of scene {at}", at + 1));
        }
        self.go_to(at, Field::Script);
        effects
    }

    fn remove(&self, studio: &mut Studio) -> Vec<Effect> {
        let before = Self::count(studio);
        let effects = studio.edit(Edit::Remove(self.at), Stroke::Whole);
        if Self::count(studio) < before {
            let deleted = News::new(Tone::Info, format!("Scene {} was deleted", self.at + 1));
            studio.announce(deleted.hint("Ctrl-z", "restores it"));
        }
        effects
    }

    fn shift(&mut self, studio: &mut Studio, to: Option<usize>) -> Vec<Effect> {
        let Some(to) = to.filter(|to| *to < Self::count(studio)) else { return Vec::new() };
        let from = std::mem::replace(&mut self.at, to);
        studio.edit(Edit::Move(from, to), Stroke::Whole)
    }

    fn step(&mut self, studio: &Studio, to: Option<usize>) {
        self.at = to.unwrap_or(0).min(Self::count(studio).saturating_sub(1));
    }

    fn command(&mut self, studio: &mut Studio, command: Command) -> Turn {
        match (command, self.field) {
            (Command::NextField, _) => return self.walk(studio, true),
            (Command::PreviousField, _) => return self.walk(studio, false),
            (Command::Leave, _) => self.field = None,
            (Command::Write, _) if Self::count(studio) == 0 => return self.new_scene(studio).into(),
            (Command::Write, _) => self.field = Some(Field::Script),
            (Command::NewScene, _) => return self.new_scene(studio).into(),
            (Command::PreviousScene, _) | (Command::Earlier, None) => {
                self.step(studio, self.at.checked_sub(1))
            }
            (Command::NextScene, _) | (Command::Later, None) => self.step(studio, Some(self.at + 1)),
            (Command::Top, _) => self.at = 0,
            (Command::Bottom, _) => self.step(studio, Some(usize::MAX)),
            (Command::MoveUp, _) => return self.shift(studio, self.at.checked_sub(1)).into(),
            (Command::MoveDown, _) => return self.shift(studio, Some(self.at + 1)).into(),
            (Command::Remove, _) => return self.remove(studio).into(),
            (Command::Duplicate, _) if Self::count(studio) > 0 => {
                let effects = studio.edit(Edit::Duplicate(self.at), Stroke::Whole);
                self.at += 1;
                return effects.into();
            }
            (Command::Earlier, Some(field)) => return self.choose(studio, field, -1).into(),
            (Command::Later | Command::Toggle, Some(field)) => return self.choose(studio, field, 1).into(),
            _ => {}
        }
        Turn::default()
    }

    fn choose(&self, studio: &mut Studio, field: Field, by: isize) -> Vec<Effect> {
        let Some(scene) = studio.work.project.scenes.get(self.at) else { return Vec::new() };
        match choice::next(scene, self.at, field, by) {
            Some(edit) => studio.edit(edit, Stroke::Whole),
            None => Vec::new(),
        }
    }

    /// Edits the open field; all the text goes to the studio, which owns it.
    fn type_in(
        &mut self,
        studio: &mut Studio,
        how: impl FnOnce(&mut Editor) -> Option<Stroke>,
    ) -> Vec<Effect> {
        match self.field {
            Some(Field::Script) => how(&mut self.script)
                .map(|stroke| studio.edit(Edit::Script(self.at, self.script.text()), stroke))
                .unwrap_or_default(),
            Some(Field::Motion) => how(&mut self.motion)
                .map(|stroke| studio.edit(Edit::Motion(self.at, self.motion.text()), stroke))
                .unwrap_or_default(),
            _ => Vec::new(),
        }
    }
}

impl Pane for Scenes {
    fn scope(&self) -> Scope {
        match self.field {
            None => Scope::Scenes,
            Some(Field::Script | Field::Motion) => Scope::Text,
            Some(_) => Scope::Choice,
        }
    }

    fn update(&mut self, studio: &mut Studio, input: Input) -> Turn {
        let turn = match input {
            Input::Command(command) => self.command(studio, command),
            // A motion prompt is one line, and what is typed after Enter is still meant for it.
            Input::Key(key) if key.code == Code::Enter && self.field == Some(Field::Motion) => {
                studio.tell(
                    Tone::Info,
                    "The motion has one line · Tab goes to the next field, Esc to the scenes",
                );
                Turn::default()
            }
            Input::Key(key) => self.type_in(studio, |editor| field::press(editor, key)).into(),
            Input::Text(text) => self.type_in(studio, |editor| field::paste(editor, &text)).into(),
        };
        self.sync(studio);
        turn
    }

    fn view(&self, studio: &Studio, ctx: &DrawContext, area: Rect, buf: &mut Buffer) {
        view::view(self, studio, ctx, area, buf);
    }
}
