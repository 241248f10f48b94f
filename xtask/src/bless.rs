//! `cargo xtask bless`: shows the snapshots that changed, asks, and accepts them.

use std::{
    io::{IsTerminal, Write, stdin, stdout},
    process::{Command, ExitCode},
};

use anyhow::{Context, Result};

use crate::{cargo, peers, root, succeed};

/// Who says yes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Consent {
    /// The person at the terminal, after reading the difference.
    Ask,
    /// Given on the command line; the difference is shown all the same.
    Given,
}

/// Runs the tests, shows what differs, and accepts it with consent.
pub fn run(consent: Consent) -> Result<ExitCode> {
    let tool = peers().join("cargo/bin/cargo-insta");
    if !tool.exists() {
        println!("xtask: installing cargo-insta into .peers/, to rewrite inline snapshots");
        let folder = peers().join("cargo");
        succeed(cargo(&["install", "cargo-insta", "--locked", "--quiet", "--root"]).arg(folder))?;
    }
    let insta = |arguments: &[&str]| {
        let mut command = Command::new(&tool);
        command.current_dir(root()).arg("insta").args(arguments);
        command
    };
    // The tests fail here by nature; what counts is the difference that they leave behind.
    cargo(&["test", "--workspace", "--no-fail-fast", "--quiet"])
        .env("INSTA_UPDATE", "new")
        .env("INSTA_FORCE_PASS", "1")
        .status()
        .context("cannot start cargo")?;
    succeed(&mut insta(&["pending-snapshots"]))?;
    if consent == Consent::Ask && !asked()? {
        succeed(&mut insta(&["reject"]))?;
        println!("xtask: nothing was changed");
        return Ok(ExitCode::FAILURE);
    }
    succeed(&mut insta(&["accept"]))?;
    Ok(ExitCode::SUCCESS)
}

fn asked() -> Result<bool> {
    if !stdin().is_terminal() {
        println!("xtask: no terminal to ask at; call `cargo xtask bless --yes` to accept");
        return Ok(false);
    }
    print!("accept them all? [y/N] ");
    stdout().flush()?;
    let mut answer = String::new();
    stdin().read_line(&mut answer)?;
    Ok(matches!(answer.trim(), "y" | "Y" | "yes"))
}
