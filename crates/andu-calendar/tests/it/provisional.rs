//! When a result may still be moved by a notice to come.

use andu_calendar::{
    Calendar, Course, Date, DateTime, Direction, Extension, Length, Pause, Reckoning, Term, reckon,
};
use jiff::civil::date;

use crate::facts::{CALENDAR, NOTICES};

fn run(start: Date, length: Length, roll: bool, extensions: &[Extension]) -> Reckoning {
    let term = Term {
        length,
        direction: Direction::Forward,
        roll,
    };
    let start = start.at(9, 0, 0, 0);
    let course = Course {
        start,
        pauses: &[],
        extensions,
        as_of: start,
    };
    reckon(&CALENDAR, term, &course).unwrap()
}

#[track_caller]
fn check(start: Date, length: Length, expected: Date, provisional: bool) {
    let found = run(start, length, !length.counts_working_days(), &[]);
    assert_eq!((found.due_on(), found.provisional), (expected, provisional));
}

#[test]
fn a_count_into_an_unannounced_year_is_provisional() {
    // Friday 2027-01-01 is presumed off.
    check(
        date(2026, 12, 18),
        Length::WorkingDays(4),
        date(2026, 12, 24),
        false,
    );
    check(
        date(2026, 12, 18),
        Length::WorkingDays(5),
        date(2026, 12, 25),
        true,
    );
    check(
        date(2026, 12, 18),
        Length::WorkingDays(10),
        date(2027, 1, 4),
        true,
    );
    check(
        date(2027, 3, 1),
        Length::WorkingDays(1),
        date(2027, 3, 2),
        true,
    );
}

#[test]
fn a_calendar_period_is_provisional_only_by_its_last_day() {
    check(
        date(2026, 12, 1),
        Length::CalendarDays(15),
        date(2026, 12, 16),
        false,
    );
    check(
        date(2026, 12, 1),
        Length::CalendarDays(60),
        date(2027, 2, 1),
        true,
    );
    check(date(2026, 12, 1), Length::Months(3), date(2027, 3, 1), true);
    // Nothing can move a nominal day that does not roll.
    let fixed = run(date(2026, 12, 1), Length::CalendarDays(60), false, &[]);
    assert_eq!(
        (fixed.due_on(), fixed.provisional),
        (date(2027, 1, 30), false)
    );
    let hours = run(date(2026, 12, 31), Length::Hours(48), true, &[]);
    assert!(!hours.provisional);
}

#[test]
fn an_extension_into_an_unannounced_year_is_provisional() {
    let base = run(date(2026, 11, 20), Length::WorkingDays(10), false, &[]);
    assert!(!base.provisional);
    let more = [Extension::Add(Length::WorkingDays(20))];
    assert!(run(date(2026, 11, 20), Length::WorkingDays(10), false, &more).provisional);
}

#[test]
fn the_last_week_of_december_waits_for_the_next_notice() {
    let mut notices = NOTICES.clone();
    notices.retain(|notice| notice.year <= 2018);
    let before = Calendar::new(&notices, None).unwrap();
    // The notice for 2019 made Saturday the 29th worked and Monday the 31st off.
    assert_eq!(before.day(date(2018, 12, 29)).why.to_string(), "周六");
    assert!(before.day(date(2018, 12, 29)).provisional);
    assert!(before.day(date(2018, 12, 31)).working && before.day(date(2018, 12, 31)).provisional);
    assert!(!before.day(date(2018, 12, 24)).provisional);
    let after = CALENDAR.day(date(2018, 12, 31));
    assert!(!after.working && !after.provisional);
}

#[test]
fn no_notice_ever_reached_a_day_that_was_called_settled() {
    // For each year: what was settled with the notices up to it never changed with later ones.
    for year in 2004..2026 {
        let known: Vec<_> = NOTICES
            .iter()
            .filter(|notice| notice.year <= year)
            .cloned()
            .collect();
        let then = Calendar::new(&known, None).unwrap();
        let mut day = date(2004, 1, 1);
        while day < date(year + 1, 3, 1) {
            if !then.day(day).provisional {
                assert_eq!(
                    then.is_working_day(day),
                    CALENDAR.is_working_day(day),
                    "{day}"
                );
            }
            day = day.tomorrow().unwrap();
        }
    }
}

#[test]
fn years_before_the_first_notice_are_provisional() {
    let found = run(date(2003, 3, 3), Length::WorkingDays(5), false, &[]);
    assert!(found.provisional);
    assert!(!CALENDAR.is_announced(2003) && CALENDAR.is_announced(2004));
}

#[test]
fn backward_and_minimum_periods_can_be_provisional_too() {
    let reckoned = |direction, start: Date| {
        let term = Term {
            length: Length::WorkingDays(5),
            direction,
            roll: false,
        };
        let start: DateTime = start.at(9, 0, 0, 0);
        let course = Course {
            start,
            pauses: &[],
            extensions: &[],
            as_of: start,
        };
        reckon(&CALENDAR, term, &course).unwrap().provisional
    };
    assert!(reckoned(Direction::Backward, date(2027, 1, 5)));
    assert!(!reckoned(Direction::Backward, date(2026, 12, 21)));
    assert!(reckoned(Direction::Minimum, date(2026, 12, 30)));
    assert!(!reckoned(Direction::Minimum, date(2026, 12, 1)));
}

#[test]
fn a_limit_counted_over_an_open_year_makes_a_calendar_period_provisional() {
    let pause = |limit| Pause {
        from: date(2026, 12, 20).at(9, 0, 0, 0),
        to: None,
        limit: Some(limit),
        label: "鉴定".to_owned(),
    };
    let reckoned = |limit| {
        let term = Term {
            length: Length::CalendarDays(30),
            direction: Direction::Forward,
            roll: false,
        };
        let course = Course {
            start: date(2026, 12, 1).at(9, 0, 0, 0),
            pauses: &[pause(limit)],
            extensions: &[],
            as_of: date(2027, 3, 1).at(9, 0, 0, 0),
        };
        reckon(&CALENDAR, term, &course).unwrap()
    };
    // Ten working days from Sunday 2026-12-20 end on Monday 2027-01-04, by presumption.
    assert!(reckoned(Length::WorkingDays(10)).provisional);
    assert_eq!(
        reckoned(Length::WorkingDays(10)).due_on(),
        date(2027, 1, 15)
    );
    assert!(!reckoned(Length::CalendarDays(15)).provisional);
    assert_eq!(
        reckoned(Length::CalendarDays(15)).due_on(),
        date(2027, 1, 15)
    );
}
