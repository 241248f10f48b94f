//! Words, points, pairs and amounts.

use std::sync::LazyLock;

use andu_rules::{Layer, SourceFile, load};

use crate::{Context, Kind, Lexicons, Severity, Text};

const WORDS: &str = r#"
wording = [
  { wrong = "主题责任", right = "主体责任", except = ["主题责任区"] },
  { wrong = "反应的", right = "反映的", weight = "warning", near = ["群众"] },
  { wrong = "台帐", right = "台账", weight = "note", why = "账目的“账”" },
]
"#;

static LEXICONS: LazyLock<Lexicons> = LazyLock::new(|| {
    let layer = Layer {
        name: "cn".to_owned(),
        files: vec![SourceFile {
            path: "lexicons/words.toml".to_owned(),
            text: WORDS.to_owned(),
        }],
    };
    Lexicons::new(&load(&[layer]).0)
});

#[track_caller]
fn check(text: &str, expected: &[(Severity, &str)]) {
    let context = Context {
        lexicons: Some(&LEXICONS),
        ..Context::default()
    };
    let mut found = super::find(&Text::from_plain(text), &context);
    found.sort_by_key(|it| it.place);
    let found: Vec<_> = found
        .iter()
        .map(|it| (it.severity, it.text.as_str()))
        .collect();
    assert_eq!(found, expected, "{text}");
}

#[test]
fn wrong_words_with_exceptions_and_company() {
    use Severity::*;
    check("扛实主题责任，划定主题责任区。", &[(Error, "主题责任")]);
    check(
        "群众反应的问题已经解决。化学反应的速度。",
        &[(Warning, "反应的")],
    );
    check("建立台帐。", &[(Note, "台帐")]);
}

#[test]
fn amounts_qualified_twice() {
    use Severity::*;
    check("召开会议近十余次。", &[(Warning, "近十余")]);
    check("办理约30件左右。", &[(Note, "约30件左右")]);
    check("超过200件以上。", &[(Note, "超过200件以上")]);
    check(
        "最近三年以上、节约30万元左右、近30次、30余次、近百件。",
        &[],
    );
}

#[test]
fn half_width_points_among_chinese() {
    use Severity::*;
    check("办结12件,回复12件。", &[(Note, ",")]);
    check(
        "任务如下:一是学习;二是落实.",
        &[(Note, ":"), (Note, ";"), (Note, ".")],
    );
    check("全年1,234件,占12.5%;", &[(Note, ","), (Note, ";")]);
    check(
        "每天12:30，版本v1.2，网址https://example.gov.cn/a?b=1，附件.docx",
        &[],
    );
    // The habit of a paper is told once.
    let habit = "甲,乙,".repeat(8);
    check(&habit, &[(Note, ",")]);
}

#[test]
fn points_that_follow_each_other() {
    use Severity::*;
    check(
        "办结12件，，回复12件。。",
        &[(Error, "，，"), (Error, "。。")],
    );
    check("办结12件，。", &[(Error, "，。")]);
    check("等等……。办结！！真的吗？！", &[]);
}

#[test]
fn halves_without_the_other() {
    use Severity::*;
    check("落实“三重一大制度。", &[(Warning, "“")]);
    check("落实三重一大”制度。", &[(Warning, "”")]);
    check(
        "学习《宪法。（一）学习）",
        &[(Warning, "《"), (Warning, "）")],
    );
    check(
        "（以下简称《条例》）、“‘一站式’服务”、《〈纲要〉方案》。",
        &[],
    );
    check("1）学习；2）落实。一)学习", &[]);
    check("纲要（2021-2025年)印发。", &[(Note, "（2021-2025年)")]);
    check("落实\"三重一大\"制度。", &[(Note, "\"")]);
    check("新收\t（一\t二）", &[]);
    check("他说：“第一段。\n第二段。”", &[]);
    check(
        "“甲。\n乙。\n丙。\n丁。\n戊。\n己。”",
        &[(Warning, "“"), (Warning, "”")],
    );
}

#[test]
fn messages_say_what_and_what_to_do() {
    let text = Text::from_plain("扛实主题责任，召开会议近十余次。");
    let context = Context {
        lexicons: Some(&LEXICONS),
        ..Context::default()
    };
    let found = super::find(&text, &context);
    assert!(found.iter().all(|it| it.kind == Kind::Wording));
    let messages: Vec<&str> = found.iter().map(|it| it.message.as_str()).collect();
    insta::assert_snapshot!(messages.join("\n"), @r"
    “主题责任”应为“主体责任”。请改正。
    “近十余”里“近”与“余”意思相反，数量说不清。请核实数量后改写。
    ");
}

/// Signs, digits and words on which the readers of words turn.
const PIECES: &[&str] = &[
    "《",
    "》",
    "（",
    "）",
    "(",
    ")",
    "〔",
    "]",
    "“",
    "”",
    "\"",
    "，",
    ",",
    "。",
    ".",
    "；",
    "一",
    "二",
    "十",
    "是",
    "第",
    "条",
    "、",
    "1",
    "2",
    "2025",
    "2020",
    "年",
    "月",
    "30",
    "日",
    "-",
    "—",
    "近",
    "余",
    "件",
    "号",
    "纲要",
    "条例",
    "根据",
    "总结",
    "主题责任",
    "当事人",
    "王",
    "建国",
    "13800138000",
    "身份证110105194912310021",
    "\t",
    " ",
    "\n",
    "a",
    "X",
    "以下简称",
    "原因",
    "个工作日",
    "国",
    "é",
    "😀",
    "\u{3000}",
    "至",
    "自",
];

proptest::proptest! {
    /// Whatever the text, no reader slices a character or loops, and places lie within their paragraphs.
    #[test]
    fn any_text_is_read_to_the_end(pieces in proptest::collection::vec(proptest::sample::select(PIECES), 0..60)) {
        let text = Text::from_plain(&pieces.concat());
        let context = Context { year: Some(2025), whole: true, lexicons: Some(&LEXICONS), ..Context::default() };
        for find in [super::find, crate::law::find, crate::structure::find, crate::privacy::find] {
            for finding in find(&text, &context) {
                let line = &text.paragraphs[finding.place.paragraph].text;
                let rest: String = line.chars().skip(finding.place.offset).collect();
                proptest::prop_assert!(rest.starts_with(&finding.text), "{finding:?}");
            }
        }
    }
}
