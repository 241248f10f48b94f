//! Mandatory steps: the table of what the law wants to have happened stands in the packs as invariants, which the proofs hold.
//!
//! They are asked at the last acts of a procedure, over what was done, so that they do not repeat the gate that sees to them.

use std::{collections::BTreeSet, path::Path};

use andu_rules::{
    Pack,
    condition::parse,
    load,
    model::{Procedure, Strength},
};

use crate::support::layers;

const TABLE: &str = include_str!("mandatory.txt");

/// Rows of the product table whose procedures the reference describes.
const ROWS: [&str; 9] = [
    "R02", "R03", "R04", "R05", "R10", "R11", "R13", "R22", "R23",
];

/// A line of the table.
struct Step<'t> {
    version: &'t str,
    step: &'t str,
    never: &'t str,
    without: &'t str,
    cited: (&'t str, Option<&'t str>),
}

fn table() -> Vec<Step<'static>> {
    let lines = TABLE.lines().filter(|line| !line.starts_with('#'));
    let steps = lines.map(|line| {
        let cells: Vec<&str> = line.split('|').map(str::trim).collect();
        let [version, step, never, without, statute, article] = cells[..] else {
            panic!("six cells: {line}")
        };
        Step {
            version,
            step,
            never,
            without,
            cited: (statute, Some(article).filter(|it| !it.is_empty())),
        }
    });
    steps.collect()
}

fn shipped() -> Pack {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../rules");
    load(&layers(&folder)).0
}

fn name(version: &Procedure) -> String {
    format!("{}/{}", version.id, version.in_force.from)
}

#[test]
fn every_mandatory_step_is_an_invariant_with_its_article() {
    let pack = shipped();
    let versions: Vec<_> = pack.procedures.values().flatten().collect();
    let missing = table().into_iter().filter(|step| {
        let version = versions.iter().find(|it| name(it) == step.version);
        let Some(version) = version else {
            return true;
        };
        let without = parse(step.without).expect("the table can be read");
        !version.invariants.iter().any(|it| {
            let cites = it
                .basis
                .iter()
                .any(|basis| (basis.statute.as_str(), basis.article.as_deref()) == step.cited);
            it.never.as_str() == step.never && it.without == without && cites
        })
    });
    let missing: Vec<String> = missing
        .map(|it| {
            format!(
                "{} {}: never {} without {}",
                it.version, it.step, it.never, it.without
            )
        })
        .collect();
    assert!(missing.is_empty(), "{}", missing.join("\n"));
}

#[test]
fn no_procedure_of_the_reference_is_without_a_mandatory_step() {
    let pack = shipped();
    let told: BTreeSet<&str> = table().iter().map(|step| step.version).collect();
    let versions = pack.procedures.values().flatten();
    let without = versions.filter(|version| {
        let asked = version.rows.iter().any(|row| ROWS.contains(&row.as_str()));
        let statutory = |it: &&andu_rules::model::Invariant| it.strength == Strength::Statutory;
        let proven = version.invariants.iter().any(|it| statutory(&it));
        asked && version.plain.is_none() && !told.contains(name(version).as_str()) && !proven
    });
    let without: Vec<String> = without.map(|it| name(it)).collect();
    // Registers of contracts, of notices on doors, of lists of documents: only local rules say how they are kept.
    let local = [
        "enforcement-notice/2018-12-05",
        "legal-adviser/2016-06-16",
        "normative-list/2015-10-22",
    ];
    assert_eq!(without, local);
}
