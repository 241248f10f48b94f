//! What stands behind a figure: formula, notes, traces, records.

use andu_figures::{Behind, records};
use andu_rules::model::IndicatorId;

use crate::{
    office::{ORGAN, Office, year},
    samples::office,
};

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
fn a_title_about_a_person_is_masked() {
    let mut office = office();
    let titles = |office: &Office| {
        let read = office.ledger.read(|snapshot| {
            let (id, whole) = (IndicatorId::from("received"), Behind::Whole);
            Ok(records(
                snapshot,
                &office.pack,
                ORGAN,
                &id,
                year(2025),
                whole,
                None,
                1,
            )
            .unwrap())
        });
        read.unwrap().records[0].title.clone()
    };
    assert_eq!(titles(&office).as_deref(), Some("路灯"));
    let mut letter = (*office.pack.procedures["letter"][0]).clone();
    let title = letter
        .fields
        .iter_mut()
        .find(|field| field.id == letter.title);
    title.unwrap().personal = true;
    office
        .pack
        .procedures
        .insert("letter".into(), vec![letter.into()]);
    assert_eq!(titles(&office).as_deref(), Some("＊＊＊"));
}
