//! Guessing is slow: who asks wrongly too often from one address waits.
//!
//! In memory only, and bounded: what is lost with the program is a count, and a thousand addresses cost no more than a list of them.

use std::collections::HashMap;
use std::net::IpAddr;
use std::sync::{Mutex, MutexGuard, PoisonError};

use andu_office::Timestamp;

/// Wrong answers from one address within the time below.
pub(crate) const MOST_WRONG: u32 = 10;
/// For how long they count, in seconds.
const COUNTED_SECONDS: i64 = 900;
/// Addresses that are remembered.
const MOST_ADDRESSES: usize = 10_000;

/// Attempts by address.
#[derive(Default)]
pub(crate) struct Attempts {
    wrong: Mutex<HashMap<IpAddr, Count>>,
}

#[derive(Clone, Copy)]
struct Count {
    number: u32,
    since: Timestamp,
}

impl Attempts {
    /// Counts an attempt before it is looked at, so that many at once are no way around; whether it may be looked at.
    pub(crate) fn begin(&self, address: IpAddr, now: Timestamp) -> bool {
        let mut wrong = self.wrong();
        if wrong.len() >= MOST_ADDRESSES {
            wrong.retain(|_, count| is_counted(*count, now));
        }
        let address = household(address);
        if wrong.len() >= MOST_ADDRESSES && !wrong.contains_key(&address) {
            let oldest = wrong.iter().min_by_key(|(_, count)| count.since);
            let oldest = oldest.map(|(address, _)| *address);
            oldest.and_then(|oldest| wrong.remove(&oldest));
        }
        let count = wrong.entry(address).or_insert(Count {
            number: 0,
            since: now,
        });
        if !is_counted(*count, now) {
            *count = Count {
                number: 0,
                since: now,
            };
        }
        if count.number >= MOST_WRONG {
            return false;
        }
        count.number += 1;
        true
    }

    /// The attempt was right: it does not count.
    pub(crate) fn was_right(&self, address: IpAddr) {
        if let Some(count) = self.wrong().get_mut(&household(address)) {
            count.number = count.number.saturating_sub(1);
        }
    }

    fn wrong(&self) -> MutexGuard<'_, HashMap<IpAddr, Count>> {
        self.wrong.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

fn is_counted(count: Count, now: Timestamp) -> bool {
    now.as_second().saturating_sub(count.since.as_second()) < COUNTED_SECONDS
}

/// Whoever has one address of IPv6 has all that begin like it.
fn household(address: IpAddr) -> IpAddr {
    match address.to_canonical() {
        IpAddr::V6(address) => {
            let [a, b, c, d, ..] = address.segments();
            IpAddr::from([a, b, c, d, 0, 0, 0, 0])
        }
        address => address,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn at(second: i64) -> Timestamp {
        Timestamp::from_second(second).unwrap()
    }

    fn address(text: &str) -> IpAddr {
        text.parse().unwrap()
    }

    #[test]
    fn who_guesses_waits_and_others_do_not() {
        let attempts = Attempts::default();
        let guesser = address("192.0.2.1");
        for _ in 0..MOST_WRONG {
            assert!(attempts.begin(guesser, at(1_000)));
        }
        assert!(!attempts.begin(guesser, at(1_000)));
        assert!(!attempts.begin(guesser, at(1_000 + COUNTED_SECONDS - 1)));
        assert!(attempts.begin(address("192.0.2.2"), at(1_000)));
        assert!(attempts.begin(guesser, at(1_000 + COUNTED_SECONDS)));
    }

    #[test]
    fn right_answers_do_not_count() {
        let attempts = Attempts::default();
        let clerk = address("127.0.0.1");
        for _ in 0..MOST_WRONG * 3 {
            assert!(attempts.begin(clerk, at(1_000)));
            attempts.was_right(clerk);
        }
        for _ in 0..MOST_WRONG {
            assert!(attempts.begin(clerk, at(1_000)));
        }
        assert!(!attempts.begin(clerk, at(1_000)));
    }

    #[test]
    fn neighbours_of_one_household_count_together() {
        let attempts = Attempts::default();
        for last in 0..MOST_WRONG {
            assert!(attempts.begin(address(&format!("2001:db8:1:2::{last}")), at(0)));
        }
        assert!(!attempts.begin(address("2001:db8:1:2:3::9"), at(0)));
        assert!(attempts.begin(address("2001:db8:1:3::9"), at(0)));
    }

    #[test]
    fn what_is_remembered_is_bounded() {
        let attempts = Attempts::default();
        for number in 0..u32::try_from(MOST_ADDRESSES).unwrap() + 50 {
            let address = IpAddr::from(std::net::Ipv4Addr::from(number));
            assert!(attempts.begin(address, at(i64::from(number / 100))));
        }
        assert_eq!(attempts.wrong().len(), MOST_ADDRESSES);
    }
}
