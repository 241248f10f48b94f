//! A full disk, as SQLite tells it when the database may not grow.

use andu_ledger::ActError;

use crate::support::{ORGAN, act, append, event, in_memory, on_a_file};

#[test]
fn a_full_disk_loses_no_acknowledged_act_and_says_so() {
    for ledger in [on_a_file(), in_memory()] {
        append(&ledger, event("a", 1)).unwrap();
        ledger.limit_pages(1).unwrap();
        let mut kept = 1;
        let error = loop {
            match append(&ledger, event(&format!("m{kept}"), 1)) {
                Ok(_) => kept += 1,
                Err(ActError::Ledger(error) | ActError::Refused(error)) => break error,
            }
            assert!(kept < 10_000, "the limit holds");
        };
        assert_eq!(error.code(), "disk-full");
        assert_eq!(ledger.report().events, kept);
        // Small things still fit, or are refused as clearly; with room again, work goes on.
        ledger.limit_pages(1_000_000).unwrap();
        append(&ledger, event("later", 1)).unwrap();
        assert_eq!(act(&ledger, |tx| tx.head()).seq, kept + 1);
    }
}

#[test]
fn acts_that_share_a_lost_transaction_are_all_told() {
    let ledger = on_a_file();
    append(&ledger, event("a", 1)).unwrap();
    ledger.limit_pages(1).unwrap();
    let (go, wait) = std::sync::mpsc::channel::<()>();
    let first = ledger.submit(ORGAN, move |tx| {
        wait.recv().unwrap();
        tx.append(event("first", 1))
    });
    let others: Vec<_> = (0..100)
        .map(|number| {
            let body = format!("{{\"text\":\"{}\"}}", "文".repeat(3000));
            ledger.submit(ORGAN, move |tx| {
                tx.append(andu_ledger::NewEvent {
                    body,
                    ..event(&format!("m{number}"), 1)
                })
            })
        })
        .collect();
    go.send(()).unwrap();
    let outcomes =
        std::iter::once(first.wait()).chain(others.into_iter().map(|other| other.wait()));
    let acknowledged = outcomes.filter(Result::is_ok).count() as u64;
    assert!(acknowledged < 101);
    assert_eq!(ledger.report().events, acknowledged + 1);
}
