//! Tells how often a request was tried in vain while there is no connection.

use std::fmt;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};

use crate::domain::{Fault, FaultKind};

/// Called with the number of a retry for want of a connection, and with 0 once there is no further one.
#[derive(Clone)]
pub struct RetryNotice(Arc<dyn Fn(usize) + Send + Sync>);

impl RetryNotice {
    pub fn new(told: impl Fn(usize) + Send + Sync + 'static) -> Self {
        Self(Arc::new(told))
    }

    /// Counts the retries of one request.
    pub(super) fn count(&self) -> Retries<'_> {
        Retries { notice: self, count: AtomicUsize::new(0) }
    }
}

impl Default for RetryNotice {
    fn default() -> Self {
        Self::new(|_| {})
    }
}

impl fmt::Debug for RetryNotice {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("RetryNotice").finish_non_exhaustive()
    }
}

/// The retries of one request; its end is told when it is dropped.
pub(super) struct Retries<'a> {
    notice: &'a RetryNotice,
    count: AtomicUsize,
}

impl Retries<'_> {
    /// The request is tried again after this error.
    pub(super) fn retry(&self, fault: &Fault) {
        if fault.kind == FaultKind::NoConnection {
            (self.notice.0)(self.count.fetch_add(1, Ordering::Relaxed) + 1);
        }
    }
}

impl Drop for Retries<'_> {
    fn drop(&mut self) {
        if *self.count.get_mut() > 0 {
            (self.notice.0)(0);
        }
    }
}
