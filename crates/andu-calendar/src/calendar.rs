//! Which days are worked, in one office's division, by all notices that are loaded.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt::{self, Write as _};
use std::sync::Arc;

use jiff::civil::{Date, Weekday};

use crate::day::{Day, DayReason, by_date_alone, works_by_date_alone};
use crate::days::{self, COUNT, FIRST_DAY, LAST_DAY};
use crate::length::WorkingDays;
use crate::notice::{self, Arranged, Notice, NoticeFault};

/// The working-day calendar of one office. Immutable; cloning it is cheap.
///
/// It knows every day from [`FIRST_DAY`] to [`LAST_DAY`]. Days of years without a notice are
/// presumed from weekends and the holidays whose date stands in the law, and are provisional.
/// Questions about days outside that range are answered by weekends alone, except that looking for
/// the n-th working day answers `None`.
#[derive(Clone)]
pub struct Calendar(Arc<Inner>);

struct Inner {
    /// Years with a national notice.
    announced: BTreeSet<i16>,
    /// What notices say of single days, by day number.
    arranged: BTreeMap<usize, (Arranged, Arc<str>)>,
    /// `worked_before[i]`: how many working days there are among the days numbered below `i`.
    worked_before: Vec<u16>,
    /// The numbers of all working days.
    worked: Vec<u16>,
    /// `open_before[i]`: how many days numbered below `i` are not settled.
    open_before: Vec<u16>,
}

impl Calendar {
    /// The calendar of an office in `division` (its 6-digit code), from all notices known.
    ///
    /// A national notice holds everywhere; one with a division holds where the office's code
    /// begins with it. Day by day, narrower divisions override wider ones, a notice that amends
    /// overrides what was there, and otherwise the one issued later does.
    ///
    /// ```
    /// use andu_calendar::{Calendar, Holiday, Notice, WorkingDays};
    /// use jiff::civil::date;
    ///
    /// let notice = Notice {
    ///     year: 2025,
    ///     title: "国务院办公厅关于2025年部分节假日安排的通知".to_owned(),
    ///     number: None,
    ///     issued: None,
    ///     division: None,
    ///     amends: None,
    ///     holidays: vec![Holiday {
    ///         festival: "国庆节".to_owned(),
    ///         off: vec![(date(2025, 10, 1), date(2025, 10, 8))],
    ///         work: vec![date(2025, 9, 28), date(2025, 10, 11)],
    ///     }],
    /// };
    /// let calendar = Calendar::new(&[notice], Some("500229")).expect("the notice is sound");
    /// let due = calendar.nth_working_day(date(2025, 9, 26), WorkingDays(20));
    /// assert_eq!(due, Some(date(2025, 10, 30)));
    /// ```
    ///
    /// # Errors
    ///
    /// All faults of all notices, warnings included, when at least one of them is not a warning.
    pub fn new(notices: &[Notice], division: Option<&str>) -> Result<Calendar, Vec<NoticeFault>> {
        let faults = notice::faults(notices);
        if !faults.iter().all(NoticeFault::is_warning) {
            return Err(faults);
        }
        let mut applying: Vec<&Notice> = notices
            .iter()
            .filter(|notice| notice.applies_to(division))
            .collect();
        applying.sort_by_key(|notice| notice.rank());

        let mut festivals: BTreeSet<Arc<str>> = BTreeSet::new();
        let mut arranged = BTreeMap::new();
        for (date, what, festival) in applying.iter().flat_map(|notice| notice.days()) {
            let Some(number) = days::number(date) else {
                continue;
            };
            let festival = match festivals.get(festival) {
                Some(known) => Arc::clone(known),
                None => {
                    let new: Arc<str> = festival.into();
                    festivals.insert(Arc::clone(&new));
                    new
                }
            };
            arranged.insert(number, (what, festival));
        }
        let announced = applying
            .iter()
            .filter(|notice| notice.division.is_none())
            .map(|notice| notice.year)
            .collect();
        Ok(Calendar(Arc::new(Inner::count(announced, arranged))))
    }

    /// What there is to say about the notices: the faults that keep a calendar from being made and
    /// the warnings that do not.
    #[must_use]
    pub fn faults(notices: &[Notice], division: Option<&str>) -> Vec<NoticeFault> {
        let mut faults = notice::faults(notices);
        if let Ok(calendar) = Calendar::new(notices, division) {
            let applying = notices.iter().filter(|notice| notice.applies_to(division));
            faults.extend(applying.flat_map(|notice| calendar.long_runs(notice)));
        }
        faults
    }

