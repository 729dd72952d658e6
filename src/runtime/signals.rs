//! OS signals: terminate, suspend, continue and hang-up.

use std::io;
use std::task::Poll;
use std::thread;

use rustix::event::{PollFd, PollFlags, poll};
use tokio::signal::unix::{Signal, SignalKind, signal};
use tokio::sync::mpsc;

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum OsSignal {
    /// Terminate, with the number of the signal.
    Terminate(i32),
    Suspend,
    Continue,
    /// The terminal was closed.
    HangUp,
}

/// Starts to listen. The signals no longer end the program by themselves.
pub fn listen_for_signals() -> io::Result<mpsc::UnboundedReceiver<OsSignal>> {
    let (sender, receiver) = mpsc::unbounded_channel();
    let mut signals = SignalStreams::new()?;
    watch_for_hang_up(sender.clone())?;
    tokio::spawn(async move {
        // Ends when the program does.
        while sender.send(signals.next().await).is_ok() {}
    });
    Ok(receiver)
}

/// Signals whose default action ends the program and would leave the terminal raw. SIGPIPE is not one of them: Rust
/// ignores it, and the write fails.
const TERMINATION_SIGNALS: &[rustix::process::Signal] = {
    use rustix::process::Signal;
    &[
        Signal::TERM,
        Signal::HUP,
        Signal::INT,
        Signal::QUIT,
        Signal::USR1,
        Signal::USR2,
        Signal::ALARM,
        Signal::VTALARM,
        Signal::PROF,
        Signal::XCPU,
        Signal::ABORT,
        Signal::TRAP,
        Signal::SYS,
        #[cfg(target_os = "linux")]
        Signal::IO,
        #[cfg(target_os = "linux")]
        Signal::POWER,
        #[cfg(target_os = "linux")]
        Signal::STKFLT,
    ]
};

struct SignalStreams {
    termination: Vec<(i32, Signal)>,
    suspend: Signal,
    resume: Signal,
}

impl SignalStreams {
    fn new() -> io::Result<Self> {
        ignore_file_size_signal()?;
        let streams = TERMINATION_SIGNALS.iter().map(|number| Ok((number.as_raw(), signal_stream(*number)?)));
        Ok(Self {
            termination: streams.collect::<io::Result<_>>()?,
            suspend: signal_stream(rustix::process::Signal::TSTP)?,
            resume: signal_stream(rustix::process::Signal::CONT)?,
        })
    }

    async fn next(&mut self) -> OsSignal {
        let streams = &mut self.termination;
        let end = std::future::poll_fn(|context| {
            let received = streams
                .iter_mut()
                .find_map(|(number, signal)| signal.poll_recv(context).is_ready().then_some(*number));
            received.map_or(Poll::Pending, |number| Poll::Ready(OsSignal::Terminate(number)))
        });
        tokio::select! {
            word = end => word,
            _ = self.suspend.recv() => OsSignal::Suspend,
            _ = self.resume.recv() => OsSignal::Continue,
        }
    }
}

fn signal_stream(number: rustix::process::Signal) -> io::Result<Signal> {
    signal(SignalKind::from_raw(number.as_raw()))
}

/// Handles SIGXFSZ, so that a write beyond the file size limit (`ulimit -f`) fails as a write instead of ending the
/// program. Call it inside a tokio runtime.
pub fn ignore_file_size_signal() -> io::Result<()> {
    // It stays handled after the listener is dropped.
    signal_stream(rustix::process::Signal::XFSZ).map(drop)
}

/// In a thread of its own: the terminal's end is no readiness that an event loop would tell, and a thread that waits
/// without a limit costs nothing.
fn watch_for_hang_up(sender: mpsc::UnboundedSender<OsSignal>) -> io::Result<()> {
    let wait = move || {
        let stdin = rustix::stdio::stdin();
        let mut terminal = [PollFd::new(&stdin, PollFlags::empty())];
        while let Err(rustix::io::Errno::INTR) = poll(&mut terminal, None) {}
        // macOS polls no terminals and answers at once with NVAL: the next read meets the end there.
        if terminal[0].revents().intersects(PollFlags::HUP | PollFlags::ERR) {
            // Nobody listens any more where the program is at its end anyway.
            let _ = sender.send(OsSignal::HangUp);
        }
    };
    thread::Builder::new().name("terminal".into()).stack_size(64 * 1024).spawn(wait)?;
    Ok(())
}
