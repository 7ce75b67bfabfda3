//! Slows down guessing, per account and per network, without ever locking anybody out for good.
//!
//! Ten failures are free. After that the next attempt has to wait one minute, the one after it two, four, eight and at most fifteen;
//! half an hour without an accepted attempt forgets everything. An attempt that was refused here changes nothing, so hammering does not
//! make the wait longer. Kept in memory: a restart forgives.

use std::collections::HashMap;
use std::net::IpAddr;
use std::sync::{Arc, Mutex, PoisonError};

use chrono::{DateTime, TimeDelta, Utc};

/// Failures that cost nothing.
const FREE: u32 = 10;
/// The first wait; it doubles with every further failure.
const WAIT_SECS_FIRST: i64 = 60;
/// The longest wait.
const WAIT_SECS_MAX: i64 = 15 * 60;
/// Everything is forgotten after this long without an accepted attempt.
const MEMORY_SECS: i64 = 30 * 60;
/// Most accounts and networks remembered at once; about 100 bytes each.
const REMEMBERED_MAX: usize = 20_000;

/// Who tries: an account as typed, or the network it comes from.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
enum Key {
    Account(String),
    /// An IPv4 address, or the /64 of an IPv6 address: one home or office holds a whole /64.
    Network(IpAddr),
}

#[derive(Clone, Copy, Debug)]
struct Record {
    failures: u32,
    last: DateTime<Utc>,
}

impl Record {
    /// When the next attempt is accepted.
    fn open_at(&self) -> DateTime<Utc> {
        if self.failures < FREE {
            return self.last;
        }
        let doublings = (self.failures - FREE).min(8);
        let wait = (WAIT_SECS_FIRST << doublings).min(WAIT_SECS_MAX);
        self.last + TimeDelta::seconds(wait)
    }

    fn is_forgotten(&self, now: DateTime<Utc>) -> bool {
        now - self.last >= TimeDelta::seconds(MEMORY_SECS)
    }
}

/// Counts failed sign-ins of all accounts and networks. Cheap to clone; clones count together.
#[derive(Clone, Debug, Default)]
pub struct Throttle {
    records: Arc<Mutex<HashMap<Key, Record>>>,
}

/// An accepted attempt, counted as a failure until it is [`Throttle::forgive`]n.
#[derive(Debug)]
pub(super) struct Taken {
    keys: [Key; 2],
}

impl Throttle {
    /// Counts one attempt in advance, so that many at once are counted too.
    ///
    /// * `account` — the address as stored (lower case); it need not exist.
    /// * The error is the time in seconds, at least 1, until the next attempt is accepted.
    pub(super) fn take(&self, account: &str, network: IpAddr, now: DateTime<Utc>) -> Result<Taken, i64> {
        let keys = [Key::Network(block_of(network)), Key::Account(account.to_owned())];
        let mut records = self.records.lock().unwrap_or_else(PoisonError::into_inner);
        let mut wait = TimeDelta::zero();
        for key in &keys {
            if let Some(record) = records.get_mut(key).filter(|record| !record.is_forgotten(now)) {
                // A clock that jumped back must not lock anybody out for that long.
                record.last = record.last.min(now);
                wait = wait.max(record.open_at() - now);
            }
        }
        if wait > TimeDelta::zero() {
            return Err(wait.num_seconds().max(1));
        }
        make_room(&mut records, now);
        for key in &keys {
            let record = records.entry(key.clone()).or_insert(Record { failures: 0, last: now });
            let failures = if record.is_forgotten(now) { 0 } else { record.failures };
            *record = Record { failures: failures.saturating_add(1), last: now };
        }
        Ok(Taken { keys })
    }

    /// The attempt was the right person: the account starts afresh, the network gets this one attempt back.
    pub(super) fn forgive(&self, taken: Taken) {
        let mut records = self.records.lock().unwrap_or_else(PoisonError::into_inner);
        for key in taken.keys {
            match key {
                Key::Account(_) => {
                    records.remove(&key);
                }
                Key::Network(_) => {
                    if let Some(record) = records.get_mut(&key) {
                        record.failures = record.failures.saturating_sub(1);
                    }
                }
            }
        }
    }
}

/// Keeps the memory bounded: first what is forgotten anyway goes, then, under a flood of names, the least guilty half.
fn make_room(records: &mut HashMap<Key, Record>, now: DateTime<Utc>) {
    if records.len() < REMEMBERED_MAX {
        return;
    }
    records.retain(|_, record| !record.is_forgotten(now));
    if records.len() >= REMEMBERED_MAX {
        let mut counts: Vec<u32> = records.values().map(|record| record.failures).collect();
        let middle = counts.len() / 2;
        let (_, median, _) = counts.select_nth_unstable(middle);
        let median = *median;
        records.retain(|_, record| record.failures > median);
    }
}

