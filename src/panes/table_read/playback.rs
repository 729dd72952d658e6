//! The playback of a table read: its position, its speed, and the timer that it waits for.

use std::time::Duration;

use jiff::{SignedDuration, Timestamp};

/// Tenths of the estimated pace.
const SPEED_TENTHS: std::ops::RangeInclusive<u32> = 5..=20;
const NORMAL_SPEED_TENTHS: u32 = 10;
/// How long the words wait at the end of a scene for the last sound of a slow player.
const MAX_SOUND_LAG: Duration = Duration::from_secs(2);
/// How far before its end a scene is still the one that is read.
const SOUND_END_MARGIN_SECONDS: f64 = 1e-6;
/// A timer that is later than this fired after a pause: the machine slept, or a dialog covered the table read.
const MAX_TIMER_LATENESS: SignedDuration = SignedDuration::from_secs(1);

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum PlaybackState {
    Playing,
    Paused,
}

#[derive(Debug)]
pub(super) struct Playback {
    /// Seconds from the start of the script.
    position: f64,
    /// Seconds of the whole script.
    total: f64,
    state: PlaybackState,
    speed_tenths: u32,
    updated_at: Timestamp,
    /// When the timer that runs should fire.
    due: Option<Timestamp>,
    /// Whether time stands still, until a sound begins.
    is_held: bool,
    /// The end of the scene whose sound plays; the position waits there for the sound.
    limit: Option<f64>,
    /// When the position came to the limit.
    limit_reached_at: Option<Timestamp>,
    /// Whether time was left out, which a sound went on in.
    has_left_out_time: bool,
}

impl Playback {
    /// A playback that begins at `position`.
    pub(super) fn new(position: f64, total: f64, now: Timestamp) -> Self {
        Self {
            position,
            total,
            state: PlaybackState::Playing,
            speed_tenths: NORMAL_SPEED_TENTHS,
            updated_at: now,
            due: None,
            is_held: false,
            limit: None,
            limit_reached_at: None,
            has_left_out_time: false,
        }
    }

    /// Lets time stand still, or go on.
    pub(super) fn set_held(&mut self, is_held: bool) {
        if is_held {
            self.due = None;
        }
        self.is_held = is_held;
    }

    /// Sets the end of the scene whose sound plays, where the position waits for it; `None` for no sound.
    pub(super) fn set_limit(&mut self, scene_end: Option<f64>) {
        let limit = scene_end.map(|end| (end - SOUND_END_MARGIN_SECONDS).max(0.0));
        if limit != self.limit {
            self.due = None;
            (self.limit, self.limit_reached_at) = (limit, None);
        }
    }

    /// Whether the sound should have ended long ago.
    pub(super) fn is_sound_late(&self) -> bool {
        let lag = SignedDuration::try_from(MAX_SOUND_LAG).unwrap_or(SignedDuration::MAX);
        self.limit_reached_at.is_some_and(|since| self.updated_at.duration_since(since) >= lag)
    }

    pub(super) fn position(&self) -> f64 {
        self.position
    }

    pub(super) fn total(&self) -> f64 {
        self.total
    }

    pub(super) fn is_paused(&self) -> bool {
        self.state == PlaybackState::Paused
    }

    pub(super) fn is_at_end(&self) -> bool {
        self.position >= self.total
    }

    pub(super) fn speed_tenths(&self) -> u32 {
        self.speed_tenths
    }

    /// Times the estimated pace, such as `1.2x`; none at that pace.
    pub(super) fn speed_label(&self) -> Option<String> {
        (self.speed_tenths != NORMAL_SPEED_TENTHS).then(|| format!("{:.1}x", self.speed()))
    }

    fn speed(&self) -> f64 {
        f64::from(self.speed_tenths) / 10.0
    }

    /// Moves the position by the time that has passed, up to a timer that fired much too late.
    pub(super) fn advance(&mut self, now: Timestamp) {
        let passed = now.duration_since(self.updated_at);
        let planned = self.due.map_or(SignedDuration::ZERO, |due| due.duration_since(self.updated_at));
        let is_late = passed > planned + MAX_TIMER_LATENESS;
        let passed = if is_late { planned } else { passed };
        self.updated_at = now;
        if self.is_paused() || self.is_held {
            return;
        }
        self.has_left_out_time |= is_late;
        let played_seconds = passed.as_secs_f64().max(0.0) * self.speed();
        self.position =
            (self.position + played_seconds).min(self.limit.unwrap_or(self.total)).min(self.total);
        if self.limit.is_some_and(|limit| self.position >= limit) {
            self.limit_reached_at = self.limit_reached_at.or(Some(now));
        }
        if self.is_at_end() {
            self.state = PlaybackState::Paused;
            self.due = None;
        }
    }

    /// Whether time was left out since the last call: a sound that plays is ahead of the position.
    pub(super) fn take_left_out_time(&mut self) -> bool {
        std::mem::take(&mut self.has_left_out_time)
    }

