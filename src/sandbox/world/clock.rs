//! The sandbox's own clock: the real time plus what was skipped, and how fast its work goes.

use std::sync::atomic::{AtomicI64, Ordering};
use std::time::{Duration, SystemTime, UNIX_EPOCH};

use tokio::sync::Notify;

/// A moment, in milliseconds since 1970.
pub(in crate::sandbox) type Moment = i64;

/// Tells the time. Shared by reference; every method may be called from any thread.
///
/// Time stamps are the real time (plus what [`Clock::advance`] skipped), so that a client may compare
/// them with its own clock; only the service's work is quicker or slower.
#[derive(Debug)]
pub struct Clock {
    skipped: AtomicI64,
    stopped_at: Option<Moment>,
    speed: f64,
    /// Wakes the one task that waits for a moment.
    advanced: Notify,
}

impl Clock {
    /// `speed` 1 is the service's own pace. At 0 the clock stands still until it is advanced, and work
    /// takes as long as at 1.
    pub(in crate::sandbox) fn new(speed: f64) -> Self {
        Self {
            skipped: AtomicI64::new(0),
            stopped_at: (speed <= 0.0).then(real_time),
            speed: speed.max(0.0),
            advanced: Notify::new(),
        }
    }

    /// Skips time: whatever would have happened in it has happened.
    pub fn advance(&self, by: Duration) {
        let millis = i64::try_from(by.as_millis()).unwrap_or(i64::MAX / 4);
        self.skipped.fetch_add(millis, Ordering::SeqCst);
        self.advanced.notify_one();
    }

    pub(in crate::sandbox) fn now(&self) -> Moment {
        let base = self.stopped_at.unwrap_or_else(real_time);
        base.saturating_add(self.skipped.load(Ordering::SeqCst))
    }

    /// Waits until it is this moment; without a moment it waits for ever. One task alone may wait so.
    pub(in crate::sandbox) async fn reaches(&self, moment: Option<Moment>) {
        let Some(moment) = moment else { return std::future::pending().await };
        loop {
            let left = moment.saturating_sub(self.now());
            let Some(left) = u64::try_from(left).ok().filter(|left| *left > 0) else { return };
            if self.stopped_at.is_some() {
                self.advanced.notified().await;
            } else {
                // Either the time passes, or it is skipped.
                let _ = tokio::time::timeout(Duration::from_millis(left), self.advanced.notified()).await;
            }
        }
    }

    /// When work is done that takes the service `seconds` and begins at `from`.
    pub(in crate::sandbox) fn after(&self, from: Moment, seconds: f64) -> Moment {
        let pace = if self.speed > 0.0 { self.speed } else { 1.0 };
        from.saturating_add(millis(seconds / pace))
    }
}

/// Seconds as milliseconds, rounded.
pub(in crate::sandbox) fn millis(seconds: f64) -> i64 {
    i64::try_from(Duration::try_from_secs_f64(seconds.max(0.0)).unwrap_or_default().as_millis()).unwrap_or(0)
}

/// Whole seconds since 1970.
pub(in crate::sandbox) fn unix(moment: Moment) -> i64 {
    moment.div_euclid(1000)
}

/// Seconds since 1970 with a fraction, as some replies give them.
pub(in crate::sandbox) fn unix_fraction(moment: Moment) -> f64 {
    let whole = i32::try_from(moment.div_euclid(1000)).unwrap_or(i32::MAX);
    let rest = i32::try_from(moment.rem_euclid(1000)).unwrap_or(0);
    f64::from(whole) + f64::from(rest) / 1000.0
}

pub(in crate::sandbox) fn real_time() -> Moment {
    let since = SystemTime::now().duration_since(UNIX_EPOCH).unwrap_or_default();
    i64::try_from(since.as_millis()).unwrap_or(0)
}

/// Sixtieths as whole units: the service counts its credits so.
pub(in crate::sandbox) fn sixtieths(units: i64) -> f64 {
    i32::try_from(units).map_or(0.0, |units| f64::from(units) / 60.0)
}
