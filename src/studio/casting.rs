//! Casting: who speaks the scene with the caret gets the photo and the voice that are chosen.

use std::ops::Range;

use super::{Edit, EditKind, Studio};
use crate::domain::{PhotoId, Project, Speaker, VoiceId};

impl Studio {
    /// The speaker that is cast: the one that the scene with the caret names. `None` is the project's own photo and voice.
    pub fn cast_speaker(&self) -> Option<&Speaker> {
        self.scene_speaker(self.current_scene)
    }

    /// The id of the photo of who is cast.
    pub fn cast_photo(&self) -> Option<&PhotoId> {
        self.scene_photo(self.current_scene)
    }

    /// The id of the voice of who is cast.
    pub fn cast_voice(&self) -> Option<&VoiceId> {
        self.scene_voice(self.current_scene)
    }

    /// Gives a photo to who is cast, unless it has it already.
    pub fn choose_photo(&mut self, id: PhotoId) {
        let project = &self.project_state.project;
        let own = self.cast_speaker().map_or(&project.photo, |speaker| &speaker.photo);
        if own.as_ref() != Some(&id) {
            let edit = Edit::Photo(Some(id.clone()));
            self.cast(edit, |project, speaker| project.speakers[speaker].photo = Some(id));
        }
    }

    /// Gives a voice to who is cast, unless it has it already.
    pub fn choose_voice(&mut self, id: VoiceId) {
        let project = &self.project_state.project;
        let own = self.cast_speaker().map_or(&project.voice, |speaker| &speaker.voice);
        if own.as_ref() != Some(&id) {
            let edit = Edit::Voice(Some(id.clone()));
            self.cast(edit, |project, speaker| project.speakers[speaker].voice = Some(id));
            self.remember_cast_siblings(self.current_scene..self.current_scene + 1);
        }
    }

    /// Adds a speaker without a photo and a voice, who speaks these scenes.
    pub fn add_speaker(&mut self, name: &str, scenes: Range<usize>) {
        let mut project = self.project_state.project.clone();
        project.speakers.push(Speaker { name: name.to_owned(), ..Speaker::default() });
        for scene in project.scenes.get_mut(scenes).unwrap_or_default() {
            scene.speaker = Some(name.to_owned());
        }
        self.edit(Edit::ReplaceProject(Box::new(project)), EditKind::SingleStep);
    }

    /// Gives the choice to the speaker that is cast with `edit_speaker`, or else applies `project_edit`; one undo step.
    fn cast(&mut self, project_edit: Edit, edit_speaker: impl FnOnce(&mut Project, usize)) {
        let mut project = self.project_state.project.clone();
        let is_cast = |speaker: &&Speaker| self.cast_speaker().is_some_and(|cast| cast.name == speaker.name);
        let speaker = project.speakers.iter().position(|speaker| is_cast(&speaker));
        let edit = match speaker {
            Some(speaker) => {
                edit_speaker(&mut project, speaker);
                Edit::ReplaceProject(Box::new(project))
            }
            None => project_edit,
        };
        self.edit(edit, EditKind::SingleStep);
    }
}
