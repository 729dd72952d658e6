//! The table read overlay: plays the script as text, word by word, at the pace of the estimate, or as it was spoken.

mod layout;
mod lines;
mod playback;
mod scene_sound;
mod script;
mod sound;
mod view;

use jiff::Timestamp;
use ratatui::layout::Rect;

use self::layout::ReadLayout;
use self::playback::Playback;
use self::scene_sound::SceneSound;
use self::script::{ReadScene, ReadScript};
use super::{Action, DrawContext, Navigate, Pane, PaneInput};
use crate::command::{Command, Key, Scope};
use crate::domain::{IssueLocation, SceneField};
use crate::studio::{Effect, Studio, Timer};
use crate::widgets::Theme;

/// Seconds into a scene from which on the key for the previous scene restarts it.
const REPLAY_SECONDS: f64 = 1.0;
/// Seconds that a key goes back or on.
const SEEK_SECONDS: f64 = 5.0;
/// Seconds before the end of a scene at which its words stop while it is recorded.
const RECORDING_END_MARGIN_SECONDS: f64 = 0.001;
/// Rows of the screen under an overlay: the footer.
const FOOTER_ROWS: u16 = 1;

#[derive(Debug)]
pub struct TableReadOverlay {
    script: ReadScript,
    playback: Playback,
    sound: SceneSound,
    /// Whether recordings and kept speech are played.
    is_sound_on: bool,
    /// Whether the player failed; the words go on without it.
    has_sound_failed: bool,
    /// The scene that is being recorded.
    recording_scene: Option<usize>,
    /// The revision of the recordings and the kept speech that the script was timed with.
    revision: u64,
    screen: Rect,
}

impl TableReadOverlay {
    /// Reads the script from this scene on; none where no scene has words.
    pub fn new(studio: &Studio, scene: usize, screen: Rect) -> Option<Self> {
        let script = ReadScript::new(&studio.project_state.project.scenes, &studio.scene_paces());
        let first = script.scenes.iter().find(|other| other.index >= scene).or(script.scenes.last())?;
        let playback = Playback::new(first.start, script.total, studio.now());
        Some(Self {
            script,
            playback,
            sound: SceneSound::Silent,
            is_sound_on: true,
            has_sound_failed: false,
            recording_scene: None,
            revision: times_revision(studio),
            screen,
        })
    }

    /// Hears the scene that is read, or all.
    fn hear(&mut self, studio: &mut Studio, whole: bool) -> Option<Navigate> {
        self.playback.pause();
        self.stop_sound(studio);
        let scene = self.current_scene()?.index;
        let count = studio.project_state.project.scenes.len();
        Some(Navigate::Hear(if whole { 0..count } else { scene..scene + 1 }))
    }

    /// Goes to the start of the scene, or to the scene before where little of it was read.
    fn go_back(&mut self) {
        let Some(current) = self.current_index() else { return };
        let start = self.script.scenes[current].start;
        let is_replay = self.playback.position() - start > REPLAY_SECONDS;
        let target = if is_replay { current } else { current.saturating_sub(1) };
        self.playback.seek(self.script.scenes[target].start);
    }

    fn go_to_next(&mut self) {
        let current = self.current_index();
        if let Some(next) = current.and_then(|current| self.script.scenes.get(current + 1)) {
            self.playback.seek(next.start);
        }
    }

    /// Leaves for the script of the scene that is read.
    fn edit_script(&self) -> Navigate {
        let index = self.current_scene().map_or(0, |scene| scene.index);
        Navigate::perform(Action::GoToIssue(IssueLocation::Scene(index, SceneField::Script)))
    }

    /// The position at which the screen changes next: at another word, or another second of the clock or of a
    /// pause.
    fn next_change(&self) -> f64 {
        let position = self.playback.position();
        let pause_second = self.script.pause_seconds_left(position).map_or(f64::MAX, |left| {
            // The next whole second of the countdown.
            position + (left - (left.ceil() - 1.0))
        });
        self.script.next_change(position).min(position.floor() + 1.0).min(pause_second)
    }

    fn request_picture(&self, studio: &mut Studio, theme: Theme) {
        let area = Rect { height: self.screen.height.saturating_sub(FOOTER_ROWS), ..self.screen };
        let photo = self.current_scene().and_then(|scene| studio.photo(studio.scene_photo(scene.index)?));
        if let Some(photo) = photo.cloned() {
            studio.request_picture(&photo, ReadLayout::compute(area, theme).picture_size());
        }
    }
}

impl TableReadOverlay {
    /// Records the scene that is read, from its start; the words wait for the recorder.
    fn start_recording(&mut self, studio: &mut Studio) {
        let Some(scene) = self.current_scene() else { return };
        let (index, start) = (scene.index, scene.start);
        if studio.record_scene(index) {
            self.recording_scene = Some(index);
            self.playback.pause_at(start);
        }
    }

