//! The text: pieces of the main stream, in the order in which they are read.

use encoding_rs::WINDOWS_1252;

use super::{DAMAGED, byte, long, word};
use crate::ReadError;

/// A piece of the table of pieces, after the places where pieces begin.
const ENTRY: usize = 8;
/// Pieces may name the same stretch of the stream again and again; no paper has more characters than this.
const MOST_CHARACTERS: usize = 8_000_000;
/// A place in the stream counts bytes of a narrow piece twice.
const NARROW: u32 = 1 << 30;

/// A unit of UTF-16, and its place in the main stream, by which its format is found.
#[derive(Debug, Clone, Copy)]
pub(super) struct Character {
    pub(super) unit: u16,
    pub(super) place: u32,
}

/// All characters, those of notes and headers included.
pub(super) fn characters(main: &[u8], table: &[u8]) -> Result<Vec<Character>, ReadError> {
    let pieces = pieces(table).ok_or(DAMAGED)?;
    let count = pieces.len().saturating_sub(4) / (4 + ENTRY);
    let mut characters = Vec::new();
    for piece in 0..count {
        let read = || {
            let (from, to) = (long(pieces, 4 * piece)?, long(pieces, 4 * piece + 4)?);
            let place = long(pieces, 4 * (count + 1) + ENTRY * piece + 2)?;
            Some((to.checked_sub(from)? as usize, place))
        };
        let (length, place) = read().ok_or(DAMAGED)?;
        if characters.len() + length > MOST_CHARACTERS {
            return Err(ReadError::TooLong);
        }
        let narrow = place & NARROW != 0;
        let start = match narrow {
            true => (place & !NARROW) / 2,
            false => place,
        };
        for at in 0..length as u32 {
            let (unit, place) = match narrow {
                true => {
                    let place = start.saturating_add(at);
                    (byte(main, place as usize).map(wide), place)
                }
                false => {
                    let place = start.saturating_add(2 * at);
                    (word(main, place as usize), place)
                }
            };
            let Some(unit) = unit else { break };
            characters.push(Character { unit, place });
        }
    }
    Ok(characters)
}

/// The table of pieces itself, after changes of format that pieces refer to.
fn pieces(table: &[u8]) -> Option<&[u8]> {
    let mut at = 0;
    while byte(table, at)? == 1 {
        at += 3 + word(table, at + 1)? as usize;
    }
    if byte(table, at)? != 2 {
        return None;
    }
    let length = long(table, at + 1)? as usize;
    table.get(at + 5..at + 5 + length)
}

/// A byte of a narrow piece.
fn wide(byte: u8) -> u16 {
    if byte < 0x80 {
        return u16::from(byte);
    }
    let bytes = [byte];
    let (text, _) = WINDOWS_1252.decode_without_bom_handling(&bytes);
    text.encode_utf16().next().unwrap_or(0)
}
