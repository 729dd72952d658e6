//! Waits for a condition, with a limit: a test fails instead of hanging.

use std::time::{Duration, Instant};

/// The limit of every wait; conditions are met far sooner.
pub(crate) const WAIT_TIMEOUT: Duration = Duration::from_mins(1);

/// Blocks until the condition is met; panics with `what` at the limit.
pub(crate) fn wait_for(what: &str, mut is_met: impl FnMut() -> bool) {
    let deadline = Instant::now() + WAIT_TIMEOUT;
    while !is_met() {
        assert!(Instant::now() < deadline, "{what}: not within {WAIT_TIMEOUT:?}");
        std::thread::yield_now();
    }
}

/// Like [`wait_for`], while other tasks run.
pub(crate) async fn wait_for_async(what: &str, mut is_met: impl FnMut() -> bool) {
    let deadline = Instant::now() + WAIT_TIMEOUT;
    while !is_met() {
        assert!(Instant::now() < deadline, "{what}: not within {WAIT_TIMEOUT:?}");
        tokio::task::yield_now().await;
    }
}
