//! Laws of counting, against a walk day by day that knows only the facts.

use andu_calendar::{
    Course, Date, Direction, Extension, Length, Pause, Term, WorkingDays, explain, reckon,
};
use jiff::ToSpan;
use jiff::civil::{DateTime, date};
use proptest::prelude::*;

use crate::facts::{CALENDAR, worked};

/// A start that leaves room for a few years before the facts end.
fn start() -> impl Strategy<Value = Date> {
    (0..7000i32).prop_map(|days| date(2004, 1, 10) + days.days())
}

fn length() -> impl Strategy<Value = Length> {
    prop_oneof![
        (0..60u32).prop_map(Length::WorkingDays),
        (0..120u32).prop_map(Length::CalendarDays),
        (0..7u32).prop_map(Length::Months),
        (0..2u32).prop_map(Length::Years),
    ]
}

/// Pauses by their distance from the start and their length.
fn gaps() -> impl Strategy<Value = Vec<(i32, i32)>> {
    proptest::collection::vec((-20..150i32, -3..40i32), 0..7)
}

fn extensions() -> impl Strategy<Value = Vec<Extension>> {
    let extension = prop_oneof![
        length().prop_map(Extension::Add),
        length().prop_map(Extension::Total),
    ];
    proptest::collection::vec(extension, 0..3)
}

fn pauses(start: Date, gaps: &[(i32, i32)]) -> Vec<Pause> {
    let pause = |&(from, length): &(i32, i32)| {
        let from = start + from.days();
        Pause {
            from: from.at(8, 0, 0, 0),
            to: Some((from + length.days()).at(17, 0, 0, 0)),
            limit: None,
            label: "鉴定".to_owned(),
        }
    };
    gaps.iter().map(pause).collect()
}

/// One length from a day, one day at a time.
fn walk(from: Date, length: Length, gaps: &[(Date, Date)]) -> Date {
    let mut left = match length {
        Length::WorkingDays(n) | Length::CalendarDays(n) => i64::from(n),
        Length::Months(n) => days_until(from, from + i64::from(n).months()),
        Length::Years(n) => days_until(from, from + i64::from(n).years()),
        _ => unreachable!("the strategies make no other lengths"),
    };
    let mut day = from;
    while left > 0 {
        day = day.tomorrow().unwrap();
        let paused = gaps.iter().any(|&(after, to)| after < day && day <= to);
        if !paused && (!length.counts_working_days() || worked(day)) {
            left -= 1;
        }
    }
    day
}

fn days_until(from: Date, to: Date) -> i64 {
    i64::from(from.until(to).unwrap().get_days())
}

