//! Many callers at once.

use std::thread;

use andu_ledger::{ActError, LedgerError};

use crate::support::{ORGAN, Opened, act, event};

pub fn many_acts_share_commits_and_one_chain(ledger: Opened) {
    const CALLERS: u64 = 32;
    const EACH: u64 = 8;
    let mut numbers: Vec<u64> = thread::scope(|scope| {
        let callers: Vec<_> = (0..CALLERS)
            .map(|caller| {
                let ledger = &ledger;
                scope.spawn(move || {
                    let draw = |n: u64| {
                        let acted = ledger.act(ORGAN, move |tx| {
                            tx.append(event(&format!("m{caller}-{n}"), 1))?;
                            tx.next_number("series")
                        });
                        acted.unwrap()
                    };
                    (0..EACH).map(draw).collect::<Vec<_>>()
                })
            })
            .collect();
        callers
            .into_iter()
            .flat_map(|caller| caller.join().unwrap())
            .collect()
    });
    numbers.sort_unstable();
    assert_eq!(numbers, (1..=CALLERS * EACH).collect::<Vec<_>>());
    assert_eq!(ledger.report().events, CALLERS * EACH);
}

pub fn a_bulk_act_is_one_act(ledger: Opened) {
    let done = act(&ledger, |tx| {
        for number in 0..2000 {
            tx.append(event(&format!("m{number}"), 1))?;
        }
        tx.head()
    });
    assert_eq!(done.seq, 2000);
    let refused = ledger.act(ORGAN, |tx| {
        for number in 2000..2100 {
            tx.append(event(&format!("m{number}"), 1))?;
        }
        Err::<(), _>(LedgerError::Stopped)
    });
    assert!(matches!(refused, Err(ActError::Refused(_))));
    assert_eq!(ledger.report().events, 2000);
}

pub fn refusals_among_others_touch_nobody(ledger: Opened) {
    // The first act holds the writer until all others wait, so that they share one transaction.
    let (go, wait) = std::sync::mpsc::channel::<()>();
    let first = ledger.submit(ORGAN, move |tx| {
        wait.recv().unwrap();
        tx.append(event("first", 1))
    });
    let others: Vec<_> = (0..60)
        .map(|number| {
            ledger.submit(ORGAN, move |tx| {
                let appended = tx.append(event(&format!("m{number}"), 1))?;
                match number % 3 {
                    0 => Ok(appended.seq),
                    1 => Err(LedgerError::Stopped),
                    _ => panic!("on purpose"),
                }
            })
        })
        .collect();
    go.send(()).unwrap();
    assert_eq!(first.wait().unwrap().seq, 1);
    for (number, outcome) in others
        .into_iter()
        .map(andu_ledger::Pending::wait)
        .enumerate()
    {
        match number % 3 {
            0 => assert_eq!(outcome.unwrap(), number as u64 / 3 + 2),
            1 => assert!(matches!(
                outcome,
                Err(ActError::Refused(LedgerError::Stopped))
            )),
            _ => assert!(matches!(
                outcome,
                Err(ActError::Ledger(LedgerError::Panicked { .. }))
            )),
        }
    }
    assert_eq!(ledger.report().events, 21);
}

/// Whoever hands in many and waits for the first carries all of them out, on his own thread and in one transaction.
pub fn who_waits_carries_out_what_was_handed_in(ledger: Opened) {
    let here = thread::current().id();
    act(&ledger, |tx| tx.append(event("first", 1)));
    let handed_in: Vec<_> = (0..40)
        .map(|number| {
            ledger.submit(ORGAN, move |tx| {
                tx.append(event(&format!("m{number}"), 1))?;
                Ok::<_, LedgerError>(thread::current().id())
            })
        })
        .collect();
    assert_eq!(ledger.report().events, 1, "nobody has waited yet");
    for pending in handed_in {
        assert_eq!(pending.wait().unwrap(), here);
    }
    assert_eq!(ledger.report().events, 41);
}

/// An act that is handed in and not waited for is carried out all the same, before whatever comes after it.
pub fn what_nobody_waits_for_is_carried_out(ledger: Opened) {
    let put = |matter: &'static str| ledger.submit(ORGAN, move |tx| tx.append(event(matter, 1)));
    drop(put("dropped"));
    let later = act(&ledger, |tx| tx.append(event("later", 1)));
    assert_eq!(later.seq, 2);
    let kept = put("kept");
    assert_eq!(act(&ledger, |tx| tx.append(event("last", 1))).seq, 4);
    assert_eq!(kept.wait().unwrap().seq, 3);
}

/// Inside an act nobody can wait for another: it would wait for itself.
pub fn nobody_waits_inside_an_act(ledger: Opened) {
    let pending = ledger.submit(ORGAN, |tx| tx.append(event("other", 1)));
    let code = act(&ledger, move |tx| {
        tx.append(event("this", 1))?;
        Ok(match pending.wait() {
            Err(ActError::Ledger(error)) => error.code(),
            other => panic!("{other:?}"),
        })
    });
    assert_eq!(code, "nested");
    assert_eq!(ledger.report().events, 2);
}
