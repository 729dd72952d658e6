//! Undo and redo: a snapshot of the project a step, scenes shared between snapshots.

use std::sync::Arc;

use jiff::{SignedDuration, Timestamp};

use crate::domain::{Project, Scene};

/// Steps that are kept; the oldest leave first.
const MAX_UNDO_STEPS: usize = 1_000;
/// A longer gap between two keystrokes begins a new step.
const MAX_KEYSTROKE_GAP: SignedDuration = SignedDuration::from_millis(1_000);

/// What one keystroke did to a text, so that a run of them can be one step.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Stroke {
    Letter,
    /// A blank or a line break: the last of its run.
    Blank,
    Erase,
    /// A paste, a choice, an operation: a step of its own.
    Whole,
}

#[derive(Debug)]
struct Snapshot {
    /// Everything but the scenes.
    head: Project,
    scenes: Vec<Arc<Scene>>,
}

impl Snapshot {
    fn of(project: &Project, near: Option<&Self>) -> Self {
        let shared = |index: usize, scene: &Scene| {
            let near = near?;
            let around = [Some(index), index.checked_sub(1), Some(index + 1)];
            around
                .into_iter()
                .flatten()
                .filter_map(|i| near.scenes.get(i))
                .find(|kept| ***kept == *scene)
                .cloned()
        };
        let scenes = project.scenes.iter().enumerate();
        let scenes =
            scenes.map(|(i, scene)| shared(i, scene).unwrap_or_else(|| Arc::new(scene.clone()))).collect();
        let head = Project {
            title: project.title.clone(),
            photo: project.photo.clone(),
            voice: project.voice.clone(),
            shape: project.shape,
            captions: project.captions,
            callback_url: project.callback_url.clone(),
            scenes: Vec::new(),
        };
        Self { head, scenes }
    }

    fn project(&self) -> Project {
        Project { scenes: self.scenes.iter().map(|scene| (**scene).clone()).collect(), ..self.head.clone() }
    }
}

/// The steps back and forth from where the project is now.
#[derive(Debug, Default)]
pub(super) struct History {
    past: Vec<Snapshot>,
    future: Vec<Snapshot>,
    /// The run that further strokes may join: which field, what it did last, and when.
    run: Option<(String, Stroke, Timestamp)>,
}

impl History {
    /// Notes that `before` is about to change; `field` names what a run of strokes goes into.
    pub(super) fn note(&mut self, before: &Project, field: String, stroke: Stroke, now: Timestamp) {
        self.future.clear();
        let joins = self.run.as_ref().is_some_and(|(same, last, at)| {
            *same == field && now.duration_since(*at) < MAX_KEYSTROKE_GAP && follows(*last, stroke)
        });
        if !joins {
            self.past.push(Snapshot::of(before, self.past.last()));
            if self.past.len() > MAX_UNDO_STEPS {
                self.past.remove(0);
            }
        }
        self.run = Some((field, stroke, now));
    }

    /// The project one step back.
    pub(super) fn undo(&mut self, current: &Project) -> Option<Project> {
        self.run = None;
        let snapshot = self.past.pop()?;
        self.future.push(Snapshot::of(current, Some(&snapshot)));
        Some(snapshot.project())
    }

    /// The project one step forth again.
    pub(super) fn redo(&mut self, current: &Project) -> Option<Project> {
        self.run = None;
        let snapshot = self.future.pop()?;
        self.past.push(Snapshot::of(current, Some(&snapshot)));
        Some(snapshot.project())
    }
}

fn follows(last: Stroke, next: Stroke) -> bool {
    matches!(
        (last, next),
        (Stroke::Letter, Stroke::Letter | Stroke::Blank)
            | (Stroke::Blank, Stroke::Blank)
            | (Stroke::Erase, Stroke::Erase)
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    fn typed(history: &mut History, project: &mut Project, text: &str) {
        for c in text.chars() {
            let stroke = if c == ' ' { Stroke::Blank } else { Stroke::Letter };
            history.note(project, "script 0".into(), stroke, Timestamp::UNIX_EPOCH);
            project.scenes[0].script.push(c);
        }
    }

    #[test]
    fn typing_is_undone_by_the_word() {
        let (mut history, mut project) = (History::default(), Project::default());
        typed(&mut history, &mut project, "one two");
        project = history.undo(&project).unwrap();
        assert_eq!(project.scenes[0].script, "one ");
        project = history.undo(&project).unwrap();
        assert_eq!(project.scenes[0].script, "");
        assert_eq!(history.undo(&project), None);
        project = history.redo(&project).unwrap();
        project = history.redo(&project).unwrap();
        assert_eq!(project.scenes[0].script, "one two");
    }

    #[test]
    fn a_new_edit_ends_what_could_be_redone() {
        let (mut history, mut project) = (History::default(), Project::default());
        typed(&mut history, &mut project, "one");
        project = history.undo(&project).unwrap();
        typed(&mut history, &mut project, "two");
        assert_eq!(history.redo(&project), None);
    }
}
