//! The data folder: its lock, its versions, and what a damaged one says.

use std::fs;
use std::path::Path;
use std::time::Duration;

use andu_ledger::{Access, ColumnKind, ColumnSpec, Ledger, LedgerError, TableSpec};
use rusqlite::Connection;

use crate::support::{ORGAN, act, append, clock, event, on_a_file};

fn raw(dir: &Path) -> Connection {
    Connection::open(dir.join("andu.db")).unwrap()
}

#[track_caller]
fn fails(dir: &Path) -> LedgerError {
    Ledger::open(dir, Access::Shared).unwrap_err()
}

#[test]
fn a_ledger_is_found_again_as_it_was_left() {
    let mut ledger = on_a_file();
    let first = append(&ledger, event("a", 1)).unwrap();
    ledger.reopened(|dir| {
        let mut names: Vec<_> = fs::read_dir(dir)
            .unwrap()
            .map(|entry| entry.unwrap().file_name().into_string().unwrap())
            .collect();
        names.sort();
        assert_eq!(names, ["andu.db", "andu.lock", "files"]);
    });
    assert_eq!(act(&ledger, |tx| tx.head()).hash, first.hash);
    append(&ledger, event("a", 2)).unwrap();
}

#[test]
fn what_is_not_a_ledger() {
    let dir = tempfile::tempdir().unwrap();
    assert_eq!(fails(&dir.path().join("none")).code(), "folder-missing");
    assert_eq!(fails(dir.path()).code(), "not-a-ledger");
    fs::write(dir.path().join("andu.db"), "").unwrap();
    assert_eq!(fails(dir.path()).code(), "corrupt");
    fs::write(
        dir.path().join("andu.db"),
        "这是一份文本文件，不是数据库。".repeat(100),
    )
    .unwrap();
    assert_eq!(fails(dir.path()).code(), "corrupt");
    fs::remove_file(dir.path().join("andu.db")).unwrap();
    raw(dir.path()).execute_batch("create table t (a)").unwrap();
    assert_eq!(fails(dir.path()).code(), "not-a-ledger");
}

#[test]
fn a_ledger_is_not_made_over_another() {
    let ledger = on_a_file();
    append(&ledger, event("a", 1)).unwrap();
    let dir = tempfile::tempdir().unwrap();
    Ledger::create(dir.path()).unwrap().close().unwrap();
    assert_eq!(
        Ledger::create(dir.path()).unwrap_err().code(),
        "folder-taken"
    );
}

#[test]
fn a_crash_while_it_was_made_is_no_hindrance() {
    let dir = tempfile::tempdir().unwrap();
    fs::write(dir.path().join("andu.db.new"), "half").unwrap();
    Ledger::create(dir.path()).unwrap().close().unwrap();
    Ledger::open(dir.path(), Access::Shared)
        .unwrap()
        .close()
        .unwrap();
}

#[test]
fn a_database_written_by_halves_is_refused_or_reported() {
    let mut ledger = on_a_file();
    act(&ledger, |tx| {
        for number in 0..500 {
            tx.append(event(&format!("m{number}"), 1))?;
        }
        Ok(())
    });
    ledger.is_broken_on_purpose();
    let path = ledger.dir().join("andu.db");
    ledger.reopened(|_| {
        let whole = fs::metadata(&path).unwrap().len();
        let file = fs::OpenOptions::new().write(true).open(&path).unwrap();
        file.set_len(whole / 2).unwrap();
        let error =
            Ledger::open(path.parent().unwrap(), Access::Shared).and_then(|half| half.verify());
        match error {
            Err(error) => assert_eq!(error.code(), "corrupt"),
            Ok(reports) => assert!(reports.iter().all(|report| !report.ok), "{reports:?}"),
        }
        fs::remove_file(&path).unwrap();
        fs::remove_dir_all(path.with_file_name("files")).unwrap();
        Ledger::create(path.parent().unwrap()).unwrap();
    });
}

