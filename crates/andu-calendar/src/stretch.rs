//! Time that is not counted, as stretches of day numbers or of instants.

use jiff::civil::DateTime;

use crate::calendar::Calendar;
use crate::course::Pause;
use crate::days::{self, COUNT, DAY_NS};
use crate::reckon::{advance, nanoseconds};

/// Days (by number) or instants that are not counted: after `from`, up to and including `to`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Default)]
pub(crate) struct Stretch<T> {
    pub(crate) from: T,
    pub(crate) to: T,
    /// No end is known yet.
    pub(crate) open: bool,
    /// Its end was counted over a day that is not settled.
    pub(crate) provisional: bool,
}

/// The days that a pause takes out.
pub(crate) fn paused_days(
    calendar: &Calendar,
    pause: &Pause,
    as_of: DateTime,
) -> Option<Stretch<usize>> {
    let from = days::number(pause.from.date())?;
    let known = days::number(pause.to.unwrap_or(as_of).date())?;
    let open = pause.to.is_none() && pause.from <= as_of;
    let Some(limit) = pause.limit else {
        return Some(Stretch {
            from,
            to: known,
            open,
            provisional: false,
        });
    };
    let expiry = if limit.is_exact() {
        let end = days::instant(pause.from)?.checked_add(nanoseconds(limit))?;
        usize::try_from(end / DAY_NS)
            .ok()
            .filter(|&day| day < COUNT)?
    } else {
        advance(calendar, from, limit)?
    };
    let to = known.min(expiry);
    let provisional = limit.counts_working_days() && calendar.any_open(from + 1, to);
    Some(Stretch {
        from,
        to,
        open: open && expiry >= known,
        provisional,
    })
}

/// The time that a pause takes out. A limit in days runs to the end of its last day.
pub(crate) fn paused_time(
    calendar: &Calendar,
    pause: &Pause,
    as_of: DateTime,
) -> Option<Stretch<i64>> {
    let from = days::instant(pause.from)?;
    let known = days::instant(pause.to.unwrap_or(as_of))?;
    let open = pause.to.is_none() && pause.from <= as_of;
    let Some(limit) = pause.limit else {
        return Some(Stretch {
            from,
            to: known,
            open,
            provisional: false,
        });
    };
    let (expiry, provisional) = if limit.is_exact() {
        (from.checked_add(nanoseconds(limit))?, false)
    } else {
        let first = days::number(pause.from.date())?;
        let last = advance(calendar, first, limit)?;
        let provisional = limit.counts_working_days() && calendar.any_open(first + 1, last);
        (i64::try_from(last + 1).ok()? * DAY_NS, provisional)
    };
    Some(Stretch {
        from,
        to: known.min(expiry),
        open: open && expiry >= known,
        provisional,
    })
}

/// The excluded stretches after a point, in order, with what an earlier one covers cut off, so that
/// overlapping ones count once.
pub(crate) fn clipped<T: Copy + Ord>(
    excluded: &[Stretch<T>],
    after: T,
) -> impl Iterator<Item = (T, T)> + use<'_, T> {
    let mut covered = after;
    excluded.iter().filter_map(move |stretch| {
        let from = stretch.from.max(covered);
        if stretch.to <= from {
            return None;
        }
        covered = stretch.to;
        Some((from, stretch.to))
    })
}

/// Excluded stretches without an allocation in the usual case of few.
pub(crate) struct Excluded<T> {
    few: [Stretch<T>; 4],
    many: Vec<Stretch<T>>,
    count: usize,
}

impl<T: Copy + Ord + Default> Excluded<T> {
    pub(crate) fn new(count: usize) -> Excluded<T> {
        let few = [Stretch::default(); 4];
        let many = if count > few.len() {
            vec![Stretch::default(); count]
        } else {
            Vec::new()
        };
        Excluded { few, many, count }
    }

    pub(crate) fn slots(&mut self) -> &mut [Stretch<T>] {
        if self.count > self.few.len() {
            &mut self.many
        } else {
            &mut self.few[..self.count]
        }
    }

    pub(crate) fn sorted(&mut self) -> &[Stretch<T>] {
        let slots = self.slots();
        slots.sort_unstable();
        slots
    }
}
