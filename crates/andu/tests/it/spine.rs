//! What the first issue promised, tried by somebody new: an application is opened, refused at a gate with the article, passed, extended and
//! replied to; its due day explains itself; one more closed is one more in the figure and in its trace.

use serde_json::Value;

use crate::harness::{Andu, Answer};

/// The office, and the application in it.
pub struct Case {
    pub andu: Andu,
    pub id: String,
}

impl Case {
    /// An office with an application received on 28 September 2025, a Sunday worked in exchange for a holiday.
    pub fn opened() -> Case {
        let andu = Andu::new();
        andu.office();
        let id = open(&andu);
        Case { andu, id }
    }

    /// Takes an action on a day in the past.
    pub fn act(&self, at: &str, by: &str, words: &[&str]) -> Answer {
        act(&self.andu, &self.id, at, by, words)
    }

    pub fn shown(&self) -> Value {
        self.andu.json(&["matter", "show", &self.id])
    }

    fn clock(&self, id: &str) -> Value {
        let shown = self.shown();
        let clocks = shown["clocks"].as_array().expect("clocks are a list");
        let name = format!("foi-application.{id}");
        let clock = clocks.iter().find(|clock| clock["clock"] == *name);
        clock.expect("the clock runs").clone()
    }
}

fn open(andu: &Andu) -> String {
    let opening = [
        "matter",
        "new",
        "foi-application",
        "--set",
        "subject=某路段征地补偿文件",
        "--set",
        "channel=in_person",
        "--set",
        "received_on=2025-09-28",
        "--set",
        "applicant_type=c1",
        "--set",
        "applicant=欧阳某某",
        "--at",
        "2025-09-28T10:00",
        "--late",
        "原为纸质登记",
        "--as",
        "王某某",
    ];
    let opened = andu.json(&opening);
    opened["id"]
        .as_str()
        .expect("a matter has an id")
        .to_owned()
}

fn act(andu: &Andu, id: &str, at: &str, by: &str, words: &[&str]) -> Answer {
    let mut call = vec!["matter", "act", id];
    call.extend(words);
    call.extend(["--at", at, "--as", by, "--late", "原为纸质登记"]);
    andu.run(&call)
}

const NOT_FOUND: [&str; 5] = [
    "draft",
    "--set",
    "outcome=4.1",
    "--set",
    "reply_reason=经检索没有",
];

#[test]
fn an_application_goes_through_the_gates_to_its_end() {
    let case = Case::opened();
    // What, where, which article, what to do.
    case.act("2025-10-15T09:00", "王某某", &NOT_FOUND)
        .wrong()
        .says("不能办理“拟复”")
        .says("检索记录")
        .says("政府信息公开条例 第三十六条")
        .says("请先检索并登记检索范围");
    let search = [
        "search",
        "--set",
        "search_scope=档案室",
        "--set",
        "search_found=否",
        "--paper",
        "search-record=卷宗",
    ];
    case.act("2025-10-15T10:00", "王某某", &search).done();
    case.act("2025-10-16T09:00", "王某某", &NOT_FOUND).done();
    let review = ["review", "--set", "review_result=passed"];
    case.act("2025-10-16T10:00", "王某某", &review)
        .wrong()
        .says("拟复与审查分离")
        .says("请由其他公开审查人员审查");
    case.act("2025-10-16T10:00", "赵某某", &review).done();
    case.act(
        "2025-10-20T11:00",
        "李某某",
        &["approve-extension", "--set", "extension_reason=需要核实"],
    )
    .done();
    case.act(
        "2025-10-20T15:00",
        "王某某",
        &["extend", "--paper", "extension-notice=卷宗"],
    )
    .done();
    case.act(
        "2025-10-21T09:00",
        "李某某",
        &["reply", "--set", "reply_number=〔2025〕1号"],
    )
    .done();
    let serve = [
        "serve",
        "--set",
        "served_on=2025-10-22",
        "--set",
        "service_way=direct",
        "--paper",
        "reply-letter=卷宗",
    ];
    case.act("2025-10-22T09:00", "王某某", &serve).done();
    assert_eq!(case.clock("reply")["kept"], true);
    case.act("2025-10-23T09:00", "王某某", &["close"])
        .done()
        .says("已办结");
    case.act("2025-10-24T09:00", "王某某", &["close"])
        .wrong()
        .says("现处于“已办结”环节");
    let shown = case.shown();
    assert_eq!(
        (&shown["stage"], &shown["can"]),
        (&"closed".into(), &serde_json::json!([]))
    );
    let due = case.andu.json(&["due"]);
    assert_eq!(
        due,
        serde_json::json!([]),
        "nothing is due of what is closed"
    );
}

