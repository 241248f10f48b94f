//! What the disk and SQLite allow at most: bare commits, and bare inserts of rows that are ready.

use std::{
    path::Path,
    time::{Duration, Instant},
};

use anyhow::{Context, Result};
use rusqlite::{Connection, types::Value};

/// About as many bytes as an event of one act.
const EVENT_BYTES: usize = 600;

/// Opens a database as durable as the ledger's, with its cache and its checkpoints.
fn durable(path: &Path) -> Result<Connection> {
    let connection = Connection::open(path)?;
    connection.pragma_update(None, "journal_mode", "wal")?;
    connection.pragma_update(None, "synchronous", "full")?;
    connection.pragma_update(None, "wal_autocheckpoint", 1000)?;
    connection.pragma_update(None, "cache_size", -32_768)?;
    Ok(connection)
}

/// Time for `commits` transactions one after another, each with what no casework can do without: an event that names the one before,
/// and the row of its case brought up to date.
pub fn bare_commits(path: &Path, commits: usize, a_case: usize) -> Result<Duration> {
    let connection = durable(path)?;
    connection.execute_batch(
        "create table event (seq integer primary key, body text not null, prev text not null, hash text not null);
         create table state (case_id integer primary key, step integer not null, body text not null)",
    )?;
    let body = "案".repeat(EVENT_BYTES / "案".len());
    let mut event =
        connection.prepare("insert into event (seq, body, prev, hash) values (?1, ?2, ?3, ?4)")?;
    let mut state = connection.prepare(
        "insert into state (case_id, step, body) values (?1, ?2, ?3)
         on conflict (case_id) do update set step = excluded.step, body = excluded.body",
    )?;
    let mut prev = String::new();
    let begin = Instant::now();
    for seq in 0..commits {
        let hash = andu_ledger::digest(format!("{prev}{body}").as_bytes());
        connection.execute_batch("begin immediate")?;
        event.execute((i64::try_from(seq)?, &body, &prev, &hash))?;
        state.execute((
            i64::try_from(seq / a_case)?,
            i64::try_from(seq % a_case)?,
            &body,
        ))?;
        connection.execute_batch("commit")?;
        prev = hash;
    }
    Ok(begin.elapsed())
}

/// One table of a database: how to make it, and its rows.
struct Table {
    insert: String,
    rows: Vec<Vec<Value>>,
}

/// All rows that acts left behind, read into memory with the schema that they need.
pub struct FinalRows {
    schema: Vec<String>,
    tables: Vec<Table>,
    /// Rows of table `event`.
    pub events: usize,
}

impl FinalRows {
    /// Reads a ledger. Indexes are part of what a row costs, so they are taken over; triggers that guard the chain are not.
    pub fn read(ledger: &Path) -> Result<FinalRows> {
        let connection = Connection::open(ledger)?;
        let mut statement = connection.prepare(
            "select type, name, sql from sqlite_schema
             where sql is not null and type in ('table', 'index') and name not like 'sqlite_%'
             order by type desc",
        )?;
        let objects = statement
            .query_map([], |row| Ok((row.get(0)?, row.get(1)?, row.get(2)?)))?
            .collect::<rusqlite::Result<Vec<(String, String, String)>>>()?;
        let mut rows = FinalRows {
            schema: Vec::new(),
            tables: Vec::new(),
            events: 0,
        };
        for (kind, name, sql) in objects {
            rows.schema.push(sql);
            if kind == "table" {
                let table = table(&connection, &name)?;
                if name == "event" {
                    rows.events = table.rows.len();
                }
                rows.tables.push(table);
            }
        }
        Ok(rows)
    }

    /// Time to insert them all with prepared statements, the rows of `acts` events a transaction. Rows of the other tables are spread
    /// evenly over the transactions, as the acts spread them.
    pub fn insert(&self, path: &Path, acts: usize) -> Result<Duration> {
        let connection = durable(path)?;
        for sql in &self.schema {
            connection.execute_batch(sql).with_context(|| sql.clone())?;
        }
        let mut inserts = Vec::new();
        for table in &self.tables {
            inserts.push((connection.prepare(&table.insert)?, &table.rows));
        }
        let transactions = self.events.div_ceil(acts).max(1);
        let begin = Instant::now();
        for transaction in 0..transactions {
            connection.execute_batch("begin immediate")?;
            for (insert, rows) in &mut inserts {
                let share = |part: usize| rows.len() * part / transactions;
                for row in &rows[share(transaction)..share(transaction + 1)] {
                    insert.execute(rusqlite::params_from_iter(row))?;
                }
            }
            connection.execute_batch("commit")?;
        }
        Ok(begin.elapsed())
    }
}

fn table(connection: &Connection, name: &str) -> Result<Table> {
    let mut select = connection.prepare(&format!("select * from \"{name}\" order by 1"))?;
    let columns = select.column_count();
    let rows = select
        .query_map([], |row| {
            (0..columns).map(|column| row.get(column)).collect()
        })?
        .collect::<rusqlite::Result<Vec<Vec<Value>>>>()?;
    let places: Vec<String> = (1..=columns).map(|place| format!("?{place}")).collect();
    Ok(Table {
        insert: format!("insert into \"{name}\" values ({})", places.join(", ")),
        rows,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn final_rows_arrive_whole() {
        let folder = tempfile::tempdir().unwrap();
        let ledger = folder.path().join("ledger.db");
        let connection = durable(&ledger).unwrap();
        connection
            .execute_batch(
                "create table event (seq integer primary key, body text);
                 create table clock (matter text, due text);
                 create index clock_due on clock (due);
                 insert into event (body) values ('a'), ('b'), ('c');
                 insert into clock values ('m', '2025-03-01'), ('n', '2025-03-02');",
            )
            .unwrap();
        let rows = FinalRows::read(&ledger).unwrap();
        assert_eq!(rows.events, 3);
        let copy = folder.path().join("copy.db");
        rows.insert(&copy, 2).unwrap();
        let again = FinalRows::read(&copy).unwrap();
        assert_eq!(again.schema, rows.schema);
        for (before, after) in rows.tables.iter().zip(&again.tables) {
            assert_eq!(before.rows, after.rows);
        }
    }
}