/// The block of addresses that one household or office commonly holds.
fn block_of(address: IpAddr) -> IpAddr {
    match address.to_canonical() {
        IpAddr::V4(address) => IpAddr::V4(address),
        IpAddr::V6(address) => IpAddr::V6((u128::from(address) & !u128::from(u64::MAX)).into()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn noon() -> DateTime<Utc> {
        DateTime::from_timestamp(1_800_000_000, 0).unwrap()
    }

    fn network(last: u8) -> IpAddr {
        IpAddr::from([192, 0, 2, last])
    }

    #[test]
    fn ten_attempts_are_free_and_the_eleventh_waits_a_minute() {
        let throttle = Throttle::default();
        for _ in 0..10 {
            throttle.take("sharon@example.com", network(1), noon()).unwrap();
        }
        assert_eq!(throttle.take("sharon@example.com", network(1), noon()).unwrap_err(), 60);
        throttle.take("sharon@example.com", network(1), noon() + TimeDelta::seconds(60)).unwrap();
    }

    #[test]
    fn an_account_is_protected_against_many_networks() {
        let throttle = Throttle::default();
        for n in 0..10 {
            throttle.take("sharon@example.com", network(n), noon()).unwrap();
        }
        assert!(throttle.take("sharon@example.com", network(99), noon()).is_err());
        throttle.take("grant@example.com", network(99), noon()).unwrap();
    }

    #[test]
    fn a_network_is_stopped_however_many_accounts_it_tries() {
        let throttle = Throttle::default();
        for n in 0..10 {
            throttle.take(&format!("guess{n}@example.com"), network(1), noon()).unwrap();
        }
        assert!(throttle.take("another@example.com", network(1), noon()).is_err());
    }

    #[test]
    fn neighbours_in_one_ipv6_block_count_together_and_mapped_ipv4_counts_as_ipv4() {
        let throttle = Throttle::default();
        for n in 0..10_u16 {
            let address = IpAddr::from([0x2001, 0xdb8, 0, 1, 0, 0, 0, n]);
            throttle.take(&format!("guess{n}@example.com"), address, noon()).unwrap();
        }
        assert!(throttle.take("x@example.com", IpAddr::from([0x2001, 0xdb8, 0, 1, 9, 9, 9, 9]), noon()).is_err());
        assert!(throttle.take("x@example.com", IpAddr::from([0x2001, 0xdb8, 0, 2, 9, 9, 9, 9]), noon()).is_ok());
        assert_eq!(block_of("::ffff:192.0.2.1".parse().unwrap()), network(1));
    }

    #[test]
    fn waits_double_up_to_a_quarter_of_an_hour_and_refused_attempts_do_not_lengthen_them() {
        let throttle = Throttle::default();
        let mut now = noon();
        for _ in 0..10 {
            throttle.take("a@example.com", network(1), now).unwrap();
        }
        let mut waits = Vec::new();
        for _ in 0..6 {
            let wait = throttle.take("a@example.com", network(1), now).unwrap_err();
            assert_eq!(
                throttle.take("a@example.com", network(1), now).unwrap_err(),
                wait,
                "hammering changed the wait"
            );
            waits.push(wait);
            now += TimeDelta::seconds(wait);
            throttle.take("a@example.com", network(1), now).unwrap();
        }
        assert_eq!(waits, [60, 120, 240, 480, 900, 900]);
    }

    #[test]
    fn half_an_hour_of_quiet_forgets_everything() {
        let throttle = Throttle::default();
        for _ in 0..10 {
            throttle.take("a@example.com", network(1), noon()).unwrap();
        }
        let later = noon() + TimeDelta::minutes(30);
        for _ in 0..10 {
            throttle.take("a@example.com", network(1), later).unwrap();
        }
        assert!(throttle.take("a@example.com", network(1), later).is_err());
    }

    #[test]
    fn a_success_frees_the_account_but_keeps_what_the_network_did_to_others() {
        let throttle = Throttle::default();
        for n in 0..9 {
            throttle.take(&format!("guess{n}@example.com"), network(1), noon()).unwrap();
        }
        let taken = throttle.take("own@example.com", network(1), noon()).unwrap();
        throttle.forgive(taken);
        throttle.take("guess10@example.com", network(1), noon()).unwrap();
        assert!(throttle.take("guess11@example.com", network(1), noon()).is_err(), "own success must not buy guesses");
    }

    #[test]
    fn a_flood_of_names_does_not_fill_the_memory_nor_free_the_guilty() {
        let throttle = Throttle::default();
        for _ in 0..10 {
            throttle.take("victim@example.com", network(1), noon()).unwrap();
        }
        for n in 0..(REMEMBERED_MAX as u32) {
            let _ = throttle.take(&format!("flood{n}@example.com"), IpAddr::from(n.to_be_bytes()), noon());
        }
        assert!(throttle.records.lock().unwrap().len() <= REMEMBERED_MAX + 1);
        assert!(throttle.take("victim@example.com", network(200), noon()).is_err());
    }

    #[test]
    fn a_clock_that_jumps_back_a_day_locks_nobody_out_for_a_day() {
        let throttle = Throttle::default();
        for _ in 0..10 {
            throttle.take("a@example.com", network(1), noon()).unwrap();
        }
        let yesterday = noon() - TimeDelta::days(1);
        assert_eq!(throttle.take("a@example.com", network(1), yesterday).unwrap_err(), 60);
        throttle.take("a@example.com", network(1), yesterday + TimeDelta::seconds(60)).unwrap();
    }
}
