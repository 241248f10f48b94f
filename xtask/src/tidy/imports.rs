//! Which crate may import which. The table in ARCHITECTURE.md is the rule itself, so that map and check cannot differ.

use std::collections::BTreeMap;

use super::Fault;
use crate::source::TextFile;

const MAP: &str = "ARCHITECTURE.md";

/// Pure crates stay small enough to be read whole.
const MOST_DEPENDENCIES_OF_A_PURE_CRATE: usize = 8;

/// Crates whose coming would make a pure crate impure: I/O, async, randomness.
const IMPURE: &[&str] = &[
    "getrandom",
    "rand",
    "rusqlite",
    "tokio",
    "tokio-postgres",
    "reqwest",
];

struct Room {
    may_import: Vec<String>,
    pure: bool,
}

/// Checks every manifest under `crates/` against the table.
pub fn faults(files: &[TextFile]) -> Vec<Fault> {
    let rooms = rooms(files);
    if rooms.is_empty() {
        return vec![Fault::new(
            MAP,
            None,
            "has no table of crates with a column “may import”",
        )];
    }
    let mut faults = Vec::new();
    let manifests = files
        .iter()
        .filter(|file| file.path.ends_with("/Cargo.toml") || file.path == "Cargo.toml");
    for file in manifests {
        match file.text.parse::<toml::Table>() {
            Ok(manifest) => check(file, &manifest, &rooms, &mut faults),
            Err(error) => faults.push(Fault::new(&file.path, None, error.message())),
        }
    }
    faults
}

fn check(
    file: &TextFile,
    manifest: &toml::Table,
    rooms: &BTreeMap<String, Room>,
    faults: &mut Vec<Fault>,
) {
    let Some(name) = manifest
        .get("package")
        .and_then(|p| p.get("name"))
        .and_then(|n| n.as_str())
    else {
        return;
    };
    let mut fault = |what: String| faults.push(Fault::new(&file.path, None, what));
    for table in ["dependencies", "dev-dependencies", "build-dependencies"] {
        for (other, value) in entries(manifest, table) {
            if value.get("workspace").and_then(toml::Value::as_bool) != Some(true) {
                fault(format!(
                    "{other}: its version belongs in the root Cargo.toml, so that there is one of it"
                ));
            }
        }
    }
    if !file.path.starts_with("crates/") {
        return;
    }
    let Some(room) = rooms.get(name) else {
        fault(format!(
            "{name} is missing from the table of crates in {MAP}"
        ));
        return;
    };
    let shipped: Vec<&str> = ["dependencies", "build-dependencies"]
        .iter()
        .flat_map(|table| entries(manifest, table).map(|(other, _)| other.as_str()))
        .collect();
    for other in &shipped {
        if other.starts_with("andu") && !room.may_import.iter().any(|may| may == other) {
            fault(format!(
                "{name} may not import {other} (table of crates in {MAP})"
            ));
        }
        if room.pure && IMPURE.contains(other) {
            fault(format!(
                "{name} is pure: no {other}; hand its result in as an argument"
            ));
        }
    }
    if room.pure && shipped.len() > MOST_DEPENDENCIES_OF_A_PURE_CRATE {
        fault(format!(
            "{name} is pure and has {} dependencies; at most {MOST_DEPENDENCIES_OF_A_PURE_CRATE}",
            shipped.len()
        ));
    }
}

fn entries<'a>(
    manifest: &'a toml::Table,
    table: &str,
) -> impl Iterator<Item = (&'a String, &'a toml::Value)> {
    manifest
        .get(table)
        .and_then(toml::Value::as_table)
        .into_iter()
        .flatten()
}

/// Reads rows such as ``| `andu-rules` (pure) | … | `andu-calendar` | … |`` under a head with the column "may import".
fn rooms(files: &[TextFile]) -> BTreeMap<String, Room> {
    let mut rooms = BTreeMap::new();
    let Some(map) = files.iter().find(|file| file.path == MAP) else {
        return rooms;
    };
    let mut column = None;
    for line in map.text.lines() {
        let cells: Vec<&str> = line
            .trim()
            .trim_matches('|')
            .split('|')
            .map(str::trim)
            .collect();
        if !line.trim().starts_with('|') {
            column = None;
            continue;
        }
        if let Some(found) = cells.iter().position(|cell| *cell == "may import") {
            column = Some(found);
            continue;
        }
        let Some(may) = column.and_then(|column| cells.get(column)) else {
            continue;
        };
        let first = cells.first().copied().unwrap_or_default();
        if let Some(name) = quoted(first).next() {
            let may_import = quoted(may).map(str::to_owned).collect();
            rooms.insert(
                name.to_owned(),
                Room {
                    may_import,
                    pure: first.ends_with("(pure)"),
                },
            );
        }
    }
    rooms
}

/// What stands between backquotes.
fn quoted(text: &str) -> impl Iterator<Item = &str> {
    text.split('`').skip(1).step_by(2)
}

#[cfg(test)]
mod tests {
    use super::super::tests::{check as expect, checkout};
    use super::*;

    const TABLE: &str = "| crate | owns | may import |\n|---|---|---|\n\
        | `low` (pure) | days | – |\n| `high` | acts | `andu-low` |\n";

    fn manifest(name: &str, dependencies: &str) -> String {
        format!("[package]\nname = \"{name}\"\n[dependencies]\n{dependencies}")
    }

    #[track_caller]
    fn check(name: &str, dependencies: &str, expected: &[&str]) {
        let manifest = manifest(name, dependencies);
        let files = checkout(&[(MAP, TABLE), ("crates/x/Cargo.toml", &manifest)]);
        expect(&faults(&files), expected);
    }

    #[test]
    fn what_the_table_permits_passes() {
        check("high", "andu-low.workspace = true", &[]);
        check("low", "jiff.workspace = true", &[]);
    }

    #[test]
    fn an_import_upwards_is_named() {
        check(
            "low",
            "andu-high.workspace = true",
            &[
                "crates/x/Cargo.toml: low may not import andu-high (table of crates in ARCHITECTURE.md)",
            ],
        );
    }

    #[test]
    fn a_pure_crate_gets_no_database() {
        check(
            "low",
            "rusqlite.workspace = true",
            &["crates/x/Cargo.toml: low is pure: no rusqlite; hand its result in as an argument"],
        );
    }

    #[test]
    fn a_crate_must_be_on_the_map() {
        check(
            "new",
            "",
            &["crates/x/Cargo.toml: new is missing from the table of crates in ARCHITECTURE.md"],
        );
    }

    #[test]
    fn a_version_stands_only_in_the_root() {
        check(
            "low",
            "jiff = \"0.2\"",
            &[
                "crates/x/Cargo.toml: jiff: its version belongs in the root Cargo.toml, so that there is one of it",
            ],
        );
    }
}
