//! Corrections and voids: laid over what they amend, never undoing what was decided.

use andu_casework::{Body, Change, Warning};
use andu_rules::model::Value;

use crate::office::{Desk, at};
use crate::slips::{act, correct, correct_field, correct_time, register, void, void_matter};

/// Proposed (2), reviewed (3) and replied to (4).
#[track_caller]
fn replied() -> Desk {
    let mut desk = Desk::opened();
    desk.take(act("propose", "甲", "2025-03-04").set(&[("reason", "齐全")]));
    desk.take(act("review", "乙", "2025-03-05").set(&[("conclusion", "passed")]));
    desk.take(act("reply", "丙", "2025-03-06"));
    desk
}

#[track_caller]
fn now_closed(desk: &mut Desk, slip: crate::slips::Slip) -> Vec<String> {
    let decision = desk.take(slip);
    let listed = match &decision.body {
        Body::Corrected(corrected) => &corrected.now_closed,
        Body::Voided(voided) => &voided.now_closed,
        other => panic!("{other:?}"),
    };
    let warned: Vec<_> = decision
        .warnings
        .iter()
        .map(|warning| match warning {
            Warning::NowClosed(gate) => gate.id.clone(),
            other => panic!("{other:?}"),
        })
        .collect();
    assert_eq!(&warned, listed);
    listed.iter().map(ToString::to_string).collect()
}

#[test]
fn a_field_is_corrected_where_it_was_set() {
    let mut desk = replied();
    desk.take(correct_field(1, "channel", "邮寄", "2025-03-10"));
    assert_eq!(desk.field("channel").as_deref(), Some("post"));
    assert_eq!(desk.stage(), "replied");
    let sentence = desk.refused(
        correct_field(2, "channel", "post", "2025-03-10"),
        "not-set-there",
    );
    insta::assert_snapshot!(sentence, @"不能更正：第2号办理记录没有填写“渠道”。请指明填写该项的那一条记录。");
    desk.refused(correct_field(1, "chanel", "post", "2025-03-10"), "fields");
    desk.refused(
        correct_field(1, "channel", "pigeon", "2025-03-10"),
        "fields",
    );
    desk.refused(
        correct_field(9, "channel", "post", "2025-03-10"),
        "no-such-event",
    );
    // The correction itself is no event that sets anything.
    desk.refused(
        correct_field(5, "channel", "post", "2025-03-10"),
        "no-such-event",
    );
    desk.refused(
        correct_field(1, "channel", "post", "2025-03-10").reason(" "),
        "without-reason",
    );
}

#[test]
fn the_later_correction_holds() {
    let mut desk = replied();
    desk.take(correct_field(1, "subject", "建厂房", "2025-03-10"));
    desk.take(correct_field(1, "subject", "建住房", "2025-03-10"));
    assert_eq!(desk.field("subject").as_deref(), Some("建住房"));
}

/// What a later act set anew is not touched by correcting the earlier act.
#[test]
fn a_correction_stays_in_its_event() {
    let mut desk = Desk::opened();
    desk.take(act("propose", "甲", "2025-03-04").set(&[("reason", "一")]));
    desk.take(act("propose", "甲", "2025-03-05").set(&[("reason", "二")]));
    desk.take(correct_field(2, "reason", "三", "2025-03-06"));
    assert_eq!(desk.field("reason").as_deref(), Some("二"));
    desk.take(void(3, "2025-03-06"));
    assert_eq!(desk.field("reason").as_deref(), Some("三"));
}

#[test]
fn a_field_can_be_emptied_unless_it_is_required() {
    let blank = || Change::Field("reason".into(), Value::Text(String::new()));
    let mut desk = replied();
    desk.take(correct(2, blank(), "2025-03-10"));
    assert_eq!(desk.field("reason"), None);
    let subject = Change::Field("subject".into(), Value::Text(" ".to_owned()));
    desk.refused(correct(1, subject, "2025-03-10"), "fields");
}

#[test]
fn a_personal_value_is_corrected_by_its_reference() {
    let mut desk = Desk::empty();
    let kept = |n: u32| Value::Personal {
        personal: format!("p{n}"),
        commitment: "c".repeat(64),
    };
    desk.take(register("2025-03-03").value("phone", kept(1)));
    desk.take(correct(
        1,
        Change::Field("phone".into(), kept(2)),
        "2025-03-04",
    ));
    assert_eq!(desk.matter().fields.get("phone"), Some(&kept(2)));
    desk.refused(
        correct(1, Change::Field("subject".into(), kept(3)), "2025-03-04"),
        "fields",
    );
}

#[test]
fn the_governing_day_stays_within_the_version() {
    let mut desk = Desk::opened();
    desk.refused(
        correct_field(1, "received_on", "2018-03-01", "2025-03-05"),
        "not-in-force",
    );
    desk.take(correct_field(1, "received_on", "2025-02-28", "2025-03-05"));
    assert_eq!(desk.told("reply", "2025-03-06"), "running 2025-03-28 -");
}

#[test]
fn a_time_is_corrected() {
    let mut desk = replied();
    desk.take(correct_time(4, "2025-03-07T11:00", "2025-03-10"));
    assert_eq!(
        desk.matter().last(&"reply".into()).unwrap().at,
        at("2025-03-07T11:00")
    );
    assert_eq!(desk.matter().closed_at, Some(at("2025-03-07T11:00")));
    desk.refused(correct_time(4, "2025-03-11", "2025-03-10"), "future");
    desk.refused(
        correct_time(4, "2025-03-02", "2025-03-10"),
        "before-opening",
    );
    assert_eq!(desk.stage(), "replied");
}

