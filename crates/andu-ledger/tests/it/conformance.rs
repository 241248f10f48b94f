//! What every storage must do alike. A new storage instantiates the macro and is done.

use andu_ledger::{ActError, KeyClaim, LedgerError, TableSpec, Tx};

use crate::support::{ORGAN, Opened, act, append, code, event, moment};

/// Instantiates the suite for one way of opening a ledger.
#[macro_export]
macro_rules! conformance {
    ($name:ident, $open:path) => {
        mod $name {
            $crate::conformance!(@each $open, conformance:
                events_are_linked_and_read_back
                the_body_is_kept_byte_for_byte
                a_stale_version_is_told_what_happened_since
                a_version_that_skips_one_is_refused
                a_procedure_cannot_change
                a_repeated_command_finds_its_first_answer
                a_command_may_have_several_events
                a_refused_act_leaves_nothing
                a_panic_leaves_nothing_and_the_writer_survives
                a_swallowed_fault_cannot_be_committed
                a_refusal_of_the_ledger_writes_nothing
                an_act_reads_what_it_wrote
                time_never_goes_back
                what_an_event_must_carry
                an_act_within_an_act_is_refused
                organs_have_chains_of_their_own
                events_and_matters_come_in_pages
            );
            $crate::conformance!(@each $open, many:
                many_acts_share_commits_and_one_chain
                who_waits_carries_out_what_was_handed_in
                what_nobody_waits_for_is_carried_out
                nobody_waits_inside_an_act
                a_bulk_act_is_one_act
                refusals_among_others_touch_nobody
            );
            $crate::conformance!(@each $open, side:
                keys_are_unique_and_released
                numbers_have_no_gaps
                personal_values_are_committed_to_and_erased
                nothing_is_erased_without_an_event
                links_go_both_ways
                settings_rule_files_and_organs
                files_are_stored_attached_and_swept
                a_file_is_erased_by_an_event
            );
            $crate::conformance!(@each $open, projections:
                tables_are_made_once_and_extended
                a_record_written_again_takes_over_what_differs_and_nothing_else
                a_column_never_changes_kind
                the_ledgers_own_tables_are_refused
                records_are_replaced_and_deleted
                items_are_replaced
                histories_are_replaced
                clocks_are_replaced
                clocks_are_listed_by_due_date
                a_selection_cannot_write
                the_wrong_number_of_values_is_refused
                a_table_is_taken_back_with_its_act
            );
        }
    };
    (@each $open:path, $module:ident: $($test:ident)*) => {
        $(#[test] fn $test() { $crate::$module::$test($open()); })*
    };
}

pub fn events_are_linked_and_read_back(ledger: Opened) {
    let first = append(&ledger, event("a", 1)).unwrap();
    let second = append(&ledger, event("a", 2)).unwrap();
    let events = ledger.read(|at| at.events(ORGAN, "a")).unwrap();
    assert_eq!(events.len(), 2);
    assert_eq!((events[0].seq, events[1].seq), (1, 2));
    assert_eq!(events[0].prev, "0".repeat(64));
    assert_eq!(events[1].prev, first.hash);
    assert_eq!(events[1].hash, second.hash);
    let expected = event("a", 2);
    assert_eq!(events[1].recorded_at, expected.recorded_at);
    assert_eq!(events[1].happened_at, expected.happened_at);
    assert_eq!(
        (&events[1].actor, &events[1].recorder),
        (&expected.actor, &expected.recorder)
    );
    assert_eq!(
        (&events[1].channel, &events[1].command),
        (&expected.channel, &expected.command)
    );
    assert_eq!(
        (&events[1].procedure, &events[1].rule_digest),
        (&expected.procedure, &expected.rule_digest)
    );
    let head = ledger.read(|at| at.head(ORGAN)).unwrap();
    assert_eq!((head.seq, head.hash), (2, second.hash));
    let matter = ledger
        .read(|at| at.matter_head(ORGAN, "a"))
        .unwrap()
        .unwrap();
    assert_eq!((matter.version, matter.last_seq), (2, 2));
    assert_eq!(ledger.report().events, 2);
}

pub fn the_body_is_kept_byte_for_byte(ledger: Opened) {
    let body = "{ \"b\" : 1.0,\n \"a\":\"\\u5f20  三\" }";
    append(
        &ledger,
        andu_ledger::NewEvent {
            body: body.into(),
            ..event("a", 1)
        },
    )
    .unwrap();
    let kept = ledger.read(|at| at.event(ORGAN, 1)).unwrap().unwrap();
    assert_eq!(kept.body, body);
}

pub fn a_stale_version_is_told_what_happened_since(ledger: Opened) {
    for version in 1..=3 {
        append(&ledger, event("a", version)).unwrap();
    }
    let mut late = event("a", 2);
    late.command = "another".into();
    let ActError::Refused(LedgerError::Stale { matter, since }) =
        append(&ledger, late).unwrap_err()
    else {
        panic!("a stale version is refused");
    };
    assert_eq!(matter, "a");
    assert_eq!(
        since.iter().map(|event| event.seq).collect::<Vec<_>>(),
        [2, 3]
    );
    assert_eq!(ledger.report().events, 3);
}

pub fn a_version_that_skips_one_is_refused(ledger: Opened) {
    append(&ledger, event("a", 1)).unwrap();
    assert_eq!(code(append(&ledger, event("a", 3))), "stale");
    assert_eq!(code(append(&ledger, event("b", 2))), "stale");
    // A closure that goes on after it may: nothing of the stale event was written.
    act(&ledger, |tx| {
        let late = andu_ledger::NewEvent {
            command: "late".into(),
            ..event("a", 1)
        };
        assert_eq!(tx.append(late).unwrap_err().code(), "stale");
        tx.append(event("a", 2))
    });
}

pub fn a_procedure_cannot_change(ledger: Opened) {
    append(&ledger, event("a", 1)).unwrap();
    let other = andu_ledger::NewEvent {
        procedure: "other".into(),
        ..event("a", 2)
    };
    assert_eq!(code(append(&ledger, other)), "stale");
}

pub fn a_repeated_command_finds_its_first_answer(ledger: Opened) {
    let first = append(&ledger, event("a", 1)).unwrap();
    let found = act(&ledger, |tx| tx.command("a-1"));
    assert_eq!(
        found.iter().map(|event| event.seq).collect::<Vec<_>>(),
        [first.seq]
    );
    assert!(act(&ledger, |tx| tx.command("a-2")).is_empty());
    let again = andu_ledger::NewEvent {
        command: "a-1".into(),
        ..event("b", 1)
    };
    assert_eq!(code(append(&ledger, again)), "repeated-command");
    assert_eq!(ledger.read(|at| at.matter_head(ORGAN, "b")).unwrap(), None);
}

pub fn a_command_may_have_several_events(ledger: Opened) {
    act(&ledger, |tx| {
        for version in 1..=3 {
            tx.append(andu_ledger::NewEvent {
                command: "c".into(),
                ..event("a", version)
            })?;
        }
        assert_eq!(tx.command("c")?.len(), 3);
        Ok(())
    });
    let ordinals: Vec<u32> = act(&ledger, |tx| tx.command("c"))
        .iter()
        .map(|event| event.ordinal)
        .collect();
    assert_eq!(ordinals, [0, 1, 2]);
}

pub fn a_refused_act_leaves_nothing(ledger: Opened) {
    append(&ledger, event("a", 1)).unwrap();
    let refused = ledger.act(ORGAN, |tx| {
        tx.append(event("a", 2)).unwrap();
        assert_eq!(tx.head().unwrap().seq, 2);
        assert_eq!(tx.events("a").unwrap().len(), 2);
        tx.next_number("s").unwrap();
        Err::<(), _>("前置条件未满足")
    });
    assert!(matches!(refused, Err(ActError::Refused("前置条件未满足"))));
    assert_eq!(act(&ledger, |tx| tx.head()).seq, 1);
    assert_eq!(act(&ledger, |tx| tx.next_number("s")), 1);
    append(&ledger, event("a", 2)).unwrap();
}

pub fn a_panic_leaves_nothing_and_the_writer_survives(ledger: Opened) {
    let broken: Result<(), ActError<LedgerError>> = ledger.act(ORGAN, |tx| {
        tx.append(event("a", 1)).unwrap();
        panic!("on purpose");
    });
    let Err(ActError::Ledger(LedgerError::Panicked { message })) = broken else {
        panic!("a panic is told");
    };
    assert_eq!(message, "on purpose");
    assert_eq!(append(&ledger, event("a", 1)).unwrap().seq, 1);
}

pub fn a_swallowed_fault_cannot_be_committed(ledger: Opened) {
    let outcome = ledger.act(ORGAN, |tx| {
        tx.append(event("a", 1))?;
        let never_made = TableSpec {
            name: "never_made".into(),
            list: false,
            columns: Vec::new(),
        };
        assert!(tx.put_record(&never_made, "a", &[]).is_err());
        Ok::<_, LedgerError>(())
    });
    assert_eq!(code(outcome), "database");
    assert_eq!(ledger.read(|at| at.matter_head(ORGAN, "a")).unwrap(), None);
}

pub fn a_refusal_of_the_ledger_writes_nothing(ledger: Opened) {
    append(&ledger, event("a", 1)).unwrap();
    act(&ledger, |tx| {
        let repeated = andu_ledger::NewEvent {
            command: "a-1".into(),
            ..event("a", 2)
        };
        assert_eq!(tx.append(repeated).unwrap_err().code(), "repeated-command");
        assert_eq!(tx.append(event("a", 3)).unwrap_err().code(), "stale");
        Ok(())
    });
    let matter = ledger
        .read(|at| at.matter_head(ORGAN, "a"))
        .unwrap()
        .unwrap();
    assert_eq!(matter.version, 1);
}

/// What waits for the end of the act is there as soon as the act looks.
pub fn an_act_reads_what_it_wrote(ledger: Opened) {
    append(&ledger, event("before", 1)).unwrap();
    let looks = |name: &'static str| {
        move |tx: &mut Tx<'_>| {
            tx.append(event(name, 1))?;
            tx.put_link(name, "k", "before")?;
            assert_eq!(tx.matter(name)?.unwrap().version, 1);
            assert_eq!(tx.snapshot().matter_head(ORGAN, name)?.unwrap().version, 1);
            assert_eq!(tx.links_of(ORGAN, name)?.len(), 1);
            tx.append(event(name, 2))?;
            assert_eq!(tx.events(name)?.len(), 2);
            assert_eq!((tx.next_number(name)?, tx.next_number(name)?), (1, 2));
            assert_eq!(tx.claim_key("p", name, name)?, KeyClaim::Claimed);
            assert_eq!(
                tx.claim_key("p", name, "z")?,
                KeyClaim::TakenBy(name.into())
            );
            tx.release_keys(name)?;
            assert_eq!(tx.claim_key("p", name, "z")?, KeyClaim::Claimed);
            Ok::<_, LedgerError>(())
        }
    };
    ledger.act(ORGAN, looks("alone")).unwrap();
    // The second act shares the first one's transaction, and so goes behind a savepoint.
    let (go, wait) = std::sync::mpsc::channel::<()>();
    let first = ledger.submit(ORGAN, move |_| {
        wait.recv().unwrap();
        Ok::<_, LedgerError>(())
    });
    let second = ledger.submit(ORGAN, looks("shared"));
    go.send(()).unwrap();
    first.wait().unwrap();
    second.wait().unwrap();
}

