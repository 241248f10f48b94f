//! What is kept by order elsewhere: entered, corrected, kept up to date, and worked only where that is switched on.

use andu_casework::{Body, Casework, Decision, prospects};

use crate::office::{Desk, Rules, at};
use crate::slips::{Slip, act, correct_field, found, register, void, void_matter};

const NOW: &str = "2025-03-05T10:00";
const PERMIT: &str = include_str!("packs/permit.toml");

/// A desk of a procedure that is kept elsewhere, with the switch as given.
fn desk(casework: Casework) -> Desk {
    let text = PERMIT.replace("source = \"own\"", "source = \"import\"");
    assert_ne!(text, PERMIT);
    let mut desk = Desk::new(&Rules::read(&text, "permit"));
    desk.casework = casework;
    desk
}

fn row() -> Slip {
    let values = [
        ("received_on", "2025-03-03"),
        ("subject", "建房"),
        ("channel", "post"),
    ];
    found(&[("register", "2025-03-03")], NOW).set(&values)
}

/// A row of the other system, entered while nothing is worked here.
fn copy() -> Desk {
    let mut desk = desk(Casework::Elsewhere);
    desk.take(row());
    assert!(desk.matter().is_copy());
    desk
}

fn propose() -> Slip {
    act("propose", "甲", NOW)
}

#[track_caller]
fn copied(decision: &Decision) -> bool {
    match &decision.body {
        Body::Acted(acted) => acted.copied,
        other => panic!("not an act: {other:?}"),
    }
}

#[test]
fn nothing_is_begun_here() {
    let begun = || register("2025-03-03T09:00");
    let told = desk(Casework::Elsewhere).refused(begun(), "worked-elsewhere");
    insta::assert_snapshot!(told, @"不能办理“登记”：“准办事项”的来源方式为导入，以上级系统的登记为准，本单位没有开启办理（准办条例）。请导入上级系统导出的台账（andu import），已有纸质记录的据台账登记（andu matter found）；确需在本系统办理的，先开启：andu casework on permit --by 姓名 --reason 理由。");
    desk(Casework::Sheet).refused(begun(), "worked-elsewhere");
    desk(Casework::Here).take(begun());
}

/// The refusal stands before what else may be wrong, so that nobody fills in a form in vain.
#[test]
fn what_else_is_missing_is_not_asked_for_first() {
    let bare = act("register", "外", "2025-03-03T09:00");
    desk(Casework::Elsewhere).refused(bare, "worked-elsewhere");
}

#[test]
fn totals_of_units_are_called_so() {
    let text = PERMIT.replace("source = \"own\"", "source = \"sum\"");
    let mut desk = Desk::new(&Rules::read(&text, "permit"));
    desk.casework = Casework::Elsewhere;
    let told = desk.refused(register("2025-03-03T09:00"), "worked-elsewhere");
    assert!(
        told.contains("来源方式为汇总，以各单位签报的汇总数为准"),
        "{told}"
    );
    assert!(told.contains("请导入各单位签报的汇总表"), "{told}");
}

#[test]
fn a_row_is_entered_corrected_and_voided_all_the_same() {
    let mut desk = copy();
    assert_eq!(desk.told("reply", NOW), "running 2025-03-31 -");
    desk.take(correct_field(1, "subject", "扩建", NOW));
    desk.take(found(&[("propose", "2025-03-04")], NOW));
    desk.take(void(3, NOW));
    assert!(desk.matter().is_copy());
    desk.take(void_matter(NOW));
}

#[test]
fn a_copy_takes_no_act_and_offers_none() {
    let mut desk = copy();
    let told = desk.refused(propose(), "worked-elsewhere");
    insta::assert_snapshot!(told, @"不能办理“拟办”：本件据台账登记，“准办事项”的来源方式为导入，以上级系统的登记为准，本单位没有开启办理（准办条例）。请导入上级系统导出的台账（andu import），有变化的再次导入，登记有误的予以更正（andu matter correct）；确需在本系统办理的，先开启：andu casework on permit --by 姓名 --reason 理由。");
    let offered = |desk: &Desk| {
        let prospects = desk.with_env(|env| prospects(desk.matter(), env, at(NOW)));
        let here = prospects.iter().filter(|it| it.elsewhere.is_none());
        (here.count(), prospects.len())
    };
    let (here, all) = offered(&desk);
    assert!(here == 0 && all > 2, "{here} of {all}");
    desk.casework = Casework::Here;
    assert_eq!(offered(&desk), (all, all));
}

#[test]
fn a_returned_sheet_keeps_a_copy_up_to_date_and_makes_it_no_case_of_ours() {
    let mut desk = copy();
    desk.casework = Casework::Sheet;
    assert!(copied(&desk.take(propose())));
    assert!(desk.matter().is_copy());
    desk.casework = Casework::Elsewhere;
    desk.refused(propose(), "worked-elsewhere");
}

#[test]
fn what_was_worked_here_is_finished_here() {
    let mut opened = desk(Casework::Here);
    opened.take(register("2025-03-03T09:00"));
    let mut taken_over = copy();
    taken_over.casework = Casework::Here;
    assert!(!copied(&taken_over.take(propose())));
    for mut desk in [opened, taken_over] {
        assert!(!desk.matter().is_copy());
        for off in [Casework::Elsewhere, Casework::Sheet] {
            desk.casework = off;
            assert!(!copied(&desk.take(propose())));
        }
        let prospects = desk.with_env(|env| prospects(desk.matter(), env, at(NOW)));
        assert!(prospects.iter().all(|it| it.elsewhere.is_none()));
    }
}

#[test]
fn what_the_law_deems_to_have_happened_leaves_a_copy_a_copy() {
    let mut desk = desk(Casework::Elsewhere);
    desk.take(
        found(&[("register", "2025-03-03"), ("notify", "2025-03-03")], NOW).set(&[
            ("received_on", "2025-03-03"),
            ("subject", "建房"),
            ("days", "7"),
        ]),
    );
    desk.settle(at("2025-04-30T10:00"));
    assert_eq!(desk.stage(), "dropped");
    assert!(desk.matter().is_copy());
}
