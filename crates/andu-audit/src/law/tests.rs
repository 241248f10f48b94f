//! Titles, terms and numbers, with a small lexicon of their own.

use andu_rules::{Layer, SourceFile, load};

use crate::{Context, Kind, Lexicons, Severity, Text};

const LAWS: &str = r#"
titles = ["行政处罚法", "行政许可法", "宪法", "环境保护税法"]
[[instrument]]
title = "政府信息公开条例"
kind = "law"
from = 2008-05-01
wrong_names = ["政府信息公开法"]
short_names = ["信息公开条例"]
[[instrument]]
title = "合同法"
kind = "law"
to = 2020-12-31
next = "民法典"
[[instrument]]
title = "法治宣传教育法"
kind = "law"
from = 2025-11-01
[[instrument]]
title = "法治政府建设实施纲要（2021－2025年）"
kind = "plan"
from = 2021-08-02
to = 2025-12-31
[[instrument]]
title = "“七五”普法规划"
kind = "plan"
from = 2016-01-01
to = 2020-12-31
names = ["“七五”普法", "七五普法"]
next = "“八五”普法规划"
[[instrument]]
title = "2007年公布的政府信息公开条例"
kind = "law"
to = 2019-05-14
names = ["国务院令第492号"]
[[lapsed]]
words = "国土资源局"
since = 2019-04-01
why = "机构改革后为自然资源部门"
weight = "note"
"#;

const OLD: &str = r#"
id = "foi-regulation"
title = "政府信息公开条例"
issuer = "国务院"
in_force = { from = 2008-05-01, to = 2019-05-14 }
[[article]]
number = "二十四"
says = "十五个工作日内答复"
"#;

const NEW: &str = r#"
id = "foi-regulation"
title = "政府信息公开条例"
issuer = "国务院"
in_force = { from = 2019-05-15 }
[[article]]
number = "三十三"
says = "二十个工作日内答复"
"#;

fn lexicons() -> Lexicons {
    let file = |path: &str, text: &str| SourceFile {
        path: path.to_owned(),
        text: text.to_owned(),
    };
    let layer = Layer {
        name: "cn".to_owned(),
        files: vec![
            file("lexicons/laws.toml", LAWS),
            file("statutes/foi-regulation/2008-05-01.toml", OLD),
            file("statutes/foi-regulation/2019-05-15.toml", NEW),
        ],
    };
    let (pack, diagnostics) = load(&[layer]);
    assert_eq!(diagnostics, []);
    Lexicons::new(&pack)
}

/// Kind, gravity and words of every finding about a text of 2025.
#[track_caller]
fn check(text: &str, expected: &[(Kind, Severity, &str)]) {
    let lexicons = lexicons();
    let context = Context {
        year: Some(2025),
        lexicons: Some(&lexicons),
        ..Context::default()
    };
    let review = Text::from_plain(text);
    let found = super::find(&review, &context);
    let found: Vec<_> = found
        .iter()
        .map(|it| (it.kind, it.severity, it.text.as_str()))
        .collect();
    assert_eq!(found, expected, "{text}");
}

#[test]
fn titles_are_right_with_and_without_the_name_of_the_state() {
    check(
        "学习《中华人民共和国政府信息公开条例》《行政处罚法》《环境保护税法》。",
        &[],
    );
    check("学习《宪法》《云岭县政务公开办法》《新华字典》。", &[]);
    check("贯彻《行政许可法（2019年修正）》。", &[]);
}

#[test]
fn titles_are_wrong_shortened_or_slips() {
    use {Kind::LawTitle, Severity::*};
    check(
        "依据《政府信息公开法》办理。",
        &[(LawTitle, Error, "《政府信息公开法》")],
    );
    check(
        "依据《信息公开条例》办理。",
        &[(LawTitle, Warning, "《信息公开条例》")],
    );
    check(
        "依据《中华人民共和国信息公开条例》办理。",
        &[(LawTitle, Error, "《中华人民共和国信息公开条例》")],
    );
    check(
        "依据《政府信息公开条例》（以下简称《条例》）办理。《条例》规定。",
        &[],
    );
    check("依据《条例》办理。", &[(LawTitle, Warning, "《条例》")]);
    check(
        "依据《行政处罚条例》办理。",
        &[(LawTitle, Warning, "《行政处罚条例》")],
    );
    check(
        "依据《行政许课法》办理。",
        &[(LawTitle, Warning, "《行政许课法》")],
    );
    check("依据《重庆市行政处罚办法》办理。", &[]);
}

