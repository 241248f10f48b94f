//! Deemed outcomes (视为 …): written at the legal expiry, undone when the expiry moves.

use andu_casework::{Body, settle};

use crate::office::{Desk, at};
use crate::slips::{act, correct_field, correct_time, found, void};

#[test]
fn it_happens_at_the_legal_expiry() {
    let mut desk = Desk::waiting();
    desk.settle(at("2025-03-10T23:59:59"));
    assert_eq!(desk.stage(), "waiting");
    desk.settle(at("2025-03-12T08:00"));
    assert_eq!(desk.stage(), "dropped");
    let done = desk.matter().done.last().unwrap();
    assert_eq!(
        (done.action.as_str(), done.actor.as_str()),
        ("abandon", "期限届满")
    );
    assert_eq!(done.at, at("2025-03-10T23:59:59"));
    let Body::Acted(acted) = &desk.matter().events.last().unwrap().body else {
        panic!("an act")
    };
    assert_eq!(acted.deemed.as_ref().unwrap().as_str(), "correction");
    assert_eq!(acted.basis, ["准办条例 第十二条"]);
}

#[test]
fn what_was_done_in_time_keeps_it_away() {
    let mut desk = Desk::waiting();
    desk.take(act("correct", "甲", "2025-03-10T17:00"));
    desk.settle(at("2025-04-10"));
    assert_eq!(desk.done(), ["register", "notify", "correct"]);
}

/// Working days of a year whose notice is not out: nothing is deemed on a guess.
#[test]
fn never_while_provisional() {
    let text = include_str!("packs/permit.toml").replace(
        r#"length = { field = "days", unit = "calendar_days" }"#,
        r#"length = { field = "days", unit = "working_days" }"#,
    );
    let rules = crate::office::Rules::read(&text, "permit");
    let mut desk = Desk::new(&rules.known_up_to(2024));
    desk.take(crate::slips::register("2025-03-03"));
    desk.take(act("notify", "甲", "2025-03-03").set(&[("days", "5")]));
    desk.settle(at("2025-05-01"));
    assert_eq!(desk.stage(), "waiting");
    desk.rules = rules;
    desk.settle(at("2025-05-01"));
    assert_eq!(desk.stage(), "dropped");
}

/// The holiday notice came after the outcome was written and moved the day.
#[test]
fn a_suspension_entered_late_undoes_it() {
    let mut desk = Desk::waiting();
    desk.settle(at("2025-03-12"));
    assert_eq!(desk.stage(), "dropped");
    desk.take(act("suspend", "甲", "2025-03-07").late("2025-03-13"));
    assert_eq!(desk.stage(), "waiting");
    assert_eq!(desk.done(), ["register", "notify", "suspend"]);
    let Body::Voided(voided) = &desk.matter().events.last().unwrap().body else {
        panic!("a void")
    };
    assert_eq!(voided.clock.as_ref().unwrap().as_str(), "correction");
    assert_eq!(desk.told("correction", "2025-03-14"), "paused - -");
    // Ended on the 17th: three days were left.
    desk.take(act("continue", "甲", "2025-03-17"));
    assert_eq!(
        desk.told("correction", "2025-03-18"),
        "running 2025-03-20 -"
    );
    desk.settle(at("2025-03-21"));
    assert_eq!(desk.stage(), "dropped");
    assert_eq!(
        desk.matter().done.last().unwrap().at,
        at("2025-03-20T23:59:59")
    );
}

#[test]
fn a_correction_received_in_time_and_entered_late_undoes_it() {
    let mut desk = Desk::waiting();
    desk.settle(at("2025-03-12"));
    desk.take(act("correct", "甲", "2025-03-10").late("2025-03-13"));
    assert_eq!(
        (desk.stage(), desk.done()),
        ("received", vec!["register", "notify", "correct"])
    );
    assert_eq!(
        desk.told("correction", "2025-03-13"),
        "stopped 2025-03-10 kept"
    );
}

/// Entered late but without effect on the clock: the outcome stands, once.
#[test]
fn a_late_entry_that_moves_nothing_leaves_it_standing() {
    let mut desk = Desk::waiting();
    desk.settle(at("2025-03-12"));
    desk.take(act("remind", "甲", "2025-03-07").late("2025-03-13"));
    assert_eq!(desk.stage(), "dropped");
    assert_eq!(
        desk.done()
            .iter()
            .filter(|action| **action == "abandon")
            .count(),
        1
    );
    // What it set is on record; and if the outcome falls later, the matter stands where it stood.
    desk.take(act("suspend", "甲", "2025-03-08").late("2025-03-13"));
    assert_eq!(desk.stage(), "waiting");
}

