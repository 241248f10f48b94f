//! Ids of matters and commands.

use std::sync::{Mutex, PoisonError};

use andu_ledger::Timestamp;

use crate::error::OfficeError;

/// Digits and letters, none of them easily mistaken for another.
const ALPHABET: &[u8; 32] = b"0123456789abcdefghjkmnpqrstvwxyz";

/// Letters of each half of an id, of five bits each.
const LETTERS: u32 = 9;

/// The greatest random half.
const MOST: u64 = (1 << (5 * LETTERS)) - 1;

/// Within a millisecond the random half grows by at most so much: some five hundred ids find room.
const STEP: u64 = 1 << 36;

/// So many milliseconds may ids run ahead of the clock.
const AHEAD: u64 = 1_000;

/// The two halves of an id.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
struct Id {
    /// Milliseconds since 1970.
    time: u64,
    random: u64,
}

/// The last one that this process has made.
static LAST: Mutex<Id> = Mutex::new(Id { time: 0, random: 0 });

/// A random id for a command.
///
/// # Errors
///
/// [`OfficeError::Usage`] where the system gives no random numbers.
pub fn new_command(now: Timestamp) -> Result<String, OfficeError> {
    new_id(now)
}

/// An id that is never reused: nine letters of the time and nine that are random. Of those that one process makes each is greater than
/// the one before, so that what is entered together lies together on disk, in its order, and a new command is known to be new.
pub(crate) fn new_id(now: Timestamp) -> Result<String, OfficeError> {
    let mut random = [0; 8];
    getrandom::fill(&mut random).map_err(|_| {
        OfficeError::Usage("不能立件：本机取不到随机数。请联系管理员检查操作系统。".to_owned())
    })?;
    let time = now.as_millisecond().max(0).unsigned_abs();
    let mut last = LAST.lock().unwrap_or_else(PoisonError::into_inner);
    *last = last.next(time, u64::from_le_bytes(random));
    Ok(last.letters())
}

impl Id {
    fn next(self, time: u64, random: u64) -> Id {
        let afresh = |time| Id {
            time,
            random: random & MOST,
        };
        if time > self.time || self.time - time > AHEAD {
            return afresh(time);
        }
        let grown = self.random + 1 + random % STEP;
        match grown > MOST {
            true => afresh(self.time + 1),
            false => Id {
                time: self.time,
                random: grown,
            },
        }
    }

    fn letters(self) -> String {
        let half = |bits: u64| {
            let places = (0..LETTERS).rev();
            places.map(move |place| usize::try_from(bits >> (5 * place) & 31).unwrap_or(0))
        };
        let letters = half(self.time).chain(half(self.random));
        letters.map(|letter| char::from(ALPHABET[letter])).collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ids_grow_whatever_the_random_numbers_are() {
        let mut last = Id { time: 0, random: 0 };
        let mut random = 1_u64;
        for nth in 0..10_000 {
            // A generator of noise; the time stands still for hundreds of ids, and once goes back a little.
            random = random
                .wrapping_mul(6_364_136_223_846_793_005)
                .wrapping_add(nth);
            let time = 1_741_000_000_000 + nth / 700 - u64::from(nth == 5_000);
            let next = last.next(time, random);
            assert!(next > last, "{next:?} after {last:?}");
            assert!(next.letters() > last.letters());
            assert!(next.time - time <= AHEAD);
            last = next;
        }
    }

    #[test]
    fn a_time_long_past_keeps_its_own_letters() {
        let last = Id {
            time: 1_741_000_000_000,
            random: 7,
        };
        assert_eq!(last.next(1_700_000_000_000, 9).time, 1_700_000_000_000);
        assert_eq!(last.letters().len(), 18);
    }

    #[test]
    fn a_full_millisecond_runs_over_into_the_next() {
        let full = Id {
            time: 5_000,
            random: MOST,
        };
        let next = full.next(5_000, 3);
        assert_eq!((next.time, next.random), (5_001, 3));
    }
}
