//! Reads the main part of a DOCX.

use quick_xml::{
    NsReader,
    events::{BytesStart, Event},
    name::ResolveResult,
};

use super::{ReadBack, ReadError, ReadParagraph, ReadSlot};

/// The two namespaces of word processing, transitional and strict.
const NAMESPACES: [&str; 2] = [
    "http://schemas.openxmlformats.org/wordprocessingml/2006/main",
    "http://purl.oclc.org/ooxml/wordprocessingml/main",
];

/// Our bookmarks begin with this.
const OURS: &str = "andu_f";

/// More text than this in a bookmark is no figure.
const LONGEST: usize = 200;
/// More bookmarks than this are not ours.
const MOST_OPEN: usize = 64;

#[derive(Default)]
struct Reading {
    back: ReadBack,
    /// Paragraphs begun and not ended: one, but for text boxes within paragraphs.
    open: Vec<String>,
    /// Bookmarks begun and not ended: id, name, text, paragraph.
    bookmarks: Vec<(String, String, ReadSlot)>,
    /// Depth within what is no text of the document: tracked deletions, old copies of text boxes.
    skipped: usize,
    in_text: bool,
}

pub(super) fn document(xml: &[u8]) -> Result<ReadBack, ReadError> {
    let mut reader = NsReader::from_reader(xml);
    let mut reading = Reading::default();
    let mut buffer = Vec::new();
    let mut seen = false;
    loop {
        let at = reader.buffer_position();
        let (namespace, event) = match reader.read_resolved_event_into(&mut buffer) {
            Ok((namespace, event)) => (namespace, event),
            Err(source) => {
                let source = Some(source);
                return Err(ReadError::DamagedDocument { at, source });
            }
        };
        let word = matches!(&namespace, ResolveResult::Bound(bound) if NAMESPACES.contains(&bound.as_ref()));
        match event {
            Event::Eof => break,
            Event::Start(element) => {
                seen |= word && element.local_name().as_ref() == "document";
                reading.start(&element, word);
            }
            Event::Empty(element) if reading.skipped == 0 => reading.mark(&element, word),
            Event::End(element) => reading.end(element.local_name().as_ref(), word),
            Event::Text(text) if reading.in_text => {
                reading.text(&text.into_inner());
            }
            Event::CData(text) if reading.in_text => {
                reading.text(&text.into_inner());
            }
            Event::GeneralRef(reference) if reading.in_text => {
                let character = match reference.resolve_char_ref() {
                    Ok(Some(character)) => Some(character),
                    _ => match reference.as_ref() {
                        "lt" => Some('<'),
                        "gt" => Some('>'),
                        "amp" => Some('&'),
                        "quot" => Some('"'),
                        "apos" => Some('\''),
                        _ => None,
                    },
                };
                if let Some(character) = character {
                    reading.text(character.encode_utf8(&mut [0; 4]));
                }
            }
            _ => {}
        }
        buffer.clear();
    }
    if !seen || !reading.open.is_empty() {
        let at = reader.buffer_position();
        return Err(ReadError::DamagedDocument { at, source: None });
    }
    Ok(reading.back)
}

/// What holds no text of the document, whatever lies in it.
fn is_skipped(name: &str, word: bool) -> bool {
    (word && matches!(name, "del" | "moveFrom")) || name == "Fallback"
}

impl Reading {
    fn start(&mut self, element: &BytesStart<'_>, word: bool) {
        let name = element.local_name();
        if is_skipped(name.as_ref(), word) {
            self.skipped += 1;
        }
        if self.skipped > 0 || !word {
            return;
        }
        match name.as_ref() {
            "p" => self.open.push(String::new()),
            "t" => self.in_text = true,
            _ => self.mark(element, word),
        }
    }

    fn end(&mut self, name: &str, word: bool) {
        if is_skipped(name, word) {
            self.skipped = self.skipped.saturating_sub(1);
        }
        if self.skipped > 0 || !word {
            return;
        }
        match name {
            "t" => self.in_text = false,
            "p" => {
                let text = self.open.pop().unwrap_or_default();
                if !text.trim().is_empty() {
                    self.back.paragraphs.push(ReadParagraph { text });
                }
            }
            _ => {}
        }
    }

    /// An element that stands for something by itself.
    fn mark(&mut self, element: &BytesStart<'_>, word: bool) {
        if !word {
            return;
        }
        let attribute = |wanted: &str| {
            let found = element.attributes().flatten();
            let mut found = found.filter(|it| it.key.local_name().as_ref() == wanted);
            found.next().map(|it| it.value.into_owned())
        };
        match element.local_name().as_ref() {
            "br" | "cr" => self.text("\n"),
            "tab" => self.text("\t"),
            "noBreakHyphen" => self.text("-"),
            "bookmarkStart" => {
                let (Some(id), Some(name)) = (attribute("id"), attribute("name")) else {
                    return;
                };
                let slot = slot_of(&name).map(str::to_owned);
                if let Some(slot) = slot.filter(|_| self.bookmarks.len() < MOST_OPEN) {
                    let read = ReadSlot {
                        bookmark: name,
                        text: String::new(),
                        paragraph: self.back.paragraphs.len(),
                    };
                    self.bookmarks.push((id, slot, read));
                }
            }
            "bookmarkEnd" => {
                let id = attribute("id").unwrap_or_default();
                if let Some(at) = self.bookmarks.iter().position(|(own, _, _)| *own == id) {
                    let (_, slot, read) = self.bookmarks.remove(at);
                    self.back.slots.entry(slot).or_insert(read);
                }
            }
            _ => {}
        }
    }

    fn text(&mut self, text: &str) {
        if let Some(paragraph) = self.open.last_mut() {
            paragraph.push_str(text);
        }
        for (_, _, read) in &mut self.bookmarks {
            let room = LONGEST.saturating_sub(read.text.chars().count());
            read.text.extend(text.chars().take(room));
        }
    }
}

/// `f1` of `andu_f1_npc_suggestion_replied`.
fn slot_of(bookmark: &str) -> Option<&str> {
    let rest = bookmark.strip_prefix(OURS)?;
    let digits = rest.len() - rest.trim_start_matches(|c: char| c.is_ascii_digit()).len();
    let end = OURS.len() + digits;
    (digits > 0 && bookmark[end..].starts_with('_')).then(|| &bookmark["andu_".len()..end])
}
