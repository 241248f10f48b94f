//! Ratios against peers, measured in one run on one machine: `cargo xtask bench`.
//!
//! Absolute times say more about the machine than about the program, so every measure is a ratio: peer and Andu do the same work in turn,
//! round by round, and each round gives one ratio. Printed are the median and the range. Results are compared before times are:
//! a fast wrong answer is an error, not a measure.

mod acts;
mod audit;
mod cases;
mod dates;
mod figures;
mod floor;
mod measure;
mod office;
mod packs;
mod peer;
mod whole_clock;

use std::{
    path::{Path, PathBuf},
    process::ExitCode,
};

use anyhow::{Context, Result, bail};

use measure::Measure;

/// The allocator of the program that is measured.
#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

/// How a group of measures is run.
type Run = fn(&Plan) -> Result<Vec<Measure>>;

/// The groups of measures, by the name that `--only` takes.
const MEASURES: [(&str, Run); 7] = [
    ("dates", dates::run),
    ("clock", whole_clock::run),
    ("cases", cases::run),
    ("acts", acts::run),
    ("figures", figures::run),
    ("audit", audit::run),
    ("packs", packs::run),
];

/// How much work a run does.
struct Plan {
    /// The Python of the environment in which the peers are installed.
    python: PathBuf,
    /// Folder on the disk that is measured; databases are made and removed in it.
    scratch: PathBuf,
    /// Rounds of each measure, interleaved.
    rounds: usize,
    /// Divides the work of each round.
    fraction: usize,
    /// The one group that is measured; all where absent.
    only: Option<String>,
}

fn main() -> Result<ExitCode> {
    let words: Vec<String> = std::env::args().skip(1).collect();
    let plan = plan(&words)?;
    let mut rows: Vec<Measure> = Vec::new();
    for (name, run) in MEASURES {
        if plan.only.as_deref().is_none_or(|only| only == name) {
            rows.extend(run(&plan)?);
        }
    }
    measure::print(&rows);
    let missed = rows.iter().filter(|row| !row.held()).count();
    if missed > 0 {
        println!("{missed} bars missed");
        return Ok(ExitCode::FAILURE);
    }
    Ok(ExitCode::SUCCESS)
}

fn plan(words: &[String]) -> Result<Plan> {
    let mut python = None;
    let mut quick = false;
    let mut only = None;
    let mut words = words.iter();
    while let Some(word) = words.next() {
        match word.as_str() {
            "--python" => python = Some(PathBuf::from(words.next().context("--python PATH")?)),
            "--quick" => quick = true,
            "--only" => only = Some(words.next().context("--only GROUP")?.clone()),
            other => {
                bail!("unknown option {other}; use `cargo xtask bench [--quick] [--only GROUP]`")
            }
        }
    }
    let python = python.context("--python PATH is missing; use `cargo xtask bench`")?;
    let scratch = root().join(".peers");
    Ok(Plan {
        python,
        scratch,
        rounds: if quick { 3 } else { 7 },
        fraction: if quick { 5 } else { 1 },
        only,
    })
}

/// Root of the checkout.
fn root() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR"))
        .parent()
        .expect("benches lie in the root of the checkout")
}