    /// Everything about one day.
    #[must_use]
    pub fn day(&self, date: Date) -> Day {
        let why = match days::number(date).and_then(|number| self.0.arranged.get(&number)) {
            Some((Arranged::Off, festival)) => DayReason::Off(Arc::clone(festival)),
            // A notice may list an ordinary working day as worked; it stays an ordinary one.
            Some((Arranged::Work, _)) if !notice::is_weekend(date) => DayReason::Weekday,
            Some((Arranged::Work, festival)) => DayReason::MakeUp(Arc::clone(festival)),
            None => by_date_alone(date, self.is_announced(date.year())),
        };
        Day {
            date,
            working: why.is_working(),
            provisional: !self.is_settled(date),
            why,
        }
    }

    /// Whether it is a working day (工作日).
    #[must_use]
    #[inline]
    pub fn is_working_day(&self, date: Date) -> bool {
        match days::number(date) {
            Some(number) => self.0.is_worked(number),
            None => !notice::is_weekend(date),
        }
    }

    /// Whether the national notice for the year is loaded.
    #[must_use]
    pub fn is_announced(&self, year: i16) -> bool {
        self.0.announced.contains(&year)
    }

    /// Whether no notice still to come is expected to change the day.
    ///
    /// A day is settled when a notice arranges it, or when its year is announced and it does not
    /// lie in the last week of December while the next year is not announced: a notice for the
    /// next year has reached back to the 29th of December (2007 and 2018), and a three-day holiday
    /// around New Year's Day cannot move a working day further back than the weekend before. A
    /// notice that changes another one may come at any time and cannot be foreseen.
    #[must_use]
    pub fn is_settled(&self, date: Date) -> bool {
        match days::number(date) {
            Some(number) => self.0.open_before[number + 1] == self.0.open_before[number],
            None => false,
        }
    }

    /// The n-th working day after a day; day 1 is the next working day. `WorkingDays(0)` is the
    /// day itself, worked or not. `None` where it would lie outside the supported range.
    #[must_use]
    #[inline]
    pub fn nth_working_day(&self, after: Date, n: WorkingDays) -> Option<Date> {
        days::date(self.nth(days::number(after)?, n.0)?)
    }

    /// The n-th working day before a day; day 1 is the working day next before it.
    #[must_use]
    #[inline]
    pub fn nth_working_day_before(&self, before: Date, n: WorkingDays) -> Option<Date> {
        days::date(self.nth_before(days::number(before)?, n.0)?)
    }

    /// How many working days lie after the first day, up to and including the second; negative
    /// when they are the other way round.
    #[must_use]
    #[inline]
    pub fn working_days_between(&self, after: Date, to: Date) -> i64 {
        match (days::number(after), days::number(to)) {
            (Some(after), Some(to)) => self.worked_between(after, to),
            _ => self.worked_through(to) - self.worked_through(after),
        }
    }

    /// The day itself if it is worked, otherwise the next working day (民法典 第二百零三条). Past
    /// the last representable day there is none, and the day itself is returned.
    #[must_use]
    pub fn roll_forward(&self, date: Date) -> Date {
        if let Some(rolled) = days::number(date).and_then(|number| self.roll(number)) {
            return days::date(rolled).unwrap_or(date);
        }
        let mut rolled = date;
        while !self.is_working_day(rolled) {
            match rolled.tomorrow() {
                Ok(next) => rolled = next,
                Err(_) => return date,
            }
        }
        rolled
    }

    /// A stable text of everything that decides a working day here, for callers that hash it: the
    /// years announced and each day arranged. Names of festivals are left out, since a better
    /// name moves no date.
    #[must_use]
    pub fn canonical(&self) -> String {
        let mut text = String::from("andu-calendar 1\n");
        for year in &self.0.announced {
            let _ = writeln!(text, "{year:04}");
        }
        for (&number, (arranged, _)) in &self.0.arranged {
            let what = match arranged {
                Arranged::Off => "off",
                Arranged::Work => "work",
            };
            if let Some(date) = days::date(number) {
                let _ = writeln!(text, "{date} {what}");
            }
        }
        text
    }

    /// [`Calendar::nth_working_day`] on day numbers.
    #[inline]
    pub(crate) fn nth(&self, after: usize, n: u32) -> Option<usize> {
        let Some(further) = n.checked_sub(1) else {
            return Some(after);
        };
        let passed = usize::from(*self.0.worked_before.get(after + 1)?);
        self.0
            .worked
            .get(passed + usize::try_from(further).ok()?)
            .map(|&number| number.into())
    }

    /// [`Calendar::nth_working_day_before`] on day numbers.
    #[inline]
    pub(crate) fn nth_before(&self, before: usize, n: u32) -> Option<usize> {
        if n == 0 {
            return Some(before);
        }
        let passed = usize::from(*self.0.worked_before.get(before)?);
        let position = passed.checked_sub(usize::try_from(n).ok()?)?;
        self.0.worked.get(position).map(|&number| number.into())
    }

