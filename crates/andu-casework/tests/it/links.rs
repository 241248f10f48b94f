//! Links to other matters, and gates that look at them.

use crate::office::Desk;
use crate::slips::{Slip, act};

fn propose() -> Slip {
    act("propose", "甲", "2025-03-04").set(&[("reason", "不属本机关")])
}

#[test]
fn a_link_must_be_known_and_lead_somewhere() {
    let mut desk = Desk::opened();
    let sentence = desk.refused(propose().link("party", "会1"), "link");
    insta::assert_snapshot!(sentence, @"不能办理“拟办”：关联“party”在此不能使用。请核对该动作允许的关联。");
    let sentence = desk.refused(propose().link("meeting", "会2"), "link");
    insta::assert_snapshot!(sentence, @"不能办理“拟办”：关联“研究会议”所指的件会2不存在。请核对件号。");
    let sentence = desk.refused(propose().link("meeting", "准9"), "link");
    insta::assert_snapshot!(sentence, @"不能办理“拟办”：关联“研究会议”所指的件不是研究会议。请改选作为研究会议的件。");
    desk.take(propose().link("meeting", "会1"));
    let kind = "meeting".into();
    let linked: Vec<_> = desk.matter().linked(&kind).collect();
    assert_eq!(linked, ["会1"]);
}

#[test]
fn an_action_makes_only_its_own_links() {
    let slip = act("consult", "甲", "2025-03-04").link("meeting", "会1");
    Desk::opened().refused(slip, "link");
}

#[test]
fn a_gate_waits_for_every_linked_matter() {
    let mut desk = Desk::opened();
    desk.take(propose().link("meeting", "会1"));
    let end = || act("end", "甲", "2025-03-06");
    desk.linked = [("meeting".into(), vec!["planned".into()])].into();
    desk.refused(end(), "gate-closed");
    desk.linked = [("meeting".into(), vec!["held".into(), "planned".into()])].into();
    desk.refused(end(), "gate-closed");
    desk.linked = [("meeting".into(), vec!["held".into()])].into();
    desk.take(end());
}

#[test]
fn links_of_a_voided_event_are_gone() {
    let mut desk = Desk::opened();
    desk.take(propose().link("meeting", "会1"));
    desk.take(crate::slips::void(2, "2025-03-05"));
    assert_eq!(desk.matter().links, []);
}
