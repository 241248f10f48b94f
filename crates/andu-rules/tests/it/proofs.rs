//! Proofs of the pack that ships: every invariant holds, and no gate is there for nothing.

use std::path::Path;

use andu_rules::{
    Pack, load, load_proven,
    model::{ActionId, Gate, Procedure},
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
    let (pack, diagnostics, tally) = load_proven(&layers(&folder));
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
        versions.map(|version| version.invariants.len()).sum::<usize>()
    );
}

/// A gate that could be struck out before an action without any invariant failing.
#[test]
fn every_gate_that_is_struck_out_is_missed() {
    let pack = shipped();
    let mut idle = Vec::new();
    for version in pack.procedures.values().flatten() {
        for gate in &version.gates {
            let taken = |id: &&ActionId| version.action(id.as_str()).is_some_and(|it| !it.deemed);
            for action in gate.on.iter().filter(taken) {
                if !is_missed(version, gate, action) {
                    if std::env::var("GENERATE").is_ok() { generate(version, gate, action); }
                    idle.push(format!("{} {} {} {action}", version.file, gate.id, gate.label));
                }
            }
        }
    }
    assert!(
        idle.is_empty(),
        "{} gates are missed by nothing:\n{}",
        idle.len(),
        idle.join("\n")
    );
}

/// Whether some invariant fails once a gate does not stand before an action any more.
fn is_missed(version: &Procedure, gate: &Gate, action: &ActionId) -> bool {
    let mut without = version.clone();
    for known in &mut without.gates {
        if known.id == gate.id {
            known.on.retain(|id| id != action);
        }
    }
    let (near, far): (Vec<_>, Vec<_>) = version
        .invariants
        .iter()
        .partition(|invariant| invariant.never == *action);
    near.into_iter()
        .chain(far)
        .any(|invariant| prove_invariant(&without, invariant).finding != Finding::Never)
}

fn generate(version: &Procedure, gate: &Gate, action: &ActionId) {
    use andu_rules::{condition::Condition, model::Strength};
    let mut ways = vec![gate.holds.clone()];
    ways.extend(gate.when.iter().map(|when| match when {
        Condition::Not(inner) => inner.as_ref().clone(),
        other => Condition::Not(Box::new(other.clone())),
    }));
    ways.extend(gate.exceptions.iter().map(|it| it.when.clone()));
    let without = Condition::any_of(ways);
    let strength = match gate.strength { Strength::Statutory => "statutory", Strength::Local => "local", Strength::Advice => "advice" };
    let basis: Vec<String> = gate.basis.iter().map(|b| match &b.article { Some(a) => format!("{{ statute = \"{}\", article = \"{a}\" }}", b.statute), None => format!("{{ statute = \"{}\" }}", b.statute) }).collect();
    println!("@@\t{}\t{}\t{action}\t{without}\t{strength}\t[{}]", version.file, gate.id, basis.join(", "));
}
