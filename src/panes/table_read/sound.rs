//! The sound of a table read: the recording or the kept speech of the scene that is read, in step with its words.

use super::TableReadOverlay;
use super::scene_sound::SceneSound;
use crate::studio::{SoundState, Studio};

/// A shorter offset plays from the start: nobody hears the difference.
const MIN_OFFSET_SECONDS: f64 = 0.05;

impl TableReadOverlay {
    /// Starts, follows or stops the sound, as the position asks for it.
    pub(super) fn sync_sound(&mut self, studio: &mut Studio) {
        self.follow_player(studio);
        let scene = self.audible_scene(studio);
        match (scene, self.sound.scene()) {
            (Some(scene), playing) if playing != Some(scene) => self.start_sound(studio, scene),
            (None, Some(_)) => self.stop_sound(studio),
            _ => {}
        }
        let waits = scene.is_some() && matches!(self.sound, SceneSound::Starting(..));
        self.playback.set_held(waits || self.is_waiting_for_speech(studio));
        let limit = match self.sound {
            SceneSound::Playing(scene, _) => Some(self.script.scenes[scene].end),
            _ => None,
        };
        self.playback.set_limit(limit);
    }

    /// Whether the service is speaking the scene that is read.
    pub(super) fn is_waiting_for_speech(&self, studio: &Studio) -> bool {
        let speech = self.current_scene().and_then(|scene| scene.speech.as_ref());
        self.recording_scene.is_none() && speech.is_some_and(|input| studio.speech.is_pending(input))
    }

    /// Stops the sound; the next frame may start it again.
    pub(super) fn stop_sound(&mut self, studio: &mut Studio) {
        if self.sound != SceneSound::Silent {
            self.sound = SceneSound::Silent;
            studio.stop_sound();
        }
    }

    /// The scene that is read, if it has a sound that is to be heard.
    fn audible_scene(&self, studio: &Studio) -> Option<usize> {
        let is_silent = self.playback.is_paused() || self.recording_scene.is_some();
        if is_silent || !self.is_sound_on || self.has_sound_failed || self.is_waiting_for_speech(studio) {
            return None;
        }
        self.current_index().filter(|index| self.script.scenes[*index].sound.is_some())
    }

    fn start_sound(&mut self, studio: &mut Studio, index: usize) {
        let scene = &self.script.scenes[index];
        let Some(sound) = scene.sound.clone() else { return };
        let offset = self.playback.position() - scene.start;
        let from_seconds = if offset < MIN_OFFSET_SECONDS { 0.0 } else { offset };
        let request = studio.play_sound(sound, from_seconds, self.playback.speed_tenths());
        self.sound = SceneSound::Starting(index, request);
    }

    /// Takes what the player did: the words begin with the sound, and do not leave its scene before its end.
    fn follow_player(&mut self, studio: &Studio) {
        let (SceneSound::Starting(scene, request) | SceneSound::Playing(scene, request)) = self.sound else {
            return;
        };
        match (studio.sound_state(request), self.sound) {
            (SoundState::Playing { from_seconds }, SceneSound::Starting(..)) => {
                self.sound = SceneSound::Playing(scene, request);
                self.playback.seek(self.script.scenes[scene].start + from_seconds);
            }
            (SoundState::Starting | SoundState::Playing { .. }, _) => {
                if self.playback.is_sound_late() {
                    self.sound = SceneSound::Over(scene);
                }
            }
            (SoundState::Ended, _) => self.sound = SceneSound::Over(scene),
            (SoundState::Failed, _) => {
                self.sound = SceneSound::Over(scene);
                self.has_sound_failed = true;
            }
        }
    }
}
