//! Composed: figures in their slots, prose in its sections, and what is wrong with either.

use super::*;

#[test]
fn figures_stand_in_their_slots_beside_those_of_the_year_before() {
    let desk = small();
    year(&desk);
    let report = composed(&desk);
    let text = text(&report);
    for line in [
        "示例县人民政府办公室2025年信访工作报告",
        "全年收到来信3件，办结2件，解决率50%。",
        "解决1件，不予受理1件；走访12户，合计14件。",
        "2026年1月15日",
    ] {
        assert!(text.contains(line), "{line}\n{text}");
    }
    let slots: Vec<_> = report
        .document
        .slots()
        .into_iter()
        .map(|slot| {
            (
                slot.indicator.as_str(),
                slot.printed.as_str(),
                slot.before.as_deref(),
                slot.change.as_deref(),
            )
        })
        .collect();
    assert_eq!(
        slots,
        [
            ("letters", "3", Some("2"), Some("+1")),
            ("letters-closed", "2", Some("1"), Some("+1")),
            ("settled-rate", "50", Some("100"), Some("-50")),
            ("letters-settled", "1", Some("1"), Some("0")),
            ("letters-declined", "1", Some("0"), Some("+1")),
            ("households", "12", Some("0"), Some("+12")),
            ("handled", "14", Some("1"), Some("+13")),
        ]
    );
    assert!(report.has_records());
}

#[test]
fn every_figure_opens_where_its_records_are() {
    let desk = small();
    year(&desk);
    let place = |id: &str| format!("/figures/{id}?period=2025");
    let date = "2026-01-15".parse().unwrap();
    let report = desk
        .compose_report(TEMPLATE, 2025, date, Some(&place))
        .unwrap();
    let slots = report.document.slots();
    assert_eq!(
        slots[0].href.as_deref(),
        Some("/figures/letters?period=2025")
    );
}

#[test]
fn only_a_demonstration_is_marked_as_one() {
    let plain = small();
    year(&plain);
    assert_eq!(composed(&plain).document.marks, None);
    let mut organ = desk::organ();
    organ.demonstration = Some("某演示".to_owned());
    let desk = desk::with(layers(), organ);
    year(&desk);
    let report = composed(&desk);
    let marks = report.document.marks.as_deref();
    assert_eq!(marks, Some("演示数据　非公文"));
    assert!(text(&report).contains("演示数据"), "{}", text(&report));
}

#[test]
fn what_people_wrote_stands_in_its_section() {
    let desk = small();
    year(&desk);
    let missing = composed(&desk);
    assert_eq!(codes(&missing), ["required-missing"]);
    let (_, message) = &told(&missing)[0];
    assert!(
        message.contains("存在的问题") && message.contains("示例办理规则"),
        "{message}"
    );
    let id = written(&desk, "走访不够深入，只到{households}户。", "[]");
    let report = composed(&desk);
    assert_eq!(report.matter.as_deref(), Some(id.as_str()));
    assert_eq!(codes(&report), [""; 0]);
    let text = text(&report);
    assert!(text.contains("走访不够深入，只到12户。"), "{text}");
    assert_eq!(report.document.slots().len(), 8);
}

#[test]
fn a_voided_draft_is_not_the_report() {
    let desk = small();
    year(&desk);
    let id = written(&desk, "无。", "[]");
    desk.does(desk::void(&id, None).at("2026-01-07T09:00"));
    let report = composed(&desk);
    assert_eq!(report.matter, None);
    assert_eq!(codes(&report), ["required-missing"]);
}

#[test]
fn a_typed_numeral_wants_a_source() {
    let desk = small();
    year(&desk);
    let id = written(&desk, "重复来信16件，越级走访3次。", "[]");
    let report = composed(&desk);
    assert_eq!(codes(&report), ["unsourced-numeral", "unsourced-numeral"]);
    let (_, message) = &told(&report)[0];
    assert!(message.contains("“16件”无出处"), "{message}");
    let sources = r#"[
        {"numeral":"16件","block":"problems","kind":"offline","paper":"来信登记簿","confirmer":"王五"},
        {"numeral":"3次","kind":"stated","paper":"信访专报第7期"}
    ]"#;
    write(&desk, &id, "重复来信16件，越级走访3次。", sources);
    let report = composed(&desk);
    assert_eq!(codes(&report), [""; 0]);
    let shown = serde_json::to_string(&report.document).unwrap();
    assert!(shown.contains("线下数：来信登记簿，王五确认"), "{shown}");
    assert!(shown.contains("来源：信访专报第7期"), "{shown}");
}

#[test]
fn a_broken_identity_shows_its_arithmetic() {
    let desk = small();
    year(&desk);
    closed(&desk, "2025-03-10", "withdrawn");
    let report = composed(&desk);
    let broken = told(&report)
        .into_iter()
        .find(|(code, _)| *code == "identity-broken");
    let (_, message) = broken.unwrap();
    assert!(message.contains("办结来信合计"), "{message}");
    assert!(message.contains("1＋1＝2，合计写作 3"), "{message}");
    assert_eq!(report.errors().count(), 1);
}

#[test]
fn an_undefined_figure_is_a_dash() {
    let desk = small();
    letter(&desk, "2025-03-03");
    let report = composed(&desk);
    assert!(text(&report).contains("解决率—%"), "{}", text(&report));
    assert!(codes(&report).contains(&"undefined-figure"));
    let slots = report.document.slots();
    let rate = slots.iter().find(|slot| slot.indicator == "settled-rate");
    assert_eq!(
        rate.map(|slot| (&slot.value, &slot.change)),
        Some((&None, &None))
    );
}

#[test]
fn an_unknown_template_and_a_year_to_come_are_refused() {
    let desk = small();
    year(&desk);
    let date = "2026-01-15".parse().unwrap();
    let unknown = desk
        .compose_report("no-such", 2025, date, None)
        .unwrap_err();
    assert_eq!(unknown.code(), "usage");
    let told = unknown.to_string();
    assert!(
        told.contains("“no-such”") && told.contains("信访工作报告（letters-and-visits）"),
        "{told}"
    );
    let empty = desk.compose_report(TEMPLATE, 2026, date, None).unwrap_err();
    assert_eq!(empty.code(), "no-records");
    assert!(empty.to_string().contains("2026年度"), "{empty}");
    assert!(empty.is_refusal());
}

#[test]
fn a_late_entry_at_the_end_hides_no_year() {
    let desk = small();
    year(&desk);
    let late = open("letter")
        .set("subject", "补录")
        .set("received_on", "2024-12-31")
        .at("2024-12-31T09:00")
        .entered("2025-03-07T09:00");
    desk.does(late.late("漏登"));
    assert!(composed(&desk).has_records());
}