pub fn time_never_goes_back(ledger: Opened) {
    let at = |milliseconds| andu_ledger::NewEvent {
        recorded_at: moment(milliseconds),
        ..event("a", 1)
    };
    append(&ledger, at(5000)).unwrap();
    let earlier = andu_ledger::NewEvent {
        recorded_at: moment(1000),
        ..event("b", 1)
    };
    assert_eq!(append(&ledger, earlier).unwrap().recorded_at, moment(5000));
    let later = andu_ledger::NewEvent {
        recorded_at: moment(6000),
        ..event("c", 1)
    };
    assert_eq!(append(&ledger, later).unwrap().recorded_at, moment(6000));
}

pub fn what_an_event_must_carry(ledger: Opened) {
    let empty = String::new;
    for bad in [
        andu_ledger::NewEvent {
            matter: empty(),
            ..event("a", 1)
        },
        andu_ledger::NewEvent {
            procedure: empty(),
            ..event("a", 1)
        },
        andu_ledger::NewEvent {
            actor: empty(),
            ..event("a", 1)
        },
        andu_ledger::NewEvent {
            recorder: empty(),
            ..event("a", 1)
        },
        andu_ledger::NewEvent {
            command: empty(),
            ..event("a", 1)
        },
        andu_ledger::NewEvent {
            body: empty(),
            ..event("a", 1)
        },
        event("a", 0),
    ] {
        assert_eq!(code(append(&ledger, bad)), "field-missing");
    }
}

