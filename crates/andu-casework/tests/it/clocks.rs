//! Clocks (期限): one rule each, on a matter to which things happen.

use crate::office::{Desk, Rules, at, on};
use crate::slips::act;
use andu_casework::Body;

/// Opens a matter on Monday, 3 March 2025, under a clock with these keys.
#[track_caller]
pub fn bench(keys: &str) -> Desk {
    bench_with(keys, &[])
}

#[track_caller]
fn bench_with(keys: &str, fields: &[(&str, &str)]) -> Desk {
    let text = format!(
        "{}\n[[clock]]\nid = \"c\"\nlabel = \"期限\"\n{keys}\nbasis = [{{ statute = \"准办条例\", article = \"十二\" }}]\n",
        include_str!("packs/bench.toml"),
    );
    let mut desk = Desk::new(&Rules::read(&text, "bench"));
    let begin = act("begin", "甲", "2025-03-03T09:00");
    desk.take(
        begin
            .set(&[("subject", "试"), ("received_on", "2025-03-03")])
            .set(fields),
    );
    desk
}

/// Does these things in order; each `action time`.
#[track_caller]
pub fn then(desk: &mut Desk, acts: &[&str]) {
    for step in acts {
        let (action, when) = step.split_once(' ').unwrap();
        desk.take(act(action, "甲", when).late("2025-12-31"));
    }
}

/// What the clock `c` says after these things, as of a time.
#[track_caller]
pub fn check(keys: &str, acts: &[&str], as_of: &str, told: &str) {
    let mut desk = bench(keys);
    then(&mut desk, acts);
    assert_eq!(desk.told("c", as_of), told);
}

#[test]
fn starts_by_the_first_trigger() {
    let keys = "start = [\"start\", \"run\"]\nlength = { working_days = 5 }";
    check(keys, &[], "2025-03-04", "none");
    check(
        keys,
        &["run 2025-03-05", "start 2025-03-06"],
        "2025-03-07",
        "running 2025-03-12 -",
    );
    // The first by when it happened, not by when it was entered.
    check(
        keys,
        &["start 2025-03-06", "run 2025-03-04"],
        "2025-03-07",
        "running 2025-03-11 -",
    );
}

#[test]
fn starts_only_when_its_condition_holds() {
    let keys = "start = [{ on = \"begin\", when = \"kind = 'short'\" }, \"start\"]\nlength = { working_days = 5 }";
    let told = |kind| bench_with(keys, &[("kind", kind)]).told("c", "2025-03-04");
    assert_eq!(told("short"), "running 2025-03-10 -");
    assert_eq!(told("long"), "none");
}

#[test]
fn starts_on_the_day_in_a_field() {
    let keys = "start = [{ on = \"start\", at = \"started_on\" }]\nlength = { working_days = 5 }";
    let mut desk = bench(keys);
    desk.take(act("start", "甲", "2025-03-10"));
    assert_eq!(desk.told("c", "2025-03-10"), "none");
    desk.take(act("start", "甲", "2025-03-10").set(&[("started_on", "2025-03-07")]));
    assert_eq!(desk.told("c", "2025-03-10"), "running 2025-03-14 -");
}

#[test]
fn stops_at_the_first_stop_after_the_start() {
    let keys = "start = [\"start\"]\nstop = [\"stop\"]\nlength = { working_days = 5 }";
    check(
        keys,
        &["stop 2025-03-04", "start 2025-03-05"],
        "2025-04-01",
        "running 2025-03-12 -",
    );
    let acts = [
        "start 2025-03-05",
        "stop 2025-03-12T18:00",
        "stop 2025-03-20",
    ];
    check(keys, &acts, "2025-04-01", "stopped 2025-03-12 kept");
    check(
        keys,
        &["start 2025-03-05", "stop 2025-03-13"],
        "2025-04-01",
        "stopped 2025-03-12 broken",
    );
    // At one and the same time.
    check(
        keys,
        &["start 2025-03-05", "stop 2025-03-05"],
        "2025-04-01",
        "stopped 2025-03-12 kept",
    );
}

