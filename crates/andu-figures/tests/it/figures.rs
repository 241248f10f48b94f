//! Every kind of indicator, counted by hand.

use std::{cell::Cell as Counter, collections::BTreeMap};

use andu_figures::{Behind, Figure, FigureError, Period, Source, evaluate, print, records};
use andu_ledger::{Cell, HistoryRow, LedgerError};
use andu_rules::{
    model::{Decimal, IndicatorId, Row, Value},
    register::register,
};

use crate::office::{ORGAN, Office, Sample, cell, pack, specs, text, year};

const INDICATORS: &str = r#"
[[indicator]]
id = "received"
label = "收到来信件数"
unit = "件"
kind = "count"
of = { procedure = "letter", on = "field:received_on" }

[[indicator]]
id = "received-web"
label = "收到网上来信件数"
unit = "件"
kind = "count"
of = { procedure = "letter", on = "field:received_on", where = "channel = 'web'" }

[[indicator]]
id = "received-so-far"
label = "累计收到来信件数"
unit = "件"
kind = "count"
period = "cumulative"
of = { procedure = "letter", on = "field:received_on" }

[[indicator]]
id = "open-letters"
label = "期末未办结来信件数"
unit = "件"
kind = "count"
period = "as_of"
of = { procedure = "letter", on = "field:received_on" }

[[indicator]]
id = "open-cases"
label = "期末未结案件数"
unit = "件"
kind = "count"
period = "as_of"
of = { procedure = "case", on = "field:opened_on", where = "stage = 'filed'" }

[[indicator]]
id = "replied"
label = "答复来信件数"
unit = "件"
kind = "count"
of = { procedure = "letter", on = "reply-again" }

[[indicator]]
id = "items-done"
label = "完成事项数"
unit = "项"
kind = "count"
of = { procedure = "letter", list = "items", on = "field:done_on" }

[[indicator]]
id = "items-agreed-by-post"
label = "邮寄来信中已同意事项数"
unit = "项"
kind = "count"
of = { procedure = "letter", list = "items", on = "field:received_on", where = "agreed and channel = 'post'" }

[[indicator]]
id = "channels"
label = "来信渠道数"
unit = "种"
kind = "distinct"
of = { procedure = "letter", on = "field:received_on" }
field = "channel"

[[indicator]]
id = "units"
label = "承办单位数"
unit = "个"
kind = "distinct"
of = { procedure = "letter", list = "items", on = "field:received_on" }
field = "unit"

[[indicator]]
id = "pages"
label = "来信页数"
unit = "页"
kind = "sum"
of = { procedure = "letter", on = "field:received_on" }
measure = { field = "pages" }

[[indicator]]
id = "amount"
label = "来信金额"
unit = "元"
decimals = 2
kind = "sum"
of = { procedure = "letter", on = "field:received_on" }
measure = { field = "amount" }

[[indicator]]
id = "hours"
label = "事项工时"
unit = "小时"
decimals = 2
kind = "sum"
of = { procedure = "letter", list = "items", on = "field:received_on" }
measure = { field = "hours" }

[[indicator]]
id = "mean-pages"
label = "平均页数"
unit = "页"
decimals = 2
kind = "mean"
of = { procedure = "letter", on = "field:received_on" }
measure = { field = "pages" }

[[indicator]]
id = "mean-days"
label = "平均答复天数"
unit = "天"
decimals = 1
kind = "mean"
of = { procedure = "letter", on = "reply-again" }
measure = { from = "register", to = "reply-again", unit = "calendar_days" }

[[indicator]]
id = "mean-exact-days"
label = "平均答复时长"
unit = "天"
decimals = 2
kind = "mean"
of = { procedure = "letter", on = "reply-again" }
measure = { from = "register", to = "reply-again", unit = "exact_days" }

[[indicator]]
id = "mean-hours"
label = "平均答复小时数"
unit = "小时"
decimals = 1
kind = "mean"
of = { procedure = "letter", on = "reply-again" }
measure = { from = "register", to = "reply-again", unit = "hours" }

[[indicator]]
id = "reply-ratio"
label = "来信和案件答复率"
unit = "%"
decimals = 2
kind = "ratio"
numerator = [{ procedure = "letter", on = "field:received_on", where = "done(reply-again)" }, { procedure = "case", on = "field:opened_on", where = "done(settle)" }]
denominator = [{ procedure = "letter", on = "field:received_on" }, { procedure = "case", on = "field:opened_on" }]

