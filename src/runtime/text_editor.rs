//! The user's text editor, for a script as a file: `$VISUAL`, `$EDITOR`, or vi where it is installed.

use std::io;
use std::path::Path;
use std::process::ExitStatus;

use tokio::process::Command;

use super::child_process;

const DEFAULT_EDITOR: &str = "vi";

const NO_EDITOR: &str = "Set $VISUAL or $EDITOR to your text editor, then start cuecard again";

/// The editor that the user has set, with its arguments, or else an installed one. The error says what to set.
fn find_editor() -> Result<String, String> {
    let configured = ["VISUAL", "EDITOR"].into_iter().filter_map(|name| std::env::var(name).ok());
    let configured = configured.map(|command| command.trim().to_owned()).find(|command| !command.is_empty());
    let installed = || child_process::is_installed(DEFAULT_EDITOR).then(|| DEFAULT_EDITOR.to_owned());
    configured.or_else(installed).ok_or_else(|| NO_EDITOR.to_owned())
}

/// A text editor with a file to edit.
#[derive(Debug)]
pub(super) struct TextEditor {
    program: String,
    pub(super) command: Command,
}

impl TextEditor {
    /// The user's editor for a file. Its command is split as a shell does: `code -w`.
    pub(super) fn new(file: &Path) -> Result<Self, String> {
        let (program, arguments) = child_process::split_command(&find_editor()?)?;
        let mut command = child_process::new_command(&program);
        command.args(arguments).arg(file);
        Ok(Self { program, command })
    }

    /// Why it did not end well, if so.
    pub(super) fn check_exit(&self, exit: io::Result<ExitStatus>) -> Result<(), String> {
        match exit {
            Ok(status) if status.success() => Ok(()),
            Ok(status) => Err(format!("The editor {} failed: {status}", self.program)),
            Err(error) => Err(format!("The editor {} cannot be started: {error}", self.program)),
        }
    }
}

/// Opens a file in the user's text editor, and waits until it ends. The error says why it did not end well.
pub fn run_text_editor(file: &Path) -> Result<(), String> {
    let mut editor = TextEditor::new(file)?;
    let exit = editor.command.as_std_mut().status();
    editor.check_exit(exit)
}