fn run(
    start: Date,
    term: Term,
    gaps: &[(i32, i32)],
    extensions: &[Extension],
) -> andu_calendar::Reckoning {
    let pauses = pauses(start, gaps);
    let start = start.at(9, 30, 0, 0);
    let course = Course {
        start,
        pauses: &pauses,
        extensions,
        as_of: start,
    };
    reckon(&CALENDAR, term, &course).unwrap()
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(512))]

    #[test]
    fn adding_working_days_and_counting_them_gives_the_number(day in start(), n in 0..400u32) {
        let end = CALENDAR.nth_working_day(day, WorkingDays(n)).unwrap();
        prop_assert_eq!(CALENDAR.working_days_between(day, end), i64::from(n));
        prop_assert_eq!(CALENDAR.working_days_between(end, day), -i64::from(n));
        prop_assert_eq!(walk(day, Length::WorkingDays(n), &[]), end);
        if n > 0 {
            prop_assert!(worked(end));
            prop_assert_eq!(CALENDAR.roll_forward(end), end);
        }
    }

    #[test]
    fn going_back_and_forth_ends_on_the_same_working_day(day in start(), n in 1..200u32) {
        let day = CALENDAR.roll_forward(day + 300.days());
        let back = CALENDAR.nth_working_day_before(day, WorkingDays(n)).unwrap();
        prop_assert!(worked(back));
        prop_assert_eq!(CALENDAR.nth_working_day(back, WorkingDays(n)), Some(day));
    }

    #[test]
    fn the_end_is_where_a_walk_ends(
        day in start(),
        length in length(),
        gaps in gaps(),
        extensions in extensions(),
        roll: bool,
        minimum: bool,
    ) {
        let direction = if minimum { Direction::Minimum } else { Direction::Forward };
        let found = run(day, Term { length, direction, roll }, &gaps, &extensions);

        let dates: Vec<(Date, Date)> = gaps
            .iter()
            .map(|&(from, length)| (day + from.days(), day + (from + length).days()))
            .collect();
        let mut lengths = vec![length];
        for extension in &extensions {
            match *extension {
                Extension::Add(length) => lengths.push(length),
                Extension::Total(length) => lengths = vec![length],
            }
        }
        let mut end = lengths.iter().fold(day, |end, &length| walk(end, length, &dates));
        if roll && !minimum && end > day {
            while !worked(end) {
                end = end.tomorrow().unwrap();
            }
        }
        prop_assert_eq!(found.due_on(), end);
        prop_assert!(!found.provisional);
    }

    #[test]
    fn a_longer_pause_never_shortens_a_period(
        day in start(),
        length in length(),
        gaps in gaps(),
        longer in 0..30i32,
        which in 0..7usize,
        roll: bool,
    ) {
        let term = Term { length, direction: Direction::Forward, roll };
        let mut more = gaps.clone();
        match more.get_mut(which) {
            Some(gap) => gap.1 += longer,
            None => more.push((longer, longer)),
        }
        let before = run(day, term, &gaps, &[]).due;
        prop_assert!(before <= run(day, term, &more, &[]).due);
    }

    #[test]
    fn an_order_of_pauses_does_not_matter(day in start(), length in length(), gaps in gaps()) {
        let term = Term { length, direction: Direction::Forward, roll: true };
        let mut reversed = gaps.clone();
        reversed.reverse();
        let doubled: Vec<_> = gaps.iter().chain(&reversed).copied().collect();
        let found = run(day, term, &gaps, &[]);
        prop_assert_eq!(run(day, term, &reversed, &[]), found);
        prop_assert_eq!(run(day, term, &doubled, &[]), found);
    }

    #[test]
    fn a_backward_day_leaves_the_length_before_the_event(day in start(), length in length()) {
        let event = day + 800.days();
        let term = Term { length, direction: Direction::Backward, roll: true };
        let latest = run(event, term, &[], &[]).due_on();
        let leaves = |from: Date| match length {
            // The event day is not counted, and the day itself is.
            Length::WorkingDays(n) => {
                let days = (0..days_until(from, event)).map(|day| from + day.days());
                days.filter(|&day| worked(day)).count() >= usize::try_from(n).unwrap()
            }
            Length::CalendarDays(n) => days_until(from, event) >= i64::from(n),
            Length::Months(n) => from <= event - i64::from(n).months(),
            Length::Years(n) => from <= event - i64::from(n).years(),
            _ => false,
        };
        prop_assert!(leaves(latest));
        prop_assert!(!leaves(latest.tomorrow().unwrap()) || latest == event);
    }

    #[test]
    fn an_explanation_ends_where_the_period_ends_and_leaves_out_no_day(
        day in start(),
        length in length(),
        gaps in gaps(),
        extensions in extensions(),
        roll: bool,
    ) {
        let term = Term { length, direction: Direction::Forward, roll };
        let pauses = pauses(day, &gaps);
        let start = day.at(9, 30, 0, 0);
        let course = Course { start, pauses: &pauses, extensions: &extensions, as_of: start };
        let rows = explain(&CALENDAR, term, &course).unwrap();
        let due = reckon(&CALENDAR, term, &course).unwrap().due_on();
        let mut next = day;
        for row in &rows {
            prop_assert_eq!(row.date, next);
            next = row.to.unwrap_or(row.date).tomorrow().unwrap();
        }
        prop_assert_eq!(next.yesterday().unwrap(), due);
        let opening = if due == day { "限当日" } else { "起算日不计" };
        prop_assert_eq!(&rows[0].why, opening);
    }

    #[test]
    fn consumption_is_what_a_walk_counts(
        day in start(),
        length in length(),
        gaps in gaps(),
        passed in -5..200i32,
    ) {
        let pauses = pauses(day, &gaps);
        let as_of = (day + passed.days()).at(12, 0, 0, 0);
        let course =
            Course { start: day.at(9, 0, 0, 0), pauses: &pauses, extensions: &[], as_of };
        let term = Term { length, direction: Direction::Forward, roll: false };
        let found = reckon(&CALENDAR, term, &course).unwrap().consumed;
        let counted = (1..=passed)
            .map(|n| (n, worked(day + n.days())))
            .filter(|&(n, worked)| {
                let paused = gaps.iter().any(|&(from, length)| from < n && n <= from + length);
                !paused && (worked || !length.counts_working_days())
            })
            .count();
        prop_assert_eq!(found, i64::try_from(counted).unwrap());
    }

    #[test]
    fn minutes_are_where_a_walk_by_minutes_ends(
        minutes in 0..600u32,
        gaps in proptest::collection::vec((-100..700i32, -10..300i32), 0..6),
    ) {
        let start = date(2025, 9, 30).at(22, 15, 0, 0);
        let after = |n: i32| -> DateTime { start + i64::from(n).minutes() };
        let pauses: Vec<Pause> = gaps
            .iter()
            .map(|&(from, length)| Pause {
                from: after(from),
                to: Some(after(from + length)),
                limit: None,
                label: "通信中断".to_owned(),
            })
            .collect();
        let course = Course { start, pauses: &pauses, extensions: &[], as_of: start };
        let term =
            Term { length: Length::Minutes(minutes), direction: Direction::Forward, roll: true };
        let (mut now, mut left) = (0, minutes);
        while left > 0 {
            now += 1;
            if !gaps.iter().any(|&(from, length)| from < now && now <= from + length) {
                left -= 1;
            }
        }
        prop_assert_eq!(reckon(&CALENDAR, term, &course).unwrap().due, after(now));
    }
}
