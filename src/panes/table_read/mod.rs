//! The table read overlay: plays the script as text, word by word, at the pace of the estimate.

mod layout;
mod lines;
mod playback;
mod script;
mod view;

use jiff::Timestamp;
use ratatui::layout::Rect;

use self::layout::ReadLayout;
use self::playback::Playback;
use self::script::{ReadScene, ReadScript};
use super::{Action, DrawContext, Navigate, Pane, PaneInput};
use crate::command::{Command, Key, Scope};
use crate::domain::{IssueLocation, SceneField};
use crate::studio::{Effect, Studio, Timer};
use crate::widgets::Theme;

/// Seconds into a scene after which the key for the scene before goes to its start.
const REPLAY_SECONDS: f64 = 1.0;
/// Seconds before the end of a scene at which its words stop while it is recorded.
const END_MARGIN_SECONDS: f64 = 0.001;
/// Rows of the screen under an overlay: the footer.
const FOOTER_ROWS: u16 = 1;

#[derive(Debug)]
pub struct TableReadOverlay {
    script: ReadScript,
    playback: Playback,
    /// The scene that is being recorded.
    recorded: Option<usize>,
    /// The revision of the recordings that the script was timed with.
    revision: u64,
    screen: Rect,
}

impl TableReadOverlay {
    /// Reads the script from this scene on; none where no scene has words.
    pub fn new(studio: &Studio, scene: usize, screen: Rect) -> Option<Self> {
        let script = ReadScript::new(&studio.project_state.project.scenes, &studio.voice_paces());
        let first = script.scenes.iter().find(|read| read.index >= scene).or(script.scenes.last())?;
        let playback = Playback::new(first.start, script.total, studio.now());
        Some(Self { script, playback, recorded: None, revision: studio.recordings.revision, screen })
    }

    /// Goes to the start of the scene, or to the scene before where little of it was read.
    fn go_back(&mut self) {
        let position = self.playback.position();
        let Some(scene) = self.script.scene_at(position) else { return };
        let start = self.script.scenes[scene].start;
        let is_replay = position - start > REPLAY_SECONDS;
        let target = if is_replay { scene } else { scene.saturating_sub(1) };
        self.playback.seek(self.script.scenes[target].start);
    }

    fn go_to_next(&mut self) {
        let scene = self.script.scene_at(self.playback.position());
        if let Some(next) = scene.and_then(|scene| self.script.scenes.get(scene + 1)) {
            self.playback.seek(next.start);
        }
    }

    /// Leaves for the script of the scene that is read.
    fn edit_script(&self) -> Navigate {
        let scene = self.script.scene_at(self.playback.position()).map(|scene| &self.script.scenes[scene]);
        let index = scene.map_or(0, |scene| scene.index);
        Navigate::perform(Action::GoToIssue(IssueLocation::Scene(index, SceneField::Script)))
    }

    /// The position at which the screen changes next: at another word, or another second of the clock.
    fn next_change(&self) -> f64 {
        let position = self.playback.position();
        self.script.next_change(position).min(position.floor() + 1.0)
    }

    fn request_picture(&self, studio: &mut Studio, theme: Theme) {
        let area = Rect { height: self.screen.height.saturating_sub(FOOTER_ROWS), ..self.screen };
        let scene = self.script.scene_at(self.playback.position()).map(|scene| &self.script.scenes[scene]);
        let photo = scene.and_then(|scene| studio.photo(studio.scene_photo(scene.index)?));
        if let Some(photo) = photo.cloned() {
            studio.request_picture(&photo, ReadLayout::compute(area, theme).picture_size());
        }
    }
}

impl TableReadOverlay {
    /// Records the scene that is read, from its start; the words wait for the recorder.
    fn start_recording(&mut self, studio: &mut Studio) {
        let Some(read) = self.current_scene() else { return };
        let (index, start) = (read.index, read.start);
        if studio.record_scene(index) {
            self.recorded = Some(index);
            self.playback.pause_at(start);
        }
    }

    /// Reads the words while the recorder delivers sound, to the end of the scene; pauses once the recording has ended.
    fn follow_recording(&mut self, studio: &Studio) {
        let Some(index) = self.recorded else { return };
        let read = self.script.scenes.iter().position(|read| read.index == index);
        let Some(read) = read else { return };
        let start = self.script.scenes[read].start;
        let next = self.script.scenes.get(read + 1).map_or(self.script.total, |next| next.start);
        // Short of the next scene.
        let end = (next - END_MARGIN_SECONDS).max(start);
        match studio.recordings.take.map(|take| take.sound.is_some()) {
            None => {
                self.recorded = None;
                self.playback.pause_at(start);
            }
            Some(true) if self.playback.position() >= end => self.playback.pause_at(end),
            Some(true) if self.playback.is_paused() && self.playback.position() <= start => {
                self.playback.toggle()
            }
            Some(_) => {}
        }
    }

    /// Takes the times of recordings that were inspected since; the reading stays in its scene.
    fn take_new_times(&mut self, studio: &Studio) {
        if self.revision == studio.recordings.revision {
            return;
        }
        self.revision = studio.recordings.revision;
        let index = self.current_scene().map(|read| read.index);
        self.script = ReadScript::new(&studio.project_state.project.scenes, &studio.voice_paces());
        let read = self.script.scenes.iter().find(|read| Some(read.index) == index);
        self.playback.retime(read.map_or(0.0, |read| read.start), self.script.total);
    }

    /// The scene that is read.
    fn current_scene(&self) -> Option<&ReadScene> {
        self.script.scene_at(self.playback.position()).map(|scene| &self.script.scenes[scene])
    }
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
        match (self.recorded, self.playback.is_paused()) {
            (Some(_), _) => Scope::RecordingScene,
            (None, true) => Scope::PausedTableRead,
            (None, false) => Scope::TableRead,
        }
    }

    fn resize(&mut self, screen: Rect) {
        self.screen = screen;
    }

    fn prepare_frame(&mut self, studio: &mut Studio, theme: Theme) {
        self.playback.advance(studio.now());
        self.follow_recording(studio);
        self.take_new_times(studio);
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
        if self.recorded.is_some() {
            update_recording(studio, &input);
            return None;
        }
        match input {
            PaneInput::Command(Command::RecordScene) => self.start_recording(studio),
            PaneInput::Command(Command::Back) => return Some(Navigate::Close),
            PaneInput::Key(key) if key == Key::char('q') => return Some(Navigate::Close),
            PaneInput::Command(Command::EditScript) => return Some(self.edit_script()),
            PaneInput::Command(Command::PlayPause) => self.playback.toggle(),
            PaneInput::Command(Command::PreviousScene) => self.go_back(),
            PaneInput::Command(Command::NextScene) => self.go_to_next(),
            PaneInput::Command(Command::Slower) => self.playback.slow_down(),
            PaneInput::Command(Command::Faster) => self.playback.speed_up(),
            _ => {}
        }
        None
    }

    fn view(&self, ctx: &mut DrawContext<'_>, area: Rect) {
        self.draw(ctx, area);
    }
}
