//! Generated tables and clocks.

use andu_ledger::{Cell, ColumnKind, ColumnSpec, HistoryRow, LedgerError, TableSpec, TableState};

use crate::support::{ORGAN, Opened, act, clock, code, event};

fn table(list: bool, columns: &[(&str, ColumnKind, bool)]) -> TableSpec {
    let column = |&(name, kind, indexed): &(&str, ColumnKind, bool)| ColumnSpec {
        name: name.into(),
        kind,
        indexed,
    };
    TableSpec {
        name: "suggestion".into(),
        list,
        columns: columns.iter().map(column).collect(),
    }
}

fn plain() -> TableSpec {
    table(
        false,
        &[
            ("title", ColumnKind::Text, true),
            ("pages", ColumnKind::Integer, false),
        ],
    )
}

#[track_caller]
fn rows(ledger: &Opened, sql: &str) -> Vec<Vec<Cell>> {
    let select = |at: &andu_ledger::Snapshot<'_>| {
        let mut found = Vec::new();
        at.select(sql, &[Cell::from(ORGAN)], &mut |row| {
            found.push(row.to_vec());
            Ok(())
        })?;
        Ok(found)
    };
    ledger.read(select).unwrap()
}

pub fn tables_are_made_once_and_extended(ledger: Opened) {
    let ensure = |spec: TableSpec| act(&ledger, move |tx| tx.ensure_table(&spec));
    assert_eq!(ensure(plain()), TableState::Created);
    assert_eq!(ensure(plain()), TableState::Ready);
    act(&ledger, |tx| {
        tx.put_record(&plain(), "a", &["旧".into(), 3.into()])
    });
    let mut wider = plain();
    wider.columns.push(ColumnSpec {
        name: "unit".into(),
        kind: ColumnKind::Text,
        indexed: true,
    });
    assert_eq!(ensure(wider.clone()), TableState::Extended);
    assert_eq!(ensure(wider.clone()), TableState::Ready);
    let digest = ledger.read(|at| at.table_digest("suggestion")).unwrap();
    assert_eq!(digest, Some(wider.digest()));
    act(&ledger, move |tx| {
        tx.put_record(&wider, "a", &["新".into(), 3.into(), "教委".into()])
    });
    assert_eq!(
        rows(
            &ledger,
            "select title, pages, unit from suggestion where organ = ?1"
        ),
        [[Cell::from("新"), Cell::from(3), Cell::from("教委")]]
    );
}

pub fn a_column_never_changes_kind(ledger: Opened) {
    act(&ledger, |tx| tx.ensure_table(&plain()));
    let mut changed = plain();
    changed.columns[1].kind = ColumnKind::Text;
    assert_eq!(
        code(ledger.act(ORGAN, move |tx| tx.ensure_table(&changed))),
        "column-changed"
    );
}

pub fn the_ledgers_own_tables_are_refused(ledger: Opened) {
    for name in [
        "event",
        "head",
        "matter",
        "clock",
        "personal",
        "sqlite_schema",
    ] {
        let spec = TableSpec {
            name: name.into(),
            ..plain()
        };
        assert_eq!(
            code(ledger.act(ORGAN, move |tx| tx.ensure_table(&spec))),
            "name-refused",
            "{name}"
        );
    }
}

pub fn records_are_replaced_and_deleted(ledger: Opened) {
    act(&ledger, |tx| {
        tx.ensure_table(&plain())?;
        tx.put_record(&plain(), "a", &["一".into(), 1.into()])?;
        tx.put_record(&plain(), "b", &["二".into(), Cell::Null])?;
        tx.put_record(&plain(), "a", &["三".into(), 3.into()])
    });
    let all = "select matter, title, pages from suggestion where organ = ?1 order by matter";
    assert_eq!(
        rows(&ledger, all),
        [
            ["a".into(), "三".into(), 3.into()],
            ["b".into(), "二".into(), Cell::Null]
        ]
    );
    act(&ledger, |tx| tx.delete_record(&plain(), "a"));
    assert_eq!(rows(&ledger, all).len(), 1);
}

