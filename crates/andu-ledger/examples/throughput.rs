//! Acts a second at 1, 64 and 512 in flight, beside bare prepared inserts of the same rows in a database of the same
//! shape. Run with `cargo run --release -p andu-ledger --example throughput [-- FOLDER]`.

#![expect(
    clippy::unwrap_used,
    reason = "a measurement that meets a fault has nothing to tell"
)]

use std::path::{Path, PathBuf};
use std::time::{Duration, Instant};

use andu_ledger::{
    Access, Cell, ClockRow, ColumnKind, ColumnSpec, Ledger, LedgerError, NewEvent, TableSpec,
    Timestamp, Tx,
};
use rusqlite::{Connection, Statement, params};

const ORGAN: &str = "500229-office";
const SPAN: Duration = Duration::from_secs(2);
const EVENT: &str = "insert into event (seq, organ, matter, procedure, matter_version, recorded_at, happened_at, actor, \
    recorder, channel, command, ordinal, rule_digest, body, format, prev, hash) \
    values (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13, ?14, ?15, ?16, ?17)";
const MATTER: &str = "insert into matter (organ, matter, procedure, rule_digest, version, last_seq) \
    values (?1, ?2, ?3, ?4, 1, ?5)";
const RECORD: &str = "insert into npc_suggestion (organ, matter, number, title, received_on, lead_unit, stage, pages) \
    values (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8)";
const CLOCK: &str = "insert into clock (organ, matter, clock, procedure, start, state, due, stopped, kept, consumed, \
    provisional, calendar, unit, handler) values (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13, ?14)";

fn main() {
    let mut args = std::env::args().skip(1);
    let folder = args.next().map_or_else(std::env::temp_dir, PathBuf::from);
    // One way alone, so that a profiler sees nothing else.
    if let (Some(way), Some(in_flight)) = (args.next(), args.next()) {
        let in_flight = in_flight.parse().unwrap();
        let run = match way.as_str() {
            "bare" => bare,
            "submitted" => submitted,
            _ => threads,
        };
        println!("{:.0}", rate(&folder, |dir| run(dir, in_flight)));
        return;
    }
    for round in 1..=3 {
        println!("round {round}");
        for in_flight in [1, 64, 512] {
            let bare = rate(&folder, |dir| bare(dir, in_flight));
            let submitted = rate(&folder, |dir| submitted(dir, in_flight));
            let threads = rate(&folder, |dir| threads(dir, in_flight));
            println!(
                "{in_flight:>4} in flight: bare {bare:>6.0}/s  submitted {submitted:>6.0}/s ({:.0} %)  threads {threads:>6.0}/s ({:.0} %)",
                submitted / bare * 100.0,
                threads / bare * 100.0,
            );
        }
    }
}

fn rate(folder: &Path, run: impl FnOnce(&Path) -> f64) -> f64 {
    let dir = tempfile::tempdir_in(folder).unwrap();
    Ledger::create(dir.path()).unwrap();
    let ledger = Ledger::open(dir.path(), Access::Shared).unwrap();
    ledger.act(ORGAN, |tx| tx.ensure_table(&table())).unwrap();
    ledger.close().unwrap();
    run(dir.path())
}

fn submitted(dir: &Path, in_flight: u64) -> f64 {
    let ledger = Ledger::open(dir, Access::Shared).unwrap();
    let began = Instant::now();
    let mut number = 0;
    let mut waiting = std::collections::VecDeque::new();
    while began.elapsed() < SPAN {
        while (waiting.len() as u64) < in_flight {
            number += 1;
            let this = number;
            let row = Row::new(this);
            waiting.push_back(ledger.submit(ORGAN, move |tx| act(tx, row)));
        }
        if let Some(oldest) = waiting.pop_front() {
            oldest.wait().unwrap();
        }
    }
    let rate = (number - waiting.len() as u64) as f64 / began.elapsed().as_secs_f64();
    ledger.close().unwrap();
    rate
}

fn threads(dir: &Path, in_flight: u64) -> f64 {
    let ledger = Ledger::open(dir, Access::Shared).unwrap();
    let began = Instant::now();
    let done: u64 = std::thread::scope(|scope| {
        let workers: Vec<_> = (0..in_flight)
            .map(|worker| {
                let ledger = ledger.clone();
                scope.spawn(move || {
                    let mut done = 0;
                    while began.elapsed() < SPAN {
                        let row = Row::new(worker << 32 | done);
                        ledger.act(ORGAN, move |tx| act(tx, row)).unwrap();
                        done += 1;
                    }
                    done
                })
            })
            .collect();
        workers
            .into_iter()
            .map(|worker| worker.join().unwrap())
            .sum()
    });
    let rate = done as f64 / began.elapsed().as_secs_f64();
    ledger.close().unwrap();
    rate
}

fn act(tx: &mut Tx<'_>, row: Row) -> Result<(), LedgerError> {
    tx.append(NewEvent {
        matter: row.matter.clone(),
        procedure: "npc-suggestion".into(),
        matter_version: 1,
        recorded_at: Timestamp::UNIX_EPOCH,
        happened_at: day(),
        actor: "张三".into(),
        recorder: "李四".into(),
        channel: "web".into(),
        command: row.command.clone(),
        rule_digest: row.digest.clone(),
        body: row.body.clone(),
    })?;
    tx.put_record(&table_once(), &row.matter, &row.cells)?;
    tx.put_clocks(&row.matter, &row.clocks)
}

