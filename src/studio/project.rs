//! The open project: edits, undo, saving, opening, and the autosave of unsaved work.

use std::ops::Range;
use std::path::{Path, PathBuf};
use std::time::Duration;

use jiff::Timestamp;

use super::state::{NextProject, PendingSave, UndoHistory, UndoStep};
use super::{
    DiskChange, Edit, EditKind, Effect, LoadedProject, MessageExpiry, MessageTopic, Overlay, ProjectDiff,
    ProjectReply, ProjectRequest, ProjectState, RequestId, SaveMode, SaveResult, Severity, StatusMessage,
    Studio, Timer,
};
use crate::domain::{
    Error, Project, Scene, UnknownKey, ValidationIssue, VideoSpec, format_age, title_from_file_stem,
};

/// The delay between an edit and the autosave.
const AUTOSAVE_DELAY: Duration = Duration::from_millis(800);
/// Unknown keys that are reported one by one.
const MAX_REPORTED_KEYS: usize = 2;

impl Studio {
    pub(super) fn handle_project_reply(&mut self, id: RequestId, reply: ProjectReply) {
        match reply {
            ProjectReply::Opened(result) => self.handle_project_opened(result),
            ProjectReply::Listed(files) => self.project_list.files = files,
            ProjectReply::UnsavedWorkListed(work) => self.project_list.unsaved_work = work,
            ProjectReply::Saved(path, result) => self.handle_project_saved(path, result),
            ProjectReply::Autosaved(result) => self.handle_autosaved(id, result),
            ProjectReply::Imported(path, script) => self.handle_imported(&path, script),
            ProjectReply::Exported(export, result) => self.handle_exported(export, result),
            ProjectReply::ChangedOnDisk(path, change) => self.handle_changed_on_disk(&path, change),
            ProjectReply::EditorClosed(target, outcome) => self.handle_editor_closed(target, outcome),
            ProjectReply::WatchEnded(path) => self.handle_watch_ended(&path),
            ProjectReply::UnknownKeys(keys) => self.report_unknown_keys(&keys),
            ProjectReply::RequestPreviewBuilt(text) => {
                self.emit(Effect::Open(Overlay::RequestPreview(text)));
            }
        }
    }

    /// The folder of the project; the working directory while it has no file.
    pub(super) fn project_folder(&self) -> PathBuf {
        let folder = self.project_state.path.as_deref().and_then(|path| path.parent());
        self.environment.working_directory.join(folder.unwrap_or(Path::new("")))
    }

    /// The video of the open project, or all issues of the project and of its recordings.
    pub fn open_spec(&self) -> Result<VideoSpec, Vec<ValidationIssue>> {
        let of_recordings = self.recording_issues();
        match self.project_state.project.spec() {
            Ok(spec) if of_recordings.is_empty() => Ok(spec),
            Ok(_) => Err(of_recordings),
            Err(issues) => Err(issues.into_iter().chain(of_recordings).collect()),
        }
    }

    /// Reports the unknown keys of the project file.
    pub(super) fn report_unknown_keys(&mut self, keys: &[UnknownKey]) {
        let mut reported: Vec<String> =
            keys.iter().take(MAX_REPORTED_KEYS).map(ToString::to_string).collect();
        if keys.len() > MAX_REPORTED_KEYS {
            reported.push(format!("{} more", keys.len() - MAX_REPORTED_KEYS));
        }
        self.report(Severity::Warning, reported.join("; "));
    }

    /// Edits the project, as an undo step, and schedules an autosave.
    pub fn edit(&mut self, edit: Edit, kind: EditKind) {
        self.edit_if_changed(edit, kind);
    }

    /// Edits the project; returns whether that changed anything, so that no undo is promised where there is none.
    pub fn edit_if_changed(&mut self, edit: Edit, kind: EditKind) -> bool {
        if !edit.changes(&self.project_state.project) {
            return false;
        }
        self.dismiss_edit_messages();
        let group = edit.undo_group();
        self.project_state.undo_history.record(&self.project_state.project, group, kind, self.now());
        edit.apply(&mut self.project_state.project);
        self.schedule_autosave();
        true
    }

    /// Edits the project by one undo step, under the name that its undo shows: "cut of 2 scenes".
    pub fn edit_named(&mut self, edit: Edit, name: impl Into<String>) -> bool {
        let is_changed = self.edit_if_changed(edit, EditKind::SingleStep);
        if is_changed {
            self.project_state.undo_history.name_last_edit(name.into());
        }
        is_changed
    }

    /// Edits some scenes, as one undo step; returns how many of them changed.
    pub fn edit_scenes(&mut self, range: Range<usize>, edit: impl Fn(&mut Scene)) -> usize {
        let Some(before) = self.project_state.project.scenes.get(range.clone()) else { return 0 };
        let mut after = before.to_vec();
        after.iter_mut().for_each(edit);
        let count = before.iter().zip(&after).filter(|(before, after)| before != after).count();
        self.edit(Edit::ReplaceScenes(range, after), EditKind::SingleStep);
        count
    }

