//! Gates: statutory, local, advice, and who may act after whom.

use andu_casework::{Body, GateNowClosed, Refusal, Warning};

use crate::office::Desk;
use crate::slips::{act, register};

#[track_caller]
fn proposed() -> Desk {
    let mut desk = Desk::opened();
    desk.take(act("propose", "甲", "2025-03-04"));
    desk
}

#[test]
fn a_closed_statutory_gate_says_what_where_which_article_and_what_to_do() {
    let mut desk = proposed();
    let sentence = desk.refused(act("reply", "丙", "2025-03-05"), "gate-closed");
    insta::assert_snapshot!(sentence, @"不能办理“答复”：前置条件“审核意见”未满足（准办条例 第十一条）。请先登记审核意见。");
    let refusal = desk.decide(&act("reply", "丙", "2025-03-05")).unwrap_err();
    assert_eq!(refusal.articles(), ["准办条例 第十一条"]);
}

#[test]
fn a_review_that_did_not_pass_opens_nothing() {
    let mut desk = proposed();
    desk.take(act("review", "乙", "2025-03-05").set(&[("conclusion", "refused")]));
    desk.refused(act("reply", "丙", "2025-03-06"), "gate-closed");
}

#[test]
fn a_statutory_exception_opens_the_gate_and_is_recorded() {
    let mut desk = Desk::empty();
    desk.take(register("2025-03-03").set(&[("urgent", "true")]));
    let decision = desk.take(act("reply", "丙", "2025-03-04"));
    let Body::Acted(acted) = decision.body else {
        panic!("an act")
    };
    let [waived] = &acted.waived[..] else {
        panic!("one gate waived")
    };
    assert_eq!(waived.gate.as_str(), "reviewed-first");
    assert_eq!(
        (waived.exception.as_str(), waived.basis.as_str()),
        ("紧急情况", "准办条例 第十一条")
    );
}

#[test]
fn advice_warns_and_is_recorded() {
    let mut desk = Desk::empty();
    desk.take(register("2025-03-03").set(&[("urgent", "true")]));
    let decision = desk.take(act("reply", "丙", "2025-03-04"));
    let [Warning::Advice(gate)] = &decision.warnings[..] else {
        panic!("{:?}", decision.warnings)
    };
    assert_eq!(gate.id.as_str(), "reason-wished");
    let Body::Acted(acted) = decision.body else {
        panic!("an act")
    };
    assert_eq!(acted.warned.first(), Some(&gate.id));
    let followed = act("reply", "丙", "2025-03-04").set(&[("reason", "符合条件")]);
    let mut desk = Desk::empty();
    desk.take(register("2025-03-03").set(&[("urgent", "true")]));
    assert_eq!(desk.take(followed).warnings, []);
}

#[test]
fn nobody_reviews_his_own_proposal() {
    let mut desk = Desk::opened();
    desk.take(act("propose", "丁", "2025-03-04"));
    let own = act("review", "丁", "2025-03-05").set(&[("conclusion", "passed")]);
    let sentence = desk.refused(own.clone(), "gate-closed");
    insta::assert_snapshot!(sentence, @"不能办理“审核”：前置条件“拟办与审核分离”未满足（准办条例 第十一条）。请由拟办人以外的审核人审核。");
    // Somebody else's keyboard changes nothing.
    desk.refused(own.by("乙"), "gate-closed");
    desk.take(act("review", "乙", "2025-03-05").set(&[("conclusion", "passed")]));
}

/// The last proposal is the one reviewed: whoever took it over must not review it.
#[test]
fn the_last_proposer_is_the_one_who_counts() {
    let mut desk = proposed();
    desk.take(act("propose", "乙", "2025-03-05"));
    let review = |who| act("review", who, "2025-03-06").set(&[("conclusion", "passed")]);
    desk.refused(review("乙"), "gate-closed");
    desk.take(review("丁"));
}

#[test]
fn a_local_gate_can_be_passed_by_a_leader_with_a_reason() {
    let extend = || act("extend", "甲", "2025-03-05");
    let mut desk = proposed();
    let sentence = desk.refused(extend(), "gate-closed");
    insta::assert_snapshot!(sentence, @"不能办理“延长”：前置条件“延长审批”未满足。请先报负责人同意。此为本地规则，可由有权领导写明理由特批。");
    let sentence = desk.refused(extend().pass("extend-approved", "甲", "急"), "approval");
    insta::assert_snapshot!(sentence, @"不能特批：“延长审批”须由负责人批准，甲不担任。请报负责人。");
    let sentence = desk.refused(extend().pass("extend-approved", "丙", " "), "approval");
    insta::assert_snapshot!(sentence, @"不能特批：“延长审批”没有写明理由。请填写特批理由。");
    desk.refused(extend().pass("nothing", "丙", "急"), "approval");
    let passed = extend().pass("extend-approved", "丙", "领导出差").pass(
        "extend-approved",
        "丙",
        "领导出差",
    );
    let Body::Acted(acted) = desk.take(passed).body else {
        panic!("an act")
    };
    let [pass] = &acted.passed[..] else {
        panic!("{:?}", acted.passed)
    };
    assert_eq!((pass.by.as_str(), pass.reason.as_str()), ("丙", "领导出差"));
    assert_eq!(desk.told("reply", "2025-03-06"), "running 2025-04-15 -");
}