pub fn an_act_within_an_act_is_refused(ledger: Opened) {
    let inner = (*ledger).clone();
    let outcome = ledger.act(ORGAN, move |_| inner.act(ORGAN, |tx| tx.head()).map(drop));
    let Err(ActError::Refused(ActError::Ledger(error))) = outcome else {
        panic!("it would wait for ever")
    };
    assert_eq!(error.code(), "nested");
}

pub fn organs_have_chains_of_their_own(ledger: Opened) {
    for organ in ["north", "south"] {
        for version in 1..=2 {
            ledger
                .act(organ, move |tx| tx.append(event("a", version)))
                .unwrap();
        }
    }
    let reports = ledger.verify().unwrap();
    assert_eq!(
        reports
            .iter()
            .map(|r| (r.organ.as_str(), r.events))
            .collect::<Vec<_>>(),
        [("north", 2), ("south", 2)]
    );
    assert_ne!(reports[0].head, reports[1].head);
}

pub fn events_and_matters_come_in_pages(ledger: Opened) {
    for matter in ["a", "b", "c"] {
        append(&ledger, event(matter, 1)).unwrap();
    }
    append(
        &ledger,
        andu_ledger::NewEvent {
            procedure: "other".into(),
            ..event("d", 1)
        },
    )
    .unwrap();
    ledger
        .read(|at| {
            let seqs = |after| {
                Ok::<_, LedgerError>(
                    at.events_after(ORGAN, after, 2)?
                        .iter()
                        .map(|e| e.seq)
                        .collect::<Vec<_>>(),
                )
            };
            assert_eq!(seqs(0)?, [1, 2]);
            assert_eq!(seqs(3)?, [4]);
            let matters = |procedure, after| {
                let page = at.matters(ORGAN, procedure, after, 2)?;
                Ok::<_, LedgerError>(page.into_iter().map(|(id, _)| id).collect::<Vec<_>>())
            };
            assert_eq!(matters(None, "")?, ["a", "b"]);
            assert_eq!(matters(None, "b")?, ["c", "d"]);
            assert_eq!(matters(Some("other"), "")?, ["d"]);
            Ok(())
        })
        .unwrap();
}
