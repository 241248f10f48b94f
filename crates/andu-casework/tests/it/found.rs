//! As-found entries (据台账登记): what a paper says, with what it does not show.

use andu_casework::{Body, Entry, Warning};

use crate::office::{Desk, at};
use crate::slips::{Slip, act, correct_time, found, void};

const NOW: &str = "2025-06-02";

fn row(steps: &[(&str, &str)]) -> Slip {
    found(steps, NOW).set(&[("received_on", "2024-03-04"), ("subject", "建房")])
}

/// The steps with what each lacks: `register/form`.
#[track_caller]
fn missing(desk: &mut Desk, slip: Slip) -> Vec<String> {
    let decision = desk.take(slip);
    let Body::Found(body) = decision.body else {
        panic!("as found")
    };
    let warned: Vec<_> = body.missing.iter().cloned().map(Warning::Missing).collect();
    assert_eq!(decision.warnings, warned);
    let piece =
        |piece: &andu_casework::Missing| format!("{}/{} {}", piece.action, piece.what, piece.label);
    body.missing.iter().map(piece).collect()
}

#[test]
fn what_is_not_shown_is_listed_and_nothing_is_refused_for_it() {
    let mut desk = Desk::empty();
    let missing = missing(
        &mut desk,
        row(&[("register", "2024-03-04"), ("reply", "2024-03-20")]),
    );
    assert_eq!(
        missing,
        [
            "register/channel 渠道",
            "register/form 申请表",
            "reply/reviewed-first 审核意见"
        ]
    );
    let matter = desk.matter();
    assert_eq!(
        (desk.stage(), matter.closed, matter.entry),
        ("replied", true, Entry::AsFound)
    );
    assert_eq!(matter.closed_at, Some(at("2024-03-20")));
    assert_eq!(
        (matter.opened_at(), matter.missing.len()),
        (Some(at("2024-03-04")), 3)
    );
    assert_eq!(desk.told("reply", NOW), "stopped 2024-04-01 kept");
}

#[test]
fn what_is_shown_is_not_missing() {
    let steps = [
        ("register", "2024-03-04"),
        ("propose", "2024-03-05"),
        ("end", "2024-03-20"),
    ];
    let slip = row(&steps)
        .set(&[("channel", "当面"), ("reason", "撤回")])
        .file("form");
    let mut desk = Desk::empty();
    assert_eq!(missing(&mut desk, slip), [""; 0]);
    assert_eq!(desk.field("channel").as_deref(), Some("counter"));
}

/// What the ledger holds already need not stand in the paper again.
#[test]
fn what_is_on_file_is_not_missing() {
    let mut desk = Desk::opened();
    desk.take(act("propose", "甲", "2025-03-04").set(&[("reason", "撤回")]));
    assert_eq!(
        missing(&mut desk, found(&[("end", "2025-03-20")], NOW)),
        [""; 0]
    );
    assert_eq!(desk.matter().entry, Entry::AsFound);
}

/// A paper may leave steps out: they are missing, not invented, and no reason to refuse it.
#[test]
fn steps_left_out_are_missing() {
    let mut desk = Desk::empty();
    let slip = row(&[("register", "2024-03-04"), ("correct", "2024-03-20")]);
    let missing = missing(&mut desk, slip.set(&[("channel", "post")]).file("form"));
    assert_eq!(missing, ["correct/received “办理中”之后的环节"]);
    assert_eq!(
        (desk.stage(), desk.done()),
        ("received", vec!["register", "correct"])
    );
}

#[test]
fn what_contradicts_the_record_is_refused() {
    let mut desk = Desk::empty();
    desk.refused(row(&[("propose", "2024-03-04")]), "not-open");
    desk.refused(row(&[]), "no-steps");
    desk.refused(
        row(&[("register", "2024-03-04"), ("register", "2024-03-05")]),
        "already-open",
    );
    desk.refused(
        row(&[("register", "2024-03-04"), ("permute", "2024-03-05")]),
        "unknown-action",
    );
    // What is over is over.
    let over = [
        ("register", "2024-03-04"),
        ("reply", "2024-03-05"),
        ("propose", "2024-03-06"),
    ];
    desk.refused(row(&over), "wrong-stage");
    // Not even with steps left out does anything lead back to where nothing has been received.
    desk.take(row(&[("register", "2024-03-04"), ("reply", "2024-03-05")]));
    desk.refused(found(&[("register", "2024-03-06")], NOW), "already-open");
    desk.refused(found(&[("propose", "2024-03-06")], NOW), "wrong-stage");
}

