//! An application for information, as a clerk of the office works it.

use crate::harness::{Andu, Answer};

const OPEN: &[&str] = &[
    "matter",
    "new",
    "foi-application",
    "--set",
    "申请事项摘要=某路段征地补偿文件",
    "--set",
    "申请渠道=当面提交",
    "--set",
    "收到日期=2025-09-28",
    "--set",
    "申请人类型=自然人",
    "--set",
    "申请人姓名或者名称=张某某",
    "--at",
    "2025-09-28T10:00",
    "--late",
    "原为纸质登记",
];

/// An office with one application; gives its id.
fn office_with_application() -> (Andu, String) {
    let andu = Andu::new();
    andu.office();
    andu.run(OPEN).done().says("依申请〔2025〕1号");
    let list = andu.json(&["matter", "list", "foi-application"]);
    let id = list["items"][0]["id"]
        .as_str()
        .expect("a matter has an id")
        .to_owned();
    (andu, id)
}

/// Takes an action with everything that a late entry needs.
fn act(andu: &Andu, id: &str, words: &[&str]) -> Answer {
    let mut call = vec!["matter", "act", id];
    call.extend(words);
    call.extend(["--late", "原为纸质登记"]);
    andu.run(&call)
}

#[test]
fn an_extension_is_refused_until_it_is_approved_and_then_moves_the_due_day() {
    let (andu, id) = office_with_application();
    let extend = [
        "extend",
        "--paper",
        "extension-notice=卷宗第3页",
        "--at",
        "2025-10-20T15:00",
        "--as",
        "王某某",
    ];
    act(&andu, &id, &extend)
        .wrong()
        .says("延期审批")
        .says("政府信息公开条例 第三十三条")
        .says("请先由政府信息公开工作机构负责人同意");
    let approve = [
        "approve-extension",
        "--set",
        "延期理由=需征求意见",
        "--at",
        "2025-10-20T11:00",
        "--as",
        "李某某",
    ];
    act(&andu, &id, &approve).done();
    act(&andu, &id, &extend)
        .done()
        .says("期限“答复”：2025-11-28");
    let shown = andu.json(&["matter", "show", &id]);
    let reply = shown["clocks"]
        .as_array()
        .and_then(|clocks| clocks.iter().find(|clock| clock["label"] == "答复"))
        .expect("the clock of the reply is shown");
    assert_eq!(reply["due"], "2025-11-28", "{reply}");
}

#[test]
fn what_a_person_told_us_of_himself_is_not_in_the_chain() {
    let (andu, id) = office_with_application();
    let shown = andu.run(&["matter", "show", &id]).done();
    assert!(
        !shown.stdout.contains("张某某"),
        "masked by default:\n{}",
        shown.stdout
    );
    let ledger = andu.ledger();
    let mut events = ledger
        .prepare("select body from event")
        .expect("the chain can be read");
    let bodies = events
        .query_map([], |row| row.get::<_, String>(0))
        .and_then(Iterator::collect::<Result<Vec<_>, _>>)
        .expect("bodies are text");
    assert!(
        bodies
            .iter()
            .any(|body| body.contains("某路段征地补偿文件"))
    );
    assert!(bodies.iter().all(|body| !body.contains("张某某")));
}

#[test]
fn the_same_command_twice_is_one_application() {
    let andu = Andu::new();
    andu.office();
    let mut open = OPEN.to_vec();
    open.extend(["--command", "scan-0001"]);
    let (first, second) = (andu.json(&open), andu.json(&open));
    assert_eq!(first["id"], second["id"]);
    assert_eq!(second["repeated"], true);
    let list = andu.json(&["matter", "list", "foi-application"]);
    assert_eq!(list["items"].as_array().map(Vec::len), Some(1));
}
