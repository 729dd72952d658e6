//! The script in the user's own text editor: what is given to it, and what comes back.

use std::path::{Path, PathBuf};

use super::version_diff::describe_new_version;
use super::{
    DiskChange, Edit, EditorOutcome, EditorTarget, EditorText, Effect, ProjectRequest, Severity,
    StatusMessage, Studio,
};
use crate::domain::{
    ExportFormat, Project, ScenePaces, SceneText, expand_sections, export_script, import_revision, text,
};

/// A text that cannot be taken.
enum Rejection {
    /// There is nothing in it.
    Empty,
    /// It may be worth keeping; the reason.
    Unusable(&'static str),
}

impl Studio {
    /// Opens a text in the user's text editor, once unsaved work is kept.
    pub fn open_in_editor(&mut self, target: EditorTarget) {
        let project = &self.project_state.project;
        let text = match target {
            EditorTarget::WholeScript => {
                export_script(project, ExportFormat::Markdown, &ScenePaces::default()).text
            }
            EditorTarget::Scene(index) => match project.scenes.get(index) {
                Some(scene) => with_line_end(scene.script.as_str()),
                None => return self.report(Severity::Info, "Add a scene first: the project has none"),
            },
        };
        self.project_state.opened_in_editor = Some(Box::new(project.clone()));
        self.end_typing_run();
        self.autosave();
        self.emit(Effect::OpenEditor(EditorText { target, text }));
    }

    pub(super) fn handle_editor_closed(&mut self, target: EditorTarget, outcome: EditorOutcome) {
        let Some(before) = self.project_state.opened_in_editor.take() else {
            return self.report_text_of_closed_project(&outcome);
        };
        match outcome {
            EditorOutcome::Saved { text, file } => self.take_edited_text(target, &text, file, &before),
            EditorOutcome::Unchanged => self.report(Severity::Info, "Nothing was changed in the editor"),
            EditorOutcome::Failed { reason, kept } => self.report_rejected_text(&reason, kept.as_deref()),
        }
        // What came meanwhile had to wait for the text.
        if matches!(self.project_state.disk_change, Some(DiskChange::Edited(_)))
            && !self.project_state.is_unsaved()
        {
            self.take_from_disk();
        }
    }

    fn take_edited_text(&mut self, target: EditorTarget, text: &str, file: PathBuf, before: &Project) {
        let edit = match target {
            EditorTarget::WholeScript => revise_script(text, before),
            EditorTarget::Scene(index) => self.revise_scene(index, text, before),
        };
        let (edit, notes) = match edit {
            Ok(edit) => edit,
            Err(Rejection::Empty) => {
                self.report_rejected_text("The text was empty", None);
                self.request(ProjectRequest::DiscardEditorFile(file));
                return;
            }
            Err(Rejection::Unusable(reason)) => return self.report_rejected_text(reason, Some(&file)),
        };
        let former = self.project_state.project.clone();
        self.edit_named(edit, "edit in the text editor");
        self.report_edited_text(&former, &notes);
        self.request(ProjectRequest::DiscardEditorFile(file));
    }

    /// The edit that gives a scene its new script, or makes several scenes of it where headings or rules part it.
    fn revise_scene(
        &self,
        index: usize,
        text: &str,
        before: &Project,
    ) -> Result<(Edit, Vec<String>), Rejection> {
        let script = text::clean_lines(text).trim_end().to_owned();
        if script.trim().is_empty() {
            return Err(Rejection::Empty);
        }
        let scene =
            |project: &Project| project.scenes.get(index).map(|scene| scene.script.as_str().to_owned());
        let present = scene(&self.project_state.project);
        let Some(old) = present.filter(|old| scene(before).as_ref() == Some(old)) else {
            return Err(Rejection::Unusable("The scene was changed meanwhile"));
        };
        let (field, range) = (SceneText::Script, 0..old.len());
        let replace = |text| Edit::ReplaceText { scene: index, field, range, text };
        // An editor that ends the last line has not changed the script.
        if old.trim_end() == script {
            return Ok((replace(old), Vec::new()));
        }
        Ok(match expand_sections(&self.project_state.project, index, &script) {
            Some(parted) => (Edit::ReplaceProject(Box::new(parted.project)), parted.notes),
            None => (replace(script), Vec::new()),
        })
    }

    fn report_edited_text(&mut self, former: &Project, notes: &[String]) {
        let project = &self.project_state.project;
        if former == project {
            return self.report(Severity::Info, "Nothing was changed in the editor");
        }
        let edited = format!("Edited: {}", describe_new_version(former, project));
        let text = std::iter::once(edited).chain(notes.iter().cloned()).collect::<Vec<_>>().join(" · ");
        let severity = if notes.is_empty() { Severity::Success } else { Severity::Warning };
        self.show_message(StatusMessage::new(severity, text).with_undo_hint());
    }

    /// Another project was opened while the editor ran: what was written belongs to the former one.
    fn report_text_of_closed_project(&mut self, outcome: &EditorOutcome) {
        let file = match outcome {
            EditorOutcome::Saved { file, .. } | EditorOutcome::Failed { kept: Some(file), .. } => file,
            EditorOutcome::Unchanged | EditorOutcome::Failed { kept: None, .. } => return,
        };
        self.report_rejected_text("Another project was opened meanwhile", Some(file));
    }

    fn report_rejected_text(&mut self, reason: &str, kept: Option<&Path>) {
        let kept = kept.map(|file| format!(". What you wrote is kept in {}", file.display()));
        let reason = reason.trim_end_matches(['.', ':']);
        let text = format!("{reason}. Nothing was changed{}", kept.unwrap_or_default());
        self.report(Severity::Error, text);
    }
}

/// The edit that makes the project what the edited Markdown says, and notes about what it could not carry.
fn revise_script(text: &str, before: &Project) -> Result<(Edit, Vec<String>), Rejection> {
    if text.trim().is_empty() {
        return Err(Rejection::Empty);
    }
    let revision = import_revision(text, before);
    if revision.project.scenes.is_empty() {
        return Err(Rejection::Unusable("The text has no scenes"));
    }
    Ok((Edit::ReplaceProject(Box::new(revision.project)), revision.notes))
}

/// A text as editors like it: its last line has an end.
fn with_line_end(text: &str) -> String {
    if text.ends_with('\n') { text.to_owned() } else { format!("{text}\n") }
}
