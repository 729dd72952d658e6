//! Undo and redo: one snapshot of the project per step, with scenes shared between snapshots.

use std::sync::Arc;

use jiff::{SignedDuration, Timestamp};

use crate::domain::{Project, Scene};

/// A longer pause between two keystrokes begins a new step.
const MAX_KEYSTROKE_GAP: SignedDuration = SignedDuration::from_millis(1_000);

/// What a keystroke did to a text, so that a run of keystrokes can be one step.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum EditKind {
    InsertLetter,
    /// A letter in the place of a selection; it begins a run.
    ReplaceByLetter,
    /// A blank or a line break; it ends a run of letters.
    InsertWhitespace,
    Erase,
    /// A blank or a line break is erased; it ends a run of erased letters.
    EraseWhitespace,
    /// A paste or a choice: a step of its own.
    SingleStep,
}

/// The field whose keystrokes may join into one undo step.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(in crate::studio) enum UndoGroup {
    Title,
    CallbackUrl,
    Target,
    Background,
    /// The script of this scene.
    Script(usize),
    /// The motion prompt of this scene.
    Motion(usize),
}

/// A project that an undo or redo leads to, and the name of the edit in between where it was given one: "cut of 2 scenes".
pub(in crate::studio) struct UndoStep {
    pub(in crate::studio) project: Project,
    pub(in crate::studio) edit_name: Option<String>,
}

#[derive(Debug)]
struct Snapshot {
    /// The name of the edit behind it, or before it in the redo stack.
    edit_name: Option<String>,
    /// Everything but the scenes.
    project_without_scenes: Project,
    scenes: Vec<Arc<Scene>>,
}

impl Snapshot {
    fn capture(project: &Project, near: Option<&Self>) -> Self {
        let shared = |index: usize, scene: &Scene| {
            let near = near?;
            let around = [Some(index), index.checked_sub(1), Some(index + 1)];
            around
                .into_iter()
                .flatten()
                .filter_map(|i| near.scenes.get(i))
                .find(|previous| ***previous == *scene)
                .cloned()
        };
        let scenes = project.scenes.iter().enumerate();
        let scenes =
            scenes.map(|(i, scene)| shared(i, scene).unwrap_or_else(|| Arc::new(scene.clone()))).collect();
        let head = Project {
            title: project.title.clone(),
            photo: project.photo.clone(),
            voice: project.voice.clone(),
            voice_settings: project.voice_settings.clone(),
            shape: project.shape,
            background: project.background.clone(),
            captions: project.captions,
            callback_url: project.callback_url.clone(),
            target_seconds: project.target_seconds,
            speakers: project.speakers.clone(),
            scenes: Vec::new(),
        };
        Self { edit_name: None, project_without_scenes: head, scenes }
    }

    fn into_step(self) -> UndoStep {
        let scenes = self.scenes.iter().map(|scene| (**scene).clone()).collect();
        UndoStep { project: Project { scenes, ..self.project_without_scenes }, edit_name: self.edit_name }
    }
}

/// The undo and redo steps from the present project.
#[derive(Debug, Default)]
pub(in crate::studio) struct UndoHistory {
    undo_stack: Vec<Snapshot>,
    redo_stack: Vec<Snapshot>,
    /// The run that further keystrokes may join: its field, last edit and time.
    typing_run: Option<(UndoGroup, EditKind, Timestamp)>,
}

impl UndoHistory {
    /// Records that `before` is about to change. `group` is the text field that is typed into; no other edits join.
    pub(in crate::studio) fn record(
        &mut self,
        before: &Project,
        group: Option<UndoGroup>,
        kind: EditKind,
        now: Timestamp,
    ) {
        self.redo_stack.clear();
        let joins = self.typing_run.as_ref().is_some_and(|(same, last, at)| {
            Some(*same) == group && now.duration_since(*at) < MAX_KEYSTROKE_GAP && continues_run(*last, kind)
        });
        if !joins {
            self.undo_stack.push(Snapshot::capture(before, self.undo_stack.last()));
        }
        self.typing_run = group.map(|group| (group, kind, now));
    }

