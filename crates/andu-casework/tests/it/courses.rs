//! What happens to a clock while it runs: pauses and extensions.

use andu_rules::model::PauseKind;

use crate::clocks::{bench, check, then};

const PAUSED: &str = r#"start = ["begin"]
stop = ["stop"]
length = { working_days = 5 }
pause = [
  { from = "pause", to = ["go"], limit = { working_days = 3 }, kind = "exclusion", label = "征求意见" },
  { from = "halt", to = ["run"], kind = "suspension", label = "中止" },
]"#;

#[test]
fn a_pause_ends_by_its_event_or_by_its_limit() {
    check(
        PAUSED,
        &["pause 2025-03-04", "go 2025-03-05"],
        "2025-03-06",
        "running 2025-03-11 -",
    );
    check(
        PAUSED,
        &["pause 2025-03-04", "go 2025-03-20"],
        "2025-03-21",
        "running 2025-03-13 -",
    );
    // Still open: it will end by its limit at the latest.
    check(
        PAUSED,
        &["pause 2025-03-04"],
        "2025-03-05",
        "paused 2025-03-13 -",
    );
    check(
        PAUSED,
        &["pause 2025-03-04"],
        "2025-03-10",
        "running 2025-03-13 -",
    );
}

#[test]
fn a_pause_without_a_limit_has_no_due_day() {
    check(PAUSED, &["halt 2025-03-04"], "2025-06-05", "paused - -");
    check(
        PAUSED,
        &["halt 2025-03-04", "run 2025-03-06"],
        "2025-06-05",
        "running 2025-03-12 -",
    );
    check(
        PAUSED,
        &["halt 2025-03-04", "pause 2025-03-05"],
        "2025-03-06",
        "paused - -",
    );
}

#[test]
fn the_law_has_a_word_for_each_pause() {
    let paused = |acts: &[&str], as_of: &str| {
        let mut desk = bench(PAUSED);
        then(&mut desk, acts);
        desk.clock("c", as_of).unwrap().paused
    };
    assert_eq!(
        paused(&["pause 2025-03-04"], "2025-03-05"),
        Some(PauseKind::Exclusion)
    );
    assert_eq!(
        paused(&["halt 2025-03-04"], "2025-03-05"),
        Some(PauseKind::Suspension)
    );
    assert_eq!(
        paused(&["pause 2025-03-04", "halt 2025-03-05"], "2025-03-20"),
        Some(PauseKind::Suspension)
    );
    assert_eq!(
        paused(&["halt 2025-03-04", "run 2025-03-05"], "2025-03-05T12:00"),
        None
    );
}

/// What has run out cannot be paused any more: it stays overdue.
#[test]
fn a_pause_after_the_end_is_none() {
    check(
        PAUSED,
        &["halt 2025-03-11"],
        "2025-03-12",
        "running 2025-03-10 -",
    );
    check(
        PAUSED,
        &["halt 2025-03-10"],
        "2025-03-12",
        "running 2025-03-10 -",
    );
    check(PAUSED, &["halt 2025-03-09"], "2025-03-12", "paused - -");
    check(
        PAUSED,
        &["pause 2025-03-11"],
        "2025-03-12",
        "running 2025-03-10 -",
    );
}

#[test]
fn pauses_that_overlap_count_once() {
    let acts = [
        "pause 2025-03-04",
        "halt 2025-03-05",
        "go 2025-03-06",
        "run 2025-03-06",
    ];
    check(PAUSED, &acts, "2025-03-10", "running 2025-03-12 -");
    // Begun again at the moment at which it ended.
    let acts = [
        "halt 2025-03-04",
        "run 2025-03-06",
        "halt 2025-03-06",
        "run 2025-03-07",
    ];
    check(PAUSED, &acts, "2025-03-10", "running 2025-03-13 -");
}

#[test]
fn a_clock_stopped_while_paused() {
    let acts = ["halt 2025-03-04", "stop 2025-03-20"];
    check(PAUSED, &acts, "2025-04-20", "stopped 2025-03-26 kept");
    let desk = &mut bench(PAUSED);
    then(desk, &acts);
    assert_eq!(desk.clock("c", "2025-04-20").unwrap().paused, None);
}

#[test]
fn an_extension_adds_and_only_so_often() {
    let keys = "start = [\"begin\"]\nlength = { working_days = 5 }\nextension = { on = \"extend\", add = { working_days = 5 } }";
    check(
        keys,
        &["extend 2025-03-04"],
        "2025-03-05",
        "running 2025-03-17 -",
    );
    check(
        keys,
        &["extend 2025-03-04", "extend 2025-03-05"],
        "2025-03-06",
        "running 2025-03-17 -",
    );
    let twice = keys.replace("5 } }", "5 }, times = 2 }");
    check(
        &twice,
        &["extend 2025-03-04", "extend 2025-03-05"],
        "2025-03-06",
        "running 2025-03-24 -",
    );
}

#[test]
fn an_extension_to_a_total() {
    let keys = "start = [\"begin\"]\nlength = { months = 2 }\nroll = false\nextension = { on = \"extend\", total = { months = 6 } }";
    check(keys, &[], "2025-03-05", "running 2025-05-03 -");
    check(
        keys,
        &["extend 2025-03-04"],
        "2025-03-05",
        "running 2025-09-03 -",
    );
}
