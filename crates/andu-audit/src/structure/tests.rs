//! Sections and headings, with a small lexicon of their own.

use andu_rules::{Layer, SourceFile, load};

use crate::{Context, Kind, Lexicons, Severity, Text};

const PAPERS: &str = r#"
[[paper]]
id = "yearly"
label = "年度报告"
title = ["法治政府", "报告"]
not_title = ["通知"]
[[paper.part]]
label = "主要成效"
headings = ["成效", "情况"]
[[paper.part]]
label = "存在的不足"
headings = ["不足"]
words = ["还存在"]
[[paper.part]]
label = "其他情况"
weight = "note"
headings = ["其他"]
[[promise]]
heading = "原因"
words = ["原因", "由于"]
[[promise]]
heading = "整改"
words = ["整改"]
"#;

#[track_caller]
fn check(text: &str, whole: bool, expected: &[(Kind, Severity, &str)]) {
    let layer = Layer {
        name: "cn".to_owned(),
        files: vec![SourceFile {
            path: "lexicons/papers.toml".to_owned(),
            text: PAPERS.to_owned(),
        }],
    };
    let (pack, diagnostics) = load(&[layer]);
    assert_eq!(diagnostics, []);
    let lexicons = Lexicons::new(&pack);
    let context = Context {
        year: Some(2025),
        whole,
        lexicons: Some(&lexicons),
        ..Context::default()
    };
    let found = super::find(&Text::from_plain(text), &context);
    let found: Vec<_> = found
        .iter()
        .map(|it| (it.kind, it.severity, it.text.as_str()))
        .collect();
    assert_eq!(found, expected, "{text}");
}

#[test]
fn required_contents_that_are_missing_or_stand_elsewhere() {
    use {Kind::MissingSection, Severity::*};
    let title = "2025年法治政府建设情况的报告";
    let top = format!("{title}\n一、工作成效\n办结12件。\n");
    let missing = [
        (MissingSection, Warning, title),
        (MissingSection, Note, title),
    ];
    check(&top, true, &missing);
    check(&top, false, &[]);
    let said = format!("{top}但还存在差距。\n二、其他情况\n无其他情况。");
    check(&said, true, &[(MissingSection, Note, title)]);
    check(
        "关于报送2025年法治政府建设报告的通知\n一、要求\n请报送。",
        true,
        &[],
    );
    check("2025年工作总结\n一、工作\n办结12件。", true, &[]);
}

#[test]
fn headings_keep_what_they_promise() {
    use {Kind::Heading, Severity::*};
    let heading = "存在的不足、原因和整改情况";
    check(
        &format!("三、{heading}\n一是不够深入。\n四、安排\n查找原因，抓好整改。"),
        false,
        &[(Heading, Warning, heading)],
    );
    check(
        &format!("三、{heading}\n一是由于人手少，不够深入，已经整改。"),
        false,
        &[],
    );
    check("（一）狠抓整改。推进落实，全面整改到位。", false, &[]);
    check("（一）狠抓整改\n（二）学习", false, &[]);
}

#[test]
fn headings_with_nothing_below() {
    use {Kind::Heading, Severity::*};
    check(
        "一、学习\n二、落实\n办结12件。",
        false,
        &[(Heading, Warning, "一、学习")],
    );
    check(
        "一、学习\n二、落实\n三、督查\n一、学习\n甲。\n二、落实\n乙。\n三、督查\n丙。",
        true,
        &[],
    );
}
