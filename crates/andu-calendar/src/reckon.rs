//! Where a period ends: day numbers in, a day number out, no text made on the way.

use jiff::civil::{Date, Time};

use crate::calendar::Calendar;
use crate::course::{Course, ReckonError, Reckoning};
use crate::days::{self, COUNT, DAY_NS, HOUR_NS, MINUTE_NS};
use crate::length::{Direction, Extension, Length, Term};
use crate::stretch::{Excluded, Stretch, clipped, paused_days, paused_time};

/// Where the period ends. See the crate's documentation for how days are counted.
///
/// ```
/// use andu_calendar::{Calendar, Course, Direction, Length, Term, reckon};
/// use jiff::civil::date;
///
/// let calendar = Calendar::new(&[], None).expect("no notice has no fault");
/// let term = Term { length: Length::Months(6), direction: Direction::Forward, roll: false };
/// let start = date(2024, 8, 31).at(9, 30, 0, 0);
/// let course = Course { start, pauses: &[], extensions: &[], as_of: start };
/// let end = reckon(&calendar, term, &course).expect("the day lies in the calendar");
/// assert_eq!(end.due_on(), date(2025, 2, 28));
/// ```
///
/// # Errors
///
/// When a day touched lies outside [`FIRST_DAY`](crate::FIRST_DAY) to
/// [`LAST_DAY`](crate::LAST_DAY), a yearly date is in no year, or hours and days are added.
pub fn reckon(
    calendar: &Calendar,
    term: Term,
    course: &Course<'_>,
) -> Result<Reckoning, ReckonError> {
    check(term, course)?;
    let reckoned = if term.length.is_exact() {
        reckon_exact(calendar, term, course)
    } else {
        reckon_days(calendar, term, course)
    };
    reckoned.ok_or(outside(term, course))
}

/// What can be refused without counting.
pub(crate) fn check(term: Term, course: &Course<'_>) -> Result<(), ReckonError> {
    let base = term.length;
    check_yearly(base)?;
    for extension in course.extensions {
        let (Extension::Add(extension) | Extension::Total(extension)) = *extension;
        check_yearly(extension)?;
        if extension.is_exact() != base.is_exact() {
            return Err(ReckonError::MixedUnits { base, extension });
        }
    }
    for pause in course.pauses {
        pause.limit.map_or(Ok(()), check_yearly)?;
    }
    Ok(())
}

pub(crate) fn outside(term: Term, course: &Course<'_>) -> ReckonError {
    ReckonError::OutsideRange {
        length: term.length,
        start: course.start,
    }
}

/// The lengths to run one after the other: the base or the last total, then what was added since.
pub(crate) fn lengths(term: Term, extensions: &[Extension]) -> impl Iterator<Item = Length> {
    let total = extensions
        .iter()
        .rposition(|extension| matches!(extension, Extension::Total(_)));
    let (first, rest) = match total {
        Some(at) => {
            let (Extension::Total(length) | Extension::Add(length)) = extensions[at];
            (length, &extensions[at + 1..])
        }
        None => (term.length, extensions),
    };
    std::iter::once(first).chain(rest.iter().map(|extension| {
        let (Extension::Add(length) | Extension::Total(length)) = *extension;
        length
    }))
}

/// The nominal end of a length in days, months, years or a yearly date, without pauses.
pub(crate) fn advance(calendar: &Calendar, at: usize, length: Length) -> Option<usize> {
    let end = match length {
        Length::WorkingDays(n) => calendar.nth(at, n)?,
        Length::CalendarDays(n) => at.checked_add(usize::try_from(n).ok()?)?,
        Length::Months(n) => days::corresponding(days::date(at)?, i64::from(n))?,
        Length::Years(n) => days::corresponding(days::date(at)?, i64::from(n) * 12)?,
        Length::Yearly { month, day } => {
            let date = days::date(at)?;
            let this = yearly(date.year(), month, day)?;
            days::number(if this > date {
                this
            } else {
                yearly(date.year() + 1, month, day)?
            })?
        }
        Length::Hours(_) | Length::Minutes(_) => return None,
    };
    (end < COUNT).then_some(end)
}

/// The latest day that leaves a length before a day.
pub(crate) fn retreat(calendar: &Calendar, at: usize, length: Length) -> Option<usize> {
    match length {
        Length::WorkingDays(n) => calendar.nth_before(at, n),
        Length::CalendarDays(n) => at.checked_sub(usize::try_from(n).ok()?),
        Length::Months(n) => days::corresponding(days::date(at)?, -i64::from(n)),
        Length::Years(n) => days::corresponding(days::date(at)?, -i64::from(n) * 12),
        Length::Yearly { month, day } => {
            let date = days::date(at)?;
            let this = yearly(date.year(), month, day)?;
            days::number(if this < date {
                this
            } else {
                yearly(date.year() - 1, month, day)?
            })
        }
        Length::Hours(_) | Length::Minutes(_) => None,
    }
}

