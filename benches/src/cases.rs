//! Durable five-step cases: against SpiffWorkflow, and against what the disk allows in the same minute.

use std::path::Path;

use anyhow::{Context, Result, ensure};
use serde_json::json;

use crate::{
    Plan,
    dates::per_second,
    floor,
    measure::{Measure, Round},
    office::{ACTS_OF_A_CASE, Measured, Work},
    peer::{self, Peer},
};

const IN_FLIGHT: usize = 64;

/// Runs the measures.
pub fn run(plan: &Plan) -> Result<Vec<Measure>> {
    let mut peer = Peer::start(plan, "five_steps.py")?;
    let (few, many) = (150 / plan.fraction, 3_000 / plan.fraction);
    let (mut against_peer, mut against_floor) = (Vec::new(), Vec::new());
    for _ in 0..plan.rounds {
        let scratch = tempfile::tempdir_in(&plan.scratch).context("a folder for databases")?;
        let at = |name: &str| scratch.path().join(name);

        let theirs = peer_rate(&mut peer, &at("peer.db"), few)?;
        let ours = our_rate(&at("many"), many, IN_FLIGHT)?;
        against_peer.push(Round { peer: theirs, ours });

        // The speed of a flush swings within a minute, so the floor is taken on both sides of our turn.
        let before = floor_rate(&at("before.db"), few)?;
        let ours = our_rate(&at("few"), few, 1)?;
        let after = floor_rate(&at("after.db"), few)?;
        against_floor.push(Round {
            peer: f64::midpoint(before, after),
            ours,
        });
    }
    Ok(vec![
        Measure {
            name: "five-step cases, 64 in flight".to_owned(),
            peer: peer.name.clone(),
            unit: "cases/s",
            rounds: against_peer,
            bar: Some(20.0),
        },
        Measure {
            name: "five-step cases, one after another".to_owned(),
            peer: "bare commits: chained event, state".to_owned(),
            unit: "cases/s",
            rounds: against_floor,
            bar: Some(0.8),
        },
    ])
}

fn our_rate(folder: &Path, cases: usize, in_flight: usize) -> Result<f64> {
    let measured = Measured::create(folder)?;
    let taken = measured.work(Work::Cases, cases, in_flight)?;
    measured.close(cases * ACTS_OF_A_CASE)?;
    Ok(per_second(cases, taken.as_secs_f64()))
}

fn floor_rate(database: &Path, cases: usize) -> Result<f64> {
    let taken = floor::bare_commits(database, cases * ACTS_OF_A_CASE, ACTS_OF_A_CASE)?;
    Ok(per_second(cases, taken.as_secs_f64()))
}

fn peer_rate(peer: &mut Peer, database: &Path, cases: usize) -> Result<f64> {
    let answer = peer.ask(&json!({ "database": database, "cases": cases }))?;
    let done = answer["done"]
        .as_u64()
        .and_then(|done| usize::try_from(done).ok());
    ensure!(
        done == Some(cases),
        "the peer finished {done:?} of {cases} cases"
    );
    Ok(per_second(cases, peer::seconds(&answer)?))
}
