//! The project file, changed on disk by another program: taken at once, or offered where this would hide unsaved work.

use std::path::{Path, PathBuf};

use super::state::file_name;
use super::{
    DiskChange, DiskVersion, Edit, EditKind, Effect, MessageExpiry, MessageTopic, ProjectDiff,
    ProjectRequest, Severity, StatusMessage, Studio,
};
use crate::domain::{Project, Scene, format_count};

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
        let has_own_changes = self.project_state.is_unsaved();
        match change {
            DiskChange::Reverted => {}
            DiskChange::Edited(theirs) if self.is_without_news(&theirs.project) => {
                self.accept_disk_version(*theirs);
            }
            DiskChange::Edited(theirs) if !has_own_changes => self.take_disk_version(*theirs),
            DiskChange::Edited(theirs) => {
                self.project_state.disk_change = Some(DiskChange::Edited(theirs));
                self.show_disk_message("The project was changed on disk", |message| {
                    message.with_key_hint("Alt-t", "takes it, Ctrl-s asks before overwriting yours")
                });
            }
            lost => self.report_lost_file(path, lost),
        }
    }

    /// Whether a version of the file differs in nothing but its comments, or has what is shown here.
    fn is_without_news(&self, theirs: &Project) -> bool {
        *theirs == self.project_state.saved_project || *theirs == self.project_state.project
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
            _ => self.report(Severity::Info, "Nothing to take: the project file was not changed on disk"),
        }
    }

    fn take_disk_version(&mut self, theirs: DiskVersion) {
        let change = change_text(&self.project_state.project, &theirs.project);
        self.edit(Edit::ReplaceProject(Box::new(theirs.project.clone())), EditKind::SingleStep);
        self.accept_disk_version(theirs);
        let text = format!("The project was changed on disk: {change}");
        let message = StatusMessage::new(Severity::Warning, text).with_expiry(MessageExpiry::OnEdit);
        self.show_message(message.with_key_hint("Ctrl-z", "brings back yours"));
    }

    /// A version of the file is what was saved last from now on.
    fn accept_disk_version(&mut self, theirs: DiskVersion) {
        let DiskVersion { project, version, unknown_keys } = theirs;
        self.project_state.saved_project = project;
        if let Some(path) = self.project_state.path.clone() {
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

/// What differs between two versions of a project: the number of its scenes, or else its settings.
fn change_text(before: &Project, after: &Project) -> String {
    match changed_scenes(&before.scenes, &after.scenes) {
        0 => format!("{} changed", ProjectDiff::between(before, after).description),
        count => format!("{} changed", format_count(count, "scene")),
    }
}

/// How many scenes differ, were added or were removed.
fn changed_scenes(before: &[Scene], after: &[Scene]) -> usize {
    let same_start = before.iter().zip(after).take_while(|(old, new)| old == new).count();
    let (before, after) = (&before[same_start..], &after[same_start..]);
    let same_end = before.iter().rev().zip(after.iter().rev()).take_while(|(old, new)| old == new).count();
    let (before, after) = (&before[..before.len() - same_end], &after[..after.len() - same_end]);
    before.len().max(after.len()) - common_subsequence_length(before, after)
}

/// How many scenes stayed, in their order.
fn common_subsequence_length(before: &[Scene], after: &[Scene]) -> usize {
    let mut lengths = vec![0; after.len() + 1];
    for old in before {
        let mut diagonal = 0;
        for (index, new) in after.iter().enumerate() {
            let above = lengths[index + 1];
            lengths[index + 1] = if old == new { diagonal + 1 } else { above.max(lengths[index]) };
            diagonal = above;
        }
    }
    lengths[after.len()]
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn changed_scenes_are_counted() {
        let scenes = |scripts: &[&str]| scripts.iter().map(|script| Scene::new(*script)).collect::<Vec<_>>();
        for (before, after, count) in [
            (&["a", "b", "c"][..], &["a", "b", "c"][..], 0),
            (&["a", "b", "c"], &["a", "x", "c"], 1),
            (&["a", "b", "c"], &["x", "b", "y"], 2),
            (&["a", "c"], &["a", "b", "c"], 1),
            (&["a", "b"], &["x", "a", "y"], 2),
            (&["a", "b", "c"], &["c"], 2),
            (&[], &["a", "b"], 2),
        ] {
            assert_eq!(changed_scenes(&scenes(before), &scenes(after)), count, "{before:?} {after:?}");
        }
        let titled = Project { title: "Tea".into(), ..Project::default() };
        assert_eq!(change_text(&Project::default(), &titled), "title changed");
    }
}
