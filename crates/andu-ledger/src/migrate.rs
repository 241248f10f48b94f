//! Migrations: numbered files, each applied once in a transaction of its own, with the SM3 of its text.

use std::path::Path;

use rusqlite::{Connection, params};

use crate::chain::digest;
use crate::{LedgerError, sql};

struct Migration {
    number: i64,
    name: &'static str,
    text: &'static str,
}

/// A shipped migration is never edited; a change is a new one.
const MIGRATIONS: &[Migration] = &[
    Migration {
        number: 1,
        name: "ledger",
        text: include_str!("../migrations/sqlite/0001_ledger.sql"),
    },
    Migration {
        number: 2,
        name: "matter",
        text: include_str!("../migrations/sqlite/0002_matter.sql"),
    },
];

/// Marks the file as ours: "ANDU".
pub(crate) const APPLICATION_ID: i64 = 0x414e_4455;

/// Whether the file is a ledger of a version that this program knows.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Schema {
    Current,
    Behind,
}

/// Looks at the file without changing it.
pub(crate) fn inspect(conn: &Connection, path: &Path) -> Result<Schema, LedgerError> {
    let id: i64 = conn.query_row("pragma application_id", [], |row| row.get(0))?;
    if id != APPLICATION_ID {
        let path = path.to_path_buf();
        return Err(LedgerError::NotALedger { path });
    }
    let known = MIGRATIONS.last().map_or(0, |migration| migration.number);
    let mut list = conn.prepare(sql::SCHEMA_MIGRATION_LIST)?;
    let mut rows = list.query([])?;
    let mut applied = 0;
    while let Some(row) = rows.next()? {
        let number: i64 = row.get(0)?;
        let found: String = row.get(2)?;
        match MIGRATIONS
            .iter()
            .find(|migration| migration.number == number)
        {
            Some(migration) if digest(migration.text.as_bytes()) == found => {}
            Some(_) => {
                let path = path.to_path_buf();
                return Err(LedgerError::MigrationAltered { path, number });
            }
            None => {
                let path = path.to_path_buf();
                return Err(LedgerError::Newer {
                    path,
                    found: number,
                    known,
                });
            }
        }
        applied = number;
    }
    Ok(if applied == known {
        Schema::Current
    } else {
        Schema::Behind
    })
}

/// Makes an empty database a ledger.
pub(crate) fn found(conn: &Connection) -> Result<(), LedgerError> {
    conn.pragma_update(None, "application_id", APPLICATION_ID)?;
    conn.execute_batch(sql::SCHEMA_MIGRATION_CREATE)?;
    apply(conn)
}

/// Applies what is missing.
pub(crate) fn apply(conn: &Connection) -> Result<(), LedgerError> {
    for migration in MIGRATIONS {
        conn.execute_batch("begin exclusive")?;
        let done = apply_one(conn, migration);
        let end = if done.is_ok() { "commit" } else { "rollback" };
        conn.execute_batch(end)?;
        done?;
    }
    guard(conn)
}

/// Puts the append-only triggers back where they are missing.
pub(crate) fn guard(conn: &Connection) -> Result<(), LedgerError> {
    let present: i64 = conn.query_row(sql::TRIGGER_COUNT, [], |row| row.get(0))?;
    if present < 2 {
        conn.execute_batch(sql::TRIGGERS)?;
    }
    Ok(())
}

fn apply_one(conn: &Connection, migration: &Migration) -> Result<(), LedgerError> {
    let applied: bool = conn.query_row(
        "select exists (select 1 from schema_migration where number = ?1)",
        [migration.number],
        |row| row.get(0),
    )?;
    if applied {
        return Ok(());
    }
    conn.execute_batch(migration.text)?;
    let digest = digest(migration.text.as_bytes());
    conn.execute(
        sql::SCHEMA_MIGRATION_INSERT,
        params![migration.number, migration.name, digest],
    )?;
    Ok(())
}