/// A ledger of the first version, whose matters bore the state of their last event, is brought up to date at its opening.
#[test]
fn a_ledger_of_the_first_version_is_brought_up_to_date() {
    let mut ledger = on_a_file();
    append(&ledger, event("a", 1)).unwrap();
    append(&ledger, event("a", 2)).unwrap();
    ledger.reopened(|dir| {
        let first = "
            alter table matter add column rule_digest text not null default 'd';
            alter table matter add column version integer not null default 2;
            alter table matter add column last_seq integer not null default 2;
            delete from schema_migration where number > 1;";
        raw(dir).execute_batch(first).unwrap();
    });
    let head = ledger.read(|at| at.matter_head(ORGAN, "a")).unwrap();
    let head = head.unwrap();
    assert_eq!((head.version, head.last_seq), (2, 2));
    append(&ledger, event("a", 3)).unwrap();
    append(&ledger, event("b", 1)).unwrap();
    assert!(ledger.report().ok);
}

#[test]
fn a_newer_version_is_refused_with_its_number() {
    let ledger = on_a_file();
    raw(ledger.dir())
        .execute(
            "insert into schema_migration (number, name, digest) values (99, 'later', '')",
            [],
        )
        .unwrap();
    let error = fails(ledger.dir());
    assert!(
        matches!(
            error,
            LedgerError::Newer {
                found: 99,
                known: 2,
                ..
            }
        ),
        "{error:?}"
    );
    raw(ledger.dir())
        .execute("delete from schema_migration where number = 99", [])
        .unwrap();
    raw(ledger.dir())
        .execute("update schema_migration set digest = 'other'", [])
        .unwrap();
    assert_eq!(fails(ledger.dir()).code(), "migration-altered");
}

#[test]
fn commands_share_the_folder_and_a_repair_has_it_alone() {
    let ledger = on_a_file();
    let now = Duration::ZERO;
    let second = Ledger::open_within(ledger.dir(), Access::Shared, now).unwrap();
    let alone = || Ledger::open_within(ledger.dir(), Access::Exclusive, now);
    assert_eq!(alone().unwrap_err().code(), "locked");
    second.close().unwrap();
    let mut ledger = ledger;
    ledger.reopened(|dir| {
        let alone = Ledger::open_within(dir, Access::Exclusive, now).unwrap();
        assert_eq!(
            Ledger::open_within(dir, Access::Shared, now)
                .unwrap_err()
                .code(),
            "locked"
        );
        assert!(alone.verify().unwrap().is_empty());
        alone.close().unwrap();
    });
}

#[test]
fn handles_on_one_file_never_trust_what_they_remember() {
    let ledger = on_a_file();
    let second = Ledger::open(ledger.dir(), Access::Shared).unwrap();
    for version in 1..=20 {
        let handle = if version % 2 == 0 { &second } else { &*ledger };
        assert_eq!(
            append(handle, event("a", version)).unwrap().seq,
            u64::from(version)
        );
    }
    std::thread::scope(|scope| {
        for (name, handle) in [("x", &second), ("y", &*ledger)] {
            scope.spawn(move || {
                for number in 0..40 {
                    append(handle, event(&format!("{name}{number}"), 1)).unwrap();
                }
            });
        }
    });
    second.close().unwrap();
    assert_eq!(ledger.report().events, 100);
}

#[test]
fn a_reading_sees_one_state_while_acts_go_on() {
    let ledger = on_a_file();
    append(&ledger, event("a", 1)).unwrap();
    ledger
        .read(|at| {
            assert_eq!(at.head(ORGAN)?.seq, 1);
            append(&ledger, event("a", 2)).unwrap();
            assert_eq!(at.head(ORGAN)?.seq, 1);
            assert_eq!(at.events(ORGAN, "a")?.len(), 1);
            Ok(())
        })
        .unwrap();
    assert_eq!(ledger.read(|at| at.head(ORGAN)).unwrap().seq, 2);
}

