//! Where things live: migrations in numbered pairs, and no path that exists only on somebody's machine.

use std::collections::BTreeMap;

use super::Fault;
use crate::source::TextFile;

const MIGRATIONS: &str = "crates/andu-ledger/migrations/";

/// Beginnings of paths that only a machine of ours would have, in two halves so that this file does not hold them.
const MACHINE_PATHS: &[(&str, &str)] = &[
    ("/ho", "me/"),
    ("/ro", "ot/"),
    ("/wo", "rk/"),
    ("/Us", "ers/"),
    ("C:\\Us", "ers"),
];

/// Checks all files.
pub fn faults(files: &[TextFile]) -> Vec<Fault> {
    let mut faults = migrations(files);
    for file in files {
        faults.extend(machine_paths(file));
    }
    faults
}

/// Migrations are numbered 0001, 0002 … without gaps, and every engine has the same ones.
fn migrations(files: &[TextFile]) -> Vec<Fault> {
    let mut engines: BTreeMap<&str, Vec<&str>> = BTreeMap::new();
    let mut faults = Vec::new();
    for file in files {
        let Some(rest) = file.path.strip_prefix(MIGRATIONS) else {
            continue;
        };
        match rest.split_once('/') {
            Some((engine, name)) if name.ends_with(".sql") => {
                engines.entry(engine).or_default().push(name);
            }
            _ => faults.push(Fault::new(
                &file.path,
                None,
                "a migration is called <engine>/NNNN_name.sql; nothing else lies here",
            )),
        }
    }
    for (engine, names) in &engines {
        for (index, name) in names.iter().enumerate() {
            let expected = format!("{:04}_", index + 1);
            if !name.starts_with(&expected) {
                let path = format!("{MIGRATIONS}{engine}/{name}");
                let what =
                    format!("its number should be {expected}; numbers have no gaps and no twins");
                faults.push(Fault::new(&path, None, what));
            }
        }
    }
    let sets: Vec<&Vec<&str>> = engines.values().collect();
    if sets.windows(2).any(|pair| pair[0] != pair[1]) {
        faults.push(Fault::new(
            MIGRATIONS,
            None,
            "the engines do not have the same migrations",
        ));
    }
    faults
}

fn machine_paths(file: &TextFile) -> Vec<Fault> {
    let mut faults = Vec::new();
    for (index, line) in file.text.lines().enumerate() {
        for (head, tail) in MACHINE_PATHS {
            let path = format!("{head}{tail}");
            if begins_a_path(line, &path) {
                let what =
                    format!("names the machine path {path}…; write it relative to the checkout");
                faults.push(Fault::new(&file.path, Some(index + 1), what));
            }
        }
    }
    faults
}

/// Whether the path stands in the line by itself, not as the tail of a longer one.
fn begins_a_path(line: &str, path: &str) -> bool {
    line.match_indices(path).any(|(at, _)| {
        let before = line[..at].chars().next_back();
        before.is_none_or(|c| !(c.is_alphanumeric() || "._-/)}~*".contains(c)))
    })
}

#[cfg(test)]
mod tests {
    use super::super::tests::{check, checkout};
    use super::*;

    #[test]
    fn numbers_have_no_gaps() {
        let files = checkout(&[
            ("crates/andu-ledger/migrations/sqlite/0001_chain.sql", ""),
            ("crates/andu-ledger/migrations/sqlite/0003_files.sql", ""),
        ]);
        check(
            &faults(&files),
            &[
                "crates/andu-ledger/migrations/sqlite/0003_files.sql: its number should be 0002_; numbers have no gaps and no twins",
            ],
        );
    }

    #[test]
    fn engines_keep_step() {
        let files = checkout(&[
            ("crates/andu-ledger/migrations/postgres/0001_chain.sql", ""),
            ("crates/andu-ledger/migrations/sqlite/0001_chain.sql", ""),
            ("crates/andu-ledger/migrations/sqlite/0002_files.sql", ""),
        ]);
        check(
            &faults(&files),
            &["crates/andu-ledger/migrations/: the engines do not have the same migrations"],
        );
    }

    #[test]
    fn a_path_of_one_machine_is_named_and_a_longer_path_is_not() {
        let home = format!("{}{}", MACHINE_PATHS[0].0, MACHINE_PATHS[0].1);
        let text = format!("see \"{home}me/x\"\nhttps://example.gov.cn{home}\nrules{home}\n");
        let files = checkout(&[("README.md", &text)]);
        check(
            &faults(&files),
            &[&format!(
                "README.md:1: names the machine path {home}…; write it relative to the checkout"
            )],
        );
    }
}