    /// [`Calendar::working_days_between`] on day numbers.
    #[inline]
    pub(crate) fn worked_between(&self, after: usize, to: usize) -> i64 {
        i64::from(self.0.worked_before[to + 1]) - i64::from(self.0.worked_before[after + 1])
    }

    /// The working day at or next after a day number.
    #[inline]
    pub(crate) fn roll(&self, number: usize) -> Option<usize> {
        self.0
            .worked
            .get(usize::from(self.0.worked_before[number]))
            .map(|&day| day.into())
    }

    /// Whether any day from the first to the last, both included, is not settled.
    #[inline]
    pub(crate) fn any_open(&self, first: usize, last: usize) -> bool {
        first <= last && self.0.open_before[last + 1] > self.0.open_before[first]
    }

    /// Working days from the first supported day on, up to and including a day anywhere.
    fn worked_through(&self, date: Date) -> i64 {
        if let Some(number) = days::number(date) {
            return i64::from(self.0.worked_before[number + 1]);
        }
        if date > LAST_DAY {
            return i64::from(self.0.worked_before[COUNT]) + weekdays_between(LAST_DAY, date);
        }
        let eve = FIRST_DAY
            .yesterday()
            .expect("days before the first one exist");
        -weekdays_between(date, eve)
    }

    /// 全国年节及纪念日放假办法 第七条, since 2025: not more than six working days in a row.
    fn long_runs(&self, notice: &Notice) -> Vec<NoticeFault> {
        let runs = notice.days().filter_map(|(date, arranged, _)| {
            if notice.year < 2025 || arranged == Arranged::Off || !self.is_working_day(date) {
                return None;
            }
            let number = days::number(date)?;
            let before = (0..number)
                .rev()
                .take_while(|&day| self.0.is_worked(day))
                .count();
            let after = (number + 1..COUNT)
                .take_while(|&day| self.0.is_worked(day))
                .count();
            let days = u32::try_from(before + 1 + after).ok()?;
            (days > 6).then(|| NoticeFault::LongRun {
                title: notice.title.clone(),
                date,
                days,
            })
        });
        runs.collect()
    }
}

impl fmt::Debug for Calendar {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Calendar")
            .field("announced", &self.0.announced)
            .field("arranged_days", &self.0.arranged.len())
            .finish_non_exhaustive()
    }
}

impl Inner {
    fn count(announced: BTreeSet<i16>, arranged: BTreeMap<usize, (Arranged, Arc<str>)>) -> Inner {
        let mut inner = Inner {
            announced,
            arranged,
            worked_before: Vec::with_capacity(COUNT + 1),
            worked: Vec::with_capacity(COUNT * 3 / 4),
            open_before: Vec::with_capacity(COUNT + 1),
        };
        let (mut worked, mut open) = (0u16, 0u16);
        // Both run in the order of days, so a century is gone through without a search.
        let mut arranged = inner.arranged.iter().peekable();
        let (mut year, mut announced, mut next_announced) = (0, false, false);
        for (number, &date) in (0u16..).zip(days::all()) {
            inner.worked_before.push(worked);
            inner.open_before.push(open);
            if date.year() != year {
                year = date.year();
                announced = inner.announced.contains(&year);
                next_announced = inner.announced.contains(&(year + 1));
            }
            let arranged = arranged.next_if(|(day, _)| **day == usize::from(number));
            let is_worked = match arranged {
                Some((_, (what, _))) => *what == Arranged::Work,
                None => works_by_date_alone(days::is_weekend(number), date, announced),
            };
            if is_worked {
                inner.worked.push(number);
                worked += 1;
            }
            let reached_back = date.month() == 12 && date.day() >= 25 && !next_announced;
            if arranged.is_none() && (!announced || reached_back) {
                open += 1;
            }
        }
        inner.worked_before.push(worked);
        inner.open_before.push(open);
        inner
    }

    #[inline]
    fn is_worked(&self, number: usize) -> bool {
        self.worked_before[number + 1] > self.worked_before[number]
    }
}

/// Mondays to Fridays after the first day, up to and including the second, which is not earlier.
fn weekdays_between(after: Date, to: Date) -> i64 {
    let days = to.duration_since(after).as_hours() / 24;
    let mut rest = days % 7;
    let mut weekday = to.weekday();
    let mut count = days / 7 * 5;
    while rest > 0 {
        count += i64::from(!matches!(weekday, Weekday::Saturday | Weekday::Sunday));
        weekday = weekday.previous();
        rest -= 1;
    }
    count
}
