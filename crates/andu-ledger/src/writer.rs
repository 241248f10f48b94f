//! The one connection that writes: many acts a transaction, each kept whole or not at all, answered after the commit.

use std::cell::Cell;
use std::sync::{Mutex, PoisonError};
use std::thread;

use rusqlite::Connection;

use crate::answer::{Job, Ran, answer_all};
use crate::connection::Place;
use crate::lane::Lane;
use crate::log;
use crate::queue::{Message, Queue};
use crate::snapshot::signed;
use crate::statements::{Sql, Statements};
use crate::table::TableCache;
use crate::tx::{Memory, Tx};
use crate::{LedgerError, sql};

/// At most so many acts share a transaction.
const BATCH: usize = 512;

/// After so many commits a process is one that writes on and on, and its log is worth lengthening.
const LONG_RUN: usize = 16;

/// Where so many acts wait, the scribe writes down what is decided meanwhile: for fewer it is not worth waking.
const MANY: usize = 8;

/// Turns that the writer gives to callers before it commits a batch that is smaller than the last one.
const TURNS: usize = 8;

/// The writing connection and what it remembers.
#[derive(Debug)]
pub(crate) struct Writer {
    lane: Lane,
    place: Place,
    /// Whether a transaction stands.
    begun: bool,
    /// Whether an act of the transaction has written what only the connection knows.
    direct: bool,
    memory: Memory,
    tables: TableCache,
    /// How many acts the last commit answered.
    last_batch: usize,
    commits: usize,
}

impl Writer {
    pub(crate) fn new(conn: Connection, place: Place) -> Self {
        Self {
            lane: Lane::new(conn, place.clone()),
            place,
            begun: false,
            direct: false,
            memory: Memory::default(),
            tables: TableCache::default(),
            last_batch: 0,
            commits: 0,
        }
    }

    /// Takes what waits until nothing does. Says whether it was told to end.
    fn take_all(&mut self, queue: &Queue) -> bool {
        while let Some(message) = queue.next() {
            match message {
                Message::Act(job) => self.batch(job, queue),
                Message::Checkpoint(reply) => {
                    let _ = reply.send(self.checkpoint());
                }
                Message::Limit(pages, reply) => {
                    let conn = self.lane.conn();
                    let limited =
                        conn.pragma_update_and_check(None, "max_page_count", pages, |_| Ok(()));
                    let _ = reply.send(limited.map_err(LedgerError::from));
                }
                Message::Stop => return true,
            }
        }
        false
    }

    /// Runs the act and whatever else is waiting, commits, answers.
    pub(crate) fn batch(&mut self, first: Box<dyn Job>, queue: &Queue) {
        let mut done: Vec<Box<dyn Job>> = Vec::with_capacity(64);
        let mut job = first;
        let failure = loop {
            let ran = self.run_one(&mut *job, queue);
            done.push(job);
            if let Err(error) = ran {
                break Some(error);
            }
            if done.len() >= BATCH {
                break None;
            }
            match self.next_of(queue, done.len()) {
                Some(more) => job = more,
                None => break None,
            }
        };
        let failure = failure.or_else(|| self.commit().err());
        if failure.is_some() {
            self.lane.release();
            let conn = self.lane.conn();
            if !conn.is_autocommit() {
                // Nothing more can be done about a rollback that fails: the next `begin` will say so.
                let _ = conn.execute_batch("rollback");
            }
            self.tables.rolled_back();
            self.memory.forget();
        }
        let failure = failure.map(|error| self.lane.faultless().err().unwrap_or(error));
        self.tables.altered = false;
        self.begun = false;
        let failure = failure.map(|error| error.at(self.place.path()));
        self.last_batch = done.len();
        answer_all(done, failure.as_ref());
    }

    /// What waits next. Callers that the last commit answered are about to ask again: a batch that is smaller than the last one
    /// lets them, since a commit costs more than a turn of theirs.
    fn next_of(&self, queue: &Queue, done: usize) -> Option<Box<dyn Job>> {
        for _ in 0..TURNS {
            match queue.next_act() {
                None if done < self.last_batch => thread::yield_now(),
                found => return found,
            }
        }
        queue.next_act()
    }

