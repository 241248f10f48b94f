//! The connection that writes: here, or lent to the scribe.
//!
//! Where many acts wait, one core decides them and another writes their rows down: the connection is lent to a thread of its own, the
//! scribe, which carries out the statements of one act while the next one is decided. Whatever an act has to read of what the
//! transaction has already changed calls the connection back first; the rest is read from the state before the transaction, through
//! a connection that cannot write.

use std::cell::{OnceCell, RefCell};
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::mpsc::{Receiver, Sender, TryRecvError, channel};
use std::thread;
use std::time::{Duration, Instant};

use rusqlite::Connection;

use crate::LedgerError;
use crate::connection::Place;
use crate::statements::Statements;

/// So long one looks for what the other is about to send before one goes to sleep: to be woken costs more than an act.
const AWAKE: Duration = Duration::from_millis(2);

/// So many sheets are kept for the next acts.
const BLANKS: usize = 512;

/// A sheet of more bytes is not kept: few acts need one.
const BLANK_BYTES: usize = 1 << 16;

/// The connection that writes, wherever it is.
#[derive(Debug)]
pub(crate) struct Lane {
    /// Reads what stood before the transaction while the connection is lent. The first to close, so that the other can empty the log.
    before: Option<Connection>,
    here: OnceCell<Connection>,
    scribe: Option<Scribe>,
    /// Sheets that were written off, for the next acts: an act that takes one over has no need of new memory.
    blanks: RefCell<Vec<Statements>>,
    /// What went wrong while it was lent.
    fault: RefCell<Option<LedgerError>>,
    place: Place,
    /// Whether it may be lent at all.
    lendable: bool,
}

#[derive(Debug)]
struct Scribe {
    tasks: Sender<Task>,
    back: Receiver<Lent>,
}

/// The connection with the scribe, and what he gives back with it.
#[derive(Debug)]
struct Lent {
    conn: Connection,
    fault: Option<LedgerError>,
    done: Vec<Statements>,
}

enum Task {
    Take(Connection),
    Write(Statements),
    GiveBack,
}

impl Lane {
    pub(crate) fn new(conn: Connection, place: Place) -> Self {
        let cores = thread::available_parallelism().is_ok_and(|cores| cores.get() > 1);
        Self {
            before: None,
            here: OnceCell::from(conn),
            scribe: None,
            blanks: RefCell::default(),
            fault: RefCell::default(),
            // A database in memory locks its readers out where a file does not.
            lendable: cores && matches!(place, Place::File(_)),
            place,
        }
    }

    /// The connection, called back where it is lent: whatever was handed over has then been carried out.
    pub(crate) fn conn(&self) -> &Connection {
        self.here.get_or_init(|| {
            let scribe = self.scribe.as_ref().expect("lent to somebody");
            let asked = scribe.tasks.send(Task::GiveBack);
            let given = asked.ok().and_then(|()| next(&scribe.back));
            let lent = given.expect("the scribe lives as long as its tasks can be sent");
            if lent.fault.is_some() {
                self.fault.replace(lent.fault);
            }
            lent.done.into_iter().for_each(|done| self.take_back(done));
            lent.conn
        })
    }

    /// Whether the connection is lent.
    pub(crate) fn is_lent(&self) -> bool {
        self.here.get().is_none()
    }

    /// What reads the state before the transaction, where the connection is lent.
    pub(crate) fn before(&self) -> Option<&Connection> {
        self.before.as_ref().filter(|_| self.is_lent())
    }

    /// Tells once what went wrong while the connection was lent: its transaction is lost.
    pub(crate) fn faultless(&self) -> Result<(), LedgerError> {
        self.fault.take().map_or(Ok(()), Err)
    }

    /// Lends the connection to the scribe, or leaves it here where there is no use in it or no means.
    pub(crate) fn lend(&mut self) {
        if !self.lendable || self.is_lent() {
            return;
        }
        if self.scribe.is_none() {
            self.scribe = Scribe::start();
        }
        if self.before.is_none() {
            self.before = self.place.reader().ok();
        }
        let (Some(scribe), Some(before)) = (&self.scribe, &self.before) else {
            self.lendable = false;
            return;
        };
        // One transaction for all readings, or each would lock and unlock.
        if before.is_autocommit() && before.execute_batch("begin").is_err() {
            return;
        }
        if let Some(conn) = self.here.take()
            && let Err(unsent) = scribe.tasks.send(Task::Take(conn))
            && let Task::Take(conn) = unsent.0
        {
            self.here = OnceCell::from(conn);
            self.lendable = false;
        }
    }

    /// Carries statements out, or has them carried out.
    pub(crate) fn write(&self, statements: Statements) -> Result<(), LedgerError> {
        match (&self.scribe, self.is_lent()) {
            (Some(scribe), true) => {
                let sent = scribe.tasks.send(Task::Write(statements));
                sent.map_err(|_| LedgerError::Stopped)
            }
            _ => {
                let done = statements.run(self.conn());
                self.take_back(statements);
                done
            }
        }
    }

    /// A sheet for the statements of an act.
    pub(crate) fn blank(&self) -> Statements {
        self.blanks.borrow_mut().pop().unwrap_or_default()
    }

    fn take_back(&self, mut statements: Statements) {
        let mut blanks = self.blanks.borrow_mut();
        if blanks.len() < BLANKS && statements.size() < BLANK_BYTES {
            statements.clear();
            blanks.push(statements);
        }
    }

    /// Lets go of the state before the transaction, which its end would otherwise have to keep.
    pub(crate) fn release(&self) {
        if let Some(before) = &self.before
            && !before.is_autocommit()
        {
            // A reading that cannot end ends with its connection.
            let _ = before.execute_batch("rollback");
        }
    }
}

impl Scribe {
    fn start() -> Option<Self> {
        let (tasks, taken) = channel();
        let (given, back) = channel();
        let thread = thread::Builder::new().name("ledger-scribe".into());
        // It ends with the sender of its tasks.
        thread.spawn(move || serve(&taken, &given)).ok()?;
        Some(Self { tasks, back })
    }
}

fn serve(tasks: &Receiver<Task>, given: &Sender<Lent>) {
    let mut held: Option<Lent> = None;
    while let Some(task) = next(tasks) {
        match (task, &mut held) {
            (Task::Take(conn), _) => {
                let (fault, done) = (None, Vec::with_capacity(BLANKS));
                held = Some(Lent { conn, fault, done });
            }
            (Task::Write(statements), Some(lent)) => {
                if lent.fault.is_none() {
                    lent.fault = carry_out(&statements, &lent.conn).err();
                }
                lent.done.push(statements);
            }
            (Task::GiveBack, _) => {
                if let Some(lent) = held.take()
                    && given.send(lent).is_err()
                {
                    return;
                }
            }
            (Task::Write(_), None) => {}
        }
    }
}

/// A connection that is lent comes back whatever happens.
fn carry_out(statements: &Statements, conn: &Connection) -> Result<(), LedgerError> {
    catch_unwind(AssertUnwindSafe(|| statements.run(conn))).unwrap_or_else(|_| {
        Err(LedgerError::Panicked {
            message: String::new(),
        })
    })
}

fn next<T>(tasks: &Receiver<T>) -> Option<T> {
    let begin = Instant::now();
    while begin.elapsed() < AWAKE {
        match tasks.try_recv() {
            Ok(task) => return Some(task),
            Err(TryRecvError::Empty) => thread::yield_now(),
            Err(TryRecvError::Disconnected) => return None,
        }
    }
    tasks.recv().ok()
}
