//! The clipboard of this machine's desktop, by an installed tool, where the studio runs on that desktop itself.

use std::process::{ExitStatus, Stdio};
use std::sync::OnceLock;
use std::time::Duration;

use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::process::{Child, Command};

use super::blocking::run_blocking;
use super::child_process;
use crate::domain::{Error, ErrorKind, format_bytes};

/// How long a tool may take.
const TOOL_TIMEOUT: Duration = Duration::from_secs(1);
const MAX_TEXT_BYTES: u64 = 8 << 20;

/// A tool that copies its input, and one that prints what was copied.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
struct ClipboardTool {
    copy: &'static str,
    paste: &'static str,
}

const WAYLAND_TOOLS: &[ClipboardTool] =
    &[ClipboardTool { copy: "wl-copy --type text/plain", paste: "wl-paste --no-newline --type text" }];
const X11_TOOLS: &[ClipboardTool] = &[
    ClipboardTool {
        copy: "xclip -selection clipboard -in",
        paste: "xclip -selection clipboard -out -target UTF8_STRING",
    },
    ClipboardTool { copy: "xsel --clipboard --input", paste: "xsel --clipboard --output" },
];
const MACOS_TOOLS: &[ClipboardTool] = &[ClipboardTool { copy: "pbcopy", paste: "pbpaste" }];

/// Whether this program runs on a desktop. Over SSH it is not the desktop that the user sits at.
pub fn has_desktop_clipboard() -> bool {
    !tools_here().is_empty()
}

/// The tools for this desktop, installed or not.
fn tools_here() -> Vec<&'static ClipboardTool> {
    tools(cfg!(target_os = "macos"), |name| std::env::var_os(name).is_some_and(|value| !value.is_empty()))
}

fn tools(is_macos: bool, is_set: impl Fn(&str) -> bool) -> Vec<&'static ClipboardTool> {
    if ["SSH_CONNECTION", "SSH_CLIENT", "SSH_TTY"].into_iter().any(&is_set) {
        return Vec::new();
    }
    let desktops =
        [(is_macos, MACOS_TOOLS), (is_set("WAYLAND_DISPLAY"), WAYLAND_TOOLS), (is_set("DISPLAY"), X11_TOOLS)];
    desktops.into_iter().filter(|(is_here, _)| *is_here).flat_map(|(_, tools)| tools).collect()
}

/// The first installed tool; looked for once.
async fn find_tool() -> Result<Option<ClipboardTool>, Error> {
    static FOUND: OnceLock<Option<ClipboardTool>> = OnceLock::new();
    run_blocking(|| {
        let is_installed =
            |tool: &&ClipboardTool| [tool.copy, tool.paste].into_iter().all(child_process::is_installed);
        Ok(*FOUND.get_or_init(|| tools_here().into_iter().find(is_installed).copied()))
    })
    .await
}

/// Puts a text on the clipboard, if there is a tool for it.
pub(super) async fn copy(text: &str) -> Result<(), Error> {
    within_time(async {
        let Some(tool) = find_tool().await? else { return Ok(()) };
        let mut child = spawn(command(tool.copy).stdin(Stdio::piped()), tool.copy)?;
        if let Some(mut input) = child.stdin.take() {
            // A tool that ends before it has read all shows by its exit status whether it failed.
            let _ = input.write_all(text.as_bytes()).await;
        }
        check_exit(wait(&mut child, tool.copy).await?, tool.copy)
    })
    .await
}

/// The text on the clipboard; none if there is no tool that reads it.
pub(super) async fn read() -> Result<Option<String>, Error> {
    within_time(async {
        let Some(tool) = find_tool().await? else { return Ok(None) };
        let mut child = spawn(command(tool.paste).stdout(Stdio::piped()), tool.paste)?;
        let bytes = read_output(&mut child, tool.paste).await?;
        let status = wait(&mut child, tool.paste).await?;
        // `wl-paste` and `xclip` end so where nothing or a picture was copied.
        if status.code() == Some(1) && bytes.is_empty() {
            return Err(clipboard_error("The clipboard holds no text"));
        }
        check_exit(status, tool.paste)?;
        Ok(Some(String::from_utf8_lossy(&bytes).into_owned()))
    })
    .await
}

async fn read_output(child: &mut Child, tool: &str) -> Result<Vec<u8>, Error> {
    let mut bytes = Vec::new();
    if let Some(output) = child.stdout.take() {
        let read = output.take(MAX_TEXT_BYTES + 1).read_to_end(&mut bytes).await;
        read.map_err(|error| tool_error(tool, &error.to_string()))?;
    }
    if bytes.len() as u64 > MAX_TEXT_BYTES {
        let problem = format!("the text is larger than {}", format_bytes(MAX_TEXT_BYTES));
        return Err(tool_error(tool, &problem));
    }
    Ok(bytes)
}

/// A tool in a process group of its own: the copying ones go on, to serve what was copied, and keys do not reach them.
fn command(tool: &str) -> Command {
    let mut words = tool.split(' ');
    let mut command = child_process::new_command(words.next().unwrap_or_default());
    command.args(words).stdin(Stdio::null()).stdout(Stdio::null()).stderr(Stdio::null());
    command.process_group(0).kill_on_drop(true);
    command
}

fn spawn(command: &mut Command, tool: &str) -> Result<Child, Error> {
    command.spawn().map_err(|error| tool_error(tool, &format!("it cannot be started: {error}")))
}

async fn wait(child: &mut Child, tool: &str) -> Result<ExitStatus, Error> {
    child.wait().await.map_err(|error| tool_error(tool, &error.to_string()))
}

fn check_exit(status: ExitStatus, tool: &str) -> Result<(), Error> {
    if status.success() { Ok(()) } else { Err(tool_error(tool, &status.to_string())) }
}

async fn within_time<T>(work: impl Future<Output = Result<T, Error>>) -> Result<T, Error> {
    let done = tokio::time::timeout(TOOL_TIMEOUT, work).await;
    done.unwrap_or_else(|_| Err(clipboard_error("The desktop's clipboard did not answer within a second")))
}

fn tool_error(tool: &str, problem: &str) -> Error {
    let program = tool.split(' ').next().unwrap_or_default();
    clipboard_error(format!("{program} failed: {problem}"))
}

fn clipboard_error(what: impl AsRef<str>) -> Error {
    Error::new("the clipboard", ErrorKind::Clipboard, what)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_desktop_of_this_machine_is_used_and_none_over_ssh() {
        let names = |is_macos, set: &'static [&str]| {
            let tools = tools(is_macos, |name| set.contains(&name));
            tools.into_iter().map(|tool| tool.copy.split(' ').next().unwrap()).collect::<Vec<_>>()
        };
        assert_eq!(names(false, &["WAYLAND_DISPLAY", "DISPLAY"]), ["wl-copy", "xclip", "xsel"]);
        assert_eq!(names(false, &["DISPLAY"]), ["xclip", "xsel"]);
        assert_eq!(names(true, &[]), ["pbcopy"]);
        for remote in [&["DISPLAY", "SSH_TTY"][..], &["WAYLAND_DISPLAY", "SSH_CONNECTION"], &[]] {
            assert!(names(false, remote).is_empty());
        }
        assert!(names(true, &["SSH_CLIENT"]).is_empty());
    }
}
