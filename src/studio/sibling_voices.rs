//! The voice that is offered where an emotion is lost: the sibling of the scene's voice that speaks with it.

use std::ops::Range;

use super::{CatalogRequest, Edit, EditKind, Severity, StatusMessage, Studio};
use crate::domain::{
    Dialect, Emotion, Error, Scene, SiblingChoice, Speaker, Voice, VoiceId, are_sibling_voices, format_count,
    sibling_to_offer, voice_family, voice_has_emotion,
};

impl Studio {
    /// The voice that would carry the emotion of a scene, which v3 has no field for. A voice of the family that a speaker
    /// of the project has already comes first: it was chosen for another scene.
    pub fn offered_voice(&self, scene: &Scene) -> Option<&Voice> {
        let project = &self.project_state.project;
        // A recording has its own emotion.
        let is_spoken = self.account.dialect == Dialect::V3 && scene.recording.is_none();
        let emotion = scene.emotion.as_ref().filter(|_| is_spoken)?;
        let voice = self.voice(project.voice_of(scene)?)?;
        if voice_has_emotion(&voice.name, emotion) {
            return None;
        }
        self.chosen_sibling(voice, emotion).or_else(|| {
            let voices = &self.catalog.voices.ready()?.voices;
            let choices = &self.spend.history.sibling_choices;
            let find = || sibling_to_offer(voices, choices, voice, emotion);
            let index =
                self.catalog.sibling_cache.get_or_find(self.catalog.revision, voice, emotion, find)?;
            voices.get(index)
        })
    }

    /// Whether the voice that is offered for a scene was chosen for another project of the account.
    pub fn is_earlier_choice(&self, scene: &Scene, offered: &Voice) -> bool {
        let Some(emotion) = &scene.emotion else { return false };
        self.spend.history.sibling_choices.find(offered, emotion) == Some(&offered.id)
            && self.chosen_sibling(offered, emotion).is_none()
    }

    /// The voice of a speaker that is of the same family, and has the emotion.
    fn chosen_sibling(&self, voice: &Voice, emotion: &Emotion) -> Option<&Voice> {
        let voices = self.project_state.project.speakers.iter().filter_map(|speaker| speaker.voice.as_ref());
        voices.filter_map(|id| self.voice(id)).find(|other| {
            voice_has_emotion(&other.name, emotion) && are_sibling_voices(&other.name, &voice.name)
        })
    }

    /// Gives the voice that is offered for a scene to it: by the speaker who has it and the same photo, or else by a new
    /// one. One undo step.
    pub fn take_offered_voice(&mut self, scene: usize) {
        let mut project = self.project_state.project.clone();
        let Some(own) = project.scenes.get(scene) else { return };
        let (Some(voice), Some(emotion)) = (self.offered_voice(own).cloned(), own.emotion.clone()) else {
            return;
        };
        let base = own.speaker.as_deref().and_then(|name| project.speaker(name)).cloned();
        let known =
            project.speakers.iter().find(|other| self.has_photo_and_voice(other, base.as_ref(), &voice.id));
        let name = known.map(|speaker| speaker.name.clone());
        let name = name.unwrap_or_else(|| {
            let base = base.unwrap_or_default();
            let stem = if base.name.is_empty() { voice_family(&voice.name) } else { base.name.trim() };
            let name = free_name(&format!("{stem} - {emotion}"), &project.speakers);
            project.speakers.push(Speaker { name: name.clone(), voice: Some(voice.id.clone()), ..base });
            name
        });
        project.scenes[scene].speaker = Some(name);
        self.edit(Edit::ReplaceProject(Box::new(project)), EditKind::SingleStep);
        self.remember_sibling(SiblingChoice::new(&voice, &emotion));
        let text = format!("Scene {} now has the voice {}", scene + 1, voice.name);
        self.show_message(StatusMessage::new(Severity::Success, text).with_undo_hint());
    }

