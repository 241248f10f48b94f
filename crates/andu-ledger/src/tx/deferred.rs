//! Writes that wait for the end of their act.
//!
//! A savepoint copies every page that an act touches, which costs more than the act itself. An act that only writes needs none:
//! its statements wait here and run when the closure has said yes. As soon as it reads what it wrote, or writes something
//! whose answer it needs, the act goes behind a savepoint, what waits runs, and the rest runs at once.

use std::cell::{Cell as Flag, OnceCell, RefCell};

use rusqlite::Params;

use crate::LedgerError;
use crate::lane::Lane;
use crate::statements::{Call, Sql, Statements};

/// So many statements wait at most: an act that writes more is bulk work, and a savepoint costs it little.
const WAITING: usize = 256;

/// The writing side of one act.
pub(super) struct Writes<'a> {
    lane: &'a Lane,
    /// Whether the act opened the transaction, and can be undone with it.
    alone: bool,
    waiting: RefCell<Statements>,
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
    /// Whether statements ran at once: then only the connection itself knows all that the transaction has changed.
    pub(crate) direct: bool,
    /// The first fault.
    pub(crate) fault: Option<LedgerError>,
    /// What is still to be carried out where the act is kept.
    pub(crate) waiting: Statements,
}

impl<'a> Writes<'a> {
    pub(super) fn new(lane: &'a Lane, alone: bool) -> Self {
        Self {
            lane,
            alone,
            waiting: RefCell::new(lane.blank()),
            direct: Flag::new(false),
            savepoint: Flag::new(false),
            fault: OnceCell::new(),
        }
    }

    /// Writes at the end of the act, or at once where the act is behind its savepoint.
    pub(super) fn later(&self, sql: Sql, values: impl FnOnce(Call<'_>)) -> Result<(), LedgerError> {
        let waiting = {
            let mut waiting = self.waiting.borrow_mut();
            values(waiting.call(sql));
            waiting.len()
        };
        if self.direct.get() {
            self.flush()
        } else if waiting < WAITING {
            Ok(())
        } else {
            self.go_direct()
        }
    }

    /// Writes at once.
    pub(super) fn at_once(
        &self,
        sql: Sql,
        values: impl FnOnce(Call<'_>),
    ) -> Result<(), LedgerError> {
        self.go_direct()?;
        self.later(sql, values)
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

    /// Ends the act: what waits is handed over where it is to be kept, and forgotten where not.
    pub(super) fn finish(self, keep: bool) -> Written {
        let mut waiting = self.waiting.into_inner();
        if !keep || self.fault.get().is_some() {
            waiting.clear();
        }
        Written {
            savepoint: self.savepoint.get(),
            direct: self.direct.get(),
            fault: self.fault.into_inner(),
            waiting,
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
        let mut waiting = self.waiting.borrow_mut();
        let done = waiting.run(self.lane.conn());
        waiting.clear();
        done.map_err(|error| self.note(error))
    }

    fn run(&self, sql: &str, params: impl Params) -> Result<usize, LedgerError> {
        let done = self
            .lane
            .conn()
            .prepare_cached(sql)
            .and_then(|mut statement| statement.execute(params));
        done.map_err(|error| self.note(error.into()))
    }
}
