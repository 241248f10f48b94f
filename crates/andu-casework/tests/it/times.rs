//! When it happened and when it was entered.

use andu_casework::Body;

use crate::office::Desk;
use crate::slips::{act, register};

#[test]
fn nothing_happens_in_the_future() {
    let slip = act("propose", "甲", "2025-03-05T10:00").entered("2025-03-05T09:59");
    let sentence = Desk::opened().refused(slip, "future");
    insta::assert_snapshot!(sentence, @"不能登记：办理时间2025年3月5日 10:00晚于登记时间2025年3月5日 09:59。请填写实际发生的时间。");
    Desk::opened().take(act("propose", "甲", "2025-03-05T10:00"));
}

#[test]
fn nothing_happens_before_the_opening() {
    let sentence = Desk::opened().refused(
        act("propose", "甲", "2025-02-28T17:00").late("2025-03-04"),
        "before-opening",
    );
    insta::assert_snapshot!(sentence, @"不能登记：办理时间2025年2月28日 17:00早于本件立件时间2025年3月3日 09:00。请核对办理时间，立件时间有误的请先更正。");
    let hour = act("propose", "甲", "2025-03-03T08:59").entered("2025-03-03T10:00");
    Desk::opened().refused(hour, "before-opening");
}

/// Whoever gives only the day of opening means some time after it.
#[test]
fn a_day_without_a_time_may_be_the_day_of_opening() {
    let mut desk = Desk::opened();
    desk.take(act("propose", "甲", "2025-03-03").entered("2025-03-03T10:00"));
    desk.take(act("suspend", "甲", "2025-03-03").entered("2025-03-03T11:00"));
    assert_eq!(desk.told("reply", "2025-03-10"), "paused - -");
}

#[track_caller]
fn lateness(happened: &str, entered: &str) -> Option<i64> {
    let mut desk = Desk::empty();
    desk.take(register("2025-01-20"));
    let slip = act("propose", "甲", happened).late(entered);
    match desk.take(slip).body {
        Body::Acted(acted) => acted.late.map(|late| late.working_days),
        _ => None,
    }
}

#[test]
fn an_entry_is_late_from_the_second_working_day_on() {
    assert_eq!(lateness("2025-03-05", "2025-03-05"), None);
    assert_eq!(lateness("2025-03-05", "2025-03-06"), None);
    assert_eq!(lateness("2025-03-05", "2025-03-07"), Some(2));
    // Friday to Monday, and to Tuesday.
    assert_eq!(lateness("2025-03-07", "2025-03-10"), None);
    assert_eq!(lateness("2025-03-07", "2025-03-11"), Some(2));
}

/// Eight days of Spring Festival are no working days; Sunday the 26th of January is one.
#[test]
fn holidays_make_nobody_late() {
    assert_eq!(lateness("2025-01-27", "2025-02-05"), None);
    assert_eq!(lateness("2025-01-27", "2025-02-06"), Some(2));
    assert_eq!(lateness("2025-01-24", "2025-01-27"), Some(2));
}

#[test]
fn a_late_entry_needs_a_reason_and_a_role() {
    let slip = || act("propose", "甲", "2025-03-05").entered("2025-03-07");
    let mut desk = Desk::opened();
    let sentence = desk.refused(slip(), "late-without-reason");
    insta::assert_snapshot!(sentence, @"不能登记：办理时间2025年3月5日 00:00距今已2个工作日，属于补录。请填写补录原因。");
    desk.refused(slip().late_reason(" "), "late-without-reason");
    desk.refused(slip().late_reason("漏登"), "late-without-role");
    desk.take(
        act("propose", "录", "2025-03-05")
            .entered("2025-03-07")
            .late_reason("漏登"),
    );
    assert_eq!(desk.matter().late, 1);
}

#[test]
fn an_opening_can_be_late_too() {
    Desk::empty().refused(
        register("2025-03-03").entered("2025-03-05"),
        "late-without-reason",
    );
    let mut desk = Desk::empty();
    desk.take(register("2025-03-03").late("2025-03-05"));
    assert_eq!(desk.matter().late, 1);
}

/// The computer's own clock was set back: nothing on record can lie in its future.
#[test]
fn a_clock_that_goes_backwards_is_noticed() {
    let mut desk = Desk::opened();
    desk.take(act("propose", "甲", "2025-03-10T09:00"));
    let sentence = desk.refused(act("consult", "甲", "2025-03-07T09:00"), "clock-backwards");
    insta::assert_snapshot!(sentence, @"不能登记：登记时间2025年3月7日 09:00早于本件已有的办理记录时间2025年3月10日 09:00，计算机的时钟可能被调回。请校准时钟；该办理记录的时间有误的，请先更正或作废。");
    // An entry dated by a clock that ran ahead can still be put right.
    desk.take(crate::slips::correct_time(
        2,
        "2025-03-06",
        "2025-03-07T09:00",
    ));
    desk.take(act("consult", "甲", "2025-03-07T09:00"));
}

/// The pen counts: a leader's deed is entered late by somebody who may enter late, and by nobody else.
#[test]
fn the_right_to_enter_late_is_the_recorders() {
    let mut desk = Desk::opened();
    let slip = || {
        let slip = act("propose", "甲", "2025-03-04").late_reason("漏登");
        slip.entered("2025-03-10")
    };
    let sentence = desk.refused(slip().by("乙"), "late-without-role");
    insta::assert_snapshot!(sentence, @"不能登记：办理时间距今已4个工作日，属于补录，录入人乙没有补录权限（late-entry）。请由有补录权限的人员登记。");
    let own = act("propose", "录", "2025-03-04").late_reason("漏登");
    // 录 may enter late, but it is 乙 who enters.
    desk.refused(own.entered("2025-03-10").by("乙"), "late-without-role");
    desk.take(slip().by("录"));
    assert_eq!(desk.matter().late, 1);
}
