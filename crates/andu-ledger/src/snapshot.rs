//! Reading: every method sees one and the same state of the ledger.

use jiff::Timestamp;
use jiff::civil::DateTime;
use rusqlite::types::ValueRef;
use rusqlite::{Connection, Params, Row, params};

use crate::chain::GENESIS;
use crate::event::{Event, Head};
use crate::rows::{Cell, ClockRow, FileRow, LinkRow, MatterHead, OrganRow, RuleFile};
use crate::{LedgerError, sql};

/// One consistent state of the ledger.
#[derive(Debug)]
pub struct Snapshot<'c> {
    pub(crate) conn: &'c Connection,
}

impl<'c> Snapshot<'c> {
    pub(crate) fn new(conn: &'c Connection) -> Self {
        Self { conn }
    }

    pub(crate) fn one<T>(
        &self,
        sql: &str,
        params: impl Params,
        read: impl FnOnce(&Row<'_>) -> Result<T, LedgerError>,
    ) -> Result<Option<T>, LedgerError> {
        let mut statement = self.conn.prepare_cached(sql)?;
        let mut rows = statement.query(params)?;
        rows.next()?.map(read).transpose()
    }

    pub(crate) fn all<T>(
        &self,
        sql: &str,
        params: impl Params,
        mut read: impl FnMut(&Row<'_>) -> Result<T, LedgerError>,
    ) -> Result<Vec<T>, LedgerError> {
        let mut statement = self.conn.prepare_cached(sql)?;
        let mut rows = statement.query(params)?;
        let mut found = Vec::new();
        while let Some(row) = rows.next()? {
            found.push(read(row)?);
        }
        Ok(found)
    }

    /// The organs that keep a chain here, by id.
    ///
    /// # Errors
    /// Where the database cannot be read, as everywhere in this type.
    pub fn organs(&self) -> Result<Vec<OrganRow>, LedgerError> {
        self.all(sql::ORGAN_LIST, [], organ_row)
    }

    /// One organ.
    ///
    /// # Errors
    /// Where the database cannot be read.
    pub fn organ(&self, id: &str) -> Result<Option<OrganRow>, LedgerError> {
        self.one(sql::ORGAN_ONE, [id], organ_row)
    }

    /// The end of an organ's chain, read off its last event.
    ///
    /// # Errors
    /// Where the database cannot be read.
    pub fn head(&self, organ: &str) -> Result<Head, LedgerError> {
        let last = self.one(sql::EVENT_LAST, [organ], |row| {
            Ok(Head {
                seq: unsigned(row.get(0)?),
                hash: row.get(1)?,
            })
        })?;
        Ok(last.unwrap_or_else(|| Head {
            seq: 0,
            hash: GENESIS.to_string(),
        }))
    }

    /// The events of a matter, in order.
    ///
    /// # Errors
    /// Where the database cannot be read.
    pub fn events(&self, organ: &str, matter: &str) -> Result<Vec<Event>, LedgerError> {
        self.all(sql::EVENT_BY_MATTER, params![organ, matter, 1], event_row)
    }

    /// One event of a chain.
    ///
    /// # Errors
    /// Where the database cannot be read.
    pub fn event(&self, organ: &str, seq: u64) -> Result<Option<Event>, LedgerError> {
        self.one(sql::EVENT_ONE, params![organ, signed(seq)], event_row)
    }

    /// Events of a chain after a place, at most `limit` of them.
    ///
    /// # Errors
    /// Where the database cannot be read.
    pub fn events_after(
        &self,
        organ: &str,
        seq: u64,
        limit: usize,
    ) -> Result<Vec<Event>, LedgerError> {
        self.all(
            sql::EVENT_AFTER,
            params![organ, signed(seq), limited(limit)],
            event_row,
        )
    }

    /// The events of a command.
    ///
    /// # Errors
    /// Where the database cannot be read.
    pub fn command_events(&self, organ: &str, command: &str) -> Result<Vec<Event>, LedgerError> {
        self.all(sql::EVENT_BY_COMMAND, [organ, command], event_row)
    }

    /// The greatest command of an organ; `""` where there is none.
    pub(crate) fn last_command(&self, organ: &str) -> Result<String, LedgerError> {
        let last = self.one(sql::EVENT_LAST_COMMAND, [organ], |row| Ok(row.get(0)?))?;
        Ok(last.unwrap_or_default())
    }

    /// How a matter stands.
    ///
    /// # Errors
    /// Where the database cannot be read.
    pub fn matter_head(
        &self,
        organ: &str,
        matter: &str,
    ) -> Result<Option<MatterHead>, LedgerError> {
        self.one(sql::MATTER_ONE, [organ, matter], |row| matter_row(row, 0))
    }

    /// Matters by id after `after` (`""` for the first page), of one procedure or of all, at most `limit`.
    ///
    /// # Errors
    /// Where the database cannot be read.
    pub fn matters(
        &self,
        organ: &str,
        procedure: Option<&str>,
        after: &str,
        limit: usize,
    ) -> Result<Vec<(String, MatterHead)>, LedgerError> {
        self.all(
            sql::MATTER_PAGE,
            params![organ, after, procedure, limited(limit)],
            |row| Ok((row.get(0)?, matter_row(row, 1)?)),
        )
    }

    /// Clocks with their matters by due date: those due on or before `due_upto` where it is given (a clock without a due
    /// date is then left out), and with `open_only` those that were not stopped.
    ///
    /// # Errors
    /// Where the database cannot be read.
    pub fn clock_rows(
        &self,
        organ: &str,
        due_upto: Option<&str>,
        open_only: bool,
    ) -> Result<Vec<(String, ClockRow)>, LedgerError> {
        let sql = if open_only {
            sql::CLOCK_OPEN
        } else {
            sql::CLOCK_ALL
        };
        self.all(sql, params![organ, due_upto], |row| {
            Ok((row.get(0)?, clock_row(row)?))
        })
    }

    /// The clocks of a matter, by id.
    ///
    /// # Errors
    /// Where the database cannot be read.
    pub fn clocks_of(&self, organ: &str, matter: &str) -> Result<Vec<ClockRow>, LedgerError> {
        self.all(sql::CLOCK_BY_MATTER, [organ, matter], clock_row)
    }

    /// Links from and to a matter.
    ///
    /// # Errors
    /// Where the database cannot be read.
    pub fn links_of(&self, organ: &str, matter: &str) -> Result<Vec<LinkRow>, LedgerError> {
        self.all(sql::LINK_BY_MATTER, [organ, matter], |row| {
            Ok(LinkRow {
                from: row.get(0)?,
                kind: row.get(1)?,
                to: row.get(2)?,
            })
        })
    }

    /// The files of a matter.
    ///
    /// # Errors
    /// Where the database cannot be read.
    pub fn files_of(&self, organ: &str, matter: &str) -> Result<Vec<FileRow>, LedgerError> {
        self.all(sql::FILE_BY_MATTER, [organ, matter], |row| {
            Ok(FileRow {
                id: row.get(0)?,
                kind: row.get(1)?,
                name: row.get(2)?,
                size: unsigned(row.get(3)?),
                digest: row.get(4)?,
            })
        })
    }

    /// A personal value; absent once it was erased.
    ///
    /// # Errors
    /// Where the database cannot be read.
    pub fn personal(&self, organ: &str, id: &str) -> Result<Option<String>, LedgerError> {
        self.one(sql::PERSONAL_ONE, [organ, id], |row| Ok(row.get(0)?))
    }

    /// A rule file by its digest.
    ///
    /// # Errors
    /// Where the database cannot be read.
    pub fn rule_file(&self, digest: &str) -> Result<Option<RuleFile>, LedgerError> {
        self.one(sql::RULE_FILE_ONE, [digest], |row| {
            Ok(RuleFile {
                digest: row.get(0)?,
                path: row.get(1)?,
                layer: row.get(2)?,
                bytes: row.get(3)?,
            })
        })
    }

    /// A setting of an organ.
    ///
    /// # Errors
    /// Where the database cannot be read.
    pub fn setting(&self, organ: &str, name: &str) -> Result<Option<String>, LedgerError> {
        self.one(sql::SETTING_ONE, [organ, name], |row| Ok(row.get(0)?))
    }

    /// Digest of the specification that a projection was made from.
    ///
    /// # Errors
    /// Where the database cannot be read.
    pub fn table_digest(&self, table: &str) -> Result<Option<String>, LedgerError> {
        self.one(sql::PROJECTION_ONE, [table], |row| Ok(row.get(0)?))
    }

    /// Runs one SELECT over the projections and hands each row over.
    ///
    /// # Errors
    /// [`LedgerError::NotAReading`] for a statement that would write; whatever `each` says.
    pub fn select(
        &self,
        sql: &str,
        params: &[Cell],
        each: &mut dyn FnMut(&[Cell]) -> Result<(), LedgerError>,
    ) -> Result<(), LedgerError> {
        let mut statement = self.conn.prepare_cached(sql)?;
        if !statement.readonly() {
            return Err(LedgerError::NotAReading);
        }
        let width = statement.column_count();
        let mut cells = vec![Cell::Null; width];
        let mut rows = statement.query(rusqlite::params_from_iter(params))?;
        while let Some(row) = rows.next()? {
            for (index, cell) in cells.iter_mut().enumerate() {
                *cell = cell_at(row, index)?;
            }
            each(&cells)?;
        }
        Ok(())
    }
}

fn cell_at(row: &Row<'_>, index: usize) -> Result<Cell, LedgerError> {
    match row.get_ref(index)? {
        ValueRef::Null => Ok(Cell::Null),
        ValueRef::Integer(number) => Ok(Cell::Integer(number)),
        ValueRef::Text(bytes) => match std::str::from_utf8(bytes) {
            Ok(text) => Ok(Cell::from(text)),
            Err(_) => Err(unreadable("projection", &(index + 1).to_string(), "")),
        },
        // A projection holds neither, and a figure must not rest on floating point.
        ValueRef::Real(_) | ValueRef::Blob(_) => {
            Err(unreadable("projection", &(index + 1).to_string(), ""))
        }
    }
}

pub(crate) fn unreadable(table: &'static str, column: &str, row: &str) -> LedgerError {
    LedgerError::Unreadable {
        table,
        column: column.to_string(),
        row: row.to_string(),
    }
}

/// Sequence numbers are counted from 1 and never come near the sign.
pub(crate) fn signed(number: u64) -> i64 {
    i64::try_from(number).unwrap_or(i64::MAX)
}

/// A negative number can only be an alteration, and then agrees with nothing.
pub(crate) fn unsigned(number: i64) -> u64 {
    u64::try_from(number).unwrap_or(u64::MAX)
}

fn limited(limit: usize) -> i64 {
    i64::try_from(limit).unwrap_or(i64::MAX)
}

pub(crate) fn small(number: i64) -> u32 {
    u32::try_from(number).unwrap_or(u32::MAX)
}

pub(crate) fn event_row(row: &Row<'_>) -> Result<Event, LedgerError> {
    let seq = unsigned(row.get(0)?);
    let bad = |column: &str| unreadable("event", column, &seq.to_string());
    let happened_at: DateTime = row
        .get_ref(6)?
        .as_str()
        .ok()
        .and_then(|text| text.parse().ok())
        .ok_or_else(|| bad("happened_at"))?;
    let recorded_at = Timestamp::from_millisecond(row.get(5)?).map_err(|_| bad("recorded_at"))?;
    Ok(Event {
        seq,
        organ: row.get(1)?,
        matter: row.get(2)?,
        procedure: row.get(3)?,
        matter_version: small(row.get(4)?),
        recorded_at,
        happened_at,
        actor: row.get(7)?,
        recorder: row.get(8)?,
        channel: row.get(9)?,
        command: row.get(10)?,
        ordinal: small(row.get(11)?),
        rule_digest: row.get(12)?,
        body: row.get(13)?,
        format: small(row.get(14)?),
        prev: row.get(15)?,
        hash: row.get(16)?,
    })
}

fn matter_row(row: &Row<'_>, from: usize) -> Result<MatterHead, LedgerError> {
    Ok(MatterHead {
        procedure: row.get(from)?,
        rule_digest: row.get(from + 1)?,
        version: small(row.get(from + 2)?),
        last_seq: unsigned(row.get(from + 3)?),
    })
}

fn organ_row(row: &Row<'_>) -> Result<OrganRow, LedgerError> {
    let id: String = row.get(0)?;
    let opened_at = Timestamp::from_millisecond(row.get(4)?)
        .map_err(|_| unreadable("organ", "opened_at", &id))?;
    Ok(OrganRow {
        id,
        name: row.get(1)?,
        division: row.get(2)?,
        demonstration: row.get(3)?,
        opened_at,
    })
}

fn clock_row(row: &Row<'_>) -> Result<ClockRow, LedgerError> {
    Ok(ClockRow {
        clock: row.get(1)?,
        procedure: row.get(2)?,
        start: row.get(3)?,
        state: row.get(4)?,
        due: row.get(5)?,
        stopped: row.get(6)?,
        kept: row.get(7)?,
        consumed: row.get(8)?,
        provisional: row.get(9)?,
        calendar: row.get(10)?,
        unit: row.get(11)?,
        handler: row.get(12)?,
    })
}