#[test]
fn days_that_cannot_be_are_refused() {
    let mut desk = Desk::empty();
    let sentence = desk.refused(
        row(&[("register", "2024-03-04"), ("reply", "2024-03-01")]),
        "steps-out-of-order",
    );
    insta::assert_snapshot!(sentence, @"不能登记：“答复”的日期早于前一步骤。请核对台账中的日期。");
    desk.refused(
        row(&[("register", "2024-03-04"), ("reply", "2025-06-03")]),
        "future",
    );
    desk.refused(row(&[("register", "2025-06-03")]), "future");
    desk.take(row(&[("register", "2024-03-04")]));
    desk.refused(found(&[("reply", "2024-03-01")], NOW), "steps-out-of-order");
}

#[test]
fn malformed_values_are_refused_even_here() {
    let slip =
        row(&[("register", "2024-03-04")]).set(&[("received_on", "2024-02-30"), ("chanel", "x")]);
    let sentence = Desk::empty().refused(slip, "fields");
    insta::assert_snapshot!(sentence, @"不能办理“据台账登记”：没有“chanel”这一项；“收到日期”（received_on）的值“2024-02-30”不是日期，请写成2025-03-01，并核对该月有无此日。请补正后重新提交。");
    let slip = row(&[("register", "2024-03-04")]).file("poem");
    Desk::empty().refused(slip, "unknown-document");
}

#[test]
fn a_number_is_drawn_where_the_paper_has_none() {
    let decision = Desk::empty()
        .decide(&row(&[("register", "2024-03-04")]))
        .unwrap();
    assert_eq!(decision.draw.unwrap().series, "permit/2024");
    let numbered = row(&[("register", "2024-03-04")]).set(&[("number", "准〔2024〕8号")]);
    assert_eq!(Desk::empty().decide(&numbered).unwrap().draw, None);
    // The governing day is not shown: the year is that of the opening.
    let undated = found(&[("register", "2023-12-29")], NOW);
    let decision = Desk::empty().decide(&undated).unwrap();
    assert_eq!(decision.draw.unwrap().series, "permit/2023");
}

#[test]
fn the_version_is_that_of_the_day_shown() {
    let slip = row(&[("register", "2018-03-04")]).set(&[("received_on", "2018-03-04")]);
    Desk::empty().refused(slip, "not-in-force");
    Desk::empty().refused(found(&[("register", "2018-03-04")], NOW), "not-in-force");
}

/// A book may say that the law's own outcome came about.
#[test]
fn a_deemed_outcome_may_be_found() {
    let mut desk = Desk::empty();
    let steps = [
        ("register", "2024-03-04"),
        ("notify", "2024-03-05"),
        ("abandon", "2024-03-13"),
        ("end", "2024-03-20"),
    ];
    desk.take(row(&steps).set(&[("days", "7"), ("reason", "逾期不补正")]));
    assert_eq!(desk.stage(), "ended");
    assert_eq!(desk.done(), ["register", "notify", "abandon", "end"]);
}

/// The clocks of what a book says run on, and the law follows.
#[test]
fn a_found_matter_is_settled() {
    let mut desk = Desk::empty();
    desk.take(row(&[("register", "2024-03-04"), ("notify", "2024-03-05")]).set(&[("days", "7")]));
    assert_eq!(
        (desk.stage(), desk.done()),
        ("dropped", vec!["register", "notify", "abandon"])
    );
}

#[test]
fn the_time_of_a_found_entry() {
    let mut desk = Desk::empty();
    desk.take(row(&[("register", "2024-03-04")]));
    desk.take(correct_time(1, "2024-03-05", NOW));
    assert_eq!(desk.matter().opened_at(), Some(at("2024-03-05")));
    // One time cannot stand for several steps.
    desk.take(found(
        &[("propose", "2024-03-06"), ("consult", "2024-03-07")],
        NOW,
    ));
    let sentence = desk.refused(correct_time(3, "2024-03-06", NOW), "several-steps");
    insta::assert_snapshot!(sentence, @"不能更正：第3号办理记录登记了多个步骤，不能只改一个时间。请作废后据台账重新登记。");
    desk.take(void(3, NOW));
    assert_eq!(desk.done(), ["register"]);
}

#[test]
fn a_source_must_be_named() {
    let mut slip = row(&[("register", "2024-03-04")]);
    slip = slip.untitled();
    let sentence = Desk::empty().refused(slip, "no-source");
    insta::assert_snapshot!(sentence, @"不能登记：没有写明依据哪一本台账或者哪一份材料。请填写来源名称。");
}
