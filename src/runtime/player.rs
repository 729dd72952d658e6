//! The sample that plays: one at a time.

use std::sync::{Mutex, PoisonError};

use tokio_util::sync::CancellationToken;

/// The one sample that may play.
#[derive(Debug, Default)]
pub(super) struct SamplePlayer {
    current: Mutex<CancellationToken>,
}

impl SamplePlayer {
    /// Ends what plays, and gives the token that ends what plays next.
    pub(super) fn restart(&self) -> CancellationToken {
        let next = CancellationToken::new();
        let mut playing = self.current.lock().unwrap_or_else(PoisonError::into_inner);
        std::mem::replace(&mut *playing, next.clone()).cancel();
        next
    }

    /// Ends what plays.
    pub(super) fn stop(&self) {
        self.current.lock().unwrap_or_else(PoisonError::into_inner).cancel();
    }
}
