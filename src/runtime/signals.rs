//! What the system says to the program: end, stop for a while, go on, and that the terminal is gone.

use std::io;
use std::thread;

use rustix::event::{PollFd, PollFlags, poll};
use tokio::signal::unix::{Signal, SignalKind, signal};
use tokio::sync::mpsc;

/// One thing that the system said.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Word {
    /// End, with the number of the signal.
    End(i32),
    /// Stop until continued.
    Suspend,
    /// Continued after a stop.
    Continue,
    /// The terminal was closed.
    HungUp,
}

/// Listens to the system from now on. Signals that would end the program no longer do it by themselves.
pub fn words() -> io::Result<mpsc::UnboundedReceiver<Word>> {
    let (say, words) = mpsc::unbounded_channel();
    let mut signals = Signals::new()?;
    watch_terminal(say.clone())?;
    tokio::spawn(async move {
        // Ends when the program does.
        while say.send(signals.next().await).is_ok() {}
    });
    Ok(words)
}

struct Signals {
    terminate: Signal,
    hang_up: Signal,
    interrupt: Signal,
    quit: Signal,
    stop: Signal,
    go_on: Signal,
}

impl Signals {
    fn new() -> io::Result<Self> {
        let raw = |number: rustix::process::Signal| signal(SignalKind::from_raw(number.as_raw()));
        Ok(Self {
            terminate: signal(SignalKind::terminate())?,
            hang_up: signal(SignalKind::hangup())?,
            interrupt: signal(SignalKind::interrupt())?,
            quit: signal(SignalKind::quit())?,
            stop: raw(rustix::process::Signal::TSTP)?,
            go_on: raw(rustix::process::Signal::CONT)?,
        })
    }

    async fn next(&mut self) -> Word {
        let end = |kind: SignalKind| Word::End(kind.as_raw_value());
        tokio::select! {
            _ = self.terminate.recv() => end(SignalKind::terminate()),
            _ = self.hang_up.recv() => end(SignalKind::hangup()),
            _ = self.interrupt.recv() => end(SignalKind::interrupt()),
            _ = self.quit.recv() => end(SignalKind::quit()),
            _ = self.stop.recv() => Word::Suspend,
            _ = self.go_on.recv() => Word::Continue,
        }
    }
}

/// In a thread of its own: the terminal's end is no readiness that an event loop would tell, and a thread that waits
/// without a limit costs nothing.
fn watch_terminal(say: mpsc::UnboundedSender<Word>) -> io::Result<()> {
    let wait = move || {
        let stdin = rustix::stdio::stdin();
        let mut terminal = [PollFd::new(&stdin, PollFlags::empty())];
        while let Err(rustix::io::Errno::INTR) = poll(&mut terminal, None) {}
        // Nobody listens any more where the program is at its end anyway.
        let _ = say.send(Word::HungUp);
    };
    thread::Builder::new().name("terminal".into()).stack_size(64 * 1024).spawn(wait)?;
    Ok(())
}
