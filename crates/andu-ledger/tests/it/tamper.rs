//! Somebody with the file in hand: whatever is altered, verifying names the place.

use andu_ledger::{Ledger, NewEvent, OrganReport};
use proptest::prelude::*;
use rusqlite::Connection;

use crate::support::{ORGAN, Opened, act, append, event, in_memory, on_a_file};

/// Ten events in three matters, then the alteration, then the report.
#[track_caller]
fn altered(sql: &str) -> OrganReport {
    let mut ledger = ten_events();
    ledger.is_broken_on_purpose();
    alter(&ledger, sql);
    let report = ledger
        .verify()
        .unwrap()
        .into_iter()
        .find(|report| report.organ == ORGAN)
        .unwrap();
    assert!(!report.ok, "{sql} went unnoticed");
    report
}

#[track_caller]
fn alter(ledger: &Opened, sql: &str) {
    let conn = Connection::open(ledger.dir().join("andu.db")).unwrap();
    conn.execute_batch(
        "drop trigger if exists event_no_update; drop trigger if exists event_no_delete",
    )
    .unwrap();
    conn.execute_batch(sql).unwrap();
}

fn ten_events() -> Opened {
    let ledger = on_a_file();
    fill(&ledger);
    ledger
}

fn fill(ledger: &Ledger) {
    for version in 1..=3 {
        for matter in ["a", "b", "c"] {
            append(ledger, event(matter, version)).unwrap();
        }
    }
    append(ledger, event("d", 1)).unwrap();
}

#[track_caller]
fn check(sql: &str, seq: u64, why: &str) {
    let report = altered(sql);
    let bad = report
        .first_bad
        .unwrap_or_else(|| panic!("{sql}: {:?}", report.other));
    assert_eq!(bad.seq, seq, "{sql}: {}", bad.why);
    assert!(bad.why.contains(why), "{sql}: {}", bad.why);
}

#[test]
fn one_byte_of_a_body() {
    check(
        "update event set body = replace(body, 'act-2', 'act-3') where seq = 4",
        4,
        "本条被改动过",
    );
}

#[test]
fn any_other_column() {
    for set in [
        "matter = 'z'",
        "procedure = 'z'",
        "matter_version = 9",
        "recorded_at = recorded_at + 1",
        "happened_at = '2025-03-11T09:00:01'",
        "happened_at = '2025-03-11 09:00:00'",
        "actor = '王五'",
        "recorder = ''",
        "channel = 'paper'",
        "command = 'z'",
        "ordinal = 1",
        "rule_digest = 'd2'",
    ] {
        check(
            &format!("update event set {set} where seq = 5"),
            5,
            "本条被改动过",
        );
    }
    check("update event set format = 2 where seq = 5", 5, "格式号");
    check(
        "update event set hash = lower(hex(randomblob(32))) where seq = 5",
        5,
        "本条被改动过",
    );
    check(
        "update event set prev = lower(hex(randomblob(32))) where seq = 5",
        5,
        "不衔接",
    );
}

#[test]
fn an_event_deleted() {
    check("delete from event where seq = 1", 1, "第1号记录缺失");
    check("delete from event where seq = 6", 6, "第6号记录缺失");
}

#[test]
fn an_event_deleted_and_the_rest_renumbered() {
    let sql = "delete from event where seq = 6; update event set seq = -seq where seq > 6; \
        update event set seq = -seq - 1 where seq < 0";
    check(sql, 6, "不衔接");
}

#[test]
fn an_event_inserted() {
    let copy = "insert into event select 11, organ, 'new', procedure, 1, recorded_at, happened_at, actor, recorder, channel, \
        'new', 0, rule_digest, body, format, prev, hash from event where seq = 10";
    check(copy, 11, "不衔接");
}

#[test]
fn an_event_that_fits_but_was_not_entered() {
    // A whole event from another ledger: its hashes are right, only the head row does not know it.
    let donor = in_memory();
    fill(&donor);
    append(&donor, event("e", 1)).unwrap();
    let extra = donor.read(|at| at.event(ORGAN, 11)).unwrap().unwrap();
    let sql = format!(
        "insert into event select 11, organ, 'e', procedure, 1, {}, happened_at, actor, recorder, channel, 'e-1', 0, \
         rule_digest, body, format, '{}', '{}' from event where seq = 10",
        extra.recorded_at.as_millisecond(),
        extra.prev,
        extra.hash
    );
    check(&sql, 11, "");
}

#[test]
fn two_events_swapped() {
    let sql = "update event set seq = -4 where seq = 4; update event set seq = 4 where seq = 7; \
        update event set seq = 7 where seq = -4";
    check(sql, 4, "不衔接");
    let bodies = "create table t as select seq, body from event; \
        update event set body = (select body from t where t.seq = 11 - event.seq) where seq in (4, 7)";
    check(bodies, 4, "本条被改动过");
}

#[test]
fn a_tail_cut_while_the_head_row_remembers() {
    check("delete from event where seq > 7", 8, "链头登记到第10号");
    check("delete from event", 1, "链头登记到第10号");
}

#[test]
fn the_head_row_altered() {
    check("update head set hash = 'x'", 10, "链头登记的杂凑值");
    check("update head set seq = 8", 9, "链头登记只到第8号");
    check("delete from head", 10, "链头登记缺失");
}

#[test]
fn an_event_moved_to_another_organ() {
    check(
        "update event set organ = 'other' where seq = 3",
        3,
        "第3号记录缺失",
    );
}