/// A date field says nothing of the hour: what was served on the day of the start was served after it.
#[test]
fn a_day_in_a_field_may_be_the_day_of_the_start() {
    let keys = "start = [\"begin\"]\nstop = [{ on = \"stop\", at = \"stopped_on\" }]\nlength = { working_days = 5 }";
    let mut desk = bench(keys);
    desk.take(act("stop", "甲", "2025-03-04").set(&[("stopped_on", "2025-03-03")]));
    assert_eq!(desk.told("c", "2025-03-05"), "stopped 2025-03-10 kept");
    let keys = "start = [\"begin\"]\nlength = { working_days = 5 }\npause = [{ from = { on = \"pause\", at = \"paused_on\" }, to = [\"go\"], kind = \"exclusion\", label = \"征求意见\" }]";
    let mut desk = bench(keys);
    desk.take(act("pause", "甲", "2025-03-04").set(&[("paused_on", "2025-03-03")]));
    assert_eq!(desk.told("c", "2025-03-05"), "paused - -");
    desk.take(act("go", "甲", "2025-03-05"));
    assert_eq!(desk.told("c", "2025-03-06"), "running 2025-03-12 -");
}

const RESTARTED: &str = "start = [\"begin\"]\nstop = [\"stop\"]\nrestart = [\"restart\"]\nlength = { working_days = 5 }";

#[test]
fn restarts_in_full() {
    check(
        RESTARTED,
        &["restart 2025-03-06"],
        "2025-03-07",
        "running 2025-03-13 -",
    );
    check(
        RESTARTED,
        &["restart 2025-03-06", "restart 2025-03-07"],
        "2025-03-07",
        "running 2025-03-14 -",
    );
    // Even after it ran out, and after it was stopped.
    check(
        RESTARTED,
        &["restart 2025-03-17"],
        "2025-03-18",
        "running 2025-03-24 -",
    );
    check(
        RESTARTED,
        &["stop 2025-03-05", "restart 2025-03-06"],
        "2025-03-07",
        "running 2025-03-13 -",
    );
    check(
        RESTARTED,
        &["restart 2025-03-06", "stop 2025-03-07"],
        "2025-03-10",
        "stopped 2025-03-13 kept",
    );
}

/// Stop and restart on the same day: the later entry tells which came last.
#[test]
fn a_restart_on_the_day_of_the_stop() {
    check(
        RESTARTED,
        &["stop 2025-03-06", "restart 2025-03-06"],
        "2025-03-07",
        "running 2025-03-13 -",
    );
    check(
        RESTARTED,
        &["restart 2025-03-06", "stop 2025-03-06"],
        "2025-03-07",
        "stopped 2025-03-13 kept",
    );
}

#[test]
fn a_restart_starts_nothing() {
    let keys = "start = [\"start\"]\nrestart = [\"restart\"]\nlength = { working_days = 5 }";
    check(keys, &["restart 2025-03-06"], "2025-03-07", "none");
    check(
        keys,
        &["restart 2025-03-06", "start 2025-03-07"],
        "2025-03-07",
        "running 2025-03-14 -",
    );
}

#[test]
fn a_length_from_a_field() {
    let keys = "start = [\"begin\"]\nlength = { field = \"days\", unit = \"working_days\" }";
    let told = |fields: &[(&str, &str)]| bench_with(keys, fields).told("c", "2025-03-04");
    assert_eq!(told(&[("days", "5")]), "running 2025-03-10 -");
    assert_eq!(told(&[]), "unknown - -");
    assert_eq!(told(&[("days", "-5")]), "unknown - -");
    assert_eq!(told(&[("days", "4000000000")]), "unknown - -");
    assert_eq!(told(&[("days", "9999999999")]), "unknown - -");
}

#[test]
fn a_length_by_cases() {
    let keys = "start = [\"begin\"]\nlength = [{ when = \"kind = 'short'\", working_days = 2 }, { when = \"kind = 'long'\", working_days = 7 }]";
    let told = |kind| bench_with(keys, &[("kind", kind)]).told("c", "2025-03-04");
    assert_eq!(told("short"), "running 2025-03-05 -");
    assert_eq!(told("long"), "running 2025-03-12 -");
    assert_eq!(told("odd"), "unknown - -");
}

