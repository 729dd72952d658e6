//! Shows a file or a link with the system's opener, where there is a screen for it.

use std::path::PathBuf;
use std::process::Stdio;
use std::time::Duration;

use tokio::process::Command;

use super::child;
use super::context::{World, blocking};
use crate::domain::{Fault, FaultKind};
use crate::store;
use crate::studio::Target;

/// How long an opener has to say that it cannot.
const OPENER_FAILURE_TIMEOUT: Duration = Duration::from_secs(1);

/// Where the program runs, as far as an opener cares.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Place {
    Desktop,
    /// The opener would show it on another machine than the user's.
    Remote,
    /// No windows at all.
    Console,
}

pub(super) async fn show(world: &World, target: &Target) -> Result<(), Fault> {
    if let Target::File(path) = target {
        here(path.clone()).await?;
    }
    let text = target.text();
    if let Some(command) = &world.setup.opener {
        return run(command, &text).await;
    }
    match place(|name| std::env::var_os(name).is_some_and(|value| !value.is_empty())) {
        Place::Desktop => on_the_desktop(&text).await,
        Place::Remote => Err(failed("Not opened: this is a remote session.")),
        Place::Console => Err(failed("Not opened: there is no desktop.")),
    }
}

/// Openers say nothing of a file that is not there, or show an empty window.
async fn here(path: PathBuf) -> Result<(), Fault> {
    blocking(move || {
        if store::video_file::is_gone(&path) {
            return Err(store::video_file::gone(&path));
        }
        Ok(())
    })
    .await
}

fn place(is_set: impl Fn(&str) -> bool) -> Place {
    if is_set("SSH_CONNECTION") || is_set("SSH_TTY") {
        Place::Remote
    } else if cfg!(target_os = "linux") && !is_set("DISPLAY") && !is_set("WAYLAND_DISPLAY") {
        Place::Console
    } else {
        Place::Desktop
    }
}

/// Runs the user's own opener. It may stay as long as it likes, but a quick failure is told.
async fn run(command: &str, target: &str) -> Result<(), Fault> {
    let (program, arguments) = child::words(command).map_err(|why| failed(&why))?;
    let mut opener = child::command(&program);
    opener.args(arguments).arg(target);
    start(opener, &program).await
}

/// Tries the desktop's own openers, one after the other.
async fn on_the_desktop(target: &str) -> Result<(), Fault> {
    let mut why = failed("No opener is here.");
    for opener in open::commands(target) {
        let program = opener.get_program().to_string_lossy().into_owned();
        match start(child::without_secrets(opener), &program).await {
            Ok(()) => return Ok(()),
            Err(fault) => why = fault,
        }
    }
    Err(why)
}

async fn start(mut opener: Command, program: &str) -> Result<(), Fault> {
    let mut running = opener
        .stdin(Stdio::null())
        .stdout(Stdio::null())
        .stderr(Stdio::null())
        .process_group(0)
        .spawn()
        .map_err(|error| failed(&format!("{program} cannot be started: {error}")))?;
    match tokio::time::timeout(OPENER_FAILURE_TIMEOUT, running.wait()).await {
        Ok(Ok(status)) if !status.success() => Err(failed(&format!("{program} failed: {status}"))),
        _ => Ok(()),
    }
}

fn failed(what: &str) -> Fault {
    Fault::new("the opener", FaultKind::Opener, what)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nothing_is_opened_where_nobody_would_see_it() {
        let at = |set: &'static [&str]| place(|name| set.contains(&name));
        assert_eq!(at(&["DISPLAY", "SSH_TTY"]), Place::Remote);
        assert_eq!(at(&["WAYLAND_DISPLAY"]), Place::Desktop);
        #[cfg(target_os = "linux")]
        assert_eq!(at(&[]), Place::Console);
    }
}