    /// Ends the run of keystrokes: the next one begins a step.
    pub(in crate::studio) fn end_typing_run(&mut self) {
        self.typing_run = None;
    }

    /// Names the last edit.
    pub(in crate::studio) fn name_last_edit(&mut self, name: String) {
        if let Some(snapshot) = self.undo_stack.last_mut() {
            snapshot.edit_name = Some(name);
        }
    }

    /// The project one step back.
    pub(in crate::studio) fn undo(&mut self, current: &Project) -> Option<UndoStep> {
        self.typing_run = None;
        let snapshot = self.undo_stack.pop()?;
        let edit_name = snapshot.edit_name.clone();
        self.redo_stack.push(Snapshot { edit_name, ..Snapshot::capture(current, Some(&snapshot)) });
        Some(snapshot.into_step())
    }

    /// The project one step forth again.
    pub(in crate::studio) fn redo(&mut self, current: &Project) -> Option<UndoStep> {
        self.typing_run = None;
        let snapshot = self.redo_stack.pop()?;
        let edit_name = snapshot.edit_name.clone();
        self.undo_stack.push(Snapshot { edit_name, ..Snapshot::capture(current, Some(&snapshot)) });
        Some(snapshot.into_step())
    }
}

fn continues_run(last: EditKind, next: EditKind) -> bool {
    matches!(
        (last, next),
        (
            EditKind::InsertLetter | EditKind::ReplaceByLetter,
            EditKind::InsertLetter | EditKind::InsertWhitespace
        ) | (EditKind::InsertWhitespace, EditKind::InsertWhitespace)
            | (EditKind::Erase, EditKind::Erase | EditKind::EraseWhitespace)
            | (EditKind::EraseWhitespace, EditKind::EraseWhitespace)
    )
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::{Captions, Speaker, VoiceSettings};

    fn type_text(history: &mut UndoHistory, project: &mut Project, text: &str) {
        for c in text.chars() {
            let kind = if c == ' ' { EditKind::InsertWhitespace } else { EditKind::InsertLetter };
            history.record(project, Some(UndoGroup::Script(0)), kind, Timestamp::UNIX_EPOCH);
            project.scenes[0].script.edit(|script| script.push(c));
        }
    }

    #[test]
    fn typing_is_undone_word_by_word() {
        let (mut history, mut project) = (UndoHistory::default(), Project::default());
        type_text(&mut history, &mut project, "one two");
        project = history.undo(&project).unwrap().project;
        assert_eq!(project.scenes[0].script, "one ");
        project = history.undo(&project).unwrap().project;
        assert_eq!(project.scenes[0].script, "");
        assert!(history.undo(&project).is_none());
        project = history.redo(&project).unwrap().project;
        project = history.redo(&project).unwrap().project;
        assert_eq!(project.scenes[0].script, "one two");
    }

    #[test]
    fn a_snapshot_keeps_every_field_of_the_project() {
        let project = Project {
            title: "Interview".into(),
            captions: Captions::Off,
            callback_url: "https://a.example".into(),
            target_seconds: Some(60),
            speakers: vec![Speaker {
                name: "Marco".into(),
                voice_settings: VoiceSettings { speed: Some(1.05), ..VoiceSettings::default() },
                ..Speaker::default()
            }],
            scenes: vec![Scene { speaker: Some("Marco".into()), is_muted: true, ..Scene::new("Hi.") }],
            ..Project::default()
        };
        let mut history = UndoHistory::default();
        history.record(&project, None, EditKind::SingleStep, Timestamp::UNIX_EPOCH);
        assert_eq!(history.undo(&Project::default()).map(|step| step.project), Some(project));
    }

    #[test]
    fn a_new_edit_clears_the_redo_history() {
        let (mut history, mut project) = (UndoHistory::default(), Project::default());
        type_text(&mut history, &mut project, "one");
        project = history.undo(&project).unwrap().project;
        type_text(&mut history, &mut project, "two");
        assert!(history.redo(&project).is_none());
    }
}