    /// Runs one act inside the transaction. An error means that the whole transaction is lost.
    fn run_one(&mut self, job: &mut dyn Job, queue: &Queue) -> Result<(), LedgerError> {
        // An act that opens the transaction can be undone with it.
        let alone = !self.begun;
        if alone {
            self.statement("begin immediate")?;
            self.begun = true;
            self.direct = false;
            self.memory.renew(self.lane.conn())?;
        }
        let organ = job.organ().to_string();
        let before = self.memory.of(&organ).and_then(|known| known.end.clone());
        let (memory, tables) = (&mut self.memory, &mut self.tables);
        let tx = Tx::new(&self.lane, &organ, alone, memory, tables);
        let Ran { keep, written } = acting(|| job.run(tx));
        self.direct |= written.direct;
        if !self.lane.is_lent() {
            self.lane.faultless()?;
            if self.lane.conn().is_autocommit() {
                // SQLite gives the transaction up by itself when the disk is full or a page cannot be read.
                return Err(written.fault.unwrap_or(LedgerError::Stopped));
            }
        }
        if keep {
            if written.savepoint {
                self.statement("release act")?;
            }
            if !self.direct && queue.len() >= MANY {
                self.lane.lend();
            }
            return self.lane.write(written.waiting);
        }
        self.tables.rolled_back();
        self.memory.of_mut(&organ).end = before;
        if alone {
            self.begun = false;
            return self.statement("rollback");
        }
        if written.savepoint {
            self.statement("rollback to act")?;
            self.statement("release act")?;
        }
        Ok(())
    }

    fn commit(&mut self) -> Result<(), LedgerError> {
        if !self.begun {
            return Ok(());
        }
        let mut last = Statements::default();
        for (organ, end) in self.memory.moved() {
            let call = last.call(Sql::Named(sql::HEAD_PUT));
            call.text(organ).integer(signed(end.seq)).text(&*end.hash);
            // Where the commit fails, everything is forgotten.
            end.moved = false;
        }
        last.call(Sql::Named("commit"));
        self.lane.release();
        self.commits += 1;
        if self.commits == LONG_RUN
            && let Place::File(path) = &self.place
        {
            self.lane.conn();
            // The log serves as it is where there is no room to lengthen it.
            let _ = log::lengthen(path);
        }
        if !self.lane.is_lent() {
            self.lane.faultless()?;
        }
        self.lane.write(last)?;
        // The scribe commits meanwhile, where there is one.
        self.memory.make_room();
        self.lane.conn();
        self.lane.faultless()
    }

    fn checkpoint(&self) -> Result<(), LedgerError> {
        if matches!(self.place, Place::File(_)) {
            let conn = self.lane.conn();
            conn.query_row("pragma wal_checkpoint(truncate)", [], |_| Ok(()))?;
        }
        Ok(())
    }

    fn statement(&self, sql: &str) -> Result<(), LedgerError> {
        self.lane.conn().prepare_cached(sql)?.execute([])?;
        Ok(())
    }
}

/// The writer, and the lock that whoever carries out acts holds.
#[derive(Debug)]
pub(crate) struct Shared {
    writer: Mutex<Writer>,
    pub(crate) queue: Queue,
}

impl Shared {
    pub(crate) fn new(writer: Writer) -> Self {
        Self {
            writer: Mutex::new(writer),
            queue: Queue::default(),
        }
    }

    /// The life of the writer's thread: it takes up what no caller does, until it is told to end.
    pub(crate) fn serve(&self) {
        loop {
            self.queue.sleep();
            let mut writer = self.writer.lock().unwrap_or_else(PoisonError::into_inner);
            if writer.take_all(&self.queue) {
                return;
            }
        }
    }

    /// Carries the act out on this thread where nobody else is writing, or leaves it to whoever is.
    pub(crate) fn act(&self, job: Box<dyn Job>) {
        let Ok(mut writer) = self.writer.try_lock() else {
            return self.queue.push(Message::Act(job));
        };
        if !self.queue.lead() {
            drop(writer);
            return self.queue.push(Message::Act(job));
        }
        writer.batch(job, &self.queue);
        drop(writer);
        self.queue.leave();
    }

    /// Carries out on this thread what waits, where nobody else does.
    pub(crate) fn help(&self) {
        let Ok(mut writer) = self.writer.try_lock() else {
            return;
        };
        self.queue.take_over();
        while let Some(job) = self.queue.next_act() {
            writer.batch(job, &self.queue);
        }
        drop(writer);
        self.queue.leave();
    }
}

thread_local! {
    static ACTING: Cell<bool> = const { Cell::new(false) };
}

/// Whether this thread is inside an act.
pub(crate) fn is_acting() -> bool {
    ACTING.get()
}

fn acting<T>(run: impl FnOnce() -> T) -> T {
    ACTING.set(true);
    let ran = run();
    ACTING.set(false);
    ran
}
