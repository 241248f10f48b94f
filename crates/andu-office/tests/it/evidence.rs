//! Files, papers and links.

use std::fs;

use crate::desk::{self, act, now, open};

#[test]
fn a_file_is_stored_with_its_digest_and_an_altered_one_is_found() {
    let mut desk = desk::small_in_folder();
    let id = desk.opened("2025-03-03");
    let asking = act(&id, "ask").at("2025-03-04T09:00");
    let notice = asking.file(&desk, "notice", "通知.pdf", b"%PDF notice");
    desk.does(notice);
    let files = desk
        .ledger()
        .read(|at| at.files_of(desk::NAME, &id))
        .unwrap();
    assert_eq!(
        (files.len(), files[0].name.as_str(), files[0].size),
        (1, "通知.pdf", 11)
    );
    let body = desk.ledger().read(|at| at.events(desk::NAME, &id)).unwrap()[1]
        .body
        .clone();
    assert!(
        body.contains(&files[0].digest) && body.contains(&files[0].id),
        "{body}"
    );
    assert!(!body.contains("通知.pdf"), "the name may be about a person");
    assert_eq!(
        desk.ledger().file(&files[0].id).unwrap().unwrap(),
        b"%PDF notice"
    );
    assert!(desk.verify().unwrap()[0].ok);

    fs::write(desk.dir().join("files").join(&files[0].id), b"%PDF n0tice").unwrap();
    desk.is_broken_on_purpose();
    let report = &desk.verify().unwrap()[0];
    assert!(
        !report.ok && report.other.iter().any(|said| said.contains(&files[0].id)),
        "{report:?}"
    );
    assert_eq!(
        desk.ledger().file(&files[0].id).unwrap_err().code(),
        "file-altered"
    );
}

#[test]
fn what_a_refused_act_brought_belongs_to_no_matter() {
    let desk = desk::small_in_folder();
    let id = desk.opened("2025-03-03");
    let answer = act(&id, "answer").file(&desk, "notice", "答复.pdf", b"answer");
    assert_eq!(desk.refuses(answer).code(), "gate-closed");
    assert!(
        desk.ledger()
            .read(|at| at.files_of(desk::NAME, &id))
            .unwrap()
            .is_empty()
    );
    assert_eq!(
        desk.ledger().sweep_files(now("2125-01-01T00:00")).unwrap(),
        1
    );
}

#[test]
fn an_action_that_needs_a_document_is_refused_without_it() {
    let desk = desk::small();
    let id = desk.opened("2025-03-03");
    let error = desk.refuses(act(&id, "ask"));
    assert_eq!(error.code(), "documents");
    assert_eq!(
        error.to_string(),
        "不能办理“告知补正”：缺少补正通知。请附上材料，或注明纸质原件存放处。"
    );
    desk.does(act(&id, "ask").paper("notice"));
}

fn link(label: &str, matter: &str) -> (String, String) {
    (label.to_owned(), matter.to_owned())
}

#[test]
fn a_link_reads_both_ways_and_goes_with_its_event() {
    let desk = desk::small();
    let (one, other) = (desk.opened("2025-03-03"), desk.opened("2025-03-03"));
    let links = |id: &str| {
        let shown = desk.show(id, now("2025-03-03T18:00")).unwrap();
        shown
            .links
            .into_iter()
            .map(|it| (it.label, it.matter))
            .collect::<Vec<_>>()
    };
    let linked = desk.does(
        act(&one, "allot")
            .set("unit", "城管局")
            .link("together", &other),
    );
    assert_eq!(links(&one), [link("并案", &other)]);
    assert_eq!(links(&other), [link("被并案", &one)]);
    desk.does(desk::void(&one, Some(linked.seq)));
    assert_eq!((links(&one), links(&other)), (vec![], vec![]));
    assert_eq!(desk.compare(now("2025-03-03T18:00")).unwrap(), []);
}

#[test]
fn a_link_leads_to_a_matter_of_the_right_kind() {
    let desk = desk::small();
    let id = desk.opened("2025-03-03");
    let seat = open("seat")
        .set("name", "城管局")
        .set("since", "2025-03-03")
        .set("seats", "3");
    let seat = desk.does(seat).matter;
    let allot = || act(&id, "allot").set("unit", "城管局");
    let nowhere = desk.refuses(allot().link("together", "0000000000000000"));
    assert!(
        nowhere
            .to_string()
            .contains("所指的件0000000000000000不存在"),
        "{nowhere}"
    );
    let wrong = desk.refuses(allot().link("together", &seat));
    assert_eq!(wrong.code(), "link");
    let unknown = desk.refuses(allot().link("sideways", &seat));
    assert_eq!(unknown.code(), "link");
}

#[test]
fn a_linked_matter_is_named_as_people_know_it() {
    let desk = desk::small();
    let (one, other) = (desk.opened("2025-03-03"), desk.opened("2025-03-03"));
    let allot = act(&one, "allot").set("unit", "城管局");
    desk.does(allot.link("together", &other));
    let shown = desk.show(&one, now("2025-03-03T18:00")).unwrap();
    let [link] = &shown.links[..] else {
        panic!("{:?}", shown.links)
    };
    assert_eq!(link.number.as_deref(), Some("来〔2025〕2号"));
    assert_eq!(link.title.as_deref(), Some("某路段照明"));
    assert_eq!(link.stage_label, "办理中");
}

#[test]
fn a_choice_is_shown_by_its_label_and_kept_by_its_id() {
    let desk = desk::small();
    let opening = open("request")
        .set("subject", "照明")
        .set("received_on", "2025-03-03")
        .set("way", "call");
    let id = desk.does(opening).matter;
    let shown = desk.show(&id, now("2025-03-03T18:00")).unwrap();
    assert_eq!(shown.fields["way"], "call");
    assert_eq!(shown.shown["way"], "来电");
    assert_eq!(shown.labels["way"], "来件方式");
    assert_eq!(shown.shown["received_on"], "2025-03-03");
}

#[test]
fn history_tells_the_due_days_told_and_the_gates_that_closed_behind_somebody() {
    let desk = desk::small();
    let id = desk.opened("2025-03-03");
    desk.does(act(&id, "propose").at("2025-03-04T09:00"));
    desk.does(act(&id, "approve").by("李四").at("2025-03-05T09:00"));
    // A second proposal, found later, by the one who approved.
    let found = act(&id, "propose").by("李四").at("2025-03-04T10:00");
    let late = desk.does(found.entered("2025-03-05T10:00"));
    let [andu_office::Warning::NowClosed(gate)] = &late.warnings[..] else {
        panic!("{:?}", late.warnings)
    };
    assert_eq!(gate.to_string(), "意见与批准分离");
    let shown = desk.show(&id, now("2025-03-05T18:00")).unwrap();
    let remarks: Vec<_> = shown
        .events
        .iter()
        .map(|it| it.remarks.join("；"))
        .collect();
    let closed = "已办动作的前置条件“意见与批准分离”不再满足，请核查";
    assert_eq!(
        remarks,
        ["“答复期限”到期日告知为2025-03-10", "", "", closed]
    );
}
