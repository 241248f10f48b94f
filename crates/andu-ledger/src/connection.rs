//! Where the database lies, and how a connection to it is set up.

use std::path::{Path, PathBuf};
use std::time::Duration;

use rusqlite::config::DbConfig;
use rusqlite::{Connection, OpenFlags};

use crate::LedgerError;
use crate::chain::{hex, random};
use crate::log;

/// How long a connection waits for another process.
const BUSY_WAIT: Duration = Duration::from_secs(5);

/// Every statement of the crate and those of some hundred projections stay prepared.
const STATEMENTS: usize = 512;

/// The place of a database.
#[derive(Debug, Clone)]
pub(crate) enum Place {
    /// A file.
    File(PathBuf),
    /// The memory of this process, under a name that its connections share.
    Memory(String),
}

impl Place {
    pub(crate) fn memory() -> Result<Self, LedgerError> {
        Ok(Self::Memory(format!(
            "file:/andu-{}?vfs=memdb",
            hex(&random::<8>()?)
        )))
    }

    /// For messages.
    pub(crate) fn path(&self) -> &Path {
        match self {
            Self::File(path) => path,
            Self::Memory(_) => Path::new("内存"),
        }
    }

    /// Opens the one connection that writes.
    pub(crate) fn writer(&self) -> Result<Connection, LedgerError> {
        let conn = self.connect(OpenFlags::SQLITE_OPEN_READ_WRITE)?;
        if conn.is_readonly("main")? {
            let place = self.path().display().to_string();
            return Err(LedgerError::ReadOnly { place });
        }
        if matches!(self, Self::File(_)) {
            conn.pragma_update(None, "journal_mode", "wal")?;
            conn.pragma_update(None, "synchronous", "full")?;
            conn.pragma_update(None, "wal_autocheckpoint", log::PAGES)?;
        }
        conn.pragma_update(None, "cache_size", -32_768)?;
        // Savepoints copy the pages they may have to put back: in memory, not through a file.
        conn.pragma_update(None, "temp_store", "memory")?;
        Ok(conn)
    }

    /// Opens a connection that cannot write.
    pub(crate) fn reader(&self) -> Result<Connection, LedgerError> {
        let flags = match self {
            Self::File(_) => OpenFlags::SQLITE_OPEN_READ_ONLY,
            Self::Memory(_) => OpenFlags::SQLITE_OPEN_READ_WRITE,
        };
        let conn = self.connect(flags)?;
        conn.pragma_update(None, "query_only", true)?;
        conn.pragma_update(None, "cache_size", -16_384)?;
        Ok(conn)
    }

    fn connect(&self, mode: OpenFlags) -> Result<Connection, LedgerError> {
        let flags = mode | OpenFlags::SQLITE_OPEN_NO_MUTEX;
        let opened = match self {
            Self::File(path) => Connection::open_with_flags(path, flags),
            Self::Memory(name) => {
                let create = OpenFlags::SQLITE_OPEN_URI | OpenFlags::SQLITE_OPEN_CREATE;
                Connection::open_with_flags(name, flags | create)
            }
        };
        let conn = opened.map_err(|error| LedgerError::from(error).at(self.path()))?;
        conn.busy_timeout(BUSY_WAIT)?;
        // A statement keeps the plan it was prepared with: planning anew for every bound value cost an eighth of an act.
        conn.set_db_config(DbConfig::SQLITE_DBCONFIG_ENABLE_QPSG, true)?;
        conn.pragma_update(None, "foreign_keys", true)?;
        conn.set_prepared_statement_cache_capacity(STATEMENTS);
        Ok(conn)
    }
}
