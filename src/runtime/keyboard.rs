//! The keyboard of this process's terminal: a thread reads and decodes it, and reports new sizes.

use std::collections::VecDeque;
use std::io::{self, Read, Write};
use std::os::unix::net::UnixStream;
use std::time::{Duration, Instant};

use rustix::event::{PollFd, PollFlags, Timespec, poll};
use rustix::io::Errno;
use tokio::signal::unix::{Signal, SignalKind, signal};
use tokio::sync::mpsc::{UnboundedReceiver, UnboundedSender, unbounded_channel};

use super::backend;
use super::click_count::ClickCount;
use super::input::{InputSource, TerminalInput};
use super::input_decoder::InputDecoder;

/// Bytes of one read.
const MAX_BATCH_BYTES: usize = 64 * 1024;

/// The terminal's input. A thread of its own reads it: not every event loop reports that a terminal was closed, and the
/// screen's thread must stay free to save the work and exit.
#[derive(Debug)]
pub struct Keyboard {
    batches: UnboundedReceiver<Vec<TerminalInput>>,
    /// Input that was read and not yet taken.
    buffered: VecDeque<TerminalInput>,
    resize_signal: Signal,
    /// Pauses and resumes the thread, by a byte for each.
    control: UnixStream,
}

impl Keyboard {
    /// Starts the thread. It ends with the program, or with the terminal.
    pub fn open() -> io::Result<Self> {
        let resized = signal(SignalKind::window_change())?;
        let (sender, batches) = unbounded_channel();
        let (control, mut reader_control) = UnixStream::pair()?;
        let read = move || run_reader(&sender, &mut reader_control);
        std::thread::Builder::new().name("keyboard".to_owned()).spawn(read)?;
        Ok(Self { batches, buffered: VecDeque::new(), resize_signal: resized, control })
    }
}

impl InputSource for Keyboard {
    async fn next(&mut self) -> Option<TerminalInput> {
        loop {
            if let Some(input) = self.buffered.pop_front() {
                return Some(input);
            }
            tokio::select! {
                batch = self.batches.recv() => self.buffered = batch?.into(),
                Some(()) = self.resize_signal.recv() => {
                    let size = backend::terminal_size();
                    self.buffered.extend(size.ok().map(|size| TerminalInput::Resize(size.width, size.height)));
                }
            }
        }
    }

    fn try_next(&mut self) -> Option<TerminalInput> {
        while self.buffered.is_empty() {
            self.buffered = self.batches.try_recv().ok()?.into();
        }
        self.buffered.pop_front()
    }

    fn pause(&mut self) {
        // Where the thread has ended there is nothing to pause.
        if self.control.write_all(&[0]).is_ok() {
            // The answer: it does not read any more.
            let _ = self.control.read_exact(&mut [0]);
        }
        self.buffered.clear();
        while self.batches.try_recv().is_ok() {}
    }

    fn resume(&mut self) {
        let _ = self.control.write_all(&[0]);
    }
}

/// Confirms a pause, and waits until it is over.
fn wait_for_resume(control: &mut UnixStream) -> io::Result<()> {
    control.read_exact(&mut [0])?;
    control.write_all(&[0])?;
    control.read_exact(&mut [0])
}

/// Reads until the terminal or the program ends.
fn run_reader(sender: &UnboundedSender<Vec<TerminalInput>>, control: &mut UnixStream) {
    let (mut decoder, mut clicks) = (InputDecoder::default(), ClickCount::default());
    let mut bytes = vec![0; MAX_BATCH_BYTES];
    loop {
        let mut inputs = Vec::new();
        match wait_for_input(decoder.timeout(), Some(control)) {
            Ok(WakeReason::Input) => match read_batch(&mut bytes) {
                Ok(0) | Err(_) => return,
                Ok(count) => decoder.feed(&bytes[..count], &mut inputs),
            },
            Ok(WakeReason::Timeout) => decoder.handle_timeout(&mut inputs),
            Ok(WakeReason::Control) if wait_for_resume(control).is_ok() => {}
            Ok(WakeReason::Control) | Err(_) => return,
        }
        clicks.apply(&mut inputs, Instant::now());
        if !inputs.is_empty() && sender.send(inputs).is_err() {
            return;
        }
    }
}

/// Why a wait for input ended.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum WakeReason {
    Input,
    Timeout,
    /// A byte came that pauses or ends the thread.
    Control,
}

/// Waits for input, without a limit where there is none.
fn wait_for_input(limit: Option<Duration>, control: Option<&UnixStream>) -> rustix::io::Result<WakeReason> {
    let limit = limit.and_then(|limit| Timespec::try_from(limit).ok());
    let stdin = rustix::stdio::stdin();
    let mut sources = vec![PollFd::new(&stdin, PollFlags::IN)];
    sources.extend(control.map(|control| PollFd::new(control, PollFlags::IN)));
    loop {
        match poll(&mut sources, limit.as_ref()) {
            Err(Errno::INTR) => {}
            Ok(0) => return Ok(WakeReason::Timeout),
            Ok(_) if sources.get(1).is_some_and(|control| !control.revents().is_empty()) => {
                return Ok(WakeReason::Control);
            }
            ended => return ended.map(|_| WakeReason::Input),
        }
    }
}

/// Reads what is there, as much of it as is taken in one piece; 0 bytes at the terminal's end.
fn read_batch(bytes: &mut [u8]) -> rustix::io::Result<usize> {
    let mut count = 0;
    while count < bytes.len() {
        match rustix::io::read(rustix::stdio::stdin(), &mut bytes[count..]) {
            Ok(0) => break,
            Ok(more) => count += more,
            Err(Errno::INTR | Errno::AGAIN) if count == 0 => continue,
            Err(error) if count == 0 => return Err(error),
            Err(_) => break,
        }
        if wait_for_input(Some(Duration::ZERO), None)? != WakeReason::Input {
            break;
        }
    }
    Ok(count)
}
