//! Directions, yearly dates, extensions, pauses, limits, and what was used up.

use andu_calendar::{
    Course, Date, Direction, Extension, Length, Pause, ReckonError, Reckoning, Term, reckon,
};
use jiff::civil::{DateTime, date};

use crate::facts::CALENDAR;
use crate::vectors::due;

fn at(text: &str) -> DateTime {
    if text.len() == 10 {
        format!("{text}T12:00").parse().unwrap()
    } else {
        text.parse().unwrap()
    }
}

fn pause(from: &str, to: Option<&str>, limit: Option<Length>) -> Pause {
    Pause {
        from: at(from),
        to: to.map(at),
        limit,
        label: "鉴定".to_owned(),
    }
}

fn run(
    start: &str,
    length: Length,
    pauses: &[Pause],
    extensions: &[Extension],
    as_of: &str,
) -> Reckoning {
    let roll = !length.counts_working_days() && !length.is_exact();
    let term = Term {
        length,
        direction: Direction::Forward,
        roll,
    };
    let course = Course {
        start: at(start),
        pauses,
        extensions,
        as_of: at(as_of),
    };
    reckon(&CALENDAR, term, &course).unwrap()
}

fn day(text: &str) -> Date {
    text.parse().unwrap()
}

#[test]
fn nothing_is_the_same_day_even_a_rest_day() {
    for length in [
        Length::CalendarDays(0),
        Length::WorkingDays(0),
        Length::Months(0),
    ] {
        assert_eq!(
            due(date(2025, 10, 4), length, true, Direction::Forward),
            date(2025, 10, 4)
        );
        assert_eq!(
            due(date(2025, 10, 4), length, true, Direction::Backward),
            date(2025, 10, 4)
        );
    }
}

#[test]
fn a_minimum_is_the_earliest_day_and_never_moves() {
    // 30 days from 2025-09-04 end on 2025-10-04, inside the holiday.
    let days = Length::CalendarDays(30);
    assert_eq!(
        due(date(2025, 9, 4), days, true, Direction::Minimum),
        date(2025, 10, 4)
    );
    let term = Term {
        length: days,
        direction: Direction::Minimum,
        roll: true,
    };
    let start = at("2025-09-04");
    let course = Course {
        start,
        pauses: &[],
        extensions: &[],
        as_of: start,
    };
    let reckoned = reckon(&CALENDAR, term, &course).unwrap();
    assert!(reckoned.allows(at("2025-10-04T00:00")));
    assert!(reckoned.allows(at("2025-11-04")));
    assert!(!reckoned.allows(at("2025-10-03T23:59")));
}

#[test]
fn a_forward_period_allows_its_whole_last_day() {
    let reckoned = run("2025-09-29", Length::WorkingDays(5), &[], &[], "2025-09-29");
    assert!(reckoned.allows(at("2025-10-13T23:59:59.999")));
    assert!(!reckoned.allows(at("2025-10-14T00:00")));
}

#[test]
fn yearly_dates_are_the_next_ones_strictly_after() {
    let next = |start: &str, month, day| {
        due(
            start.parse().unwrap(),
            Length::Yearly { month, day },
            false,
            Direction::Forward,
        )
    };
    assert_eq!(next("2025-01-30", 1, 31), date(2025, 1, 31));
    assert_eq!(next("2025-01-31", 1, 31), date(2026, 1, 31));
    assert_eq!(next("2025-12-31", 3, 31), date(2026, 3, 31));
    assert_eq!(next("2023-03-01", 2, 29), date(2024, 2, 29));
    assert_eq!(next("2025-01-01", 2, 29), date(2025, 2, 28));
    let last = due(
        date(2025, 6, 1),
        Length::Yearly { month: 6, day: 1 },
        false,
        Direction::Backward,
    );
    assert_eq!(last, date(2024, 6, 1));
    // 2026-01-31 is a Saturday.
    let rolled = due(
        date(2025, 2, 1),
        Length::Yearly { month: 1, day: 31 },
        true,
        Direction::Forward,
    );
    assert_eq!(rolled, date(2026, 2, 2));
}

