//! A program on a pseudo-terminal, whose screen is read as a person would.

use std::fmt::Debug;
use std::io::{Read, Write};
use std::path::Path;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::mpsc::{Receiver, RecvTimeoutError, Sender, channel};
use std::thread;
use std::time::{Duration, Instant};

use portable_pty::{Child, CommandBuilder, MasterPty, PtyPair, PtySize, native_pty_system};
use rustix::process::{Pid, Signal, WaitOptions, kill_process, waitpid};

use super::cli_harness::WAIT_DIVISOR;
use super::wait::{WAIT_TIMEOUT, wait_for};

/// The longest interval between two writes of [`PtyProgram::write_until`].
const MAX_KEY_INTERVAL: Duration = Duration::from_millis(300);
const TERMINAL_SIZE: PtySize = PtySize { rows: 30, cols: 120, pixel_width: 0, pixel_height: 0 };

pub(crate) struct PtyProgram {
    pair: PtyPair,
    child: Option<Box<dyn Child + Send + Sync>>,
    keyboard: Box<dyn Write + Send>,
    output_receiver: Receiver<Vec<u8>>,
    screen: vt100::Parser,
    /// All that was written.
    pub(crate) output_bytes: Vec<u8>,
    reader_stopped: Arc<AtomicBool>,
    initial_modes: String,
}

impl PtyProgram {
    /// Starts the binary with folders of its own and nothing else of this environment.
    pub(crate) fn start(home: &Path, arguments: &[&str], environment: &[(&str, &str)]) -> Self {
        let pair = native_pty_system().openpty(TERMINAL_SIZE).unwrap();
        let modes = terminal_modes(pair.master.as_ref());
        let mut command = CommandBuilder::new(env!("CARGO_BIN_EXE_cuecard"));
        command.args(arguments);
        command.cwd(home);
        command.env_clear();
        command.env("HOME", home);
        for (name, folder) in [
            ("XDG_CONFIG_HOME", "config"),
            ("XDG_DATA_HOME", "data"),
            ("XDG_CACHE_HOME", "cache"),
            ("XDG_VIDEOS_DIR", "videos"),
        ] {
            command.env(name, home.join(folder));
        }
        command.env("TERM", "xterm-256color");
        command.env("CUECARD_RETRY_DIVISOR", WAIT_DIVISOR);
        for (name, value) in environment {
            command.env(name, value);
        }
        let child = pair.slave.spawn_command(command).unwrap();
        let (sender, output) = channel();
        let deaf = Arc::new(AtomicBool::new(false));
        spawn_reader(pair.master.try_clone_reader().unwrap(), sender, deaf.clone());
        let keyboard = pair.master.take_writer().unwrap();
        let screen = vt100::Parser::new(
            std::num::NonZeroU16::new(TERMINAL_SIZE.rows).unwrap(),
            std::num::NonZeroU16::new(TERMINAL_SIZE.cols).unwrap(),
            0,
        );
        let written = Vec::new();
        Self {
            pair,
            child: Some(child),
            keyboard,
            output_receiver: output,
            screen,
            output_bytes: written,
            reader_stopped: deaf,
            initial_modes: modes,
        }
    }

    /// Types keys as a person does, who waits until a dialog takes them.
    pub(crate) fn type_keys(&mut self, keys: &str) {
        self.wait_until("a dialog that takes keys", |screen| !screen.contents().contains("wait a moment …"));
        self.write(keys);
    }

    /// Writes bytes at once, as a paste or a key that is held does.
    pub(crate) fn write(&mut self, keys: &str) {
        self.keyboard.write_all(keys.as_bytes()).unwrap();
        self.keyboard.flush().unwrap();
    }

    pub(crate) fn write_bytes(&mut self, bytes: &[u8]) {
        self.keyboard.write_all(bytes).unwrap();
        self.keyboard.flush().unwrap();
    }

    /// Writes keys again and again, as an impatient person does, until the screen is so or the program has ended.
    pub(crate) fn write_until(&mut self, keys: &str, is_so: impl Fn(&vt100::Screen) -> bool) {
        let until = Instant::now() + WAIT_TIMEOUT;
        while !is_so(self.screen.screen()) {
            assert!(Instant::now() < until, "{keys:?}:\n{}", self.screen.screen().contents());
            if !self.try_write(keys) {
                return;
            }
            let mut output = self.output_receiver.recv_timeout(MAX_KEY_INTERVAL).ok();
            while let Some(bytes) = output {
                self.screen.process(&bytes);
                self.output_bytes.extend(bytes);
                output = self.output_receiver.try_recv().ok();
            }
        }
    }

    /// Types keys at a program that may be gone; says whether it was there.
    pub(crate) fn try_write(&mut self, keys: &str) -> bool {
        self.keyboard.write_all(keys.as_bytes()).and_then(|()| self.keyboard.flush()).is_ok()
    }

    pub(crate) fn resize(&mut self, columns: u16, rows: u16) {
        self.screen
            .screen_mut()
            .set_size(std::num::NonZeroU16::new(rows).unwrap(), std::num::NonZeroU16::new(columns).unwrap());
        self.pair.master.resize(PtySize { rows, cols: columns, ..TERMINAL_SIZE }).unwrap();
    }

    /// Waits until the screen is so.
    pub(crate) fn wait_until(&mut self, what: &str, is_so: impl Fn(&vt100::Screen) -> bool) {
        let until = Instant::now() + WAIT_TIMEOUT;
        while !is_so(self.screen.screen()) {
            let left = until.saturating_duration_since(Instant::now());
            let Ok(bytes) = self.output_receiver.recv_timeout(left) else {
                panic!("{what} did not come:\n{}", self.screen.screen().contents());
            };
            self.screen.process(&bytes);
            self.output_bytes.extend(bytes);
        }
    }

