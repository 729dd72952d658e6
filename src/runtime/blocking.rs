//! Runs blocking work on threads of its own.

use crate::domain::{Error, ErrorKind};

/// Runs blocking work on its own thread. A panic is an error.
pub(super) async fn run_blocking<T: Send + 'static>(
    work: impl FnOnce() -> Result<T, Error> + Send + 'static,
) -> Result<T, Error> {
    let done = tokio::task::spawn_blocking(work).await;
    done.unwrap_or_else(|_| Err(panic_error()))
}

/// The error of a panic; its details are in the log.
pub(super) fn panic_error() -> Error {
    let why = "An internal task failed; the details are in the log.";
    Error::new("the program", ErrorKind::Internal, why)
}
