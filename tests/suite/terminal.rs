//! The built binary on a real terminal: it starts, draws, and leaves the terminal as it found it, however it ends.

mod ends;
mod line;
mod pair;
mod pty;

use std::path::Path;

pub(crate) use pty::Program;
use tempfile::TempDir;

/// The studio on the sandbox, with its first screen drawn.
pub(crate) fn studio(home: &TempDir, environment: &[(&str, &str)]) -> Program {
    let mut program = Program::start(home.path(), &["--sandbox"], environment);
    program.wait("the first screen", |screen| screen.contents().contains("412 credits"));
    program
}

/// All unsaved work that is kept, as text.
pub(crate) fn drafts(home: &Path) -> String {
    let folder = home.join("data/cuecard/drafts");
    let files = std::fs::read_dir(folder).into_iter().flatten().map(|entry| entry.unwrap().path());
    files.map(|file| std::fs::read_to_string(file).unwrap()).collect()
}
