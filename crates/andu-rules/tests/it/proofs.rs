//! Proofs of the pack that ships: every invariant holds, and no gate is there for nothing.

use std::{collections::BTreeSet, path::Path};

use andu_rules::{
    Pack,
    condition::Condition,
    load, load_proven,
    model::{ActionId, Gate, Invariant, Procedure, Strength},
    prove::{Finding, prove_invariant},
};

use crate::support::layers;

fn shipped() -> Pack {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../rules");
    load(&layers(&folder)).0
}

#[test]
fn every_promise_of_the_pack_that_ships_is_proven() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../rules");
    let (pack, diagnostics, tally) = load_proven(&layers(&folder), &mut BTreeSet::new());
    let of_proofs = [
        "invariant-refuted",
        "proof-too-large",
        "gate-never-opens",
        "gate-never-applies",
        "stage-unreachable",
        "stage-without-exit",
    ];
    let faults = diagnostics.iter().filter(|it| of_proofs.contains(&it.code));
    let faults: Vec<String> = faults.map(|it| format!("[{}] {it}", it.code)).collect();
    assert!(faults.is_empty(), "{}", faults.join("\n"));
    let versions = pack.procedures.values().flatten();
    assert_eq!(tally.procedures, versions.clone().count());
    assert_eq!(
        tally.invariants,
        versions
            .map(|version| version.invariants.len())
            .sum::<usize>()
    );
}

/// What striking out a gate before one action comes to.
#[derive(Debug, PartialEq)]
enum Struck {
    /// An invariant fails.
    Missed,
    /// No path changes: what the gate asks for follows from the stages and the other gates. It says why, with its article, and it
    /// closes behind corrections and for entries as found, but no act in its place is refused by it alone.
    Implied,
    /// A path opens, and nothing notices.
    Unnoticed,
}

#[test]
fn every_gate_that_is_struck_out_is_missed() {
    let pack = shipped();
    let (mut unnoticed, mut missed, mut implied) = (Vec::new(), 0, 0);
    for version in pack.procedures.values().flatten() {
        for gate in &version.gates {
            let taken = |id: &&ActionId| version.action(id.as_str()).is_some_and(|it| !it.deemed);
            for action in gate.on.iter().filter(taken) {
                match strike(version, gate, action) {
                    Struck::Missed => missed += 1,
                    Struck::Implied => implied += 1,
                    Struck::Unnoticed => {
                        unnoticed.push(format!(
                            "# {} {}\n{}",
                            version.file,
                            gate.id,
                            written(&invariant_of(gate, action))
                        ));
                    }
                }
            }
        }
    }
    assert!(
        unnoticed.is_empty(),
        "{} gates could be struck out and nothing would notice; an invariant for each is missing:\n{}",
        unnoticed.len(),
        unnoticed.join("\n")
    );
    assert!(
        missed > 10 * implied,
        "{missed} are missed, {implied} implied"
    );
}

fn strike(version: &Procedure, gate: &Gate, action: &ActionId) -> Struck {
    let mut without = version.clone();
    for known in &mut without.gates {
        if known.id == gate.id {
            known.on.retain(|id| id != action);
        }
    }
    let fails = |it: &Invariant| prove_invariant(&without, it).finding != Finding::Never;
    // Where no path opens, nothing else can fail.
    if !fails(&invariant_of(gate, action)) {
        return Struck::Implied;
    }
    // Those of the action itself are the likeliest to fail.
    let (near, far): (Vec<_>, Vec<_>) = version
        .invariants
        .iter()
        .partition(|invariant| invariant.never == *action);
    if near.into_iter().chain(far).any(fails) {
        return Struck::Missed;
    }
    Struck::Unnoticed
}

/// What a gate says of an action, as an invariant.
fn invariant_of(gate: &Gate, action: &ActionId) -> Invariant {
    let mut ways = vec![gate.holds.clone()];
    ways.extend(gate.when.iter().map(|when| match when {
        Condition::Not(inner) => inner.as_ref().clone(),
        other => Condition::Not(Box::new(other.clone())),
    }));
    ways.extend(gate.exceptions.iter().map(|it| it.when.clone()));
    Invariant {
        never: action.clone(),
        without: Condition::any_of(ways),
        strength: gate.strength,
        basis: gate.basis.clone(),
        span: gate.span,
    }
}

/// An invariant as it would stand in the file.
fn written(invariant: &Invariant) -> String {
    let strength = match invariant.strength {
        Strength::Statutory => "",
        Strength::Local => "strength = \"local\"\n",
        Strength::Advice => "strength = \"advice\"\n",
    };
    let cited = invariant.basis.iter().map(|basis| match &basis.article {
        Some(article) => format!(
            "{{ statute = \"{}\", article = \"{article}\" }}",
            basis.statute
        ),
        None => format!("{{ statute = \"{}\" }}", basis.statute),
    });
    format!(
        "[[invariant]]\nnever = \"{}\"\nwithout = \"{}\"\n{strength}basis = [{}]\n",
        invariant.never,
        invariant.without,
        cited.collect::<Vec<_>>().join(", ")
    )
}
