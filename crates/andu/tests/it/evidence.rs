//! Whoever rewrites the chain behind the program's back is found, and the place is named.

use crate::{
    harness::Andu,
    register::{USE, office_with_seal},
};

/// An office with four matters, so that the chain has events on both sides of the damage.
fn office() -> (Andu, u64) {
    let andu = office_with_seal();
    for subject in ["subject=甲", "subject=乙", "subject=丙", "subject=丁"] {
        let mut open = USE.to_vec();
        open.extend(["--set", subject]);
        andu.run(&open).done();
    }
    let reports = andu.json(&["verify"]);
    let events = reports[0]["events"]
        .as_u64()
        .expect("a report counts its events");
    (andu, events)
}

/// Damages the chain at the event of the second matter, and expects `verify` to name a place.
#[track_caller]
fn check(damage: impl Fn(u64) -> String, named: impl Fn(u64) -> u64) {
    let (mut andu, events) = office();
    let second = events - 2;
    andu.tamper(&damage(second));
    let answer = andu.run(&["verify", "--format", "json"]).wrong();
    let report = &answer.json()[0];
    assert_eq!(report["ok"], false, "{report}");
    assert_eq!(
        report["first_bad"]["seq"].as_u64(),
        Some(named(second)),
        "{report}"
    );
}

#[test]
fn one_byte_altered() {
    let damage =
        |seq| format!("update event set body = replace(body, '乙', '己') where seq = {seq}");
    check(damage, |seq| seq);
}

#[test]
fn one_event_deleted() {
    check(
        |seq| format!("delete from event where seq = {seq}"),
        |seq| seq,
    );
}

#[test]
fn two_events_swapped() {
    let damage = |seq| {
        format!(
            "update event set seq = -1 where seq = {seq};
             update event set seq = {seq} where seq = {seq} + 1;
             update event set seq = {seq} + 1 where seq = -1;"
        )
    };
    check(damage, |seq| seq);
}

#[test]
fn one_event_inserted() {
    let damage = |seq| {
        format!(
            "update event set seq = seq + 1000 where seq > {seq};
             update event set seq = seq - 999 where seq > 1000;
             insert into event select {seq} + 1, organ, 'forged', procedure, matter_version, recorded_at, happened_at,
               actor, recorder, channel, 'forged', ordinal, rule_digest, body, format, prev, hash
             from event where seq = {seq};"
        )
    };
    check(damage, |seq| seq + 1);
}

#[test]
fn the_tail_cut_off() {
    let (mut andu, events) = office();
    andu.tamper(&format!("delete from event where seq = {events}"));
    andu.run(&["verify"]).wrong();
}
