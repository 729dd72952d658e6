//! The schedule of the queue: due times, and the timers that run for them. The clock may jump.

use std::collections::HashMap;
use std::time::Duration;

use jiff::{SignedDuration, Timestamp};

use crate::domain::RenderId;

/// A timer fires this much too early only if the clock was set back.
const MAX_TIMER_EARLINESS: SignedDuration = SignedDuration::from_secs(2);
/// A timer fires this much too late only if the machine slept, or the clock was set forward.
const MAX_TIMER_LATENESS: SignedDuration = SignedDuration::from_mins(1);

#[derive(Debug, Default)]
pub(in crate::studio) struct Schedule {
    /// When each running render is polled.
    pub(in crate::studio) polls: HashMap<RenderId, Timestamp>,
    /// When renders that found no free slot are tried again.
    pub(in crate::studio) slot_retries: HashMap<RenderId, Timestamp>,
    /// When renders that the service postponed are sent again. The ledger has it too, but does not follow a clock that
    /// is set back.
    pub(in crate::studio) postponed_sends: HashMap<RenderId, Timestamp>,
    /// When unconfirmed renders are reconciled.
    pub(in crate::studio) reconcile: Option<Timestamp>,
    /// When the poll lease and the ledger are checked.
    pub(in crate::studio) poll_lease: Option<Timestamp>,
    /// When failed downloads are retried.
    pub(in crate::studio) downloads: Option<Timestamp>,
    /// When the history is read again.
    pub(in crate::studio) history: Option<Timestamp>,
    /// When the running timers should fire.
    timers: Vec<Timestamp>,
}

impl Schedule {
    /// Ends the timer that was due first. Returns how far the clock has jumped since it was set, if it did; due times
    /// follow a clock that was set back.
    pub(in crate::studio) fn complete_timer(&mut self, now: Timestamp) -> Option<SignedDuration> {
        let first = self.timers.iter().enumerate().min_by_key(|(_, at)| **at)?.0;
        let jump = now.duration_since(self.timers.swap_remove(first));
        if jump >= -MAX_TIMER_EARLINESS && jump <= MAX_TIMER_LATENESS {
            return None;
        }
        shift_times(self.timers.iter_mut(), jump);
        if jump.is_negative() {
            shift_times(
                self.polls
                    .values_mut()
                    .chain(self.slot_retries.values_mut())
                    .chain(self.postponed_sends.values_mut()),
                jump,
            );
            let single = [&mut self.reconcile, &mut self.poll_lease, &mut self.downloads, &mut self.history];
            shift_times(single.into_iter().flatten(), jump);
        }
        Some(jump)
    }

    /// Returns how far the clock is beyond the first timer, where that is more than a busy machine explains. The timers
    /// are shifted, so that a sleep is detected once.
    pub(in crate::studio) fn detect_sleep(&mut self, now: Timestamp) -> Option<SignedDuration> {
        let jump = now.duration_since(*self.timers.iter().min()?);
        if jump <= MAX_TIMER_LATENESS {
            return None;
        }
        shift_times(self.timers.iter_mut(), jump);
        Some(jump)
    }

    /// Renders to be polled now, those that waited longest first.
    pub(in crate::studio) fn due_polls(&self, now: Timestamp) -> Vec<RenderId> {
        let mut due: Vec<_> = self.polls.iter().filter(|(_, at)| **at <= now).collect();
        due.sort_by_key(|(id, at)| (**at, **id));
        due.into_iter().map(|(id, _)| *id).collect()
    }

    /// Postpones all polls to this time or later.
    pub(in crate::studio) fn postpone_polls(&mut self, until: Timestamp) {
        self.polls.values_mut().for_each(|at| *at = (*at).max(until));
    }

    /// The delay of the timer to start for the earliest due time; `None` if one that fires before it runs.
    pub(in crate::studio) fn arm_timer(
        &mut self,
        now: Timestamp,
        others: impl Iterator<Item = Timestamp>,
        may_poll: bool,
    ) -> Option<Duration> {
        let polls = self.polls.values().filter(|_| may_poll);
        let single = [&self.reconcile, &self.poll_lease, &self.downloads, &self.history];
        let own = polls.chain(single.into_iter().flatten()).copied();
        let next = own.chain(others).min()?;
        if self.timers.iter().any(|at| *at <= next) {
            return None;
        }
        let wait = Duration::try_from(next.duration_since(now)).unwrap_or_default();
        self.timers.push(next.max(now));
        Some(wait)
    }
}

/// Whether a one-shot time is due; it is cleared if so.
pub(in crate::studio) fn take_due(time: &mut Option<Timestamp>, now: Timestamp) -> bool {
    time.take_if(|at| *at <= now).is_some()
}

