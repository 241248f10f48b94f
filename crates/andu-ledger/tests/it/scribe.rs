//! Acts whose rows another thread writes down: what comes of them is what comes of the same acts one after another.

use std::collections::BTreeSet;

use andu_ledger::{
    ActError, Cell, ClockRow, ColumnKind, ColumnSpec, KeyClaim, LedgerError, NewEvent, Pending,
    TableSpec, Tx,
};
use proptest::prelude::*;

use crate::support::{ORGAN, Opened, act, append, clock, event, on_a_file};

/// Something that an act does; numbers choose among few matters, commands and keys, so that acts meet each other.
#[derive(Debug, Clone)]
enum Deed {
    /// Appends the next event of a matter, or one that does not follow.
    Append {
        matter: u8,
        stale: bool,
    },
    /// Appends under a command that may have been carried out.
    Command {
        matter: u8,
        command: u8,
    },
    /// Asks for the events of a command.
    Ask(u8),
    Number,
    Claim {
        key: u8,
        matter: u8,
    },
    Release(u8),
    Record {
        matter: u8,
        title: u8,
    },
    NoRecord(u8),
    Clocks {
        matter: u8,
        names: Vec<u8>,
    },
    Setting(u8),
    Personal(u8),
    /// Reads back what the acts before it wrote.
    Read(u8),
    Refuse,
    Panic,
}

fn deed() -> impl Strategy<Value = Deed> {
    let few = || 0..6_u8;
    prop_oneof![
        8 => (few(), prop::bool::weighted(0.1)).prop_map(|(matter, stale)| Deed::Append { matter, stale }),
        2 => (few(), few()).prop_map(|(matter, command)| Deed::Command { matter, command }),
        1 => few().prop_map(Deed::Ask),
        2 => Just(Deed::Number),
        3 => (few(), few()).prop_map(|(key, matter)| Deed::Claim { key, matter }),
        1 => few().prop_map(Deed::Release),
        6 => (few(), few()).prop_map(|(matter, title)| Deed::Record { matter, title }),
        1 => few().prop_map(Deed::NoRecord),
        3 => (few(), prop::collection::vec(few(), 0..3)).prop_map(|(matter, names)| Deed::Clocks { matter, names }),
        2 => few().prop_map(Deed::Setting),
        1 => few().prop_map(Deed::Personal),
        1 => few().prop_map(Deed::Read),
        1 => Just(Deed::Refuse),
        1 => Just(Deed::Panic),
    ]
}

fn register() -> TableSpec {
    TableSpec {
        name: "register".into(),
        list: false,
        columns: vec![ColumnSpec {
            name: "title".into(),
            kind: ColumnKind::Text,
            indexed: true,
        }],
    }
}

fn next(tx: &mut Tx<'_>, matter: &str) -> Result<u32, LedgerError> {
    Ok(tx.matter(matter)?.map_or(0, |head| head.version) + 1)
}

