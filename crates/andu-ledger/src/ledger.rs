//! The handle that everybody holds.

use std::fs;
use std::path::Path;
use std::sync::mpsc::{SyncSender, sync_channel};
use std::sync::{Arc, Mutex, PoisonError};
use std::thread::{self, JoinHandle};
use std::time::Duration;

use jiff::Timestamp;
use rusqlite::Connection;

use crate::answer::{Act, Slot};
use crate::chain::salted;
use crate::connection::Place;
use crate::files::FileStore;
use crate::lock::{Access, FolderLock, LOCK_WAIT};
use crate::migrate::{self, Schema};
use crate::queue::Message;
use crate::rows::StoredFile;
use crate::snapshot::Snapshot;
use crate::tx::Tx;
use crate::verify::{self, OrganReport};
use crate::writer::{Shared, Writer, is_acting};
use crate::{ActError, LedgerError, sql};

/// The ledger of an office. A clone is another handle on the same one.
#[derive(Debug, Clone)]
pub struct Ledger {
    inner: Arc<Inner>,
}

#[derive(Debug)]
struct Inner {
    place: Place,
    shared: Arc<Shared>,
    thread: Mutex<Option<JoinHandle<()>>>,
    readers: Mutex<Vec<Connection>>,
    files: FileStore,
    _lock: Option<FolderLock>,
}

/// So many idle connections are kept for reading.
const IDLE_READERS: usize = 8;

/// An act that was handed in and not yet answered.
#[must_use]
pub struct Pending<T, E> {
    slot: Arc<Slot<T, E>>,
    inner: Arc<Inner>,
}

impl<T, E> std::fmt::Debug for Pending<T, E> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Pending").finish_non_exhaustive()
    }
}

impl<T, E> Pending<T, E> {
    /// Waits until the act is durable, or is known not to be kept.
    ///
    /// # Errors
    /// As [`Ledger::act`].
    pub fn wait(self) -> Result<T, ActError<E>> {
        if is_acting() {
            return Err(ActError::Ledger(LedgerError::Nested));
        }
        if !self.slot.is_answered() {
            self.inner.shared.help();
        }
        self.slot.wait()
    }
}

impl<T, E> Drop for Pending<T, E> {
    fn drop(&mut self) {
        if !self.slot.is_answered() {
            self.inner.shared.queue.wake();
        }
    }
}

impl Ledger {
    /// Makes a new ledger in a folder: `andu.db` and `files/`. It appears whole or not at all.
    ///
    /// # Errors
    /// [`LedgerError::FolderTaken`] where one stands; [`LedgerError::ReadOnly`], [`LedgerError::DiskFull`].
    pub fn create(dir: &Path) -> Result<Self, LedgerError> {
        let files = dir.join("files");
        fs::create_dir_all(&files).map_err(|error| LedgerError::io(&files, error))?;
        let lock = FolderLock::acquire(dir, Access::Exclusive, LOCK_WAIT)?;
        let path = dir.join("andu.db");
        if path.exists() {
            return Err(LedgerError::FolderTaken {
                dir: dir.to_path_buf(),
            });
        }
        let draft = dir.join("andu.db.new");
        let io = |error| LedgerError::io(&draft, error);
        if draft.exists() {
            fs::remove_file(&draft).map_err(io)?;
        }
        let conn = Connection::open(&draft).map_err(|error| LedgerError::from(error).at(&draft))?;
        let made = conn
            .pragma_update(None, "synchronous", "full")
            .map_err(LedgerError::from);
        made.and_then(|()| migrate::found(&conn))
            .map_err(|error| error.at(&draft))?;
        drop(conn);
        fs::rename(&draft, &path).map_err(io)?;
        fs::File::open(dir)
            .and_then(|folder| folder.sync_all())
            .map_err(io)?;
        drop(lock);
        Self::open(dir, Access::Shared)
    }

    /// Opens the ledger of a folder; waits up to [`LOCK_WAIT`] for other programs.
    ///
    /// # Errors
    /// [`LedgerError::FolderMissing`], [`LedgerError::NotALedger`], [`LedgerError::Newer`], [`LedgerError::Locked`],
    /// [`LedgerError::Corrupt`], [`LedgerError::ReadOnly`].
    pub fn open(dir: &Path, access: Access) -> Result<Self, LedgerError> {
        Self::open_within(dir, access, LOCK_WAIT)
    }