#[test]
fn a_yearly_date_takes_no_pause() {
    let yearly = Length::Yearly { month: 3, day: 31 };
    let pauses = [pause("2025-02-01", Some("2025-03-01"), None)];
    assert_eq!(
        run("2025-01-15", yearly, &pauses, &[], "2025-01-15").due_on(),
        day("2025-03-31")
    );
}

#[test]
fn an_extension_of_working_days_goes_on_where_the_base_ended() {
    let more = [Extension::Add(Length::WorkingDays(20))];
    let twenty = Length::WorkingDays(20);
    assert_eq!(
        run("2025-03-03", twenty, &[], &more, "2025-03-03").due_on(),
        day("2025-04-28")
    );
    // A total takes the place of the base, and of what was added before it.
    let total = [more[0], Extension::Total(Length::WorkingDays(25))];
    assert_eq!(
        run("2025-03-03", twenty, &[], &total, "2025-03-03").due_on(),
        day("2025-04-08")
    );
    // What is added after a total counts again.
    let both = [total[1], Extension::Add(Length::WorkingDays(15))];
    assert_eq!(
        run("2025-03-03", twenty, &[], &both, "2025-03-03").due_on(),
        day("2025-04-28")
    );
}

#[test]
fn an_extension_of_calendar_days_starts_from_the_nominal_end() {
    // 60 days from 2025-08-05: nominal end 10-04. 30 more: 11-03, a Monday. From the rolled end it
    // would be 11-08, a Saturday, and so 11-10.
    let more = [Extension::Add(Length::CalendarDays(30))];
    let sixty = Length::CalendarDays(60);
    assert_eq!(
        run("2025-08-05", sixty, &[], &more, "2025-08-05").due_on(),
        day("2025-11-03")
    );
}

#[test]
fn a_total_of_months_counts_from_the_start() {
    let six = [Extension::Total(Length::Months(6))];
    let three = Length::Months(3);
    // 2025-05-30 is a Friday; added month by month it would be the 28th.
    assert_eq!(
        run("2024-11-30", three, &[], &six, "2024-11-30").due_on(),
        day("2025-05-30")
    );
    let add = [Extension::Add(three)];
    assert_eq!(
        run("2024-11-30", three, &[], &add, "2024-11-30").due_on(),
        day("2025-05-28")
    );
}

#[test]
fn units_may_differ_between_base_and_extension() {
    // 3 months to 2025-02-28, then 5 working days: 03-03 to 03-07.
    let five = [Extension::Add(Length::WorkingDays(5))];
    let reckoned = run("2024-11-30", Length::Months(3), &[], &five, "2024-11-30");
    assert_eq!(reckoned.due_on(), day("2025-03-07"));
}

#[test]
fn a_pause_in_the_extension_is_added_there() {
    // Base ends 2025-03-31; the pause takes 2025-04-08 to 11, four working days.
    let more = [Extension::Add(Length::WorkingDays(20))];
    let pauses = [pause("2025-04-07", Some("2025-04-11"), None)];
    let reckoned = run(
        "2025-03-03",
        Length::WorkingDays(20),
        &pauses,
        &more,
        "2025-04-20",
    );
    // Without it 04-28; 04-29, 04-30, 05-06 and 05-07 are the next four.
    assert_eq!(reckoned.due_on(), day("2025-05-07"));
}