#[test]
fn events_can_only_be_added() {
    let mut ledger = on_a_file();
    append(&ledger, event("a", 1)).unwrap();
    let conn = raw(ledger.dir());
    for sql in [
        "update event set body = 'x'",
        "update event set seq = seq + 1",
        "delete from event",
    ] {
        let refused = conn.execute(sql, []).unwrap_err().to_string();
        assert!(refused.contains("办理记录只能追加"), "{sql}: {refused}");
    }
    // A trigger that was dropped is back after the next opening.
    conn.execute_batch("drop trigger event_no_update").unwrap();
    drop(conn);
    ledger.reopened(|_| ());
    assert!(
        raw(ledger.dir())
            .execute("update event set body = 'x'", [])
            .is_err()
    );
}

#[test]
fn a_chain_that_does_not_fit_its_head_takes_no_more() {
    let mut ledger = on_a_file();
    append(&ledger, event("a", 1)).unwrap();
    raw(ledger.dir())
        .execute("update head set hash = 'x'", [])
        .unwrap();
    ledger.is_broken_on_purpose();
    assert_eq!(
        crate::support::code(append(&ledger, event("a", 2))),
        "chain-broken"
    );
}

#[cfg(unix)]
#[test]
fn a_folder_that_cannot_be_written_says_so() {
    use std::os::unix::fs::PermissionsExt as _;

    let dir = tempfile::tempdir().unwrap();
    let within = dir.path().join("office");
    Ledger::create(&within).unwrap().close().unwrap();
    let set = |mode| {
        fs::set_permissions(
            within.join("andu.lock"),
            fs::Permissions::from_mode(mode & 0o666),
        )
        .unwrap();
        fs::set_permissions(
            within.join("andu.db"),
            fs::Permissions::from_mode(mode & 0o666),
        )
        .unwrap();
        fs::set_permissions(&within, fs::Permissions::from_mode(mode)).unwrap();
    };
    set(0o555);
    // The superuser writes where nobody else may.
    let may_write = fs::write(within.join("probe"), "").is_ok();
    let opened = Ledger::open(&within, Access::Shared);
    set(0o755);
    match opened {
        Ok(_) => assert!(may_write),
        Err(error) => assert_eq!(error.code(), "read-only"),
    }
}

#[test]
fn a_process_that_writes_on_and_on_lengthens_its_log_once() {
    let ledger = on_a_file();
    let log = ledger.dir().join("andu.db-wal");
    let length = |acts: std::ops::RangeInclusive<u32>| {
        acts.for_each(|version| drop(append(&ledger, event("a", version)).unwrap()));
        fs::metadata(&log).unwrap().len()
    };
    let short = length(1..=10);
    let long = length(11..=20);
    assert!(long > 4_000_000 && short < 1_000_000, "{short}, {long}");
    assert_eq!(length(21..=40), long);
}

/// Rows that an act remembers are forgotten when another handle has written: what stands is compared, not what once stood.
#[test]
fn rows_that_another_handle_wrote_are_not_taken_from_memory() {
    let ledger = on_a_file();
    let table = TableSpec {
        name: "request".into(),
        list: false,
        columns: vec![ColumnSpec {
            name: "title".into(),
            kind: ColumnKind::Text,
            indexed: true,
        }],
    };
    let put = |ledger: &Ledger, title: &str, due: &str| {
        let (table, title) = (table.clone(), title.to_string());
        let clock = clock("reply", due, "running");
        act(ledger, move |tx| {
            tx.ensure_table(&table)?;
            tx.put_record(&table, "a", &[title.as_str().into()])?;
            tx.put_clocks("a", &[clock])
        });
    };
    let stands = || {
        let rows = ledger.read(|at| {
            let mut rows = Vec::new();
            at.select(
                "select title, due from request join clock using (organ, matter) where organ = ?1",
                &[ORGAN.into()],
                &mut |row| {
                    rows.push(row.to_vec());
                    Ok(())
                },
            )?;
            Ok(rows)
        });
        rows.unwrap()
    };
    put(&ledger, "一", "2025-03-28");
    let other = Ledger::open(ledger.dir(), Access::Shared).unwrap();
    put(&other, "二", "2025-04-01");
    put(&ledger, "一", "2025-03-28");
    assert_eq!(stands(), [["一".into(), "2025-03-28".into()]]);
    put(&ledger, "三", "2025-04-02");
    assert_eq!(stands(), [["三".into(), "2025-04-02".into()]]);
    other.close().unwrap();
}
