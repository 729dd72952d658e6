//! Child processes: each gets the environment without the API key and whatever else belongs to the service.

use std::ffi::{OsStr, OsString};
use std::path::Path;

use tokio::process::Command;

const SECRET_VARIABLE_PREFIX: &str = "HEYGEN_";

/// The program and the arguments of a command line, quoted as in a shell: `open -a "QuickTime Player"`.
pub(super) fn split_command(command: &str) -> Result<(String, Vec<String>), String> {
    let unclear = |why: &str| format!("The command {command} cannot be run: {why}");
    let mut words = shell_words::split(command).map_err(|error| unclear(&error.to_string()))?.into_iter();
    let program = words.next().ok_or_else(|| unclear("it names no program"))?;
    Ok((program, words.collect()))
}

/// A new command. Every child process starts here, or with [`remove_secrets`].
pub(super) fn new_command(program: impl AsRef<OsStr>) -> Command {
    remove_secrets(std::process::Command::new(program))
}

/// Removes the service's variables from a command: a program that shows a file needs no API key.
pub(super) fn remove_secrets(command: std::process::Command) -> Command {
    let mut command = Command::from(command);
    for name in secret_variables(std::env::vars_os().map(|(name, _)| name)) {
        command.env_remove(name);
    }
    command
}

/// Whether the command's program is on the path.
pub(super) fn is_installed(command: &str) -> bool {
    let program = command.split_whitespace().next().unwrap_or_default();
    let folders = std::env::var_os("PATH").unwrap_or_default();
    std::env::split_paths(&folders).any(|folder| is_executable(&folder.join(program)))
}

fn is_executable(path: &Path) -> bool {
    use std::os::unix::fs::PermissionsExt;
    path.metadata().is_ok_and(|about| about.is_file() && about.permissions().mode() & 0o111 != 0)
}

fn secret_variables(names: impl Iterator<Item = OsString>) -> impl Iterator<Item = OsString> {
    names.filter(|name| {
        let start = name.as_encoded_bytes().get(..SECRET_VARIABLE_PREFIX.len());
        start.is_some_and(|start| start.eq_ignore_ascii_case(SECRET_VARIABLE_PREFIX.as_bytes()))
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_command_is_split_like_in_a_shell() {
        let (program, arguments) = split_command("open -a 'QuickTime Player' --args \"a b\" c\\ d").unwrap();
        assert_eq!(
            (program.as_str(), &arguments[..]),
            ("open", &["-a", "QuickTime Player", "--args", "a b", "c d"].map(String::from)[..])
        );
        assert_eq!(
            split_command("mpv 'x").unwrap_err(),
            "The command mpv 'x cannot be run: missing closing quote"
        );
        assert!(split_command("  ").is_err());
    }

    #[test]
    fn only_heygen_variables_are_removed_from_child_processes() {
        let names = ["HEYGEN_API_KEY", "heygen_token", "HEYGEN_API_BASE", "PATH", "MY_HEYGEN_KEY", "HEY"];
        let kept: Vec<OsString> = secret_variables(names.into_iter().map(OsString::from)).collect();
        assert_eq!(kept, ["HEYGEN_API_KEY", "heygen_token", "HEYGEN_API_BASE"]);
    }
}
