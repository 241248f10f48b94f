use std::{
    fs,
    path::{Path, PathBuf},
};

use proptest::prelude::*;
use toml::de::DeTable;

use super::read;
use crate::read::tree::{Branch, Node, Written};

/// What the reader of all TOML says of a text, keys in the order in which they stand; `None` where it finds a fault.
fn slowly(text: &str) -> Option<Branch<'_>> {
    let (document, errors) = DeTable::parse_recoverable(text);
    let mut document = Branch::of(document.into_inner());
    sort(&mut document);
    errors.is_empty().then_some(document)
}

fn quickly(text: &str) -> Option<Branch<'_>> {
    let mut document = read(text)?;
    sort(&mut document);
    Some(document)
}

fn sort(table: &mut Branch<'_>) {
    table.0.sort_by(|(a, _), (b, _)| a.name.cmp(&b.name));
    table.0.iter_mut().for_each(|(_, value)| sort_within(value));
}

fn sort_within(node: &mut Node<'_>) {
    match &mut node.value {
        Written::List(list) => list.iter_mut().for_each(sort_within),
        Written::Table(table) => sort(table),
        _ => {}
    }
}

/// Whether the quick reader understands a text, which it must then understand as the other does.
#[track_caller]
fn check(text: &str, understood: bool) {
    let quick = quickly(text);
    assert_eq!(quick.is_some(), understood, "{text}");
    if quick.is_some() {
        assert_eq!(quick, slowly(text), "{text}");
    }
}

#[test]
fn what_rules_are_written_in_is_understood() {
    for text in [
        "",
        "# nothing\n\n",
        "a = 1",
        "a = 0\nb-c = 120 # days\n  d_1\t=\ttrue",
        "a = \"文\\\"b\\\\ \\n\\t\"\nb = \"\"\nc = '\\d'\nd = ''",
        "a = [1, 2 , ]\nb = []\nc = [\n  # first\n  \"x\", # x\n  \"y\"\n]",
        "a = {}\nb = { c = 1, d = { e = [{ f = 'g' }] } }\nh = {\n i = 1, # more\n}",
        "a = 2025-03-01\nb = 2025-03-01T09:30\nc = 2025-03-01T09:30:00\nd = 2025-03-01T09:30:00Z",
        "a = { b = 2025-03-01 , c = 1.5 }",
        "[[a]]\nb = 1\n\n[[a]]\n[[ c ]]\n[[a]]\nb = 2",
        "[[a]]\n[[a.b]]\nc = 1\n[[a . b]]\nc = 2\n[[a]]\n[[a.b]]",
        "a = 3.14\nb = 0.5\nc = 999999999999999999",
    ] {
        check(text, true);
    }
}

#[test]
fn anything_else_is_left_to_the_other_reader() {
    for text in [
        "a",
        "a =",
        "a = 1 b = 2",
        "a = 1\na = 2",
        "a = { b = 1, b = 2 }",
        "a.b = 1",
        "\"a\" = 1",
        "[a]\nb = 1",
        "[[a]\nb = 1",
        "a = []\n[[a]]",
        "a = [[{}]]\n[[a]]",
        "[[a]]\nb = []\n[[a.b]]",
        "[[a.b]]",
        "[[a]]\n[[a.b.c]]",
        "a = \"\"\"b\"\"\"",
        "a = '''b'''",
        "a = \"b",
        "a = 'b",
        "a = \"\\u4e2d\"",
        "a = \"\u{1}\"",
        "a = \"\u{7f}\"",
        "# \u{1}",
        "a = 1\r\nb = 2",
        "\u{feff}a = 1",
        "a = 01",
        "a = -1",
        "a = +1",
        "a = 1_000",
        "a = 0x1f",
        "a = 1e3",
        "a = 1.",
        "a = .5",
        "a = inf",
        "a = 99999999999999999999",
        "a = 2025-02-31",
        "a = 2025-03-01 09:30",
        "a = 09:30:00",
        "a = [1 2]",
        "a = [1,, 2]",
        "a = [,]",
        "a = [1",
        "a = { b = 1",
        "a = { , }",
        "a = yes",
        "= 1",
    ] {
        check(text, false);
    }
    let deep = |depth: usize| format!("a = {}{}", "[".repeat(depth), "]".repeat(depth));
    check(&deep(16), true);
    check(&deep(17), false);
    let wide = |keys: usize| {
        (0..keys)
            .map(|key| format!("k{key} = 1\n"))
            .collect::<String>()
    };
    check(&wide(256), true);
    check(&wide(257), false);
}

#[test]
fn the_rules_that_ship_are_read_alike_and_nearly_all_quickly() {
    let mut files = Vec::new();
    collect(
        &Path::new(env!("CARGO_MANIFEST_DIR")).join("../../rules"),
        &mut files,
    );
    let mut left = Vec::new();
    for path in &files {
        let text = fs::read_to_string(path).unwrap();
        match quickly(&text) {
            Some(document) => assert_eq!(Some(document), slowly(&text), "{}", path.display()),
            None => left.push(path),
        }
    }
    assert!(left.len() * 20 <= files.len(), "{left:?}");
}

fn collect(folder: &Path, files: &mut Vec<PathBuf>) {
    for entry in fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            collect(&path, files);
        } else if path.extension().is_some_and(|it| it == "toml") {
            files.push(path);
        }
    }
}

const SAMPLE: &str = r##"# 样本
id = "reply"
days = 20
rate = 0.5
in_force = { from = 2019-05-15, to = 2024-12-31 }
at = 2025-03-01T09:30
rows = ["R13", 'R14', "a\"b"]

[[field]]
id = "channel" # 渠道
values = [
  { id = "in_person", label = "当面", basis = { statute = "条例", article = "三" } },
  { id = "fax", label = "传真" },
]
index = true

[[paper]]
id = "a"
[[paper.part]]
words = []
[[paper.part]]
words = ["甲"]

[[field]]
id = "b"
"##;

const PIECES: &[&str] = &[
    "\"",
    "'",
    "[",
    "]",
    "[[",
    "]]",
    "{",
    "}",
    "=",
    ",",
    "\n",
    "\r\n",
    ".",
    "-",
    "_",
    "+",
    "0",
    "9",
    "二",
    "\\",
    "\\n",
    "\\u4e2d",
    "#",
    " ",
    "\t",
    "e",
    "true",
    "id",
    "id = 1\n",
    "[[field]]\n",
    "[[paper.part]]\n",
    "[paper]\n",
    "[[rows]]\n",
    "a.b = 1\n",
    "\"\"\"",
    "'''",
    "2025-02-30",
    "09:30",
    "\u{1}",
    "\u{7f}",
    "\u{85}",
    "\u{feff}",
];

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::with_cases(2_000) })]

    #[test]
    fn what_is_understood_is_understood_alike(
        slips in proptest::collection::vec((0..SAMPLE.len(), 0..12_usize, 0..PIECES.len(), any::<bool>()), 1..5),
    ) {
        let mut text = SAMPLE.to_owned();
        for (at, remove, piece, insert) in slips {
            let start = text.floor_char_boundary(at.min(text.len()));
            let end = text.floor_char_boundary((start + remove).min(text.len())).max(start);
            text.replace_range(start..end, if insert { PIECES[piece] } else { "" });
        }
        if let Some(document) = quickly(&text) {
            prop_assert_eq!(Some(document), slowly(&text), "{}", text);
        }
    }
}
