//! Overlays, changed notices, single days, and days that no notice can reach.

use andu_calendar::{Calendar, Date, FIRST_DAY, Holiday, LAST_DAY, Notice, WorkingDays};
use jiff::civil::date;

use crate::facts::{CALENDAR, NOTICES};

pub fn notice(year: i16, festival: &str, off: &[(Date, Date)], work: &[Date]) -> Notice {
    Notice {
        year,
        title: format!("国务院办公厅关于{year}年部分节假日安排的通知"),
        number: None,
        issued: None,
        division: None,
        amends: None,
        holidays: vec![Holiday {
            festival: festival.to_owned(),
            off: off.to_vec(),
            work: work.to_vec(),
        }],
    }
}

fn with(more: Notice, division: Option<&str>) -> Calendar {
    let mut notices = NOTICES.clone();
    notices.push(more);
    Calendar::new(&notices, division).unwrap()
}

/// 石柱土家族自治县, say, takes a day of its own: a Friday off, the Sunday after worked.
fn county(division: &str) -> Notice {
    let friday = date(2025, 11, 7);
    let mut notice = notice(2025, "县庆", &[(friday, friday)], &[date(2025, 11, 9)]);
    notice.title = "自治县放假通知".to_owned();
    notice.division = Some(division.to_owned());
    notice
}

#[test]
fn a_county_has_days_of_its_own_and_others_do_not() {
    for division in ["500240", "5002", "50"] {
        let calendar = with(county(division), Some("500240"));
        assert!(!calendar.is_working_day(date(2025, 11, 7)), "{division}");
        assert!(calendar.is_working_day(date(2025, 11, 9)), "{division}");
        assert_eq!(calendar.day(date(2025, 11, 7)).why.to_string(), "县庆放假");
        assert_eq!(
            calendar.day(date(2025, 11, 9)).why.to_string(),
            "县庆调休上班"
        );
        assert_ne!(calendar.canonical(), CALENDAR.canonical());
    }
    for office in [None, Some("500229"), Some("410100")] {
        let calendar = with(county("500240"), office);
        assert!(calendar.is_working_day(date(2025, 11, 7)), "{office:?}");
        assert_eq!(calendar.canonical(), CALENDAR.canonical());
    }
}

#[test]
fn a_county_day_overrides_the_national_day() {
    // Worked on a national day off, whatever the order in which the notices come.
    let mut own = county("500240");
    own.holidays[0].off.clear();
    own.holidays[0].work = vec![date(2025, 10, 8)];
    own.issued = Some(date(2024, 1, 1));
    let mut notices = vec![own];
    notices.extend(NOTICES.iter().cloned());
    let calendar = Calendar::new(&notices, Some("500240")).unwrap();
    assert!(calendar.is_working_day(date(2025, 10, 8)));
    assert_eq!(
        calendar.nth_working_day(date(2025, 9, 29), WorkingDays(5)),
        Some(date(2025, 10, 11)),
    );
}

#[test]
fn an_overlay_does_not_announce_a_year() {
    let mut own = county("500240");
    own.year = 2027;
    own.holidays[0].off = vec![(date(2027, 11, 5), date(2027, 11, 5))];
    own.holidays[0].work.clear();
    let calendar = with(own, Some("500240"));
    assert!(!calendar.is_announced(2027));
    assert!(!calendar.day(date(2027, 11, 5)).working);
    assert!(calendar.day(date(2027, 11, 8)).provisional);
}

#[test]
fn a_notice_that_amends_wins_day_by_day() {
    // As in March 2019: at first only the 1st of May was off.
    let may = date(2019, 5, 1);
    let first = notice(2019, "劳动节", &[(may, may)], &[]);
    let mut change = notice(
        2019,
        "劳动节",
        &[(may, date(2019, 5, 4))],
        &[date(2019, 4, 28), date(2019, 5, 5)],
    );
    change.title = "国务院办公厅关于调整2019年劳动节假期安排的通知".to_owned();
    change.amends = Some(first.title.clone());
    let before = Calendar::new(std::slice::from_ref(&first), None).unwrap();
    assert!(before.is_working_day(date(2019, 5, 2)));
    for notices in [[first.clone(), change.clone()], [change.clone(), first]] {
        let after = Calendar::new(&notices, None).unwrap();
        assert!(!after.is_working_day(date(2019, 5, 2)));
        assert!(after.is_working_day(date(2019, 5, 5)));
        assert_ne!(before.canonical(), after.canonical());
    }
    // A change may also take a day off back; a weekday listed as worked is then no slip.
    change.holidays[0].off.clear();
    change.holidays[0].work = vec![may];
    // Whatever the order, and even against a date of issue that is the later one by mistake.
    let mut base = notice(2019, "劳动节", &[(may, may)], &[]);
    base.issued = Some(date(2019, 4, 1));
    for notices in [[base.clone(), change.clone()], [change, base]] {
        let after = Calendar::new(&notices, None).unwrap();
        assert_eq!(after.day(may).why.to_string(), "工作日");
        assert!(Calendar::faults(&notices, None).is_empty());
    }
}