#[test]
fn a_pause_that_begins_on_the_last_day_changes_nothing() {
    let pauses = [pause("2025-03-31", Some("2025-04-10"), None)];
    let reckoned = run(
        "2025-03-03",
        Length::WorkingDays(20),
        &pauses,
        &[],
        "2025-04-20",
    );
    assert_eq!(reckoned.due_on(), day("2025-03-31"));
    // A day earlier takes the last day out.
    let pauses = [pause("2025-03-30", Some("2025-04-10"), None)];
    let reckoned = run(
        "2025-03-03",
        Length::WorkingDays(20),
        &pauses,
        &[],
        "2025-04-20",
    );
    assert_eq!(reckoned.due_on(), day("2025-04-11"));
}

#[test]
fn pauses_before_the_start_or_the_wrong_way_round_change_nothing() {
    let twenty = Length::WorkingDays(20);
    let before = [pause("2025-02-10", Some("2025-02-20"), None)];
    assert_eq!(
        run("2025-03-03", twenty, &before, &[], "2025-03-03").due_on(),
        day("2025-03-31")
    );
    let wrong = [pause("2025-03-20", Some("2025-03-10"), None)];
    assert_eq!(
        run("2025-03-03", twenty, &wrong, &[], "2025-03-03").due_on(),
        day("2025-03-31")
    );
    // One that reaches into the period counts from the start on: 03-04 to 03-06.
    let into = [pause("2025-02-10", Some("2025-03-06"), None)];
    assert_eq!(
        run("2025-03-03", twenty, &into, &[], "2025-03-10").due_on(),
        day("2025-04-03")
    );
}

#[test]
fn a_limit_ends_a_pause_that_has_no_end() {
    let limit = Some(Length::WorkingDays(15));
    let pauses = [pause("2025-03-10", None, limit)];
    // 15 working days from 03-10: 03-31. On the 17th it still runs, five days so far.
    let early = run(
        "2025-03-03",
        Length::WorkingDays(20),
        &pauses,
        &[],
        "2025-03-17",
    );
    assert_eq!(
        (early.due_on(), early.open_pause),
        (day("2025-04-08"), true)
    );
    let late = run(
        "2025-03-03",
        Length::WorkingDays(20),
        &pauses,
        &[],
        "2025-06-01",
    );
    assert_eq!((late.due_on(), late.open_pause), (day("2025-04-22"), false));
    // An answer after the limit does not make the pause longer.
    let answered = [pause("2025-03-10", Some("2025-05-20"), limit)];
    let reckoned = run(
        "2025-03-03",
        Length::WorkingDays(20),
        &answered,
        &[],
        "2025-06-01",
    );
    assert_eq!(reckoned.due_on(), late.due_on());
}

#[test]
fn a_pause_to_come_is_not_open() {
    let pauses = [pause("2025-03-10", None, None)];
    let reckoned = run(
        "2025-03-03",
        Length::WorkingDays(20),
        &pauses,
        &[],
        "2025-03-05",
    );
    assert_eq!(
        (reckoned.due_on(), reckoned.open_pause),
        (day("2025-03-31"), false)
    );
}

#[test]
fn hours_leave_out_exact_time() {
    let pauses = [
        pause("2025-03-03T10:00", Some("2025-03-03T11:30"), None),
        pause("2025-03-03T11:00", Some("2025-03-03T12:00"), None),
        pause("2025-03-04T20:00", Some("2025-03-05T20:00"), None),
    ];
    let reckoned = run(
        "2025-03-03T09:00",
        Length::Hours(24),
        &pauses,
        &[],
        "2025-03-03T13:59",
    );
    assert_eq!(reckoned.due, at("2025-03-04T11:00"));
    assert_eq!(reckoned.consumed, 2);
    let more = [Extension::Add(Length::Minutes(90))];
    let reckoned = run(
        "2025-03-03T09:00",
        Length::Hours(24),
        &pauses,
        &more,
        "2025-03-03T13:59",
    );
    assert_eq!(reckoned.due, at("2025-03-04T12:30"));
    let limited = [pause("2025-03-03T10:00", None, Some(Length::Hours(2)))];
    let reckoned = run(
        "2025-03-03T09:00",
        Length::Hours(24),
        &limited,
        &[],
        "2025-03-09T00:00",
    );
    assert_eq!(
        (reckoned.due, reckoned.open_pause),
        (at("2025-03-04T11:00"), false)
    );
    // A limit in days runs to the end of its last day: 14 hours out.
    let days = [pause(
        "2025-03-03T10:00",
        None,
        Some(Length::CalendarDays(0)),
    )];
    let reckoned = run(
        "2025-03-03T09:00",
        Length::Hours(24),
        &days,
        &[],
        "2025-03-09T00:00",
    );
    assert_eq!(reckoned.due, at("2025-03-04T23:00"));
}

