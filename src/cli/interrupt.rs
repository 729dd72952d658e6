//! What interrupts a command: SIGINT, SIGTERM, SIGHUP and its time-out.

use std::io;
use std::pin::Pin;
use std::time::Duration;

use tokio::signal::unix::{Signal, SignalKind, signal};
use tokio::time::Sleep;

use super::exit_code::ExitCode;

/// Once it listens, these signals no longer end the program by themselves.
#[derive(Debug)]
pub(super) struct Interrupts {
    interrupt: Signal,
    terminate: Signal,
    hang_up: Signal,
    timeout: Option<Pin<Box<Sleep>>>,
}

impl Interrupts {
    /// To be called within a tokio runtime.
    pub(super) fn listen() -> io::Result<Self> {
        Ok(Self {
            interrupt: signal(SignalKind::interrupt())?,
            terminate: signal(SignalKind::terminate())?,
            hang_up: signal(SignalKind::hangup())?,
            timeout: None,
        })
    }

    /// From now on there is this much time.
    pub(super) fn set_timeout(&mut self, most: Duration) {
        self.timeout = Some(Box::pin(tokio::time::sleep(most)));
    }

    /// Waits for the next one; gives the exit code that it means.
    pub(super) async fn next(&mut self) -> ExitCode {
        let late = async {
            match &mut self.timeout {
                Some(late) => late.as_mut().await,
                None => std::future::pending().await,
            }
        };
        let kind = tokio::select! {
            _ = self.interrupt.recv() => SignalKind::interrupt(),
            _ = self.terminate.recv() => SignalKind::terminate(),
            _ = self.hang_up.recv() => SignalKind::hangup(),
            () = late => return ExitCode::WaitTimedOut,
        };
        u8::try_from(kind.as_raw_value()).map_or(ExitCode::Failure, ExitCode::Signal)
    }
}
