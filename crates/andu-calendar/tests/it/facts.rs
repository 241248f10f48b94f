//! The facts of `fixtures/holidays.csv`, read without the crate, and the calendar made from the
//! rule pack's notices, which must say the same.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::LazyLock;

use andu_calendar::{Calendar, Date, Holiday, Notice, WorkingDays};
use jiff::ToSpan;
use jiff::civil::{Weekday, date};
use serde::Deserialize;

/// Every day arranged: `true` is off.
pub static ARRANGED: LazyLock<BTreeMap<Date, bool>> = LazyLock::new(|| {
    include_str!("../fixtures/holidays.csv")
        .lines()
        .skip(1)
        .map(|line| {
            let mut cells = line.split(',');
            let date = cells.next().unwrap().parse().unwrap();
            (date, cells.next().unwrap() == "holiday")
        })
        .collect()
});

/// The notices under `rules/cn/calendars`.
pub static NOTICES: LazyLock<Vec<Notice>> = LazyLock::new(|| {
    let folder = concat!(env!("CARGO_MANIFEST_DIR"), "/../../rules/cn/calendars");
    let mut paths: Vec<_> = std::fs::read_dir(folder)
        .unwrap()
        .map(|entry| entry.unwrap().path())
        .collect();
    paths.sort();
    let read = |path: &std::path::PathBuf| {
        let file: File = toml::from_str(&std::fs::read_to_string(path).unwrap()).unwrap();
        assert_eq!(
            path.file_stem().unwrap().to_str(),
            Some(file.year.to_string().as_str())
        );
        file.notice()
    };
    paths.iter().map(read).collect()
});

/// The national calendar of the rule pack.
pub static CALENDAR: LazyLock<Calendar> = LazyLock::new(|| Calendar::new(&NOTICES, None).unwrap());

/// The first and last day of the facts.
pub const FIRST: Date = date(2004, 1, 1);
pub const LAST: Date = date(2026, 12, 31);

/// Whether a day is worked, by the facts alone.
pub fn worked(day: Date) -> bool {
    match ARRANGED.get(&day) {
        Some(off) => !off,
        None => !matches!(day.weekday(), Weekday::Saturday | Weekday::Sunday),
    }
}

pub fn days(from: Date, to: Date) -> impl Iterator<Item = Date> {
    from.series(1.day()).take_while(move |&day| day <= to)
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct File {
    year: i16,
    title: String,
    number: Option<String>,
    issued: Option<toml::value::Datetime>,
    holiday: Vec<FileHoliday>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct FileHoliday {
    festival: String,
    off: Vec<String>,
    #[serde(default)]
    work: Vec<String>,
}

impl File {
    fn notice(self) -> Notice {
        let holidays = self.holiday.into_iter().map(|holiday| Holiday {
            festival: holiday.festival,
            off: holiday
                .off
                .iter()
                .map(|range| {
                    let (from, to) = range.split_once("..").unwrap_or((range, range));
                    (from.parse().unwrap(), to.parse().unwrap())
                })
                .collect(),
            work: holiday
                .work
                .iter()
                .map(|day| day.parse().unwrap())
                .collect(),
        });
        Notice {
            year: self.year,
            title: self.title,
            number: self.number,
            issued: self
                .issued
                .map(|issued| issued.to_string().parse().unwrap()),
            division: None,
            amends: None,
            holidays: holidays.collect(),
        }
    }
}

#[test]
fn the_rule_pack_says_what_the_facts_say_of_every_day() {
    for day in days(FIRST, LAST) {
        assert_eq!(CALENDAR.is_working_day(day), worked(day), "{day}");
        let said = CALENDAR.day(day);
        assert_eq!((said.date, said.working), (day, worked(day)), "{day}");
        // The notice for 2027 may still arrange the last week of 2026.
        assert_eq!(said.provisional, day >= date(2026, 12, 25), "{day}");
    }
}

#[test]
fn the_rule_pack_arranges_exactly_the_days_of_the_facts() {
    let listed: BTreeSet<(Date, bool)> = NOTICES
        .iter()
        .flat_map(|notice| &notice.holidays)
        .flat_map(|holiday| {
            let off = holiday.off.iter().flat_map(|&(from, to)| days(from, to));
            let work = holiday.work.iter().map(|&day| (day, false));
            off.map(|day| (day, true)).chain(work)
        })
        .collect();
    let facts: BTreeSet<(Date, bool)> = ARRANGED.iter().map(|(&day, &off)| (day, off)).collect();
    assert_eq!(listed, facts);
}

#[test]
fn working_days_of_a_year_are_as_counted_elsewhere() {
    let counted = [
        (2019, 250),
        (2020, 249),
        (2021, 250),
        (2022, 249),
        (2023, 249),
        (2024, 251),
        (2025, 248),
        (2026, 248),
    ];
    for (year, expected) in counted {
        let (eve, end) = (date(year - 1, 12, 31), date(year, 12, 31));
        assert_eq!(CALENDAR.working_days_between(eve, end), expected, "{year}");
    }
    assert_eq!(
        CALENDAR.nth_working_day(date(2025, 12, 31), WorkingDays(248)),
        Some(date(2026, 12, 31)),
    );
}

#[test]
fn the_notices_have_no_fault() {
    let faults = Calendar::faults(&NOTICES, None);
    let said: Vec<String> = faults.iter().map(ToString::to_string).collect();
    assert_eq!(said, Vec::<String>::new());
}
