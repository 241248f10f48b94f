//! Figures and templates that cannot be worked out, or say nothing: told at the place.

use std::fs;

use crate::report::office;

#[test]
fn a_figure_of_nothing_or_of_another_time_is_said() {
    let andu = office();
    let rate = "npc-suggestion-reply-rate";
    andu.run(&["figures", "--year", "2025", rate])
        .done()
        .says("人大代表建议办复率  —");
    let figures = andu.json(&["figures", "--year", "2025", rate]);
    assert!(figures[0]["value"].is_null(), "{figures}");
    andu.run(&["figures", "--year", "2999", rate])
        .wrong()
        .says("2999-01-01才进入这个期间")
        .says("请核对期间");
    andu.run(&["figures", "--year", "2025", "--on", "2025-06-30", rate])
        .done()
        .says("期间到2025-12-31才结束，数字只算到2025-06-30");
    for period in [
        "2025-13",
        "2025-02-30..2025-03-01",
        "2025-06-01..2025-01-01",
    ] {
        andu.run(&["figures", "--period", period, rate])
            .unusable()
            .says(&format!("“{period}”不是统计期间"));
    }
    andu.run(&["figures", "--year", "2025", "没有"])
        .unusable()
        .says("没有指标“没有”");
}

#[test]
fn rules_that_cannot_be_worked_out_are_said_at_their_place() {
    let andu = office();
    let template = r#"
id = "mine"
label = "我的报告"
rows = ["R37"]

[[block]]
kind = "title"
text = "{year}年度报告"

[[block]]
kind = "paragraph"
text = "全年办复{npc-sugestion-replied}件。"
"#;
    let report = ["report", "mine", "--year", "2025"];
    andu.write("andu-data/rules/reports/mine.toml", template);
    andu.run(&report)
        .unusable()
        .says("reports/mine.toml 第 12 行第 14 列")
        .says("指标“npc-sugestion-replied”没有定义")
        .says("npc-suggestion-replied");
    let right = template.replace("npc-sugestion", "npc-suggestion");
    andu.write("andu-data/rules/reports/mine.toml", &right);
    let circular = r#"
[[indicator]]
id = "mine-one"
label = "甲"
unit = "件"
kind = "arithmetic"
left = "mine-other"
operation = "plus"
right = "npc-suggestion-received"

[[indicator]]
id = "mine-other"
label = "乙"
unit = "件"
kind = "arithmetic"
left = "mine-one"
operation = "minus"
right = "npc-suggestion-received"
"#;
    andu.write("andu-data/rules/indicators/mine.toml", circular);
    andu.run(&["figures", "--year", "2025", "mine-one"])
        .unusable()
        .says("indicators/mine.toml 第 3 行第 6 列")
        .says("绕了一圈又要用到自己");
    fs::remove_file(andu.data().join("rules/indicators/mine.toml")).expect("it is there");
    andu.run(&report).wrong();
}
