//! `cargo xtask docs`: the pages about procedures, written from the rule pack. A test says when they are stale.

use std::process::ExitCode;

use anyhow::Result;

use crate::{cargo, succeed};

/// Writes every page anew.
pub fn run() -> Result<ExitCode> {
    let example = [
        "run",
        "--quiet",
        "--package",
        "andu-rules",
        "--example",
        "pages",
    ];
    succeed(&mut cargo(&example))?;
    Ok(ExitCode::SUCCESS)
}
