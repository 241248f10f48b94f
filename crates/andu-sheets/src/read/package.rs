//! Looks into a zipped book before a reader that keeps whole parts in memory does.

use std::io::{Cursor, Read};

use zip::ZipArchive;

use crate::book::BookError;

use super::LONGEST_CELL;

/// The most that all parts may unpack to.
const MOST_UNPACKED: u64 = 512 << 20;

/// The most that a part may unpack to which the reader keeps in memory: texts, styles, relations.
const MOST_KEPT: u64 = 64 << 20;

/// A text between two tags longer than this is no cell. Entities make a text longer than it reads, hence the room.
const LONGEST_TEXT: usize = LONGEST_CELL * 16;

/// Refuses what unpacks beyond measure, and a single cell beyond measure.
pub fn check(name: &str, bytes: &[u8]) -> Result<(), BookError> {
    let damaged = |cause: Box<dyn std::error::Error + Send + Sync>| BookError::Damaged {
        name: name.to_owned(),
        detail: "压缩包结构不完整",
        cause: Some(cause),
    };
    let mut archive = ZipArchive::new(Cursor::new(bytes)).map_err(|error| damaged(error.into()))?;
    let mut left = MOST_UNPACKED;
    for index in 0..archive.len() {
        let part = archive
            .by_index(index)
            .map_err(|error| damaged(error.into()))?;
        let part_name = part.name().map_err(|error| damaged(error.into()))?;
        let part_name = part_name.to_lowercase();
        // Pictures and the like are never unpacked.
        if !(part_name.ends_with(".xml") || part_name.ends_with(".rels")) {
            continue;
        }
        let most = match part_name.contains("/worksheets/") || part_name == "content.xml" {
            true => left,
            false => left.min(MOST_KEPT),
        };
        let (size, longest) = measure(part, most).map_err(|error| damaged(error.into()))?;
        if size > most {
            return Err(BookError::Bomb {
                name: name.to_owned(),
                most: MOST_UNPACKED >> 20,
            });
        }
        if longest > LONGEST_TEXT {
            return Err(BookError::CellTooLong {
                name: name.to_owned(),
                place: None,
                most: LONGEST_CELL,
            });
        }
        left -= size;
    }
    Ok(())
}

/// Size of a part, counted up to one byte beyond the limit, and the longest stretch without a tag.
fn measure(part: impl Read, most: u64) -> std::io::Result<(u64, usize)> {
    let mut part = part.take(most + 1);
    let mut buffer = vec![0; 64 << 10];
    let (mut size, mut longest, mut since) = (0, 0, 0);
    loop {
        let read = part.read(&mut buffer)?;
        if read == 0 {
            return Ok((size, longest.max(since)));
        }
        size += read as u64;
        let mut pieces = buffer[..read].split(|byte| *byte == b'<');
        since += pieces.next().map_or(0, <[u8]>::len);
        if since > LONGEST_TEXT {
            return Ok((size, since));
        }
        for piece in pieces {
            longest = longest.max(since);
            since = piece.len();
        }
    }
}
