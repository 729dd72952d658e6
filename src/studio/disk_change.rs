//! The project file, changed on disk by another program: taken at once, or offered where this would hide unsaved work.

use std::path::{Path, PathBuf};

use super::state::file_name;
use super::version_diff::describe_new_version;
use super::{
    DiskChange, DiskVersion, Edit, EditKind, Effect, MessageExpiry, MessageTopic, ProjectRequest, Severity,
    StatusMessage, Studio,
};
use crate::domain::Project;

impl Studio {
    /// Watches the file of the open project, and no other.
    pub(super) fn watch_project_file(&mut self) {
        let state = &mut self.project_state;
        let watched = state.file_watch.as_ref().map(|(_, path)| path);
        if watched == state.path.as_ref() {
            return;
        }
        if let Some((former, _)) = state.file_watch.take() {
            self.emit(Effect::Cancel(former));
        }
        if let Some(path) = self.project_state.path.clone() {
            let id = self.request(ProjectRequest::Watch(path.clone()));
            self.project_state.file_watch = Some((id, path));
        }
    }

    /// The watch ended: the next save starts another one.
    pub(super) fn handle_watch_ended(&mut self, path: &Path) {
        self.project_state.file_watch.take_if(|(_, watched)| watched == path);
    }

    pub(super) fn handle_changed_on_disk(&mut self, path: &Path, change: DiskChange) {
        if self.project_state.path.as_deref() != Some(path) {
            return;
        }
        self.forget_disk_change();
        // A text in an editor is a change that may come.
        let is_in_editor = self.project_state.opened_in_editor.is_some();
        let has_own_changes = is_in_editor || self.project_state.is_unsaved();
        match change {
            DiskChange::Reverted => self.delete_needless_draft(),
            DiskChange::Edited(theirs) if self.is_known_version(&theirs.project) => {
                self.accept_disk_version(*theirs);
                self.delete_needless_draft();
            }
            DiskChange::Edited(theirs) => {
                let is_emptied = self.project_state.would_lose_script(&theirs.project);
                if has_own_changes || is_emptied {
                    self.offer_disk_version(theirs, is_emptied);
                } else {
                    self.take_disk_version(*theirs);
                }
            }
            lost => self.report_lost_file(path, lost),
        }
    }

    /// Keeps what is shown here beside the version on disk, until the user decides.
    fn offer_disk_version(&mut self, theirs: Box<DiskVersion>, is_emptied: bool) {
        self.project_state.disk_change = Some(DiskChange::Edited(theirs));
        let text = if is_emptied {
            "The script was removed from the file on disk. Yours stays here"
        } else {
            "The project was changed on disk"
        };
        self.show_disk_message(text, |message| {
            message.with_key_hint("Alt-r", "takes it, Ctrl-s asks before it overwrites the file")
        });
        self.autosave();
    }

    /// Offers the saved file beside unsaved work that was restored and is older.
    pub(super) fn offer_newer_file(&mut self, restored: &str) {
        let project = self.project_state.saved_project.clone();
        let theirs = DiskVersion { project, version: None, unknown_keys: Vec::new() };
        self.project_state.disk_change = Some(DiskChange::Edited(Box::new(theirs)));
        self.show_disk_message(format!("{restored}. The saved file is newer"), |message| {
            message.with_key_hint("Alt-r", "takes it, Ctrl-s asks before it overwrites it")
        });
    }

    /// Whether a version of the file differs in nothing but its comments, or has what is shown here.
    fn is_known_version(&self, theirs: &Project) -> bool {
        *theirs == self.project_state.saved_project || *theirs == self.project_state.project
    }

    /// Deletes the draft that was saved while the file was lost, if the file has all of it again.
    fn delete_needless_draft(&mut self) {
        if !self.project_state.is_unsaved() {
            self.autosave();
        }
    }

    /// The file holds no project any more: what is shown here is kept as unsaved work.
    fn report_lost_file(&mut self, path: &Path, change: DiskChange) {
        let name = file_name(path);
        let text = match &change {
            DiskChange::Unreadable(error) => format!(
                "{name} was changed on disk and cannot be read any more. Yours stays here. {}",
                error.summary()
            ),
            _ => format!("{name} was moved or deleted. Yours stays here"),
        };
        let is_missing = change == DiskChange::Missing;
        self.project_state.disk_change = Some(change);
        self.show_disk_message(text, |message| {
            if is_missing { message.with_key_hint("Ctrl-s", "saves it again") } else { message }
        });
        self.autosave();
    }

    /// Shows a message that lasts until the user has decided, or the file is as it was.
    fn show_disk_message(
        &mut self,
        text: impl Into<String>,
        complete: impl FnOnce(StatusMessage) -> StatusMessage,
    ) {
        let message = StatusMessage::new(Severity::Warning, text).with_topic(MessageTopic::DiskChange);
        self.show_message(complete(message).with_expiry(MessageExpiry::WithTopic));
    }

    /// Takes the project that another program wrote, as an undo step.
    pub fn take_from_disk(&mut self) {
        match self.project_state.disk_change.take_if(|change| matches!(change, DiskChange::Edited(_))) {
            Some(DiskChange::Edited(theirs)) => {
                self.forget_disk_change();
                self.take_disk_version(*theirs);
            }
            _ => self.report(Severity::Info, "Nothing to take: the file holds no other version"),
        }
    }

    fn take_disk_version(&mut self, theirs: DiskVersion) {
        let change = describe_new_version(&self.project_state.project, &theirs.project);
        self.edit(Edit::ReplaceProject(Box::new(theirs.project.clone())), EditKind::SingleStep);
        self.accept_disk_version(theirs);
        let text = format!("The project was changed on disk: {change}");
        let message = StatusMessage::new(Severity::Warning, text).with_expiry(MessageExpiry::OnEdit);
        self.show_message(message.with_undo_hint());
    }

    /// A version of the file is what was saved last from now on.
    fn accept_disk_version(&mut self, theirs: DiskVersion) {
        let DiskVersion { project, version, unknown_keys } = theirs;
        self.project_state.saved_project = project;
        if let Some(save) = &mut self.project_state.pending_save {
            save.is_outdated = true;
        }
        if let (Some(path), Some(version)) = (self.project_state.path.clone(), version) {
            self.request(ProjectRequest::AcceptDiskVersion { path, version });
        }
        if !unknown_keys.is_empty() {
            self.report_unknown_keys(&unknown_keys);
        }
    }

    /// What another program did to the file is decided, or over.
    pub(super) fn forget_disk_change(&mut self) {
        self.project_state.disk_change = None;
        self.dismiss_topic(&MessageTopic::DiskChange);
    }

    /// The file was saved under this path.
    pub(super) fn handle_file_written(&mut self, path: PathBuf) -> Option<PathBuf> {
        self.forget_disk_change();
        let before = self.project_state.path.replace(path);
        self.watch_project_file();
        before
    }
}
