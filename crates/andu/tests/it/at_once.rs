//! Several processes on one data folder, and processes that are killed.

use std::process::{Child, Output, Stdio};

use crate::{
    harness::Andu,
    register::{USE, office_with_seal},
};

fn start(andu: &Andu, nth: usize) -> Child {
    let mut command = andu.command();
    command
        .args(USE)
        .args(["--set", &format!("subject=第{nth}件"), "--format", "json"]);
    command
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .expect("the program starts")
}

fn ids(andu: &Andu) -> Vec<String> {
    let list = andu.json(&["matter", "list", "seal-use"]);
    let items = list["items"].as_array().cloned().unwrap_or_default();
    items
        .iter()
        .filter_map(|item| item["id"].as_str().map(str::to_owned))
        .collect()
}

fn acknowledged(output: &Output) -> Option<String> {
    let answer: serde_json::Value = serde_json::from_slice(&output.stdout).ok()?;
    answer["id"].as_str().map(str::to_owned)
}

#[test]
fn clerks_at_once_get_a_number_each() {
    let andu = office_with_seal();
    // The first call brings the new register into use; the others then only write.
    let mut running = vec![start(&andu, 0)];
    running.extend((1..8).map(|nth| start(&andu, nth)));
    let mut numbers = Vec::new();
    for child in running {
        let output = child.wait_with_output().expect("the program ends");
        let shown = String::from_utf8_lossy(&output.stderr).into_owned();
        assert_eq!(output.status.code(), Some(0), "{shown}");
        let answer: serde_json::Value =
            serde_json::from_slice(&output.stdout).expect("the answer is JSON");
        numbers.push(
            answer["number"]
                .as_str()
                .expect("it has a number")
                .to_owned(),
        );
    }
    numbers.sort();
    let expected: Vec<String> = (1..=8).map(|n| format!("用印〔2025〕{n}号")).collect();
    assert_eq!(numbers, expected);
}

#[test]
fn what_was_acknowledged_survives_a_kill() {
    let andu = office_with_seal();
    andu.run(&["matter", "list", "seal-use"]).done();
    let mut kept = Vec::new();
    for nth in 0..16 {
        let mut child = start(&andu, nth);
        // Other calls of the program serve as a delay of varying length; a clock would only seem to be more exact.
        for _ in 0..nth % 5 {
            andu.run(&["workday", "2025-03-03"]).done();
        }
        // It may have ended by itself, which is just as well.
        let _ = child.kill();
        let output = child.wait_with_output().expect("the program has ended");
        kept.extend(acknowledged(&output));
    }
    let found = ids(&andu);
    for id in &kept {
        assert!(found.contains(id), "{id} was acknowledged and is lost");
    }
}