#[test]
fn of_two_changes_the_later_issue_wins() {
    let day = date(2019, 5, 2);
    let base = notice(2019, "劳动节", &[(date(2019, 5, 1), date(2019, 5, 1))], &[]);
    let mut early = notice(2019, "劳动节", &[(day, day)], &[]);
    early.amends = Some(base.title.clone());
    early.issued = Some(date(2019, 3, 1));
    let mut late = notice(2019, "劳动节", &[], &[day]);
    late.amends = Some(base.title.clone());
    late.issued = Some(date(2019, 4, 1));
    let calendar = Calendar::new(&[late, early, base], None).unwrap();
    assert!(calendar.is_working_day(day));
}

#[test]
fn a_day_says_why() {
    let why = |day| CALENDAR.day(day).why.to_string();
    let said = [
        date(2025, 9, 27),
        date(2025, 9, 28),
        date(2025, 9, 29),
        date(2025, 10, 6),
        date(2025, 10, 12),
        date(2018, 12, 29),
        date(2027, 1, 1),
        date(2027, 5, 2),
        date(2027, 5, 3),
        date(2027, 5, 9),
        date(2027, 10, 3),
    ]
    .map(|day| format!("{day} {}", why(day)));
    insta::assert_snapshot!(said.join("\n"), @"
    2025-09-27 周六
    2025-09-28 国庆节、中秋节调休上班
    2025-09-29 工作日
    2025-10-06 国庆节、中秋节放假
    2025-10-12 周日
    2018-12-29 元旦调休上班
    2027-01-01 放假通知未发布，按元旦法定假日推定
    2027-05-02 放假通知未发布，按劳动节法定假日推定
    2027-05-03 放假通知未发布，按工作日推定
    2027-05-09 放假通知未发布，按周末推定
    2027-10-03 放假通知未发布，按国庆节法定假日推定
    ");
}

#[test]
fn what_decides_a_day_stands_in_the_canonical_text() {
    let may = date(2025, 5, 1);
    let calendar = Calendar::new(
        &[notice(2025, "劳动节", &[(may, may)], &[date(2025, 4, 27)])],
        None,
    )
    .unwrap();
    insta::assert_snapshot!(calendar.canonical(), @"
    andu-calendar 1
    2025
    2025-04-27 work
    2025-05-01 off
    ");
    assert_eq!(calendar.clone().canonical(), calendar.canonical());
}

#[test]
fn the_ends_of_the_range_are_safe() {
    let none = Calendar::new(&[], None).unwrap();
    // 2089-12-30 is a Friday, so is 1989-12-29; 1990-01-01 is presumed off.
    assert_eq!(
        none.nth_working_day(date(2089, 12, 29), WorkingDays(1)),
        Some(date(2089, 12, 30))
    );
    assert_eq!(
        none.nth_working_day(date(2089, 12, 29), WorkingDays(2)),
        None
    );
    assert_eq!(none.nth_working_day(LAST_DAY, WorkingDays(1)), None);
    assert_eq!(
        none.nth_working_day(LAST_DAY, WorkingDays(0)),
        Some(LAST_DAY)
    );
    assert_eq!(none.nth_working_day(LAST_DAY, WorkingDays(u32::MAX)), None);
    assert_eq!(none.nth_working_day_before(FIRST_DAY, WorkingDays(1)), None);
    assert_eq!(
        none.nth_working_day_before(date(1990, 1, 3), WorkingDays(1)),
        Some(date(1990, 1, 2))
    );
    assert_eq!(
        none.nth_working_day_before(date(1990, 1, 3), WorkingDays(2)),
        None
    );
    assert_eq!(none.roll_forward(LAST_DAY), date(2090, 1, 2));
    assert_eq!(none.roll_forward(date(1989, 12, 30)), date(1990, 1, 2));
    assert_eq!(none.roll_forward(Date::MAX), Date::MAX);
    assert!(none.day(date(2100, 1, 4)).provisional);
    assert!(none.is_working_day(date(1989, 12, 29)));
}

#[test]
fn counting_between_days_outside_the_range_knows_weekends() {
    let none = Calendar::new(&[], None).unwrap();
    // Monday 1989-12-18 to Sunday 1989-12-31: nine weekdays after the Monday.
    assert_eq!(
        none.working_days_between(date(1989, 12, 18), date(1989, 12, 31)),
        9
    );
    assert_eq!(
        none.working_days_between(date(1989, 12, 31), date(1989, 12, 18)),
        -9
    );
    assert_eq!(
        none.working_days_between(date(1989, 12, 18), date(1990, 1, 2)),
        10
    );
    // 2090-01-01 is a Sunday.
    assert_eq!(
        none.working_days_between(date(2089, 12, 30), date(2090, 1, 13)),
        10
    );
    assert_eq!(
        none.working_days_between(date(2090, 1, 13), date(2089, 12, 30)),
        -10
    );
    assert_eq!(
        none.working_days_between(date(2090, 1, 2), date(2090, 1, 9)),
        5
    );
}