    /// Reads the words while the recorder delivers sound, to the end of the scene; pauses once the recording has ended.
    fn follow_recording(&mut self, studio: &Studio) {
        let Some(index) = self.recording_scene else { return };
        let active = studio.recordings.active.as_ref();
        self.recording_scene = active.map(|_| index);
        let scenes = &self.script.scenes;
        let Some(current) = scenes.iter().position(|scene| scene.index == index) else { return };
        let start = scenes[current].start;
        let next = scenes.get(current + 1).map_or(self.script.total, |next| next.start);
        // Short of the next scene.
        let end = (next - RECORDING_END_MARGIN_SECONDS).max(start);
        match active.map(|active| active.sound.is_some()) {
            None => self.playback.pause_at(start),
            Some(true) if self.playback.position() >= end => self.playback.pause_at(end),
            Some(true) if self.playback.is_paused() && self.playback.position() <= start => {
                self.playback.toggle()
            }
            Some(_) => {}
        }
    }

    /// Takes the times of recordings that were inspected, and of speech that was kept since; the reading stays in its scene.
    fn take_new_times(&mut self, studio: &mut Studio) {
        if self.revision == times_revision(studio) {
            return;
        }
        self.revision = times_revision(studio);
        let index = self.current_scene().map(|scene| scene.index);
        self.script = ReadScript::new(&studio.project_state.project.scenes, &studio.scene_paces());
        let scene = self.script.scenes.iter().find(|scene| Some(scene.index) == index);
        self.playback.retime(scene.map_or(0.0, |scene| scene.start), self.script.total);
        self.stop_sound(studio);
    }

    /// The scene that is read.
    fn current_scene(&self) -> Option<&ReadScene> {
        self.current_index().map(|index| &self.script.scenes[index])
    }

    /// The index of the scene that is read among those of the table read.
    fn current_index(&self) -> Option<usize> {
        self.script.scene_at(self.playback.position())
    }
}

/// Grows with the recordings and the kept speech.
fn times_revision(studio: &Studio) -> u64 {
    studio.recordings.revision + studio.speech.revision
}

/// Ends a recording: what else is pressed meanwhile does nothing.
fn update_recording(studio: &mut Studio, input: &PaneInput) {
    match input {
        PaneInput::Command(Command::RecordScene) => studio.stop_recording(),
        PaneInput::Command(Command::Back) => studio.discard_recording(),
        _ => {}
    }
}

impl Pane for TableReadOverlay {
    fn scope(&self) -> Scope {
        match (self.recording_scene, self.playback.is_paused()) {
            (Some(_), _) => Scope::RecordingScene,
            (None, true) if self.playback.is_at_end() => Scope::FinishedTableRead,
            (None, true) => Scope::PausedTableRead,
            (None, false) => Scope::TableRead,
        }
    }

    fn resize(&mut self, screen: Rect) {
        self.screen = screen;
    }

    fn prepare_frame(&mut self, studio: &mut Studio, theme: Theme) {
        self.playback.advance(studio.now());
        if self.playback.take_left_out_time() {
            self.stop_sound(studio);
        }
        self.follow_recording(studio);
        self.take_new_times(studio);
        self.sync_sound(studio);
        if let Some((wait, due)) = self.playback.start_timer(self.next_change()) {
            studio.emit(Effect::StartTimer(wait, Timer::TableRead(due)));
        }
        self.request_picture(studio, theme);
    }

    fn timer_fired(&mut self, now: Timestamp, due: Timestamp) {
        self.playback.advance(now);
        self.playback.timer_fired(due);
    }

    fn update(&mut self, studio: &mut Studio, input: PaneInput) -> Option<Navigate> {
        self.playback.advance(studio.now());
        if self.recording_scene.is_some() {
            update_recording(studio, &input);
            return None;
        }
        if input == PaneInput::Key(Key::char('q')) {
            self.stop_sound(studio);
            return Some(Navigate::Close);
        }
        let PaneInput::Command(command) = input else { return None };
        match command {
            Command::HearScene => return self.hear(studio, false),
            Command::HearScript => return self.hear(studio, true),
            _ => {}
        }
        // Each of the others begins, ends or moves the sound.
        self.stop_sound(studio);
        if matches!(command, Command::ToggleSound | Command::Slower | Command::Faster) {
            self.has_sound_failed = false;
        }
        match command {
            Command::RecordScene => self.start_recording(studio),
            Command::Back => return Some(Navigate::Close),
            Command::EditScript => return Some(self.edit_script()),
            Command::ToggleSound => self.is_sound_on = !self.is_sound_on,
            Command::PlayPause => self.playback.toggle(),
            Command::PreviousScene => self.go_back(),
            Command::NextScene => self.go_to_next(),
            Command::SeekBack => self.playback.seek(self.playback.position() - SEEK_SECONDS),
            Command::SeekForward => self.playback.seek(self.playback.position() + SEEK_SECONDS),
            Command::Slower => self.playback.slow_down(),
            Command::Faster => self.playback.speed_up(),
            _ => {}
        }
        None
    }

    fn view(&self, ctx: &mut DrawContext<'_>, area: Rect) {
        self.draw(ctx, area);
    }
}
