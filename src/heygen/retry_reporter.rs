//! Reports the number of retries while there is no connection.

use std::collections::BTreeMap;
use std::fmt;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use crate::domain::{Error, ErrorKind};

/// Reports one count for all requests of the clients that share it: the highest count of any request. It reports each
/// change, and 0 as soon as no request is retried for lack of a connection.
#[derive(Clone)]
pub struct RetryReporter(Arc<RetryReporterInner>);

struct RetryReporterInner {
    notify: Box<dyn Fn(usize) + Send + Sync>,
    counts: Mutex<RetryCounts>,
}

#[derive(Default)]
struct RetryCounts {
    /// The retries of each active request that is retried.
    by_request: BTreeMap<u64, usize>,
    /// Failed requests that others replace.
    carried_over: usize,
    active_requests: usize,
    last_request_id: u64,
    last_reported: usize,
}

impl RetryReporter {
    pub fn new(notify: impl Fn(usize) + Send + Sync + 'static) -> Self {
        Self(Arc::new(RetryReporterInner { notify: Box::new(notify), counts: Mutex::default() }))
    }

    /// Counts the retries of one request.
    pub(super) fn track(&self) -> RetryTracker<'_> {
        let mut counts = self.lock_counts();
        counts.last_request_id += 1;
        counts.active_requests += 1;
        RetryTracker { reporter: self, request_id: counts.last_request_id }
    }

    /// Counts on from a request that ended with `error` and is replaced by others.
    pub(super) fn carry_over(&self, error: &Error) {
        if error.kind == ErrorKind::NoConnection {
            self.update(|counts| counts.carried_over += 1);
        }
    }

    fn lock_counts(&self) -> MutexGuard<'_, RetryCounts> {
        self.0.counts.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Changes the counts, and reports a new total. It holds the lock meanwhile, so that totals are reported in order.
    fn update(&self, change: impl FnOnce(&mut RetryCounts)) {
        let mut counts = self.lock_counts();
        change(&mut counts);
        let total = counts.carried_over + counts.by_request.values().copied().max().unwrap_or_default();
        if std::mem::replace(&mut counts.last_reported, total) != total {
            (self.0.notify)(total);
        }
    }
}

impl Default for RetryReporter {
    fn default() -> Self {
        Self::new(|_| {})
    }
}

impl fmt::Debug for RetryReporter {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("RetryReporter").finish_non_exhaustive()
    }
}

/// Counts the retries of one request until it is dropped.
#[derive(Debug)]
pub(super) struct RetryTracker<'a> {
    reporter: &'a RetryReporter,
    request_id: u64,
}

impl RetryTracker<'_> {
    /// Counts a retry after `error`, if there was no connection.
    pub(super) fn record_retry(&self, error: &Error) {
        if error.kind == ErrorKind::NoConnection {
            self.reporter.update(|counts| *counts.by_request.entry(self.request_id).or_default() += 1);
        }
    }

    /// Whether an attempt found no connection.
    pub(super) fn has_retried(&self) -> bool {
        self.reporter.lock_counts().by_request.contains_key(&self.request_id)
    }
}

impl Drop for RetryTracker<'_> {
    fn drop(&mut self) {
        self.reporter.update(|counts| {
            counts.by_request.remove(&self.request_id);
            counts.active_requests -= 1;
            if counts.active_requests == 0 {
                counts.carried_over = 0;
            }
        });
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn simultaneous_retries_share_one_count() {
        let counts: Arc<Mutex<Vec<usize>>> = Arc::default();
        let recorded = counts.clone();
        let reporter = RetryReporter::new(move |count| recorded.lock().unwrap().push(count));
        let take_counts = || std::mem::take(&mut *counts.lock().unwrap());
        let lost = Error::new("the voices", ErrorKind::NoConnection, "");

        let (one, other, third) = (reporter.track(), reporter.track(), reporter.track());
        for retries in [&one, &other, &one, &one, &other] {
            retries.record_retry(&lost);
        }
        third.record_retry(&Error::new("the voices", ErrorKind::RateLimited, ""));
        assert_eq!(take_counts(), [1, 2, 3]);
        assert!(one.has_retried() && !third.has_retried());
        drop(third);
        drop(one);
        assert_eq!(take_counts(), [2], "another request is still retried");
        other.record_retry(&lost);
        drop(other);
        assert_eq!(take_counts(), [3, 0]);
        drop(reporter.track());
        assert_eq!(take_counts(), [0; 0]);

        reporter.carry_over(&lost);
        let following = reporter.track();
        following.record_retry(&lost);
        assert_eq!(take_counts(), [1, 2]);
        drop(following);
        assert_eq!(take_counts(), [0]);
    }
}
