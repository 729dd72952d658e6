//! The panic hook: a panic of the screen's thread restores the terminal and is printed; others go to a log file.

use std::fs::{DirBuilder, OpenOptions};
use std::io::{self, Write};
use std::os::unix::fs::{DirBuilderExt, OpenOptionsExt};
use std::panic::{self, PanicHookInfo};
use std::path::{Path, PathBuf};
use std::thread;

use rustix::fs::OFlags;

use super::clock;
use super::terminal::TerminalModes;
use crate::domain::text;

/// The name of the log file in the data folder.
pub(super) const LOG_FILE_NAME: &str = "panics.log";

/// Installs the hook. Call it on the screen's thread.
pub(super) fn install_panic_hook(modes: TerminalModes, log: PathBuf) {
    let screen = thread::current().id();
    let before = panic::take_hook();
    panic::set_hook(Box::new(move |panic| {
        if thread::current().id() == screen {
            modes.leave();
            before(panic);
        } else {
            // A task's panic becomes a reply; the screen is not the place for more.
            let _ = write_log(&log, panic);
        }
    }));
}

fn write_log(log: &Path, panic: &PanicHookInfo<'_>) -> io::Result<()> {
    if let Some(folder) = log.parent() {
        DirBuilder::new().recursive(true).mode(0o700).create(folder)?;
    }
    // A symbolic link in its place is not followed.
    let flags = OFlags::NOFOLLOW.bits().cast_signed();
    let mut file = OpenOptions::new().create(true).append(true).mode(0o600).custom_flags(flags).open(log)?;
    let version = env!("CARGO_PKG_VERSION");
    writeln!(file, "{} cuecard {version}: {}", clock::now(), text::single_line(&panic.to_string()))
}
