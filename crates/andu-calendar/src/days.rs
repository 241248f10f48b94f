//! The supported days, numbered, so that counting is looking up.
//!
//! A day's number is its distance from [`FIRST_DAY`]. All arithmetic on days and months below is
//! arithmetic on table positions; the tables themselves come from jiff.

use std::sync::LazyLock;

use jiff::civil::{Date, DateTime, Time};

/// The first day that periods may touch.
pub const FIRST_DAY: Date = jiff::civil::date(FIRST_YEAR, 1, 1);
/// The last day that periods may touch. A century holds every period of the law (the longest, for
/// applications about land and houses, is twenty years) and its numbers fit sixteen bits.
pub const LAST_DAY: Date = jiff::civil::date(LAST_YEAR, 12, 31);

pub(crate) const FIRST_YEAR: i16 = 1990;
pub(crate) const LAST_YEAR: i16 = 2089;
/// How many days there are.
pub(crate) const COUNT: usize = 36_525;

/// Nanoseconds of a day of 24 hours.
pub(crate) const DAY_NS: i64 = 24 * HOUR_NS;
pub(crate) const HOUR_NS: i64 = 60 * MINUTE_NS;
pub(crate) const MINUTE_NS: i64 = 60_000_000_000;

struct Tables {
    dates: Vec<Date>,
    /// Number of the first day of each month, and one past the end.
    months: Vec<u16>,
}

static TABLES: LazyLock<Tables> = LazyLock::new(|| {
    let next = |day: &Date| day.tomorrow().ok();
    let dates: Vec<Date> = std::iter::successors(Some(FIRST_DAY), next)
        .take(COUNT)
        .collect();
    let mut months: Vec<u16> = (0u16..)
        .zip(&dates)
        .filter(|(_, date)| date.day() == 1)
        .map(|(n, _)| n)
        .collect();
    months.push(u16::try_from(COUNT).expect("a century of days fits sixteen bits"));
    Tables { dates, months }
});

/// The number of a day, `None` outside the supported range.
#[inline]
pub(crate) fn number(date: Date) -> Option<usize> {
    if date.year() > LAST_YEAR {
        return None;
    }
    let month = month_number(date)?;
    let first = *TABLES.months.get(month)?;
    Some(usize::from(first) + usize::from(date.day().unsigned_abs()) - 1)
}

/// The day with this number.
#[inline]
pub(crate) fn date(number: usize) -> Option<Date> {
    TABLES.dates.get(number).copied()
}

/// Whether the day with this number is a Saturday or a Sunday: the first day was a Monday.
pub(crate) fn is_weekend(number: u16) -> bool {
    number % 7 >= 5
}

/// All supported days in order.
pub(crate) fn all() -> &'static [Date] {
    &TABLES.dates
}

/// The corresponding day so many months later (earlier when negative), or the last day of a month
/// that has none (民法典 第二百零二条).
pub(crate) fn corresponding(date: Date, months: i64) -> Option<usize> {
    let month = i64::try_from(month_number(date)?)
        .ok()?
        .checked_add(months)?;
    let month = usize::try_from(month).ok()?;
    let next = usize::from(*TABLES.months.get(month + 1)?);
    let wanted = usize::from(TABLES.months[month]) + usize::from(date.day().unsigned_abs()) - 1;
    Some(wanted.min(next - 1))
}

/// Nanoseconds from the start of the first day.
pub(crate) fn instant(at: DateTime) -> Option<i64> {
    let day = i64::try_from(number(at.date())?).ok()?;
    let time = at.time();
    Some(
        day * DAY_NS
            + i64::from(time.hour()) * HOUR_NS
            + i64::from(time.minute()) * MINUTE_NS
            + i64::from(time.second()) * 1_000_000_000
            + i64::from(time.subsec_nanosecond()),
    )
}

/// The civil time that many nanoseconds from the start of the first day.
pub(crate) fn date_time(instant: i64) -> Option<DateTime> {
    let day = date(usize::try_from(instant.div_euclid(DAY_NS)).ok()?)?;
    let rest = instant.rem_euclid(DAY_NS);
    let part = |value: i64| i8::try_from(value).expect("a part of a day fits eight bits");
    let time = Time::constant(
        part(rest / HOUR_NS),
        part(rest % HOUR_NS / MINUTE_NS),
        part(rest % MINUTE_NS / 1_000_000_000),
        i32::try_from(rest % 1_000_000_000).expect("less than a second of nanoseconds"),
    );
    Some(day.to_datetime(time))
}

/// Months since the first month.
fn month_number(date: Date) -> Option<usize> {
    let years = usize::try_from(date.year() - FIRST_YEAR).ok()?;
    Some(years * 12 + usize::from(date.month().unsigned_abs()) - 1)
}

#[cfg(test)]
mod tests {
    use jiff::ToSpan;
    use jiff::civil::date as day;
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn weekends_follow_from_numbers() {
        for (number, date) in (0u16..).zip(all()) {
            let offset = date.weekday().to_monday_zero_offset();
            assert_eq!(is_weekend(number), offset >= 5, "{date}");
        }
    }

    #[test]
    fn the_range_is_a_whole_century() {
        assert_eq!(all().len(), COUNT);
        assert_eq!(all().last().copied(), Some(LAST_DAY));
        assert_eq!(TABLES.months.len(), 1201);
        assert_eq!(number(FIRST_DAY), Some(0));
        assert_eq!(number(LAST_DAY), Some(COUNT - 1));
        assert_eq!(number(day(1989, 12, 31)), None);
        assert_eq!(number(day(2090, 1, 1)), None);
        assert_eq!(number(Date::MAX), None);
        assert_eq!(number(Date::MIN), None);
    }

    proptest! {
        #[test]
        fn numbers_and_months_agree_with_jiff(n in 0..COUNT, months in -30i64..30) {
            let date = super::date(n).unwrap();
            prop_assert_eq!(number(date), Some(n));
            let expected = date.checked_add(months.months()).unwrap();
            if (FIRST_DAY..=LAST_DAY).contains(&expected) {
                prop_assert_eq!(corresponding(date, months).and_then(super::date), Some(expected));
            } else {
                prop_assert_eq!(corresponding(date, months), None);
            }
        }

        #[test]
        fn instants_come_back(n in 0..COUNT, ns in 0..DAY_NS) {
            let at = i64::try_from(n).unwrap() * DAY_NS + ns;
            let civil = date_time(at).unwrap();
            prop_assert_eq!(instant(civil), Some(at));
            prop_assert_eq!(civil.date(), super::date(n).unwrap());
        }
    }
}
