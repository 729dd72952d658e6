//! From the start of the program in a terminal to its first screen, and the same of a bare ratatui program.

use std::io::{Read, Write};
use std::path::PathBuf;

use divan::Bencher;
use portable_pty::{Child, CommandBuilder, MasterPty, PtySize, native_pty_system};
use tempfile::TempDir;

/// Letters of the last row that is drawn first, so that all of the frame is there.
const FOOTER_TEXT: &[u8] = b"keys";
/// The corner of the bare program's frame that comes last.
const STUDIO_CORNER: &[u8] = "╯".as_bytes();
const BARE_CORNER: &[u8] = "┘".as_bytes();

/// A program on a terminal of its own. It is ended when it is dropped, which no bench counts.
struct RunningProgram {
    child: Box<dyn Child + Send + Sync>,
    _terminal: Box<dyn MasterPty + Send>,
}

impl Drop for RunningProgram {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

#[divan::bench(sample_count = 60, sample_size = 1)]
fn studio(bencher: Bencher<'_, '_>) {
    let home = tempfile::tempdir().unwrap();
    bencher.bench_local(|| {
        run_to_first_screen(
            command(env!("CARGO_BIN_EXE_cuecard").into(), &["--sandbox"], &home),
            &[STUDIO_CORNER, FOOTER_TEXT],
        )
    });
}

#[divan::bench(sample_count = 60, sample_size = 1)]
fn bare(bencher: Bencher<'_, '_>) {
    let home = tempfile::tempdir().unwrap();
    let bare = bare_program_path();
    bencher.bench_local(|| run_to_first_screen(command(bare.clone(), &["list"], &home), &[BARE_CORNER]));
}

fn command(program: PathBuf, words: &[&str], home: &TempDir) -> CommandBuilder {
    let mut command = CommandBuilder::new(program);
    command.args(words);
    command.env_clear();
    command.env("TERM", "xterm-256color");
    command.env("HOME", home.path());
    command.cwd(home.path());
    command
}

/// Starts a program and waits until it has written all of these.
fn run_to_first_screen(command: CommandBuilder, wanted: &[&[u8]]) -> RunningProgram {
    let size = PtySize { rows: 30, cols: 100, pixel_width: 0, pixel_height: 0 };
    let pty = native_pty_system().openpty(size).unwrap();
    let mut reader = pty.master.try_clone_reader().unwrap();
    let child = pty.slave.spawn_command(command).unwrap();
    drop(pty.slave);
    let (mut seen, mut piece) = (Vec::new(), vec![0; 1 << 16]);
    while !wanted.iter().all(|part| seen.windows(part.len()).any(|window| window == *part)) {
        let length = reader.read(&mut piece).unwrap_or(0);
        if length == 0 {
            let _ = std::io::stderr().write_all(&seen);
            panic!("the program ended before it drew anything");
        }
        seen.extend_from_slice(&piece[..length]);
    }
    RunningProgram { child, _terminal: pty.master }
}

/// The bare program, which cargo builds beside this one.
fn bare_program_path() -> PathBuf {
    let folder = std::env::current_exe().unwrap().parent().unwrap().to_owned();
    let files = std::fs::read_dir(folder).unwrap().map(|file| file.unwrap().path());
    let built = |path: &PathBuf| {
        let name = path.file_name().unwrap_or_default().to_string_lossy();
        name.starts_with("bare-") && path.extension().is_none()
    };
    let newest = |path: &PathBuf| path.metadata().and_then(|about| about.modified()).unwrap();
    files
        .filter(built)
        .max_by_key(newest)
        .expect("cargo bench builds the bare program, unless it is left out")
}
