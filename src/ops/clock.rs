//! The one place that knows what time it is.

use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use chrono::{DateTime, SubsecRound, TimeDelta, Utc};

/// What time it is: the system's clock in the desk, a clock that stands still in a test. Cheap to clone; clones of a fake clock share
/// its hands.
#[derive(Clone, Debug)]
pub struct Clock(Hands);

#[derive(Clone, Debug)]
enum Hands {
    System,
    Moved(TimeDelta),
    Fake(Arc<Mutex<DateTime<Utc>>>),
}

impl Clock {
    /// The clock of the machine.
    pub fn system() -> Self {
        Self(Hands::System)
    }

    /// The clock of the machine, `by` ahead of it or behind: it runs as fast and shows another time. For a desk that plays on a day of its
    /// own, as the demo does.
    pub fn moved(by: TimeDelta) -> Self {
        Self(Hands::Moved(by))
    }

    /// A clock that stands at `start` until [`advance`](Self::advance) moves it.
    pub fn fake(start: DateTime<Utc>) -> Self {
        Self(Hands::Fake(Arc::new(Mutex::new(start.trunc_subsecs(6)))))
    }

    /// The instant, in UTC, truncated to microseconds: what PostgreSQL keeps, so that a row reads back as it was written on both
    /// databases.
    pub fn now(&self) -> DateTime<Utc> {
        match &self.0 {
            Hands::System => Utc::now().trunc_subsecs(6),
            Hands::Moved(by) => Utc::now().checked_add_signed(*by).unwrap_or(DateTime::<Utc>::MAX_UTC).trunc_subsecs(6),
            Hands::Fake(at) => *at.lock().unwrap_or_else(PoisonError::into_inner),
        }
    }

    /// Moves a fake clock forward. The system's clock moves by itself: there this does nothing.
    pub fn advance(&self, by: Duration) {
        if let Hands::Fake(at) = &self.0 {
            let mut at = at.lock().unwrap_or_else(PoisonError::into_inner);
            *at = later(*at, by);
        }
    }
}

/// `at` plus `by`, staying at the end of time rather than running over it; truncated to microseconds.
pub fn later(at: DateTime<Utc>, by: Duration) -> DateTime<Utc> {
    let by = TimeDelta::from_std(by).unwrap_or(TimeDelta::MAX);
    at.checked_add_signed(by).unwrap_or(DateTime::<Utc>::MAX_UTC).trunc_subsecs(6)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_fake_clock_stands_still_until_it_is_moved() {
        let start = DateTime::from_timestamp(1_800_000_000, 123_456_789).unwrap();
        let clock = Clock::fake(start);
        let other = clock.clone();
        assert_eq!(clock.now(), clock.now());
        assert_eq!(clock.now().timestamp_subsec_nanos(), 123_456_000, "microseconds, not nanoseconds");
        clock.advance(Duration::from_secs(90));
        assert_eq!((other.now() - start).num_seconds(), 89, "clones share the hands; the cut nanoseconds are missing");
    }

    #[test]
    fn the_system_clock_tells_whole_microseconds_and_cannot_be_moved() {
        let clock = Clock::system();
        let before = clock.now();
        clock.advance(Duration::from_secs(3_600));
        let after = clock.now();
        assert_eq!(after.timestamp_subsec_nanos() % 1_000, 0);
        assert!((after - before).num_seconds() < 60);
    }

    #[test]
    fn a_moved_clock_runs_and_shows_another_time() {
        let clock = Clock::moved(TimeDelta::days(-289));
        let behind = Utc::now() - clock.now() - TimeDelta::days(289);
        assert!(behind.num_seconds().abs() < 60, "{behind}");
        let first = clock.now();
        std::thread::sleep(Duration::from_millis(3));
        assert!(clock.now() > first);
        assert!(Clock::moved(TimeDelta::MAX).now() <= DateTime::<Utc>::MAX_UTC, "and never over the end of time");
    }

    #[test]
    fn an_instant_never_runs_over_the_end_of_time() {
        assert!(later(DateTime::<Utc>::MAX_UTC, Duration::from_secs(1)) <= DateTime::<Utc>::MAX_UTC);
        assert!(later(DateTime::<Utc>::UNIX_EPOCH, Duration::MAX) <= DateTime::<Utc>::MAX_UTC);
    }
}