    /// Starts the timer for the next change of the screen, at this position; none while one runs or nothing plays.
    pub(super) fn start_timer(&mut self, next_change: f64) -> Option<(Duration, Timestamp)> {
        if self.is_paused() || self.is_held || self.due.is_some() {
            return None;
        }
        let seconds = ((next_change - self.position) / self.speed()).max(0.0);
        // Rounded up, so that the position is not short of the change when the timer fires.
        let wait = match self.limit_reached_at {
            Some(_) => MAX_SOUND_LAG,
            None => Duration::try_from_secs_f64(seconds).unwrap_or_default() + Duration::from_millis(1),
        };
        let due = self.updated_at.saturating_add(wait).unwrap_or(self.updated_at);
        self.due = Some(due);
        Some((wait, due))
    }

    /// The timer for this time fired.
    pub(super) fn timer_fired(&mut self, due: Timestamp) {
        self.due.take_if(|own| *own == due);
    }

    pub(super) fn pause(&mut self) {
        self.due = None;
        self.state = PlaybackState::Paused;
    }

    /// Pauses, or goes on; at the end, from the start.
    pub(super) fn toggle(&mut self) {
        self.due = None;
        self.state = match self.state {
            PlaybackState::Playing => PlaybackState::Paused,
            PlaybackState::Paused => PlaybackState::Playing,
        };
        if self.is_at_end() {
            self.position = 0.0;
        }
    }

    /// Stops at this position.
    pub(super) fn pause_at(&mut self, position: f64) {
        self.seek(position);
        self.state = PlaybackState::Paused;
    }

    /// Goes to a position of a script that has another length now.
    pub(super) fn retime(&mut self, position: f64, total: f64) {
        self.total = total;
        self.limit = None;
        self.seek(position);
    }

    pub(super) fn seek(&mut self, position: f64) {
        self.due = None;
        self.limit_reached_at = None;
        self.position = position.clamp(0.0, self.total);
    }

    pub(super) fn slow_down(&mut self) {
        self.set_speed(self.speed_tenths.saturating_sub(1));
    }

    pub(super) fn speed_up(&mut self) {
        self.set_speed(self.speed_tenths + 1);
    }

    fn set_speed(&mut self, tenths: u32) {
        self.due = None;
        self.speed_tenths = tenths.clamp(*SPEED_TENTHS.start(), *SPEED_TENTHS.end());
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn at(millis: i64) -> Timestamp {
        Timestamp::from_millisecond(millis).unwrap()
    }

    #[test]
    fn one_timer_runs_at_a_time_and_none_while_paused() {
        let mut playback = Playback::new(0.0, 10.0, at(0));
        let (wait, due) = playback.start_timer(0.4).unwrap();
        assert_eq!((wait.as_millis(), due), (401, at(401)));
        assert_eq!(playback.start_timer(0.4), None, "it runs already");
        playback.advance(at(401));
        playback.timer_fired(due);
        assert!(playback.position() > 0.4);
        playback.toggle();
        assert_eq!(playback.start_timer(0.8), None);
        playback.timer_fired(due);
        playback.advance(at(60_000));
        assert_eq!((playback.position(), playback.start_timer(0.8)), (0.401, None));
    }

    #[test]
    fn the_speed_changes_the_pace_and_the_wait() {
        let mut playback = Playback::new(0.0, 10.0, at(0));
        (0..30).for_each(|_| playback.speed_up());
        assert_eq!(playback.speed_label().as_deref(), Some("2.0x"));
        assert_eq!(playback.start_timer(1.0).unwrap().0.as_millis(), 501);
        playback.advance(at(501));
        assert!((playback.position() - 1.002).abs() < 1e-9);
        (0..30).for_each(|_| playback.slow_down());
        assert_eq!(playback.speed_label().as_deref(), Some("0.5x"));
        assert_eq!(playback.start_timer(1.502).unwrap().0.as_millis(), 1_001);
    }

    #[test]
    fn time_that_nobody_waited_for_is_not_read() {
        let mut playback = Playback::new(0.0, 10.0, at(0));
        playback.start_timer(0.4).unwrap();
        playback.advance(at(3_600_000));
        assert!((playback.position() - 0.401).abs() < 1e-9, "{}", playback.position());
        playback.advance(at(3_600_000));
        assert!(
            playback.take_left_out_time() && !playback.take_left_out_time(),
            "told once, also when asked later"
        );
        playback.advance(at(0));
        assert!((playback.position() - 0.401).abs() < 1e-9, "a clock that is set back");
    }

    #[test]
    fn the_end_pauses_and_the_next_toggle_starts_again() {
        let mut playback = Playback::new(9.9, 10.0, at(0));
        playback.start_timer(10.0).unwrap();
        playback.advance(at(500));
        assert!(playback.is_paused() && playback.is_at_end());
        assert_eq!(playback.start_timer(10.0), None);
        playback.toggle();
        assert!(!playback.is_paused() && playback.position() <= 0.0);
    }
}