[[indicator]]
id = "letters-a-case"
label = "每案来信件数"
unit = "件"
decimals = 1
kind = "ratio"
numerator = [{ procedure = "letter", on = "field:received_on" }]
denominator = [{ procedure = "case", on = "field:opened_on" }]

[[indicator]]
id = "on-time"
label = "按期答复率"
unit = "%"
decimals = 2
kind = "share"
of = { procedure = "letter", on = "reply-again" }
part = "kept(reply)"

[[indicator]]
id = "faster-by"
label = "平均答复时长较上年缩短"
unit = "天"
decimals = 2
kind = "change"
of = "mean-exact-days"
trend = "fall"

[[indicator]]
id = "growth"
label = "来信件数较上年增长"
unit = "%"
decimals = 1
kind = "change"
of = "received"
trend = "rise"
relative = true

[[indicator]]
id = "covered"
label = "有来信的天数占比"
unit = "%"
decimals = 2
kind = "coverage"
of = { procedure = "letter", on = "field:received_on" }

[[indicator]]
id = "daily-hours"
label = "每日小时数"
unit = "小时"
kind = "parameter"
of = { procedure = "case", on = "field:opened_on" }
field = "hours"

[[indicator]]
id = "answered-and-cases"
label = "答复来信和案件合计"
unit = "件"
kind = "arithmetic"
left = "replied"
operation = "plus"
right = "letters-a-case"

[[indicator]]
id = "web-share"
label = "网上来信占比"
unit = "%"
decimals = 1
kind = "arithmetic"
left = "received-web"
operation = "over"
right = "received"

[[indicator]]
id = "not-replied"
label = "收到与答复之差"
unit = "件"
kind = "arithmetic"
left = "received"
operation = "minus"
right = "replied"
"#;

fn fields(named: Vec<(&str, Value)>) -> BTreeMap<String, Value> {
    named
        .into_iter()
        .map(|(name, value)| (name.to_owned(), value))
        .collect()
}

fn item(unit: &str, agreed: bool, hours: i64, done_on: &str) -> Row {
    Row::from([
        ("unit".into(), text(unit)),
        ("agreed".into(), Value::Boolean(agreed)),
        ("hours".into(), Value::Decimal(Decimal { units: hours })),
        ("done_on".into(), text(done_on)),
    ])
}

