//! The user's text editor, for a script as a file: `$VISUAL` or `$EDITOR`.

use std::io;
use std::path::Path;
use std::process::ExitStatus;

use tokio::process::Command;

use super::child_process;

const DEFAULT_EDITOR: &str = "vi";

/// The editor that the user has set, with its arguments.
pub(super) fn configured_editor() -> Option<String> {
    let configured = ["VISUAL", "EDITOR"].into_iter().filter_map(|name| std::env::var(name).ok());
    configured.map(|command| command.trim().to_owned()).find(|command| !command.is_empty())
}

/// A text editor with a file to edit.
#[derive(Debug)]
pub(super) struct TextEditor {
    program: String,
    pub(super) command: Command,
}

impl TextEditor {
    /// Splits the command of an editor as a shell does: `code -w`.
    pub(super) fn new(command: &str, file: &Path) -> Result<Self, String> {
        let (program, arguments) = child_process::split_command(command)?;
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

/// Opens a file in `$VISUAL`, `$EDITOR` or vi, and waits until the editor ends. The error says why it did not end well.
pub fn run_text_editor(file: &Path) -> Result<(), String> {
    let command = configured_editor().unwrap_or_else(|| DEFAULT_EDITOR.to_owned());
    let mut editor = TextEditor::new(&command, file)?;
    let exit = editor.command.as_std_mut().status();
    editor.check_exit(exit)
}
