//! Packs that are too large, too deep or no text at all: refused in bounded time, with place and remedy, and never with a panic.

use std::fmt::Write as _;

use andu_rules::{Diagnostic, Layer, SourceFile, load};

use crate::support::{layers, packs};

/// What is said about one more file over the good pack.
fn said(path: &str, text: String) -> Vec<Diagnostic> {
    let mut layers = layers(&packs("good/small"));
    layers.push(Layer {
        name: "office".to_owned(),
        files: vec![SourceFile {
            path: path.to_owned(),
            text,
        }],
    });
    load(&layers).1
}

#[track_caller]
fn first(diagnostics: &[Diagnostic], code: &str) -> String {
    let found = diagnostics.iter().find(|it| it.code == code);
    found.map_or_else(
        || {
            panic!(
                "no {code} among {} faults: {:?}",
                diagnostics.len(),
                diagnostics.first()
            )
        },
        ToString::to_string,
    )
}

const OVERLAY: &str = "procedures/application/2019-05-15.toml";

#[test]
fn a_hundred_thousand_stages() {
    let mut text = String::from("extends = \"application/2019-05-15\"\n");
    for number in 0..100_000 {
        let _ = write!(
            text,
            "[[stage]]\nid = \"s{number}\"\nlabel = \"环节\"\nclosed = true\n"
        );
    }
    // So long a file is not even read; one that is shorter is read up to the list.
    assert!(text.len() > 4 << 20);
    insta::assert_snapshot!(
        first(&said(OVERLAY, text.clone()), "file-too-large"),
        @"office/procedures/application/2019-05-15.toml 第 1 行第 1 列：文件超过4兆字节，没有读。规则文件只写规则：请删去多余的内容，或者拆成几个文件。"
    );
    let short = text[..text.floor_char_boundary(2 << 20)]
        .rsplit_once("[[")
        .map(|(text, _)| text.to_owned());
    insta::assert_snapshot!(
        first(&said(OVERLAY, short.unwrap_or_default()), "too-many-items"),
        @"office/procedures/application/2019-05-15.toml 第 2 行第 1 列：程序“申请办理”的 stage 有38331项，超过上限500项，没有读。请拆成几个程序或者几个文件；逐件登记的内容不是规则，请用台账。"
    );
}

#[test]
fn five_hundred_of_everything_are_checked() {
    let mut text = String::from("extends = \"application/2019-05-15\"\n");
    for number in 0..480 {
        let before = format!("a{}", number.max(1) - 1);
        let _ = write!(
            text,
            "[[action]]\nid = \"a{number}\"\nlabel = \"动作{number}\"\nfrom = [\"*\"]\n\
             [[gate]]\nid = \"g{number}\"\nlabel = \"先后{number}\"\non = [\"a{number}\"]\nstrength = \"statutory\"\n\
             holds = \"done(register) and not has(form) or done({before})\"\nbasis = [{{ statute = \"申请办理条例\" }}]\nremedy = \"请先办\"\n\
             [[clock]]\nid = \"c{number}\"\nlabel = \"期限{number}\"\nstart = [\"a{number}\"]\nstop = [\"reply\"]\n\
             length = {{ months = 1 }}\nbasis = [{{ statute = \"申请办理条例\" }}]\n"
        );
    }
    let diagnostics = said(OVERLAY, text);
    assert!(diagnostics.is_empty(), "{:?}", diagnostics.first());
}

#[test]
fn a_list_without_end() {
    let names = vec!["\"subject\""; 60_000].join(", ");
    let text = format!(
        "extends = \"application/2019-05-15\"\n[[action]]\nid = \"more\"\nlabel = \"更多\"\nfrom = [\"*\"]\nfields = [{names}]\n"
    );
    insta::assert_snapshot!(first(&said(OVERLAY, text), "too-many-items"), @"office/procedures/application/2019-05-15.toml 第 6 行第 10 列：办理动作“更多”的 fields 有60000项，超过上限10000项，没有读。请拆成几个程序或者几个文件；逐件登记的内容不是规则，请用台账。");
}

#[test]
fn thousands_of_faults_are_told_up_to_a_number() {
    let mut text = String::from("extends = \"application/2019-05-15\"\n");
    for number in 0..400 {
        let from: Vec<String> = (0..100)
            .map(|it| format!("\"nowhere-{number}-{it}\""))
            .collect();
        let _ = write!(
            text,
            "[[action]]\nid = \"a{number}\"\nlabel = \"动作\"\nfrom = [{}]\n",
            from.join(", ")
        );
    }
    let diagnostics = said(OVERLAY, text);
    assert_eq!(diagnostics.len(), 1000);
}

#[test]
fn no_text_at_all() {
    let mut state = 7u32;
    let garbage: String = (0..1_000_000)
        .filter_map(|_| {
            state = state.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
            char::from_u32(state >> 24)
        })
        .collect();
    let diagnostics = said(OVERLAY, garbage);
    let syntax = diagnostics.iter().filter(|it| it.code == "syntax").count();
    assert!((1..=50).contains(&syntax), "{syntax} faults of syntax");
    for nested in ["[", "{ a = ", "a.", "[["] {
        let text = format!("a = {}", nested.repeat(200_000));
        assert!(!said(OVERLAY, text).is_empty(), "{nested}");
    }
}

#[test]
fn conditions_nested_without_end() {
    for nested in ["(", "not ", "any(units, "] {
        let text = format!(
            "extends = \"application/2019-05-15\"\n[[gate]]\nid = \"deep\"\nlabel = \"很深\"\non = [\"reply\"]\nstrength = \"local\"\n\
             holds = \"{}done(register)\"\nremedy = \"请改写\"\n",
            nested.repeat(50_000)
        );
        let said = first(&said(OVERLAY, text), "bad-condition");
        assert!(said.contains("前置条件“很深”的条件 holds 读不懂"), "{said}");
    }
}