/// Days that a clock counts, and every day that its explanation covers, in order.
fn days(clock: &Value) -> (Vec<String>, Vec<String>) {
    let (mut counted, mut covered) = (Vec::new(), Vec::new());
    for entry in clock["explain"].as_array().expect("the days are explained") {
        let day = |key: &str| {
            entry[key]
                .as_str()
                .map(|text| text.parse::<jiff::civil::Date>().expect("a day"))
        };
        let from = day("date").expect("an entry has a day");
        let to = day("to").unwrap_or(from);
        let each = from
            .series(jiff::Span::new().days(1))
            .take_while(|date| *date <= to);
        for date in each {
            covered.push(date.to_string());
            if entry["counted"] == true {
                counted.push(date.to_string());
            }
        }
        assert!(
            entry["why"].as_str().is_some_and(|why| !why.is_empty()),
            "{entry}"
        );
    }
    (counted, covered)
}

#[test]
fn the_due_day_explains_itself_day_by_day() {
    let case = Case::opened();
    let clock = case.clock("reply");
    assert_eq!(clock["due"], "2025-10-31");
    let (counted, covered) = days(&clock);
    assert_eq!(counted.len(), 20);
    assert_eq!(
        (counted[0].as_str(), counted[19].as_str()),
        ("2025-09-29", "2025-10-31")
    );
    assert_eq!(
        covered.len(),
        34,
        "every day from 28 September to 31 October, once"
    );
    assert!(covered.is_sorted() && counted.contains(&"2025-10-11".to_owned()));
    assert!(
        !counted
            .iter()
            .any(|day| ("2025-10-01"..="2025-10-08").contains(&day.as_str()))
    );
    case.andu
        .run(&["matter", "show", &case.id])
        .done()
        .says("国庆")
        .says("起算日不计")
        .says("政府信息公开条例 第三十三条");

    case.act(
        "2025-10-20T11:00",
        "李某某",
        &["approve-extension", "--set", "extension_reason=需要核实"],
    )
    .done();
    case.act(
        "2025-10-20T15:00",
        "王某某",
        &["extend", "--paper", "extension-notice=卷宗"],
    )
    .done();
    let clock = case.clock("reply");
    assert_eq!(
        (clock["due"].as_str(), days(&clock).0.len()),
        (Some("2025-11-28"), 40)
    );
}

#[test]
fn what_was_excluded_moves_the_due_day_and_is_explained() {
    let case = Case::opened();
    let consult = [
        "consult-third",
        "--set",
        "third_party_affected=是",
        "--set",
        "third_received_on=2025-10-10",
        "--paper",
        "third-letter=卷宗",
    ];
    case.act("2025-10-10T09:00", "王某某", &consult).done();
    let opinion = ["third-opinion", "--set", "third_opinion=agreed"];
    case.act("2025-10-16T09:00", "王某某", &opinion).done();
    // 11, 13, 14, 15 and 16 October are not counted.
    let clock = case.clock("reply");
    assert_eq!(clock["due"], "2025-11-07");
    let (counted, _) = days(&clock);
    assert_eq!(counted.len(), 20);
    assert!(!counted.contains(&"2025-10-14".to_owned()));
    case.andu
        .run(&["matter", "show", &case.id])
        .done()
        .says("征求第三方意见");
}

