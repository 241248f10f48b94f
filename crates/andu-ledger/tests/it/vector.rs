//! The layout that is hashed, written down a second time by hand, so that a change of it cannot pass unseen.

use andu_ledger::{Event, NewEvent, digest};

use crate::support::{ORGAN, append, event, in_memory};

/// As the crate's documentation tells an outsider to do it.
fn recompute(event: &Event) -> String {
    let recorded_at = event.recorded_at.as_millisecond().to_string();
    let fields = [
        event.format.to_string(),
        event.organ.clone(),
        event.seq.to_string(),
        event.prev.clone(),
        event.matter.clone(),
        event.procedure.clone(),
        event.matter_version.to_string(),
        recorded_at,
        event.happened_at.to_string(),
        event.actor.clone(),
        event.recorder.clone(),
        event.channel.clone(),
        event.command.clone(),
        event.ordinal.to_string(),
        event.rule_digest.clone(),
        event.body.clone(),
    ];
    let mut bytes = Vec::new();
    for field in fields {
        bytes.extend(u32::try_from(field.len()).unwrap().to_be_bytes());
        bytes.extend(field.as_bytes());
    }
    digest(&bytes)
}

#[test]
fn the_committed_vector() {
    let ledger = in_memory();
    append(&ledger, event("a", 1)).unwrap();
    append(
        &ledger,
        NewEvent {
            body: r#"{"note":"第二条"}"#.into(),
            ..event("a", 2)
        },
    )
    .unwrap();
    let events = ledger.read(|at| at.events_after(ORGAN, 0, 10)).unwrap();
    for event in &events {
        assert_eq!(event.hash, recompute(event));
    }
    insta::assert_snapshot!(events[0].hash, @"2912cf32357e3aaee165fc40bb0abb943e6dc43f41dd293435b5b63ef43fc46c");
    insta::assert_snapshot!(events[1].hash, @"e5eea9647dde2bd4379afa643d6d56a8f0035e6f3a07c0eabed68cb1ebff8fc5");
}
