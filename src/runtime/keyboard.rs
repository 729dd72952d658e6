//! The keyboard of this process's terminal: a thread reads and decodes it, and reports new sizes.

use std::collections::VecDeque;
use std::io;
use std::time::Duration;

use rustix::event::{PollFd, PollFlags, Timespec, poll};
use rustix::io::Errno;
use tokio::signal::unix::{Signal, SignalKind, signal};
use tokio::sync::mpsc::{UnboundedReceiver, UnboundedSender, unbounded_channel};

use super::backend;
use super::input::{InputSource, TerminalInput};
use super::input_decoder::InputDecoder;

/// Bytes of one read.
const MAX_BATCH_BYTES: usize = 64 * 1024;

/// The terminal's input. A thread reads it, since a terminal's end is no readiness that every event loop tells, and the
/// screen's thread must be free to keep the work and leave.
#[derive(Debug)]
pub struct Keyboard {
    batches: UnboundedReceiver<Vec<TerminalInput>>,
    /// Input that was read and not yet taken.
    buffered: VecDeque<TerminalInput>,
    resize_signal: Signal,
}

impl Keyboard {
    /// Starts the thread. It ends with the program, or with the terminal.
    pub fn open() -> io::Result<Self> {
        let resized = signal(SignalKind::window_change())?;
        let (sender, batches) = unbounded_channel();
        std::thread::Builder::new().name("keyboard".to_owned()).spawn(move || run_reader(&sender))?;
        Ok(Self { batches, buffered: VecDeque::new(), resize_signal: resized })
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
}

/// Reads until the terminal or the program ends.
fn run_reader(sender: &UnboundedSender<Vec<TerminalInput>>) {
    let mut decoder = InputDecoder::default();
    let mut bytes = vec![0; MAX_BATCH_BYTES];
    loop {
        let mut inputs = Vec::new();
        match wait_for_input(decoder.timeout()) {
            Ok(true) => match read_batch(&mut bytes) {
                Ok(0) | Err(_) => return,
                Ok(count) => decoder.feed(&bytes[..count], &mut inputs),
            },
            Ok(false) => decoder.handle_timeout(&mut inputs),
            Err(_) => return,
        }
        if !inputs.is_empty() && sender.send(inputs).is_err() {
            return;
        }
    }
}

/// Waits for input, without a limit where there is none; `false` where none came in time.
fn wait_for_input(limit: Option<Duration>) -> rustix::io::Result<bool> {
    let limit = limit.and_then(|limit| Timespec::try_from(limit).ok());
    let stdin = rustix::stdio::stdin();
    let mut terminal = [PollFd::new(&stdin, PollFlags::IN)];
    loop {
        match poll(&mut terminal, limit.as_ref()) {
            Err(Errno::INTR) => {}
            ended => return ended.map(|ready| ready > 0),
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
        if !wait_for_input(Some(Duration::ZERO))? {
            break;
        }
    }
    Ok(count)
}