pub fn items_are_replaced(ledger: Opened) {
    let list = || table(true, &[("unit", ColumnKind::Text, false)]);
    act(&ledger, move |tx| {
        tx.ensure_table(&list())?;
        tx.put_items(&list(), "b", &[vec!["别件".into()]])?;
        tx.put_items(
            &list(),
            "a",
            &[vec!["甲".into()], vec!["乙".into()], vec!["丙".into()]],
        )?;
        tx.put_items(&list(), "a", &[vec!["丁".into()], vec!["甲".into()]])
    });
    let all = "select matter, item, unit from suggestion where organ = ?1 order by matter, item";
    let row = |matter: &str, item: i64, unit: &str| vec![matter.into(), item.into(), unit.into()];
    assert_eq!(
        rows(&ledger, all),
        [row("a", 0, "丁"), row("a", 1, "甲"), row("b", 0, "别件")]
    );
}

pub fn histories_are_replaced(ledger: Opened) {
    let state = |from: &str, to: Option<&str>, title: &str| HistoryRow {
        valid_from: from.into(),
        valid_to: to.map(Into::into),
        values: vec![title.into(), Cell::Null],
    };
    let first = [state("2025-01-01", None, "一")];
    let second = [
        state("2025-01-01", Some("2025-02-01"), "一"),
        state("2025-02-01", None, "二"),
    ];
    act(&ledger, move |tx| {
        tx.ensure_table(&plain())?;
        assert_eq!(tx.ensure_history(&plain())?, TableState::Created);
        assert_eq!(tx.ensure_history(&plain())?, TableState::Ready);
        tx.put_history(&plain(), "a", &first)?;
        tx.put_history(&plain(), "a", &second)
    });
    let at = "select title from suggestion_history where organ = ?1 and valid_from <= '2025-01-15' \
        and (valid_to is null or valid_to > '2025-01-15')";
    assert_eq!(rows(&ledger, at), [[Cell::from("一")]]);
}

pub fn clocks_are_replaced(ledger: Opened) {
    let names = || -> Vec<String> {
        let found = ledger.read(|at| at.clocks_of(ORGAN, "a")).unwrap();
        found
            .into_iter()
            .map(|row| format!("{} {}", row.clock, row.state))
            .collect()
    };
    act(&ledger, |tx| {
        tx.append(event("a", 1))?;
        tx.put_clocks(
            "a",
            &[
                clock("accept", "2025-03-18", "running"),
                clock("reply", "2025-06-11", "running"),
            ],
        )?;
        tx.put_clocks("b", &[clock("other", "2025-06-11", "running")])
    });
    assert_eq!(names(), ["accept running", "reply running"]);
    act(&ledger, |tx| {
        tx.put_clocks("a", &[clock("reply", "2025-06-11", "stopped")])
    });
    assert_eq!(names(), ["reply stopped"]);
    act(&ledger, |tx| tx.put_clocks("a", &[]));
    assert!(names().is_empty());
    // A set that shrinks within the act that opened the matter.
    act(&ledger, |tx| {
        tx.append(event("c", 1))?;
        tx.put_clocks(
            "c",
            &[
                clock("accept", "2025-03-18", "running"),
                clock("reply", "2025-06-11", "running"),
            ],
        )?;
        tx.put_clocks("c", &[clock("reply", "2025-06-11", "running")])
    });
    assert_eq!(
        ledger.read(|at| at.clocks_of(ORGAN, "c")).unwrap(),
        [clock("reply", "2025-06-11", "running")]
    );
    assert_eq!(ledger.read(|at| at.clocks_of(ORGAN, "b")).unwrap().len(), 1);
}

