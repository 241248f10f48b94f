//! The lock of the data folder, shared by all processes of an office.

use std::fs::{File, OpenOptions, TryLockError};
use std::path::Path;
use std::thread;
use std::time::{Duration, Instant};

use crate::LedgerError;

/// How a command wants the data folder.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Access {
    /// Together with other processes.
    Shared,
    /// Alone: restoring, moving, repairing.
    Exclusive,
}

/// How long a command waits for the folder.
pub const LOCK_WAIT: Duration = Duration::from_secs(10);

const POLL: Duration = Duration::from_millis(20);

/// Held while it lives; the operating system lets go of it even after a crash.
#[derive(Debug)]
pub(crate) struct FolderLock {
    _file: File,
}

impl FolderLock {
    pub(crate) fn acquire(dir: &Path, access: Access, wait: Duration) -> Result<Self, LedgerError> {
        let path = dir.join("andu.lock");
        let file = OpenOptions::new()
            .create(true)
            .truncate(false)
            .write(true)
            .open(&path)
            .map_err(|error| LedgerError::io(&path, error))?;
        let since = Instant::now();
        loop {
            let tried = match access {
                Access::Shared => file.try_lock_shared(),
                Access::Exclusive => file.try_lock(),
            };
            match tried {
                Ok(()) => return Ok(Self { _file: file }),
                Err(TryLockError::WouldBlock) if since.elapsed() < wait => thread::sleep(POLL),
                Err(TryLockError::WouldBlock) => {
                    let dir = dir.to_path_buf();
                    return Err(LedgerError::Locked {
                        dir,
                        waited_s: wait.as_secs(),
                    });
                }
                Err(TryLockError::Error(error)) => return Err(LedgerError::io(&path, error)),
            }
        }
    }
}
