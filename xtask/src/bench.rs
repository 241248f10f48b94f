//! `cargo xtask bench`: installs the peers into `.peers/` and measures against them in one run on one machine.

use std::process::{Command, ExitCode};

use anyhow::{Context, Result};

use crate::{cargo, install, peers, succeed};

/// The peers, by package name only: each run compares with what a newcomer would install that day.
const PYTHON_PEERS: &[&str] = &["holidays", "chinesecalendar", "SpiffWorkflow"];

/// Installs what is missing and runs the measurements; its exit status says whether every bar was reached.
pub fn run(options: &[&str]) -> Result<ExitCode> {
    install::ensure(install::FOR_BENCHES)?;
    let environment = peers().join("py");
    let python = environment.join("bin/python");
    if !python.exists() {
        println!("xtask: making a Python environment in .peers/py");
        succeed(
            Command::new("python3")
                .args(["-m", "venv"])
                .arg(&environment),
        )?;
    }
    let installed = Command::new(&python)
        .args(["-m", "pip", "show", "--quiet"])
        .args(PYTHON_PEERS)
        .output()
        .context("cannot start pip")?;
    if !installed.status.success() {
        println!(
            "xtask: installing {} into .peers/py",
            PYTHON_PEERS.join(", ")
        );
        succeed(
            Command::new(&python)
                .args([
                    "-m",
                    "pip",
                    "install",
                    "--quiet",
                    "--disable-pip-version-check",
                ])
                .args(PYTHON_PEERS),
        )?;
    }
    let status = cargo(&[
        "run",
        "--release",
        "--quiet",
        "--package",
        "andu-benches",
        "--",
    ])
    .arg("--python")
    .arg(&python)
    .args(options)
    .status()
    .context("cannot start cargo")?;
    // What the audit finds is counted by the test that guards its bars; the table belongs beside its speed.
    if options.iter().all(|option| *option != "--only") || options.contains(&"audit") {
        succeed(
            cargo(&["test", "--quiet", "--package", "andu-audit", "--test", "it"]).args([
                "--",
                "--nocapture",
                "corpus::",
            ]),
        )?;
    }
    Ok(if status.success() {
        ExitCode::SUCCESS
    } else {
        ExitCode::FAILURE
    })
}
