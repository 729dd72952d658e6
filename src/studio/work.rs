//! The project that is open: its edits, its undo, what of it is saved.

use std::path::{Path, PathBuf};
use std::time::Duration;

use jiff::Timestamp;

use super::history::{History, Stroke};
use super::{About, Change, Edit, Effect, Ends, News, Request, RequestId, Saved, Studio, Timer};
use crate::domain::{Fault, Project, age, title_of};
use crate::studio::{Opened, Tone};

/// How long an edit may stay in memory alone.
const AUTOSAVE_AFTER: Duration = Duration::from_millis(800);

#[derive(Debug, Default)]
pub struct Work {
    pub project: Project,
    pub path: Option<PathBuf>,
    /// Grows with each change that did not come from the open field, so that the field knows to read anew.
    pub revision: u64,
    /// Whether a save is on its way, and of what.
    pub saving: Option<Box<Project>>,
    saved: Project,
    history: History,
    autosave_due: bool,
}

impl Work {
    /// Whether there is something that no file has.
    pub fn is_unsaved(&self) -> bool {
        self.project != self.saved
    }

    /// The name of its file, or else the title.
    fn name(&self) -> String {
        self.path.as_deref().map_or_else(|| self.project.name().to_owned(), file_name)
    }
}

fn file_name(path: &Path) -> String {
    path.file_name().unwrap_or(path.as_os_str()).to_string_lossy().into_owned()
}

impl Studio {
    /// Changes the project, so that it can be undone and is soon kept.
    pub fn edit(&mut self, edit: Edit, stroke: Stroke) -> Vec<Effect> {
        let typed =
            matches!(edit, Edit::Script(..) | Edit::Motion(..) | Edit::Title(_) | Edit::CallbackUrl(_));
        let field = edit.field();
        let mut changed = self.work.project.clone();
        edit.apply(&mut changed);
        if changed == self.work.project {
            return Vec::new();
        }
        self.edited();
        self.work.history.note(&self.work.project, field, stroke, self.now());
        self.work.project = changed;
        self.work.revision += u64::from(!typed);
        self.keep_soon()
    }

    /// Goes one step back, and says what was undone; `None` where there is no step.
    pub fn undo(&mut self) -> Option<(Change, Vec<Effect>)> {
        let project = self.work.history.undo(&self.work.project)?;
        let change = Change::between(&project, &self.work.project);
        Some((change, self.take(project)))
    }

    /// Goes one step forth again, and says what was redone; `None` where there is no step.
    pub fn redo(&mut self) -> Option<(Change, Vec<Effect>)> {
        let project = self.work.history.redo(&self.work.project)?;
        let change = Change::between(&self.work.project, &project);
        Some((change, self.take(project)))
    }

    fn take(&mut self, project: Project) -> Vec<Effect> {
        self.edited();
        self.work.project = project;
        self.work.revision += 1;
        self.keep_soon()
    }

    fn keep_soon(&mut self) -> Vec<Effect> {
        if std::mem::replace(&mut self.work.autosave_due, true) {
            return Vec::new();
        }
        vec![Effect::Wake(AUTOSAVE_AFTER, Timer::Autosave)]
    }

    pub(super) fn autosave(&mut self) -> Vec<Effect> {
        if !std::mem::take(&mut self.work.autosave_due) {
            return Vec::new();
        }
        let path = self.work.path.clone();
        let request = if self.work.is_unsaved() {
            Request::Autosave { path, project: Box::new(self.work.project.clone()) }
        } else {
            Request::DropAutosave { path }
        };
        vec![self.request(request)]
    }

    /// Keeps unsaved work at once, before the program ends.
    pub fn keep_now(&mut self) -> Vec<Effect> {
        self.work.autosave_due = true;
        self.autosave()
    }

    /// Forgets the unsaved work that was kept: the user leaves without it.
    pub fn drop_kept(&mut self) -> Vec<Effect> {
        self.work.autosave_due = false;
        let path = self.work.path.clone();
        vec![self.request(Request::DropAutosave { path })]
    }

    /// Writes the project to its file, or to `path`. `force` writes over what another program left there.
    pub fn save(&mut self, path: PathBuf, force: bool) -> Vec<Effect> {
        let project = Box::new(self.work.project.clone());
        self.work.saving = Some(project.clone());
        vec![self.request(Request::Save { path, project, force })]
    }

