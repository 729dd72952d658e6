//! The playback slot: one sample plays at a time.

use std::sync::Mutex;

use tokio_util::sync::CancellationToken;

use super::lock::lock;

#[derive(Debug, Default)]
pub(super) struct SamplePlayer {
    current: Mutex<CancellationToken>,
}

impl SamplePlayer {
    /// Stops the current sample, and gives the token that stops the next one.
    pub(super) fn restart(&self) -> CancellationToken {
        let next = CancellationToken::new();
        let mut playing = lock(&self.current);
        std::mem::replace(&mut *playing, next.clone()).cancel();
        next
    }

    /// Stops the current sample.
    pub(super) fn stop(&self) {
        lock(&self.current).cancel();
    }
}
