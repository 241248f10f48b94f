//! Lists that number paragraphs: their definitions and their uses.

use super::{byte, long, word};
use crate::numbering::{LEVELS, Level, Levels, List, Numbering};

/// The size of a definition, of the head of a level, of a use.
const DEFINITION: usize = 28;
const LEVEL: usize = 28;
const USE: usize = 16;

/// Reads the lists; what cannot be understood of them numbers nothing.
pub(super) fn lists(table: &[u8], definitions: Option<(usize, usize)>, uses: &[u8]) -> Numbering {
    let mut numbering = Numbering::default();
    if let Some((start, length)) = definitions {
        read_definitions(table, start, length, &mut numbering);
    }
    read_uses(uses, &mut numbering);
    numbering
}

/// Definitions stand first, all of their levels after them.
fn read_definitions(
    table: &[u8],
    start: usize,
    length: usize,
    numbering: &mut Numbering,
) -> Option<()> {
    let count = usize::from(word(table, start)?);
    let mut at = start.checked_add(length)?;
    for definition in 0..count {
        let place = start + 2 + DEFINITION * definition;
        let id = long(table, place)?;
        let simple = byte(table, place + 26)? & 1 != 0;
        let mut levels = Levels::new();
        for level in 0..if simple { 1 } else { LEVELS } {
            let (read, after) = read_level(table, at)?;
            levels.insert(level, read);
            at = after;
        }
        numbering.definitions.insert(id.to_string(), levels);
    }
    Some(())
}

fn read_level(table: &[u8], at: usize) -> Option<(Level, usize)> {
    let start = long(table, at)?;
    let format = byte(table, at + 4)?;
    let legal = byte(table, at + 5)? & 4 != 0;
    let characters = usize::from(byte(table, at + 24)?);
    let paragraphs = usize::from(byte(table, at + 25)?);
    let text_at = at + LEVEL + characters + paragraphs;
    let length = usize::from(word(table, text_at)?);
    let mut text = String::new();
    let mut units = Vec::new();
    for place in 0..length {
        let unit = word(table, text_at + 2 + 2 * place)?;
        // A unit below nine stands for the count of that level.
        if unit < 9 {
            text.push_str(&String::from_utf16_lossy(&units));
            units.clear();
            text.push_str(&format!("%{}", unit + 1));
        } else {
            units.push(unit);
        }
    }
    text.push_str(&String::from_utf16_lossy(&units));
    let level = Level {
        start,
        format: name(format).to_owned(),
        text,
        legal,
    };
    Some((level, text_at + 2 + 2 * length))
}

/// Uses: the first is list 1. What a use changes in its definition is rare and not read, but where it starts anew.
fn read_uses(uses: &[u8], numbering: &mut Numbering) -> Option<()> {
    let count = long(uses, 0)? as usize;
    let mut further = 4_usize.checked_add(count.checked_mul(USE)?)?;
    let mut readable = true;
    for number in 0..count {
        let at = 4 + USE * number;
        let mut list = List {
            definition: long(uses, at)?.to_string(),
            ..List::default()
        };
        let changed = byte(uses, at + 12)?;
        further += 4;
        for _ in 0..changed {
            let (Some(start), Some(flags)) = (long(uses, further), long(uses, further + 4)) else {
                readable = false;
                break;
            };
            further += 8;
            let level = (flags & 0xf) as usize;
            if readable && flags & 0x10 != 0 && level < LEVELS {
                list.starts.insert(level, start);
            }
            if flags & 0x20 != 0 {
                match read_level(uses, further) {
                    Some((own, after)) => {
                        list.changed.insert(level, own);
                        further = after;
                    }
                    None => readable = false,
                }
            }
        }
        numbering.lists.insert((number + 1).to_string(), list);
    }
    Some(())
}

/// The name in WordprocessingML of a format of numbers.
fn name(format: u8) -> &'static str {
    match format {
        1 => "upperRoman",
        2 => "lowerRoman",
        3 => "upperLetter",
        4 => "lowerLetter",
        10 | 11 | 16 | 17 | 33 | 34 | 35 | 37 | 39 => "chineseCounting",
        14 | 19 => "decimalFullWidth",
        18 | 28 | 29 => "decimalEnclosedCircle",
        20 | 26 => "decimalEnclosedFullstop",
        22 => "decimalZero",
        23 => "bullet",
        27 => "decimalEnclosedParen",
        30 => "ideographTraditional",
        38 => "chineseLegalSimplified",
        36 => "ideographEnclosedCircle",
        255 => "none",
        _ => "decimal",
    }
}
