//! A case that is handed over to the police, and the letters that go with it.

use std::fs;

use crate::harness::{Andu, Answer};

/// Opens a case to be handed over in some direction; gives its number.
fn case(andu: &Andu, direction: &str) -> String {
    let direction = format!("direction={direction}");
    let words = [
        "matter",
        "new",
        "case-transfer",
        "--set",
        "subject=销售有毒食品",
        "--set",
        "found_on=2025-03-03",
        "--set",
        &direction,
        "--set",
        "enforcement_organ=某局",
        "--set",
        "sender=某检察院",
    ];
    andu.run(&[&words[..], &at("2025-03-03T09:00")].concat())
        .done();
    let list = andu.json(&["matter", "list", "case-transfer"]);
    let id = list["items"][0]["id"].as_str();
    id.expect("a matter has an id").to_owned()
}

/// When and by whom, entered later.
fn at(when: &str) -> [&str; 6] {
    ["--at", when, "--as", "张某某", "--late", "原为纸质登记"]
}

#[track_caller]
fn act(andu: &Andu, id: &str, when: &str, words: &[&str]) -> Answer {
    andu.run(&[&["matter", "act", id], words, &at(when)].concat())
}

/// Up to the day on which the head of the office agrees.
fn approved(andu: &Andu, direction: &str) -> String {
    let id = case(andu, direction);
    let team = r#"team=[{"name":"张某某"},{"name":"李某某"}]"#;
    let report = [
        "report",
        "--set",
        team,
        "--set",
        "reported_on=2025-03-05",
        "--set",
        "facts=查获成品三百公斤。",
        "--set",
        "suspect=某食品厂",
    ];
    act(andu, &id, "2025-03-05T09:00", &report).done();
    let decide = ["decide", "--set", "approval=approved"];
    act(andu, &id, "2025-03-06T09:00", &decide).done();
    id
}

const TRANSFER: &[&str] = &[
    "transfer",
    "--set",
    "receiver=某公安局",
    "--set",
    "transferred_at=2025-03-06T15:00",
];

/// States of the papers of a case by their ids.
fn state(andu: &Andu, id: &str, paper: &str) -> String {
    let listed = andu.json(&["matter", "paper", id]);
    let papers = listed["papers"].as_array().expect("papers are listed");
    let own = papers.iter().find(|it| it["paper"] == paper);
    let state = own.and_then(|it| it["state"].as_str());
    state.expect("the paper is listed").to_owned()
}

#[test]
fn the_office_writes_what_it_sends_and_is_brought_what_it_gets() {
    let andu = Andu::new();
    andu.office();
    let id = approved(&andu, "to_police");
    act(&andu, &id, "2025-03-06T15:00", TRANSFER).done();
    for paper in ["transfer-letter-police", "inventory", "receipt-slip"] {
        assert_eq!(state(&andu, &id, paper), "issued", "{paper}");
    }
    assert_eq!(state(&andu, &id, "transfer-letter"), "unfit");
    andu.run(&["matter", "paper", &id, "transfer-letter-police"])
        .done()
        .says("案移〔2025〕1号")
        .says("某公安局：")
        .says("某食品厂的行为涉嫌犯罪")
        .says("《行政执法机关移送涉嫌犯罪案件的规定》第五条")
        .says("查获成品三百公斤。");
    // The receipt is the police's own, so it has to be brought.
    let receipt = ["receipt", "--set", "receipt_on=2025-03-07"];
    act(&andu, &id, "2025-03-07T09:00", &receipt)
        .wrong()
        .says("移送案件回执");
}

#[test]
fn what_comes_from_a_court_is_answered_by_the_office() {
    let andu = Andu::new();
    andu.office();
    let id = approved(&andu, "from_justice");
    // The letter and the list are those of whoever hands the case over.
    act(&andu, &id, "2025-03-06T15:00", TRANSFER)
        .wrong()
        .says("案件移送书");
    let brought = ["--paper", "transfer-letter=卷1", "--paper", "inventory=卷2"];
    let transfer = [TRANSFER, &brought].concat();
    act(&andu, &id, "2025-03-06T15:00", &transfer).done();
    let receipt = ["receipt", "--set", "receipt_on=2025-03-07"];
    act(&andu, &id, "2025-03-07T09:00", &receipt).done();
    let result = [
        "result",
        "--set",
        "filed=refused",
        "--set",
        "decision_received_on=2025-03-10",
        "--set",
        "file_reason=已过处罚时效",
    ];
    act(&andu, &id, "2025-03-10T09:00", &result).done();
    andu.run(&["matter", "paper", &id, "refusal-notice"])
        .done()
        .says("某检察院：")
        .says("案移不立〔2025〕1号")
        .says("不符合立案条件")
        .says("理由：已过处罚时效。");
    assert_eq!(state(&andu, &id, "filing-notice"), "unfit");
}

#[test]
fn an_office_words_a_letter_its_own_way_and_a_wrong_slot_is_refused() {
    let andu = Andu::new();
    andu.office();
    let folder = andu.data().join("rules/papers/case-transfer");
    fs::create_dir_all(&folder).expect("a folder can be made");
    let own = |text: &str| {
        let paper = format!(
            "extends = \"inventory\"\nwhen = \"items\"\n\n[[block]]\nkind = \"note\"\ntext = \"{text}\"\n"
        );
        fs::write(folder.join("inventory.toml"), paper).expect("a file can be written");
    };
    own("物品由{recever}签收。");
    andu.run(&["matter", "list", "case-transfer"])
        .unusable()
        .says("“{recever}”没有定义。是否应为“receiver”");
    own("物品由{receiver}签收。");
    // With its own condition there is no list where nothing was listed, so one has to be brought.
    let id = approved(&andu, "to_police");
    act(&andu, &id, "2025-03-06T15:00", TRANSFER)
        .wrong()
        .says("涉案物品清单");
    let items = ["--set", r#"items=[{"name":"豆制品"}]"#];
    let transfer = [TRANSFER, &items].concat();
    act(&andu, &id, "2025-03-06T15:00", &transfer).done();
    andu.run(&["matter", "paper", &id, "inventory"])
        .done()
        .says("豆制品")
        .says("物品由某公安局签收。");
}
