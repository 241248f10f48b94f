//! What is derived from the chain is compared with it, and made again from it.

use std::collections::BTreeSet;

use crate::desk::{self, Desk, act, now, open};

const AT: &str = "2025-03-04T18:00";

fn worked() -> (Desk, String, String) {
    let desk = desk::real_with(desk::own_pack);
    let one = desk.opened("2025-03-03");
    let other = desk.opened("2025-03-03");
    let helpers = r#"[{"unit":"城管局"},{"unit":"民政局"}]"#;
    desk.does(
        act(&one, "allot")
            .set("unit", "城管局")
            .set("helpers", helpers)
            .link("together", &other),
    );
    desk.does(act(&other, "ask").paper("notice").at("2025-03-04T09:00"));
    let seat = open("seat")
        .set("name", "城管局")
        .set("since", "2025-03-03")
        .set("seats", "3");
    let seat = desk.does(seat).matter;
    desk.does(
        act(&seat, "change")
            .set("seats", "5")
            .at("2025-03-04T09:00"),
    );
    assert_eq!(desk.compare(now(AT)).unwrap(), []);
    (desk, one, seat)
}

/// Damages rows, and says in which tables the comparison finds that; then all is made again.
#[track_caller]
fn check(desk: &Desk, damage: &str, tables: &[&str]) {
    let hit = desk.raw(damage);
    assert!(hit > 0, "{damage}: hits nothing");
    let found = desk.compare(now(AT)).unwrap();
    let named: BTreeSet<_> = found.iter().map(|it| it.table.as_str()).collect();
    assert_eq!(
        named,
        tables.iter().copied().collect(),
        "{damage}: {found:?}"
    );
    desk.rebuild(now(AT)).unwrap();
    assert_eq!(desk.compare(now(AT)).unwrap(), [], "{damage}");
}

#[test]
fn damaged_rows_are_named_and_mended() {
    let (desk, one, seat) = worked();
    for (damage, tables) in [
        (
            "update register_request set subject = '路灯'",
            &["register_request"][..],
        ),
        (
            "update register_request set closed = 1",
            &["register_request"],
        ),
        (
            "update register_request set number = null",
            &["register_request"],
        ),
        ("delete from register_request", &["register_request"]),
        (
            "update register_request_helpers set unit = '教委'",
            &["register_request_helpers"],
        ),
        (
            "delete from register_request_helpers where item = 1",
            &["register_request_helpers"],
        ),
        (
            "update clock set due = '2026-01-01T23:59:59' where clock = 'supply'",
            &["clock"],
        ),
        (
            "update clock set state = 'stopped' where clock = 'answer'",
            &["clock"],
        ),
        ("update clock set unit = '教委'", &["clock"]),
        ("update clock set calendar = 'x'", &["clock"]),
        ("delete from clock", &["clock"]),
        (
            "update register_seat_history set seats = 4 where valid_to is not null",
            &["register_seat_history"],
        ),
        (
            "delete from register_seat_history",
            &["register_seat_history"],
        ),
        ("delete from link", &["link"]),
    ] {
        check(&desk, damage, tables);
    }
    let swapped = format!("update register_request set subject = '路灯' where matter = '{one}'");
    desk.raw(&swapped);
    let found = desk.compare(now(AT)).unwrap();
    assert_eq!(found.len(), 1);
    let told = (
        &found[0].matter,
        found[0].column.as_deref(),
        found[0].expected.as_str(),
        found[0].found.as_str(),
    );
    assert_eq!(told, (&one, Some("subject"), "某路段照明", "路灯"));
    desk.rebuild(now(AT)).unwrap();
    assert_eq!(desk.show(&seat, now(AT)).unwrap().fields["seats"], 5);
}

#[test]
fn rows_of_matters_that_never_were_are_named_and_removed() {
    let (desk, one, _) = worked();
    for (damage, table) in [
        (
            "insert into register_request (organ, matter) select organ, 'ghost' from organ",
            "register_request",
        ),
        (
            "insert into register_request_helpers (organ, matter, item) select organ, 'ghost', 0 from organ",
            "register_request_helpers",
        ),
        (
            "insert into clock (organ, matter, clock, procedure, start, state, provisional, calendar) \
             select organ, 'ghost', 'answer', 'request', '2025-03-03', 'running', 0, '' from organ",
            "clock",
        ),
        (
            "insert into clock (organ, matter, clock, procedure, start, state, provisional, calendar) \
             select organ, matter, 'ghost', procedure, start, state, 0, '' from clock limit 1",
            "clock",
        ),
    ] {
        check(&desk, damage, &[table]);
    }
    desk.does(desk::void(&one, None));
    assert_eq!(desk.compare(now(AT)).unwrap(), []);
    let ghost =
        format!("insert into register_request (organ, matter) select organ, '{one}' from organ");
    check(&desk, &ghost, &["register_request"]);
}

