//! PDF with a text layer.

mod cmap;
mod content;
mod font;

use std::collections::BTreeSet;

use lopdf::{Document, LoadOptions, Object, ObjectId};

use crate::{Format, Note, Paper, ReadError, draft::Draft, pages};

/// No stream of a file is unpacked beyond this, and all pages together not beyond eight times as much.
const MOST_STREAM: usize = 24 * 1024 * 1024;
/// No more pages are read.
const MOST_PAGES: usize = 5_000;

/// Where the part of a file that is spoken of is not known better.
const BODY: ReadError = ReadError::Damaged {
    format: Format::Pdf,
    part: "正文",
};

pub(crate) fn read(bytes: &[u8]) -> Result<Paper, ReadError> {
    let options = LoadOptions {
        max_decompressed_size: Some(MOST_STREAM),
        ..LoadOptions::default()
    };
    let document =
        Document::load_mem_with_options(bytes, options).map_err(|error| match error {
            lopdf::Error::Decryption(_) | lopdf::Error::InvalidPassword => ReadError::Encrypted,
            _ => BODY,
        })?;
    if document.is_encrypted() && document.encryption_state.is_none() {
        return Err(ReadError::Encrypted);
    }
    let mut reader = content::Reader::new(&document, MOST_STREAM * 8);
    let mut sheets = Vec::new();
    let mut blank = Vec::new();
    let mut seen: BTreeSet<ObjectId> = BTreeSet::new();
    for (at, page) in document.page_iter().take(MOST_PAGES).enumerate() {
        // A tree of pages may name one page again and again.
        if !seen.insert(page) {
            continue;
        }
        let sheet = reader.page(page, size(&document, page))?;
        if sheet.runs.iter().all(|run| run.text.trim().is_empty()) {
            blank.push(at + 1);
        }
        sheets.push(sheet);
    }
    if sheets.is_empty() {
        return Err(BODY);
    }
    if blank.len() == sheets.len() {
        return Err(ReadError::NoTextLayer {
            format: Format::Pdf,
            pages: sheets.len(),
        });
    }
    let mut draft = Draft::new(Format::Pdf);
    if !blank.is_empty() {
        draft.note(Note::PagesWithoutText(blank));
    }
    if reader.unknown() > 0 {
        draft.note(Note::UnknownCharacters(reader.unknown()));
    }
    pages::flow(sheets, &mut draft)?;
    Ok(draft.finish())
}

/// The box of a page, its own or that of the pages above it: left, bottom, right, top.
fn size(document: &Document, page: ObjectId) -> [f32; 4] {
    let mut at = page;
    for _ in 0..50 {
        let Ok(dictionary) = document.get_dictionary(at) else {
            break;
        };
        let found = dictionary.get(b"MediaBox").ok();
        let found = found.and_then(|it| document.dereference(it).ok());
        if let Some((_, Object::Array(sides))) = found
            && let [a, b, c, d] = sides.as_slice()
        {
            let side = |it: &Object| it.as_float().unwrap_or(0.0);
            return [side(a), side(b), side(c), side(d)];
        }
        match dictionary.get(b"Parent").and_then(Object::as_reference) {
            Ok(parent) => at = parent,
            Err(_) => break,
        }
    }
    // A4.
    [0.0, 0.0, 595.0, 842.0]
}