/// The opening cannot be moved behind what followed it.
#[test]
fn the_opening_stays_first() {
    let mut desk = replied();
    let sentence = desk.refused(correct_time(1, "2025-03-05", "2025-03-10"), "opening-after");
    insta::assert_snapshot!(sentence, @"不能更正：立件时间2025年3月5日 00:00晚于本件2025年3月4日 00:00的办理记录。请核对立件时间；后面的办理时间有误的，请先更正。");
    desk.take(correct_time(1, "2025-02-28", "2025-03-10"));
    desk.take(correct_time(1, "2025-03-04", "2025-03-10"));
    assert_eq!(desk.matter().opened_at(), Some(at("2025-03-04")));
}

#[test]
fn a_correction_reports_the_gates_that_would_be_closed_now() {
    let mut desk = replied();
    let closed = now_closed(
        &mut desk,
        correct_field(3, "conclusion", "refused", "2025-03-10"),
    );
    assert_eq!(closed, ["reviewed-first"]);
    // Reported, not decided again; and reported once.
    assert_eq!(desk.stage(), "replied");
    let closed = now_closed(&mut desk, correct_field(1, "channel", "post", "2025-03-10"));
    assert_eq!(closed, [""; 0]);
    let closed = now_closed(
        &mut desk,
        correct_field(3, "conclusion", "passed", "2025-03-10"),
    );
    assert_eq!(closed, [""; 0]);
}

/// A corrected time that turns the steps round closes what the earlier step had opened.
#[test]
fn a_correction_of_time_that_turns_steps_round_is_reported() {
    let mut desk = replied();
    let closed = now_closed(&mut desk, correct_time(3, "2025-03-07", "2025-03-10"));
    assert_eq!(closed, ["reviewed-first"]);
}

#[test]
fn gates_are_reported_in_the_order_of_the_events_and_once_each() {
    let mut desk = Desk::opened();
    desk.take(act("propose", "甲", "2025-03-04"));
    desk.take(act("review", "乙", "2025-03-05").set(&[("conclusion", "refused")]));
    desk.take(act("review", "乙", "2025-03-06").set(&[("conclusion", "passed")]));
    desk.take(act("reply", "丙", "2025-03-07"));
    assert_eq!(
        now_closed(&mut desk, void(2, "2025-03-10")),
        ["two-persons"]
    );
    let mut desk = replied();
    desk.take(correct_field(3, "conclusion", "refused", "2025-03-10"));
    assert_eq!(
        now_closed(&mut desk, void(2, "2025-03-10")),
        ["two-persons"]
    );
}

#[test]
fn a_voided_event_no_longer_counts() {
    let mut desk = replied();
    assert_eq!(
        now_closed(&mut desk, void(3, "2025-03-10")),
        ["reviewed-first"]
    );
    assert_eq!(desk.done(), ["register", "propose", "reply"]);
    assert_eq!(desk.field("conclusion"), None);
    desk.refused(void(3, "2025-03-10"), "no-such-event");
    desk.refused(correct_time(3, "2025-03-05", "2025-03-10"), "no-such-event");
    desk.refused(void(4, "2025-03-10").reason(""), "without-reason");
}

#[test]
fn voiding_the_end_opens_the_matter_again() {
    let mut desk = replied();
    desk.take(void(4, "2025-03-10"));
    assert_eq!((desk.stage(), desk.matter().closed_at), ("reviewed", None));
    assert_eq!(desk.told("reply", "2025-03-11"), "running 2025-03-31 -");
    desk.take(act("reply", "丙", "2025-03-11"));
    assert_eq!(desk.matter().closed_at, Some(at("2025-03-11")));
}

#[test]
fn a_voided_start_stops_its_clock() {
    let mut desk = Desk::waiting();
    assert_eq!(
        desk.told("correction", "2025-03-04"),
        "running 2025-03-10 -"
    );
    desk.take(void(2, "2025-03-05"));
    assert_eq!(desk.told("correction", "2025-03-05"), "none");
    assert_eq!(desk.stage(), "received");
}

#[test]
fn the_opening_is_voided_with_the_matter_only() {
    let mut desk = replied();
    desk.refused(void(1, "2025-03-10"), "void-opening");
    desk.take(void_matter("2025-03-10"));
    assert!(desk.matter().voided);
    desk.refused(act("reply", "丙", "2025-03-11"), "voided");
    desk.refused(void_matter("2025-03-11"), "voided");
}

#[test]
fn a_matter_before_an_event() {
    let mut desk = replied();
    desk.take(correct_field(1, "channel", "post", "2025-03-10"));
    let before = desk.matter().before(3).unwrap();
    assert_eq!(before.done.len(), 2);
    assert_eq!(
        before.fields.get("channel"),
        Some(&Value::Text("post".to_owned()))
    );
    assert_eq!(desk.matter().before(1), None);
}

#[test]
fn the_last_of_two_at_one_time_is_the_later_entry() {
    let mut desk = Desk::opened();
    desk.take(act("propose", "甲", "2025-03-04"));
    desk.take(act("propose", "乙", "2025-03-04"));
    assert_eq!(desk.matter().last(&"propose".into()).unwrap().actor, "乙");
}