fn reckon_days(calendar: &Calendar, term: Term, course: &Course<'_>) -> Option<Reckoning> {
    let start = days::number(course.start.date())?;
    let mut excluded = Excluded::<usize>::new(course.pauses.len());
    let mut reckoning = Reckoning {
        due: course.start,
        provisional: false,
        open_pause: false,
        consumed: 0,
        direction: term.direction,
        exact: false,
    };
    let mut end = start;
    if term.direction == Direction::Backward {
        for length in lengths(term, course.extensions) {
            let at = end;
            end = retreat(calendar, at, length)?;
            reckoning.provisional |= length.counts_working_days() && calendar.any_open(end, at);
        }
    } else {
        for (slot, pause) in excluded.slots().iter_mut().zip(course.pauses) {
            *slot = paused_days(calendar, pause, course.as_of)?;
            reckoning.open_pause |= slot.open;
        }
        let excluded = excluded.sorted();
        for length in lengths(term, course.extensions) {
            let at = end;
            end = run(calendar, at, length, excluded)?;
            reckoning.provisional |= length.counts_working_days() && calendar.any_open(at + 1, end);
        }
        reckoning.provisional |= excluded.iter().any(|s| s.provisional && s.from < end);
        if rolls(term) && end > start {
            let nominal = end;
            end = calendar.roll(nominal)?;
            reckoning.provisional |= calendar.any_open(nominal, end);
        }
        let as_of = days::number(course.as_of.date()).unwrap_or(if course.as_of > course.start {
            COUNT - 1
        } else {
            0
        });
        let unit = lengths(term, course.extensions).next()?;
        reckoning.consumed = consumed_days(calendar, unit, start, as_of, excluded);
    }
    reckoning.due = days::date(end)?.to_datetime(Time::constant(23, 59, 59, 0));
    Some(reckoning)
}

fn reckon_exact(calendar: &Calendar, term: Term, course: &Course<'_>) -> Option<Reckoning> {
    let start = days::instant(course.start)?;
    let mut excluded = Excluded::<i64>::new(course.pauses.len());
    let mut reckoning = Reckoning {
        due: course.start,
        provisional: false,
        open_pause: false,
        consumed: 0,
        direction: term.direction,
        exact: true,
    };
    let mut end = start;
    if term.direction == Direction::Backward {
        for length in lengths(term, course.extensions) {
            end = end.checked_sub(nanoseconds(length))?;
        }
    } else {
        for (slot, pause) in excluded.slots().iter_mut().zip(course.pauses) {
            *slot = paused_time(calendar, pause, course.as_of)?;
            reckoning.open_pause |= slot.open;
        }
        let excluded = excluded.sorted();
        for length in lengths(term, course.extensions) {
            let at = end;
            end = end.checked_add(nanoseconds(length))?;
            for (from, to) in clipped(excluded, at) {
                if from >= end {
                    break;
                }
                end = end.checked_add(to - from)?;
            }
        }
        reckoning.provisional = excluded.iter().any(|s| s.provisional && s.from < end);
        let latest = i64::try_from(COUNT).ok()? * DAY_NS;
        let as_of = days::instant(course.as_of).unwrap_or(if course.as_of > course.start {
            latest
        } else {
            0
        });
        let counted = clipped(excluded, start)
            .take_while(|&(from, _)| from < as_of)
            .fold(as_of.max(start) - start, |sum, (from, to)| {
                sum - (to.min(as_of) - from)
            });
        let unit = lengths(term, course.extensions).next()?;
        reckoning.consumed = counted / nanoseconds(unit.with_amount(1));
    }
    reckoning.due = days::date_time(end)?;
    Some(reckoning)
}

/// Runs one length from a day, adding back what is excluded before it ends.
fn run(
    calendar: &Calendar,
    at: usize,
    length: Length,
    excluded: &[Stretch<usize>],
) -> Option<usize> {
    let mut end = advance(calendar, at, length)?;
    if matches!(length, Length::Yearly { .. }) {
        return Some(end);
    }
    for (from, to) in clipped(excluded, at) {
        if from >= end {
            break;
        }
        end = if length.counts_working_days() {
            let worked = calendar.worked_between(from, to);
            calendar.nth(end, u32::try_from(worked).ok()?)?
        } else {
            end.checked_add(to - from)?
        };
        if end >= COUNT {
            return None;
        }
    }
    Some(end)
}

fn consumed_days(
    calendar: &Calendar,
    unit: Length,
    start: usize,
    as_of: usize,
    excluded: &[Stretch<usize>],
) -> i64 {
    if as_of <= start {
        return 0;
    }
    let units = |from: usize, to: usize| {
        if unit.counts_working_days() {
            calendar.worked_between(from, to)
        } else {
            i64::try_from(to - from).unwrap_or(i64::MAX)
        }
    };
    clipped(excluded, start)
        .take_while(|&(from, _)| from < as_of)
        .fold(units(start, as_of), |sum, (from, to)| {
            sum - units(from, to.min(as_of))
        })
}

/// Only what is to be done by a last day moves with it; what must not be done before does not.
pub(crate) fn rolls(term: Term) -> bool {
    term.roll && term.direction == Direction::Forward && !term.length.is_exact()
}

/// The duration of hours or minutes; it saturates, so that adding it leaves the supported range.
pub(crate) fn nanoseconds(length: Length) -> i64 {
    match length {
        Length::Hours(n) => i64::from(n).saturating_mul(HOUR_NS),
        Length::Minutes(n) => i64::from(n).saturating_mul(MINUTE_NS),
        // `check` has refused every other unit here.
        _ => 0,
    }
}

fn check_yearly(length: Length) -> Result<(), ReckonError> {
    match length {
        Length::Yearly { month, day } if yearly(2024, month, day).is_none() => {
            Err(ReckonError::NoSuchDate { month, day })
        }
        _ => Ok(()),
    }
}

/// That date in a year; the 29th of February is the 28th in common years.
fn yearly(year: i16, month: i8, day: i8) -> Option<Date> {
    let leap_day = (month, day) == (2, 29);
    Date::new(year, month, day).ok().or_else(|| {
        if leap_day {
            Date::new(year, 2, 28).ok()
        } else {
            None
        }
    })
}
