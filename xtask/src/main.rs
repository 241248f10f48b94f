//! Developer chores in Rust rather than shell: `cargo xtask test | tidy | bless | docs | bench`.
//!
//! It owns the gate that a change must pass (`gate`), the house rules that no compiler knows (`tidy`), the acceptance of
//! snapshots (`bless`), the pages made from the rules (`docs`) and the comparison with peers (`bench`). It knows nothing of the product: it reads files and runs
//! programs.

mod bench;
mod bless;
mod docs;
mod gate;
mod install;
mod source;
mod tidy;

use std::{
    path::{Path, PathBuf},
    process::{Command, ExitCode},
};

use anyhow::{Context, Result, bail};

const USAGE: &str = "\
cargo xtask test               formatting, lints and every test of the workspace; the last line is their count
cargo xtask tidy               only the house rules: imports, glossary, sizes, migrations, names, paths
cargo xtask bless [--yes]      show the snapshots that changed, then accept them
cargo xtask docs               write the pages about procedures, docs/procedures, from the rule pack
cargo xtask bench [--quick] [--only GROUP]
                               install the peers into .peers/, measure against them, print a table
";

fn main() -> Result<ExitCode> {
    let words: Vec<String> = std::env::args().skip(1).collect();
    let words: Vec<&str> = words.iter().map(String::as_str).collect();
    match words.as_slice() {
        ["test"] => gate::run(),
        ["tidy"] => Ok(tidy::run()),
        ["bless"] => bless::run(bless::Consent::Ask),
        ["bless", "--yes"] => bless::run(bless::Consent::Given),
        ["docs"] => docs::run(),
        ["bench", options @ ..] => bench::run(options),
        [] | ["help" | "--help" | "-h"] => {
            print!("{USAGE}");
            Ok(ExitCode::SUCCESS)
        }
        other => {
            eprint!("unknown chore: {}\n\n{USAGE}", other.join(" "));
            Ok(ExitCode::from(2))
        }
    }
}

/// Root of the checkout.
fn root() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR"))
        .parent()
        .expect("xtask lies in the root of the checkout")
}

/// Folder for what chores install, kept out of the repository.
fn peers() -> PathBuf {
    root().join(".peers")
}

/// A cargo command that runs in the root of the checkout.
fn cargo(arguments: &[&str]) -> Command {
    let mut command = Command::new("cargo");
    command.current_dir(root()).args(arguments);
    command
}

/// Runs a command to its end and turns a failure into an error that names it.
fn succeed(command: &mut Command) -> Result<()> {
    let status = command
        .status()
        .with_context(|| format!("cannot start {command:?}"))?;
    if !status.success() {
        bail!("{command:?} ended with {status}");
    }
    Ok(())
}
