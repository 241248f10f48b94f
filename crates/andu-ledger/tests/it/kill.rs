//! A process that is killed while it acts: what it acknowledged is there, and the chain is whole.

use std::io::{BufRead as _, BufReader, Write as _};
use std::path::Path;
use std::process::{Child, Command, Stdio};

use andu_ledger::{Access, Ledger, LedgerError};

use crate::support::{ORGAN, clock, event};

/// Where the child finds its folder. Without it the child's half of the test has nothing to do.
const FOLDER: &str = "ANDU_TEST_KILL_FOLDER";

#[test]
fn acknowledged_acts_survive_a_kill() {
    let dir = tempfile::tempdir().unwrap();
    Ledger::create(dir.path()).unwrap().close().unwrap();
    let mut acknowledged = 0;
    for (round, acts) in [1, 3, 17, 60, 140].into_iter().enumerate() {
        acknowledged += run_and_kill(dir.path(), round, acts);
        let ledger = Ledger::open(dir.path(), Access::Shared).unwrap();
        let reports = ledger.verify().unwrap();
        assert_eq!(reports.len(), 1);
        assert!(reports[0].ok, "{reports:?}");
        // More may be there than was acknowledged, never less.
        assert!(
            reports[0].events >= acknowledged,
            "{} < {acknowledged}",
            reports[0].events
        );
        ledger.close().unwrap();
    }
}

#[test]
fn two_processes_share_one_chain() {
    let dir = tempfile::tempdir().unwrap();
    Ledger::create(dir.path()).unwrap().close().unwrap();
    let mut children = [spawn(dir.path(), 1), spawn(dir.path(), 2)];
    let mut acknowledged = 0;
    for child in &mut children {
        acknowledged += acknowledgements(child, 40).len() as u64;
        child.kill().unwrap();
        child.wait().unwrap();
    }
    let ledger = Ledger::open(dir.path(), Access::Shared).unwrap();
    let reports = ledger.verify().unwrap();
    assert!(
        reports[0].ok && reports[0].events >= acknowledged,
        "{reports:?}"
    );
    ledger.close().unwrap();
}

/// Kills the child after so many acknowledgements, with others under way, and counts those that are in the chain.
fn run_and_kill(dir: &Path, round: usize, acts: usize) -> u64 {
    let mut child = spawn(dir, round);
    let mut seen = acknowledgements(&mut child, acts);
    child.kill().unwrap();
    let output = child.wait_with_output().unwrap();
    assert!(!output.status.success());
    // What lay in the pipe was acknowledged as well; the last line may be cut.
    let rest = String::from_utf8_lossy(&output.stdout).into_owned();
    let whole = rest.rfind('\n').map_or("", |end| &rest[..end]);
    seen.extend(
        whole
            .lines()
            .filter_map(|line| line.strip_prefix("done ").map(str::to_string)),
    );
    let ledger = Ledger::open(dir, Access::Shared).unwrap();
    for line in &seen {
        let (seq, hash) = line.split_once(' ').unwrap();
        let kept = ledger
            .read(|at| at.event(ORGAN, seq.parse().unwrap()))
            .unwrap();
        assert_eq!(
            kept.map(|event| event.hash).as_deref(),
            Some(hash),
            "act {seq} of round {round}"
        );
    }
    ledger.close().unwrap();
    seen.len() as u64
}

fn spawn(dir: &Path, round: usize) -> Child {
    Command::new(std::env::current_exe().unwrap())
        .args([
            "kill::the_child",
            "--exact",
            "--nocapture",
            "--test-threads=1",
        ])
        .env(FOLDER, dir)
        .env("ANDU_TEST_KILL_ROUND", round.to_string())
        .stdout(Stdio::piped())
        .spawn()
        .unwrap()
}

fn acknowledgements(child: &mut Child, acts: usize) -> Vec<String> {
    // Unbuffered beyond the line, so that the rest of the pipe is still there for the caller.
    let mut seen = Vec::new();
    let pipe = child.stdout.as_mut().unwrap();
    let mut reader = BufReader::with_capacity(1, pipe);
    while seen.len() < acts {
        let mut line = String::new();
        assert_ne!(
            reader.read_line(&mut line).unwrap(),
            0,
            "the child acts until it is killed"
        );
        if let Some(done) = line.trim_end().strip_prefix("done ") {
            seen.push(done.to_string());
        }
    }
    seen
}

/// The other half: acts without end and prints each one that was acknowledged. Nothing to do in an ordinary run.
#[test]
fn the_child() {
    let Some(dir) = std::env::var_os(FOLDER) else {
        return;
    };
    let round = std::env::var_os("ANDU_TEST_KILL_ROUND")
        .unwrap()
        .into_string()
        .unwrap();
    let ledger = Ledger::open(Path::new(&dir), Access::Shared).unwrap();
    std::thread::scope(|scope| {
        for caller in 0..8 {
            let (ledger, round) = (&ledger, &round);
            scope.spawn(move || {
                // Several at once, so that there is work for the scribe as well.
                for number in (0_u64..).step_by(4) {
                    let handed_in = [0, 1, 2, 3].map(|more| {
                        let matter = format!("r{round}-{caller}-{}", number + more);
                        ledger.submit(ORGAN, move |tx| {
                            let appended = tx.append(event(&matter, 1))?;
                            tx.put_clocks(&matter, &[clock("reply", "2025-06-11", "running")])?;
                            Ok::<_, LedgerError>(appended)
                        })
                    });
                    for pending in handed_in {
                        let appended = pending.wait().unwrap();
                        let mut out = std::io::stdout().lock();
                        // The reader is gone once it has killed this process; then nothing matters any more.
                        let _ = writeln!(out, "done {} {}", appended.seq, appended.hash);
                        let _ = out.flush();
                    }
                }
            });
        }
    });
}
