//! A text that is open in the user's text editor, while the editor has the terminal.

use std::io;
use std::path::{Path, PathBuf};
use std::process::ExitStatus;

use tokio::process::Child;

use super::blocking::run_blocking;
use super::signals::OsSignal;
use super::text_editor::TextEditor;
use crate::domain::Error;
use crate::store::{Paths, editor_file};
use crate::studio::{EditorOutcome, EditorTarget, EditorText};

/// A running editor and its file.
#[derive(Debug)]
pub(super) struct EditorSession {
    pub(super) target: EditorTarget,
    text: String,
    file: PathBuf,
    editor: TextEditor,
    child: Option<Child>,
}

impl EditorSession {
    /// Writes the text into a file of its own. The error says what is missing.
    pub(super) async fn prepare(paths: &Paths, text: EditorText) -> Result<Self, EditorOutcome> {
        let paths = paths.clone();
        let prepared = run_blocking(move || Ok(Self::write(&paths, text))).await;
        prepared.unwrap_or_else(|error| Err(failure(error.to_string())))
    }

    fn write(paths: &Paths, EditorText { target, text }: EditorText) -> Result<Self, EditorOutcome> {
        let name = match target {
            EditorTarget::WholeScript => "script.md".to_owned(),
            EditorTarget::Scene(index) => format!("scene-{}.txt", index + 1),
        };
        let file = editor_file::create(paths, &name, &text).map_err(|error| failure(error.to_string()))?;
        let editor = TextEditor::new(&file).map_err(|reason| {
            discard(paths, &file);
            failure(reason)
        })?;
        Ok(Self { target, text, file, editor, child: None })
    }

    /// Starts the editor, which has the terminal from now on, and waits until it ends. Cancel-safe: call it again.
    pub(super) async fn run(&mut self) -> io::Result<ExitStatus> {
        let child = match &mut self.child {
            Some(child) => child,
            none => none.insert(self.editor.command.spawn()?),
        };
        child.wait().await
    }

    /// Reads what the editor has saved. The file goes, unless it has a text that nobody else has.
    pub(super) async fn finish(self, paths: &Paths, exit: io::Result<ExitStatus>) -> EditorOutcome {
        let (paths, file) = (paths.clone(), self.file.clone());
        let outcome = run_blocking(move || Ok(self.read_outcome(&paths, exit))).await;
        outcome.unwrap_or_else(|error| EditorOutcome::Failed { reason: error.to_string(), kept: Some(file) })
    }

    fn read_outcome(self, paths: &Paths, exit: io::Result<ExitStatus>) -> EditorOutcome {
        let ended = self.editor.check_exit(exit);
        let read = editor_file::read(&self.file);
        match (ended, read) {
            (Ok(()), Ok(text)) if text != self.text => EditorOutcome::Saved { text, file: self.file },
            (Ok(()), Ok(_)) => {
                discard(paths, &self.file);
                EditorOutcome::Unchanged
            }
            (Err(reason), read) => self.fail(paths, reason, read),
            (Ok(()), Err(error)) => self.fail(paths, error.summary(), Err(error)),
        }
    }

    fn fail(self, paths: &Paths, reason: String, read: Result<String, Error>) -> EditorOutcome {
        let has_nothing_to_keep = read.is_ok_and(|text| text == self.text) || !self.file.exists();
        if has_nothing_to_keep {
            discard(paths, &self.file);
        }
        EditorOutcome::Failed { reason, kept: Some(self.file).filter(|_| !has_nothing_to_keep) }
    }
}

/// The outcome of an editor that was not started.
fn failure(reason: String) -> EditorOutcome {
    EditorOutcome::Failed { reason, kept: None }
}

/// Waits until the editor ends; for ever where there is none.
pub(super) async fn wait_for_editor(session: &mut Option<EditorSession>) -> io::Result<ExitStatus> {
    match session {
        Some(session) => session.run().await,
        None => std::future::pending().await,
    }
}

/// Whether a signal is left to the editor, which gets the signals of the keyboard as well.
pub(super) fn is_for_editor(signal: OsSignal) -> bool {
    use rustix::process::Signal;
    match signal {
        OsSignal::Terminate(number) => [Signal::INT.as_raw(), Signal::QUIT.as_raw()].contains(&number),
        OsSignal::Continue => true,
        OsSignal::Suspend | OsSignal::HangUp => false,
    }
}

/// Removes a file that is not needed any more. An error is ignored: a file that stays does no harm.
fn discard(paths: &Paths, file: &Path) {
    let _ = editor_file::remove(paths, file);
}