/// Does one deed, and says what it saw.
fn done(tx: &mut Tx<'_>, deed: &Deed, command: &str) -> Result<String, LedgerError> {
    let name = |number: &u8| format!("m{number}");
    Ok(match deed {
        Deed::Append { matter, stale } => {
            let matter = name(matter);
            let version = next(tx, &matter)? + u32::from(*stale);
            let new = NewEvent {
                command: command.into(),
                ..event(&matter, version)
            };
            tx.append(new)?.hash
        }
        Deed::Command {
            matter,
            command: other,
        } => {
            let matter = name(matter);
            let new = NewEvent {
                command: format!("given-{other}"),
                ..event(&matter, next(tx, &matter)?)
            };
            tx.append(new)?.hash
        }
        Deed::Ask(other) => format!("{:?}", tx.command(&format!("given-{other}"))?),
        Deed::Number => tx.next_number("series")?.to_string(),
        Deed::Claim { key, matter } => {
            match tx.claim_key("suggestion", &format!("k{key}"), &name(matter))? {
                KeyClaim::Claimed => "claimed".into(),
                KeyClaim::TakenBy(other) => other,
            }
        }
        Deed::Release(matter) => format!("{:?}", tx.release_keys(&name(matter))),
        Deed::Record { matter, title } => {
            let title = Cell::from(format!("题{title}"));
            format!("{:?}", tx.put_record(&register(), &name(matter), &[title]))
        }
        Deed::NoRecord(matter) => format!("{:?}", tx.delete_record(&register(), &name(matter))),
        Deed::Clocks { matter, names } => {
            let names: BTreeSet<_> = names.iter().collect();
            let clocks = names.into_iter().map(|name| format!("c{name}"));
            let clocks: Vec<ClockRow> = clocks
                .map(|name| clock(&name, "2025-06-11", "running"))
                .collect();
            format!("{:?}", tx.put_clocks(&name(matter), &clocks))
        }
        Deed::Setting(value) => {
            let before = tx.setting("mark")?;
            tx.put_setting("mark", &value.to_string())?;
            format!("{before:?}")
        }
        Deed::Personal(matter) => {
            // The event that commits to it has to follow, or the value belongs to nothing.
            let matter = name(matter);
            let kept = tx.put_personal(&matter, "applicant", "张三")?;
            let body = serde_json::json!({ "set": { "applicant": kept } }).to_string();
            let new = NewEvent {
                command: command.into(),
                body,
                ..event(&matter, next(tx, &matter)?)
            };
            tx.append(new)?.seq.to_string()
        }
        Deed::Read(matter) => {
            let organ = tx.organ().to_string();
            let clocks = tx.snapshot().clocks_of(&organ, &name(matter))?;
            let events = tx.events(&name(matter))?.len();
            format!("{events} {clocks:?} {}", rows(tx.snapshot())?)
        }
        Deed::Refuse => return Err(LedgerError::Stopped),
        Deed::Panic => panic!("on purpose"),
    })
}

fn rows(at: &andu_ledger::Snapshot<'_>) -> Result<String, LedgerError> {
    let mut found = String::new();
    at.select(
        "select matter, title from register order by matter",
        &[],
        &mut |row| {
            found.push_str(&format!("{row:?}"));
            Ok(())
        },
    )?;
    Ok(found)
}

/// An act of several deeds: all of them, or none.
fn whole(
    deeds: Vec<Deed>,
    nth: usize,
) -> impl FnOnce(&mut Tx<'_>) -> Result<Vec<String>, LedgerError> + Send + 'static {
    move |tx| {
        let each = |(at, deed): (usize, &Deed)| done(tx, deed, &format!("{nth:04}-{at}"));
        deeds.iter().enumerate().map(each).collect()
    }
}

fn told(outcome: Result<Vec<String>, ActError<LedgerError>>) -> String {
    match outcome {
        // Salts are random, and so is every hash after them.
        Ok(seen) => format!("{:?}", seen.iter().map(String::len).collect::<Vec<_>>()),
        Err(ActError::Refused(error) | ActError::Ledger(error)) => error.code().into(),
    }
}

/// What the ledger holds in the end, but for hashes.
fn holds(ledger: &Opened) -> String {
    let report = ledger.report();
    assert!(report.ok, "{report:?}");
    let read = ledger.read(|at| {
        let events = at.events_after(ORGAN, 0, 10_000)?;
        let events: Vec<_> = events
            .iter()
            .map(|event| {
                (
                    event.seq,
                    &event.matter,
                    event.matter_version,
                    &event.command,
                    event.ordinal,
                )
            })
            .collect();
        let clocks = at.clock_rows(ORGAN, None, false)?;
        Ok(format!(
            "{events:?} {clocks:?} {} {:?}",
            rows(at)?,
            at.setting(ORGAN, "mark")?
        ))
    });
    let keys: Vec<_> = (0..6_u8)
        .map(|key| {
            act(ledger, move |tx| {
                tx.claim_key("suggestion", &format!("k{key}"), "nobody")
            })
        })
        .collect();
    let number = act(ledger, |tx| tx.next_number("series"));
    format!("{} {keys:?} {number}", read.unwrap())
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 48, ..ProptestConfig::default() })]

    #[test]
    fn handed_in_together_is_as_one_after_another(
        acts in prop::collection::vec(prop::collection::vec(deed(), 1..4), 20..80),
    ) {
        let (alone, together) = (on_a_file(), on_a_file());
        for ledger in [&alone, &together] {
            act(ledger, |tx| tx.ensure_table(&register()));
        }
        let one_after_another: Vec<_> = acts
            .iter()
            .enumerate()
            .map(|(nth, deeds)| told(alone.act(ORGAN, whole(deeds.clone(), nth))))
            .collect();
        // In two transactions: the second meets what the first has left.
        let mut at_once = Vec::new();
        let acts: Vec<_> = acts.into_iter().enumerate().collect();
        for part in acts.chunks(acts.len().div_ceil(2)) {
            let handed_in: Vec<_> = part
                .iter()
                .map(|(nth, deeds)| together.submit(ORGAN, whole(deeds.clone(), *nth)))
                .collect();
            at_once.extend(handed_in.into_iter().map(Pending::wait).map(told));
        }
        prop_assert_eq!(one_after_another, at_once);
        prop_assert_eq!(holds(&alone), holds(&together));
    }
}

