//! The studio on a pseudo-terminal, on a sandbox of its own or in the home of a `CliHarness`.

use std::path::Path;

pub(crate) use super::pty::PtyProgram;
use tempfile::TempDir;

use super::cli_harness::{API_KEY, CliHarness};

pub(crate) const RENDER_KEY: &str = "\x12";
pub(crate) const ENTER_KEY: &str = "\r";

/// The studio on the sandbox, with its first screen drawn.
pub(crate) fn start_studio(home: &TempDir, environment: &[(&str, &str)]) -> PtyProgram {
    let mut program = PtyProgram::start(home.path(), &["--sandbox"], environment);
    program.wait_until("the first screen", |screen| screen.contents().contains(" of 412 cr "));
    program
}

/// All unsaved work that is kept, as text.
pub(crate) fn read_drafts(home: &Path) -> String {
    let folder = home.join("data/cuecard/drafts");
    let files = std::fs::read_dir(folder).into_iter().flatten().map(|entry| entry.unwrap().path());
    // A draft may be replaced between its listing and its reading.
    files.filter_map(|file| std::fs::read_to_string(file).ok()).collect()
}

/// The studio with the desk's video, in the folders that the commands of the desk use.
pub(crate) fn start_studio_with(cli: &CliHarness, more: &[(&str, &str)]) -> PtyProgram {
    let folder = |name| cli.path(name).to_str().unwrap().to_owned();
    let folders = [
        ("XDG_CONFIG_HOME", folder(".config")),
        ("XDG_DATA_HOME", folder(".local/share")),
        ("XDG_CACHE_HOME", folder(".cache")),
        ("XDG_RUNTIME_DIR", folder("")),
        ("HEYGEN_API_BASE", cli.sandbox.base_url()),
    ];
    let folders = folders.iter().map(|(name, value)| (*name, value.as_str()));
    let environment: Vec<(&str, &str)> =
        [("HEYGEN_API_KEY", API_KEY)].into_iter().chain(more.iter().copied()).chain(folders).collect();
    PtyProgram::start(cli.home.path(), &["video.toml"], &environment)
}