#[test]
fn after_the_outcome_the_stage_counts_again() {
    let mut desk = Desk::waiting();
    desk.refused(act("correct", "甲", "2025-03-11"), "wrong-stage");
    assert_eq!(desk.stage(), "dropped");
    desk.take(act("resume", "丙", "2025-03-12"));
    assert_eq!(desk.stage(), "received");
    desk.settle(at("2025-04-30"));
    assert_eq!(desk.stage(), "received");
}

/// Sent back to the stage from which it was deemed, with the same period long over: it is not deemed twice.
#[test]
fn one_expiry_has_one_outcome() {
    let mut desk = Desk::waiting();
    desk.settle(at("2025-03-12"));
    desk.take(act("back", "丙", "2025-03-12"));
    assert_eq!(desk.stage(), "waiting");
    desk.settle(at("2025-04-12"));
    assert_eq!(desk.stage(), "waiting");
}

/// Once the law has drawn its consequence and nobody can do any more what the clock waited for, it is over: nobody is overdue.
#[test]
fn a_clock_that_had_its_outcome_is_over() {
    let mut desk = Desk::waiting();
    assert_eq!(
        desk.told("correction", "2025-03-12"),
        "running 2025-03-10 -"
    );
    desk.settle(at("2025-03-12"));
    assert_eq!(
        desk.told("correction", "2025-03-12"),
        "ended 2025-03-10 broken"
    );
}

/// A duty that outlives the consequence of its being late stays overdue.
#[test]
fn a_clock_whose_act_may_still_come_stays_overdue() {
    let only = "label = \"收到补正\"\nfrom = [\"waiting\"]";
    let later = "label = \"收到补正\"\nfrom = [\"waiting\", \"dropped\"]";
    let text = include_str!("packs/permit.toml").replace(only, later);
    let mut desk = Desk::new(&crate::office::Rules::read(&text, "permit"));
    desk.take(crate::slips::register("2025-03-03"));
    desk.take(act("notify", "甲", "2025-03-03").set(&[("days", "7")]));
    desk.settle(at("2025-03-12"));
    assert_eq!(desk.done(), ["register", "notify", "abandon"]);
    assert!(desk.told("correction", "2025-03-12").starts_with("running"));
}

/// A period that begins again after it ran out does not undo what followed from the first.
#[test]
fn a_restart_after_the_expiry_undoes_nothing() {
    let mut desk = Desk::waiting();
    desk.settle(at("2025-03-12"));
    desk.take(act("renew", "丙", "2025-03-12"));
    assert_eq!(desk.done(), ["register", "notify", "abandon", "renew"]);
    assert_eq!(
        desk.told("correction", "2025-03-13"),
        "running 2025-03-19 -"
    );
    desk.settle(at("2025-03-20"));
    assert_eq!(
        desk.done(),
        ["register", "notify", "abandon", "renew", "abandon"]
    );
    assert_eq!(desk.stage(), "dropped");
}

#[test]
fn a_suspension_after_the_expiry_undoes_nothing() {
    let mut desk = Desk::waiting();
    desk.settle(at("2025-03-12"));
    desk.take(act("back", "丙", "2025-03-12"));
    desk.take(act("suspend", "甲", "2025-03-13"));
    assert!(desk.done().contains(&"abandon"));
    assert_eq!(
        desk.told("correction", "2025-03-14"),
        "running 2025-03-10 -"
    );
}

#[test]
fn a_voided_start_takes_its_outcome_along() {
    let mut desk = Desk::waiting();
    desk.settle(at("2025-03-12"));
    desk.take(void(2, "2025-03-13"));
    assert_eq!((desk.stage(), desk.done()), ("received", vec!["register"]));
}

