//! The folder of attachments.

use std::collections::HashMap;
use std::fs::{self, File};
use std::io::{self, Write as _};
use std::path::{Path, PathBuf};
use std::sync::{Mutex, MutexGuard, PoisonError};

use jiff::Timestamp;

use crate::LedgerError;
use crate::chain::{hex, random, salted};
use crate::rows::StoredFile;

/// Where attachments lie: a folder, or the memory of a ledger in memory.
#[derive(Debug)]
pub(crate) enum FileStore {
    Folder(PathBuf),
    Memory(Mutex<HashMap<String, Vec<u8>>>),
}

impl FileStore {
    /// Writes the bytes under a random id; they are on the disk when this returns.
    pub(crate) fn store(&self, bytes: &[u8]) -> Result<StoredFile, LedgerError> {
        let id = hex(&random::<16>()?);
        let salt = random::<16>()?;
        match self {
            Self::Folder(dir) => {
                let path = dir.join(&id);
                write_durably(dir, &path, bytes).map_err(|error| {
                    // What was written by halves is of no use; the first error is the one to tell.
                    let _ = fs::remove_file(&path);
                    LedgerError::io(&path, error)
                })?;
            }
            Self::Memory(files) => {
                lock(files).insert(id.clone(), bytes.to_vec());
            }
        }
        let size = bytes.len() as u64;
        Ok(StoredFile {
            id,
            size,
            salt: hex(&salt),
            digest: salted(&salt, bytes),
        })
    }

    pub(crate) fn read(&self, id: &str) -> Result<Option<Vec<u8>>, LedgerError> {
        if !is_id(id) {
            return Ok(None);
        }
        match self {
            Self::Folder(dir) => {
                let path = dir.join(id);
                match fs::read(&path) {
                    Ok(bytes) => Ok(Some(bytes)),
                    Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(None),
                    Err(error) => Err(LedgerError::io(&path, error)),
                }
            }
            Self::Memory(files) => Ok(lock(files).get(id).cloned()),
        }
    }

    /// Ids of the files that were written before a time. A ledger in memory keeps no times: all of them.
    pub(crate) fn written_before(&self, time: Timestamp) -> Result<Vec<String>, LedgerError> {
        let dir = match self {
            Self::Memory(files) => return Ok(lock(files).keys().cloned().collect()),
            Self::Folder(dir) => dir,
        };
        let io = |error| LedgerError::io(dir, error);
        let mut ids = Vec::new();
        for entry in fs::read_dir(dir).map_err(io)? {
            let entry = entry.map_err(io)?;
            let written = entry
                .metadata()
                .and_then(|data| data.modified())
                .map_err(io)?;
            let old = Timestamp::try_from(written).is_ok_and(|written| written < time);
            if let Ok(name) = entry.file_name().into_string()
                && old
                && is_id(&name)
            {
                ids.push(name);
            }
        }
        Ok(ids)
    }

    pub(crate) fn remove(&self, id: &str) -> Result<(), LedgerError> {
        match self {
            Self::Folder(dir) => {
                let path = dir.join(id);
                match fs::remove_file(&path) {
                    Err(error) if error.kind() != io::ErrorKind::NotFound => {
                        Err(LedgerError::io(&path, error))
                    }
                    _ => Ok(()),
                }
            }
            Self::Memory(files) => {
                lock(files).remove(id);
                Ok(())
            }
        }
    }
}

/// A thread that panicked cannot have left the map by halves.
fn lock(files: &Mutex<HashMap<String, Vec<u8>>>) -> MutexGuard<'_, HashMap<String, Vec<u8>>> {
    files.lock().unwrap_or_else(PoisonError::into_inner)
}

fn write_durably(dir: &Path, path: &Path, bytes: &[u8]) -> io::Result<()> {
    let mut file = File::create_new(path)?;
    file.write_all(bytes)?;
    file.sync_all()?;
    File::open(dir)?.sync_all()
}

/// Only our own ids become paths, so no request can leave the folder.
fn is_id(id: &str) -> bool {
    id.len() == 32
        && id
            .bytes()
            .all(|byte| byte.is_ascii_digit() || (b'a'..=b'f').contains(&byte))
}

/// The salt of a stored file, from hex.
pub(crate) fn salt_bytes(text: &str) -> Result<Vec<u8>, LedgerError> {
    let digits: Option<Vec<u8>> = text
        .chars()
        .map(|c| c.to_digit(16).and_then(|digit| u8::try_from(digit).ok()))
        .collect();
    match digits {
        Some(digits) if digits.len() == 32 => Ok(digits
            .chunks(2)
            .map(|pair| pair[0] << 4 | pair[1])
            .collect()),
        _ => Err(LedgerError::FieldMissing {
            field: "附件的盐值",
        }),
    }
}
