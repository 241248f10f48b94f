//! The stretch of days that a figure speaks of.

use std::{fmt, str::FromStr};

use jiff::{ToSpan, civil::Date};
use serde::{Deserialize, Serialize};

use crate::FigureError;

/// A stretch of days, both ends included.
///
/// ```
/// use andu_figures::Period;
///
/// let quarter: Period = "2025-Q1".parse()?;
/// assert_eq!(quarter.to_string(), "2025-01-01至2025-03-31");
/// assert_eq!(quarter.previous().to_string(), "2024-01-01至2024-03-31");
/// # Ok::<(), andu_figures::FigureError>(())
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct Period {
    /// First day.
    pub from: Date,
    /// Last day; not before the first.
    pub to: Date,
}

impl Period {
    /// The whole of a year; `None` outside the years 2 to 9999.
    pub fn year(year: i16) -> Option<Period> {
        if year < FIRST_YEAR {
            return None;
        }
        Some(Period {
            from: Date::new(year, 1, 1).ok()?,
            to: Date::new(year, 12, 31).ok()?,
        })
    }

    /// The same stretch a year before. One that ends with a month ends with that month a year before, so that February stays whole.
    #[must_use]
    pub fn previous(self) -> Period {
        // Every period begins in year 2 or later, so that a year before exists.
        let before = |date: Date| date.checked_sub(1.year()).unwrap_or(date);
        let to = before(self.to);
        let to = if self.to == self.to.last_of_month() {
            to.last_of_month()
        } else {
            to
        };
        Period {
            from: before(self.from),
            to,
        }
    }

    /// Number of days.
    pub fn days(self) -> i64 {
        self.to.duration_since(self.from).as_hours() / 24 + 1
    }

    /// Whether a day lies within it.
    pub fn contains(self, day: Date) -> bool {
        self.from <= day && day <= self.to
    }
}

/// Earlier years have no year before them in the calendar of civil dates that we print.
const FIRST_YEAR: i16 = 2;

impl fmt::Display for Period {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}至{}", self.from, self.to)
    }
}

impl FromStr for Period {
    type Err = FigureError;

    /// Reads `2025`, `2025-Q1`, `2025-03`, `2025-03-01`, `2025-01-01..2025-06-30`.
    fn from_str(text: &str) -> Result<Self, FigureError> {
        let text = text.trim();
        let period = match text.split_once("..") {
            Some((from, to)) => day(from).zip(day(to)).map(|(from, to)| Period { from, to }),
            None => stretch(text),
        };
        period
            .filter(|period| period.from <= period.to && period.from.year() >= FIRST_YEAR)
            .ok_or_else(|| FigureError::Period {
                text: text.to_owned(),
            })
    }
}

fn day(text: &str) -> Option<Date> {
    let text = text.trim();
    let date = text.parse::<Date>().ok()?;
    (date.to_string() == text).then_some(date)
}

/// A year, quarter, month or day.
fn stretch(text: &str) -> Option<Period> {
    if let Some(date) = day(text) {
        return Some(Period {
            from: date,
            to: date,
        });
    }
    let digits = |text: &str, len: usize| {
        (text.len() == len && text.bytes().all(|b| b.is_ascii_digit()))
            .then(|| text.parse().ok())?
    };
    let Some((year, part)) = text.split_once('-') else {
        return Period::year(digits(text, 4)?);
    };
    let year = digits(year, 4)?;
    let (first, last) = match part.strip_prefix(['Q', 'q']) {
        Some(quarter) => {
            let quarter = digits(quarter, 1).filter(|quarter| (1..=4).contains(quarter))?;
            (quarter * 3 - 2, quarter * 3)
        }
        None => {
            let month = digits(part, 2)?;
            (month, month)
        }
    };
    let first_of = |month: i16| Date::new(year, i8::try_from(month).ok()?, 1).ok();
    Some(Period {
        from: first_of(first)?,
        to: first_of(last)?.last_of_month(),
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(text: &str, period: &str, previous: &str, days: i64) {
        let read: Period = text.parse().unwrap();
        assert_eq!((read.to_string().as_str(), read.days()), (period, days));
        assert_eq!(read.previous().to_string(), previous);
    }

    #[test]
    fn periods_are_read_as_written() {
        check(
            "2025",
            "2025-01-01至2025-12-31",
            "2024-01-01至2024-12-31",
            365,
        );
        check(
            "2024-Q1",
            "2024-01-01至2024-03-31",
            "2023-01-01至2023-03-31",
            91,
        );
        check(
            "2025-q4",
            "2025-10-01至2025-12-31",
            "2024-10-01至2024-12-31",
            92,
        );
        check(
            "2025-02",
            "2025-02-01至2025-02-28",
            "2024-02-01至2024-02-29",
            28,
        );
        check(
            "2024-02",
            "2024-02-01至2024-02-29",
            "2023-02-01至2023-02-28",
            29,
        );
        check(
            "2025-03-01",
            "2025-03-01至2025-03-01",
            "2024-03-01至2024-03-01",
            1,
        );
        check(
            "2025-01-01..2025-06-15",
            "2025-01-01至2025-06-15",
            "2024-01-01至2024-06-15",
            166,
        );
    }

    #[test]
    fn what_is_no_period_is_refused() {
        for text in [
            "",
            "25",
            "2025-",
            "2025-Q5",
            "2025-13",
            "2025-3",
            "20250301",
            "2025-02-30",
            "0000",
            "0001",
            "2025-02-02..2025-02-01",
            "2025..2026",
            "-2025",
            "2025-01-01T00:00..2025-02-01",
            "二〇二五",
        ] {
            assert!(text.parse::<Period>().is_err(), "{text}");
        }
        let told = "2025-13".parse::<Period>().unwrap_err().to_string();
        insta::assert_snapshot!(told, @r##"“2025-13”不是统计期间。请写年、季度、月或起止日期，如：2025、2025-Q1、2025-03、2025-01-01..2025-06-30。"##);
    }
}