#[test]
fn a_plan_that_ran_out_is_no_ground_but_may_be_looked_back_upon() {
    use {Kind::Outdated, Severity::*};
    let plan = "《云岭县法治建设规划（2016-2020年）》";
    check(
        "根据《云岭县法治建设规划（2016-2020年）》要求，大力推进。",
        &[(Outdated, Warning, plan)],
    );
    check("总结《云岭县法治建设规划（2016-2020年）》实施情况。", &[]);
    check(
        "深入实施“七五”普法规划。",
        &[(Outdated, Warning, "“七五”普法规划")],
    );
    check("荣获全国“七五”普法先进集体称号。", &[]);
    check("自“七五”普法以来，持续推进。", &[]);
    check(
        "按照法治建设纲要（2016—2020年）要求，大力推进。",
        &[(Outdated, Warning, "法治建设纲要（2016—2020年）")],
    );
    check("印发《政府信息公开指南（2020年版）》。", &[]);
}

#[test]
fn a_plan_that_runs_out_with_the_year_is_no_ground_for_the_next() {
    use {Kind::Outdated, Severity::*};
    let plan = "《法治政府建设实施纲要（2021—2025年）》";
    check(
        "一、工作情况\n深入实施《法治政府建设实施纲要（2021—2025年）》。",
        &[],
    );
    check(
        "二、2026年工作安排\n深入实施《法治政府建设实施纲要（2021—2025年）》。",
        &[(Outdated, Warning, plan)],
    );
    check(
        "二、下一步打算\n做好《法治政府建设实施纲要（2021—2025年）》收官评估。",
        &[],
    );
    check(
        "2026年继续落实《法治政府建设实施纲要（2021—2025年）》。",
        &[(Outdated, Warning, plan)],
    );
}

#[test]
fn laws_that_have_gone_and_laws_yet_to_come() {
    use {Kind::Outdated, Severity::*};
    check(
        "依据《中华人民共和国合同法》处理纠纷。",
        &[(Outdated, Error, "《中华人民共和国合同法》")],
    );
    check("原《合同法》已经废止。", &[]);
    check("依据《劳动合同法》处理纠纷。", &[]);
    check("学习宣传《法治宣传教育法》。", &[]);
    check(
        "执行国务院令第492号的规定。",
        &[(Outdated, Error, "国务院令第492号")],
    );
    check(
        "县国土资源局负责。原县国土资源局划转。",
        &[(Outdated, Note, "国土资源局")],
    );
}

#[test]
fn a_law_is_no_ground_before_its_time() {
    let lexicons = lexicons();
    let review = |year, text| {
        let context = Context {
            year: Some(year),
            lexicons: Some(&lexicons),
            ..Context::default()
        };
        let found = super::find(&Text::from_plain(text), &context);
        found.into_iter().map(|it| it.severity).next()
    };
    let text = "依据《法治宣传教育法》开展普法。";
    assert_eq!(review(2023, text), Some(Severity::Error));
    assert_eq!(review(2024, text), Some(Severity::Warning));
    assert_eq!(review(2025, text), None);
}

#[test]
fn an_article_of_an_older_text_is_told_by_its_days() {
    use {Kind::Outdated, Severity::*};
    check(
        "按照《政府信息公开条例》第二十四条，15个工作日内答复。",
        &[(Outdated, Error, "第二十四条")],
    );
    check(
        "按照《政府信息公开条例》第三十三条，20个工作日内答复。",
        &[],
    );
    check("按照《政府信息公开条例》第二十四条公开。", &[]);
}

#[test]
fn numbers_of_documents() {
    use {Kind::DocumentNumber, Severity::*};
    check("印发示例府发〔2025〕12号。", &[]);
    for wrong in [
        "示例府发[2025]12号",
        "示例府发（2025）12号",
        "示例府发【2025】12号",
        "示例府发〔2025］12号",
        "示例府发〔25〕12号",
        "示例府发〔2025〕第12号",
        "示例府发〔2025〕012号",
        "示例府发〔2025年〕12号",
    ] {
        check(
            &format!("根据{wrong}要求。"),
            &[(DocumentNumber, Error, wrong)],
        );
    }
    check("（2024）渝0229行初12号判决", &[]);
    check("2025年第（3）号", &[]);
}
