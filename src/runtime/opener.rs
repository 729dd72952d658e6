//! Opens a file or a link with the system's opener, if there is a desktop.

use std::path::PathBuf;
use std::process::Stdio;
use std::time::Duration;

use tokio::process::Command;

use super::blocking::run_blocking;
use super::child_process;
use super::job::Job;
use crate::domain::{Error, ErrorKind};
use crate::store;
use crate::studio::OpenTarget;

/// How long an opener has to report a failure.
const OPENER_FAILURE_TIMEOUT: Duration = Duration::from_secs(1);

/// Whether an opener can show something to the user.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum DesktopAccess {
    Desktop,
    /// The opener would show it on another machine than the user's.
    Remote,
    /// There is no desktop.
    Headless,
}

pub(super) async fn open_target(job: &Job, target: &OpenTarget) -> Result<(), Error> {
    if let OpenTarget::File(path) = target {
        require_file(path.clone()).await?;
    }
    let text = target.text();
    if let Some(command) = &job.context.config.opener {
        return run_custom_opener(command, &text).await;
    }
    match desktop_access(|name| std::env::var_os(name).is_some_and(|value| !value.is_empty())) {
        DesktopAccess::Desktop => run_system_opener(&text).await,
        DesktopAccess::Remote => Err(opener_error("Not opened: this is a remote session.")),
        DesktopAccess::Headless => Err(opener_error("Not opened: there is no desktop.")),
    }
}

/// Openers report nothing if a file is missing, or show an empty window.
async fn require_file(path: PathBuf) -> Result<(), Error> {
    run_blocking(move || {
        if store::video_file::is_missing(&path) {
            return Err(store::video_file::missing_error(&path));
        }
        Ok(())
    })
    .await
}

fn desktop_access(is_set: impl Fn(&str) -> bool) -> DesktopAccess {
    if is_set("SSH_CONNECTION") || is_set("SSH_TTY") {
        DesktopAccess::Remote
    } else if cfg!(target_os = "linux") && !is_set("DISPLAY") && !is_set("WAYLAND_DISPLAY") {
        DesktopAccess::Headless
    } else {
        DesktopAccess::Desktop
    }
}

/// Runs the user's own opener. A quick failure is reported; after that it may run as long as it likes.
async fn run_custom_opener(command: &str, target: &str) -> Result<(), Error> {
    let (program, arguments) = child_process::split_command(command).map_err(|why| opener_error(&why))?;
    let mut opener = child_process::new_command(&program);
    opener.args(arguments).arg(target);
    spawn_opener(opener, &program).await
}

/// Tries the desktop's own openers, one after the other.
async fn run_system_opener(target: &str) -> Result<(), Error> {
    let mut why = opener_error("No opener was found.");
    for opener in open::commands(target) {
        let program = opener.get_program().to_string_lossy().into_owned();
        match spawn_opener(child_process::remove_secrets(opener), &program).await {
            Ok(()) => return Ok(()),
            Err(error) => why = error,
        }
    }
    Err(why)
}

async fn spawn_opener(mut opener: Command, program: &str) -> Result<(), Error> {
    let mut running = opener
        .stdin(Stdio::null())
        .stdout(Stdio::null())
        .stderr(Stdio::null())
        .process_group(0)
        .spawn()
        .map_err(|error| opener_error(&format!("{program} cannot be started: {error}")))?;
    match tokio::time::timeout(OPENER_FAILURE_TIMEOUT, running.wait()).await {
        Ok(Ok(status)) if !status.success() => Err(opener_error(&format!("{program} failed: {status}"))),
        _ => Ok(()),
    }
}

fn opener_error(what: &str) -> Error {
    Error::new("the opener", ErrorKind::Opener, what)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn files_are_opened_only_on_a_local_desktop() {
        let at = |set: &'static [&str]| desktop_access(|name| set.contains(&name));
        assert_eq!(at(&["DISPLAY", "SSH_TTY"]), DesktopAccess::Remote);
        assert_eq!(at(&["WAYLAND_DISPLAY"]), DesktopAccess::Desktop);
        #[cfg(target_os = "linux")]
        assert_eq!(at(&[]), DesktopAccess::Headless);
    }
}
