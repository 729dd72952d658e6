//! Tells how often requests were tried in vain while there is no connection.

use std::collections::BTreeMap;
use std::fmt;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use crate::domain::{Fault, FaultKind};

/// One count for all requests of the clients that share it: that of the request that was retried most often. Each new
/// count is told, and 0 once no request is retried for want of a connection any more.
#[derive(Clone)]
pub struct RetryNotice(Arc<Shared>);

struct Shared {
    notify: Box<dyn Fn(usize) + Send + Sync>,
    counts: Mutex<Counts>,
}

#[derive(Default)]
struct Counts {
    /// The retries of each request that is retried now.
    of_requests: BTreeMap<u64, usize>,
    /// Tries of requests that others follow.
    before: usize,
    /// Requests that are under way.
    live: usize,
    next_request: u64,
    told: usize,
}

impl RetryNotice {
    pub fn new(notify: impl Fn(usize) + Send + Sync + 'static) -> Self {
        Self(Arc::new(Shared { notify: Box::new(notify), counts: Mutex::default() }))
    }

    /// Counts the retries of one request.
    pub(super) fn count(&self) -> Retries<'_> {
        let mut counts = self.counts();
        counts.next_request += 1;
        counts.live += 1;
        Retries { notice: self, request: counts.next_request }
    }

    /// A request was given up after this error, and others follow in its place: their retries count on from it.
    pub(super) fn count_on(&self, fault: &Fault) {
        if fault.kind == FaultKind::NoConnection {
            self.change(|counts| counts.before += 1);
        }
    }

    fn counts(&self) -> MutexGuard<'_, Counts> {
        self.0.counts.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Changes the counts, and tells what they come to where that is another number. Under the lock, so that two
    /// numbers are not told in the wrong order.
    fn change(&self, change: impl FnOnce(&mut Counts)) {
        let mut counts = self.counts();
        change(&mut counts);
        let most = counts.before + counts.of_requests.values().copied().max().unwrap_or_default();
        if std::mem::replace(&mut counts.told, most) != most {
            (self.0.notify)(most);
        }
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

/// The retries of one request; they end when it is dropped.
#[derive(Debug)]
pub struct Retries<'a> {
    notice: &'a RetryNotice,
    request: u64,
}

impl Retries<'_> {
    /// The request is tried again after this error.
    pub fn retry(&self, fault: &Fault) {
        if fault.kind == FaultKind::NoConnection {
            self.notice.change(|counts| *counts.of_requests.entry(self.request).or_default() += 1);
        }
    }

    /// Whether it was tried in vain for want of a connection.
    pub fn has_retried(&self) -> bool {
        self.notice.counts().of_requests.contains_key(&self.request)
    }
}

impl Drop for Retries<'_> {
    fn drop(&mut self) {
        self.notice.change(|counts| {
            counts.of_requests.remove(&self.request);
            counts.live -= 1;
            if counts.live == 0 {
                counts.before = 0;
            }
        });
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn requests_that_are_retried_at_once_share_one_count() {
        let told: Arc<Mutex<Vec<usize>>> = Arc::default();
        let kept = told.clone();
        let notice = RetryNotice::new(move |count| kept.lock().unwrap().push(count));
        let taken = || std::mem::take(&mut *told.lock().unwrap());
        let lost = Fault::new("the voices", FaultKind::NoConnection, "");

        let (one, other, third) = (notice.count(), notice.count(), notice.count());
        for retries in [&one, &other, &one, &one, &other] {
            retries.retry(&lost);
        }
        third.retry(&Fault::new("the voices", FaultKind::Busy, ""));
        assert_eq!(taken(), [1, 2, 3]);
        assert!(one.has_retried() && !third.has_retried());
        drop(third);
        drop(one);
        assert_eq!(taken(), [2], "another request is still retried");
        other.retry(&lost);
        drop(other);
        assert_eq!(taken(), [3, 0]);
        drop(notice.count());
        assert_eq!(taken(), [0; 0]);

        notice.count_on(&lost);
        let following = notice.count();
        following.retry(&lost);
        assert_eq!(taken(), [1, 2]);
        drop(following);
        assert_eq!(taken(), [0]);
    }
}