/// The same rows by plain prepared statements, as many a transaction as are in flight.
fn bare(dir: &Path, in_flight: u64) -> f64 {
    let conn = Connection::open(dir.join("andu.db")).unwrap();
    conn.pragma_update(None, "synchronous", "full").unwrap();
    conn.pragma_update(None, "wal_autocheckpoint", 4000)
        .unwrap();
    conn.pragma_update(None, "cache_size", -65_536).unwrap();
    let prepare = |sql| conn.prepare(sql).unwrap();
    let mut bare = Bare {
        event: prepare(EVENT),
        matter: prepare(MATTER),
        record: prepare(RECORD),
        clock: prepare(CLOCK),
    };
    let mut spent = Duration::ZERO;
    let mut number = 0;
    while spent < SPAN {
        let rows: Vec<Row> = (number + 1..=number + in_flight).map(Row::new).collect();
        let began = Instant::now();
        conn.execute_batch("begin immediate").unwrap();
        for row in &rows {
            number += 1;
            bare.insert(number as i64, row).unwrap();
        }
        conn.execute_batch("commit").unwrap();
        spent += began.elapsed();
    }
    number as f64 / spent.as_secs_f64()
}

/// The statements of the bare inserts.
struct Bare<'c> {
    event: Statement<'c>,
    matter: Statement<'c>,
    record: Statement<'c>,
    clock: Statement<'c>,
}

impl Bare<'_> {
    fn insert(&mut self, number: i64, row: &Row) -> rusqlite::Result<()> {
        let happened = day().to_string();
        let (matter, digest) = (&row.matter, &row.digest);
        self.event.execute(params![
            number,
            ORGAN,
            matter,
            "npc-suggestion",
            1,
            0,
            happened,
            "张三",
            "李四",
            "web",
            row.command,
            0,
            digest,
            row.body,
            1,
            digest,
            digest
        ])?;
        self.matter
            .execute(params![ORGAN, matter, "npc-suggestion", digest, number])?;
        let c = &row.cells;
        self.record
            .execute(params![ORGAN, matter, c[0], c[1], c[2], c[3], c[4], c[5]])?;
        for c in &row.clocks {
            self.clock.execute(params![
                ORGAN,
                matter,
                c.clock,
                c.procedure,
                c.start,
                c.state,
                c.due,
                c.stopped,
                c.kept,
                c.consumed,
                c.provisional,
                c.calendar,
                c.unit,
                c.handler
            ])?;
        }
        Ok(())
    }
}

/// The rows of one act.
struct Row {
    matter: String,
    command: String,
    digest: String,
    body: String,
    cells: Vec<Cell>,
    clocks: Vec<ClockRow>,
}

impl Row {
    fn new(number: u64) -> Self {
        // Ids look random, as in the office, so that indexes are met in no order.
        let id = andu_ledger::digest(&number.to_be_bytes());
        let clock = |clock: &str, due: &str| ClockRow {
            procedure: "npc-suggestion".into(),
            clock: clock.into(),
            start: "2025-03-11".into(),
            state: "running".into(),
            due: Some(due.into()),
            stopped: None,
            kept: None,
            consumed: Some(3),
            provisional: false,
            calendar: id.clone(),
            unit: Some("城口县教育委员会".into()),
            handler: Some("王五".into()),
        };
        let set = "关于加快乡镇寄宿制学校建设的建议，请有关部门研究办理并书面答复代表";
        Self {
            matter: id[..32].into(),
            command: id[32..].into(),
            body: format!(
                "{{\"action\":\"register\",\"stage\":\"received\",\"set\":{{\"number\":{number},\"title\":\"{set}\",\
                 \"received_on\":\"2025-03-11\",\"lead_unit\":\"城口县教育委员会\",\"pages\":3,\"remark\":\"{set}{set}\"}}}}"
            ),
            cells: vec![
                Cell::from(format!("2025-{number}")),
                Cell::from(set),
                Cell::from("2025-03-11"),
                Cell::from("城口县教育委员会"),
                Cell::from("received"),
                Cell::from(3),
            ],
            clocks: vec![clock("reply", "2025-06-11"), clock("accept", "2025-03-18")],
            digest: id,
        }
    }
}

fn table() -> TableSpec {
    let column = |name: &str, kind, indexed| ColumnSpec {
        name: name.into(),
        kind,
        indexed,
    };
    TableSpec {
        name: "npc_suggestion".into(),
        list: false,
        columns: vec![
            column("number", ColumnKind::Text, true),
            column("title", ColumnKind::Text, false),
            column("received_on", ColumnKind::Text, true),
            column("lead_unit", ColumnKind::Text, false),
            column("stage", ColumnKind::Text, false),
            column("pages", ColumnKind::Integer, false),
        ],
    }
}

/// The office composes its specifications once, not once an act.
fn table_once() -> std::sync::Arc<TableSpec> {
    static TABLE: std::sync::OnceLock<std::sync::Arc<TableSpec>> = std::sync::OnceLock::new();
    std::sync::Arc::clone(TABLE.get_or_init(|| std::sync::Arc::new(table())))
}

fn day() -> andu_ledger::DateTime {
    andu_ledger::DateTime::constant(2025, 3, 11, 9, 30, 0, 0)
}
