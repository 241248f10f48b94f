//! Acts against bare inserts of the very rows that they leave behind: what rules, hashes and projections cost.

use anyhow::{Context, Result};

use crate::{
    Plan,
    dates::per_second,
    floor::FinalRows,
    measure::{Measure, Round},
    office::{Measured, Work},
};

/// Acts at once, pieces of work, and the share of the bare speed that must remain.
const SIZES: [(usize, usize, Option<f64>); 3] = [
    (1, 1_000, None),
    (64, 10_000, Some(0.6)),
    (512, 10_000, None),
];

/// Runs the measures: openings leave one row each in every table, cases overwrite theirs four times.
pub fn run(plan: &Plan) -> Result<Vec<Measure>> {
    let mut measures = Vec::new();
    for (work, name) in [
        (Work::Openings, "opening acts"),
        (Work::Cases, "acts of five-step cases"),
    ] {
        for (in_flight, acts, bar) in SIZES {
            measures.push(Measure {
                name: format!("{name}, {in_flight} in flight"),
                peer: format!("bare inserts of the same rows, {in_flight} a transaction"),
                unit: "acts/s",
                rounds: rounds(plan, work, in_flight, acts / plan.fraction)?,
                bar,
            });
        }
    }
    Ok(measures)
}

fn rounds(plan: &Plan, work: Work, in_flight: usize, acts: usize) -> Result<Vec<Round>> {
    let count = acts / work.acts();
    let acts = count * work.acts();
    let mut rounds = Vec::new();
    for _ in 0..plan.rounds {
        let scratch = tempfile::tempdir_in(&plan.scratch).context("a folder for databases")?;
        let measured = Measured::create(&scratch.path().join("office"))?;
        let taken = measured.work(work, count, in_flight)?;
        let rows = FinalRows::read(&measured.close(acts)?)?;
        let bare = rows.insert(&scratch.path().join("bare.db"), in_flight)?;
        rounds.push(Round {
            peer: per_second(rows.events, bare.as_secs_f64()),
            ours: per_second(acts, taken.as_secs_f64()),
        });
    }
    Ok(rounds)
}
