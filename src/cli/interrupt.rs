//! Interruptions of a command: SIGINT, SIGTERM, SIGHUP and its time-out.

use std::io;
use std::pin::Pin;
use std::time::Duration;

use tokio::signal::unix::{Signal, SignalKind, signal};
use tokio::time::Sleep;

use super::exit_code::ExitCode;

/// What ended a wait.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Interruption {
    Signal(SignalKind),
    TimedOut,
}

impl Interruption {
    pub(super) fn exit_code(self) -> ExitCode {
        match self {
            Self::Signal(kind) => {
                u8::try_from(kind.as_raw_value()).map_or(ExitCode::Failure, ExitCode::Signal)
            }
            Self::TimedOut => ExitCode::WaitTimedOut,
        }
    }
}

/// A listener; while it exists, these signals do not end the program by themselves.
#[derive(Debug)]
pub(super) struct Interrupts {
    interrupt: Signal,
    terminate: Signal,
    hang_up: Signal,
    timeout: Option<Pin<Box<Sleep>>>,
}

impl Interrupts {
    /// Fails outside a tokio runtime.
    pub(super) fn listen() -> io::Result<Self> {
        Ok(Self {
            interrupt: signal(SignalKind::interrupt())?,
            terminate: signal(SignalKind::terminate())?,
            hang_up: signal(SignalKind::hangup())?,
            timeout: None,
        })
    }

    /// Listens with a time-out, which starts now.
    pub(super) fn with_timeout(seconds: u64) -> io::Result<Self> {
        let mut interrupts = Self::listen()?;
        interrupts.set_timeout(seconds);
        Ok(interrupts)
    }

    /// Starts the time-out.
    pub(super) fn set_timeout(&mut self, seconds: u64) {
        self.timeout = Some(Box::pin(tokio::time::sleep(Duration::from_secs(seconds))));
    }

    /// Waits for the next one.
    pub(super) async fn next(&mut self) -> Interruption {
        let timeout = async {
            match &mut self.timeout {
                Some(timeout) => timeout.as_mut().await,
                None => std::future::pending().await,
            }
        };
        tokio::select! {
            _ = self.interrupt.recv() => Interruption::Signal(SignalKind::interrupt()),
            _ = self.terminate.recv() => Interruption::Signal(SignalKind::terminate()),
            _ = self.hang_up.recv() => Interruption::Signal(SignalKind::hangup()),
            () = timeout => Interruption::TimedOut,
        }
    }
}
