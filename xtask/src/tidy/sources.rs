//! Rust files: their size, the attributes that hide a fault, and kinds of matter that belong in data.

use std::collections::BTreeSet;

use super::{Fault, glossary};
use crate::source::{self, TextFile};

const MOST_LINES: usize = 500;

/// A longer file says why in its first lines, in these words.
const REASON: &str = "longer than 500 lines because";
const FIRST_LINES: usize = 8;

/// Attributes that hide a fault, and what to write instead.
const BANNED: &[(&str, &str)] = &[
    ("#[ignore", "a test runs or it does not exist"),
    ("#[should_panic", "assert on the error instead"),
    ("#[allow(", "use #[expect(lint, reason = \"…\")]"),
    ("#![allow(", "use #[expect(lint, reason = \"…\")]"),
];

/// Files that may name kinds of matter all the same, with the reason.
const MAY_NAME: &[(&str, &str)] = &[(
    "crates/andu-rules/src/read/samples.rs",
    "examples that remedies quote; nothing is decided by them",
)];

/// Procedures whose ids are words of the engine as well, with the reason. Any Rust file may say them.
const ENGINE_WORDS: &[(&str, &str)] = &[
    (
        "organ",
        "the office itself, whose first event opens its chain",
    ),
    (
        "person",
        "also a kind of field; people are records that the engine reads",
    ),
    ("post", "posts own work"),
    (
        "unit",
        "also a kind of field; units are records that the engine reads",
    ),
];

/// Checks all Rust files.
pub fn faults(files: &[TextFile]) -> Vec<Fault> {
    let kinds: BTreeSet<&str> = files
        .iter()
        .filter_map(|file| glossary::procedure_of(&file.path))
        .filter(|kind| ENGINE_WORDS.iter().all(|(word, _)| word != kind))
        .collect();
    let mut faults = Vec::new();
    for file in files.iter().filter(|file| file.is_rust()) {
        let rust = source::parse(&file.text);
        faults.extend(size(file));
        faults.extend(attributes(file, &rust.code));
        faults.extend(kinds_of_matter(file, &rust, &kinds));
    }
    faults
}

fn size(file: &TextFile) -> Option<Fault> {
    let lines = file.text.lines().count();
    let excused = file
        .text
        .lines()
        .take(FIRST_LINES)
        .any(|line| line.to_lowercase().contains(REASON));
    (lines > MOST_LINES && !excused).then(|| {
        let what = format!(
            "has {lines} lines; split it, or say “{REASON} …” in its first {FIRST_LINES} lines"
        );
        Fault::new(&file.path, None, what)
    })
}

fn attributes(file: &TextFile, code: &str) -> Vec<Fault> {
    let mut faults = Vec::new();
    for (index, line) in code.lines().enumerate() {
        for (attribute, instead) in BANNED {
            if line.contains(attribute) {
                let what = format!("{attribute} hides a fault: {instead}");
                faults.push(Fault::new(&file.path, Some(index + 1), what));
            }
        }
    }
    faults
}

/// Adding a kind of work needs no Rust, so no Rust that ships may know one by name. Tests may.
fn kinds_of_matter(file: &TextFile, rust: &source::Rust, kinds: &BTreeSet<&str>) -> Vec<Fault> {
    let parts: Vec<&str> = file.path.split('/').collect();
    let aside = ["tests", "examples"]
        .iter()
        .any(|folder| parts.contains(folder))
        || parts.last() == Some(&"tests.rs")
        || MAY_NAME.iter().any(|(path, _)| *path == file.path);
    if !file.path.starts_with("crates/") || aside {
        return Vec::new();
    }
    let shipped = source::tests_begin(&rust.code);
    let mut faults = Vec::new();
    for (line, string) in rust.strings.iter().filter(|(line, _)| *line < shipped) {
        for kind in kinds.iter().filter(|kind| names(string, kind)) {
            let what = format!("names the kind of matter {kind}; that is data, under rules/");
            faults.push(Fault::new(&file.path, Some(*line), what));
        }
    }
    faults
}

/// Whether a text names an id as a whole word.
fn names(text: &str, id: &str) -> bool {
    let part_of_id = |c: char| c.is_ascii_alphanumeric() || c == '-' || c == '_';
    text.match_indices(id).any(|(at, _)| {
        !text[..at].ends_with(part_of_id) && !text[at + id.len()..].starts_with(part_of_id)
    })
}

#[cfg(test)]
mod tests {
    use super::super::tests::{check, checkout};
    use super::*;

    const PROCEDURE: (&str, &str) = ("rules/cn/procedures/oath/2018-01-01.toml", "");

    #[test]
    fn a_long_file_needs_a_reason() {
        let long = "\n".repeat(501);
        let excused = format!("//! This file is longer than 500 lines because of its table.{long}");
        let files = checkout(&[
            ("crates/a/src/a.rs", &long),
            ("crates/a/src/b.rs", &excused),
        ]);
        check(
            &faults(&files),
            &[
                "crates/a/src/a.rs: has 501 lines; split it, or say “longer than 500 lines because …” in its first 8 lines",
            ],
        );
    }

    #[test]
    fn attributes_that_hide_a_fault_are_found_in_code_only() {
        let text = "// #[ignore]\nlet a = \"#[ignore]\";\n#[ignore = \"slow\"]\nfn a() {}\n";
        let files = checkout(&[("crates/a/src/a.rs", text)]);
        check(
            &faults(&files),
            &["crates/a/src/a.rs:3: #[ignore hides a fault: a test runs or it does not exist"],
        );
    }

    #[test]
    fn a_kind_of_matter_is_not_named_in_rust_that_ships() {
        let text = "// An oath is data.\nlet a = \"oath\";\nlet b = \"loathsome oath-like\";\n\
                    #[cfg(test)]\nmod tests {\nlet c = \"oath\";\n}\n";
        let files = checkout(&[
            PROCEDURE,
            ("crates/a/src/a.rs", text),
            ("crates/a/tests/it/main.rs", "let a = \"oath\";"),
            ("benches/src/main.rs", "let a = \"oath\";"),
        ]);
        check(
            &faults(&files),
            &["crates/a/src/a.rs:2: names the kind of matter oath; that is data, under rules/"],
        );
    }
}