    /// Ends the run of keystrokes that are one undo step, as where the caret moves.
    pub fn end_typing_run(&mut self) {
        self.project_state.undo_history.end_typing_run();
    }

    /// Undoes one step and returns what changed; `None` where there is no step.
    pub fn undo(&mut self) -> Option<ProjectDiff> {
        let step = self.project_state.undo_history.undo(&self.project_state.project)?;
        let change = ProjectDiff::between(&step.project, &self.project_state.project);
        Some(self.take_step(step, change))
    }

    /// Redoes one step and returns what changed; `None` where there is no step.
    pub fn redo(&mut self) -> Option<ProjectDiff> {
        let step = self.project_state.undo_history.redo(&self.project_state.project)?;
        let change = ProjectDiff::between(&self.project_state.project, &step.project);
        Some(self.take_step(step, change))
    }

    /// Replaces the project by that of a step; returns the change under the name of the edit.
    fn take_step(&mut self, step: UndoStep, change: ProjectDiff) -> ProjectDiff {
        self.dismiss_undoable_messages();
        self.replace_project(step.project);
        ProjectDiff { description: step.edit_name.unwrap_or(change.description), ..change }
    }

    fn replace_project(&mut self, project: Project) {
        self.dismiss_edit_messages();
        self.project_state.project = project;
        self.schedule_autosave();
    }

    fn schedule_autosave(&mut self) {
        if !std::mem::replace(&mut self.project_state.is_autosave_scheduled, true) {
            self.emit(Effect::StartTimer(AUTOSAVE_DELAY, Timer::Autosave));
        }
    }

    pub(super) fn autosave_if_scheduled(&mut self) {
        if self.project_state.is_autosave_scheduled {
            self.autosave();
        }
    }

    /// Saves unsaved work as a draft, and returns the request; deletes the draft if there is no unsaved work.
    pub fn autosave(&mut self) -> Option<RequestId> {
        self.project_state.is_autosave_scheduled = false;
        let path = self.project_state.path.clone();
        if self.project_state.is_unsaved() {
            let project = Box::new(self.project_state.project.clone());
            return Some(self.request(ProjectRequest::Autosave { path, project }));
        }
        self.request(ProjectRequest::DeleteAutosave { path });
        None
    }

    /// Deletes the autosave: the user discards the work.
    pub fn discard_autosave(&mut self) {
        self.project_state.is_autosave_scheduled = false;
        let path = self.project_state.path.clone();
        self.request(ProjectRequest::DeleteAutosave { path });
    }

    pub fn save(&mut self, path: PathBuf, mode: SaveMode) {
        let is_open_file = self.project_state.path.as_ref() == Some(&path);
        let has_newer_version = matches!(self.project_state.disk_change, Some(DiskChange::Edited(_)));
        if mode == SaveMode::KeepChangesOnDisk && is_open_file && has_newer_version {
            return self.emit(Effect::Open(Overlay::ResolveFileConflict));
        }
        let project = Box::new(self.project_state.project.clone());
        self.project_state.pending_save = Some(PendingSave { project: project.clone(), is_outdated: false });
        self.request(ProjectRequest::Save { path, project, mode });
    }

    pub(super) fn handle_project_saved(&mut self, path: PathBuf, outcome: Result<SaveResult, Error>) {
        let Some(save) = self.project_state.pending_save.take() else { return };
        match outcome {
            Ok(SaveResult::Written) => {
                let absolute_path = self.environment.working_directory.join(&path);
                let before = self.handle_file_written(path);
                self.project_state.saved_project = *save.project;
                // The user may have typed since.
                let is_unsaved = self.project_state.is_unsaved();
                let later = if is_unsaved { " · later changes are unsaved" } else { "" };
                self.report(Severity::Success, format!("Saved {}{later}", absolute_path.display()));
                if is_unsaved {
                    self.autosave();
                }
                // An autosave of later edits stays, under the file's present name.
                if !is_unsaved || before != self.project_state.path {
                    self.request(ProjectRequest::DeleteAutosave { path: before });
                }
            }
            Ok(SaveResult::FileExists) => self
                .report(Severity::Error, format!("{} already exists: choose another name", path.display())),
            // The other version was taken while this one was being saved.
            Ok(SaveResult::ChangedOnDisk) if save.is_outdated && !self.project_state.is_unsaved() => {}
            Ok(SaveResult::ChangedOnDisk) => self.emit(Effect::Open(Overlay::ResolveFileConflict)),
            Err(error) => self.report(Severity::Error, error.to_string()),
        }
    }

    /// Opens another project, once unsaved work on the open one is kept.
    pub fn switch_project(&mut self, file: Option<PathBuf>) {
        self.open_next(NextProject::Project(file));
    }