#[test]
fn a_day_named_in_a_field() {
    let keys = "start = [\"begin\"]\nstop = [\"stop\"]\nlength = { until = \"due_on\" }";
    let mut desk = bench_with(keys, &[("due_on", "2025-03-09")]);
    assert_eq!(desk.told("c", "2025-03-04"), "running 2025-03-09 -");
    then(&mut desk, &["stop 2025-03-09T20:00"]);
    assert_eq!(desk.told("c", "2025-03-10"), "stopped 2025-03-09 kept");
    // Named by nobody: the clock says that it does not know.
    assert_eq!(bench(keys).told("c", "2025-03-04"), "unknown - -");
}

#[test]
fn a_length_that_is_not_known_yet() {
    check(
        "start = [\"begin\"]\nstop = [\"stop\"]",
        &[],
        "2025-03-04",
        "unknown - -",
    );
    check(
        "start = [\"begin\"]\nstop = [\"stop\"]",
        &["stop 2025-03-04"],
        "2025-03-05",
        "unknown - -",
    );
}

#[test]
fn it_ends_with_its_matter() {
    let keys = "start = [\"begin\"]\nstop = [\"stop\"]\nlength = { working_days = 5 }";
    check(
        keys,
        &["close 2025-03-05"],
        "2025-04-01",
        "ended 2025-03-10 -",
    );
    check(
        keys,
        &["close 2025-03-11"],
        "2025-04-01",
        "ended 2025-03-10 broken",
    );
    check(
        keys,
        &["stop 2025-03-05", "close 2025-03-11"],
        "2025-04-01",
        "stopped 2025-03-10 kept",
    );
}

#[test]
fn backwards_from_an_event() {
    let keys = "start = [{ on = \"start\", at = \"started_on\" }]\nstop = [\"stop\"]\ndirection = \"backward\"\nlength = { working_days = 5 }";
    let mut desk = bench(keys);
    desk.take(act("start", "甲", "2025-03-03T10:00").set(&[("started_on", "2025-03-31")]));
    assert_eq!(desk.told("c", "2025-03-04"), "running 2025-03-24 -");
    then(&mut desk, &["stop 2025-03-24"]);
    assert_eq!(desk.told("c", "2025-03-25"), "stopped 2025-03-24 kept");
    // Told once in time, told again later.
    then(&mut desk, &["stop 2025-03-27"]);
    assert_eq!(desk.told("c", "2025-03-28"), "stopped 2025-03-24 kept");
}

/// The meeting was called off: nobody waits for the day that was planned.
#[test]
fn a_clock_of_a_day_to_come_ends_with_its_matter() {
    let keys = "start = [{ on = \"start\", at = \"started_on\" }]\nstop = [\"stop\"]\ndirection = \"backward\"\nlength = { working_days = 5 }";
    let mut desk = bench(keys);
    desk.take(act("start", "甲", "2025-03-03T10:00").set(&[("started_on", "2025-03-31")]));
    then(&mut desk, &["close 2025-03-10"]);
    assert_eq!(desk.told("c", "2025-04-10"), "ended 2025-03-24 -");
}

#[test]
fn not_before_a_minimum() {
    let keys = "start = [\"begin\"]\nstop = [\"stop\"]\ndirection = \"minimum\"\nlength = { calendar_days = 30 }";
    check(
        keys,
        &["stop 2025-04-01"],
        "2025-05-01",
        "stopped 2025-04-02 broken",
    );
    check(
        keys,
        &["stop 2025-04-02"],
        "2025-05-01",
        "stopped 2025-04-02 kept",
    );
    // The matter ended otherwise: nothing was done too early.
    check(
        keys,
        &["close 2025-03-10"],
        "2025-05-01",
        "ended 2025-04-02 -",
    );
    check(
        keys,
        &["close 2025-04-10"],
        "2025-05-01",
        "ended 2025-04-02 -",
    );
    let named = "start = [\"begin\"]\nstop = [\"stop\"]\ndirection = \"minimum\"\nlength = { until = \"due_on\" }";
    let mut desk = bench_with(named, &[("due_on", "2025-04-02")]);
    then(&mut desk, &["stop 2025-04-01"]);
    assert_eq!(desk.told("c", "2025-05-01"), "stopped 2025-04-02 broken");
}

