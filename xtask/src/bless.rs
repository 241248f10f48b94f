//! `cargo xtask bless`: shows the snapshots that changed, asks, and accepts them.

use std::{
    fs,
    io::{IsTerminal, Write, stdin, stdout},
    path::Path,
    process::{Command, ExitCode},
};

use anyhow::{Context, Result, bail};
use serde_json::Value;

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
        command.current_dir(root()).args(arguments);
        command
    };
    // A test goes on past a snapshot that differs, so that one run collects them all; other failures do not matter here.
    cargo(&["test", "--workspace", "--no-fail-fast", "--quiet"])
        .env("INSTA_UPDATE", "new")
        .env("INSTA_FORCE_PASS", "1")
        .status()
        .context("cannot start cargo")?;
    let pending = insta(&["pending-snapshots", "--as-json"]).output()?;
    if !pending.status.success() {
        bail!("cargo-insta cannot list the snapshots that changed");
    }
    let pending = String::from_utf8(pending.stdout)?;
    if pending.trim().is_empty() {
        println!("xtask: no snapshot has changed");
        return Ok(ExitCode::SUCCESS);
    }
    for line in pending.lines() {
        let snapshot = serde_json::from_str(line).context("cargo-insta lists JSON lines")?;
        print!(
            "{}",
            shown(&snapshot, |path| fs::read_to_string(path)
                .unwrap_or_default())
        );
    }
    if consent == Consent::Ask && !asked()? {
        succeed(&mut insta(&["reject"]))?;
        println!("xtask: nothing was changed");
        return Ok(ExitCode::FAILURE);
    }
    succeed(&mut insta(&["accept"]))?;
    Ok(ExitCode::SUCCESS)
}

/// A snapshot before and after: an inline one from the list itself, one in a file from the files.
fn shown(snapshot: &Value, read: impl Fn(&Path) -> String) -> String {
    let text = |key: &str| snapshot[key].as_str().unwrap_or_default().to_owned();
    let path = text("path");
    let (before, after) = match snapshot["type"].as_str() {
        Some("file_snapshot") => (
            read(Path::new(&path)),
            read(Path::new(&format!("{path}.new"))),
        ),
        _ => (text("old_snapshot"), text("new_snapshot")),
    };
    let line = snapshot["line"]
        .as_u64()
        .map_or(String::new(), |line| format!(":{line}"));
    let mut shown = format!("\n== {path}{line}\n");
    for (sign, text) in [("-", before), ("+", after)] {
        for line in text.lines() {
            shown.push_str(&format!("{sign} {line}\n"));
        }
    }
    shown
}

fn asked() -> Result<bool> {
    if !stdin().is_terminal() {
        println!("xtask: no terminal to ask at; call `cargo xtask bless --yes` to accept");
        return Ok(false);
    }
    print!("\naccept them all? [y/N] ");
    stdout().flush()?;
    let mut answer = String::new();
    stdin().read_line(&mut answer)?;
    Ok(matches!(answer.trim(), "y" | "Y" | "yes"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn inline_and_filed_snapshots_are_shown_before_and_after() {
        let inline = serde_json::json!({
            "type": "inline_snapshot", "path": "a.rs", "line": 3,
            "old_snapshot": "甲", "new_snapshot": "甲\n乙",
        });
        assert_eq!(
            shown(&inline, |_| String::new()),
            "\n== a.rs:3\n- 甲\n+ 甲\n+ 乙\n"
        );
        let filed = serde_json::json!({ "type": "file_snapshot", "path": "a.snap" });
        let read = |path: &Path| path.display().to_string();
        assert_eq!(shown(&filed, read), "\n== a.snap\n- a.snap\n+ a.snap.new\n");
    }
}
