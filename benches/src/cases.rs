//! Durable five-step cases, against SpiffWorkflow and against what the disk allows in the same minute.

use anyhow::{Context, Result, ensure};
use serde_json::json;

use crate::{
    Plan,
    dates::per_second,
    floor,
    measure::{Measure, Round},
    peer::{self, Peer},
};

/// Steps of a case, each acknowledged after its own commit.
const STEPS: usize = 5;

/// Runs the measures. Until `andu-office` can act, the floor stands in our place and nothing is held against a bar.
pub fn run(plan: &Plan) -> Result<Vec<Measure>> {
    let mut peer = Peer::start(plan, "five_steps.py")?;
    let cases = 100 / plan.fraction;
    let mut rounds = Vec::new();
    for _ in 0..plan.rounds {
        let scratch = tempfile::tempdir_in(&plan.scratch).context("a folder for databases")?;
        let theirs = peer_rate(&mut peer, &scratch.path().join("peer.db"), cases)?;
        let commits = STEPS * cases;
        let floor = floor::bare_commits(&scratch.path().join("floor.db"), commits)?;
        rounds.push(Round {
            peer: theirs,
            ours: per_second(cases, floor.as_secs_f64()),
        });
    }
    Ok(vec![Measure {
        name: "five-step cases: bare commits one after another".to_owned(),
        peer: peer.name.clone(),
        unit: "cases/s",
        rounds,
        bar: None,
    }])
}

fn peer_rate(peer: &mut Peer, database: &std::path::Path, cases: usize) -> Result<f64> {
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
