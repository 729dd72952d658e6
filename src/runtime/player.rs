//! The sound slot: one sample plays, or one recording is made, at a time.

use std::sync::Mutex;

use tokio_util::sync::CancellationToken;

use super::lock::lock;

#[derive(Debug, Default)]
pub(super) struct SamplePlayer {
    current: Mutex<CancellationToken>,
}

impl SamplePlayer {
    /// Stops the current sound, and gives the token that stops the next one.
    pub(super) fn restart(&self) -> CancellationToken {
        let next = CancellationToken::new();
        let mut playing = lock(&self.current);
        std::mem::replace(&mut *playing, next.clone()).cancel();
        next
    }

    /// Stops the current sound.
    pub(super) fn stop(&self) {
        lock(&self.current).cancel();
    }
}
