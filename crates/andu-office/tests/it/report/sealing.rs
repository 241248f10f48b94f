//! Sealed (定稿): what the chain and the receipt remember.

use super::*;

#[test]
fn the_chain_remembers_a_seal_and_the_foot_bears_its_code() {
    let desk = small();
    year(&desk);
    let id = written(&desk, "无。", "[]");
    let head = desk.head();
    let sealed = sealed(&desk);
    let receipt = &sealed.receipt;
    assert_eq!(
        (receipt.head.seq, &receipt.head.hash),
        (head.0, &head.1),
        "the seal is of what was there before it"
    );
    assert_eq!(desk.head().0, head.0 + 1);
    let shown = desk.show(&id, now("2026-01-16T09:00")).unwrap();
    assert_eq!(shown.stage, "sealed");
    let last = shown.events.last().unwrap();
    assert_eq!(
        (last.what.as_str(), last.who.as_str()),
        ("定稿", "李四（代录：张三）")
    );
    let code = receipt.printed_code();
    assert_eq!((code.len(), code.matches('-').count()), (39, 7), "{code}");
    let foot = &sealed.report.document.foot;
    assert_eq!(foot[0], format!("核验码：{code}"));
    assert_eq!(foot[1], format!("链首第{}号：{}", head.0, head.1));
    assert!(text(&sealed.report).contains(&code));
    assert_eq!(receipt.values.len(), 7);
    assert_eq!(receipt.rules.len(), desk.rules().pack.files.len());
}

#[test]
fn a_report_that_nobody_began_is_begun_by_its_seal() {
    let desk = small();
    year(&desk);
    let sealed = sealed(&desk);
    let matter = sealed.report.matter.clone().unwrap();
    let shown = desk.show(&matter, now("2026-01-16T09:00")).unwrap();
    let told: Vec<_> = shown.events.iter().map(|it| it.what.as_str()).collect();
    assert_eq!(told, ["开始起草", "定稿"]);
    assert_eq!(composed(&desk).matter, Some(matter));
}

#[test]
fn the_same_head_gives_the_same_code_and_another_head_another() {
    let desk = small();
    year(&desk);
    written(&desk, "无。", "[]");
    let (one, other) = (composed(&desk), composed(&desk));
    let seal = |report| {
        let sealed = desk.seal_report(report, HAND, now("2026-01-15T10:00"));
        sealed.unwrap().receipt
    };
    let first = seal(one);
    assert_eq!(first, seal(other));
    assert_ne!(first.code, seal(composed(&desk)).code);
}

#[test]
fn a_wrong_report_is_not_sealed() {
    let desk = small();
    year(&desk);
    closed(&desk, "2025-03-10", "withdrawn");
    let head = desk.head();
    let error = desk
        .seal_report(composed(&desk), HAND, now("2026-01-15T10:00"))
        .unwrap_err();
    assert_eq!((error.code(), error.is_refusal()), ("report-errors", true));
    assert!(error.to_string().contains("1＋1＝2，合计写作 3"), "{error}");
    assert_eq!(desk.head(), head);
}

#[test]
fn an_empty_report_is_not_sealed() {
    let desk = small();
    year(&desk);
    let date = "2026-01-15".parse().unwrap();
    let report = desk.compose_report(TEMPLATE, 2023, date, None).unwrap();
    assert!(!report.has_records());
    let error = desk
        .seal_report(report, HAND, now("2026-01-15T10:00"))
        .unwrap_err();
    assert_eq!(error.code(), "no-records");
}
