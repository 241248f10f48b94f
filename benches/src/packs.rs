//! Opening and proving the pack of all procedures, against the bars of fifty milliseconds and ten seconds.
//!
//! What no reader of the same files can avoid is a plain parse of them; beside it stands what an opening costs, so that a slow machine is told
//! from a slow program.

use std::{collections::BTreeSet, time::Instant};

use andu_office::{Rules, Severity, built_in_layers, built_in_stacks, prove_layers};
use anyhow::{Result, anyhow, ensure};

use crate::{
    Plan,
    dates::per_second,
    measure::{Measure, Round},
};

/// Openings of a round.
const OPENINGS: usize = 20;
/// A second has room for so many openings of fifty milliseconds.
const OPENING_BAR: f64 = 20.0;
/// … and for so many proofs of ten seconds.
const PROOF_BAR: f64 = 0.1;
/// Provinces whose rules are laid over the national ones are opened with them.
const DIVISION: &str = "500229";

/// Runs the measures.
pub fn run(plan: &Plan) -> Result<Vec<Measure>> {
    let measure = |name: &str, peer: &str, unit, rounds: &[Round], bar| Measure {
        name: name.to_owned(),
        peer: peer.to_owned(),
        unit,
        rounds: rounds.to_vec(),
        bar,
    };
    let (mut plain, mut opening, mut proving) = (Vec::new(), Vec::new(), Vec::new());
    for _ in 0..plan.rounds {
        let openings = OPENINGS / plan.fraction;
        let parsed = parses(openings)?;
        let ours = opens(openings)?;
        plain.push(Round { peer: parsed, ours });
        opening.push(Round {
            peer: OPENING_BAR,
            ours,
        });
        proving.push(Round {
            peer: PROOF_BAR,
            ours: proofs()?,
        });
    }
    Ok(vec![
        measure(
            "opening the pack",
            "a plain parse of it",
            "packs/s",
            &plain,
            None,
        ),
        measure(
            "opening the pack",
            "the bar of 50 ms",
            "packs/s",
            &opening,
            Some(1.0),
        ),
        measure(
            "proving the pack",
            "the bar of 10 s",
            "packs/s",
            &proving,
            Some(1.0),
        ),
    ])
}

/// Plain parses of every file, a second.
fn parses(times: usize) -> Result<f64> {
    let layers = built_in_layers(Some(DIVISION));
    let begin = Instant::now();
    let mut keys = 0;
    for _ in 0..times {
        for file in layers.iter().flat_map(|layer| &layer.files) {
            keys += toml::de::DeTable::parse(&file.text)?.get_ref().len();
        }
    }
    ensure!(keys > 0, "the pack is empty");
    Ok(per_second(times, begin.elapsed().as_secs_f64()))
}

/// Openings a second: reading, checking, the calendar and the shape of every register.
fn opens(times: usize) -> Result<f64> {
    let begin = Instant::now();
    for _ in 0..times {
        let rules = Rules::load(built_in_layers(Some(DIVISION)), Some(DIVISION));
        let rules = rules.map_err(|error| anyhow!("{error}"))?;
        ensure!(rules.pack.procedures.len() > 60, "procedures are missing");
    }
    Ok(per_second(times, begin.elapsed().as_secs_f64()))
}

/// Proofs of every procedure under every place, a second.
fn proofs() -> Result<f64> {
    let begin = Instant::now();
    let mut proven = BTreeSet::new();
    let mut invariants = 0;
    for stack in built_in_stacks() {
        let (_, found, tally) = prove_layers(&stack, &mut proven);
        let errors = found.iter().any(|it| it.severity == Severity::Error);
        ensure!(!errors, "the pack that ships has errors");
        invariants += tally.invariants;
    }
    ensure!(invariants > 500, "only {invariants} invariants were proven");
    Ok(per_second(1, begin.elapsed().as_secs_f64()))
}