#[test]
fn a_versioned_register_keeps_a_row_a_state_and_late_entries_come_in_between() {
    let desk = desk::small();
    let seat = open("seat")
        .set("name", "城管局")
        .set("since", "2025-03-03")
        .set("seats", "3");
    let seat = desk.does(seat.at("2025-03-03T09:00")).matter;
    let changed = desk.does(
        act(&seat, "change")
            .set("seats", "9")
            .at("2025-03-10T09:00"),
    );
    let states = || {
        let rules = desk.rules();
        let columns = andu_rules::register::register(&rules.pack.procedures["seat"]).columns;
        let at = columns
            .iter()
            .position(|column| column.name == "seats")
            .unwrap();
        let table = table(&columns);
        let rows = desk
            .ledger()
            .read(|snapshot| snapshot.history(&table, desk::NAME, &seat))
            .unwrap();
        let told = rows.into_iter().map(|row| {
            let day = |time: &str| time[5..10].to_owned();
            (
                day(&row.valid_from),
                row.valid_to.as_deref().map(day),
                row.values[at].clone(),
            )
        });
        told.collect::<Vec<_>>()
    };
    let state = |from: &str, to: Option<&str>, seats: i64| {
        (
            from.to_owned(),
            to.map(str::to_owned),
            andu_ledger::Cell::Integer(seats),
        )
    };
    assert_eq!(
        states(),
        [state("03-03", Some("03-10"), 3), state("03-10", None, 9)]
    );
    desk.does(
        act(&seat, "change")
            .set("seats", "5")
            .at("2025-03-05T09:00")
            .entered("2025-03-12T09:00")
            .late("补录"),
    );
    assert_eq!(
        states()[..2],
        [
            state("03-03", Some("03-05"), 3),
            state("03-05", Some("03-10"), 5)
        ]
    );
    desk.does(desk::correct(&desk, &seat, changed.seq, "seats", "7").at("2025-03-12T10:00"));
    assert_eq!(desk.compare(now("2025-03-12T10:00")).unwrap(), []);
    desk.does(desk::void(&seat, Some(changed.seq)).at("2025-03-12T11:00"));
    assert_eq!(
        states(),
        [state("03-03", Some("03-05"), 3), state("03-05", None, 5)]
    );
    desk.does(desk::void(&seat, None).at("2025-03-12T12:00"));
    assert_eq!(states(), []);
    assert_eq!(desk.compare(now("2025-03-12T12:00")).unwrap(), []);
}

/// The register's table, as the office specifies it to the ledger.
fn table(columns: &[andu_rules::register::Column]) -> andu_ledger::TableSpec {
    let column = |column: &andu_rules::register::Column| andu_ledger::ColumnSpec {
        name: column.name.clone(),
        kind: match column.kind {
            andu_rules::register::ColumnKind::Text => andu_ledger::ColumnKind::Text,
            andu_rules::register::ColumnKind::Integer => andu_ledger::ColumnKind::Integer,
        },
        indexed: column.indexed,
    };
    andu_ledger::TableSpec {
        name: "register_seat".to_owned(),
        list: false,
        columns: columns.iter().map(column).collect(),
    }
}

#[test]
fn a_register_that_becomes_versioned_has_the_states_of_the_past() {
    let mut desk = desk::real_with(|dir| {
        let plain = include_str!("pack/seat.toml").replace("versioned = true\n", "");
        desk::put(dir, "procedures/seat/2000-01-01.toml", &plain);
    });
    let seat = open("seat")
        .set("name", "城管局")
        .set("since", "2025-03-03")
        .set("seats", "3");
    let seat = desk.does(seat).matter;
    desk.does(
        act(&seat, "change")
            .set("seats", "5")
            .at("2025-03-04T09:00"),
    );
    desk.between(now(AT), |dir| {
        desk::put(
            dir,
            "procedures/seat/2000-01-01.toml",
            include_str!("pack/seat.toml"),
        );
    });
    assert_eq!(desk.compare(now(AT)).unwrap(), []);
    assert_eq!(desk.raw("delete from register_seat_history"), 2);
    desk.rebuild(now(AT)).unwrap();
}

#[test]
fn a_field_added_to_the_rules_is_a_column_more_and_old_rows_are_made_again() {
    let mut desk = desk::real_with(desk::own_pack);
    let id = desk.opened("2025-03-03");
    desk.between(now(AT), |dir| {
        let text = include_str!("pack/request.toml").replace(
            "[[role]]\nid = \"clerk\"",
            "[[field]]\nid = \"urgent\"\nlabel = \"加急\"\nkind = \"boolean\"\n\n[[role]]\nid = \"clerk\"",
        );
        let text = text.replace("\"helpers?\", \"sender?\"]", "\"helpers?\", \"sender?\", \"urgent?\"]");
        desk::put(dir, "procedures/request/2020-01-01.toml", &text);
    });
    let urgent = desk.opened("2025-03-04");
    desk.does(
        act(&urgent, "allot")
            .set("unit", "城管局")
            .set("urgent", "是")
            .at("2025-03-04T10:00"),
    );
    assert_eq!(desk.compare(now(AT)).unwrap(), []);
    let page = desk.list("request", Some("urgent"), None, 10).unwrap();
    assert_eq!(
        page.items.iter().map(|item| &item.id).collect::<Vec<_>>(),
        [&urgent]
    );
    assert!(
        desk.list("request", None, None, 10)
            .unwrap()
            .items
            .iter()
            .any(|item| item.id == id)
    );
}

#[test]
fn thousands_of_matters_are_compared_listed_and_made_again() {
    let desk = desk::small();
    let opening = open("request")
        .set("subject", "照明")
        .set("received_on", "2025-03-03");
    for _ in 0..4 {
        let batch = (0..500).map(|_| opening.clone().request(&desk)).collect();
        assert_eq!(desk.perform_all(batch).unwrap().len(), 500);
    }
    assert_eq!(desk.compare(now(AT)).unwrap(), []);
    assert_eq!(
        desk.due("2025-03-04".parse().unwrap(), None).unwrap().len(),
        2_000
    );
    assert_eq!(desk.rebuild(now(AT)).unwrap(), 2_000);
    let (mut cursor, mut seen) = (None::<String>, BTreeSet::new());
    loop {
        let page = desk.list("request", None, cursor.as_deref(), 300).unwrap();
        seen.extend(page.items.into_iter().map(|item| item.id));
        cursor = page.next;
        if cursor.is_none() {
            break;
        }
    }
    assert_eq!(seen.len(), 2_000);
}
