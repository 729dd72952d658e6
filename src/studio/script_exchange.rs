//! Import of a script in another format as an unsaved project, and export of the open one.

use std::path::{Path, PathBuf};

use super::state::{NextProject, ProjectState, file_name};
use super::{
    Edit, Effect, Overlay, ProjectRequest, SaveMode, SaveResult, ScriptExport, Severity, StatusMessage,
    Studio,
};
use crate::domain::{
    Error, ExportFormat, ExportedScript, ImportedScript, count_scenes, expand_scene, export_script,
    format_count,
};

impl Studio {
    /// Imports a script instead of the open project, once the unsaved work on that is kept.
    pub fn import(&mut self, script: PathBuf) {
        self.open_next(NextProject::Script(script));
    }

    pub(super) fn handle_imported(&mut self, path: &Path, script: Result<Box<ImportedScript>, Error>) {
        let script = match script {
            Ok(script) => *script,
            Err(error) => return self.report(Severity::Error, error.to_string()),
        };
        self.forget_disk_change();
        // Edits that came after the draft was written.
        self.autosave_if_scheduled();
        if self.project_state.path.is_none() {
            self.request(ProjectRequest::SetDraftAside);
        }
        self.project_state = ProjectState {
            open_count: self.project_state.open_count + 1,
            file_watch: self.project_state.file_watch.take(),
            ..ProjectState::default()
        };
        self.watch_project_file();
        self.show_imported(&file_name(path), script);
    }

    /// Shows an imported script as an unsaved project. `name` is that of its file.
    pub(super) fn show_imported(&mut self, name: &str, script: ImportedScript) {
        let ImportedScript { project, notes } = script;
        let imported = format!("Imported {} from {name}", format_count(project.scenes.len(), "scene"));
        self.edit_named(Edit::ReplaceProject(Box::new(project)), format!("import of {name}"));
        self.report_with_notes(imported, &notes);
    }

    /// Makes scenes of what the script of a scene reads as, with their speakers. Returns how many there are now in its place.
    pub fn expand_scene(&mut self, scene: usize) -> Option<usize> {
        let before = self.project_state.project.scenes.len();
        let ImportedScript { project, notes } = expand_scene(&self.project_state.project, scene)?;
        let count = project.scenes.len() + 1 - before;
        let number = scene + 1;
        self.edit_named(Edit::ReplaceProject(Box::new(project)), format!("scenes made of scene {number}"));
        let made = format!("Made {count} scenes of scene {number}");
        self.show_message(message_with_notes(made, &notes).with_undo_hint());
        Some(count)
    }

    /// Offers to make scenes of a text that was pasted, where it reads as several.
    pub fn offer_expansion(&mut self, pasted: &str) {
        let Some(count) = count_scenes(pasted, &self.project_state.project) else { return };
        let message = StatusMessage::new(Severity::Info, format!("The pasted text reads as {count} scenes"));
        self.show_message(message.with_key_hint("Alt-q", "makes scenes of it"));
    }

    /// Writes the script to a file, in the format of its file extension. Another file of this name stays.
    pub fn export(&mut self, path: PathBuf) {
        let Some(format) = ExportFormat::of_path(&path) else { return };
        let paces = self.scene_paces();
        let ExportedScript { text, notes } = export_script(&self.project_state.project, format, &paces);
        let mode = SaveMode::KeepChangesOnDisk;
        self.request(ProjectRequest::Export(Box::new(ScriptExport { path, text, notes, mode })));
    }

    /// Writes an export over the file of its name.
    pub fn replace_export(&mut self, mut export: Box<ScriptExport>) {
        export.mode = SaveMode::Overwrite;
        self.request(ProjectRequest::Export(export));
    }

    pub(super) fn handle_exported(&mut self, export: Box<ScriptExport>, result: Result<SaveResult, Error>) {
        match result {
            Ok(SaveResult::Written) => {
                let path = self.environment.working_directory.join(&export.path);
                self.report_with_notes(format!("Exported to {}", path.display()), &export.notes);
            }
            Ok(SaveResult::FileExists | SaveResult::ChangedOnDisk) => {
                self.emit(Effect::Open(Overlay::ReplaceExport(export)));
            }
            Err(error) => self.report(Severity::Error, error.to_string()),
        }
    }

    /// Reports what was done, and what could not be carried.
    fn report_with_notes(&mut self, done: String, notes: &[String]) {
        self.show_message(message_with_notes(done, notes));
    }
}

/// What was done, and what could not be carried.
fn message_with_notes(done: String, notes: &[String]) -> StatusMessage {
    let severity = if notes.is_empty() { Severity::Success } else { Severity::Warning };
    let parts: Vec<String> = std::iter::once(done).chain(notes.iter().cloned()).collect();
    StatusMessage::new(severity, parts.join(" · "))
}
