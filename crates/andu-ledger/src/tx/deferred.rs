//! Writes that wait for the end of their act.
//!
//! A savepoint copies every page that an act touches, which costs more than the act itself. An act that only writes needs none:
//! its statements wait here and run when the closure has said yes. As soon as it reads what it wrote, or writes something
//! whose answer it needs, the act goes behind a savepoint, what waits runs, and the rest runs at once.

use std::cell::{Cell as Flag, OnceCell, RefCell};
use std::sync::Arc;

use rusqlite::types::{Null, ToSqlOutput};
use rusqlite::{Connection, Params, ToSql, params_from_iter};

use crate::LedgerError;
use crate::rows::Cell;
use crate::table::TableSql;

/// So many statements wait at most: an act that writes more is bulk work, and a savepoint costs it little.
const WAITING: usize = 256;

/// A parameter that outlives the call that gave it.
pub(super) enum Param<'a> {
    Null,
    Integer(i64),
    Borrowed(&'a str),
    Text(String),
    Blob(Vec<u8>),
    Cell(Cell),
}

impl From<Option<String>> for Param<'_> {
    fn from(text: Option<String>) -> Self {
        text.map_or(Self::Null, Self::Text)
    }
}

impl From<Option<i64>> for Param<'_> {
    fn from(number: Option<i64>) -> Self {
        number.map_or(Self::Null, Self::Integer)
    }
}

impl From<&str> for Param<'_> {
    fn from(text: &str) -> Self {
        Self::Text(text.to_string())
    }
}

impl ToSql for Param<'_> {
    fn to_sql(&self) -> rusqlite::Result<ToSqlOutput<'_>> {
        match self {
            Self::Null => Ok(Null.into()),
            Self::Integer(number) => number.to_sql(),
            Self::Borrowed(text) => text.to_sql(),
            Self::Text(text) => text.to_sql(),
            Self::Blob(bytes) => bytes.to_sql(),
            Self::Cell(cell) => cell.to_sql(),
        }
    }
}

/// The text of a statement.
pub(super) enum Sql {
    Named(&'static str),
    Put(Arc<TableSql>),
    Update(Arc<str>),
    Delete(Arc<TableSql>),
}

impl Sql {
    fn text(&self) -> &str {
        match self {
            Self::Named(text) => text,
            Self::Put(table) => &table.put,
            Self::Update(text) => text,
            Self::Delete(table) => &table.delete,
        }
    }
}

/// The writing side of one act.
pub(super) struct Writes<'a> {
    conn: &'a Connection,
    /// Whether the act opened the transaction, and can be undone with it.
    alone: bool,
    waiting: RefCell<Vec<(Sql, Vec<Param<'a>>)>>,
    /// Whether statements run at once.
    direct: Flag<bool>,
    savepoint: Flag<bool>,
    /// The first fault of the storage: after it the act cannot be kept, whatever its closure makes of it.
    fault: OnceCell<LedgerError>,
}

/// How the writes of an act ended.
#[derive(Debug, Default)]
pub(crate) struct Written {
    /// Whether a savepoint stands that has to be released or rolled back to.
    pub(crate) savepoint: bool,
    /// The first fault.
    pub(crate) fault: Option<LedgerError>,
    /// Whether the fault left half an act in the transaction, which then is lost.
    pub(crate) torn: bool,
}

impl<'a> Writes<'a> {
    pub(super) fn new(conn: &'a Connection, alone: bool) -> Self {
        Self {
            conn,
            alone,
            waiting: RefCell::default(),
            direct: Flag::new(false),
            savepoint: Flag::new(false),
            fault: OnceCell::new(),
        }
    }

    /// Writes at the end of the act, or at once where the act is behind its savepoint.
    pub(super) fn later(&self, sql: Sql, params: Vec<Param<'a>>) -> Result<(), LedgerError> {
        if self.direct.get() {
            return self.run(sql.text(), params_from_iter(params)).map(drop);
        }
        let waiting = {
            let mut waiting = self.waiting.borrow_mut();
            waiting.push((sql, params));
            waiting.len()
        };
        if waiting < WAITING {
            Ok(())
        } else {
            self.go_direct()
        }
    }

    /// Writes at once, and says how many rows.
    pub(super) fn now(&self, sql: &str, params: impl Params) -> Result<usize, LedgerError> {
        self.go_direct()?;
        self.run(sql, params)
    }

    /// Makes what was written visible to a reading.
    pub(super) fn settle(&self) -> Result<(), LedgerError> {
        if self.waiting.borrow().is_empty() {
            Ok(())
        } else {
            self.go_direct()
        }
    }

    /// Ends the act: what waits is written where it is to be kept, and forgotten where not.
    pub(super) fn finish(self, keep: bool) -> Written {
        let torn = keep
            && self.fault.get().is_none()
            && self.flush().is_err()
            && !self.alone
            && !self.savepoint.get();
        Written {
            savepoint: self.savepoint.get(),
            fault: self.fault.into_inner(),
            torn,
        }
    }

    /// Remembers a fault that the closure might swallow.
    pub(super) fn note(&self, error: LedgerError) -> LedgerError {
        // Only the first one tells the cause.
        let _ = self.fault.set(error.clone());
        error
    }

    fn go_direct(&self) -> Result<(), LedgerError> {
        if !self.direct.get() {
            if !self.alone {
                self.run("savepoint act", [])?;
                self.savepoint.set(true);
            }
            self.direct.set(true);
        }
        self.flush()
    }

    fn flush(&self) -> Result<(), LedgerError> {
        for (sql, params) in self.waiting.take() {
            self.run(sql.text(), params_from_iter(params))?;
        }
        Ok(())
    }

    fn run(&self, sql: &str, params: impl Params) -> Result<usize, LedgerError> {
        let done = self
            .conn
            .prepare_cached(sql)
            .and_then(|mut statement| statement.execute(params));
        done.map_err(|error| self.note(error.into()))
    }
}