#[test]
fn what_is_used_up_leaves_out_pauses_and_goes_on_after_the_end() {
    let pauses = [pause("2025-03-10", Some("2025-03-24"), None)];
    let used = |as_of| run("2025-03-03", Length::WorkingDays(20), &pauses, &[], as_of).consumed;
    assert_eq!(used("2025-03-01"), 0);
    assert_eq!(used("2025-03-03"), 0);
    assert_eq!(used("2025-03-04"), 1);
    assert_eq!(used("2025-03-10"), 5);
    assert_eq!(used("2025-03-17"), 5);
    assert_eq!(used("2025-03-25"), 6);
    assert_eq!(used("2025-04-15"), 20);
    assert_eq!(used("2025-04-16"), 21);
    let days = run("2025-03-03", Length::Months(1), &pauses, &[], "2025-03-25").consumed;
    assert_eq!(days, 8);
}

#[test]
fn what_cannot_be_counted_is_said() {
    let fail = |start: &str, length, extensions: &[Extension]| {
        let term = Term {
            length,
            direction: Direction::Forward,
            roll: true,
        };
        let start = at(start);
        let course = Course {
            start,
            pauses: &[],
            extensions,
            as_of: start,
        };
        reckon(&CALENDAR, term, &course).unwrap_err()
    };
    let error = fail("2025-03-03", Length::Years(100), &[]);
    assert_eq!(error.code(), "period-outside-range");
    insta::assert_snapshot!(error, @"期限计算：100年自2025年3月3日起算，超出日历可算的范围（1990年至2089年）。请核对起算日期和期限长度。");
    assert!(matches!(
        fail("1989-12-31", Length::CalendarDays(1), &[]),
        ReckonError::OutsideRange { .. }
    ));
    for length in [
        Length::WorkingDays,
        Length::CalendarDays,
        Length::Months,
        Length::Years,
    ] {
        assert!(matches!(
            fail("2025-03-03", length(u32::MAX), &[]),
            ReckonError::OutsideRange { .. }
        ));
    }
    assert!(matches!(
        fail("2025-03-03", Length::Hours(u32::MAX), &[]),
        ReckonError::OutsideRange { .. }
    ));
    let error = fail("2025-03-03", Length::Yearly { month: 2, day: 30 }, &[]);
    insta::assert_snapshot!(error, @"期限计算：没有2月30日这一天。请改正规则中的每年截止日期。");
    let error = fail(
        "2025-03-03",
        Length::Hours(24),
        &[Extension::Add(Length::WorkingDays(1))],
    );
    insta::assert_snapshot!(error, @"期限计算：24小时的期限不能延长1个工作日，两者计算单位不能相加。请把延长改为同类单位。");
}

#[test]
fn lengths_are_written_as_an_office_writes_them() {
    let lengths = [
        Length::WorkingDays(20),
        Length::CalendarDays(15),
        Length::Months(3),
        Length::Years(1),
        Length::Hours(24),
        Length::Minutes(30),
        Length::Yearly { month: 1, day: 31 },
    ];
    let written: Vec<String> = lengths.iter().map(ToString::to_string).collect();
    insta::assert_snapshot!(written.join(" "), @"20个工作日 15日 3个月 1年 24小时 30分钟 每年1月31日前");
}
