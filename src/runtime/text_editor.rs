//! The user's text editor, for a script as a file.

use std::path::Path;

use super::child_process;

const DEFAULT_EDITOR: &str = "vi";

/// Opens a file in `$VISUAL`, `$EDITOR` or vi, and waits until the editor ends. The error says why it did not end well.
pub fn run_text_editor(file: &Path) -> Result<(), String> {
    let configured = ["VISUAL", "EDITOR"].into_iter().filter_map(|name| std::env::var(name).ok());
    let command = configured.map(|command| command.trim().to_owned()).find(|command| !command.is_empty());
    let command = command.unwrap_or_else(|| DEFAULT_EDITOR.to_owned());
    let (program, arguments) = child_process::split_command(&command)?;
    let mut editor = child_process::new_command(&program);
    match editor.args(arguments).arg(file).as_std_mut().status() {
        Ok(status) if status.success() => Ok(()),
        Ok(status) => Err(format!("The editor {program} failed: {status}")),
        Err(error) => Err(format!("The editor {program} cannot be started: {error}")),
    }
}