fn shift_times<'a>(times: impl Iterator<Item = &'a mut Timestamp>, by: SignedDuration) {
    times.for_each(|at| *at = at.saturating_add(by).unwrap_or(*at));
}

/// A pseudorandom delay of up to a fifth of the interval, so that renders sent together are not always polled together.
pub(in crate::studio) fn jitter(interval: Duration, id: RenderId, now: Timestamp) -> Duration {
    let hash = crate::domain::stable_hash(format!("{id} {}", now.as_millisecond()).as_bytes());
    interval / 5 * u32::try_from(hash % 256).unwrap_or_default() / 256
}

#[cfg(test)]
mod tests {
    use super::*;

    fn timestamp(seconds: i64) -> Timestamp {
        Timestamp::from_second(seconds).unwrap()
    }

    fn timer_seconds(delay: Option<Duration>) -> Option<u64> {
        delay.map(|delay| delay.as_secs())
    }

    fn schedule_with_poll_at(second: i64) -> Schedule {
        Schedule { polls: HashMap::from([(RenderId(1), timestamp(second))]), ..Schedule::default() }
    }

    #[test]
    fn one_timer_is_armed_for_the_earliest_deadline() {
        let mut schedule = schedule_with_poll_at(1020);
        let none = || std::iter::empty();
        assert_eq!(timer_seconds(schedule.arm_timer(timestamp(1000), none(), true)), Some(20));
        assert_eq!(timer_seconds(schedule.arm_timer(timestamp(1000), none(), true)), None);
        schedule.reconcile = Some(timestamp(1010));
        assert_eq!(timer_seconds(schedule.arm_timer(timestamp(1000), none(), true)), Some(10));
        assert_eq!(schedule.complete_timer(timestamp(1010)), None);
        schedule.reconcile = None;
        assert_eq!(
            timer_seconds(schedule.arm_timer(timestamp(1010), none(), true)),
            None,
            "the first one is still out"
        );
        assert_eq!(schedule.complete_timer(timestamp(1021)), None);
        assert_eq!(schedule.due_polls(timestamp(1021)), [RenderId(1)]);
        assert_eq!(
            timer_seconds(schedule.arm_timer(timestamp(1021), none(), false)),
            None,
            "another program asks"
        );
    }

    #[test]
    fn a_clock_that_is_set_back_delays_nothing() {
        let mut schedule = schedule_with_poll_at(100_005);
        schedule.arm_timer(timestamp(100_000), std::iter::empty(), true);
        let jump = schedule.complete_timer(timestamp(5)).unwrap();
        assert_eq!(jump, SignedDuration::from_secs(-100_000));
        assert_eq!(schedule.due_polls(timestamp(5)), [RenderId(1)]);
        assert_eq!(schedule.complete_timer(timestamp(5)), None);
    }

    #[test]
    fn a_long_sleep_makes_everything_due_and_is_reported_once() {
        let mut schedule = schedule_with_poll_at(1005);
        schedule.arm_timer(timestamp(1000), std::iter::empty(), true);
        schedule.reconcile = Some(timestamp(1002));
        schedule.arm_timer(timestamp(1000), std::iter::empty(), true);
        let slept = schedule.complete_timer(timestamp(9002)).unwrap();
        assert_eq!(slept, SignedDuration::from_secs(8000));
        assert_eq!(schedule.due_polls(timestamp(9002)), [RenderId(1)]);
        assert_eq!(schedule.complete_timer(timestamp(9005)), None);
    }

    #[test]
    fn a_sleep_that_another_timer_detects_is_reported_once() {
        let mut schedule = schedule_with_poll_at(1005);
        schedule.arm_timer(timestamp(1000), std::iter::empty(), true);
        assert_eq!(schedule.detect_sleep(timestamp(1060)), None, "a busy machine");
        assert_eq!(schedule.detect_sleep(timestamp(9005)), Some(SignedDuration::from_secs(8000)));
        assert_eq!(
            (schedule.detect_sleep(timestamp(9006)), schedule.complete_timer(timestamp(9010))),
            (None, None)
        );
        assert_eq!(schedule.due_polls(timestamp(9010)), [RenderId(1)]);
    }

    #[test]
    fn jitter_is_at_most_a_fifth_of_the_interval() {
        let interval = Duration::from_secs(5);
        let spreads: Vec<_> =
            (0..100).map(|id| jitter(interval, RenderId(id), timestamp(1000 + id))).collect();
        assert!(spreads.iter().all(|jitter_time| *jitter_time <= interval / 5));
        assert!(
            spreads.iter().any(|jitter_time| *jitter_time > interval / 10)
                && spreads.iter().any(|jitter_time| *jitter_time < interval / 10)
        );
    }
}
