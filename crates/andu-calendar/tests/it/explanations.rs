//! The words in which a period is explained to an office.

use andu_calendar::{Course, Date, DateTime, Direction, Extension, Length, Pause, Term, explain};
use jiff::civil::date;

use crate::facts::CALENDAR;

fn said(term: Term, course: &Course<'_>) -> String {
    let rows = explain(&CALENDAR, term, course).unwrap();
    let line = |row: &andu_calendar::ExplainedDays| {
        let to = row.to.map_or(String::new(), |to| format!("..{to}"));
        let mark = if row.counted { "+" } else { "-" };
        format!("{mark} {}{to} {}", row.date, row.why)
    };
    rows.iter().map(line).collect::<Vec<_>>().join("\n")
}

fn plain(start: Date, length: Length, roll: bool, direction: Direction) -> String {
    let term = Term {
        length,
        direction,
        roll,
    };
    let start = start.at(9, 0, 0, 0);
    said(
        term,
        &Course {
            start,
            pauses: &[],
            extensions: &[],
            as_of: start,
        },
    )
}

fn pause(from: DateTime, to: DateTime) -> Pause {
    Pause {
        from,
        to: Some(to),
        limit: None,
        label: "征求第三方意见".to_owned(),
    }
}

#[test]
fn working_days_over_a_holiday() {
    let text = plain(
        date(2025, 9, 26),
        Length::WorkingDays(8),
        false,
        Direction::Forward,
    );
    insta::assert_snapshot!(text, @"
    - 2025-09-26 起算日不计
    - 2025-09-27 周六
    + 2025-09-28 国庆节、中秋节调休上班，计第1日
    + 2025-09-29..2025-09-30 工作日，计第2至3日
    - 2025-10-01..2025-10-08 国庆节、中秋节放假
    + 2025-10-09..2025-10-10 工作日，计第4至5日
    + 2025-10-11 国庆节、中秋节调休上班，计第6日
    - 2025-10-12 周日
    + 2025-10-13 工作日，计第7日
    + 2025-10-14 工作日，计第8日，期限届满
    ");
}

#[test]
fn a_pause_and_an_extension() {
    let term = Term {
        length: Length::WorkingDays(20),
        direction: Direction::Forward,
        roll: false,
    };
    let pauses = [pause(
        date(2025, 3, 10).at(9, 0, 0, 0),
        date(2025, 3, 24).at(9, 0, 0, 0),
    )];
    let course = Course {
        start: date(2025, 3, 3).at(9, 0, 0, 0),
        pauses: &pauses,
        extensions: &[Extension::Add(Length::WorkingDays(3))],
        as_of: date(2025, 3, 25).at(9, 0, 0, 0),
    };
    insta::assert_snapshot!(said(term, &course), @"
    - 2025-03-03 起算日不计
    + 2025-03-04..2025-03-07 工作日，计第1至4日
    - 2025-03-08..2025-03-09 周六、周日
    + 2025-03-10 工作日，计第5日
    - 2025-03-11..2025-03-24 扣除：征求第三方意见
    + 2025-03-25..2025-03-28 工作日，计第6至9日
    - 2025-03-29..2025-03-30 周六、周日
    + 2025-03-31..2025-04-03 工作日，计第10至13日
    - 2025-04-04..2025-04-06 清明节放假
    + 2025-04-07..2025-04-11 工作日，计第14至18日
    - 2025-04-12..2025-04-13 周六、周日
    + 2025-04-14..2025-04-15 工作日，计第19至20日
    + 2025-04-16..2025-04-17 延长期，工作日，计第1至2日
    + 2025-04-18 延长期，工作日，计第3日，期限届满
    ");
}

#[test]
fn a_last_day_that_moves() {
    let text = plain(
        date(2025, 8, 5),
        Length::CalendarDays(60),
        true,
        Direction::Forward,
    );
    insta::assert_snapshot!(text, @"
    - 2025-08-05 起算日不计
    + 2025-08-06..2025-10-03 计第1至59日
    + 2025-10-04 计第60日，末日为休息日（国庆节、中秋节放假），顺延
    - 2025-10-05..2025-10-08 休息日，顺延
    + 2025-10-09 工作日，顺延至本日，期限届满
    ");
    // Only one rest day, and the next day is worked.
    let text = plain(
        date(2025, 8, 11),
        Length::CalendarDays(6),
        true,
        Direction::Forward,
    );
    insta::assert_snapshot!(text, @"
    - 2025-08-11 起算日不计
    + 2025-08-12..2025-08-16 计第1至5日
    + 2025-08-17 计第6日，末日为休息日（周日），顺延
    + 2025-08-18 工作日，顺延至本日，期限届满
    ");
}

#[test]
fn a_day_worked_in_exchange_does_not_move() {
    let text = plain(
        date(2026, 7, 22),
        Length::CalendarDays(60),
        true,
        Direction::Forward,
    );
    insta::assert_snapshot!(text, @"
    - 2026-07-22 起算日不计
    + 2026-07-23..2026-09-19 计第1至59日
    + 2026-09-20 计第60日，国庆节调休上班，不顺延，期限届满
    ");
}

#[test]
fn months() {
    let text = plain(
        date(2025, 1, 31),
        Length::Months(3),
        true,
        Direction::Forward,
    );
    insta::assert_snapshot!(text, @"
    - 2025-01-31 起算日不计
    + 2025-02-01..2025-04-29 计第1至88日
    + 2025-04-30 计第89日，3个月无对应日，取当月最后一日，期限届满
    ");
    let text = plain(
        date(2025, 1, 15),
        Length::Months(3),
        true,
        Direction::Forward,
    );
    insta::assert_snapshot!(text, @"
    - 2025-01-15 起算日不计
    + 2025-01-16..2025-04-14 计第1至89日
    + 2025-04-15 计第90日，3个月的对应日，期限届满
    ");
}

#[test]
fn backward_and_minimum() {
    let text = plain(
        date(2025, 10, 15),
        Length::WorkingDays(7),
        false,
        Direction::Backward,
    );
    insta::assert_snapshot!(text, @"
    + 2025-09-29 工作日，倒数第7日，最迟日
    + 2025-09-30 工作日，倒数第6日
    - 2025-10-01..2025-10-08 国庆节、中秋节放假
    + 2025-10-09..2025-10-10 工作日，倒数第5至4日
    + 2025-10-11 国庆节、中秋节调休上班，倒数第3日
    - 2025-10-12 周日
    + 2025-10-13..2025-10-14 工作日，倒数第2至1日
    - 2025-10-15 事项当日不计
    ");
    let text = plain(
        date(2025, 9, 16),
        Length::WorkingDays(3),
        false,
        Direction::Backward,
    );
    insta::assert_snapshot!(text, @"
    + 2025-09-11 工作日，倒数第3日，最迟日
    + 2025-09-12 工作日，倒数第2日
    - 2025-09-13..2025-09-14 周六、周日
    + 2025-09-15 工作日，倒数第1日
    - 2025-09-16 事项当日不计
    ");
    let text = plain(
        date(2025, 9, 4),
        Length::CalendarDays(30),
        true,
        Direction::Minimum,
    );
    insta::assert_snapshot!(text, @"
    - 2025-09-04 起算日不计
    + 2025-09-05..2025-10-03 计第1至29日
    + 2025-10-04 计第30日，最短期限届满
    ");
}

#[test]
fn a_yearly_date() {
    let yearly = Length::Yearly { month: 1, day: 31 };
    let text = plain(date(2025, 2, 10), yearly, true, Direction::Forward);
    insta::assert_snapshot!(text, @"
    - 2025-02-10 起算日不计
    + 2025-02-11..2026-01-30 期限为每年1月31日前
    + 2026-01-31 每年1月31日前的截止日，末日为休息日（周六），顺延
    - 2026-02-01 休息日，顺延
    + 2026-02-02 工作日，顺延至本日，期限届满
    ");
}

#[test]
fn a_year_without_a_notice() {
    let text = plain(
        date(2026, 12, 22),
        Length::WorkingDays(10),
        false,
        Direction::Forward,
    );
    insta::assert_snapshot!(text, @"
    - 2026-12-22 起算日不计
    + 2026-12-23..2026-12-24 工作日，计第1至2日
    + 2026-12-25 工作日，计第3日（暂定）
    - 2026-12-26..2026-12-27 周六、周日（暂定）
    + 2026-12-28..2026-12-31 工作日，计第4至7日（暂定）
    - 2027-01-01 放假通知未发布，按元旦法定假日推定
    - 2027-01-02..2027-01-03 放假通知未发布，按周末推定
    + 2027-01-04..2027-01-05 放假通知未发布，按工作日推定，计第8至9日
    + 2027-01-06 放假通知未发布，按工作日推定，计第10日，期限届满（暂定）
    ");
    let text = plain(
        date(2026, 12, 3),
        Length::CalendarDays(31),
        true,
        Direction::Forward,
    );
    insta::assert_snapshot!(text, @"
    - 2026-12-03 起算日不计
    + 2026-12-04..2027-01-02 计第1至30日
    + 2027-01-03 计第31日，末日为休息日（放假通知未发布，按周末推定），顺延
    + 2027-01-04 放假通知未发布，按工作日推定，顺延至本日，期限届满（暂定）
    ");
}

#[test]
fn hours_and_minutes() {
    let term = Term {
        length: Length::Hours(24),
        direction: Direction::Forward,
        roll: false,
    };
    let start = date(2025, 3, 3).at(14, 5, 0, 0);
    let pauses = [pause(
        date(2025, 3, 3).at(20, 0, 0, 0),
        date(2025, 3, 4).at(8, 30, 0, 0),
    )];
    let course = Course {
        start,
        pauses: &pauses,
        extensions: &[],
        as_of: start,
    };
    insta::assert_snapshot!(said(term, &course), @"
    + 2025-03-03 自14时05分起算，24小时
    - 2025-03-03..2025-03-04 扣除：征求第三方意见（20时00分至8时30分）
    + 2025-03-05 2时35分届满
    ");
    let term = Term {
        direction: Direction::Backward,
        ..term
    };
    let course = Course {
        pauses: &[],
        ..course
    };
    insta::assert_snapshot!(said(term, &course), @"
    + 2025-03-02 14时05分为最迟时刻，提前24小时
    + 2025-03-03 事项于14时05分发生
    ");
}

#[test]
fn the_same_day() {
    let text = plain(
        date(2025, 10, 4),
        Length::CalendarDays(0),
        true,
        Direction::Forward,
    );
    insta::assert_snapshot!(text, @"+ 2025-10-04 限当日");
}
