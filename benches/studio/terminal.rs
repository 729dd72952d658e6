//! A program on a pseudo-terminal of its own: this one, the bare one, or an editor.

use std::io::{Read, Write};
use std::path::{Path, PathBuf};
use std::sync::mpsc::{Receiver, channel};
use std::thread;
use std::time::Duration;

use portable_pty::{Child, CommandBuilder, MasterPty, PtySize, native_pty_system};

const TERMINAL_SIZE: PtySize = PtySize { rows: 30, cols: 100, pixel_width: 0, pixel_height: 0 };

/// A program that writes nothing for this long has drawn its frame.
const QUIET_TIME: Duration = Duration::from_millis(10);

/// It is ended when it is dropped, which no bench counts.
pub(crate) struct TerminalProgram {
    child: Box<dyn Child + Send + Sync>,
    output: Receiver<Vec<u8>>,
    keyboard: Box<dyn Write + Send>,
    _terminal: Box<dyn MasterPty + Send>,
}

impl Drop for TerminalProgram {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

impl TerminalProgram {
    /// Starts a program in this home folder, without anything else of this environment.
    pub(crate) fn start(program: &Path, arguments: &[&str], home: &Path) -> Self {
        let mut command = CommandBuilder::new(program);
        command.args(arguments);
        command.env_clear();
        command.env("TERM", "xterm-256color");
        command.env("LANG", "C.UTF-8");
        command.env("HOME", home);
        command.cwd(home);
        let pty = native_pty_system().openpty(TERMINAL_SIZE).unwrap();
        Self {
            child: pty.slave.spawn_command(command).unwrap(),
            output: spawn_reader(pty.master.try_clone_reader().unwrap()),
            keyboard: pty.master.take_writer().unwrap(),
            _terminal: pty.master,
        }
    }

    /// Reads until the program has drawn its frame.
    pub(crate) fn settle(&mut self) {
        while self.output.recv_timeout(QUIET_TIME).is_ok() {}
    }

    pub(crate) fn press(&mut self, keys: &str) {
        self.keyboard.write_all(keys.as_bytes()).unwrap();
        self.keyboard.flush().unwrap();
    }

    /// Reads until the program has written all of these since the last call.
    pub(crate) fn wait_for_output(&mut self, wanted: &[&[u8]]) {
        let mut seen = Vec::new();
        while !wanted.iter().all(|part| seen.windows(part.len()).any(|window| window == *part)) {
            let Ok(bytes) = self.output.recv() else {
                let _ = std::io::stderr().write_all(&seen);
                panic!("the program ended before it wrote {wanted:?}");
            };
            seen.extend(bytes);
        }
    }
}

/// What a terminal reads, in pieces; it ends with the program.
fn spawn_reader(mut terminal: Box<dyn Read + Send>) -> Receiver<Vec<u8>> {
    let (sender, output) = channel();
    thread::spawn(move || {
        let mut piece = vec![0; 1 << 16];
        while let Ok(count @ 1..) = terminal.read(&mut piece) {
            if sender.send(piece[..count].to_vec()).is_err() {
                break;
            }
        }
    });
    output
}

pub(crate) fn studio_path() -> PathBuf {
    env!("CARGO_BIN_EXE_cuecard").into()
}

/// The bare program, which cargo builds beside this one.
pub(crate) fn bare_program_path() -> PathBuf {
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
