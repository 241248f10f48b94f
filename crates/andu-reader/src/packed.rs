//! The parts of a ZIP, unpacked within bounds.

use std::io::{Cursor, Read};

use zip::{ZipArchive, result::ZipError};

use crate::{Format, ReadError};

/// All parts of a file together are not unpacked beyond this.
const MOST_UNPACKED: u64 = 96 * 1024 * 1024;
/// Below this nobody asks how well a part was packed.
const INNOCENT: u64 = 8 * 1024 * 1024;
/// Text and markup pack ten- to fifty-fold.
const MOST_RATIO: u64 = 200;
/// More entries than this are no paper; each costs memory even when it is not read.
const MOST_ENTRIES: usize = 10_000;

pub(crate) struct Packed<'a> {
    archive: ZipArchive<Cursor<&'a [u8]>>,
    /// By place in the directory; names that are no text are empty.
    names: Vec<String>,
    format: Format,
    left: u64,
}

impl<'a> Packed<'a> {
    pub(crate) fn open(bytes: &'a [u8], format: Format) -> Result<Packed<'a>, ReadError> {
        if entries(bytes) > MOST_ENTRIES {
            return Err(ReadError::Bomb);
        }
        let archive = ZipArchive::new(Cursor::new(bytes)).map_err(|_| ReadError::Damaged {
            format,
            part: "压缩包的目录",
        })?;
        let names = archive.file_names().map(|name| match name {
            Ok(name) => name.replace('\\', "/").trim_start_matches('/').to_owned(),
            Err(_) => String::new(),
        });
        Ok(Packed {
            names: names.collect(),
            archive,
            format,
            left: MOST_UNPACKED,
        })
    }

    /// Names of all parts.
    pub(crate) fn names(&self) -> &[String] {
        &self.names
    }

    /// A part, where there is one of the name, in whatever case.
    pub(crate) fn part(
        &mut self,
        name: &str,
        told: &'static str,
    ) -> Result<Option<Vec<u8>>, ReadError> {
        let wanted = name.trim_start_matches('/');
        let exact = self.names.iter().position(|it| it == wanted);
        let same = |it: &String| it.eq_ignore_ascii_case(wanted);
        let Some(index) = exact.or_else(|| self.names.iter().position(same)) else {
            return Ok(None);
        };
        let damaged = ReadError::Damaged {
            format: self.format,
            part: told,
        };
        let part = match self.archive.by_index(index) {
            Ok(part) => part,
            Err(ZipError::UnsupportedArchive(ZipError::PASSWORD_REQUIRED)) => {
                return Err(ReadError::Encrypted);
            }
            Err(_) => return Err(damaged),
        };
        let packed = part.compressed_size().max(1);
        // What the file says of its own size may be untrue, so what comes out is counted.
        let most = self
            .left
            .min(INNOCENT.max(packed.saturating_mul(MOST_RATIO)));
        let mut unpacked = Vec::new();
        let read = part.take(most + 1).read_to_end(&mut unpacked);
        let size = unpacked.len() as u64;
        if size > most {
            return Err(ReadError::Bomb);
        }
        self.left -= size;
        match read {
            Ok(_) => Ok(Some(unpacked)),
            Err(_) => Err(damaged),
        }
    }
}

/// How many entries the directory of a ZIP seems to have.
fn entries(bytes: &[u8]) -> usize {
    let mut count = 0;
    let mut rest = bytes;
    while let Some(at) = rest.iter().position(|byte| *byte == b'P') {
        rest = &rest[at + 1..];
        if rest.starts_with(b"K\x01\x02") {
            count += 1;
        }
    }
    count
}