    pub(super) fn saved(&mut self, path: PathBuf, outcome: Result<Saved, Fault>) -> Vec<Effect> {
        let Some(written) = self.work.saving.take() else { return Vec::new() };
        match outcome {
            Ok(Saved::Done) => {
                let place = self.folder.join(&path);
                let before = self.work.path.replace(path);
                self.work.saved = *written;
                // Keys may have been quicker than the disk.
                let is_unsaved = self.work.is_unsaved();
                let later = if is_unsaved { " · later changes are unsaved" } else { "" };
                self.tell(Tone::Good, format!("Saved {}{later}", place.display()));
                let mut effects = if is_unsaved { self.keep_now() } else { Vec::new() };
                // The draft of what came after stays, under the name that the file has now.
                if !is_unsaved || before != self.work.path {
                    effects.push(self.request(Request::DropAutosave { path: before }));
                }
                return effects;
            }
            Ok(Saved::Exists) => {
                self.tell(Tone::Bad, format!("{} already exists: choose another name", path.display()))
            }
            // The app asks what to do about it.
            Ok(Saved::ChangedElsewhere) => {}
            Err(fault) => self.tell(Tone::Bad, fault.to_string()),
        }
        Vec::new()
    }

    /// Opens another project. Unsaved work on the one that is open is kept before that takes its place; where it cannot be
    /// kept, it stays open.
    pub fn open(&mut self, file: Option<PathBuf>) -> Vec<Effect> {
        let mut effects = self.keep_now();
        if let Some(Effect::Request(id, Request::Autosave { .. })) = effects.first() {
            self.opening = Some((*id, file));
        } else {
            self.opening = None;
            effects.push(self.request(Request::Open(file)));
        }
        effects
    }

    /// The draft of the unsaved work was written or dropped, or could not be. A project that waits for it is opened.
    pub(super) fn autosaved(&mut self, id: RequestId, result: Result<(), Fault>) -> Vec<Effect> {
        let opening = self.opening.take_if(|(waits, _)| *waits == id).map(|(_, file)| file);
        if result.is_ok() {
            self.end_news(&About::Unkept);
        }
        match (result, opening) {
            (Ok(()), None) => Vec::new(),
            (Ok(()), Some(file)) => {
                if self.work.path != file {
                    let (name, place) = (self.work.name(), self.drafts.display());
                    let kept = format!("Unsaved changes to {name} are kept in {place} · Ctrl-o lists them");
                    self.announce(News::new(Tone::Good, kept).ends(Ends::Time));
                }
                vec![self.request(Request::Open(file))]
            }
            (Err(fault), None) => {
                let what = format!("Unsaved changes are only in memory. {fault}");
                self.announce(News::new(Tone::Warn, what).about(About::Unkept));
                Vec::new()
            }
            (Err(fault), Some(file)) => {
                let other = file.as_deref().map_or_else(|| "The untitled project".to_owned(), file_name);
                let name = self.work.name();
                let what =
                    format!("{other} is not opened: the unsaved work on {name} cannot be kept. {fault}");
                self.announce(News::new(Tone::Bad, what).about(About::Unkept));
                Vec::new()
            }
        }
    }

    pub(super) fn opened(&mut self, found: Result<Box<Opened>, Fault>) -> Vec<Effect> {
        let mut opened = match found {
            Ok(opened) => *opened,
            Err(fault) => {
                self.tell(Tone::Bad, fault.to_string());
                return Vec::new();
            }
        };
        let waiting = opened.waiting;
        if opened.path.is_none() && self.work.path.is_none() && self.work.is_unsaved() {
            // Keys were quicker than the disk: what they wrote stays, or is one undo behind the work that is back.
            return opened.unsaved.map_or_else(Vec::new, |(unsaved, written)| {
                self.recover(unsaved, written, opened.written, waiting)
            });
        }
        let stem = opened.path.as_deref().and_then(|path| path.file_stem());
        if let Some(stem) = stem.filter(|_| opened.written.is_none()) {
            opened.project.title = title_of(&stem.to_string_lossy());
        }
        let mut effects = Vec::new();
        if opened.path != self.work.path {
            // Edits that came after the draft was written.
            if self.work.autosave_due {
                effects = self.keep_now();
            }
            self.work.history = History::default();
        }
        self.work = Work {
            saved: opened.project.clone(),
            project: opened.project,
            path: opened.path,
            revision: self.work.revision + 1,
            history: std::mem::take(&mut self.work.history),
            ..Work::default()
        };
        if let Some((unsaved, written)) = opened.unsaved {
            effects.extend(self.recover(unsaved, written, opened.written, waiting));
        }
        effects
    }

    /// Takes up the work where it was when the program ended; one undo goes back to the file.
    fn recover(
        &mut self,
        unsaved: Project,
        kept: Timestamp,
        saved: Option<Timestamp>,
        waiting: usize,
    ) -> Vec<Effect> {
        let file = match saved {
            Some(saved) if saved > kept => "the saved file, which is newer",
            Some(_) => "the saved file",
            None => "an empty project",
        };
        let ago = age(self.now().duration_since(kept));
        let more = if waiting > 0 { format!(", {waiting} more are kept") } else { String::new() };
        let effects = self.edit(Edit::Whole(Box::new(unsaved)), Stroke::Whole);
        let back = News::new(Tone::Warn, format!("Restored unsaved changes from {ago} ago{more}"));
        self.announce(back.hint("Ctrl-z", format!("goes to {file}")).ends(Ends::Edit));
        effects
    }
}
