//! `cargo xtask test`: everything that a change must pass, in one command, with the count of tests as its last line.

use std::{
    io::{BufRead, BufReader},
    process::{Command, ExitCode, Stdio},
};

use anyhow::{Context, Result};

use crate::{cargo, install};

/// Runs the whole gate. A failing step does not stop the next one, so that one run shows every fault.
pub fn run() -> Result<ExitCode> {
    install::ensure(install::FOR_TESTS)?;
    let steps = [
        step("formatting", &mut cargo(&["fmt", "--all", "--check"]))?,
        step(
            "lints",
            &mut cargo(&[
                "clippy",
                "--workspace",
                "--all-targets",
                "--quiet",
                "--",
                "-D",
                "warnings",
            ]),
        )?,
    ];
    println!("== tests");
    // A test run never rewrites a snapshot; `cargo xtask bless` does, after it has shown the difference.
    let (tally, passed) =
        tests(cargo(&["test", "--workspace", "--no-fail-fast"]).env("INSTA_UPDATE", "no"))?;

    println!();
    let mut failed = tally.failed;
    for step in &steps {
        println!(
            "{}: {}",
            step.name,
            if step.passed { "passed" } else { "FAILED" }
        );
        failed += u64::from(!step.passed);
    }
    if tally.ignored > 0 {
        println!(
            "ignored tests: {}; the house has none, so this is a failure",
            tally.ignored
        );
        failed += 1;
    }
    if !passed && tally.failed == 0 {
        println!("tests: the build or a test program FAILED before it could report");
        failed += 1;
    }
    println!("{} passed, {failed} failed", tally.passed);
    Ok(if failed == 0 {
        ExitCode::SUCCESS
    } else {
        ExitCode::FAILURE
    })
}

struct Step {
    name: &'static str,
    passed: bool,
}

fn step(name: &'static str, command: &mut Command) -> Result<Step> {
    println!("== {name}");
    let status = command
        .status()
        .with_context(|| format!("cannot start {command:?}"))?;
    Ok(Step {
        name,
        passed: status.success(),
    })
}

/// Sums over all test programs, doc tests included.
#[derive(Debug, Default, PartialEq, Eq)]
struct Tally {
    passed: u64,
    failed: u64,
    ignored: u64,
}

impl Tally {
    /// Adds a line such as `test result: ok. 3 passed; 0 failed; 0 ignored; 0 measured; …`; passes over any other.
    fn add(&mut self, line: &str) {
        let Some(result) = line.trim().strip_prefix("test result: ") else {
            return;
        };
        let counts = result.split_once(". ").map_or("", |(_, counts)| counts);
        for count in counts.split("; ") {
            match count
                .split_once(' ')
                .map(|(number, what)| (number.parse::<u64>(), what))
            {
                Some((Ok(number), "passed")) => self.passed += number,
                Some((Ok(number), "failed")) => self.failed += number,
                Some((Ok(number), "ignored")) => self.ignored += number,
                _ => {}
            }
        }
    }
}

/// Runs the tests, shows what they print and counts it; the flag says whether cargo itself was content.
fn tests(command: &mut Command) -> Result<(Tally, bool)> {
    let mut child = command
        .stdout(Stdio::piped())
        .spawn()
        .with_context(|| format!("cannot start {command:?}"))?;
    let stdout = child.stdout.take().context("the tests' output was piped")?;
    let mut tally = Tally::default();
    for line in BufReader::new(stdout).split(b'\n') {
        let line = line.context("cannot read the tests' output")?;
        let line = String::from_utf8_lossy(&line);
        println!("{line}");
        tally.add(&line);
    }
    let status = child.wait().context("cannot wait for the tests")?;
    Ok((tally, status.success()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(output: &str, expected: Tally) {
        let mut tally = Tally::default();
        output.lines().for_each(|line| tally.add(line));
        assert_eq!(tally, expected);
    }

    #[test]
    fn test_programs_are_added_up() {
        check(
            "running 3 tests\n\
             test a ... ok\n\
             test result: FAILED. 2 passed; 1 failed; 0 ignored; 0 measured; 0 filtered out; finished in 0.00s\n\
             test result: ok. 40 passed; 0 failed; 2 ignored; 0 measured; 0 filtered out; finished in 0.10s\n",
            Tally {
                passed: 42,
                failed: 1,
                ignored: 2,
            },
        );
    }

    #[test]
    fn other_lines_count_nothing() {
        check(
            "3 passed; 4 failed\nthe test result: ok. 1 passed\n",
            Tally::default(),
        );
    }
}
