//! DOC (Word 97 to 2003), the make of most WPS files too: a compound file with a stream of text in pieces.

mod formatting;
mod lists;
mod pieces;
mod story;

use std::io::{Cursor, Read};

use cfb::CompoundFile;
use formatting::Formatting;
use lists::lists;
use pieces::{Character, characters};

use crate::{Foreign, Format, MOST_BYTES, Note, Origin, Paper, ReadError, draft::Draft};

/// The file cannot be understood.
const DAMAGED: ReadError = ReadError::Damaged {
    format: Format::Doc,
    part: "正文",
};

/// Places in the head of the main stream, by `[MS-DOC]` 2.5.
const SIGNATURE: u16 = 0xa5ec;
const FLAGS: usize = 0x0a;
const ENCRYPTED: u16 = 0x0100;
const SECOND_TABLE: u16 = 0x0200;
const COUNTS: usize = 0x4c;
const CHARACTER_RUNS: usize = 0xfa;
const PARAGRAPH_RUNS: usize = 0x102;
const PIECES: usize = 0x1a2;
const LIST_DEFINITIONS: usize = 0x2e2;
const LIST_USES: usize = 0x2ea;

pub(crate) fn read(bytes: &[u8]) -> Result<Paper, ReadError> {
    let mut file = CompoundFile::open(Cursor::new(bytes)).map_err(|_| DAMAGED)?;
    if file.exists("/EncryptionInfo") || file.exists("/EncryptedPackage") {
        return Err(ReadError::Encrypted);
    }
    if !file.exists("/WordDocument") {
        let foreign = match () {
            () if file.exists("/Workbook") || file.exists("/Book") => Foreign::Spreadsheet,
            () if file.exists("/PowerPoint Document") => Foreign::Slides,
            () => Foreign::OldWriter,
        };
        return Err(ReadError::Foreign(foreign));
    }
    let main = stream(&mut file, "/WordDocument")?;
    if word(&main, 0) != Some(SIGNATURE) {
        return Err(ReadError::Foreign(Foreign::OldWriter));
    }
    let flags = word(&main, FLAGS).ok_or(DAMAGED)?;
    if flags & ENCRYPTED != 0 {
        return Err(ReadError::Encrypted);
    }
    let name = match flags & SECOND_TABLE {
        0 => "/0Table",
        _ => "/1Table",
    };
    let table = stream(&mut file, name)?;
    let text = characters(&main, section(&main, &table, PIECES).ok_or(DAMAGED)?)?;
    let runs = |at| section(&main, &table, at).unwrap_or_default();
    let formatting = Formatting::read(&main, runs(CHARACTER_RUNS), runs(PARAGRAPH_RUNS));
    let mut numbering = lists(&table, pair(&main, LIST_DEFINITIONS), runs(LIST_USES));

    let mut draft = Draft::new(Format::Doc);
    if formatting.has_changes() {
        draft.note(Note::TrackedChanges);
    }
    // Body, footnotes, headers, macros, comments, endnotes, text boxes, text boxes of headers stand in this order.
    let origins = [
        Some(Origin::Body),
        Some(Origin::Footnote),
        Some(Origin::Header),
        None,
        None,
        Some(Origin::Footnote),
        Some(Origin::TextBox),
        Some(Origin::Header),
    ];
    let mut parts: Vec<(Origin, &[Character])> = Vec::new();
    let mut rest = text.as_slice();
    for (at, origin) in origins.into_iter().enumerate() {
        let count = long(&main, COUNTS + 4 * at).unwrap_or(0) as usize;
        let (part, after) = rest.split_at(count.min(rest.len()));
        rest = after;
        parts.extend(origin.map(|origin| (origin, part)));
    }
    // Headers come after notes and boxes, as in the other formats.
    parts.sort_by_key(|(origin, _)| match origin {
        Origin::Body => 0,
        Origin::TextBox => 1,
        Origin::Header => 2,
        Origin::Footnote => 3,
    });
    for (origin, part) in parts {
        story::read(part, &formatting, &mut numbering, origin, &mut draft)?;
    }
    Ok(draft.finish())
}

fn stream(file: &mut CompoundFile<Cursor<&[u8]>>, name: &str) -> Result<Vec<u8>, ReadError> {
    let stream = file.open_stream(name).map_err(|_| DAMAGED)?;
    let mut bytes = Vec::new();
    let most = MOST_BYTES as u64;
    stream
        .take(most)
        .read_to_end(&mut bytes)
        .map_err(|_| DAMAGED)?;
    Ok(bytes)
}

/// Where a part of the table stream begins, and how long it is.
fn pair(main: &[u8], at: usize) -> Option<(usize, usize)> {
    Some((long(main, at)? as usize, long(main, at + 4)? as usize))
}

/// A part of the table stream.
fn section<'a>(main: &[u8], table: &'a [u8], at: usize) -> Option<&'a [u8]> {
    let (start, length) = pair(main, at)?;
    table.get(start..start.checked_add(length)?)
}

fn byte(bytes: &[u8], at: usize) -> Option<u8> {
    bytes.get(at).copied()
}

fn word(bytes: &[u8], at: usize) -> Option<u16> {
    let two = bytes.get(at..at.checked_add(2)?)?;
    Some(u16::from_le_bytes(two.try_into().ok()?))
}

fn long(bytes: &[u8], at: usize) -> Option<u32> {
    let four = bytes.get(at..at.checked_add(4)?)?;
    Some(u32::from_le_bytes(four.try_into().ok()?))
}