#[test]
fn the_list_of_matters_altered() {
    for sql in [
        "update matter set procedure = 'z' where matter = 'a'",
        "update matter set matter = 'z' where matter = 'a'",
        "delete from matter where matter = 'a'",
        "insert into matter values ('office', 'z', 'p')",
    ] {
        let report = altered(sql);
        assert_eq!(report.first_bad, None, "{sql}");
        assert!(
            report.other[0].contains("立件登记"),
            "{sql}: {:?}",
            report.other
        );
    }
}

/// A personal value in the first event, then the alteration.
#[track_caller]
fn with_a_person(sql: &str) -> String {
    let mut ledger = on_a_file();
    act(&ledger, |tx| {
        let name = tx.put_personal("a", "applicant", "张三")?;
        let body = serde_json::json!({ "set": { "applicant": name } }).to_string();
        tx.append(NewEvent {
            body,
            ..event("a", 1)
        })
    });
    assert!(ledger.report().ok);
    ledger.is_broken_on_purpose();
    alter(&ledger, sql);
    let report = ledger.report();
    assert!(
        !report.ok && report.first_bad.is_none(),
        "{sql}: {report:?}"
    );
    report.other.join("\n")
}

#[test]
fn a_personal_value() {
    let told = with_a_person("update personal set value = '李四'");
    assert!(told.contains("第1号办理记录中的承诺值不符"), "{told}");
    with_a_person("update personal set salt = randomblob(16)");
    with_a_person("update personal set matter = 'b'");
    let told = with_a_person("update personal set commitment = 'x'");
    assert!(told.contains("承诺值被改动过"), "{told}");
    let told = with_a_person("delete from personal");
    assert!(told.contains("已不在库中"), "{told}");
    // An erasure needs an event that names what is erased.
    with_a_person("insert into erasure select organ, id, 1 from personal; delete from personal");
    let told =
        with_a_person("insert into personal values ('office', 'x', 'a', 'phone', x'00', '1', 'x')");
    assert!(told.contains("没有任何办理记录与之相符"), "{told}");
}

#[test]
fn a_damaged_page() {
    let mut ledger = ten_events();
    ledger.is_broken_on_purpose();
    let path = ledger.dir().join("andu.db");
    ledger.reopened(|_| {
        let mut bytes = std::fs::read(&path).unwrap();
        let needle = "\"act-2\"".as_bytes();
        let found = bytes
            .windows(needle.len())
            .rposition(|window| window == needle)
            .unwrap();
        // The page's header: every cell of it is lost.
        let page = found / 4096 * 4096;
        bytes[page..page + 8].fill(0xff);
        std::fs::write(&path, bytes).unwrap();
    });
    let report = ledger.report();
    assert!(
        !report.ok && report.first_bad.is_some() && !report.other.is_empty(),
        "{report:?}"
    );
}

const COLUMNS: [&str; 17] = [
    "seq",
    "organ",
    "matter",
    "procedure",
    "matter_version",
    "recorded_at",
    "happened_at",
    "actor",
    "recorder",
    "channel",
    "command",
    "ordinal",
    "rule_digest",
    "body",
    "format",
    "prev",
    "hash",
];

proptest! {
    // Every case stands on a ledger of its own, so a failing one is found again from its seed.
    #![proptest_config(ProptestConfig { cases: 96, failure_persistence: None, ..ProptestConfig::default() })]

    /// One flipped bit of one byte anywhere in any column of any event.
    #[test]
    fn one_flipped_byte_breaks_verify(seq in 1_i64..=10, column in 0..COLUMNS.len(), at in any::<prop::sample::Index>(), bit in 0..8_u32) {
        let mut ledger = ten_events();
        ledger.is_broken_on_purpose();
        let conn = Connection::open(ledger.dir().join("andu.db")).unwrap();
        conn.execute_batch("drop trigger event_no_update; drop index event_matter; drop index event_command").unwrap();
        let name = COLUMNS[column];
        let select = format!("select {name} from event where seq = ?1");
        let value: rusqlite::types::Value = conn.query_row(&select, [seq], |row| row.get(0)).unwrap();
        match value {
            rusqlite::types::Value::Integer(number) => {
                let flipped = number ^ 1 << (at.index(7) as u32 * 8 + bit);
                let update = format!("update or ignore event set {name} = ?2 where seq = ?1");
                // A number that another event has is refused by the key; that is no alteration.
                prop_assume!(conn.execute(&update, [seq, flipped]).unwrap() == 1);
            }
            rusqlite::types::Value::Text(text) => {
                let mut bytes = text.into_bytes();
                let place = at.index(bytes.len());
                bytes[place] ^= 1 << bit;
                let update = format!("update event set {name} = cast(?2 as text) where seq = ?1");
                conn.execute(&update, rusqlite::params![seq, bytes]).unwrap();
            }
            other => panic!("{other:?}"),
        }
        let reports = ledger.verify().unwrap();
        prop_assert!(reports.iter().any(|report| !report.ok), "{name} of {seq}: {reports:?}");
        let bad = reports.iter().find(|report| report.organ == ORGAN).and_then(|report| report.first_bad.as_ref());
        let bad = bad.map(|bad| bad.seq as i64);
        prop_assert!(bad.is_some_and(|bad| bad <= seq + 1), "{name} of {seq}: {reports:?}");
    }
}
