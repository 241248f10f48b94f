//! Statements of figures, held and broken, in sentences of our own.

use andu_audit::{Context, Holds, Text, audit};

/// Every relation of a text in short: + held, - broken, ? unsure.
fn short(text: &str) -> String {
    let context = Context {
        year: Some(2025),
        ..Context::default()
    };
    let review = audit(&Text::from_plain(text), &context);
    let lines: Vec<String> = review
        .relations
        .iter()
        .map(|relation| {
            let sign = match relation.holds {
                Holds::Held => '+',
                Holds::Broken => '-',
                Holds::Unsure => '?',
            };
            format!("{sign}{}", relation.arithmetic)
        })
        .collect();
    lines.join(" ")
}

#[track_caller]
fn check(text: &str, expected: &str) {
    assert_eq!(short(text), expected, "{text}");
}

#[test]
fn parts_and_wholes() {
    check(
        "公布事项12项，其中涉及民生保障5项、生态环境2项、城乡建设3项，全部审查。",
        "?5+2+3=10＜12",
    );
    check(
        "参与活动的十二家单位中，执法部门七家、司法机关三家、社会组织四家。",
        "-7+3+4=14＞12",
    );
}

#[test]
fn repeats() {
    check(
        "一、成效\n全年主动公开政府信息2864条。\n二、下一步打算\n下一年，将在本年度主动公开政府信息2846条的基础上，提高质量。",
        "-2864条≠2846条",
    );
}
