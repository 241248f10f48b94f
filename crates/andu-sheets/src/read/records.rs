//! What a book of the old format says outside its cells: text boxes and comments, headers and footers of print, properties.

use encoding_rs::GBK;

use super::compound::{short, streams, wide};

/// Header of a printed page.
const HEADER: u16 = 0x0014;
/// Footer of a printed page.
const FOOTER: u16 = 0x0015;
/// A text box or a comment; its words stand in the record that continues it.
const TEXT_OBJECT: u16 = 0x01B6;
/// Continues the record before.
const CONTINUE: u16 = 0x003C;

/// The texts outside the cells.
pub fn texts(file: &[u8]) -> Vec<String> {
    let mut texts = Vec::new();
    for stream in streams(file) {
        if matches!(stream.name.as_str(), "Workbook" | "Book") {
            of_records(&stream.bytes, &mut texts);
        } else if stream.name.ends_with("SummaryInformation") {
            // Properties say in what code they are written; read in each, what is wrong is no mark.
            texts.push(lines(&GBK.decode_without_bom_handling(&stream.bytes).0));
            texts.push(lines(&String::from_utf8_lossy(&stream.bytes)));
            texts.push(lines(&wide(&stream.bytes)));
        }
    }
    texts
}

/// Runs of signs, each in a line of its own.
fn lines(text: &str) -> String {
    text.chars()
        .map(|c| if c.is_control() { '\n' } else { c })
        .collect()
}

fn of_records(stream: &[u8], texts: &mut Vec<String>) {
    let mut at = 0;
    let mut in_object = false;
    while let (Some(kind), Some(length)) = (short(stream, at), short(stream, at + 2)) {
        let from = at + 4;
        let to = from + usize::from(length);
        let Some(body) = stream.get(from..to) else {
            break;
        };
        match kind {
            HEADER | FOOTER => texts.extend(counted(body)),
            CONTINUE if in_object => texts.extend(flagged(body)),
            _ => {}
        }
        in_object = kind == TEXT_OBJECT || (kind == CONTINUE && in_object);
        at = to;
    }
}

/// A text after the number of its characters.
fn counted(body: &[u8]) -> Option<String> {
    // Before the books of 1997 one byte counts, and characters are those of the code page.
    if body.len() > 1 && usize::from(body[0]) + 1 == body.len() {
        return Some(GBK.decode_without_bom_handling(&body[1..]).0.into_owned());
    }
    flagged(body.get(2..)?)
}

/// A text after the mark that tells how wide its characters are.
fn flagged(body: &[u8]) -> Option<String> {
    let (flag, text) = body.split_first()?;
    Some(match flag & 1 {
        1 => wide(text),
        _ => text.iter().map(|byte| char::from(*byte)).collect(),
    })
}
