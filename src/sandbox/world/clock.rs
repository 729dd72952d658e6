//! The clock of the sandbox: the real time plus skipped time, and the speed of the service's work.

use std::sync::atomic::{AtomicI64, Ordering};
use std::time::{Duration, SystemTime, UNIX_EPOCH};

use tokio::sync::Notify;

/// A moment, in milliseconds since 1970.
pub(crate) type Moment = i64;

/// The clock of a sandbox; its methods may be called from any thread.
///
/// Timestamps are the real time plus what [`Clock::advance`] skipped, so that a client can compare them with its own
/// clock. The speed changes only how long the service's work takes.
#[derive(Debug)]
pub struct Clock {
    skipped: AtomicI64,
    stopped_at: Option<Moment>,
    speed: f64,
    /// Wakes the task in [`Clock::wait`].
    changed: Notify,
}

impl Clock {
    /// At `speed` 1 work takes as long as the service's. At 0 the clock stands still until it is advanced, and work
    /// takes as long as at 1.
    pub(crate) fn new(speed: f64) -> Self {
        Self {
            skipped: AtomicI64::new(0),
            stopped_at: (speed <= 0.0).then(real_time),
            speed: speed.max(0.0),
            changed: Notify::new(),
        }
    }

    /// Skips time.
    pub fn advance(&self, by: Duration) {
        let millis = i64::try_from(by.as_millis()).unwrap_or(i64::MAX / 4);
        self.skipped.fetch_add(millis, Ordering::SeqCst);
        self.wake();
    }

    /// Wakes the task in [`Clock::wait`].
    pub(crate) fn wake(&self) {
        self.changed.notify_one();
    }

    pub(crate) fn now(&self) -> Moment {
        let base = self.stopped_at.unwrap_or_else(real_time);
        base.saturating_add(self.skipped.load(Ordering::SeqCst))
    }

    /// Waits until this moment, until time is skipped, or until [`Clock::wake`]. Only one task may wait.
    pub(crate) async fn wait(&self, until: Option<Moment>) {
        let left = until.map(|until| u64::try_from(until.saturating_sub(self.now())).unwrap_or(0));
        match left {
            Some(0) => tokio::task::yield_now().await,
            Some(left) if self.stopped_at.is_none() => {
                let _ = tokio::time::timeout(Duration::from_millis(left), self.changed.notified()).await;
            }
            _ => self.changed.notified().await,
        }
    }

    /// The end of work that begins at `from` and takes the service `seconds`.
    pub(crate) fn after(&self, from: Moment, seconds: f64) -> Moment {
        let pace = if self.speed > 0.0 { self.speed } else { 1.0 };
        from.saturating_add(millis(seconds / pace))
    }
}

/// Seconds as milliseconds.
pub(crate) fn millis(seconds: f64) -> i64 {
    i64::try_from(Duration::try_from_secs_f64(seconds.max(0.0)).unwrap_or_default().as_millis()).unwrap_or(0)
}

/// Whole seconds since 1970.
pub(crate) fn unix(moment: Moment) -> i64 {
    moment.div_euclid(1000)
}

/// Seconds since 1970, with a fraction.
pub(crate) fn unix_fraction(moment: Moment) -> f64 {
    let whole = i32::try_from(moment.div_euclid(1000)).unwrap_or(i32::MAX);
    let rest = i32::try_from(moment.rem_euclid(1000)).unwrap_or(0);
    f64::from(whole) + f64::from(rest) / 1000.0
}

pub(crate) fn real_time() -> Moment {
    let since = SystemTime::now().duration_since(UNIX_EPOCH).unwrap_or_default();
    i64::try_from(since.as_millis()).unwrap_or(0)
}