    /// Gives the sibling voices that were chosen in this project to those of some scenes whose emotion would be lost. One
    /// undo step.
    pub fn take_chosen_siblings(&mut self, scenes: Range<usize>) {
        let project = &self.project_state.project;
        let in_range = project.scenes.get(scenes.clone()).unwrap_or_default();
        let taken: Vec<(usize, &Speaker)> = scenes
            .zip(in_range)
            .filter_map(|(index, scene)| Some((index, self.chosen_speaker(scene)?)))
            .collect();
        let Some((first, speaker)) = taken.first() else { return };
        let voice = self.speaker_voice_name(speaker).unwrap_or_default();
        let text = if taken.len() == 1 {
            format!("Scene {} now has the voice {voice}, as chosen before", first + 1)
        } else {
            let count = format_count(taken.len(), "scene");
            format!("{count} now have the voices that were chosen before, as {voice}")
        };
        let mut changed = project.clone();
        for (index, speaker) in &taken {
            changed.scenes[*index].speaker = Some(speaker.name.clone());
        }
        self.edit(Edit::ReplaceProject(Box::new(changed)), EditKind::SingleStep);
        self.show_message(StatusMessage::new(Severity::Success, text).with_undo_hint());
    }

    /// The speaker of the project who has the photo of a scene and the voice that carries its emotion, which is lost now.
    fn chosen_speaker(&self, scene: &Scene) -> Option<&Speaker> {
        let project = &self.project_state.project;
        let voice = self.offered_voice(scene)?;
        let base = scene.speaker.as_deref().and_then(|name| project.speaker(name));
        project.speakers.iter().find(|other| self.has_photo_and_voice(other, base, &voice.id))
    }

    /// Remembers the voices that were cast by hand for the emotions that they carry in these scenes, as if they were offered.
    pub fn remember_cast_siblings(&mut self, scenes: Range<usize>) {
        let project = &self.project_state.project;
        let choice = |scene: &Scene| {
            // A recording has its own emotion.
            let is_spoken = self.account.dialect == Dialect::V3 && scene.recording.is_none();
            let voice = self.voice(project.voice_of(scene).filter(|_| is_spoken)?)?;
            let emotion = scene.emotion.as_ref().filter(|emotion| voice_has_emotion(&voice.name, emotion))?;
            let is_known = self.spend.history.sibling_choices.find(voice, emotion) == Some(&voice.id);
            (!is_known).then(|| SiblingChoice::new(voice, emotion))
        };
        let mut choices: Vec<SiblingChoice> =
            project.scenes.get(scenes).unwrap_or_default().iter().filter_map(choice).collect();
        choices.dedup();
        for choice in choices {
            self.remember_sibling(choice);
        }
    }

    /// Remembers a choice for the other projects of the account.
    fn remember_sibling(&mut self, choice: SiblingChoice) {
        self.spend.history.sibling_choices.remember(choice.clone());
        // What is offered is cached with the catalog.
        self.catalog.revision += 1;
        self.request(CatalogRequest::RememberSibling(choice));
    }

    pub(super) fn report_unremembered_sibling(&mut self, error: &Error) {
        let text = format!("The voice is chosen in this project, but not remembered for others. {error}");
        self.report(Severity::Warning, text);
    }

    /// Whether a speaker has this voice, and the photo of another one.
    fn has_photo_and_voice(&self, speaker: &Speaker, other: Option<&Speaker>, voice: &VoiceId) -> bool {
        let own = speaker.voice.as_ref().and_then(|id| self.voice(id)).map(|voice| &voice.id);
        own == Some(voice) && speaker.photo.as_ref() == other.and_then(|other| other.photo.as_ref())
    }

    /// Plays the sample of the voice that is offered for a scene, or else of the voice that speaks it; again stops it.
    pub fn toggle_scene_sample(&mut self, scene: usize) {
        let scenes = &self.project_state.project.scenes;
        let offered = scenes.get(scene).and_then(|scene| self.offered_voice(scene)).map(|voice| &voice.id);
        match offered.or_else(|| self.scene_voice(scene)).cloned() {
            Some(voice) => self.toggle_sample(&voice),
            None => self.report(Severity::Info, "This scene has no voice yet"),
        }
    }
}

/// A name that no speaker has: with a number behind it where needed.
fn free_name(wanted: &str, speakers: &[Speaker]) -> String {
    let is_free = |name: &String| {
        !speakers.iter().any(|speaker| crate::domain::is_same_name(speaker.name.trim(), name))
    };
    let numbered = (2..).map(|number| format!("{wanted} {number}"));
    std::iter::once(wanted.to_owned()).chain(numbered).find(is_free).unwrap_or_default()
}