    pub(crate) fn wait_for_text(&mut self, text: &str) {
        self.wait_until(text, |screen| screen.contents().contains(text));
    }

    /// Waits until the program has written this, also where no screen shows it.
    pub(crate) fn wait_for_output(&mut self, sequence: &str) {
        let sequence = sequence.as_bytes();
        let until = Instant::now() + WAIT_TIMEOUT;
        while !self.output_bytes.windows(sequence.len()).any(|bytes| bytes == sequence) {
            let left = until.saturating_duration_since(Instant::now());
            let bytes = self.output_receiver.recv_timeout(left).expect("the program writes it");
            self.screen.process(&bytes);
            self.output_bytes.extend(bytes);
        }
    }

    /// Waits until the screen is so, and something else perhaps; `false` where the program ended before.
    pub(crate) fn wait_until_or_exit(&mut self, what: &str, is_so: impl Fn(&vt100::Screen) -> bool) -> bool {
        let until = Instant::now() + WAIT_TIMEOUT;
        while !is_so(self.screen.screen()) {
            assert!(Instant::now() < until, "{what} did not come:\n{}", self.screen.screen().contents());
            match self.output_receiver.recv_timeout(Duration::from_millis(20)) {
                Ok(bytes) => self.screen.process(&bytes),
                Err(RecvTimeoutError::Disconnected) => return false,
                Err(RecvTimeoutError::Timeout) => {}
            }
            if self.child.as_mut().unwrap().try_wait().unwrap().is_some() {
                return false;
            }
        }
        true
    }

    /// As a power cut would.
    pub(crate) fn kill(mut self) {
        let mut child = self.child.take().unwrap();
        // It may have ended by itself.
        let _ = child.kill();
        let _ = child.wait();
    }

    fn pid(&self) -> Pid {
        let pid = self.child.as_ref().unwrap().process_id().unwrap();
        Pid::from_raw(i32::try_from(pid).unwrap()).unwrap()
    }

    pub(crate) fn signal(&self, signal: Signal) {
        kill_process(self.pid(), signal).unwrap();
    }

    /// From now on no file of the program may grow beyond this many bytes.
    #[cfg(target_os = "linux")]
    pub(crate) fn limit_file_size(&self, bytes: u64) {
        use rustix::process::{Resource, Rlimit, prlimit};
        let limit = Rlimit { current: Some(bytes), maximum: None };
        prlimit(Some(self.pid()), Resource::Fsize, limit).unwrap();
    }

    /// Waits until the program has stopped.
    pub(crate) fn wait_for_stop(&self) {
        let options = WaitOptions::UNTRACED | WaitOptions::NOHANG;
        wait_for("a stopped program", || {
            let changed = waitpid(Some(self.pid()), options).unwrap();
            changed.is_some_and(|(_, status)| {
                assert!(status.stopped(), "{status:?}");
                true
            })
        });
    }

    /// Waits for the end; gives the exit code.
    pub(crate) fn wait_for_exit(&mut self) -> u32 {
        wait_for_exit(self.child.take().unwrap())
    }

    /// Waits until the terminal is as it was found, or says what is not.
    pub(crate) fn assert_restored(&mut self) {
        self.wait_until("the terminal as it was", |screen| {
            !screen.alternate_screen() && !screen.bracketed_paste() && !screen.hide_cursor()
        });
        assert_eq!(terminal_modes(self.pair.master.as_ref()), self.initial_modes);
    }

    /// Closes the terminal under the program. `cause` makes it write something, so that nobody waits for its output.
    pub(crate) fn hang_up(mut self, cause: &str) -> HungUpProgram {
        self.reader_stopped.store(true, Ordering::SeqCst);
        self.type_keys(cause);
        while self.output_receiver.recv_timeout(WAIT_TIMEOUT).is_ok() {}
        HungUpProgram(self.child.take().unwrap())
    }
}

/// A program without a terminal.
pub(crate) struct HungUpProgram(Box<dyn Child + Send + Sync>);

impl HungUpProgram {
    /// Waits for the end; returns the exit code.
    pub(crate) fn wait_for_exit(self) -> u32 {
        wait_for_exit(self.0)
    }
}

fn wait_for_exit(mut child: Box<dyn Child + Send + Sync>) -> u32 {
    let (sender, ended) = channel();
    thread::spawn(move || sender.send(child.wait().unwrap()));
    let status = ended.recv_timeout(WAIT_TIMEOUT).expect("the program ends");
    assert_eq!(status.signal(), None);
    status.exit_code()
}

fn spawn_reader(mut terminal: Box<dyn Read + Send>, sender: Sender<Vec<u8>>, deaf: Arc<AtomicBool>) {
    thread::spawn(move || {
        let mut bytes = vec![0; 1 << 16];
        while let Ok(count @ 1..) = terminal.read(&mut bytes) {
            if deaf.load(Ordering::SeqCst) || sender.send(bytes[..count].to_vec()).is_err() {
                break;
            }
        }
    });
}

/// The modes of the terminal's line, as text that can be compared.
fn terminal_modes(master: &(dyn MasterPty + Send)) -> String {
    fn text(modes: &impl Debug) -> String {
        format!("{modes:?}")
    }
    let modes = master.get_termios().unwrap();
    [text(&modes.input_flags), text(&modes.output_flags), text(&modes.local_flags)].join(" ")
}
