//! The recordings of the open project: inspected when their paths change and before the price, listed, and made.

use std::path::PathBuf;

use super::state::ActiveRecording;
use super::{
    Effect, InspectedFiles, RecordedSound, RecordingReply, RecordingRequest, RequestId, Severity,
    StatusMessage, Studio,
};
use crate::domain::{Error, Recordings, ValidationIssue, VideoSpec, resolve_project_path, text};

impl Studio {
    /// Inspects the recordings of the project, once for each set of paths.
    pub fn inspect_recordings(&mut self) {
        let paths = self.recording_paths();
        if paths != self.recordings.inspected_paths {
            self.request_inspection(paths);
        }
    }

    /// Inspects the recordings again before the price is shown: their files may have changed. Returns whether the price
    /// waits for it.
    pub fn inspect_before_price(&mut self) -> bool {
        let paths = self.recording_paths();
        if paths.is_empty() {
            return false;
        }
        self.recordings.price_inspection = Some(self.request_inspection(paths));
        true
    }

    fn request_inspection(&mut self, paths: Vec<(String, PathBuf)>) -> RequestId {
        self.recordings.inspected_paths.clone_from(&paths);
        let id = self.request(RecordingRequest::Inspect(paths));
        self.recordings.inspection = Some(id);
        // The price needs what is found last.
        if let Some(waiting) = &mut self.recordings.price_inspection {
            *waiting = id;
        }
        id
    }

    /// The paths of the recordings, each once, as the project has them and as they are on disk.
    fn recording_paths(&self) -> Vec<(String, PathBuf)> {
        let scenes = &self.project_state.project.scenes;
        let mut paths: Vec<&String> = scenes.iter().filter_map(|scene| scene.recording.as_ref()).collect();
        if paths.is_empty() {
            return Vec::new();
        }
        paths.sort();
        paths.dedup();
        let (folder, home) = (self.project_folder(), self.environment.home_directory.as_deref());
        paths.into_iter().map(|path| (path.clone(), resolve_project_path(path, &folder, home))).collect()
    }

    /// Lists the sound files beside the project.
    pub fn list_sound_files(&mut self) {
        let folder = self.project_folder();
        self.request(RecordingRequest::List(folder));
    }

    /// What stops the recordings of the project from being sent.
    pub fn recording_issues(&self) -> Vec<ValidationIssue> {
        self.recordings.files.issues(&self.project_state.project, self.account.dialect)
    }

    /// The files of the recordings of a video.
    pub(super) fn recordings_of(&self, spec: &VideoSpec) -> Recordings {
        self.recordings.files.named_by(&spec.scenes)
    }

    /// Whether a reply is the inspection that the price waits for; it waits no longer.
    pub fn take_price_inspection(&mut self, id: RequestId) -> bool {
        self.recordings.price_inspection.take_if(|inspection| *inspection == id).is_some()
    }

    /// Records a scene; returns whether that began. A project without a file has no folder for the recording.
    pub fn record_scene(&mut self, scene: usize) -> bool {
        if self.recordings.active.is_some() {
            return false;
        }
        let Some(path) = self.project_state.path.as_ref() else {
            let message = StatusMessage::new(Severity::Info, "Recordings are saved beside the project");
            self.show_message(message.with_key_hint("Ctrl-s", "saves it"));
            return false;
        };
        let project = self.environment.working_directory.join(path);
        let Some(script) = self.project_state.project.scenes.get(scene).map(|scene| scene.script.clone())
        else {
            return false;
        };
        let request = self.request(RecordingRequest::Record { project, scene_number: scene + 1 });
        let open_count = self.project_state.open_count;
        self.recordings.active = Some(ActiveRecording { scene, script, sound: None, request, open_count });
        true
    }

    /// Ends the recording and keeps it.
    pub fn stop_recording(&mut self) {
        if self.recordings.active.is_some() {
            self.emit(Effect::StopRecording);
        }
    }

    /// Ends the recording and discards it.
    pub fn discard_recording(&mut self) {
        if let Some(active) = self.recordings.active.take() {
            self.emit(Effect::Cancel(active.request));
            self.report(Severity::Info, "The recording was discarded");
        }
    }

    pub(super) fn handle_recording_reply(&mut self, id: RequestId, reply: RecordingReply) {
        match reply {
            RecordingReply::Inspected(_) if self.recordings.inspection != Some(id) => {}
            RecordingReply::Inspected(Ok(files)) => self.handle_inspected(files),
            RecordingReply::Inspected(Err(error)) => self.report(Severity::Error, error.to_string()),
            RecordingReply::Listed(names) => self.recordings.listed = names,
            RecordingReply::Progressed(sound) => self.handle_recording_progress(id, sound),
            RecordingReply::Ended(result) => self.handle_recording_ended(id, result),
            RecordingReply::Recovered(files) => self.report_recovered(&files),
        }
    }

    /// Says where recordings are whose program was killed.
    fn report_recovered(&mut self, files: &[PathBuf]) {
        let names: Vec<String> = files.iter().map(text::short_file_name).collect();
        let (what, verb) = match names.len() {
            1 => ("A recording was", "it is"),
            _ => ("Recordings were", "they are"),
        };
        let text = format!("{what} interrupted: {verb} kept as {}", names.join(", "));
        let message = StatusMessage::new(Severity::Warning, text);
        self.show_message(message.with_key_hint("Alt-u", "picks the recording of a scene"));
    }

    fn handle_inspected(&mut self, files: InspectedFiles) {
        let mut found = Recordings::default();
        for (path, file) in files {
            found.insert(path, file);
        }
        self.recordings.files = found;
        self.recordings.revision += 1;
    }

    fn handle_recording_progress(&mut self, id: RequestId, sound: RecordedSound) {
        if let Some(active) = self.recordings.active.as_mut().filter(|active| active.request == id) {
            active.sound = Some(sound);
        }
    }

    /// The index that the scene of a recording has now; `None` where another project is open, or the script is another.
    fn recorded_scene(&self, active: &ActiveRecording) -> Option<usize> {
        let scenes = &self.project_state.project.scenes;
        let is_it = |index: &usize| scenes.get(*index).is_some_and(|scene| scene.script == active.script);
        let found = Some(active.scene).filter(is_it).or_else(|| (0..scenes.len()).find(is_it));
        found.filter(|_| active.open_count == self.project_state.open_count)
    }

    /// A recording was saved: it is that of its scene, if that is still there.
    fn handle_recording_ended(&mut self, id: RequestId, result: Result<PathBuf, Error>) {
        let Some(active) = self.recordings.active.take_if(|active| active.request == id) else { return };
        let path = match result {
            Ok(path) => path,
            Err(error) => return self.report(Severity::Error, error.to_string()),
        };
        let name = text::short_file_name(&path);
        let Some(scene) = self.recorded_scene(&active) else {
            return self.report(Severity::Success, format!("The recording was saved as {}", path.display()));
        };
        let file = path.file_name().map(|file| file.to_string_lossy().into_owned());
        self.edit_scenes(scene..scene + 1, |scene| scene.recording.clone_from(&file));
        let text = format!("{name} is the recording of scene {}", scene + 1);
        self.show_message(StatusMessage::new(Severity::Success, text).with_undo_hint());
    }
}