pub fn clocks_are_listed_by_due_date(ledger: Opened) {
    act(&ledger, |tx| {
        tx.put_clocks(
            "a",
            &[
                clock("x", "2025-05-01", "running"),
                clock("y", "2025-04-01", "stopped"),
            ],
        )?;
        let endless = andu_ledger::ClockRow {
            due: None,
            ..clock("z", "", "running")
        };
        tx.put_clocks("b", &[clock("x", "2025-03-01", "expired"), endless])
    });
    let list = |upto: Option<&str>, open_only| -> Vec<String> {
        let rows = ledger
            .read(|at| at.clock_rows(ORGAN, upto, open_only))
            .unwrap();
        rows.into_iter()
            .map(|(matter, row)| format!("{matter}.{}", row.clock))
            .collect()
    };
    assert_eq!(list(None, true), ["b.z", "b.x", "a.x"]);
    assert_eq!(list(Some("2025-04-30"), true), ["b.x"]);
    assert_eq!(list(Some("2025-05-01"), true), ["b.x", "a.x"]);
    assert_eq!(list(Some("2025-04-30"), false), ["b.x", "a.y"]);
}

pub fn a_selection_cannot_write(ledger: Opened) {
    act(&ledger, |tx| tx.ensure_table(&plain()));
    let delete = "delete from suggestion where organ = ?1";
    let read = ledger.read(|at| at.select(delete, &["x".into()], &mut |_| Ok(())));
    assert_eq!(read.unwrap_err().code(), "not-a-reading");
    let written = ledger.act(ORGAN, move |tx| {
        tx.select(delete, &["x".into()], &mut |_| Ok(()))
    });
    assert_eq!(code(written), "not-a-reading");
    let float =
        ledger.read(|at| at.select("select 0.5 where ?1 = ?1", &["x".into()], &mut |_| Ok(())));
    assert_eq!(float.unwrap_err().code(), "unreadable");
}

/// A table that a refused act made is gone with it, and the next act is told so by itself.
pub fn a_table_is_taken_back_with_its_act(ledger: Opened) {
    let refused = ledger.act(ORGAN, |tx| {
        tx.ensure_table(&plain())?;
        tx.put_record(&plain(), "a", &["一".into(), 1.into()])?;
        Err::<(), _>(LedgerError::Stopped)
    });
    assert_eq!(code(refused), "stopped");
    let missing = ledger.act(ORGAN, |tx| {
        tx.put_record(&plain(), "a", &["一".into(), 1.into()])
    });
    assert_eq!(code(missing), "database");
    act(&ledger, |tx| {
        tx.ensure_table(&plain())?;
        tx.put_record(&plain(), "a", &["一".into(), 1.into()])
    });
}

pub fn the_wrong_number_of_values_is_refused(ledger: Opened) {
    act(&ledger, |tx| tx.ensure_table(&plain()));
    let short = ledger.act(ORGAN, |tx| tx.put_record(&plain(), "a", &["一".into()]));
    assert_eq!(code(short), "column-count");
    let misfit = ledger.act(ORGAN, |tx| {
        tx.put_record(&plain(), "a", &["一".into(), "二".into()])
    });
    assert_eq!(code(misfit), "value-kind");
    assert!(rows(&ledger, "select matter from suggestion where organ = ?1").is_empty());
}

pub fn a_record_written_again_takes_over_what_differs_and_nothing_else(ledger: Opened) {
    act(&ledger, |tx| tx.ensure_table(&plain()));
    let put = |title: Cell, pages: Cell| {
        act(&ledger, move |tx| {
            tx.put_record(&plain(), "a", &[title, pages])
        });
        rows(
            &ledger,
            "select title, pages from suggestion where organ = ?1",
        )
    };
    assert_eq!(put("旧".into(), 3.into()), [[Cell::from("旧"), 3.into()]]);
    assert_eq!(put("旧".into(), 3.into()), [[Cell::from("旧"), 3.into()]]);
    assert_eq!(put("新".into(), 3.into()), [[Cell::from("新"), 3.into()]]);
    assert_eq!(put(Cell::Null, 4.into()), [[Cell::Null, 4.into()]]);
    // Twice in one act: the second compares with nothing that is not written yet.
    act(&ledger, |tx| {
        tx.put_record(&plain(), "a", &["甲".into(), 5.into()])?;
        tx.put_record(&plain(), "a", &["乙".into(), 4.into()])
    });
    assert_eq!(
        rows(
            &ledger,
            "select title, pages from suggestion where organ = ?1"
        ),
        [[Cell::from("乙"), 4.into()]]
    );
}