#[test]
fn hours_run_from_the_event_itself() {
    let keys = "start = [\"begin\"]\nstop = [\"stop\"]\nlength = { hours = 48 }";
    let view = bench(keys).clock("c", "2025-03-04").unwrap();
    assert_eq!(view.due, Some(at("2025-03-05T09:00")));
    check(
        keys,
        &["stop 2025-03-05T09:00"],
        "2025-03-06",
        "stopped 2025-03-05 kept",
    );
    check(
        keys,
        &["stop 2025-03-05T09:01"],
        "2025-03-06",
        "stopped 2025-03-05 broken",
    );
}

/// An emergency is to be reported within hours of when it occurred, not of the midnight before.
#[test]
fn hours_run_from_the_time_in_a_field() {
    let keys = "start = [{ on = \"begin\", at = \"occurred_at\" }]\nstop = [\"stop\"]\nlength = { hours = 2 }";
    let due = |occurred| {
        let desk = bench_with(keys, &[("occurred_at", occurred)]);
        desk.clock("c", "2025-03-04").unwrap().due
    };
    assert_eq!(due("2025-03-03T08:30"), Some(at("2025-03-03T10:30")));
    // Of a day whose hour nobody wrote down, only the day is known.
    assert_eq!(due("2025-03-03"), Some(at("2025-03-03T02:00")));
    let late = bench_with(keys, &[("occurred_at", "2025-03-03T08:30")]);
    let stopped = |when| {
        let mut desk = late.clone();
        then(&mut desk, &[when]);
        desk.told("c", "2025-03-04")
    };
    assert_eq!(stopped("stop 2025-03-03T10:30"), "stopped 2025-03-03 kept");
    assert_eq!(
        stopped("stop 2025-03-03T10:31"),
        "stopped 2025-03-03 broken"
    );
}

#[test]
fn provisional_until_the_notice_is_out() {
    let mut desk = Desk::opened();
    desk.take(crate::slips::correct_field(
        1,
        "received_on",
        "2025-12-22",
        "2025-12-22",
    ));
    let due = |desk: &Desk| {
        let view = desk.clock("reply", "2025-12-23").unwrap();
        (view.due_on(), view.provisional)
    };
    assert_eq!(due(&desk), (Some(on("2026-01-20")), false));
    desk.rules = desk.rules.known_up_to(2025);
    assert!(due(&desk).1);
}

#[test]
fn units_used_so_far() {
    let desk = Desk::opened();
    assert_eq!(desk.clock("reply", "2025-03-10").unwrap().consumed, 5);
    assert_eq!(desk.clock("reply", "2025-04-10").unwrap().consumed, 27);
}

/// A due day that somebody is told stands in the event itself, whatever notices come later.
#[test]
fn the_event_holds_the_due_days_that_it_gives() {
    let told = |slip, desk: &mut Desk| {
        let Body::Acted(acted) = desk.take(slip).body else {
            panic!("an act")
        };
        let pairs = acted
            .told
            .iter()
            .map(|(clock, day)| format!("{clock} {day}"));
        pairs.collect::<Vec<_>>()
    };
    let mut desk = Desk::empty();
    let opening = crate::slips::register("2025-03-03");
    assert_eq!(told(opening, &mut desk), ["reply 2025-03-31"]);
    assert_eq!(told(act("consult", "甲", "2025-03-04"), &mut desk), [""; 0]);
    assert_eq!(
        told(
            act("notify", "甲", "2025-03-04").set(&[("days", "7")]),
            &mut desk
        ),
        ["correction 2025-03-11"]
    );
    assert_eq!(
        told(act("correct", "甲", "2025-03-05"), &mut desk),
        ["reply 2025-04-02"]
    );
    assert_eq!(told(act("approve", "丙", "2025-03-05"), &mut desk), [""; 0]);
    assert_eq!(
        told(act("extend", "甲", "2025-03-05"), &mut desk),
        ["reply 2025-04-17"]
    );
    // A second extension gives nothing, so nothing is told.
    assert_eq!(told(act("extend", "甲", "2025-03-06"), &mut desk), [""; 0]);
    // Paused without a limit: there is no day to tell.
    assert_eq!(told(act("suspend", "甲", "2025-03-06"), &mut desk), [""; 0]);
}
