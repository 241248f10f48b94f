//! Journeys of books that lack what the rules ask for: entered as found, with what is missing listed.

use crate::harness::Andu;

fn shown(andu: &Andu, number: &str) -> serde_json::Value {
    andu.json(&["matter", "show", number])
}

#[test]
fn a_row_without_the_day_that_governs_enters_with_it_listed_as_missing() {
    let andu = Andu::new();
    andu.office();
    andu.write(
        "建议.csv",
        "建议编号,建议题目,主办单位,交办日期,答复日期\n\
         2024001,关于甲的建议,司法局,2024-03-15,2024-05-20\n\
         2024002,关于乙的建议,水利局,2025-03-15,\n",
    );
    let report = andu.json(&["import", "建议.csv", "--procedure", "npc-suggestion"]);
    assert_eq!(report[0]["added"], 2, "{report:#}");
    assert_eq!(report[0]["missing"]["收到日期"], 2, "{report:#}");
    let notices = report[0]["notices"].to_string();
    assert!(notices.contains("2行没有“收到日期”"), "{notices}");

    // The earliest day chooses the version: the law changed between the two.
    let old = shown(&andu, "2024001");
    assert_eq!(old["version"], "2015-08-29", "{old:#}");
    assert_eq!(shown(&andu, "2024002")["version"], "2025-03-11");
    // What is not known is not entered.
    assert!(old["fields"].get("received_on").is_none(), "{old:#}");
    let again = andu.json(&["import", "建议.csv", "--procedure", "npc-suggestion"]);
    assert_eq!(again[0]["same"], 2, "{again:#}");
}

#[test]
fn a_row_without_any_day_needs_a_year_and_the_future_is_refused() {
    let andu = Andu::new();
    andu.office();
    let rows = "建议编号,建议题目,主办单位\n001,关于甲的建议,司法局\n002,关于乙的建议,水利局\n";
    andu.write("建议.csv", rows);
    let words = ["import", "建议.csv", "--procedure", "npc-suggestion"];
    andu.run(&words).wrong().says("--default-year");
    let with_year = |year| [&words[..], &["--default-year", year, "--format", "json"]].concat();
    let report = andu.run(&with_year("2024")).done().json();
    assert_eq!(report[0]["added"], 2, "{report:#}");
    assert_eq!(shown(&andu, "001")["version"], "2015-08-29");
    // Without number and day, the title tells one from another.
    andu.write(
        "另一年建议.csv",
        "建议题目,主办单位,交办日期\n关于丙的建议,司法局,2999-03-15\n",
    );
    andu.run(&["import", "另一年建议.csv", "--procedure", "npc-suggestion"])
        .wrong();
    let listed = andu.json(&["matter", "list", "npc-suggestion"]);
    assert_eq!(listed["items"].as_array().unwrap().len(), 2);
}

#[test]
fn a_kept_scheme_of_one_sheet_hides_no_other() {
    let andu = Andu::new();
    andu.office();
    andu.write("甲.csv", "姓名,所在单位,到岗日期\n张某,司法局,2020-01-02\n");
    let first = andu.json(&["import", "甲.csv"]);
    assert_eq!(first[0]["added"], 1, "{first:#}");
    // One book with the same register and another one.
    andu.write(
        "乙.xls",
        "<html><body><table><tr><td>姓名</td><td>所在单位</td><td>到岗日期</td></tr>\
         <tr><td>李某</td><td>水利局</td><td>2021-01-02</td></tr></table>\
         <table><tr><td>建议编号</td><td>建议题目</td><td>主办单位</td><td>收到日期</td></tr>\
         <tr><td>001</td><td>关于甲的建议</td><td>司法局</td><td>2024-03-15</td></tr>\
         <tr><td>002</td><td>关于乙的建议</td><td>司法局</td><td>2024-03-16</td></tr></table></body></html>",
    );
    let report = andu.json(&["import", "乙.xls", "--keep-good"]);
    assert_eq!(report[0]["added"], 3, "{report:#}");
}