fn did(named: &[(&'static str, &str)]) -> BTreeMap<&'static str, String> {
    named
        .iter()
        .map(|(action, at)| (*action, (*at).to_owned()))
        .collect()
}

fn letters() -> Vec<Sample> {
    let decimal = |units| Value::Decimal(Decimal { units });
    vec![
        Sample {
            id: "L1".to_owned(),
            stage: "closed",
            closed_at: Some("2025-01-20T09:30:00"),
            fields: fields(vec![
                ("number", text("来信1号")),
                ("title", text("路灯")),
                ("received_on", text("2025-01-10")),
                ("channel", text("post")),
                ("pages", Value::Integer(3)),
                ("amount", decimal(125_000)),
                (
                    "items",
                    Value::List(vec![
                        item("住建委", true, 15_000, "2025-01-15"),
                        item("交通局", false, 20_000, "2025-02-01"),
                    ]),
                ),
            ]),
            did: did(&[
                ("register", "2025-01-10T09:00:00"),
                ("reply-again", "2025-01-20T09:30:00"),
            ]),
            kept: Some(true),
            ..Sample::default()
        },
        Sample {
            id: "L2".to_owned(),
            stage: "closed",
            closed_at: Some("2025-03-01T08:00:00"),
            as_found: true,
            missing: 2,
            fields: fields(vec![
                ("number", text("来信2号")),
                ("received_on", text("2025-02-28")),
                ("channel", text("web")),
                (
                    "items",
                    Value::List(vec![item("住建委", true, 2_500, "2024-12-31")]),
                ),
            ]),
            did: did(&[
                ("register", "2025-02-28T16:00:00"),
                ("reply-again", "2025-03-01T08:00:00"),
            ]),
            kept: Some(false),
            ..Sample::default()
        },
        Sample {
            id: "L3".to_owned(),
            stage: "open",
            late: 1,
            fields: fields(vec![
                ("received_on", text("2025-12-31")),
                ("channel", text("web")),
                ("pages", Value::Integer(5)),
                ("amount", decimal(-25_000)),
            ]),
            did: did(&[("register", "2025-12-31T23:59:00")]),
            ..Sample::default()
        },
        Sample {
            id: "L4".to_owned(),
            stage: "closed",
            closed_at: Some("2024-06-11T20:00:00"),
            fields: fields(vec![
                ("received_on", text("2024-06-01")),
                ("channel", text("post")),
                ("pages", Value::Integer(7)),
            ]),
            did: did(&[
                ("register", "2024-06-01T08:00:00"),
                ("reply-again", "2024-06-11T20:00:00"),
            ]),
            kept: Some(true),
            ..Sample::default()
        },
        Sample {
            id: "L5".to_owned(),
            stage: "open",
            fields: fields(vec![
                ("received_on", text("2026-01-01")),
                ("pages", Value::Integer(100)),
            ]),
            ..Sample::default()
        },
    ]
}

fn case(id: &str, opened_on: &str, hours: i64, settled: Option<&'static str>) -> Sample {
    Sample {
        id: id.to_owned(),
        stage: if settled.is_some() {
            "settled"
        } else {
            "filed"
        },
        closed_at: settled,
        fields: fields(vec![
            ("opened_on", text(opened_on)),
            ("hours", Value::Integer(hours)),
        ]),
        did: settled
            .into_iter()
            .map(|at| ("settle", at.to_owned()))
            .collect(),
        ..Sample::default()
    }
}

fn office() -> Office {
    let office = Office::new(pack(INDICATORS));
    office.put("letter", letters());
    let settled = case("C2", "2025-04-04", 24, Some("2025-05-05T10:00:00"));
    office.put(
        "case",
        vec![case("C1", "2025-03-03", 24, None), settled.clone()],
    );
    // Former states of the second case: filed until it was settled.
    let columns = register(&office.pack.procedures["case"]).columns;
    let spec = specs(&office.pack, "case").remove(0);
    let row = |sample: &Sample| {
        columns
            .iter()
            .map(|column| cell(sample, column))
            .collect::<Vec<_>>()
    };
    let [first, filed] = [
        case("C1", "2025-03-03", 24, None),
        case("C2", "2025-04-04", 24, None),
    ];
    let states = vec![
        ("C1", vec![("2025-03-03T09:00:00", None, row(&first))]),
        (
            "C2",
            vec![
                (
                    "2025-04-04T09:00:00",
                    Some("2025-05-05T10:00:00"),
                    row(&filed),
                ),
                ("2025-05-05T10:00:00", None, row(&settled)),
            ],
        ),
    ];
    let written = office
        .ledger
        .act(ORGAN, move |tx| -> Result<(), LedgerError> {
            for (matter, states) in states {
                let rows = states.into_iter().map(|(from, to, values)| HistoryRow {
                    valid_from: from.to_owned(),
                    valid_to: to.map(str::to_owned),
                    values,
                });
                tx.put_history(&spec, matter, &rows.collect::<Vec<_>>())?;
            }
            Ok(())
        });
    written.unwrap();
    office
}

/// Counts the selects that reach the ledger.
struct Counting<'a>(&'a dyn Source, Counter<usize>);

impl Source for Counting<'_> {
    fn select(
        &self,
        sql: &str,
        params: &[Cell],
        each: &mut dyn FnMut(&[Cell]),
    ) -> Result<(), FigureError> {
        self.1.set(self.1.get() + 1);
        self.0.select(sql, params, each)
    }
}

impl Office {
    fn figures(&self, ids: &[&str], period: Period, trace: bool) -> (Vec<Figure>, usize) {
        let ids: Vec<IndicatorId> = ids.iter().map(|id| (*id).into()).collect();
        let read = self.ledger.read(|snapshot| {
            let counting = Counting(snapshot, Counter::new(0));
            let figures = evaluate(&counting, &self.pack, ORGAN, &ids, period, trace);
            Ok((figures.unwrap(), counting.1.get()))
        });
        read.unwrap()
    }

    fn printed(&self, id: &str, period: &str) -> String {
        let (figures, _) = self.figures(&[id], period.parse().unwrap(), false);
        print(&figures[0])
    }
}

#[track_caller]
fn check(office: &Office, period: &str, expected: &[(&str, &str)]) {
    for (id, printed) in expected {
        assert_eq!(office.printed(id, period), *printed, "{id} in {period}");
    }
}

#[test]
fn every_kind_gives_what_was_counted_by_hand() {
    let office = office();
    check(
        &office,
        "2025",
        &[
            ("received", "3"),
            ("received-web", "2"),
            ("received-so-far", "4"),
            ("open-letters", "1"),
            ("open-cases", "1"),
            ("replied", "2"),
            ("items-done", "2"),
            ("items-agreed-by-post", "1"),
            ("channels", "2"),
            ("units", "2"),
            ("pages", "8"),
            ("amount", "10"),
            ("hours", "3.75"),
            ("mean-pages", "4"),
            // Ten days and one.
            ("mean-days", "5.5"),
            // (14,430 + 960) minutes over two.
            ("mean-exact-days", "5.34"),
            ("mean-hours", "128.3"),
            // Two letters and one case of three and two.
            ("reply-ratio", "60"),
            ("letters-a-case", "1.5"),
            ("on-time", "50"),
            // 10.5 days less 5.34375: rounded once, not 10.5 less 5.34.
            ("faster-by", "5.16"),
            ("growth", "200"),
            // Three days of 365.
            ("covered", "0.82"),
            ("daily-hours", "24"),
            // 2 + 1.5 rounded after the whole formula.
            ("answered-and-cases", "4"),
            ("web-share", "66.7"),
            ("not-replied", "1"),
        ],
    );
}

#[test]
fn periods_take_in_their_last_day_and_nothing_after_it() {
    let office = office();
    check(
        &office,
        "2025-01-01..2025-01-20",
        &[
            ("received", "1"),
            ("replied", "1"),
            ("open-letters", "0"),
            ("received-so-far", "2"),
        ],
    );
    check(
        &office,
        "2025-01-01..2025-01-19",
        &[("replied", "0"), ("open-letters", "1")],
    );
    check(
        &office,
        "2025-12-31",
        &[("received", "1"), ("covered", "100")],
    );
    check(&office, "2026-01", &[("received", "1"), ("growth", "0")]);
    // The second case was still filed on 30 April.
    check(&office, "2025-04", &[("open-cases", "2")]);
    check(&office, "2025-05", &[("open-cases", "1")]);
}

#[test]
fn what_is_undefined_is_printed_as_a_dash() {
    let office = office();
    check(
        &office,
        "2023",
        &[
            ("received", "0"),
            ("pages", "0"),
            ("channels", "0"),
            ("mean-pages", "—"),
            ("reply-ratio", "—"),
            ("on-time", "—"),
            ("growth", "—"),
            ("faster-by", "—"),
            ("daily-hours", "—"),
            ("web-share", "—"),
            ("covered", "0"),
        ],
    );
}

#[test]
fn a_parameter_is_what_all_records_agree_on() {
    let office = office();
    office.put("case", vec![case("C3", "2025-06-06", 23, None)]);
    check(&office, "2025", &[("daily-hours", "—")]);
    check(&office, "2025-06", &[("daily-hours", "23")]);
}

#[test]
fn one_changed_row_changes_its_figures() {
    let office = office();
    let mut letters = letters();
    letters[1].kept = Some(true);
    letters[2].fields.insert("channel".to_owned(), text("post"));
    office.put("letter", letters);
    check(
        &office,
        "2025",
        &[("on-time", "100"), ("received-web", "1"), ("received", "3")],
    );
    office.void("letter", "L2");
    check(
        &office,
        "2025",
        &[("received", "2"), ("on-time", "100"), ("hours", "3.5")],
    );
    // Another office's matters are not ours.
    office.put_in(
        "neighbour",
        "letter",
        vec![Sample {
            id: "N1".to_owned(),
            ..letters_of_neighbour()
        }],
    );
    check(&office, "2025", &[("received", "2")]);
}

fn letters_of_neighbour() -> Sample {
    letters().remove(0)
}

#[test]
fn all_figures_of_a_register_cost_one_select() {
    let office = office();
    let (figures, selects) = office.figures(&[], year(2025), false);
    assert_eq!(figures.len(), office.pack.indicators.len());
    assert_eq!(selects, 2, "one for letters, one for cases");
}

#[test]
fn figures_say_what_stands_behind_them() {
    let office = office();
    let (figures, _) = office.figures(
        &["received", "pages", "reply-ratio", "faster-by"],
        year(2025),
        false,
    );
    let told: Vec<String> = figures
        .iter()
        .map(|figure| {
            format!(
                "{}：{}。{}",
                figure.label,
                figure.formula,
                figure.notes().join("；")
            )
        })
        .collect();
    insta::assert_snapshot!(told.join("\n"), @r##"
    收到来信件数：计数：群众来信〔“收到日期”在期内〕。其中据台账登记1件、要件未见1件、补录1件
    来信页数：群众来信〔“收到日期”在期内〕的“页数”合计。其中据台账登记1件、要件未见1件、补录1件；另有1件未登记所需数值，未计入
    来信和案件答复率：（群众来信〔“收到日期”在期内；已办理“答复”〕＋案件〔“立案日期”在期内；已办理“结案”〕）÷（群众来信〔“收到日期”在期内〕＋案件〔“立案日期”在期内〕）×100。其中据台账登记1件、要件未见1件、补录1件
    平均答复时长较上年缩短：“平均答复时长”上年同期减本期。其中据台账登记1件、要件未见1件
    "##);
}

#[test]
fn formulas_are_told_in_chinese() {
    let office = office();
    let (figures, _) = office.figures(&[], year(2025), false);
    let told: Vec<&str> = figures
        .iter()
        .map(|figure| figure.formula.as_str())
        .collect();
    insta::assert_snapshot!(told.join("\n"), @r##"
    群众来信〔“收到日期”在期内〕的“金额”合计
    “答复来信件数”＋“每案来信件数”
    群众来信〔“收到日期”在期内〕中不重复的“渠道”数
    群众来信〔“收到日期”在期内〕有记录的天数÷期内365天×100
    案件〔“立案日期”在期内〕一致登记的“每日小时数”
    “平均答复时长”上年同期减本期
    “收到来信件数”本期减上年同期，除以上年同期×100
    群众来信“事项”明细〔“收到日期”在期内〕的“工时”合计
    计数：群众来信“事项”明细〔“收到日期”在期内；已登记“已同意”，且渠道为“邮寄”〕
    计数：群众来信“事项”明细〔“完成日期”在期内〕
    群众来信〔“收到日期”在期内〕÷案件〔“立案日期”在期内〕
    群众来信〔“答复”在期内〕的从“登记”到“答复”的天数（按日期）平均
    群众来信〔“答复”在期内〕的从“登记”到“答复”的天数（精确到分钟）平均
    群众来信〔“答复”在期内〕的从“登记”到“答复”的小时数平均
    群众来信〔“收到日期”在期内〕的“页数”平均
    “收到来信件数”－“答复来信件数”
    群众来信〔“答复”在期内；“答复”按期办结〕÷群众来信〔“答复”在期内〕×100
    计数：案件〔“立案日期”截至期末且期末未办结；环节为“已立案”〕
    计数：群众来信〔“收到日期”截至期末且期末未办结〕
    群众来信〔“收到日期”在期内〕的“页数”合计
    计数：群众来信〔“收到日期”在期内〕
    计数：群众来信〔“收到日期”截至期末〕
    计数：群众来信〔“收到日期”在期内；渠道为“网上”〕
    计数：群众来信〔“答复”在期内〕
    （群众来信〔“收到日期”在期内；已办理“答复”〕＋案件〔“立案日期”在期内；已办理“结案”〕）÷（群众来信〔“收到日期”在期内〕＋案件〔“立案日期”在期内〕）×100
    群众来信“事项”明细〔“收到日期”在期内〕中不重复的“承办单位”数
    “收到网上来信件数”÷“收到来信件数”×100
    "##);
}

#[test]
fn the_json_shape_is_the_contract() {
    let office = office();
    let (figures, _) = office.figures(&["received", "on-time"], year(2025), true);
    insta::assert_snapshot!(serde_json::to_string_pretty(&figures).unwrap(), @r##"
    [
      {
        "id": "received",
        "label": "收到来信件数",
        "value": 3,
        "unit": "件",
        "qualifier": "exact",
        "period": {
          "from": "2025-01-01",
          "to": "2025-12-31"
        },
        "formula": "计数：群众来信〔“收到日期”在期内〕",
        "register": "letter",
        "catalogue": [],
        "published": null,
        "attainable": true,
        "proof": null,
        "trace": [
          "L1",
          "L2",
          "L3"
        ],
        "as_found": 1,
        "missing": 1,
        "late": 1,
        "unmeasured": 0
      },
      {
        "id": "on-time",
        "label": "按期答复率",
        "value": 50,
        "unit": "%",
        "qualifier": "exact",
        "period": {
          "from": "2025-01-01",
          "to": "2025-12-31"
        },
        "formula": "群众来信〔“答复”在期内；“答复”按期办结〕÷群众来信〔“答复”在期内〕×100",
        "register": "letter",
        "catalogue": [],
        "published": null,
        "attainable": true,
        "proof": null,
        "trace": {
          "numerator": [
            "L1"
          ],
          "denominator": [
            "L1",
            "L2"
          ]
        },
        "as_found": 1,
        "missing": 1,
        "late": 0,
        "unmeasured": 0
      }
    ]
    "##);
}

#[test]
fn traces_lead_to_the_records() {
    let office = office();
    let ids = [
        "received",
        "items-done",
        "channels",
        "units",
        "pages",
        "mean-exact-days",
        "hours",
        "reply-ratio",
        "growth",
        "covered",
        "daily-hours",
        "web-share",
        "open-cases",
    ];
    let (figures, _) = office.figures(&ids, year(2025), true);
    let told: Vec<String> = figures
        .iter()
        .map(|figure| {
            let value = serde_json::to_string(&figure.value).unwrap();
            format!(
                "{} {value} {}",
                figure.id,
                serde_json::to_string(&figure.trace).unwrap()
            )
        })
        .collect();
    insta::assert_snapshot!(told.join("\n"), @r##"
    received 3 ["L1","L2","L3"]
    items-done 2 ["L1","L1"]
    channels 2 ["L1","L2"]
    units 2 ["L1","L1"]
    pages 8 {"rows":[{"id":"L1","value":3},{"id":"L3","value":5}]}
    mean-exact-days 5.34 {"rows":[{"id":"L1","value":10.020833},{"id":"L2","value":0.666667}]}
    hours 3.75 {"rows":[{"id":"L1","value":1.5},{"id":"L1","value":2},{"id":"L2","value":0.25}]}
    reply-ratio 60 {"numerator":["L1","L2","C2"],"denominator":["L1","L2","L3","C1","C2"]}
    growth 200 {"now":["L1","L2","L3"],"before":["L4"]}
    covered 0.82 ["L1","L2","L3"]
    daily-hours 24 ["C1","C2"]
    web-share 66.7 {"of":["received-web","received"]}
    open-cases 1 ["C1"]
    "##);
}

#[test]
fn records_come_page_by_page() {
    let office = office();
    let page = |id: &str, behind, cursor: Option<&str>| {
        let read = office.ledger.read(|snapshot| {
            Ok(records(
                snapshot,
                &office.pack,
                ORGAN,
                &id.into(),
                year(2025),
                behind,
                cursor,
                2,
            )
            .unwrap())
        });
        let page = read.unwrap();
        let ids: Vec<String> = page
            .records
            .iter()
            .map(|record| {
                format!(
                    "{} {} {}",
                    record.id,
                    record.date,
                    record.number.as_deref().unwrap_or("-")
                )
            })
            .collect();
        (ids.join("、"), page.next)
    };
    let (first, next) = page("received", Behind::Whole, None);
    assert_eq!(first, "L1 2025-01-10 来信1号、L2 2025-02-28 来信2号");
    let (second, last) = page("received", Behind::Whole, next.as_deref());
    assert_eq!((second.as_str(), last), ("L3 2025-12-31 -", None));
    assert_eq!(
        page("on-time", Behind::Part, None).0,
        "L1 2025-01-20T09:30:00 来信1号"
    );
    assert_eq!(page("growth", Behind::Before, None).0, "L4 2024-06-01 -");
    // Letters and cases in one list, by date.
    let (_, next) = page("reply-ratio", Behind::Whole, None);
    assert_eq!(
        page("reply-ratio", Behind::Whole, next.as_deref()).0,
        "C1 2025-03-03 -、C2 2025-04-04 -"
    );
    assert_eq!(
        page("items-done", Behind::Whole, None).0,
        "L1 2025-01-15 来信1号、L1 2025-02-01 来信1号"
    );
    assert_eq!(page("received", Behind::Before, None).0, "");
    let refused = office.ledger.read(|snapshot| {
        let id = IndicatorId::from("received");
        let page = records(
            snapshot,
            &office.pack,
            ORGAN,
            &id,
            year(2025),
            Behind::Whole,
            Some("x"),
            2,
        );
        Ok(page.unwrap_err().code())
    });
    assert_eq!(refused.unwrap(), "cursor-unknown");
}

#[test]
fn an_unknown_indicator_is_refused_by_name() {
    let office = office();
    let refused = office.ledger.read(|snapshot| {
        Ok(evaluate(
            snapshot,
            &office.pack,
            ORGAN,
            &["none".into()],
            year(2025),
            false,
        )
        .unwrap_err())
    });
    let refused = refused.unwrap();
    assert_eq!(refused.code(), "indicator-unknown");
    insta::assert_snapshot!(refused.to_string(), @r##"规则包中没有指标“none”。请核对标识，或列出全部指标后再选。"##);
}

#[test]
fn what_cannot_be_counted_is_named_with_its_reason() {
    let mut pack = pack(INDICATORS);
    let change = |pack: &mut andu_rules::Pack, id: &str, kind: andu_rules::model::IndicatorKind| {
        let mut indicator = (*pack.indicators[id]).clone();
        indicator.kind = kind;
        pack.indicators.insert(id.into(), indicator.into());
    };
    use andu_rules::model::{Counted, DateSource, IndicatorKind, Measure};
    let of = |filter: Option<&str>| Counted {
        procedure: "letter".into(),
        list: None,
        on: DateSource::Field("received_on".into()),
        filter: filter.map(|text| andu_rules::condition::parse(text).unwrap()),
    };
    change(
        &mut pack,
        "received",
        IndicatorKind::Count(of(Some("within(reply)"))),
    );
    change(
        &mut pack,
        "channels",
        IndicatorKind::Distinct {
            of: of(None),
            field: "phone".into(),
        },
    );
    change(
        &mut pack,
        "units",
        IndicatorKind::Distinct {
            of: of(None),
            field: "items".into(),
        },
    );
    let measure = Measure::Field("title".into());
    change(
        &mut pack,
        "pages",
        IndicatorKind::Sum {
            of: of(None),
            measure,
        },
    );
    let on = DateSource::Field("channel".into());
    change(
        &mut pack,
        "replied",
        IndicatorKind::Count(Counted { on, ..of(None) }),
    );
    let novel = Counted {
        procedure: "novel".into(),
        ..of(None)
    };
    change(&mut pack, "covered", IndicatorKind::Coverage(novel));
    let circle = |of: &str| IndicatorKind::Change {
        of: of.into(),
        trend: andu_rules::model::Trend::Rise,
        relative: false,
    };
    change(&mut pack, "faster-by", circle("growth"));
    change(&mut pack, "growth", circle("faster-by"));
    let told: Vec<String> = andu_figures::check(&pack)
        .iter()
        .map(ToString::to_string)
        .collect();
    insta::assert_snapshot!(told.join("\n"), @r##"
    指标“答复来信件数”（indicators/letters.toml）无法统计：字段“channel”不是日期，不能据以归入统计期间，请改用日期字段。
    指标“来信渠道数”（indicators/letters.toml）无法统计：字段“phone”是个人信息，不能据以计数，请改用其他字段。
    指标“有来信的天数占比”（indicators/letters.toml）无法统计：规则包中没有程序“novel”，请核对标识。
    指标“平均答复时长较上年缩短”（indicators/letters.toml）引用了自身，算不出来。请改正它所引用的指标。
    指标“来信件数较上年增长”（indicators/letters.toml）引用了自身，算不出来。请改正它所引用的指标。
    指标“收到来信件数”（indicators/letters.toml）无法统计：“within(reply)”问的是办理当时期限是否届满，统计时没有这个时刻，请改用kept(…)。
    指标“来信页数”（indicators/letters.toml）无法统计：字段“title”不是数字，不能合计、平均或取规定值，请改用整数或小数字段。
    指标“收到来信件数”（indicators/letters.toml）无法统计：“within(reply)”问的是办理当时期限是否届满，统计时没有这个时刻，请改用kept(…)。
    指标“答复来信件数”（indicators/letters.toml）无法统计：字段“channel”不是日期，不能据以归入统计期间，请改用日期字段。
    指标“承办单位数”（indicators/letters.toml）无法统计：字段“items”是明细，不能当作一个值来计数，请改为统计明细的行。
    指标“收到来信件数”（indicators/letters.toml）无法统计：“within(reply)”问的是办理当时期限是否届满，统计时没有这个时刻，请改用kept(…)。
    "##);
}
