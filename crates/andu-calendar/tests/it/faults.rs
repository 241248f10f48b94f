//! What is said of a notice that cannot be right.

use andu_calendar::{Calendar, Date, Notice};
use jiff::civil::date;

use crate::calendar::notice;

fn range(from: Date, to: Date) -> (Date, Date) {
    (from, to)
}

fn said(notices: &[Notice]) -> String {
    let faults = Calendar::faults(notices, None);
    let fatal = faults.iter().any(|fault| !fault.is_warning());
    assert_eq!(Calendar::new(notices, None).is_err(), fatal);
    let lines = faults.iter().map(|fault| {
        let kind = if fault.is_warning() {
            "warning"
        } else {
            "error"
        };
        format!("{kind} {} {fault}", fault.code())
    });
    lines.collect::<Vec<_>>().join("\n")
}

#[test]
fn all_faults_come_at_once() {
    let (may, june) = (date(2025, 5, 1), date(2025, 6, 2));
    let twisted = notice(
        2025,
        "劳动节",
        &[range(june, may), range(date(2035, 5, 1), date(2035, 5, 5))],
        &[date(2024, 4, 27)],
    );
    let mut nowhere = notice(2026, "元旦", &[], &[]);
    nowhere.division = Some("重庆".to_owned());
    insta::assert_snapshot!(said(&[twisted, nowhere, notice(1066, "元旦", &[], &[])]), @"
    error notice-range-reversed 国务院办公厅关于2025年部分节假日安排的通知：放假起止日颠倒，2025年6月2日至2025年5月1日。请对照通知原文改正。
    error notice-day-far-from-year 国务院办公厅关于2025年部分节假日安排的通知：2035年5月1日不属于2025年，也不在其前后一个月内。请核对日期或通知年份。
    error notice-day-far-from-year 国务院办公厅关于2025年部分节假日安排的通知：2035年5月5日不属于2025年，也不在其前后一个月内。请核对日期或通知年份。
    error notice-day-far-from-year 国务院办公厅关于2025年部分节假日安排的通知：2024年4月27日不属于2025年，也不在其前后一个月内。请核对日期或通知年份。
    error notice-division 国务院办公厅关于2026年部分节假日安排的通知：行政区划代码“重庆”不是2位、4位或6位数字。请填写国家标准代码。
    error notice-year-outside-range 国务院办公厅关于1066年部分节假日安排的通知：1066年超出日历可收的年份（1991年至2088年）。请核对通知年份。
    ");
}

#[test]
fn a_day_cannot_be_both() {
    let may = date(2025, 5, 1);
    let both = notice(
        2025,
        "劳动节",
        &[range(may, date(2025, 5, 5))],
        &[date(2025, 5, 4)],
    );
    insta::assert_snapshot!(said(&[both]), @"error notice-day-both-off-and-work 国务院办公厅关于2025年部分节假日安排的通知：2025年5月4日既列为放假，又列为上班。请对照通知原文，只保留一项。");
}

#[test]
fn two_notices_that_differ_need_a_word_on_which_of_them_holds() {
    let day = date(2025, 1, 2);
    let first = notice(2025, "元旦", &[], &[]);
    let mut second = notice(2025, "元旦", &[range(day, day)], &[]);
    insta::assert_snapshot!(said(&[first.clone(), second.clone()]), @"error notice-twice 国务院办公厅关于2025年部分节假日安排的通知：2025年已另有一份放假通知（国务院办公厅关于2025年部分节假日安排的通知），两份所列日期不同。如系调整，请写明所调整的通知；否则请写明两份的印发日期，或者删去一份。");
    // The same days twice, a change that says so, another place, or two dates of issue.
    assert_eq!(said(&[second.clone(), second.clone()]), "");
    second.amends = Some(first.title.clone());
    assert_eq!(said(&[first.clone(), second.clone()]), "");
    second.amends = None;
    second.division = Some("500242".to_owned());
    assert_eq!(said(&[first.clone(), second.clone()]), "");
    second.division = None;
    let mut dated = first;
    dated.issued = Some(date(2024, 11, 12));
    second.issued = Some(date(2024, 12, 1));
    for notices in [[dated.clone(), second.clone()], [second, dated]] {
        assert_eq!(said(&notices), "");
        assert!(!Calendar::new(&notices, None).unwrap().is_working_day(day));
    }
}

#[test]
fn an_ordinary_monday_worked_is_only_a_warning() {
    // As the extended holiday of 2020 had it.
    let off = [range(date(2020, 1, 24), date(2020, 2, 2))];
    let spring = notice(2020, "春节", &off, &[date(2020, 1, 19), date(2020, 2, 3)]);
    insta::assert_snapshot!(said(std::slice::from_ref(&spring)), @"warning notice-work-on-weekday 国务院办公厅关于2020年部分节假日安排的通知：2020年2月3日是周一，本来就是工作日，却列为调休上班。请对照通知原文核对。");
    let calendar = Calendar::new(&[spring], None).unwrap();
    assert_eq!(calendar.day(date(2020, 2, 3)).why.to_string(), "工作日");
}

#[test]
fn more_than_six_days_in_a_row_are_a_warning_since_2025() {
    // Saturday and Sunday worked before a full week.
    let work = [date(2025, 3, 8), date(2025, 3, 9)];
    insta::assert_snapshot!(said(&[notice(2025, "清明节", &[], &work)]), @"
    warning notice-long-run 国务院办公厅关于2025年部分节假日安排的通知：2025年3月8日调休上班后连续工作12日，超过6日（全国年节及纪念日放假办法 第七条）。请对照通知原文核对。
    warning notice-long-run 国务院办公厅关于2025年部分节假日安排的通知：2025年3月9日调休上班后连续工作12日，超过6日（全国年节及纪念日放假办法 第七条）。请对照通知原文核对。
    ");
    let before = [date(2024, 3, 9), date(2024, 3, 10)];
    assert_eq!(said(&[notice(2024, "清明节", &[], &before)]), "");
}
