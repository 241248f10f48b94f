//! Periods counted on paper, by the notices of 2023 to 2026.

use andu_calendar::{Course, Date, Direction, Length, Pause, Term, WorkingDays, reckon};
use jiff::civil::{DateTime, date};

use crate::facts::CALENDAR;

#[track_caller]
pub fn due(start: Date, length: Length, roll: bool, direction: Direction) -> Date {
    due_with(start, length, roll, direction, &[])
}

#[track_caller]
fn due_with(
    start: Date,
    length: Length,
    roll: bool,
    direction: Direction,
    pauses: &[Pause],
) -> Date {
    let term = Term {
        length,
        direction,
        roll,
    };
    let start = start.at(10, 0, 0, 0);
    let course = Course {
        start,
        pauses,
        extensions: &[],
        as_of: start,
    };
    let reckoned = reckon(&CALENDAR, term, &course).unwrap();
    assert!(!reckoned.provisional);
    assert_eq!(reckoned.due, reckoned.due_on().at(23, 59, 59, 0));
    reckoned.due_on()
}

#[track_caller]
fn check(start: &str, length: Length, expected: &str) {
    let start: Date = start.parse().unwrap();
    let rolls = !length.counts_working_days();
    let found = due(start, length, rolls, Direction::Forward);
    assert_eq!(found.to_string(), expected, "{start} + {length}");
}

#[test]
fn working_days() {
    use Length::WorkingDays as W;
    check("2025-01-20", W(7), "2025-02-05");
    check("2025-01-20", W(20), "2025-02-21");
    check("2024-09-29", W(20), "2024-10-31");
    check("2025-09-26", W(20), "2025-10-30");
    check("2026-02-11", W(20), "2026-03-17");
    check("2026-02-14", W(5), "2026-02-28");
    check("2024-02-04", W(15), "2024-02-29");
    check("2026-09-24", W(10), "2026-10-15");
    check("2026-04-29", W(7), "2026-05-12");
    check("2025-09-29", W(5), "2025-10-13");
    check("2025-01-27", W(3), "2025-02-07");
    check("2025-03-03", W(20), "2025-03-31");
    check("2025-03-03", W(40), "2025-04-28");
}

#[test]
fn calendar_days_move_off_rest_days_but_not_off_days_worked_in_exchange() {
    use Length::CalendarDays as D;
    check("2025-08-05", D(60), "2025-10-09");
    check("2024-12-17", D(15), "2025-01-02");
    check("2026-01-31", D(15), "2026-02-24");
    check("2026-07-22", D(60), "2026-09-20");
    check("2025-04-12", D(15), "2025-04-27");
    check("2025-07-10", D(90), "2025-10-09");
    check("2025-09-20", D(15), "2025-10-09");
}

#[test]
fn without_rolling_the_nominal_day_stays() {
    let days = |start: Date, n| due(start, Length::CalendarDays(n), false, Direction::Forward);
    assert_eq!(days(date(2025, 8, 5), 60), date(2025, 10, 4));
    assert_eq!(days(date(2024, 12, 17), 15), date(2025, 1, 1));
    assert_eq!(days(date(2026, 1, 31), 15), date(2026, 2, 15));
    assert_eq!(days(date(2025, 7, 10), 90), date(2025, 10, 8));
}

#[test]
fn months_end_on_the_corresponding_day() {
    use Length::{Months, Years};
    check("2024-08-31", Months(6), "2025-02-28");
    check("2023-08-31", Months(6), "2024-02-29");
    check("2024-11-30", Months(3), "2025-02-28");
    check("2025-01-31", Months(3), "2025-04-30");
    // 2025-02-28 and 2026-02-28 (a Saturday worked in exchange) are working days.
    check("2024-02-29", Years(1), "2025-02-28");
    check("2024-02-29", Years(2), "2026-02-28");
    // 2023-07-01 is a Saturday.
    check("2023-01-01", Months(6), "2023-07-03");
}

#[test]
fn notice_before_a_hearing() {
    let back = |length| due(date(2025, 10, 15), length, false, Direction::Backward);
    assert_eq!(back(Length::WorkingDays(7)), date(2025, 9, 29));
    assert_eq!(back(Length::CalendarDays(7)), date(2025, 10, 8));
    assert_eq!(back(Length::Months(1)), date(2025, 9, 15));
    assert_eq!(
        CALENDAR.nth_working_day_before(date(2025, 10, 15), WorkingDays(7)),
        Some(date(2025, 9, 29)),
    );
    // Moving off a rest day would leave fewer days than the law asks.
    let rolled = due(
        date(2025, 10, 15),
        Length::CalendarDays(7),
        true,
        Direction::Backward,
    );
    assert_eq!(rolled, date(2025, 10, 8));
}

#[test]
fn third_party_consultation() {
    let pause = Pause {
        from: date(2025, 3, 10).at(9, 0, 0, 0),
        to: Some(date(2025, 3, 24).at(16, 0, 0, 0)),
        limit: Some(Length::WorkingDays(15)),
        label: "征求第三方意见".to_owned(),
    };
    let length = Length::WorkingDays(20);
    let found = due_with(
        date(2025, 3, 3),
        length,
        false,
        Direction::Forward,
        &[pause],
    );
    assert_eq!(found, date(2025, 4, 15));
}

#[test]
fn a_hearing_adds_its_days_before_the_last_day_moves() {
    // Start + 70 days: 2025-05-01 to 2025-07-10, a Thursday.
    let pause = Pause {
        from: date(2025, 5, 20).at(9, 0, 0, 0),
        to: Some(date(2025, 5, 30).at(9, 0, 0, 0)),
        limit: None,
        label: "听证".to_owned(),
    };
    let start = date(2025, 5, 1);
    let length = Length::CalendarDays(60);
    let found = due_with(
        start,
        length,
        true,
        Direction::Forward,
        std::slice::from_ref(&pause),
    );
    assert_eq!(found, date(2025, 7, 10));
    // From the 31st of July the seventieth day is 2025-10-09; from the 28th it is the 6th, off.
    let later = Pause {
        from: date(2025, 8, 10).at(9, 0, 0, 0),
        to: Some(date(2025, 8, 20).at(9, 0, 0, 0)),
        ..pause
    };
    let found = due_with(
        date(2025, 7, 28),
        length,
        true,
        Direction::Forward,
        &[later],
    );
    assert_eq!(found, date(2025, 10, 9));
}

#[test]
fn minutes_run_from_the_event() {
    let term = Term {
        length: Length::Minutes(30),
        direction: Direction::Forward,
        roll: false,
    };
    let start: DateTime = "2025-10-01T14:35:00".parse().unwrap();
    let course = Course {
        start,
        pauses: &[],
        extensions: &[],
        as_of: start,
    };
    let reckoned = reckon(&CALENDAR, term, &course).unwrap();
    assert_eq!(reckoned.due, date(2025, 10, 1).at(15, 5, 0, 0));
    assert!(reckoned.allows(reckoned.due));
    assert!(!reckoned.allows(date(2025, 10, 1).at(15, 5, 1, 0)));
}
