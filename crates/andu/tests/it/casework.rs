//! What is kept by order in a superior's system: imported, and worked here only where somebody switched that on and said why.

use serde_json::Value;

use crate::harness::{Andu, Answer};

const BY: &[&str] = &[
    "--by",
    "张某某",
    "--reason",
    "县政府专题会议纪要〔2026〕3号",
];

fn turn(andu: &Andu, way: &str, procedure: &str) -> Answer {
    andu.run(&[&["casework", way, procedure][..], BY].concat())
}

fn penalty(andu: &Andu, more: &[&str]) -> Answer {
    let call = [
        "matter",
        "new",
        "penalty",
        "--set",
        "subject=未经许可从事餐饮服务",
        "--set",
        "found_on=2025-09-22",
        "--set",
        "case_source=inspection",
        "--set",
        "enforcement_organ=县市场监管局",
        "--at",
        "2025-09-22T09:00",
        "--late",
        "原为纸质登记",
    ];
    andu.run(&[&call[..], more].concat())
}

fn review(andu: &Andu, penalty: &str) -> Answer {
    let link = format!("source-penalty={penalty}");
    andu.run(&[
        "matter",
        "new",
        "reconsideration",
        "--set",
        "subject=不服罚款决定",
        "--set",
        "law_on=2025-10-20",
        "--set",
        "received_on=2025-10-20",
        "--set",
        "channel=in_person",
        "--set",
        "respondent=县市场监管局",
        "--set",
        "act=罚款决定",
        "--set",
        "act_kind=penalty",
        "--link",
        &link,
        "--at",
        "2025-10-20T09:00",
        "--late",
        "原为纸质登记",
    ])
}

fn dismiss(andu: &Andu, id: &str) -> Answer {
    andu.run(&[
        "matter",
        "act",
        id,
        "not-file",
        "--set",
        "approval=refused",
        "--set",
        "not_filed_reason=违法行为轻微并及时改正",
        "--at",
        "2025-09-25T09:00",
        "--late",
        "原为纸质登记",
    ])
}

fn one<'a>(listed: &'a Value, id: &str) -> &'a Value {
    let mut all = listed.as_array().expect("a list").iter();
    all.find(|it| it["id"] == id).expect("it is in the list")
}

fn id(answer: Answer) -> String {
    let told = answer.done().json();
    told["id"].as_str().expect("a matter has an id").to_owned()
}

const JSON: &[&str] = &["--format", "json"];

#[test]
fn what_is_kept_elsewhere_is_begun_only_where_it_is_switched_on() {
    let andu = Andu::new();
    andu.office();
    let off = penalty(&andu, JSON).wrong().json();
    assert_eq!(off["error"]["code"], "worked-elsewhere");
    assert_eq!(off["error"]["article"][0], "行政处罚法 第五十四条");
    penalty(&andu, &[])
        .wrong()
        .says("“行政处罚”的来源方式为导入")
        .says("andu import")
        .says("andu matter found")
        .says("andu casework on penalty --by 姓名 --reason 理由");
    turn(&andu, "on", "penalty").done().says("已开启办理");
    let case = id(penalty(&andu, JSON));

    // A review of it is another procedure with a switch of its own, which is on until somebody turns it off.
    turn(&andu, "off", "reconsideration").done();
    review(&andu, &case)
        .wrong()
        .says("andu casework on reconsideration");
    turn(&andu, "on", "reconsideration").done();
    review(&andu, &case).done().says("县府复〔2025〕1号");

    turn(&andu, "off", "penalty")
        .done()
        .says("正在办理的件可以办完");
    penalty(&andu, &[]).wrong();
    dismiss(&andu, &case).done().says("不予立案");
    let papers = andu.json(&["matter", "paper", &case]);
    let form = one_paper(&papers, "not-filed-form");
    assert_eq!(form["state"], "issued");
}

fn one_paper<'a>(papers: &'a Value, id: &str) -> &'a Value {
    let mut all = papers["papers"].as_array().expect("a list").iter();
    all.find(|it| it["paper"] == id).expect("it has the paper")
}