    /// Opens another project or script, once unsaved work is saved as a draft. If that fails, the open one stays.
    pub(super) fn open_next(&mut self, next: NextProject) {
        self.project_list.pending_open = None;
        if let Some(id) = self.autosave() {
            self.project_list.pending_open = Some((id, next));
        } else {
            self.request(next.into_request());
        }
    }

    /// The autosave was written or deleted, or failed. A project that waits for it is opened.
    pub(super) fn handle_autosaved(&mut self, id: RequestId, result: Result<(), Error>) {
        let opening = self.project_list.pending_open.take_if(|(waits, _)| *waits == id).map(|(_, next)| next);
        if result.is_ok() {
            self.dismiss_topic(&MessageTopic::AutosaveFailure);
        }
        match (result, opening) {
            (Ok(()), None) => {}
            (Ok(()), Some(next)) => {
                self.report_kept_work(&next);
                self.request(next.into_request());
            }
            (Err(error), None) => {
                let message = format!("Unsaved changes are only in memory. {error}");
                self.report_about(MessageTopic::AutosaveFailure, Severity::Warning, message);
            }
            (Err(error), Some(next)) => {
                let (other, name) = (next.name(), self.project_state.display_name());
                let message =
                    format!("{other} is not opened: the unsaved work on {name} cannot be kept. {error}");
                self.report_about(MessageTopic::AutosaveFailure, Severity::Error, message);
            }
        }
    }

    /// Tells where the unsaved work is, unless it is opened again.
    fn report_kept_work(&mut self, next: &NextProject) {
        let path = &self.project_state.path;
        let when = match next {
            NextProject::Project(file) if file == path => return,
            // Work without a file is listed beside projects with one.
            NextProject::Script(_) if path.is_none() => " once this project is saved",
            NextProject::Project(_) | NextProject::Script(_) => "",
        };
        let (name, location) =
            (self.project_state.display_name(), self.environment.drafts_directory.display());
        self.report_event(format!(
            "Unsaved changes to {name} are kept in {location} · Ctrl-o lists them{when}"
        ));
    }

    pub(super) fn handle_project_opened(&mut self, found: Result<Box<LoadedProject>, Error>) {
        let mut opened = match found {
            Ok(opened) => *opened,
            Err(error) => return self.report(Severity::Error, error.to_string()),
        };
        let remaining = opened.remaining_unsaved;
        if opened.path.is_none() && self.project_state.path.is_none() && self.project_state.is_unsaved() {
            // Keys were quicker than the disk: what they wrote stays, or is one undo behind the work that is back.
            if let Some((draft, written_at)) = opened.unsaved {
                self.restore_unsaved(draft, written_at, opened.modified_at, remaining);
            }
            return;
        }
        let stem = opened.path.as_deref().and_then(|path| path.file_stem());
        if let Some(stem) = stem.filter(|_| opened.modified_at.is_none()) {
            opened.project.title = title_from_file_stem(&stem.to_string_lossy());
        }
        self.forget_disk_change();
        if opened.path != self.project_state.path {
            // Edits that came after the draft was written.
            self.autosave_if_scheduled();
            self.project_state.undo_history = UndoHistory::default();
        }
        self.project_state = ProjectState {
            saved_project: opened.project.clone(),
            project: opened.project,
            path: opened.path,
            open_count: self.project_state.open_count + 1,
            undo_history: std::mem::take(&mut self.project_state.undo_history),
            file_watch: self.project_state.file_watch.take(),
            ..ProjectState::default()
        };
        self.watch_project_file();
        if let Some((draft, written_at)) = opened.unsaved {
            self.restore_unsaved(draft, written_at, opened.modified_at, remaining);
        }
    }

    /// Restores unsaved work as an edit, so that one undo goes back to the file.
    fn restore_unsaved(
        &mut self,
        draft: Project,
        draft_written_at: Timestamp,
        file_modified_at: Option<Timestamp>,
        remaining: usize,
    ) {
        let is_file_newer = file_modified_at.is_some_and(|modified_at| modified_at > draft_written_at);
        let file = if file_modified_at.is_some() { "the saved file" } else { "an empty project" };
        let ago = format_age(self.now().duration_since(draft_written_at));
        let more = if remaining > 0 { format!(", {remaining} more are kept") } else { String::new() };
        self.edit(Edit::ReplaceProject(Box::new(draft)), EditKind::SingleStep);
        let text = format!("Restored unsaved changes from {ago} ago{more}");
        if is_file_newer {
            return self.offer_newer_file(&text);
        }
        let message = StatusMessage::new(Severity::Warning, text);
        self.show_message(
            message.with_key_hint("Ctrl-z", format!("goes to {file}")).with_expiry(MessageExpiry::OnEdit),
        );
    }
}