/// The disk fills up under the scribe's hands: every act of the transaction is told, and none of them is there.
#[test]
fn what_the_scribe_cannot_write_is_lost_whole() {
    let ledger = on_a_file();
    append(&ledger, event("a", 1)).unwrap();
    ledger.limit_pages(1).unwrap();
    let put = |number: usize| {
        let body = format!("{{\"text\":\"{}\"}}", "文".repeat(3_000));
        ledger.submit(ORGAN, move |tx| {
            tx.append(NewEvent {
                body,
                ..event(&format!("m{number}"), 1)
            })
        })
    };
    let handed_in: Vec<_> = (0..100).map(put).collect();
    for pending in handed_in {
        match pending.wait() {
            Err(ActError::Ledger(error)) => assert_eq!(error.code(), "disk-full"),
            other => panic!("{other:?}"),
        }
    }
    assert_eq!(ledger.report().events, 1);
    ledger.limit_pages(1_000_000).unwrap();
    let handed_in: Vec<_> = (0..100).map(put).collect();
    assert!(handed_in.into_iter().all(|pending| pending.wait().is_ok()));
    assert_eq!(ledger.report().events, 101);
}

/// Another program writes between two transactions: what was remembered is not taken for what stands.
#[test]
fn what_another_program_writes_is_seen() {
    let ledger = on_a_file();
    let other = andu_ledger::Ledger::open(ledger.dir(), andu_ledger::Access::Shared).unwrap();
    for round in 0..4_u32 {
        let handed_in: Vec<_> = (0..20)
            .map(|number| {
                let matter = format!("m{number:02}");
                ledger.submit(ORGAN, move |tx| {
                    let version = next(tx, &matter)?;
                    tx.append(event(&matter, version))?;
                    tx.next_number("series")
                })
            })
            .collect();
        for (number, pending) in handed_in.into_iter().enumerate() {
            let drawn = pending.wait().unwrap();
            assert_eq!(drawn, u64::from(round) * 21 + number as u64 + 1);
        }
        let version = 2 * round + 2;
        let appended = other.act(ORGAN, move |tx| {
            tx.append(event("m07", version))?;
            tx.next_number("series")
        });
        assert_eq!(appended.unwrap(), u64::from(round) * 21 + 21);
    }
    drop(other);
    assert_eq!(ledger.report().events, 84);
}