#[test]
fn a_row_from_elsewhere_is_imported_again_and_issues_nothing() {
    let andu = Andu::new();
    andu.office();
    let book = |organ: &str| {
        let head = "案件登记号,案由,发现线索日期,案件来源,执法机关";
        format!("{head}\n罚案〔2025〕7号,未经许可从事餐饮服务,2025-09-22,监督检查,{organ}\n")
    };
    andu.write("案件.csv", &book("县市场监管局"));
    let import = ["import", "案件.csv", "--procedure", "penalty"];
    assert_eq!(andu.json(&import)[0]["accepted"], 1);
    let number = "罚案〔2025〕7号";
    dismiss(&andu, number)
        .wrong()
        .says("本件据台账登记")
        .says("有变化的再次导入");
    let shown = andu.json(&["matter", "show", number]);
    assert_eq!(shown["can"].as_array().map(Vec::len), Some(0));
    let papers = andu.json(&["matter", "paper", number]);
    assert_eq!(one_paper(&papers, "not-filed-form")["state"], "unfit");

    andu.write("案件.csv", &book("县城市管理局"));
    andu.run(&[&import[..], &["--accept-changes"]].concat())
        .done();
    let shown = andu.json(&["matter", "show", number]);
    assert_eq!(shown["fields"]["enforcement_organ"], "县城市管理局");

    turn(&andu, "on", "penalty").done();
    dismiss(&andu, number).done();
}

#[test]
fn the_list_tells_who_when_and_why_and_the_chain_holds_it() {
    let mut andu = Andu::new();
    andu.office();
    let head = |andu: &Andu| andu.json(&["verify"])[0]["events"].clone();
    let before = head(&andu).as_u64();
    let turned = turn_json(&andu, "on");
    assert_eq!(
        (&turned["changed"], &turned["on"]),
        (&true.into(), &true.into())
    );
    assert_eq!(turn_json(&andu, "on")["changed"], false);
    turn_json(&andu, "off");
    assert_eq!(head(&andu).as_u64(), before.map(|events| events + 2));
    let listed = andu.json(&["casework", "list"]);
    let turns = one(&listed, "coercion")["turns"].as_array().expect("turns");
    assert_eq!(turns.len(), 2);
    assert_eq!(
        (&turns[0]["by"], &turns[0]["on"]),
        (&"张某某".into(), &true.into())
    );
    assert_eq!(turns[1]["reason"], "县政府专题会议纪要〔2026〕3号");
    assert_eq!(one(&listed, "enforcement-publicity")["source"], "sum");
    andu.run(&["casework", "list"])
        .done()
        .says("未开启")
        .says("张某某");

    let seq = turns[1]["seq"].as_u64().expect("a place in the chain");
    andu.tamper("update event set body = replace(body, '\"on\":false', '\"on\":true')");
    let report = andu.run(&["verify", "--format", "json"]).wrong().json();
    assert_eq!(report[0]["first_bad"]["seq"].as_u64(), Some(seq));
}

fn turn_json(andu: &Andu, way: &str) -> Value {
    andu.json(&[&["casework", way, "coercion"][..], BY].concat())
}

#[test]
fn what_cannot_be_switched_is_told() {
    let andu = Andu::new();
    andu.office();
    turn(&andu, "on", "npc-suggestion")
        .wrong()
        .says("来源方式为自办");
    turn(&andu, "on", "no-such-work").unusable();
    let blank = [
        "casework",
        "on",
        "penalty",
        "--by",
        "张某某",
        "--reason",
        " ",
    ];
    andu.run(&blank).unusable().says("没有写明理由");
    andu.run(&["casework", "on", "penalty", "--by", "张某某"])
        .unusable();
    let secret = [
        "casework",
        "on",
        "penalty",
        "--by",
        "张某某",
        "--reason",
        "机密★3年",
    ];
    andu.run(&secret).wrong().says("密级标志");
    let listed = andu.json(&["casework", "list"]);
    let untouched = |it: &Value| it["turns"].as_array().is_some_and(Vec::is_empty);
    assert!(
        listed.as_array().expect("a list").iter().all(untouched),
        "{listed}"
    );
}