    /// As [`Ledger::open`], with a wait of one's own.
    ///
    /// # Errors
    /// As [`Ledger::open`].
    pub fn open_within(dir: &Path, access: Access, wait: Duration) -> Result<Self, LedgerError> {
        if !dir.is_dir() {
            return Err(LedgerError::FolderMissing {
                dir: dir.to_path_buf(),
            });
        }
        let path = dir.join("andu.db");
        match fs::metadata(&path) {
            Ok(data) if data.len() == 0 => {
                return Err(LedgerError::Corrupt {
                    place: path.display().to_string(),
                });
            }
            Ok(_) => {}
            Err(_) => return Err(LedgerError::NotALedger { path }),
        }
        let mut lock = FolderLock::acquire(dir, access, wait)?;
        let place = Place::File(path.clone());
        let schema = inspect(&place)?;
        if schema == Schema::Behind {
            if access == Access::Shared {
                drop(lock);
                lock = FolderLock::acquire(dir, Access::Exclusive, wait)?;
            }
            migrate::apply(&place.writer()?).map_err(|error| error.at(&path))?;
            if access == Access::Shared {
                drop(lock);
                lock = FolderLock::acquire(dir, Access::Shared, wait)?;
            }
        }
        let conn = place.writer().map_err(|error| error.at(&path))?;
        let files = dir.join("files");
        fs::create_dir_all(&files).map_err(|error| LedgerError::io(&files, error))?;
        Self::start(place, conn, FileStore::Folder(files), Some(lock))
    }

    /// A ledger in the memory of this process, gone with its last handle: for tests and for recomputing a sealed report.
    ///
    /// # Errors
    /// [`LedgerError::NoRandomness`] for its name.
    pub fn in_memory() -> Result<Self, LedgerError> {
        let place = Place::memory()?;
        let conn = place.writer()?;
        migrate::found(&conn)?;
        Self::start(place, conn, FileStore::Memory(Mutex::default()), None)
    }

    fn start(
        place: Place,
        conn: Connection,
        files: FileStore,
        lock: Option<FolderLock>,
    ) -> Result<Self, LedgerError> {
        migrate::guard(&conn).map_err(|error| error.at(place.path()))?;
        let shared = Arc::new(Shared::new(Writer::new(conn, place.clone())));
        let served = Arc::clone(&shared);
        let thread = thread::Builder::new()
            .name("ledger-writer".into())
            .spawn(move || served.serve())
            .map_err(|error| LedgerError::io(place.path(), error))?;
        let thread = Mutex::new(Some(thread));
        let readers = Mutex::default();
        let inner = Inner {
            place,
            shared,
            thread,
            readers,
            files,
            _lock: lock,
        };
        Ok(Self {
            inner: Arc::new(inner),
        })
    }

