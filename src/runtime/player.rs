//! The playback slot: one sample plays at a time.

use std::sync::{Mutex, PoisonError};

use tokio_util::sync::CancellationToken;

#[derive(Debug, Default)]
pub(super) struct SamplePlayer {
    current: Mutex<CancellationToken>,
}

impl SamplePlayer {
    /// Stops the current sample, and gives the token that stops the next one.
    pub(super) fn restart(&self) -> CancellationToken {
        let next = CancellationToken::new();
        let mut playing = self.current.lock().unwrap_or_else(PoisonError::into_inner);
        std::mem::replace(&mut *playing, next.clone()).cancel();
        next
    }

    /// Stops the current sample.
    pub(super) fn stop(&self) {
        self.current.lock().unwrap_or_else(PoisonError::into_inner).cancel();
    }
}