/// Figures of the year by id: value and length of the trace.
fn figures(andu: &Andu) -> Vec<(String, f64, usize)> {
    let figures = andu.json(&["figures", "--year", "2025", "--trace"]);
    let figures = figures.as_array().expect("figures are a list").iter();
    let counted = figures.filter(|figure| figure["trace"].is_array());
    counted
        .map(|figure| {
            let id = figure["id"]
                .as_str()
                .expect("a figure has an id")
                .to_owned();
            let length = figure["trace"].as_array().map_or(0, Vec::len);
            (id, figure["value"].as_f64().unwrap_or(-1.0), length)
        })
        .collect()
}

#[test]
fn one_more_closed_is_one_more_in_the_figure_and_in_its_trace() {
    let case = Case::opened();
    let close = |id: &str| {
        let steps: [(&str, &str, &[&str]); 5] = [
            (
                "2025-10-16T09:00",
                "王某某",
                &["draft", "--set", "outcome=1"],
            ),
            (
                "2025-10-16T10:00",
                "赵某某",
                &["review", "--set", "review_result=passed"],
            ),
            ("2025-10-17T09:00", "李某某", &["reply"]),
            (
                "2025-10-17T10:00",
                "王某某",
                &[
                    "serve",
                    "--set",
                    "served_on=2025-10-17",
                    "--set",
                    "service_way=direct",
                    "--paper",
                    "reply-letter=卷宗",
                ],
            ),
            ("2025-10-20T09:00", "王某某", &["close"]),
        ];
        for (at, by, words) in steps {
            act(&case.andu, id, at, by, words).done();
        }
    };
    close(&case.id);
    let second = open(&case.andu);
    let before = figures(&case.andu);
    close(&second);
    let after = figures(&case.andu);
    let grown: Vec<_> = before
        .iter()
        .zip(&after)
        .filter(|(before, after)| before != after)
        .collect();
    let ids: Vec<_> = grown.iter().map(|(_, after)| after.0.as_str()).collect();
    assert_eq!(ids, ["foi-closed", "foi-disclosed"]);
    for (before, after) in grown {
        assert_eq!((before.1, before.2, after.1, after.2), (1.0, 1, 2.0, 2));
    }
    let traced = case
        .andu
        .json(&["figures", "--year", "2025", "foi-closed", "--trace"]);
    let mut ids = [case.id.as_str(), second.as_str()];
    ids.sort_unstable();
    let mut trace: Vec<_> = traced[0]["trace"]
        .as_array()
        .expect("a trace")
        .iter()
        .filter_map(Value::as_str)
        .collect();
    trace.sort_unstable();
    assert_eq!(trace, ids);
    // Voided, it is in the figures no more, and in the chain for ever.
    case.andu
        .run(&["matter", "void", &second, "--why", "重复立件"])
        .done();
    assert_eq!(figures(&case.andu), figures_without(&before));
    case.andu.run(&["verify", "--rebuild"]).done();
}

/// The figures before the second application was received.
fn figures_without(before: &[(String, f64, usize)]) -> Vec<(String, f64, usize)> {
    let received = |it: &(String, f64, usize)| match it.0.as_str() {
        "foi-received" => (it.0.clone(), it.1 - 1.0, it.2 - 1),
        _ => it.clone(),
    };
    before.iter().map(received).collect()
}

#[test]
fn a_refusal_for_programs_has_a_code_and_its_articles() {
    let case = Case::opened();
    let mut words = NOT_FOUND.to_vec();
    words.extend(["--format", "json"]);
    let refused = case
        .act("2025-10-15T09:00", "王某某", &words)
        .wrong()
        .json();
    assert_eq!(refused["error"]["code"], "gate-closed");
    assert_eq!(
        refused["error"]["article"],
        serde_json::json!(["政府信息公开条例 第三十六条"])
    );
    let message = refused["error"]["message"].as_str().expect("a message");
    assert!(
        message.starts_with("不能办理“拟复”：") && message.ends_with('。'),
        "{message}"
    );
    let unusable = ["matter", "show", "0000000000000000", "--format", "json"];
    let unusable = case.andu.run(&unusable).unusable().json();
    assert_eq!(unusable["error"]["code"], "no-matter");
    let misspelt = case
        .andu
        .run(&["no-such-command", "--format", "json"])
        .unusable();
    assert_eq!(misspelt.json()["error"]["code"], "usage");
}