    /// Carries out one act on an organ's chain: all of what the closure writes, or nothing. Many acts share a commit; this
    /// returns when it is durable. Others' acts wait for the closure, so it computes and does not wait itself.
    ///
    /// # Errors
    /// [`ActError::Refused`] with what the closure returned; [`ActError::Ledger`] where the storage could not keep it,
    /// where the closure panicked, or where it was called inside another act.
    pub fn act<T, E>(
        &self,
        organ: &str,
        f: impl FnOnce(&mut Tx<'_>) -> Result<T, E> + Send + 'static,
    ) -> Result<T, ActError<E>>
    where
        T: Send + 'static,
        E: Send + 'static,
    {
        if is_acting() {
            return Err(ActError::Ledger(LedgerError::Nested));
        }
        let slot = Slot::new();
        let act = Act::new(organ, f, Arc::clone(&slot));
        self.inner.shared.act(Box::new(act));
        slot.wait()
    }

    /// Hands in an act without waiting for it, for callers that keep many under way.
    ///
    /// It is carried out with whatever acts come next, at the latest when somebody waits for it or its [`Pending`] is dropped: a
    /// caller that hands in many and then waits carries them all out on its own thread, in one transaction.
    pub fn submit<T, E>(
        &self,
        organ: &str,
        f: impl FnOnce(&mut Tx<'_>) -> Result<T, E> + Send + 'static,
    ) -> Pending<T, E>
    where
        T: Send + 'static,
        E: Send + 'static,
    {
        let slot = Slot::new();
        let act = Act::new(organ, f, Arc::clone(&slot));
        self.inner
            .shared
            .queue
            .push_quietly(Message::Act(Box::new(act)));
        Pending {
            slot,
            inner: Arc::clone(&self.inner),
        }
    }

    /// Reads one consistent state on a connection of its own; acts go on meanwhile.
    ///
    /// # Errors
    /// Whatever the closure returns, or where the database cannot be opened.
    pub fn read<T>(
        &self,
        f: impl FnOnce(&Snapshot<'_>) -> Result<T, LedgerError>,
    ) -> Result<T, LedgerError> {
        let path = self.inner.place.path();
        let idle = self.readers().pop();
        let conn = match idle {
            Some(conn) => conn,
            None => self.inner.place.reader()?,
        };
        conn.execute_batch("begin")
            .map_err(|error| LedgerError::from(error).at(path))?;
        let found = f(&Snapshot::new(&conn)).map_err(|error| error.at(path));
        if conn.execute_batch("rollback").is_ok() {
            let mut readers = self.readers();
            if readers.len() < IDLE_READERS {
                readers.push(conn);
            }
        }
        found
    }

    fn readers(&self) -> std::sync::MutexGuard<'_, Vec<Connection>> {
        self.inner
            .readers
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
    }

    /// Writes an attachment under a random id. It is durable when this returns, and belongs to nothing until an act
    /// attaches it with [`Tx::put_file`].
    ///
    /// # Errors
    /// [`LedgerError::DiskFull`], [`LedgerError::ReadOnly`], [`LedgerError::Io`].
    pub fn store_file(&self, bytes: &[u8]) -> Result<StoredFile, LedgerError> {
        self.inner.files.store(bytes)
    }

    /// The bytes of an attachment, compared with the digest that they were attached under.
    ///
    /// # Errors
    /// [`LedgerError::FileAltered`], or where it cannot be read.
    pub fn file(&self, id: &str) -> Result<Option<Vec<u8>>, LedgerError> {
        let Some(bytes) = self.inner.files.read(id)? else {
            return Ok(None);
        };
        let kept: Option<(Vec<u8>, String)> =
            self.read(|at| at.one(sql::FILE_BY_ID, [id], |row| Ok((row.get(0)?, row.get(1)?))))?;
        match kept {
            Some((salt, digest)) if salted(&salt, &bytes) != digest => {
                Err(LedgerError::FileAltered { id: id.to_string() })
            }
            _ => Ok(Some(bytes)),
        }
    }

    /// Deletes the attachments that were written before a time and belong to no matter, and says how many.
    ///
    /// # Errors
    /// Where the folder or the database cannot be read, or a file cannot be deleted.
    pub fn sweep_files(&self, older_than: Timestamp) -> Result<usize, LedgerError> {
        let mut swept = 0;
        for id in self.inner.files.written_before(older_than)? {
            let kept = self.read(|at| at.one(sql::FILE_BY_ID, [&id], |_| Ok(())))?;
            if kept.is_none() {
                self.inner.files.remove(&id)?;
                swept += 1;
            }
        }
        Ok(swept)
    }

    /// Recomputes every chain, commitment and digest, and says what does not agree.
    ///
    /// # Errors
    /// Only where the database cannot be read at all; whatever was altered is in the reports.
    pub fn verify(&self) -> Result<Vec<OrganReport>, LedgerError> {
        self.read(|at| verify::verify(at, &self.inner.files))
    }

    /// Writes the log back into the database file and empties it, as far as readers permit.
    ///
    /// # Errors
    /// Where the database cannot be written.
    pub fn checkpoint(&self) -> Result<(), LedgerError> {
        self.ask(Message::Checkpoint)
    }

    /// Limits the database to a number of pages, as a full disk would; the present size is the least.
    ///
    /// # Errors
    /// Where the database refuses.
    pub fn limit_pages(&self, pages: u32) -> Result<(), LedgerError> {
        self.ask(|reply| Message::Limit(pages, reply))
    }

    /// Empties the log and lets go. Other handles keep the ledger open.
    ///
    /// # Errors
    /// As [`Ledger::checkpoint`].
    pub fn close(self) -> Result<(), LedgerError> {
        self.readers().clear();
        self.checkpoint()
    }

    fn ask(
        &self,
        message: impl FnOnce(SyncSender<Result<(), LedgerError>>) -> Message,
    ) -> Result<(), LedgerError> {
        if is_acting() {
            return Err(LedgerError::Nested);
        }
        let (answer, reply) = sync_channel(1);
        self.inner.shared.queue.push(message(answer));
        reply
            .recv()
            .unwrap_or(Err(LedgerError::Stopped))
            .map_err(|error| error.at(self.inner.place.path()))
    }
}

impl Drop for Inner {
    /// The writer's connection is the last to close, since only a connection that writes can empty the log.
    fn drop(&mut self) {
        self.readers
            .get_mut()
            .unwrap_or_else(PoisonError::into_inner)
            .clear();
        self.shared.queue.push(Message::Stop);
        let thread = self
            .thread
            .get_mut()
            .unwrap_or_else(PoisonError::into_inner)
            .take();
        if let Some(thread) = thread
            && thread.thread().id() != thread::current().id()
            && !is_acting()
        {
            // The writer catches the panics of acts; there is nobody left to tell of one of its own.
            let _ = thread.join();
        }
    }
}

fn inspect(place: &Place) -> Result<Schema, LedgerError> {
    let looked = place
        .reader()
        .and_then(|conn| migrate::inspect(&conn, place.path()));
    looked.map_err(|error| error.at(place.path()))
}