#[test]
fn no_leader_passes_a_statutory_gate() {
    let slip = act("reply", "丙", "2025-03-05").pass("reviewed-first", "丙", "领导同意");
    let sentence = proposed().refused(slip, "approval");
    insta::assert_snapshot!(sentence, @"不能特批：“审核意见”不是可以特批的前置条件，任何人不得以特批越过。请补齐要件。");
}

#[test]
fn an_approval_that_is_not_needed_is_not_recorded() {
    let mut desk = proposed();
    desk.take(act("approve", "丙", "2025-03-05"));
    let slip = act("extend", "甲", "2025-03-05").pass("extend-approved", "丙", "保险起见");
    let Body::Acted(acted) = desk.take(slip).body else {
        panic!("an act")
    };
    assert_eq!(acted.passed, []);
}

/// An empty text is no reason: the gate that asks for one stays closed.
#[test]
fn a_blank_opens_no_gate() {
    let mut desk = Desk::opened();
    let blank = andu_rules::model::Value::Text(String::new());
    desk.take(act("propose", "甲", "2025-03-04").value("reason", blank));
    desk.refused(act("end", "甲", "2025-03-05"), "gate-closed");
    desk.take(act("propose", "甲", "2025-03-04").set(&[("reason", "申请人不在辖区")]));
    desk.take(act("end", "甲", "2025-03-05"));
}

/// A deed entered late is judged by what stood on the day that it claims, too: otherwise a reply could be dated before its
/// own review.
#[test]
fn a_reply_cannot_be_dated_before_its_review() {
    let mut desk = proposed();
    desk.take(act("review", "乙", "2025-03-06").set(&[("conclusion", "passed")]));
    let backdated = act("reply", "丙", "2025-03-05").entered("2025-03-06T10:00");
    let refusal = desk.decide(&backdated).unwrap_err();
    assert!(
        matches!(&refusal, Refusal::Gates { gates, .. } if gates.len() == 1),
        "{refusal}"
    );
    // On one and the same day the order of entry decides: many entries know the day only.
    desk.take(act("reply", "丙", "2025-03-06").entered("2025-03-06T10:00"));
}

/// … and by what stands now: what may happen once does not happen twice because the second is dated first.
#[test]
fn a_gate_is_not_opened_by_dating_before_what_closed_it() {
    let mut desk = proposed();
    desk.take(act("approve", "丙", "2025-03-05"));
    desk.take(act("propose", "乙", "2025-03-07").set(&[("reason", "重拟")]));
    // On the 6th somebody else was the last proposer; the proposal under review is the later one.
    let slip = act("review", "乙", "2025-03-06").set(&[("conclusion", "passed")]);
    desk.refused(slip.entered("2025-03-07"), "gate-closed");
}

fn closes_two_persons() -> Warning {
    Warning::NowClosed(GateNowClosed {
        id: "two-persons".into(),
        label: "拟办与审核分离".to_owned(),
    })
}

/// A late entry can close a gate behind somebody: that is said, not decided again.
#[test]
fn a_late_entry_that_closes_a_gate_is_reported() {
    let mut desk = proposed();
    desk.take(act("review", "乙", "2025-03-06").set(&[("conclusion", "refused")]));
    let late = act("propose", "乙", "2025-03-05").entered("2025-03-06T10:00");
    let warnings = desk.take(late).warnings;
    assert_eq!(warnings, [closes_two_persons()]);
    let Some(Body::Acted(acted)) = desk.matter().events.last().map(|event| &event.body) else {
        panic!("an act")
    };
    assert_eq!(acted.now_closed, ["two-persons".into()]);
    // Redated behind the review, it closes nothing any more.
    let redated = crate::slips::correct_time(4, "2025-03-07", "2025-03-07");
    assert_eq!(desk.take(redated).warnings, [] as [Warning; 0]);
    let back = crate::slips::correct_time(4, "2025-03-05", "2025-03-07");
    assert_eq!(desk.take(back).warnings, [closes_two_persons()]);
}

/// Separation of duties compares actors; whoever entered both sides is told, and the event keeps it.
#[test]
fn one_recorder_on_both_sides_of_separated_duties_is_flagged() {
    let review = || act("review", "乙", "2025-03-05").set(&[("conclusion", "passed")]);
    let one_hand = |proposer: &str, reviewer: &str| {
        let mut desk = Desk::opened();
        desk.take(act("propose", "甲", "2025-03-04").by(proposer));
        let decision = desk.take(review().by(reviewer));
        let Body::Acted(acted) = decision.body else {
            panic!("an act")
        };
        let told: Vec<_> = decision.one_hand.iter().map(ToString::to_string).collect();
        (acted.one_hand, told.join("；"))
    };
    let (gates, told) = one_hand("录", "录");
    assert_eq!(gates, ["two-persons".into()]);
    insta::assert_snapshot!(told, @"“拟办与审核分离”涉及的两项均由录录入（代录），请核对原始凭据");
    // One of the two may be the recorder's own deed.
    assert_eq!(one_hand("甲", "甲").0, ["two-persons".into()]);
    assert_eq!(one_hand("甲", "乙"), (Vec::new(), String::new()));
    assert_eq!(one_hand("录", "乙"), (Vec::new(), String::new()));
}
