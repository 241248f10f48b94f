//! When something happened, as exactly as it is known.

use andu_calendar::DateTime;
use jiff::civil::Time;

/// A time that starts, stops or pauses a clock.
///
/// Midnight stands for a day whose hour nobody wrote down: a date field, or an entry for a day. What happened on such a day may
/// have happened before or after anything else on it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Moment {
    /// When it counts from.
    pub at: DateTime,
    /// When the action that says so was taken.
    pub did: DateTime,
    /// The event that says so.
    pub seq: u64,
}

impl Moment {
    /// Whether it is not before a time.
    pub fn reaches(self, start: DateTime) -> bool {
        !precedes(self.at, start)
    }

    /// Whether it comes after another; where the times do not tell, the later entry is the later deed.
    pub fn follows(self, other: Moment) -> bool {
        let one_day = self.at.date() == other.at.date();
        if self.at == other.at || one_day && (is_day(self.at) || is_day(other.at)) {
            return self.seq > other.seq;
        }
        self.at > other.at
    }

    /// The order in which moments are put.
    pub fn key(&self) -> (DateTime, u64) {
        (self.at, self.seq)
    }
}

/// Whether a time lies before another; a day alone does not lie before an hour of that day.
pub(crate) fn precedes(at: DateTime, other: DateTime) -> bool {
    match is_day(at) {
        true => at.date() < other.date(),
        false => at < other,
    }
}

fn is_day(at: DateTime) -> bool {
    at.time() == Time::midnight()
}
