//! Builds a project from the parts of a text, in their order.

use super::notes::ExchangeNotes;
use super::options::SceneOption;
use crate::domain::script::missing_full_stop;
use crate::domain::{MAX_SCENES, Project, Scene, Speaker, is_same_name, text};

/// A project that is being read.
#[derive(Debug)]
pub(super) struct ScriptBuilder {
    pub(super) project: Project,
    pub(super) notes: ExchangeNotes,
    /// Whether words and options belong to the last scene.
    is_scene_open: bool,
    /// Whether the open scene has a heading as an export writes it, so that a list below it holds options.
    is_numbered_scene: bool,
}

impl ScriptBuilder {
    pub(super) fn new() -> Self {
        Self::revising(&Project::default())
    }

    /// Begins with the fields of a project, but without its scenes and its title.
    pub(super) fn revising(project: &Project) -> Self {
        let project = Project { title: String::new(), scenes: Vec::new(), ..project.clone() };
        Self { project, notes: ExchangeNotes::default(), is_scene_open: false, is_numbered_scene: false }
    }

    /// What follows belongs to another scene, which begins with its first words or options.
    pub(super) fn end_scene(&mut self) {
        (self.is_scene_open, self.is_numbered_scene) = (false, false);
    }

    /// What follows is spoken in another way: it belongs to another scene, unless no words were spoken in this one.
    pub(super) fn end_spoken_scene(&mut self) {
        if self.has_words() {
            self.end_scene();
        }
    }

    /// Begins a scene, even if nothing follows.
    pub(super) fn begin_scene(&mut self) {
        self.project.scenes.push(Scene::default());
        self.is_scene_open = true;
    }

    /// Begins a scene below a heading such as `Scene 3`.
    pub(super) fn begin_numbered_scene(&mut self) {
        self.begin_scene();
        self.is_numbered_scene = true;
    }

    /// The list that comes next holds options of a new scene.
    pub(super) fn expect_options(&mut self) {
        self.is_numbered_scene = true;
    }

    /// Whether a list that comes next holds options of the open scene.
    pub(super) fn expects_options(&self) -> bool {
        self.is_numbered_scene && !self.has_words()
    }

    /// Whether the open scene has words.
    pub(super) fn has_words(&self) -> bool {
        self.is_scene_open && self.project.scenes.last().is_some_and(|scene| !scene.script.is_empty())
    }

    /// The open scene, or a new one.
    fn scene(&mut self) -> &mut Scene {
        if !self.is_scene_open || self.project.scenes.is_empty() {
            self.begin_scene();
        }
        let last = self.project.scenes.len() - 1;
        &mut self.project.scenes[last]
    }

    /// The following words are this speaker's: in the open scene if it has none of another, else in a new one. `None` is
    /// the project's own photo and voice.
    pub(super) fn set_speaker(&mut self, name: Option<&str>) {
        let name = name.map(|name| self.declare_speaker(name));
        let is_other = self.project.scenes.last().is_some_and(|scene| scene.speaker != name);
        if self.has_words() && is_other {
            self.end_scene();
        }
        self.scene().speaker = name;
    }

    /// The name of a speaker as the project has it; adds a speaker that is new.
    fn declare_speaker(&mut self, name: &str) -> String {
        let name = text::clean_line(name);
        if let Some(known) = self.project.speaker(&name) {
            return known.name.clone();
        }
        self.project.speakers.push(Speaker { name: name.clone(), ..Speaker::default() });
        name
    }

    pub(super) fn set_option(&mut self, option: SceneOption) {
        match option {
            SceneOption::Speaker(name) => self.set_speaker(Some(&name)),
            option => option.apply(self.scene()),
        }
    }

    /// Adds words below the others: in a new paragraph, or in a new line of the last one.
    pub(super) fn add_words(&mut self, words: &str, separator: &str) {
        let scene = self.scene();
        if !scene.script.is_empty() {
            scene.script.edit(|script| script.push_str(separator));
        }
        scene.script.edit(|script| script.push_str(words));
    }

    /// Ends an item of a list: its words have a full stop, if they lack punctuation.
    pub(super) fn end_item(&mut self) {
        let Some(scene) = self.project.scenes.last_mut().filter(|_| self.is_scene_open) else { return };
        let last_line = scene.script.lines().last().unwrap_or_default();
        if let Some(stop) = missing_full_stop(last_line) {
            scene.script.edit(|script| script.push(stop));
        }
    }

    /// The project, and the notes about it.
    pub(super) fn finish(mut self) -> (Project, Vec<String>) {
        let names: Vec<String> =
            self.project.scenes.iter().filter_map(|scene| scene.speaker.clone()).collect();
        let is_used = |speaker: &Speaker| names.iter().any(|name| is_same_name(name, &speaker.name));
        for speaker in self.project.speakers.iter().filter(|speaker| is_used(speaker)) {
            if speaker.photo.is_none() && speaker.voice.is_none() {
                let has_own = self.project.photo.is_some() || self.project.voice.is_some();
                let until_then = if has_own { "; until then they have those of the project" } else { "" };
                let note = format!("choose a photo and a voice for each speaker{until_then}");
                self.notes.add(note, &speaker.name);
            }
        }
        match self.project.rendered_scenes().count() {
            0 if self.project.scenes.is_empty() => {
                self.notes.add("the script has no words: the project has no scenes", "")
            }
            count if count > MAX_SCENES => {
                let note = format!("{count} scenes, but a video has at most {MAX_SCENES}: join or mute some");
                self.notes.add(note, "");
            }
            _ => {}
        }
        (self.project, self.notes.into_lines())
    }
}