#[test]
fn a_corrected_length_or_start_moves_it() {
    let mut desk = Desk::waiting();
    desk.settle(at("2025-03-12"));
    desk.take(correct_field(2, "days", "15", "2025-03-13"));
    assert_eq!(desk.stage(), "waiting");
    desk.take(correct_time(2, "2025-03-04", "2025-03-13"));
    desk.settle(at("2025-03-20"));
    assert_eq!(
        desk.matter().done.last().unwrap().at,
        at("2025-03-19T23:59:59")
    );
    // A shorter length: the outcome moves to the earlier day.
    desk.take(correct_field(2, "days", "10", "2025-03-20"));
    assert_eq!(desk.stage(), "dropped");
    assert_eq!(desk.done(), ["register", "notify", "abandon"]);
    assert_eq!(
        desk.matter().done.last().unwrap().at,
        at("2025-03-14T23:59:59")
    );
}

/// Nobody takes by hand what the law does, nor voids or redates it: the clock's own facts are corrected instead.
#[test]
fn it_is_not_amended_by_hand() {
    let mut desk = Desk::waiting();
    desk.settle(at("2025-03-12"));
    desk.refused(void(3, "2025-03-13"), "not-by-hand");
    desk.refused(correct_time(3, "2025-03-09", "2025-03-13"), "not-by-hand");
}

#[test]
fn a_found_step_before_it_is_judged_without_it() {
    let mut desk = Desk::waiting();
    desk.settle(at("2025-03-12"));
    desk.take(found(&[("correct", "2025-03-07")], "2025-03-13"));
    assert_eq!(
        (desk.stage(), desk.done()),
        ("received", vec!["register", "notify", "correct"])
    );
}

/// Of two periods that ran out, the one that ran out first has its outcome first.
#[test]
fn the_earlier_expiry_comes_first() {
    let text = include_str!("packs/permit.toml").to_owned()
        + r#"
[[action]]
id = "lapse"
label = "逾期失效"
from = ["waiting"]
to = "ended"
deemed = true

[[clock]]
id = "lapse"
label = "失效"
start = ["notify"]
length = { calendar_days = 3 }
roll = false
expiry = { deemed = "lapse" }
basis = [{ statute = "准办条例", article = "十二" }]
"#;
    let mut desk = Desk::new(&crate::office::Rules::read(&text, "permit"));
    desk.take(crate::slips::register("2025-03-03"));
    desk.take(act("notify", "甲", "2025-03-03").set(&[("days", "7")]));
    desk.settle(at("2025-03-20"));
    assert_eq!(desk.stage(), "ended");
    assert_eq!(desk.done(), ["register", "notify", "lapse"]);
}

#[test]
fn a_matter_that_is_over_or_void_is_left_alone() {
    let mut desk = Desk::waiting();
    desk.take(crate::slips::void_matter("2025-03-05"));
    let rules = &desk.rules;
    let settled = settle(
        desk.matter(),
        &rules.procedure,
        &rules.calendar,
        &desk.linked,
        at("2025-04-01"),
    );
    assert_eq!(settled, None);
}

#[test]
fn without_what_was_deemed_later() {
    let mut desk = Desk::waiting();
    assert_eq!(desk.matter().without_deemed_after(at("2025-03-05")), None);
    desk.settle(at("2025-03-12"));
    let before = desk
        .matter()
        .without_deemed_after(at("2025-03-10T12:00"))
        .unwrap();
    assert_eq!(before.stage.as_str(), "waiting");
    assert_eq!(desk.matter().without_deemed_after(at("2025-03-11")), None);
}

/// The stage was left after the expiry, while the day was not certain: there is nothing left to deem.
#[test]
fn what_was_left_meanwhile_is_not_deemed() {
    let text = include_str!("packs/permit.toml").replace(
        r#"length = { field = "days", unit = "calendar_days" }"#,
        r#"length = { field = "days", unit = "working_days" }"#,
    );
    let rules = crate::office::Rules::read(&text, "permit");
    let mut desk = Desk::new(&rules.known_up_to(2024));
    desk.take(crate::slips::register("2025-03-03"));
    desk.take(act("notify", "甲", "2025-03-03").set(&[("days", "5")]));
    desk.take(act("correct", "甲", "2025-03-12"));
    desk.rules = rules;
    desk.settle(at("2025-05-01"));
    assert_eq!(desk.stage(), "received");
    assert_eq!(
        desk.told("correction", "2025-05-01"),
        "stopped 2025-03-10 broken"
    );
    // Entered for a day within the period after all, it is kept.
    desk.take(correct_time(3, "2025-03-10", "2025-05-01"));
    assert_eq!(
        desk.told("correction", "2025-05-01"),
        "stopped 2025-03-10 kept"
    );
}
