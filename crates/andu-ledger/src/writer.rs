//! The one thread that writes: many acts a transaction, each in a savepoint of its own, answered after the commit.

use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::mpsc::{Receiver, SyncSender, TryRecvError};
use std::thread;

use rusqlite::Connection;
use rusqlite::params;

use crate::connection::Place;
use crate::snapshot::{Snapshot, signed};
use crate::table::TableCache;
use crate::tx::{Chains, Tx, Written};
use crate::{ActError, LedgerError, sql};

/// At most so many acts share a transaction.
const BATCH: usize = 512;

/// Turns that the writer gives to callers before it commits a batch that is smaller than the last one.
const TURNS: usize = 2;

/// What the writer is asked.
pub(crate) enum Message {
    /// To carry out an act.
    Act(Box<dyn Job>),
    /// To write the log back into the database file.
    Checkpoint(SyncSender<Result<(), LedgerError>>),
    /// To limit the pages of the database, as a full disk would.
    Limit(u32, SyncSender<Result<(), LedgerError>>),
    /// To end.
    Stop,
}

/// How an act ran.
pub(crate) struct Ran {
    /// Whether what it wrote is kept.
    keep: bool,
    written: Written,
}

/// An act on its way: its closure, then its outcome.
pub(crate) trait Job: Send {
    /// The chain it writes.
    fn organ(&self) -> &str;
    /// Runs the closure.
    fn run(&mut self, tx: Tx<'_>) -> Ran;
    /// Tells the caller, with the error in place of the outcome where there is one.
    fn answer(self: Box<Self>, error: Option<LedgerError>);
}

/// The act of a caller that waits at the other end of a channel.
pub(crate) struct Act<T, E, F> {
    pub(crate) organ: String,
    pub(crate) closure: Option<F>,
    pub(crate) outcome: Option<Result<T, ActError<E>>>,
    pub(crate) reply: SyncSender<Result<T, ActError<E>>>,
}

impl<T, E, F> Job for Act<T, E, F>
where
    T: Send,
    E: Send,
    F: FnOnce(&mut Tx<'_>) -> Result<T, E> + Send,
{
    fn organ(&self) -> &str {
        &self.organ
    }

    fn run(&mut self, mut tx: Tx<'_>) -> Ran {
        let Some(closure) = self.closure.take() else {
            return Ran {
                keep: false,
                written: Written::default(),
            };
        };
        // What the act wrote is taken back, so nothing half-changed is seen afterwards.
        let ended = catch_unwind(AssertUnwindSafe(|| closure(&mut tx)));
        let written = tx.finish(matches!(ended, Ok(Ok(_))));
        let fault = written.fault.clone();
        let outcome = match (ended, fault) {
            (Ok(Ok(value)), None) => Ok(value),
            (Ok(Ok(_)), Some(fault)) => Err(ActError::Ledger(fault)),
            (Ok(Err(refusal)), _) => Err(ActError::Refused(refusal)),
            (Err(panic), _) => {
                let said = panic.downcast_ref::<String>().cloned();
                let said = said.or_else(|| panic.downcast_ref::<&str>().map(ToString::to_string));
                let message = said.unwrap_or_default();
                Err(ActError::Ledger(LedgerError::Panicked { message }))
            }
        };
        let keep = outcome.is_ok();
        self.outcome = Some(outcome);
        Ran { keep, written }
    }

    fn answer(self: Box<Self>, error: Option<LedgerError>) {
        let outcome = match (error, self.outcome) {
            (Some(error), _) => Err(ActError::Ledger(error)),
            (None, Some(outcome)) => outcome,
            (None, None) => Err(ActError::Ledger(LedgerError::Stopped)),
        };
        // A caller that has gone away does not undo what was committed.
        let _ = self.reply.send(outcome);
    }
}

/// The writing connection and what it remembers.
pub(crate) struct Writer {
    conn: Connection,
    place: Place,
    chains: Chains,
    tables: TableCache,
    /// How many acts the last commit answered.
    last_batch: usize,
}

impl Writer {
    pub(crate) fn new(conn: Connection, place: Place) -> Self {
        Self {
            conn,
            place,
            chains: Chains::new(),
            tables: TableCache::default(),
            last_batch: 0,
        }
    }

    /// Serves the queue until it is told to stop or nobody can ask any more.
    pub(crate) fn serve(mut self, queue: &Receiver<Message>) {
        let mut next = queue.recv().ok();
        while let Some(message) = next.take() {
            next = match message {
                Message::Act(job) => self.batch(job, queue),
                Message::Checkpoint(reply) => {
                    let _ = reply.send(self.checkpoint());
                    None
                }
                Message::Limit(pages, reply) => {
                    let limited = self.conn.pragma_update_and_check(
                        None,
                        "max_page_count",
                        pages,
                        |_| Ok(()),
                    );
                    let _ = reply.send(limited.map_err(LedgerError::from));
                    None
                }
                Message::Stop => return,
            };
            if next.is_none() {
                next = queue.recv().ok();
            }
        }
    }

    /// Runs the act and whatever else is waiting, commits, answers. Returns the message that ended the batch.
    fn batch(&mut self, first: Box<dyn Job>, queue: &Receiver<Message>) -> Option<Message> {
        let mut waiting: Vec<Box<dyn Job>> = Vec::with_capacity(64);
        let mut job = first;
        let mut ended_by = None;
        let failure = loop {
            let ran = self.run_one(&mut *job);
            waiting.push(job);
            if let Err(error) = ran {
                break Some(error);
            }
            if waiting.len() >= BATCH {
                break None;
            }
            match self.next_of(queue, waiting.len()) {
                Ok(Message::Act(more)) => job = more,
                Ok(other) => {
                    ended_by = Some(other);
                    break None;
                }
                Err(TryRecvError::Empty | TryRecvError::Disconnected) => break None,
            }
        };
        let failure = failure.or_else(|| self.commit().err());
        if failure.is_some() && !self.conn.is_autocommit() {
            // Nothing more can be done about a rollback that fails: the next `begin` will say so.
            let _ = self.conn.execute_batch("rollback");
        }
        if failure.is_some() {
            self.tables.rolled_back();
        }
        self.tables.altered = false;
        self.chains.clear();
        let failure = failure.map(|error| error.at(self.place.path()));
        self.last_batch = waiting.len();
        for job in waiting {
            job.answer(failure.clone());
        }
        ended_by
    }

    /// What waits next. Callers that the last commit answered are about to ask again: a batch that is smaller than the last one
    /// lets them, since a commit costs more than a turn of theirs.
    fn next_of(&self, queue: &Receiver<Message>, waiting: usize) -> Result<Message, TryRecvError> {
        for _ in 0..TURNS {
            match queue.try_recv() {
                Err(TryRecvError::Empty) if waiting < self.last_batch => thread::yield_now(),
                found => return found,
            }
        }
        queue.try_recv()
    }

    /// Runs one act inside the transaction. An error means that the whole transaction is lost.
    fn run_one(&mut self, job: &mut dyn Job) -> Result<(), LedgerError> {
        // An act that opens the transaction can be undone with it.
        let alone = self.conn.is_autocommit();
        if alone {
            self.statement("begin immediate")?;
        }
        let organ = job.organ().to_string();
        let before = self.chains.get(&organ).cloned();
        let snapshot = Snapshot::new(&self.conn);
        let tx = Tx::new(snapshot, &organ, alone, &mut self.chains, &mut self.tables);
        let Ran { keep, written } = job.run(tx);
        if written.torn || self.conn.is_autocommit() {
            // SQLite gives the transaction up by itself when the disk is full or a page cannot be read.
            return Err(written.fault.unwrap_or(LedgerError::Stopped));
        }
        if keep {
            return if written.savepoint {
                self.statement("release act")
            } else {
                Ok(())
            };
        }
        self.tables.rolled_back();
        if alone {
            self.chains.clear();
            return self.statement("rollback");
        }
        match before {
            Some(end) => self.chains.insert(organ, end),
            None => self.chains.remove(&organ),
        };
        if written.savepoint {
            self.statement("rollback to act")?;
            self.statement("release act")?;
        }
        Ok(())
    }

    fn commit(&mut self) -> Result<(), LedgerError> {
        if self.conn.is_autocommit() {
            return Ok(());
        }
        for (organ, end) in self.chains.iter().filter(|(_, end)| end.moved) {
            let mut put = self.conn.prepare_cached(sql::HEAD_PUT)?;
            put.execute(params![organ, signed(end.seq), end.hash])?;
        }
        self.statement("commit")
    }

    fn checkpoint(&self) -> Result<(), LedgerError> {
        if matches!(self.place, Place::File(_)) {
            self.conn
                .query_row("pragma wal_checkpoint(truncate)", [], |_| Ok(()))?;
        }
        Ok(())
    }

    fn statement(&self, sql: &str) -> Result<(), LedgerError> {
        self.conn.prepare_cached(sql)?.execute([])?;
        Ok(())
    }
}
